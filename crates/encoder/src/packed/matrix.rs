//! Matrices laid out for the tiles: weights once, when a model is loaded; activations at every layer.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::NumberFormat;
use super::tile::{LANES, TILE_COLUMNS, Units};

/// The smallest divisor of a row's scale, so that a row of zeros has one.
const TINY: f32 = 1e-30;

/// A weight matrix `[columns, inner]` as `Linear` of PyTorch has it, in panels of 64 columns, zeros
/// after the last: in each, unit by unit of the inner dimension, 64 units side by side.
pub(super) struct PackedMatrix {
    pub format: NumberFormat,
    pub n_columns: usize,
    /// Units of the inner dimension.
    pub n_units: usize,
    panels: Vec<u32>,
    /// Int8 only, for each column: what one step of its weights is worth.
    pub scales: Vec<f32>,
    /// Int8 only, for each column: what the offset of the activations adds to its sum, times its scale.
    pub offsets: Vec<f32>,
}

impl PackedMatrix {
    /// Packs `weights`, row-major `[n_columns, inner]`.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn pack(weights: &[f32], n_columns: usize, format: NumberFormat) -> Self {
        let inner = weights.len() / n_columns;
        let n_units = format.units(inner);
        let n_panels = n_columns.div_ceil(TILE_COLUMNS);
        let mut packed = Self {
            format,
            n_columns,
            n_units,
            panels: vec![0; n_panels * TILE_COLUMNS * n_units],
            scales: Vec::new(),
            offsets: Vec::new(),
        };
        if format == NumberFormat::Int8 {
            packed.scales = vec![0.0; n_panels * TILE_COLUMNS];
            packed.offsets = vec![0.0; n_panels * TILE_COLUMNS];
        }
        let mut rows = vec![0; LANES * n_units];
        for (group, weights) in weights.chunks(LANES * inner).enumerate() {
            packed.pack_columns(group * LANES, weights, inner, &mut rows);
        }
        packed
    }

    /// Packs up to 16 columns from `first` on.
    #[target_feature(enable = "avx512f,avx512bw")]
    fn pack_columns(&mut self, first: usize, weights: &[f32], inner: usize, rows: &mut [u32]) {
        rows.fill(0);
        for (row, weights) in weights.chunks_exact(inner).enumerate() {
            let units = &mut rows[row * self.n_units..][..self.n_units];
            match self.format {
                NumberFormat::F32 => copy_f32(weights, units),
                NumberFormat::Bf16 => convert_bf16(weights, units),
                NumberFormat::Int8 => {
                    let (scale, sum) = quantise_weights(weights, units);
                    self.scales[first + row] = scale;
                    self.offsets[first + row] = ACTIVATION_OFFSET as f32 * sum as f32 * scale;
                }
            }
        }
        let panel = first / TILE_COLUMNS * TILE_COLUMNS * self.n_units;
        let columns = &mut self.panels[panel + first % TILE_COLUMNS..];
        transpose(
            Units::new(rows, self.n_units),
            LANES,
            self.n_units,
            columns,
            TILE_COLUMNS,
        );
    }

    pub(super) fn n_panels(&self) -> usize {
        self.n_columns.div_ceil(TILE_COLUMNS)
    }

    /// Columns `64 * panel` to `64 * panel + 63`.
    pub(super) fn panel(&self, panel: usize) -> Units<'_> {
        let size = TILE_COLUMNS * self.n_units;
        Units::new(&self.panels[panel * size..][..size], TILE_COLUMNS)
    }
}

/// Added to the 8-bit integers of activations, which the instruction takes without a sign.
const ACTIVATION_OFFSET: i32 = 128;

/// Rows of activations in a number format, reused from layer to layer.
#[derive(Default)]
pub(super) struct Activations {
    units: Vec<u32>,
    n_units: usize,
    /// Int8 only, for each row: what one step is worth.
    pub scales: Vec<f32>,
}

impl Activations {
    /// Takes over `values`, row-major with `width` numbers a row. Int8 has one scale a row, its
    /// largest absolute value over 127.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn convert(&mut self, values: &[f32], width: usize, format: NumberFormat) {
        self.n_units = format.units(width);
        let n_rows = values.len() / width;
        self.units.resize(n_rows * self.n_units, 0);
        self.scales.resize(n_rows, 1.0);
        for (row, values) in values.chunks_exact(width).enumerate() {
            let units = &mut self.units[row * self.n_units..][..self.n_units];
            match format {
                NumberFormat::F32 => copy_f32(values, units),
                NumberFormat::Bf16 => convert_bf16(values, units),
                NumberFormat::Int8 => self.scales[row] = quantise_activations(values, units),
            }
        }
    }

    pub(super) fn units(&self) -> Units<'_> {
        Units::new(&self.units, self.n_units)
    }
}

