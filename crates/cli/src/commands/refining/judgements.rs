//! The file of judgements that belongs to a run, and the label that a query stands for.

use std::path::{Path, PathBuf};

use anyhow::Result;
use evaluation::Labels;
use query::{Expression, Query};
use refine::Judged;

use crate::refining_arguments::JudgementArguments;

/// The judgements of a query's label, and where they are kept.
pub struct Kept {
    pub judged: Judged,
    pub path: PathBuf,
}

/// The file of judgements: as named, the study's, or `judgements.csv` beside the run's folder (beside `runs/` where
/// the run lies in a study).
pub fn path(arguments: &JudgementArguments, run: &Path) -> PathBuf {
    match (&arguments.judgements, &arguments.study) {
        (Some(file), _) => file.clone(),
        (None, Some(study)) => study.join("judgements.csv"),
        (None, None) => beside(run),
    }
}

fn beside(run: &Path) -> PathBuf {
    let run = std::fs::canonicalize(run).unwrap_or_else(|_| run.to_owned());
    let folder = run.parent().unwrap_or(&run);
    let study = folder
        .parent()
        .filter(|_| folder.file_name().is_some_and(|name| name == "runs"));
    study.unwrap_or(folder).join("judgements.csv")
}

/// Reads the judgements of the label that the query stands for; none where the default file is not there.
pub fn read(arguments: &JudgementArguments, run: &Path, query: &Query) -> Result<Kept> {
    let path = path(arguments, run);
    let is_named = arguments.judgements.is_some() || arguments.study.is_some();
    let labels = match path.is_file() || is_named {
        true => Labels::read(&path)?,
        false => Labels::default(),
    };
    for problem in &labels.problems {
        eprintln!("note: {}: {}", problem.place, problem.problem);
    }
    let label = label(arguments.label.as_deref(), query, &labels);
    let judged = Judged::of(&label, &labels);
    if judged.judgements.is_empty() && !labels.judgements.is_empty() {
        eprintln!(
            "note: `{}` has no judgement of `{label}`; `--label ID` names another label",
            path.display()
        );
    }
    Ok(Kept { judged, path })
}

/// As named, the ecosystem that the query refers to, the only label there is, or else the query itself.
pub fn label(named: Option<&str>, query: &Query, labels: &Labels) -> String {
    let only = || {
        let first = labels.judgements.first()?;
        let is_only = labels.judgements.iter().all(|judgement| judgement.label == first.label);
        is_only.then(|| first.label.clone())
    };
    named
        .map(str::to_owned)
        .or_else(|| ecosystem(&query.expression))
        .or_else(only)
        .unwrap_or_else(|| query.to_string())
}

fn ecosystem(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Reference(reference) => Some(reference.ecosystem.clone()),
        other => other.children().into_iter().find_map(ecosystem),
    }
}

/// How precise a clause is by the labels, in words.
pub fn precision(estimate: Option<evaluation::Estimate>, n: usize) -> String {
    match estimate {
        Some(e) => format!("{:.2} ({:.2}-{:.2}, n {n})", e.value, e.low, e.high),
        None => "no labels yet".into(),
    }
}
