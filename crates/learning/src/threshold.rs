//! From which probability on a label is given.

use serde::{Deserialize, Serialize};

/// What a probability leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The label is given.
    Yes,
    /// It is not.
    No,
    /// The probability is too near the threshold to say.
    Unsure,
}

/// Positives from which a threshold rests on the answers themselves.
const ENOUGH_POSITIVES: usize = 30;

impl Decision {
    /// Unsure nearer to the threshold than `band` (0: never), else yes from the threshold on.
    pub fn of(probability: f64, threshold: f64, band: f64) -> Self {
        if (probability - threshold).abs() < band {
            Self::Unsure
        } else if probability >= threshold {
            Self::Yes
        } else {
            Self::No
        }
    }
}

/// The threshold with the highest F1 on probabilities that the label's answers did not make; .5 without positives.
///
/// With fewer than 30 positives the probabilities themselves stand in for the answers (the F1 to be expected from them):
/// the best of few answers is mostly luck, and of calibrated probabilities half the best F1 is the best threshold (Lipton,
/// Elkan and Naryanaswamy 2014, doi 10.1007/978-3-662-44851-9_15).
pub(crate) fn best_threshold(probabilities: &[f64], labels: &[bool]) -> f64 {
    let n_yes = labels.iter().filter(|label| **label).count();
    if n_yes == 0 {
        return 0.5;
    }
    let truth = |at: usize| match n_yes >= ENOUGH_POSITIVES {
        true => f64::from(u8::from(labels[at])),
        false => probabilities[at],
    };
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
    let total: f64 = order.iter().map(|&at| truth(at)).sum();
    let (mut found, mut best) = (0.0, (0.0, 0.5));
    for (rank, &at) in order.iter().enumerate() {
        found += truth(at);
        let next = order.get(rank + 1).map_or(0.0, |&next| probabilities[next]);
        let f1 = 2.0 * found / (rank as f64 + 1.0 + total);
        if f1 > best.0 && next < probabilities[at] {
            best = (f1, (probabilities[at] + next) / 2.0);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_keep_off_the_threshold() {
        for (probability, expected) in [
            (0.3, Decision::No),
            (0.36, Decision::Unsure),
            (0.44, Decision::Unsure),
            (0.46, Decision::Yes),
        ] {
            assert_eq!(Decision::of(probability, 0.4, 0.05), expected, "{probability}");
        }
        assert_eq!(Decision::of(0.4, 0.4, 0.0), Decision::Yes);
    }

    #[test]
    fn the_best_threshold_lies_between_the_classes() {
        let probabilities: Vec<f64> = (0..100).map(|at| f64::from(at) / 100.0).collect();
        let labels: Vec<bool> = (0..100).map(|at| at >= 60).collect();
        assert!((best_threshold(&probabilities, &labels) - 0.595).abs() < 1e-9);
        assert_eq!(best_threshold(&probabilities, &[false; 100]), 0.5);
    }

    #[test]
    fn with_few_answers_the_probabilities_decide() {
        let probabilities = [0.9, 0.8, 0.1, 0.05];
        let threshold = best_threshold(&probabilities, &[false, true, true, false]);
        assert!((threshold - 0.45).abs() < 1e-9, "{threshold}");
    }
}
