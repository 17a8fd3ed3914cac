//! Questions about names of organisations for a person, and the answers: `organisation_matches.csv` out and back in.

use std::path::{Path, PathBuf};

use attribution::{NameDecision, NameDecisions, NameMatch, NameVerdict, Organisations};
use evaluation::AnswerTable;

use crate::error::StudyError;
use crate::people::{all_usable, unusable};

/// Columns of the questions; `same` is for the answer: yes, no, or part.
const COLUMNS: [&str; 9] = [
    "name",
    "other",
    "same",
    "why",
    "likeness",
    "n_documents",
    "n_documents_other",
    "kvk",
    "kvk_other",
];

const HINT: &str =
    "`same` is yes (one organisation), no, part (the other is a part of the name), or empty while nobody knows";

/// Writes what is to be asked; without questions the header only.
pub(crate) fn write(path: &Path, organisations: &Organisations, matches: &[NameMatch]) -> Result<(), StudyError> {
    let failed = |error: csv::Error| StudyError::file(path, error);
    let mut writer = csv::Writer::from_path(path).map_err(failed)?;
    writer.write_record(COLUMNS).map_err(failed)?;
    for one in matches {
        let (name, other) = (&organisations.all[one.name], &organisations.all[one.other]);
        let row = [
            name.name.clone(),
            other.name.clone(),
            String::new(),
            one.reason.name().to_owned(),
            format!("{:.3}", one.likeness),
            name.n_documents.to_string(),
            other.n_documents.to_string(),
            name.kvk.join("; "),
            other.kvk.join("; "),
        ];
        writer.write_record(row).map_err(failed)?;
    }
    writer.flush().map_err(|error| StudyError::file(path, error))
}

/// Reads answers; rows whose `same` is still empty are left alone.
///
/// # Errors
/// When a file cannot be read or lacks a column, or with every row at once that cannot be used.
pub(crate) fn read(files: &[PathBuf]) -> Result<NameDecisions, StudyError> {
    let (mut decisions, mut places, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for path in files {
        let mut table = AnswerTable::read(path, &["name", "other", "same"])?;
        problems.append(&mut table.problems);
        for row in &table.rows {
            let cell = |column| table.cell(row, column).to_owned();
            let (name, other, same) = (cell("name"), cell("other"), cell("same"));
            if let Some(verdict) = verdict(&same) {
                decisions.push(NameDecision { name, other, verdict });
                places.push(row.place.clone());
            } else if !same.is_empty() {
                let problem = format!("`{same}` says nothing of `{name}` and `{other}`");
                problems.push(unusable(&row.place, problem, HINT));
            }
        }
    }
    let (taken, faults) = NameDecisions::of(&decisions);
    problems.extend(faults.into_iter().map(|(place, reason)| {
        let NameDecision { name, other, .. } = &decisions[place];
        unusable(&places[place], format!("`{name}` and `{other}`: {reason}"), HINT)
    }));
    all_usable("answer", problems)?;
    Ok(taken)
}

fn verdict(written: &str) -> Option<NameVerdict> {
    match written.to_lowercase().as_str() {
        "yes" | "ja" | "1" => Some(NameVerdict::Same),
        "no" | "nee" | "0" => Some(NameVerdict::Different),
        "part" | "deel" => Some(NameVerdict::Part),
        _ => None,
    }
}
