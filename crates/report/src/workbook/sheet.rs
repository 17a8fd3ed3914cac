//! One sheet: a header that stays in view, columns of one kind each, a filter over all of it.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// What a cell holds.
pub(crate) enum Cell {
    Text(String),
    /// A whole number.
    Count(u64),
    /// A year or a place, without a mark between thousands.
    Plain(i64),
    /// A number with two decimals.
    Number(f64),
    Blank,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// A number if there is one, else the words that say so.
    pub(crate) fn number_or(number: Option<f64>, words: &str) -> Self {
        number.map_or_else(|| Cell::text(words), Cell::Number)
    }
}

/// A column's header and width in characters.
pub(crate) type Column<'n> = (&'n str, f64);

/// A sheet that is being written, row by row.
pub(crate) struct Sheet<'w> {
    worksheet: &'w mut Worksheet,
    n_columns: u16,
    next: u32,
    /// What the last row says where there are more rows than a sheet can hold.
    cut: &'static str,
    formats: Formats,
}

struct Formats {
    text: Format,
    count: Format,
    number: Format,
}

/// Rows of a sheet, header and closing remark included.
const MOST_ROWS: u32 = 1_048_576;
/// UTF-16 units of a cell.
const LONGEST_TEXT: usize = 32_767;

impl<'w> Sheet<'w> {
    /// An empty sheet with its header; `cut` is said where rows are left out.
    pub(crate) fn new(
        worksheet: &'w mut Worksheet,
        name: &str,
        columns: &[Column<'_>],
        cut: &'static str,
    ) -> Result<Self, XlsxError> {
        let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        worksheet.set_name(name)?;
        for (at, (title, width)) in (0..).zip(columns) {
            worksheet.write_string_with_format(0, at, *title, &header)?;
            worksheet.set_column_width(at, *width)?;
        }
        worksheet.set_freeze_panes(1, 0)?;
        let formats = Formats {
            text: Format::new().set_align(FormatAlign::Top),
            count: Format::new().set_num_format("#,##0").set_align(FormatAlign::Top),
            number: Format::new().set_num_format("#,##0.00").set_align(FormatAlign::Top),
        };
        Ok(Self {
            worksheet,
            n_columns: columns.len() as u16,
            next: 1,
            cut,
            formats,
        })
    }

    /// Adds a row; rows that no longer fit are left out, and the last row says so.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<(), XlsxError> {
        if self.next >= MOST_ROWS - 1 {
            self.worksheet.write_string(MOST_ROWS - 1, 0, self.cut)?;
            return Ok(());
        }
        for (column, cell) in (0..).zip(cells) {
            self.cell(column, cell)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Sets the filter over all rows.
    pub(crate) fn finish(self) -> Result<(), XlsxError> {
        self.worksheet.autofilter(0, 0, self.next - 1, self.n_columns - 1)?;
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: Cell) -> Result<(), XlsxError> {
        let (row, formats) = (self.next, &self.formats);
        match cell {
            Cell::Text(text) if !text.is_empty() => {
                self.worksheet
                    .write_string_with_format(row, column, fitting(text), &formats.text)?;
            }
            Cell::Count(number) => {
                self.worksheet
                    .write_number_with_format(row, column, number as f64, &formats.count)?;
            }
            Cell::Plain(number) => {
                self.worksheet
                    .write_number_with_format(row, column, number as f64, &formats.text)?;
            }
            Cell::Number(number) if number.is_finite() => {
                self.worksheet
                    .write_number_with_format(row, column, number, &formats.number)?;
            }
            Cell::Text(_) | Cell::Number(_) | Cell::Blank => {}
        }
        Ok(())
    }
}

/// The part of a text that fits a cell.
fn fitting(text: String) -> String {
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let mut units = 0;
    text.chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units < LONGEST_TEXT
        })
        .collect()
}
