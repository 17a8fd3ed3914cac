//! Words for languages and kinds of documents.

use crate::document::{Kind, Language};

/// A language by its code of two or three letters or its name; `None` where it is not known.
pub(crate) fn language_named(text: &str) -> Option<Language> {
    let lower = text.trim().to_lowercase();
    let first = lower.split(['-', '_', ';', ',']).next().unwrap_or_default().trim();
    let known = LANGUAGES.iter().find(|names| names.contains(&first));
    known
        .and_then(|names| Language::from_code(names[0]))
        .or_else(|| Language::from_code(first))
}

/// ISO 639-1, then the names by which files call it.
const LANGUAGES: &[&[&str]] = &[
    &["nl", "nld", "dut", "dutch", "nederlands"],
    &["en", "eng", "english", "engels"],
    &["de", "deu", "ger", "german", "duits", "deutsch"],
    &["fr", "fra", "fre", "french", "frans", "français"],
    &["es", "spa", "spanish", "spaans"],
    &["it", "ita", "italian", "italiaans"],
    &["da", "dan", "danish", "deens"],
    &["hr", "hrv", "croatian", "kroatisch"],
    &["pt", "por", "portuguese", "portugees"],
    &["pl", "pol", "polish", "pools"],
    &["sv", "swe", "swedish", "zweeds"],
    &["fy", "fry", "frisian", "fries"],
];

/// The kind that a word names, in Dutch or English; `None` for any other word.
pub(crate) fn kind_named(text: &str) -> Option<Kind> {
    Some(match text.trim().to_lowercase().as_str() {
        "project" | "projects" | "projecten" | "subsidieproject" => Kind::Project,
        "patent" | "patents" | "octrooi" | "octrooien" => Kind::Patent,
        "publication" | "publications" | "publicatie" | "publicaties" | "article" | "artikel" | "journal article" => {
            Kind::Publication
        }
        "organisation" | "organization" | "organisatie" | "company" | "bedrijf" => Kind::Organisation,
        "other" | "overig" => Kind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(language_named(text).as_ref().map(Language::code), expected, "{text}");
        };
        check("NL", Some("nl"));
        check("nl-BE", Some("nl"));
        check("English", Some("en"));
        check("nederlands", Some("nl"));
        check("sl", Some("sl"));
        check("Klingon", None);
    }
}
