//! How many documents a second one core attributes, embeddings given:
//! `cargo run --release -p study --example pair_throughput -- FILE…`.
//!
//! Each row holds all that stands above it. Best of five passes on one thread, over the documents as they were read.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use attribution::{PairClassifier, RuleSet};
use catalogue::Catalogue;
use corpus::{Document, Reading};
use encoder::{Compute, ModelFiles, TextEncoder};
use study::{Silent, encode_documents};

const PASSES: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let inputs: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if inputs.is_empty() {
        return Err("give files of documents".into());
    }
    let mut documents: Vec<Document> = Vec::new();
    let plan = Reading::default().plan(&inputs)?;
    plan.read(&mut |document| documents.push(document), &mut |_| {})?;
    let encoder = TextEncoder::load(&ModelFiles::built_in(), Compute::Auto)?;
    let embeddings = encode_documents(&encoder, &documents, &mut Silent)?;
    let vectors: Vec<Option<&[f32]>> = (0..documents.len()).map(|place| embeddings.row(place)).collect();
    let rules = RuleSet::compile(&Catalogue::built_in().0);
    let classifier = PairClassifier::built_in();
    let mut attributor = rules.attributor(classifier.threshold());
    let mut scorer = classifier.scorer(&rules, classifier.threshold());
    println!("{} documents, one thread\n", documents.len());
    println!("| step | documents a second |\n|---|---|");
    let print = |step: &str, pass: &mut dyn FnMut()| {
        let best = (0..PASSES).map(|_| seconds(pass)).fold(f64::INFINITY, f64::min);
        println!("| {step} | {:.0} |", documents.len() as f64 / best);
    };
    print("rules", &mut || {
        for document in &documents {
            std::hint::black_box(attributor.findings(document));
        }
    });
    print("rules and classifier: probabilities", &mut || {
        std::hint::black_box(scorer.probabilities(&documents, &vectors));
    });
    print("attributions with evidence", &mut || {
        std::hint::black_box(scorer.weigh(&documents, &vectors));
    });
    Ok(())
}

fn seconds(pass: &mut dyn FnMut()) -> f64 {
    let began = Instant::now();
    pass();
    began.elapsed().as_secs_f64()
}
