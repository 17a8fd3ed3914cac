//! A document cut into words: UAX 29 segmentation, folding, stemming.
//!
//! # How hyphen variants meet
//!
//! UAX 29 divides `3D-print` into two words at consecutive positions; the [`Gap`] behind the first says that a hyphen
//! joined them. So `3D-print` and `3D print` are the same words. A joined form (`3Dprint`) meets the words apart when it
//! can be cut into pieces that equal them one by one, the last piece by its stem as well (not under `=`). That holds
//! both ways, for
//!
//! - two words with only white space between, unless the first is a function word (`in equality` is not `inequality`);
//! - a chain of two to [`LONGEST_CHAIN`] words with a single hyphen between each.
//!
//! A joined word has at most [`LONGEST_JOINED`] bytes. A pattern (`3Dpr*`) sees a chain of hyphens as one joined word too, but never joins words across a space:
//! `waters*` would otherwise find *water supply*. As the first of two query words a pattern does not join; as the last it
//! does (`3D-print*` finds *3Dprinting*). The stem of a piece is the stem of its folded form.

use std::sync::Arc;

use corpus::{Document, Language};
use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use crate::folding::{Accents, folded, normal};
use crate::segmentation::{CodePoints, Gap, segments};

/// The most words that a chain of hyphens joins.
pub const LONGEST_CHAIN: usize = 8;

/// The longest word, in bytes of its folded form, that is cut into pieces to meet words apart.
pub const LONGEST_JOINED: usize = 100;

/// The words of a document, passage by passage: phrases and proximity never cross from one to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnalysedDocument {
    /// The words of the title.
    pub title: Vec<Token>,
    /// The words of the text.
    pub text: Vec<Token>,
    /// The words of each organisation's name, unstemmed.
    pub names: Vec<Vec<Token>>,
}

/// One word where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// First code point in its field.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What it is compared by.
    pub word: Arc<Word>,
    /// What stands between this word and the next.
    pub gap: Gap,
}

/// The forms of a word that comparisons use. A stem is there when the passage's language has that stemmer; both when the
/// language is not known, and then a word matches by either.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    /// NFKC, case folded, without accents.
    pub folded: Box<str>,
    /// The Dutch stem, folded.
    pub dutch: Option<Box<str>>,
    /// The English stem, folded.
    pub english: Option<Box<str>>,
}

/// Cuts documents into words and remembers the words it has seen (a bounded number of them).
#[derive(Debug, Default)]
pub struct Analyser {
    accents: Accents,
    known: [FxHashMap<Box<str>, Arc<Word>>; 4],
}

/// Which stemmers apply to a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stemming {
    Dutch,
    English,
    Unknown,
    Unstemmed,
}

/// Words remembered per language before the memory is emptied.
const REMEMBERED: usize = 1 << 18;

impl AnalysedDocument {
    /// Cuts one document; for many, keep an [`Analyser`].
    pub fn new(document: &Document) -> AnalysedDocument {
        Analyser::new(Accents::default()).analyse(document)
    }
}

impl Token {
    /// The form in which the word is compared.
    pub fn folded(&self) -> &str {
        &self.word.folded
    }
}

impl Analyser {
    /// An analyser that has seen nothing yet.
    pub fn new(accents: Accents) -> Analyser {
        Analyser {
            accents,
            ..Analyser::default()
        }
    }

    /// The words of title, text and names of organisations.
    pub fn analyse(&mut self, document: &Document) -> AnalysedDocument {
        let stemming = Stemming::of(document.language);
        AnalysedDocument {
            title: self.tokens(&document.title, stemming),
            text: self.tokens(&document.text, stemming),
            names: document
                .organisations
                .iter()
                .map(|o| self.tokens(&o.name, Stemming::Unstemmed))
                .collect(),
        }
    }

    fn tokens(&mut self, text: &str, stemming: Stemming) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(text.len() / 6);
        let mut code_points = CodePoints::new(text);
        for segment in segments(text) {
            let word = self.word(segment.text, stemming);
            let start = code_points.up_to(segment.start);
            let end = code_points.up_to(segment.start + segment.text.len());
            tokens.push(Token {
                start,
                end,
                word,
                gap: segment.gap,
            });
        }
        tokens
    }

    fn word(&mut self, surface: &str, stemming: Stemming) -> Arc<Word> {
        let known = &mut self.known[stemming as usize];
        if let Some(word) = known.get(surface) {
            return Arc::clone(word);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let word = Arc::new(Word::of_surface(surface, stemming, self.accents));
        known.insert(surface.into(), Arc::clone(&word));
        word
    }
}

impl Word {
    /// The forms of a word as it is written.
    pub(crate) fn of_surface(surface: &str, stemming: Stemming, accents: Accents) -> Word {
        let normal = &normal(surface);
        let dutch = stemming
            .has_dutch()
            .then(|| folded(&dutch_stem(normal), accents).into());
        let english = stemming
            .has_english()
            .then(|| folded(&english_stem(normal), accents).into());
        Word {
            folded: folded(normal, accents).into(),
            dutch,
            english,
        }
    }
}

impl Stemming {
    pub fn of(language: Option<Language>) -> Stemming {
        match language {
            Some(Language::DUTCH) => Stemming::Dutch,
            Some(Language::ENGLISH) => Stemming::English,
            Some(_) => Stemming::Unstemmed,
            None => Stemming::Unknown,
        }
    }

    fn has_dutch(self) -> bool {
        matches!(self, Stemming::Dutch | Stemming::Unknown)
    }

    fn has_english(self) -> bool {
        matches!(self, Stemming::English | Stemming::Unknown)
    }
}

/// The Dutch stem of a normal word, accents kept.
pub(crate) fn dutch_stem(normal: &str) -> String {
    Stemmer::new(Algorithm::Dutch).stem(normal).into_owned()
}

/// The English stem of a normal word, accents kept.
pub(crate) fn english_stem(normal: &str) -> String {
    Stemmer::new(Algorithm::English).stem(normal).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, usize, usize)]) {
        let document = Document {
            text: text.into(),
            ..Document::default()
        };
        let tokens = AnalysedDocument::new(&document).text;
        let found: Vec<_> = tokens.iter().map(|t| (t.folded(), t.start, t.end)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_stand_at_code_points() {
        check("", &[]);
        check("é, water!", &[("e", 0, 1), ("water", 3, 8)]);
        check("CO₂-capture", &[("co2", 0, 3), ("capture", 4, 11)]);
        check("H₂O", &[("h2o", 0, 3)]);
        check("women’s", &[("women's", 0, 7)]);
        check("U.S. law", &[("u.s", 0, 3), ("law", 5, 8)]);
        check("3D-print", &[("3d", 0, 2), ("print", 3, 8)]);
        check("水の", &[("水", 0, 1), ("の", 1, 2)]);
    }

    #[test]
    fn the_stem_is_taken_before_the_accents_go() {
        let language = Some(Language::DUTCH);
        let document = Document {
            text: "coöperaties coöperatie".into(),
            language,
            ..Document::default()
        };
        let tokens = AnalysedDocument::new(&document).text;
        assert_eq!(tokens[0].word.dutch, tokens[1].word.dutch);
        assert_eq!(tokens[0].word.english, None);
    }
}
