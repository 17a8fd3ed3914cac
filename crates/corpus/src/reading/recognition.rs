//! What was recognised in a file, column by column: the substance of `afbaken inspect`.

use std::collections::HashSet;
use std::path::Path;

use serde::Serialize;

use super::columns::ColumnRoles;
use super::file::{OpenFile, PlannedFile};
use super::layout::{Encoding, Format, Writing};
use super::row::{Row, RowFault, cell_text};
use super::side_table::SideColumns;
use super::source::Compression;
use crate::document::Kind;
use crate::error::CorpusError;
use crate::mapping::Mapping;
use crate::problem::shortened;
use crate::role::Role;

/// A file as it is understood.
#[derive(Debug, Clone, Serialize)]
pub struct Recognition {
    /// The file's name.
    pub file: String,
    /// Table or JSON.
    pub format: Format,
    /// How it is packed.
    pub compression: Compression,
    /// How it spells its text.
    pub encoding: Encoding,
    /// Between the fields of a table.
    pub delimiter: Option<char>,
    /// Whether its columns have names.
    pub header: bool,
    /// What its documents are.
    pub kind: Kind,
    /// For a table that adds to projects: what it adds.
    pub adds: Option<String>,
    /// Rows in all.
    pub rows: u64,
    /// Rows that cannot be read.
    pub unreadable_rows: u64,
    /// Every column in the order of the file.
    pub columns: Vec<ColumnRecognition>,
    /// What a person should know.
    pub warnings: Vec<String>,
}

/// A column as it is understood.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnRecognition {
    /// Its name in the file, or its number from 1.
    pub name: String,
    /// The part of a document that it fills.
    pub role: Role,
    /// Rows in which it is filled.
    pub filled: u64,
    /// Different values, counted up to 10,000.
    pub distinct: usize,
    /// The first three different values, shortened.
    pub examples: Vec<String>,
}

/// Different values of a column are counted up to here.
const MOST_DISTINCT: usize = 10_000;

const EXAMPLES: usize = 3;
const EXAMPLE_CHARACTERS: usize = 60;

/// Reads a whole file to tell what it holds. A file without a column for a title or text is no
/// error here but a warning.
pub fn recognise(path: &Path, mapping: &Mapping) -> Result<Recognition, CorpusError> {
    if !path.exists() {
        return Err(CorpusError::NotFound {
            path: path.to_path_buf(),
        });
    }
    let file = PlannedFile::look(path, mapping)?;
    let OpenFile { mut rows, .. } = file.open()?;
    let mut roles = file.roles.clone();
    let mut census = Census::default();
    while let Some(row) = rows.next_row() {
        roles.extend(rows.columns());
        match row {
            Ok(row) => census.take(&row),
            Err(fault) => census.fault(fault),
        }
    }
    Ok(census.recognition(&file, &roles))
}

#[derive(Default)]
struct Census {
    rows: u64,
    unreadable_rows: u64,
    first_fault: Option<RowFault>,
    recoded: u64,
    columns: Vec<ColumnCensus>,
}

#[derive(Default)]
struct ColumnCensus {
    filled: u64,
    distinct: HashSet<String>,
    examples: Vec<String>,
}

impl Census {
    fn fault(&mut self, fault: RowFault) {
        self.unreadable_rows += 1;
        self.first_fault.get_or_insert(fault);
    }

    fn take(&mut self, row: &Row) {
        self.rows += 1;
        self.recoded += u64::from(row.recoded);
        if self.columns.len() < row.cells.len() {
            self.columns.resize_with(row.cells.len(), ColumnCensus::default);
        }
        for (column, cell) in self.columns.iter_mut().zip(&row.cells) {
            if let Some(text) = cell_text(cell) {
                column.take(&text);
            }
        }
    }

    fn recognition(mut self, file: &PlannedFile, roles: &ColumnRoles) -> Recognition {
        self.columns.resize_with(roles.names().len(), ColumnCensus::default);
        let warnings = self.warnings(file, roles);
        let columns = roles.names().iter().zip(self.columns).enumerate();
        Recognition {
            file: file.label.clone(),
            format: file.layout.format(),
            compression: file.layout.compression,
            encoding: if self.recoded > 0 {
                Encoding::Windows1252
            } else {
                file.layout.encoding
            },
            delimiter: match file.layout.writing {
                Writing::Delimited(dialect) => Some(dialect.delimiter as char),
                Writing::Json(_) => None,
            },
            header: file.layout.header(),
            kind: roles.kind(),
            adds: file.side.as_ref().map(SideColumns::adds),
            rows: self.rows + self.unreadable_rows,
            unreadable_rows: self.unreadable_rows,
            columns: columns
                .map(|(place, (name, census))| census.recognition(name, role_of(file, roles, place)))
                .collect(),
            warnings,
        }
    }

    fn warnings(&self, file: &PlannedFile, roles: &ColumnRoles) -> Vec<String> {
        let mut warnings = Vec::new();
        let is_side = file.side.is_some();
        let mut warn = |applies: bool, warning: String| warnings.extend(applies.then_some(warning));
        let first = roles.names().first().map_or("COLUMN", String::as_str);
        warn(
            !file.layout.header(),
            "there is no header row: columns are called by their number".into(),
        );
        warn(
            !is_side && !roles.has_text(),
            format!("no column is known to hold a title or text; name one, for instance --map text={first}"),
        );
        warn(
            !is_side && roles.has(&Role::Title) && !roles.has(&Role::Text),
            "only titles are known; name the text with --map text=COLUMN if there is one".into(),
        );
        warn(
            !is_side && !roles.has(&Role::Id),
            "no column holds an id; ids are made of the file's name and the row".into(),
        );
        if let Some(fault) = &self.first_fault {
            let RowFault {
                number, problem, hint, ..
            } = fault;
            let n = self.unreadable_rows;
            warn(
                true,
                format!("{n} rows cannot be read; row {number}: {problem} ({hint})"),
            );
        }
        warn(
            self.recoded > 0,
            format!("{} rows are not UTF-8 and are read as Windows-1252", self.recoded),
        );
        for (place, census) in self.columns.iter().enumerate() {
            let empty = census.filled == 0 && role_of(file, roles, place) != Role::Ignored;
            warn(
                empty && self.rows > 0,
                format!("column `{}` is empty", roles.names()[place]),
            );
        }
        warnings
    }
}

fn role_of(file: &PlannedFile, roles: &ColumnRoles, column: usize) -> Role {
    file.side
        .as_ref()
        .map_or_else(|| roles.role(column).clone(), |side| side.role(column))
}

impl ColumnCensus {
    fn take(&mut self, text: &str) {
        self.filled += 1;
        if self.distinct.len() >= MOST_DISTINCT || self.distinct.contains(text) {
            return;
        }
        if self.examples.len() < EXAMPLES {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.examples.push(shortened(&line, EXAMPLE_CHARACTERS));
        }
        self.distinct.insert(text.to_string());
    }

    fn recognition(self, name: &str, role: Role) -> ColumnRecognition {
        ColumnRecognition {
            name: name.to_string(),
            role,
            filled: self.filled,
            distinct: self.distinct.len(),
            examples: self.examples,
        }
    }
}
