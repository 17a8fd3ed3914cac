//! The seam between what needs vectors and what computes them.

use thiserror::Error;

/// Turns texts into vectors. Implemented by `encoder` on candle; anything else may stand in.
pub trait Encoder {
    /// Numbers a vector.
    fn dimension(&self) -> usize;

    /// One vector a text, in the order of the texts; `None` for a text without a token.
    ///
    /// # Errors
    /// When the model fails on a batch.
    fn encode(&self, texts: &[String]) -> Result<Encoded, EncoderError>;
}

/// What came of a batch of texts.
#[derive(Debug, Clone, Default)]
pub struct Encoded {
    /// One unit vector a text, in the order of the texts.
    pub vectors: Vec<Option<Vec<f32>>>,
    /// Tokens of each text that the model did not read, because it reads no further; 0 for most.
    pub cut_tokens: Vec<usize>,
}

/// The model could not turn texts into vectors.
#[derive(Debug, Error)]
pub enum EncoderError {
    /// The model failed on a batch.
    #[error("the model failed on a batch of {n_texts} texts: {reason}")]
    Failed {
        /// Texts in the batch.
        n_texts: usize,
        /// What the model's library said.
        reason: String,
    },
    /// What the model gave is no number, or has no end.
    #[error("the model `{model}` gave values that are not finite numbers{}", culprit(file, tensor.as_deref()))]
    NotFinite {
        /// The model's id.
        model: String,
        /// The file of the weights.
        file: String,
        /// The tensor that holds such values, where one does.
        tensor: Option<String>,
    },
    /// The cache of vectors cannot be read or written.
    #[error("the cache of vectors cannot be used")]
    Cache(#[source] std::io::Error),
}

impl EncoderError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Failed { .. } => "`afbaken model check MODEL` says whether the model is whole",
            Self::Cache(_) => "look at the room on the disk, name another folder, or leave the cache out",
            Self::NotFinite { .. } => "the weights are damaged: copy or fetch the model again, or choose another",
        }
    }
}

fn culprit(file: &str, tensor: Option<&str>) -> String {
    tensor.map_or(String::new(), |tensor| {
        format!("; the tensor `{tensor}` of `{file}` holds such values")
    })
}
