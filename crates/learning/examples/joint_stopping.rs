//! How often any of several labels falls short when it is declared done, and how much is read for it.
//!
//! `cargo run --release -p learning --example joint_stopping -- RUNS` makes populations of documents with several
//! labels, lets a learner find all but a hidden part of each label, then draws at random until every label is done.
//! Three rules on the same draws: every label at the whole confidence (no care for their number), the joint test of
//! each label, and the pooled test of documents with any label. Also the effort that was foreseen after 100 draws,
//! against the effort that it took. Needs no data.

use std::env;

use learning::{Guarantee, JointRecallTest, RecallGoal, RecallTest};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Documents with several labels, and what a learner leaves to the draws.
struct Population {
    name: &'static str,
    n_documents: usize,
    /// Relevant documents of each label.
    sizes: &'static [usize],
    /// The part of each label that the learner does not find.
    hidden: f64,
    goal: RecallGoal,
}

const POPULATIONS: [Population; 4] = [
    Population {
        name: "8 labels of 20-160, a learner that hides a tenth",
        n_documents: 1_000,
        sizes: &[20, 40, 60, 80, 100, 120, 140, 160],
        hidden: 0.1,
        goal: RecallGoal::USUAL,
    },
    Population {
        name: "8 labels of 20-160, draws alone",
        n_documents: 500,
        sizes: &[20, 40, 60, 80, 100, 120, 140, 160],
        hidden: 1.0,
        goal: RecallGoal::USUAL,
    },
    Population {
        name: "20 labels of 50, a learner that hides a fifth",
        n_documents: 1_500,
        sizes: &[50; 20],
        hidden: 0.2,
        goal: RecallGoal {
            recall: 0.9,
            confidence: 0.9,
        },
    },
    Population {
        name: "56 labels of 10-120, a learner that hides a fifth",
        n_documents: 2_500,
        sizes: &[
            10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62,
            64, 66, 68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100, 102, 104, 106, 108, 110, 112,
            114, 116, 118, 120,
        ],
        hidden: 0.2,
        goal: RecallGoal {
            recall: 0.9,
            confidence: 0.9,
        },
    },
];

/// What one rule did over all runs.
#[derive(Default)]
struct Outcome {
    n_short: usize,
    part_drawn: f64,
    part_of_labels: f64,
}

/// A population after the learner's turn: the labels of each document that is left, in the order of the draws.
struct Rest {
    draws: Vec<Vec<bool>>,
    n_found: Vec<usize>,
    n_found_any: usize,
    n_any: usize,
}

fn main() {
    let n_runs: usize = env::args().nth(1).and_then(|runs| runs.parse().ok()).unwrap_or(500);
    for population in POPULATIONS {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut outcomes: [Outcome; 3] = Default::default();
        let mut efforts = Vec::new();
        for _ in 0..n_runs {
            let rest = population.after_the_learner(&mut random);
            population.each_alone(&rest, &mut outcomes[0]);
            efforts.extend(population.each_jointly(&rest, &mut outcomes[1], efforts.len() < 200));
            population.pooled(&rest, &mut outcomes[2]);
        }
        population.print(&outcomes, &efforts, n_runs);
    }
}

impl Population {
    fn after_the_learner(&self, random: &mut ChaCha8Rng) -> Rest {
        let n_labels = self.sizes.len();
        let mut labels = vec![vec![false; n_labels]; self.n_documents];
        let mut is_read = vec![false; self.n_documents];
        let mut documents: Vec<usize> = (0..self.n_documents).collect();
        for (label, &size) in self.sizes.iter().enumerate() {
            documents.shuffle(random);
            for &document in &documents[..size] {
                labels[document][label] = true;
                is_read[document] |= random.random::<f64>() >= self.hidden;
            }
        }
        let has_any = |labels: &Vec<bool>| labels.contains(&true);
        let read = labels.iter().zip(&is_read).filter(|(_, read)| **read);
        let read: Vec<Vec<bool>> = read.map(|(labels, _)| labels.clone()).collect();
        let left = labels.iter().zip(&is_read).filter(|(_, read)| !**read);
        let mut draws: Vec<Vec<bool>> = left.map(|(labels, _)| labels.clone()).collect();
        draws.shuffle(random);
        Rest {
            draws,
            n_found: (0..n_labels)
                .map(|label| read.iter().filter(|labels| labels[label]).count())
                .collect(),
            n_found_any: read.iter().filter(|labels| has_any(labels)).count(),
            n_any: labels.iter().filter(|labels| has_any(labels)).count(),
        }
    }

