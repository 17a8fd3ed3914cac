//! Documents by their words: TF-IDF of stems in the space of its largest singular vectors.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayViewMut1, ArrayViewMut2, Axis, s};
use rand::seq::index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::label::Term;

/// Rounds of subspace iteration: enough for neighbours, not for the last digit.
const ROUNDS: usize = 4;

/// Axes made orthonormal to the others by products of matrices.
const AXES_AT_A_TIME: usize = 16;

/// Documents that the space is fitted on at most.
const MOST_DOCUMENTS: usize = 10_000;

/// Settings of latent semantic analysis (Deerwester et al. 1990) by randomised subspace iteration (Halko, Martinsson and
/// Tropp 2011, doi 10.1137/090771806, algorithm 4.4).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatentSpace {
    /// Dimensions.
    pub dimension: usize,
    /// Stems in fewer documents are left out.
    pub least_documents: usize,
    /// Start of the random numbers; the space hardly depends on it.
    pub seed: u64,
}

/// One document's weights: (column, weight), unit length.
type SparseRow = Vec<(u32, f32)>;

impl Default for LatentSpace {
    fn default() -> Self {
        Self {
            dimension: 256,
            least_documents: 2,
            seed: 1,
        }
    }
}

impl LatentSpace {
    /// The unit vector of each document, `[n, dimension]`; zeros for a document without a known stem. The axes of the space
    /// are orthonormal, and otherwise of no meaning.
    ///
    /// A stem weighs (1 + ln times) × (1 + ln(documents / documents with it)).
    pub fn fit(&self, documents: &[&[Term]]) -> Array2<f32> {
        let (rows, n_columns) = self.weighed(documents);
        let dimension = self.dimension.min(n_columns).max(1);
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let mut places = index::sample(&mut random, rows.len(), rows.len().min(MOST_DOCUMENTS)).into_vec();
        places.sort_unstable();
        let sample: Vec<&SparseRow> = places.into_iter().map(|place| &rows[place]).collect();
        let mut axes = Array2::from_shape_simple_fn((dimension, n_columns), || gaussian(&mut random));
        orthonormalise(&mut axes);
        for _ in 0..ROUNDS {
            axes = turned(&sample, &axes);
            orthonormalise(&mut axes);
        }
        projected(&rows, &axes)
    }

    /// Every document's weights, and how many columns there are.
    fn weighed(&self, documents: &[&[Term]]) -> (Vec<SparseRow>, usize) {
        let counts: Vec<BTreeMap<&str, usize>> = documents
            .iter()
            .map(|terms| {
                let mut counts = BTreeMap::new();
                for term in *terms {
                    *counts.entry(term.stem.as_str()).or_default() += 1;
                }
                counts
            })
            .collect();
        let mut with_it: BTreeMap<&str, usize> = BTreeMap::new();
        for stem in counts.iter().flat_map(BTreeMap::keys) {
            *with_it.entry(stem).or_default() += 1;
        }
        with_it.retain(|_, n| *n >= self.least_documents);
        let columns: BTreeMap<&str, (u32, f32)> = with_it
            .iter()
            .enumerate()
            .map(|(column, (stem, &n))| {
                let weight = 1.0 + (documents.len() as f32 / n as f32).ln();
                (*stem, (column as u32, weight))
            })
            .collect();
        let row = |counts: &BTreeMap<&str, usize>| {
            let weighed = counts.iter().filter_map(|(stem, &times)| {
                let &(column, weight) = columns.get(stem)?;
                Some((column, (1.0 + (times as f32).ln()) * weight))
            });
            unit(weighed.collect())
        };
        (counts.iter().map(row).collect(), columns.len())
    }
}

fn unit(mut row: SparseRow) -> SparseRow {
    let norm = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    row.iter_mut().for_each(|(_, weight)| *weight /= norm);
    row
}

/// A draw from the normal distribution (Box and Muller 1958).
fn gaussian(random: &mut ChaCha8Rng) -> f32 {
    let (a, b): (f32, f32) = (random.random(), random.random());
    (-2.0 * (1.0 - a).ln()).sqrt() * (std::f32::consts::TAU * b).cos()
}

/// The axes with stems one after another, so that a document's row is added in one sweep of the memory.
struct ByStem {
    dimension: usize,
    values: Vec<f32>,
}

impl ByStem {
    fn zeros(dimension: usize, n_stems: usize) -> Self {
        Self {
            dimension,
            values: vec![0.0; dimension * n_stems],
        }
    }

