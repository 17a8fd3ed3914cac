//! When to stop labelling: a test that enough of the relevant documents have been found.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// What a person wants to be sure of before stopping.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RecallGoal {
    /// The part of the relevant documents to be found, in (0, 1].
    pub recall: f64,
    /// How sure, in (0, 1): in repeated use at most 1 − confidence of the stops fall short.
    pub confidence: f64,
}

/// An anytime-valid test of recall on random draws among what is not yet labelled.
///
/// For every possible number of relevant documents R still in play, `L(R)` is the likelihood of the random draws: with
/// U documents unlabelled and f found, a draw is relevant with probability (R − f) / U. Under the true R the ratio of a
/// mixture of `L(R')`, R' < R, with weights fixed before the first draw, to `L(R)` is a supermartingale from 1, so that
/// it ever reaches 1 / (1 − confidence) with probability at most 1 − confidence (Ville's inequality). An R that is
/// reached is ruled out for good. The goal is met when every R with f < recall · R is ruled out: however the learner
/// chose, whenever the draws began, and however often one looks. Documents that a learner chose, by whatever means,
/// change f and U only.
///
/// Sequential testing of sampling without replacement: Waudby-Smith and Ramdas 2020, arXiv 2006.04347 (the
/// prior-posterior ratio); here one-sided, and with draws that a learner interrupts.
#[derive(Debug, Clone)]
pub struct RecallTest {
    goal: RecallGoal,
    n_found: usize,
    n_unlabelled: usize,
    /// Relevant documents when the draws began; entry m of the vectors stands for R = this + m.
    n_found_before: usize,
    /// ln L(R); negative infinity where the draws are impossible.
    log_likelihoods: Vec<f64>,
    /// Every R at or above this + `n_found_before` is ruled out.
    ruled_out_from: usize,
}

impl RecallGoal {
    /// 95 % of the relevant documents with 95 % confidence.
    pub const USUAL: Self = Self {
        recall: 0.95,
        confidence: 0.95,
    };

    /// Whether `n_found` of `n_relevant` is enough.
    pub fn is_reached(&self, n_found: usize, n_relevant: usize) -> bool {
        n_found as f64 >= self.recall * n_relevant as f64 - 1e-9
    }

    /// The least number to be found of `n_relevant`.
    pub fn least_found(&self, n_relevant: usize) -> usize {
        (self.recall * n_relevant as f64 - 1e-9).ceil() as usize
    }
}

impl RecallTest {
    /// A test that starts now, with so many found and so many not yet labelled.
    ///
    /// # Panics
    /// When recall or confidence lie outside their ranges.
    pub fn new(goal: RecallGoal, n_found: usize, n_unlabelled: usize) -> Self {
        assert!(goal.recall > 0.0 && goal.recall <= 1.0, "a recall lies in (0, 1]");
        assert!(
            goal.confidence > 0.0 && goal.confidence < 1.0,
            "a confidence lies in (0, 1)"
        );
        Self {
            goal,
            n_found,
            n_unlabelled,
            n_found_before: n_found,
            log_likelihoods: vec![0.0; n_unlabelled + 1],
            ruled_out_from: n_unlabelled + 1,
        }
    }

    /// Takes in a document that was drawn at random among all that are not labelled.
    pub fn drawn(&mut self, is_relevant: bool) {
        let unlabelled = self.n_unlabelled as f64;
        let already = self.n_found - self.n_found_before;
        for (m, likelihood) in self.log_likelihoods[..self.ruled_out_from].iter_mut().enumerate() {
            let left = m as f64 - already as f64;
            let chance = if is_relevant { left } else { unlabelled - left } / unlabelled;
            *likelihood += if chance > 0.0 { chance.ln() } else { f64::NEG_INFINITY };
        }
        self.count(is_relevant);
        self.rule_out();
    }

    /// Takes in a document that was chosen in any other way.
    pub fn chosen(&mut self, is_relevant: bool) {
        self.count(is_relevant);
    }

    /// Whether the goal is met: every total of which too little would be found is ruled out.
    pub fn is_met(&self) -> bool {
        let most = self.most_relevant();
        self.goal.is_reached(self.n_found, most)
    }

    /// The largest number of relevant documents that is not ruled out.
    pub fn most_relevant(&self) -> usize {
        let unread = self.n_found + self.n_unlabelled;
        (self.n_found_before + self.ruled_out_from)
            .saturating_sub(1)
            .clamp(self.n_found, unread)
    }

