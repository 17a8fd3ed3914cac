//! A plan has seen every file; reading it streams the documents and counts every row.

use std::path::{Path, PathBuf};

use super::assembly::{Assembly, Draft};
use super::batch::{BATCH_ROWS, drafts};
use super::columns::find_column;
use super::file::{OpenFile, PlannedFile, file_name, input_files, make_labels_distinct};
use super::identity::Identities;
use super::row::Row;
use super::side_table::SideTable;
use super::source::Source;
use super::tally::Tally;
use super::{ReadReport, Reading};
use crate::document::Document;
use crate::error::CorpusError;
use crate::language::LanguageDetector;
use crate::problem::{Problem, Severity};
use crate::role::Role;

/// All files of an input, understood and ready to be read; made by [`Reading::plan`].
#[derive(Debug)]
pub struct Plan {
    reading: Reading,
    files: Vec<PlannedFile>,
    passed_over: Vec<Problem>,
}

/// How far reading has come, in bytes of the files as they lie on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Read so far.
    pub bytes: u64,
    /// In all.
    pub bytes_total: u64,
    /// Documents so far.
    pub documents: u64,
}

impl Plan {
    pub(crate) fn of(inputs: &[PathBuf], reading: Reading) -> Result<Plan, CorpusError> {
        let mut plan = Plan {
            reading,
            files: Vec::new(),
            passed_over: Vec::new(),
        };
        let mut errors = Vec::new();
        for input in inputs {
            if let Err(error) = plan.add_input(input) {
                errors.push(error);
            }
        }
        errors.extend(plan.missing_columns());
        if errors.is_empty() {
            errors.extend(plan.lonely_side_tables());
        }
        make_labels_distinct(&mut plan.files);
        CorpusError::gather(errors).map_or(Ok(plan), Err)
    }

    fn add_input(&mut self, input: &Path) -> Result<(), CorpusError> {
        if input.is_dir() {
            return self.add_folder(input);
        }
        let files = input_files(input)?;
        for path in files {
            let file = PlannedFile::look(&path, &self.reading.mapping)?;
            file.check()?;
            self.add_file(file);
        }
        Ok(())
    }

    /// The readable files of a folder; the others are listed as passed over.
    fn add_folder(&mut self, folder: &Path) -> Result<(), CorpusError> {
        let before = self.files.len();
        for path in input_files(folder)? {
            let looked = PlannedFile::look(&path, &self.reading.mapping);
            match looked.and_then(|file| file.check().map(|()| file)) {
                Ok(file) => self.add_file(file),
                Err(error) => self.passed_over.push(passed_over(&path, &error)),
            }
        }
        if self.files.len() == before {
            return Err(CorpusError::NoDocuments {
                path: folder.to_path_buf(),
            });
        }
        Ok(())
    }

    /// A file that is given twice, by itself and with its folder, is read once.
    fn add_file(&mut self, file: PlannedFile) {
        if !self.files.iter().any(|known| known.path == file.path) {
            self.files.push(file);
        }
    }

    /// Columns of the mapping that no file has.
    fn missing_columns(&self) -> Vec<CorpusError> {
        let tables = || {
            self.files
                .iter()
                .map(|file| (file.path.clone(), file.roles.names().to_vec()))
                .collect()
        };
        let found = |column: &str| {
            self.files
                .iter()
                .any(|file| find_column(file.roles.names(), column).is_some())
        };
        let missing = self
            .reading
            .mapping
            .columns()
            .filter(|(_, column)| !self.files.is_empty() && !found(column));
        missing
            .map(|(role, column)| CorpusError::ColumnMissing {
                role: role.clone(),
                column: column.to_string(),
                tables: tables(),
            })
            .collect()
    }

    /// Side tables when no file holds documents.
    fn lonely_side_tables(&self) -> Option<CorpusError> {
        let lonely = self.files.iter().all(|file| file.side.is_some());
        let first = self.files.first().filter(|_| lonely)?;
        let adds = first.side.as_ref().map(|side| side.adds()).unwrap_or_default();
        Some(CorpusError::OnlySideTable {
            path: first.path.clone(),
            adds,
        })
    }

