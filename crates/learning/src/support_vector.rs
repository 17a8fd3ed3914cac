//! A linear support vector machine whose rows may change label and weight between fits.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::linear_model::LinearModel;
use crate::sparse_rows::SparseRows;

/// L2-regularised L2-loss support vector machine: min ½|w|² + Σ cᵢ max(0, 1 − yᵢ (w·xᵢ + b))², the bias regularised as
/// one more weight. By dual coordinate descent (Hsieh et al. 2008, doi 10.1145/1390156.1390208, algorithm 1).
///
/// Keeps the dual variables, so that a fit after a few changed labels takes a few passes only. The same changes in the
/// same order with the same seed give the same weights.
#[derive(Debug, Clone)]
pub struct SupportVectorMachine {
    /// The last entry is the bias.
    weights: Vec<f64>,
    dual: Vec<f64>,
    is_positive: Vec<bool>,
    /// cᵢ of each row; 0 leaves the row out.
    costs: Vec<f64>,
    /// |xᵢ|² + 1 of each row.
    squares: Vec<f64>,
    random: ChaCha8Rng,
}

/// Passes over the rows at most in one fit.
const MOST_PASSES: usize = 200;

impl SupportVectorMachine {
    /// A machine for these rows, all left out.
    pub fn new(rows: &SparseRows, seed: u64) -> Self {
        Self {
            weights: vec![0.0; rows.n_columns() + 1],
            dual: vec![0.0; rows.len()],
            is_positive: vec![false; rows.len()],
            costs: vec![0.0; rows.len()],
            squares: rows.iter().map(|row| row.squared_length() + 1.0).collect(),
            random: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// Sets the label and the cost of errors (0 or more) of one row.
    pub fn set(&mut self, rows: &SparseRows, index: usize, is_positive: bool, cost: f64) {
        if self.is_positive[index] != is_positive || cost <= 0.0 {
            let before = self.dual[index];
            self.shift(rows, index, -before);
        }
        self.is_positive[index] = is_positive;
        self.costs[index] = cost;
    }

    /// Optimises until no projected gradient exceeds `tolerance` (LIBLINEAR's default is .1).
    pub fn fit(&mut self, rows: &SparseRows, tolerance: f64) {
        let mut order: Vec<usize> = (0..rows.len()).filter(|&index| self.costs[index] > 0.0).collect();
        for _ in 0..MOST_PASSES {
            order.shuffle(&mut self.random);
            let mut largest: f64 = 0.0;
            for &index in &order {
                largest = largest.max(self.step(rows, index));
            }
            if largest <= tolerance {
                break;
            }
        }
    }

    /// The model as fitted.
    pub fn model(&self) -> LinearModel {
        let (bias, weights) = self.weights.split_last().expect("the bias is there");
        LinearModel {
            weights: weights.to_vec(),
            bias: *bias,
        }
    }

    /// The score of one row.
    pub fn score(&self, rows: &SparseRows, index: usize) -> f64 {
        rows.row(index).dot(&self.weights) + self.weights[self.weights.len() - 1]
    }

    /// Moves one dual variable to its optimum; the size of the projected gradient before.
    fn step(&mut self, rows: &SparseRows, index: usize) -> f64 {
        let sign = if self.is_positive[index] { 1.0 } else { -1.0 };
        let diagonal = 0.5 / self.costs[index];
        let gradient = sign * self.score(rows, index) - 1.0 + diagonal * self.dual[index];
        let projected = if self.dual[index] == 0.0 {
            gradient.min(0.0)
        } else {
            gradient
        };
        if projected.abs() > 1e-12 {
            let moved = (self.dual[index] - gradient / (self.squares[index] + diagonal)).max(0.0);
            self.shift(rows, index, moved - self.dual[index]);
        }
        projected.abs()
    }

    fn shift(&mut self, rows: &SparseRows, index: usize, by: f64) {
        if by == 0.0 {
            return;
        }
        self.dual[index] += by;
        let signed = if self.is_positive[index] { by } else { -by };
        rows.row(index).add_to(&mut self.weights, signed);
        *self.weights.last_mut().expect("the bias is there") += signed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objective(machine: &SupportVectorMachine, rows: &SparseRows) -> f64 {
        let model = machine.model();
        let length: f64 = model.weights.iter().map(|w| w * w).sum::<f64>() + model.bias * model.bias;
        let loss = (0..rows.len()).map(|index| {
            let sign = if machine.is_positive[index] { 1.0 } else { -1.0 };
            machine.costs[index] * (1.0 - sign * model.score(rows.row(index))).max(0.0).powi(2)
        });
        0.5 * length + loss.sum::<f64>()
    }

    fn rows() -> SparseRows {
        let mut rows = SparseRows::new(2);
        for point in [
            [2.0, 1.0],
            [1.5, 1.2],
            [-1.0, 0.4],
            [-2.0, 1.0],
            [0.3, -1.0],
            [0.1, 0.2],
        ] {
            rows.push(point.iter().enumerate().map(|(column, value)| (column as u32, *value)));
        }
        rows
    }

    #[test]
    fn no_step_away_from_the_optimum_is_better() {
        let rows = rows();
        let mut machine = SupportVectorMachine::new(&rows, 1);
        for (index, yes) in [true, true, false, false, false, true].into_iter().enumerate() {
            machine.set(&rows, index, yes, 0.5 + index as f64);
        }
        machine.fit(&rows, 1e-9);
        let best = objective(&machine, &rows);
        for weight in 0..3 {
            for by in [-1e-3, 1e-3] {
                let mut other = machine.clone();
                other.weights[weight] += by;
                assert!(objective(&other, &rows) > best);
            }
        }
    }

    #[test]
    fn a_changed_label_ends_where_a_fresh_fit_ends() {
        let rows = rows();
        let mut changed = SupportVectorMachine::new(&rows, 1);
        (0..6).for_each(|index| changed.set(&rows, index, index < 2, 1.0));
        changed.fit(&rows, 1e-9);
        changed.set(&rows, 4, true, 2.0);
        changed.set(&rows, 0, true, 0.0);
        changed.fit(&rows, 1e-9);
        let mut fresh = SupportVectorMachine::new(&rows, 7);
        (1..6).for_each(|index| {
            fresh.set(
                &rows,
                index,
                index < 2 || index == 4,
                if index == 4 { 2.0 } else { 1.0 },
            )
        });
        fresh.fit(&rows, 1e-9);
        for index in 0..6 {
            assert!((changed.score(&rows, index) - fresh.score(&rows, index)).abs() < 1e-6);
        }
    }
}
