//! A classifier of many labels over words, vectors and experts' queries together.

use embedding::Embeddings;
use serde::{Deserialize, Serialize};

use crate::design_matrix::JoinedRows;
use crate::ensemble::parts;
use crate::error::LearningError;
use crate::folds::folds;
use crate::judged_pairs::JudgedPair;
use crate::pair_features::PairFeatures;
use crate::parallel::in_parallel;
use crate::pooled_calibration::PooledCalibration;
use crate::scorer::{Scorer, ScorerFit, View};
use crate::sparse_rows::SparseRows;
use crate::threshold::{Decision, best_threshold};

/// How a classifier is learnt. Thresholds are chosen, and probabilities calibrated, out of fold, for the report on the other
/// folds than those it speaks of. The parts of the blends, a few numbers, are chosen on all folds at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classifier {
    /// Folds at most; 5 from 2,000 documents on, 3 from 20,000.
    pub n_folds: usize,
    /// Of folds and of draws.
    pub seed: u64,
    /// What is tried; the classifier is the mean of those that lower its log loss out of fold.
    pub blends: Vec<Blend>,
    /// Half the width of the band around a threshold in which a decision is `unsure`, in probability.
    pub band: f64,
    /// Threads; the result does not depend on them.
    #[serde(skip)]
    pub n_threads: usize,
}

/// How words and vectors are weighed against each other, and against the size of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Blend {
    /// Length of a document's vector; that of its words is 1. 0 leaves vectors out.
    pub vector_length: f32,
    /// Cost of errors.
    pub cost: f64,
}

/// What a classifier looks at, a row a document each.
#[derive(Debug, Clone, Copy)]
pub struct Observations<'a> {
    /// TF-IDF rows; no columns where words are not looked at.
    pub words: &'a SparseRows,
    /// Vectors; dimension 0 where there are none.
    pub vectors: &'a Embeddings,
    /// What experts' queries say of each label; none where no label has a query.
    pub pairs: Option<&'a PairFeatures>,
}

/// A classifier that has learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedClassifier {
    /// The labels, in order.
    pub labels: Vec<String>,
    /// The blends that it is the mean of, each with its part; the parts sum to 1.
    pub blends: Vec<(Blend, f64)>,
    /// Least probability of a yes, a label each.
    pub thresholds: Vec<f64>,
    /// Half the width of the band in which a decision is `unsure`.
    pub band: f64,
    pub(crate) scorer: Scorer,
    pub(crate) calibration: PooledCalibration,
}

/// What a classifier says of the documents that it learnt from when each is held out: the honest figures.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// The answers, by document, then label.
    pub judged: Vec<JudgedPair>,
    /// The probability of each answer's pair, by a classifier and a calibration that saw nothing of its fold.
    pub probabilities: Vec<f64>,
    /// The threshold of each pair, chosen on the other folds.
    pub thresholds: Vec<f64>,
    /// As `probabilities`, of every document with every label, `[documents, labels]`.
    pub of_documents: Vec<f64>,
}

/// Documents from which so many folds are enough.
const ENOUGH_FOLDS: [(usize, usize); 2] = [(2_000, 5), (20_000, 3)];
/// Answers from which the first blend is taken untried.
const MANY_PAIRS: usize = 500_000;

impl Default for Classifier {
    fn default() -> Self {
        let blend = |vector_length, cost| Blend { vector_length, cost };
        Self {
            n_folds: 10,
            seed: 1,
            blends: vec![blend(3.0, 1.0), blend(1.0, 1.0), blend(1.0, 10.0), blend(0.0, 10.0)],
            band: 0.05,
            n_threads: 1,
        }
    }
}

impl<'a> Observations<'a> {
    /// Words and vectors side by side, vectors of that length.
    fn view(&self, vector_length: f32, n_labels: usize) -> View<'a> {
        View {
            rows: JoinedRows::new(self.words, self.vectors, vector_length),
            pairs: self.pairs,
            n_labels,
        }
    }

    fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the blend looks at something that is there.
    fn has(&self, blend: &Blend) -> bool {
        let (words, vectors) = (self.words.n_columns() > 0, self.vectors.dimension() > 0);
        match blend.vector_length > 0.0 {
            true => vectors,
            false => words || !vectors,
        }
    }
}

