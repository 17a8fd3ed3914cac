//! Log-odds of pairs: what all labels share, and what is each label's own.

use pulp::Arch;

use crate::design_matrix::{DesignMatrix, JoinedRows, add_dense};
use crate::error::LearningError;
use crate::judged_pairs::{JudgedPair, thinned};
use crate::linear_model::LinearModel;
use crate::logistic::Logistic;
use crate::pair_features::PairFeatures;
use crate::parallel::in_parallel;
use crate::sparse_rows::SparseRows;

/// log-odds(document, label) = shared · pair + own(label) · document.
///
/// First one logistic regression over all pairs, so that what a hit of a query is worth is learnt once for all labels;
/// then for each label a logistic regression over documents upon those log-odds. Its weights are pulled towards 0: a label
/// with few answers keeps to what is shared, one with many goes its own way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scorer {
    pub shared: LinearModel,
    pub own: Vec<LinearModel>,
}

/// Documents as a scorer sees them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// One row a document.
    pub rows: JoinedRows<'a>,
    /// With the labels; none where no label has a query.
    pub pairs: Option<&'a PairFeatures>,
    pub n_labels: usize,
}

/// How a scorer is learnt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScorerFit {
    pub cost: f64,
    pub n_threads: usize,
    pub seed: u64,
}

/// Negatives a regression learns from, unless five a positive are more.
const MOST_NEGATIVES: usize = 10_000;
const MOST_SHARED_NEGATIVES: usize = 100_000;
/// Cost of errors in the shared regression: its columns are standardised and few.
const SHARED_COST: f64 = 0.3;
const TOLERANCE: f64 = 1e-3;
/// Documents scored by a thread at a time.
const PART: usize = 512;

impl View<'_> {
    fn n_pair_columns(&self) -> usize {
        self.pairs.map_or(0, PairFeatures::n_columns)
    }

    fn of_document(&self, document: usize) -> Vec<f64> {
        self.pairs.map_or_else(Vec::new, |pairs| pairs.of_document(document))
    }
}

impl ScorerFit {
    /// Learns from answers in the order of the documents.
    pub(crate) fn fit(&self, view: View<'_>, judged: &[JudgedPair]) -> Result<Scorer, LearningError> {
        let shared = self.shared(view, judged)?;
        let known = known(view, &shared, judged);
        let mut of_label: Vec<Vec<usize>> = vec![Vec::new(); view.n_labels];
        judged
            .iter()
            .enumerate()
            .for_each(|(at, pair)| of_label[pair.label].push(at));
        let own = in_parallel(view.n_labels, self.n_threads, |label| {
            self.own(view, judged, &of_label[label], &known)
        });
        Ok(Scorer { shared, own })
    }

    fn shared(&self, view: View<'_>, judged: &[JudgedPair]) -> Result<LinearModel, LearningError> {
        let (chosen, importances) = thinned(judged, MOST_SHARED_NEGATIVES, self.seed);
        let n_columns = view.n_pair_columns();
        let mut numbers: Vec<f64> = Vec::with_capacity(chosen.len() * n_columns);
        let mut last = (usize::MAX, Vec::new());
        for &at in &chosen {
            let pair = judged[at];
            if last.0 != pair.document {
                last = (pair.document, view.of_document(pair.document));
            }
            numbers.extend(&last.1[pair.label * n_columns..(pair.label + 1) * n_columns]);
        }
        let scales = Standards::of(&numbers, n_columns);
        let mut rows = SparseRows::new(n_columns);
        for at in 0..chosen.len() {
            rows.push(scales.standardised(&numbers[at * n_columns..(at + 1) * n_columns]));
        }
        let labels: Vec<bool> = chosen.iter().map(|&at| judged[at].belongs).collect();
        let logistic = Logistic {
            cost: SHARED_COST,
            tolerance: TOLERANCE,
            ..Logistic::default()
        };
        Ok(scales.unscaled(logistic.fit(&rows, &labels, Some(&importances))?))
    }

