//! Precision, recall, prevalence and over-count from answers on a stratified probability sample.
//!
//! The estimates are design-weighted: an answer stands for size / labels units of its stratum (Horvitz and Thompson),
//! and the four figures are ratios of such sums. Units that readers are unsure of count neither way. The intervals are
//! quantiles of [`crate::posterior`]'s draws, which cover where the usual variance formula of a ratio does not;
//! `cargo run --release -p evaluation --example coverage` simulates how often.

use serde::{Deserialize, Serialize};

use crate::interval::Estimate;
use crate::posterior::{Draws, draws};
use crate::stratum::StratumCounts;

/// Draws that an interval rests on.
const N_DRAWS: usize = 4_000;
/// Where every figure's draws start: the same labels give the same figures.
const SEED: u64 = 20_261_121;
/// An interval wider than this on either side of its middle is no estimate of a proportion.
const WIDEST_HALF: f64 = 0.25;
/// What a person who is told how many more labels it takes wants to reach.
const WANTED_HALF: f64 = 0.1;

/// A figure, or how far off it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Figure {
    /// The sample can say.
    Estimated(Estimate),
    /// It cannot: no answer from a stratum, or an interval that says next to nothing.
    NotEstimated {
        /// Lower end of the interval.
        low: f64,
        /// Upper end; infinite for an over-count that nothing bounds.
        high: f64,
        /// How many more labels would about make a proportion ± .1.
        more_labels: usize,
    },
}

/// What a stratified sample says of one delineation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StratifiedEstimate {
    /// Answers that say yes or no, to questions drawn at random.
    pub n_sure: usize,
    /// Part of the attributed pairs that belong.
    pub precision: Figure,
    /// Part of the pairs that belong that are attributed.
    pub recall: Figure,
    /// Part of all documents that belong; of several labels, labels a document.
    pub prevalence: Figure,
    /// Attributed pairs for each pair that belongs: 2 means counted twice as large as it is.
    pub over_count: Figure,
}

/// Sums over the strata of one side, for the sample or for a draw.
#[derive(Clone, Copy, Default)]
struct Totals {
    attributed: f64,
    kept: f64,
    missed: f64,
}

impl Figure {
    /// The estimate, where there is one.
    pub fn estimate(&self) -> Option<Estimate> {
        match self {
            Self::Estimated(estimate) => Some(*estimate),
            Self::NotEstimated { .. } => None,
        }
    }

    /// Both ends of the interval, whether or not it is narrow enough for an estimate.
    pub fn ends(&self) -> (f64, f64) {
        match self {
            Self::Estimated(estimate) => (estimate.low, estimate.high),
            Self::NotEstimated { low, high, .. } => (*low, *high),
        }
    }
}

impl StratifiedEstimate {
    /// Estimates from the strata in the order of their score, the highest first: those that are attributed, then the
    /// rest. `n_documents` is what prevalence is a part of; `confidence` lies in (0, 1).
    pub fn of(strata: &[StratumCounts], n_documents: usize, confidence: f64) -> Self {
        let strata: Vec<StratumCounts> = strata.iter().copied().filter(|stratum| stratum.size > 0).collect();
        let n_sure = strata.iter().map(StratumCounts::n_sure).sum();
        let drawn = draws(&strata, N_DRAWS, SEED);
        let rows: Vec<Totals> = (0..N_DRAWS).map(|draw| Totals::drawn(&strata, &drawn, draw)).collect();
        let weighted = Totals::weighted(&strata);
        let answered = |of_attributed: bool| {
            let side = strata.iter().filter(|stratum| stratum.is_attributed == of_attributed);
            side.clone().all(|stratum| stratum.n_sure() > 0)
        };
        let (above, everywhere) = (answered(true), answered(true) && answered(false));
        let figure = |is_answered: bool, of: &dyn Fn(&Totals) -> f64, scale: f64| {
            let mut values: Vec<f64> = rows.iter().map(of).filter(|value| !value.is_nan()).collect();
            values.sort_by(f64::total_cmp);
            figure(is_answered.then(|| of(&weighted)), &values, confidence, scale, n_sure)
        };
        let n_documents = n_documents as f64;
        Self {
            n_sure,
            precision: figure(above, &Totals::precision, 1.0),
            recall: figure(everywhere, &Totals::recall, 1.0),
            prevalence: figure(everywhere, &|totals| totals.belonging() / n_documents, 1.0),
            over_count: figure(
                everywhere,
                &|totals| totals.attributed / totals.belonging(),
                f64::INFINITY,
            ),
        }
    }
}

impl Totals {
    fn drawn(strata: &[StratumCounts], drawn: &Draws, draw: usize) -> Self {
        let mut totals = Self::default();
        for (place, stratum) in strata.iter().enumerate() {
            totals.add(stratum, drawn.sure[draw][place], drawn.belonging[draw][place]);
        }
        totals
    }

