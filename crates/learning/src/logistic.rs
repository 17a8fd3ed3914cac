//! Logistic regression: probabilities from labels.

use serde::{Deserialize, Serialize};

use crate::design_matrix::DesignMatrix;
use crate::error::LearningError;
use crate::linear_model::{LinearModel, sigmoid, softplus};

/// L2-regularised logistic regression: min ½|w|² + C Σ cᵢ ln(1 + exp(−yᵢ (w·xᵢ + b))), the bias free.
///
/// By a truncated Newton method with line search (Lin, Weng and Keerthi 2008, *Trust region Newton method for
/// large-scale logistic regression*; the line search as LIBLINEAR has it since 2.40: Galli and Lin 2022, doi
/// 10.1109/TNNLS.2021.3068742). Nothing is random: the same rows give the same weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    /// C: how much errors weigh against the size of the weights, above 0.
    pub cost: f64,
    /// How much a row of either class weighs.
    pub class_weights: ClassWeights,
    /// Stops when the gradient is this part of the first one.
    pub tolerance: f64,
}

/// How much a row of either class weighs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ClassWeights {
    /// Every row the same: probabilities follow the share of yes in the labels.
    Equal,
    /// Both classes weigh the same together: n / (2 · rows of the class). Probabilities then need calibration.
    Balanced,
    /// As given.
    Given {
        /// Of a row that is yes.
        yes: f64,
        /// Of a row that is no.
        no: f64,
    },
}

/// Newton steps at most.
const MOST_STEPS: usize = 100;
/// Conjugate-gradient steps in a Newton step at most.
const MOST_INNER_STEPS: usize = 200;
/// Halvings of a step at most.
const MOST_HALVINGS: usize = 30;

impl Default for Logistic {
    fn default() -> Self {
        Self {
            cost: 1.0,
            class_weights: ClassWeights::Equal,
            tolerance: 1e-4,
        }
    }
}

impl Logistic {
    /// Learns from one label a row. `importances` weigh rows (an inclusion probability inverted, a reader's doubt);
    /// none means 1 for each.
    ///
    /// # Errors
    /// When a class has no row.
    ///
    /// # Panics
    /// When labels or importances are not one a row.
    pub fn fit(
        &self,
        rows: &impl DesignMatrix,
        labels: &[bool],
        importances: Option<&[f64]>,
    ) -> Result<LinearModel, LearningError> {
        self.fit_upon(rows, labels, importances, &vec![0.0; rows.n_rows()])
    }

    /// As [`Logistic::fit`], upon log-odds that are known of each row: what is learnt is added to them, and is nothing where
    /// they say all.
    ///
    /// # Errors
    /// When a class has no row.
    ///
    /// # Panics
    /// When labels, importances or known log-odds are not one a row.
    pub fn fit_upon(
        &self,
        rows: &impl DesignMatrix,
        labels: &[bool],
        importances: Option<&[f64]>,
        known: &[f64],
    ) -> Result<LinearModel, LearningError> {
        assert_eq!(rows.n_rows(), labels.len(), "one label a row");
        assert_eq!(rows.n_rows(), known.len(), "known log-odds of each row");
        let n_yes = labels.iter().filter(|label| **label).count();
        if n_yes == 0 || n_yes == labels.len() {
            return Err(LearningError::OneClass {
                n: labels.len(),
                is_relevant: n_yes > 0,
            });
        }
        let mut problem = Problem {
            rows,
            signs: labels.iter().map(|&label| if label { 1.0 } else { -1.0 }).collect(),
            costs: self.costs(labels, n_yes),
        };
        if let Some(importances) = importances {
            assert_eq!(rows.n_rows(), importances.len(), "one importance a row");
            problem
                .costs
                .iter_mut()
                .zip(importances)
                .for_each(|(cost, importance)| *cost *= importance);
        }
        let mut weights = problem.minimum(known, self.tolerance);
        let bias = weights.pop().expect("the bias is there");
        Ok(LinearModel { weights, bias })
    }

    fn costs(&self, labels: &[bool], n_yes: usize) -> Vec<f64> {
        let half = labels.len() as f64 / 2.0;
        let (yes, no) = match self.class_weights {
            ClassWeights::Equal => (1.0, 1.0),
            ClassWeights::Balanced => (half / n_yes as f64, half / (labels.len() - n_yes) as f64),
            ClassWeights::Given { yes, no } => (yes, no),
        };
        labels
            .iter()
            .map(|&label| self.cost * if label { yes } else { no })
            .collect()
    }
}

