//! When to stop labelling for several labels at once, with one promise for all of them.

use serde::{Deserialize, Serialize};

use crate::recall_test::{RecallGoal, RecallTest};

/// What the promise is about when every document is read for several labels at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guarantee {
    /// Every label: the probability that any label that was declared done falls short of its goal is at most
    /// 1 − confidence, however many labels there are and whenever each was declared done.
    #[default]
    Each,
    /// The documents that belong to at least one label, taken together; no promise for any label by itself.
    Pooled,
}

/// Tests of recall for several labels on the same random draws.
///
/// With [`Guarantee::Each`] every label has a [`RecallTest`] of its own at the confidence 1 − (1 − c) / k of k labels
/// (Bonferroni): each errs with probability at most (1 − c) / k at any time, so any of them with at most 1 − c, however
/// the labels depend on each other. Holm's step down, which would raise the level of the others after each label that
/// is done, does not hold here: it supposes a fixed set of true hypotheses, and a label's "not yet enough" is true at
/// first and becomes false as labels come in. Labels that are tested one after the other would err with probability
/// (1 − c) (1 + 1/2 + … + 1/k). Nor can anything be gained by averaging the evidence of several labels: a label that is
/// done still has a true total, against which there is no evidence to lend.
///
/// With [`Guarantee::Pooled`] there is one test at the whole confidence, of the documents with at least one label.
#[derive(Debug, Clone)]
pub struct JointRecallTest {
    guarantee: Guarantee,
    /// One a label, or one in all.
    tests: Vec<RecallTest>,
}

impl Guarantee {
    /// What is counted: whether a document belongs, to each label or to any.
    pub fn targets(self, belongs: &[bool]) -> Vec<bool> {
        match self {
            Self::Each => belongs.to_vec(),
            Self::Pooled => vec![belongs.contains(&true)],
        }
    }

    /// The goal of each of `n_labels` such that all together err no more often than `goal` allows.
    pub fn goal_of_each(self, goal: RecallGoal, n_labels: usize) -> RecallGoal {
        let n_tests = match self {
            Self::Each => n_labels.max(1),
            Self::Pooled => 1,
        };
        RecallGoal {
            confidence: 1.0 - (1.0 - goal.confidence) / n_tests as f64,
            ..goal
        }
    }
}

impl JointRecallTest {
    /// Tests that start now. `n_found` counts what [`Guarantee::targets`] counts: one number a label, or one in all.
    ///
    /// # Panics
    /// When recall or confidence lie outside their ranges.
    pub fn new(guarantee: Guarantee, goal: RecallGoal, n_found: &[usize], n_unlabelled: usize) -> Self {
        let goal = guarantee.goal_of_each(goal, n_found.len());
        let start = |&found: &usize| RecallTest::new(goal, found, n_unlabelled);
        Self {
            guarantee,
            tests: n_found.iter().map(start).collect(),
        }
    }

    /// Takes in a document that was drawn at random among all that are not labelled; `belongs` has one entry a label.
    pub fn drawn(&mut self, belongs: &[bool]) {
        for (test, belongs) in self.tests.iter_mut().zip(self.guarantee.targets(belongs)) {
            // A label that is done stays done: what is ruled out is ruled out for good.
            if test.is_met() {
                test.chosen(belongs);
            } else {
                test.drawn(belongs);
            }
        }
    }

    /// Takes in a document that was chosen in any other way.
    pub fn chosen(&mut self, belongs: &[bool]) {
        for (test, belongs) in self.tests.iter_mut().zip(self.guarantee.targets(belongs)) {
            test.chosen(belongs);
        }
    }

    /// Whether a label is done; with [`Guarantee::Pooled`] all are at once.
    pub fn is_met(&self, label: usize) -> bool {
        self.test(label).is_met()
    }

    /// Whether every label is done.
    pub fn all_met(&self) -> bool {
        self.tests.iter().all(RecallTest::is_met)
    }

    /// The test that a label rests on: how many documents can still belong to it, and how many more have to be read.
    pub fn test(&self, label: usize) -> &RecallTest {
        match self.guarantee {
            Guarantee::Each => &self.tests[label],
            Guarantee::Pooled => &self.tests[0],
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    const GOAL: RecallGoal = RecallGoal {
        recall: 0.9,
        confidence: 0.8,
    };

    /// Draws all of `n` documents at random, the first `sizes[k]` in an order of its own relevant to label k, and tells
    /// whether any label fell short when it was declared done.
    fn any_falls_short(n: usize, sizes: &[usize], test: &mut JointRecallTest, random: &mut ChaCha8Rng) -> bool {
        let mut left = sizes.to_vec();
        let mut done = vec![false; sizes.len()];
        for unlabelled in (1..=n).rev() {
            let belongs: Vec<bool> = left.iter().map(|l| random.random_range(0..unlabelled) < *l).collect();
            left.iter_mut()
                .zip(&belongs)
                .for_each(|(left, is_in)| *left -= usize::from(*is_in));
            test.drawn(&belongs);
            for label in 0..sizes.len() {
                if test.is_met(label) && !done[label] {
                    done[label] = true;
                    if !GOAL.is_reached(sizes[label] - left[label], sizes[label]) {
                        return true;
                    }
                }
            }
        }
        false
    }

    #[test]
    fn the_share_of_errors_holds_for_all_labels_together() {
        let sizes = [5, 12, 20, 30, 30, 45];
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let mut n_short = |confidence: f64| {
            let goal = RecallGoal { confidence, ..GOAL };
            let runs = (0..200).filter(|_| {
                let mut test = JointRecallTest::new(Guarantee::Each, goal, &[0; 6], 150);
                any_falls_short(150, &sizes, &mut test, &mut random)
            });
            runs.count()
        };
        // Of 200 at 20 % one sees more than 53 with probability .01.
        let joint = n_short(GOAL.confidence);
        assert!(joint <= 53, "{joint} of 200");
        // Each label at 80 % by itself: with six of them too many runs fall short somewhere.
        let each_alone = n_short(1.0 - (1.0 - GOAL.confidence) * 6.0);
        assert!(each_alone > 53, "{each_alone} of 200");
    }

    #[test]
    fn one_label_is_the_plain_test() {
        let mut joint = JointRecallTest::new(Guarantee::Each, GOAL, &[4], 60);
        let mut pooled = JointRecallTest::new(Guarantee::Pooled, GOAL, &[4], 60);
        let mut plain = RecallTest::new(GOAL, 4, 60);
        while !plain.is_met() {
            assert!(!joint.is_met(0) && !pooled.all_met());
            plain.drawn(false);
            joint.drawn(&[false]);
            pooled.drawn(&[false]);
        }
        assert!(joint.all_met() && pooled.is_met(0));
    }

    #[test]
    fn pooled_counts_a_document_of_two_labels_once() {
        let mut test = JointRecallTest::new(Guarantee::Pooled, GOAL, &[0], 3);
        test.drawn(&[true, true]);
        test.chosen(&[false, true]);
        test.drawn(&[false, false]);
        assert!(test.all_met());
        assert_eq!(test.test(1).most_relevant(), 2);
    }
}
