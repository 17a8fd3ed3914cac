//! One document as a compact row of JSON, with its evidence already cut into pieces for marking.
//!
//! `[id, title, year, kind, language, organisations, information, duplicate_of, attributions, text, shortened]`; in short
//! form it ends after the attributions. An attribution is `[ecosystem, probability, share, low, high, zone, mode,
//! share_source, reasons]`, a reason `[number, kind, rule, weight, matched, places]`, a marked piece `[text, zone, numbers]`.

use serde_json::{Value, json};

use super::rounded;
use crate::content::{
    Attribution, Document, DocumentKind, Evidence, EvidenceKind, Information, Mode, RuleRole, ShareSource, Zone,
};
use crate::edition::Edition;
use crate::marks::{Span, excerpt, pieces};

/// Texts longer than this many code points are shown as passages around their evidence.
const LONGEST_TEXT: usize = 4000;
/// Titles without marks are cut here.
const LONGEST_TITLE: usize = 300;

/// The document with its text, marks and reasons.
pub(crate) fn in_full(edition: &Edition<'_>, document: &Document) -> Value {
    let reasons = reasons(edition, document);
    let title = marked(&document.title, "title", &reasons);
    let spans = spans(&reasons, "text");
    let (text, spans) = excerpt(&document.text, &spans, LONGEST_TEXT);
    let shortened = text != document.text;
    let attributions: Vec<Value> = document
        .attributions
        .iter()
        .enumerate()
        .filter_map(|(at, found)| {
            let written: Vec<Value> = reasons
                .iter()
                .filter(|reason| reason.attribution == at)
                .map(Reason::json)
                .collect();
            attribution(edition, found, Some(written))
        })
        .collect();
    let text = cut(&text, &spans, &reasons);
    let mut row = head(edition, document, title);
    row.extend([Value::Array(attributions), text, json!(u8::from(shortened))]);
    Value::Array(row)
}

/// The document without its text.
pub(crate) fn in_short(edition: &Edition<'_>, document: &Document) -> Value {
    let title: String = document.title.chars().take(LONGEST_TITLE).collect();
    let attributions: Vec<Value> = document
        .attributions
        .iter()
        .filter_map(|found| attribution(edition, found, None))
        .collect();
    let mut row = head(edition, document, Value::String(title));
    row.push(Value::Array(attributions));
    Value::Array(row)
}

fn head(edition: &Edition<'_>, document: &Document, title: Value) -> Vec<Value> {
    vec![
        json!(document.id),
        title,
        json!(document.year),
        json!(kind_code(document.kind)),
        json!(if document.language.is_empty() {
            ""
        } else {
            edition.language(&document.language)
        }),
        json!(document.organisations),
        json!(information_code(document.information)),
        json!(document.duplicate_of),
    ]
}

fn attribution(edition: &Edition<'_>, found: &Attribution, reasons: Option<Vec<Value>>) -> Option<Value> {
    let mut row = vec![
        json!(edition.position(&found.ecosystem)?),
        json!(rounded(found.probability)),
        json!(rounded(found.share)),
        json!(rounded(found.low)),
        json!(rounded(found.high)),
        json!(zone_code(found.zone)),
        json!(mode_code(found.mode)),
        json!(source_code(found.share_source)),
    ];
    row.extend(reasons.map(Value::Array));
    Some(Value::Array(row))
}

/// A reason for an attribution: the matches of one rule together.
struct Reason<'a> {
    number: u32,
    attribution: usize,
    zone: u8,
    first: &'a Evidence,
    matches: Vec<&'a Evidence>,
}

impl Reason<'_> {
    fn json(&self) -> Value {
        let mut matched: Vec<&str> = Vec::new();
        for text in self.matches.iter().map(|evidence| evidence.text.as_str()) {
            if !text.is_empty() && !matched.contains(&text) && matched.len() < 6 {
                matched.push(text);
            }
        }
        let kind = evidence_code(self.first.kind);
        let weight = rounded(self.first.weight);
        json!([self.number, kind, self.first.rule, weight, matched, self.matches.len()])
    }
}

