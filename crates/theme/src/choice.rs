//! How many themes: by how well the groups hold when documents are left out, against a null.

use std::collections::BTreeMap;

use evaluation::adjusted_rand_index;
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::grouping::{Fitted, Grain, Ground, Method};
use crate::latent::make_unit;

/// Themes are clear when their stability is at least this much above that of the null.
pub const CLEAR_BY: f64 = 0.1;

/// Fewer groups than this are stable by k-means on almost any corpus and say nothing.
const FEWEST: usize = 4;

/// Parts that a fit is held against; each leaves out one in five documents.
const PARTS: usize = 10;
const LEFT_OUT: usize = 5;

/// Rows that a row of the null is the sum of.
const SUMMANDS: usize = 64;

/// The choice has random numbers of its own: how many themes a corpus has is no matter of the seed of a run.
pub(crate) const SEED: u64 = 1;

/// Numbers of groups that k-means is tried with.
const NUMBERS: [usize; 14] = [4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 60];

/// Resolutions that Leiden is tried with, each a square root of two above the one before.
const RESOLUTIONS: [f64; 8] = [0.354, 0.5, 0.707, 1.0, 1.414, 2.0, 2.828, 4.0];

/// The resolution at which modularity is defined: groups are denser than chance.
const USUAL_RESOLUTION: f64 = 1.0;

/// Groups hold when they are found again as well as this with documents left out.
const HOLDS: f64 = 0.95;

/// Starts of Leiden while the resolution is chosen; in the end as many as this many documents make, within bounds.
const STARTS_FOR_CHOICE: u64 = 4;
const STARTED_DOCUMENTS: usize = 160_000;
const STARTS: (usize, usize) = (4, 600);

/// What was tried and taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KChoice {
    /// The number of themes taken.
    pub k: usize,
    /// Its stability.
    pub stability: f64,
    /// The resolution that gave it; `None` for k-means and for a number that a person asked for.
    pub resolution: Option<f64>,
    /// The stability of the same number of groups among vectors with the corpus' covariance and no groups:
    /// what this corpus would show without structure.
    pub null_stability: f64,
    /// Everything tried, in order.
    pub tried: Vec<Stability>,
}

/// How well one number of groups holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// Number of groups.
    pub k: usize,
    /// The resolution that gave it, where one was set.
    pub resolution: Option<f64>,
    /// Mean adjusted Rand index between the fit on all documents and the fits on parts of
    /// 80 %, over the documents they share.
    pub stability: f64,
    /// The standard error of that mean.
    pub standard_error: f64,
}

/// A fit on all rows with the fits on parts of them that it is held against.
pub(crate) struct Resampled {
    pub fitted: Fitted,
    parts: Vec<Part>,
}

/// Rows, and the group of each in a fit on these alone.
struct Part {
    places: Vec<usize>,
    assignments: Vec<usize>,
}

impl KChoice {
    /// Whether the groups are more than what chance gives.
    pub fn is_clear(&self) -> bool {
        self.stability - self.null_stability >= CLEAR_BY
    }
}

/// Tries the grid and takes, by k-means, the finest whose stability is within one standard error of the best (the
/// one-standard-error rule of Breiman et al. 1984, *Classification and Regression Trees*, 3.4.3); by Leiden the most
/// stable, the finest among equals, where its groups hold, and otherwise the usual resolution.
pub(crate) fn choose(ground: &Ground, method: Method, progress: &mut dyn FnMut(u64, u64)) -> KChoice {
    let grains = grains(ground, method);
    let mut tried = Vec::new();
    for (place, &grain) in grains.iter().enumerate() {
        progress(place as u64, grains.len() as u64 + 1);
        tried.push(resample(ground, grain, STARTS_FOR_CHOICE, SEED).stability(grain));
    }
    let taken = match method {
        Method::KMeans => within_an_error_of_the_best(&tried),
        Method::Leiden => most_stable(tried.iter().filter(|tried| tried.k > 1))
            .filter(|best| best.stability >= HOLDS)
            .or_else(|| tried.iter().find(|tried| tried.resolution == Some(USUAL_RESOLUTION))),
    };
    held_against_null(ground, method, *taken.expect("the grid is never empty"), tried)
}

/// The last among equals.
fn most_stable<'a>(tried: impl Iterator<Item = &'a Stability>) -> Option<&'a Stability> {
    tried.max_by(|a, b| a.stability.total_cmp(&b.stability))
}

fn within_an_error_of_the_best(tried: &[Stability]) -> Option<&Stability> {
    let best = most_stable(tried.iter())?;
    let least = best.stability - best.standard_error;
    tried.iter().rfind(|tried| tried.stability >= least)
}

/// What is tried: resolutions, or numbers of groups up to the square root of the number of documents.
fn grains(ground: &Ground, method: Method) -> Vec<Grain> {
    let most = ((ground.rows.nrows() as f64).sqrt().ceil() as usize).max(FEWEST);
    match method {
        Method::KMeans => NUMBERS.into_iter().filter(|&k| k <= most).map(Grain::Number).collect(),
        Method::Leiden => RESOLUTIONS.into_iter().map(Grain::Resolution).collect(),
    }
}

