//! Whether the evaluator and the index find what an obviously right evaluator finds: every query on every document.
//!
//! `cargo run --release -p index --example agreement -- FILE… --queries SYNTAX FILE.csv… [--most DOCUMENTS]`: the documents
//! of the files, spread evenly, and the column `query` of the CSV files (plain or `.xz`). Exits with 1 where they differ.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use corpus::{Document, Reading};
use index::{Index, IndexWriterSession};
use query::{AnalysedDocument, Query, QuerySet, Span, Syntax, read};

#[path = "../../query/tests/naive/mod.rs"]
mod naive;

/// By query its evidence; `None` for no hit.
type Found = Vec<Option<Vec<Span>>>;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let documents = documents(&arguments);
    let queries: Vec<Query> = arguments
        .queries
        .iter()
        .flat_map(|file| queries(file, arguments.syntax))
        .collect();
    println!("{} queries, {} documents", queries.len(), documents.len());
    let set = QuerySet::compile(queries.clone()).expect("no references");
    let expected = in_halves(&documents, |document| naively(&queries, document));
    let mut evaluator = set.evaluator();
    let mut direct = vec![vec![None; queries.len()]; documents.len()];
    for (found, document) in direct.iter_mut().zip(&documents) {
        evaluator
            .evaluate(document)
            .into_iter()
            .for_each(|hit| found[hit.query] = Some(hit.spans));
    }
    let hits = expected.iter().flatten().flatten().count();
    let differing = differing("the evaluator", &queries, &expected, &direct, |a, b| a == b)
        + differing(
            "the index",
            &queries,
            &expected,
            &by_index(&queries, &documents),
            |a, b| a.is_some() == b.is_some(),
        );
    println!(
        "{} pairs, {hits} hits; {differing} differ",
        queries.len() * documents.len()
    );
    ExitCode::from(u8::from(differing > 0))
}

fn naively(queries: &[Query], document: &Document) -> Found {
    let analysed = AnalysedDocument::new(document);
    let evaluated = queries.iter().map(|query| naive::evaluate(query, &analysed, document));
    evaluated.collect()
}

fn in_halves(documents: &[Document], found: impl Fn(&Document) -> Found + Sync) -> Vec<Found> {
    let (first, second) = documents.split_at(documents.len() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| second.iter().map(&found).collect::<Vec<_>>());
        let mut all: Vec<Found> = first.iter().map(&found).collect();
        all.extend(second.join().expect("the naive evaluator does not panic"));
        all
    })
}

/// Hits by the index, without evidence.
fn by_index(queries: &[Query], documents: &[Document]) -> Vec<Found> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = IndexWriterSession::create(folder.path()).expect("a new index");
    session.add(documents).expect("documents are added");
    session.commit().expect("a commit");
    let index = Index::open(folder.path()).expect("an index");
    let mut found = vec![vec![None; queries.len()]; documents.len()];
    for (at, query) in queries.iter().enumerate() {
        for row in index.rows(query).expect("a search") {
            found[row as usize][at] = Some(Vec::new());
        }
    }
    found
}

/// Prints the first pairs that differ and returns how many there are.
fn differing(
    who: &str,
    queries: &[Query],
    expected: &[Found],
    found: &[Found],
    equal: impl Fn(&Option<Vec<Span>>, &Option<Vec<Span>>) -> bool,
) -> usize {
    let mut n = 0;
    for (row, (expected, found)) in expected.iter().zip(found).enumerate() {
        for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
            if !equal(expected, found) {
                n += 1;
                if n <= 10 {
                    println!(
                        "{who}, document {row}: {expected:?} became {found:?} for {}",
                        queries[at]
                    );
                }
            }
        }
    }
    n
}

fn documents(arguments: &Arguments) -> Vec<Document> {
    let mut documents = Vec::new();
    let plan = Reading::default()
        .plan(&arguments.inputs)
        .expect("files that can be read");
    plan.read(&mut |document| documents.push(document), &mut |_| {})
        .expect("files that can be read");
    let step = documents.len().div_ceil(arguments.most).max(1);
    documents.into_iter().step_by(step).collect()
}

/// Those that can be read.
fn queries(path: &Path, syntax: Syntax) -> Vec<Query> {
    let file = std::fs::File::open(path).expect("a file");
    let plain: Box<dyn std::io::Read> = match path.extension().is_some_and(|end| end == "xz") {
        true => Box::new(lzma_rust2::XzReader::new(file, true)),
        false => Box::new(file),
    };
    let mut rows = csv::Reader::from_reader(plain);
    let headers = rows.headers().expect("a header");
    let column = headers
        .iter()
        .position(|name| name == "query")
        .expect("a column `query`");
    let texts = rows
        .records()
        .map(|row| row.expect("a readable row")[column].to_string());
    texts.filter_map(|text| Some(read(&text, syntax).ok()?.query)).collect()
}

struct Arguments {
    inputs: Vec<PathBuf>,
    queries: Vec<PathBuf>,
    syntax: Syntax,
    most: usize,
}

impl Arguments {
    fn read() -> Arguments {
        let mut arguments = Arguments {
            inputs: vec![],
            queries: vec![],
            syntax: Syntax::Afbaken,
            most: usize::MAX,
        };
        let mut given = std::env::args().skip(1);
        let mut are_queries = false;
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--queries" => {
                    are_queries = true;
                    let syntax = given.next().and_then(|name| name.parse().ok());
                    arguments.syntax = syntax.expect("a syntax behind --queries");
                }
                "--most" => {
                    arguments.most = given
                        .next()
                        .and_then(|n| n.parse().ok())
                        .expect("a number behind --most");
                }
                _ if are_queries => arguments.queries.push(argument.into()),
                _ => arguments.inputs.push(argument.into()),
            }
        }
        arguments
    }
}