impl Classifier {
    /// Learns from answers; `groups` (one a document) never lie in two folds. Answers about documents are in the order of
    /// the documents, one a pair.
    ///
    /// # Errors
    /// When all answers are the same, or those of all folds but one are.
    pub fn fit(
        &self,
        labels: Vec<String>,
        observations: Observations<'_>,
        judged: &[JudgedPair],
        groups: &[usize],
    ) -> Result<(TrainedClassifier, HeldOut), LearningError> {
        assert!(judged.is_sorted(), "answers in the order of documents");
        if let Some(error) = one_class(judged) {
            return Err(error);
        }
        let folds = self.folds(judged, groups);
        let n_labels = labels.len();
        let usable: Vec<Blend> = self
            .blends
            .iter()
            .copied()
            .filter(|blend| observations.has(blend))
            .collect();
        let tried = if judged.len() > MANY_PAIRS {
            &usable[..1]
        } else {
            &usable[..]
        };
        let scores = tried.iter().map(|&blend| {
            let view = observations.view(blend.vector_length, n_labels);
            self.held_out_scores(view, blend, judged, &folds)
        });
        let scores = scores.collect::<Result<Vec<Vec<f64>>, LearningError>>()?;
        let of_judged: Vec<Vec<f64>> = scores.iter().map(|of| of_pairs(of, n_labels, judged)).collect();
        let parts = parts(&of_judged, judged);
        let scores = weighted_sum(&scores, &parts);
        let held_out = self.held_out(&scores, n_labels, judged, &folds)?;
        let blends = tried.iter().copied().zip(parts).filter(|(_, part)| *part > 0.0);
        let blends: Vec<(Blend, f64)> = blends.collect();
        let trained = TrainedClassifier {
            thresholds: thresholds(n_labels, judged, &held_out.probabilities, |_| true),
            band: self.band,
            calibration: PooledCalibration::fit(&scores, n_labels, judged, self.seed)?,
            scorer: self.scorer(&blends, observations, n_labels, judged)?,
            blends,
            labels,
        };
        Ok((trained, held_out))
    }

    /// The mean of the blends' scorers, for vectors of length 1.
    fn scorer(
        &self,
        blends: &[(Blend, f64)],
        observations: Observations<'_>,
        n_labels: usize,
        judged: &[JudgedPair],
    ) -> Result<Scorer, LearningError> {
        let n_words = observations.words.n_columns();
        let fitted = blends.iter().map(|&(blend, part)| {
            let view = observations.view(blend.vector_length, n_labels);
            let scorer = self.scorer_fit(blend).fit(view, judged)?;
            Ok((part, scorer.for_unit_vectors(n_words, blend.vector_length)))
        });
        Ok(Scorer::mean(&fitted.collect::<Result<Vec<_>, LearningError>>()?))
    }

    fn scorer_fit(&self, blend: Blend) -> ScorerFit {
        ScorerFit {
            cost: blend.cost,
            n_threads: self.n_threads,
            seed: self.seed,
        }
    }

    /// The fold of each document: groups together, documents with a yes spread evenly.
    fn folds(&self, judged: &[JudgedPair], groups: &[usize]) -> Vec<usize> {
        let mut has_yes = vec![false; groups.len()];
        judged
            .iter()
            .filter(|pair| pair.belongs)
            .for_each(|pair| has_yes[pair.document] = true);
        let enough = ENOUGH_FOLDS.iter().rfind(|(n, _)| groups.len() >= *n);
        let n_folds = enough.map_or(self.n_folds, |(_, enough)| self.n_folds.min(*enough));
        folds(groups, &has_yes, n_folds.max(2), self.seed)
    }

    /// Log-odds `[documents, labels]`, each by a scorer that did not see the document's group.
    fn held_out_scores(
        &self,
        view: View<'_>,
        blend: Blend,
        judged: &[JudgedPair],
        folds: &[usize],
    ) -> Result<Vec<f64>, LearningError> {
        let mut scores = vec![0.0; folds.len() * view.n_labels];
        for fold in 0..folds.iter().max().map_or(0, |last| last + 1) {
            let inside: Vec<usize> = (0..folds.len()).filter(|&document| folds[document] == fold).collect();
            if inside.is_empty() {
                continue;
            }
            let outside = but(judged, folds, fold);
            let scorer = self.scorer_fit(blend).fit(view, &outside)?;
            let found = scorer.scores(view, &inside, self.n_threads);
            for (document, found) in inside.iter().zip(found.chunks(view.n_labels)) {
                scores[document * view.n_labels..(document + 1) * view.n_labels].copy_from_slice(found);
            }
        }
        Ok(scores)
    }

