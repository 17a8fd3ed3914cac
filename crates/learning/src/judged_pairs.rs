//! What is known of documents and labels: yes or no where somebody said so, nothing elsewhere.

use rand::seq::index::sample;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// One answer: does this document carry this label?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JudgedPair {
    /// Place of the document.
    pub document: usize,
    /// Place of the label.
    pub label: usize,
    /// The answer.
    pub belongs: bool,
}

/// The pairs to learn from with their importances: every yes, and as many as `most` of the others (five a yes where that is
/// more), each standing for those that were left out. Learning from a twentieth of the negatives loses little where they
/// are many (King and Zeng 2001, Political Analysis 9(2), 137-163).
pub(crate) fn thinned(pairs: &[JudgedPair], most: usize, seed: u64) -> (Vec<usize>, Vec<f64>) {
    let n_yes = pairs.iter().filter(|pair| pair.belongs).count();
    let (n_no, kept) = (pairs.len() - n_yes, most.max(5 * n_yes));
    if n_no <= kept {
        return ((0..pairs.len()).collect(), vec![1.0; pairs.len()]);
    }
    let mut random = ChaCha8Rng::seed_from_u64(random_start(seed));
    let mut is_kept = vec![false; n_no];
    sample(&mut random, n_no, kept)
        .into_iter()
        .for_each(|at| is_kept[at] = true);
    let mut is_kept = is_kept.into_iter();
    let importance = n_no as f64 / kept as f64;
    let chosen = pairs.iter().enumerate().filter_map(|(at, pair)| {
        let is_chosen = pair.belongs || is_kept.next().expect("one entry a negative");
        is_chosen.then_some((at, if pair.belongs { 1.0 } else { importance }))
    });
    chosen.unzip()
}

/// Another stream of random numbers than the folds of the same seed have.
fn random_start(seed: u64) -> u64 {
    ChaCha8Rng::seed_from_u64(seed).random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_negatives_that_stay_stand_for_all() {
        let pairs: Vec<JudgedPair> = (0..1_000)
            .map(|document| JudgedPair {
                document,
                label: 0,
                belongs: document % 100 == 0,
            })
            .collect();
        let (chosen, importances) = thinned(&pairs, 90, 1);
        assert_eq!(chosen.iter().filter(|&&at| pairs[at].belongs).count(), 10);
        assert_eq!(chosen.len(), 100);
        assert!((importances.iter().sum::<f64>() - 1_000.0).abs() < 1e-9);
        assert_eq!(thinned(&pairs, 90, 1).0, chosen);
        assert_eq!(thinned(&pairs, 5_000, 1).0.len(), 1_000);
    }
}
