//! The encoder against Python's `transformers` on a tiny random-weight XLM-R (see `golden/make_golden.py`).

#[path = "tiny_model/mod.rs"]
mod tiny_model;

use embedding::{Encoder, cosine};

use tiny_model::TinyModel;

#[test]
fn agrees_with_transformers_in_batch_and_alone() {
    let model = TinyModel::new();
    let golden = &model.golden;
    let encoder = model.load().unwrap();
    let texts: Vec<String> = golden.cases.iter().map(|case| case.text.clone()).collect();
    let together = encoder.encode(&texts).unwrap();
    let cut: Vec<bool> = golden.cases.iter().map(|case| case.ids.len() == 512).collect();
    assert_eq!(together.cut_tokens.iter().map(|&n| n > 0).collect::<Vec<_>>(), cut);
    for (case, vector) in golden.cases.iter().zip(&together.vectors) {
        let Some(vector) = vector else {
            assert!(case.text.trim().is_empty(), "no vector for `{}`", case.text);
            continue;
        };
        assert!(
            cosine(vector, &case.vector) > 0.9999,
            "`{}`: {}",
            case.text,
            cosine(vector, &case.vector)
        );
        let alone = encoder.encode(std::slice::from_ref(&case.text)).unwrap();
        assert!(
            cosine(vector, alone.vectors[0].as_ref().unwrap()) > 0.99999,
            "`{}` alone",
            case.text
        );
    }
}

#[test]
fn reads_a_configuration_as_transformers_5_writes_it() {
    let mut model = TinyModel::new();
    model.configure("position_embedding_type", None);
    model.configure("torch_dtype", None);
    model.configure("dtype", Some("float32".into()));
    assert!(model.load().is_ok());
}
