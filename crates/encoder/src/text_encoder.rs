//! Tokenise, batch by length, run the model, pool.

use candle_core::{DType, Device, Tensor};
use embedding::{Encoded, Encoder, EncoderError, normalise};
use tokenizers::{Tokenizer, TruncationParams};

use crate::architecture::{Architecture, Shape};
use crate::packed::{Instructions, PackedModel, Precision};
use crate::{ModelError, ModelFiles};

/// Tokens a batch, padding included: keeps the activations of a large model within some hundred MB.
const TOKENS_A_BATCH: usize = 8192;

/// What the model runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compute {
    /// A GPU when the program was built for one and one is at hand, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The first NVIDIA GPU.
    Cuda,
}

/// A tokenizer and a model, ready to encode.
pub struct TextEncoder {
    tokenizer: Tokenizer,
    model: Model,
    device: Device,
    dimension: usize,
}

/// What runs the model.
enum Model {
    Packed(PackedModel),
    Candle(Architecture),
}

/// One text's tokens and its place among the texts.
struct Tokenised {
    place: usize,
    ids: Vec<u32>,
    truncated: bool,
}

impl TextEncoder {
    /// Loads a model, with what is multiplied left to [`Precision::Auto`].
    ///
    /// # Errors
    /// As [`Self::load_in`].
    pub fn load(files: &ModelFiles, compute: Compute) -> Result<Self, ModelError> {
        Self::load_in(files, compute, Precision::Auto)
    }

    /// Loads a model. On a CPU with AVX-512 its weights, of any float type, are packed in the
    /// precision, f32 where the processor lacks what that needs; elsewhere candle runs it in f32.
    ///
    /// # Errors
    /// When a file is not what it should be, the architecture is unknown, the tokenizer has ids
    /// that the model lacks, or the device cannot be used.
    pub fn load_in(files: &ModelFiles, compute: Compute, precision: Precision) -> Result<Self, ModelError> {
        let shape = Shape::read(files)?;
        let device = device(compute)?;
        let tokenizer = tokenizer(files, &shape)?;
        let model = model(files, &shape, &device, precision)?;
        Ok(Self {
            tokenizer,
            model,
            device,
            dimension: shape.hidden_size,
        })
    }

    /// `cpu` or `cuda`.
    pub fn device_name(&self) -> &'static str {
        if self.device.is_cuda() { "cuda" } else { "cpu" }
    }

    fn tokenise(&self, texts: &[String]) -> Result<Vec<Tokenised>, EncoderError> {
        let inputs: Vec<&str> = texts.iter().map(String::as_str).collect();
        let encodings = self
            .tokenizer
            .encode_batch(inputs, true)
            .map_err(|error| EncoderError {
                n_texts: texts.len(),
                reason: error.to_string(),
            })?;
        let tokenised = encodings.into_iter().enumerate().map(|(place, encoding)| Tokenised {
            place,
            truncated: !encoding.get_overflowing().is_empty(),
            ids: encoding.get_ids().to_vec(),
        });
        Ok(tokenised.collect())
    }

    /// The mean of the last hidden states over each text's tokens.
    fn pooled(&self, batch: &[Tokenised]) -> candle_core::Result<Vec<Vec<f32>>> {
        match &self.model {
            Model::Packed(model) => {
                let texts: Vec<&[u32]> = batch.iter().map(|text| text.ids.as_slice()).collect();
                Ok(model.encode(&texts, &|_, states| mean(states, self.dimension)))
            }
            Model::Candle(model) => self.pooled_by_candle(model, batch),
        }
    }

    fn pooled_by_candle(&self, model: &Architecture, batch: &[Tokenised]) -> candle_core::Result<Vec<Vec<f32>>> {
        let length = batch.iter().map(|text| text.ids.len()).max().unwrap_or(0);
        let pad = self.pad_id();
        let mut ids = Vec::with_capacity(batch.len() * length);
        let mut mask = Vec::with_capacity(batch.len() * length);
        for text in batch {
            ids.extend(&text.ids);
            ids.resize(ids.len() + length - text.ids.len(), pad);
            mask.extend(std::iter::repeat_n(1u32, text.ids.len()));
            mask.resize(ids.len(), 0);
        }
        let ids = Tensor::from_vec(ids, (batch.len(), length), &self.device)?;
        let mask = Tensor::from_vec(mask, (batch.len(), length), &self.device)?;
        let hidden = model.forward(&ids, &mask)?;
        let weights = mask.to_dtype(DType::F32)?.unsqueeze(2)?;
        let sums = hidden.broadcast_mul(&weights)?.sum(1)?;
        sums.broadcast_div(&weights.sum(1)?)?.to_vec2()
    }

    fn pad_id(&self) -> u32 {
        self.tokenizer
            .token_to_id("<pad>")
            .or_else(|| self.tokenizer.token_to_id("[PAD]"))
            .unwrap_or(0)
    }

    fn encode_batch(&self, batch: &[Tokenised], encoded: &mut Encoded) -> Result<(), EncoderError> {
        let failed = |reason: String| EncoderError {
            n_texts: batch.len(),
            reason,
        };
        let rows = self.pooled(batch).map_err(|error| failed(error.to_string()))?;
        for (text, row) in batch.iter().zip(rows) {
            if row.iter().any(|x| !x.is_finite()) {
                return Err(failed(
                    "it gave numbers that are not finite; its weights may be damaged".into(),
                ));
            }
            encoded.vectors[text.place] = normalise(&row);
        }
        Ok(())
    }
}

