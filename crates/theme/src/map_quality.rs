//! How far a map can be trusted: whether near on it means near among the vectors.

use ndarray::{ArrayView1, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cosines::cosines;

/// Neighbours that are looked at.
const NEIGHBOURS: usize = 15;

/// Rows that it is measured on at most, which does not depend on the seed of a run; and how many at a time.
const MEASURED: usize = 1000;
const ROWS_AT_A_TIME: usize = 16;
const SEED: u64 = 1;

/// Measured on rows drawn at random.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MapQuality {
    /// Trustworthiness (Venna and Kaski 2001, *Neighborhood preservation in nonlinear projection methods*), at most 1 and
    /// about .5 of points at random: less the farther the documents are that the map shows near.
    pub trustworthiness: f64,
    /// The share of the nearest documents that are among the nearest points, in [0, 1].
    pub neighbours_kept: f64,
    /// How many neighbours both look at.
    pub n_neighbours: usize,
    /// Rows that they were measured on.
    pub n_measured: usize,
}

impl MapQuality {
    /// Of points of unit vectors `[n, dimension]`, three at least.
    pub(crate) fn of(points: &[[f32; 2]], rows: ArrayView2<'_, f32>) -> Self {
        let n = rows.nrows();
        let k = NEIGHBOURS.min((n - 1) / 2);
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let measured = index::sample(&mut random, n, MEASURED.min(n)).into_vec();
        let of_part = |part: &[usize]| {
            let cosines = cosines(rows.select(Axis(0), part).view(), rows);
            part.iter()
                .zip(cosines.rows())
                .map(|(&row, cosines)| of_row(points, row, cosines, k))
                .collect::<Vec<_>>()
        };
        let found: Vec<(usize, usize)> = measured.par_chunks(ROWS_AT_A_TIME).flat_map_iter(of_part).collect();
        let (kept, beyond) = found.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let pairs = (found.len() * k) as f64;
        Self {
            trustworthiness: 1.0 - 2.0 * beyond as f64 / (pairs * (2 * n - 3 * k - 1) as f64),
            neighbours_kept: kept as f64 / pairs,
            n_neighbours: k,
            n_measured: found.len(),
        }
    }
}

/// How many of the `k` nearest points are among the `k` nearest rows, and the sum of the ranks beyond `k` of the others.
fn of_row(points: &[[f32; 2]], row: usize, cosines: ArrayView1<'_, f32>, k: usize) -> (usize, usize) {
    let [x, y] = points[row];
    let distance = |other: usize| (points[other][0] - x).powi(2) + (points[other][1] - y).powi(2);
    let mut near: Vec<(f32, usize)> = (0..points.len())
        .filter(|&other| other != row)
        .map(|other| (distance(other), other))
        .collect();
    near.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let nearer = |a: usize, b: usize| cosines[a] > cosines[b] || (cosines[a] == cosines[b] && a < b);
    let rank = |other: usize| {
        1 + (0..points.len())
            .filter(|&third| third != row && nearer(third, other))
            .count()
    };
    near[..k]
        .iter()
        .map(|&(_, other)| rank(other))
        .fold((0, 0), |(kept, beyond), rank| {
            (kept + usize::from(rank <= k), beyond + rank.saturating_sub(k))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cosines::tests::groups;
    use ndarray::Array2;

    /// Points on a quarter of a circle, and the same as vectors.
    fn arc(n: usize) -> (Vec<[f32; 2]>, Array2<f32>) {
        let angle = |at: usize| at as f32 / n as f32 * std::f32::consts::FRAC_PI_2;
        let points: Vec<[f32; 2]> = (0..n).map(|at| [angle(at).cos(), angle(at).sin()]).collect();
        let rows = Array2::from_shape_fn((n, 2), |(row, axis)| points[row][axis]);
        (points, rows)
    }

    #[test]
    fn a_map_that_is_the_vectors_keeps_all_and_one_at_random_little() {
        let (points, rows) = arc(200);
        let kept = MapQuality::of(&points, rows.view());
        assert!(kept.trustworthiness > 0.999 && kept.neighbours_kept > 0.95, "{kept:?}");
        let (rows, _) = groups(200, 200, 1.0);
        let lost = MapQuality::of(&points, rows.view());
        assert!(
            (0.4..0.6).contains(&lost.trustworthiness) && lost.neighbours_kept < 0.2,
            "{lost:?}"
        );
    }
}
