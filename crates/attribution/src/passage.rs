//! Which part of a document says what: the passages in which the words of rules lie.

use std::collections::BTreeMap;

use corpus::{Document, TextField};

use crate::evidence::EvidenceKind;
use crate::rule_set::Attributed;

/// A title or paragraph in which rules of one ecosystem found words.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage<'a> {
    /// The ecosystem, one of the document's.
    pub ecosystem_id: &'a str,
    /// Title or text.
    pub field: TextField,
    /// First code point of the passage in the field.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// 1 − ∏(1 − w) over the distinct rules that found words here, exclusions left out.
    pub probability: f64,
    /// Words found, exclusions left out.
    pub n_hits: usize,
}

/// What rules of one ecosystem found in one passage.
#[derive(Default)]
struct Found<'a> {
    end: usize,
    rules: BTreeMap<&'a str, f64>,
    n_hits: usize,
}

/// A document's passages in the order of the text, ecosystem by ecosystem.
///
/// The ecosystems of a document's passages together are its own, but for those that rest on codes, people or a classifier
/// alone: these have no passage. A match that reaches over several paragraphs counts in the one where it begins.
pub fn passages<'a>(document: &Document, attributed: &'a [Attributed]) -> Vec<Passage<'a>> {
    let mut found: BTreeMap<(TextField, usize, &str), Found<'_>> = BTreeMap::new();
    let paragraphs = paragraphs(&document.text);
    for one in attributed {
        for evidence in &one.evidence {
            let (EvidenceKind::Query, Some(field), Some(start)) = (evidence.kind, evidence.field, evidence.start)
            else {
                continue;
            };
            let (from, to) = match field {
                TextField::Title => (0, document.title.chars().count()),
                TextField::Text => paragraph_of(&paragraphs, start),
            };
            if evidence.weight > 0.0 {
                let key = (field, from, one.attribution.ecosystem_id.as_str());
                let passage = found.entry(key).or_default();
                passage.end = to;
                passage.n_hits += 1;
                passage.rules.insert(&evidence.rule, evidence.weight);
            }
        }
    }
    let passage = |((field, start, ecosystem_id), Found { end, rules, n_hits })| Passage {
        ecosystem_id,
        field,
        start,
        end,
        probability: 1.0 - rules.into_values().map(|weight| 1.0 - weight).product::<f64>(),
        n_hits,
    };
    found.into_iter().map(passage).collect()
}

/// First code point and one past the last of each paragraph; blank lines part them.
fn paragraphs(text: &str) -> Vec<(usize, usize)> {
    let mut start = 0;
    let parts = text.split("\n\n").map(|paragraph| {
        let from = start;
        let end = from + paragraph.chars().count();
        start = end + 2;
        (from, end)
    });
    parts.collect()
}

/// The paragraph in which a code point lies.
fn paragraph_of(paragraphs: &[(usize, usize)], at: usize) -> (usize, usize) {
    let after = paragraphs.partition_point(|(start, _)| *start <= at);
    paragraphs[after.saturating_sub(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_counted_in_code_points() {
        assert_eq!(paragraphs("één\n\ntwee"), [(0, 3), (5, 9)]);
        assert_eq!(paragraphs(""), [(0, 0)]);
        let parts = paragraphs("één\n\ntwee");
        assert_eq!(paragraph_of(&parts, 2), (0, 3));
        assert_eq!(paragraph_of(&parts, 5), (5, 9));
    }
}
