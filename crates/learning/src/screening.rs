//! Labelling in the best order, with a stop that keeps its promise.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::learner::{Learner, TrainedLearner};
use crate::recall_test::{RecallGoal, RecallTest};
use crate::sparse_rows::SparseRows;
use crate::unlabelled::Unlabelled;

/// How a set of documents is screened: the learner until it runs dry, then draws at random, on which the stop rests.
/// A relevant document among the draws gives the learner another turn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Screening {
    /// What comes next.
    pub learner: Learner,
    /// When to stop; none goes on with the learner to the end.
    pub stopping: Option<Stopping>,
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
    learner: TrainedLearner<'r>,
    test: Option<RecallTest>,
    unlabelled: Unlabelled,
    n_found: usize,
    /// Irrelevant documents that the learner may still show in its turn.
    patience_left: usize,
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
        }
    }
}

impl Screening {
    /// Starts from documents whose labels are known; they count in no figure of the stop.
    pub fn start<'r>(&self, rows: &'r SparseRows, known: &[(usize, bool)], seed: u64) -> StartedScreening<'r> {
        let mut learner = self.learner.start(rows, seed);
        let mut unlabelled = Unlabelled::all(rows.len());
        for &(document, is_relevant) in known {
            learner.label(document, is_relevant);
            unlabelled.remove(document);
        }
        let patience = self
            .stopping
            .map_or(usize::MAX, |stopping| stopping.first_patience(rows.len()));
        StartedScreening {
            stopping: self.stopping,
            learner,
            test: None,
            unlabelled,
            n_found: 0,
            patience_left: patience,
            random: ChaCha8Rng::seed_from_u64(seed),
        }
    }
}

impl Stopping {
    /// Irrelevant documents in a row after which the learner is dry, of `n` documents.
    pub(crate) fn first_patience(&self, n: usize) -> usize {
        self.least_patience.max((self.patience * n as f64) as usize)
    }
}

impl StartedScreening<'_> {
    /// What to label next; `None` when all is labelled.
    pub fn next_pick(&mut self) -> Option<Pick> {
        if self.patience_left > 0 || self.is_met() {
            let document = self.learner.next_document()?;
            return Some(Pick {
                document,
                is_drawn: false,
            });
        }
        if let (None, Some(stopping)) = (&self.test, self.stopping) {
            self.test = Some(RecallTest::new(stopping.goal, self.n_found, self.unlabelled.len()));
        }
        let document = self.unlabelled.draw(&mut self.random)?;
        Some(Pick {
            document,
            is_drawn: true,
        })
    }

    /// Takes in the label of a pick.
    pub fn label(&mut self, pick: Pick, is_relevant: bool) {
        self.learner.label(pick.document, is_relevant);
        self.unlabelled.remove(pick.document);
        self.n_found += usize::from(is_relevant);
        if let Some(test) = &mut self.test {
            if pick.is_drawn {
                test.drawn(is_relevant);
            } else {
                test.chosen(is_relevant);
            }
        }
        self.take_turns(pick, is_relevant);
    }

    /// Whether labelling may stop: the goal is met, or nothing is left.
    pub fn is_met(&self) -> bool {
        self.unlabelled.len() == 0 || self.test.as_ref().is_some_and(RecallTest::is_met)
    }

    /// The test behind the stop, once draws have begun: what is still possible, and how much more has to be read.
    pub fn test(&self) -> Option<&RecallTest> {
        self.test.as_ref()
    }

    fn take_turns(&mut self, pick: Pick, is_relevant: bool) {
        let Some(stopping) = self.stopping else { return };
        let first_turn = self.test.is_none();
        if is_relevant && first_turn {
            self.patience_left = stopping.first_patience(self.learner.n_documents());
        } else if is_relevant {
            self.patience_left = stopping.later_patience;
        } else if !pick.is_drawn {
            self.patience_left = self.patience_left.saturating_sub(1);
        }
    }
}
