//! What people judged: answers to one label, and the suggestions that they turned down.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::{Error, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::SystemTime;

use evaluation::{Judgement, Labels, PrecisionReport, REJECTED, Rejection};
use query::fold;

use crate::error::RefineError;

/// The answers to one label.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// The label.
    pub label: String,
    /// All judgements of it.
    pub judgements: Vec<Judgement>,
    /// Documents that all who were sure called a yes.
    pub yes: BTreeSet<String>,
    /// Documents that all who were sure called a no.
    pub no: BTreeSet<String>,
    /// Folded terms that were suggested and turned down.
    pub rejected: BTreeSet<String>,
}

/// The columns of a file of judgements.
const COLUMNS: [&str; 6] = ["document_id", "label", "value", "annotator", "time", "note"];

impl Judged {
    /// What a labels file says of one label.
    pub fn of(label: &str, labels: &Labels) -> Judged {
        let of_label = labels.judgements.iter().filter(|judgement| judgement.label == label);
        let rejected = labels.rejections.iter().filter(|rejection| rejection.label == label);
        let mut judged = Judged {
            label: label.into(),
            judgements: of_label.cloned().collect(),
            rejected: rejected.map(|rejection| fold(&rejection.term)).collect(),
            ..Judged::default()
        };
        judged.sort_documents();
        judged
    }

    /// Adds documents that do not belong, whatever the labels say.
    pub fn add_no(&mut self, ids: &[String]) {
        ids.iter().for_each(|id| {
            self.yes.remove(id);
            self.no.insert(id.clone());
        });
    }

    fn sort_documents(&mut self) {
        let mut by_document: BTreeMap<&str, Vec<Judgement>> = BTreeMap::new();
        for judgement in &self.judgements {
            by_document
                .entry(&judgement.document_id)
                .or_default()
                .push(judgement.clone());
        }
        let (mut yes, mut no) = (BTreeSet::new(), BTreeSet::new());
        for (document, judgements) in by_document {
            let pooled = PrecisionReport::of(&[(document.to_owned(), self.label.clone())], &judgements).pooled;
            if pooled.n_yes > 0 {
                yes.insert(document.to_owned());
            } else if pooled.n_no > 0 {
                no.insert(document.to_owned());
            }
        }
        (self.yes, self.no) = (yes, no);
    }
}

/// Appends suggestions that were turned down to a file of judgements, which is made if need be: no document, the
/// label, the value `rejected`, the term as note. The file is locked meanwhile, and on the disk when this returns.
///
/// # Errors
/// When the file cannot be written, or is no file of judgements.
pub fn append_rejections(path: &Path, rejections: &[Rejection]) -> Result<(), RefineError> {
    let unwritable = |source| RefineError::Unwritable {
        path: path.to_owned(),
        source,
    };
    append(path, rejections).map_err(unwritable)
}

fn append(path: &Path, rejections: &[Rejection]) -> Result<(), Error> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    file.lock()?;
    let mut text = String::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_string(&mut text)?;
    let columns = columns(&text)?;
    let mut lines = csv::Writer::from_writer(Vec::new());
    if text.is_empty() {
        lines.write_record(&columns)?;
    }
    let now = now(SystemTime::now());
    for rejection in rejections {
        lines.write_record(columns.iter().map(|column| cell(column, rejection, &now)))?;
    }
    let lines = lines.into_inner().map_err(|error| error.into_error())?;
    let opening: &[u8] = if text.is_empty() || text.ends_with('\n') {
        b""
    } else {
        b"\n"
    };
    file.write_all(&[opening, &lines].concat())?;
    file.sync_all()
}

/// The file's own columns, in its order; the six for a new file.
fn columns(text: &str) -> Result<Vec<String>, Error> {
    if text.is_empty() {
        return Ok(COLUMNS.map(str::to_owned).to_vec());
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    match ["document_id", "label", "value", "note"]
        .iter()
        .find(|needed| !columns.iter().any(|column| column == *needed))
    {
        Some(missing) => Err(Error::other(format!("it has no column `{missing}`"))),
        None => Ok(columns),
    }
}

fn cell<'a>(column: &str, rejection: &'a Rejection, now: &'a str) -> &'a str {
    match column {
        "label" => &rejection.label,
        "value" => REJECTED,
        "annotator" => &rejection.annotator,
        "time" => now,
        "note" => &rejection.term,
        _ => "",
    }
}

/// A moment as ISO 8601 in UTC, by the civil calendar (Hinnant, "chrono-compatible low-level date algorithms").
fn now(time: SystemTime) -> String {
    let seconds = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn rejection(term: &str) -> Rejection {
        Rejection {
            label: "water".into(),
            term: term.into(),
            ..Rejection::default()
        }
    }

    #[test]
    fn moments_are_civil() {
        for (seconds, expected) in [(0, "1970-01-01T00:00:00Z"), (1_709_210_096, "2024-02-29T12:34:56Z")] {
            assert_eq!(now(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn rejections_are_appended_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judgements.csv");
        append_rejections(&path, &[rejection("Zwembad")]).unwrap();
        append_rejections(&path, &[rejection("a, \"b\"")]).unwrap();
        let judged = Judged::of("water", &Labels::read(&path).unwrap());
        assert_eq!(judged.rejected.into_iter().collect::<Vec<_>>(), ["a, \"b\"", "zwembad"]);
        assert!(Judged::of("quantum", &Labels::read(&path).unwrap()).rejected.is_empty());
    }

    #[test]
    fn a_file_keeps_its_own_columns_and_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judgements.csv");
        std::fs::write(&path, "label,document_id,note,value\nwater,D1,,yes").unwrap();
        append_rejections(&path, &[rejection("zwembad")]).unwrap();
        let labels = Labels::read(&path).unwrap();
        assert_eq!((labels.judgements.len(), labels.rejections.len()), (1, 1));
        std::fs::write(&path, "a,b\n").unwrap();
        assert!(append_rejections(&path, &[rejection("zwembad")]).is_err());
    }

    #[test]
    fn readers_who_differ_count_neither_way() {
        let path = tempfile::tempdir().unwrap().keep().join("labels.csv");
        let text =
            "document_id,label,value,annotator\nA,water,yes,a\nB,water,no,a\nC,water,yes,a\nC,water,no,b\nD,x,yes,a\n";
        std::fs::write(&path, text).unwrap();
        let judged = Judged::of("water", &Labels::read(&path).unwrap());
        assert_eq!((judged.yes.len(), judged.no.len()), (1, 1));
    }
}
