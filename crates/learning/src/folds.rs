//! Scores of documents by classifiers that have not seen them.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

use crate::error::LearningError;
use crate::linear_model::LinearModel;
use crate::sparse_rows::SparseRows;

/// The fold of each document, 0 to k − 1: the same for documents of one group (near-copies, one project), groups dealt
/// so that the folds have about as many relevant documents, then about as many documents.
///
/// # Panics
/// When groups and labels are not one a document, or `k` is 0.
pub fn folds(groups: &[usize], labels: &[bool], k: usize, seed: u64) -> Vec<usize> {
    assert_eq!(groups.len(), labels.len(), "one group and one label a document");
    assert!(k > 0, "there is at least one fold");
    let mut sizes: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (group, label) in groups.iter().zip(labels) {
        let size = sizes.entry(*group).or_default();
        size.0 += usize::from(*label);
        size.1 += 1;
    }
    let mut order: Vec<(usize, (usize, usize))> = sizes.into_iter().collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let mut filled = vec![(0, 0); k];
    let mut fold_of = BTreeMap::new();
    for (group, (n_yes, n)) in order {
        let key = |fold: &usize| if n_yes > 0 { filled[*fold] } else { (filled[*fold].1, 0) };
        let fold = (0..k).min_by_key(key).expect("there is a fold");
        filled[fold].0 += n_yes;
        filled[fold].1 += n;
        fold_of.insert(group, fold);
    }
    groups.iter().map(|group| fold_of[group]).collect()
}

/// The score of each document by the model that `fit` learns from the documents of the other folds. Calibrate on these.
///
/// # Errors
/// Those of `fit`.
pub fn out_of_fold_scores(
    rows: &SparseRows,
    labels: &[bool],
    folds: &[usize],
    fit: impl Fn(&SparseRows, &[bool]) -> Result<LinearModel, LearningError>,
) -> Result<Vec<f64>, LearningError> {
    let mut scores = vec![0.0; rows.len()];
    for fold in 0..folds.iter().max().map_or(0, |last| last + 1) {
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|&index| folds[index] == fold);
        if inside.is_empty() {
            continue;
        }
        let outside_labels: Vec<bool> = outside.iter().map(|&index| labels[index]).collect();
        let model = fit(&rows.select(&outside), &outside_labels)?;
        inside
            .iter()
            .for_each(|&index| scores[index] = model.score(rows.row(index)));
    }
    Ok(scores)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistic::Logistic;

    #[test]
    fn groups_stay_together_and_folds_are_even() {
        let groups: Vec<usize> = (0..100).map(|index| index / 2).collect();
        let labels: Vec<bool> = (0..100).map(|index| index < 20).collect();
        let folds = folds(&groups, &labels, 5, 1);
        assert!(folds.chunks(2).all(|pair| pair[0] == pair[1]));
        for fold in 0..5 {
            let of = |index: &usize| folds[*index] == fold;
            assert_eq!((0..100).filter(of).count(), 20);
            assert_eq!((0..20).filter(of).count(), 4);
        }
    }

    /// Every document has a column of its own: only a model that saw it can know it.
    #[test]
    fn no_score_comes_from_its_own_label() {
        let mut rows = SparseRows::new(40);
        (0..40).for_each(|index| rows.push([(index, 1.0)]));
        let labels: Vec<bool> = (0..40).map(|index| index % 2 == 0).collect();
        let groups: Vec<usize> = (0..40).collect();
        let fit = |rows: &SparseRows, labels: &[bool]| Logistic::default().fit(rows, labels, None);
        let scores = out_of_fold_scores(&rows, &labels, &folds(&groups, &labels, 4, 1), fit).unwrap();
        assert!(scores.iter().all(|score| score.abs() < 1e-6), "{scores:?}");
    }
}
