//! The nearest neighbours of every document, exactly, and the graph that they make.

use ndarray::{ArrayView2, Axis};

use crate::graph::Graph;

/// Rows held against all others at a time: bounds the memory of the products.
const ROWS_AT_A_TIME: usize = 512;

/// For each row the rows nearest to it by cosine, itself left out: the nearest first, the lower number among equals;
/// `k` of them, or all others where there are fewer. Rows are unit vectors `[n, dimension]`.
pub fn neighbours(rows: ArrayView2<'_, f32>, k: usize) -> Vec<Vec<u32>> {
    let mut found = Vec::with_capacity(rows.nrows());
    for (part, queries) in rows.axis_chunks_iter(Axis(0), ROWS_AT_A_TIME).enumerate() {
        let cosines = queries.dot(&rows.t());
        let cosines = cosines.as_standard_layout();
        for (row, cosines) in cosines.rows().into_iter().enumerate() {
            let cosines = cosines.as_slice().expect("rows of the standard layout");
            found.push(nearest(cosines, part * ROWS_AT_A_TIME + row, k));
        }
    }
    found
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

/// The graph of rows that are neighbours either way, weighed by the neighbourhoods they share: the Jaccard index of both
/// lists, each with its own row (Jarvis and Patrick 1973, doi 10.1109/T-C.1973.223640). Pairs always share something.
pub fn shared_neighbour_graph(neighbours: &[Vec<u32>]) -> Graph {
    let sorted: Vec<Vec<u32>> = neighbours
        .iter()
        .enumerate()
        .map(|(row, list)| {
            let mut list: Vec<u32> = list.iter().copied().chain([row as u32]).collect();
            list.sort_unstable();
            list
        })
        .collect();
    let mut edges = Vec::new();
    for (row, list) in neighbours.iter().enumerate() {
        for &other in list {
            let is_first = row < other as usize || sorted[other as usize].binary_search(&(row as u32)).is_err();
            if is_first {
                edges.push((row as u32, other, jaccard(&sorted[row], &sorted[other as usize])));
            }
        }
    }
    Graph::new(neighbours.len(), &edges)
}

fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared as f64 / (a.len() + b.len() - shared) as f64
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

    #[test]
    fn edges_weigh_what_is_shared() {
        let graph = shared_neighbour_graph(&[vec![1], vec![2], vec![1]]);
        let weights: Vec<(usize, f64)> = graph.neighbours(1).collect();
        assert_eq!(weights, [(0, 1.0 / 3.0), (2, 1.0)]);
    }
}
