//! The sheets of ecosystems, themes and delineation cards.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Cell, Sheet};
use crate::content::{Ecosystem, Themes};
use crate::edition::Edition;
use crate::page::card_fields;

/// One row an ecosystem, in the catalogue's order.
pub(crate) fn write_ecosystems(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = edition.texts;
    let columns = [
        (texts.column_number, 6.0),
        (texts.column_id, 24.0),
        (texts.column_ecosystem, 40.0),
        (texts.column_focus, 50.0),
        (texts.column_core, 12.0),
        (texts.column_periphery, 12.0),
        (texts.column_unsure, 12.0),
        (texts.column_shares_sum, 12.0),
        (texts.column_low, 12.0),
        (texts.column_high, 12.0),
        (texts.column_shares_core, 12.0),
        (texts.column_shares_periphery, 12.0),
        (texts.column_shares_unsure, 12.0),
        (texts.column_with_parts, 14.0),
        (texts.column_organisations, 12.0),
        (texts.column_precision, 14.0),
        (texts.column_precision_low, 12.0),
        (texts.column_precision_high, 12.0),
        (texts.column_recall, 14.0),
        (texts.column_kappa, 10.0),
        (texts.column_judgements, 12.0),
        (texts.column_note, 30.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_ecosystems, &columns, texts.sheet_cut)?;
    for (position, found) in edition.report.ecosystems.iter().enumerate() {
        let cells = named(edition, found).into_iter().chain(counted(edition, found));
        let members = Cell::Count(edition.members(position).len() as u64);
        sheet.row(cells.chain([members]).chain(judged(edition, found)))?;
    }
    sheet.finish()
}

/// One row a theme.
pub(crate) fn write_themes(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = edition.texts;
    let columns = [
        (texts.column_theme_id, 18.0),
        (texts.column_label, 40.0),
        (texts.column_terms, 70.0),
        (texts.column_documents, 12.0),
        (texts.column_stability, 14.0),
        (texts.column_status, 12.0),
        (texts.column_nearest, 36.0),
        (texts.column_likeness, 12.0),
        (texts.column_representatives, 50.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_themes, &columns, texts.sheet_cut)?;
    match &edition.report.themes {
        Themes::NotSought => sheet.row([Cell::Blank, Cell::text(texts.themes_not_sought)])?,
        Themes::NoneClear { reason } => {
            sheet.row([
                Cell::Blank,
                Cell::text(texts.themes_none),
                Cell::text(edition.text(reason)),
            ])?;
        }
        Themes::Found { themes } => {
            for theme in themes {
                let nearest = theme.nearest.as_ref();
                sheet.row([
                    Cell::text(&theme.id),
                    Cell::text(edition.text(&theme.label)),
                    Cell::text(theme.terms.join(", ")),
                    Cell::Count(theme.n_documents),
                    Cell::number_or(theme.stability, texts.not_measured),
                    Cell::text(texts.theme_candidate),
                    nearest.map_or_else(|| Cell::text(texts.none), |(id, _)| Cell::text(edition.name(id))),
                    nearest.map_or(Cell::Blank, |(_, likeness)| Cell::Number(*likeness)),
                    Cell::text(theme.representatives.join("; ")),
                ])?;
            }
        }
    }
    sheet.finish()
}

/// One row a card; a field that is missing says so.
pub(crate) fn write_cards(edition: &Edition<'_>, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    let texts = edition.texts;
    let columns = [
        (texts.column_number, 6.0),
        (texts.column_ecosystem, 40.0),
        (texts.card_included, 50.0),
        (texts.card_not_included, 50.0),
        (texts.card_why, 40.0),
        (texts.card_implications, 40.0),
        (texts.card_perspective, 18.0),
        (texts.card_author, 24.0),
        (texts.card_date, 14.0),
        (texts.card_sources, 40.0),
    ];
    let mut sheet = Sheet::new(worksheet, texts.sheet_cards, &columns, texts.sheet_cut)?;
    for found in &edition.report.ecosystems {
        let number = found.number.map_or(Cell::Blank, |number| Cell::Plain(number.into()));
        let fields = card_fields(&found.card, edition.texts, &edition.numbers).into_iter();
        let fields = fields.map(|(_, text)| Cell::text(text.unwrap_or_else(|| texts.missing.to_owned())));
        sheet.row(
            [number, Cell::text(edition.text(&found.label))]
                .into_iter()
                .chain(fields),
        )?;
    }
    sheet.finish()
}

fn named(edition: &Edition<'_>, found: &Ecosystem) -> [Cell; 4] {
    [
        found.number.map_or(Cell::Blank, |number| Cell::Plain(number.into())),
        Cell::text(&found.id),
        Cell::text(edition.text(&found.label)),
        Cell::text(edition.text(&found.focus)),
    ]
}

/// Documents and sums; words where nothing was looked for or found.
fn counted(edition: &Edition<'_>, found: &Ecosystem) -> [Cell; 10] {
    let own = &found.own;
    let looked_for = !found.rules.is_empty() || own.n_documents() + own.n_unsure > 0;
    let with_parts = found.with_parts.map_or(Cell::Blank, |sum| Cell::Number(sum.shares()));
    if !looked_for {
        let absent = || Cell::text(edition.texts.no_value);
        return [
            absent(),
            absent(),
            absent(),
            absent(),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            with_parts,
        ];
    }
    [
        Cell::Count(own.n_core),
        Cell::Count(own.n_periphery),
        Cell::Count(own.n_unsure),
        Cell::Number(own.shares()),
        Cell::Number(own.low),
        Cell::Number(own.high),
        Cell::Number(own.core),
        Cell::Number(own.periphery),
        Cell::Number(own.unsure),
        with_parts,
    ]
}

fn judged(edition: &Edition<'_>, found: &Ecosystem) -> [Cell; 7] {
    let texts = edition.texts;
    let judged = edition.judged(&found.id);
    let precision = judged.and_then(|judged| judged.precision);
    let recall = judged.and_then(|judged| judged.recall).map(|recall| recall.value);
    let note = crate::page::absence(edition, found).unwrap_or_default();
    [
        Cell::number_or(precision.map(|precision| precision.value), texts.not_estimated),
        precision.map_or(Cell::Blank, |precision| Cell::Number(precision.low)),
        precision.map_or(Cell::Blank, |precision| Cell::Number(precision.high)),
        Cell::number_or(recall, texts.not_estimated),
        Cell::number_or(judged.and_then(|judged| judged.kappa), texts.not_estimated),
        Cell::Count(judged.map_or(0, |judged| judged.n_labels)),
        Cell::text(note),
    ]
}
