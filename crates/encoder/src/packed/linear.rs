//! `activation(x · Wᵀ + b)` on packed weights.

use std::arch::x86_64::*;

use rayon::prelude::*;

use super::NumberFormat;
use super::arithmetic::gelu;
use super::int8::{ActivationGroup, GROUP_UNITS};
use super::matrix::{Activations, PackedMatrix, PanelGroup, Part};
use super::tile::{
    LANES, Sums, TILE_COLUMNS, TILE_ROWS, TILE_VECTORS, Units, load, store, tile_bf16, tile_f32, tile_int8,
};

/// What is done to a product while it is still in registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    Identity,
    Gelu,
}

/// A linear layer.
pub(super) struct Linear {
    matrix: PackedMatrix,
    /// Zeros after the last column.
    bias: Vec<f32>,
    activation: Activation,
}

/// Rows that are computed together, and where they go.
struct Output<'a> {
    values: &'a mut [f32],
    /// Numbers a row.
    width: usize,
    /// The first row of the tile.
    row: usize,
    panel: usize,
}

impl Linear {
    /// Packs matrices that stand one below another, together `[bias.len(), inner]`.
    ///
    /// # Errors
    /// When their file cannot be read.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn pack(
        parts: &[Part],
        inner: usize,
        mut bias: Vec<f32>,
        activation: Activation,
        format: NumberFormat,
    ) -> Result<Self, String> {
        let matrix = PackedMatrix::pack(parts, inner, format).map_err(|error| error.to_string())?;
        bias.resize(matrix.n_panels() * TILE_COLUMNS, 0.0);
        Ok(Self {
            matrix,
            bias,
            activation,
        })
    }

    /// Numbers a row that come out.
    pub(super) fn width(&self) -> usize {
        self.matrix.n_columns
    }

    /// Fills `out`, row-major with [`Self::width`] numbers a row, from `x` (as floats, row-major).
    /// The rows are shared out among as many threads as there are `converted`, room for `x` in the
    /// number format; which of them computes a row changes nothing in it.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn apply(&self, x: &[f32], inner: usize, converted: &mut [Activations], out: &mut [f32]) {
        let share = (x.len() / inner).div_ceil(converted.len()).next_multiple_of(TILE_ROWS);
        let of_shares = x
            .par_chunks(share * inner)
            .zip(out.par_chunks_mut(share * self.width()));
        of_shares
            .zip(converted)
            .for_each(|((x, out), converted)| self.apply_to_rows(x, inner, converted, out));
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    fn apply_to_rows(&self, x: &[f32], inner: usize, converted: &mut Activations, out: &mut [f32]) {
        converted.convert(x, inner, self.matrix.format);
        let n_rows = x.len() / inner;
        for panel in 0..self.matrix.n_panels() {
            for row in (0..n_rows).step_by(TILE_ROWS) {
                let output = Output {
                    values: &mut *out,
                    width: self.width(),
                    row,
                    panel,
                };
                match n_rows - row {
                    1 => self.tile::<1>(converted, output),
                    2 => self.tile::<2>(converted, output),
                    3 => self.tile::<3>(converted, output),
                    4 => self.tile::<4>(converted, output),
                    5 => self.tile::<5>(converted, output),
                    _ => self.tile::<TILE_ROWS>(converted, output),
                }
            }
        }
    }

    #[allow(unsafe_code)]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn tile<const ROWS: usize>(&self, x: &Activations, output: Output<'_>) {
        let left = x.units().starting_at(output.row);
        let right = self.matrix.panel(output.panel);
        let n_units = self.matrix.n_units;
        match self.matrix.format {
            NumberFormat::F32 => self.finish(tile_f32::<ROWS, TILE_VECTORS>(left, right, n_units), output),
            // SAFETY: the format is chosen only where the processor has the instruction.
            NumberFormat::Bf16 => self.finish(unsafe { tile_bf16::<ROWS, TILE_VECTORS>(left, right, n_units) }, output),
            // SAFETY: as above.
            NumberFormat::Int8 => self.finish(unsafe { self.tile_of_groups::<ROWS>(x, &output) }, output),
        }
    }

    /// The sums of integers, group by group, as floats.
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn tile_of_groups<const ROWS: usize>(
        &self,
        x: &Activations,
        output: &Output<'_>,
    ) -> Sums<__m512, ROWS, TILE_VECTORS> {
        let left = x.units().starting_at(output.row);
        let right = self.matrix.panel(output.panel);
        let mut floats = [[_mm512_setzero_ps(); TILE_VECTORS]; ROWS];
        for number in 0..self.matrix.n_groups() {
            let first = number * GROUP_UNITS;
            let n_units = GROUP_UNITS.min(self.matrix.n_units - first);
            let left = Units::new(&left.units[first..], left.stride);
            let sums = tile_int8::<ROWS, TILE_VECTORS>(left, right.starting_at(first), n_units);
            let weights = self.matrix.group(output.panel, number);
            for (row, (floats, sums)) in floats.iter_mut().zip(sums).enumerate() {
                add_group(floats, sums, x.groups(output.row + row)[number], weights);
            }
        }
        floats
    }

    /// Adds the bias, applies the activation and stores.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn finish<const ROWS: usize>(&self, sums: Sums<__m512, ROWS, TILE_VECTORS>, output: Output<'_>) {
        let first = output.panel * TILE_COLUMNS;
        let end = output.width.min(first + TILE_COLUMNS);
        let rows = output.values[output.row * output.width..].chunks_exact_mut(output.width);
        for (row, sums) in rows.zip(&sums) {
            for (vector, &sum) in sums.iter().enumerate() {
                let column = first + vector * LANES;
                let sum = _mm512_add_ps(sum, load(&self.bias[column..]));
                let value = match self.activation {
                    Activation::Identity => sum,
                    Activation::Gelu => gelu(sum),
                };
                store(value, &mut row[column.min(end)..end]);
            }
        }
    }
}

/// Adds what the sums of a group's integers, of one row, stand for.
#[inline]
#[target_feature(enable = "avx512f")]
fn add_group(
    floats: &mut [__m512; TILE_VECTORS],
    sums: [__m512i; TILE_VECTORS],
    activations: ActivationGroup,
    weights: PanelGroup<'_>,
) {
    let (step, lowest) = (_mm512_set1_ps(activations.step), _mm512_set1_ps(activations.lowest));
    for (vector, (float, sum)) in floats.iter_mut().zip(sums).enumerate() {
        let scaled = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), load(&weights.scales[vector * LANES..]));
        let with_lowest = _mm512_fmadd_ps(lowest, load(&weights.totals[vector * LANES..]), *float);
        *float = _mm512_fmadd_ps(step, scaled, with_lowest);
    }
}
