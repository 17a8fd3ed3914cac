//! `report.xlsx`: the same content as sheets, every row of it, numbers as numbers.
//!
//! Texts are written as strings, so nothing that starts with `=` becomes a formula; the date of making is fixed, so the
//! same content gives the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::ReportError;
use crate::content::Report;
use crate::edition::Edition;

mod attributions;
mod catalogue;
mod sheet;
mod summary;
mod table_book;

pub use table_book::{TableBook, TableCell, TableSheet};

/// The workbook of `report` as bytes.
pub(crate) fn workbook(report: &Report) -> Result<Vec<u8>, ReportError> {
    let edition = Edition::new(report)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&report.title, &report.version)?);
    summary::write_summary(&edition, workbook.add_worksheet())?;
    catalogue::write_ecosystems(&edition, workbook.add_worksheet())?;
    attributions::write_documents(&edition, workbook.add_worksheet())?;
    attributions::write_organisations(&edition, workbook.add_worksheet())?;
    catalogue::write_themes(&edition, workbook.add_worksheet())?;
    attributions::write_evidence(&edition, workbook.add_worksheet())?;
    summary::write_problems(&edition, workbook.add_worksheet())?;
    catalogue::write_cards(&edition, workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

fn properties(title: &str, version: &str) -> Result<DocProperties, ReportError> {
    let any_day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let author = format!("afbaken {version}");
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(&author)
        .set_creation_datetime(&any_day))
}