    fn of(axes: &Array2<f32>) -> Self {
        Self {
            dimension: axes.nrows(),
            values: axes.t().iter().copied().collect(),
        }
    }

    fn stem(&self, column: u32) -> &[f32] {
        &self.values[column as usize * self.dimension..][..self.dimension]
    }

    fn stem_mut(&mut self, column: u32) -> &mut [f32] {
        &mut self.values[column as usize * self.dimension..][..self.dimension]
    }

    /// Writes where a document lies along the axes.
    fn coordinates(&self, row: &SparseRow, coordinates: &mut [f32]) {
        coordinates.fill(0.0);
        for &(column, weight) in row {
            add(coordinates, weight, self.stem(column));
        }
    }
}

fn add(to: &mut [f32], weight: f32, what: &[f32]) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += weight * what);
}

/// The axes times the rows' matrix and its transpose: nearer to the largest singular vectors.
fn turned(rows: &[&SparseRow], axes: &Array2<f32>) -> Array2<f32> {
    let (dimension, n_stems) = axes.dim();
    let (by_stem, mut turned) = (ByStem::of(axes), ByStem::zeros(dimension, n_stems));
    let mut coordinates = vec![0.0; dimension];
    for row in rows {
        by_stem.coordinates(row, &mut coordinates);
        for &(column, weight) in *row {
            add(turned.stem_mut(column), weight, &coordinates);
        }
    }
    let turned = Array2::from_shape_vec((n_stems, dimension), turned.values).expect("a row a stem");
    turned.t().as_standard_layout().into_owned()
}

/// Rows made orthonormal, some at a time against those before and then one after another (modified Gram-Schmidt, twice);
/// one that depends on those before becomes zeros.
fn orthonormalise(axes: &mut Array2<f32>) {
    for start in (0..axes.nrows()).step_by(AXES_AT_A_TIME) {
        let (before, mut rest) = axes.view_mut().split_at(Axis(0), start);
        let n = AXES_AT_A_TIME.min(rest.nrows());
        let mut block = rest.slice_mut(s![..n, ..]);
        let lengths: Vec<f32> = block.rows().into_iter().map(|axis| axis.dot(&axis).sqrt()).collect();
        for _ in 0..2 {
            let along = block.dot(&before.t());
            block -= &along.dot(&before);
        }
        one_after_another(&mut block, &lengths);
    }
}

fn one_after_another(block: &mut ArrayViewMut2<'_, f32>, lengths: &[f32]) {
    for (place, length) in lengths.iter().enumerate() {
        let (before, mut rest) = block.view_mut().split_at(Axis(0), place);
        let mut axis = rest.row_mut(0);
        for _ in 0..2 {
            for other in before.rows() {
                let along = axis.dot(&other);
                axis.scaled_add(-along, &other);
            }
        }
        let left = axis.dot(&axis).sqrt();
        if left > 1e-5 * length {
            axis /= left;
        } else {
            axis.fill(0.0);
        }
    }
}

fn projected(rows: &[SparseRow], axes: &Array2<f32>) -> Array2<f32> {
    let by_stem = ByStem::of(axes);
    let mut projected = Array2::<f32>::zeros((rows.len(), axes.nrows()));
    for (row, mut coordinates) in rows.iter().zip(projected.rows_mut()) {
        by_stem.coordinates(row, coordinates.as_slice_mut().expect("rows of the standard layout"));
        make_unit(&mut coordinates);
    }
    projected
}

/// Scales to length 1; zeros stay.
pub(crate) fn make_unit(row: &mut ArrayViewMut1<'_, f32>) {
    let norm = row.dot(row).sqrt();
    if norm > 0.0 {
        *row /= norm;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_go_together_lie_together() {
        let terms = |words: &str| -> Vec<Term> {
            words
                .split(' ')
                .map(|word| Term {
                    stem: word.into(),
                    surface: word.into(),
                })
                .collect()
        };
        let documents = [
            "water membrane",
            "membrane river",
            "river water",
            "laser chip",
            "chip photon",
            "photon laser",
        ]
        .map(terms);
        let documents: Vec<&[Term]> = documents.iter().map(Vec::as_slice).chain([&[][..]]).collect();
        let space = LatentSpace {
            dimension: 2,
            ..LatentSpace::default()
        };
        let rows = space.fit(&documents);
        assert!(rows.row(0).dot(&rows.row(1)) > 0.99 && rows.row(0).dot(&rows.row(3)).abs() < 0.01);
        assert_eq!(rows.row(6).to_vec(), [0.0, 0.0]);
        assert_eq!(rows, space.fit(&documents));
    }
}
