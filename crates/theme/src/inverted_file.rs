//! An inverted file: rows kept by the cell they lie in, so that a row is held against the cells nearest to it only.

use ndarray::{Array2, ArrayView2, Axis, s};
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::cosines::cosines;
use crate::neighbours::{Nearest, hold_against};
use crate::spherical_k_means::{SphericalKMeans, nearest as nearest_centroids};

/// Cells, as a multiple of the square root of the number of rows; rows a cell that the cells are fitted on; rounds of that.
const CELLS: f64 = 2.0;
const ROWS_FOR_A_CELL: usize = 40;
const ROUNDS: usize = 8;

/// Rows that recall is measured on.
const MEASURED: usize = 512;

/// Exact search is as cheap once this share of the cells must be visited.
const MOST_VISITED: f64 = 0.4;

/// The standard normal deviate of a one-sided 95 % interval.
const DEVIATE: f64 = 1.645;

/// Rows of a cell that look for neighbours at a time, and that are looked at: bounds the memory of the products.
const ROWS_AT_A_TIME: usize = 512;
const QUERIES_AT_A_TIME: usize = 2048;

/// Which rows are drawn does not depend on the seed of a run; cells are not measured on the rows they were fitted on.
const SEED: u64 = 1;
const SEED_OF_MEASURED: u64 = 2;

/// Unit rows by cell (IVFFlat: Jégou, Douze and Schmid 2011, doi 10.1109/TPAMI.2010.57), the cells of spherical k-means.
pub(crate) struct InvertedFile {
    /// Unit vectors, `[cells, dimension]`.
    centroids: Array2<f32>,
    /// The rows, cell after cell, `[n, dimension]`.
    rows: Array2<f32>,
    /// Where each of them stood.
    places: Vec<u32>,
    /// The cell of each row by where it stood.
    cell_of: Vec<usize>,
    /// Where each cell begins in `rows`, and where the last ends.
    bounds: Vec<usize>,
}

/// How many cells must be visited, and the recall that this gave on the measured rows.
pub(crate) struct Effort {
    pub cells: usize,
    pub recall: f64,
}

impl InvertedFile {
    /// Rows are unit vectors `[n, dimension]`, one at least.
    pub(crate) fn of(rows: ArrayView2<'_, f32>) -> Self {
        let centroids = centroids(rows);
        let (cell_of, _) = nearest_centroids(rows, &centroids);
        let mut places: Vec<u32> = (0..rows.nrows() as u32).collect();
        places.sort_by_key(|&place| cell_of[place as usize]);
        let mut bounds = vec![0; centroids.nrows() + 1];
        cell_of.iter().for_each(|&cell| bounds[cell + 1] += 1);
        for cell in 1..bounds.len() {
            bounds[cell] += bounds[cell - 1];
        }
        let mut by_cell = Array2::zeros(rows.raw_dim());
        for (mut copy, &place) in by_cell.rows_mut().into_iter().zip(&places) {
            copy.assign(&rows.row(place as usize));
        }
        Self {
            centroids,
            rows: by_cell,
            places,
            cell_of,
            bounds,
        }
    }

    /// The fewest cells with which the `k` nearest hold this share of the true ones, by the lower end of the one-sided
    /// 95 % interval over rows drawn at random, whose true neighbours are found among all; `None` where that is no
    /// cheaper than to hold every row against every other.
    pub(crate) fn effort_for(&self, rows: ArrayView2<'_, f32>, k: usize, least_recall: f64) -> Option<Effort> {
        let mut random = ChaCha8Rng::seed_from_u64(SEED_OF_MEASURED);
        let measured = index::sample(&mut random, rows.nrows(), MEASURED.min(rows.nrows())).into_vec();
        let found_after = self.found_after(rows, &measured, k);
        let most = (MOST_VISITED * self.centroids.nrows() as f64) as usize;
        (1..=most).find_map(|cells| {
            let recalls = found_after.iter().map(|ranks| share_under(ranks, cells));
            let (recall, standard_error) = mean_with_error(recalls, measured.len());
            (recall - DEVIATE * standard_error >= least_recall).then_some(Effort { cells, recall })
        })
    }

