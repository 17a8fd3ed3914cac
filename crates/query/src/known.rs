//! Documents as words that an evaluator knows.

use crate::dictionary::Entry;
use crate::segmentation::Gap;

/// A word as one evaluator knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownWord(u32);

/// No query asks for the word, nor for one that it begins.
const INERT: u32 = 1 << 31;
/// It may join the next word across a space.
const BEGINS: u32 = 1 << 30;

/// A document of known words. Words that no query asks for may be left out, but for those beside a hyphen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownDocument {
    /// The words of the title.
    pub title: KnownPassage,
    /// The words of the text.
    pub text: KnownPassage,
    /// The words of each organisation's name.
    pub names: Vec<KnownPassage>,
}

/// The words of a passage that may matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownPassage {
    /// By position.
    pub words: Vec<SeenWord>,
    /// How many words the passage has, with those left out.
    pub n_words: u32,
}

/// A word where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenWord {
    /// The word.
    pub word: KnownWord,
    /// How many words stand before it in its passage.
    pub position: u32,
    /// What stands between it and the next word.
    pub gap: Gap,
}

impl KnownWord {
    /// The word at a place of the lexicon.
    pub(crate) fn new(place: usize, entry: &Entry) -> KnownWord {
        let place = u32::try_from(place).ok().filter(|&place| place < BEGINS);
        let mut word = place.expect("fewer than 2^30 words");
        if entry.joined_by.is_empty() {
            word |= if entry.terms.is_empty() { INERT } else { 0 };
        } else if entry.joins_across_space {
            word |= BEGINS;
        }
        KnownWord(word)
    }

    pub(crate) fn place(self) -> usize {
        (self.0 & !(INERT | BEGINS)) as usize
    }

    pub(crate) fn is_inert(self) -> bool {
        self.0 & INERT != 0
    }

    /// Whether it may join the next word, by what stands between.
    pub(crate) fn joins(self, gap: Gap) -> bool {
        match gap {
            Gap::Hyphen => true,
            Gap::Space => self.0 & BEGINS != 0,
            Gap::Other => false,
        }
    }
}

impl KnownPassage {
    /// Forgets the words.
    pub fn clear(&mut self) {
        self.words.clear();
        self.n_words = 0;
    }
}
