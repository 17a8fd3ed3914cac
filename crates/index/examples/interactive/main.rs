//! How long an analyst waits for a query over a large index: the number of hits and the first page with its evidence.
//!
//! `cargo run --release -p index --example interactive -- FILE… --index FOLDER [--n 1000000] [--queries FILE.csv]…`. The
//! index is built unless the folder holds one: documents of the sentences of the files, shuffled within field and language
//! (seeded). The queries are the built-in catalogue's rules and ecosystems, and the column `query` of the CSV files;
//! "clauses" asks for every operand of an ecosystem's rules.

mod corpus_of_shuffled_sentences;

use std::path::{Path, PathBuf};
use std::time::Instant;

use catalogue::Catalogue;
use corpus_of_shuffled_sentences::Shuffled;
use index::{Index, IndexWriterSession};
use query::{Expression, Query, Syntax, parse};

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
    for file in &arguments.queries {
        let queries = read_queries(file);
        report(
            &format!(
                "{} ({})",
                file.file_name().unwrap_or_default().to_string_lossy(),
                queries.len()
            ),
            &index,
            &queries,
        );
    }
    let rules: Vec<Query> = catalogue
        .ecosystems
        .iter()
        .flat_map(|e| resolved(&catalogue, &e.id))
        .collect();
    report(&format!("rules of the catalogue ({})", rules.len()), &index, &rules);
    report_clauses(&index, &catalogue);
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

fn report_clauses(index: &Index, catalogue: &Catalogue) {
    let waits = catalogue.ecosystems.iter().map(|ecosystem| {
        let started = Instant::now();
        let mut clauses = Vec::new();
        for query in resolved(catalogue, &ecosystem.id) {
            operands(query.expression, &mut clauses);
        }
        index.rows_of_each(&clauses).expect("a search");
        milliseconds(started)
    });
    println!("clauses of an ecosystem: {}", Percentiles::of(waits.collect()));
}

fn operands(expression: Expression, clauses: &mut Vec<Query>) {
    match expression {
        Expression::Or(of) => of.into_iter().for_each(|operand| operands(operand, clauses)),
        expression => clauses.push(Query { expression }),
    }
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
