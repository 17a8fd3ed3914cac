//! A set with several labels a document replayed as if it were labelled one by one.

use serde::{Deserialize, Serialize};

use crate::error::LearningError;
use crate::joint_screening::{JointScreening, StartedJointScreening};
use crate::replay::{ReplayFigures, priors};
use crate::sparse_rows::SparseRows;

/// One replay for several labels at once.
#[derive(Debug, Clone, PartialEq)]
pub struct JointReplay {
    /// For each label a document that was known to belong and one that was known not to, drawn by the seed; each
    /// document once, ascending.
    pub priors: Vec<usize>,
    /// Every other document once, in the order of labelling.
    pub order: Vec<usize>,
    /// Labelled documents at the stop, the priors not counted; `None` without a rule for stopping.
    pub n_at_stop: Option<usize>,
    /// One a label, in their order; empty without a rule for stopping.
    pub labels: Vec<LabelReplay>,
}

/// When one label was done, and what was expected of it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LabelReplay {
    /// Labelled documents when it was declared done.
    pub n_when_done: usize,
    /// Labelled documents when the draws began.
    pub n_before_draws: usize,
    /// Documents still to be drawn for this label as expected when [`Self::LOOK_AFTER`] had been drawn, and how many
    /// it took from there, learners' picks among them; `None` when it was done before.
    pub effort: Option<Effort>,
}

/// What was still to be read for a label.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Effort {
    /// As expected, in documents.
    pub expected: f64,
    /// As it came, in documents.
    pub taken: usize,
}

/// Imagined futures behind an expected effort.
const N_FUTURES: usize = 5;

impl LabelReplay {
    /// Labelled documents from the first draw on after which the effort is foreseen.
    pub const LOOK_AFTER: usize = 100;
}

impl JointReplay {
    /// Replays one screening; `labels` has one list a label with one entry a row.
    ///
    /// # Errors
    /// When a label has not two relevant documents and an irrelevant one.
    ///
    /// # Panics
    /// When there is no label, or labels are not one a row.
    pub fn run(
        rows: &SparseRows,
        labels: &[Vec<bool>],
        screening: &JointScreening,
        seed: u64,
    ) -> Result<Self, LearningError> {
        assert!(labels.iter().all(|label| label.len() == rows.len()), "one label a row");
        let belongs = |document: usize| -> Vec<bool> { labels.iter().map(|label| label[document]).collect() };
        let mut known = Vec::new();
        for label in labels {
            known.extend(priors(label, seed)?);
        }
        known.sort_unstable();
        known.dedup();
        let answers: Vec<_> = known.iter().map(|&document| (document, belongs(document))).collect();
        let mut started = screening.start(rows, &answers, seed);
        let mut order = Vec::with_capacity(rows.len());
        let mut watched = vec![WatchedLabel::default(); labels.len()];
        while !(screening.stopping.is_some() && started.is_met()) {
            let Some(pick) = started.next_pick() else { break };
            started.label(pick, &belongs(pick.document));
            order.push(pick.document);
            for (label, watched) in watched.iter_mut().enumerate() {
                watched.look(&started, label, order.len(), seed);
            }
        }
        let n_at_stop = screening.stopping.map(|_| order.len());
        let labels = n_at_stop.map_or(Vec::new(), |n| watched.iter().map(|label| label.ended(n)).collect());
        while let Some(pick) = started.next_pick() {
            started.label(pick, &belongs(pick.document));
            order.push(pick.document);
        }
        Ok(Self {
            priors: known,
            order,
            n_at_stop,
            labels,
        })
    }

    /// The figures of one label; its stop is when it was declared done.
    pub fn figures(&self, label: usize, belongs: &[bool]) -> ReplayFigures {
        let n_when_done = self.labels.get(label).map(|label| label.n_when_done);
        ReplayFigures::of(&self.order, belongs, n_when_done)
    }
}

/// What is noted of a label as the screening goes on.
#[derive(Debug, Clone, Copy, Default)]
struct WatchedLabel {
    n_before_draws: Option<usize>,
    n_when_done: Option<usize>,
    expected: Option<f64>,
}

impl WatchedLabel {
    fn look(&mut self, started: &StartedJointScreening<'_>, label: usize, n_labelled: usize, seed: u64) {
        if self.n_when_done.is_some() {
            return;
        }
        let Some(test) = started.test() else { return };
        let began = *self.n_before_draws.get_or_insert(n_labelled - 1);
        if started.is_done(label) {
            self.n_when_done = Some(n_labelled);
        } else if n_labelled == began + LabelReplay::LOOK_AFTER {
            self.expected = Some(test.test(label).expected_remaining(N_FUTURES, seed));
        }
    }

