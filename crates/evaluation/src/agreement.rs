//! How far two partitions, or two readers, agree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Agreement of two readers on questions with a few possible answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Questions that both answered.
    pub n: usize,
    /// Part on which they gave the same answer.
    pub observed: f64,
    /// Cohen's kappa (Cohen 1960, doi 10.1177/001316446002000104); `None` where both gave one
    /// and the same answer throughout, so that chance alone would make them agree.
    pub kappa: Option<f64>,
}

/// Agreement over pairs of answers of any categories; `None` without any.
pub fn agreement<T: Ord>(answers: &[(T, T)]) -> Option<Agreement> {
    if answers.is_empty() {
        return None;
    }
    let n = answers.len() as f64;
    let mut given: BTreeMap<&T, (f64, f64)> = BTreeMap::new();
    for (first, second) in answers {
        given.entry(first).or_default().0 += 1.0 / n;
        given.entry(second).or_default().1 += 1.0 / n;
    }
    let observed = answers.iter().filter(|(first, second)| first == second).count() as f64 / n;
    let chance: f64 = given.values().map(|(first, second)| first * second).sum();
    let kappa = (chance < 1.0).then(|| (observed - chance) / (1.0 - chance));
    Some(Agreement {
        n: answers.len(),
        observed,
        kappa,
    })
}

/// Adjusted Rand index of two partitions of the same things (Hubert and Arabie 1985,
/// doi 10.1007/BF01908075): 1 when equal, about 0 by chance, may be negative.
///
/// # Panics
/// When the partitions are of different lengths.
pub fn adjusted_rand_index(a: &[usize], b: &[usize]) -> f64 {
    let Contingency { cells, rows, columns } = Contingency::of(a, b);
    let pairs = |n: u64| (n * n.saturating_sub(1)) as f64 / 2.0;
    let index: f64 = cells.values().map(|&n| pairs(n)).sum();
    let (of_rows, of_columns) = (
        rows.values().map(|&n| pairs(n)).sum::<f64>(),
        columns.values().map(|&n| pairs(n)).sum::<f64>(),
    );
    let expected = of_rows * of_columns / pairs(a.len() as u64).max(1.0);
    let most = (of_rows + of_columns) / 2.0;
    if most == expected {
        1.0
    } else {
        (index - expected) / (most - expected)
    }
}

/// Adjusted mutual information of two partitions of the same things, by the mean of both entropies (Vinh, Epps and
/// Bailey 2010, Journal of Machine Learning Research 11): 1 when equal, about 0 by chance, may be negative.
///
/// # Panics
/// When the partitions are of different lengths.
pub fn adjusted_mutual_information(a: &[usize], b: &[usize]) -> f64 {
    let Contingency { cells, rows, columns } = Contingency::of(a, b);
    let n = a.len() as f64;
    let entropy = |sizes: &BTreeMap<usize, u64>| -> f64 {
        let shares = sizes.values().map(|&size| size as f64 / n);
        shares.map(|share| -share * share.ln()).sum()
    };
    let information: f64 = cells
        .iter()
        .map(|((row, column), &both)| both as f64 / n * (n * both as f64 / (rows[row] * columns[column]) as f64).ln())
        .sum();
    let expected = expected_information(&rows, &columns, a.len());
    let most = (entropy(&rows) + entropy(&columns)) / 2.0;
    if (most - expected).abs() < 1e-12 {
        1.0
    } else {
        (information - expected) / (most - expected)
    }
}

/// The mutual information of random partitions with groups of these sizes: over every pair of groups and every number that
/// they may share, by the hypergeometric distribution.
fn expected_information(rows: &BTreeMap<usize, u64>, columns: &BTreeMap<usize, u64>, n: usize) -> f64 {
    let mut ln_factorial = vec![0.0; n + 1];
    for i in 1..=n {
        ln_factorial[i] = ln_factorial[i - 1] + (i as f64).ln();
    }
    let ln = |i: u64| ln_factorial[i as usize];
    let n = n as u64;
    let mut expected = 0.0;
    for &row in rows.values() {
        for &column in columns.values() {
            let fixed = ln(row) + ln(column) + ln(n - row) + ln(n - column) - ln(n);
            for both in (row + column).saturating_sub(n).max(1)..=row.min(column) {
                let free = ln(both) + ln(row - both) + ln(column - both) + ln(n + both - row - column);
                let gain = (n as f64 * both as f64 / (row * column) as f64).ln();
                expected += both as f64 / n as f64 * gain * (fixed - free).exp();
            }
        }
    }
    expected
}

/// How many things are in each pair of groups, in each group of the first partition and in each of the second.
struct Contingency {
    cells: BTreeMap<(usize, usize), u64>,
    rows: BTreeMap<usize, u64>,
    columns: BTreeMap<usize, u64>,
}

impl Contingency {
    fn of(a: &[usize], b: &[usize]) -> Self {
        assert_eq!(a.len(), b.len(), "partitions of the same things");
        let (mut cells, mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (&x, &y) in a.iter().zip(b) {
            *cells.entry((x, y)).or_default() += 1;
            *rows.entry(x).or_default() += 1;
            *columns.entry(y).or_default() += 1;
        }
        Self { cells, rows, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sklearn.metrics.adjusted_rand_score` documents .57 for the second and .24 for the third.
    #[test]
    fn adjusted_rand_index_is_as_scikit_learn_documents_it() {
        for (a, b, expected) in [
            (vec![0, 0, 1, 1], vec![1, 1, 0, 0], 1.0),
            (vec![0, 0, 1, 2], vec![0, 0, 1, 1], 4.0 / 7.0),
            (vec![0, 0, 0, 1, 1, 1], vec![0, 0, 1, 1, 2, 2], 8.0 / 33.0),
            (vec![0, 0, 0, 0], vec![0, 1, 2, 3], 0.0),
        ] {
            assert!(
                (adjusted_rand_index(&a, &b) - expected).abs() < 1e-12,
                "{a:?} {b:?}: {}",
                adjusted_rand_index(&a, &b)
            );
        }
    }

    /// Values of `sklearn.metrics.adjusted_mutual_info_score` 1.9.1.
    #[test]
    fn adjusted_mutual_information_is_that_of_scikit_learn() {
        for (a, b, expected) in [
            (vec![0, 0, 1, 1], vec![1, 1, 0, 0], 1.0),
            (vec![0, 0, 0, 1, 1, 1], vec![0, 0, 1, 1, 2, 2], 0.2987924581708901),
            (
                vec![0, 0, 1, 2, 2, 2, 1, 0],
                vec![0, 1, 1, 2, 2, 0, 1, 0],
                0.31967265056964705,
            ),
            (vec![0, 0, 0, 0], vec![0, 1, 2, 3], 0.0),
            (vec![3, 3], vec![1, 1], 1.0),
        ] {
            let found = adjusted_mutual_information(&a, &b);
            assert!((found - expected).abs() < 1e-9, "{a:?} {b:?}: {found}");
        }
    }

    /// Twenty and fifteen agreements, five and ten disagreements: kappa .4 by hand.
    #[test]
    fn kappa_by_hand() {
        let mut answers = vec![(true, true); 20];
        answers.extend([(true, false); 5]);
        answers.extend([(false, true); 10]);
        answers.extend([(false, false); 15]);
        let found = agreement(&answers).unwrap();
        assert!((found.kappa.unwrap() - 0.4).abs() < 1e-12 && (found.observed - 0.7).abs() < 1e-12);
        assert_eq!(agreement(&[(true, true)]).unwrap().kappa, None);
        assert_eq!(agreement::<bool>(&[]), None);
    }
}
