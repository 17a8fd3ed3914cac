//! `evaluate`: what the judgements say of a run, and all that is wrong with them.

use std::process::ExitCode;

use comfy_table::{CellAlignment, Table, presets};
use evaluation::{Agreement, Estimate, Figure, LabelPrecision, LabelProblem, Severity, StratifiedEstimate};
use serde_json::json;
use study::{Evaluation, RuleEstimate, RunEvaluation, SampledFigures};

use crate::arguments::{EvaluateArguments, Output};

pub fn evaluate(arguments: &EvaluateArguments, output: Output) -> anyhow::Result<ExitCode> {
    let evaluation = Evaluation {
        run: arguments.run.clone(),
        labels: arguments.labels.clone(),
        catalogue: arguments.catalogue.clone(),
        confidence: arguments.confidence,
    }
    .run()?;
    print_problems(&evaluation.labels.problems);
    if output.json {
        let labels = &evaluation.labels;
        say!(
            "{:#}",
            json!({"report": evaluation.report, "sampled": evaluation.sampled, "confidence": arguments.confidence,
                   "open": labels.n_open, "unknown_documents": evaluation.unknown_documents,
                   "problems": labels.problems.iter().map(as_json).collect::<Vec<_>>()})
        );
    } else {
        print_report(&evaluation);
        print_sampled(&evaluation.sampled, arguments.confidence);
    }
    Ok(if evaluation.labels.has_unusable_rows() {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    })
}

fn as_json(problem: &LabelProblem) -> serde_json::Value {
    json!({"file": problem.place.file, "line": problem.place.line, "problem": problem.problem, "hint": problem.hint,
           "row_counts": problem.severity == Severity::Doubtful})
}

/// Every problem; a hint once after those that it is for.
pub(super) fn print_problems(problems: &[LabelProblem]) {
    for (place, problem) in problems.iter().enumerate() {
        let opening = match problem.severity {
            Severity::Unusable => "error",
            Severity::Doubtful => "warning",
        };
        eprintln!("{opening}: {}: {}", problem.place, problem.problem);
        if problems.get(place + 1).is_none_or(|next| next.hint != problem.hint) {
            eprintln!("hint: {}", problem.hint);
        }
    }
}

fn print_sampled(sampled: &SampledFigures, confidence: f64) {
    if sampled.n_of_other_runs > 0 {
        say!(
            "\n{} answers were drawn from another run or another state of this one: what they bear on is not estimated. \
             Draw a new sample; `--labels` keeps what is answered from being asked again.",
            sampled.n_of_other_runs
        );
    }
    if sampled.ecosystems.is_empty() && sampled.all.is_none() {
        return;
    }
    let percent = confidence * 100.0;
    say!("\nFrom the questions drawn at random, with {percent:.0} % intervals:");
    let mut table = sampled_table([
        "ecosystem",
        "answers",
        "precision",
        "recall",
        "prevalence",
        "over-count",
    ]);
    for (label, estimate) in &sampled.ecosystems {
        table.add_row(sampled_row(label, estimate));
    }
    if let Some(all) = &sampled.all {
        table.add_row(sampled_row("all together", all));
    }
    say!("{table}");
    print_rules(&sampled.rules);
}

/// Precision of each rule, and the weight that would follow from it.
fn print_rules(rules: &[RuleEstimate]) {
    if rules.is_empty() {
        return;
    }
    let mut table = sampled_table(["rule", "answers", "attributed", "precision", "weight", "proposed"]);
    for rule in rules {
        let weight = |weight: Option<f64>| weight.map_or("-".to_owned(), |weight| format!("{weight:.2}"));
        table.add_row([
            format!("{}/{}", rule.ecosystem, rule.rule),
            rule.estimate.n_sure.to_string(),
            rule.n_attributed.to_string(),
            figure(&rule.estimate.precision, 2),
            weight(rule.weight),
            weight(rule.proposed_weight),
        ]);
    }
    say!("{table}");
    if rules.iter().any(|rule| rule.proposed_weight.is_some()) {
        say!(
            "`proposed` is the weight by these answers, the catalogue's counted as four of them. Nothing is changed: to take \
             it over, write it in the catalogue (`afbaken catalogue export DIR` for the built-in one)."
        );
    }
}

fn sampled_table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_width(120);
    table.set_header(header);
    table
}

fn sampled_row(name: &str, estimate: &StratifiedEstimate) -> Vec<String> {
    let figures = [
        figure(&estimate.precision, 2),
        figure(&estimate.recall, 2),
        figure(&estimate.prevalence, 4),
        figure(&estimate.over_count, 2),
    ];
    [vec![name.to_owned(), estimate.n_sure.to_string()], figures.to_vec()].concat()
}

fn figure(figure: &Figure, decimals: usize) -> String {
    match figure {
        Figure::Estimated(e) => format!("{:.decimals$} ({:.decimals$}-{:.decimals$})", e.value, e.low, e.high),
        Figure::NotEstimated { low, high, more_labels } => {
            let between = if high.is_finite() {
                format!(" ({low:.decimals$}-{high:.decimals$})")
            } else {
                String::new()
            };
            match more_labels {
                0 => format!("not estimated{between}"),
                n => format!("not estimated{between}; ±.1 takes about {n} more answers"),
            }
        }
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
        "Judged to belong and not attributed: {}. Recall: {}.",
        pooled.n_missed,
        match evaluation.sampled.all.is_none() && evaluation.sampled.ecosystems.is_empty() {
            true => "not estimated (the labels have no inclusion probabilities; `afbaken sample` draws questions)",
            false => "see below",
        }
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