    /// The files that will be read, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// The size of all files as they lie on disk.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Reads every row once: documents go to `sink` in the order of files and rows, `progress` is
    /// told now and then. Rows that cannot be read are left out and listed; only a file that the
    /// operating system refuses is an error.
    pub fn read(
        &self,
        sink: &mut dyn FnMut(Document),
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ReadReport, CorpusError> {
        let mut pass = Pass::new(self, sink, progress);
        let mut tallies: Vec<Option<Tally>> = self.files.iter().map(|_| None).collect();
        let is_side = |file: &PlannedFile| file.side.is_some();
        for side_first in [true, false] {
            for (file, tally) in self
                .files
                .iter()
                .zip(&mut tallies)
                .filter(|(file, _)| is_side(file) == side_first)
            {
                *tally = Some(if side_first {
                    pass.read_side_table(file)?
                } else {
                    pass.read_documents(file)?
                });
            }
        }
        let mut tallies: Vec<Tally> = tallies.into_iter().flatten().collect();
        pass.note_strays(&mut tallies);
        Ok(self.report(tallies))
    }

    fn report(&self, tallies: Vec<Tally>) -> ReadReport {
        let mut report = ReadReport {
            files: Vec::new(),
            problems: self.passed_over.clone(),
        };
        for mut tally in tallies {
            tally.problems.sort_by_key(|problem| problem.row);
            report.files.push(tally.counts);
            report.problems.extend(tally.problems);
        }
        report
    }
}

fn passed_over(path: &Path, error: &CorpusError) -> Problem {
    Problem {
        file: file_name(path),
        row: 0,
        column: String::new(),
        severity: Severity::Doubtful,
        problem: format!(
            "the file was passed over: {}",
            error.to_string().replace(&path.display().to_string(), &file_name(path))
        ),
        hint: error.hint().unwrap_or_default(),
        raw: String::new(),
    }
}

/// What is carried from file to file during one reading.
struct Pass<'a> {
    plan: &'a Plan,
    sink: &'a mut dyn FnMut(Document),
    progress: &'a mut dyn FnMut(Progress),
    detector: Option<LanguageDetector>,
    identities: Identities,
    /// With the place of its file among the plan's.
    side_tables: Vec<(usize, SideTable)>,
    bytes_before: u64,
    documents: u64,
}

