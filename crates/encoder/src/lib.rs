//! Texts to vectors with models of the XLM-R and BERT family, on candle.
//!
//! In: a model directory in the Hugging Face layout (`config.json`, `tokenizer.json`,
//! `model.safetensors`), the model built into the program, or a hub id; and texts. Out: one
//! L2-normalised vector a text, the mean of the last hidden states over the text's tokens, as
//! sentence-transformers computes it. The main type is [`TextEncoder`]. Only this crate knows candle.
//!
//! ```
//! use embedding::Encoder;
//! use encoder::{Compute, ModelFiles, TextEncoder};
//! let files = ModelFiles::built_in();
//! let encoder = TextEncoder::load(&files, Compute::Cpu)?;
//! let encoded = encoder.encode(&["zuivering van afvalwater".into(), String::new()])?;
//! assert_eq!(encoded.vectors[0].as_ref().unwrap().len(), encoder.dimension());
//! assert!(encoded.vectors[1].is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod architecture;
mod error;
mod file_bytes;
#[cfg(feature = "hub")]
mod hub;
mod model_files;
mod packed;
mod text_encoder;
mod weights;

pub use error::ModelError;
pub use model_files::{BUILT_IN_MODEL, ModelFiles, built_in_card};
pub use packed::Precision;
pub use text_encoder::{Compute, TextEncoder};
