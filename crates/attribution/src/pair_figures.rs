//! How good pairs are judged: precision, recall, F1 and calibration, each pair with its weight.

use serde::Serialize;

/// How good rules are, or are believed to be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RuleFigures {
    /// Of the pairs that rules attribute, the part that belongs.
    pub precision: f64,
    /// Of the pairs that belong, the part that rules attribute.
    pub recall: f64,
}

/// How good probabilities are at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct PairFigures {
    /// Of the pairs at or above the threshold, the part that belongs.
    pub precision: f64,
    /// Of the pairs that belong, the part at or above the threshold.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Mean of |share of yes − mean probability| over ten stretches of probability of equal width, weighed by pairs,
    /// over the pairs at .05 or more: below lie nine pairs in ten, so nearly certain that they would hide the rest.
    pub calibration_error: f64,
}

/// One judged pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JudgedPair {
    pub probability: f64,
    pub belongs: bool,
    pub weight: f64,
}

/// Thresholds that are tried, in hundredths.
const TRIED: std::ops::Range<usize> = 15..75;
/// A difference in F1 that a reader would not notice.
const NOTICEABLE: f64 = 0.005;
const LEAST_CALIBRATED: f64 = 0.05;
const N_STRETCHES: usize = 10;

impl PairFigures {
    pub(crate) fn of(pairs: &[JudgedPair], threshold: f64) -> Self {
        let sum = |keep: &dyn Fn(&JudgedPair) -> bool| -> f64 {
            pairs.iter().filter(|pair| keep(pair)).map(|pair| pair.weight).sum()
        };
        let found = sum(&|pair| pair.probability >= threshold);
        let hit = sum(&|pair| pair.probability >= threshold && pair.belongs);
        let belonging = sum(&|pair| pair.belongs);
        let part = |of: f64| if of > 0.0 { hit / of } else { 0.0 };
        Self {
            precision: part(found),
            recall: part(belonging),
            f1: 2.0 * part(found + belonging),
            calibration_error: calibration_error(pairs),
        }
    }
}

/// The highest threshold whose F1 is not noticeably below the best: on that flat top precision is bought for as much
/// recall, and to count what does not belong is the error that spoils indicators.
pub(crate) fn best_threshold(pairs: &[JudgedPair]) -> f64 {
    let f1 = |hundredths: usize| PairFigures::of(pairs, hundredths as f64 / 100.0).f1;
    let tried: Vec<(usize, f64)> = TRIED.map(|hundredths| (hundredths, f1(hundredths))).collect();
    let best = tried.iter().map(|(_, f1)| *f1).fold(0.0, f64::max);
    let mut flat = tried.iter().rev().filter(|(_, f1)| *f1 >= best - NOTICEABLE);
    flat.next().expect("the best one").0 as f64 / 100.0
}

fn calibration_error(pairs: &[JudgedPair]) -> f64 {
    let mut stretches = [(0.0, 0.0, 0.0); N_STRETCHES];
    for pair in pairs.iter().filter(|pair| pair.probability >= LEAST_CALIBRATED) {
        let place = ((pair.probability * N_STRETCHES as f64) as usize).min(N_STRETCHES - 1);
        let (weight, expected, yes) = &mut stretches[place];
        *weight += pair.weight;
        *expected += pair.weight * pair.probability;
        *yes += pair.weight * f64::from(pair.belongs);
    }
    let total: f64 = stretches.iter().map(|(weight, ..)| weight).sum();
    let error: f64 = stretches.iter().map(|(_, expected, yes)| (expected - yes).abs()).sum();
    if total > 0.0 { error / total } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_as_computed_by_hand() {
        let pair = |probability, belongs, weight| JudgedPair {
            probability,
            belongs,
            weight,
        };
        let pairs = [
            pair(0.9, true, 1.0),
            pair(0.6, false, 2.0),
            pair(0.3, true, 1.0),
            pair(0.01, false, 50.0),
        ];
        let figures = PairFigures::of(&pairs, 0.5);
        assert!((figures.precision - 1.0 / 3.0).abs() < 1e-12 && (figures.recall - 0.5).abs() < 1e-12);
        assert!((figures.f1 - 0.4).abs() < 1e-12);
        assert!((figures.calibration_error - (0.1 + 1.2 + 0.7) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn of_thresholds_alike_in_f1_the_highest_is_taken() {
        let pair = |probability, belongs| JudgedPair {
            probability,
            belongs,
            weight: 1.0,
        };
        // From .21 to .40 no pair changes sides; above, one that belongs is lost.
        let pairs = [pair(0.9, true), pair(0.4, true), pair(0.2, false)];
        assert_eq!(best_threshold(&pairs), 0.4);
    }
}
