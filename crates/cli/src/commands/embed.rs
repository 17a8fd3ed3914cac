//! `embed`: vectors of documents as a file.

use std::path::Path;
use std::process::ExitCode;

use encoder::{ModelFiles, TextEncoder};
use serde_json::json;
use study::{Progress, embed_file, encode_documents};

use super::{compute, documents};
use crate::arguments::{EmbedArguments, ModelArguments, Output};
use crate::failure::Failure;
use crate::watch::Watch;

pub fn embed(arguments: &EmbedArguments, output: Output) -> anyhow::Result<ExitCode> {
    check_folder(&arguments.out)?;
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
    if output.json {
        let (n, dimension) = (embeddings.len(), embeddings.dimension());
        say!(
            "{}",
            json!({"file": arguments.out, "documents": n, "dimension": dimension})
        );
    } else {
        say!("{}", arguments.out.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder to write to is looked at before minutes are spent on vectors.
fn check_folder(out: &Path) -> Result<(), Failure> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(Failure {
            message: format!("there is no folder `{}`", folder.display()),
            hint: "make it, or name another file with `--out`".into(),
        }),
        _ => Ok(()),
    }
}

fn load(arguments: &ModelArguments) -> anyhow::Result<TextEncoder> {
    let files = match &arguments.model {
        Some(name) => ModelFiles::named(name, arguments.offline)?,
        None => ModelFiles::built_in(),
    };
    Ok(TextEncoder::load(&files, compute(arguments.device))?)
}