    fn ended(&self, n_at_stop: usize) -> LabelReplay {
        let n_before_draws = self.n_before_draws.unwrap_or(n_at_stop);
        let n_when_done = self.n_when_done.unwrap_or(n_at_stop);
        LabelReplay {
            n_when_done,
            n_before_draws,
            effort: self.expected.map(|expected| Effort {
                expected,
                taken: n_when_done - n_before_draws - LabelReplay::LOOK_AFTER,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Guarantee, Replay, Screening, Stopping};

    /// 400 documents and three labels, each with a column that its documents share, some of them only in part: a
    /// learner alone would miss those.
    fn planted() -> (SparseRows, Vec<Vec<bool>>) {
        let mut rows = SparseRows::new(404);
        let labels: Vec<Vec<bool>> = [10, 14, 25]
            .iter()
            .map(|every| (0..400).map(|index| index % every == 3).collect())
            .collect();
        for index in 0..400_usize {
            let mut row: Vec<(u32, f32)> = (0..)
                .zip(&labels)
                .filter(|(_, belongs)| belongs[index] && index % 7 != 0)
                .map(|(column, _)| (column, 1.0))
                .collect();
            row.push((3 + index as u32, 0.5));
            rows.push(row);
        }
        (rows, labels)
    }

    #[test]
    fn every_document_comes_once_and_the_seed_decides() {
        let (rows, labels) = planted();
        let run = |seed| JointReplay::run(&rows, &labels, &JointScreening::default(), seed).unwrap();
        let mut all: Vec<usize> = run(5).order.into_iter().chain(run(5).priors).collect();
        all.sort_unstable();
        assert_eq!(all, (0..400).collect::<Vec<_>>());
        assert_eq!(run(5), run(5));
        assert_ne!(run(5).order, run(6).order);
    }

    #[test]
    fn one_label_is_the_plain_screening() {
        let (rows, labels) = planted();
        let joint = JointReplay::run(&rows, &labels[..1], &JointScreening::default(), 2).unwrap();
        let plain = Replay::run(&rows, &labels[0], &Screening::default(), 2).unwrap();
        assert_eq!((&joint.order, joint.n_at_stop), (&plain.order, plain.n_at_stop));
        assert_eq!(joint.figures(0, &labels[0]), plain.figures(&labels[0]));
    }

    #[test]
    fn the_stop_is_when_the_last_label_is_done() {
        let (rows, labels) = planted();
        let replay = JointReplay::run(&rows, &labels, &JointScreening::default(), 1).unwrap();
        let last = replay.labels.iter().map(|label| label.n_when_done).max();
        assert_eq!(replay.n_at_stop, last);
        for (label, belongs) in replay.labels.iter().zip(&labels) {
            assert!(label.n_before_draws <= label.n_when_done);
            let foreseen = label.effort.is_none_or(|effort| effort.expected <= 400.0);
            assert!(foreseen, "{label:?}");
            assert!(replay.figures(0, belongs).stop_recall.is_some());
        }
    }

    #[test]
    fn pooled_labels_are_done_together_and_sooner() {
        let (rows, labels) = planted();
        let screening = |guarantee| JointScreening {
            guarantee,
            ..JointScreening::default()
        };
        let each = JointReplay::run(&rows, &labels, &screening(Guarantee::Each), 1).unwrap();
        let pooled = JointReplay::run(&rows, &labels, &screening(Guarantee::Pooled), 1).unwrap();
        assert!(pooled.n_at_stop < each.n_at_stop);
        let done: Vec<_> = pooled.labels.iter().map(|label| Some(label.n_when_done)).collect();
        assert_eq!(done, [pooled.n_at_stop; 3]);
    }

    #[test]
    fn without_a_stop_the_learners_go_on_to_the_end() {
        let (rows, labels) = planted();
        let stopping = None::<Stopping>;
        let screening = JointScreening {
            stopping,
            ..JointScreening::default()
        };
        let replay = JointReplay::run(&rows, &labels, &screening, 1).unwrap();
        assert_eq!((replay.n_at_stop, replay.labels.len()), (None, 0));
        assert_eq!(replay.order.len() + replay.priors.len(), 400);
    }
}
