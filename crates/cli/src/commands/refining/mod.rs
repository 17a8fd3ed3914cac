//! `query explain | clauses | suggest`: the loop in which a query is sharpened.

mod clauses;
mod explain;
mod judgements;
mod lines;
mod suggest;

pub use clauses::clauses;
pub use explain::explain;
pub use suggest::suggest;

use std::path::Path;

use refine::{IndexedCorpus, Taken};
use study::RunFolder;

use crate::failure::Failure;

/// The index of a finished run.
fn open(run: &Path) -> anyhow::Result<IndexedCorpus> {
    let folder = RunFolder::finished(run)?.file("index");
    if !folder.is_dir() {
        return Err(Failure {
            message: format!("the run `{}` has no folder `index`", run.display()),
            hint: "repeat its `afbaken scope INPUT --out RUN`, which makes what is missing".into(),
        }
        .into());
    }
    Ok(IndexedCorpus::open(&folder)?)
}

/// What the run attributes to each ecosystem.
fn taken(run: &Path) -> anyhow::Result<Taken> {
    Ok(study::attributed_documents(run)?)
}
