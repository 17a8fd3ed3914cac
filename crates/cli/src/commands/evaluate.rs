//! `evaluate`: precision per ecosystem and the readers' agreement.

use std::process::ExitCode;

use comfy_table::{CellAlignment, Table, presets};
use evaluation::{Agreement, Estimate, LabelPrecision};
use serde_json::json;
use study::RunEvaluation;

use crate::arguments::{EvaluateArguments, Output};

pub fn evaluate(arguments: &EvaluateArguments, output: Output) -> anyhow::Result<ExitCode> {
    let evaluation = study::evaluate(&arguments.run, &arguments.labels)?;
    print_problems(&evaluation);
    if output.json {
        let labels = &evaluation.labels;
        say!(
            "{:#}",
            json!({"report": evaluation.report, "open": labels.n_open, "unknown_documents": evaluation.unknown_documents})
        );
    } else {
        print_report(&evaluation);
    }
    Ok(if evaluation.labels.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn print_problems(evaluation: &RunEvaluation) {
    for problem in &evaluation.labels.problems {
        eprintln!("error: {}: {}\nhint: {}", problem.place, problem.problem, problem.hint);
    }
    if let Some(example) = evaluation.unknown_documents.first() {
        eprintln!(
            "note: {} labelled documents are not in the run, such as `{example}`",
            evaluation.unknown_documents.len()
        );
    }
}

fn print_report(evaluation: &RunEvaluation) {
    let report = &evaluation.report;
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_width(80);
    table.set_header(["ecosystem", "attributed", "yes", "no", "unsure", "precision (90 %)"]);
    for label in report.labels.iter().filter(|label| label.n_attributed > 0) {
        table.add_row(row(&label.label, label));
    }
    table.add_row(row("all together", &report.pooled));
    for column in 1..6 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    say!("{table}");
    let pooled = &report.pooled;
    say!(
        "\n{} documents judged, {} questions still open.",
        report.n_documents,
        evaluation.labels.n_open
    );
    say!(
        "Counted too often: {} times.",
        interval(pooled.over_count, |x| format!("{x:.2}"))
    );
    say!("Agreement of two readers: {}.", agreement(pooled.agreement));
    say!(
        "Judged to belong and not attributed: {}. Recall: not estimated (the labels have no inclusion probabilities).",
        pooled.n_missed
    );
}

fn row(name: &str, label: &LabelPrecision) -> Vec<String> {
    let unsure = label.n_unsure + label.n_conflict;
    let counts = [label.n_attributed, label.n_yes, label.n_no, unsure].map(|count| count.to_string());
    let precision = interval(label.precision, |x| format!("{x:.2}"));
    [vec![name.to_owned()], counts.to_vec(), vec![precision]].concat()
}

fn interval(estimate: Option<Estimate>, number: impl Fn(f64) -> String) -> String {
    match estimate {
        Some(e) => format!("{} ({}-{})", number(e.value), number(e.low), number(e.high)),
        None => "not estimated".into(),
    }
}

fn agreement(agreement: Option<Agreement>) -> String {
    match agreement {
        Some(Agreement {
            n,
            observed,
            kappa: Some(kappa),
        }) => format!("kappa {kappa:.2}, the same answer on {:.0} % of {n}", observed * 100.0),
        Some(Agreement {
            n,
            observed,
            kappa: None,
        }) => format!("kappa undefined, the same answer on {:.0} % of {n}", observed * 100.0),
        None => "not estimated (no question answered by two)".into(),
    }
}
