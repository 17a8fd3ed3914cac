//! Strata: parts of a population that are sampled each by itself, and how units are drawn from them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// What is known of one stratum after labelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StratumCounts {
    /// Whether its units are attributed.
    pub is_attributed: bool,
    /// Units in the population, labelled or not.
    pub size: usize,
    /// Drawn at random and judged to belong.
    pub n_yes: usize,
    /// Drawn at random and judged not to belong.
    pub n_no: usize,
    /// Drawn at random, and readers are unsure or differ.
    pub n_unsure: usize,
    /// Pairs of document and label that a unit with the answer yes stands for, at least 1: 1 where a unit is such a
    /// pair, the mean over the answers where it is a document of which several labels are asked at once.
    pub pairs_per_yes: f64,
}

impl StratumCounts {
    /// A stratum of which nothing has been labelled.
    pub fn unlabelled(is_attributed: bool, size: usize) -> Self {
        Self {
            is_attributed,
            size,
            n_yes: 0,
            n_no: 0,
            n_unsure: 0,
            pairs_per_yes: 1.0,
        }
    }

    /// Takes in a unit: not labelled (`None`), unsure (`Some(None)`), yes or no.
    pub fn add(&mut self, answer: Option<Option<bool>>) {
        match answer {
            Some(Some(true)) => self.n_yes += 1,
            Some(Some(false)) => self.n_no += 1,
            Some(None) => self.n_unsure += 1,
            None => {}
        }
    }

    /// Answers, those of readers who are unsure among them.
    pub fn n_answered(&self) -> usize {
        self.n_sure() + self.n_unsure
    }

    /// Answers that say yes or no.
    pub fn n_sure(&self) -> usize {
        self.n_yes + self.n_no
    }
}

/// A unit's permanent random number: uniform over all 64-bit numbers, the same for the same seed and name in every run.
/// The units of a stratum with the smallest numbers are a simple random sample of it; where several labels' strata use
/// the same numbers, one document serves many labels, and a larger sample holds the smaller one (Eurostat's handbook,
/// "Sample Co-ordination Using Simple Random Sampling with Permanent Random Numbers", after Ohlsson 1992).
pub fn permanent_random_number(seed: u64, name: &str) -> u64 {
    let digest = Sha256::new()
        .chain_update(seed.to_be_bytes())
        .chain_update(name)
        .finalize();
    u64::from_be_bytes(digest[..8].try_into().expect("eight bytes"))
}

/// The places of the `n` units with the smallest permanent random numbers, in that order.
pub fn draw<S: AsRef<str>>(units: &[S], n: usize, seed: u64) -> Vec<usize> {
    let order: BTreeMap<(u64, &str), usize> = units
        .iter()
        .enumerate()
        .map(|(place, unit)| ((permanent_random_number(seed, unit.as_ref()), unit.as_ref()), place))
        .collect();
    order.into_values().take(n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each of ten units is drawn about as often: 2,000 draws of 3, 600 ± 4.5 standard deviations (20.5 each).
    #[test]
    fn every_unit_has_the_same_chance() {
        let units: Vec<String> = (0..10).map(|n| format!("D{n}")).collect();
        let mut drawn = [0_i32; 10];
        for seed in 0..2_000 {
            draw(&units, 3, seed).into_iter().for_each(|place| drawn[place] += 1);
        }
        assert!(drawn.iter().all(|n| (n - 600).abs() < 92), "{drawn:?}");
    }

    #[test]
    fn a_larger_draw_holds_the_smaller() {
        let units: Vec<String> = (0..50).map(|n| format!("D{n}")).collect();
        assert_eq!(draw(&units, 10, 1), draw(&units, 20, 1)[..10]);
    }
}
