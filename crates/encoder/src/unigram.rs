//! The unigram model of SentencePiece, as the library runs it, in tables that are quickly filled.
//!
//! The library keeps its tokens in a trie of hash maps, which with the quarter of a million tokens
//! of XLM-R takes longer to build than all else of the model to load. Here all tokens stand in one
//! string, found by one open hash table; texts are cut by the same search for the best path (Kudo
//! 2018, arXiv:1804.10959), with the same rules where scores are equal or nothing fits. The tests
//! hold it to the library.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::FxHasher;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use tokenizers::Token;

/// What an unknown character costs beyond the least likely token.
const UNKNOWN_PENALTY: f64 = 10.0;

/// Tokens with their scores.
#[derive(Default)]
pub(crate) struct Unigram {
    /// All tokens, one after another.
    text: String,
    /// Where each ends, by id.
    ends: Vec<usize>,
    scores: Vec<f64>,
    /// Ids plus 1 by the hash of the token, each at the first free slot; 0 is free. A power of two.
    slots: Vec<u32>,
    /// Whether there is a token of so many bytes.
    lengths: Vec<bool>,
    lowest_score: f64,
    unknown: Option<u32>,
    byte_fallback: bool,
}

/// The best way to the end of a piece.
#[derive(Clone, Copy)]
struct Step {
    score: f64,
    start: usize,
    id: u32,
}

impl Unigram {
    /// Reads the fields that follow the type.
    pub(crate) fn read<'de, A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        let mut pieces: Option<Pieces> = None;
        let (mut unknown, mut byte_fallback) = (None, false);
        while let Some(name) = fields.next_key::<Cow<'de, str>>()? {
            match name.as_ref() {
                "vocab" => pieces = Some(fields.next_value()?),
                "unk_id" => unknown = fields.next_value()?,
                "byte_fallback" => byte_fallback = fields.next_value()?,
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        let pieces = pieces.ok_or_else(|| A::Error::missing_field("vocab"))?;
        Self::new(pieces, unknown, byte_fallback).map_err(A::Error::custom)
    }

    fn new(pieces: Pieces, unknown: Option<u32>, byte_fallback: bool) -> Result<Self, String> {
        let n = pieces.scores.len();
        if unknown.is_some_and(|id| id as usize >= n) {
            return Err(format!("its `unk_id` lies outside the vocabulary of {n}"));
        }
        let mut unigram = Self {
            slots: vec![0; (2 * n).next_power_of_two()],
            lowest_score: pieces.scores.iter().copied().fold(f64::INFINITY, f64::min),
            text: pieces.text,
            ends: pieces.ends,
            scores: pieces.scores,
            unknown,
            byte_fallback,
            ..Self::default()
        };
        for id in 0..n as u32 {
            unigram.insert(id);
        }
        Ok(unigram)
    }

    /// Of equal tokens the last one counts.
    fn insert(&mut self, id: u32) {
        let token = &self.text[self.place(id)];
        let length = token.len();
        let slot = self.slot(hash(token), token);
        self.slots[slot] = id + 1;
        if self.lengths.len() <= length {
            self.lengths.resize(length + 1, false);
        }
        self.lengths[length] = true;
    }

    fn place(&self, id: u32) -> Range<usize> {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        start..self.ends[id]
    }

