//! A weighted sum of a row's values: what every classifier here ends as.

use serde::{Deserialize, Serialize};

use crate::sparse_rows::{SparseRow, SparseRows};

/// Weights a column and a bias.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LinearModel {
    /// One weight a column.
    pub weights: Vec<f64>,
    /// Added to every score.
    pub bias: f64,
}

impl LinearModel {
    /// The score of a row: above 0 where the model says yes. Of a logistic model it is the log-odds.
    pub fn score(&self, row: SparseRow<'_>) -> f64 {
        row.dot(&self.weights) + self.bias
    }

    /// The scores of all rows, in order.
    pub fn scores(&self, rows: &SparseRows) -> Vec<f64> {
        rows.iter().map(|row| self.score(row)).collect()
    }
}

/// 1 / (1 + e^−x), without overflow.
pub(crate) fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        x.exp() / (1.0 + x.exp())
    }
}

/// ln(1 + e^x), without overflow.
pub(crate) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
