//! From files to documents.

use std::path::PathBuf;

use corpus::{Document, FileCounts, Mapping, Problem, Reading};
use serde::{Deserialize, Serialize};

use crate::error::StudyError;
use crate::fingerprint::{file_sha256, fingerprint};
use crate::stage::Stages;

/// What reading gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReadCorpus {
    pub documents: Vec<Document>,
    pub files: Vec<FileCounts>,
    pub problems: Vec<Problem>,
    /// Stands for the documents in the keys of later stages.
    pub key: String,
}

/// Reads all inputs. Mistakes in the command (a missing file, no text column) are found before the
/// run folder is touched, by `plan`.
pub(crate) fn read(plan: &corpus::Plan, mapping: &Mapping, stages: &mut Stages<'_>) -> Result<ReadCorpus, StudyError> {
    let mut hashes = Vec::new();
    for path in plan.paths() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        hashes.push((name, file_sha256(path).map_err(|error| StudyError::file(path, error))?));
    }
    let key = fingerprint(&(env!("CARGO_PKG_VERSION"), hashes, format!("{mapping:?}")));
    let read = stages.take(
        "read",
        &key,
        |read: &ReadCorpus| read.documents.len(),
        |progress| {
            progress.begin("read", plan.bytes());
            let mut documents = Vec::new();
            let report = plan.read(&mut |document| documents.push(document), &mut |at| {
                progress.advance(at.bytes, at.bytes_total)
            })?;
            Ok(ReadCorpus {
                documents,
                files: report.files,
                problems: report.problems,
                key: key.clone(),
            })
        },
    )?;
    let rows = read.files.iter().map(|file| file.rows).sum();
    let quarantined = read.files.iter().map(|file| file.quarantined).sum();
    if read.documents.is_empty() {
        return Err(StudyError::NoDocuments { rows, quarantined });
    }
    Ok(read)
}

/// Looks at all inputs and finds every mistake before anything is read or written.
pub(crate) fn plan(inputs: &[PathBuf], mapping: &Mapping) -> Result<corpus::Plan, StudyError> {
    let reading = Reading {
        mapping: mapping.clone(),
        ..Reading::default()
    };
    Ok(reading.plan(inputs)?)
}
