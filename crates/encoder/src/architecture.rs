//! The two architectures, behind one forward: token ids and a mask in, hidden states out.

use candle_core::{Device, Result, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::{bert, xlm_roberta};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::packed::{NumberFormat, PackedModel};
use crate::{ModelError, ModelFiles};

/// A text needs a place between the two tokens that enclose it.
const MIN_TOKENS: usize = 3;

/// A transformer of the family, with its weights in f32.
pub(crate) enum Architecture {
    XlmRoberta(xlm_roberta::XLMRobertaModel),
    /// An XLM-R without layers: a table of tokens, in which no token looks at another.
    XlmRobertaTable(xlm_roberta::XLMRobertaModel),
    Bert(bert::BertModel),
}

/// What the encoder itself needs from `config.json`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Shape {
    pub model_type: String,
    pub hidden_size: usize,
    pub vocab_size: usize,
    pub max_position_embeddings: usize,
    pub pad_token_id: u32,
    pub num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
}

impl Shape {
    /// Reads and checks it: what is accepted here cannot make the model's library panic.
    pub(crate) fn read(files: &ModelFiles) -> std::result::Result<Self, ModelError> {
        let shape: Self = parse(files, configuration(files)?)?;
        let heads = shape.num_attention_heads;
        let reason = if [shape.vocab_size, shape.hidden_size, shape.intermediate_size].contains(&0) {
            "`vocab_size`, `hidden_size` and `intermediate_size` must be above 0".into()
        } else if heads == 0 || !shape.hidden_size.is_multiple_of(heads) {
            format!(
                "`hidden_size` {} is not a multiple of the {heads} heads",
                shape.hidden_size
            )
        } else if shape.pad_token_id as usize >= shape.vocab_size {
            format!(
                "`pad_token_id` {} lies outside the vocabulary of {}",
                shape.pad_token_id, shape.vocab_size
            )
        } else if shape.max_tokens() < MIN_TOKENS {
            format!(
                "`max_position_embeddings` {} leaves no room for a text",
                shape.max_position_embeddings
            )
        } else {
            return Ok(shape);
        };
        Err(files.invalid("config.json", reason))
    }

    /// Tokens a text, special ones included, that have a position of their own. RoBERTa and its
    /// kin count positions from `pad_token_id + 1`.
    pub(crate) fn max_tokens(&self) -> usize {
        if self.model_type == "bert" {
            self.max_position_embeddings
        } else {
            self.max_position_embeddings
                .saturating_sub(1 + self.pad_token_id as usize)
        }
    }
}

impl Architecture {
    /// The model packed for this processor; `None` where [`Self::load`] has to do.
    pub(crate) fn load_packed(
        files: &ModelFiles,
        shape: &Shape,
        format: NumberFormat,
    ) -> std::result::Result<Option<PackedModel>, ModelError> {
        let (prefix, first_position) = match shape.model_type.as_str() {
            "xlm-roberta" | "roberta" | "camembert" => ("roberta.", shape.pad_token_id as usize + 1),
            "bert" => ("bert.", 0),
            _ => return Ok(None),
        };
        PackedModel::load(&files.weights, &configuration(files)?, prefix, first_position, format)
            .map_err(|reason| files.invalid("model.safetensors", reason))
    }

    pub(crate) fn load(files: &ModelFiles, shape: &Shape, device: &Device) -> std::result::Result<Self, ModelError> {
        let configuration = configuration(files)?;
        let weights = files.weights.variables(device);
        let weights_error = |e| files.invalid("model.safetensors", e);
        match shape.model_type.as_str() {
            "xlm-roberta" | "roberta" | "camembert" => {
                let config = parse(files, configuration)?;
                let weights = prefixed(weights, "roberta");
                let model = xlm_roberta::XLMRobertaModel::new(&config, weights).map_err(weights_error)?;
                Ok(if shape.num_hidden_layers == 0 {
                    Self::XlmRobertaTable(model)
                } else {
                    Self::XlmRoberta(model)
                })
            }
            "bert" => {
                let config = parse(files, configuration)?;
                let weights = prefixed(weights, "bert");
                bert::BertModel::load(weights, &config)
                    .map(Self::Bert)
                    .map_err(weights_error)
            }
            other => Err(ModelError::Architecture {
                model: files.id.clone(),
                found: other.into(),
            }),
        }
    }

    /// Hidden states of the last layer, `[batch, length, hidden]`, for ids and mask `[batch, length]`
    /// (u32, 1 for a token, 0 for padding).
    pub(crate) fn forward(&self, ids: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let token_types = ids.zeros_like()?;
        match self {
            Self::XlmRoberta(model) => model.forward(ids, mask, &token_types, None, None, None),
            // Candle spreads the mask to [batch, 1, length, length] for attention, which is not there.
            Self::XlmRobertaTable(model) => model.forward(ids, &mask.narrow(1, 0, 1)?, &token_types, None, None, None),
            Self::Bert(model) => model.forward(ids, &token_types, Some(mask)),
        }
    }
}

/// The names as the base model saves them, or under the prefix of a model with a head.
fn prefixed<'a>(weights: VarBuilder<'a>, prefix: &str) -> VarBuilder<'a> {
    if weights.contains_tensor("embeddings.word_embeddings.weight") {
        weights
    } else {
        weights.pp(prefix)
    }
}

fn parse<T: serde::de::DeserializeOwned>(files: &ModelFiles, value: Value) -> std::result::Result<T, ModelError> {
    serde_json::from_value(value).map_err(|e| files.invalid("config.json", e))
}

/// `config.json` with what transformers 5 leaves out, which candle asks for. Where a text is padded
/// has no default: RoBERTa and its kin count positions from it.
fn configuration(files: &ModelFiles) -> std::result::Result<Value, ModelError> {
    let mut value: Value = serde_json::from_slice(&files.config).map_err(|e| files.invalid("config.json", e))?;
    let fields = value
        .as_object_mut()
        .ok_or_else(|| files.invalid("config.json", "it is not an object of JSON"))?;
    for (name, default) in [
        ("position_embedding_type", json!("absolute")),
        ("hidden_dropout_prob", json!(0.1)),
        ("attention_probs_dropout_prob", json!(0.1)),
        ("initializer_range", json!(0.02)),
        ("type_vocab_size", json!(1)),
    ] {
        fields.entry(name).or_insert(default);
    }
    match fields.get("pad_token_id") {
        Some(Value::Null) | None => Err(files.invalid("config.json", "it names no `pad_token_id`")),
        Some(_) => Ok(value),
    }
}
