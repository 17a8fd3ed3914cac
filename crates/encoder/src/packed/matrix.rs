//! Matrices laid out for the tiles: weights once, when a model is loaded; activations at every layer.

use std::io;

use super::NumberFormat;
use super::int8::{ActivationGroup, GROUP, GROUP_UNITS, quantise_activations, quantise_weights};
use super::tile::{LANES, TILE_COLUMNS, Units, transpose};
use super::unit_store::UnitStore;
use crate::rows::Rows;

/// A weight matrix `[columns, inner]` as `Linear` of PyTorch has it, in panels of 64 columns, zeros
/// after the last: in each, unit by unit of the inner dimension, 64 units side by side.
pub(super) struct PackedMatrix {
    pub format: NumberFormat,
    pub n_columns: usize,
    /// Units of the inner dimension.
    pub n_units: usize,
    panels: UnitStore,
    /// Int8 only, in each panel, for each group and column: what one step of the weights is worth.
    scales: Vec<f32>,
    /// Int8 only, in the same order: the sum of the group's weights.
    totals: Vec<f32>,
}

/// A matrix that is packed with others, and what its numbers are multiplied by.
pub(super) struct Part {
    pub rows: Rows,
    pub n_rows: usize,
    pub scale: f32,
}

/// What the integers of a group stand for in the 64 columns of a panel.
#[derive(Clone, Copy)]
pub(super) struct PanelGroup<'a> {
    pub scales: &'a [f32],
    pub totals: &'a [f32],
}

impl PackedMatrix {
    /// Packs matrices that stand one below another, of which each row is a column here, all of
    /// `inner` numbers.
    ///
    /// # Errors
    /// When their file cannot be read, or there is not the memory for them.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn pack(parts: &[Part], inner: usize, format: NumberFormat) -> io::Result<Self> {
        let n_columns = parts.iter().map(|part| part.n_rows).sum::<usize>();
        let n_units = format.units(inner);
        let n_panels = n_columns.div_ceil(TILE_COLUMNS);
        let mut packed = Self {
            format,
            n_columns,
            n_units,
            panels: UnitStore::zeros(n_panels * TILE_COLUMNS * n_units)?,
            scales: Vec::new(),
            totals: Vec::new(),
        };
        if format == NumberFormat::Int8 {
            packed.scales = vec![0.0; n_panels * TILE_COLUMNS * packed.n_groups()];
            packed.totals = vec![0.0; n_panels * TILE_COLUMNS * packed.n_groups()];
        }
        let (mut rows, mut units, mut room) = (vec![0.0; LANES * inner], vec![0; LANES * n_units], Vec::new());
        for first in (0..n_columns).step_by(LANES) {
            let n_rows = LANES.min(n_columns - first);
            let weights = &mut rows[..n_rows * inner];
            read_rows(parts, first, weights, inner, &mut room)?;
            packed.pack_columns(first, weights, inner, &mut units);
        }
        Ok(packed)
    }

    /// Packs up to 16 columns from `first` on, given as rows; `units` is room for them.
    #[target_feature(enable = "avx512f,avx512bw")]
    fn pack_columns(&mut self, first: usize, weights: &[f32], inner: usize, units: &mut [u32]) {
        let n_groups = self.n_groups();
        let n_rows = weights.len() / inner;
        let rows = weights.chunks_exact(inner).zip(units.chunks_exact_mut(self.n_units));
        match self.format {
            NumberFormat::F32 => {}
            NumberFormat::Bf16 => rows.for_each(|(weights, units)| convert_bf16(weights, units)),
            NumberFormat::Int8 => {
                for (row, (weights, units)) in rows.enumerate() {
                    let groups = weights.chunks(GROUP).zip(units.chunks_mut(GROUP_UNITS));
                    for (number, (weights, units)) in groups.enumerate() {
                        let at = at_group(n_groups, first + row, number);
                        let group = quantise_weights(weights, units);
                        (self.scales[at], self.totals[at]) = (group.scale, group.total);
                    }
                }
            }
        }
        let units = match self.format {
            NumberFormat::F32 => bytemuck::cast_slice(weights),
            _ => &*units,
        };
        let panel = first / TILE_COLUMNS * TILE_COLUMNS * self.n_units;
        let columns = &mut self.panels[panel + first % TILE_COLUMNS..];
        transpose(
            Units::new(units, self.n_units),
            n_rows,
            self.n_units,
            columns,
            TILE_COLUMNS,
        );
    }

    pub(super) fn n_panels(&self) -> usize {
        self.n_columns.div_ceil(TILE_COLUMNS)
    }

    /// Groups of the inner dimension, for int8.
    pub(super) fn n_groups(&self) -> usize {
        self.n_units.div_ceil(GROUP_UNITS)
    }

    /// What the integers of a group stand for in a panel, for int8.
    pub(super) fn group(&self, panel: usize, group: usize) -> PanelGroup<'_> {
        let first = at_group(self.n_groups(), panel * TILE_COLUMNS, group);
        PanelGroup {
            scales: &self.scales[first..][..TILE_COLUMNS],
            totals: &self.totals[first..][..TILE_COLUMNS],
        }
    }

    /// Columns `64 * panel` to `64 * panel + 63`.
    pub(super) fn panel(&self, panel: usize) -> Units<'_> {
        let size = TILE_COLUMNS * self.n_units;
        Units::new(&self.panels[panel * size..][..size], TILE_COLUMNS)
    }
}

