//! Learns a pair classifier from labels, and says how good it is on documents it has not seen.
//!
//! The rules were sharpened on the same labels, so on these documents they look better than they are. Left alone, the
//! model would trust them too much. So it learns from copies of the labelled documents in which the rules are as bad as
//! they are elsewhere ([`PairTraining::unseen`]): of pairs that belong, some lose what the rules found; pairs that do not
//! belong and that rules attribute weigh more. All figures and the calibration come from such copies, out of fold.

use catalogue::Catalogue;
use corpus::Document;
use embedding::Embeddings;
use learning::{LearningError, LinearModel, Logistic, SparseRows, folds};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::finding::Finding;
use crate::pair_classifier::{PairClassifier, Weighing, by_catalogue, feature_names, sparse};
use crate::pair_features::{EvidenceGroup, FEATURES, PairRow, ProfileScores, pair_rows};
use crate::pair_figures::{JudgedPair, PairFigures, RuleFigures, best_threshold};
use crate::profile::{ProfileLearning, Profiles};
use crate::rule_loss::{Counted, Loss, likely};
use crate::rule_set::RuleSet;

/// How a pair classifier is learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct PairTraining {
    /// Its name.
    pub name: String,
    /// Id and SHA-256 of the model that made the vectors.
    pub embedding: (String, String),
    /// How profiles are learnt.
    pub profiles: ProfileLearning,
    /// C of the logistic regression over features of variance 1.
    pub cost: f64,
    /// How good the rules are on documents that they were not sharpened on; `None`: as good as on the labelled ones.
    pub unseen: Option<RuleFigures>,
    /// Copies of the labelled documents, each losing other findings.
    pub copies: usize,
    /// Parts of the cross-validation.
    pub folds: usize,
    /// The part of the threshold from which a pair is unsure.
    pub unsure_from: f64,
    /// Start of all random numbers.
    pub seed: u64,
}

/// What readers said of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledDocument {
    /// The same for near-copies.
    pub group: usize,
    /// For each ecosystem of the catalogue whether it belongs; `None` where that is open.
    pub answers: Vec<Option<bool>>,
}

/// All that does not depend on which evidence is used.
pub struct PairLearning {
    training: PairTraining,
    catalogue_sha256: String,
    profiles: Profiles,
    labelled: Vec<Known>,
    /// The fold of each of them.
    folds: Vec<usize>,
    seen: RuleFigures,
    loss: Loss,
}

/// How good the classifier is, out of fold, on copies in which rules are as bad as on unseen documents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairReport {
    /// Labelled documents.
    pub n_documents: usize,
    /// Pairs that belong.
    pub n_belonging: usize,
    /// The rules on the labelled documents, as they are.
    pub rules_seen: RuleFigures,
    /// The rules on the copies, at .5.
    pub rules: PairFigures,
    /// The least probability that attributes: the best F1.
    pub threshold: f64,
    /// The classifier, folds by document.
    pub classifier: PairFigures,
    /// The classifier at .5.
    pub at_half: PairFigures,
    /// The classifier on ecosystems of which it saw no label, so without profiles; folds by ecosystem.
    pub unlabelled_ecosystems: PairFigures,
    /// The classifier without profiles.
    pub rules_alone: PairFigures,
}

struct Known {
    document: Document,
    findings: Vec<Finding>,
    scores: Vec<Option<ProfileScores>>,
    answers: Vec<Option<bool>>,
}

/// Judged pairs of all copies.
struct Pairs {
    rows: SparseRows,
    labels: Vec<bool>,
    weights: Vec<f64>,
    /// Place of the document among the labelled ones, and of the ecosystem.
    places: Vec<(usize, usize)>,
    by_rules: Vec<f64>,
}

impl PairTraining {
    /// Looks at the labelled documents by rules and by profiles. The profiles that are kept learn from all of them; what
    /// the model learns from is scored by profiles of the other folds.
    ///
    /// # Errors
    /// When an ecosystem has every document of a fold.
    ///
    /// # Panics
    /// When documents, vectors and labelled documents are not as many.
    pub fn prepare(
        &self,
        catalogue: &Catalogue,
        documents: Vec<Document>,
        embeddings: &Embeddings,
        labelled: Vec<LabelledDocument>,
    ) -> Result<PairLearning, LearningError> {
        let rules = RuleSet::compile(catalogue);
        let mut attributor = rules.attributor(0.5);
        let ids: Vec<String> = (0..rules.n_ecosystems())
            .map(|place| rules.id(place).to_owned())
            .collect();
        let folds = self.folds_of(&labelled);
        let everyone: Vec<usize> = (0..labelled.len()).collect();
        let profiles_of = |of: &[usize]| {
            let texts: Vec<Document> = of.iter().map(|&one| documents[one].clone()).collect();
            let answers: Vec<&[Option<bool>]> = of.iter().map(|&one| &labelled[one].answers[..]).collect();
            self.profiles.fit(&texts, &embeddings.select(of), &answers, &ids)
        };
        let mut scores = vec![Vec::new(); labelled.len()];
        for fold in 0..self.folds {
            let (inside, outside): (Vec<usize>, Vec<usize>) = everyone.iter().partition(|&&one| folds[one] == fold);
            let profiles = profiles_of(&outside)?;
            let known = profiles.places(ids.iter().map(String::as_str));
            for one in inside {
                let of_one = profiles.scores(&documents[one..=one], &[embeddings.row(one)]).remove(0);
                scores[one] = by_catalogue(&known, of_one.as_deref());
            }
        }
        let profiles = profiles_of(&everyone)?;
        let labelled: Vec<Known> = documents
            .into_iter()
            .zip(labelled)
            .zip(scores)
            .map(|((document, one), scores)| Known {
                findings: attributor.findings(&document),
                scores,
                answers: one.answers,
                document,
            })
            .collect();
        let mut seen = Counted::default();
        for known in &labelled {
            seen.add(&known.findings, &known.answers);
        }
        Ok(PairLearning {
            training: self.clone(),
            catalogue_sha256: catalogue.sha256.clone(),
            profiles,
            loss: seen.loss(self.unseen),
            seen: seen.figures(),
            labelled,
            folds,
        })
    }