    /// For each of the given rows the numbers of cells after which its true neighbours are found, in rising order.
    fn found_after(&self, rows: ArrayView2<'_, f32>, given: &[usize], k: usize) -> Vec<Vec<usize>> {
        let of_part = |part: &[usize]| {
            let queries = rows.select(Axis(0), part);
            let mut nearest: Vec<Nearest> = part.iter().map(|&own| Nearest::new(k, own)).collect();
            hold_against(queries.view(), rows, &mut nearest);
            let to_cells = cosines(queries.view(), self.centroids.view());
            let ranks = nearest.into_iter().zip(to_cells.rows()).map(|(nearest, to_cells)| {
                let rank = ranks(&to_cells.to_vec());
                let mut found: Vec<usize> = nearest
                    .into_places()
                    .iter()
                    .map(|&place| rank[self.cell_of[place as usize]])
                    .collect();
                found.sort_unstable();
                found
            });
            ranks.collect::<Vec<_>>()
        };
        given.par_chunks(MEASURED / 8).flat_map_iter(of_part).collect()
    }

    /// The nearest rows of each row among those of so many cells nearest to it, or of more where these hold fewer than
    /// `k` others; by where the rows stood, the nearest first.
    pub(crate) fn neighbours(&self, k: usize, cells: usize) -> Vec<Vec<u32>> {
        let n = self.rows.nrows();
        let starts: Vec<usize> = (0..n).step_by(QUERIES_AT_A_TIME).collect();
        let of_part = |&first: &usize| self.neighbours_of(first..n.min(first + QUERIES_AT_A_TIME), k, cells);
        let by_cell: Vec<Vec<u32>> = starts.par_iter().flat_map_iter(of_part).collect();
        let mut lists = vec![Vec::new(); n];
        for (list, &place) in by_cell.into_iter().zip(&self.places) {
            lists[place as usize] = list;
        }
        lists
    }

    /// Of rows one after another, which visit much the same cells.
    fn neighbours_of(&self, queries: std::ops::Range<usize>, k: usize, cells: usize) -> impl Iterator<Item = Vec<u32>> {
        let rows = self.rows.slice(s![queries.clone(), ..]);
        let to_cells = cosines(rows, self.centroids.view());
        let mut visitors: Vec<Vec<usize>> = vec![Vec::new(); self.centroids.nrows()];
        for (query, to_cells) in to_cells.rows().into_iter().enumerate() {
            self.visited(&to_cells.to_vec(), k, cells)
                .into_iter()
                .for_each(|cell| visitors[cell].push(query));
        }
        let mut nearest: Vec<Nearest> = queries.map(|row| Nearest::new(k, self.places[row] as usize)).collect();
        for (cell, visitors) in visitors.iter().enumerate().filter(|(_, visitors)| !visitors.is_empty()) {
            let visiting = rows.select(Axis(0), visitors);
            for first in (self.bounds[cell]..self.bounds[cell + 1]).step_by(ROWS_AT_A_TIME) {
                let end = self.bounds[cell + 1].min(first + ROWS_AT_A_TIME);
                let cosines = cosines(visiting.view(), self.rows.slice(s![first..end, ..]));
                for (&query, cosines) in visitors.iter().zip(cosines.rows()) {
                    let places = &self.places[first..end];
                    cosines
                        .iter()
                        .zip(places)
                        .for_each(|(&cosine, &place)| nearest[query].see(cosine, place));
                }
            }
        }
        nearest.into_iter().map(Nearest::into_places)
    }

    /// The cells that a row visits, by its cosines to all: so many, or as many as hold more than `k` rows.
    fn visited(&self, to_cells: &[f32], k: usize, cells: usize) -> Vec<usize> {
        let mut visited: Vec<usize> = (0..to_cells.len()).collect();
        let nearer = |a: &usize, b: &usize| to_cells[*b].total_cmp(&to_cells[*a]).then(a.cmp(b));
        visited.select_nth_unstable_by(cells - 1, nearer);
        let n_rows = |cell: usize| self.bounds[cell + 1] - self.bounds[cell];
        if visited[..cells].iter().map(|&cell| n_rows(cell)).sum::<usize>() > k {
            visited.truncate(cells);
            return visited;
        }
        visited.sort_unstable_by(nearer);
        let mut seen = 0;
        visited.retain(|&cell| {
            let is_needed = seen <= k;
            seen += n_rows(cell);
            is_needed
        });
        visited
    }
}

