//! The parameters of a model by name, checked against the dimensions of its configuration.

use serde::Deserialize;

use super::arithmetic::LayerNorm;
use super::matrix::Part;
use crate::rows::Rows;
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
    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The tensor `[n_rows, columns]`, to be packed, its numbers multiplied by `scale`.
    pub(super) fn part(&self, name: &str, n_rows: usize, columns: usize, scale: f32) -> Result<Part, String> {
        let rows = self.rows(name, &[n_rows, columns])?;
        Ok(Part { rows, n_rows, scale })
    }

    /// The tensor `[rows, columns]` as floats, row-major.
    pub(super) fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, String> {
        self.floats(name, &[rows, columns])
    }

    pub(super) fn vector(&self, name: &str, n: usize) -> Result<Vec<f32>, String> {
        self.floats(name, &[n])
    }

    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let mut values = vec![0.0; shape.iter().product()];
        let rows = self.rows(name, shape)?;
        let read = rows.read(0, &mut values, &mut Vec::new());
        read.map_err(|error| error.to_string())?;
        Ok(values)
    }

    pub(super) fn layer_norm(&self, name: &str, dimensions: &Dimensions) -> Result<LayerNorm, String> {
        Ok(LayerNorm {
            gain: self.vector(&format!("{name}.weight"), dimensions.hidden_size)?,
            bias: self.vector(&format!("{name}.bias"), dimensions.hidden_size)?,
            epsilon: dimensions.layer_norm_eps as f32,
        })
    }

    /// The tensor of this shape, to be read row by row.
    pub(super) fn rows(&self, name: &str, shape: &[usize]) -> Result<Rows, String> {
        let name = self.name(name);
        let tensor = self.weights.tensor(&name);
        let tensor = tensor.ok_or_else(|| format!("it has no tensor `{name}`"))?;
        if tensor.shape() != shape {
            return Err(format!(
                "the tensor `{name}` has the shape {:?}, and `config.json` asks for {shape:?}",
                tensor.shape()
            ));
        }
        let rows = self.weights.rows(&name);
        rows.ok_or_else(|| format!("the tensor `{name}` holds numbers of the type {:?}", tensor.dtype()))
    }
}
