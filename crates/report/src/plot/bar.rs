//! A bar of core, periphery and unsure with its interval, and a judged rate as a point with its interval.

use crate::content::{Estimate, Sum};
use crate::edition::Edition;
use crate::numbers::drawn;

/// A bar in a table's row. Widths and places are percentages of the longest bar.
pub(crate) struct Bar {
    pub(crate) core: String,
    pub(crate) periphery: String,
    pub(crate) unsure: String,
    pub(crate) low: String,
    pub(crate) range: String,
    /// Whether it is longer than fits.
    pub(crate) cut: bool,
    pub(crate) sentence: String,
}

impl Bar {
    /// The bars of `sums` on one scale, which a few that are far longer than all others do not stretch.
    pub(crate) fn all<'s>(edition: &Edition<'_>, sums: impl Iterator<Item = &'s Sum> + Clone) -> Vec<Self> {
        let scale = scale(sums.clone().map(reach).collect());
        sums.map(|sum| Self::new(edition, sum, scale)).collect()
    }

    /// The bar of `sum` where `scale` fills the width.
    fn new(edition: &Edition<'_>, sum: &Sum, scale: f64) -> Self {
        let numbers = edition.numbers;
        let part = |number: f64| {
            if scale > 0.0 {
                (100.0 * number / scale).clamp(0.0, 100.0)
            } else {
                0.0
            }
        };
        let (low, high) = (part(sum.low), part(sum.high));
        let [core, shares] = [part(sum.core), part(sum.shares())];
        let said =
            [sum.shares(), sum.low, sum.high, sum.core, sum.periphery, sum.unsure].map(|sum| numbers.weighted(sum));
        Self {
            core: drawn(core),
            periphery: drawn(shares - core),
            unsure: drawn(part(sum.shares() + sum.unsure) - shares),
            cut: reach(sum) > scale,
            low: drawn(low),
            range: drawn((high - low).max(0.0)),
            sentence: edition.say(edition.texts.bar_sentence, &said.each_ref().map(String::as_str)),
        }
    }
}

/// How far a bar reaches, its unsure part and its interval included.
fn reach(sum: &Sum) -> f64 {
    sum.high.max(sum.shares() + sum.unsure)
}

/// The length that fills the width: the longest, or half as much again as the next where up to three are far longer.
fn scale(mut lengths: Vec<f64>) -> f64 {
    const FAR: f64 = 3.0;
    lengths.sort_by(|a, b| b.total_cmp(a));
    let few = (1..lengths.len().min(4))
        .rev()
        .find(|&at| lengths[at] > 0.0 && lengths[at - 1] > FAR * lengths[at]);
    match few {
        Some(at) => 1.5 * lengths[at],
        None => lengths.first().copied().unwrap_or(0.0),
    }
}

/// A judged rate between 0 and 1: an open circle on its interval.
pub(crate) struct Point {
    pub(crate) at: String,
    pub(crate) low: String,
    pub(crate) range: String,
    pub(crate) value: String,
    pub(crate) interval: String,
}

impl Point {
    pub(crate) fn new(edition: &Edition<'_>, estimate: &Estimate) -> Self {
        let (low, high) = (estimate.low.clamp(0.0, 1.0), estimate.high.clamp(0.0, 1.0));
        Self {
            at: drawn(100.0 * estimate.value.clamp(0.0, 1.0)),
            low: drawn(100.0 * low),
            range: drawn(100.0 * (high - low).max(0.0)),
            value: edition.numbers.decimal(estimate.value, 2),
            interval: edition.numbers.rate_range(estimate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_giants_do_not_flatten_the_rest() {
        assert_eq!(scale(vec![10.0, 300.0, 8.0, 12.0]), 18.0);
        assert_eq!(scale(vec![10.0, 20.0, 8.0]), 20.0);
        assert_eq!(
            (scale(vec![5.0]), scale(vec![5.0, 0.0]), scale(Vec::new())),
            (5.0, 5.0, 0.0)
        );
    }
}
