//! Texts to token ids, with what is done about texts of more tokens than the model reads.

use embedding::EncoderError;
use serde::{Deserialize, Serialize};
use tokenizers::{Encoding, TruncationParams};

use crate::architecture::Shape;
use crate::vocabulary::{Tokenizer, token_beyond};
use crate::{ModelError, ModelFiles};

/// Tokens a passage at most, special ones included: longer ones cost time with the square of their
/// length, and most models were trained on no more.
const MAX_TOKENS: usize = 512;

/// What is done with a text of more tokens than the model reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LongTexts {
    /// Its beginning stands for it; what was cut is counted.
    #[default]
    Head,
    /// It is read in windows, one after another; their vectors are averaged, each weighing as much
    /// as it has tokens.
    Windows,
}

/// One passage: a text, or a window of one.
pub(crate) struct Passage {
    /// The text's place among the texts.
    pub text: usize,
    /// Token ids, special ones included.
    pub ids: Vec<u32>,
    /// Tokens that are the text's own: what the passage weighs in the mean of windows.
    pub weight: usize,
}

/// All passages of some texts.
pub(crate) struct Tokenised {
    /// In the order of the texts; none for a text without a token of its own.
    pub passages: Vec<Passage>,
    /// Tokens that no passage holds, a text.
    pub cut_tokens: Vec<usize>,
}

/// The tokenizer of a model, set to cut texts at what the model reads.
pub(crate) fn tokenizer(files: &ModelFiles, shape: &Shape) -> Result<Tokenizer, ModelError> {
    let invalid = |reason: String| files.invalid("tokenizer.json", reason);
    let mut tokenizer = Tokenizer::from_bytes(&*files.tokenizer).map_err(|e| invalid(e.to_string()))?;
    if let Some((token, id)) = token_beyond(&tokenizer, shape.vocab_size) {
        return Err(invalid(format!(
            "its token `{token}` has the id {id}, and the vocabulary of `config.json` has {}",
            shape.vocab_size
        )));
    }
    let max_tokens = files.max_tokens.unwrap_or(MAX_TOKENS);
    let truncation = TruncationParams {
        max_length: max_tokens.min(shape.max_tokens()).min(MAX_TOKENS),
        ..Default::default()
    };
    tokenizer
        .with_truncation(Some(truncation))
        .map_err(|e| invalid(e.to_string()))?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

/// The passages of texts, each text with the prefix before it. A text of white space has none.
pub(crate) fn passages(
    tokenizer: &Tokenizer,
    texts: &[String],
    prefix: &str,
    long_texts: LongTexts,
) -> Result<Tokenised, EncoderError> {
    let inputs: Vec<String> = texts.iter().map(|text| format!("{prefix}{text}")).collect();
    let encodings = tokenizer
        .encode_batch_fast(inputs, true)
        .map_err(|error| EncoderError::Failed {
            n_texts: texts.len(),
            reason: error.to_string(),
        })?;
    let mut tokenised = Tokenised {
        passages: Vec::new(),
        cut_tokens: Vec::with_capacity(texts.len()),
    };
    for (text, encoding) in encodings.iter().enumerate() {
        let rest = encoding.get_overflowing();
        let is_cut = long_texts == LongTexts::Head;
        let cut_tokens = rest.iter().map(own_tokens).sum();
        tokenised.cut_tokens.push(if is_cut { cut_tokens } else { 0 });
        if texts[text].trim().is_empty() {
            continue;
        }
        let windows = if is_cut { &[] } else { rest.as_slice() };
        let read = std::iter::once(encoding).chain(windows);
        tokenised
            .passages
            .extend(read.filter_map(|encoding| passage(text, encoding)));
    }
    Ok(tokenised)
}

fn passage(text: usize, encoding: &Encoding) -> Option<Passage> {
    let ids = encoding.get_ids().to_vec();
    let weight = own_tokens(encoding).max(1);
    (!ids.is_empty()).then_some(Passage { text, ids, weight })
}

fn own_tokens(encoding: &Encoding) -> usize {
    encoding
        .get_special_tokens_mask()
        .iter()
        .filter(|&&mask| mask == 0)
        .count()
}
