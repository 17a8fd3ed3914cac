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
    /// For each text whether its end was cut off because the model reads no further.
    pub truncated: Vec<bool>,
}

/// The model could not turn a text into a vector.
#[derive(Debug, Error)]
#[error("the model failed on a batch of {n_texts} texts: {reason}")]
pub struct EncoderError {
    /// Texts in the batch.
    pub n_texts: usize,
    /// What the model's library said.
    pub reason: String,
}
