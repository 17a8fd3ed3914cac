//! How good a classifier is on documents that it did not learn from.

use serde::{Deserialize, Serialize};

use crate::classifier::{HeldOut, log_loss};
use crate::reliability::Reliability;
use crate::threshold::Decision;

/// Cross-validated figures. `unsure` counts as neither yes nor no in `share_unsure` and `error_when_sure`; everything else
/// takes yes from the threshold on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TrainingReport {
    /// Pairs of document and label with an answer.
    pub n_pairs: usize,
    /// Answers that are yes.
    pub n_yes: usize,
    /// Documents with an answer.
    pub n_documents: usize,
    /// Over all pairs.
    pub precision: f64,
    /// Over all pairs.
    pub recall: f64,
    /// Over all pairs.
    pub f1: f64,
    /// Mean F1 of the labels that have a yes.
    pub macro_f1: f64,
    /// Mean −ln of the probability given to the answer.
    pub log_loss: f64,
    /// Whether probabilities keep their word, over all pairs.
    pub reliability: Reliability,
    /// Pairs too near their threshold to say.
    pub share_unsure: f64,
    /// Wrong decisions among the others.
    pub error_when_sure: f64,
    /// Each label.
    pub labels: Vec<LabelFigures>,
}

/// The figures of one label.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LabelFigures {
    /// The label.
    pub label: String,
    /// Answers that are yes.
    pub n_yes: usize,
    /// Answers that are no.
    pub n_no: usize,
    /// None without a decision for it.
    pub precision: Option<f64>,
    /// None without a yes.
    pub recall: Option<f64>,
    /// None without a yes.
    pub f1: Option<f64>,
}

/// Right and wrong decisions.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcomes {
    found: usize,
    wrong: usize,
    missed: usize,
    rejected: usize,
}

const N_BINS: usize = 10;

impl Outcomes {
    pub(crate) fn add(&mut self, is_decided: bool, belongs: bool) {
        match (is_decided, belongs) {
            (true, true) => self.found += 1,
            (true, false) => self.wrong += 1,
            (false, true) => self.missed += 1,
            (false, false) => self.rejected += 1,
        }
    }

    fn precision(&self) -> Option<f64> {
        share(self.found, self.found + self.wrong)
    }

    fn recall(&self) -> Option<f64> {
        share(self.found, self.found + self.missed)
    }

    pub(crate) fn f1(&self) -> Option<f64> {
        let n_yes = self.found + self.missed;
        (n_yes > 0).then(|| 2.0 * self.found as f64 / (n_yes + self.found + self.wrong) as f64)
    }
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

impl TrainingReport {
    /// Figures of held-out probabilities with their cross-fitted thresholds.
    pub fn of(held_out: &HeldOut, labels: &[String], band: f64) -> Self {
        let mut by_label = vec![Outcomes::default(); labels.len()];
        let (mut all, mut n_unsure, mut n_wrong) = (Outcomes::default(), 0, 0);
        let pairs = held_out
            .judged
            .iter()
            .zip(&held_out.probabilities)
            .zip(&held_out.thresholds);
        for ((pair, &probability), &threshold) in pairs {
            let is_decided = probability >= threshold;
            by_label[pair.label].add(is_decided, pair.belongs);
            all.add(is_decided, pair.belongs);
            match Decision::of(probability, threshold, band) {
                Decision::Unsure => n_unsure += 1,
                _ => n_wrong += usize::from(is_decided != pair.belongs),
            }
        }
        let n_pairs = held_out.judged.len();
        let mut documents: Vec<usize> = held_out.judged.iter().map(|pair| pair.document).collect();
        documents.dedup();
        let f1s: Vec<f64> = by_label.iter().filter_map(Outcomes::f1).collect();
        let answers: Vec<bool> = held_out.judged.iter().map(|pair| pair.belongs).collect();
        Self {
            n_pairs,
            n_yes: all.found + all.missed,
            n_documents: documents.len(),
            precision: all.precision().unwrap_or(0.0),
            recall: all.recall().unwrap_or(0.0),
            f1: all.f1().unwrap_or(0.0),
            macro_f1: f1s.iter().sum::<f64>() / f1s.len().max(1) as f64,
            log_loss: log_loss(&held_out.probabilities, &held_out.judged),
            reliability: Reliability::of(&held_out.probabilities, &answers, N_BINS),
            share_unsure: share(n_unsure, n_pairs).unwrap_or(0.0),
            error_when_sure: share(n_wrong, n_pairs - n_unsure).unwrap_or(0.0),
            labels: labels
                .iter()
                .zip(&by_label)
                .map(|(label, outcomes)| figures(label, outcomes))
                .collect(),
        }
    }
}

fn figures(label: &str, outcomes: &Outcomes) -> LabelFigures {
    LabelFigures {
        label: label.to_owned(),
        n_yes: outcomes.found + outcomes.missed,
        n_no: outcomes.wrong + outcomes.rejected,
        precision: outcomes.precision(),
        recall: outcomes.recall(),
        f1: outcomes.f1(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judged_pairs::JudgedPair;

    #[test]
    fn figures_are_as_counted_by_hand() {
        let pair = |document, label, belongs| JudgedPair {
            document,
            label,
            belongs,
        };
        let held_out = HeldOut {
            judged: vec![
                pair(0, 0, true),
                pair(0, 1, false),
                pair(1, 0, true),
                pair(1, 1, false),
                pair(2, 0, false),
            ],
            probabilities: vec![0.9, 0.2, 0.4, 0.7, 0.48],
            thresholds: vec![0.5; 5],
            of_documents: vec![],
        };
        let report = TrainingReport::of(&held_out, &["a".into(), "b".into(), "c".into()], 0.05);
        assert_eq!((report.n_pairs, report.n_yes, report.n_documents), (5, 2, 3));
        assert_eq!((report.precision, report.recall, report.f1), (0.5, 0.5, 0.5));
        assert_eq!(report.labels[0].precision, Some(1.0));
        assert_eq!((report.labels[1].precision, report.labels[1].recall), (Some(0.0), None));
        assert_eq!(report.labels[2].precision, None);
        assert!((report.macro_f1 - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((report.share_unsure, report.error_when_sure), (0.2, 0.5));
    }
}
