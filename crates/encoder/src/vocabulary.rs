//! The tokens of a tokenizer, read without a detour.
//!
//! The library reads this part of `tokenizer.json` as a tree of JSON first, and makes the tokens of
//! that: with a quarter of a million of them most of the time a model takes to load. Here they are
//! made of the text itself; what that cannot read the library reads in its own way.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tokenizers::models::TrainerWrapper;
use tokenizers::models::bpe::BPE;
use tokenizers::models::unigram;
use tokenizers::models::wordlevel::WordLevel;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::{
    DecoderWrapper, Model, ModelWrapper, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper, Token,
    TokenizerImpl,
};

use crate::unigram::Unigram;

/// A tokenizer of the library in everything but how its tokens are read.
pub(crate) type Tokenizer =
    TokenizerImpl<Vocabulary, NormalizerWrapper, PreTokenizerWrapper, PostProcessorWrapper, DecoderWrapper>;

/// A model of the library, or the unigram model in our own tables.
pub(crate) enum Vocabulary {
    Unigram(Unigram),
    Library {
        model: ModelWrapper,
        /// Of its tokens; `None` where the text was not read directly.
        highest_id: Option<u32>,
    },
}

/// What one pass over the text of a model of the library tells.
#[derive(Deserialize, Default)]
struct Outline {
    #[serde(rename = "type")]
    kind: String,
    vocab: HighestId,
}

/// The highest of the ids that are given with their tokens.
#[derive(Default)]
struct HighestId(Option<u32>);

impl<'de> Deserialize<'de> for HighestId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self::default())
    }
}

impl<'de> Visitor<'de> for HighestId {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("tokens with their ids")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut tokens: A) -> Result<Self, A::Error> {
        while let Some((IgnoredAny, id)) = tokens.next_entry()? {
            self.0 = self.0.max(Some(id));
        }
        Ok(self)
    }
}

impl<'de> Deserialize<'de> for Vocabulary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Kinds)
    }
}

/// Tells the kinds of models apart by the field that comes first, in one pass over the text.
struct Kinds;

impl<'de> Visitor<'de> for Kinds {
    type Value = Vocabulary;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the model of a tokenizer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Vocabulary, A::Error> {
        let mut text = String::from("{");
        while let Some((name, value)) = fields.next_entry::<String, &RawValue>()? {
            let is_first = text.len() == 1;
            if is_first && name == "type" && value.get() == "\"Unigram\"" {
                return Unigram::read(fields).map(Vocabulary::Unigram);
            }
            let comma = if is_first { "" } else { "," };
            let name = serde_json::to_string(&name).map_err(A::Error::custom)?;
            text.extend([comma, &name, ":", value.get()]);
        }
        text.push('}');
        Vocabulary::of_library(&text).map_err(A::Error::custom)
    }
}

impl Vocabulary {
    fn of_library(text: &str) -> serde_json::Result<Self> {
        let outline: Outline = serde_json::from_str(text).unwrap_or_default();
        let direct = match outline.kind.as_str() {
            "BPE" => read::<BPE>(text),
            "WordLevel" => read::<WordLevel>(text),
            "WordPiece" => read::<WordPiece>(text),
            _ => None,
        };
        Ok(Self::Library {
            model: direct.map_or_else(|| serde_json::from_str(text), Ok)?,
            highest_id: outline.vocab.0,
        })
    }

    fn highest_id(&self) -> Option<u32> {
        match self {
            Self::Unigram(unigram) => (unigram.len() as u32).checked_sub(1),
            Self::Library { highest_id, .. } => *highest_id,
        }
    }
}

fn read<T: DeserializeOwned + Into<ModelWrapper>>(text: &str) -> Option<ModelWrapper> {
    serde_json::from_str::<T>(text).ok().map(Into::into)
}

/// The token of the highest id, with that, if it is `limit` or more.
pub(crate) fn token_beyond(tokenizer: &Tokenizer, limit: usize) -> Option<(String, u32)> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let added = tokenizer.get_added_vocabulary().get_vocab().values();
    let of_model = tokenizer.get_model().highest_id();
    if of_model.is_some() && of_model.max(added.max().copied()) < Some(limit) {
        return None;
    }
    let highest = tokenizer.get_vocab(true).into_iter().max_by_key(|(_, id)| *id);
    highest.filter(|(_, id)| *id >= limit)
}

