//! Rows that could not be read, or were read with doubt: what `problems.csv` lists.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::CorpusError;

/// One thing that is wrong with one row of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file's name, with its folder where two files share a name.
    pub file: String,
    /// The row, 1 for the first one below the header; 0 for the file as a whole.
    pub row: u64,
    /// The column it lies in; empty for the row as a whole.
    pub column: String,
    /// Whether the row was left out.
    pub severity: Severity,
    /// What is wrong, in a sentence without its dot.
    pub problem: String,
    /// What a person can do.
    pub hint: String,
    /// The row as it stands in the file, cut at [`RAW_CHARACTERS`].
    pub raw: String,
}

/// What became of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The row was left out: it counts as quarantined.
    Quarantined,
    /// The row was read, and a person should look: it counts as read.
    Doubtful,
}

impl Severity {
    /// The lower-case name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Quarantined => "quarantined",
            Severity::Doubtful => "doubtful",
        }
    }
}

/// The longest raw row that is kept, in characters: one broken quote may swallow a whole file.
pub const RAW_CHARACTERS: usize = 10_000;

/// Writes `problems.csv`: file, row, column, severity, problem, hint, raw. Without problems the
/// file has its header only.
pub fn write_problems(path: &Path, problems: &[Problem]) -> Result<(), CorpusError> {
    write_rows(path, problems).map_err(|error| CorpusError::NotWritten {
        path: path.to_path_buf(),
        source: io::Error::other(error),
    })
}

fn write_rows(path: &Path, problems: &[Problem]) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(["file", "row", "column", "severity", "problem", "hint", "raw"])?;
    for entry in problems {
        let row = entry.row.to_string();
        writer.write_record([
            &entry.file,
            &row,
            &entry.column,
            entry.severity.name(),
            &entry.problem,
            &entry.hint,
            &entry.raw,
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// The first [`RAW_CHARACTERS`] of a row, with an ellipsis where it was cut.
pub(crate) fn shortened(raw: &str, characters: usize) -> String {
    match raw.char_indices().nth(characters) {
        None => raw.to_string(),
        Some((end, _)) => format!("{}…", &raw[..end]),
    }
}
