//! What to label next: a classifier that is retrained as labels come in.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::sparse_rows::SparseRows;
use crate::support_vector::SupportVectorMachine;

/// Settings of the learner.
///
/// A support vector machine ranks what is not yet labelled, the unlabelled documents standing in as weak negatives; the
/// most likely document comes next (certainty sampling). The balance is ASReview 2's; the other settings were chosen on
/// tasks made of project descriptions, topics and patents, no systematic review among them. A say for naive Bayes gained
/// on those tasks and lost on the review, stemmed words the same way; exploration comes with the draws of the stop.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Learner {
    /// Cost of an error on an irrelevant document.
    pub cost: f64,
    /// Relevant documents together weigh so many times the irrelevant ones together.
    pub balance: f64,
    /// The unlabelled documents together weigh as so many labelled irrelevant ones; 0 leaves them out.
    pub unlabelled: f64,
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
    /// Unlabelled documents, the most likely last.
    ranking: Vec<usize>,
    /// What decides between equal scores: a random rank, so that the order of the file says nothing.
    ties: Vec<usize>,
}

/// How exactly the machine is fitted (LIBLINEAR's default); WSS@95 was the same at .01.
const TOLERANCE: f64 = 0.1;

impl Default for Learner {
    fn default() -> Self {
        Self {
            cost: 0.06,
            balance: 9.8,
            unlabelled: 100.0,
            always_until: 50,
            part_new: 0.03,
        }
    }
}

impl Learner {
    /// Starts on `rows`, one a document, none labelled.
    pub fn start(self, rows: &SparseRows, seed: u64) -> TrainedLearner<'_> {
        let mut ties: Vec<usize> = (0..rows.len()).collect();
        ties.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        TrainedLearner {
            settings: self,
            rows,
            labels: vec![None; rows.len()],
            n_labelled: 0,
            n_trained: 0,
            machine: SupportVectorMachine::new(rows, seed),
            ranking: ties.clone(),
            ties,
        }
    }
}

impl TrainedLearner<'_> {
    /// Takes in a label; the first one of a document stays.
    pub fn label(&mut self, document: usize, is_relevant: bool) {
        if self.labels[document].is_none() {
            self.n_labelled += 1;
            self.labels[document] = Some(is_relevant);
        }
    }

    /// The document that is most likely relevant; `None` when all are labelled. A random order
    /// stands in for the ranking until both classes have a label.
    pub fn next_document(&mut self) -> Option<usize> {
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

    /// The score of every document under the labels so far, higher for more likely ones.
    pub fn scores(&self) -> Vec<f64> {
        self.machine.model().scores(self.rows)
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
            .sort_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(self.ties[a].cmp(&self.ties[b])));
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
}
