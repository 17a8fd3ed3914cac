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
    assert_eq!(a.len(), b.len(), "partitions of the same things");
    let mut cells: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let (mut rows, mut columns) = (BTreeMap::<usize, u64>::new(), BTreeMap::<usize, u64>::new());
    for (&x, &y) in a.iter().zip(b) {
        *cells.entry((x, y)).or_default() += 1;
        *rows.entry(x).or_default() += 1;
        *columns.entry(y).or_default() += 1;
    }
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