/// Fills `to` with rows from `first` on, of matrices that stand one below another.
fn read_rows(parts: &[Part], first: usize, to: &mut [f32], inner: usize, room: &mut Vec<u16>) -> io::Result<()> {
    let end = first + to.len() / inner;
    let mut above = 0;
    for part in parts {
        let (from, until) = (first.max(above), end.min(above + part.n_rows));
        if from < until {
            let values = &mut to[(from - first) * inner..(until - first) * inner];
            part.rows.read(from - above, values, room)?;
            if part.scale != 1.0 {
                values.iter_mut().for_each(|value| *value *= part.scale);
            }
        }
        above += part.n_rows;
    }
    Ok(())
}

/// The place of a column's group among those of all.
fn at_group(n_groups: usize, column: usize, group: usize) -> usize {
    let (panel, column) = (column / TILE_COLUMNS, column % TILE_COLUMNS);
    (panel * n_groups + group) * TILE_COLUMNS + column
}

/// Rows of activations in a number format, reused from layer to layer.
#[derive(Default)]
pub(super) struct Activations {
    units: Vec<u32>,
    n_units: usize,
    /// Int8 only, row by row.
    groups: Vec<ActivationGroup>,
}

impl Activations {
    /// Takes over `values`, row-major with `width` numbers a row.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn convert(&mut self, values: &[f32], width: usize, format: NumberFormat) {
        self.n_units = format.units(width);
        let n_rows = values.len() / width;
        self.units.resize(n_rows * self.n_units, 0);
        self.groups.clear();
        for (row, values) in values.chunks_exact(width).enumerate() {
            let units = &mut self.units[row * self.n_units..][..self.n_units];
            match format {
                NumberFormat::F32 => copy_f32(values, units),
                NumberFormat::Bf16 => convert_bf16(values, units),
                NumberFormat::Int8 => {
                    let groups = values.chunks(GROUP).zip(units.chunks_mut(GROUP_UNITS));
                    for (values, units) in groups {
                        self.groups.push(quantise_activations(values, units));
                    }
                }
            }
        }
    }

    pub(super) fn units(&self) -> Units<'_> {
        Units::new(&self.units, self.n_units)
    }

    /// What the integers of a row stand for, group by group, for int8.
    pub(super) fn groups(&self, row: usize) -> &[ActivationGroup] {
        let n_groups = self.n_units.div_ceil(GROUP_UNITS);
        &self.groups[row * n_groups..][..n_groups]
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
