//! One model over document × ecosystem pairs: rules, words, vectors and what the other ecosystems get, weighed together.
//!
//! Two sets of weights: one for ecosystems with a profile, one by rules alone for any other ecosystem and for documents
//! without a vector. Probabilities are calibrated; between `unsure_from` and `threshold` the model does not decide.

use corpus::Document;
use learning::{LinearModel, SparseRows};
use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, EvidenceKind};
use crate::finding::Finding;
use crate::pair_features::{FEATURES, N_FEATURES, PairRow, ProfileScores, pair_rows};
use crate::profile::Profiles;
use crate::rule_set::{Attributed, Attributor, RuleSet};
use crate::share::{Attribution, Belief, Mode, Zone, deal};
use crate::size_curve::{Below, LEAST_PROBABILITY, Weighed};
use catalogue::Role;

/// A trained classifier of pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct PairClassifier {
    pub(crate) weighing: Weighing,
    pub(crate) profiles: Profiles,
    /// SHA-256 over its files, in hexadecimal; empty until it was read.
    pub sha256: String,
}

/// How evidence is weighed, and from where a pair counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighing {
    /// The classifier's name.
    pub name: String,
    /// The model whose vectors it knows, and the SHA-256 of that model.
    pub embedding: (String, String),
    /// SHA-256 of the catalogue whose rules it learnt with.
    pub catalogue_sha256: String,
    /// Names of the features.
    pub features: Vec<String>,
    /// Of a pair with a profile; the score is the log-odds.
    pub with_profile: LinearModel,
    /// Of a pair without one.
    pub rules_alone: LinearModel,
    /// The least probability that attributes, unless a person gives another.
    pub threshold: f64,
    /// The part of the threshold from which a pair is unsure instead of out, in (0, 1].
    pub unsure_from: f64,
    /// Upper end of each stretch of probabilities, and how many labels lie in it.
    pub labels_near: Vec<(f64, f64)>,
}

/// A classifier over the rules of one catalogue, for many documents.
pub struct PairScorer<'c> {
    classifier: &'c PairClassifier,
    rules: &'c RuleSet,
    attributor: Attributor<'c>,
    /// Place of each ecosystem of the catalogue among the profiles.
    profiles: Vec<Option<usize>>,
    threshold: f64,
}

impl PairClassifier {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.weighing.name
    }

    /// The id and the SHA-256 of the model whose vectors it knows.
    pub fn embedding(&self) -> (&str, &str) {
        (&self.weighing.embedding.0, &self.weighing.embedding.1)
    }

    /// The least probability that attributes, learnt from labels.
    pub fn threshold(&self) -> f64 {
        self.weighing.threshold
    }

    /// Ready for documents under the rules of a catalogue; an ecosystem is known by its id.
    pub fn scorer<'c>(&'c self, rules: &'c RuleSet, threshold: f64) -> PairScorer<'c> {
        PairScorer {
            classifier: self,
            rules,
            attributor: rules.attributor(threshold),
            profiles: self
                .profiles
                .places((0..rules.n_ecosystems()).map(|place| rules.id(place))),
            threshold,
        }
    }

    fn probability(&self, row: &PairRow, has_profile: bool) -> f64 {
        let model = if has_profile {
            &self.weighing.with_profile
        } else {
            &self.weighing.rules_alone
        };
        let score = model.bias + row.iter().zip(&model.weights).map(|(x, w)| x * w).sum::<f64>();
        1.0 / (1.0 + (-score).exp())
    }

    fn belief(&self, probability: f64) -> Belief {
        let near = self.weighing.labels_near.iter();
        let n = near.clone().find(|(upper, _)| probability <= *upper).or(near.last());
        Belief::from_labels(probability, n.map_or(1.0, |(_, n)| *n))
    }
}

