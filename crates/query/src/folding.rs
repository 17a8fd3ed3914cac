//! The form in which words are compared: NFKC, full case folding, accents removed.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether words that differ only by accents are the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Accents {
    /// `coöperatie` is `cooperatie`.
    #[default]
    Remove,
    /// They are different words.
    Keep,
}

/// Whether a word is too common a first word to join with the next (`in equality` is not `inequality`).
pub fn is_function_word(folded: &str) -> bool {
    FUNCTION_WORDS.binary_search(&folded).is_ok()
}

/// A text in the form in which words are compared, accents removed.
pub fn fold(text: &str) -> String {
    folded(&normal(text), Accents::Remove)
}

/// NFKC and full case folding; curly apostrophes straight, invisible characters (soft hyphen) gone. Accents stay.
pub(crate) fn normal(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkc()
        .default_case_fold()
        .nfkc()
        .filter(|&c| !is_invisible(c))
        .map(straight)
        .collect()
}

/// A normal word without its accents and strokes (`ø` is `o`).
pub(crate) fn without_accents(normal: &str) -> String {
    if normal.is_ascii() {
        return normal.to_string();
    }
    normal
        .nfd()
        .filter(|&c| !is_accent(c))
        .map(without_stroke)
        .nfc()
        .collect()
}

/// The form in which words are compared.
pub(crate) fn folded(normal: &str, accents: Accents) -> String {
    match accents {
        Accents::Remove => without_accents(normal),
        Accents::Keep => normal.to_string(),
    }
}

/// Subscript and superscript digits belong to the word they touch: `CO₂`, `m³`.
pub(crate) fn is_raised_digit(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉')
}

/// The hyphens that join two words when they stand between them without a space.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}'
    )
}

fn straight(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{02BC}' => '\'',
        other => other,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Marks of other scripts (vowel signs) are letters there and stay.
fn is_accent(c: char) -> bool {
    is_combining_mark(c)
        && matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn without_stroke(c: char) -> char {
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        'ħ' => 'h',
        'ŧ' => 't',
        'ı' => 'i',
        other => other,
    }
}

/// Dutch and English words that often stand before any other word; sorted.
const FUNCTION_WORDS: &[&str] = &[
    "a", "aan", "al", "all", "als", "am", "an", "and", "any", "are", "as", "at", "be", "been", "bij", "but", "by",
    "can", "dan", "dat", "de", "der", "des", "deze", "die", "dit", "do", "door", "dus", "een", "en", "er", "for",
    "from", "geen", "had", "has", "have", "he", "heeft", "her", "het", "hij", "his", "how", "hun", "i", "if", "ik",
    "in", "is", "it", "its", "je", "kan", "may", "me", "meer", "met", "more", "most", "my", "na", "naar", "niet", "no",
    "not", "nu", "of", "om", "on", "onder", "ons", "ook", "op", "or", "our", "out", "over", "per", "she", "so", "some",
    "such", "te", "ten", "ter", "than", "that", "the", "their", "them", "then", "there", "they", "this", "to", "tot",
    "u", "uit", "up", "us", "van", "via", "voor", "want", "was", "wat", "we", "were", "wie", "will", "with", "word",
    "wordt", "you", "your", "ze", "zich", "zij", "zijn", "zo",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &str) {
        assert_eq!(folded(&normal(word), Accents::Remove), expected, "{word}");
    }

    #[test]
    fn words_fold_to_the_form_in_which_they_are_compared() {
        check("Water", "water");
        check("CO₂", "co2");
        check("Straße", "strasse");
        check("ﬁlter", "filter");
        check("women’s", "women's");
        check("coöperatie", "cooperatie");
        check("coo\u{0308}peratie", "cooperatie");
        check("wa\u{00AD}ter", "water");
        check("Ørsted", "orsted");
        check("İstanbul", "istanbul");
        check("ΣΊΣΥΦΟΣ", "σισυφοσ");
        check("हिन्दी", "हिन्दी");
        check("한국", "한국");
    }

    #[test]
    fn function_words_are_sorted() {
        assert!(FUNCTION_WORDS.is_sorted());
    }
}
