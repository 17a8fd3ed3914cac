//! How much each of several classifiers has to say: greedy ensemble selection on scores that are out of fold.

use crate::classifier::log_loss;
use crate::judged_pairs::JudgedPair;
use crate::platt::PlattScaling;

/// Rounds of the selection at most.
const MOST_ROUNDS: usize = 10;
/// A round has to gain this part of the log loss.
const LEAST_GAIN: f64 = 1e-4;

/// The part each candidate has in the mean of scores, summing to 1. `candidates` are log-odds of the judged pairs, in
/// their order.
///
/// Starting from none, the candidate joins that lowers the log loss of the mean most, and may join again; it ends when
/// none gains (Caruana et al. 2004, *Ensemble selection from libraries of models*, doi
/// 10.1145/1015330.1015432). Each mean is put on the scale of
/// probabilities by [`PlattScaling`] first, so that a candidate is not preferred for its scale.
pub(crate) fn parts(candidates: &[Vec<f64>], judged: &[JudgedPair]) -> Vec<f64> {
    if candidates.len() == 1 {
        return vec![1.0];
    }
    let mut rounds = vec![0.0; candidates.len()];
    let answers: Vec<bool> = judged.iter().map(|pair| pair.belongs).collect();
    let mut sum = vec![0.0; judged.len()];
    let mut lowest = f64::INFINITY;
    for round in 1..=MOST_ROUNDS {
        let losses = candidates.iter().map(|candidate| {
            let mean = sum
                .iter()
                .zip(candidate)
                .map(|(sum, score)| (sum + score) / round as f64);
            loss(&mean.collect::<Vec<f64>>(), judged, &answers)
        });
        let (loss, best) = losses
            .zip(0..)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .expect("there is a candidate");
        if loss > lowest * (1.0 - LEAST_GAIN) {
            break;
        }
        lowest = loss;
        rounds[best] += 1.0;
        sum.iter_mut()
            .zip(&candidates[best])
            .for_each(|(sum, score)| *sum += score);
    }
    let n_rounds: f64 = rounds.iter().sum();
    rounds.iter().map(|n| n / n_rounds).collect()
}

fn loss(scores: &[f64], judged: &[JudgedPair], answers: &[bool]) -> f64 {
    let scaling = PlattScaling::fit(scores, answers);
    let probabilities: Vec<f64> = scores.iter().map(|&score| scaling.probability(score)).collect();
    log_loss(&probabilities, judged)
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Two scores with noise of their own are best together; a third, pure noise, has nothing to say.
    #[test]
    fn who_knows_something_of_his_own_has_a_part() {
        let mut random = ChaCha8Rng::seed_from_u64(6);
        let mut candidates = vec![Vec::new(); 3];
        let mut judged = Vec::new();
        for document in 0..2_000 {
            let belongs = document % 2 == 0;
            let truth = if belongs { 1.0 } else { -1.0 };
            for (candidate, (scale, knows)) in candidates.iter_mut().zip([(1.0, 1.0), (5.0, 1.0), (1.0, 0.0)]) {
                let noise: f64 = (0..4).map(|_| random.random_range(-1.0..1.0)).sum();
                candidate.push(scale * (knows * truth + noise));
            }
            judged.push(JudgedPair {
                document,
                label: 0,
                belongs,
            });
        }
        let parts = parts(&candidates, &judged);
        assert!((parts.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(parts[0] > 0.5 && parts[1] > 0.05 && parts[2] < 0.2, "{parts:?}");
    }
}
