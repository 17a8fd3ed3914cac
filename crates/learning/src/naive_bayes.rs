//! Multinomial naive Bayes on weighted terms: a second opinion that needs no optimisation.

use crate::sparse_rows::{SparseRow, SparseRows};

/// Sums of every column over the rows of either class; taking in a label costs one row.
///
/// As Rennie et al. 2003 (*Tackling the poor assumptions of naive Bayes text classifiers*) have it on TF-IDF.
#[derive(Debug, Clone)]
pub(crate) struct NaiveBayes {
    smoothing: f64,
    relevant: Vec<f64>,
    irrelevant: Vec<f64>,
}

impl NaiveBayes {
    /// Nothing learnt; `smoothing`, above 0, is added to every sum.
    pub(crate) fn new(n_columns: usize, smoothing: f64) -> Self {
        Self {
            smoothing,
            relevant: vec![0.0; n_columns],
            irrelevant: vec![0.0; n_columns],
        }
    }

    pub(crate) fn label(&mut self, row: SparseRow<'_>, is_relevant: bool) {
        row.add_to(
            if is_relevant {
                &mut self.relevant
            } else {
                &mut self.irrelevant
            },
            1.0,
        );
    }

    /// The log-odds of each row, without a bias: they rank, they are no probabilities.
    pub(crate) fn scores(&self, rows: &SparseRows) -> Vec<f64> {
        let total = |sums: &[f64]| sums.iter().sum::<f64>() + self.smoothing * sums.len() as f64;
        let shift = (total(&self.irrelevant) / total(&self.relevant)).ln();
        let columns = self.relevant.iter().zip(&self.irrelevant);
        let odds: Vec<f64> = columns
            .map(|(yes, no)| ((yes + self.smoothing) / (no + self.smoothing)).ln() + shift)
            .collect();
        rows.iter().map(|row| row.dot(&odds)).collect()
    }
}
