//! A document classifier from end to end: it learns, is written down and read back, and sees drift.

use corpus::{Document, Language};
use embedding::Embeddings;
use learning::{
    Classifier, DocumentClassifier, JudgedPair, LabelQuery, StoredFault, Training, TrainingReport, WEIGHTS_FILE,
};
use query::{Syntax, parse};

const SUBJECTS: [[&str; 4]; 3] = [
    ["membrane", "filter", "sewage", "drinking"],
    ["laser", "photon", "chip", "wavelength"],
    ["wheat", "tractor", "harvest", "soil"],
];

fn document(at: usize) -> Document {
    let words = SUBJECTS[at % 3];
    let text = format!(
        "The project builds a {} and tests the {} of partner {} in year {}.",
        words[at % 4],
        words[(at / 3) % 4],
        at % 10,
        at % 7
    );
    Document {
        document_id: format!("D{at}"),
        text,
        language: Some(Language::ENGLISH),
        ..Document::default()
    }
}

fn query(label: &str, text: &str) -> LabelQuery {
    LabelQuery {
        label: label.into(),
        strand: "core".into(),
        query: parse(text, Syntax::Afbaken).unwrap(),
        weight: 0.9,
    }
}

struct Case {
    documents: Vec<Document>,
    vectors: Embeddings,
    labels: Vec<String>,
    queries: Vec<LabelQuery>,
    judged: Vec<JudgedPair>,
    groups: Vec<usize>,
}

/// Nobody judged the third label, which has a query all the same; a third of the other pairs are unknown.
fn case() -> Case {
    let documents: Vec<Document> = (0..90).map(document).collect();
    let mut vectors = Embeddings::new(0);
    documents.iter().for_each(|_| vectors.push(None));
    let judged = (0..90)
        .flat_map(|document| {
            (0..2).map(move |label| JudgedPair {
                document,
                label,
                belongs: document % 3 == label,
            })
        })
        .filter(|pair| (pair.document + pair.label) % 3 != 2 || pair.belongs)
        .collect();
    Case {
        documents,
        vectors,
        labels: ["water", "light", "farming"].map(str::to_owned).to_vec(),
        queries: vec![
            query("water", "membrane OR sewage"),
            query("light", "laser OR photon"),
            query("farming", "wheat OR tractor"),
        ],
        judged,
        groups: (0..90).collect(),
    }
}

impl Case {
    fn training(&self) -> Training<'_> {
        Training {
            documents: &self.documents,
            vectors: &self.vectors,
            labels: &self.labels,
            queries: &self.queries,
            judged: &self.judged,
            groups: &self.groups,
        }
    }
}

#[test]
fn a_label_without_answers_works_by_its_queries() {
    let case = case();
    let (classifier, held_out) = DocumentClassifier::fit(&Classifier::default(), case.training()).unwrap();
    let report = TrainingReport::of(&held_out, &case.labels, 0.0);
    assert!(report.f1 > 0.9, "{report:?}");
    let (probabilities, _) = classifier.classify(&case.documents, &case.vectors, 1);
    let mean = |is_farming: bool| {
        let of = (0..90).filter(|at| (at % 3 == 2) == is_farming);
        let values: Vec<f64> = of.map(|at| probabilities[at * 3 + 2]).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    assert!(mean(true) > mean(false) + 0.2, "{} {}", mean(true), mean(false));
}

#[test]
fn read_back_it_says_the_same_to_the_bit() {
    let case = case();
    let (classifier, _) = DocumentClassifier::fit(&Classifier::default(), case.training()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    classifier.write(folder.path()).unwrap();
    let read = DocumentClassifier::read(folder.path()).unwrap();
    assert_eq!(read.trained, classifier.trained);
    let bits = |of: &DocumentClassifier| -> Vec<u64> {
        let (probabilities, _) = of.classify(&case.documents, &case.vectors, 2);
        probabilities.iter().map(|p| p.to_bits()).collect()
    };
    assert_eq!(bits(&read), bits(&classifier));
    std::fs::write(folder.path().join(WEIGHTS_FILE), b"not numbers").unwrap();
    assert!(matches!(
        DocumentClassifier::read(folder.path()),
        Err(StoredFault::Content { .. })
    ));
}

#[test]
fn its_own_kind_is_no_drift_and_another_is() {
    let case = case();
    let (classifier, _) = DocumentClassifier::fit(&Classifier::default(), case.training()).unwrap();
    let drift = |documents: &[Document]| {
        let mut vectors = Embeddings::new(0);
        documents.iter().for_each(|_| vectors.push(None));
        classifier.classify(documents, &vectors, 1).1
    };
    let later: Vec<Document> = (200..290).map(document).collect();
    assert!(!drift(&later).retrain, "{:?}", drift(&later));
    let foreign: Vec<Document> = (0..90)
        .map(|at| Document {
            text: format!("Besluit {at} over een vergunning voor de bouw van woningen."),
            ..document(at)
        })
        .collect();
    assert!(drift(&foreign).retrain, "{:?}", drift(&foreign));
}
