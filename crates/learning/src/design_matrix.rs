//! What linear models multiply: rows of numbers, however they are held.

use embedding::Embeddings;
use pulp::{Arch, NullaryFnOnce};

use crate::sparse_rows::SparseRows;

/// Rows of numbers of which only two products are asked; sums are f64.
pub trait DesignMatrix {
    /// Rows.
    fn n_rows(&self) -> usize;

    /// Numbers a row.
    fn n_columns(&self) -> usize;

    /// The product of a row with `weights`, one a column.
    fn dot(&self, row: usize, weights: &[f64]) -> f64;

    /// Adds `factor` times a row to `weights`, one a column.
    fn add_to(&self, row: usize, weights: &mut [f64], factor: f64);
}

/// Words and vectors of documents side by side, neither of them copied: `[n, words + dimension]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JoinedRows<'a> {
    /// One row a document.
    pub words: &'a SparseRows,
    /// `[n, dimension]`; zeros where a document has no vector.
    pub vectors: &'a [f32],
    /// Numbers a vector.
    pub dimension: usize,
    /// What vectors are multiplied by; 0 leaves them out.
    pub scale: f32,
}

/// Some documents' words and vectors, copied to lie one after the other: they are read many times.
#[derive(Debug, Clone)]
pub(crate) struct ChosenRows {
    words: SparseRows,
    vectors: Vec<f32>,
    dimension: usize,
    scale: f32,
}

impl DesignMatrix for SparseRows {
    fn n_rows(&self) -> usize {
        self.len()
    }

    fn n_columns(&self) -> usize {
        self.n_columns()
    }

    fn dot(&self, row: usize, weights: &[f64]) -> f64 {
        self.row(row).dot(weights)
    }

    fn add_to(&self, row: usize, weights: &mut [f64], factor: f64) {
        self.row(row).add_to(weights, factor);
    }
}

impl<'a> JoinedRows<'a> {
    pub(crate) fn new(words: &'a SparseRows, vectors: &'a Embeddings, scale: f32) -> Self {
        Self {
            words,
            vectors: vectors.as_slice(),
            dimension: vectors.dimension(),
            scale,
        }
    }

    /// The rows at `places`, in that order.
    pub(crate) fn select(&self, places: &[usize]) -> ChosenRows {
        ChosenRows {
            words: self.words.select(places),
            vectors: places.iter().flat_map(|&place| self.vector(place)).copied().collect(),
            dimension: self.dimension,
            scale: self.scale,
        }
    }

    /// The vector of a document; empty where vectors are left out.
    pub(crate) fn vector(&self, row: usize) -> &'a [f32] {
        if self.scale > 0.0 {
            &self.vectors[row * self.dimension..(row + 1) * self.dimension]
        } else {
            &[]
        }
    }
}

impl ChosenRows {
    pub(crate) fn joined(&self) -> JoinedRows<'_> {
        JoinedRows {
            words: &self.words,
            vectors: &self.vectors,
            dimension: self.dimension,
            scale: self.scale,
        }
    }
}

impl DesignMatrix for JoinedRows<'_> {
    fn n_rows(&self) -> usize {
        self.words.len()
    }

    fn n_columns(&self) -> usize {
        self.words.n_columns() + self.dimension
    }

    fn dot(&self, row: usize, weights: &[f64]) -> f64 {
        let (of_words, of_vector) = weights.split_at(self.words.n_columns());
        let vector = self.vector(row);
        let product = Arch::new().dispatch(Dot(vector, of_vector));
        self.words.row(row).dot(of_words) + f64::from(self.scale) * product
    }

    fn add_to(&self, row: usize, weights: &mut [f64], factor: f64) {
        let (of_words, of_vector) = weights.split_at_mut(self.words.n_columns());
        self.words.row(row).add_to(of_words, factor);
        let vector = self.vector(row);
        let factor = factor * f64::from(self.scale);
        Arch::new().dispatch(|| add_dense(of_vector, factor, vector));
    }
}

/// Sums side by side in a product, so that none waits for another; as many on every machine, so that all add in one order.
const LANES: usize = 32;

/// The product of two vectors, in the widest registers of the machine.
struct Dot<'a>(&'a [f32], &'a [f64]);

impl NullaryFnOnce for Dot<'_> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        let (values, value_rest) = self.0.as_chunks::<LANES>();
        let (weights, weight_rest) = self.1.as_chunks::<LANES>();
        let mut sums = [0.0; LANES];
        for (values, weights) in values.iter().zip(weights) {
            for lane in 0..LANES {
                sums[lane] += f64::from(values[lane]) * weights[lane];
            }
        }
        let rest = value_rest.iter().zip(weight_rest);
        sums.iter().sum::<f64>() + rest.map(|(value, weight)| f64::from(*value) * weight).sum::<f64>()
    }
}

/// Adds `factor` times the values to the weights; inlined where it is dispatched.
#[inline(always)]
pub(crate) fn add_dense(weights: &mut [f64], factor: f64, values: &[f32]) {
    for (weight, value) in weights.iter_mut().zip(values) {
        *weight += factor * f64::from(*value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_rows_are_words_then_vectors() {
        let mut words = SparseRows::new(2);
        words.push([(1, 2.0)]);
        words.push([(0, 1.0)]);
        let mut vectors = Embeddings::new(11);
        vectors.push(Some(&[0.5; 11]));
        vectors.push(None);
        let at = |scale| JoinedRows::new(&words, &vectors, scale);
        let length = 11f64.sqrt();
        let weights = [vec![1.0, 10.0], vec![1.0; 11]].concat();
        assert!((at(3.0).dot(0, &weights) - (20.0 + 3.0 * length)).abs() < 1e-5);
        assert_eq!(at(3.0).dot(1, &weights), 1.0);
        assert_eq!(at(0.0).dot(0, &weights), 20.0);
        let chosen = at(3.0).select(&[1, 0]);
        let chosen = chosen.joined();
        assert_eq!((chosen.n_rows(), chosen.n_columns()), (2, 13));
        let mut sum = vec![0.0; 13];
        chosen.add_to(1, &mut sum, 2.0);
        assert_eq!(sum[..2], [0.0, 4.0]);
        assert!((sum[12] - 6.0 / length).abs() < 1e-5);
    }
}
