//! The encoder in every precision against Python's `transformers`, from text to vector.

#[path = "tiny_model/mod.rs"]
mod tiny_model;

use embedding::{Encoder, cosine};
use encoder::{Compute, ModelFiles, Precision, TextEncoder};
use tiny_model::TinyModel;

#[test]
fn each_precision_stays_as_near_as_it_promises() {
    let model = TinyModel::new();
    let files = ModelFiles::directory(model.directory()).unwrap();
    let cases = &model.golden.cases;
    let texts: Vec<String> = cases.iter().map(|case| case.text.clone()).collect();
    for (precision, least) in [("f32", 0.9999), ("bf16", 0.999), ("int8", 0.995), ("auto", 0.995)] {
        let precision: Precision = precision.parse().unwrap();
        let encoder = TextEncoder::load_in(&files, Compute::Cpu, precision).unwrap();
        let vectors = encoder.encode(&texts).unwrap().vectors;
        for (case, vector) in cases.iter().zip(&vectors) {
            let Some(vector) = vector else { continue };
            let reached = cosine(vector, &case.vector);
            assert!(reached > least, "{precision:?}, `{}`: {reached}", case.text);
        }
    }
}
