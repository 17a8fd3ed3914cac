//! The parameters of a model by name, checked against the dimensions of its configuration.

use std::borrow::Cow;

use candle_core::safetensors::Load;
use candle_core::{DType, Device};
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde::Deserialize;

use super::arithmetic::LayerNorm;
use crate::weights::Weights;

/// What the packed path needs from `config.json`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dimensions {
    pub hidden_size: usize,
    pub vocab_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub intermediate_size: usize,
    pub max_position_embeddings: usize,
    pub layer_norm_eps: f64,
    pub hidden_act: String,
    pub position_embedding_type: String,
    pub type_vocab_size: usize,
}

impl Dimensions {
    /// Whether the packed path computes what this configuration describes.
    pub(super) fn are_supported(&self) -> bool {
        self.hidden_act == "gelu"
            && self.position_embedding_type == "absolute"
            && self.num_attention_heads > 0
            && self.hidden_size.is_multiple_of(self.num_attention_heads)
    }
}

/// The tensors of a base model, or of one with a head under a prefix.
pub(super) struct Parameters<'a> {
    weights: &'a Weights,
    prefix: &'static str,
}

impl<'a> Parameters<'a> {
    pub(super) fn new(weights: &'a Weights, prefix: &'static str) -> Self {
        let is_base = weights.tensor("embeddings.word_embeddings.weight").is_some();
        Self {
            weights,
            prefix: if is_base { "" } else { prefix },
        }
    }

    /// The full name of a tensor.
    pub(super) fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The tensor `[rows, columns]` as floats, row-major; not copied where it is f32 on disk.
    pub(super) fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Cow<'a, [f32]>, String> {
        floats(self.tensor(name, &[rows, columns])?)
    }

    pub(super) fn vector(&self, name: &str, n: usize) -> Result<Vec<f32>, String> {
        floats(self.tensor(name, &[n])?).map(Cow::into_owned)
    }

    pub(super) fn layer_norm(&self, name: &str, dimensions: &Dimensions) -> Result<LayerNorm, String> {
        Ok(LayerNorm {
            gain: self.vector(&format!("{name}.weight"), dimensions.hidden_size)?,
            bias: self.vector(&format!("{name}.bias"), dimensions.hidden_size)?,
            epsilon: dimensions.layer_norm_eps as f32,
        })
    }

    pub(super) fn tensor(&self, name: &str, shape: &[usize]) -> Result<TensorView<'a>, String> {
        let name = self.name(name);
        let tensor = self.weights.tensor(&name);
        let tensor = tensor.ok_or_else(|| format!("it has no tensor `{name}`"))?;
        if tensor.shape() == shape {
            Ok(tensor)
        } else {
            Err(format!(
                "the tensor `{name}` has the shape {:?}, and `config.json` asks for {shape:?}",
                tensor.shape()
            ))
        }
    }
}

/// The values as floats.
pub(super) fn floats(tensor: TensorView<'_>) -> Result<Cow<'_, [f32]>, String> {
    if tensor.dtype() == Dtype::F32 {
        let bytes = tensor.data();
        return Ok(match bytemuck::try_cast_slice(bytes) {
            Ok(aligned) => Cow::Borrowed(aligned),
            Err(_) => {
                let numbers = bytes.as_chunks().0.iter();
                Cow::Owned(numbers.map(|bytes| f32::from_le_bytes(*bytes)).collect())
            }
        });
    }
    let converted = || {
        tensor
            .load(&Device::Cpu)?
            .to_dtype(DType::F32)?
            .flatten_all()?
            .to_vec1()
    };
    converted().map(Cow::Owned).map_err(|error| error.to_string())
}