/// The given number of groups, with its stability.
pub(crate) fn given(ground: &Ground, method: Method, k: usize) -> KChoice {
    let grain = Grain::Number(k);
    let stability = resample(ground, grain, STARTS_FOR_CHOICE, SEED).stability(grain);
    held_against_null(ground, method, stability, vec![stability])
}

/// Starts that the final groups of so many documents are the best of.
pub(crate) fn starts(n_documents: usize) -> u64 {
    (STARTED_DOCUMENTS / n_documents.max(1)).clamp(STARTS.0, STARTS.1) as u64
}

fn held_against_null(ground: &Ground, method: Method, taken: Stability, tried: Vec<Stability>) -> KChoice {
    let null = Ground::new(without_groups(&ground.rows), method);
    let grain = null.grain_for(taken.k, SEED);
    KChoice {
        k: taken.k,
        stability: taken.stability,
        resolution: taken.resolution,
        null_stability: resample(&null, grain, STARTS_FOR_CHOICE, SEED)
            .stability(grain)
            .stability,
        tried,
    }
}

/// The fit on all rows, the best of so many starts, and those on parts; which parts does not depend on the seed.
pub(crate) fn resample(ground: &Ground, grain: Grain, starts: u64, seed: u64) -> Resampled {
    let part = |part: usize| {
        let places: Vec<usize> = (0..ground.rows.nrows())
            .filter(|&place| !is_left_out(place, part))
            .collect();
        let seed = seed.wrapping_add(1 + part as u64);
        let assignments = ground.part(&places).fit(grain, 1, seed).assignments;
        Part { places, assignments }
    };
    Resampled {
        parts: (0..PARTS).into_par_iter().map(part).collect(),
        fitted: ground.fit(grain, starts, seed),
    }
}

/// Two ways of dealing out the documents over five parts.
fn is_left_out(place: usize, part: usize) -> bool {
    let dealt = if part < LEFT_OUT { place } else { place / LEFT_OUT };
    dealt % LEFT_OUT == part % LEFT_OUT
}

impl Resampled {
    fn stability(&self, grain: Grain) -> Stability {
        let agreements: Vec<f64> = self
            .parts
            .iter()
            .map(|part| {
                let own: Vec<usize> = part
                    .places
                    .iter()
                    .map(|&place| self.fitted.assignments[place])
                    .collect();
                adjusted_rand_index(&own, &part.assignments)
            })
            .collect();
        let n = agreements.len() as f64;
        let mean = agreements.iter().sum::<f64>() / n;
        let variance = agreements
            .iter()
            .map(|agreement| (agreement - mean).powi(2))
            .sum::<f64>()
            / (n - 1.0);
        Stability {
            k: self.fitted.centroids.nrows(),
            resolution: match grain {
                Grain::Resolution(resolution) => Some(resolution),
                Grain::Number(_) => None,
            },
            stability: mean,
            standard_error: (variance / n).sqrt(),
        }
    }

    /// For each group the mean over the parts of its best Jaccard overlap with a group there
    /// (Hennig 2007, doi 10.1016/j.csda.2006.11.025), in [0, 1].
    pub(crate) fn stability_by_group(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.fitted.centroids.nrows()];
        for part in &self.parts {
            for (sum, overlap) in sums.iter_mut().zip(self.best_overlaps(part)) {
                *sum += overlap;
            }
        }
        sums.iter().map(|sum| sum / self.parts.len() as f64).collect()
    }

    fn best_overlaps(&self, part: &Part) -> Vec<f64> {
        let k = self.fitted.centroids.nrows();
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut own_sizes = vec![0usize; k];
        let mut other_sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for (&place, &theirs) in part.places.iter().zip(&part.assignments) {
            let own = self.fitted.assignments[place];
            *shared.entry((own, theirs)).or_default() += 1;
            own_sizes[own] += 1;
            *other_sizes.entry(theirs).or_default() += 1;
        }
        let mut best = vec![0.0f64; k];
        for ((own, theirs), n) in shared {
            let union = own_sizes[own] + other_sizes[&theirs] - n;
            best[own] = best[own].max(n as f64 / union as f64);
        }
        best
    }
}

/// Rows without groups: each the sum of rows drawn at random with random signs, which is nearly normal with the corpus' own
/// covariance (the null of SigClust, Liu et al. 2008, doi 10.1198/016214508000000454).
fn without_groups(rows: &Array2<f32>) -> Array2<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut null = Array2::<f32>::zeros(rows.raw_dim());
    for mut row in null.rows_mut() {
        for _ in 0..SUMMANDS {
            let sign = if random.random::<bool>() { 1.0 } else { -1.0 };
            row.scaled_add(sign, &rows.row(random.random_range(0..rows.nrows())));
        }
        make_unit(&mut row);
    }
    null
}