/// What is minimised; vectors hold the weights and, last, the bias.
struct Problem<'r, M> {
    rows: &'r M,
    signs: Vec<f64>,
    costs: Vec<f64>,
}

impl<M: DesignMatrix> Problem<'_, M> {
    fn minimum(&self, known: &[f64], tolerance: f64) -> Vec<f64> {
        let mut weights = vec![0.0; self.rows.n_columns() + 1];
        let mut margins = known.to_vec();
        let mut value = self.value(&weights, &margins);
        let mut first = None;
        for _ in 0..MOST_STEPS {
            let gradient = self.gradient(&weights, &margins);
            let size = length(&gradient);
            let first = *first.get_or_insert(size);
            if size <= tolerance * first {
                break;
            }
            let direction = self.direction(&gradient, &margins, (size / first).sqrt().min(0.5));
            let Some(lower) = self.line_search(&mut weights, &mut margins, value, &gradient, &direction) else {
                break;
            };
            value = lower;
        }
        weights
    }

    fn value(&self, weights: &[f64], margins: &[f64]) -> f64 {
        let (_, columns) = weights.split_last().expect("the bias is there");
        let loss = margins.iter().zip(&self.signs).zip(&self.costs);
        0.5 * dot(columns, columns)
            + loss
                .map(|((margin, sign), cost)| cost * softplus(-sign * margin))
                .sum::<f64>()
    }

    fn gradient(&self, weights: &[f64], margins: &[f64]) -> Vec<f64> {
        let slopes = margins
            .iter()
            .zip(&self.signs)
            .zip(&self.costs)
            .map(|((margin, sign), cost)| -cost * sign * sigmoid(-sign * margin));
        let mut gradient = weights.to_vec();
        *gradient.last_mut().expect("the bias is there") = 0.0;
        self.add_rows(&mut gradient, slopes);
        gradient
    }

    /// Conjugate gradients on the Newton system, until the residual is `exactness` of the gradient.
    fn direction(&self, gradient: &[f64], margins: &[f64], exactness: f64) -> Vec<f64> {
        let curvatures: Vec<f64> = margins
            .iter()
            .zip(&self.costs)
            .map(|(margin, cost)| cost * sigmoid(*margin) * sigmoid(-margin))
            .collect();
        let mut solution = vec![0.0; gradient.len()];
        let mut residual: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
        let mut search = residual.clone();
        let mut square = dot(&residual, &residual);
        let enough = exactness.min(0.1) * square.sqrt();
        for _ in 0..MOST_INNER_STEPS {
            let product = self.hessian_times(&curvatures, &search);
            let step = square / dot(&search, &product).max(f64::MIN_POSITIVE);
            add(&mut solution, step, &search);
            add(&mut residual, -step, &product);
            let next = dot(&residual, &residual);
            if next.sqrt() <= enough {
                break;
            }
            let momentum = next / square;
            search
                .iter_mut()
                .zip(&residual)
                .for_each(|(s, r)| *s = r + momentum * *s);
            square = next;
        }
        solution
    }

    fn hessian_times(&self, curvatures: &[f64], vector: &[f64]) -> Vec<f64> {
        let (bias, columns) = vector.split_last().expect("the bias is there");
        let mut product = vector.to_vec();
        // The bias is not regularised; a trace of it keeps the system solvable when every row is beyond doubt.
        *product.last_mut().expect("the bias is there") = bias * 1e-10;
        let products = curvatures.iter().enumerate();
        self.add_rows(
            &mut product,
            products.map(|(row, curvature)| curvature * (self.rows.dot(row, columns) + bias)),
        );
        product
    }

    /// Halves the step until the value falls by enough (Armijo); `None` when no step is small enough.
    fn line_search(
        &self,
        weights: &mut [f64],
        margins: &mut [f64],
        value: f64,
        gradient: &[f64],
        direction: &[f64],
    ) -> Option<f64> {
        let slope = dot(gradient, direction);
        let (bias, columns) = direction.split_last().expect("the bias is there");
        let changes: Vec<f64> = (0..self.rows.n_rows())
            .map(|row| self.rows.dot(row, columns) + bias)
            .collect();
        let mut step = 1.0;
        for _ in 0..MOST_HALVINGS {
            let mut tried = weights.to_vec();
            add(&mut tried, step, direction);
            let tried_margins: Vec<f64> = margins
                .iter()
                .zip(&changes)
                .map(|(m, change)| m + step * change)
                .collect();
            let reached = self.value(&tried, &tried_margins);
            if reached <= value + 1e-4 * step * slope {
                weights.copy_from_slice(&tried);
                margins.copy_from_slice(&tried_margins);
                return (reached < value).then_some(reached);
            }
            step /= 2.0;
        }
        None
    }

    fn add_rows(&self, vector: &mut [f64], factors: impl Iterator<Item = f64>) {
        let (bias, columns) = vector.split_last_mut().expect("the bias is there");
        for (row, factor) in factors.enumerate() {
            self.rows.add_to(row, columns, factor);
            *bias += factor;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn length(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

fn add(to: &mut [f64], factor: f64, vector: &[f64]) {
    to.iter_mut().zip(vector).for_each(|(to, value)| *to += factor * value);
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::sparse_rows::SparseRows;

    /// Rows of three columns whose log-odds are 2, −1 and 0 a column, bias −.5.
    fn planted(n: usize) -> (SparseRows, Vec<bool>) {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let mut rows = SparseRows::new(3);
        let mut labels = Vec::new();
        for _ in 0..n {
            let point: [f32; 3] = std::array::from_fn(|_| random.random_range(-2.0..2.0));
            let odds = 2.0 * f64::from(point[0]) - f64::from(point[1]) - 0.5;
            labels.push(random.random::<f64>() < sigmoid(odds));
            rows.push(
                point
                    .into_iter()
                    .enumerate()
                    .map(|(column, value)| (column as u32, value)),
            );
        }
        (rows, labels)
    }

    fn settings(cost: f64) -> Logistic {
        Logistic {
            cost,
            tolerance: 1e-8,
            ..Logistic::default()
        }
    }

    #[test]
    fn planted_weights_are_found() {
        let (rows, labels) = planted(20_000);
        let model = settings(100.0).fit(&rows, &labels, None).unwrap();
        for (found, planted) in model.weights.iter().chain([&model.bias]).zip([2.0, -1.0, 0.0, -0.5]) {
            assert!((found - planted).abs() < 0.08, "{found} for {planted}");
        }
    }

    #[test]
    fn the_gradient_is_zero_at_the_end() {
        let (rows, labels) = planted(500);
        let model = settings(3.0).fit(&rows, &labels, None).unwrap();
        let mut gradient = [model.weights.clone(), vec![0.0]].concat();
        for (row, label) in rows.iter().zip(&labels) {
            let slope = 3.0 * (sigmoid(model.score(row)) - f64::from(u8::from(*label)));
            row.add_to(&mut gradient[..3], slope);
            gradient[3] += slope;
        }
        assert!(length(&gradient) < 1e-4, "{gradient:?}");
    }

    #[test]
    fn an_importance_of_two_is_a_row_twice() {
        let (rows, labels) = planted(50);
        let indices: Vec<usize> = (0..50).chain(0..25).collect();
        let twice: Vec<bool> = indices.iter().map(|&index| labels[index]).collect();
        let importances: Vec<f64> = (0..50).map(|index| if index < 25 { 2.0 } else { 1.0 }).collect();
        let weighted = settings(1.0).fit(&rows, &labels, Some(&importances)).unwrap();
        let repeated = settings(1.0).fit(&rows.select(&indices), &twice, None).unwrap();
        for (a, b) in weighted.weights.iter().zip(&repeated.weights) {
            assert!((a - b).abs() < 1e-5);
        }
    }

    #[test]
    fn upon_what_is_known_only_the_rest_is_learnt() {
        let (rows, labels) = planted(20_000);
        let known: Vec<f64> = rows.iter().map(|row| row.dot(&[2.0, 0.0, 0.0])).collect();
        let model = settings(100.0).fit_upon(&rows, &labels, None, &known).unwrap();
        for (found, planted) in model.weights.iter().zip([0.0, -1.0, 0.0]) {
            assert!((found - planted).abs() < 0.08, "{found} for {planted}");
        }
    }

    #[test]
    fn balanced_classes_move_the_bias() {
        let (rows, _) = planted(400);
        let labels: Vec<bool> = (0..400).map(|index| index % 10 == 0).collect();
        let at = |class_weights| {
            Logistic {
                class_weights,
                ..settings(1.0)
            }
            .fit(&rows, &labels, None)
            .unwrap()
            .bias
        };
        assert!((sigmoid(at(ClassWeights::Equal)) - 0.1).abs() < 0.03);
        assert!((sigmoid(at(ClassWeights::Balanced)) - 0.5).abs() < 0.05);
    }

    #[test]
    fn one_class_teaches_nothing() {
        let (rows, _) = planted(3);
        assert!(settings(1.0).fit(&rows, &[true; 3], None).is_err());
    }
}
