//! `query clauses`: what each clause brings.

use std::process::ExitCode;

use refine::{ClauseReport, ClauseRow, Overlap, parse_query};

use super::judgements::{self, precision};
use super::lines::{cut, indented, width, wrapped};
use super::{open, taken};
use crate::arguments::Output;
use crate::commands::query::read_catalogue;
use crate::refining_arguments::ClausesArguments;

/// Columns of the numbers before a clause.
const NUMBERS: usize = 25;

/// Clauses deeper than this are not indented further.
const DEEPEST: usize = 3;

pub fn clauses(arguments: &ClausesArguments, output: Output) -> anyhow::Result<ExitCode> {
    let catalogue = read_catalogue(arguments.catalogue.as_deref())?;
    let query = parse_query(&arguments.query, &catalogue)?;
    let corpus = open(&arguments.on)?;
    let kept = judgements::read(&arguments.judgements, &arguments.on, &query)?;
    let report = refine::clauses(&query, &corpus, &catalogue, &kept.judged, &taken(&arguments.on)?)?;
    if output.json {
        say!("{:#}", serde_json::to_value(&report)?);
    } else {
        print(&report);
    }
    Ok(ExitCode::from(u8::from(report.whole.hits == 0)))
}

fn print(report: &ClauseReport) {
    let whole = &report.whole;
    indented(
        &format!(
            "{} hits; precision {}; others take {}",
            whole.hits,
            precision(whole.precision, whole.yes + whole.no),
            others(&whole.overlap)
        ),
        0,
    );
    say!("\n hits  only  lost   all  clause");
    let (shown, silent): (Vec<&ClauseRow>, Vec<&ClauseRow>) =
        report.clauses.iter().partition(|row| row.hits > 0 || row.gained > 0);
    shown.into_iter().for_each(print_row);
    say!("");
    indented(
        "only: no alternative beside it holds; lost: hits that go without it (+ that come); all: where it holds, \
         whatever else the query asks",
        0,
    );
    if !silent.is_empty() {
        let texts: Vec<&str> = silent.iter().map(|row| row.text.as_str()).collect();
        say!("\nNo hits ({}):", texts.len());
        indented(&texts.join(" · "), 2);
    }
}

/// The numbers, and behind them the clause over as many lines as it needs.
fn print_row(row: &ClauseRow) {
    let lost = match (row.lost, row.gained) {
        (lost, 0) => lost.to_string(),
        (0, gained) => format!("+{gained}"),
        (lost, gained) => format!("{lost}+{gained}"),
    };
    let only = row.unique.map_or("-".into(), |unique| unique.to_string());
    let indent = " ".repeat(NUMBERS + 2 * row.depth.min(DEEPEST));
    let room = width().saturating_sub(indent.len() + 2).max(12);
    let mut lines = wrapped(&row.text, room).into_iter();
    let numbers = format!("{:>5} {only:>5} {lost:>5} {:>5}  ", row.hits, row.anywhere);
    say!("{numbers}{}{}", &indent[NUMBERS..], lines.next().unwrap_or_default());
    let further = lines.chain(
        notes(row)
            .iter()
            .flat_map(|note| wrapped(note, room))
            .collect::<Vec<_>>(),
    );
    further.for_each(|line| say!("{indent}  {line}"));
}

fn notes(row: &ClauseRow) -> Vec<String> {
    let mut notes = Vec::new();
    if row.precision.is_some() {
        notes.push(format!("precision {}", precision(row.precision, row.yes + row.no)));
    }
    if !row.overlap.is_empty() {
        notes.push(format!("also {}", others(&row.overlap)));
    }
    let titles = row.examples.iter().take(if row.depth > 1 { 1 } else { 2 });
    notes.extend(titles.map(|card| cut(&format!("e.g. {} {}", card.document_id, card.title), 60)));
    notes
}

/// Other ecosystems with how many of the hits they take.
pub fn others(overlap: &[Overlap]) -> String {
    let names: Vec<String> = overlap
        .iter()
        .map(|other| format!("{} {}", other.ecosystem, other.hits))
        .collect();
    if names.is_empty() {
        "none".into()
    } else {
        names.join(", ")
    }
}
