//! Where a clause holds, with the words around it.

use corpus::{Document, TextField};
use query::Span;
use serde::Serialize;

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mention {
    /// `title` or `text`.
    pub field: &'static str,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words around it, itself between `[` and `]`; the middle of a long one is left out.
    pub snippet: String,
}

/// Code points shown on either side.
const AROUND: usize = 20;

/// Code points of a long mention that are shown at its ends.
const ENDS: usize = 30;

impl Mention {
    /// The places of spans in a document.
    pub fn of(document: &Document, spans: &[Span]) -> Vec<Mention> {
        spans.iter().map(|span| Mention::at(document, span)).collect()
    }

    fn at(document: &Document, span: &Span) -> Mention {
        let letters: Vec<char> = document.field(span.field).chars().collect();
        let (from, to) = (
            span.start.saturating_sub(AROUND),
            (span.end + AROUND).min(letters.len()),
        );
        let cut = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
        let snippet = format!(
            "{}{}[{}]{}{}",
            if from > 0 { "…" } else { "" },
            cut(from, span.start),
            shortened(&letters[span.start..span.end]),
            cut(span.end, to),
            if to < letters.len() { "…" } else { "" },
        );
        Mention {
            field: TextField::name(span.field),
            start: span.start,
            end: span.end,
            snippet: snippet.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

fn shortened(letters: &[char]) -> String {
    match letters.len() > 2 * ENDS + 3 {
        true => [&letters[..ENDS], &[' ', '…', ' '], &letters[letters.len() - ENDS..]]
            .concat()
            .iter()
            .collect(),
        false => letters.iter().collect(),
    }
}

/// The words of a span alone, in `[` and `]`.
pub(crate) fn marked(document: &Document, span: &Span) -> String {
    let letters: Vec<char> = document.field(span.field).chars().collect();
    format!("[{}]", shortened(&letters[span.start..span.end]))
}
