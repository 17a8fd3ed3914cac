//! Platt scaling: scores to probabilities by a sigmoid.

use serde::{Deserialize, Serialize};

use crate::linear_model::{sigmoid, softplus};

/// probability = 1 / (1 + exp(−(slope · score + intercept))).
///
/// Fitted to targets (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2) in place of 1 and 0 (Platt 1999), by Newton's method with
/// backtracking (Lin, Lin and Weng 2007, doi 10.1007/s10994-007-5018-6).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlattScaling {
    /// Above 0 where higher scores mean more likely.
    pub slope: f64,
    /// Log-odds at score 0.
    pub intercept: f64,
}

const MOST_STEPS: usize = 100;

impl PlattScaling {
    /// Learns from scores of documents that the classifier did not learn from. Without any label of one class the
    /// targets still keep probabilities off 0 and 1; without labels at all the probability is .5.
    ///
    /// # Panics
    /// When labels are not one a score.
    pub fn fit(scores: &[f64], labels: &[bool]) -> Self {
        assert_eq!(scores.len(), labels.len(), "one label a score");
        let n_yes = labels.iter().filter(|label| **label).count() as f64;
        let n_no = labels.len() as f64 - n_yes;
        let targets: Vec<f64> = labels
            .iter()
            .map(|&label| {
                if label {
                    (n_yes + 1.0) / (n_yes + 2.0)
                } else {
                    1.0 / (n_no + 2.0)
                }
            })
            .collect();
        let start = Self {
            slope: 0.0,
            intercept: ((n_yes + 1.0) / (n_no + 1.0)).ln(),
        };
        start.improved(scores, &targets)
    }

    /// The probability at a score, in (0, 1).
    pub fn probability(&self, score: f64) -> f64 {
        sigmoid(self.slope * score + self.intercept)
    }

    fn loss(&self, scores: &[f64], targets: &[f64]) -> f64 {
        let losses = scores.iter().zip(targets).map(|(score, target)| {
            let odds = self.slope * score + self.intercept;
            softplus(odds) - target * odds
        });
        losses.sum()
    }

    fn improved(mut self, scores: &[f64], targets: &[f64]) -> Self {
        let mut loss = self.loss(scores, targets);
        for _ in 0..MOST_STEPS {
            let (slope, intercept) = self.newton_step(scores, targets);
            let mut part = 1.0;
            let lower = std::iter::from_fn(|| {
                let tried = Self {
                    slope: self.slope + part * slope,
                    intercept: self.intercept + part * intercept,
                };
                part /= 2.0;
                (part > 1e-10).then_some(tried)
            })
            .find(|tried| tried.loss(scores, targets) < loss);
            let Some(lower) = lower else { break };
            let fell = loss - lower.loss(scores, targets);
            loss -= fell;
            self = lower;
            if fell < 1e-12 * (1.0 + loss) {
                break;
            }
        }
        self
    }

    fn newton_step(&self, scores: &[f64], targets: &[f64]) -> (f64, f64) {
        let (mut g, mut h) = ([0.0; 2], [1e-12, 0.0, 1e-12]);
        for (&score, target) in scores.iter().zip(targets) {
            let p = self.probability(score);
            let (slope, curvature) = (target - p, p * (1.0 - p));
            g[0] += slope * score;
            g[1] += slope;
            h[0] += curvature * score * score;
            h[1] += curvature * score;
            h[2] += curvature;
        }
        let determinant = (h[0] * h[2] - h[1] * h[1]).max(f64::MIN_POSITIVE);
        (
            (h[2] * g[0] - h[1] * g[1]) / determinant,
            (h[0] * g[1] - h[1] * g[0]) / determinant,
        )
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_planted_sigmoid_is_found() {
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let scores: Vec<f64> = (0..40_000).map(|_| random.random_range(-3.0..3.0)).collect();
        let labels: Vec<bool> = scores
            .iter()
            .map(|s| random.random::<f64>() < sigmoid(1.7 * s - 1.0))
            .collect();
        let scaling = PlattScaling::fit(&scores, &labels);
        assert!((scaling.slope - 1.7).abs() < 0.06, "{scaling:?}");
        assert!((scaling.intercept + 1.0).abs() < 0.06, "{scaling:?}");
    }

    #[test]
    fn few_labels_stay_off_certainty() {
        let scores = [-1.0, -0.5, 1.0, 2.0];
        let scaling = PlattScaling::fit(&scores, &[false, false, true, true]);
        let sum: f64 = scores.iter().map(|score| scaling.probability(*score)).sum();
        // Two targets of 1/4 and two of 3/4: a free intercept gives back their sum.
        assert!((sum - 2.0).abs() < 1e-6, "{sum}");
        assert!(scaling.probability(2.0) < 0.85 && scaling.probability(-1.0) > 0.15);
        let one_class = PlattScaling::fit(&[1.0, 2.0, 3.0], &[true; 3]);
        assert!((one_class.probability(2.0) - 0.8).abs() < 1e-6);
        assert_eq!(PlattScaling::fit(&[], &[]).probability(7.0), 0.5);
    }
}
