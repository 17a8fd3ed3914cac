//! A new classifier against the one before, on the same answers, each held out from both.

use std::collections::HashMap;
use std::path::Path;

use learning::{HeldOut, JudgedPair};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::error::StudyError;

/// F1 of both over the pairs that both know.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Pairs of document and label.
    pub n_pairs: usize,
    /// Of the classifier before.
    pub f1_before: f64,
    /// Of the new one.
    pub f1: f64,
    /// 90 % interval of the difference, documents resampled.
    pub difference_low: f64,
    /// Its upper end.
    pub difference_high: f64,
    /// Part of the resamplings in which the new one is worse.
    pub share_worse: f64,
}

/// Decisions on one pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TwoDecisions {
    pub document: usize,
    pub belongs: bool,
    pub before: bool,
    pub now: bool,
}

/// What a classifier said of a pair when it was held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct KeptDecision {
    pub probability: f64,
    pub threshold: f64,
}

/// Held-out decisions by document and label.
pub(crate) type KeptDecisions = HashMap<(String, String), KeptDecision>;

const RESAMPLINGS: usize = 1_000;
/// A lower F1 counts as worse when so many resamplings agree.
const AGREED: f64 = 0.8;

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    found: u32,
    decided: u32,
    yes: u32,
}

impl Counts {
    fn add(&mut self, decided: bool, belongs: bool) {
        self.found += u32::from(decided && belongs);
        self.decided += u32::from(decided);
        self.yes += u32::from(belongs);
    }

    fn f1(all: impl Iterator<Item = Self>) -> f64 {
        let (found, both) = all.fold((0, 0), |sum, one| (sum.0 + one.found, sum.1 + one.decided + one.yes));
        if both == 0 {
            0.0
        } else {
            2.0 * f64::from(found) / f64::from(both)
        }
    }
}

impl Comparison {
    /// Of pairs in the order of documents; `None` without any.
    pub(crate) fn of(pairs: &[TwoDecisions], seed: u64) -> Option<Self> {
        let documents: Vec<(Counts, Counts)> = pairs
            .chunk_by(|a, b| a.document == b.document)
            .map(|of_document| {
                let mut counts = (Counts::default(), Counts::default());
                for pair in of_document {
                    counts.0.add(pair.before, pair.belongs);
                    counts.1.add(pair.now, pair.belongs);
                }
                counts
            })
            .collect();
        if documents.is_empty() {
            return None;
        }
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut differences: Vec<f64> = (0..RESAMPLINGS)
            .map(|_| {
                let drawn: Vec<usize> = (0..documents.len())
                    .map(|_| random.random_range(0..documents.len()))
                    .collect();
                let before = Counts::f1(drawn.iter().map(|&at| documents[at].0));
                Counts::f1(drawn.iter().map(|&at| documents[at].1)) - before
            })
            .collect();
        differences.sort_by(f64::total_cmp);
        Some(Self {
            n_pairs: pairs.len(),
            f1_before: Counts::f1(documents.iter().map(|both| both.0)),
            f1: Counts::f1(documents.iter().map(|both| both.1)),
            difference_low: differences[RESAMPLINGS / 20],
            difference_high: differences[RESAMPLINGS - 1 - RESAMPLINGS / 20],
            share_worse: differences.partition_point(|difference| *difference < 0.0) as f64 / RESAMPLINGS as f64,
        })
    }

    /// Whether the new one is worse beyond what chance makes likely.
    pub fn is_worse(&self) -> bool {
        self.f1 < self.f1_before && self.share_worse >= AGREED
    }
}

/// Writes held-out decisions as CSV.
pub(crate) fn write_held_out(
    path: &Path,
    held_out: &HeldOut,
    ids: &[&str],
    labels: &[String],
) -> Result<(), StudyError> {
    let failed = |error: csv::Error| StudyError::file(path, error);
    let mut writer = csv::Writer::from_path(path).map_err(failed)?;
    writer
        .write_record(["document_id", "label", "belongs", "probability", "threshold"])
        .map_err(failed)?;
    for (
        at,
        JudgedPair {
            document,
            label,
            belongs,
        },
    ) in held_out.judged.iter().enumerate()
    {
        let (probability, threshold) = (
            held_out.probabilities[at].to_string(),
            held_out.thresholds[at].to_string(),
        );
        let belongs = if *belongs { "yes" } else { "no" };
        let row = [
            ids[*document],
            labels[*label].as_str(),
            belongs,
            &probability,
            &threshold,
        ];
        writer.write_record(row).map_err(failed)?;
    }
    writer.flush().map_err(|error| StudyError::file(path, error))
}

/// Reads what [`write_held_out`] wrote.
pub(crate) fn read_held_out(path: &Path) -> Result<KeptDecisions, StudyError> {
    let failed = |error: csv::Error| StudyError::file(path, error);
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let rows = reader.deserialize::<(String, String, String, f64, f64)>();
    rows.map(|row| {
        let (document, label, _, probability, threshold) = row.map_err(failed)?;
        Ok(((document, label), KeptDecision { probability, threshold }))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(is_right_before: impl Fn(usize) -> bool, is_right_now: impl Fn(usize) -> bool) -> Vec<TwoDecisions> {
        let pair = |document: usize| {
            let belongs = document.is_multiple_of(2);
            TwoDecisions {
                document,
                belongs,
                before: belongs == is_right_before(document),
                now: belongs == is_right_now(document),
            }
        };
        (0..200).map(pair).collect()
    }

    #[test]
    fn much_worse_is_worse_and_chance_is_not() {
        let much = Comparison::of(&pairs(|_| true, |at| at % 3 > 0), 1).unwrap();
        assert!(
            much.is_worse() && much.f1_before == 1.0 && much.difference_high < 0.0,
            "{much:?}"
        );
        let swapped = Comparison::of(&pairs(|at| at != 7, |at| at != 8), 1).unwrap();
        assert!(!swapped.is_worse(), "{swapped:?}");
        let better = Comparison::of(&pairs(|at| at % 3 > 0, |_| true), 1).unwrap();
        assert!(!better.is_worse() && better.share_worse == 0.0);
        assert_eq!(Comparison::of(&[], 1), None);
    }
}