    fn each_alone(&self, rest: &Rest, outcome: &mut Outcome) {
        let new_test = |&found: &usize| RecallTest::new(self.goal, found, rest.draws.len());
        let mut tests: Vec<RecallTest> = rest.n_found.iter().map(new_test).collect();
        let n_drawn = self.draw_until_done(rest, |belongs| {
            for (test, belongs) in tests.iter_mut().zip(belongs) {
                if !test.is_met() {
                    test.drawn(*belongs);
                }
            }
            tests.iter().map(RecallTest::is_met).collect()
        });
        outcome.add(self, rest, &n_drawn);
    }

    /// The efforts of the labels that were not done at the 100th draw: as foreseen there, and as they were.
    fn each_jointly(&self, rest: &Rest, outcome: &mut Outcome, foresees: bool) -> Vec<(f64, f64)> {
        let n_labels = self.sizes.len();
        let mut joint = JointRecallTest::new(Guarantee::Each, self.goal, &rest.n_found, rest.draws.len());
        let mut foreseen = Vec::new();
        let mut at = 0;
        let n_drawn = self.draw_until_done(rest, |belongs| {
            joint.drawn(belongs);
            at += 1;
            if at == 100 && foresees {
                let open = (0..n_labels).filter(|&label| !joint.is_met(label)).take(4);
                foreseen = open
                    .map(|label| (label, joint.test(label).expected_remaining(5, 1)))
                    .collect();
            }
            (0..n_labels).map(|label| joint.is_met(label)).collect()
        });
        outcome.add(self, rest, &n_drawn);
        let efforts = foreseen
            .into_iter()
            .map(|(label, expected)| (expected, n_drawn[label] as f64 - 100.0));
        efforts.collect()
    }

    fn pooled(&self, rest: &Rest, outcome: &mut Outcome) {
        let mut test = JointRecallTest::new(Guarantee::Pooled, self.goal, &[rest.n_found_any], rest.draws.len());
        let mut n_drawn = 0;
        let mut found = rest.n_found_any;
        while !test.all_met() {
            let belongs = &rest.draws[n_drawn];
            test.drawn(belongs);
            found += usize::from(belongs.contains(&true));
            n_drawn += 1;
        }
        outcome.n_short += usize::from(!self.goal.is_reached(found, rest.n_any));
        let part = n_drawn as f64 / rest.draws.len() as f64;
        outcome.part_drawn += part;
        outcome.part_of_labels += part;
    }

    /// For each label the number of draws at which `done` first said that it is.
    fn draw_until_done(&self, rest: &Rest, mut done: impl FnMut(&[bool]) -> Vec<bool>) -> Vec<usize> {
        let mut n_drawn = vec![rest.draws.len(); self.sizes.len()];
        let mut is_done = vec![false; self.sizes.len()];
        for (at, belongs) in rest.draws.iter().enumerate() {
            for (label, done) in done(belongs).into_iter().enumerate() {
                if done && !is_done[label] {
                    is_done[label] = true;
                    n_drawn[label] = at + 1;
                }
            }
            if !is_done.contains(&false) {
                break;
            }
        }
        n_drawn
    }

    fn print(&self, outcomes: &[Outcome; 3], efforts: &[(f64, f64)], n_runs: usize) {
        let allowed = 1.0 - self.goal.confidence;
        println!(
            "{}: target {}, at most {allowed:.2} of {n_runs} runs",
            self.name, self.goal.recall
        );
        for (rule, outcome) in ["each label alone", "each, jointly", "pooled"].iter().zip(outcomes) {
            let part = |sum: f64| sum / n_runs as f64;
            println!(
                "  {rule:18} any short in {:.3}, drawn until the last is done {:.2}, mean over labels {:.2}",
                part(outcome.n_short as f64),
                part(outcome.part_drawn),
                part(outcome.part_of_labels),
            );
        }
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
        println!(
            "  effort after 100 draws ({} labels): foreseen {:.0}, taken {:.0}, mean difference {:.0}\n",
            efforts.len(),
            mean(efforts.iter().map(|effort| effort.0).collect()),
            mean(efforts.iter().map(|effort| effort.1).collect()),
            mean(efforts.iter().map(|effort| (effort.0 - effort.1).abs()).collect()),
        );
    }
}

impl Outcome {
    /// Takes in a run: a label is short when too little of it was found at the draw at which it was declared done.
    fn add(&mut self, population: &Population, rest: &Rest, n_drawn: &[usize]) {
        let is_short = |label: usize| {
            let drawn = rest.draws[..n_drawn[label]]
                .iter()
                .filter(|belongs| belongs[label])
                .count();
            let found = rest.n_found[label] + drawn;
            !population.goal.is_reached(found, population.sizes[label])
        };
        self.n_short += usize::from((0..n_drawn.len()).any(is_short));
        let n = rest.draws.len() as f64;
        self.part_drawn += n_drawn.iter().copied().max().unwrap_or(0) as f64 / n;
        self.part_of_labels += n_drawn.iter().sum::<usize>() as f64 / n_drawn.len() as f64 / n;
    }
}
