//! Measures the evaluator on one core: 600 queries of about ten terms over made-up documents of 180 words.
//!
//! Words are drawn from a made-up vocabulary of 30,000 by Zipf's law, so that queries hit as they do in real text.
//! `cargo run --release -p query --example speed [DOCUMENTS]` prints documents per second of each stage.

use std::time::Instant;

use corpus::{Document, Language};
use query::{Analyser, Query, QuerySet, Syntax, parse};

fn main() {
    let documents = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let mut draw = Draw(42);
    let documents: Vec<Document> = (0..documents).map(|_| document(&mut draw)).collect();
    let queries: Vec<Query> = (0..600).map(|i| query(i, &mut draw)).collect();

    let start = Instant::now();
    let set = QuerySet::compile(queries).expect("no references");
    println!("compile: {:.3} s", start.elapsed().as_secs_f64());

    let start = Instant::now();
    let mut analyser = Analyser::default();
    let analysed: Vec<_> = documents.iter().map(|document| analyser.analyse(document)).collect();
    rate("analyse", documents.len(), start);

    let start = Instant::now();
    let mut evaluator = set.evaluator();
    let hits: usize = analysed
        .iter()
        .zip(&documents)
        .map(|(a, d)| evaluator.evaluate(a, d).len())
        .sum();
    rate("evaluate", documents.len(), start);
    println!("hits per document: {:.1}", hits as f64 / documents.len() as f64);

    let start = Instant::now();
    let (mut analyser, mut evaluator) = (Analyser::default(), set.evaluator());
    let again: usize = documents
        .iter()
        .map(|d| evaluator.evaluate(&analyser.analyse(d), d).len())
        .sum();
    rate("both, streaming", documents.len(), start);
    assert_eq!(again, hits);
}

fn rate(stage: &str, documents: usize, start: Instant) {
    println!(
        "{stage}: {:.0} documents/s",
        documents as f64 / start.elapsed().as_secs_f64()
    );
}

/// A small generator of numbers, always the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    /// A rank by Zipf's law.
    fn rank(&mut self) -> u64 {
        let uniform = self.below(1 << 50) as f64 / (1u64 << 50) as f64;
        30_000f64.powf(uniform) as u64
    }
}

const SYLLABLES: [&str; 16] = [
    "wa", "ter", "mem", "braan", "ing", "stof", "en", "er", "gie", "zui", "ver", "op", "tion", "al", "pro", "ces",
];

/// The word of a rank: rare words are long.
fn word(rank: u64) -> String {
    let mut rest = rank + 16;
    let mut word = String::new();
    while rest > 0 {
        word.push_str(SYLLABLES[(rest % 16) as usize]);
        rest /= 16;
    }
    word
}

fn document(draw: &mut Draw) -> Document {
    let text = (0..180)
        .map(|i| word(draw.rank()) + if i % 40 == 39 { "-" } else { " " })
        .collect();
    let title = (0..8).map(|_| word(draw.rank()) + " ").collect();
    Document {
        title,
        text,
        language: Some(if draw.below(2) == 0 {
            Language::DUTCH
        } else {
            Language::ENGLISH
        }),
        ..Document::default()
    }
}

/// About ten terms, of words that are not the most frequent.
fn query(shape: usize, draw: &mut Draw) -> Query {
    let mut term = || word(20 + draw.below(5_000));
    let [a, b, c, d, e, f, g, h, i, j]: [String; 10] = std::array::from_fn(|_| term());
    let text = match shape % 3 {
        0 => format!("({a}* OR {b} OR {c}) NEAR/8 ({d} OR {e}) OR \"{f} {g}\" OR \"{h} {i}*\" OR {j}"),
        1 => format!("({a} OR {b} OR {c} OR {d}) AND ({e} OR {f} OR *{g}*) AND NOT ({h} OR {i} OR {j})"),
        _ => format!("\"{a} {b}\" OR {c} PRE/3 ({d} OR {e}) OR ({f} AND {g}*) OR 2 OF ({h}, {i}, {j})"),
    };
    parse(&text, Syntax::Afbaken).expect("well formed")
}
