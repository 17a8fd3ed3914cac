//! The forms in which a model may lie in a directory: every one gives the vectors that Python gives.

#[path = "tiny_model/mod.rs"]
mod tiny_model;

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor};
use embedding::{Encoder, cosine, normalise};
use encoder::{LongTexts, ModelFiles};
use serde_json::json;
use tiny_model::TinyModel;

const MEAN: &str =
    r#"{"word_embedding_dimension": 32, "pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}"#;

/// The lowest cosine to `expected(vector of Python)` over the golden texts.
fn lowest_cosine(model: &TinyModel, expected: impl Fn(&[f32]) -> Vec<f32>) -> f32 {
    let texts: Vec<String> = model.golden.cases.iter().map(|case| case.text.clone()).collect();
    let encoded = model.load().unwrap().encode(&texts).unwrap();
    let pairs = encoded.vectors.iter().zip(&model.golden.cases);
    pairs
        .filter_map(|(vector, case)| Some(cosine(vector.as_ref()?, &normalise(&expected(&case.vector))?)))
        .fold(1.0, f32::min)
}

#[test]
fn weights_in_half_precision() {
    for (dtype, least) in [(DType::F16, 0.99999), (DType::BF16, 0.9999)] {
        let model = TinyModel::new();
        model.save(&model.cast(dtype), "model.safetensors");
        let lowest = lowest_cosine(&model, <[f32]>::to_vec);
        assert!(lowest > least, "{dtype:?}: {lowest}");
    }
}

#[test]
fn weights_in_several_files_under_the_names_of_a_model_with_a_head() {
    let model = TinyModel::new();
    let mut shards = [BTreeMap::new(), BTreeMap::new()];
    let mut weight_map = BTreeMap::new();
    for (place, (name, tensor)) in model.tensors.iter().enumerate() {
        let (name, shard) = (format!("roberta.{name}"), place % 2);
        weight_map.insert(name.clone(), format!("model-{shard}.safetensors"));
        shards[shard].insert(name, tensor.clone());
    }
    model.remove("model.safetensors");
    model.save(&shards[0], "model-0.safetensors");
    model.save(&shards[1], "model-1.safetensors");
    let index = json!({"metadata": {}, "weight_map": weight_map});
    model.write("model.safetensors.index.json", index.to_string());
    assert!(lowest_cosine(&model, <[f32]>::to_vec) > 0.9999);
}

#[test]
fn layer_norms_under_their_names_from_tensorflow() {
    let model = TinyModel::new();
    let renamed = model.tensors.iter().map(|(name, tensor)| {
        let name = name.replace("LayerNorm.weight", "LayerNorm.gamma");
        (name.replace("LayerNorm.bias", "LayerNorm.beta"), tensor.clone())
    });
    model.save(&renamed.collect(), "model.safetensors");
    assert!(lowest_cosine(&model, <[f32]>::to_vec) > 0.9999);
}

#[test]
fn a_dense_layer_after_the_pooling() {
    let model = TinyModel::new();
    let modules = json!([
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        {"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"},
    ]);
    model.write("modules.json", modules.to_string());
    model.write("1_Pooling/config.json", MEAN);
    let dense = json!({"in_features": 32, "out_features": 2, "bias": true,
        "activation_function": "torch.nn.modules.activation.Tanh"});
    model.write("3_Dense/config.json", dense.to_string());
    // The first output is twice the sixth input, the second the first input and a half.
    let mut weight = vec![0.0f32; 64];
    (weight[5], weight[32]) = (2.0, 1.0);
    let weight = Tensor::from_vec(weight, (2, 32), &Device::Cpu).unwrap();
    let bias = Tensor::from_vec(vec![0.0f32, 0.5], 2, &Device::Cpu).unwrap();
    let tensors = BTreeMap::from([("linear.weight".into(), weight), ("linear.bias".into(), bias)]);
    model.save(&tensors, "3_Dense/model.safetensors");
    assert_eq!(model.load().unwrap().dimension(), 2);
    let expected = |vector: &[f32]| vec![(2.0 * vector[5]).tanh(), (vector[0] + 0.5).tanh()];
    assert!(lowest_cosine(&model, expected) > 0.9999);
}

#[test]
fn the_folder_of_the_transformer_the_longest_sequence_and_the_prompt() {
    let model = TinyModel::new();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let content = std::fs::read(model.path(file)).unwrap();
        model.write(&format!("0_Transformer/{file}"), content);
        model.remove(file);
    }
    let modules = json!([
        {"path": "0_Transformer", "type": "x.Transformer"},
        {"path": "1_Pooling", "type": "x.Pooling"},
    ]);
    model.write("modules.json", modules.to_string());
    model.write("1_Pooling/config.json", MEAN);
    assert!(lowest_cosine(&model, <[f32]>::to_vec) > 0.9999);

    model.write(
        "0_Transformer/sentence_bert_config.json",
        r#"{"max_seq_length": 8, "do_lower_case": false}"#,
    );
    let text = vec!["Een sensor meet de temperatuur van het zeewater op twaalf plaatsen.".to_owned()];
    assert!(model.load().unwrap().encode(&text).unwrap().cut_tokens[0] > 0);

    model.write(
        "config_sentence_transformers.json",
        r#"{"prompts": {"query": "query: "}, "default_prompt_name": "query"}"#,
    );
    assert_eq!(ModelFiles::directory(model.directory()).unwrap().prefix, "query: ");
}

#[test]
fn a_prefix_is_as_if_it_were_written_before_every_text() {
    let model = TinyModel::new();
    let mut files = ModelFiles::directory(model.directory()).unwrap();
    let plain = model.load().unwrap();
    files.prefix = "query: ".into();
    let prefixed = encoder::TextEncoder::load(&files, encoder::Compute::Cpu).unwrap();
    let expected = plain.encode(&["query: water".into()]).unwrap();
    assert_eq!(prefixed.encode(&["water".into()]).unwrap().vectors, expected.vectors);
    assert_eq!(prefixed.encode(&[" ".into()]).unwrap().vectors, [None]);
}

#[test]
fn windows_read_all_of_a_long_text_and_nothing_is_cut() {
    let model = TinyModel::new();
    let long = vec![["water en wind"; 400].join(" ")];
    let head = model.load().unwrap();
    let windows = model.load().unwrap().with_long_texts(LongTexts::Windows);
    let (by_head, by_windows) = (head.encode(&long).unwrap(), windows.encode(&long).unwrap());
    assert!(by_head.cut_tokens[0] > 0);
    assert_eq!(by_windows.cut_tokens, [0]);
    assert_ne!(by_head.vectors, by_windows.vectors);
    // Tokenizers 0.23 stops where a passage is full, and says nothing of the rest.
    let cut = |n: usize| {
        head.encode(&[["water en wind"; 3].join(" ").repeat(n)])
            .unwrap()
            .cut_tokens[0]
    };
    assert_eq!(cut(1200) - cut(800), cut(800) - cut(400));
    assert!(cut(1200) > cut(800));
    let with_end = |end: &str| windows.encode(&[format!("{} {end}", long[0])]).unwrap().vectors;
    assert_ne!(with_end("sensor"), with_end("zeewater"));
    let short = vec!["water en wind".to_owned()];
    assert_eq!(
        head.encode(&short).unwrap().vectors,
        windows.encode(&short).unwrap().vectors
    );
}
