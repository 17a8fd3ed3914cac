//! `query check | convert | run` and `match`; the other actions on a query are in `refining`.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use catalogue::Catalogue;
use corpus::{Document, TextField};
use query::{QueryProblem, Reading, Span, Syntax, convert};
use serde_json::json;
use study::{MatchOutcome, QueryFault, search_run};

use super::{documents, refining};
use crate::arguments::{MatchArguments, Output, QueryAction, QueryArguments};
use crate::failure::Failure;
use crate::watch::Watch;

/// Code points shown on either side of a match.
const CONTEXT: usize = 40;

pub fn query(arguments: &QueryArguments, output: Output) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        QueryAction::Check { query, syntax } => check(query, *syntax, output),
        QueryAction::Convert { query, from, to } => converted(query, *from, *to, output),
        QueryAction::Run {
            query,
            syntax,
            on,
            catalogue,
            limit,
        } => {
            let asked = Asked { query, syntax: *syntax };
            run(&asked, on, &read_catalogue(catalogue.as_deref())?, *limit, output)
        }
        QueryAction::Explain(explain) => refining::explain(explain, output),
        QueryAction::Clauses(clauses) => refining::clauses(clauses, output),
        QueryAction::Suggest(suggest) => refining::suggest(suggest, output),
    }
}

/// A query as it was typed.
struct Asked<'a> {
    query: &'a str,
    syntax: Syntax,
}

