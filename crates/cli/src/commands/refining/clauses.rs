//! `query clauses`: what each clause brings.

use std::process::ExitCode;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use refine::{ClauseReport, ClauseRow, Overlap, parse_query};

use super::judgements::{self, precision};
use super::lines::{cut, width, wrapped};
use super::{open, taken};
use crate::arguments::Output;
use crate::commands::query::read_catalogue;
use crate::refining_arguments::ClausesArguments;

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
    say!(
        "{} hits; precision {}; others take {}\n",
        whole.hits,
        precision(whole.precision, whole.yes + whole.no),
        others(&whole.overlap)
    );
    let (shown, silent): (Vec<&ClauseRow>, Vec<&ClauseRow>) =
        report.clauses.iter().partition(|row| row.hits > 0 || row.gained > 0);
    say!("{}", table(&shown));
    say!(
        "\nonly: no other alternative holds; lost: what goes without the clause (+ what comes); anywhere: without the rest of the query."
    );
    if !silent.is_empty() {
        let texts: Vec<&str> = silent.iter().map(|row| row.text.as_str()).collect();
        say!("\nNo hits ({}):", texts.len());
        wrapped(&texts.join(" · "), width())
            .iter()
            .for_each(|line| say!("{line}"));
    }
}

fn table(rows: &[&ClauseRow]) -> Table {
    let mut table = Table::new();
    let columns = width();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(columns).unwrap_or(80));
    table.set_header(["clause", "hits", "only", "lost", "anywhere", "precision", "others"]);
    rows.iter().for_each(|row| _ = table.add_row(cells(row)));
    for number in 1..5 {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Percentage(35)));
    }
    table
}

fn cells(row: &ClauseRow) -> Vec<String> {
    let indent = "  ".repeat(row.depth);
    let titles = row
        .examples
        .iter()
        .map(|card| format!("{indent}  e.g. {}", cut(&card.title, 60)));
    let clause: Vec<String> = std::iter::once(format!("{indent}{}", row.text)).chain(titles).collect();
    let lost = match (row.lost, row.gained) {
        (lost, 0) => lost.to_string(),
        (0, gained) => format!("+{gained}"),
        (lost, gained) => format!("{lost} +{gained}"),
    };
    vec![
        clause.join("\n"),
        row.hits.to_string(),
        row.unique.map_or("-".into(), |unique| unique.to_string()),
        lost,
        row.anywhere.to_string(),
        precision(row.precision, row.yes + row.no),
        others(&row.overlap),
    ]
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