impl Model for Vocabulary {
    type Trainer = TrainerWrapper;

    fn tokenize(&self, sequence: &str) -> tokenizers::Result<Vec<Token>> {
        match self {
            Self::Unigram(unigram) => unigram.tokenise(sequence),
            Self::Library { model, .. } => model.tokenize(sequence),
        }
    }

    fn token_to_id(&self, token: &str) -> Option<u32> {
        match self {
            Self::Unigram(unigram) => unigram.id(token),
            Self::Library { model, .. } => model.token_to_id(token),
        }
    }

    fn id_to_token(&self, id: u32) -> Option<String> {
        match self {
            Self::Unigram(unigram) => unigram.token(id).map(str::to_owned),
            Self::Library { model, .. } => model.id_to_token(id),
        }
    }

    fn get_vocab(&self) -> HashMap<String, u32> {
        match self {
            Self::Unigram(unigram) => unigram.tokens(),
            Self::Library { model, .. } => model.get_vocab(),
        }
    }

    fn get_vocab_size(&self) -> usize {
        match self {
            Self::Unigram(unigram) => unigram.len(),
            Self::Library { model, .. } => model.get_vocab_size(),
        }
    }

    fn save(&self, folder: &Path, prefix: Option<&str>) -> tokenizers::Result<Vec<PathBuf>> {
        match self {
            Self::Unigram(_) => Err("this program only reads tokenizers".into()),
            Self::Library { model, .. } => model.save(folder, prefix),
        }
    }

    fn get_trainer(&self) -> TrainerWrapper {
        match self {
            Self::Unigram(_) => ModelWrapper::Unigram(unigram::Unigram::default()).get_trainer(),
            Self::Library { model, .. } => model.get_trainer(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind, and forms that only the library reads: without a type, with unknown fields.
    const MODELS: [&str; 6] = [
        r#"{"type": "WordLevel", "vocab": {"water": 0, "wind": 7, "<unk>": 2}, "unk_token": "<unk>"}"#,
        r###"{"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "water": 1, "##stof": 2}}"###,
        r#"{"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": false,
            "vocab": {"<unk>": 0, "w": 1, "a": 2, "wa": 3}, "merges": [["w", "a"]]}"#,
        r#"{"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], ["water", -1.5], ["stof", -2.0]]}"#,
        r#"{"type": "Unigram", "unk_id": 0, "more": {"a": 1}, "vocab": [["<unk>", 0.0], ["water", -1.5]]}"#,
        r#"{"vocab": {"water": 0, "<unk>": 1}, "unk_token": "<unk>"}"#,
    ];

    fn tokenizer(model: &str) -> Tokenizer {
        let text = format!(
            r#"{{"version": "1.0", "added_tokens": [{{"id": 9, "content": "<s>", "single_word": false, "lstrip": false,
                "rstrip": false, "normalized": false, "special": true}}], "model": {model}}}"#
        );
        Tokenizer::from_bytes(text).unwrap()
    }

    #[test]
    fn tokens_are_those_that_the_library_reads() {
        for model in MODELS {
            let library: ModelWrapper = serde_json::from_str(model).unwrap();
            let ours = tokenizer(model);
            assert_eq!(ours.get_model().get_vocab(), library.get_vocab(), "{model}");
            let tokens = |tokens: Vec<Token>| tokens.into_iter().map(|token| token.id).collect::<Vec<_>>();
            let expected = tokens(library.tokenize("waterstof").unwrap());
            assert_eq!(
                tokens(ours.get_model().tokenize("waterstof").unwrap()),
                expected,
                "{model}"
            );
        }
    }

    #[test]
    fn the_token_beyond_the_vocabulary_is_found() {
        let wide = tokenizer(MODELS[0]);
        assert_eq!(token_beyond(&wide, 9), None);
        assert_eq!(token_beyond(&wide, 7), Some(("wind".into(), 7)));
        let narrow = tokenizer(MODELS[3]);
        assert_eq!(token_beyond(&narrow, 4), None);
        assert_eq!(token_beyond(&narrow, 3), Some(("<s>".into(), 3)));
    }
}
