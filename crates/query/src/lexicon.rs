//! The words of documents as the queries see them: each distinct word is looked up once.

use rustc_hash::FxHashMap;

use crate::analysis::{Stemming, Word};
use crate::dictionary::{Dictionary, Entry};
use crate::folding::Accents;
use crate::known::KnownWord;

/// Words remembered before the memory is emptied.
const REMEMBERED: usize = 1 << 18;

/// What the dictionary of the queries says about the words seen so far.
#[derive(Debug)]
pub(crate) struct Lexicon<'q> {
    dictionary: &'q Dictionary,
    accents: Accents,
    by_surface: [Surfaces; 4],
    entries: Vec<Entry>,
}

/// Words as they are written. Those of at most 16 bytes, nearly all, are a number: no pointer is followed to compare them.
#[derive(Debug, Default)]
struct Surfaces {
    short: FxHashMap<u128, KnownWord>,
    long: FxHashMap<Box<str>, KnownWord>,
}

impl<'q> Lexicon<'q> {
    pub fn new(dictionary: &'q Dictionary, accents: Accents) -> Lexicon<'q> {
        Lexicon {
            dictionary,
            accents,
            by_surface: Default::default(),
            entries: Vec::new(),
        }
    }

    /// The place of a word as it is written.
    pub fn of_surface(&mut self, surface: &str, stemming: Stemming) -> KnownWord {
        if let Some(place) = self.by_surface[stemming as usize].get(surface) {
            return place;
        }
        let place = self.of_word(Word::of_surface(surface, stemming, self.accents));
        self.by_surface[stemming as usize].insert(surface, place);
        place
    }

    /// A place for a word that is not known by how it is written.
    pub fn of_word(&mut self, word: Word) -> KnownWord {
        let entry = self.dictionary.look_up(word);
        let known = KnownWord::new(self.entries.len(), &entry);
        self.entries.push(entry);
        known
    }

    pub fn entry(&self, word: KnownWord) -> &Entry {
        &self.entries[word.place()]
    }

    /// Empties the memory once it is large; to be called between documents. Returns whether it did.
    pub fn forget_if_large(&mut self) -> bool {
        let is_large = self.entries.len() >= REMEMBERED;
        if is_large {
            self.by_surface = Default::default();
            self.entries.clear();
        }
        is_large
    }
}

impl Surfaces {
    fn get(&self, surface: &str) -> Option<KnownWord> {
        match as_number(surface) {
            Some(number) => self.short.get(&number).copied(),
            None => self.long.get(surface).copied(),
        }
    }

    fn insert(&mut self, surface: &str, place: KnownWord) {
        match as_number(surface) {
            Some(number) => self.short.insert(number, place),
            None => self.long.insert(surface.into(), place),
        };
    }
}

/// The bytes of a short word, the last one first; no word holds a zero byte.
fn as_number(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    match bytes.len() {
        9..=16 => Some(u128::from(eight(&bytes[..8])) | u128::from(up_to_eight(&bytes[8..])) << 64),
        1..=8 => Some(u128::from(up_to_eight(bytes))),
        _ => None,
    }
}

fn eight(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}

/// One to eight bytes without a loop: two overlapping reads.
fn up_to_eight(bytes: &[u8]) -> u64 {
    let n = bytes.len();
    let four = |at: usize| u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")));
    match n {
        8 => eight(bytes),
        4..=7 => four(0) | four(n - 4) << (8 * (n - 4)),
        _ => bytes
            .iter()
            .rev()
            .fold(0, |number, &byte| number << 8 | u64::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_numbers_and_each_another() {
        let letters = "abcdefghijklmnopq";
        let numbers: Vec<Option<u128>> = (1..=17).map(|n| as_number(&letters[..n])).collect();
        for (n, number) in (1..).zip(&numbers[..16]) {
            let bytes = number.unwrap().to_le_bytes();
            assert_eq!(&bytes[..n], &letters.as_bytes()[..n]);
            assert!(bytes[n..].iter().all(|&byte| byte == 0));
        }
        assert_eq!(numbers[16], None);
    }
}