/// A document's reasons, numbered from 1 over all its ecosystems in the order of its attributions.
fn reasons<'a>(edition: &Edition<'_>, document: &'a Document) -> Vec<Reason<'a>> {
    let mut reasons: Vec<Reason<'a>> = Vec::new();
    for (attribution, found) in document.attributions.iter().enumerate() {
        for evidence in &found.evidence {
            let known = reasons.iter_mut().find(|reason| {
                reason.attribution == attribution
                    && reason.first.kind == evidence.kind
                    && reason.first.rule == evidence.rule
            });
            match known {
                Some(reason) => reason.matches.push(evidence),
                None => reasons.push(Reason {
                    number: reasons.len() as u32 + 1,
                    attribution,
                    zone: mark_zone(edition, found, &evidence.rule),
                    first: evidence,
                    matches: vec![evidence],
                }),
            }
        }
    }
    reasons
}

/// What a mark means: the rule's role where the catalogue tells it, else the attribution's zone.
fn mark_zone(edition: &Edition<'_>, found: &Attribution, rule: &str) -> u8 {
    let ecosystem = edition
        .position(&found.ecosystem)
        .map(|position| &edition.report.ecosystems[position]);
    ecosystem
        .and_then(|ecosystem| ecosystem.rules.iter().find(|known| known.name == rule))
        .map_or_else(|| zone_code(found.zone), |rule| role_code(rule.role))
}

fn spans(reasons: &[Reason<'_>], field: &str) -> Vec<Span> {
    reasons
        .iter()
        .flat_map(|reason| reason.matches.iter().map(move |evidence| (reason.number, evidence)))
        .filter(|(_, evidence)| evidence.field.as_deref() == Some(field))
        .filter_map(|(reason, evidence)| {
            Some(Span {
                start: evidence.start? as usize,
                end: evidence.end? as usize,
                reason,
            })
        })
        .collect()
}

fn marked(text: &str, field: &str, reasons: &[Reason<'_>]) -> Value {
    cut(text, &spans(reasons, field), reasons)
}

/// A plain string where nothing is marked, else a list of strings and marked pieces.
fn cut(text: &str, spans: &[Span], reasons: &[Reason<'_>]) -> Value {
    if spans.is_empty() {
        return Value::String(text.to_owned());
    }
    let zone = |numbers: &[u32]| {
        numbers
            .iter()
            .map(|&number| reasons[number as usize - 1].zone)
            .min()
            .unwrap_or(0)
    };
    let pieces = pieces(text, spans)
        .into_iter()
        .map(|piece| match piece.reasons.as_slice() {
            [] => Value::String(piece.text),
            numbers => json!([piece.text, zone(numbers), numbers]),
        })
        .collect();
    Value::Array(pieces)
}

fn kind_code(kind: DocumentKind) -> u8 {
    match kind {
        DocumentKind::Project => 0,
        DocumentKind::Patent => 1,
        DocumentKind::Publication => 2,
        DocumentKind::Organisation => 3,
        DocumentKind::Other => 4,
    }
}

fn information_code(information: Information) -> u8 {
    match information {
        Information::Ok => 0,
        Information::Short => 1,
        Information::Boilerplate => 2,
    }
}

fn zone_code(zone: Zone) -> u8 {
    match zone {
        Zone::Core => 0,
        Zone::Periphery => 1,
        Zone::Unsure => 2,
    }
}

/// A rule's role in the same numbers as a zone; an exclusion is 3.
pub(crate) fn role_code(role: RuleRole) -> u8 {
    match role {
        RuleRole::Core => 0,
        RuleRole::Periphery => 1,
        RuleRole::Exclude => 3,
    }
}

fn mode_code(mode: Mode) -> u8 {
    match mode {
        Mode::Machine => 0,
        Mode::Hybrid => 1,
        Mode::Human => 2,
    }
}

fn source_code(source: ShareSource) -> u8 {
    match source {
        ShareSource::Text => 0,
        ShareSource::Survey => 1,
        ShareSource::Registry => 2,
    }
}

fn evidence_code(kind: EvidenceKind) -> u8 {
    match kind {
        EvidenceKind::Query => 0,
        EvidenceKind::Code => 1,
        EvidenceKind::Actor => 2,
        EvidenceKind::Similarity => 3,
        EvidenceKind::Classifier => 4,
        EvidenceKind::Human => 5,
    }
}
