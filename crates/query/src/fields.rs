//! What may stand before a colon, and what its values mean.

use corpus::{Kind, Language};

use crate::ast::{Condition, Scope};

/// A field of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// Words are looked for there.
    Scope(Scope),
    /// Words are looked for in title and text, as without a field.
    Everywhere,
    /// Values are compared.
    Property(Property),
}

/// A property of a document that a value is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Property {
    Kind,
    Language,
    Year,
    /// A code of this scheme, or of any.
    Code(Option<String>),
}

/// The schemes that need no `code.` before them.
const SCHEMES: &[&str] = &[
    "cpc",
    "euroscivoc",
    "ipc",
    "jel",
    "journal",
    "mesh",
    "nace",
    "sbi",
    "scheme",
    "topic",
];

/// What an unknown field is told.
pub(crate) const KNOWN_FIELDS: &str = "title, text, organisation, kind, language, year, cpc, ipc, euroscivoc, journal, \
    scheme, sbi, nace, jel, mesh, topic, code (any scheme) or code.NAME";

/// Whether a scheme's name is a field by itself.
pub(crate) fn is_known_scheme(scheme: &str) -> bool {
    SCHEMES.contains(&scheme)
}

impl Field {
    /// Reads a field's name in any case.
    pub fn named(name: &str) -> Option<Field> {
        let name = name.to_lowercase();
        Some(match name.as_str() {
            "title" => Field::Scope(Scope::Title),
            "text" => Field::Scope(Scope::Text),
            "organisation" => Field::Scope(Scope::Organisation),
            "kind" => Field::Property(Property::Kind),
            "language" => Field::Property(Property::Language),
            "year" => Field::Property(Property::Year),
            "code" => Field::Property(Property::Code(None)),
            scheme if is_known_scheme(scheme) => Field::Property(Property::Code(Some(name))),
            other => match other.strip_prefix("code.") {
                Some(scheme) if !scheme.is_empty() => Field::Property(Property::Code(Some(scheme.to_string()))),
                _ => return None,
            },
        })
    }
}

impl Property {
    /// Reads a value; none when it is not one.
    pub fn condition(&self, value: &str) -> Option<Condition> {
        match self {
            Property::Kind => kind(value).map(Condition::Kind),
            Property::Language => Language::from_code(value).map(Condition::Language),
            Property::Year => years(value),
            Property::Code(scheme) => Some(Condition::Code {
                scheme: scheme.clone(),
                code: value.to_string(),
            })
            .filter(|_| value.chars().any(char::is_alphanumeric)),
        }
    }

    /// The field's name and what its values look like.
    pub fn expected(&self) -> (&'static str, &'static str) {
        match self {
            Property::Kind => ("kind", "project, patent, publication, organisation or other"),
            Property::Language => ("language", "a two-letter code such as nl or en"),
            Property::Year => (
                "year",
                "a year or a range: 2015, 2015-2020, 2015-, -2020 or [2015 TO 2020]",
            ),
            Property::Code(_) => ("code", "a code, with * for any characters: C02F*"),
        }
    }
}

fn kind(value: &str) -> Option<Kind> {
    let kinds = [
        Kind::Project,
        Kind::Patent,
        Kind::Publication,
        Kind::Organisation,
        Kind::Other,
    ];
    kinds.into_iter().find(|kind| kind.name() == value.to_lowercase())
}

fn years(value: &str) -> Option<Condition> {
    let inside = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let (from, to) = match inside {
        Some(range) => range.split_once(" TO ").map(|(from, to)| (from.trim(), to.trim()))?,
        None => value.split_once(['-', '\u{2013}']).unwrap_or((value, value)),
    };
    let (from, to) = (open_year(from)?, open_year(to)?);
    let is_range = (from.is_some() || to.is_some()) && from.zip(to).is_none_or(|(from, to)| from <= to);
    is_range.then_some(Condition::Years { from, to })
}

/// A year, or nothing for an open end; `None` when it is neither.
fn open_year(text: &str) -> Option<Option<i32>> {
    match text {
        "" | "*" => Some(None),
        digits if digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: Option<(Option<i32>, Option<i32>)>) {
        assert_eq!(
            years(value),
            expected.map(|(from, to)| Condition::Years { from, to }),
            "{value}"
        );
    }

    #[test]
    fn years_and_ranges() {
        check("2015", Some((Some(2015), Some(2015))));
        check("2015-2020", Some((Some(2015), Some(2020))));
        check("2015-", Some((Some(2015), None)));
        check("-2020", Some((None, Some(2020))));
        check("[2015 TO *]", Some((Some(2015), None)));
        check("[2015 TO 2020]", Some((Some(2015), Some(2020))));
        check("2020-2015", None);
        check("-", None);
        check("*", None);
        check("20x5", None);
        check("", None);
    }
}
