//! What is wrong with a labels file, or another that people fill in: where, how badly, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A row of a file that people fill in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct RowPlace {
    /// The file.
    pub file: PathBuf,
    /// Line of a text or row of a sheet, from 1; 0: the file as a whole.
    pub line: u64,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The row counts nowhere.
    Unusable,
    /// The row counts, and may not mean what was meant.
    Doubtful,
}

/// Something that is wrong with such a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelProblem {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: RowPlace,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub hint: String,
}

/// A file of labels, or another that people fill in, that cannot be read at all.
#[derive(Debug, Error)]
pub enum LabelError {
    /// No such file, no permission, or no workbook.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The header lacks columns.
    #[error("`{}` has no column `{}`; its columns are {found}", path.display(), columns.join("`, `"))]
    MissingColumns {
        /// The file.
        path: PathBuf,
        /// The columns.
        columns: Vec<String>,
        /// The columns there are.
        found: String,
        /// The columns that it has to have.
        needed: String,
    },
}

impl RowPlace {
    /// A line of a file.
    pub fn new(file: &Path, line: u64) -> Self {
        Self {
            file: file.to_owned(),
            line,
        }
    }
}

impl fmt::Display for RowPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "`{}`", self.file.display()),
            line => write!(f, "line {line} of `{}`", self.file.display()),
        }
    }
}

impl LabelError {
    pub(crate) fn unreadable(path: &Path, source: std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            source,
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check the path; it has to be CSV, TSV or XLSX".into(),
            Self::MissingColumns { needed, .. } => {
                format!("name the columns `{needed}`; others may stand beside them in any order")
            }
        }
    }
}
