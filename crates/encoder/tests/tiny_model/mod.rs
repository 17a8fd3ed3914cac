//! A model directory of a tiny XLM-R, made in the test, whose parts can be changed before it is loaded.

// Each test file compiles this module and uses its own share of it.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use encoder::{Compute, ModelError, ModelFiles, TextEncoder};
use serde::Deserialize;
use serde_json::Value;

/// What Python computed.
#[derive(Deserialize)]
pub struct Golden {
    /// Shape of each tensor.
    pub tensors: BTreeMap<String, Vec<usize>>,
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
pub struct Case {
    pub text: String,
    pub ids: Vec<u32>,
    pub vector: Vec<f32>,
}

/// A directory of the Hugging Face layout.
pub struct TinyModel {
    pub golden: Golden,
    pub tensors: BTreeMap<String, Tensor>,
    directory: tempfile::TempDir,
}

impl TinyModel {
    pub fn new() -> Self {
        let golden: Golden = serde_json::from_slice(&std::fs::read(fixture("golden.json")).unwrap()).unwrap();
        let tensors = golden.tensors.iter().map(|(name, shape)| {
            let n: usize = shape.iter().product();
            let values: Vec<f32> = (0..n as u64).map(|index| weight(name, index)).collect();
            (
                name.clone(),
                Tensor::from_vec(values, shape.as_slice(), &Device::Cpu).unwrap(),
            )
        });
        let model = Self {
            tensors: tensors.collect(),
            golden,
            directory: tempfile::tempdir().unwrap(),
        };
        for file in ["config.json", "tokenizer.json"] {
            std::fs::copy(fixture(file), model.path(file)).unwrap();
        }
        model.save(&model.tensors, "model.safetensors");
        model
    }

    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    pub fn load(&self) -> Result<TextEncoder, ModelError> {
        TextEncoder::load(&ModelFiles::directory(self.directory())?, Compute::Cpu)
    }

    /// What is wrong with it.
    pub fn error(&self) -> ModelError {
        self.load().err().expect("the model is broken")
    }

    pub fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn remove(&self, file: &str) {
        std::fs::remove_file(self.path(file)).unwrap();
    }

    /// Sets, or takes out, a field of `config.json`.
    pub fn configure(&mut self, field: &str, value: Option<Value>) {
        let bytes = std::fs::read(self.path("config.json")).unwrap();
        let mut config: serde_json::Map<String, Value> = serde_json::from_slice(&bytes).unwrap();
        match value {
            Some(value) => config.insert(field.into(), value),
            None => config.remove(field),
        };
        self.write("config.json", Value::Object(config).to_string());
    }

    /// Writes tensors as a file of the format.
    pub fn save(&self, tensors: &BTreeMap<String, Tensor>, file: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let tensors = tensors.iter().map(|(name, tensor)| (name.clone(), tensor.clone()));
        candle_core::safetensors::save(&tensors.collect(), path).unwrap();
    }

    /// All tensors as another type.
    pub fn cast(&self, dtype: DType) -> BTreeMap<String, Tensor> {
        let cast = |(name, tensor): (&String, &Tensor)| (name.clone(), tensor.to_dtype(dtype).unwrap());
        self.tensors.iter().map(cast).collect()
    }
}

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file)
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
