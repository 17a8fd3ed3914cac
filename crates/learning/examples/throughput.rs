//! How fast a classifier learns and predicts: synthetic documents with vectors, every label judged.
//!
//! `cargo run --release -p learning --example throughput -- 100000 56 320 2`: documents, labels, numbers a vector, threads.
//! Each label has a direction in the space of vectors; a document carries one to three labels and noise.

use std::time::Instant;

use corpus::Document;
use embedding::Embeddings;
use learning::{Classifier, DocumentClassifier, JudgedPair, Training, TrainingReport};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn main() {
    let asked: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let [n, n_labels, dimension, n_threads] = asked[..] else {
        eprintln!("write: throughput DOCUMENTS LABELS DIMENSION THREADS");
        std::process::exit(2);
    };
    let (vectors, judged) = synthetic(n, n_labels, dimension);
    let documents = vec![Document::default(); n];
    let labels: Vec<String> = (0..n_labels).map(|label| format!("label {label:02}")).collect();
    let groups: Vec<usize> = (0..n).collect();
    let training = Training {
        documents: &documents,
        vectors: &vectors,
        labels: &labels,
        queries: &[],
        judged: &judged,
        groups: &groups,
    };
    let settings = Classifier {
        n_threads,
        ..Classifier::default()
    };
    let start = Instant::now();
    let (classifier, held_out) = DocumentClassifier::fit(&settings, training).expect("both answers are there");
    let seconds = start.elapsed().as_secs_f64();
    let report = TrainingReport::of(&held_out, &labels, 0.0);
    println!("{n} documents x {n_labels} labels, vectors of {dimension}, {n_threads} threads");
    println!(
        "training, folds and calibration included: {seconds:.1} s; held-out F1 {:.3}",
        report.f1
    );
    println!("calibration error {:.4}", report.reliability.calibration_error);
    let start = Instant::now();
    let (probabilities, _) = classifier.classify(&documents, &vectors, n_threads);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(probabilities.len(), n * n_labels);
    println!("prediction: {:.0} documents a second", n as f64 / seconds);
}

fn synthetic(n: usize, n_labels: usize, dimension: usize) -> (Embeddings, Vec<JudgedPair>) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut direction = || -> Vec<f32> { (0..dimension).map(|_| random.random_range(-1.0..1.0)).collect() };
    let directions: Vec<Vec<f32>> = (0..n_labels).map(|_| direction()).collect();
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let (mut vectors, mut judged) = (Embeddings::new(dimension), Vec::with_capacity(n * n_labels));
    for document in 0..n {
        let carried: Vec<usize> = (0..random.random_range(1..=3))
            .map(|_| random.random_range(0..n_labels))
            .collect();
        let mut row: Vec<f32> = (0..dimension).map(|_| random.random_range(-3.0..3.0)).collect();
        for &label in &carried {
            row.iter_mut()
                .zip(&directions[label])
                .for_each(|(value, of_label)| *value += of_label);
        }
        vectors.push(Some(&row));
        judged.extend((0..n_labels).map(|label| JudgedPair {
            document,
            label,
            belongs: carried.contains(&label),
        }));
    }
    (vectors, judged)
}
