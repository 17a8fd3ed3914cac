//! Broken models: each is a named error with the file and a way out, and never a panic.

#[path = "tiny_model/mod.rs"]
mod tiny_model;

use candle_core::{Device, Tensor};
use embedding::Encoder;
use encoder::{ModelError, ModelFiles};
use tiny_model::TinyModel;

/// The error names the file and says this; there is a hint.
#[track_caller]
fn check(error: &ModelError, file: &str, says: &str) {
    let message = error.to_string();
    assert!(message.contains(file), "`{file}` is not in: {message}");
    assert!(message.contains(says), "`{says}` is not in: {message}");
    assert!(!error.hint().is_empty());
}

#[test]
fn weights_that_are_cut_off() {
    let model = TinyModel::new();
    let bytes = std::fs::read(model.path("model.safetensors")).unwrap();
    for length in [0, 4, 100, bytes.len() / 2, bytes.len() - 1] {
        model.write("model.safetensors", &bytes[..length]);
        check(&model.error(), "model.safetensors", "cut off");
    }
}

#[test]
fn a_pointer_of_git_lfs_in_place_of_the_weights() {
    let model = TinyModel::new();
    model.write(
        "model.safetensors",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    );
    check(&model.error(), "model.safetensors", "git lfs pull");
}

#[test]
fn a_tensor_of_another_shape() {
    let mut model = TinyModel::new();
    model.configure("intermediate_size", Some(48.into()));
    check(
        &model.error(),
        "model.safetensors",
        "`encoder.layer.0.intermediate.dense.weight` has the shape [64, 32]",
    );
}

#[test]
fn a_tensor_that_is_missing() {
    let mut model = TinyModel::new();
    model.tensors.remove("encoder.layer.1.output.dense.bias").unwrap();
    model.save(&model.tensors, "model.safetensors");
    check(
        &model.error(),
        "model.safetensors",
        "no tensor `encoder.layer.1.output.dense.bias`",
    );
}

#[test]
fn weights_that_are_not_numbers() {
    let mut model = TinyModel::new();
    let damaged = Tensor::full(f32::NAN, 32, &Device::Cpu).unwrap();
    model.tensors.insert("embeddings.LayerNorm.bias".into(), damaged);
    model.save(&model.tensors, "model.safetensors");
    let error = model.load().unwrap().encode(&["water".into()]).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("`embeddings.LayerNorm.bias` of `model.safetensors`"),
        "{message}"
    );
    assert!(error.hint().contains("damaged"));
}

#[test]
fn a_vocabulary_smaller_than_the_tokenizers_ids() {
    let mut model = TinyModel::new();
    model.configure("vocab_size", Some(100.into()));
    check(
        &model.error(),
        "tokenizer.json",
        "the vocabulary of `config.json` has 100",
    );
}

#[test]
fn no_pad_token() {
    let mut model = TinyModel::new();
    model.configure("pad_token_id", None);
    check(&model.error(), "config.json", "no `pad_token_id`");
    model.configure("pad_token_id", Some(9999.into()));
    check(&model.error(), "config.json", "outside the vocabulary");
}

#[test]
fn a_configuration_that_makes_no_model() {
    for (field, value, says) in [
        ("num_attention_heads", 0, "heads"),
        ("num_attention_heads", 5, "heads"),
        ("hidden_size", 0, "above 0"),
        ("intermediate_size", 0, "above 0"),
        ("max_position_embeddings", 2, "no room"),
    ] {
        let mut model = TinyModel::new();
        model.configure(field, Some(value.into()));
        check(&model.error(), "config.json", says);
    }
    let model = TinyModel::new();
    for content in ["", "[]", "{\"model_type\": 3}", "null"] {
        model.write("config.json", content);
        check(&model.error(), "config.json", "not valid");
    }
}

#[test]
fn a_tokenizer_that_is_none() {
    let model = TinyModel::new();
    model.write("tokenizer.json", "{}");
    check(&model.error(), "tokenizer.json", "not valid");
}

#[test]
fn an_architecture_that_is_not_run() {
    let mut model = TinyModel::new();
    model.configure("model_type", Some("gpt2".into()));
    check(&model.error(), "gpt2", "type");
}

#[test]
fn files_that_are_missing() {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let model = TinyModel::new();
        model.remove(file);
        check(&model.error(), file, "has no");
    }
    let error = ModelFiles::directory("/no/such/model".as_ref()).unwrap_err();
    check(&error, "/no/such/model", "no model directory");
}

#[test]
fn a_pickle_is_refused_with_the_way_to_convert_it() {
    let model = TinyModel::new();
    model.remove("model.safetensors");
    model.write("pytorch_model.bin", "x");
    let error = model.error();
    check(&error, "pytorch_model.bin", "pickle");
    assert!(error.hint().contains("safe_serialization=True"), "{}", error.hint());
}

#[test]
fn a_shard_that_is_missing_and_a_tensor_in_no_shard() {
    let model = TinyModel::new();
    model.remove("model.safetensors");
    model.write(
        "model.safetensors.index.json",
        r#"{"weight_map": {"a": "one.safetensors"}}"#,
    );
    check(&model.error(), "one.safetensors", "has no");
    model.save(&model.tensors, "one.safetensors");
    check(&model.error(), "model.safetensors.index.json", "the tensor `a`");
    model.write(
        "model.safetensors.index.json",
        r#"{"weight_map": {"a": "../one.safetensors"}}"#,
    );
    check(&model.error(), "../one.safetensors", "outside");
}

#[test]
fn modules_that_are_not_known() {
    let model = TinyModel::new();
    model.write("modules.json", r#"[{"path": "", "type": "x.LSTM"}]"#);
    check(&model.error(), "modules.json", "`LSTM`");
    model.write("modules.json", r#"[{"path": "1_Pooling", "type": "x.Pooling"}]"#);
    check(&model.error(), "1_Pooling/config.json", "has no");
    model.write("1_Pooling/config.json", r#"{"pooling_mode_lasttoken": true}"#);
    check(&model.error(), "1_Pooling/config.json", "`lasttoken`");
}