impl<'a> Pass<'a> {
    fn new(plan: &'a Plan, sink: &'a mut dyn FnMut(Document), progress: &'a mut dyn FnMut(Progress)) -> Pass<'a> {
        Pass {
            plan,
            sink,
            progress,
            detector: plan.reading.detects_languages.then(LanguageDetector::new),
            identities: Identities::default(),
            side_tables: Vec::new(),
            bytes_before: 0,
            documents: 0,
        }
    }

    fn read_side_table(&mut self, file: &PlannedFile) -> Result<Tally, CorpusError> {
        let columns = file.side.as_ref().expect("called for side tables");
        let OpenFile { source, mut rows } = file.open()?;
        let mut tally = Tally::of(file);
        let mut table = SideTable::default();
        while let Some(row) = rows.next_row() {
            let Some(row) = tally.take(row) else { continue };
            match table.take(columns, &row) {
                Ok(doubt) => {
                    tally.counts.read += 1;
                    doubt.iter().for_each(|doubt| tally.doubt_of(row.number, doubt));
                }
                Err(problem) => {
                    tally.quarantine(row.number, problem, "fill in the cell, or leave the row out", &row.raw)
                }
            }
            if row.number % BATCH_ROWS as u64 == 0 {
                self.tell(&source);
            }
        }
        let place = self
            .plan
            .files
            .iter()
            .position(|planned| planned.path == file.path)
            .expect("a file of the plan");
        self.side_tables.push((place, table));
        self.finish(tally, source, file)
    }

    fn read_documents(&mut self, file: &PlannedFile) -> Result<Tally, CorpusError> {
        let OpenFile { source, mut rows } = file.open()?;
        let mut tally = Tally::of(file);
        let mut roles = file.roles.clone();
        if !roles.has(&Role::Id) {
            tally.doubt(0, "", "no column holds an id", GENERATED_HINT);
        }
        loop {
            let batch: Vec<_> = std::iter::from_fn(|| rows.next_row()).take(BATCH_ROWS).collect();
            if batch.is_empty() {
                break;
            }
            roles.extend(rows.columns());
            let rows: Vec<Row> = batch.into_iter().filter_map(|row| tally.take(row)).collect();
            let assembly = Assembly {
                roles: &roles,
                kind: file.roles.kind(),
                source: &file.label,
                frequency: self.plan.reading.frequency.as_ref(),
            };
            let drafts = drafts(&rows, &assembly, self.detector.as_ref());
            for (row, draft) in rows.iter().zip(drafts) {
                match draft {
                    Some(draft) => self.accept(draft, row, file, &mut tally),
                    None => tally.quarantine(row.number, "the row has no title and no text", NO_TEXT_HINT, &row.raw),
                }
            }
            self.tell(&source);
        }
        self.finish(tally, source, file)
    }

    /// Gives a document its id and what side tables add, and hands it on.
    fn accept(&mut self, draft: Draft, row: &Row, file: &PlannedFile, tally: &mut Tally) {
        let Draft { mut document, doubts } = draft;
        doubts.iter().for_each(|doubt| tally.doubt_of(row.number, doubt));
        let own_id = std::mem::take(&mut document.document_id);
        for (_, table) in &mut self.side_tables {
            table.join(&own_id, &mut document);
        }
        document.document_id = self.id_of(&own_id, row, file, tally);
        tally.counts.read += 1;
        tally.counts.documents += 1;
        self.documents += 1;
        (self.sink)(document);
    }

    fn id_of(&mut self, own: &str, row: &Row, file: &PlannedFile, tally: &mut Tally) -> String {
        let wanted = if own.is_empty() {
            format!("{}:{}", file.stem(), row.number)
        } else {
            own.to_string()
        };
        let given = self.identities.give(&wanted);
        if own.is_empty() && file.roles.has(&Role::Id) {
            tally.doubt(
                row.number,
                "",
                &format!("the row has no id; it is called `{given}`"),
                GENERATED_HINT,
            );
        }
        if given != wanted {
            let problem = format!("the id `{wanted}` is known already; the row is called `{given}`");
            tally.doubt(
                row.number,
                "",
                &problem,
                "leave one of them out if they are the same document",
            );
        }
        given
    }

    fn finish(&mut self, mut tally: Tally, source: Source, file: &PlannedFile) -> Result<Tally, CorpusError> {
        tally.note_recoding();
        self.bytes_before += file.bytes;
        tally.counts.sha256 = source.sha256()?;
        Ok(tally)
    }

    fn tell(&mut self, source: &Source) {
        let bytes = self.bytes_before + source.bytes_read();
        (self.progress)(Progress {
            bytes,
            bytes_total: self.plan.bytes(),
            documents: self.documents,
        });
    }

    /// Rows of side tables whose project no document has: read, but a person should know.
    fn note_strays(&self, tallies: &mut [Tally]) {
        for (place, table) in &self.side_tables {
            let strays = table.strays();
            let tally = &mut tallies[*place];
            for stray in strays.iter().take(LISTED_STRAYS) {
                let problem = format!(
                    "project not in the input: `{}` ({})",
                    stray.project,
                    rows_in_words(stray.rows)
                );
                tally.doubt(stray.first_row, "", &problem, STRAY_HINT);
            }
            if let Some(next) = strays.get(LISTED_STRAYS) {
                let rows = strays[LISTED_STRAYS..].iter().map(|stray| stray.rows).sum();
                let more = strays.len() - LISTED_STRAYS;
                let problem = format!("{more} more projects not in the input ({})", rows_in_words(rows));
                tally.doubt(next.first_row, "", &problem, STRAY_HINT);
            }
        }
    }
}

fn rows_in_words(rows: u64) -> String {
    if rows == 1 {
        "1 row".into()
    } else {
        format!("{rows} rows")
    }
}

/// A table of a whole programme beside a selection of its projects has thousands.
const LISTED_STRAYS: usize = 100;
const STRAY_HINT: &str = "the rows were read and add to no document";
const GENERATED_HINT: &str =
    "ids are made of the file's name and the row; name a column with --map id=COLUMN to have stable ones";
const NO_TEXT_HINT: &str = "fill in the title or the text, or name other columns with --map";
