//! Texts to token ids, with what is done about texts of more tokens than the model reads.

use embedding::EncoderError;
use serde::{Deserialize, Serialize};

use crate::architecture::Shape;
use crate::vocabulary::{Tokenizer, token_beyond};
use crate::word_tokens::WordTokens;
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

/// The tokenizer of a model, with how many tokens a passage may have.
pub(crate) struct PassageTokenizer {
    words: WordTokens,
    /// Tokens of a text's own in a passage, at most.
    room: usize,
}

impl PassageTokenizer {
    /// The tokenizer of a model; passages are as long as the model reads.
    pub(crate) fn load(files: &ModelFiles, shape: &Shape) -> Result<Self, ModelError> {
        let invalid = |reason: String| files.invalid("tokenizer.json", reason);
        let mut tokenizer = Tokenizer::from_bytes(&*files.tokenizer).map_err(|e| invalid(e.to_string()))?;
        if let Some((token, id)) = token_beyond(&tokenizer, shape.vocab_size) {
            return Err(invalid(format!(
                "its token `{token}` has the id {id}, and the vocabulary of `config.json` has {}",
                shape.vocab_size
            )));
        }
        // The library would stop where a passage is full, and what is cut could not be counted.
        tokenizer.with_truncation(None).map_err(|e| invalid(e.to_string()))?;
        tokenizer.with_padding(None);
        let words = WordTokens::new(tokenizer).map_err(|e| invalid(e.to_string()))?;
        let max_tokens = files.max_tokens.unwrap_or(MAX_TOKENS);
        let max_tokens = max_tokens.min(shape.max_tokens()).min(MAX_TOKENS);
        let enclosing: usize = words.enclosing.iter().map(Vec::len).sum();
        Ok(Self {
            words,
            room: max_tokens.saturating_sub(enclosing).max(1),
        })
    }

    /// The passages of texts, each text with the prefix before it. A text of white space has none.
    pub(crate) fn passages(
        &self,
        texts: &[String],
        prefix: &str,
        long_texts: LongTexts,
    ) -> Result<Tokenised, EncoderError> {
        let of_text = |text: usize, ids: &[u32]| self.passages_of(text, ids, &texts[text], long_texts);
        let of_texts = self.words.of_texts(texts, prefix, &of_text);
        let of_texts = of_texts.map_err(|error| EncoderError::Failed {
            n_texts: texts.len(),
            reason: error.to_string(),
        })?;
        let (passages, cut_tokens): (Vec<_>, Vec<_>) = of_texts.into_iter().unzip();
        Ok(Tokenised {
            passages: passages.into_iter().flatten().collect(),
            cut_tokens,
        })
    }

    /// The passages of a text, and how many of its tokens are in none.
    fn passages_of(&self, place: usize, ids: &[u32], text: &str, long_texts: LongTexts) -> (Vec<Passage>, usize) {
        let n_read = match long_texts {
            LongTexts::Head => ids.len().min(self.room),
            LongTexts::Windows => ids.len(),
        };
        let cut_tokens = ids.len() - n_read;
        if text.trim().is_empty() {
            return (Vec::new(), cut_tokens);
        }
        let passage = |own: &[u32]| {
            let [before, after] = &self.words.enclosing;
            let ids = [before, own, after].concat();
            let weight = own.len().max(1);
            (!ids.is_empty()).then_some(Passage {
                text: place,
                ids,
                weight,
            })
        };
        // A text whose characters the tokenizer drops is still read, as nothing between two marks.
        let first = &ids[..n_read.min(self.room)];
        let more = ids[first.len()..n_read].chunks(self.room);
        (
            std::iter::once(first).chain(more).filter_map(passage).collect(),
            cut_tokens,
        )
    }
}
