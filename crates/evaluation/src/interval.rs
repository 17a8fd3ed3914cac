//! Intervals of proportions.

use serde::{Deserialize, Serialize};

/// The 95th percentile of the standard normal distribution: both ends of a 90 % interval.
const Z_90: f64 = 1.644_853_626_951_472_7;

/// A proportion with its 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The proportion found.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The proportion `successes / n` with Wilson's 90 % score interval (Wilson 1927,
/// doi 10.1080/01621459.1927.10502953); `None` when nothing was tried.
pub fn wilson(successes: usize, n: usize) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let (count, z2) = (n as f64, Z_90 * Z_90);
    let value = successes as f64 / count;
    let centre = (value + z2 / (2.0 * count)) / (1.0 + z2 / count);
    let half = Z_90 / (1.0 + z2 / count) * (value * (1.0 - value) / count + z2 / (4.0 * count * count)).sqrt();
    Some(Estimate {
        value,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The interval's ends solve (p − x)² = z² x (1 − x) / n for x; solved in Python as a quadratic.
    #[test]
    fn wilson_is_as_published() {
        for (successes, n, low, high) in WILSON_GOLDEN {
            let found = wilson(successes, n).unwrap();
            assert!(
                (found.low - low).abs() < 1e-9 && (found.high - high).abs() < 1e-9,
                "{successes}/{n}: {found:?}"
            );
        }
        assert_eq!(wilson(0, 0), None);
    }

    const WILSON_GOLDEN: [(usize, usize, f64, f64); 4] = [
        (0, 10, 0.000000000000, 0.212941970083),
        (7, 10, 0.441699795870, 0.873123416097),
        (50, 100, 0.418847796113, 0.581152203887),
        (1, 1, 0.269865948784, 1.000000000000),
    ];
}
