//! The sheets of documents with their attributions, of organisations with their shares, and of evidence.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Cell, Sheet};
use crate::content::{Attribution, Document, Evidence, EvidenceKind, Information, Mode, ShareSource};
use crate::edition::Edition;

/// One row a document and ecosystem; a document without any has one row that says so.
pub(crate) fn write_documents(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = edition.texts;
    let columns = [
        (texts.column_document_id, 22.0),
        (texts.column_title, 60.0),
        (texts.column_year, 8.0),
        (texts.column_kind, 12.0),
        (texts.column_language, 12.0),
        (texts.column_organisations, 40.0),
        (texts.column_information, 20.0),
        (texts.column_duplicate_of, 18.0),
        (texts.column_ecosystem_id, 24.0),
        (texts.column_ecosystem, 36.0),
        (texts.column_probability, 10.0),
        (texts.column_share, 10.0),
        (texts.column_low, 10.0),
        (texts.column_high, 10.0),
        (texts.column_zone, 12.0),
        (texts.column_mode, 24.0),
        (texts.column_share_source, 18.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_documents, &columns, texts.sheet_cut)?;
    for document in &edition.report.documents {
        if document.attributions.is_empty() {
            let none = [Cell::text(texts.none), Cell::text(texts.none)];
            sheet.row(described(edition, document).into_iter().chain(none))?;
        }
        for found in &document.attributions {
            sheet.row(
                described(edition, document)
                    .into_iter()
                    .chain(attributed(edition, found)),
            )?;
        }
    }
    sheet.finish()
}

/// One row an organisation and ecosystem; an organisation without any has one row that says so.
pub(crate) fn write_organisations(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = edition.texts;
    let columns = [
        (texts.column_organisation_id, 22.0),
        (texts.column_name, 50.0),
        (texts.column_type, 18.0),
        (texts.column_country, 10.0),
        (texts.column_city, 20.0),
        (texts.column_documents, 12.0),
        (texts.column_ecosystem_id, 24.0),
        (texts.column_ecosystem, 36.0),
        (texts.column_share, 10.0),
        (texts.column_low, 10.0),
        (texts.column_high, 10.0),
        (texts.column_fractional, 12.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_organisations, &columns, texts.sheet_cut)?;
    for organisation in &edition.report.organisations {
        let described = || {
            let texts = [
                &organisation.id,
                &organisation.name,
                &organisation.organisation_type,
                &organisation.country,
                &organisation.city,
            ];
            texts
                .map(Cell::text)
                .into_iter()
                .chain([Cell::Count(organisation.n_documents)])
        };
        if organisation.shares.is_empty() {
            sheet.row(described().chain([Cell::text(texts.none), Cell::text(texts.none)]))?;
        }
        for share in &organisation.shares {
            sheet.row(described().chain([
                Cell::text(&share.ecosystem),
                Cell::text(edition.name(&share.ecosystem)),
                Cell::Number(share.share),
                Cell::Number(share.low),
                Cell::Number(share.high),
                Cell::Number(share.fractional),
            ]))?;
        }
    }
    sheet.finish()
}

/// One row a reason, with the words around the match.
pub(crate) fn write_evidence(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = edition.texts;
    let columns = [
        (texts.column_document_id, 22.0),
        (texts.column_ecosystem_id, 24.0),
        (texts.column_evidence, 20.0),
        (texts.column_rule, 28.0),
        (texts.column_weight, 10.0),
        (texts.column_field, 12.0),
        (texts.column_start, 10.0),
        (texts.column_end, 10.0),
        (texts.column_matched, 30.0),
        (texts.column_passage, 90.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_evidence, &columns, texts.sheet_cut)?;
    for document in &edition.report.documents {
        for found in &document.attributions {
            for evidence in &found.evidence {
                sheet.row(reason(edition, document, found, evidence))?;
            }
        }
    }
    sheet.finish()
}

fn described(edition: &Edition<'_>, document: &Document) -> [Cell; 8] {
    let information = match document.information {
        Information::Ok => edition.texts.information_ok,
        Information::Short => edition.texts.read_short,
        Information::Boilerplate => edition.texts.read_boilerplate,
    };
    [
        Cell::text(&document.id),
        Cell::text(&document.title),
        document.year.map_or(Cell::Blank, |year| Cell::Plain(year.into())),
        Cell::text(edition.kind(document.kind)),
        Cell::text(edition.language(&document.language)),
        Cell::text(document.organisations.join("; ")),
        Cell::text(information),
        document.duplicate_of.as_deref().map_or(Cell::Blank, Cell::text),
    ]
}

fn attributed(edition: &Edition<'_>, found: &Attribution) -> [Cell; 9] {
    let texts = edition.texts;
    let mode = match found.mode {
        Mode::Human => texts.mode_human,
        Mode::Machine => texts.mode_machine,
        Mode::Hybrid => texts.mode_hybrid,
    };
    let source = match found.share_source {
        ShareSource::Text => texts.share_source_text,
        ShareSource::Survey => texts.share_source_survey,
        ShareSource::Registry => texts.share_source_registry,
    };
    [
        Cell::text(&found.ecosystem),
        Cell::text(edition.name(&found.ecosystem)),
        Cell::Number(found.probability),
        Cell::Number(found.share),
        Cell::Number(found.low),
        Cell::Number(found.high),
        Cell::text(edition.zone(found.zone)),
        Cell::text(mode),
        Cell::text(source),
    ]
}

fn reason(edition: &Edition<'_>, document: &Document, found: &Attribution, evidence: &Evidence) -> [Cell; 10] {
    let texts = edition.texts;
    let kind = match evidence.kind {
        EvidenceKind::Query => texts.evidence_query,
        EvidenceKind::Code => texts.evidence_code,
        EvidenceKind::Actor => texts.evidence_actor,
        EvidenceKind::Similarity => texts.evidence_similarity,
        EvidenceKind::Classifier => texts.evidence_classifier,
        EvidenceKind::Human => texts.evidence_human,
    };
    let place = |place: Option<u32>| place.map_or(Cell::Blank, |place| Cell::Plain(place.into()));
    [
        Cell::text(&document.id),
        Cell::text(&found.ecosystem),
        Cell::text(kind),
        Cell::text(&evidence.rule),
        Cell::Number(evidence.weight),
        evidence.field.as_deref().map_or(Cell::Blank, Cell::text),
        place(evidence.start),
        place(evidence.end),
        Cell::text(&evidence.text),
        passage(document, evidence).map_or(Cell::Blank, Cell::Text),
    ]
}

/// The match with the sixty letters before and after it.
fn passage(document: &Document, evidence: &Evidence) -> Option<String> {
    const AROUND: usize = 60;
    let text = match evidence.field.as_deref()? {
        "title" => &document.title,
        "text" => &document.text,
        _ => return None,
    };
    let (start, end) = (evidence.start? as usize, evidence.end? as usize);
    let first = start.saturating_sub(AROUND);
    let letters: String = text
        .chars()
        .skip(first)
        .take(end.checked_sub(first)? + AROUND)
        .collect();
    let opening = if first > 0 { "…" } else { "" };
    Some(format!("{opening}{}", letters.replace('\n', " ")))
}