    /// Calibration and thresholds from the other folds, for each fold.
    fn held_out(
        &self,
        scores: &[f64],
        n_labels: usize,
        judged: &[JudgedPair],
        folds: &[usize],
    ) -> Result<HeldOut, LearningError> {
        let n_folds = folds.iter().max().map_or(0, |last| last + 1);
        let fitted =
            (0..n_folds).map(|fold| PooledCalibration::fit(scores, n_labels, &but(judged, folds, fold), self.seed));
        let calibrations = fitted.collect::<Result<Vec<PooledCalibration>, LearningError>>()?;
        let of_documents: Vec<f64> = scores
            .chunks(n_labels)
            .zip(folds)
            .flat_map(|(of_document, &fold)| calibrations[fold].probabilities(of_document))
            .collect();
        let probabilities = of_pairs(&of_documents, n_labels, judged);
        let by_fold: Vec<Vec<f64>> = in_parallel(n_folds, self.n_threads, |fold| {
            thresholds(n_labels, judged, &probabilities, |pair| folds[pair.document] != fold)
        });
        Ok(HeldOut {
            judged: judged.to_vec(),
            thresholds: judged
                .iter()
                .map(|pair| by_fold[folds[pair.document]][pair.label])
                .collect(),
            probabilities,
            of_documents,
        })
    }
}

fn but(judged: &[JudgedPair], folds: &[usize], fold: usize) -> Vec<JudgedPair> {
    judged
        .iter()
        .copied()
        .filter(|pair| folds[pair.document] != fold)
        .collect()
}

/// The best threshold of each label on the pairs that `is_in` takes.
fn thresholds(
    n_labels: usize,
    judged: &[JudgedPair],
    probabilities: &[f64],
    is_in: impl Fn(&JudgedPair) -> bool,
) -> Vec<f64> {
    let mut of_label: Vec<(Vec<f64>, Vec<bool>)> = vec![Default::default(); n_labels];
    for (pair, &probability) in judged.iter().zip(probabilities).filter(|(pair, _)| is_in(pair)) {
        of_label[pair.label].0.push(probability);
        of_label[pair.label].1.push(pair.belongs);
    }
    of_label
        .iter()
        .map(|(probabilities, answers)| best_threshold(probabilities, answers))
        .collect()
}

/// Where the answers are all the same: how many there are and what they say.
fn one_class(judged: &[JudgedPair]) -> Option<LearningError> {
    let is_relevant = judged.iter().any(|pair| pair.belongs);
    judged
        .iter()
        .all(|pair| pair.belongs == is_relevant)
        .then_some(LearningError::OneClass {
            n: judged.len(),
            is_relevant,
        })
}

/// The sum of rows of numbers, each times its part.
fn weighted_sum(rows: &[Vec<f64>], parts: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; rows[0].len()];
    for (row, part) in rows.iter().zip(parts).filter(|(_, part)| **part > 0.0) {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += part * value);
    }
    sum
}

/// The entries of `[documents, labels]` that have an answer.
fn of_pairs(of_documents: &[f64], n_labels: usize, judged: &[JudgedPair]) -> Vec<f64> {
    judged
        .iter()
        .map(|pair| of_documents[pair.document * n_labels + pair.label])
        .collect()
}

/// Mean of −ln of the probability given to what turned out; probabilities are kept off 0 and 1.
pub(crate) fn log_loss(probabilities: &[f64], judged: &[JudgedPair]) -> f64 {
    let losses = probabilities.iter().zip(judged).map(|(&probability, pair)| {
        let probability = probability.clamp(1e-12, 1.0 - 1e-12);
        -(if pair.belongs { probability } else { 1.0 - probability }).ln()
    });
    losses.sum::<f64>() / judged.len().max(1) as f64
}

