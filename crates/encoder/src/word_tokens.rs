//! The token ids of texts, for which each word is tokenised once.
//!
//! Most tokenizers cut a text at white space before all else and look at no word's neighbours: the
//! tokens of a text are those of its words, one after another. With such a tokenizer words are
//! remembered, and only new ones go through the library, which takes a hundred times longer. Texts
//! of other tokenizers go through it whole. Either way the ids are the library's.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Mutex;

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use tokenizers::normalizers::NormalizerWrapper;
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::metaspace::PrependScheme;
use tokenizers::{Encoding, ModelWrapper, Result, Token};

use crate::vocabulary::{Tokenizer, Vocabulary};

/// Texts that a thread takes at a time.
const TEXTS_AT_ONCE: usize = 8;
/// Words that a thread remembers at most; then it begins anew.
const MOST_WORDS: usize = 1 << 17;
/// Bytes of a word that is remembered at most: longer ones hardly come twice.
const LONGEST_WORD: usize = 64;
/// The white space at which texts are cut here; other kinds are left to the library.
const SPACES: [char; 4] = [' ', '\t', '\n', '\r'];

/// A tokenizer, and the words that it has met.
pub(crate) struct WordTokens {
    tokenizer: Tokenizer,
    by_words: bool,
    /// What stands before and after the tokens of every passage, such as `<s>` and `</s>`.
    pub enclosing: [Vec<u32>; 2],
    memories: Mutex<Vec<Memory>>,
}

/// The tokens of words.
#[derive(Default)]
struct Memory {
    places: HashMap<Box<str>, Range<usize>, FxBuildHasher>,
    ids: Vec<u32>,
}

impl WordTokens {
    /// Takes a tokenizer over; it must neither cut nor pad.
    ///
    /// # Errors
    /// When what it puts around a text cannot be told.
    pub(crate) fn new(tokenizer: Tokenizer) -> Result<Self> {
        Ok(Self {
            enclosing: enclosing(&tokenizer)?,
            by_words: looks_at_words_alone(&tokenizer)?,
            tokenizer,
            memories: Mutex::default(),
        })
    }

