//! What can be wrong with the input as a whole; single rows become [`crate::Problem`]s instead.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::role::Role;

/// Why documents could not be read at all.
#[derive(Debug, Error)]
pub enum CorpusError {
    /// No file or folder by this name.
    #[error("`{}` does not exist", path.display())]
    NotFound {
        /// The input as it was given.
        path: PathBuf,
    },
    /// The operating system refuses the file.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The input as it was given.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// The file holds no byte, or no row.
    #[error("`{}` holds no rows", path.display())]
    Empty {
        /// The input as it was given.
        path: PathBuf,
    },
    /// A folder without a file that can be read as documents.
    #[error("no file in `{}` can be read as documents", path.display())]
    NoDocuments {
        /// The folder as it was given.
        path: PathBuf,
    },
    /// No column is known to hold a title or text.
    #[error("no column of `{}` is known to hold a title or text; its columns are {}", path.display(), quoted(columns))]
    NoTextColumn {
        /// The input as it was given.
        path: PathBuf,
        /// The names of its columns, numbers where there is no header row.
        columns: Vec<String>,
        /// Whether the columns have names.
        header: bool,
    },
    /// A format that is not read.
    #[error("`{}` is {found}, which is not read", path.display())]
    UnknownFormat {
        /// The input as it was given.
        path: PathBuf,
        /// The format with its article: "a PDF file".
        found: &'static str,
        /// What a person can do.
        hint: &'static str,
    },
    /// A table that only adds to projects that are not in the input.
    #[error("`{}` only adds {adds} to projects, and no input holds the projects", path.display())]
    OnlySideTable {
        /// The input as it was given.
        path: PathBuf,
        /// What it adds: "organisations".
        adds: String,
    },
    /// `--map` names a column that no file has.
    #[error("no column `{column}` for {role} in {}", listed(tables))]
    ColumnMissing {
        /// What the column was to be.
        role: Role,
        /// The name that was given.
        column: String,
        /// Every file with its columns.
        tables: Vec<(PathBuf, Vec<String>)>,
    },
    /// `--map` names a role that does not exist.
    #[error("`{role}` is not a part of a document")]
    UnknownRole {
        /// What was written before the `=`.
        role: String,
    },
    /// A part of `--map` that is not `role=column`.
    #[error("`{entry}` is not of the form role=column")]
    MappingForm {
        /// The part as written.
        entry: String,
    },
    /// A file that could not be written.
    #[error("cannot write `{}`", path.display())]
    NotWritten {
        /// Where it was to be.
        path: PathBuf,
        /// What went wrong.
        #[source]
        source: io::Error,
    },
    /// Everything that is wrong, when it is more than one thing.
    #[error("{}", one_a_line(.0))]
    Several(Vec<CorpusError>),
}

impl CorpusError {
    /// One error of many; the only one as itself.
    pub(crate) fn gather(mut errors: Vec<CorpusError>) -> Option<CorpusError> {
        match errors.len() {
            0 => None,
            1 => errors.pop(),
            _ => Some(CorpusError::Several(errors)),
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            CorpusError::NotFound { .. } => "check the path; a folder is read with every file in it".into(),
            CorpusError::Unreadable { .. } => "check that the file is whole and that you may read it".into(),
            CorpusError::Empty { .. } => "a table needs a header row and at least one row below it".into(),
            CorpusError::NoDocuments { .. } => readable_formats(),
            CorpusError::NoTextColumn {
                header: true, columns, ..
            } => {
                format!("name it yourself, for instance --map title={}", example_column(columns))
            }
            CorpusError::NoTextColumn { header: false, .. } => {
                "there is no header row: name columns by number, for instance --map text=1".into()
            }
            CorpusError::UnknownFormat { hint, .. } => (*hint).to_string(),
            CorpusError::OnlySideTable { .. } => "give the projects file as well, or the folder that holds both".into(),
            CorpusError::ColumnMissing { .. } => {
                "column names are compared without regard to capitals; quote a name that holds a comma".into()
            }
            CorpusError::UnknownRole { .. } => format!("parts are {}", Role::NAMES.join(", ")),
            CorpusError::MappingForm { .. } => "write --map title=Titel,text=Samenvatting+Doel".into(),
            CorpusError::NotWritten { .. } => "check that the folder exists and that the disk has room".into(),
            CorpusError::Several(errors) => {
                let mut hints: Vec<String> = errors.iter().filter_map(CorpusError::hint).collect();
                hints.dedup();
                hints.join("\n")
            }
        })
    }
}

fn readable_formats() -> String {
    "readable are .csv, .tsv, .json and .jsonl, also as .gz or .xz".into()
}

/// The first named column stands in the hint, so that the line can be copied.
fn example_column(columns: &[String]) -> &str {
    columns
        .iter()
        .map(String::as_str)
        .find(|name| !name.is_empty())
        .unwrap_or("COLUMN")
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn listed(tables: &[(PathBuf, Vec<String>)]) -> String {
    let lines: Vec<String> = tables
        .iter()
        .map(|(path, names)| format!("`{}` (it has {})", path.display(), quoted(names)))
        .collect();
    lines.join("; ")
}

fn one_a_line(errors: &[CorpusError]) -> String {
    let lines: Vec<String> = errors.iter().map(CorpusError::to_string).collect();
    lines.join("\n")
}
