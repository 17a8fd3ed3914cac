//! Everything written for people: `report.html`, one file that opens without a network, and `report.xlsx`.
//!
//! In comes a [`Report`], plain structs that the caller fills; out come the bytes of the page and the
//! workbook, in Dutch or English. Nothing is read, no clock and no machine's name is asked: the same content gives the
//! same bytes.
//!
//! ```
//! use report::content::{Report, ReportLanguage};
//!
//! let content = Report { language: ReportLanguage::English, title: "Funds 2014-2020".into(), ..Report::default() };
//! let page = report::html(&content)?;
//! assert!(page.starts_with("<!doctype html>"));
//! let workbook = report::xlsx(&content)?;
//! assert!(workbook.starts_with(b"PK"));
//! # Ok::<(), report::ReportError>(())
//! ```
//!
//! The way through: `edition` joins the content with the words of its language; `finding` computes the headline; `page`
//! lays out the sections and `plot` their figures; `embedded` packs documents into the page, cut for marking by `marks`;
//! `workbook` writes the sheets, `card_page` the cards of an export. Every text of the interface stands in `wording`,
//! every number goes through `numbers`.

use std::path::{Path, PathBuf};

pub mod content;

mod card_page;
mod edition;
mod embedded;
mod finding;
mod marks;
mod numbers;
mod page;
mod plot;
mod wording;
mod workbook;

pub use card_page::{CardPage, DelineationCard, Representative, Review, write_cards};
pub use workbook::{TableBook, TableCell, TableSheet};

use content::Report;

/// The page as text.
///
/// # Errors
///
/// Where an attribution, share or theme names an ecosystem that the report does not have.
pub fn html(report: &Report) -> Result<String, ReportError> {
    page::page(report, embedded::Budget::default())
}

/// The workbook as the bytes of an `.xlsx` file.
///
/// # Errors
///
/// As [`html`], and where the workbook cannot be made.
pub fn xlsx(report: &Report) -> Result<Vec<u8>, ReportError> {
    workbook::workbook(report)
}

/// Writes `report.html` and `report.xlsx` into `folder`, which exists.
///
/// # Errors
///
/// As [`html`] and [`xlsx`], and where a file cannot be written.
pub fn write(report: &Report, folder: &Path) -> Result<(), ReportError> {
    write_html(report, &folder.join("report.html"))?;
    write_xlsx(report, &folder.join("report.xlsx"))
}

/// Writes the page to `path`.
///
/// # Errors
///
/// As [`html`], and where the file cannot be written.
pub fn write_html(report: &Report, path: &Path) -> Result<(), ReportError> {
    written(path, html(report)?.as_bytes())
}

/// Writes the workbook to `path`.
///
/// # Errors
///
/// As [`xlsx`], and where the file cannot be written.
pub fn write_xlsx(report: &Report, path: &Path) -> Result<(), ReportError> {
    written(path, &xlsx(report)?)
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    std::fs::write(path, bytes).map_err(|source| ReportError::Write {
        path: path.to_owned(),
        source,
    })
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The content names an ecosystem that it does not have.
    #[error("{place} names the ecosystem `{ecosystem}`, which the report does not have")]
    UnknownEcosystem {
        /// The id that is not there.
        ecosystem: String,
        /// Where it stands.
        place: String,
    },
    /// The page's template failed.
    #[error("the page could not be laid out")]
    Page(#[from] askama::Error),
    /// The documents could not be packed into the page.
    #[error("the documents could not be packed into the page")]
    Embed(#[from] serde_json::Error),
    /// The workbook could not be made.
    #[error("the workbook could not be made")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A file could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