    /// Nothing where all answers of the label are the same.
    fn own(&self, view: View<'_>, judged: &[JudgedPair], places: &[usize], known: &[f64]) -> LinearModel {
        let pairs: Vec<JudgedPair> = places.iter().map(|&at| judged[at]).collect();
        let (chosen, importances) = thinned(&pairs, MOST_NEGATIVES, self.seed);
        let documents: Vec<usize> = chosen.iter().map(|&at| pairs[at].document).collect();
        let labels: Vec<bool> = chosen.iter().map(|&at| pairs[at].belongs).collect();
        let known: Vec<f64> = chosen.iter().map(|&at| known[places[at]]).collect();
        let logistic = Logistic {
            cost: self.cost,
            tolerance: TOLERANCE,
            ..Logistic::default()
        };
        let rows = view.rows.select(&documents);
        let fitted = logistic.fit_upon(&rows.joined(), &labels, Some(&importances), &known);
        fitted.unwrap_or_else(|_| LinearModel {
            weights: vec![0.0; view.rows.n_columns()],
            bias: 0.0,
        })
    }
}

/// The shared log-odds of every pair.
fn known(view: View<'_>, shared: &LinearModel, judged: &[JudgedPair]) -> Vec<f64> {
    let n_columns = view.n_pair_columns();
    let mut last = (usize::MAX, Vec::new());
    let of_pair = |pair: &JudgedPair| {
        if last.0 != pair.document {
            last = (pair.document, view.of_document(pair.document));
        }
        dense_score(shared, &last.1[pair.label * n_columns..(pair.label + 1) * n_columns])
    };
    judged.iter().map(of_pair).collect()
}

fn dense_score(model: &LinearModel, numbers: &[f64]) -> f64 {
    model.bias
        + model
            .weights
            .iter()
            .zip(numbers)
            .map(|(weight, value)| weight * value)
            .sum::<f64>()
}

impl Scorer {
    /// The scorer that says of vectors of length 1 what this one says of longer ones; `n_words` columns go before them.
    pub(crate) fn for_unit_vectors(mut self, n_words: usize, vector_length: f32) -> Self {
        for own in &mut self.own {
            own.weights[n_words..]
                .iter_mut()
                .for_each(|weight| *weight *= f64::from(vector_length));
        }
        self
    }

    /// The scorer whose log-odds are the sum of these scorers', each times its part.
    ///
    /// Weights of a label's own are rounded as they are written down, so that a classifier read back says the same to the
    /// bit.
    pub(crate) fn mean(scorers: &[(f64, Self)]) -> Self {
        let of_label = |label: usize| {
            let mut own = weighted(scorers.iter().map(|(part, scorer)| (*part, &scorer.own[label])));
            own.weights
                .iter_mut()
                .for_each(|weight| *weight = f64::from(*weight as f32));
            own
        };
        Self {
            shared: weighted(scorers.iter().map(|(part, scorer)| (*part, &scorer.shared))),
            own: (0..scorers[0].1.own.len()).map(of_label).collect(),
        }
    }

    /// The log-odds of these documents, `[documents, labels]`.
    pub(crate) fn scores(&self, view: View<'_>, documents: &[usize], n_threads: usize) -> Vec<f64> {
        let own = OwnByColumn::of(&self.own, view.rows.n_columns());
        let parts = in_parallel(documents.len().div_ceil(PART), n_threads, |part| {
            let documents = &documents[part * PART..documents.len().min((part + 1) * PART)];
            let mut scores = vec![0.0; documents.len() * view.n_labels];
            for (&document, scores) in documents.iter().zip(scores.chunks_mut(view.n_labels.max(1))) {
                own.add_scores(view.rows, document, scores);
                self.add_shared(view, document, scores);
            }
            scores
        });
        parts.concat()
    }

    fn add_shared(&self, view: View<'_>, document: usize, scores: &mut [f64]) {
        let (n_columns, numbers) = (view.n_pair_columns(), view.of_document(document));
        for (label, score) in scores.iter_mut().enumerate() {
            *score += dense_score(&self.shared, &numbers[label * n_columns..(label + 1) * n_columns]);
        }
    }
}