fn check(text: &str, syntax: Syntax, output: Output) -> anyhow::Result<ExitCode> {
    match query::read(text, syntax) {
        Ok(Reading { query, notes }) => {
            let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
            notes.iter().for_each(|note| eprintln!("note: {note}"));
            match output.json {
                true => say!("{}", json!({"query": query.to_string(), "notes": notes})),
                false => say!("{query}"),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => Ok(refused(&problems, text)),
    }
}

fn refused(problems: &[QueryProblem], text: &str) -> ExitCode {
    for problem in problems {
        eprintln!("error: {}", problem.display(text));
    }
    ExitCode::from(2)
}

fn converted(text: &str, from: Syntax, to: Syntax, output: Output) -> anyhow::Result<ExitCode> {
    let Reading { query, notes } = match query::read(text, from) {
        Ok(reading) => reading,
        Err(problems) => return Ok(refused(&problems, text)),
    };
    let conversion = convert(&query, to);
    let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
    notes.iter().for_each(|note| eprintln!("note: {note}"));
    conversion.lost.iter().for_each(|lost| eprintln!("lost: {lost}"));
    if conversion.text.is_empty() {
        return Err(Failure {
            message: format!("nothing of the query can be written in {}", to.name()),
            hint: "what is lost is named above; `--to afbaken` loses nothing".into(),
        }
        .into());
    }
    match output.json {
        true => say!(
            "{}",
            json!({"query": conversion.text, "lost": conversion.lost, "notes": notes})
        ),
        false => say!("{}", conversion.text),
    }
    Ok(ExitCode::SUCCESS)
}

/// The catalogue that references are to; a query may refer to its good rules though others are bad.
pub(super) fn read_catalogue(folder: Option<&Path>) -> anyhow::Result<Catalogue> {
    Ok(match folder {
        Some(folder) => Catalogue::read(folder)?.0,
        None => Catalogue::built_in().0,
    })
}

fn run(asked: &Asked<'_>, on: &Path, catalogue: &Catalogue, limit: usize, output: Output) -> anyhow::Result<ExitCode> {
    let mut n = 0;
    let mut shown = Vec::new();
    search_run(on, asked.query, asked.syntax, catalogue, |hit| {
        n += 1;
        if shown.len() < limit {
            shown.push(hit);
        }
        ControlFlow::Continue(())
    })?;
    if output.json {
        let hits: Vec<_> = shown
            .iter()
            .map(|hit| json!({"document_id": hit.document.document_id, "spans": spans(&hit.found.spans)}))
            .collect();
        say!("{:#}", json!({"n_documents": n, "hits": hits}));
    } else {
        say!("{n} documents match");
        for hit in &shown {
            say!("\n{}  {}", hit.document.document_id, hit.document.title);
            hit.found
                .spans
                .iter()
                .for_each(|span| say!("    {}: {}", span.field.name(), in_context(&hit.document, span)));
        }
    }
    Ok(if n == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn spans(spans: &[Span]) -> Vec<serde_json::Value> {
    spans
        .iter()
        .map(|span| json!({"field": TextField::name(span.field), "start": span.start, "end": span.end}))
        .collect()
}

/// The match between `[` and `]`, with what stands around it.
fn in_context(document: &Document, span: &Span) -> String {
    let letters: Vec<char> = document.field(span.field).chars().collect();
    let from = span.start.saturating_sub(CONTEXT);
    let to = (span.end + CONTEXT).min(letters.len());
    let part = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let (before, after) = (
        if from > 0 { "…" } else { "" },
        if to < letters.len() { "…" } else { "" },
    );
    format!(
        "{before}{}[{}]{}{after}",
        part(from, span.start),
        part(span.start, span.end),
        part(span.end, to)
    )
    .replace('\n', " ")
}

pub fn match_queries(arguments: &MatchArguments, output: Output) -> anyhow::Result<ExitCode> {
    let documents = documents(&arguments.input, &mut Watch::new(output))?;
    let outcome = study::match_queries(&documents, &arguments.queries, arguments.syntax)?;
    for note in &outcome.notes {
        eprintln!("note: {note}");
    }
    for fault in &outcome.problems {
        eprintln!("query `{}` in row {}: {}", fault.query_id, fault.row, fault.problem);
    }
    if outcome.n_queries > 0 {
        write_hits(&outcome, &arguments.out)?;
    }
    if !outcome.problems.is_empty() {
        write_problems(&outcome, arguments)?;
        return Err(Failure {
            message: format!(
                "{} of {} queries cannot be run",
                outcome.problems.len(),
                outcome.problems.len() + outcome.n_queries
            ),
            hint: format!("mend the queries named above; the other {} were run", outcome.n_queries),
        }
        .into());
    }
    let (n, n_queries, to) = (
        outcome.hits.len(),
        outcome.n_queries,
        arguments.out.display().to_string(),
    );
    if output.json {
        say!("{}", json!({"hits": n, "queries": n_queries, "file": to}));
    } else {
        say!("{n} hits of {n_queries} queries in {to}");
    }
    Ok(if outcome.hits.is_empty() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

fn write_hits(outcome: &MatchOutcome, to: &Path) -> anyhow::Result<()> {
    let unfinished = to.with_extension("csv.tmp");
    let mut writer = csv::Writer::from_path(&unfinished)?;
    writer.write_record(["query_id", "document_id", "n_hits"])?;
    for hit in &outcome.hits {
        writer.write_record([&hit.query_id, &hit.document_id, &hit.n_hits.to_string()])?;
    }
    writer.flush()?;
    std::fs::rename(unfinished, to)?;
    Ok(())
}

/// The queries that cannot be run, beside the hits.
fn write_problems(outcome: &MatchOutcome, arguments: &MatchArguments) -> anyhow::Result<()> {
    let file = arguments
        .queries
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let problem = |fault: &QueryFault| corpus::Problem {
        file: file.clone(),
        row: fault.row,
        column: "query".into(),
        severity: corpus::Severity::Quarantined,
        problem: format!("query `{}`: {}", fault.query_id, fault.problem),
        hint: "`afbaken query check QUERY` shows the place".into(),
        raw: fault.text.clone(),
    };
    let problems: Vec<corpus::Problem> = outcome.problems.iter().map(problem).collect();
    corpus::write_problems(&arguments.out.with_file_name("problems.csv"), &problems)?;
    Ok(())
}
