//! Attention within each text, head by head, without scores of pairs that do not exist.

use std::arch::x86_64::*;

use super::arithmetic::exponentiate;
use super::tile::{LANES, Sums, TILE_COLUMNS, TILE_ROWS, TILE_VECTORS, Units, store, tile_f32, transpose};

/// Queries, keys and values of one text side by side, row-major: of each token `3 * heads * width`
/// numbers. Queries come multiplied by `log2(e) / sqrt(width)`, as `Layer` packs their weights.
pub(super) struct Projections<'a> {
    pub values: &'a [f32],
    pub n_heads: usize,
    /// Numbers a head.
    pub width: usize,
}

/// Room for one head's keys, values and scores, reused.
#[derive(Default)]
pub(super) struct AttentionRoom {
    /// Keys as columns, `[width, tokens rounded up to 16]`.
    keys: Vec<u32>,
    /// Values, `[tokens, width rounded up to 16]`.
    values: Vec<u32>,
    /// Scores of some queries, `[6, tokens rounded up to 16]`.
    scores: Vec<f32>,
}

impl Projections<'_> {
    fn row(&self) -> usize {
        3 * self.n_heads * self.width
    }

    fn n_tokens(&self) -> usize {
        self.values.len() / self.row()
    }

    /// Writes what each token's heads attend to, `[tokens, heads * width]`.
    #[target_feature(enable = "avx512f")]
    pub(super) fn attend(&self, room: &mut AttentionRoom, out: &mut [f32]) {
        for head in 0..self.n_heads {
            room.take(self, head);
            for first in (0..self.n_tokens()).step_by(TILE_ROWS) {
                match self.n_tokens() - first {
                    1 => self.attend_tile::<1>(room, head, first, out),
                    2 => self.attend_tile::<2>(room, head, first, out),
                    3 => self.attend_tile::<3>(room, head, first, out),
                    4 => self.attend_tile::<4>(room, head, first, out),
                    5 => self.attend_tile::<5>(room, head, first, out),
                    _ => self.attend_tile::<TILE_ROWS>(room, head, first, out),
                }
            }
        }
    }

    /// The same for the queries `first` to `first + ROWS - 1`.
    #[target_feature(enable = "avx512f")]
    fn attend_tile<const ROWS: usize>(&self, room: &mut AttentionRoom, head: usize, first: usize, out: &mut [f32]) {
        let n_tokens = self.n_tokens();
        let padded = n_tokens.next_multiple_of(LANES);
        let queries = &self.values[first * self.row() + head * self.width..];
        let queries = Units::new(bytemuck::cast_slice(queries), self.row());
        product::<ROWS>(
            queries,
            Units::new(&room.keys, padded),
            self.width,
            &mut Rows {
                values: &mut room.scores,
                stride: padded,
                width: padded,
            },
        );
        let mut shares = [0.0; ROWS];
        for (share, scores) in shares.iter_mut().zip(room.scores.chunks_exact_mut(padded)) {
            *share = exponentiate(scores, n_tokens);
        }
        let weights = Units::new(bytemuck::cast_slice(&room.scores), padded);
        let values = Units::new(&room.values, self.width.next_multiple_of(LANES));
        let stride = self.n_heads * self.width;
        let out = &mut out[first * stride + head * self.width..];
        product::<ROWS>(
            weights,
            values,
            n_tokens,
            &mut Rows {
                values: &mut *out,
                stride,
                width: self.width,
            },
        );
        for (row, share) in out.chunks_mut(stride).zip(shares) {
            row[..self.width].iter_mut().for_each(|value| *value *= share);
        }
    }
}

impl AttentionRoom {
    /// Lays one head's keys and values out for the tiles.
    #[target_feature(enable = "avx512f")]
    fn take(&mut self, of: &Projections<'_>, head: usize) {
        let (row, width, n_tokens) = (of.row(), of.width, of.n_tokens());
        let (padded, padded_width) = (n_tokens.next_multiple_of(LANES), width.next_multiple_of(LANES));
        let units: &[u32] = bytemuck::cast_slice(of.values);
        let at = |which: usize, token: usize| token * row + (which * of.n_heads + head) * width;
        self.keys.resize(width * padded, 0);
        for first in (0..n_tokens).step_by(LANES) {
            let keys = Units::new(&units[at(1, first)..], row);
            let n_keys = LANES.min(n_tokens - first);
            transpose(keys, n_keys, width, &mut self.keys[first..], padded);
        }
        self.values.resize(n_tokens * padded_width, 0);
        for (token, values) in self.values.chunks_exact_mut(padded_width).enumerate() {
            values[..width].copy_from_slice(&units[at(2, token)..][..width]);
        }
        self.scores.resize(TILE_ROWS * padded, 0.0);
    }
}

/// Where a product goes: `width` numbers of each row, which begin `stride` apart.
struct Rows<'a> {
    values: &'a mut [f32],
    stride: usize,
    width: usize,
}

/// Writes the product of `ROWS` rows with all columns.
#[inline]
#[target_feature(enable = "avx512f")]
fn product<const ROWS: usize>(left: Units<'_>, right: Units<'_>, n_units: usize, out: &mut Rows<'_>) {
    for first in (0..out.width).step_by(TILE_COLUMNS) {
        let columns = Units::new(&right.units[first..], right.stride);
        match (out.width - first).div_ceil(LANES) {
            1 => out.put(first, tile_f32::<ROWS, 1>(left, columns, n_units)),
            2 => out.put(first, tile_f32::<ROWS, 2>(left, columns, n_units)),
            3 => out.put(first, tile_f32::<ROWS, 3>(left, columns, n_units)),
            _ => out.put(first, tile_f32::<ROWS, TILE_VECTORS>(left, columns, n_units)),
        }
    }
}

impl Rows<'_> {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn put<const ROWS: usize, const VECTORS: usize>(&mut self, first: usize, sums: Sums<__m512, ROWS, VECTORS>) {
        for (row, sums) in sums.iter().enumerate() {
            let row = &mut self.values[row * self.stride..][..self.width];
            for (vector, &sum) in sums.iter().enumerate() {
                store(sum, &mut row[first + vector * LANES..]);
            }
        }
    }
}
