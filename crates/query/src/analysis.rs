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

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use corpus::{Document, Language};
use frostem::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHasher};
use unicode_segmentation::UnicodeSegmentation;

use crate::folding::{Accents, folded, is_hyphen, is_raised_digit, normal};

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

/// What stands between a word and the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gap {
    /// A single hyphen: the words are one for the author.
    Hyphen,
    /// White space only.
    Space,
    /// Punctuation, or the end of the passage.
    Other,
}

/// The forms of a word that comparisons use. A stem is there when the passage's language has that stemmer; both when the
/// language is not known, and then a word matches by either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// NFKC, case folded, without accents.
    pub folded: Box<str>,
    /// The Dutch stem, folded.
    pub dutch: Option<Box<str>>,
    /// The English stem, folded.
    pub english: Option<Box<str>>,
    hash: u64,
}

/// Cuts documents into words and remembers the words it has seen (a bounded number of them).
#[derive(Debug, Default)]
pub struct Analyser {
    accents: Accents,
    known: [FxHashMap<Box<str>, Arc<Word>>; 4],
}

/// Which stemmers apply to a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stemming {
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
        let word = Arc::new(Word::new(&normal(surface), stemming, self.accents));
        known.insert(surface.into(), Arc::clone(&word));
        word
    }
}

impl Word {
    fn new(normal: &str, stemming: Stemming, accents: Accents) -> Word {
        let dutch = stemming
            .has_dutch()
            .then(|| folded(&dutch_stem(normal), accents).into());
        let english = stemming
            .has_english()
            .then(|| folded(&english_stem(normal), accents).into());
        Word::of(folded(normal, accents).into(), dutch, english)
    }

    fn of(folded: Box<str>, dutch: Option<Box<str>>, english: Option<Box<str>>) -> Word {
        let mut hasher = FxHasher::default();
        (&folded, &dutch, &english).hash(&mut hasher);
        Word {
            folded,
            dutch,
            english,
            hash: hasher.finish(),
        }
    }
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Stemming {
    fn of(language: Option<Language>) -> Stemming {
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

/// One word of UAX 29 as it is written.
pub(crate) struct Segment<'t> {
    /// In bytes.
    pub start: usize,
    pub text: &'t str,
    pub gap: Gap,
}

/// The words of a text. Subscript and superscript digits stay with the word they touch, which UAX 29 leaves out.
pub(crate) fn segments(text: &str) -> impl Iterator<Item = Segment<'_>> {
    let mut words = text
        .unicode_word_indices()
        .map(|(start, word)| (start, start + word.len()))
        .peekable();
    std::iter::from_fn(move || {
        let (start, mut end) = words.next()?;
        while let Some((_, longer)) = words.next_if(|&(next, _)| next == end && is_glued(text, end)) {
            end = longer;
        }
        let gap = words.peek().map_or(Gap::Other, |&(next, _)| Gap::of(&text[end..next]));
        Some(Segment {
            start,
            text: &text[start..end],
            gap,
        })
    })
}

fn is_glued(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_raised_digit) || text[at..].starts_with(is_raised_digit)
}

impl Gap {
    fn of(between: &str) -> Gap {
        let mut characters = between.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) if is_hyphen(only) => Gap::Hyphen,
            (Some(_), _) if between.chars().all(char::is_whitespace) => Gap::Space,
            _ => Gap::Other,
        }
    }
}

/// Counts code points up to ever larger byte offsets.
struct CodePoints<'t> {
    text: &'t str,
    bytes: usize,
    count: usize,
}

impl<'t> CodePoints<'t> {
    fn new(text: &'t str) -> CodePoints<'t> {
        CodePoints {
            text,
            bytes: 0,
            count: 0,
        }
    }

    fn up_to(&mut self, bytes: usize) -> usize {
        self.count += self.text[self.bytes..bytes].chars().count();
        self.bytes = bytes;
        self.count
    }
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

    #[test]
    fn gaps_tell_hyphens_from_spaces() {
        let gaps: Vec<Gap> = segments("state-of-the art, x - y").map(|s| s.gap).collect();
        assert_eq!(
            gaps,
            [Gap::Hyphen, Gap::Hyphen, Gap::Space, Gap::Other, Gap::Other, Gap::Other]
        );
    }
}