    fn folds_of(&self, labelled: &[LabelledDocument]) -> Vec<usize> {
        let groups: Vec<usize> = labelled.iter().map(|one| one.group).collect();
        let belongs: Vec<bool> = labelled.iter().map(|one| one.answers.contains(&Some(true))).collect();
        folds(&groups, &belongs, self.folds, self.seed)
    }
}

impl PairLearning {
    /// Learns from these groups of evidence, and judges out of fold.
    ///
    /// # Errors
    /// When no labelled pair belongs, or all do.
    pub fn fit(&self, groups: &[EvidenceGroup]) -> Result<(PairClassifier, PairReport), LearningError> {
        let rules_only: Vec<EvidenceGroup> = groups.iter().copied().filter(|group| !group.is_of_profile()).collect();
        let (pairs, rules_pairs) = (self.pairs(groups), self.pairs(&rules_only));
        let by_ecosystem: Vec<usize> = rules_pairs
            .places
            .iter()
            .map(|(_, place)| place % self.training.folds)
            .collect();
        let (with_profile, judged) = self.learn(&pairs, &self.by_document(&pairs))?;
        let (rules_alone, judged_alone) = self.learn(&rules_pairs, &self.by_document(&rules_pairs))?;
        let (_, judged_elsewhere) = self.learn(&rules_pairs, &by_ecosystem)?;
        let threshold = best_threshold(&judged);
        let of_rules: Vec<JudgedPair> = pairs.judged(pairs.by_rules.iter().copied());
        let report = PairReport {
            n_documents: self.labelled.len(),
            n_belonging: self
                .labelled
                .iter()
                .flat_map(|k| &k.answers)
                .filter(|a| **a == Some(true))
                .count(),
            rules_seen: self.seen,
            rules: PairFigures::of(&of_rules, 0.5),
            threshold,
            classifier: PairFigures::of(&judged, threshold),
            at_half: PairFigures::of(&judged, 0.5),
            unlabelled_ecosystems: PairFigures::of(&judged_elsewhere, threshold),
            rules_alone: PairFigures::of(&judged_alone, threshold),
        };
        let weighing = Weighing {
            name: self.training.name.clone(),
            embedding: self.training.embedding.clone(),
            catalogue_sha256: self.catalogue_sha256.clone(),
            features: feature_names(),
            with_profile,
            rules_alone,
            threshold,
            unsure_from: self.training.unsure_from,
            labels_near: labels_near(&judged, self.training.copies),
        };
        let classifier = PairClassifier {
            weighing,
            profiles: self.profiles.clone(),
            sha256: String::new(),
        };
        Ok((classifier, report))
    }

    /// The rows of every copy, with 0 for each feature that needs another group; with profiles only pairs that have one.
    fn pairs(&self, groups: &[EvidenceGroup]) -> Pairs {
        let is_used = FEATURES.map(|(_, needed)| needed.iter().all(|group| groups.contains(group)));
        let by_profile = groups.iter().any(EvidenceGroup::is_of_profile);
        let mut random = ChaCha8Rng::seed_from_u64(self.training.seed);
        let mut pairs = Pairs {
            rows: SparseRows::new(FEATURES.len()),
            labels: Vec::new(),
            weights: Vec::new(),
            places: Vec::new(),
            by_rules: Vec::new(),
        };
        let mut rows: Vec<PairRow> = Vec::new();
        for _ in 0..self.training.copies {
            for (place, known) in self.labelled.iter().enumerate() {
                let findings = self.loss.applied(&known.findings, &known.answers, &mut random);
                let found = likely(&findings);
                let described = pair_rows(&known.document, &findings, &known.scores);
                for (ecosystem, (mut row, answer)) in described.into_iter().zip(&known.answers).enumerate() {
                    let Some(belongs) = *answer else { continue };
                    if by_profile && known.scores[ecosystem].is_none() {
                        continue;
                    }
                    row.iter_mut()
                        .zip(is_used)
                        .for_each(|(value, used)| *value *= f64::from(used));
                    let is_found = found.contains(&ecosystem);
                    let is_false = is_found && !belongs;
                    pairs.labels.push(belongs);
                    pairs.weights.push(if is_false { self.loss.false_weight } else { 1.0 });
                    pairs.places.push((place, ecosystem));
                    pairs.by_rules.push(f64::from(is_found));
                    rows.push(row);
                }
            }
        }
        pairs.rows = sparse(rows.into_iter());
        pairs
    }

