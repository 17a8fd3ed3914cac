//! `embed`: vectors of documents as a file.

use std::process::ExitCode;

use encoder::{ModelFiles, TextEncoder};
use study::{Progress, embed_file, encode_documents};

use super::{compute, documents};
use crate::arguments::{EmbedArguments, ModelArguments, Output};
use crate::watch::Watch;

pub fn embed(arguments: &EmbedArguments, output: Output) -> anyhow::Result<ExitCode> {
    let mut watch = Watch::new(output);
    let encoder = load(&arguments.model)?;
    let documents = documents(&arguments.input, &mut watch)?;
    let embeddings = encode_documents(&encoder, &documents, &mut watch)?;
    embed_file(&documents, &embeddings, &arguments.out)?;
    watch.end(
        "embed",
        false,
        &format!("{} vectors of {} numbers", embeddings.len(), embeddings.dimension()),
    );
    println!("{}", arguments.out.display());
    Ok(ExitCode::SUCCESS)
}

fn load(arguments: &ModelArguments) -> anyhow::Result<TextEncoder> {
    let files = match &arguments.model {
        Some(name) => ModelFiles::named(name, arguments.offline)?,
        None => ModelFiles::built_in(),
    };
    Ok(TextEncoder::load(&files, compute(arguments.device))?)
}
