//! Products of rows with rows, of which everything here that is slow is made.

use gemm::{Parallelism, gemm};
use ndarray::{Array2, ArrayView2};

/// The cosine of each unit row of `left` `[m, dimension]` to each of `right` `[n, dimension]`: `[m, n]`. On one thread.
///
/// # Panics
/// When the dimensions differ.
pub(crate) fn cosines(left: ArrayView2<'_, f32>, right: ArrayView2<'_, f32>) -> Array2<f32> {
    assert_eq!(left.ncols(), right.ncols(), "rows of one dimension");
    let mut products = Array2::zeros((left.nrows(), right.nrows()));
    let (m, n) = products.dim();
    let (into, from_left, from_right) = (products.strides().to_owned(), left.strides(), right.strides());
    // The strides are those of the arrays that the pointers are of, so that every element is inside them.
    #[allow(unsafe_code)]
    unsafe {
        gemm(
            m,
            n,
            left.ncols(),
            products.as_mut_ptr(),
            into[1],
            into[0],
            false,
            left.as_ptr(),
            from_left[1],
            from_left[0],
            right.as_ptr(),
            from_right[0],
            from_right[1],
            0.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
    products
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::latent::make_unit;
    use ndarray::s;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// `n` unit rows of 24 dimensions around `k` random directions, and the group of each; `noise` is the length of what is
    /// added.
    pub(crate) fn groups(n: usize, k: usize, noise: f32) -> (Array2<f32>, Vec<usize>) {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let mut directions = |n: usize| {
            let mut rows = Array2::from_shape_simple_fn((n, 24), || random.random::<f32>() - 0.5);
            rows.rows_mut().into_iter().for_each(|mut row| make_unit(&mut row));
            rows
        };
        let (centres, strays) = (directions(k), directions(n));
        let group: Vec<usize> = (0..n).map(|row| row % k).collect();
        let mut rows = centres.select(ndarray::Axis(0), &group) + noise * strays;
        rows.rows_mut().into_iter().for_each(|mut row| make_unit(&mut row));
        (rows, group)
    }

    #[test]
    fn products_are_those_of_the_matrices_whatever_their_layout() {
        let left = Array2::from_shape_fn((37, 19), |(i, j)| (i * 7 + j * 3) as f32 % 5.0 - 2.0);
        let right = Array2::from_shape_fn((19, 23), |(i, j)| (i + j * 11) as f32 % 7.0 - 3.0);
        assert_eq!(cosines(left.view(), right.t()), left.dot(&right));
        let part = left.slice(s![3..30;2, ..]);
        assert_eq!(cosines(part, right.t()), part.dot(&right));
        assert_eq!(cosines(left.slice(s![..0, ..]), right.t()).dim(), (0, 23));
    }
}
