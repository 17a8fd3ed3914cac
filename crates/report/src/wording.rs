//! Every text of the interface, Dutch beside English: one line a text, so that none can lack its translation.
//!
//! `{0}`, `{1}` … are filled in by [`fill`]; `one|many` is chosen from by [`plural`]. The page's script gets the same table.

use crate::content::ReportLanguage;

macro_rules! wording {
    ($($key:ident: $dutch:literal, $english:literal;)*) => {
        /// The texts of one language.
        #[derive(Debug, serde::Serialize)]
        pub(crate) struct Texts { $(pub(crate) $key: &'static str,)* }
        pub(super) static DUTCH: Texts = Texts { $($key: $dutch,)* };
        pub(super) static ENGLISH: Texts = Texts { $($key: $english,)* };
        /// Every text with its key, Dutch and English.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str, &str)] = &[$((stringify!($key), $dutch, $english),)*];
    };
}

mod cards;
mod table;

pub(crate) use cards::{Texts as CardTexts, card_texts};
#[cfg(test)]
pub(crate) use table::ALL;
pub(crate) use table::Texts;
use table::{DUTCH, ENGLISH};

/// The table of `language`.
pub(crate) fn texts(language: ReportLanguage) -> &'static Texts {
    match language {
        ReportLanguage::Dutch => &DUTCH,
        ReportLanguage::English => &ENGLISH,
    }
}

/// `pattern` with its numbered places filled in.
pub(crate) fn fill(pattern: &str, values: &[&str]) -> String {
    let mut written = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|length| open + length) else {
            break;
        };
        written.push_str(&rest[..open]);
        match rest[open + 1..close]
            .parse::<usize>()
            .ok()
            .and_then(|place| values.get(place))
        {
            Some(value) => written.push_str(value),
            None => written.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    written.push_str(rest);
    written
}

/// The side of `one|many` that `number` asks for.
pub(crate) fn plural(number: u64, forms: &'static str) -> &'static str {
    match forms.split_once('|') {
        Some((one, _)) if number == 1 => one,
        Some((_, many)) => many,
        None => forms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same places, regardless of order: a translation that drops a number drops a fact.
    fn places(pattern: &str) -> Vec<&str> {
        let mut found: Vec<&str> = pattern
            .match_indices('{')
            .filter_map(|(at, _)| pattern.get(at..at + 3))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn every_text_is_there_in_both_languages() {
        for (key, dutch, english) in ALL {
            assert!(
                !dutch.trim().is_empty() && !english.trim().is_empty(),
                "`{key}` is empty"
            );
            assert_eq!(places(dutch), places(english), "`{key}` fills other places");
            assert_eq!(
                dutch.contains('|'),
                english.contains('|'),
                "`{key}` has a plural in one language only"
            );
        }
    }

    #[test]
    fn long_texts_are_translated() {
        for (key, dutch, english) in ALL.iter().filter(|(_, dutch, _)| dutch.split(' ').count() > 3) {
            assert_ne!(dutch, english, "`{key}` reads the same in both languages");
        }
    }

    #[test]
    fn places_are_filled_in_order_and_values_are_left_alone() {
        assert_eq!(fill("{1} van {0}", &["{1}", "a"]), "a van {1}");
        assert_eq!(fill("{9} blijft", &[]), "{9} blijft");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!((plural(1, "rij|rijen"), plural(0, "rij|rijen")), ("rij", "rijen"));
    }
}