    fn by_document(&self, pairs: &Pairs) -> Vec<usize> {
        pairs.places.iter().map(|(document, _)| self.folds[*document]).collect()
    }

    /// The model from all pairs, calibrated on scores out of fold, and the probabilities out of fold.
    fn learn(&self, pairs: &Pairs, folds: &[usize]) -> Result<(LinearModel, Vec<JudgedPair>), LearningError> {
        let everything: Vec<usize> = (0..folds.len()).collect();
        let mut scores = vec![0.0; folds.len()];
        for fold in 0..self.training.folds {
            let (inside, outside): (Vec<usize>, Vec<usize>) = everything.iter().partition(|&&pair| folds[pair] == fold);
            let model = self.fitted(pairs, &outside)?;
            inside
                .iter()
                .for_each(|&pair| scores[pair] = model.score(pairs.rows.row(pair)));
        }
        let calibration = self.calibration(&scores, pairs)?;
        let mut model = self.fitted(pairs, &everything)?;
        model
            .weights
            .iter_mut()
            .for_each(|weight| *weight *= calibration.weights[0]);
        model.bias = model.bias * calibration.weights[0] + calibration.bias;
        let probability = |score: &f64| 1.0 / (1.0 + (-(score * calibration.weights[0] + calibration.bias)).exp());
        Ok((model, pairs.judged(scores.iter().map(probability))))
    }

    /// A logistic regression over features of variance 1, written in the features as they are.
    fn fitted(&self, pairs: &Pairs, of: &[usize]) -> Result<LinearModel, LearningError> {
        let rows = pairs.rows.select(of);
        let scales = scales(&rows);
        let mut scaled = SparseRows::new(rows.n_columns());
        for row in rows.iter() {
            scaled.push(
                row.iter()
                    .map(|(column, value)| (column, value * scales[column as usize] as f32)),
            );
        }
        let labels: Vec<bool> = of.iter().map(|&pair| pairs.labels[pair]).collect();
        let weights: Vec<f64> = of
            .iter()
            .map(|&pair| pairs.weights[pair] / self.training.copies as f64)
            .collect();
        let settings = Logistic {
            cost: self.training.cost,
            ..Logistic::default()
        };
        let mut model = settings.fit(&scaled, &labels, Some(&weights))?;
        model
            .weights
            .iter_mut()
            .zip(&scales)
            .for_each(|(weight, scale)| *weight *= scale);
        Ok(model)
    }

    /// Platt scaling with weights: a logistic regression on the score.
    fn calibration(&self, scores: &[f64], pairs: &Pairs) -> Result<LinearModel, LearningError> {
        let mut rows = SparseRows::new(1);
        scores.iter().for_each(|score| rows.push([(0, *score as f32)]));
        let settings = Logistic {
            cost: 1e3,
            ..Logistic::default()
        };
        settings.fit(&rows, &pairs.labels, Some(&pairs.weights))
    }
}

impl Pairs {
    fn judged(&self, probabilities: impl Iterator<Item = f64>) -> Vec<JudgedPair> {
        let truth = self.labels.iter().zip(&self.weights);
        probabilities
            .zip(truth)
            .map(|(probability, (belongs, weight))| JudgedPair {
                probability,
                belongs: *belongs,
                weight: *weight,
            })
            .collect()
    }
}

/// 1 / standard deviation of each column; 0 for one that is the same everywhere.
fn scales(rows: &SparseRows) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); rows.n_columns()];
    for (column, value) in rows.iter().flat_map(|row| row.iter()) {
        let (sum, squares) = &mut sums[column as usize];
        *sum += f64::from(value);
        *squares += f64::from(value).powi(2);
    }
    let n = rows.len().max(1) as f64;
    let scale = |(sum, squares): (f64, f64)| {
        let variance = squares / n - (sum / n).powi(2);
        if variance > 1e-12 { variance.sqrt().recip() } else { 0.0 }
    };
    sums.into_iter().map(scale).collect()
}

/// Stretches of probability with about as many labels each, of the pairs that are at all likely.
fn labels_near(judged: &[JudgedPair], copies: usize) -> Vec<(f64, f64)> {
    let mut probabilities: Vec<f64> = judged
        .iter()
        .map(|pair| pair.probability)
        .filter(|p| *p >= 0.05)
        .collect();
    probabilities.sort_unstable_by(f64::total_cmp);
    let size = probabilities.len().div_ceil(10).max(1);
    let stretches = probabilities.chunks(size);
    stretches
        .map(|stretch| (stretch[stretch.len() - 1], stretch.len() as f64 / copies as f64))
        .collect()
}
