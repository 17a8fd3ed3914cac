//! People's judgements, as a labels file holds them.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

/// What one person said of one document and one label.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// The document.
    pub document_id: String,
    /// The ecosystem's id, or any other label.
    pub label: String,
    /// The answer.
    pub value: Value,
    /// Who gave it.
    pub annotator: String,
    /// When, as written.
    pub time: String,
    /// Why, in free words.
    pub note: String,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Value {
    /// It belongs.
    Yes,
    /// It does not.
    No,
    /// A second careful reader could well differ.
    #[default]
    Unsure,
    /// The part of the described work that belongs, in [0, 1].
    Share(f64),
}

/// A labels file as read: one row a judgement, several a document and label.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labels {
    /// The judgements, in the file's order.
    pub judgements: Vec<Judgement>,
    /// Suggestions that were turned down, in the file's order: rows with the value `rejected`, the term as their note,
    /// and no document.
    pub rejections: Vec<Rejection>,
    /// Rows whose value is still empty.
    pub n_open: usize,
    /// Rows that cannot be used.
    pub problems: Vec<LabelProblem>,
}

/// A term that was suggested for a query and turned down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejection {
    /// The ecosystem's id, or the query that the term was suggested for.
    pub label: String,
    /// The term.
    pub term: String,
    /// Who turned it down.
    pub annotator: String,
    /// When, as written.
    pub time: String,
}

/// A row of a labels file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelProblem {
    /// Line in the file, the header being line 1.
    pub line: u64,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub hint: String,
}

/// A labels file that cannot be read at all.
#[derive(Debug, Error)]
pub enum LabelError {
    /// No such file, or no permission.
    #[error("cannot read the labels file `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The header lacks a column.
    #[error("the labels file `{}` has no column `{column}`; its columns are {found}", path.display())]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// The columns there are.
        found: String,
    },
}

/// The value of a row that holds no judgement but a suggestion that was turned down.
pub const REJECTED: &str = "rejected";

#[derive(Deserialize)]
struct Row {
    document_id: String,
    label: String,
    value: String,
    #[serde(default)]
    annotator: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    note: String,
}

impl LabelError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the path; a labels file is CSV",
            Self::MissingColumn { .. } => {
                "a labels file is CSV with `document_id,label,value` and, if known, `annotator,time,note`"
            }
        }
    }
}

impl Value {
    /// Reads an answer in Dutch, English or digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "yes" | "ja" | "true" | "waar" | "1" => Some(Self::Yes),
            "no" | "nee" | "false" | "onwaar" | "0" => Some(Self::No),
            "unsure" | "onzeker" | "twijfel" | "?" => Some(Self::Unsure),
            other => {
                let share: f64 = other.replace(',', ".").parse().ok()?;
                (0.0..=1.0).contains(&share).then_some(Self::Share(share))
            }
        }
    }

    /// Whether the document belongs; `None` for unsure. Any share above 0 belongs.
    pub fn belongs(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Unsure => None,
            Self::Share(share) => Some(share > 0.0),
        }
    }
}

impl Labels {
    /// Reads a labels file. Columns beyond the six are left alone.
    ///
    /// # Errors
    /// When the file cannot be read or lacks `document_id`, `label` or `value`.
    pub fn read(path: &Path) -> Result<Self, LabelError> {
        let unreadable = |source| LabelError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let headers = reader
            .headers()
            .map_err(|error| unreadable(std::io::Error::other(error)))?
            .clone();
        for column in ["document_id", "label", "value"] {
            if !headers.iter().any(|header| header == column) {
                let found = headers.iter().collect::<Vec<_>>().join(", ");
                return Err(LabelError::MissingColumn {
                    path: path.to_owned(),
                    column,
                    found,
                });
            }
        }
        let mut labels = Self::default();
        for record in reader.into_records() {
            labels.add(&headers, record);
        }
        Ok(labels)
    }

    fn add(&mut self, headers: &csv::StringRecord, record: csv::Result<csv::StringRecord>) {
        let line = match &record {
            Ok(record) => record.position().map_or(0, csv::Position::line),
            Err(error) => error.position().map_or(0, csv::Position::line),
        };
        match record.and_then(|record| record.deserialize::<Row>(Some(headers))) {
            Ok(row) if row.value.trim().is_empty() => self.n_open += 1,
            Ok(row) if row.value.trim() == REJECTED => self.rejections.push(Rejection {
                label: row.label.trim().into(),
                term: row.note.trim().into(),
                annotator: row.annotator.trim().into(),
                time: row.time,
            }),
            Ok(row) => self.add_row(line, row),
            Err(error) => self.problem(
                line,
                error.to_string(),
                "mend the row; each has as many fields as the header",
            ),
        }
    }

    fn add_row(&mut self, line: u64, row: Row) {
        match Value::parse(&row.value) {
            _ if row.document_id.trim().is_empty() || row.label.trim().is_empty() => {
                self.problem(
                    line,
                    "it has no document or no label".into(),
                    "fill in `document_id` and `label`",
                );
            }
            Some(value) => self.judgements.push(Judgement {
                document_id: row.document_id.trim().into(),
                label: row.label.trim().into(),
                value,
                annotator: row.annotator.trim().into(),
                time: row.time,
                note: row.note,
            }),
            None => self.problem(
                line,
                format!("`{}` is no answer", row.value),
                "answer yes, no, unsure, or a share between 0 and 1",
            ),
        }
    }

    fn problem(&mut self, line: u64, problem: String, hint: &str) {
        self.problems.push(LabelProblem {
            line,
            problem,
            hint: hint.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Labels, LabelError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("labels.csv");
        std::fs::write(&path, text).unwrap();
        Labels::read(&path)
    }

    #[test]
    fn answers_in_three_languages() {
        for (text, expected) in [
            ("ja", Some(Value::Yes)),
            ("Yes", Some(Value::Yes)),
            ("0", Some(Value::No)),
            ("onzeker", Some(Value::Unsure)),
            ("0,4", Some(Value::Share(0.4))),
            ("1.5", None),
            ("misschien wel", None),
        ] {
            assert_eq!(Value::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn bad_rows_are_all_named_and_open_ones_counted() {
        let labels =
            read("document_id,label,value,annotator\nD1,water,ja,a\nD2,water,huh,a\n,water,ja,a\nD3,water,,a\nD4\n")
                .unwrap();
        assert_eq!(labels.judgements.len(), 1);
        assert_eq!(labels.n_open, 1);
        assert_eq!(
            labels.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(),
            [3, 4, 6]
        );
    }

    #[test]
    fn rejected_suggestions_stand_beside_the_judgements() {
        let labels =
            read("document_id,label,value,annotator,time,note\nD1,water,ja,a,,\n,water,rejected,a,2026,zwembad\n")
                .unwrap();
        assert_eq!((labels.judgements.len(), labels.problems.len()), (1, 0));
        assert_eq!(labels.rejections[0].term, "zwembad");
    }

    #[test]
    fn a_missing_column_names_those_there_are() {
        let error = read("id,label,value\n").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("no column `document_id`; its columns are id, label, value"),
            "{error}"
        );
    }
}