    /// The Horvitz-Thompson sums; a stratum without an answer adds nothing, and its side is not estimated.
    fn weighted(strata: &[StratumCounts]) -> Self {
        let mut totals = Self::default();
        for stratum in strata.iter().filter(|stratum| stratum.n_sure() > 0) {
            let n_answers = (stratum.n_sure() + stratum.n_unsure) as f64;
            let weight = stratum.size as f64 / n_answers;
            let belonging = weight * stratum.n_yes as f64 * stratum.pairs_per_yes;
            totals.add(stratum, weight * stratum.n_sure() as f64, belonging);
        }
        totals
    }

    fn add(&mut self, stratum: &StratumCounts, sure: f64, belonging: f64) {
        if stratum.is_attributed {
            self.attributed += sure;
            self.kept += belonging;
        } else {
            self.missed += belonging;
        }
    }

    fn belonging(&self) -> f64 {
        self.kept + self.missed
    }

    fn precision(&self) -> f64 {
        self.kept / self.attributed
    }

    fn recall(&self) -> f64 {
        self.kept / self.belonging()
    }
}

/// A figure from its weighted value and its sorted draws.
fn figure(value: Option<f64>, draws: &[f64], confidence: f64, widest: f64, n_sure: usize) -> Figure {
    let Some((low, high)) = ends(draws, (1.0 - confidence) / 2.0) else {
        return Figure::NotEstimated {
            low: 0.0,
            high: widest,
            more_labels: 0,
        };
    };
    match value.filter(|value| value.is_finite()) {
        Some(value) if (high - low) / 2.0 <= WIDEST_HALF * widest => Figure::Estimated(Estimate {
            value,
            low: low.min(value),
            high: high.max(value),
        }),
        _ => Figure::NotEstimated {
            low,
            high,
            more_labels: more_labels(n_sure, (high - low) / 2.0),
        },
    }
}

/// The least and the largest value with `tail` of the draws, or more, beyond them, half of those at the value counted in
/// (mid-p: Berry and Armitage 1995, *Mid-P confidence intervals: a brief review*). Where few units are left to be drawn a
/// value has many draws; counting them whole makes an interval that holds the truth too often.
fn ends(draws: &[f64], tail: f64) -> Option<(f64, f64)> {
    let runs = || draws.chunk_by(|a, b| a == b);
    Some((
        first_reached(runs(), tail, draws)?,
        first_reached(runs().rev(), tail, draws)?,
    ))
}

/// The value of the first of these runs of equal draws with which `tail` is reached.
fn first_reached<'d>(mut runs: impl Iterator<Item = &'d [f64]>, tail: f64, draws: &[f64]) -> Option<f64> {
    let mut n_beyond = 0;
    let reached = runs.find(|run| {
        n_beyond += run.len();
        n_beyond as f64 - run.len() as f64 / 2.0 >= tail * draws.len() as f64
    });
    reached.map(|run| run[0])
}

/// Widths fall with the root of the number of labels.
fn more_labels(n_sure: usize, half: f64) -> usize {
    let factor = (half / WANTED_HALF).powi(2) - 1.0;
    (n_sure.max(20) as f64 * factor.max(0.0)).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_quantiles_of_draws_that_differ_and_halve_draws_that_are_equal() {
        let differ: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(ends(&differ, 0.05), Some((5.0, 94.0)));
        let equal =
            |n_low: usize, n_high: usize| [vec![0.0; n_low], vec![1.0; 100 - n_low - n_high], vec![2.0; n_high]];
        assert_eq!(ends(&equal(9, 11).concat(), 0.05), Some((1.0, 2.0)));
        assert_eq!(ends(&equal(10, 9).concat(), 0.05), Some((0.0, 1.0)));
        assert_eq!(ends(&[7.0], 0.05), Some((7.0, 7.0)));
        assert_eq!(ends(&[], 0.05), None);
    }

    /// Nothing is left to draw: the figure is known.
    #[test]
    fn what_is_labelled_to_the_last_has_no_interval() {
        let stratum = |is_attributed, n_yes, n_no| StratumCounts {
            n_yes,
            n_no,
            ..StratumCounts::unlabelled(is_attributed, n_yes + n_no)
        };
        let estimate = StratifiedEstimate::of(&[stratum(true, 8, 2), stratum(false, 1, 29)], 40, 0.9);
        let known = |value| {
            Figure::Estimated(Estimate {
                value,
                low: value,
                high: value,
            })
        };
        assert_eq!(estimate.precision, known(0.8));
        assert_eq!(estimate.recall, known(8.0 / 9.0));
    }
}