impl PairScorer<'_> {
    /// The probability of each ecosystem of the catalogue, document by document; `vectors` has one entry a document.
    pub fn probabilities(&mut self, documents: &[Document], vectors: &[Option<&[f32]>]) -> Vec<Vec<f64>> {
        let all = self.weighed(documents, vectors);
        all.into_iter().map(|(_, probabilities)| probabilities).collect()
    }

    /// The attributions of each document with their evidence: those at or above the threshold, and as `unsure` those
    /// down to `unsure_from` times it; and what a lower threshold would add.
    pub fn weigh(&mut self, documents: &[Document], vectors: &[Option<&[f32]>]) -> Vec<Weighed> {
        let all = self.weighed(documents, vectors);
        let weighed = |(document, (findings, probabilities)): (&Document, (Vec<Finding>, Vec<f64>))| Weighed {
            below: self.below(&findings, &probabilities),
            attributed: self.attributed(document, findings, &probabilities),
        };
        documents.iter().zip(all).map(weighed).collect()
    }

    fn below(&self, findings: &[Finding], probabilities: &[f64]) -> Vec<Below> {
        let found = probabilities.iter().enumerate();
        let found = found.filter(|(_, probability)| (LEAST_PROBABILITY..self.threshold).contains(*probability));
        let below = |(place, &probability): (usize, &f64)| Below {
            ecosystem_id: self.rules.id(place).to_owned(),
            probability,
            is_core: has_core(findings, place),
        };
        found.map(below).collect()
    }

    fn weighed(&mut self, documents: &[Document], vectors: &[Option<&[f32]>]) -> Vec<(Vec<Finding>, Vec<f64>)> {
        let scores = self.classifier.profiles.scores(documents, vectors);
        let each = documents.iter().zip(scores);
        each.map(|(document, scores)| {
            let findings = self.attributor.findings(document);
            let scores = by_catalogue(&self.profiles, scores.as_deref());
            let rows = pair_rows(document, &findings, &scores);
            let pairs = rows.iter().zip(&scores);
            let probabilities = pairs.map(|(row, score)| self.classifier.probability(row, score.is_some()));
            let probabilities = probabilities.collect();
            (findings, probabilities)
        })
        .collect()
    }

    fn attributed(&self, document: &Document, findings: Vec<Finding>, probabilities: &[f64]) -> Vec<Attributed> {
        let least = self.threshold * self.classifier.weighing.unsure_from;
        let kept: Vec<usize> = (0..probabilities.len())
            .filter(|&place| probabilities[place] >= least)
            .collect();
        let mut attributions: Vec<Attribution> = kept
            .iter()
            .map(|&place| {
                let belief = self.classifier.belief(probabilities[place]);
                let zone = self.zone(place, probabilities[place], &findings);
                Attribution::believed(self.rules.id(place), belief, zone, Mode::Hybrid)
            })
            .collect();
        let mut findings = findings;
        deal(&mut attributions);
        kept.into_iter()
            .zip(attributions)
            .map(|(place, attribution)| {
                let mut evidence = vec![self.evidence(attribution.probability)];
                let found = findings.iter().position(|finding| finding.ecosystem == place);
                if let Some(found) = found {
                    evidence.extend(self.rules.evidence(findings.swap_remove(found), document));
                }
                Attributed { attribution, evidence }
            })
            .collect()
    }

    fn zone(&self, place: usize, probability: f64, findings: &[Finding]) -> Zone {
        if probability < self.threshold {
            Zone::Unsure
        } else if has_core(findings, place) {
            Zone::Core
        } else {
            Zone::Periphery
        }
    }

    fn evidence(&self, probability: f64) -> Evidence {
        Evidence {
            kind: EvidenceKind::Classifier,
            rule: self.classifier.name().to_owned(),
            field: None,
            start: None,
            end: None,
            text: String::new(),
            weight: probability,
        }
    }
}

/// Whether a core rule of the ecosystem at that place matched.
pub(crate) fn has_core(findings: &[Finding], place: usize) -> bool {
    let finding = findings.iter().find(|finding| finding.ecosystem == place);
    finding.is_some_and(|finding| finding.has(Role::Core))
}

/// A document's scores by profile, put in the catalogue's order.
pub(crate) fn by_catalogue(profiles: &[Option<usize>], scores: Option<&[ProfileScores]>) -> Vec<Option<ProfileScores>> {
    let of = |profile: &Option<usize>| Some(scores?[(*profile)?]);
    profiles.iter().map(of).collect()
}

/// Names of the features, in the order of the weights.
pub(crate) fn feature_names() -> Vec<String> {
    FEATURES.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Rows for a learner.
pub(crate) fn sparse(rows: impl Iterator<Item = PairRow>) -> SparseRows {
    let mut sparse = SparseRows::new(N_FEATURES);
    for row in rows {
        sparse.push((0..).zip(row.map(|value| value as f32)));
    }
    sparse
}
