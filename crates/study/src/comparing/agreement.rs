//! How far runs decide alike on the same pairs of document and ecosystem: two runs, or each two of several.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use evaluation::agreement;
use serde::Serialize;

use super::snapshot::Snapshot;
use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::run_record::RunRecord;

/// Decisions of two runs (of two modes, say) on the same pairs of document and ecosystem; ecosystems that no run
/// attributes anything to are left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DecisionTable {
    /// Pairs that both attribute.
    pub both: usize,
    /// Pairs that the first alone attributes.
    pub first_only: usize,
    /// Pairs that the second alone attributes.
    pub second_only: usize,
    /// Pairs that neither attributes.
    pub neither: usize,
    /// Cohen's kappa; `None` where both decide the same on every pair there is.
    pub kappa: Option<f64>,
}

/// How far each two of several runs agree, all on the same pairs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgreementMatrix {
    /// The runs, in the order given.
    pub runs: Vec<ComparedRun>,
    /// Documents that all runs have, near-copies left out.
    pub n_documents: usize,
    /// Each two runs once, by their places in `runs`, the first the smaller.
    pub pairs: Vec<ComparedPair>,
}

/// One of several runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedRun {
    /// Its folder.
    pub folder: PathBuf,
    /// Who decided: human, machine or hybrid.
    pub mode: String,
    /// The classifier; `none` for rules alone.
    pub classifier: String,
    /// Pairs that it attributes, on the documents of all.
    pub n_attributed: usize,
}

/// Two of several runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ComparedPair {
    /// Place of the one.
    pub first: usize,
    /// Place of the other.
    pub second: usize,
    /// Their decisions; `None` where the runs have no document in common or attribute nothing.
    pub decisions: Option<DecisionTable>,
}

impl AgreementMatrix {
    /// The decisions of two runs by their places, in either order; the first and the second as in `pairs`.
    pub fn between(&self, one: usize, other: usize) -> Option<DecisionTable> {
        let wanted = (one.min(other), one.max(other));
        let found = self.pairs.iter().find(|pair| (pair.first, pair.second) == wanted);
        found.and_then(|pair| pair.decisions)
    }
}

/// How far each two of these finished runs agree.
///
/// # Errors
/// When one of the folders holds no finished run, or a table cannot be read.
pub fn agreement_matrix(folders: &[&Path]) -> Result<AgreementMatrix, StudyError> {
    let snapshots: Vec<Snapshot> = folders
        .iter()
        .map(|folder| Snapshot::read(folder))
        .collect::<Result<_, _>>()?;
    let all: Vec<&Snapshot> = snapshots.iter().collect();
    let pairs_asked = asked(&all);
    let runs = folders
        .iter()
        .zip(&snapshots)
        .map(|(folder, snapshot)| compared(folder, snapshot, &pairs_asked))
        .collect::<Result<_, _>>()?;
    let places = (0..snapshots.len()).flat_map(|first| (first + 1..snapshots.len()).map(move |second| (first, second)));
    let pairs = places.map(|(first, second)| ComparedPair {
        first,
        second,
        decisions: table(&snapshots[first], &snapshots[second], &pairs_asked),
    });
    Ok(AgreementMatrix {
        runs,
        pairs: pairs.collect(),
        n_documents: of_all(&all).count(),
    })
}

/// How far two runs agree; `None` where they have no document in common.
pub(super) fn between(first: &Snapshot, second: &Snapshot) -> Option<DecisionTable> {
    table(first, second, &asked(&[first, second]))
}

fn of_all<'s>(runs: &[&'s Snapshot]) -> impl Iterator<Item = &'s String> {
    let others: Vec<&Snapshot> = runs[1..].to_vec();
    let documents = runs[0].documents.keys();
    documents.filter(move |id| others.iter().all(|run| run.documents.contains_key(*id)))
}

/// Documents that all have, with the ecosystems that any of them attributes to.
fn asked<'s>(runs: &[&'s Snapshot]) -> Vec<(&'s String, &'s String)> {
    let ecosystems: BTreeSet<&String> = runs.iter().flat_map(|run| run.ecosystems.keys()).collect();
    let documents: Vec<&String> = of_all(runs).collect();
    let with_each = |ecosystem: &'s String| documents.clone().into_iter().map(move |document| (ecosystem, document));
    ecosystems.into_iter().flat_map(with_each).collect()
}

fn has(run: &Snapshot, (ecosystem, document): (&String, &String)) -> bool {
    let found = run.ecosystems.get(ecosystem);
    found.is_some_and(|found| found.contains_key(document))
}

fn table(first: &Snapshot, second: &Snapshot, pairs: &[(&String, &String)]) -> Option<DecisionTable> {
    let decisions: Vec<(bool, bool)> = pairs
        .iter()
        .map(|pair| (has(first, *pair), has(second, *pair)))
        .collect();
    let count = |wanted: (bool, bool)| decisions.iter().filter(|decision| **decision == wanted).count();
    agreement(&decisions).map(|found| DecisionTable {
        both: count((true, true)),
        first_only: count((true, false)),
        second_only: count((false, true)),
        neither: count((false, false)),
        kappa: found.kappa,
    })
}

fn compared(folder: &Path, run: &Snapshot, pairs: &[(&String, &String)]) -> Result<ComparedRun, StudyError> {
    let record = RunRecord::read(&RunFolder::finished(folder)?)?;
    Ok(ComparedRun {
        folder: folder.to_owned(),
        mode: record.mode,
        classifier: record.classifier.map_or("none".into(), |classifier| classifier.id),
        n_attributed: pairs.iter().filter(|pair| has(run, **pair)).count(),
    })
}
