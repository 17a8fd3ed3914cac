//! The card of a classifier: what it learnt from, how good it is, and what it needs to be used.

use encoder::{LongTexts, Precision};
use std::collections::BTreeMap;
use std::path::Path;

use learning::{Classifier, TrainingReport};
use serde::{Deserialize, Serialize};

use super::answers::{AnswerTally, Basis};
use super::comparison::Comparison;
use crate::error::StudyError;

/// The file of the card.
pub(crate) const CARD_FILE: &str = "card.json";

/// What a classifier learnt from, how good it is, and what it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Of the program.
    pub version: String,
    /// 1 for the first classifier of a folder; earlier ones are in its `history`.
    pub generation: usize,
    /// Whether people answered or experts' queries stood in for them.
    pub basis: Basis,
    /// SHA-256 of what it read, by what it is: `documents` (ids and texts), `answers`, `queries`.
    pub sha256: BTreeMap<String, String>,
    /// What became of the answers.
    pub answers: AnswerTally,
    /// Sets of documents that were kept together in the folds: near-copies, or the value of a column.
    pub n_groups: usize,
    /// How it was learnt, the seed among it.
    pub settings: Classifier,
    /// Where its vectors come from.
    pub vectors: VectorRecord,
    /// Least probability of a yes, by label.
    pub thresholds: BTreeMap<String, f64>,
    /// Cross-validated: of documents that were held out, thresholds and calibration chosen on the others.
    pub report: TrainingReport,
    /// Against the classifier before, on the same held-out answers.
    pub comparison: Option<Comparison>,
}

/// Where a classifier's vectors come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum VectorRecord {
    /// It does without.
    None,
    /// From a file, which has to be named again.
    File {
        /// Numbers a vector.
        dimension: usize,
    },
    /// From a model.
    Model {
        /// As it was named: a directory or a hub id; none for the built-in one.
        name: Option<String>,
        /// Its id.
        id: String,
        /// Its files together.
        sha256: String,
        /// The numbers that it multiplies.
        precision: Precision,
        /// What it does with texts of more tokens than it reads.
        long_texts: LongTexts,
    },
}

impl Card {
    pub(crate) fn write(&self, folder: &Path) -> Result<(), StudyError> {
        let path = folder.join(CARD_FILE);
        let text = serde_json::to_vec_pretty(self).expect("a card has a JSON form");
        std::fs::write(&path, text).map_err(|error| StudyError::file(&path, error))?;
        let path = folder.join("card.md");
        std::fs::write(&path, self.in_words()).map_err(|error| StudyError::file(&path, error))
    }

    /// Reads the card of a classifier's folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn read(folder: &Path) -> Result<Self, StudyError> {
        let path = folder.join(CARD_FILE);
        let text = std::fs::read(&path).map_err(|error| StudyError::file(&path, error))?;
        serde_json::from_slice(&text).map_err(|error| StudyError::file(&path, error))
    }

    /// For people, in Markdown.
    fn in_words(&self) -> String {
        let report = &self.report;
        let basis = match self.basis {
            Basis::Human => "Learnt from people's answers.",
            Basis::Silver => {
                "**Silver**: learnt from experts' queries, no person answered. The figures say how well it repeats the \
                 queries, not how good it is."
            }
        };
        let mut text = format!(
            "# Classifier, generation {}\n\n{basis}\n\nCross-validated on {} answers about {} documents ({} yes): precision \
             {:.3}, recall {:.3}, F1 {:.3}, mean F1 of labels {:.3}. Calibration error {:.3} (perfect probabilities would show \
             {:.3} at this number). Unsure: {:.1} % of the pairs; wrong among the others: {:.1} %.\n\n",
            self.generation,
            report.n_pairs,
            report.n_documents,
            report.n_yes,
            report.precision,
            report.recall,
            report.f1,
            report.macro_f1,
            report.reliability.calibration_error,
            report.reliability.noise_floor,
            report.share_unsure * 100.0,
            report.error_when_sure * 100.0,
        );
        if let Some(comparison) = &self.comparison {
            text += &format!(
                "F1 of the classifier before on the same {} held-out answers: {:.3}, of this one {:.3} (90 % interval of the \
                 difference {:+.3} to {:+.3}).\n\n",
                comparison.n_pairs,
                comparison.f1_before,
                comparison.f1,
                comparison.difference_low,
                comparison.difference_high
            );
        }
        text += "| label | yes | no | threshold | precision | recall | F1 |\n|---|---|---|---|---|---|---|\n";
        for label in &report.labels {
            let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
            text += &format!(
                "| {} | {} | {} | {} | {} | {} | {} |\n",
                label.label.replace('|', "\\|"),
                label.n_yes,
                label.n_no,
                number(self.thresholds.get(&label.label).copied()),
                number(label.precision),
                number(label.recall),
                number(label.f1)
            );
        }
        text
    }
}
