//! A run held against people's judgements.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evaluation::{Labels, PrecisionReport};

use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::table::StoredTable;

/// What the judgements say of a run.
#[derive(Debug, Clone)]
pub struct RunEvaluation {
    /// Precision per ecosystem and pooled.
    pub report: PrecisionReport,
    /// The labels file as read, its problems among it.
    pub labels: Labels,
    /// Documents in the labels file that the run does not have, in order.
    pub unknown_documents: Vec<String>,
}

/// Holds a finished run's attributions (those with a share above 0) against a labels file. A label
/// `none` says that the document belongs to no ecosystem, and is no question of its own.
///
/// # Errors
/// When there is no finished run, or a file cannot be read.
pub fn evaluate(run: &Path, labels: &[PathBuf]) -> Result<RunEvaluation, StudyError> {
    let folder = RunFolder::finished(run)?;
    let labels = Labels::read_all(labels)?;
    let known = StoredTable::read(&folder.file("documents.parquet"))?.texts("document_id")?;
    let known: std::collections::BTreeSet<&str> = known.iter().map(String::as_str).collect();
    let mut judgements = labels.judgements.clone();
    judgements.retain(|judgement| known.contains(judgement.document_id.as_str()) && judgement.label != "none");
    let unknown: std::collections::BTreeSet<&str> = labels
        .judgements
        .iter()
        .map(|judgement| judgement.document_id.as_str())
        .filter(|id| !known.contains(id))
        .collect();
    let report = PrecisionReport::of(&attributed(&folder)?, &judgements);
    let unknown_documents = unknown.into_iter().map(str::to_owned).collect();
    Ok(RunEvaluation {
        report,
        unknown_documents,
        labels,
    })
}

/// The ids of the documents that a finished run attributes to each ecosystem, with a share above 0.
///
/// # Errors
/// When there is no finished run, or its table cannot be read.
pub fn attributed_documents(run: &Path) -> Result<BTreeMap<String, Vec<String>>, StudyError> {
    let mut documents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (document, ecosystem) in attributed(&RunFolder::finished(run)?)? {
        documents.entry(ecosystem).or_default().push(document);
    }
    Ok(documents)
}

fn attributed(folder: &RunFolder) -> Result<Vec<(String, String)>, StudyError> {
    let table = StoredTable::read(&folder.file("attributions.parquet"))?;
    let pairs = table
        .texts("document_id")?
        .into_iter()
        .zip(table.texts("ecosystem_id")?);
    let shares = table.numbers("share")?;
    Ok(pairs
        .zip(shares)
        .filter(|(_, share)| *share > 0.0)
        .map(|(pair, _)| pair)
        .collect())
}