    /// What `of_ids` makes of the ids of each text, without those that enclose it, in the order of
    /// the texts; its first argument is the text's place.
    ///
    /// # Errors
    /// When the tokenizer fails on a text.
    pub(crate) fn of_texts<T: Send>(
        &self,
        texts: &[String],
        prefix: &str,
        of_ids: &(dyn Fn(usize, &[u32]) -> T + Sync),
    ) -> Result<Vec<T>> {
        let of_part = |(part, texts): (usize, &[String])| {
            let mut memory = self.lock().pop().unwrap_or_default();
            let mut ids = Vec::new();
            let made = texts.iter().enumerate().map(|(place, text)| {
                ids.clear();
                self.extend(&mut ids, &format!("{prefix}{text}"), &mut memory)?;
                Ok(of_ids(part * TEXTS_AT_ONCE + place, &ids))
            });
            let made = made.collect::<Result<Vec<T>>>();
            self.lock().push(memory);
            made
        };
        let parts: Vec<Vec<T>> = texts
            .par_chunks(TEXTS_AT_ONCE)
            .enumerate()
            .map(of_part)
            .collect::<Result<_>>()?;
        Ok(parts.into_iter().flatten().collect())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Memory>> {
        self.memories.lock().expect("no thread panics while it holds this")
    }

    fn extend(&self, ids: &mut Vec<u32>, text: &str, memory: &mut Memory) -> Result<()> {
        if self.by_words {
            words(text).try_for_each(|word| memory.extend(ids, word, &self.tokenizer))
        } else {
            ids.extend(self.tokenizer.encode_fast(text, false)?.get_ids());
            Ok(())
        }
    }
}

impl Memory {
    fn extend(&mut self, ids: &mut Vec<u32>, word: &str, tokenizer: &Tokenizer) -> Result<()> {
        if let Some(place) = self.places.get(word) {
            ids.extend_from_slice(&self.ids[place.clone()]);
            return Ok(());
        }
        let encoding = tokenizer.encode_fast(word, false)?;
        ids.extend_from_slice(encoding.get_ids());
        if word.len() <= LONGEST_WORD {
            if self.places.len() == MOST_WORDS {
                *self = Self::default();
            }
            let start = self.ids.len();
            self.ids.extend_from_slice(encoding.get_ids());
            self.places.insert(word.into(), start..self.ids.len());
        }
        Ok(())
    }
}

/// What the tokenizer puts before and after a text.
fn enclosing(tokenizer: &Tokenizer) -> Result<[Vec<u32>; 2]> {
    let of_text = Encoding::from_tokens(vec![Token::new(0, String::new(), (0, 0))], 0);
    let whole = tokenizer.post_process(of_text, None, true)?;
    let mask = whole.get_special_tokens_mask();
    let places: Vec<usize> = (0..mask.len()).filter(|&place| mask[place] == 0).collect();
    let &[place] = places.as_slice() else {
        return Err("its `post_processor` does not hold the text once".into());
    };
    let (before, after) = whole.get_ids().split_at(place);
    Ok([before.to_owned(), after[1..].to_owned()])
}

/// Whether the tokens of a text are those of its [`words`], whatever the text.
fn looks_at_words_alone(tokenizer: &Tokenizer) -> Result<bool> {
    let ids = |text: &str| Ok::<_, tokenizers::Error>(tokenizer.encode_fast(text, false)?.get_ids().to_vec());
    let parts = [ids("a")?, ids("b")?].concat();
    for space in [" ", "\t", "\n", "\r", "\r\n"] {
        if ids(&format!("a{space}b"))? != parts {
            return Ok(false);
        }
    }
    let is_random = match tokenizer.get_model() {
        Vocabulary::Library { model, .. } => matches!(model, ModelWrapper::BPE(bpe) if bpe.dropout.is_some()),
        Vocabulary::Unigram(_) => false,
    };
    let added = tokenizer.get_added_vocabulary().get_vocab();
    Ok(!is_random
        && added
            .keys()
            .all(|token| token.bytes().all(|byte| byte.is_ascii_graphic()))
        && tokenizer.get_normalizer().is_none_or(changes_characters_alone)
        && tokenizer.get_pre_tokenizer().is_some_and(cuts_at_white_space))
}

/// Whether a normalizer looks no farther than a cluster of characters.
fn changes_characters_alone(normalizer: &NormalizerWrapper) -> bool {
    use NormalizerWrapper::{
        BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Sequence, StripAccents,
    };
    match normalizer {
        Sequence(all) => all.as_ref().iter().all(changes_characters_alone),
        NFC(_) | NFD(_) | NFKC(_) | NFKD(_) | Lowercase(_) | StripAccents(_) => true,
        BertNormalizer(_) | Nmt(_) | Precompiled(_) => true,
        _ => false,
    }
}

/// Whether the first thing is to cut at white space, and what follows looks at one part at a time.
fn cuts_at_white_space(pre_tokenizer: &PreTokenizerWrapper) -> bool {
    use PreTokenizerWrapper::{
        BertPreTokenizer, Digits, Metaspace, Punctuation, Sequence, Whitespace, WhitespaceSplit,
    };
    let cuts = |one: &PreTokenizerWrapper| matches!(one, BertPreTokenizer(_) | Whitespace(_) | WhitespaceSplit(_));
    match pre_tokenizer {
        Sequence(all) => {
            let all: &[PreTokenizerWrapper] = all.as_ref();
            all.first().is_some_and(cuts)
                && all[1..].iter().all(|one| match one {
                    Metaspace(one) => one.prepend_scheme != PrependScheme::First,
                    Punctuation(_) | Digits(_) => true,
                    _ => cuts(one),
                })
        }
        one => cuts(one),
    }
}

/// The parts of a text between white space. Where a character beside the white space could be of
/// one cluster with it, such as a combining mark, the text is not cut there.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start_matches(SPACES);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut from = 0;
        loop {
            let Some(end) = rest[from..].find(SPACES).map(|end| from + end) else {
                return Some(std::mem::take(&mut rest));
            };
            let after = rest[end..].trim_start_matches(SPACES);
            let last = rest[..end].chars().next_back();
            if last.is_none_or(stands_alone) && after.chars().next().is_none_or(stands_alone) {
                let word = &rest[..end];
                rest = after;
                return Some(word);
            }
            from = rest.len() - after.len();
        }
    })
}

