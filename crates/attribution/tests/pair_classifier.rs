//! The shipped classifier: it reads, keeps its word about zones and shares, and serves ecosystems it does not know.

use std::collections::BTreeSet;

use attribution::{Attributed, ClassifierError, EvidenceKind, Mode, PairClassifier, RuleSet, Zone};
use catalogue::Catalogue;
use corpus::{Document, Language};
use proptest::prelude::*;

const TEXTS: [&str; 5] = [
    "Membraanfiltratie van afvalwater. Een membraan zuivert het afvalwater van de fabriek.",
    "Geïntegreerde fotonica voor lasers en optische sensoren in een fotonische chip.",
    "Waterstof uit een elektrolyser voor bussen, met een tankstation en een brandstofcel.",
    "Cursus boekhouden voor ondernemers in de binnenstad.",
    "Quantum sensors read by photonic integrated circuits for water quality.",
];

fn documents() -> Vec<Document> {
    let document = |text: &&str| Document {
        text: (*text).into(),
        language: Some(Language::DUTCH),
        ..Document::default()
    };
    TEXTS.iter().map(document).collect()
}

fn attributed(rules: &RuleSet, threshold: f64, vectors: &[Option<&[f32]>]) -> Vec<Vec<Attributed>> {
    let classifier = PairClassifier::built_in();
    let weighed = classifier.scorer(rules, threshold).weigh(&documents(), vectors);
    weighed.into_iter().map(|one| one.attributed).collect()
}

fn ids(attributed: &[Attributed], keep: impl Fn(Zone) -> bool) -> BTreeSet<String> {
    let kept = attributed.iter().filter(|one| keep(one.attribution.zone));
    kept.map(|one| one.attribution.ecosystem_id.clone()).collect()
}

fn built_in_rules() -> RuleSet {
    RuleSet::compile(&Catalogue::built_in().0)
}

#[test]
fn what_is_attributed_says_who_decided_and_why() {
    let found = attributed(&built_in_rules(), 0.3, &[None; 5]);
    assert!(ids(&found[0], |zone| zone != Zone::Unsure).contains("watertechnologie"));
    for one in found.iter().flatten() {
        let (first, rest) = one.evidence.split_first().expect("evidence");
        assert_eq!(
            (first.kind, one.attribution.mode),
            (EvidenceKind::Classifier, Mode::Hybrid)
        );
        assert_eq!(first.weight, one.attribution.probability);
        assert!(rest.iter().all(|evidence| evidence.kind != EvidenceKind::Classifier));
    }
}

#[test]
fn a_document_of_no_ecosystem_gets_none() {
    let found = attributed(&built_in_rules(), 0.3, &[None; 5]);
    assert!(ids(&found[3], |zone| zone != Zone::Unsure).is_empty());
}

#[test]
fn an_ecosystem_that_no_label_named_is_served_by_its_rules() {
    let mut catalogue = Catalogue::built_in().0;
    for ecosystem in &mut catalogue.ecosystems {
        ecosystem.id = format!("new-{}", ecosystem.id);
    }
    let found = attributed(&RuleSet::compile(&catalogue), 0.3, &[None; 5]);
    assert!(ids(&found[0], |zone| zone != Zone::Unsure).contains("new-watertechnologie"));
}

#[test]
fn a_classifier_written_is_the_classifier_read() {
    let folder = tempfile::tempdir().unwrap();
    let built_in = PairClassifier::built_in();
    built_in.write(folder.path()).unwrap();
    let read = PairClassifier::read(folder.path()).unwrap();
    assert_eq!((read.name(), read.embedding()), (built_in.name(), built_in.embedding()));
    let rules = built_in_rules();
    let vector = embedding::normalise(&[0.5; 576]).unwrap();
    let probabilities = |of: &PairClassifier| {
        of.scorer(&rules, 0.3)
            .probabilities(&documents(), &[Some(&vector[..]); 5])
            .concat()
    };
    // A decimal number may come back a last bit off.
    let pairs = probabilities(&read).into_iter().zip(probabilities(&built_in));
    pairs.for_each(|(one, other)| assert!((one - other).abs() < 1e-12, "{one} {other}"));
}

#[test]
fn a_broken_classifier_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = PairClassifier::read(folder.path()).unwrap_err();
    assert!(matches!(missing, ClassifierError::File { .. }) && missing.to_string().contains("classifier.json"));
    PairClassifier::built_in().write(folder.path()).unwrap();
    std::fs::write(folder.path().join("classifier.safetensors"), "cut").unwrap();
    let broken = PairClassifier::read(folder.path()).unwrap_err();
    assert!(broken.to_string().contains("`classifier.safetensors`"), "{broken}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn shares_sum_to_at_most_one_and_a_higher_threshold_never_adds(
        values in proptest::collection::vec(-1.0..1.0f32, 576),
        low in 0.02..0.9f64,
        step in 0.0..0.5f64,
    ) {
        let rules = built_in_rules();
        let vector = embedding::normalise(&values).unwrap();
        let vectors = [Some(&vector[..]); 5];
        let (lower, higher) = (attributed(&rules, low, &vectors), attributed(&rules, low + step, &vectors));
        for (before, after) in lower.iter().zip(&higher) {
            let inside = |zone| zone != Zone::Unsure;
            prop_assert!(ids(after, inside).is_subset(&ids(before, inside)));
            prop_assert!(ids(after, |_| true).is_subset(&ids(before, |_| true)));
            let sum: f64 = before.iter().map(|one| one.attribution.share).sum();
            prop_assert!(sum <= 1.0 + 1e-9);
            for one in before.iter().map(|one| &one.attribution) {
                prop_assert!(0.0 <= one.share_low && one.share_low <= one.share && one.share <= one.share_high);
                prop_assert!(one.share_high <= 1.0 + 1e-12);
            }
        }
    }
}
