//! A text cut into the words of UAX 29, with what stands between them.
//!
//! Unicode's rules divide at ASCII white space wherever it stands, so a text is cut there first. Of most pieces only
//! ASCII is left, which a table of classes decides; the others go through `unicode-segmentation`.

use std::iter::Peekable;

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use crate::folding::{is_hyphen, is_raised_digit};

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

/// One word of UAX 29 as it is written.
pub(crate) struct Segment<'t> {
    /// In bytes.
    pub start: usize,
    pub text: &'t str,
    pub gap: Gap,
}

/// The words of a text. Subscript and superscript digits stay with the word they touch, which UAX 29 leaves out.
pub(crate) fn segments(text: &str) -> impl Iterator<Item = Segment<'_>> {
    let mut words = Words::new(text);
    let mut next = words.next();
    std::iter::from_fn(move || {
        let (start, end) = next?;
        next = words.next();
        let gap = next.map_or(Gap::Other, |(next, _)| Gap::of(&text[end..next]));
        Some(Segment {
            start,
            text: &text[start..end],
            gap,
        })
    })
}

impl Gap {
    fn of(between: &str) -> Gap {
        if between == " " {
            return Gap::Space;
        }
        let mut characters = between.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) if is_hyphen(only) => Gap::Hyphen,
            (Some(_), _) if between.chars().all(char::is_whitespace) => Gap::Space,
            _ => Gap::Other,
        }
    }
}

/// Counts code points up to ever larger byte offsets.
pub(crate) struct CodePoints<'t> {
    text: &'t str,
    bytes: usize,
    count: usize,
}

impl<'t> CodePoints<'t> {
    pub fn new(text: &'t str) -> CodePoints<'t> {
        CodePoints {
            text,
            bytes: 0,
            count: 0,
        }
    }

    pub fn up_to(&mut self, bytes: usize) -> usize {
        self.count += self.text[self.bytes..bytes].chars().count();
        self.bytes = bytes;
        self.count
    }
}

/// Begin and end of word after word, in bytes.
struct Words<'t> {
    text: &'t str,
    at: usize,
    /// Where the piece ends that we are in.
    piece_end: usize,
    /// The rest of a piece with other than ASCII, and where the piece begins.
    other: Option<(usize, Peekable<UWordBoundIndices<'t>>)>,
}

impl<'t> Words<'t> {
    fn new(text: &'t str) -> Words<'t> {
        Words {
            text,
            at: 0,
            piece_end: 0,
            other: None,
        }
    }

    fn next(&mut self) -> Option<(usize, usize)> {
        loop {
            if self.at >= self.piece_end && !self.open_piece() {
                return None;
            }
            let word = match self.other {
                Some(_) => self.other_word(),
                None => self.ascii_word(),
            };
            match word {
                Some((_, end)) => self.at = end,
                None => (self.at, self.other) = (self.piece_end, None),
            }
            if word.is_some() {
                return word;
            }
        }
    }

    /// Goes to the next piece between white space.
    fn open_piece(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.piece_end..];
        let Some(begins) = rest.iter().position(|&byte| CLASSES[byte as usize] != Class::Space) else {
            return false;
        };
        let mut bytes = 0;
        let piece = rest[begins..]
            .iter()
            .take_while(|&&byte| CLASSES[byte as usize] != Class::Space)
            .inspect(|&&byte| bytes |= byte);
        let length = piece.count();
        self.at = self.piece_end + begins;
        self.piece_end = self.at + length;
        let piece = &self.text[self.at..self.piece_end];
        self.other = (bytes >= 0x80).then(|| (self.at, piece.split_word_bound_indices().peekable()));
        true
    }

    fn ascii_word(&self) -> Option<(usize, usize)> {
        let class = |at: usize| match at < self.piece_end {
            true => CLASSES[self.text.as_bytes()[at] as usize],
            false => Class::Space,
        };
        let mut start = self.at;
        loop {
            while start < self.piece_end && !class(start).is_in_word() {
                start += 1;
            }
            let (mut end, mut has_letter) = (start, false);
            loop {
                match class(end) {
                    Class::Letter | Class::Digit => has_letter = true,
                    Class::Underscore => {}
                    inner if end > start && inner.joins(class(end - 1), class(end + 1)) => {}
                    _ => break,
                }
                end += 1;
            }
            if has_letter || end == start {
                return has_letter.then_some((start, end));
            }
            start = end;
        }
    }

    fn other_word(&mut self) -> Option<(usize, usize)> {
        let (piece, words) = self.other.as_mut()?;
        let (start, word) = words.find(|(_, word)| word.contains(char::is_alphanumeric))?;
        let (start, mut end) = (*piece + start, *piece + start + word.len());
        while let Some((_, longer)) = words.next_if(|&(next, longer)| {
            *piece + next == end && longer.contains(char::is_alphanumeric) && is_glued(self.text, end)
        }) {
            end += longer.len();
        }
        Some((start, end))
    }
}

fn is_glued(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_raised_digit) || text[at..].starts_with(is_raised_digit)
}

/// The word-break property of an ASCII character (UAX 29, table 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// ExtendNumLet.
    Underscore,
    /// MidLetter: joins letters.
    BetweenLetters,
    /// MidNum: joins digits.
    BetweenDigits,
    /// MidNumLet and Single_Quote: join both.
    BetweenBoth,
    Space,
    Other,
}

impl Class {
    fn is_in_word(self) -> bool {
        matches!(self, Class::Letter | Class::Digit | Class::Underscore)
    }

    /// Rules WB6, WB7, WB11 and WB12.
    fn joins(self, before: Class, after: Class) -> bool {
        let (letters, digits) = (
            before == Class::Letter && after == Class::Letter,
            before == Class::Digit && after == Class::Digit,
        );
        match self {
            Class::BetweenLetters => letters,
            Class::BetweenDigits => digits,
            Class::BetweenBoth => letters || digits,
            _ => false,
        }
    }
}

const CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Underscore,
            b':' => Class::BetweenLetters,
            b',' | b';' => Class::BetweenDigits,
            b'.' | b'\'' => Class::BetweenBoth,
            b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => Class::Space,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gaps_tell_hyphens_from_spaces() {
        let gaps: Vec<Gap> = segments("state-of-the art, x - y").map(|s| s.gap).collect();
        assert_eq!(
            gaps,
            [Gap::Hyphen, Gap::Hyphen, Gap::Space, Gap::Other, Gap::Other, Gap::Other]
        );
    }

    /// The same by the library alone.
    fn by_library(text: &str) -> Vec<(usize, &str)> {
        let mut words: Vec<(usize, &str)> = Vec::new();
        for (start, word) in text.unicode_word_indices() {
            // A mark behind white space is a word with that white space in it there, not here.
            let (start, word) = (
                start + word.len() - word.trim_ascii_start().len(),
                word.trim_ascii_start(),
            );
            match words.last_mut() {
                Some((first, last)) if *first + last.len() == start && is_glued(text, start) => {
                    *last = &text[*first..start + word.len()];
                }
                _ => words.push((start, word)),
            }
        }
        words
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, ..ProptestConfig::default() })]

        #[test]
        fn words_are_those_of_the_library(text in "([a-c1-3_.,:;' \n-]|[ \u{301}\u{200D}\u{A0}é₂²字カ\"א\u{1F1F3}\u{1F1F1}\u{AD}]|[!-~]|\\PC){0,12}") {
            let found: Vec<_> = segments(&text).map(|segment| (segment.start, segment.text)).collect();
            prop_assert_eq!(found, by_library(&text));
        }
    }
}
