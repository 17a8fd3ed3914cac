//! How long an analyst waits over a large index: for the number of hits of a query and the first page with its evidence,
//! and for what each of its clauses brings.
//!
//! `cargo run --release -p refine --example interactive -- FILE… --index FOLDER [--n 1000000] [--queries FILE.csv]…`. The
//! index is built unless the folder holds one: documents of the sentences of the files, shuffled within field and language
//! (seeded). The queries are the built-in catalogue's rules, and the column `query` of the CSV files; `clauses` is asked of
//! each of these queries and of each ecosystem as a whole, beside the documents that the rules of all ecosystems take.

mod corpus_of_shuffled_sentences;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use catalogue::Catalogue;
use corpus_of_shuffled_sentences::Shuffled;
use index::{Index, IndexWriterSession};
use query::{Query, Syntax, parse};
use refine::{IndexedCorpus, Judged, Taken};

/// Hits shown at once.
const PAGE: usize = 10;

/// Queries shown that took longest.
const SLOWEST: usize = 3;

fn main() {
    let arguments = Arguments::read();
    if !arguments.index.exists() {
        build(&arguments);
    }
    let started = Instant::now();
    let index = Index::open(&arguments.index).expect("an index");
    println!("{} documents, opened in {:.0} ms", index.len(), milliseconds(started));
    let (catalogue, _) = Catalogue::built_in();
    let sets = arguments.queries.iter().map(|file| (name(file), read_queries(file)));
    let mut sets: Vec<(String, Vec<Query>)> = sets.collect();
    let ids = catalogue.ecosystems.iter().map(|ecosystem| ecosystem.id.as_str());
    let rules = ids.clone().flat_map(|id| resolved(&catalogue, id)).collect();
    sets.push(("rules of the catalogue".into(), rules));
    for (name, queries) in &sets {
        report(name, &index, queries);
    }
    sets.push(("ecosystems".into(), ids.clone().map(ecosystem_query).collect()));
    let taken = ids.map(|id| (id.to_string(), taken(&index, &resolved(&catalogue, id))));
    let taken: Taken = taken.collect();
    let corpus = IndexedCorpus::open(&arguments.index).expect("an index");
    for (name, queries) in &sets {
        report_clauses(name, &corpus, &catalogue, &taken, queries);
    }
}

/// Ids of the documents that some rule finds: they count from 1.
fn taken(index: &Index, rules: &[Query]) -> Vec<String> {
    let rows = index.rows_of_each(rules).expect("a search").into_iter().flatten();
    let rows: BTreeSet<u64> = rows.collect();
    rows.into_iter().map(|row| (row + 1).to_string()).collect()
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into()
}

fn report(name: &str, index: &Index, queries: &[Query]) {
    let mut waits = Vec::new();
    for query in queries {
        let started = Instant::now();
        let rows = index.rows(query).expect("a search");
        let counted = milliseconds(started);
        index.page(query, &rows[..rows.len().min(PAGE)]).expect("a page");
        let wait = milliseconds(started);
        waits.push((wait, counted, rows.len(), query));
    }
    waits.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "{name}: {}",
        Percentiles::of(waits.iter().map(|(wait, ..)| *wait).collect())
    );
    for (wait, counted, n, query) in &waits[..waits.len().min(SLOWEST)] {
        let text: String = query.to_string().chars().take(160).collect();
        println!("    {wait:.0} ms, {n} hits counted in {counted:.0} ms: {text}");
    }
}

fn report_clauses(name: &str, corpus: &IndexedCorpus, catalogue: &Catalogue, taken: &Taken, queries: &[Query]) {
    let mut n_clauses = 0;
    let waits = queries.iter().map(|query| {
        let started = Instant::now();
        let report = refine::clauses(query, corpus, catalogue, &Judged::default(), taken).expect("a search");
        n_clauses += report.clauses.len();
        milliseconds(started)
    });
    let percentiles = Percentiles::of(waits.collect());
    println!("clauses of {name}, {n_clauses} in all: {percentiles}");
}

/// An ecosystem's rules as one query, as `@id` is.
fn ecosystem_query(id: &str) -> Query {
    parse(&format!("@{id}"), Syntax::Afbaken).expect("a reference")
}

/// The rules of an ecosystem.
fn resolved(catalogue: &Catalogue, id: &str) -> Vec<Query> {
    let rules = &catalogue.by_id(id).expect("an ecosystem").rules;
    let queries = rules.iter().filter_map(|rule| rule.query());
    queries
        .map(|query| query.resolve(&|to| catalogue.query(to)).expect("a sound catalogue"))
        .collect()
}

fn read_queries(file: &Path) -> Vec<Query> {
    let mut rows = csv::Reader::from_path(file).expect("a CSV file");
    let column = rows
        .headers()
        .expect("a header")
        .iter()
        .position(|name| name == "query")
        .expect("a column `query`");
    let texts = rows
        .records()
        .map(|row| row.expect("a readable row")[column].to_string());
    texts.filter_map(|text| parse(&text, Syntax::Afbaken).ok()).collect()
}

fn build(arguments: &Arguments) {
    let mut shuffled = Shuffled::read(&arguments.inputs);
    let mut session = IndexWriterSession::create(&arguments.index).expect("a new index");
    let started = Instant::now();
    let mut text = 0;
    for _ in 0..arguments.n / 1000 {
        let documents: Vec<_> = (0..1000).map(|_| shuffled.document()).collect();
        text += documents
            .iter()
            .map(|document| document.title.len() + document.text.len())
            .sum::<usize>();
        session.add(&documents).expect("documents are added");
    }
    session.commit().expect("a commit");
    let size = folder_size(&arguments.index);
    println!(
        "built in {:.0} s; {:.2} GB of text, {:.2} GB of index ({:.2} times the text), peak memory {}",
        started.elapsed().as_secs_f64(),
        text as f64 / 1e9,
        size as f64 / 1e9,
        size as f64 / text as f64,
        peak_memory()
    );
}

fn folder_size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => folder_size(&path),
            path => std::fs::metadata(path).map_or(0, |file| file.len()),
        })
        .sum()
}

/// Linux: the most memory that was resident.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.map_or("unknown".into(), |line| line[6..].trim().to_string())
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

struct Percentiles(Vec<f64>);

impl Percentiles {
    fn of(mut waits: Vec<f64>) -> Percentiles {
        waits.sort_by(f64::total_cmp);
        Percentiles(waits)
    }

    fn at(&self, share: f64) -> f64 {
        self.0[((self.0.len() - 1) as f64 * share).round() as usize]
    }
}

impl std::fmt::Display for Percentiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "half within {:.0} ms, 95 % within {:.0} ms, all within {:.0} ms",
            self.at(0.5),
            self.at(0.95),
            self.at(1.0)
        )
    }
}

struct Arguments {
    inputs: Vec<PathBuf>,
    queries: Vec<PathBuf>,
    index: PathBuf,
    n: usize,
}

impl Arguments {
    fn read() -> Arguments {
        let (mut inputs, mut queries, mut index, mut n) = (vec![], vec![], None, 1_000_000);
        let mut given = std::env::args().skip(1);
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--queries" => queries.extend(given.next().map(PathBuf::from)),
                "--index" => index = given.next().map(PathBuf::from),
                "--n" => n = given.next().and_then(|n| n.parse().ok()).expect("a number behind --n"),
                _ => inputs.push(argument.into()),
            }
        }
        Arguments {
            inputs,
            queries,
            index: index.expect("--index FOLDER"),
            n,
        }
    }
}