/// The sum of linear models, each times its part.
fn weighted<'m>(models: impl Iterator<Item = (f64, &'m LinearModel)>) -> LinearModel {
    let mut sum = LinearModel::default();
    for (part, model) in models {
        sum.weights.resize(model.weights.len(), 0.0);
        sum.weights
            .iter_mut()
            .zip(&model.weights)
            .for_each(|(sum, weight)| *sum += part * weight);
        sum.bias += part * model.bias;
    }
    sum
}

/// The labels' own weights, those of one column side by side: a value of a document meets all labels in one sweep.
struct OwnByColumn {
    n_labels: usize,
    biases: Vec<f64>,
    /// `[columns, labels]`.
    weights: Vec<f32>,
}

impl OwnByColumn {
    fn of(own: &[LinearModel], n_columns: usize) -> Self {
        let mut weights = vec![0.0; n_columns * own.len()];
        for (label, model) in own.iter().enumerate() {
            for (column, weight) in model.weights.iter().enumerate() {
                weights[column * own.len() + label] = *weight as f32;
            }
        }
        Self {
            n_labels: own.len(),
            biases: own.iter().map(|model| model.bias).collect(),
            weights,
        }
    }

    /// Adds the log-odds of a document, one a label.
    fn add_scores(&self, rows: JoinedRows<'_>, document: usize, scores: &mut [f64]) {
        let of_words = rows.words.row(document).iter();
        let of_words = of_words.map(|(column, value)| (column as usize, f64::from(value)));
        let (start, scale) = (rows.words.n_columns(), f64::from(rows.scale));
        let of_vector = rows.vector(document).iter().zip(start..);
        let of_vector = of_vector.map(|(value, column)| (column, f64::from(*value) * scale));
        Arch::new().dispatch(|| {
            for (column, value) in of_words.chain(of_vector) {
                add_dense(
                    scores,
                    value,
                    &self.weights[column * self.n_labels..(column + 1) * self.n_labels],
                );
            }
        });
        scores
            .iter_mut()
            .zip(&self.biases)
            .for_each(|(score, bias)| *score += bias);
    }
}

/// Mean and spread of columns.
struct Standards {
    means: Vec<f64>,
    spreads: Vec<f64>,
}

impl Standards {
    /// Of `[n, columns]`; a column that never changes gets the spread 1.
    fn of(numbers: &[f64], n_columns: usize) -> Self {
        let n = (numbers.len() / n_columns.max(1)).max(1) as f64;
        let column = |at: usize| numbers.iter().skip(at).step_by(n_columns.max(1));
        let means: Vec<f64> = (0..n_columns).map(|at| column(at).sum::<f64>() / n).collect();
        let spread = |at: usize| {
            let variance = column(at).map(|value| (value - means[at]).powi(2)).sum::<f64>() / n;
            if variance > 1e-12 { variance.sqrt() } else { 1.0 }
        };
        let spreads = (0..n_columns).map(spread).collect();
        Self { means, spreads }
    }

    fn standardised(&self, numbers: &[f64]) -> impl Iterator<Item = (u32, f32)> {
        let scales = self.means.iter().zip(&self.spreads);
        (0..).zip(
            numbers
                .iter()
                .zip(scales)
                .map(|(value, (mean, spread))| ((value - mean) / spread) as f32),
        )
    }

    /// The model for columns that are not standardised.
    fn unscaled(&self, model: LinearModel) -> LinearModel {
        let weights: Vec<f64> = model
            .weights
            .iter()
            .zip(&self.spreads)
            .map(|(weight, spread)| weight / spread)
            .collect();
        let moved: f64 = weights
            .iter()
            .zip(&self.means)
            .map(|(weight, mean)| weight * mean)
            .sum();
        LinearModel {
            bias: model.bias - moved,
            weights,
        }
    }
}
