//! The tokens of a tokenizer, read without a detour.
//!
//! The library reads this part of `tokenizer.json` as a tree of JSON first, and makes the tokens of
//! that: with a quarter of a million of them most of the time a model takes to load. Here they are
//! made of the text itself; what that cannot read the library reads in its own way.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tokenizers::models::TrainerWrapper;
use tokenizers::models::bpe::BPE;
use tokenizers::models::unigram::Unigram;
use tokenizers::models::wordlevel::WordLevel;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::{
    DecoderWrapper, Model, ModelWrapper, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper, Token,
    TokenizerImpl,
};

/// A tokenizer of the library in everything but how its tokens are read.
pub(crate) type Tokenizer =
    TokenizerImpl<Vocabulary, NormalizerWrapper, PreTokenizerWrapper, PostProcessorWrapper, DecoderWrapper>;

/// The library's own models, of any kind.
pub(crate) struct Vocabulary {
    model: ModelWrapper,
    /// Of its tokens; `None` where the text was not read directly.
    highest_id: Option<u32>,
}

/// What one pass over the text tells.
#[derive(Deserialize, Default)]
struct Outline {
    #[serde(rename = "type")]
    kind: String,
    vocab: HighestId,
}

/// The highest id of tokens that are given with their ids, or in the order of them.
#[derive(Default)]
struct HighestId(Option<u32>);

impl<'de> Deserialize<'de> for HighestId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self::default())
    }
}

impl<'de> Visitor<'de> for HighestId {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("tokens with their ids, or in a list")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut tokens: A) -> Result<Self, A::Error> {
        while let Some((IgnoredAny, id)) = tokens.next_entry()? {
            self.0 = self.0.max(Some(id));
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut tokens: A) -> Result<Self, A::Error> {
        while let Some(IgnoredAny) = tokens.next_element()? {
            self.0 = Some(self.0.map_or(0, |id| id + 1));
        }
        Ok(self)
    }
}

impl<'de> Deserialize<'de> for Vocabulary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        let outline: Outline = serde_json::from_str(text).unwrap_or_default();
        let direct = match outline.kind.as_str() {
            "BPE" => read::<BPE>(text),
            "Unigram" => read::<Unigram>(text),
            "WordLevel" => read::<WordLevel>(text),
            "WordPiece" => read::<WordPiece>(text),
            _ => None,
        };
        let model = direct.map_or_else(|| serde_json::from_str(text), Ok);
        Ok(Self {
            model: model.map_err(D::Error::custom)?,
            highest_id: outline.vocab.0,
        })
    }
}

fn read<T: DeserializeOwned + Into<ModelWrapper>>(text: &str) -> Option<ModelWrapper> {
    serde_json::from_str::<T>(text).ok().map(Into::into)
}

/// The token of the highest id, with that, if it is `limit` or more.
pub(crate) fn token_beyond(tokenizer: &Tokenizer, limit: usize) -> Option<(String, u32)> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let added = tokenizer.get_added_vocabulary().get_vocab().values();
    let highest = tokenizer.get_model().highest_id.max(added.max().copied());
    if tokenizer.get_model().highest_id.is_some() && highest < Some(limit) {
        return None;
    }
    let highest = tokenizer.get_vocab(true).into_iter().max_by_key(|(_, id)| *id);
    highest.filter(|(_, id)| *id >= limit)
}

impl Model for Vocabulary {
    type Trainer = TrainerWrapper;

    fn tokenize(&self, sequence: &str) -> tokenizers::Result<Vec<Token>> {
        self.model.tokenize(sequence)
    }

    fn token_to_id(&self, token: &str) -> Option<u32> {
        self.model.token_to_id(token)
    }

    fn id_to_token(&self, id: u32) -> Option<String> {
        self.model.id_to_token(id)
    }

    fn get_vocab(&self) -> HashMap<String, u32> {
        self.model.get_vocab()
    }

    fn get_vocab_size(&self) -> usize {
        self.model.get_vocab_size()
    }

    fn save(&self, folder: &Path, prefix: Option<&str>) -> tokenizers::Result<Vec<PathBuf>> {
        self.model.save(folder, prefix)
    }

    fn get_trainer(&self) -> TrainerWrapper {
        self.model.get_trainer()
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
