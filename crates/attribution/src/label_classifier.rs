//! Attributions by a classifier that learnt from labels and reads documents whole: its probability decides. Words that
//! rules match stand beside it as evidence and tell core from periphery; they neither attribute nor prevent anything.

use std::collections::BTreeMap;

use corpus::Document;
use embedding::Embeddings;
use learning::{Decision, DocumentClassifier, Drift, Reliability};

use crate::evidence::{Evidence, EvidenceKind};
use crate::finding::Finding;
use crate::pair_classifier::has_core;
use crate::rule_set::{Attributed, Attributor, RuleSet};
use crate::share::{Attribution, Belief, Mode, Zone, deal};
use crate::size_curve::{Below, LEAST_PROBABILITY, Weighed};

/// The part of a label's threshold below which nothing is unsure: the band around a low threshold reaches down to 0, where
/// nearly everything lies.
const UNSURE_FROM: f64 = 0.5;

/// A classifier of documents whose labels are ecosystems.
pub struct LabelClassifier {
    name: String,
    sha256: String,
    classifier: DocumentClassifier,
    /// Mean probability of each bin of held-out answers, ascending, and how many lie in it.
    labels_near: Vec<(f64, usize)>,
}

/// A classifier beside the rules of one catalogue, for many documents.
pub struct LabelScorer<'c> {
    classifier: &'c LabelClassifier,
    rules: &'c RuleSet,
    attributor: Attributor<'c>,
    /// Place in the catalogue of each label; none for labels that are no ecosystem of it.
    places: Vec<Option<usize>>,
    /// The least probability that attributes, in place of each label's own.
    threshold: Option<f64>,
}

