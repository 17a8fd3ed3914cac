//! Texts to vectors with models of the XLM-R and BERT family, on candle.
//!
//! In: a model directory in the Hugging Face layout (`config.json`, `tokenizer.json`,
//! `model.safetensors`, alone or as sentence-transformers saves it), the model built into the program,
//! or a hub id; and texts. Out: one L2-normalised vector a text, pooled from the last hidden states
//! as the model's `modules.json` says (the mean where it says nothing), as sentence-transformers
//! computes it. The main type is [`TextEncoder`]. Only this crate knows candle.
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
mod checksums;
mod compute;
mod device_memory;
mod error;
mod file_bytes;
mod file_source;
#[cfg(feature = "hub")]
mod git_object;
#[cfg(feature = "hub")]
mod hub;
mod mapped_file;
mod model_card;
mod model_files;
#[cfg(feature = "hub")]
mod model_lock;
mod packed;
mod pooling;
mod remembered_checksums;
mod rows;
mod sentence_modules;
mod text_encoder;
mod tokenise;
mod transfer;
mod unigram;
mod vocabulary;
mod weights;
mod word_tokens;

pub use compute::Compute;
pub use error::ModelError;
pub use model_card::{ModelCard, built_in_card};
pub use model_files::{BUILT_IN_MODEL, ModelFiles};
pub use packed::Precision;
pub use text_encoder::TextEncoder;
pub use tokenise::LongTexts;
pub use transfer::{OnTransfer, Transfer};