fn copy_f32(values: &[f32], units: &mut [u32]) {
    for (unit, value) in units.iter_mut().zip(values) {
        *unit = value.to_bits();
    }
}

/// Two a unit, rounded to the nearest even; zero after the last.
#[target_feature(enable = "avx512f,avx512bw")]
fn convert_bf16(values: &[f32], units: &mut [u32]) {
    let (pairs, rest) = values.as_chunks::<2>();
    for (unit, pair) in units.iter_mut().zip(pairs) {
        *unit = bf16_bits(pair[0]) | bf16_bits(pair[1]) << 16;
    }
    if let (Some(&value), Some(unit)) = (rest.first(), units.get_mut(pairs.len())) {
        *unit = bf16_bits(value);
    }
}

/// The upper half of an f32, rounded to the nearest even; what is not a number stays so.
#[inline]
fn bf16_bits(value: f32) -> u32 {
    let bits = value.to_bits();
    let rounded = bits.wrapping_add(0x7fff + (bits >> 16 & 1)) >> 16;
    if value.is_nan() { bits >> 16 | 0x40 } else { rounded }
}

/// Four a unit, with an offset of 128 and one scale, which is returned.
#[target_feature(enable = "avx512f,avx512bw")]
fn quantise_activations(values: &[f32], units: &mut [u32]) -> f32 {
    let scale = largest(values) / 127.0;
    let steps = _mm512_set1_ps(1.0 / scale);
    let (whole, rest) = values.as_chunks::<LANES>();
    for (values, units) in whole.iter().zip(units.as_chunks_mut::<4>().0) {
        *units = quantised(values, steps);
    }
    if !rest.is_empty() {
        let mut last = [0.0; LANES];
        last[..rest.len()].copy_from_slice(rest);
        let after = &mut units[whole.len() * 4..];
        let n = after.len();
        after.copy_from_slice(&quantised(&last, steps)[..n]);
    }
    scale
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn quantised(values: &[f32; LANES], steps: __m512) -> [u32; 4] {
    let scaled = _mm512_mul_ps(super::tile::load(values), steps);
    let offset = _mm512_add_epi32(_mm512_cvtps_epi32(scaled), _mm512_set1_epi32(ACTIVATION_OFFSET));
    // SAFETY: both are 128 bits, and every pattern is valid for both.
    unsafe { std::mem::transmute(_mm512_cvtepi32_epi8(offset)) }
}

/// Four a unit; the scale, and the sum of the integers.
#[target_feature(enable = "avx512f,avx512bw")]
fn quantise_weights(values: &[f32], units: &mut [u32]) -> (f32, i32) {
    let scale = largest(values) / 127.0;
    let mut sum = 0;
    for (unit, values) in units.iter_mut().zip(values.chunks(4)) {
        let mut bytes = [0; 4];
        for (byte, value) in bytes.iter_mut().zip(values) {
            let integer = (value / scale).round_ties_even() as i32;
            sum += integer;
            *byte = integer as i8 as u8;
        }
        *unit = u32::from_le_bytes(bytes);
    }
    (scale, sum)
}

/// The largest absolute value; not a number where one of them is none or infinite, so that
/// damaged weights show in the vectors.
#[target_feature(enable = "avx512f,avx512bw")]
fn largest(values: &[f32]) -> f32 {
    let mut lanes = [(TINY, 0.0); LANES];
    let (whole, rest) = values.as_chunks::<LANES>();
    for part in whole.iter().map(<[f32; LANES]>::as_slice).chain([rest]) {
        for ((largest, damage), value) in lanes.iter_mut().zip(part) {
            *largest = value.abs().max(*largest);
            *damage += value * 0.0;
        }
    }
    lanes.iter().fold(
        TINY,
        |all, (largest, damage)| if all.is_nan() { all } else { all.max(*largest) + damage },
    )
}

/// Writes up to 16 rows of `width` units as columns: unit `i` of row `r` comes to `i * stride + r`;
/// zeros stand for rows that are not there.
#[target_feature(enable = "avx512f")]
pub(super) fn transpose(rows: Units<'_>, n_rows: usize, width: usize, columns: &mut [u32], stride: usize) {
    for at in 0..width {
        let column = &mut columns[at * stride..][..LANES];
        for (row, unit) in column.iter_mut().enumerate() {
            *unit = if row < n_rows {
                rows.units[row * rows.stride + at]
            } else {
                0
            };
        }
    }
}
