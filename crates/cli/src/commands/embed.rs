//! `embed`: vectors of documents as a file.

use std::path::Path;
use std::process::ExitCode;

use corpus::Reading;
use embedding::Encoder;
use encoder::{ModelFiles, TextEncoder};
use serde_json::json;
use study::{Embedded, Progress, cached, embed_corpus};

use super::{fetched, long_texts, mapping};
use crate::arguments::{EmbedArguments, ModelArguments, Output};
use crate::failure::Failure;
use crate::watch::Watch;

pub fn embed(arguments: &EmbedArguments, output: Output) -> anyhow::Result<ExitCode> {
    check_folder(&arguments.out)?;
    let mut watch = Watch::new(output);
    let encoder = load(&arguments.model, &mut watch)?;
    let reading = Reading {
        mapping: mapping(arguments.input.map.as_deref())?,
        // A vector needs no language, and looking for it takes longer than the built-in model.
        detects_languages: false,
        ..Reading::default()
    };
    let plan = reading.plan(&arguments.input.inputs)?;
    let cache = arguments.model.cache.as_deref();
    let cached = cache.map(|folder| cached(&encoder, folder)).transpose()?;
    let source = cached.as_ref().map_or(&encoder as &dyn Encoder, |cached| cached);
    let embedded = embed_corpus(&plan, source, &arguments.out, &mut watch)?;
    let n_cached = cached.as_ref().map(|cached| cached.n_found());
    watch.end("embed", false, &said(&embedded, encoder.dimension(), n_cached));
    if output.json {
        say!(
            "{}",
            json!({
                "file": arguments.out,
                "documents": embedded.documents,
                "dimension": encoder.dimension(),
                "without_text": embedded.without_text,
                "cut": embedded.cut,
                "cut_tokens": embedded.cut_tokens,
                "quarantined": embedded.quarantined,
                "cached": n_cached,
            })
        );
    } else {
        say!("{}", arguments.out.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn said(embedded: &Embedded, dimension: usize, n_cached: Option<usize>) -> String {
    let mut said = format!(
        "{} vectors of {dimension} numbers, {} rows left out",
        embedded.documents, embedded.quarantined
    );
    if let Some(n) = n_cached {
        said.push_str(&format!("; {n} were in the cache"));
    }
    if embedded.cut > 0 {
        said.push_str(&format!(
            "; of {} documents the end was not read ({} tokens): `--long-texts windows` reads it",
            embedded.cut, embedded.cut_tokens
        ));
    }
    said
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

fn load(arguments: &ModelArguments, watch: &mut Watch) -> anyhow::Result<TextEncoder> {
    let files = match &arguments.model {
        Some(name) => fetched(name, arguments.offline, watch)?,
        None => ModelFiles::built_in(),
    };
    let encoder = TextEncoder::load_in(&files, arguments.device, arguments.precision)?;
    if let Some(note) = encoder.note() {
        watch.warn(note);
    }
    Ok(encoder.with_long_texts(long_texts(arguments.long_texts)))
}
