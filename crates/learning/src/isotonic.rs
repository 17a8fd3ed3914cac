//! Isotonic calibration: scores to probabilities by steps that never fall.

use serde::{Deserialize, Serialize};

/// A line through points whose heights never fall; flat outside them.
///
/// Heights are the shares of yes among pooled neighbours (pool adjacent violators: Ayer et al. 1955; for classifiers
/// Zadrozny and Elkan 2002, doi 10.1145/775047.775151). Between points it interpolates. With fewer than about 1,000
/// labels [`crate::PlattScaling`] is the safer choice (Niculescu-Mizil and Caruana 2005).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct IsotonicCalibration {
    /// Score and probability, both ascending.
    points: Vec<(f64, f64)>,
}

/// Neighbours in score that share one height.
#[derive(Debug, Clone, Copy)]
struct Pool {
    first: f64,
    last: f64,
    yes: f64,
    weight: f64,
}

impl IsotonicCalibration {
    /// Learns from scores of documents that the classifier did not learn from, each with its weight (none: 1 each).
    ///
    /// # Panics
    /// When labels or weights are not one a score, or a score is not a number.
    pub fn fit(scores: &[f64], labels: &[bool], weights: Option<&[f64]>) -> Self {
        assert_eq!(scores.len(), labels.len(), "one label a score");
        assert!(
            weights.is_none_or(|weights| weights.len() == scores.len()),
            "one weight a score"
        );
        assert!(scores.iter().all(|score| !score.is_nan()), "scores are numbers");
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
        let mut pools: Vec<Pool> = Vec::new();
        for index in order {
            let weight = weights.map_or(1.0, |weights| weights[index]);
            let yes = if labels[index] { weight } else { 0.0 };
            let score = scores[index];
            pools.push(Pool {
                first: score,
                last: score,
                yes,
                weight,
            });
            merge(&mut pools);
        }
        Self {
            points: pools.into_iter().flat_map(Pool::points).collect(),
        }
    }

    /// The probability at a score, in [0, 1]; .5 where nothing was learnt.
    pub fn probability(&self, score: f64) -> f64 {
        let after = self.points.partition_point(|(known, _)| *known < score);
        match (
            after.checked_sub(1).and_then(|before| self.points.get(before)),
            self.points.get(after),
        ) {
            (None, None) => 0.5,
            (None, Some((_, only))) | (Some((_, only)), None) => *only,
            (Some((left, low)), Some((right, high))) => low + (high - low) * (score - left) / (right - left),
        }
    }
}

/// Merges the last pools while they share a score or the later one is not higher.
fn merge(pools: &mut Vec<Pool>) {
    while let [.., before, last] = pools.as_slice() {
        if before.last < last.first && before.height() < last.height() {
            break;
        }
        let merged = Pool {
            first: before.first,
            last: last.last,
            yes: before.yes + last.yes,
            weight: before.weight + last.weight,
        };
        pools.truncate(pools.len() - 2);
        pools.push(merged);
    }
}

impl Pool {
    fn height(&self) -> f64 {
        if self.weight > 0.0 { self.yes / self.weight } else { 0.0 }
    }

    fn points(self) -> impl Iterator<Item = (f64, f64)> {
        let height = self.height();
        let last = (self.last > self.first).then_some((self.last, height));
        std::iter::once((self.first, height)).chain(last)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn violators_are_pooled() {
        let fitted = IsotonicCalibration::fit(&[1.0, 2.0, 3.0, 4.0, 5.0], &[false, true, false, true, true], None);
        assert_eq!(
            fitted.points,
            [(1.0, 0.0), (2.0, 0.5), (3.0, 0.5), (4.0, 1.0), (5.0, 1.0)]
        );
        assert_eq!(fitted.probability(1.5), 0.25);
        assert_eq!(fitted.probability(-9.0), 0.0);
        assert_eq!(fitted.probability(9.0), 1.0);
        assert_eq!(IsotonicCalibration::default().probability(0.0), 0.5);
    }

    #[test]
    fn equal_scores_share_a_height() {
        let fitted = IsotonicCalibration::fit(&[0.0, 0.0, 0.0, 1.0], &[true, false, false, true], None);
        assert!((fitted.probability(0.0) - 1.0 / 3.0).abs() < 1e-12);
        let weighted = IsotonicCalibration::fit(&[0.0, 0.0], &[true, false], Some(&[3.0, 1.0]));
        assert_eq!(weighted.probability(0.0), 0.75);
    }

    proptest! {
        #[test]
        fn probabilities_never_fall_and_keep_their_mean(
            pairs in proptest::collection::vec((-5i32..5, any::<bool>()), 1..60)
        ) {
            let scores: Vec<f64> = pairs.iter().map(|(score, _)| f64::from(*score)).collect();
            let labels: Vec<bool> = pairs.iter().map(|(_, label)| *label).collect();
            let fitted = IsotonicCalibration::fit(&scores, &labels, None);
            let curve: Vec<f64> = (-60..60).map(|at| fitted.probability(f64::from(at) / 10.0)).collect();
            prop_assert!(curve.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12));
            let sum: f64 = scores.iter().map(|score| fitted.probability(*score)).sum();
            let yes = labels.iter().filter(|label| **label).count() as f64;
            prop_assert!((sum - yes).abs() < 1e-9);
        }
    }
}