    /// Where the token stands, or a free slot.
    fn slot(&self, hash: usize, token: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash & mask;
        while self.slots[slot] != 0 && &self.text[self.place(self.slots[slot] - 1)] != token {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.scores.len()
    }

    /// The id of a token.
    pub(crate) fn id(&self, token: &str) -> Option<u32> {
        if self.slots.is_empty() || !self.lengths.get(token.len()).copied().unwrap_or(false) {
            return None;
        }
        self.slots[self.slot(hash(token), token)].checked_sub(1)
    }

    /// The token of an id.
    pub(crate) fn token(&self, id: u32) -> Option<&str> {
        ((id as usize) < self.len()).then(|| &self.text[self.place(id)])
    }

    /// All tokens with their ids.
    pub(crate) fn tokens(&self) -> HashMap<String, u32> {
        let tokens = (0..self.len() as u32).map(|id| (self.text[self.place(id)].to_owned(), id));
        tokens.collect()
    }

    /// The tokens of a text, in order. What no token covers is the unknown token, or its bytes.
    ///
    /// # Errors
    /// When something is unknown and the model names no unknown token.
    pub(crate) fn tokenise(&self, text: &str) -> tokenizers::Result<Vec<Token>> {
        let mut tokens = Vec::new();
        for place in self.best_pieces(text)? {
            let piece = &text[place.clone()];
            match self.id(piece) {
                Some(id) => tokens.push(Token::new(id, piece.to_owned(), (place.start, place.end))),
                None => self.push_unknown(piece, &place, &mut tokens)?,
            }
        }
        Ok(tokens)
    }

    fn push_unknown(&self, piece: &str, place: &Range<usize>, tokens: &mut Vec<Token>) -> tokenizers::Result<()> {
        let offsets = (place.start, place.end);
        let of_byte = |byte: u8| {
            let token = format!("<0x{byte:02X}>");
            Some(Token::new(self.id(&token)?, token, offsets))
        };
        let bytes = self
            .byte_fallback
            .then(|| piece.bytes().map(of_byte).collect::<Option<Vec<_>>>());
        match bytes.flatten() {
            Some(bytes) => tokens.extend(bytes),
            None => tokens.push(Token::new(self.unknown()?, piece.to_owned(), offsets)),
        }
        Ok(())
    }

    fn unknown(&self) -> tokenizers::Result<u32> {
        self.unknown
            .ok_or_else(|| "a character is unknown, and the tokenizer names no `unk_id`".into())
    }

    /// The pieces of the path of the highest score; neighbours that are unknown are one piece.
    fn best_pieces(&self, text: &str) -> tokenizers::Result<Vec<Range<usize>>> {
        let steps = self.best_steps(text)?;
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let (mut end, mut is_after_unknown) = (text.len(), false);
        while end > 0 {
            let step = steps[end].expect("a way leads to every character");
            let is_unknown = Some(step.id) == self.unknown;
            match pieces.last_mut() {
                Some(piece) if is_unknown && is_after_unknown => piece.start = step.start,
                _ => pieces.push(step.start..end),
            }
            (end, is_after_unknown) = (step.start, is_unknown);
        }
        pieces.reverse();
        Ok(pieces)
    }

    /// The best step to each end of a character. Of equal scores the first found counts: of the
    /// earliest start.
    fn best_steps(&self, text: &str) -> tokenizers::Result<Vec<Option<Step>>> {
        let mut steps: Vec<Option<Step>> = vec![None; text.len() + 1];
        let is_better = |step: Option<Step>, score| step.is_none_or(|best| score > best.score);
        let mut start = 0;
        while let Some(first) = text[start..].chars().next() {
            let score = steps[start].map_or(0.0, |step| step.score);
            let end_of_first = start + first.len_utf8();
            let mut is_known = false;
            for end in self.ends_from(text, start) {
                let Some(id) = self.id(&text[start..end]) else { continue };
                let score = score + self.scores[id as usize];
                if is_better(steps[end], score) {
                    steps[end] = Some(Step { score, start, id });
                }
                is_known |= end == end_of_first;
            }
            let score = score + (self.lowest_score - UNKNOWN_PENALTY);
            if !is_known && is_better(steps[end_of_first], score) {
                let id = self.unknown()?;
                steps[end_of_first] = Some(Step { score, start, id });
            }
            start = end_of_first;
        }
        Ok(steps)
    }

    /// The ends of characters after `start`, as far as the longest token reaches.
    fn ends_from<'a>(&self, text: &'a str, start: usize) -> impl Iterator<Item = usize> + use<'a> {
        let most = self.lengths.len().saturating_sub(1);
        let farthest = text.len().min(start + most);
        (start + 1..=farthest).filter(|&end| text.is_char_boundary(end))
    }
}

