//! The inner loops of matrix products: a tile of at most 6 rows × 64 columns, held in registers.
//!
//! Both sides come in *units* of 32 bits along the summed dimension: one f32, two bf16 or four
//! 8-bit integers, so that one tile serves all three number formats and differs in one instruction.
//! The left side is row-major; of the right side the columns of one unit lie side by side.
//!
//! `unsafe` is here for loads through pointers: with slices the bounds check of every load costs
//! more than the product. Every function checks the bounds of the whole tile once instead. What is
//! called with a CPU's features missing cannot be reached: see [`super::Instructions`].
#![allow(unsafe_code)]

use std::arch::x86_64::*;

/// Numbers in a vector register.
pub(super) const LANES: usize = 16;
/// Rows of the largest tile.
pub(super) const TILE_ROWS: usize = 6;
/// Vectors side by side in the largest tile.
pub(super) const TILE_VECTORS: usize = 4;
/// Columns of the largest tile.
pub(super) const TILE_COLUMNS: usize = LANES * TILE_VECTORS;

/// A matrix in units, of which row (left) or unit (right) `i` begins at `i * stride`.
#[derive(Clone, Copy)]
pub(super) struct Units<'a> {
    pub units: &'a [u32],
    pub stride: usize,
}

impl<'a> Units<'a> {
    pub(super) fn new(units: &'a [u32], stride: usize) -> Self {
        Self { units, stride }
    }

    /// The same matrix from row (left) or unit (right) `first` on.
    pub(super) fn starting_at(self, first: usize) -> Self {
        Self {
            units: &self.units[first * self.stride..],
            ..self
        }
    }
}

/// Sums of a tile: `[row][vector]`.
pub(super) type Sums<T, const ROWS: usize, const VECTORS: usize> = [[T; VECTORS]; ROWS];

macro_rules! tile {
    ($(#[$documented:meta])* $name:ident, $features:literal, $sum:ty, $zero:ident, $step:expr) => {
        $(#[$documented])*
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn $name<const ROWS: usize, const VECTORS: usize>(
            left: Units<'_>,
            right: Units<'_>,
            n_units: usize,
        ) -> Sums<$sum, ROWS, VECTORS> {
            let mut sums = [[$zero(); VECTORS]; ROWS];
            if n_units == 0 {
                return sums;
            }
            assert!(left.units.len() >= (ROWS - 1) * left.stride + n_units, "the rows are whole");
            assert!(right.units.len() >= (n_units - 1) * right.stride + VECTORS * LANES, "the columns are whole");
            let (left_start, right_start) = (left.units.as_ptr(), right.units.as_ptr());
            for unit in 0..n_units {
                // SAFETY: both offsets stay within the lengths asserted above; loads need no alignment.
                unsafe {
                    let columns: [__m512i; VECTORS] = std::array::from_fn(|vector| {
                        _mm512_loadu_epi32(right_start.add(unit * right.stride + vector * LANES).cast())
                    });
                    for (row, sums) in sums.iter_mut().enumerate() {
                        let value = _mm512_set1_epi32(*left_start.add(row * left.stride + unit) as i32);
                        for (sum, &column) in sums.iter_mut().zip(&columns) {
                            *sum = $step(*sum, value, column);
                        }
                    }
                }
            }
            sums
        }
    };
}

tile!(
    /// Sums of products of f32.
    tile_f32, "avx512f", __m512, _mm512_setzero_ps,
    |sum, value, column| _mm512_fmadd_ps(_mm512_castsi512_ps(value), _mm512_castsi512_ps(column), sum)
);
tile!(
    /// Sums in f32 of products of bf16, two a unit.
    tile_bf16, "avx512f,avx512bf16", __m512, _mm512_setzero_ps,
    |sum, value, column| _mm512_dpbf16_ps(sum, as_bf16(value), as_bf16(column))
);
tile!(
    /// Sums in i32 of products of a u8 (left) and an i8 (right), four a unit.
    tile_int8, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512,
    |sum, value, column| _mm512_dpbusd_epi32(sum, value, column)
);

#[inline]
#[target_feature(enable = "avx512f")]
fn as_bf16(units: __m512i) -> __m512bh {
    // SAFETY: both are 512 bits, and every pattern is valid for both.
    unsafe { std::mem::transmute(units) }
}

/// Loads 16 numbers.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn load(values: &[f32]) -> __m512 {
    assert!(values.len() >= LANES);
    // SAFETY: 16 numbers are there; the load needs no alignment.
    unsafe { _mm512_loadu_ps(values.as_ptr()) }
}

/// Stores the first numbers of a vector, as many as there is room for and at most 16.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn store(values: __m512, to: &mut [f32]) {
    // SAFETY: the mask keeps the store within the slice.
    unsafe { _mm512_mask_storeu_ps(to.as_mut_ptr(), first_lanes(to.len()), values) }
}

/// A mask of the first `n` lanes, of all for `n` of 16 and more.
#[inline]
pub(super) fn first_lanes(n: usize) -> __mmask16 {
    if n >= LANES { !0 } else { (1 << n) - 1 }
}

/// Writes up to 16 rows of `width` units as columns: unit `i` of row `r` comes to `i * stride + r`;
/// zeros stand for rows that are not there.
#[target_feature(enable = "avx512f")]
pub(super) fn transpose(rows: Units<'_>, n_rows: usize, width: usize, columns: &mut [u32], stride: usize) {
    if width == 0 {
        return;
    }
    assert!((1..=LANES).contains(&n_rows));
    assert!(
        rows.units.len() >= (n_rows - 1) * rows.stride + width,
        "the rows are whole"
    );
    let row_starts: [i32; LANES] = std::array::from_fn(|row| i32::try_from(row * rows.stride).expect("rows are short"));
    // SAFETY: both are 512 bits, and every pattern is valid for both.
    let row_starts: __m512i = unsafe { std::mem::transmute(row_starts) };
    let are_there = first_lanes(n_rows);
    for at in 0..width {
        let column = &mut columns[at * stride..][..LANES];
        // SAFETY: the mask keeps to the rows that are there, which the assertion above found whole;
        // 16 numbers are stored where there is room for 16.
        unsafe {
            let start = rows.units.as_ptr().add(at);
            let units = _mm512_mask_i32gather_epi32::<4>(_mm512_setzero_si512(), are_there, row_starts, start.cast());
            _mm512_storeu_epi32(column.as_mut_ptr().cast(), units);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::Instructions;

    #[test]
    fn columns_are_the_rows_that_are_there_and_zeros() {
        if !Instructions::detected().avx512 {
            return;
        }
        let (stride, width, apart) = (11, 7, 20);
        for n_rows in [1, 2, 15, 16] {
            let units: Vec<u32> = (1..).take((n_rows - 1) * stride + width).collect();
            let mut columns = vec![u32::MAX; width * apart];
            // SAFETY: the processor has the instructions, as asked above.
            unsafe { transpose(Units::new(&units, stride), n_rows, width, &mut columns, apart) };
            for (at, column) in columns.chunks_exact(apart).enumerate() {
                let of_row = |row: usize| if row < n_rows { units[row * stride + at] } else { 0 };
                let expected: Vec<u32> = (0..LANES).map(of_row).collect();
                assert_eq!(column[..LANES], expected, "unit {at} of {n_rows} rows");
                assert!(column[LANES..].iter().all(|&unit| unit == u32::MAX), "the rest stays");
            }
        }
    }
}