impl TrainedClassifier {
    /// The probabilities of every label for every document, `[documents, labels]`.
    ///
    /// # Panics
    /// When the observations have other columns than those it learnt from.
    pub fn probabilities(&self, observations: Observations<'_>, n_threads: usize) -> Vec<f64> {
        let view = observations.view(1.0, self.labels.len());
        let documents: Vec<usize> = (0..observations.len()).collect();
        let scores = self.scorer.scores(view, &documents, n_threads);
        self.calibration.of_documents(&scores, self.labels.len())
    }

    /// What a probability of a label leads to.
    pub fn decision(&self, label: usize, probability: f64) -> Decision {
        Decision::of(probability, self.thresholds[label], self.band)
    }

    /// How many labels each document gets, of probabilities `[documents, labels]`.
    pub(crate) fn labels_given(&self, probabilities: &[f64]) -> Vec<f32> {
        let given = |of_document: &[f64]| {
            of_document
                .iter()
                .zip(&self.thresholds)
                .filter(|(p, least)| p >= least)
                .count()
        };
        probabilities
            .chunks(self.labels.len().max(1))
            .map(|of_document| given(of_document) as f32)
            .collect()
    }

    /// What a hit or a likeness is worth for every label, in the order of [`PairFeatures`].
    pub fn shared_weights(&self) -> &[f64] {
        &self.scorer.shared.weights
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Documents with a vector that points to one of four labels, with noise; the fifth label is noise.
    fn planted(n: usize) -> (Embeddings, Vec<JudgedPair>) {
        let mut random = ChaCha8Rng::seed_from_u64(9);
        let (mut vectors, mut judged) = (Embeddings::new(6), Vec::new());
        for document in 0..n {
            let subject = random.random_range(0..5usize);
            let row: Vec<f32> = (0..6)
                .map(|at| f32::from(u8::from(at == subject)) + random.random_range(-0.4..0.4))
                .collect();
            vectors.push(Some(&row));
            judged.extend((0..4).map(|label| JudgedPair {
                document,
                label,
                belongs: label == subject,
            }));
        }
        (vectors, judged)
    }

    fn labels() -> Vec<String> {
        (0..4).map(|label| format!("label {label}")).collect()
    }

    #[test]
    fn planted_labels_are_found_whatever_the_threads() {
        let (vectors, judged) = planted(300);
        let mut words = SparseRows::new(0);
        (0..300).for_each(|_| words.push([]));
        let observations = Observations {
            words: &words,
            vectors: &vectors,
            pairs: None,
        };
        let groups: Vec<usize> = (0..300).collect();
        let fit = |n_threads| {
            let settings = Classifier {
                n_threads,
                ..Classifier::default()
            };
            settings.fit(labels(), observations, &judged, &groups).unwrap()
        };
        let (trained, held_out) = fit(1);
        let right = held_out
            .judged
            .iter()
            .zip(&held_out.probabilities)
            .zip(&held_out.thresholds);
        let right = right
            .filter(|((pair, p), threshold)| (**p >= **threshold) == pair.belongs)
            .count();
        assert!(right as f64 / held_out.judged.len() as f64 > 0.95, "{right}");
        assert_eq!((trained.clone(), held_out), fit(3));
        let probabilities = trained.probabilities(observations, 1);
        assert_eq!(probabilities, trained.probabilities(observations, 2));
        assert_eq!(probabilities.len(), 1_200);
    }

    /// Labels that are pure noise: honest figures cannot be better than chance.
    #[test]
    fn noise_teaches_nothing() {
        let (vectors, mut judged) = planted(400);
        let mut random = ChaCha8Rng::seed_from_u64(3);
        judged
            .iter_mut()
            .for_each(|pair| pair.belongs = random.random::<f64>() < 0.3);
        let mut words = SparseRows::new(0);
        (0..400).for_each(|_| words.push([]));
        let observations = Observations {
            words: &words,
            vectors: &vectors,
            pairs: None,
        };
        let groups: Vec<usize> = (0..400).collect();
        let (_, held_out) = Classifier::default()
            .fit(labels(), observations, &judged, &groups)
            .unwrap();
        let chance = -(0.3 * 0.3f64.ln() + 0.7 * 0.7f64.ln());
        assert!(log_loss(&held_out.probabilities, &judged) > chance - 0.01);
    }
}
