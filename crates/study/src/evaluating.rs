//! A run held against people's judgements.

mod estimating;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use attribution::updated_weight;
use catalogue::Catalogue;
use evaluation::{LabelProblem, Labels, PrecisionReport, RowPlace, Severity, StratifiedEstimate};

use crate::attributing::catalogue;
use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::sampling::frame::Frame;
use crate::table::StoredTable;

/// What the judgements say of a run.
#[derive(Debug, Clone)]
pub struct RunEvaluation {
    /// Counts of all judgements per ecosystem and pooled, however their questions were chosen.
    pub report: PrecisionReport,
    /// What follows from the judgements whose questions were drawn at random.
    pub sampled: SampledFigures,
    /// The labels files as read, their problems among it.
    pub labels: Labels,
    /// Documents in the labels files that the run does not have, in order.
    pub unknown_documents: Vec<String>,
}

/// Estimates from questions that were drawn at random from this run.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct SampledFigures {
    /// All ecosystems together, from a sample of all at once.
    pub all: Option<StratifiedEstimate>,
    /// Each ecosystem with answers, in order.
    pub ecosystems: BTreeMap<String, StratifiedEstimate>,
    /// Precision of each rule with answers, by ecosystem and rule.
    pub rules: Vec<RuleEstimate>,
    /// Answers to questions whose stratum the run does not have: it is not the run they were drawn from. What they
    /// bear on is not estimated.
    pub n_of_other_runs: usize,
}

/// How precise a rule is.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RuleEstimate {
    /// The ecosystem.
    pub ecosystem: String,
    /// The rule.
    pub rule: String,
    /// Its weight in the catalogue; `None` for a rule that the catalogue does not have.
    pub weight: Option<f64>,
    /// What its weight would become by the answers, where they can tell. Nothing is changed: people decide.
    pub proposed_weight: Option<f64>,
    /// Attributed pairs that it matched.
    pub n_attributed: usize,
    /// The estimate; its precision alone is of the rule.
    pub estimate: StratifiedEstimate,
}

/// Which labels are held against which run, and how sure one wants to be.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The folder of a finished run.
    pub run: PathBuf,
    /// Labels files.
    pub labels: Vec<PathBuf>,
    /// The catalogue that the run used: a folder, or the built-in one.
    pub catalogue: Option<PathBuf>,
    /// Of the intervals, in (0, 1).
    pub confidence: f64,
}

impl Evaluation {
    /// Holds the run's attributions (those with a share above 0) against the labels. A label `none` says that the
    /// document belongs to no ecosystem, and is no question of its own.
    ///
    /// # Errors
    /// When there is no finished run, or a file cannot be read.
    pub fn run(&self) -> Result<RunEvaluation, StudyError> {
        let folder = RunFolder::finished(&self.run)?;
        let mut labels = Labels::read_all(&self.labels)?;
        let catalogue = catalogue(self.catalogue.as_deref())?;
        let frame = Frame::read(&folder)?;
        let unknown_documents = name_unknown_documents(&mut labels, &frame);
        name_unknown_labels(&mut labels, &frame, &catalogue);
        let mut judgements = labels.judgements.clone();
        judgements.retain(|judgement| frame.places.contains_key(&judgement.document_id) && judgement.label != "none");
        let report = PrecisionReport::of(&attributed(&folder)?, &judgements);
        let mut sampled = estimating::figures(&folder, &frame, &labels, self.confidence)?;
        propose_weights(&mut sampled.rules, &catalogue);
        labels.problems.sort_by(|a, b| a.place.cmp(&b.place));
        Ok(RunEvaluation {
            report,
            sampled,
            unknown_documents,
            labels,
        })
    }
}

/// Holds the rules' weights against what the answers say of their precision.
fn propose_weights(rules: &mut [RuleEstimate], catalogue: &Catalogue) {
    let weights: BTreeMap<(&str, &str), f64> = catalogue
        .ecosystems
        .iter()
        .flat_map(|ecosystem| {
            ecosystem
                .rules
                .iter()
                .map(|rule| ((ecosystem.id.as_str(), rule.name.as_str()), rule.weight))
        })
        .collect();
    for rule in rules {
        rule.weight = weights.get(&(rule.ecosystem.as_str(), rule.rule.as_str())).copied();
        let precision = rule.estimate.precision.estimate();
        rule.proposed_weight = rule
            .weight
            .zip(precision)
            .map(|(weight, precision)| updated_weight(weight, precision.value, rule.estimate.n_sure));
    }
}

/// Names the rows of documents that the run does not have; gives their ids in order.
fn name_unknown_documents(labels: &mut Labels, frame: &Frame) -> Vec<String> {
    let judged = labels
        .judgements
        .iter()
        .map(|judgement| (&judgement.document_id, &judgement.place));
    let asked = labels
        .any_other
        .iter()
        .map(|answer| (&answer.document_id, &answer.place));
    let unknown: Vec<(String, RowPlace)> = judged
        .chain(asked)
        .filter(|(id, _)| !frame.places.contains_key(*id))
        .map(|(id, place)| (id.clone(), place.clone()))
        .collect();
    for (id, place) in &unknown {
        labels.problems.push(LabelProblem {
            severity: Severity::Doubtful,
            place: place.clone(),
            problem: format!("document `{id}` is not in the run"),
            hint: "check the id, or name the run that the labels are of".into(),
        });
    }
    labels
        .any_other
        .retain(|answer| frame.places.contains_key(&answer.document_id));
    unknown
        .into_iter()
        .map(|(id, _)| id)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// Names the rows of ecosystems that neither the catalogue nor the run has, and turns the names in answers about all
/// ecosystems into ids.
fn name_unknown_labels(labels: &mut Labels, frame: &Frame, catalogue: &Catalogue) {
    let mut ids = catalogue.ids_by_name();
    ids.extend(frame.ecosystems().map(|id| (id.to_lowercase(), id.clone())));
    let hint = "`afbaken catalogue list` shows the ids; name the catalogue of the run with `--catalogue DIR`";
    let mut problems = Vec::new();
    let mut unknown = |severity, place: &RowPlace, label: &str| {
        problems.push(LabelProblem {
            severity,
            place: place.clone(),
            problem: format!("`{label}` is no ecosystem of the catalogue"),
            hint: hint.into(),
        });
    };
    for judgement in &labels.judgements {
        if judgement.label != "none" && !ids.contains_key(&judgement.label.to_lowercase()) {
            unknown(Severity::Doubtful, &judgement.place, &judgement.label);
        }
    }
    labels.any_other.retain_mut(|answer| {
        let named = answer.belongs.iter_mut().flatten();
        let mut is_known = true;
        for name in named {
            match ids.get(&name.to_lowercase()) {
                Some(id) => name.clone_from(id),
                None => {
                    unknown(Severity::Unusable, &answer.place, name);
                    is_known = false;
                }
            }
        }
        is_known
    });
    labels.problems.append(&mut problems);
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
