//! Queries over a run's index, and many queries over any input.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use catalogue::Catalogue;
use corpus::Document;
use index::{Hit, Index, IndexWriterSession};
use query::{Query, QueryProblem, QuerySet, Reading, Syntax, parse, read};

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::read_stage::ReadCorpus;
use crate::run_folder::RunFolder;
use crate::stage::Stages;
use crate::timing::Stopwatch;

/// Documents added to the index between two reports of progress.
const STEP: usize = 1024;

/// One hit of `match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryHit {
    /// The query's id in its file.
    pub query_id: String,
    /// The document.
    pub document_id: String,
    /// Evidence spans; 1 for a hit without a span, such as a year.
    pub n_hits: usize,
}

/// A query that cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFault {
    /// Row in the file, from 1 below the header.
    pub row: u64,
    /// The query's id.
    pub query_id: String,
    /// The query as written.
    pub text: String,
    /// What is wrong, with the place.
    pub problem: String,
}

/// What many queries found, and what is wrong with the others.
#[derive(Debug, Clone, Default)]
pub struct MatchOutcome {
    /// In the order of the documents, then of the queries.
    pub hits: Vec<QueryHit>,
    /// Queries that were run.
    pub n_queries: usize,
    /// The queries that cannot be run.
    pub problems: Vec<QueryFault>,
    /// How the reader of the syntax took queries to be meant, each once, with how many it holds for.
    pub notes: Vec<String>,
}

/// Builds the index of a run unless it is there.
pub(crate) fn build_index(read: &ReadCorpus, stages: &mut Stages<'_>) -> Result<(), StudyError> {
    let watch = Stopwatch::start();
    let key = fingerprint(&("index", env!("CARGO_PKG_VERSION"), query::ANALYSIS_VERSION, &read.key));
    let folder = stages.folder.file("index");
    let note = stages.folder.stages().join("index.key");
    let is_done = std::fs::read_to_string(&note).is_ok_and(|built| built == key) && Index::open(&folder).is_ok();
    if !is_done {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|error| StudyError::file(&folder, error))?;
        }
        let unfinished = stages.folder.stages().join("index.tmp");
        fill(&unfinished, &read.documents, stages)?;
        std::fs::rename(&unfinished, &folder).map_err(|error| StudyError::file(&folder, error))?;
        stages.folder.write(&note, |path| {
            std::fs::write(path, &key).map_err(|error| StudyError::file(path, error))
        })?;
    }
    stages.end("index", watch, read.documents.len(), is_done);
    Ok(())
}

fn fill(folder: &Path, documents: &[Document], stages: &mut Stages<'_>) -> Result<(), StudyError> {
    let failed = |error| StudyError::file(folder, error);
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    let total = documents.len() as u64;
    stages.progress.begin("index", total);
    let mut session = IndexWriterSession::create(folder)?;
    for (place, part) in documents.chunks(STEP).enumerate() {
        session.add(part)?;
        stages.progress.advance((place * STEP + part.len()) as u64, total);
    }
    session.commit()?;
    Ok(())
}

/// The hits of one query over a finished run, in the order of its documents; `take` may end it.
/// References are to the rules of the catalogue.
///
/// # Errors
/// When there is no finished run, its index cannot be read, or the query cannot be used.
pub fn search_run(
    run: &Path,
    text: &str,
    syntax: Syntax,
    catalogue: &Catalogue,
    take: impl FnMut(Hit) -> ControlFlow<()>,
) -> Result<(), StudyError> {
    let folder = RunFolder::finished(run)?;
    let resolved = parse(text, syntax).and_then(|query| query.resolve(&|to| catalogue.query(to)));
    let query = resolved.map_err(|problems| StudyError::Query(in_words(&problems, text)))?;
    let index = Index::open(&folder.file("index"))?;
    Ok(index.search_each(&query, take)?)
}

fn in_words(problems: &[QueryProblem], text: &str) -> String {
    let shown: Vec<String> = problems
        .iter()
        .map(|problem| problem.display(text).to_string())
        .collect();
    shown.join("\n")
}

/// Holds every query of a CSV file (`query_id, query`, in one syntax) against every document. A bad query is
/// named and the good ones run.
///
/// # Errors
/// When the queries file cannot be read or lacks a column.
pub fn match_queries(documents: &[Document], queries: &Path, syntax: Syntax) -> Result<MatchOutcome, StudyError> {
    let mut outcome = MatchOutcome::default();
    let (ids, parsed) = read_queries(queries, syntax, &mut outcome)?;
    outcome.n_queries = parsed.len();
    let set = QuerySet::compile(parsed).map_err(|error| StudyError::Query(error.to_string()))?;
    let mut evaluator = set.evaluator();
    for document in documents {
        for found in evaluator.evaluate(document) {
            outcome.hits.push(QueryHit {
                query_id: ids[found.query].clone(),
                document_id: document.document_id.clone(),
                n_hits: found.mentions(),
            });
        }
    }
    Ok(outcome)
}

fn read_queries(
    path: &Path,
    syntax: Syntax,
    outcome: &mut MatchOutcome,
) -> Result<(Vec<String>, Vec<Query>), StudyError> {
    let failed = |error: csv::Error| StudyError::file(path, error);
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let headers = reader.headers().map_err(failed)?.clone();
    let place = |name: &str| {
        let found = headers.iter().position(|header| header.trim() == name);
        found.ok_or_else(|| {
            StudyError::file(
                path,
                format!(
                    "a file of queries has the columns `query_id` and `query`; this one has {}",
                    headers.iter().collect::<Vec<_>>().join(", ")
                ),
            )
        })
    };
    let (id_place, query_place) = (place("query_id")?, place("query")?);
    let (mut ids, mut queries) = (Vec::new(), Vec::new());
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    for (row, record) in reader.records().enumerate() {
        let row = row as u64 + 1;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                outcome.problems.push(QueryFault {
                    row,
                    query_id: String::new(),
                    text: String::new(),
                    problem: error.to_string(),
                });
                continue;
            }
        };
        let (id, text) = (record[id_place].to_owned(), &record[query_place]);
        match runnable(text, syntax) {
            Ok(Reading { query, notes: told }) => {
                told.into_iter()
                    .for_each(|note| *notes.entry(note.message).or_default() += 1);
                ids.push(id);
                queries.push(query);
            }
            Err(problem) => outcome.problems.push(QueryFault {
                row,
                query_id: id,
                text: text.to_owned(),
                problem,
            }),
        }
    }
    let told = notes.into_iter().map(|(note, n)| format!("{note} ({n} queries)"));
    outcome.notes.extend(told);
    Ok((ids, queries))
}

/// A query that refers to no rule, since a file of queries has no catalogue beside it.
fn runnable(text: &str, syntax: Syntax) -> Result<Reading, String> {
    let resolved = read(text, syntax).and_then(|reading| {
        let query = reading.query.resolve(&|_| None)?;
        Ok(Reading { query, ..reading })
    });
    resolved.map_err(|problems| in_words(&problems, text))
}
