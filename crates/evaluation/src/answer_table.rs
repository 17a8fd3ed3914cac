//! A table that people fill in, as rows of text: CSV, TSV or XLSX, with everything that spreadsheet programs do to them.
//!
//! The delimiter is the one that the header uses (a Dutch Excel writes `;`); texts are UTF-8, with or without a mark, or
//! else Windows-1252. In a workbook the sheet and the row of the header are found by its columns, and a merged cell's
//! value holds for every row that it spans, with a warning.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::label_problem::{LabelError, LabelProblem, RowPlace, Severity};

/// Rows of a sheet in which the header is looked for.
const HEADER_WITHIN: usize = 20;

/// A file's header and rows.
pub struct AnswerTable {
    columns: Vec<String>,
    /// Its rows in order, without those that are empty or of another length than the header.
    pub rows: Vec<AnswerRow>,
    /// Rows that were lost, and what is doubtful about others.
    pub problems: Vec<LabelProblem>,
}

/// One row.
pub struct AnswerRow {
    /// Where it stands.
    pub place: RowPlace,
    cells: Vec<String>,
}

impl AnswerTable {
    /// Reads a table with at least these columns, named in lower case; XLSX by the name of the file.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn read(path: &Path, needed: &[&str]) -> Result<Self, LabelError> {
        let is_workbook = path.extension().is_some_and(|form| form.eq_ignore_ascii_case("xlsx"));
        let table = if is_workbook {
            Self::read_workbook(path, needed)?
        } else {
            Self::read_delimited(path)?
        };
        let missing = needed.iter().filter(|column| table.column(column).is_none());
        let missing: Vec<String> = missing.map(|column| (*column).to_owned()).collect();
        if missing.is_empty() {
            return Ok(table);
        }
        Err(LabelError::MissingColumns {
            path: path.to_owned(),
            columns: missing,
            found: table.columns.join(", "),
            needed: needed.join(","),
        })
    }

    /// A row's cell, trimmed; empty where there is no such column or cell.
    pub fn cell<'r>(&self, row: &'r AnswerRow, column: &str) -> &'r str {
        let cell = self.column(column).and_then(|place| row.cells.get(place));
        cell.map_or("", |cell| cell.trim())
    }

    /// The same row under the place of a column of its own.
    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    fn new(header: impl IntoIterator<Item = String>) -> Self {
        Self {
            columns: header.into_iter().map(|name| name.trim().to_lowercase()).collect(),
            rows: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn read_delimited(path: &Path) -> Result<Self, LabelError> {
        let bytes = std::fs::read(path).map_err(|source| LabelError::unreadable(path, source))?;
        // The reader counts a line too few where lines end as on Windows.
        let text = decoded(&bytes).replace("\r\n", "\n");
        if text.contains('\0') {
            return Err(LabelError::unreadable(path, std::io::Error::other("it is no text")));
        }
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter(text.lines().next().unwrap_or_default()))
            .from_reader(text.as_bytes());
        let headers = reader
            .headers()
            .map_err(|error| LabelError::unreadable(path, std::io::Error::other(error)))?;
        let mut table = Self::new(headers.iter().map(str::to_owned));
        let n_columns = table.columns.len();
        for record in reader.into_records() {
            // The text is UTF-8 by now and rows may be of any length, so nothing is left to fail but reading itself.
            let record = record.map_err(|error| LabelError::unreadable(path, std::io::Error::other(error)))?;
            let place = RowPlace::new(path, record.position().map_or(0, csv::Position::line));
            if record.len() != n_columns {
                let found = format!("it has {} fields and the header {n_columns}", record.len());
                let hint = "mend the row; a text with the delimiter in it stands between quotes";
                table.problem(Severity::Unusable, place, found, hint);
                continue;
            }
            let cells = record.iter().map(str::to_owned).collect();
            table.rows.push(AnswerRow { place, cells });
        }
        Ok(table)
    }

    fn read_workbook(path: &Path, needed: &[&str]) -> Result<Self, LabelError> {
        let failed = |error: calamine::XlsxError| LabelError::unreadable(path, std::io::Error::other(error));
        let mut workbook: Xlsx<_> = open_workbook(path).map_err(failed)?;
        let names = workbook.sheet_names();
        let mut first = None;
        for name in names {
            let sheet = workbook.worksheet_range(&name).map_err(failed)?;
            let rows: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(text).collect()).collect();
            let (top, left) = sheet.start().unwrap_or_default();
            let header = rows
                .iter()
                .take(HEADER_WITHIN)
                .position(|row| names_columns(row, needed));
            let Some(header) = header else {
                first.get_or_insert_with(|| Self::new(rows.into_iter().next().unwrap_or_default()));
                continue;
            };
            let merged = workbook.merge_cells_by_sheet_name(&name).map_err(failed)?;
            let mut table = Self::new(rows[header].clone());
            let mut grid = Grid { rows, top, left };
            for region in merged.iter().filter(|region| region.end.0 > top + header as u32) {
                table.unmerge(path, &mut grid, region);
            }
            let cells = grid.rows.into_iter().enumerate().skip(header + 1);
            let filled = cells.filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
            table.rows = filled
                .map(|(at, cells)| AnswerRow {
                    place: RowPlace::new(path, u64::from(top) + at as u64 + 1),
                    cells,
                })
                .collect();
            return Ok(table);
        }
        Ok(first.unwrap_or_else(|| Self::new([])))
    }

    /// Gives every row of a merged cell its value; what is merged across columns holds for the first alone.
    fn unmerge(&mut self, path: &Path, grid: &mut Grid, region: &calamine::Dimensions) {
        let ((first, left), (last, right)) = (region.start, region.end);
        let value = grid.cell(first, left).cloned().unwrap_or_default();
        for row in first + 1..=last {
            if let Some(cell) = grid.cell(row, left) {
                cell.clone_from(&value);
            }
        }
        let column = self
            .columns
            .get((left.saturating_sub(grid.left)) as usize)
            .cloned()
            .unwrap_or_default();
        let place = RowPlace::new(path, u64::from(first) + 1);
        let (found, hint) = if right > left {
            let found = format!("its cell `{column}` is merged with the {} beside it", right - left);
            (found, "unmerge the cells; only the first one's content was read")
        } else {
            let found = format!(
                "its cell `{column}` is merged down to row {}: `{value}` is read in each",
                last + 1
            );
            (
                found,
                "unmerge the cells and fill in each row if that is not what was meant",
            )
        };
        self.problem(Severity::Doubtful, place, found, hint);
    }

    fn problem(&mut self, severity: Severity, place: RowPlace, problem: String, hint: &str) {
        self.problems.push(LabelProblem {
            severity,
            place,
            problem,
            hint: hint.into(),
        });
    }
}

/// The used part of a sheet, addressed by the sheet's own rows and columns from 0.
struct Grid {
    rows: Vec<Vec<String>>,
    top: u32,
    left: u32,
}

impl Grid {
    fn cell(&mut self, row: u32, column: u32) -> Option<&mut String> {
        let (row, column) = (row.checked_sub(self.top)?, column.checked_sub(self.left)?);
        self.rows.get_mut(row as usize)?.get_mut(column as usize)
    }
}

fn names_columns(row: &[String], needed: &[&str]) -> bool {
    needed
        .iter()
        .all(|needed| row.iter().any(|cell| cell.trim().eq_ignore_ascii_case(needed)))
}

/// A cell as a person sees it: whole numbers without decimals.
fn text(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
        other => other.to_string(),
    }
}

fn decoded(bytes: &[u8]) -> String {
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let bytes = &bytes[mark..];
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text.into_owned(),
        None => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// The delimiter that the header has most of; a comma among equals.
fn delimiter(header: &str) -> u8 {
    let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}
