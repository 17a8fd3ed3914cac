//! Labelling in the best order, with a stop that keeps its promise: for one label, or for several at once, each document
//! being read once for all of them.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::joint_recall_test::{Guarantee, JointRecallTest};
use crate::learner::{Learner, TrainedLearner};
use crate::recall_test::RecallGoal;
use crate::sparse_rows::SparseRows;
use crate::unlabelled::Unlabelled;

/// How a set of documents is screened for several labels: a learner a label, in turns, each until it runs dry; then
/// draws at random, on which the stop rests. A document drawn for a label that is not yet done gives its learner
/// another turn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Screening {
    /// What comes next.
    pub learner: Learner,
    /// When to stop; none goes on with the learners to the end. The labels share the patience.
    pub stopping: Option<Stopping>,
    /// What the stop promises.
    pub guarantee: Guarantee,
}

/// When the learner gives way to draws, and what the draws have to show.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stopping {
    /// What a person wants to be sure of.
    pub goal: RecallGoal,
    /// The learner is dry after so many irrelevant documents in a row …
    pub least_patience: usize,
    /// … and at least this part of all documents. Patience is cheap: what the learner reads need not be drawn.
    pub patience: f64,
    /// In a later turn it is dry after so many.
    pub later_patience: usize,
}

/// A screening under way.
#[derive(Debug, Clone)]
pub struct StartedScreening<'r> {
    stopping: Option<Stopping>,
    guarantee: Guarantee,
    /// One a label.
    learners: Vec<TrainedLearner<'r>>,
    /// Irrelevant documents that each learner may still show in its turn.
    patience_left: Vec<usize>,
    /// The label whose learner shows what comes next, if it is not dry.
    turn: usize,
    test: Option<JointRecallTest>,
    unlabelled: Unlabelled,
    /// One for each of what the guarantee counts.
    n_found: Vec<usize>,
    random: ChaCha8Rng,
}

/// The document to be labelled next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// Its row.
    pub document: usize,
    /// Whether it was drawn at random among all that are not labelled.
    pub is_drawn: bool,
}

impl Default for Stopping {
    fn default() -> Self {
        Self {
            goal: RecallGoal::USUAL,
            least_patience: 100,
            patience: 0.2,
            later_patience: 50,
        }
    }
}

impl Default for Screening {
    fn default() -> Self {
        Self {
            learner: Learner::default(),
            stopping: Some(Stopping::default()),
            guarantee: Guarantee::default(),
        }
    }
}

impl Screening {
    /// Starts from documents whose labels are known, one entry a label; they count in no figure of the stop.
    ///
    /// # Panics
    /// When `known` is empty or its documents have no label.
    pub fn start<'r>(&self, rows: &'r SparseRows, known: &[(usize, Vec<bool>)], seed: u64) -> StartedScreening<'r> {
        let n_labels = known.first().map_or(0, |(_, belongs)| belongs.len());
        assert!(n_labels > 0, "a screening starts from a document and its labels");
        let mut learners: Vec<_> = (0..n_labels).map(|_| self.learner.start(rows, seed)).collect();
        let mut unlabelled = Unlabelled::all(rows.len());
        for (document, belongs) in known {
            for (learner, belongs) in learners.iter_mut().zip(belongs) {
                learner.label(*document, *belongs);
            }
            unlabelled.remove(*document);
        }
        let patience = |stopping: Stopping| stopping.first_patience(rows.len()).div_ceil(n_labels);
        StartedScreening {
            stopping: self.stopping,
            guarantee: self.guarantee,
            learners,
            patience_left: vec![self.stopping.map_or(usize::MAX, patience); n_labels],
            turn: 0,
            test: None,
            unlabelled,
            n_found: vec![0; self.guarantee.targets(&vec![false; n_labels]).len()],
            random: ChaCha8Rng::seed_from_u64(seed),
        }
    }
}

impl Stopping {
    /// Irrelevant documents in a row after which the learner is dry, of `n` documents.
    fn first_patience(&self, n: usize) -> usize {
        self.least_patience.max((self.patience * n as f64) as usize)
    }
}

impl StartedScreening<'_> {
    /// What to label next; `None` when all is labelled.
    pub fn next_pick(&mut self) -> Option<Pick> {
        if let Some(label) = self.label_in_turn() {
            self.turn = label;
            let document = self.learners[label].next_document()?;
            return Some(Pick {
                document,
                is_drawn: false,
            });
        }
        if let (None, Some(stopping)) = (&self.test, self.stopping) {
            let n_unlabelled = self.unlabelled.len();
            let test = JointRecallTest::new(self.guarantee, stopping.goal, &self.n_found, n_unlabelled);
            self.test = Some(test);
        }
        let document = self.unlabelled.draw(&mut self.random)?;
        Some(Pick {
            document,
            is_drawn: true,
        })
    }

    /// Takes in what a pick belongs to, one entry a label.
    pub fn label(&mut self, pick: Pick, belongs: &[bool]) {
        for (learner, belongs) in self.learners.iter_mut().zip(belongs) {
            learner.label(pick.document, *belongs);
        }
        self.unlabelled.remove(pick.document);
        for (found, belongs) in self.n_found.iter_mut().zip(self.guarantee.targets(belongs)) {
            *found += usize::from(belongs);
        }
        match &mut self.test {
            Some(test) if pick.is_drawn => test.drawn(belongs),
            Some(test) => test.chosen(belongs),
            None => {}
        }
        self.take_turns(pick, belongs);
    }

    /// Whether labelling may stop: every label is done.
    pub fn is_met(&self) -> bool {
        self.unlabelled.len() == 0 || self.test.as_ref().is_some_and(JointRecallTest::all_met)
    }

    /// Whether a label is done. With [`Guarantee::Each`] no more has to be read for it.
    pub fn is_done(&self, label: usize) -> bool {
        self.unlabelled.len() == 0 || self.test.as_ref().is_some_and(|test| test.is_met(label))
    }

    /// The tests behind the stop, once draws have begun.
    pub fn test(&self) -> Option<&JointRecallTest> {
        self.test.as_ref()
    }

    /// The next label in turn whose learner is not dry and that is not done; any, once all are done.
    fn label_in_turn(&self) -> Option<usize> {
        let n_labels = self.learners.len();
        let is_over = self.is_met();
        (1..=n_labels)
            .map(|step| (self.turn + step) % n_labels)
            .find(|&label| is_over || (self.patience_left[label] > 0 && !self.is_done(label)))
    }

    fn take_turns(&mut self, pick: Pick, belongs: &[bool]) {
        let Some(stopping) = self.stopping else { return };
        let n_labels = self.learners.len();
        let patience = match self.test {
            None => stopping
                .first_patience(self.learners[0].n_documents())
                .div_ceil(n_labels),
            Some(_) => stopping.later_patience.div_ceil(n_labels),
        };
        for (label, belongs) in belongs.iter().enumerate() {
            if *belongs {
                self.patience_left[label] = patience;
            } else if !pick.is_drawn && label == self.turn {
                self.patience_left[label] = self.patience_left[label].saturating_sub(1);
            }
        }
    }
}
