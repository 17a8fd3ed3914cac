//! A fully labelled set, for one label or several, replayed as if it were labelled one by one.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::error::LearningError;
use crate::recall_test::RecallGoal;
use crate::screening::{Screening, StartedScreening};
use crate::sparse_rows::SparseRows;

/// One replay: in which order the documents were labelled, for all labels at once, and when labelling stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// For each label a document that was known to belong and one that was known not to, drawn by the seed; each
    /// document once.
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

/// What a replay shows of a label. The priors are left out of every figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplayFigures {
    /// Documents.
    pub n: usize,
    /// Relevant ones.
    pub n_relevant: usize,
    /// Work saved over random order at 95 % recall: .95 − the part labelled when 95 % of the relevant are found (Cohen
    /// et al. 2006, doi 10.1197/jamia.M1929), in (−.05, .95).
    pub wss95: f64,
    /// Recall when a tenth of the documents (rounded down) is labelled.
    pub recall_at_10pct: f64,
    /// Labels at the stop; null without a rule for stopping.
    pub stop_n_labelled: Option<usize>,
    /// Recall at the stop.
    pub stop_recall: Option<f64>,
}

/// Imagined futures behind an expected effort.
const N_FUTURES: usize = 5;

impl LabelReplay {
    /// Labelled documents from the first draw on after which the effort is foreseen.
    pub const LOOK_AFTER: usize = 100;
}

