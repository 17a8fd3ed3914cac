//! The sheet that opens the workbook, and the sheet of problems.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Cell, Sheet};
use crate::content::{Estimate, Quality};
use crate::edition::Edition;
use crate::finding::finding;

/// The finding, what was read, how good it is and what it was made with.
pub(crate) fn write_summary(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = edition.texts;
    let columns = [
        (texts.column_what, 40.0),
        (texts.column_value, 16.0),
        (texts.column_note, 90.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_summary, &columns, texts.sheet_cut)?;
    let finding = finding(edition);
    said(&mut sheet, &edition.report.title, &finding.headline)?;
    for sentence in finding.deck {
        said(&mut sheet, "", &sentence)?;
    }
    for caution in finding.cautions {
        said(&mut sheet, texts.caution, &caution)?;
    }
    write_counts(edition, &mut sheet)?;
    write_quality(edition, &mut sheet)?;
    for fact in crate::page::facts(edition) {
        let note = [fact.value, fact.literal.unwrap_or_default()].join(" ");
        said(&mut sheet, &fact.label, note.trim())?;
    }
    for limit in &edition.report.limits {
        said(&mut sheet, texts.limits_title, edition.text(limit))?;
    }
    sheet.finish()
}

/// What was quarantined or doubtful.
pub(crate) fn write_problems(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let (texts, report) = (edition.texts, edition.report);
    let columns = [
        (texts.column_file, 28.0),
        (texts.column_row, 10.0),
        (texts.column_column, 18.0),
        (texts.column_problem, 60.0),
        (texts.column_hint, 60.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_problems, &columns, texts.sheet_cut)?;
    for problem in &report.problems {
        sheet.row([
            Cell::text(&problem.file),
            problem.row.map_or(Cell::Blank, Cell::Count),
            problem.column.as_deref().map_or(Cell::Blank, Cell::text),
            Cell::text(&problem.problem),
            Cell::text(&problem.hint),
        ])?;
    }
    if report.n_problems > report.problems.len() as u64 {
        let said = [report.problems.len() as u64, report.n_problems].map(|number| edition.numbers.count(number));
        let extent = edition.say(texts.problems_sample, &said.each_ref().map(String::as_str));
        sheet.row([Cell::Blank, Cell::Blank, Cell::Blank, Cell::text(extent)])?;
    }
    sheet.finish()
}

fn said(sheet: &mut Sheet<'_>, what: &str, note: &str) -> Result<(), XlsxError> {
    sheet.row([Cell::text(what), Cell::Blank, Cell::text(note)])
}

fn write_counts(edition: &Edition<'_>, sheet: &mut Sheet<'_>) -> Result<(), XlsxError> {
    let (counts, texts) = (&edition.report.counts, edition.texts);
    let quarantined = edition.report.inputs.iter().map(|input| input.quarantined).sum();
    let none = counts.usable.saturating_sub(counts.with_ecosystem + counts.only_unsure);
    let mut rows = vec![(texts.column_read, counts.documents, "")];
    rows.push((texts.column_quarantined, quarantined, ""));
    rows.push((texts.read_duplicate, counts.duplicates, texts.read_duplicate_why));
    rows.push((texts.read_short, counts.short, texts.read_short_why));
    rows.push((texts.read_boilerplate, counts.boilerplate, texts.read_boilerplate_why));
    rows.push((texts.read_usable, counts.usable, texts.read_usable_why));
    if !edition.report.ecosystems.is_empty() {
        rows.push((texts.read_with, counts.with_ecosystem, texts.read_with_why));
        rows.push((texts.read_unsure, counts.only_unsure, texts.read_unsure_why));
        rows.push((texts.read_none, none, texts.read_none_why));
    }
    for (what, number, note) in rows {
        sheet.row([Cell::text(what), Cell::Count(number), Cell::text(note)])?;
    }
    match counts.shares {
        Some(shares) => write_estimate(edition, sheet, texts.column_weighted, Some(shares)),
        None => Ok(()),
    }
}

fn write_quality(edition: &Edition<'_>, sheet: &mut Sheet<'_>) -> Result<(), XlsxError> {
    let (precision, recall, kappa) = match &edition.report.quality {
        Quality::NotEstimated => (None, None, None),
        Quality::Estimated {
            precision,
            recall,
            kappa,
            ..
        } => (*precision, *recall, *kappa),
    };
    write_estimate(edition, sheet, edition.texts.column_precision, precision)?;
    write_estimate(edition, sheet, edition.texts.column_recall, recall)?;
    let kappa = Cell::number_or(kappa, edition.texts.not_estimated);
    sheet.row([Cell::text(edition.texts.column_kappa), kappa])
}

fn write_estimate(
    edition: &Edition<'_>,
    sheet: &mut Sheet<'_>,
    what: &str,
    estimate: Option<Estimate>,
) -> Result<(), XlsxError> {
    let range = estimate.map(|estimate| edition.numbers.rate_range(&estimate));
    let note = range
        .map(|range| edition.say(edition.texts.figure_weighted_note, &[&range]))
        .unwrap_or_default();
    let number = Cell::number_or(estimate.map(|estimate| estimate.value), edition.texts.not_estimated);
    sheet.row([Cell::text(what), number, Cell::text(note)])
}
