//! The nearest neighbours of every document, exactly.

use ndarray::{ArrayView2, Axis};
use rayon::prelude::*;

/// Rows held against all others at a time: bounds the memory of the products.
const ROWS_AT_A_TIME: usize = 256;

/// For each row the rows nearest to it by cosine, itself left out: the nearest first, the lower number among equals;
/// `k` of them, or all others where there are fewer. Rows are unit vectors `[n, dimension]`.
pub fn neighbours(rows: ArrayView2<'_, f32>, k: usize) -> Vec<Vec<u32>> {
    let parts: Vec<_> = rows.axis_chunks_iter(Axis(0), ROWS_AT_A_TIME).enumerate().collect();
    let of_part = |(part, queries): &(usize, ArrayView2<'_, f32>)| {
        let cosines = queries.dot(&rows.t());
        let cosines = cosines.as_standard_layout();
        let of_row = |(row, cosines): (usize, &[f32])| nearest(cosines, part * ROWS_AT_A_TIME + row, k);
        let flat = cosines.as_slice().expect("the standard layout");
        flat.chunks_exact(rows.nrows())
            .enumerate()
            .map(of_row)
            .collect::<Vec<_>>()
    };
    parts.par_iter().flat_map_iter(of_part).collect()
}

/// The places of the largest values but for `own`.
fn nearest(cosines: &[f32], own: usize, k: usize) -> Vec<u32> {
    if k == 0 {
        return Vec::new();
    }
    let nearer = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    // What may still be among the nearest; cut back to k whenever it has grown to 4 k.
    let mut kept: Vec<(f32, u32)> = Vec::with_capacity(4 * k);
    let mut floor = f32::NEG_INFINITY;
    for (place, &cosine) in cosines.iter().enumerate() {
        if cosine > floor && place != own {
            kept.push((cosine, place as u32));
            if kept.len() == 4 * k {
                kept.select_nth_unstable_by(k - 1, nearer);
                kept.truncate(k);
                floor = kept[k - 1].0;
            }
        }
    }
    kept.sort_unstable_by(nearer);
    kept.truncate(k);
    kept.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn the_nearest_come_first_and_a_row_is_not_its_own_neighbour() {
        let rows = array![[1.0f32, 0.0], [0.8, 0.6], [0.6, 0.8], [0.0, 1.0]];
        assert_eq!(
            neighbours(rows.view(), 2),
            [vec![1, 2], vec![2, 0], vec![1, 3], vec![2, 1]]
        );
        assert_eq!(neighbours(rows.view(), 9)[0], [1, 2, 3]);
        assert_eq!(neighbours(Array2::zeros((1, 2)).view(), 3), [Vec::<u32>::new()]);
    }

    #[test]
    fn many_equal_rows_give_the_lowest_numbers() {
        let rows = Array2::<f32>::ones((1000, 1));
        let found = neighbours(rows.view(), 3);
        assert_eq!(found[0], [1, 2, 3]);
        assert_eq!(found[999], [0, 1, 2]);
    }
}
