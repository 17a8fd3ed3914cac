//! One module a command: its flags turned into a call, its result into print.

pub mod catalogue;
pub mod compare;
pub mod embed;
pub mod evaluate;
pub mod export;
pub mod inspect;
pub mod model;
pub mod query;
pub mod refining;
pub mod sample;
pub mod scope;
pub mod simulate;
pub mod train;

use std::path::PathBuf;

use corpus::{Document, Mapping, Reading};
use encoder::{ModelError, ModelFiles, Transfer};
use study::{ModelChoice, Progress};

use crate::arguments::{InputArguments, LongTexts, ModelArguments};
use crate::watch::Watch;

/// The mapping that a person gave, or none.
fn mapping(text: Option<&str>) -> anyhow::Result<Mapping> {
    Ok(text.map(str::parse).transpose()?.unwrap_or_default())
}

fn long_texts(long_texts: LongTexts) -> encoder::LongTexts {
    match long_texts {
        LongTexts::Head => encoder::LongTexts::Head,
        LongTexts::Windows => encoder::LongTexts::Windows,
    }
}

/// `--threads`, by way of the environment in which the program starts itself again, or all processors.
fn n_threads() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|n| n.parse().ok());
    let asked = asked.or_else(|| std::thread::available_parallelism().ok().map(usize::from));
    asked.unwrap_or(1).max(1)
}

fn model_choice(arguments: &ModelArguments) -> ModelChoice {
    ModelChoice {
        name: arguments.model.clone(),
        compute: arguments.device,
        precision: arguments.precision,
        offline: arguments.offline,
        long_texts: long_texts(arguments.long_texts),
        cache: arguments.cache.clone(),
    }
}

/// The files of a model, with progress while they are fetched from the hub.
fn fetched(name: &str, offline: bool, watch: &mut Watch) -> Result<ModelFiles, ModelError> {
    let mut fetching = String::new();
    let files = ModelFiles::fetched(name, offline, &mut |transfer: Transfer<'_>| {
        if fetching != transfer.file {
            fetching = transfer.file.to_owned();
            watch.begin("fetch", transfer.total);
        }
        watch.advance(transfer.bytes, transfer.total);
    })?;
    if !fetching.is_empty() {
        let revision = files.revision.as_deref().unwrap_or_default();
        watch.end("fetch", false, &format!("{} at {revision}", files.id));
    }
    Ok(files)
}

/// All documents of an input; says on stderr how many rows were left out.
fn documents(input: &InputArguments, watch: &mut Watch) -> anyhow::Result<Vec<Document>> {
    read_documents(input, mapping(input.map.as_deref())?, watch)
}

/// As [`documents`], with columns of the command's own.
fn read_documents(input: &InputArguments, mapping: Mapping, watch: &mut Watch) -> anyhow::Result<Vec<Document>> {
    let reading = Reading {
        mapping,
        ..Reading::default()
    };
    let inputs: Vec<PathBuf> = input.inputs.clone();
    let plan = reading.plan(&inputs)?;
    watch.begin("read", plan.bytes());
    let mut documents = Vec::new();
    let report = plan.read(&mut |document| documents.push(document), &mut |at| {
        watch.advance(at.bytes, at.bytes_total)
    })?;
    let quarantined: u64 = report.files.iter().map(|file| file.quarantined).sum();
    watch.end(
        "read",
        false,
        &format!("{} documents, {quarantined} rows left out", documents.len()),
    );
    Ok(documents)
}