impl Encoder for TextEncoder {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn encode(&self, texts: &[String]) -> Result<Encoded, EncoderError> {
        let mut tokenised = self.tokenise(texts)?;
        let mut encoded = Encoded {
            vectors: vec![None; texts.len()],
            truncated: tokenised.iter().map(|text| text.truncated).collect(),
        };
        tokenised.retain(|text| !texts[text.place].trim().is_empty() && !text.ids.is_empty());
        tokenised.sort_by_key(|text| (text.ids.len(), text.place));
        let batches = match self.model {
            Model::Packed(_) => vec![tokenised.as_slice()],
            Model::Candle(_) => batches(&tokenised),
        };
        for batch in batches {
            self.encode_batch(batch, &mut encoded)?;
        }
        Ok(encoded)
    }
}

/// Runs of texts, shortest first, of at most [`TOKENS_A_BATCH`] tokens with padding.
fn batches(sorted: &[Tokenised]) -> Vec<&[Tokenised]> {
    let mut batches = Vec::new();
    let mut start = 0;
    for end in 1..=sorted.len() {
        let is_last = end == sorted.len();
        if is_last || (end + 1 - start) * sorted[end].ids.len() > TOKENS_A_BATCH {
            batches.push(&sorted[start..end]);
            start = end;
        }
    }
    batches
}

fn model(files: &ModelFiles, shape: &Shape, device: &Device, precision: Precision) -> Result<Model, ModelError> {
    let format = precision.format(Instructions::detected());
    if device.is_cpu()
        && let Some(packed) = Architecture::load_packed(files, shape, format)?
    {
        return Ok(Model::Packed(packed));
    }
    Architecture::load(files, shape, device).map(Model::Candle)
}

/// The mean of rows of `width` numbers, one row or more.
fn mean(rows: &[f32], width: usize) -> Vec<f32> {
    let mut sum = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    let n_rows = (rows.len() / width) as f32;
    sum.iter_mut().for_each(|value| *value /= n_rows);
    sum
}

fn tokenizer(files: &ModelFiles, shape: &Shape) -> Result<Tokenizer, ModelError> {
    let invalid = |reason: String| files.invalid("tokenizer.json", reason);
    let mut tokenizer = Tokenizer::from_bytes(&files.tokenizer).map_err(|e| invalid(e.to_string()))?;
    if tokenizer.get_vocab_size(true) > shape.vocab_size {
        return Err(invalid(format!(
            "it has {} tokens and the model {}",
            tokenizer.get_vocab_size(true),
            shape.vocab_size
        )));
    }
    let truncation = TruncationParams {
        max_length: shape.max_tokens().min(512),
        ..Default::default()
    };
    tokenizer
        .with_truncation(Some(truncation))
        .map_err(|e| invalid(e.to_string()))?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

fn device(compute: Compute) -> Result<Device, ModelError> {
    match compute {
        Compute::Cpu => Ok(Device::Cpu),
        Compute::Cuda => Device::new_cuda(0).map_err(|error| ModelError::Device(error.to_string())),
        Compute::Auto => Ok(Device::new_cuda(0).unwrap_or(Device::Cpu)),
    }
}
