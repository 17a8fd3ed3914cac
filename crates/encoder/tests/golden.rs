//! The encoder against Python's `transformers` on a tiny random-weight XLM-R (see `golden/make_golden.py`).

use std::collections::BTreeMap;
use std::path::Path;

use embedding::{Encoder, cosine};
use encoder::{Compute, ModelError, ModelFiles, TextEncoder};
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    tensors: BTreeMap<String, Vec<usize>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
    vector: Vec<f32>,
}

fn fixture(file: &str) -> std::path::PathBuf {
    Path::new("tests/golden").join(file)
}

fn golden() -> Golden {
    serde_json::from_slice(&std::fs::read(fixture("golden.json")).unwrap()).unwrap()
}

fn fnv1a64(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn splitmix64(x: u64) -> u64 {
    let z = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn weight(name: &str, index: u64) -> f32 {
    let u = splitmix64(fnv1a64(name).wrapping_add(index)) as f64 / 18_446_744_073_709_551_616.0;
    let value = 0.2 * (u - 0.5);
    (if name.ends_with("LayerNorm.weight") {
        1.0 + value
    } else {
        value
    }) as f32
}

/// The tiny model as a directory of the Hugging Face layout, its weights changed by `change`.
fn model_directory(golden: &Golden, change: impl Fn(&mut BTreeMap<String, Vec<f32>>)) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for file in ["config.json", "tokenizer.json"] {
        std::fs::copy(fixture(file), directory.path().join(file)).unwrap();
    }
    let mut values: BTreeMap<String, Vec<f32>> = golden
        .tensors
        .iter()
        .map(|(name, shape)| {
            let n: usize = shape.iter().product();
            (name.clone(), (0..n as u64).map(|i| weight(name, i)).collect())
        })
        .collect();
    change(&mut values);
    let bytes: BTreeMap<&String, Vec<u8>> = values
        .iter()
        .map(|(name, v)| (name, v.iter().flat_map(|x| x.to_le_bytes()).collect()))
        .collect();
    let views = bytes.iter().map(|(name, bytes)| {
        (
            name.as_str(),
            TensorView::new(Dtype::F32, golden.tensors[*name].clone(), bytes).unwrap(),
        )
    });
    let file = safetensors::serialize(views, None).unwrap();
    std::fs::write(directory.path().join("model.safetensors"), file).unwrap();
    directory
}

fn load(directory: &Path) -> Result<TextEncoder, ModelError> {
    TextEncoder::load(&ModelFiles::directory(directory)?, Compute::Cpu)
}

#[test]
fn agrees_with_transformers_in_batch_and_alone() {
    let golden = golden();
    let directory = model_directory(&golden, |_| ());
    let encoder = load(directory.path()).unwrap();
    let texts: Vec<String> = golden.cases.iter().map(|case| case.text.clone()).collect();
    let together = encoder.encode(&texts).unwrap();
    let cut: Vec<bool> = golden.cases.iter().map(|case| case.ids.len() == 512).collect();
    assert_eq!(together.truncated, cut);
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
    let directory = model_directory(&golden(), |_| ());
    let path = directory.path().join("config.json");
    let mut config: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    config.as_object_mut().unwrap().remove("position_embedding_type");
    std::fs::write(&path, config.to_string()).unwrap();
    assert!(load(directory.path()).is_ok());
}

#[test]
fn damaged_weights_are_named() {
    let golden = golden();
    let directory = model_directory(&golden, |_| ());
    let path = directory.path().join("model.safetensors");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let error = load(directory.path()).err().unwrap();
    assert!(
        matches!(
            error,
            ModelError::Invalid {
                file: "model.safetensors",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn weights_that_are_not_numbers_are_an_error_and_no_vector() {
    let directory = model_directory(&golden(), |values| {
        values.get_mut("embeddings.LayerNorm.bias").unwrap()[0] = f32::NAN;
    });
    let error = load(directory.path()).unwrap().encode(&["water".into()]).unwrap_err();
    assert!(error.to_string().contains("not finite"), "{error}");
}

#[test]
fn a_vocabulary_smaller_than_the_tokenizers_is_refused() {
    let directory = model_directory(&golden(), |_| ());
    let path = directory.path().join("config.json");
    let config = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\"vocab_size\": 216", "\"vocab_size\": 100");
    std::fs::write(&path, config).unwrap();
    assert!(matches!(
        load(directory.path()).err().unwrap(),
        ModelError::Invalid {
            file: "tokenizer.json",
            ..
        }
    ));
}
