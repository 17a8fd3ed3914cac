//! Populations with a known truth, sampled and estimated over and over: how often does an interval hold the truth?

use evaluation::{Figure, StratifiedEstimate, StratumCounts, allocate, allocate_further};
use rand::seq::index::sample;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// A kind of population, and how much of it is labelled.
pub struct Regime {
    pub name: &'static str,
    pub n_documents: usize,
    pub prevalence: f64,
    /// By how many standard deviations the score of those that belong lies above the others'.
    pub separation: f64,
    /// The part of those that belong that score as if they did not.
    pub hidden: f64,
    pub n_labels: usize,
    /// Half of the labels are placed by the answers to the other half.
    pub in_two_steps: bool,
}

/// What came of the runs of one figure.
#[derive(Clone, Copy, Default)]
pub struct Coverage {
    /// Part of the runs whose interval held the truth, those that had nothing left to estimate apart; not a number where
    /// all had.
    pub covered: f64,
    /// Part of the runs in which all that the figure rests on was labelled: the interval is the truth.
    pub known: f64,
    /// Mean width of the interval.
    pub width: f64,
    /// Part of the runs in which the figure was estimated.
    pub estimated: f64,
}

/// Names of the figures, in the order of [`coverage`].
pub const FIGURES: [&str; 3] = ["precision", "recall", "prevalence"];

/// Runs a regime; each run draws a population, a sample of it, and intervals.
pub fn coverage(regime: &Regime, n_runs: usize, confidence: f64, seed: u64) -> [Coverage; 3] {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut found = [Coverage::default(); 3];
    let part = 1.0 / n_runs as f64;
    for _ in 0..n_runs {
        let (counts, truth) = labelled(regime, &mut random);
        let estimate = StratifiedEstimate::of(&counts, regime.n_documents, confidence);
        let figures: [Figure; 3] = [estimate.precision, estimate.recall, estimate.prevalence];
        let rests = [true, false, false];
        for (((figure, truth), found), rests_above) in figures.iter().zip(truth).zip(&mut found).zip(rests) {
            let (low, high) = figure.ends();
            let holds = low - 1e-9 <= truth && truth <= high + 1e-9;
            let is_known = counts
                .iter()
                .all(|stratum| stratum.n_sure() == stratum.size || (rests_above && !stratum.is_attributed));
            found.known += f64::from(u8::from(is_known)) * part;
            found.covered += f64::from(u8::from(holds && !is_known)) * part;
            assert!(holds || !is_known, "what is labelled to the last is known");
            found.width += (high - low) * part;
            found.estimated += f64::from(u8::from(figure.estimate().is_some())) * part;
        }
    }
    for found in &mut found {
        let n_estimated = ((1.0 - found.known) * n_runs as f64).round();
        found.covered *= n_runs as f64 / n_estimated;
    }
    found
}

/// A labelled sample, and the true precision, recall and prevalence. Three strata above the threshold, four below.
fn labelled(regime: &Regime, random: &mut ChaCha8Rng) -> (Vec<StratumCounts>, [f64; 3]) {
    let documents = population(regime, random);
    let n_above = documents.iter().filter(|(score, _)| *score >= 0.0).count();
    let n_below = documents.len() - n_above;
    let above = [0.0, 0.33, 0.67, 1.0].map(|part| (n_above as f64 * part) as usize);
    let below = [0.02, 0.1, 0.3, 1.0].map(|part| n_above + (n_below as f64 * part) as usize);
    let edges = [&above[..], &below[..]].concat();
    let strata: Vec<(bool, usize)> = edges.windows(2).map(|e| (e[1] <= n_above, e[1] - e[0])).collect();
    let orders: Vec<Vec<usize>> = strata
        .iter()
        .map(|(_, size)| sample(random, *size, (*size).min(regime.n_labels)).into_vec())
        .collect();
    let counts = |n_labels: &[usize]| -> Vec<StratumCounts> {
        let of_one = |place: usize| {
            let (is_attributed, size) = strata[place];
            let mut counts = StratumCounts::unlabelled(is_attributed, size);
            for drawn in &orders[place][..n_labels[place]] {
                counts.add(Some(Some(documents[edges[place] + drawn].1)));
            }
            counts
        };
        (0..strata.len()).map(of_one).collect()
    };
    let counts = if regime.in_two_steps {
        let first = counts(&allocate(&strata, regime.n_labels / 2));
        counts(&allocate_further(&[first], regime.n_labels)[0])
    } else {
        counts(&allocate(&strata, regime.n_labels))
    };
    let belonging = |documents: &[(f64, bool)]| documents.iter().filter(|(_, belongs)| *belongs).count() as f64;
    let (kept, all) = (belonging(&documents[..n_above]), belonging(&documents));
    (
        counts,
        [kept / n_above as f64, kept / all, all / documents.len() as f64],
    )
}

/// Scores and truths, the highest score first; the threshold is 0.
fn population(regime: &Regime, random: &mut ChaCha8Rng) -> Vec<(f64, bool)> {
    let mut documents: Vec<(f64, bool)> = (0..regime.n_documents)
        .map(|_| {
            let belongs = random.random::<f64>() < regime.prevalence;
            let shows = belongs && random.random::<f64>() >= regime.hidden;
            let noise: f64 = StandardNormal.sample(random);
            (noise + regime.separation * (f64::from(u8::from(shows)) - 0.9), belongs)
        })
        .collect();
    documents.sort_by(|a, b| b.0.total_cmp(&a.0));
    documents
}