fn hash(token: &str) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(token.as_bytes());
    hasher.finish() as usize
}

/// The vocabulary as it stands in the file: pairs of a token and its score, in the order of ids.
#[derive(Default)]
struct Pieces {
    text: String,
    ends: Vec<usize>,
    scores: Vec<f64>,
}

#[derive(Deserialize)]
struct Piece<'a>(#[serde(borrow)] Cow<'a, str>, f64);

impl<'de> Deserialize<'de> for Pieces {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Self::default())
    }
}

impl<'de> Visitor<'de> for Pieces {
    type Value = Self;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list of tokens with their scores")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut pieces: A) -> Result<Self, A::Error> {
        while let Some(Piece(token, score)) = pieces.next_element()? {
            self.text.push_str(&token);
            self.ends.push(self.text.len());
            self.scores.push(score);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use tokenizers::Model;
    use tokenizers::models::unigram;

    use super::*;

    impl<'de> Deserialize<'de> for Unigram {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> Visitor<'de> for Fields {
                type Value = Unigram;
                fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str("a unigram model")
                }
                fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Unigram, A::Error> {
                    Unigram::read(fields)
                }
            }
            deserializer.deserialize_map(Fields)
        }
    }

    /// Id, piece and place of a token.
    type Piece = (u32, String, (usize, usize));

    fn tokens(model: Result<Vec<Token>, impl ToString>) -> Result<Vec<Piece>, ()> {
        let tokens = model.map_err(|_| ())?.into_iter();
        Ok(tokens.map(|token| (token.id, token.value, token.offsets)).collect())
    }

    #[track_caller]
    fn check(model: &Value, texts: &[String]) {
        let ours: Unigram = serde_json::from_str(&model.to_string()).unwrap();
        let library: unigram::Unigram = serde_json::from_str(&model.to_string()).unwrap();
        assert_eq!(ours.tokens(), library.get_vocab(), "{model}");
        for text in texts {
            let (found, expected) = (tokens(ours.tokenise(text)), tokens(library.tokenize(text)));
            assert_eq!(found, expected, "`{text}` by {model}");
        }
    }

    proptest! {
        /// Few characters and few scores, so that tokens overlap and ways are equally good.
        #[test]
        fn texts_are_cut_as_the_library_cuts_them(
            pieces in prop::collection::vec(("[ab▁é日\"\\\\]{1,4}", -4i8..0), 1..24),
            has_unknown in any::<bool>(),
            byte_fallback in any::<bool>(),
            texts in prop::collection::vec("[ab▁é日x\"\\\\]{0,12}|(<unk>|a|<0x78>){0,4}", 6),
        ) {
            let mut vocabulary = vec![json!(["<unk>", 0.0])];
            vocabulary.extend(pieces.iter().map(|(token, score)| json!([token, f64::from(*score) / 2.0])));
            vocabulary.extend([json!(["<0x78>", -3.0]), json!(["a", -1.0])]);
            let unknown = has_unknown.then_some(0);
            check(&json!({"unk_id": unknown, "byte_fallback": byte_fallback, "vocab": vocabulary}), &texts);
        }
    }

    #[test]
    fn an_unknown_token_beyond_the_vocabulary_is_an_error() {
        for model in [
            r#"{"unk_id": 1, "vocab": [["a", 0.0]]}"#,
            r#"{"unk_id": 0, "vocab": []}"#,
            r#"{"unk_id": 0}"#,
        ] {
            assert!(serde_json::from_str::<Unigram>(model).is_err(), "{model}");
            assert!(serde_json::from_str::<unigram::Unigram>(model).is_err(), "{model}");
        }
    }
}
