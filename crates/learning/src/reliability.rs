//! Do probabilities keep their word: reliability bins and the calibration error.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Probabilities held against what turned out to be true.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reliability {
    /// By rising probability, each of about as many documents.
    pub bins: Vec<ReliabilityBin>,
    /// Expected calibration error: mean over documents of |share of yes − mean probability| of their bin, in [0, 1].
    pub calibration_error: f64,
    /// The error that perfectly calibrated probabilities would show at this n: the mean over 200 imagined outcomes.
    pub noise_floor: f64,
}

/// Neighbours in probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// Documents.
    pub n: usize,
    /// Their mean probability.
    pub mean_probability: f64,
    /// The part that turned out yes.
    pub share_yes: f64,
}

/// Imagined outcomes behind the noise floor.
const N_OUTCOMES: usize = 200;

impl Reliability {
    /// Bins of equal counts (Nixon et al. 2019, arXiv 1904.01685). Without documents there is no bin and no error.
    ///
    /// # Panics
    /// When labels are not one a probability.
    pub fn of(probabilities: &[f64], labels: &[bool], n_bins: usize) -> Self {
        assert_eq!(probabilities.len(), labels.len(), "one label a probability");
        let mut pairs: Vec<(f64, bool)> = probabilities.iter().copied().zip(labels.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let bins = bins(&pairs, n_bins);
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let floors = (0..N_OUTCOMES).map(|_| {
            pairs
                .iter_mut()
                .for_each(|(p, label)| *label = random.random::<f64>() < *p);
            error(&self::bins(&pairs, n_bins))
        });
        Self {
            noise_floor: floors.sum::<f64>() / N_OUTCOMES as f64,
            calibration_error: error(&bins),
            bins,
        }
    }
}

fn bins(pairs: &[(f64, bool)], n_bins: usize) -> Vec<ReliabilityBin> {
    let n_bins = n_bins.clamp(1, pairs.len().max(1));
    let edge = |bin: usize| bin * pairs.len() / n_bins;
    (0..n_bins)
        .map(|bin| &pairs[edge(bin)..edge(bin + 1)])
        .filter(|bin| !bin.is_empty())
        .map(|bin| ReliabilityBin {
            n: bin.len(),
            mean_probability: bin.iter().map(|(p, _)| p).sum::<f64>() / bin.len() as f64,
            share_yes: bin.iter().filter(|(_, label)| *label).count() as f64 / bin.len() as f64,
        })
        .collect()
}

fn error(bins: &[ReliabilityBin]) -> f64 {
    let n: usize = bins.iter().map(|bin| bin.n).sum();
    let gaps = bins
        .iter()
        .map(|bin| bin.n as f64 * (bin.share_yes - bin.mean_probability).abs());
    if n == 0 { 0.0 } else { gaps.sum::<f64>() / n as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_as_counted_by_hand() {
        let report = Reliability::of(&[0.9, 0.1, 0.8, 0.2], &[true, false, false, false], 2);
        assert_eq!(report.bins[0].n, 2);
        assert!((report.bins[0].mean_probability - 0.15).abs() < 1e-12);
        assert_eq!(report.bins[1].share_yes, 0.5);
        assert!((report.calibration_error - (0.15 + 0.35) / 2.0).abs() < 1e-12);
        assert!(Reliability::of(&[], &[], 10).bins.is_empty());
    }

    #[test]
    fn calibrated_probabilities_lie_at_the_floor_and_others_above() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let honest: Vec<f64> = (0..5_000).map(|_| random.random()).collect();
        let labels: Vec<bool> = honest.iter().map(|p| random.random::<f64>() < *p).collect();
        let report = Reliability::of(&honest, &labels, 10);
        assert!(
            (report.calibration_error - report.noise_floor).abs() < 0.01,
            "{report:?}"
        );
        let bold: Vec<f64> = honest.iter().map(|p| if *p > 0.5 { 0.99 } else { 0.01 }).collect();
        assert!(Reliability::of(&bold, &labels, 10).calibration_error > 0.2);
    }
}
