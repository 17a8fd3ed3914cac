//! Reads every query of CSV files (a column `query`; plain or `.xz`) in a syntax and prints each refusal with why.
//!
//! `cargo run --release -p query --example query_sets -- scopus FILE…`

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

use query::{Syntax, convert, parse, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let syntax: Syntax = arguments.next().ok_or("write: query_sets SYNTAX FILE…")?.parse()?;
    let (mut all, mut refused, mut notes) = (0, 0, BTreeMap::<String, usize>::new());
    for path in arguments {
        for (row, query) in queries(&path)?.into_iter().enumerate() {
            all += 1;
            match read(&query, syntax) {
                Ok(reading) => {
                    check_round_trip(&reading.query, &query);
                    let counts = reading.notes.into_iter();
                    counts.for_each(|note| *notes.entry(note.message).or_default() += 1);
                }
                Err(problems) => {
                    refused += 1;
                    println!("{path}, row {}: {query}", row + 1);
                    problems
                        .iter()
                        .for_each(|problem| println!("  {problem}; {}", problem.hint));
                }
            }
        }
    }
    notes.iter().for_each(|(note, n)| println!("{n} x {note}"));
    let accepted = 100.0 * f64::from(all - refused) / f64::from(all.max(1));
    println!(
        "{all} queries, {refused} refused: {accepted:.2} % read as {}",
        syntax.name()
    );
    Ok(())
}

/// Our own text of the query is the same query; so is Scopus's where nothing is lost and the text is read.
fn check_round_trip(query: &query::Query, text: &str) {
    let own = parse(&query.to_string(), Syntax::Afbaken);
    if own.as_ref() != Ok(query) {
        println!("does not survive our own syntax: {text}");
    }
    let conversion = convert(query, Syntax::Scopus);
    if !conversion.lost.is_empty() || parse(&conversion.text, Syntax::Scopus).is_err() {
        println!("is not written for Scopus: {text}: {:?}", conversion.lost);
    }
}

fn queries(path: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let file = File::open(path)?;
    let plain: Box<dyn Read> = match path.ends_with(".xz") {
        true => Box::new(lzma_rust2::XzReader::new(file, true)),
        false => Box::new(file),
    };
    let mut reader = csv::Reader::from_reader(plain);
    let headers = reader.headers()?;
    let place = headers
        .iter()
        .position(|name| name == "query")
        .ok_or("no column `query`")?;
    reader.records().map(|record| Ok(record?[place].to_string())).collect()
}
