//! Words with wildcards: `*` any characters or none, `?` exactly one.

use std::fmt;

/// A compiled pattern over folded words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    pieces: Vec<Piece>,
    shape: Shape,
}

/// The frequent shapes of patterns, which the standard library finds faster.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Shape {
    /// `water*`
    Begins(String),
    /// `*water`
    Ends(String),
    /// `*water*`
    Contains(String),
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Piece {
    Any,
    One,
    Character(char),
}

impl Pattern {
    /// Reads a folded pattern; every character but `*` and `?` stands for itself.
    pub fn new(text: &str) -> Pattern {
        let mut pieces: Vec<Piece> = text.chars().map(Piece::of).collect();
        pieces.dedup_by(|a, b| *a == Piece::Any && *b == Piece::Any);
        Pattern {
            shape: Shape::of(&pieces),
            pieces,
        }
    }

    /// Whether the whole word fits.
    pub fn matches(&self, word: &str) -> bool {
        match &self.shape {
            Shape::Begins(beginning) => word.starts_with(beginning.as_str()),
            Shape::Ends(end) => word.ends_with(end.as_str()),
            Shape::Contains(middle) => word.contains(middle.as_str()),
            Shape::Other => self.matches_pieces(word),
        }
    }

    fn matches_pieces(&self, word: &str) -> bool {
        let mut rest = word.chars();
        let mut at = 0;
        let mut resume = None;
        loop {
            match self.pieces.get(at) {
                Some(Piece::Any) => resume = Some((at + 1, rest.clone())),
                Some(piece) if rest.clone().next().is_some_and(|c| piece.is(c)) => _ = rest.next(),
                None if rest.as_str().is_empty() => return true,
                _ => {
                    // Let the last star take one character more.
                    let Some((after_star, taken)) = &mut resume else {
                        return false;
                    };
                    if taken.next().is_none() {
                        return false;
                    }
                    (at, rest) = (*after_star, taken.clone());
                    continue;
                }
            }
            at += 1;
        }
    }

    /// The characters before the first wildcard: every word that fits begins with them.
    pub fn literal_prefix(&self) -> String {
        self.pieces.iter().map_while(|piece| piece.character()).collect()
    }

    /// The longest run of characters without a wildcard: every word that fits holds it. Empty where there are only
    /// wildcards.
    pub fn longest_literal(&self) -> String {
        let runs = self.pieces.split(|piece| piece.character().is_none());
        let runs = runs.map(|run| run.iter().filter_map(|piece| piece.character()).collect::<String>());
        runs.max_by_key(String::len).unwrap_or_default()
    }

    /// Whether a letter or digit is among the characters.
    pub(crate) fn has_letter(&self) -> bool {
        self.pieces
            .iter()
            .filter_map(|piece| piece.character())
            .any(char::is_alphanumeric)
    }
}

impl Shape {
    fn of(pieces: &[Piece]) -> Shape {
        let text = |pieces: &[Piece]| pieces.iter().map(|piece| piece.character()).collect::<Option<String>>();
        match pieces {
            [Piece::Any, middle @ .., Piece::Any] => text(middle).map(Shape::Contains),
            [Piece::Any, end @ ..] => text(end).map(Shape::Ends),
            [beginning @ .., Piece::Any] => text(beginning).map(Shape::Begins),
            _ => None,
        }
        .unwrap_or(Shape::Other)
    }
}

impl Piece {
    fn of(c: char) -> Piece {
        match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            other => Piece::Character(other),
        }
    }

    fn is(self, c: char) -> bool {
        self == Piece::One || self == Piece::Character(c)
    }

    fn character(self) -> Option<char> {
        match self {
            Piece::Character(c) => Some(c),
            Piece::Any | Piece::One => None,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Any => f.write_str("*"),
            Piece::One => f.write_str("?"),
            Piece::Character(c) => write!(f, "{c}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, fits: &[&str], does_not: &[&str]) {
        let compiled = Pattern::new(pattern);
        for (word, expected) in fits
            .iter()
            .map(|word| (word, true))
            .chain(does_not.iter().map(|word| (word, false)))
        {
            assert_eq!(compiled.matches(word), expected, "{pattern} and {word}");
            assert_eq!(
                compiled.matches_pieces(word),
                expected,
                "{pattern} and {word} by its pieces"
            );
        }
    }

    #[test]
    fn patterns_fit_whole_words() {
        check("water*", &["water", "waters"], &["wate", "afvalwater"]);
        check("*water", &["water", "afvalwater"], &["waters"]);
        check("*a*a*", &["aa", "banana"], &["a", "bab"]);
        check("wa*r", &["war", "water"], &["wa"]);
        check("w?r", &["war", "wör"], &["wr", "waar"]);
        check("*", &["", "a"], &[]);
        check("*af*", &["afval", "staf"], &["a", ""]);
        check("*?", &["a", "ab"], &[""]);
        check("a**b", &["ab", "axb"], &["a"]);
        check("*ab*ab", &["abab", "ababab"], &["ab", "aba"]);
    }
}
