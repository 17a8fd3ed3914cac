//! Words for comparing texts: folded, without accents; not the words that queries see.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::stopwords::{DUTCH, ENGLISH, GENERAL};

/// The words of a text in lower case and without accents: runs of letters and digits. A compound is
/// one word: *moderne* does not hold *mode*.
pub fn folded_words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| !character.is_alphanumeric() && !is_accent(character));
    words.filter(|word| !word.is_empty()).map(folded)
}

/// A word in lower case and without accents.
pub(crate) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|character| !is_accent(*character))
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

/// Whether a folded word carries content: it has a letter, more than one character, and is no stop
/// word of Dutch or English (most corpora mix the two).
pub fn is_content_word(word: &str) -> bool {
    static STOP_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| DUTCH.iter().chain(ENGLISH).copied().collect());
    word.len() > 1 && word.chars().any(char::is_alphabetic) && !STOP_WORDS.contains(word)
}

/// Whether a folded word is a number, a measure or of general use: content to a reader, but of no subject.
pub fn is_general_word(word: &str) -> bool {
    GENERAL.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_words() {
        let words: Vec<String> = folded_words("Moderne coöperatie, thuishub en IT").collect();
        assert_eq!(words, ["moderne", "cooperatie", "thuishub", "en", "it"]);
    }

    #[test]
    fn content_words() {
        let content: Vec<String> = folded_words("Het project maakt 12 x CO2 van the water")
            .filter(|word| is_content_word(word))
            .collect();
        assert_eq!(content, ["project", "maakt", "co2", "water"]);
    }
}
