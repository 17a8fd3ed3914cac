//! From answers on a run's strata to estimates, for each ecosystem, for all together and for each rule.
//!
//! What was drawn for a stratum is a simple random sample of it, and so is the part of that which falls in a cell of the
//! stratum: a cell's answers speak for the cell. One sample of all ecosystems therefore says something of each, as far
//! as its answers go.

use std::collections::{BTreeMap, BTreeSet};

use evaluation::{Labels, StratifiedEstimate};

use super::{RuleEstimate, SampledFigures};
use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::sampling::answers::DrawnAnswers;
use crate::sampling::frame::{ALL, Frame, FrameStratum};
use crate::table::StoredTable;

pub(super) fn figures(
    folder: &RunFolder,
    frame: &Frame,
    labels: &Labels,
    confidence: f64,
) -> Result<SampledFigures, StudyError> {
    let answers = DrawnAnswers::of(frame, labels);
    let mut figures = SampledFigures::default();
    if answers.is_empty() {
        return Ok(figures);
    }
    let of_all = frame.strata_of_all();
    let all_at_once = answers.of_owner(ALL);
    let n_misplaced = answers.n_misplaced(&of_all, ALL);
    figures.n_of_other_runs += n_misplaced;
    let is_usable = all_at_once && n_misplaced == 0;
    let n_documents = frame.ids.len();
    if is_usable {
        let counts = answers.counts_of_all(frame, &of_all);
        figures.all = Some(StratifiedEstimate::of(&counts, n_documents, confidence));
    }
    for ecosystem in answers.ecosystems(frame) {
        let own = frame.strata(ecosystem);
        let n_misplaced = answers.n_misplaced(&own, ecosystem);
        figures.n_of_other_runs += n_misplaced;
        let counts = match answers.of_owner(ecosystem) {
            true if n_misplaced == 0 => answers.counts_of_own(&own, ecosystem, is_usable),
            false if is_usable => answers.counts_within_all(frame, &own, &of_all, ecosystem),
            _ => continue,
        };
        if counts.iter().any(|stratum| stratum.n_sure() > 0) {
            let estimate = StratifiedEstimate::of(&counts, n_documents, confidence);
            figures
                .rules
                .extend(rules(&answers, folder, frame, &own, ecosystem, is_usable, confidence)?);
            figures.ecosystems.insert(ecosystem.to_owned(), estimate);
        }
    }
    Ok(figures)
}

/// Precision of the ecosystem's rules: of each the cells of the bands that it matched.
fn rules(
    answers: &DrawnAnswers<'_>,
    folder: &RunFolder,
    frame: &Frame,
    own: &[FrameStratum],
    ecosystem: &str,
    all_at_once: bool,
    confidence: f64,
) -> Result<Vec<RuleEstimate>, StudyError> {
    let mut estimates = Vec::new();
    for (rule, documents) in matched(folder, frame, ecosystem)? {
        let cells = own
            .iter()
            .filter(|stratum| stratum.is_attributed)
            .map(|stratum| FrameStratum {
                units: stratum
                    .units
                    .iter()
                    .filter(|(d, _)| documents.contains(d))
                    .cloned()
                    .collect(),
                ..stratum.clone()
            });
        let cells: Vec<FrameStratum> = cells.filter(|cell| !cell.units.is_empty()).collect();
        let counts = answers.counts_of_own(&cells, ecosystem, all_at_once);
        if counts.iter().any(|cell| cell.n_sure() > 0) {
            let n_attributed = cells.iter().map(|cell| cell.units.len()).sum();
            estimates.push(RuleEstimate {
                ecosystem: ecosystem.to_owned(),
                rule,
                weight: None,
                proposed_weight: None,
                n_attributed,
                estimate: StratifiedEstimate::of(&counts, n_attributed, confidence),
            });
        }
    }
    Ok(estimates)
}

/// The documents that each rule of an ecosystem matched; actors support and are no rules.
fn matched(
    folder: &RunFolder,
    frame: &Frame,
    ecosystem: &str,
) -> Result<BTreeMap<String, BTreeSet<usize>>, StudyError> {
    let table = StoredTable::read(&folder.file("evidence.parquet"))?;
    let (documents, ecosystems) = (table.texts("document_id")?, table.texts("ecosystem_id")?);
    let (rules, weights) = (table.texts("rule")?, table.numbers("weight")?);
    let mut matched: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (row, rule) in rules.into_iter().enumerate() {
        if ecosystems[row] == ecosystem && weights[row] > 0.0 {
            let place = frame.places.get(&documents[row]);
            matched.entry(rule).or_default().extend(place);
        }
    }
    Ok(matched)
}
