//! Attribution of all documents by the catalogue's rules, and by a classifier over them.

use std::path::Path;

use attribution::{Attributed, PairClassifier, RuleSet};
use catalogue::{Catalogue, CatalogueProblem};
use serde::{Deserialize, Serialize};

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::read_stage::ReadCorpus;
use crate::stage::Stages;
use crate::vectors::Vectors;

/// Documents between two reports of progress.
const STEP: usize = 256;

/// What the rules say of each document, and of each example.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AttributedCorpus {
    /// One entry a document.
    pub documents: Vec<Vec<Attributed>>,
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
    classifier: Option<(&PairClassifier, &Vectors)>,
    threshold: f64,
    stages: &mut Stages<'_>,
) -> Result<AttributedCorpus, StudyError> {
    let key = fingerprint(&(
        "attribute",
        env!("CARGO_PKG_VERSION"),
        query::ANALYSIS_VERSION,
        &read.key,
        &catalogue.sha256,
        threshold,
        classifier.map(|(classifier, vectors)| (&classifier.sha256, &vectors.key)),
    ));
    stages.take(
        "attribute",
        &key,
        |attributed: &AttributedCorpus| attributed.documents.len(),
        |progress| {
            let rules = RuleSet::compile(catalogue);
            let mut attributor = rules.attributor(threshold);
            let mut scorer = classifier.map(|(classifier, _)| classifier.scorer(&rules, threshold));
            let total = read.documents.len() as u64;
            progress.begin("attribute", total);
            let mut documents = Vec::with_capacity(read.documents.len());
            for part in read.documents.chunks(STEP) {
                let start = documents.len();
                match (&mut scorer, classifier) {
                    (Some(scorer), Some((_, vectors))) => {
                        let row = |place| vectors.embeddings.row(start + place);
                        let rows: Vec<Option<&[f32]>> = (0..part.len()).map(row).collect();
                        documents.extend(scorer.attribute(part, &rows));
                    }
                    _ => documents.extend(part.iter().map(|document| attributor.attribute(document))),
                }
                progress.advance(documents.len() as u64, total);
            }
            Ok(AttributedCorpus { documents })
        },
    )
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