impl Replay {
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
        screening: &Screening,
        seed: u64,
    ) -> Result<Self, LearningError> {
        assert!(labels.iter().all(|label| label.len() == rows.len()), "one label a row");
        let belongs = |document: usize| -> Vec<bool> { labels.iter().map(|label| label[document]).collect() };
        let known = priors(labels, seed)?;
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

impl ReplayFigures {
    /// The figures of documents labelled in this order, of which labelling stopped after `n_at_stop`.
    fn of(order: &[usize], labels: &[bool], n_at_stop: Option<usize>) -> Self {
        let n = order.len();
        let found: Vec<usize> = order
            .iter()
            .scan(0, |found, &document| {
                *found += usize::from(labels[document]);
                Some(*found)
            })
            .collect();
        let n_relevant = found.last().copied().unwrap_or_default();
        let recall_after = |n_labelled: usize| {
            let found = n_labelled.checked_sub(1).map_or(0, |last| found[last]);
            found as f64 / n_relevant as f64
        };
        let enough = RecallGoal::USUAL.least_found(n_relevant);
        let n_needed = found.partition_point(|found| *found < enough) + 1;
        Self {
            n,
            n_relevant,
            wss95: 0.95 - n_needed as f64 / n as f64,
            recall_at_10pct: recall_after(n / 10),
            stop_n_labelled: n_at_stop,
            stop_recall: n_at_stop.map(recall_after),
        }
    }
}

/// The priors of every label, each document once.
fn priors(labels: &[Vec<bool>], seed: u64) -> Result<Vec<usize>, LearningError> {
    let mut known = Vec::new();
    for label in labels {
        for document in priors_of(label, seed)? {
            if !known.contains(&document) {
                known.push(document);
            }
        }
    }
    Ok(known)
}

/// One relevant and one irrelevant document of a label.
fn priors_of(label: &[bool], seed: u64) -> Result<[usize; 2], LearningError> {
    check_replayable(label)?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = |wanted: bool| {
        let of: Vec<usize> = (0..label.len()).filter(|&index| label[index] == wanted).collect();
        of[random.random_range(0..of.len())]
    };
    Ok([draw(true), draw(false)])
}

/// Whether a label can be replayed.
///
/// # Errors
/// When it has not two relevant documents and an irrelevant one.
pub fn check_replayable(label: &[bool]) -> Result<(), LearningError> {
    let (n, n_relevant) = (label.len(), label.iter().filter(|is_relevant| **is_relevant).count());
    if n_relevant == 0 || n_relevant == n {
        let is_relevant = n_relevant > 0;
        return Err(LearningError::OneClass { n, is_relevant });
    }
    if n_relevant < 2 {
        return Err(LearningError::TooFew { n, n_relevant });
    }
    Ok(())
}

/// What is noted of a label as the screening goes on.
#[derive(Debug, Clone, Copy, Default)]
struct WatchedLabel {
    n_before_draws: Option<usize>,
    n_when_done: Option<usize>,
    expected: Option<f64>,
}

impl WatchedLabel {
    fn look(&mut self, started: &StartedScreening<'_>, label: usize, n_labelled: usize, seed: u64) {
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
    use crate::joint_recall_test::Guarantee;
    use crate::screening::Stopping;

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
        let run = |seed| Replay::run(&rows, &labels, &Screening::default(), seed).unwrap();
        let mut all: Vec<usize> = run(5).order.into_iter().chain(run(5).priors).collect();
        all.sort_unstable();
        assert_eq!(all, (0..400).collect::<Vec<_>>());
        assert_eq!(run(5), run(5));
        assert_ne!(run(5).order, run(6).order);
    }

    /// 300 documents: relevant ones share column 0, some only in part; every one has a column of its own.
    fn planted_one() -> (SparseRows, Vec<Vec<bool>>) {
        let mut rows = SparseRows::new(301);
        let label: Vec<bool> = (0..300).map(|index| index % 15 == 0).collect();
        for (index, label) in label.iter().enumerate() {
            let shared = if *label { 1.0 } else { 0.1 * (index % 4) as f32 };
            rows.push([(0, shared), (index as u32 + 1, 0.5)]);
        }
        (rows, vec![label])
    }

    #[test]
    fn what_is_alike_is_found_first() {
        let (rows, labels) = planted_one();
        let replay = Replay::run(&rows, &labels, &Screening::default(), 3).unwrap();
        assert_eq!(
            replay.priors.iter().map(|&p| labels[0][p]).collect::<Vec<_>>(),
            [true, false]
        );
        let figures = replay.figures(0, &labels[0]);
        assert_eq!((figures.n, figures.n_relevant), (298, 19));
        assert!(figures.wss95 > 0.85, "{figures:?}");
        assert_eq!(figures.recall_at_10pct, 1.0);
    }

    #[test]
    fn figures_are_as_counted_by_hand() {
        let label = [
            true, false, true, false, true, false, false, false, false, false, false, false,
        ];
        let replay = Replay {
            priors: vec![0, 1],
            order: vec![2, 3, 5, 4, 6, 7, 8, 9, 10, 11],
            n_at_stop: Some(3),
            labels: vec![LabelReplay {
                n_when_done: 3,
                ..LabelReplay::default()
            }],
        };
        let figures = replay.figures(0, &label);
        assert!((figures.wss95 - (0.95 - 0.4)).abs() < 1e-12);
        assert_eq!(figures.recall_at_10pct, 0.5);
        assert_eq!(figures.stop_recall, Some(0.5));
    }

    #[test]
    fn a_replay_needs_something_to_find() {
        let (rows, _) = planted_one();
        let one_class = Replay::run(&rows, &[vec![false; 300]], &Screening::default(), 1);
        assert!(matches!(one_class, Err(LearningError::OneClass { .. })));
        let one = (0..300).map(|index| index == 7).collect::<Vec<_>>();
        assert!(matches!(
            Replay::run(&rows, &[one], &Screening::default(), 1),
            Err(LearningError::TooFew { .. })
        ));
    }

    #[test]
    fn the_stop_is_when_the_last_label_is_done() {
        let (rows, labels) = planted();
        let replay = Replay::run(&rows, &labels, &Screening::default(), 1).unwrap();
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
        let screening = |guarantee| Screening {
            guarantee,
            ..Screening::default()
        };
        let each = Replay::run(&rows, &labels, &screening(Guarantee::Each), 1).unwrap();
        let pooled = Replay::run(&rows, &labels, &screening(Guarantee::Pooled), 1).unwrap();
        assert!(pooled.n_at_stop < each.n_at_stop);
        let done: Vec<_> = pooled.labels.iter().map(|label| Some(label.n_when_done)).collect();
        assert_eq!(done, [pooled.n_at_stop; 3]);
    }

    #[test]
    fn without_a_stop_the_learners_go_on_to_the_end() {
        let (rows, labels) = planted();
        let stopping = None::<Stopping>;
        let screening = Screening {
            stopping,
            ..Screening::default()
        };
        let replay = Replay::run(&rows, &labels, &screening, 1).unwrap();
        assert_eq!((replay.n_at_stop, replay.labels.len()), (None, 0));
        assert_eq!(replay.order.len() + replay.priors.len(), 400);
    }
}
