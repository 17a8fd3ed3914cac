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
