//! Cleaning: text as it comes out of PDF files, web pages and spreadsheets becomes running text.
//!
//! What it gives: Unicode NFC; paragraphs parted by one blank line; inside a paragraph single
//! spaces and no line breaks, except before the entries of a list; no markup, control or zero-width
//! characters, no soft hyphens; one kind of hyphen, space and bullet; words that a line end broke
//! mended. Spelling, typos and spelling variants are left as they are.

mod characters;
mod furniture;
mod line_end;
mod lines;
mod markup;

pub use line_end::WordFrequency;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Cleans a text with the evidence of its own words.
///
/// ```
/// let text = "De gezamen-\nlijke aanpak van&nbsp;OESO-\nlanden<br>en meer.";
/// assert_eq!(corpus::normalise(text), "De gezamenlijke aanpak van OESO-landen en meer.");
/// ```
pub fn normalise(text: &str) -> String {
    normalise_with(text, None)
}

/// Cleans a text; `frequency` says how often words occur in the corpus, to choose between a word,
/// a hyphen and a space where a line end broke something.
pub fn normalise_with(text: &str, frequency: Option<&WordFrequency>) -> String {
    let text = markup::without_markup(text);
    let text = characters::plain(&text);
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => lines::paragraphs(&text, frequency),
        _ => lines::paragraphs(&text.nfc().collect::<String>(), frequency),
    }
}

/// Cleans a text that is one line by nature, such as a title.
pub fn normalise_line(text: &str) -> String {
    let text = normalise(text);
    let bare = text.strip_prefix("• ").unwrap_or(&text);
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
