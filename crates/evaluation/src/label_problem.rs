//! What is wrong with a labels file: where, how badly, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A row of a labels file.
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

/// Something that is wrong with a labels file.
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

/// A labels file that cannot be read at all.
#[derive(Debug, Error)]
pub enum LabelError {
    /// No such file, no permission, or no workbook.
    #[error("cannot read the labels file `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The header lacks columns.
    #[error("the labels file `{}` has no column `{columns}`; its columns are {found}", path.display())]
    MissingColumns {
        /// The file.
        path: PathBuf,
        /// The columns.
        columns: String,
        /// The columns there are.
        found: String,
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
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the path; a labels file is CSV, TSV or XLSX",
            Self::MissingColumns { .. } => {
                "a labels file has the columns `document_id,label,value` and, if known, `annotator,time,note`"
            }
        }
    }
}
