//! Vectors of documents, and the [`Encoder`] that makes them. Does not know candle.
//! A [`CachedEncoder`] keeps them on disk from run to run.
//!
//! In: texts. Out: [`Embeddings`], one L2-normalised row a document, or none where there is no text.
//!
//! ```
//! use embedding::Embeddings;
//! let mut embeddings = Embeddings::new(2);
//! embeddings.push(Some(&[3.0, 4.0]));
//! embeddings.push(None);
//! assert_eq!(embeddings.row(0), Some(&[0.6f32, 0.8][..]));
//! assert_eq!(embeddings.row(1), None);
//! ```

mod cached_encoder;
mod encoder;
mod vector_cache;

pub use cached_encoder::CachedEncoder;
pub use encoder::{Encoded, Encoder, EncoderError};
pub use vector_cache::{CachedVector, Key, VectorCache};

/// One L2-normalised vector a document, row-major, in the order of the documents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Embeddings {
    dimension: usize,
    values: Vec<f32>,
    present: Vec<bool>,
}

impl Embeddings {
    /// An empty store of rows of `dimension` numbers.
    pub fn new(dimension: usize) -> Self {
        Self {
            dimension,
            values: Vec::new(),
            present: Vec::new(),
        }
    }

    /// Appends a row, scaled to length 1. `None`, a zero vector and one with a number that is not
    /// finite are stored as "no vector".
    ///
    /// # Panics
    /// When the row has another dimension than the store.
    pub fn push(&mut self, row: Option<&[f32]>) {
        let normalised = row.and_then(|row| {
            assert_eq!(row.len(), self.dimension, "a row of another dimension");
            normalise(row)
        });
        self.present.push(normalised.is_some());
        match normalised {
            Some(row) => self.values.extend(row),
            None => self.values.resize(self.values.len() + self.dimension, 0.0),
        }
    }

    /// Number of rows, with and without a vector.
    pub fn len(&self) -> usize {
        self.present.len()
    }

    /// True when there are no rows.
    pub fn is_empty(&self) -> bool {
        self.present.is_empty()
    }

    /// Numbers a row.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The unit vector of row `index`, `None` where the document has no text.
    pub fn row(&self, index: usize) -> Option<&[f32]> {
        self.present[index].then(|| &self.values[index * self.dimension..(index + 1) * self.dimension])
    }

    /// The rows at `indices`, in that order, as one store.
    pub fn select(&self, indices: &[usize]) -> Embeddings {
        let mut selected = Embeddings::new(self.dimension);
        for &index in indices {
            selected.push(self.row(index));
        }
        selected
    }

    /// All rows one after another; rows without a vector are zeros.
    pub fn as_slice(&self) -> &[f32] {
        &self.values
    }
}

/// The vector scaled to length 1; `None` for a zero vector or one with a number that is not finite.
pub fn normalise(row: &[f32]) -> Option<Vec<f32>> {
    let norm = row.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt();
    (norm.is_finite() && norm > 0.0).then(|| row.iter().map(|&x| (f64::from(x) / norm) as f32).collect())
}

/// Cosine of two unit vectors: their dot product.
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    // Lanes that are summed apart: a sum in order would wait for each addition.
    const LANES: usize = 16;
    let (parts, rest) = (
        a.chunks_exact(LANES).zip(b.chunks_exact(LANES)),
        a.len() / LANES * LANES,
    );
    let mut sums = [0.0f32; LANES];
    for (a, b) in parts {
        for (sum, (x, y)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += x * y;
        }
    }
    let ends = a[rest..].iter().zip(&b[rest..]).map(|(x, y)| x * y);
    sums.into_iter().chain(ends).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_not_finite_rows_have_no_vector() {
        for row in [[0.0, 0.0], [f32::NAN, 1.0], [f32::INFINITY, 1.0]] {
            let mut embeddings = Embeddings::new(2);
            embeddings.push(Some(&row));
            assert_eq!(embeddings.row(0), None, "{row:?}");
        }
    }

    #[test]
    fn select_keeps_order_and_absence() {
        let mut embeddings = Embeddings::new(2);
        embeddings.push(Some(&[1.0, 0.0]));
        embeddings.push(None);
        embeddings.push(Some(&[0.0, 2.0]));
        let selected = embeddings.select(&[2, 1]);
        assert_eq!(selected.row(0), Some(&[0.0, 1.0][..]));
        assert_eq!(selected.row(1), None);
    }
}
