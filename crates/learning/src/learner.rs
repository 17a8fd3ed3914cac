//! What to label next: a classifier that is retrained as labels come in.

use serde::{Deserialize, Serialize};

use crate::naive_bayes::NaiveBayes;
use crate::sparse_rows::SparseRows;
use crate::support_vector::SupportVectorMachine;

/// Settings of the learner.
///
/// A support vector machine ranks what is not yet labelled; the unlabelled documents stand in as weak negatives, and a
/// naive Bayes score has a say. The most likely document comes next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Learner {
    /// Cost of an error on an irrelevant document.
    pub cost: f64,
    /// Relevant documents together weigh so many times the irrelevant ones together.
    pub balance: f64,
    /// The unlabelled documents together weigh as so many labelled irrelevant ones; 0 leaves them out.
    pub unlabelled: f64,
    /// Part of the naive Bayes score, both scores brought to spread 1.
    pub naive_bayes: f64,
    /// Added to every column's sum in naive Bayes.
    pub smoothing: f64,
    /// Labels up to which the learner is retrained at each one.
    pub always_until: usize,
    /// After that it is retrained when this part of the labels is new.
    pub part_new: f64,
}

/// A learner at work on one set of documents.
#[derive(Debug, Clone)]
pub struct TrainedLearner<'r> {
    settings: Learner,
    rows: &'r SparseRows,
    labels: Vec<Option<bool>>,
    n_labelled: usize,
    n_trained: usize,
    machine: SupportVectorMachine,
    bayes: NaiveBayes,
    /// Unlabelled documents, the most likely last.
    ranking: Vec<usize>,
}

/// How exactly the machine is fitted; ranks do not change below this.
const TOLERANCE: f64 = 0.01;

impl Default for Learner {
    fn default() -> Self {
        Self {
            cost: 0.01,
            balance: 9.8,
            unlabelled: 100.0,
            naive_bayes: 0.5,
            smoothing: 1.0,
            always_until: 50,
            part_new: 0.03,
        }
    }
}

impl Learner {
    /// Starts on `rows`, one a document, none labelled.
    pub fn start(self, rows: &SparseRows, seed: u64) -> TrainedLearner<'_> {
        TrainedLearner {
            settings: self,
            rows,
            labels: vec![None; rows.len()],
            n_labelled: 0,
            n_trained: 0,
            machine: SupportVectorMachine::new(rows, seed),
            bayes: NaiveBayes::new(rows.n_columns(), self.smoothing),
            ranking: (0..rows.len()).rev().collect(),
        }
    }
}

impl TrainedLearner<'_> {
    /// Takes in a label; the first one of a document stays.
    pub fn label(&mut self, document: usize, is_relevant: bool) {
        if self.labels[document].is_none() {
            self.n_labelled += 1;
            self.labels[document] = Some(is_relevant);
            self.bayes.label(self.rows.row(document), is_relevant);
        }
    }

    /// The document that is most likely relevant; `None` when all are labelled. The order of the documents stands in
    /// for the ranking until both classes have a label.
    pub fn next(&mut self) -> Option<usize> {
        let n_new = self.n_labelled - self.n_trained;
        let due = if self.n_labelled <= self.settings.always_until {
            1
        } else {
            ((self.settings.part_new * self.n_labelled as f64) as usize).max(1)
        };
        if n_new >= due && self.has_both() {
            self.train();
        }
        while self
            .ranking
            .last()
            .is_some_and(|&document| self.labels[document].is_some())
        {
            self.ranking.pop();
        }
        self.ranking.last().copied()
    }

    /// Documents, labelled or not.
    pub fn n_documents(&self) -> usize {
        self.rows.len()
    }

    /// The ranking score of every document under the labels so far, higher for more likely ones.
    pub fn scores(&self) -> Vec<f64> {
        let model = self.machine.model();
        let of_machine = model.scores(self.rows);
        if self.settings.naive_bayes == 0.0 {
            return of_machine;
        }
        let of_bayes = self.bayes.scores(self.rows);
        let scale =
            self.settings.naive_bayes * self.spread(&of_machine) / self.spread(&of_bayes).max(f64::MIN_POSITIVE);
        of_machine
            .iter()
            .zip(&of_bayes)
            .map(|(machine, bayes)| machine + scale * bayes)
            .collect()
    }

    fn has_both(&self) -> bool {
        [true, false].iter().all(|wanted| self.labels.contains(&Some(*wanted)))
    }

    fn train(&mut self) {
        self.weigh();
        self.machine.fit(self.rows, TOLERANCE);
        self.n_trained = self.n_labelled;
        let scores = self.scores();
        self.ranking = (0..self.rows.len())
            .filter(|&index| self.labels[index].is_none())
            .collect();
        self.ranking
            .sort_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)));
    }

    /// Gives every row its label and cost.
    fn weigh(&mut self) {
        let n_relevant = self.labels.iter().filter(|label| **label == Some(true)).count() as f64;
        let n_unlabelled = (self.rows.len() - self.n_labelled) as f64;
        let Learner {
            cost,
            balance,
            unlabelled,
            ..
        } = self.settings;
        let n_irrelevant = self.n_labelled as f64 - n_relevant + unlabelled;
        let costs = [
            cost * unlabelled / n_unlabelled.max(1.0),
            cost,
            cost * balance * n_irrelevant / n_relevant,
        ];
        for index in 0..self.rows.len() {
            let (is_positive, cost) = match self.labels[index] {
                None => (false, costs[0]),
                Some(false) => (false, costs[1]),
                Some(true) => (true, costs[2]),
            };
            self.machine.set(self.rows, index, is_positive, cost);
        }
    }

    /// Standard deviation of the scores of unlabelled documents.
    fn spread(&self, scores: &[f64]) -> f64 {
        let open = || {
            scores
                .iter()
                .zip(&self.labels)
                .filter(|(_, label)| label.is_none())
                .map(|(score, _)| *score)
        };
        let n = open().count().max(1) as f64;
        let mean = open().sum::<f64>() / n;
        (open().map(|score| (score - mean).powi(2)).sum::<f64>() / n).sqrt()
    }
}
