//! How many themes: by how well the groups hold when documents are left out, against a null.

use std::collections::BTreeMap;

use evaluation::adjusted_rand_index;
use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand::seq::{SliceRandom, index};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::spherical_k_means::{FittedSphericalKMeans, SphericalKMeans};

/// Themes are clear when their stability is at least this much above that of the null.
pub const CLEAR_BY: f64 = 0.2;

/// Stabilities this near to the best count as equal; the largest such number of themes is taken.
const AS_GOOD_AS: f64 = 0.05;

/// Fewer groups than this are stable on almost any corpus and say nothing.
const FEWEST: usize = 4;

/// Subsamples a fit is held against, and the part of the documents in each.
const SUBSAMPLES: u64 = 5;
const SUBSAMPLE_PART: f64 = 0.8;

const GRID: [usize; 14] = [4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 60];

/// What was tried and taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KChoice {
    /// The number of themes taken.
    pub k: usize,
    /// Its stability.
    pub stability: f64,
    /// The stability of the same number of groups where each dimension was shuffled over the
    /// documents: what this corpus would show without structure.
    pub null_stability: f64,
    /// Every number tried, in order.
    pub tried: Vec<Stability>,
}

/// How well one number of groups holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// Number of groups.
    pub k: usize,
    /// Mean adjusted Rand index between the fit on all documents and the fits on subsamples of
    /// 80 %, over the documents they share.
    pub stability: f64,
}

/// A fit on all rows with the fits on subsamples that it is held against.
pub(crate) struct Resampled {
    pub fitted: FittedSphericalKMeans,
    subsamples: Vec<(Vec<usize>, FittedSphericalKMeans)>,
}

impl KChoice {
    /// Whether the groups are more than what chance gives.
    pub fn is_clear(&self) -> bool {
        self.stability - self.null_stability >= CLEAR_BY
    }
}

/// Tries each number of the grid and takes the largest whose stability is within .05 of the best.
pub(crate) fn choose(rows: &Array2<f32>, seed: u64, progress: &mut dyn FnMut(u64, u64)) -> KChoice {
    let most = (rows.nrows() as f64).sqrt().ceil() as usize;
    let grid: Vec<usize> = GRID.into_iter().filter(|&k| k <= most.max(FEWEST)).collect();
    let mut tried = Vec::new();
    for (place, &k) in grid.iter().enumerate() {
        progress(place as u64, grid.len() as u64 + 1);
        tried.push(Stability {
            k,
            stability: resample(rows, k, seed).stability(),
        });
    }
    let best = tried
        .iter()
        .map(|tried| tried.stability)
        .fold(f64::NEG_INFINITY, f64::max);
    let taken = *tried
        .iter()
        .rfind(|tried| tried.stability >= best - AS_GOOD_AS)
        .expect("the best is one");
    held_against_null(rows, taken, tried, seed)
}

/// The given number of groups, with its stability.
pub(crate) fn given(rows: &Array2<f32>, k: usize, seed: u64) -> KChoice {
    let stability = Stability {
        k,
        stability: resample(rows, k, seed).stability(),
    };
    held_against_null(rows, stability, vec![stability], seed)
}

fn held_against_null(rows: &Array2<f32>, taken: Stability, tried: Vec<Stability>, seed: u64) -> KChoice {
    let null_stability = resample(&shuffled(rows, seed), taken.k, seed).stability();
    KChoice {
        k: taken.k,
        stability: taken.stability,
        null_stability,
        tried,
    }
}

pub(crate) fn resample(rows: &Array2<f32>, k: usize, seed: u64) -> Resampled {
    let fit = |rows: &Array2<f32>, seed: u64| SphericalKMeans::new(k, seed).fit(rows.view());
    let n = ((rows.nrows() as f64) * SUBSAMPLE_PART).ceil() as usize;
    let subsamples = (1..=SUBSAMPLES).map(|round| {
        let mut random = ChaCha8Rng::seed_from_u64(seed.wrapping_add(round));
        let mut places = index::sample(&mut random, rows.nrows(), n).into_vec();
        places.sort_unstable();
        let fitted = fit(&rows.select(Axis(0), &places), seed.wrapping_add(round));
        (places, fitted)
    });
    Resampled {
        subsamples: subsamples.collect(),
        fitted: fit(rows, seed),
    }
}

impl Resampled {
    fn stability(&self) -> f64 {
        let agreements = self.subsamples.iter().map(|(places, other)| {
            let own: Vec<usize> = places.iter().map(|&place| self.fitted.assignments[place]).collect();
            adjusted_rand_index(&own, &other.assignments)
        });
        agreements.sum::<f64>() / self.subsamples.len() as f64
    }

    /// For each group the mean over the subsamples of its best Jaccard overlap with a group there
    /// (Hennig 2007, doi 10.1016/j.csda.2006.11.025), in [0, 1].
    pub(crate) fn stability_by_group(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.fitted.centroids.nrows()];
        for (places, other) in &self.subsamples {
            for (sum, overlap) in sums.iter_mut().zip(self.best_overlaps(places, other)) {
                *sum += overlap;
            }
        }
        sums.iter().map(|sum| sum / self.subsamples.len() as f64).collect()
    }

    fn best_overlaps(&self, places: &[usize], other: &FittedSphericalKMeans) -> Vec<f64> {
        let k = self.fitted.centroids.nrows();
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let (mut own_sizes, mut other_sizes) = (vec![0usize; k], vec![0usize; other.centroids.nrows()]);
        for (&place, &theirs) in places.iter().zip(&other.assignments) {
            let own = self.fitted.assignments[place];
            *shared.entry((own, theirs)).or_default() += 1;
            own_sizes[own] += 1;
            other_sizes[theirs] += 1;
        }
        let mut best = vec![0.0f64; k];
        for ((own, theirs), n) in shared {
            let union = own_sizes[own] + other_sizes[theirs] - n;
            best[own] = best[own].max(n as f64 / union as f64);
        }
        best
    }
}

/// Each dimension shuffled over the rows by itself, the rows made unit vectors again.
fn shuffled(rows: &Array2<f32>, seed: u64) -> Array2<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x6e75_6c6c);
    let mut shuffled = rows.clone();
    for mut column in shuffled.columns_mut() {
        let mut values = column.to_vec();
        values.shuffle(&mut random);
        column.assign(&ndarray::ArrayView1::from(&values));
    }
    for mut row in shuffled.rows_mut() {
        let norm = row.dot(&row).sqrt();
        if norm > 0.0 {
            row /= norm;
        }
    }
    shuffled
}