    /// How many more documents would have to be drawn at random before the goal is met: the mean over `n_futures`
    /// imagined ones, each with a total that the draws so far make likely. An estimate without a guarantee.
    pub fn expected_remaining(&self, n_futures: usize, seed: u64) -> f64 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let weights = self.likely_totals();
        let sum: f64 = weights.iter().sum();
        let futures = n_futures.max(1);
        let draws = (0..futures).map(|_| {
            let mut at = random.random::<f64>() * sum;
            let first_above = |weight: &f64| {
                at -= weight;
                at <= 0.0
            };
            let m = weights.iter().position(first_above).unwrap_or(0);
            self.clone().draws_until_met(self.n_found_before + m, &mut random)
        });
        draws.sum::<usize>() as f64 / futures as f64
    }

    /// Draws until the goal is met when `n_relevant` documents are relevant in all.
    fn draws_until_met(mut self, n_relevant: usize, random: &mut ChaCha8Rng) -> usize {
        let before = self.n_unlabelled;
        while self.n_unlabelled > 0 && !self.is_met() {
            let left = n_relevant.saturating_sub(self.n_found);
            let is_relevant = random.random_range(0..self.n_unlabelled) < left;
            self.drawn(is_relevant);
        }
        before - self.n_unlabelled
    }

    /// Prior times likelihood of every total that is still possible.
    fn likely_totals(&self) -> Vec<f64> {
        let largest = self.largest_likelihood(self.ruled_out_from);
        let possible = self.n_found - self.n_found_before..=self.n_found - self.n_found_before + self.n_unlabelled;
        let weight = |(m, likelihood): (usize, &f64)| {
            if possible.contains(&m) {
                prior(m) * (likelihood - largest).exp()
            } else {
                0.0
            }
        };
        self.log_likelihoods[..self.ruled_out_from]
            .iter()
            .enumerate()
            .map(weight)
            .collect()
    }

    fn count(&mut self, is_relevant: bool) {
        assert!(self.n_unlabelled > 0, "nothing is left to label");
        self.n_found += usize::from(is_relevant);
        self.n_unlabelled -= 1;
    }

    /// Lowers the largest total that is not ruled out as far as the ratios allow.
    fn rule_out(&mut self) {
        let found = self.n_found - self.n_found_before;
        let bar = -(1.0 - self.goal.confidence).ln();
        let largest = self.largest_likelihood(self.ruled_out_from);
        if largest == f64::NEG_INFINITY {
            return;
        }
        let mut mixture = 0.0;
        let mut weight = 0.0;
        let mut mixtures = Vec::with_capacity(self.ruled_out_from);
        for m in 0..self.ruled_out_from {
            mixtures.push((mixture, weight));
            weight += prior(m);
            // A total that the learner's finds have passed can no longer be true.
            if m >= found {
                mixture += prior(m) * (self.log_likelihoods[m] - largest).exp();
            }
        }
        while self.ruled_out_from > found + 1 {
            let m = self.ruled_out_from - 1;
            if m > found + self.n_unlabelled {
                self.ruled_out_from = m;
                continue;
            }
            let (mixture, weight) = mixtures[m];
            let ratio = mixture.ln() - weight.ln() - (self.log_likelihoods[m] - largest);
            if ratio.is_nan() || ratio < bar {
                break;
            }
            self.ruled_out_from = m;
        }
    }

    fn largest_likelihood(&self, until: usize) -> f64 {
        let found = self.n_found - self.n_found_before;
        let possible = self.log_likelihoods[..until].iter().skip(found);
        possible.copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Weight of m more relevant documents before the draws. Fixed, so that nothing is chosen after looking; it bears on how
/// soon one stops, never on how often in error.
fn prior(m: usize) -> f64 {
    (m as f64 + 1.0).powi(-2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws all of `n` documents at random, `n_relevant` relevant, and tells whether the first stop fell short.
    fn stops_short(n: usize, n_relevant: usize, random: &mut ChaCha8Rng) -> bool {
        let mut test = RecallTest::new(RecallGoal::USUAL, 0, n);
        let mut left = n_relevant;
        for unlabelled in (1..=n).rev() {
            let is_relevant = random.random_range(0..unlabelled) < left;
            left -= usize::from(is_relevant);
            test.drawn(is_relevant);
            if test.is_met() {
                break;
            }
        }
        !RecallGoal::USUAL.is_reached(n_relevant - left, n_relevant)
    }

    #[test]
    fn at_most_one_stop_in_twenty_falls_short() {
        let mut random = ChaCha8Rng::seed_from_u64(11);
        for n_relevant in [3, 20, 60] {
            let short = (0..400).filter(|_| stops_short(200, n_relevant, &mut random)).count();
            // Of 400 at 5 % one sees more than 29 with probability .03; and a test that never errs reads everything.
            assert!(short <= 29, "{short} of 400 at {n_relevant} relevant");
        }
    }

    #[test]
    fn a_learner_that_hides_the_rest_is_found_out() {
        // The learner has shown 40 of 50 relevant documents and runs dry; 10 are left among 1,000.
        let mut random = ChaCha8Rng::seed_from_u64(4);
        let short = (0..200).filter(|_| {
            let mut test = RecallTest::new(RecallGoal::USUAL, 40, 1_000);
            let mut left = 10;
            for unlabelled in (1..=1_000).rev() {
                let is_relevant = random.random_range(0..unlabelled) < left;
                left -= usize::from(is_relevant);
                test.drawn(is_relevant);
                if test.is_met() {
                    break;
                }
            }
            50 - left < 48
        });
        assert!(short.count() <= 16);
    }

    #[test]
    fn nothing_stops_before_there_is_reason() {
        let mut test = RecallTest::new(RecallGoal::USUAL, 44, 1_300);
        assert!(!test.is_met());
        let mut n_draws = 0;
        while !test.is_met() {
            test.drawn(false);
            n_draws += 1;
        }
        // Three more relevant documents would be one too many: (1 − s)³ = .05 asks for a share s of .63 at least.
        assert!((820..1_000).contains(&n_draws), "{n_draws}");
        assert_eq!(test.most_relevant(), 46);
    }

    #[test]
    fn everything_read_is_enough() {
        let mut test = RecallTest::new(RecallGoal::USUAL, 0, 3);
        for is_relevant in [true, false, true] {
            assert!(!test.is_met());
            test.drawn(is_relevant);
        }
        assert!(test.is_met());
        assert_eq!(test.most_relevant(), 2);
    }

    #[test]
    fn picks_of_a_learner_leave_fewer_to_draw() {
        let mut test = RecallTest::new(RecallGoal::USUAL, 10, 100);
        (0..90).for_each(|_| test.chosen(false));
        let expected = test.expected_remaining(20, 1);
        assert!((5.0..=10.0).contains(&expected), "{expected}");
    }
}
