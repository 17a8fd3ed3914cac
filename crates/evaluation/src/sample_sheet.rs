//! A sample as a file to fill in: CSV, TSV, or XLSX with a list to choose answers from.
//!
//! Filled in, it is a labels file. Columns: `document_id, label, value, annotator, time, note, stratum,
//! inclusion_probability, title, text, evidence, question`.

use std::path::Path;

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use thiserror::Error;

/// The columns, in their order.
pub const SAMPLE_COLUMNS: [&str; 12] = [
    "document_id",
    "label",
    "value",
    "annotator",
    "time",
    "note",
    "stratum",
    "inclusion_probability",
    "title",
    "text",
    "evidence",
    "question",
];

/// The label of a question about all labels that are not asked one by one: the answer is `no`, or the ids of those that
/// the document belongs to with `;` between.
pub const ANY_OTHER: &str = "*";

/// A question that was drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SampleRow {
    /// The document.
    pub document_id: String,
    /// The label asked about, or [`ANY_OTHER`].
    pub label: String,
    /// The stratum that it was drawn from.
    pub stratum: String,
    /// The probability of being drawn, in (0, 1]; `None` for a question that was chosen.
    pub inclusion_probability: Option<f64>,
    /// The document's title.
    pub title: String,
    /// The document's text.
    pub text: String,
    /// Where rules matched, in any order; empty where none did, or where the reader is not to see it.
    pub marks: Vec<Mark>,
    /// The question in words.
    pub question: String,
}

/// Words that a rule matched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Whether they stand in the title; else in the text.
    pub in_title: bool,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The rule.
    pub rule: String,
}

/// The language of the answers to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnswerLanguage {
    /// ja, nee, onzeker
    #[default]
    Dutch,
    /// yes, no, unsure
    English,
}

/// A sample that cannot be written.
#[derive(Debug, Error)]
pub enum SampleSheetError {
    /// As CSV.
    #[error("the sample cannot be written")]
    Csv(#[from] csv::Error),
    /// As XLSX.
    #[error("the workbook cannot be written")]
    Workbook(#[from] XlsxError),
    /// The file.
    #[error("the file cannot be written")]
    File(#[from] std::io::Error),
}

/// Letters shown before and after a match.
const AROUND: usize = 60;
/// UTF-16 units of a cell.
const LONGEST_CELL: usize = 32_767;

impl AnswerLanguage {
    /// The answers to choose from: yes, no, unsure.
    pub fn answers(self) -> [&'static str; 3] {
        match self {
            Self::Dutch => ["ja", "nee", "onzeker"],
            Self::English => ["yes", "no", "unsure"],
        }
    }
}

impl SampleRow {
    /// The matches with the words around them, each match between » and «.
    pub fn evidence(&self) -> String {
        let mut marks: Vec<&Mark> = self.marks.iter().collect();
        marks.sort();
        let passages = marks.into_iter().filter_map(|mark| {
            let field = if mark.in_title { &self.title } else { &self.text };
            passage(field, mark)
        });
        passages.collect::<Vec<_>>().join(" | ")
    }

    fn cells(&self) -> [String; 12] {
        let empty = String::new;
        [
            self.document_id.clone(),
            self.label.clone(),
            empty(),
            empty(),
            empty(),
            empty(),
            self.stratum.clone(),
            self.inclusion_probability.map_or_else(empty, |p| p.to_string()),
            self.title.clone(),
            self.text.clone(),
            self.evidence(),
            self.question.clone(),
        ]
    }
}

fn passage(field: &str, mark: &Mark) -> Option<String> {
    let letters: Vec<char> = field.chars().collect();
    let part = |start: usize, end: usize| letters[start..end].iter().collect::<String>();
    if mark.start >= mark.end || mark.end > letters.len() {
        return None;
    }
    let (first, last) = (
        mark.start.saturating_sub(AROUND),
        (mark.end + AROUND).min(letters.len()),
    );
    let opening = if first > 0 { "…" } else { "" };
    let closing = if last < letters.len() { "…" } else { "" };
    let (before, match_, after) = (
        part(first, mark.start),
        part(mark.start, mark.end),
        part(mark.end, last),
    );
    Some(format!("{}: {opening}{before}»{match_}«{after}{closing}", mark.rule).replace(['\n', '\r'], " "))
}

/// Writes a sample: tabs between the columns for `.tsv`, a workbook for `.xlsx`, else commas. `name` is the file's
/// final name, by which the form is known; `legend` lists the ids and names that may be answered.
///
/// # Errors
/// When the file cannot be written.
pub fn write_sample(
    to: &Path,
    name: &Path,
    rows: &[SampleRow],
    legend: &[(String, String)],
    language: AnswerLanguage,
) -> Result<(), SampleSheetError> {
    let form = name.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match form.as_str() {
        "xlsx" => Ok(std::fs::write(to, workbook(rows, legend, language)?)?),
        "tsv" => write_delimited(to, b'\t', rows),
        _ => write_delimited(to, b',', rows),
    }
}

fn write_delimited(to: &Path, delimiter: u8, rows: &[SampleRow]) -> Result<(), SampleSheetError> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_path(to)?;
    writer.write_record(SAMPLE_COLUMNS)?;
    for row in rows {
        writer.write_record(row.cells())?;
    }
    Ok(writer.flush()?)
}

fn workbook(
    rows: &[SampleRow],
    legend: &[(String, String)],
    language: AnswerLanguage,
) -> Result<Vec<u8>, SampleSheetError> {
    let mut workbook = Workbook::new();
    // A fixed day, so that the same sample gives the same bytes.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    write_questions(workbook.add_worksheet(), rows, language)?;
    let sheet = workbook.add_worksheet();
    sheet
        .set_name("ids")?
        .set_column_width(0, 40.0)?
        .set_column_width(1, 60.0)?;
    for (row, (id, name)) in (0..).zip(legend) {
        sheet.write_string(row, 0, id)?.write_string(row, 1, name)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Widths in characters; 0 hides the column.
const WIDTHS: [f64; 12] = [14.0, 24.0, 12.0, 12.0, 12.0, 24.0, 0.0, 0.0, 36.0, 90.0, 60.0, 36.0];

fn write_questions(sheet: &mut Worksheet, rows: &[SampleRow], language: AnswerLanguage) -> Result<(), XlsxError> {
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let to_fill = plain.clone().set_background_color(Color::RGB(0x00FF_F7D6));
    sheet.set_name("labels")?.set_freeze_panes(1, 3)?;
    for (column, (title, width)) in (0..).zip(SAMPLE_COLUMNS.iter().zip(WIDTHS)) {
        sheet.write_string_with_format(0, column, *title, &Format::new().set_bold())?;
        if width == 0.0 {
            sheet.set_column_hidden(column)?;
        } else {
            sheet.set_column_width(column, width)?;
        }
    }
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row.cells()) {
            match SAMPLE_COLUMNS[usize::from(column)] {
                "value" => sheet.write_blank(at, column, &to_fill)?,
                "inclusion_probability" => match row.inclusion_probability {
                    Some(probability) => sheet.write_number(at, column, probability)?,
                    None => sheet.write_blank(at, column, &plain)?,
                },
                "title" => write_marked(sheet, (at, column), &row.title, &row.marks, true, &plain)?,
                "text" => write_marked(sheet, (at, column), &row.text, &row.marks, false, &plain)?,
                _ => sheet.write_string_with_format(at, column, fitting(&cell), &plain)?,
            };
        }
        if row.label != ANY_OTHER {
            let choice = DataValidation::new().allow_list_strings(&language.answers())?;
            sheet.add_data_validation(at, 2, at, 2, &choice)?;
        }
    }
    sheet.autofilter(0, 0, rows.len().max(1) as u32, WIDTHS.len() as u16 - 1)?;
    Ok(())
}

/// A text with the matches in bold.
fn write_marked<'s>(
    sheet: &'s mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    marks: &[Mark],
    in_title: bool,
    plain: &Format,
) -> Result<&'s mut Worksheet, XlsxError> {
    let text = fitting(text);
    let (bold, normal) = (
        Format::new().set_bold().set_font_color(Color::RGB(0x00B0_3A00)),
        Format::new(),
    );
    let pieces = pieces(&text, marks.iter().filter(|mark| mark.in_title == in_title));
    if pieces.len() < 2 {
        return sheet.write_string_with_format(row, column, &text, plain);
    }
    let segments: Vec<(&Format, &str)> = pieces
        .iter()
        .map(|(is_marked, piece)| (if *is_marked { &bold } else { &normal }, piece.as_str()))
        .collect();
    sheet.write_rich_string_with_format(row, column, &segments, plain)
}

