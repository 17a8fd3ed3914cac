//! Openings: the words with which many documents of a source begin (*This cluster of papers …*).

use unicode_segmentation::UnicodeSegmentation;

use crate::fingerprint::Fingerprint;
use crate::token::folded;

/// Shorter openings are the language's, not the source's.
const FEWEST_WORDS: usize = 4;
/// Longer openings are rarely shared word by word.
const MOST_WORDS: usize = 10;

/// A beginning of a text: a hash of its folded words, and where what follows begins, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opening {
    pub key: u64,
    pub end: usize,
}

/// The beginnings of the first sentence of a text, the shortest first; none that is the whole text.
pub(crate) fn openings(text: &str) -> Vec<Opening> {
    let first_sentence = &text[..text.split_sentence_bounds().next().map_or(0, str::len)];
    let words: Vec<(usize, &str)> = first_sentence.unicode_word_indices().take(MOST_WORDS + 1).collect();
    let mut key = Fingerprint::EMPTY;
    let mut openings = Vec::new();
    for (place, (_, word)) in words.iter().enumerate() {
        key = key.with_word(&folded(word));
        let count = place + 1;
        if let Some((next, _)) = words
            .get(count)
            .filter(|_| (FEWEST_WORDS..=MOST_WORDS).contains(&count))
        {
            openings.push(Opening {
                key: key.value(),
                end: *next,
            });
        }
    }
    openings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = openings(text).iter().map(|opening| &text[..opening.end]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn beginnings_of_a_text() {
        check(
            "This cluster of papers covers water.",
            &["This cluster of papers ", "This cluster of papers covers "],
        );
        check("Te kort.", &[]);
    }
}
