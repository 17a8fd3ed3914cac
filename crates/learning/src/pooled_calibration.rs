//! Log-odds to probabilities for many labels at once.

use serde::{Deserialize, Serialize};

use crate::error::LearningError;
use crate::judged_pairs::{JudgedPair, thinned};
use crate::linear_model::sigmoid;
use crate::logistic::Logistic;
use crate::pair_features::BestTwo;
use crate::sparse_rows::SparseRows;

/// probability = σ(slope · score + relative · (score − best other score) + intercept + shift(label)).
///
/// Platt's sigmoid ([`crate::PlattScaling`]) with its slope shared by all labels, so that one with ten answers is
/// calibrated by those of all; a label has a shift of its own, pulled towards 0. How a label stands against the best of
/// the others is how a reader decides between neighbours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PooledCalibration {
    /// What the score is worth.
    pub slope: f64,
    /// What its lead over the best other label is worth; 0 with one label.
    pub relative: f64,
    /// Of all labels.
    pub intercept: f64,
    /// Of each label.
    pub shifts: Vec<f64>,
}

/// Negatives it learns from, unless five a positive are more.
const MOST_NEGATIVES: usize = 100_000;
const COST: f64 = 1.0;
/// A label's shift is pulled towards 0 four times as hard as the slopes.
const SHIFT_SCALE: f64 = 0.5;

impl PooledCalibration {
    /// Learns from log-odds `[documents, labels]` of documents that the scorer did not learn from.
    ///
    /// # Errors
    /// When all answers are the same.
    pub fn fit(scores: &[f64], n_labels: usize, judged: &[JudgedPair], seed: u64) -> Result<Self, LearningError> {
        let (chosen, importances) = thinned(judged, MOST_NEGATIVES, seed);
        let mut rows = SparseRows::new(2 + n_labels);
        for &at in &chosen {
            let pair = judged[at];
            let of_document = &scores[pair.document * n_labels..(pair.document + 1) * n_labels];
            let score = of_document[pair.label];
            let lead = lead(score, BestTwo::of(of_document), pair.label, n_labels);
            rows.push([
                (0, score as f32),
                (1, lead as f32),
                (2 + pair.label as u32, SHIFT_SCALE as f32),
            ]);
        }
        let labels: Vec<bool> = chosen.iter().map(|&at| judged[at].belongs).collect();
        let logistic = Logistic {
            cost: COST,
            tolerance: 1e-6,
            ..Logistic::default()
        };
        let model = logistic.fit(&rows, &labels, Some(&importances))?;
        Ok(Self {
            slope: model.weights[0],
            relative: model.weights[1],
            intercept: model.bias,
            shifts: model.weights[2..].iter().map(|weight| weight * SHIFT_SCALE).collect(),
        })
    }

    /// The probabilities of one document's log-odds, one a label.
    pub fn probabilities<'s>(&'s self, scores: &'s [f64]) -> impl Iterator<Item = f64> + 's {
        let best = BestTwo::of(scores);
        scores
            .iter()
            .zip(&self.shifts)
            .enumerate()
            .map(move |(label, (&score, shift))| {
                let lead = lead(score, best, label, scores.len());
                sigmoid(self.slope * score + self.relative * lead + self.intercept + shift)
            })
    }

    /// The probabilities of log-odds `[documents, labels]`.
    pub(crate) fn of_documents(&self, scores: &[f64], n_labels: usize) -> Vec<f64> {
        let documents = scores.chunks(n_labels.max(1));
        documents
            .flat_map(|of_document| self.probabilities(of_document))
            .collect()
    }
}

fn lead(score: f64, best: BestTwo, label: usize, n_labels: usize) -> f64 {
    if n_labels > 1 { score - best.beside(label) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_planted_calibration_is_found() {
        let mut random = ChaCha8Rng::seed_from_u64(4);
        let planted = PooledCalibration {
            slope: 0.8,
            relative: 0.3,
            intercept: -0.5,
            shifts: vec![0.7, -0.7, 0.0],
        };
        let scores: Vec<f64> = (0..60_000).map(|_| random.random_range(-3.0..3.0)).collect();
        let mut judged = Vec::new();
        for (document, of_document) in scores.chunks(3).enumerate() {
            for (label, probability) in planted.probabilities(of_document).enumerate() {
                judged.push(JudgedPair {
                    document,
                    label,
                    belongs: random.random::<f64>() < probability,
                });
            }
        }
        let found = PooledCalibration::fit(&scores, 3, &judged, 1).unwrap();
        assert!(
            (found.slope - 0.8).abs() < 0.05 && (found.relative - 0.3).abs() < 0.05,
            "{found:?}"
        );
        for (label, expected) in [0.2, -1.2, -0.5].iter().enumerate() {
            assert!(
                (found.intercept + found.shifts[label] - expected).abs() < 0.08,
                "{found:?}"
            );
        }
    }
}