/// The text cut where matches begin and end, each piece with whether a match covers it.
fn pieces<'m>(text: &str, marks: impl Iterator<Item = &'m Mark>) -> Vec<(bool, String)> {
    let letters: Vec<char> = text.chars().collect();
    let mut is_marked = vec![false; letters.len()];
    for mark in marks.filter(|mark| mark.start <= mark.end && mark.end <= letters.len()) {
        is_marked[mark.start..mark.end].fill(true);
    }
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for (letter, marked) in letters.into_iter().zip(is_marked) {
        match pieces.last_mut() {
            Some((of, piece)) if *of == marked => piece.push(letter),
            _ => pieces.push((marked, letter.to_string())),
        }
    }
    pieces
}

/// The part of a text that fits a cell.
fn fitting(text: &str) -> String {
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units < LONGEST_CELL
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> SampleRow {
        SampleRow {
            document_id: "D1".into(),
            label: "water".into(),
            title: "Membranen".into(),
            text: "schoon water én\nmembranen".into(),
            marks: vec![Mark {
                in_title: false,
                start: 7,
                end: 12,
                rule: "words".into(),
            }],
            ..SampleRow::default()
        }
    }

    #[test]
    fn a_match_stands_between_marks_with_the_words_around_it() {
        assert_eq!(row().evidence(), "words: schoon »water« én membranen");
    }

    #[test]
    fn pieces_are_the_text() {
        let cut = pieces(&row().text, row().marks.iter());
        assert_eq!(cut[1], (true, "water".into()));
        assert_eq!(cut.into_iter().map(|(_, piece)| piece).collect::<String>(), row().text);
    }

    #[test]
    fn the_same_sample_gives_the_same_workbook() {
        let legend = [("water".to_owned(), "Watertechnologie".to_owned())];
        let once = workbook(&[row()], &legend, AnswerLanguage::Dutch).unwrap();
        assert!(once == workbook(&[row()], &legend, AnswerLanguage::Dutch).unwrap());
    }
}
