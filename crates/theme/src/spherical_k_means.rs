//! k-means on the unit sphere: groups of vectors by cosine.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::cosines::cosines;

/// Rows held against the centroids at a time: bounds the memory of the products.
const ROWS_AT_A_TIME: usize = 1024;

/// Settings of spherical k-means (Dhillon and Modha 2001, doi 10.1023/A:1007612920971).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SphericalKMeans {
    /// Number of groups.
    pub k: usize,
    /// Start of the random numbers; the same seed gives the same groups.
    pub seed: u64,
    /// Starts tried; the best is kept.
    pub n_init: usize,
    /// Rounds of a start at most.
    pub max_iterations: usize,
}

/// Groups found by [`SphericalKMeans::fit`].
#[derive(Debug, Clone, PartialEq)]
pub struct FittedSphericalKMeans {
    /// Unit vectors, `[k, dimension]`.
    pub centroids: Array2<f32>,
    /// The group of each row.
    pub assignments: Vec<usize>,
    /// The cosine of each row to its group's centroid.
    pub similarities: Vec<f32>,
}

impl SphericalKMeans {
    /// A setting with the usual number of starts and rounds.
    pub fn new(k: usize, seed: u64) -> Self {
        Self {
            k,
            seed,
            n_init: 4,
            max_iterations: 100,
        }
    }

    /// Groups unit vectors `[n, dimension]` so that the sum of cosines to the centroids is large.
    /// Seeds by k-means++ on 1 − cosine; an empty group takes the row that fits worst. Uses at
    /// most as many groups as there are rows.
    ///
    /// # Panics
    /// When there is no row or no group.
    pub fn fit(&self, rows: ArrayView2<'_, f32>) -> FittedSphericalKMeans {
        assert!(self.k > 0 && rows.nrows() > 0, "k-means needs a row and a group");
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        (0..self.n_init.max(1))
            .map(|_| self.fit_once(rows, &mut random))
            .reduce(|best, other| {
                if other.objective() > best.objective() {
                    other
                } else {
                    best
                }
            })
            .expect("at least one start")
    }

    fn fit_once(&self, rows: ArrayView2<'_, f32>, random: &mut ChaCha8Rng) -> FittedSphericalKMeans {
        self.fit_from(rows, seeds(rows, self.k.min(rows.nrows()), random))
    }

    /// Groups the rows from these centroids on, without seeds of its own.
    pub fn fit_from(&self, rows: ArrayView2<'_, f32>, mut centroids: Array2<f32>) -> FittedSphericalKMeans {
        let (mut assignments, mut similarities) = nearest(rows, &centroids);
        for _ in 0..self.max_iterations {
            centroids = means(rows, &assignments, &similarities, centroids.nrows());
            let (next, cosines) = nearest(rows, &centroids);
            similarities = cosines;
            let is_done = next == assignments;
            assignments = next;
            if is_done {
                break;
            }
        }
        FittedSphericalKMeans {
            centroids,
            assignments,
            similarities,
        }
    }
}

impl FittedSphericalKMeans {
    /// Sum of the cosines of the rows to their centroids; larger is better.
    pub fn objective(&self) -> f64 {
        self.similarities.iter().map(|&similarity| f64::from(similarity)).sum()
    }
}

/// The nearest centroid of each row and the cosine to it; the first among equals.
pub(crate) fn nearest(rows: ArrayView2<'_, f32>, centroids: &Array2<f32>) -> (Vec<usize>, Vec<f32>) {
    let of_part = |part: ArrayView2<'_, f32>| {
        let cosines = cosines(part, centroids.view());
        let best = |cosines: ArrayView1<'_, f32>| {
            let nearer =
                |best: usize, (group, cosine): (usize, &f32)| if *cosine > cosines[best] { group } else { best };
            let best = cosines.iter().enumerate().fold(0, nearer);
            (best, cosines[best])
        };
        cosines.rows().into_iter().map(best).collect::<Vec<_>>()
    };
    let parts: Vec<_> = rows.axis_chunks_iter(Axis(0), ROWS_AT_A_TIME).collect();
    parts.into_par_iter().flat_map_iter(of_part).unzip()
}

/// k-means++ on the distance 1 − cosine (Arthur and Vassilvitskii 2007).
fn seeds(rows: ArrayView2<'_, f32>, k: usize, random: &mut ChaCha8Rng) -> Array2<f32> {
    let mut chosen = vec![random.random_range(0..rows.nrows())];
    let mut distances = vec![f32::INFINITY; rows.nrows()];
    while chosen.len() < k {
        let latest = rows.row(*chosen.last().expect("one is chosen"));
        for (distance, cosine) in distances.iter_mut().zip(rows.dot(&latest)) {
            *distance = distance.min((1.0 - cosine).max(0.0));
        }
        chosen.push(draw(&distances, random));
    }
    rows.select(Axis(0), &chosen)
}

/// A place drawn in proportion to the weights; any place when all are zero.
fn draw(weights: &[f32], random: &mut ChaCha8Rng) -> usize {
    let total: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
    if total <= 0.0 {
        return random.random_range(0..weights.len());
    }
    let mut left = random.random_range(0.0..total);
    for (place, &weight) in weights.iter().enumerate() {
        left -= f64::from(weight);
        if left < 0.0 {
            return place;
        }
    }
    weights.len() - 1
}

pub(crate) fn means(rows: ArrayView2<'_, f32>, assignments: &[usize], similarities: &[f32], k: usize) -> Array2<f32> {
    let mut sums = Array2::<f32>::zeros((k, rows.ncols()));
    let mut sizes = vec![0usize; k];
    for (row, &group) in rows.rows().into_iter().zip(assignments) {
        sums.row_mut(group).scaled_add(1.0, &row);
        sizes[group] += 1;
    }
    let mut worst_first: Vec<usize> = (0..rows.nrows()).collect();
    worst_first.sort_by(|&a, &b| similarities[a].total_cmp(&similarities[b]).then(a.cmp(&b)));
    let mut strays = worst_first.into_iter();
    for (group, mut sum) in sums.rows_mut().into_iter().enumerate() {
        let norm = sum.dot(&sum).sqrt();
        if sizes[group] == 0 || norm < 1e-6 {
            let stray = strays.next().expect("there are at least as many rows as groups");
            sum.assign(&rows.row(stray));
        } else {
            sum /= norm;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn two_directions_are_two_groups_and_a_seed_repeats_itself() {
        let rows = array![[1.0f32, 0.0], [0.995, 0.0998], [0.0, 1.0], [0.0998, 0.995]];
        let fitted = SphericalKMeans::new(2, 3).fit(rows.view());
        assert_eq!(fitted.assignments[0], fitted.assignments[1]);
        assert_eq!(fitted.assignments[2], fitted.assignments[3]);
        assert_ne!(fitted.assignments[0], fitted.assignments[2]);
        assert_eq!(fitted, SphericalKMeans::new(2, 3).fit(rows.view()));
    }

    #[test]
    fn equal_rows_and_more_groups_than_rows_are_no_trouble() {
        let rows = array![[1.0f32, 0.0], [1.0, 0.0], [1.0, 0.0]];
        let fitted = SphericalKMeans::new(5, 1).fit(rows.view());
        assert_eq!(fitted.centroids.nrows(), 3);
        assert!((fitted.objective() - 3.0).abs() < 1e-6);
    }
}
