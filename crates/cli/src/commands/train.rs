//! `train` and `classify`: a classifier learnt from labels and queries, and used.

use std::path::Path;
use std::process::ExitCode;

use catalogue::Catalogue;
use corpus::{CorpusError, Document, Role};
use learning::{Classifier, Drift};
use serde_json::json;
use study::{
    Basis, Classification, GROUP_COLUMN, LABEL_COLUMN, LabelSource, Progress, QuerySource, StudyError, TrainingOutcome,
    TrainingPlan, VectorSource,
};

use super::evaluate::print_problems;
use super::{documents, mapping, model_choice, n_threads, read_documents};
use crate::arguments::{ClassifyArguments, Output, TrainArguments};
use crate::failure::Failure;
use crate::watch::Watch;

/// The name of the catalogue that the program carries.
const BUILT_IN: &str = "built-in";

/// Names shown of a long list.
const SHOWN: usize = 5;

/// Positive answers from which a label's own figures mean something.
const FEW: usize = 10;

pub fn train(arguments: &TrainArguments, output: Output) -> anyhow::Result<ExitCode> {
    let plan = plan(arguments)?;
    let mut watch = Watch::new(output);
    let documents = labelled(arguments, &mut watch)?;
    let outcome = plan.train(&documents, &mut watch)?;
    print_problems(&outcome.problems);
    warn(&outcome, &mut watch);
    if output.json {
        say!("{:#}", json!({"classifier": arguments.out, "card": outcome.card}));
    } else {
        print(&outcome, &arguments.out);
    }
    Ok(if outcome.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn plan(arguments: &TrainArguments) -> anyhow::Result<TrainingPlan> {
    let labels = match (&arguments.labels, &arguments.label) {
        (Some(path), _) => LabelSource::File(path.clone()),
        (None, Some(column)) => LabelSource::Column(column.clone()),
        (None, None) => LabelSource::Queries,
    };
    let queries = match (&arguments.catalogue, &arguments.queries) {
        (Some(folder), _) => QuerySource::Catalogue(Box::new(catalogue(folder)?)),
        (None, Some(path)) => QuerySource::File(path.clone(), arguments.syntax),
        (None, None) => QuerySource::None,
    };
    let vectors = match (&arguments.embeddings, arguments.no_vectors) {
        (_, true) => None,
        (Some(path), _) => Some(VectorSource::File(path.clone())),
        (None, _) => Some(VectorSource::Model(model_choice(&arguments.model))),
    };
    Ok(TrainingPlan {
        labels,
        queries,
        vectors,
        by_group: arguments.group.is_some(),
        settings: Classifier {
            seed: arguments.seed,
            band: arguments.band,
            n_threads: n_threads(),
            ..Classifier::default()
        },
        out: arguments.out.clone(),
        adopt: arguments.adopt,
    })
}

fn catalogue(folder: &Path) -> anyhow::Result<Catalogue> {
    let (catalogue, problems) = if folder == Path::new(BUILT_IN) {
        Catalogue::built_in()
    } else {
        Catalogue::read(folder)?
    };
    if problems.is_empty() {
        Ok(catalogue)
    } else {
        Err(StudyError::CatalogueProblems { problems }.into())
    }
}

/// The documents with the columns of the label and the group.
fn labelled(arguments: &TrainArguments, watch: &mut Watch) -> anyhow::Result<Vec<Document>> {
    let mut mapping = mapping(arguments.input.map.as_deref())?;
    let columns = [(LABEL_COLUMN, &arguments.label), (GROUP_COLUMN, &arguments.group)];
    for (scheme, column) in columns {
        if let Some(column) = column {
            mapping.add(Role::Codes(scheme.into()), column);
        }
    }
    read_documents(&arguments.input, mapping, watch).map_err(|error| match error.downcast_ref::<CorpusError>() {
        Some(CorpusError::ColumnMissing {
            role: Role::Codes(scheme),
            tables,
            ..
        }) => {
            let is_missing = columns
                .iter()
                .find(|(known, _)| known == scheme)
                .and_then(|(_, column)| column.as_deref());
            let Some(column) = is_missing else { return error };
            let names = tables
                .iter()
                .map(|(path, names)| format!("`{}` has {}", path.display(), names.join(", ")));
            Failure {
                message: format!(
                    "there is no column `{column}`; {}",
                    names.collect::<Vec<_>>().join("; ")
                ),
                hint: "name a column that is there with `--label` or `--group`".into(),
            }
            .into()
        }
        _ => error,
    })
}

fn warn(outcome: &TrainingOutcome, watch: &mut Watch) {
    let answers = &outcome.card.answers;
    if outcome.card.basis == Basis::Silver {
        watch.warn("silver: no person answered, the queries did; the figures say how well it repeats them");
    }
    if let Some(known) = listed(&answers.unknown_documents) {
        watch.warn(&format!(
            "labelled documents that are not in the input are left out: {known}"
        ));
    }
    if let Some(labels) = listed(&answers.assumed_no) {
        watch.warn(&format!(
            "no answer is a no for {labels}: documents without an answer were taken for a no"
        ));
    }
    if answers.n_conflicts > 0 {
        watch.warn(&format!(
            "{} pairs on which people differ count neither way",
            answers.n_conflicts
        ));
    }
    let few = outcome.card.report.labels.iter().filter(|label| label.n_yes < FEW);
    let few: Vec<String> = few.map(|label| format!("{} ({})", label.label, label.n_yes)).collect();
    if let Some(labels) = listed(&few) {
        watch.warn(&format!("fewer than {FEW} yes answers: {labels}"));
    }
}

/// The first few, and how many more; `None` for none.
fn listed(names: &[String]) -> Option<String> {
    let shown = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    match names.len() {
        0 => None,
        n if n > SHOWN => Some(format!("{shown} and {} more", n - SHOWN)),
        _ => Some(shown),
    }
}

fn print(outcome: &TrainingOutcome, folder: &Path) {
    let report = &outcome.card.report;
    say!(
        "{} answers about {} documents, {} labels. Held out in folds: precision {:.3}, recall {:.3}, F1 {:.3}, mean F1 of \
         labels {:.3}.",
        report.n_pairs,
        report.n_documents,
        report.labels.len(),
        report.precision,
        report.recall,
        report.f1,
        report.macro_f1
    );
    say!(
        "Calibration error {:.3} ({:.3} would be chance). Unsure: {:.1} % of the pairs; wrong among the others: {:.1} %.",
        report.reliability.calibration_error,
        report.reliability.noise_floor,
        report.share_unsure * 100.0,
        report.error_when_sure * 100.0
    );
    if let Some(comparison) = &outcome.card.comparison {
        say!(
            "The classifier before, on the same {} held-out answers: F1 {:.3}; this one {:.3} (90 % interval of the difference \
             {:+.3} to {:+.3}).",
            comparison.n_pairs,
            comparison.f1_before,
            comparison.f1,
            comparison.difference_low,
            comparison.difference_high
        );
    }
    say!("{}", folder.join("card.md").display());
}

pub fn classify(arguments: &ClassifyArguments, output: Output) -> anyhow::Result<ExitCode> {
    let mut watch = Watch::new(output);
    let documents = documents(&arguments.input, &mut watch)?;
    let classification = Classification {
        classifier: arguments.classifier.clone(),
        embeddings: arguments.embeddings.clone(),
        compute: arguments.device,
        offline: arguments.offline,
        n_threads: n_threads(),
        out: arguments.out.clone(),
    };
    let outcome = classification.run(&documents, &mut watch)?;
    if outcome.card.basis == Basis::Silver {
        watch.warn("silver: this classifier learnt from queries, no person answered");
    }
    warn_of_drift(&outcome.drift, &mut watch);
    let (n_documents, n_yes, n_unsure) = (outcome.n_documents, outcome.n_yes, outcome.n_unsure);
    if output.json {
        let basis = outcome.card.basis;
        say!(
            "{:#}",
            json!({"file": arguments.out, "documents": n_documents, "yes": n_yes, "unsure": n_unsure, "basis": basis, "drift": outcome.drift})
        );
    } else {
        say!(
            "{n_documents} documents: {n_yes} times yes, {n_unsure} times unsure, in {}",
            arguments.out.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn warn_of_drift(drift: &Drift, watch: &mut Watch) {
    for figure in drift.figures.iter().filter(|figure| figure.index > figure.limit) {
        watch.warn(&format!(
            "these documents are not like those of the training ({}: index {:.2}, limit {:.2}); label a sample of them and train \
             again",
            figure.name, figure.index, figure.limit
        ));
    }
}
