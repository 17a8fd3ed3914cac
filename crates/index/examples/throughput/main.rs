//! How many documents a second many stored queries take, beside tantivy on a RAM index of the same words.
//!
//! `cargo run --release -p index --example throughput -- FILE… [--queries FILE.csv]…`: documents of 180 words cut from the texts of the
//! files. Without `--queries`, the built-in catalogue as 56 × 60 clauses; with it the column `query` of the files as well,
//! and words swapped (seeded) until there are 100,000 queries.

mod clauses;
mod peer;
mod texts;

use std::time::Instant;

use corpus::Document;
use query::{Accents, Analyser, Query, QuerySet};

/// Words a document.
const WORDS: usize = 180;

fn main() {
    let arguments = Arguments::read();
    let documents = texts::documents(&arguments.inputs, WORDS, 20_000);
    println!("{} documents of {WORDS} words", documents.len());
    let words = texts::vocabulary(&documents);
    let catalogue = clauses::of_catalogue(60, &words);
    report("catalogue, 56 x 60 clauses", &catalogue, &documents);
    if !arguments.alone {
        peer::report(&catalogue, &documents);
    }
    if !arguments.queries.is_empty() {
        let stored = clauses::stored(&arguments.queries, catalogue, 100_000, &words);
        report("stored queries", &stored, &documents[..documents.len().min(5_000)]);
    }
}

struct Arguments {
    inputs: Vec<std::path::PathBuf>,
    queries: Vec<std::path::PathBuf>,
    /// Without the peer.
    alone: bool,
}

impl Arguments {
    fn read() -> Arguments {
        let mut arguments = Arguments {
            inputs: vec![],
            queries: vec![],
            alone: false,
        };
        let mut given = std::env::args_os().skip(1);
        while let Some(argument) = given.next() {
            match argument.to_str() {
                Some("--queries") => arguments.queries.extend(given.next().map(Into::into)),
                Some("--alone") => arguments.alone = true,
                _ => arguments.inputs.push(argument.into()),
            }
        }
        assert!(!arguments.inputs.is_empty(), "name at least one file of documents");
        arguments
    }
}

/// Analysis alone, then everything (words, matches, spans) on one thread and on two.
fn report(name: &str, queries: &[Query], documents: &[Document]) {
    let started = Instant::now();
    let set = QuerySet::compile(queries.to_vec()).expect("queries without references");
    println!(
        "\n{name}: {} queries, compiled in {:.0} ms",
        set.len(),
        started.elapsed().as_secs_f64() * 1e3
    );
    for _ in 0..2 {
        analyse(documents);
    }
    let analysis = fastest(|| analyse(documents));
    println!(
        "  analysis alone       {:>8.0} documents/s",
        documents.len() as f64 / analysis
    );
    let mut hits = (0, 0);
    let whole = fastest(|| hits = evaluate(&set, documents));
    println!(
        "  with matches, spans  {:>8.0} documents/s; {} hits, {} spans",
        documents.len() as f64 / whole,
        hits.0,
        hits.1
    );
    let halves = documents.split_at(documents.len() / 2);
    let two = (0..3).map(|_| {
        let started = Instant::now();
        std::thread::scope(|scope| {
            let other = scope.spawn(|| evaluate(&set, halves.0));
            evaluate(&set, halves.1);
            other.join().expect("no panic");
        });
        started.elapsed().as_secs_f64()
    });
    let two = two.fold(f64::INFINITY, f64::min);
    println!(
        "  on two threads       {:>8.0} documents/s",
        documents.len() as f64 / two
    );
}

fn analyse(documents: &[Document]) {
    let mut analyser = Analyser::new(Accents::Remove);
    for document in documents {
        std::hint::black_box(analyser.analyse(document));
    }
}

fn evaluate(set: &QuerySet, documents: &[Document]) -> (usize, usize) {
    let mut evaluator = set.evaluator();
    let mut hits = (0, 0);
    for document in documents {
        let found = evaluator.evaluate(document);
        hits.0 += found.len();
        hits.1 += found.iter().map(|found| found.spans.len()).sum::<usize>();
    }
    hits
}

/// Seconds of the fastest of three runs, of this thread's own time where the system tells it: others may be busy.
pub fn fastest(mut run: impl FnMut()) -> f64 {
    let timed = (0..3).map(|_| {
        let started = Clock::start();
        run();
        started.seconds()
    });
    timed.fold(f64::INFINITY, f64::min)
}

/// Time spent by this thread, or on the wall.
pub struct Clock {
    wall: Instant,
    own: Option<f64>,
}

impl Clock {
    /// Begins now.
    pub fn start() -> Clock {
        Clock {
            wall: Instant::now(),
            own: Clock::own_seconds(),
        }
    }

    /// Seconds since.
    pub fn seconds(&self) -> f64 {
        match (self.own, Clock::own_seconds()) {
            (Some(then), Some(now)) => now - then,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }

    /// Linux: time on the processor, in nanoseconds, is the first number of this file.
    fn own_seconds() -> Option<f64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ')
            .next()?
            .parse::<f64>()
            .ok()
            .map(|nanoseconds| nanoseconds / 1e9)
    }
}
