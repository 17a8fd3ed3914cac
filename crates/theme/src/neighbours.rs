//! The nearest neighbours of every document: exactly, or of many documents nearly so.

use ndarray::{ArrayView2, Axis};
use rayon::prelude::*;

use crate::cosines::cosines;
use crate::inverted_file::InvertedFile;

/// Rows held against all others at a time: bounds the memory of the products.
const ROWS_AT_A_TIME: usize = 256;

/// Up to so many rows every row is held against every other.
const MOST_FOR_EXACT: usize = 20_000;

/// The share of the true neighbours that approximate ones hold at least.
const LEAST_RECALL: f64 = 0.95;

/// The nearest rows of each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    /// For each row the rows nearest to it by cosine, itself left out: the nearest first.
    pub lists: Vec<Vec<u32>>,
    /// The share of the true neighbours among them, measured on rows drawn at random; 1 where they are exact.
    pub recall: f64,
}

/// The `k` rows nearest to each row, or all others where there are fewer. Rows are unit vectors `[n, dimension]`.
///
/// Exact up to 20,000 rows, with the lower number first among equals. For more by an inverted file: at least .95 of the
/// true neighbours are found (by the lower end of the one-sided 95 % interval of rows drawn at random, and exact search
/// where that cannot be had for less), in memory for a second copy of the rows. The same rows give the same lists.
pub fn neighbours(rows: ArrayView2<'_, f32>, k: usize) -> Neighbours {
    if rows.nrows() > MOST_FOR_EXACT {
        let file = InvertedFile::of(rows);
        if let Some(effort) = file.effort_for(rows, k, LEAST_RECALL) {
            return Neighbours {
                lists: file.neighbours(k, effort.cells),
                recall: effort.recall,
            };
        }
    }
    Neighbours {
        lists: exact(rows, k),
        recall: 1.0,
    }
}

fn exact(rows: ArrayView2<'_, f32>, k: usize) -> Vec<Vec<u32>> {
    let parts: Vec<_> = rows.axis_chunks_iter(Axis(0), ROWS_AT_A_TIME).enumerate().collect();
    let of_part = |(part, queries): &(usize, ArrayView2<'_, f32>)| {
        let first = part * ROWS_AT_A_TIME;
        let mut nearest: Vec<Nearest> = (first..first + queries.nrows())
            .map(|own| Nearest::new(k, own))
            .collect();
        hold_against(*queries, rows, &mut nearest);
        nearest.into_iter().map(Nearest::into_places)
    };
    parts.par_iter().flat_map_iter(of_part).collect()
}

/// Shows every row to each of the queries.
pub(crate) fn hold_against(queries: ArrayView2<'_, f32>, rows: ArrayView2<'_, f32>, nearest: &mut [Nearest]) {
    let mut first = 0u32;
    for part in rows.axis_chunks_iter(Axis(0), 16 * ROWS_AT_A_TIME) {
        let cosines = cosines(queries, part);
        for (nearest, cosines) in nearest.iter_mut().zip(cosines.rows()) {
            cosines
                .iter()
                .zip(first..)
                .for_each(|(&cosine, place)| nearest.see(cosine, place));
        }
        first += part.nrows() as u32;
    }
}

/// The nearest of the rows that a row has seen.
pub(crate) struct Nearest {
    k: usize,
    own: u32,
    /// What may still be among the nearest; cut back to k whenever it has grown to 4 k.
    kept: Vec<(f32, u32)>,
    floor: f32,
}

impl Nearest {
    /// Of the row `own`, which is not its own neighbour.
    pub(crate) fn new(k: usize, own: usize) -> Self {
        Self {
            k,
            own: own as u32,
            kept: Vec::with_capacity(4 * k),
            floor: if k == 0 { f32::INFINITY } else { f32::NEG_INFINITY },
        }
    }

    #[inline]
    pub(crate) fn see(&mut self, cosine: f32, place: u32) {
        if cosine > self.floor && place != self.own {
            self.keep(cosine, place);
        }
    }

    fn keep(&mut self, cosine: f32, place: u32) {
        self.kept.push((cosine, place));
        if self.kept.len() == 4 * self.k {
            self.kept.select_nth_unstable_by(self.k - 1, nearer);
            self.kept.truncate(self.k);
            self.floor = self.kept[self.k - 1].0;
        }
    }

    pub(crate) fn into_places(mut self) -> Vec<u32> {
        self.kept.sort_unstable_by(nearer);
        let places = self.kept.iter().take(self.k).map(|&(_, place)| place);
        places.collect()
    }
}

fn nearer(a: &(f32, u32), b: &(f32, u32)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn the_nearest_come_first_and_a_row_is_not_its_own_neighbour() {
        let rows = array![[1.0f32, 0.0], [0.8, 0.6], [0.6, 0.8], [0.0, 1.0]];
        let lists = |k| neighbours(rows.view(), k).lists;
        assert_eq!(lists(2), [vec![1, 2], vec![2, 0], vec![1, 3], vec![2, 1]]);
        assert_eq!(lists(9)[0], [1, 2, 3]);
        assert_eq!(lists(0)[0], []);
        assert_eq!(neighbours(Array2::zeros((1, 2)).view(), 3).lists, [Vec::<u32>::new()]);
    }

    #[test]
    fn many_equal_rows_give_the_lowest_numbers() {
        let rows = Array2::<f32>::ones((1000, 1));
        let found = neighbours(rows.view(), 3);
        assert_eq!(found.lists[0], [1, 2, 3]);
        assert_eq!(found.lists[999], [0, 1, 2]);
        assert_eq!(found.recall, 1.0);
    }
}