impl LabelClassifier {
    /// A classifier with its name, the SHA-256 of its files, and how its probabilities held on answers that it did not see.
    pub fn new(name: String, sha256: String, classifier: DocumentClassifier, held_out: &Reliability) -> Self {
        let bins = held_out.bins.iter();
        Self {
            name,
            sha256,
            classifier,
            labels_near: bins.map(|bin| (bin.mean_probability, bin.n)).collect(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its files, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Its labels, in order.
    pub fn labels(&self) -> &[String] {
        &self.classifier.trained.labels
    }

    /// Numbers a vector has to have; 0 where it does without.
    pub fn dimension(&self) -> usize {
        self.classifier.dimension()
    }

    /// Machine where it learnt from labels alone, hybrid where it reads experts' queries too.
    pub fn mode(&self) -> Mode {
        if self.classifier.reads_queries() {
            Mode::Hybrid
        } else {
            Mode::Machine
        }
    }

    /// The probabilities `[documents, labels]`, and how far the documents are from those of the training.
    ///
    /// # Panics
    /// When vectors are not one a document, or of another dimension than in training.
    pub fn probabilities(&self, documents: &[Document], vectors: &Embeddings) -> (Vec<f64>, Drift) {
        self.classifier.classify(documents, vectors, 1)
    }

    /// Ready for documents beside the rules of a catalogue; `ids` are its ecosystems' ids as the labels name them, or none.
    pub fn scorer<'c>(&'c self, rules: &'c RuleSet, ids: &[Option<String>], threshold: Option<f64>) -> LabelScorer<'c> {
        let place =
            |id: &Option<String>| (0..rules.n_ecosystems()).find(|place| Some(rules.id(*place)) == id.as_deref());
        LabelScorer {
            classifier: self,
            rules,
            attributor: rules.attributor(threshold.unwrap_or_default()),
            places: ids.iter().map(place).collect(),
            threshold,
        }
    }

    /// A probability that as many answers stand for as lie in the nearest bin.
    fn belief(&self, probability: f64) -> Belief {
        let away = |bin: &&(f64, usize)| (bin.0 - probability).abs();
        let nearest = self.labels_near.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
        Belief::from_labels(probability, nearest.map_or(1.0, |(_, n)| *n as f64))
    }
}

impl LabelScorer<'_> {
    /// The attributions of a document with their evidence, of its probabilities by label; and what a lower threshold
    /// would add.
    ///
    /// # Panics
    /// When there is not one probability a label.
    pub fn weigh(&mut self, document: &Document, probabilities: &[f64]) -> Weighed {
        let findings = self.attributor.findings(document);
        Weighed {
            below: self.below(&findings, probabilities),
            attributed: self.attributed(document, findings, probabilities),
        }
    }

    /// Of two labels for one ecosystem the likelier counts.
    fn below(&self, findings: &[Finding], probabilities: &[f64]) -> Vec<Below> {
        let mut likeliest: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for (label, (place, &probability)) in self.places.iter().zip(probabilities).enumerate() {
            let Some(place) = place else { continue };
            let one = likeliest
                .entry(*place)
                .or_insert((probability, self.threshold_of(label)));
            if probability > one.0 {
                *one = (probability, self.threshold_of(label));
            }
        }
        let is_below =
            |(_, (probability, threshold)): &(usize, (f64, f64))| (LEAST_PROBABILITY..*threshold).contains(probability);
        let below = |(place, (probability, _)): (usize, (f64, f64))| Below {
            ecosystem_id: self.rules.id(place).to_owned(),
            probability,
            is_core: has_core(findings, place),
        };
        likeliest.into_iter().filter(is_below).map(below).collect()
    }

    /// The least probability that attributes a label.
    fn threshold_of(&self, label: usize) -> f64 {
        let trained = &self.classifier.classifier.trained;
        self.threshold.unwrap_or(trained.thresholds[label])
    }

    fn attributed(&self, document: &Document, findings: Vec<Finding>, probabilities: &[f64]) -> Vec<Attributed> {
        let mut findings = findings;
        let decided = self.decided(probabilities);
        let believed = |(place, probability, decision): &(usize, f64, Decision)| {
            let zone = zone(*place, *decision, &findings);
            let belief = self.classifier.belief(*probability);
            Attribution::believed(self.rules.id(*place), belief, zone, self.classifier.mode())
        };
        let mut attributions: Vec<Attribution> = decided.iter().map(believed).collect();
        deal(&mut attributions);
        let places = decided.into_iter().map(|(place, ..)| place);
        places
            .zip(attributions)
            .map(|(place, attribution)| {
                let mut evidence = vec![self.evidence(attribution.probability)];
                if let Some(found) = findings.iter().position(|finding| finding.ecosystem == place) {
                    evidence.extend(self.rules.evidence(findings.swap_remove(found), document));
                }
                Attributed { attribution, evidence }
            })
            .collect()
    }

    /// What is not a no, in the catalogue's order: place, probability and decision.
    fn decided(&self, probabilities: &[f64]) -> Vec<(usize, f64, Decision)> {
        let trained = &self.classifier.classifier.trained;
        assert_eq!(probabilities.len(), trained.labels.len(), "one probability a label");
        let labels = self.places.iter().zip(probabilities).enumerate();
        let mut decided: Vec<(usize, f64, Decision)> = labels
            .filter_map(|(label, (place, &probability))| {
                let threshold = self.threshold_of(label);
                let decision = Decision::of(probability, threshold, trained.band);
                let is_kept = decision != Decision::No && probability > threshold * UNSURE_FROM;
                Some(((*place)?, probability, decision)).filter(|_| is_kept)
            })
            .collect();
        // Two labels may name one ecosystem, by its id and its name: the likelier counts.
        decided.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        decided.dedup_by_key(|(place, ..)| *place);
        decided
    }

    fn evidence(&self, probability: f64) -> Evidence {
        Evidence {
            kind: EvidenceKind::Classifier,
            rule: self.classifier.name.clone(),
            field: None,
            start: None,
            end: None,
            text: String::new(),
            weight: probability,
        }
    }
}

fn zone(place: usize, decision: Decision, findings: &[Finding]) -> Zone {
    match decision {
        Decision::Unsure | Decision::No => Zone::Unsure,
        Decision::Yes if has_core(findings, place) => Zone::Core,
        Decision::Yes => Zone::Periphery,
    }
}
