//! A workbook of plain tables, as a run's files hold them: column names and values, nothing translated or rounded.

use std::path::Path;

use rust_xlsxwriter::Workbook;

use super::properties;
use super::sheet::{Cell, Sheet};
use crate::ReportError;

/// Width of a column, in characters.
const WIDTH: f64 = 22.0;
/// What the last row says where a table has more rows than a sheet can hold.
const CUT: &str = "a sheet holds no more rows; the CSV file has them all";

/// A workbook in the making, one sheet a table.
pub struct TableBook {
    workbook: Workbook,
}

/// A sheet that is being written, row by row.
pub struct TableSheet<'b>(Sheet<'b>);

/// What a cell of a table holds.
#[derive(Debug, Clone, PartialEq)]
pub enum TableCell {
    /// A text.
    Text(String),
    /// A whole number, such as a year or a count.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Nothing is known.
    Blank,
}

impl TableBook {
    /// An empty workbook of the program's version.
    ///
    /// # Errors
    /// When its properties cannot be set.
    pub fn new(title: &str, version: &str) -> Result<Self, ReportError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(title, version)?);
        Ok(Self { workbook })
    }

    /// A new sheet with these columns.
    ///
    /// # Errors
    /// When the workbook cannot have a sheet of that name.
    pub fn sheet(&mut self, name: &str, columns: &[String]) -> Result<TableSheet<'_>, ReportError> {
        let columns: Vec<(&str, f64)> = columns.iter().map(|name| (name.as_str(), WIDTH)).collect();
        let worksheet = self.workbook.add_worksheet();
        Ok(TableSheet(Sheet::new(worksheet, name, &columns, CUT)?))
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&mut self, path: &Path) -> Result<(), ReportError> {
        Ok(self.workbook.save(path)?)
    }
}

impl TableSheet<'_> {
    /// Adds a row.
    ///
    /// # Errors
    /// When the sheet cannot take it.
    pub fn row(&mut self, cells: &[TableCell]) -> Result<(), ReportError> {
        Ok(self.0.row(cells.iter().cloned().map(Cell::from))?)
    }

    /// Ends the sheet.
    ///
    /// # Errors
    /// When the workbook cannot be made.
    pub fn finish(self) -> Result<(), ReportError> {
        Ok(self.0.finish()?)
    }
}

impl From<TableCell> for Cell {
    fn from(cell: TableCell) -> Self {
        match cell {
            TableCell::Text(text) => Cell::Text(text),
            TableCell::Whole(number) => Cell::Plain(number),
            TableCell::Number(number) => Cell::Number(number),
            TableCell::Blank => Cell::Blank,
        }
    }
}

impl TableCell {
    /// As it stands in a CSV file: a number with all its digits, nothing for what is not known.
    pub fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Blank => String::new(),
        }
    }
}
