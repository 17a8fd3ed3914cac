//! Attribution of all documents by the catalogue's rules, and by a classifier over them.

use std::path::Path;

use attribution::{RuleSet, Weighed};
use catalogue::{Catalogue, CatalogueProblem};
use serde::{Deserialize, Serialize};

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::progress::Progress;
use crate::read_stage::ReadCorpus;
use crate::run_classifier::RunClassifier;
use crate::stage::Stages;
use crate::vectors::Vectors;

/// Documents between two reports of progress.
pub(crate) const STEP: usize = 256;
/// The least probability that attributes, where no label set another.
pub(crate) const USUAL_THRESHOLD: f64 = 0.5;

/// What was made of each document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AttributedCorpus {
    /// One entry a document.
    pub documents: Vec<Weighed>,
}

/// The catalogue of a run, whole or not at all.
pub(crate) fn catalogue(folder: Option<&Path>) -> Result<Catalogue, StudyError> {
    let (catalogue, problems): (Catalogue, Vec<CatalogueProblem>) = match folder {
        Some(folder) => Catalogue::read(folder)?,
        None => Catalogue::built_in(),
    };
    if problems.is_empty() {
        Ok(catalogue)
    } else {
        Err(StudyError::CatalogueProblems { problems })
    }
}

pub(crate) fn attribute(
    read: &ReadCorpus,
    catalogue: &Catalogue,
    classifier: Option<(&RunClassifier, &Vectors)>,
    threshold: Option<f64>,
    stages: &mut Stages<'_>,
) -> Result<AttributedCorpus, StudyError> {
    let key = fingerprint(&(
        "attribute with what lies below",
        env!("CARGO_PKG_VERSION"),
        query::ANALYSIS_VERSION,
        &read.key,
        &catalogue.sha256,
        threshold,
        classifier.map(|(classifier, vectors)| (classifier.sha256(), &vectors.key)),
    ));
    stages.take(
        "attribute",
        &key,
        |attributed: &AttributedCorpus| attributed.documents.len(),
        |progress| {
            let rules = RuleSet::compile(catalogue);
            progress.begin("attribute", read.documents.len() as u64);
            let documents = match classifier {
                Some((classifier, vectors)) => classifier.attribute(read, vectors, (&rules, threshold), progress),
                None => by_rules(read, &rules, threshold.unwrap_or(USUAL_THRESHOLD), progress),
            };
            Ok(AttributedCorpus { documents })
        },
    )
}

fn by_rules(read: &ReadCorpus, rules: &RuleSet, threshold: f64, progress: &mut dyn Progress) -> Vec<Weighed> {
    let mut attributor = rules.attributor(threshold);
    let total = read.documents.len() as u64;
    let mut documents = Vec::with_capacity(read.documents.len());
    for part in read.documents.chunks(STEP) {
        documents.extend(part.iter().map(|document| attributor.weigh(document)));
        progress.advance(documents.len() as u64, total);
    }
    documents
}

/// The catalogue's own examples that the rules get wrong, one sentence each.
pub(crate) fn failing_examples(catalogue: &Catalogue, threshold: f64) -> Vec<String> {
    let rules = RuleSet::compile(catalogue);
    let mut attributor = rules.attributor(threshold);
    let detector = corpus::LanguageDetector::new();
    let mut findings = Vec::new();
    for ecosystem in &catalogue.ecosystems {
        for example in &ecosystem.examples {
            let Some(text) = &example.text else { continue };
            let document = corpus::Document {
                text: text.clone(),
                language: detector.detect(text),
                ..corpus::Document::default()
            };
            let found = attributor.attribute(&document);
            let is_inside = found
                .iter()
                .any(|a| a.attribution.ecosystem_id == ecosystem.id && a.attribution.share > 0.0);
            if is_inside != example.inside {
                let (is, should) = if is_inside {
                    ("is", "should not be")
                } else {
                    ("is not", "should be")
                };
                findings.push(format!(
                    "`{}`: an example {is} attributed and {should}: {}",
                    ecosystem.id,
                    shortened(text)
                ));
            }
        }
    }
    findings
}

fn shortened(text: &str) -> String {
    let start: String = text.chars().take(80).collect();
    if start.len() < text.len() {
        format!("{start}…")
    } else {
        start
    }
}
