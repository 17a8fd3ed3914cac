//! The file behind a replay: its documents, and for each label whether they belong.

use corpus::{CorpusError, Document, Role};
use learning::check_replayable;
use study::Progress;

use crate::arguments::{Promise, SimulateArguments};
use crate::commands::{mapping, read_documents};
use crate::failure::Failure;
use crate::watch::Watch;

/// The scheme under which a label travels from the file to the document: this and its column.
const LABEL: &str = "label of the replay: ";

/// Bad labels that an error shows.
const SHOWN: usize = 5;

/// Documents that have all labels.
pub struct Labelled {
    pub documents: Vec<Document>,
    /// The columns that were named, each once.
    pub columns: Vec<String>,
    /// One list a label, one entry a document.
    pub labels: Vec<Vec<bool>>,
}

impl Labelled {
    pub fn read(arguments: &SimulateArguments, watch: &mut Watch) -> anyhow::Result<Self> {
        let mut mapping = mapping(arguments.input.map.as_deref())?;
        let mut columns: Vec<String> = Vec::new();
        for column in &arguments.label {
            if !columns.contains(column) {
                mapping.add(role(column), column);
                columns.push(column.clone());
            }
        }
        let documents =
            read_documents(&arguments.input, mapping, watch).map_err(|error| column_missing(error, &columns))?;
        let n = documents.len();
        let labelled = Self::of(documents, columns)?;
        if labelled.documents.len() < n {
            let n_left_out = n - labelled.documents.len();
            watch.warn(&format!("{n_left_out} documents without a label are left out"));
        }
        labelled.check()?;
        Ok(labelled)
    }

    /// What the stop's promise is about, with whether each document belongs: the labels, or all of them together.
    pub fn promised(&self, promise: Promise) -> Vec<(String, Vec<bool>)> {
        match promise {
            Promise::Each => self.columns.iter().cloned().zip(self.labels.iter().cloned()).collect(),
            Promise::Pooled => {
                let any = |document| self.labels.iter().any(|label| label[document]);
                let name = self.columns.join(" or ");
                vec![(name, (0..self.documents.len()).map(any).collect())]
            }
        }
    }

    /// Takes the labels off the documents; those that lack one are left out.
    fn of(documents: Vec<Document>, columns: Vec<String>) -> Result<Self, Failure> {
        let mut labelled = Self {
            documents: Vec::new(),
            labels: vec![Vec::new(); columns.len()],
            columns,
        };
        let mut bad = Vec::new();
        for mut document in documents {
            let mut belongs = Vec::new();
            for column in &labelled.columns {
                let written = document.codes.remove(&scheme(column)).unwrap_or_default().join(";");
                match (written.is_empty(), relevance(&written)) {
                    (true, _) => {}
                    (false, Some(is_relevant)) => belongs.push(is_relevant),
                    (false, None) => {
                        bad.push(format!(
                            "`{written}` in column `{column}` of document `{}`",
                            document.document_id
                        ));
                    }
                }
            }
            if belongs.len() == labelled.columns.len() {
                labelled.documents.push(document);
                let labels = labelled.labels.iter_mut().zip(belongs);
                labels.for_each(|(label, belongs)| label.push(belongs));
            }
        }
        if bad.is_empty() {
            Ok(labelled)
        } else {
            Err(bad_labels(&bad))
        }
    }

    /// Names every label that cannot be replayed.
    fn check(&self) -> Result<(), Failure> {
        if self.documents.is_empty() {
            return Err(Failure {
                message: match &self.columns[..] {
                    [column] => format!("column `{column}` is empty in every row"),
                    columns => format!("no row has a label in each of the columns {}", quoted(columns)),
                },
                hint: "the column says of every document whether it is relevant: 1 or 0, yes or no".into(),
            });
        }
        let errors = self.columns.iter().zip(&self.labels);
        let errors: Vec<_> = errors
            .filter_map(|(column, label)| Some((column, check_replayable(label).err()?)))
            .collect();
        let Some((_, first)) = errors.first() else {
            return Ok(());
        };
        let named = errors
            .iter()
            .map(|(column, error)| format!("column `{column}`: {error}"));
        Err(Failure {
            message: named.collect::<Vec<_>>().join("; "),
            hint: first.hint().into(),
        })
    }
}

fn role(column: &str) -> Role {
    Role::Codes(scheme(column))
}

fn scheme(column: &str) -> String {
    format!("{LABEL}{column}")
}

fn quoted(columns: &[String]) -> String {
    let quoted: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
    quoted.join(", ")
}

fn relevance(written: &str) -> Option<bool> {
    match written.trim().to_lowercase().as_str() {
        "1" | "1.0" | "yes" | "ja" | "true" | "waar" | "included" => Some(true),
        "0" | "0.0" | "no" | "nee" | "false" | "onwaar" | "excluded" => Some(false),
        _ => None,
    }
}

fn bad_labels(bad: &[String]) -> Failure {
    let more = bad.len().saturating_sub(SHOWN);
    let shown = bad[..bad.len() - more].join(", ");
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Failure {
        message: format!("labels that are neither yes nor no: {shown}{rest}"),
        hint: "write 1 or 0, yes or no, ja or nee; leave the cell empty where it is not known".into(),
    }
}

/// A missing column of labels in the words of the flag that named it.
fn column_missing(error: anyhow::Error, columns: &[String]) -> anyhow::Error {
    match error.downcast_ref::<CorpusError>() {
        Some(CorpusError::ColumnMissing {
            role: missing, tables, ..
        }) => {
            let Some(column) = columns.iter().find(|column| role(column) == *missing) else {
                return error;
            };
            let tables = tables
                .iter()
                .map(|(path, names)| format!("`{}` has {}", path.display(), quoted(names)));
            Failure {
                message: format!(
                    "there is no column `{column}`; {}",
                    tables.collect::<Vec<_>>().join("; ")
                ),
                hint: "name with `--label` the column that says 1 or 0, yes or no".into(),
            }
            .into()
        }
        _ => error,
    }
}
