//! The count of one file: every row is read or quarantined, every doubt is noted.

use super::FileCounts;
use super::assembly::Doubt;
use super::file::PlannedFile;
use super::row::{Row, RowFault};
use crate::problem::{Problem, RAW_CHARACTERS, Severity, shortened};

/// The counts and problems of one file while it is read.
pub(crate) struct Tally {
    pub counts: FileCounts,
    pub problems: Vec<Problem>,
    recoded: u64,
    first_recoded: u64,
}

impl Tally {
    pub(crate) fn of(file: &PlannedFile) -> Tally {
        let counts = FileCounts {
            file: file.label.clone(),
            sha256: String::new(),
            rows: 0,
            read: 0,
            quarantined: 0,
            documents: 0,
        };
        Tally {
            counts,
            problems: Vec::new(),
            recoded: 0,
            first_recoded: 0,
        }
    }

    /// Counts a row; a fault is quarantined.
    pub(crate) fn take(&mut self, row: Result<Row, RowFault>) -> Option<Row> {
        self.counts.rows += 1;
        match row {
            Ok(row) => {
                if row.recoded {
                    self.recoded += 1;
                    self.first_recoded = if self.recoded == 1 {
                        row.number
                    } else {
                        self.first_recoded
                    };
                }
                Some(row)
            }
            Err(fault) => {
                self.counts.quarantined += 1;
                self.push(fault, Severity::Quarantined);
                None
            }
        }
    }

    pub(crate) fn quarantine(&mut self, row: u64, problem: &str, hint: &str, raw: &str) {
        self.counts.quarantined += 1;
        let (problem, hint, raw) = (problem.to_string(), hint.to_string(), raw.to_string());
        self.push(
            RowFault {
                number: row,
                column: String::new(),
                problem,
                hint,
                raw,
            },
            Severity::Quarantined,
        );
    }

    pub(crate) fn doubt(&mut self, row: u64, column: &str, problem: &str, hint: &str) {
        let (column, problem, hint) = (column.to_string(), problem.to_string(), hint.to_string());
        self.push(
            RowFault {
                number: row,
                column,
                problem,
                hint,
                raw: String::new(),
            },
            Severity::Doubtful,
        );
    }

    /// As [`Tally::doubt`], of a cell.
    pub(crate) fn doubt_of(&mut self, row: u64, doubt: &Doubt) {
        self.doubt(row, &doubt.column, &doubt.problem, doubt.hint);
    }

    fn push(&mut self, fault: RowFault, severity: Severity) {
        self.problems.push(Problem {
            file: self.counts.file.clone(),
            row: fault.number,
            column: fault.column,
            severity,
            problem: fault.problem,
            hint: fault.hint,
            raw: shortened(&fault.raw, RAW_CHARACTERS),
        });
    }

    /// One note a file on bytes that are no UTF-8, at the first such row.
    pub(crate) fn note_recoding(&mut self) {
        if self.recoded > 0 {
            let problem = format!("{} rows are not UTF-8 and were read as Windows-1252", self.recoded);
            self.doubt(
                self.first_recoded,
                "",
                &problem,
                "check letters with accents; export as UTF-8 if they are wrong",
            );
        }
    }
}