/// Characters of the Latin, Greek and Cyrillic scripts, punctuation and symbols, of which none
/// joins a neighbour (Unicode Standard Annex 29, grapheme clusters).
fn stands_alone(character: char) -> bool {
    matches!(
        character,
        '\0'..'\u{300}'
            | '\u{370}'..='\u{482}'
            | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{20a0}'..='\u{20bf}'
            | '\u{2100}'..='\u{22ff}'
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn models() -> Vec<Value> {
        vec![built_in(), bert()]
    }

    fn built_in() -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/afbaken-nl-en-static");
        serde_json::from_slice(&std::fs::read(folder.join("tokenizer.json")).unwrap()).unwrap()
    }

    /// One of the BERT family, with another way to normalise and cut.
    fn bert() -> Value {
        let letters = ('a'..='z').chain("éß日,.-()0123456789".chars()).map(String::from);
        let pieces = letters.flat_map(|letter| [format!("##{letter}"), letter]);
        let words = ["[UNK]", "[CLS]", "[SEP]", "water", "##stof", "##en", "wind", "the"].map(str::to_owned);
        let vocabulary: serde_json::Map<String, Value> =
            words.into_iter().chain(pieces).zip((0..).map(Value::from)).collect();
        let special = |token: &str, id: u32| {
            json!({"id": id, "content": token, "single_word": false,
            "lstrip": false, "rstrip": false, "normalized": false, "special": true})
        };
        json!({"version": "1.0", "added_tokens": [special("[CLS]", 1), special("[SEP]", 2)],
            "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                "strip_accents": null, "lowercase": true},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100, "vocab": vocabulary}})
    }

    fn tokenizer(model: &Value) -> Tokenizer {
        Tokenizer::from_bytes(serde_json::to_vec(model).unwrap()).unwrap()
    }

    /// Each tokenizer as it is, and as one that remembers words.
    fn both() -> Vec<(Tokenizer, WordTokens)> {
        let both = |model| (tokenizer(&model), WordTokens::new(tokenizer(&model)).unwrap());
        models().into_iter().map(both).collect()
    }

    #[track_caller]
    fn check_ids(both: &[(Tokenizer, WordTokens)], texts: &[String]) {
        for (library, ours) in both {
            assert!(ours.by_words);
            let found = ours.of_texts(texts, "", &|_, ids| ids.to_vec()).unwrap();
            for (text, found) in texts.iter().zip(found) {
                assert_eq!(
                    found,
                    library.encode_fast(text.as_str(), false).unwrap().get_ids(),
                    "{text:?}"
                );
            }
        }
    }

    thread_local! {
        static BOTH: Vec<(Tokenizer, WordTokens)> = both();
    }

    proptest! {
        #[test]
        fn ids_are_those_of_the_library(
            texts in prop::collection::vec("(\\PC{0,3}|[a-zé]{1,9}|[ \t\r\n]{1,3}|[\u{300}\u{200d}\u{a0}\u{85}\u{b}😀日-]{1,2}|<s>|\\[CLS\\]|water|the){0,30}", 12),
        ) {
            BOTH.with(|both| check_ids(both, &texts));
        }
    }

    #[test]
    fn what_is_remembered_is_what_was_found_and_order_stays() {
        let texts: Vec<String> = (0..100)
            .map(|n| format!("Waterstof {} in de {n}e regio", n % 7))
            .collect();
        check_ids(&both(), &texts);
    }

    #[test]
    fn words_end_where_no_cluster_goes_on() {
        let check = |text, expected: &[&str]| assert_eq!(words(text).collect::<Vec<_>>(), expected, "{text:?}");
        check("", &[]);
        check(" \t\r\n", &[]);
        check(" een  twee\r\ndrie ", &["een", "twee", "drie"]);
        check("een \u{301}twee drie", &["een \u{301}twee", "drie"]);
        check("😀 twee", &["😀 twee"]);
        check("één—twee β", &["één—twee", "β"]);
    }

    #[test]
    fn tokenizers_that_look_at_neighbours_get_whole_texts() {
        let check = |field: &str, value: Value| {
            let mut model = models().remove(0);
            model[field] = value;
            assert!(!WordTokens::new(tokenizer(&model)).unwrap().by_words, "{field}");
        };
        let metaspace =
            |scheme| json!({"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": true});
        check("pre_tokenizer", metaspace("always"));
        check(
            "pre_tokenizer",
            json!({"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace("first")]}),
        );
        check("pre_tokenizer", Value::Null);
        check("normalizer", json!({"type": "Prepend", "prepend": "x"}));
        let added = json!([{"id": 31999, "content": "twee woorden", "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": false}]);
        check("added_tokens", added);
    }

    #[test]
    fn what_encloses_a_text_is_the_tokenizers_own() {
        let enclosing = models()
            .into_iter()
            .map(|model| WordTokens::new(tokenizer(&model)).unwrap().enclosing);
        assert_eq!(enclosing.collect::<Vec<_>>(), [[vec![0], vec![2]], [vec![1], vec![2]]]);
    }
}
