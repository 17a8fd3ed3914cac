//! Tokenise, batch by length, run the model, pool.

use candle_core::{Device, Tensor};
use embedding::{Encoded, Encoder, EncoderError, normalise};

use crate::architecture::{Architecture, Shape};
use crate::checksums::Checksums;
use crate::compute::Compute;
use crate::device_memory::in_halves;
use crate::packed::{Instructions, PackedModel, Precision};
use crate::pooling::Head;
use crate::tokenise::{LongTexts, Passage, PassageTokenizer};
use crate::weights::Weights;
use crate::{ModelError, ModelFiles};

/// Tokens a batch, padding included: keeps the activations of a large model within some hundred MB.
const TOKENS_A_BATCH: usize = 8192;

/// What runs the model.
enum Model {
    Packed(PackedModel),
    Candle(Architecture),
}

/// A tokenizer and a model, ready to encode.
pub struct TextEncoder {
    id: String,
    checksums: Checksums,
    tokenizer: PassageTokenizer,
    model: Model,
    precision: Precision,
    head: Head,
    /// Kept to name the tensor that is at fault; mapped, so it costs no memory.
    weights: Weights,
    device: Device,
    note: Option<String>,
    shape: Shape,
    prefix: String,
    long_texts: LongTexts,
}

impl TextEncoder {
    /// Loads a model that computes in f32.
    ///
    /// # Errors
    /// As [`Self::load_in`].
    pub fn load(files: &ModelFiles, compute: Compute) -> Result<Self, ModelError> {
        Self::load_in(files, compute, Precision::F32)
    }

    /// Loads a model. On a CPU with AVX-512 its weights, of any float type, are packed in the
    /// precision, f32 where the processor lacks what that needs; elsewhere candle runs it in f32.
    ///
    /// # Errors
    /// When a file is not what it should be, the architecture is unknown, the tokenizer has ids
    /// that the model lacks. A GPU that cannot be used is no error: the CPU does the work, and
    /// [`Self::note`] says so.
    pub fn load_in(files: &ModelFiles, compute: Compute, precision: Precision) -> Result<Self, ModelError> {
        let shape = Shape::read(files)?;
        let (device, note) = compute.device();
        let load_model = || model(files, &shape, &device, precision);
        let (tokenizer, model) = rayon::join(|| PassageTokenizer::load(files, &shape), load_model);
        let (tokenizer, model) = (tokenizer?, model?);
        Ok(Self {
            id: files.id.clone(),
            checksums: files.checksums.clone(),
            tokenizer,
            model,
            precision,
            head: files.head.clone(),
            weights: files.weights.clone(),
            device,
            note,
            shape,
            prefix: files.prefix.clone(),
            long_texts: LongTexts::default(),
        })
    }

    /// The same encoder with another way for texts of more tokens than the model reads.
    #[must_use]
    pub fn with_long_texts(mut self, long_texts: LongTexts) -> Self {
        self.long_texts = long_texts;
        self
    }

    /// Stands for everything besides the text that decides a vector: the model, this program's
    /// version, and how it was loaded.
    pub fn key(&self) -> String {
        let long_texts = match self.long_texts {
            LongTexts::Head => "head",
            LongTexts::Windows => "windows",
        };
        let (version, device) = (env!("CARGO_PKG_VERSION"), self.device_name());
        let precision = self.precision.on_this_machine();
        let sha256 = self.checksums.of_model(&self.prefix);
        format!("{sha256} {version} {device} {precision} {long_texts}")
    }

    /// Why the GPU that was asked for does not do the work, where it does not.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// `cpu` or `cuda`.
    pub fn device_name(&self) -> &'static str {
        if self.device.is_cuda() { "cuda" } else { "cpu" }
    }

    /// The head's vector of each passage.
    fn pooled(&self, batch: &[&Passage]) -> candle_core::Result<Vec<Vec<f32>>> {
        match &self.model {
            Model::Packed(model) => {
                let texts: Vec<&[u32]> = batch.iter().map(|passage| passage.ids.as_slice()).collect();
                let width = self.shape.hidden_size;
                Ok(model.encode(&texts, &|_, states| self.head.vector(states, width))?)
            }
            Model::Candle(model) => in_halves(batch, &|batch| self.pooled_by_candle(model, batch)),
        }
    }

    fn pooled_by_candle(&self, model: &Architecture, batch: &[&Passage]) -> candle_core::Result<Vec<Vec<f32>>> {
        let length = batch.iter().map(|passage| passage.ids.len()).max().unwrap_or(0);
        let mut ids = Vec::with_capacity(batch.len() * length);
        let mut mask = Vec::with_capacity(batch.len() * length);
        for passage in batch {
            ids.extend(&passage.ids);
            ids.resize(ids.len() + length - passage.ids.len(), self.shape.pad_token_id);
            mask.extend(std::iter::repeat_n(1u32, passage.ids.len()));
            mask.resize(ids.len(), 0);
        }
        let ids = Tensor::from_vec(ids, (batch.len(), length), &self.device)?;
        let mask = Tensor::from_vec(mask, (batch.len(), length), &self.device)?;
        let states: Vec<f32> = model.forward(&ids, &mask)?.flatten_all()?.to_vec1()?;
        let width = self.shape.hidden_size;
        let of_passages = states.chunks_exact(length * width).zip(batch);
        Ok(of_passages
            .map(|(states, passage)| self.head.vector(&states[..passage.ids.len() * width], width))
            .collect())
    }

    fn vectors(&self, batch: &[&Passage]) -> Result<Vec<Vec<f32>>, EncoderError> {
        let rows = self.pooled(batch).map_err(|error| EncoderError::Failed {
            n_texts: batch.len(),
            reason: error.to_string(),
        })?;
        if rows.iter().flatten().all(|x| x.is_finite()) {
            return Ok(rows);
        }
        let (file, tensor) = self.weights.not_finite().unzip();
        Err(EncoderError::NotFinite {
            model: self.id.clone(),
            file: file.unwrap_or("model.safetensors").to_owned(),
            tensor: tensor.map(str::to_owned),
        })
    }
}

impl Encoder for TextEncoder {
    fn dimension(&self) -> usize {
        self.head.dimension(self.shape.hidden_size)
    }

    fn encode(&self, texts: &[String]) -> Result<Encoded, EncoderError> {
        let tokenised = self.tokenizer.passages(texts, &self.prefix, self.long_texts)?;
        let mut sorted: Vec<&Passage> = tokenised.passages.iter().collect();
        sorted.sort_by_key(|passage| passage.ids.len());
        let mut sums: Vec<Option<Vec<f32>>> = vec![None; texts.len()];
        let batches = match self.model {
            Model::Packed(_) => vec![sorted.as_slice()],
            Model::Candle(_) => batches(&sorted),
        };
        for batch in batches {
            for (passage, row) in batch.iter().zip(self.vectors(batch)?) {
                let sum = sums[passage.text].get_or_insert_with(|| vec![0.0; row.len()]);
                let weight = passage.weight as f32;
                sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x);
            }
        }
        Ok(Encoded {
            vectors: sums.iter().map(|sum| normalise(sum.as_ref()?)).collect(),
            cut_tokens: tokenised.cut_tokens,
        })
    }
}

/// Runs of passages, shortest first, of at most [`TOKENS_A_BATCH`] tokens with padding.
fn batches<'a, 'b>(sorted: &'a [&'b Passage]) -> Vec<&'a [&'b Passage]> {
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
