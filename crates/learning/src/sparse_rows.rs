//! Rows of mostly zeros: what classifiers learn from.

use embedding::Embeddings;

/// A matrix of rows with few values each, one row a document.
///
/// Columns of a row ascend and none is stored twice. Values are f32; sums over them are f64.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseRows {
    n_columns: usize,
    /// Where each row ends in `columns` and `values`.
    ends: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

/// One row: pairs of column and value, columns ascending.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SparseRow<'r> {
    columns: &'r [u32],
    values: &'r [f32],
}

impl SparseRows {
    /// No rows yet, of `n_columns` columns.
    pub fn new(n_columns: usize) -> Self {
        Self {
            n_columns,
            ..Self::default()
        }
    }

    /// Dense vectors as rows, each value times `scale`; a document without a vector is a row of zeros.
    pub fn from_embeddings(embeddings: &Embeddings, scale: f32) -> Self {
        let mut rows = Self::new(embeddings.dimension());
        for index in 0..embeddings.len() {
            let row = embeddings.row(index).unwrap_or_default();
            rows.push(
                row.iter()
                    .enumerate()
                    .map(|(column, value)| (column as u32, value * scale)),
            );
        }
        rows
    }

    /// Appends a row; zeros are left out.
    ///
    /// # Panics
    /// When columns do not ascend or lie outside the matrix.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        let start = self.columns.len();
        for (column, value) in row.into_iter().filter(|(_, value)| *value != 0.0) {
            assert!((column as usize) < self.n_columns, "a column outside the matrix");
            assert!(
                self.columns[start..].last().is_none_or(|last| *last < column),
                "columns of a row ascend"
            );
            self.columns.push(column);
            self.values.push(value);
        }
        self.ends.push(self.columns.len());
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there are no rows.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// One row.
    pub fn row(&self, index: usize) -> SparseRow<'_> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        let range = start..self.ends[index];
        SparseRow {
            columns: &self.columns[range.clone()],
            values: &self.values[range],
        }
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = SparseRow<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// The rows at `indices`, in that order.
    pub fn select(&self, indices: &[usize]) -> Self {
        let mut selected = Self::new(self.n_columns);
        for &index in indices {
            selected.push(self.row(index).iter());
        }
        selected
    }

    /// These rows with those of `other` behind them: `[n, a]` and `[n, b]` become `[n, a + b]`. Joins words with
    /// embeddings ([`SparseRows::from_embeddings`]) and with hits of queries.
    ///
    /// # Panics
    /// When the numbers of rows differ.
    pub fn joined(&self, other: &Self) -> Self {
        assert_eq!(self.len(), other.len(), "rows of the same documents");
        let shift = self.n_columns as u32;
        let mut joined = Self::new(self.n_columns + other.n_columns);
        for (left, right) in self.iter().zip(other.iter()) {
            joined.push(
                left.iter()
                    .chain(right.iter().map(|(column, value)| (column + shift, value))),
            );
        }
        joined
    }
}

impl<'r> SparseRow<'r> {
    /// Pairs of column and value, columns ascending.
    pub fn iter(self) -> impl Iterator<Item = (u32, f32)> + 'r {
        self.columns.iter().copied().zip(self.values.iter().copied())
    }

    /// The product with a dense vector of as many numbers as there are columns.
    pub fn dot(self, weights: &[f64]) -> f64 {
        self.iter()
            .map(|(column, value)| weights[column as usize] * f64::from(value))
            .sum()
    }

    /// Adds `factor` times the row to a dense vector.
    pub fn add_to(self, weights: &mut [f64], factor: f64) {
        for (column, value) in self.iter() {
            weights[column as usize] += factor * f64::from(value);
        }
    }

    /// The sum of the squares.
    pub fn squared_length(self) -> f64 {
        self.values.iter().map(|value| f64::from(*value).powi(2)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_rows_keep_both_parts() {
        let mut words = SparseRows::new(3);
        words.push([(0, 1.0), (2, 2.0)]);
        words.push([]);
        let mut vectors = Embeddings::new(2);
        vectors.push(None);
        vectors.push(Some(&[3.0, 4.0]));
        let joined = words.joined(&SparseRows::from_embeddings(&vectors, 0.5));
        assert_eq!(joined.n_columns(), 5);
        assert_eq!(joined.row(0).iter().collect::<Vec<_>>(), [(0, 1.0), (2, 2.0)]);
        assert_eq!(joined.row(1).iter().collect::<Vec<_>>(), [(3, 0.3), (4, 0.4)]);
        assert_eq!(joined.row(0).dot(&[1.0, 9.0, 3.0, 9.0, 9.0]), 7.0);
        assert_eq!(joined.select(&[1, 0]).row(1), joined.row(0));
    }
}