/// Spherical k-means on a sample from rows drawn at random.
fn centroids(rows: ArrayView2<'_, f32>) -> Array2<f32> {
    let n = rows.nrows();
    let cells = ((CELLS * (n as f64).sqrt()) as usize).clamp(1, n);
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let sample = index::sample(&mut random, n, n.min(cells * ROWS_FOR_A_CELL)).into_vec();
    let sampled = rows.select(Axis(0), &sample);
    let k_means = SphericalKMeans {
        max_iterations: ROUNDS,
        ..SphericalKMeans::new(cells, SEED)
    };
    let centroids = k_means
        .fit_from(sampled.view(), sampled.slice(s![..cells, ..]).to_owned())
        .centroids;
    like_beside_like(&centroids)
}

/// The same centroids with those of like direction one after another.
fn like_beside_like(centroids: &Array2<f32>) -> Array2<f32> {
    let k = (centroids.nrows() as f64).sqrt().ceil() as usize;
    let groups = SphericalKMeans::new(k, SEED).fit(centroids.view()).assignments;
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&centroid| groups[centroid]);
    centroids.select(Axis(0), &order)
}

/// The rank of each cell by falling cosine.
fn ranks(to_cells: &[f32]) -> Vec<usize> {
    let mut cells: Vec<usize> = (0..to_cells.len()).collect();
    cells.sort_unstable_by(|&a, &b| to_cells[b].total_cmp(&to_cells[a]).then(a.cmp(&b)));
    let mut ranks = vec![0; cells.len()];
    for (rank, cell) in cells.into_iter().enumerate() {
        ranks[cell] = rank;
    }
    ranks
}

/// The share of values in rising order that lie under a bound; 1 of none.
fn share_under(rising: &[usize], bound: usize) -> f64 {
    if rising.is_empty() {
        return 1.0;
    }
    rising.partition_point(|&value| value < bound) as f64 / rising.len() as f64
}

fn mean_with_error(values: impl Iterator<Item = f64> + Clone, n: usize) -> (f64, f64) {
    let n = n as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    (mean, (variance / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cosines::tests::groups;

    fn exact(rows: &Array2<f32>, k: usize) -> Vec<Vec<u32>> {
        let mut nearest: Vec<Nearest> = (0..rows.nrows()).map(|own| Nearest::new(k, own)).collect();
        hold_against(rows.view(), rows.view(), &mut nearest);
        nearest.into_iter().map(Nearest::into_places).collect()
    }

    /// The share of the true neighbours that are found.
    fn recall(found: &[Vec<u32>], truth: &[Vec<u32>]) -> f64 {
        let kept = found
            .iter()
            .zip(truth)
            .map(|(found, truth)| truth.iter().filter(|row| found.contains(row)).count());
        kept.sum::<usize>() as f64 / truth.iter().map(Vec::len).sum::<usize>() as f64
    }

    #[test]
    fn the_recall_that_is_told_is_that_of_all_rows_with_groups_and_without() {
        for (groups_planted, noise) in [(30, 0.6), (4000, 1.0)] {
            let (rows, _) = groups(4000, groups_planted, noise);
            let (file, truth) = (InvertedFile::of(rows.view()), exact(&rows, 10));
            let Some(effort) = file.effort_for(rows.view(), 10, 0.9) else {
                assert_eq!(
                    groups_planted, 4000,
                    "only without groups must nearly all cells be visited"
                );
                continue;
            };
            let found = file.neighbours(10, effort.cells);
            let recall = recall(&found, &truth);
            assert!(
                recall >= 0.9 && (recall - effort.recall).abs() < 0.02,
                "{recall} told {}",
                effort.recall
            );
            assert_eq!(found, InvertedFile::of(rows.view()).neighbours(10, effort.cells));
        }
    }

    #[test]
    fn every_cell_visited_is_exact_search() {
        let (rows, _) = groups(700, 9, 0.8);
        let file = InvertedFile::of(rows.view());
        assert_eq!(file.neighbours(12, file.centroids.nrows()), exact(&rows, 12));
    }

    #[test]
    fn all_lists_are_whole_however_few_cells_are_visited() {
        let (mut rows, _) = groups(500, 5, 0.5);
        for rows in [rows.clone(), {
            rows.fill(0.2);
            rows
        }] {
            let file = InvertedFile::of(rows.view());
            for (k, expected) in [(0, 0), (40, 40), (900, 499)] {
                let found = file.neighbours(k, 1);
                assert!(found.iter().all(|list| list.len() == expected), "{k}");
                assert!(
                    found
                        .iter()
                        .enumerate()
                        .all(|(row, list)| !list.contains(&(row as u32)))
                );
            }
        }
    }
}
