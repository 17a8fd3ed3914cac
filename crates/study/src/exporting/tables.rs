//! The tables of an export, each as a CSV file and as a sheet of one workbook.

use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, ListArray, StringArray};
use arrow::record_batch::RecordBatch;
use report::{TableBook, TableCell};

use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::table::StoredTable;

/// The run's tables in reading order. Vectors are no table for people.
const TABLES: [&str; 16] = [
    "attributions",
    "evidence",
    "passages",
    "documents",
    "duplicates",
    "organisations",
    "document_organisations",
    "organisation_attributions",
    "memberships",
    "crossings",
    "indicators",
    "size_curves",
    "themes",
    "document_themes",
    "edges",
    "communities",
];

/// A folder of CSV files, and the workbook that has them as sheets.
pub(super) struct TableWriter {
    folder: PathBuf,
    book: TableBook,
}

impl TableWriter {
    pub(super) fn new(folder: &Path, title: &str, version: &str) -> Result<Self, StudyError> {
        Ok(Self {
            folder: folder.to_owned(),
            book: TableBook::new(title, version)?,
        })
    }

    /// Writes every table of the run.
    pub(super) fn write_run(&mut self, run: &RunFolder) -> Result<(), StudyError> {
        for name in TABLES {
            let table = StoredTable::read(&run.file(&format!("{name}.parquet")))?;
            let rows = table
                .batches()
                .iter()
                .flat_map(|batch| (0..batch.num_rows()).map(|row| cells(batch, row)));
            self.write(name, &table.columns(), rows)?;
        }
        Ok(())
    }

    /// Writes one table.
    pub(super) fn write(
        &mut self,
        name: &str,
        columns: &[String],
        rows: impl Iterator<Item = Vec<TableCell>>,
    ) -> Result<(), StudyError> {
        let path = self.folder.join(format!("{name}.csv"));
        let failed = |error: csv::Error| StudyError::file(&path, error);
        let mut writer = csv::Writer::from_path(&path).map_err(failed)?;
        writer.write_record(columns).map_err(failed)?;
        let mut sheet = self.book.sheet(name, columns)?;
        for cells in rows {
            let written = writer.write_record(cells.iter().map(TableCell::written));
            written.map_err(failed)?;
            sheet.row(&cells)?;
        }
        sheet.finish()?;
        writer.flush().map_err(|error| StudyError::file(&path, error))
    }

    /// Writes the workbook.
    pub(super) fn finish(mut self) -> Result<(), StudyError> {
        Ok(self.book.save(&self.folder.join("tables.xlsx"))?)
    }
}

fn cells(batch: &RecordBatch, row: usize) -> Vec<TableCell> {
    batch.columns().iter().map(|column| cell(column, row)).collect()
}

/// A value of the kinds that the tables of a run have; several texts with `; ` between.
fn cell(column: &ArrayRef, row: usize) -> TableCell {
    if column.is_null(row) {
        return TableCell::Blank;
    }
    let any = column.as_any();
    if let Some(texts) = any.downcast_ref::<StringArray>() {
        TableCell::Text(texts.value(row).to_owned())
    } else if let Some(numbers) = any.downcast_ref::<Float64Array>() {
        TableCell::Number(numbers.value(row))
    } else if let Some(counts) = any.downcast_ref::<Int64Array>() {
        TableCell::Whole(counts.value(row))
    } else if let Some(years) = any.downcast_ref::<Int32Array>() {
        TableCell::Whole(years.value(row).into())
    } else if let Some(flags) = any.downcast_ref::<BooleanArray>() {
        TableCell::Text(flags.value(row).to_string())
    } else if let Some(lists) = any.downcast_ref::<ListArray>() {
        TableCell::Text(joined(&lists.value(row)))
    } else {
        TableCell::Blank
    }
}

fn joined(list: &ArrayRef) -> String {
    let texts = list.as_any().downcast_ref::<StringArray>().into_iter().flatten();
    texts.flatten().collect::<Vec<_>>().join("; ")
}
