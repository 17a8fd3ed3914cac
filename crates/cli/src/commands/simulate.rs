//! `simulate`: a fully labelled file replayed as if it were labelled one by one.

use std::path::Path;
use std::process::ExitCode;

use comfy_table::{Table, presets};
use corpus::{CorpusError, Document, Role};
use learning::{LearningError, RecallGoal, Replay, ReplayFigures, Screening, SparseRows, Stopping, TfIdf};
use serde_json::{Value, json};
use study::Progress;

use super::{mapping, n_threads, read_documents};
use crate::arguments::{Output, SimulateArguments, StoppingRule};
use crate::failure::Failure;
use crate::watch::Watch;

/// The scheme under which the label travels from the file to the document.
const LABEL: &str = "label of the replay";

/// Bad labels that an error shows.
const SHOWN: usize = 5;

pub fn simulate(arguments: &SimulateArguments, output: Output) -> anyhow::Result<ExitCode> {
    let mut watch = Watch::new(output);
    let (documents, labels) = labelled(arguments, &mut watch)?;
    watch.begin("features", 0);
    let rows = TfIdf::default().fit_rows(&documents).1;
    watch.end("features", false, &format!("{} terms", rows.n_columns()));
    let screening = screening(arguments);
    let mut orders = arguments.order.as_deref().map(order_file).transpose()?;
    let mut all = Vec::new();
    watch.begin("replay", arguments.seeds);
    for (done, replay) in replays(&rows, &labels, &screening, arguments.seeds).enumerate() {
        let (seed, replay) = (done as u64 + 1, replay.map_err(failure)?);
        let figures = replay.figures(&labels);
        if let Some((path, writer)) = &mut orders {
            write_order(writer, seed, &replay, &documents).map_err(|error| unwritable(path, &error))?;
        }
        if output.json {
            say!("{}", line(&figures, seed));
        }
        all.push(figures);
        watch.advance(seed, arguments.seeds);
    }
    if let Some((path, writer)) = &mut orders {
        writer.flush().map_err(|error| unwritable(path, &error.into()))?;
    }
    watch.end("replay", false, &format!("{} seeds", all.len()));
    if !output.json {
        print(&all, arguments);
    }
    Ok(ExitCode::SUCCESS)
}

fn screening(arguments: &SimulateArguments) -> Screening {
    let goal = RecallGoal {
        recall: arguments.target_recall,
        confidence: arguments.confidence,
    };
    let stopping = Stopping {
        goal,
        ..Stopping::default()
    };
    Screening {
        stopping: (arguments.stopping == StoppingRule::Guaranteed).then_some(stopping),
        ..Screening::default()
    }
}

/// The replays of seeds 1 to `n_seeds` in order, as many at a time as there are processors.
fn replays<'a>(
    rows: &'a SparseRows,
    labels: &'a [bool],
    screening: &'a Screening,
    n_seeds: u64,
) -> impl Iterator<Item = Result<Replay, LearningError>> + 'a {
    let n_threads = n_threads() as u64;
    (0..n_seeds.div_ceil(n_threads)).flat_map(move |round| {
        let seeds = round * n_threads + 1..=((round + 1) * n_threads).min(n_seeds);
        std::thread::scope(|scope| {
            let running: Vec<_> = seeds
                .map(|seed| scope.spawn(move || Replay::run(rows, labels, screening, seed)))
                .collect();
            let ended = running
                .into_iter()
                .map(|replay| replay.join().expect("a replay does not panic"));
            ended.collect::<Vec<_>>()
        })
    })
}

/// The documents that have a label, and whether each is relevant.
fn labelled(arguments: &SimulateArguments, watch: &mut Watch) -> anyhow::Result<(Vec<Document>, Vec<bool>)> {
    let mut mapping = mapping(arguments.input.map.as_deref())?;
    mapping.add(Role::Codes(LABEL.into()), &arguments.label);
    let documents =
        read_documents(&arguments.input, mapping, watch).map_err(|error| column_missing(error, &arguments.label))?;
    let mut kept = Vec::new();
    let mut labels = Vec::new();
    let mut bad = Vec::new();
    let n = documents.len();
    for mut document in documents {
        let written = document.codes.remove(LABEL).unwrap_or_default().join(";");
        match (written.is_empty(), relevance(&written)) {
            (true, _) => {}
            (false, Some(is_relevant)) => {
                labels.push(is_relevant);
                kept.push(document);
            }
            (false, None) => bad.push(format!("`{written}` of document `{}`", document.document_id)),
        }
    }
    if !bad.is_empty() {
        return Err(bad_labels(&arguments.label, &bad).into());
    }
    if kept.len() < n {
        watch.warn(&format!("{} documents without a label are left out", n - kept.len()));
    }
    if kept.is_empty() {
        return Err(Failure {
            message: format!("column `{}` is empty in every row", arguments.label),
            hint: "the column says of every document whether it is relevant: 1 or 0, yes or no".into(),
        }
        .into());
    }
    Ok((kept, labels))
}

fn relevance(written: &str) -> Option<bool> {
    match written.trim().to_lowercase().as_str() {
        "1" | "1.0" | "yes" | "ja" | "true" | "waar" | "included" => Some(true),
        "0" | "0.0" | "no" | "nee" | "false" | "onwaar" | "excluded" => Some(false),
        _ => None,
    }
}

fn bad_labels(column: &str, bad: &[String]) -> Failure {
    let more = bad.len().saturating_sub(SHOWN);
    let shown = bad[..bad.len() - more].join(", ");
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Failure {
        message: format!("column `{column}` holds what is neither yes nor no: {shown}{rest}"),
        hint: "write 1 or 0, yes or no, ja or nee; leave the cell empty where it is not known".into(),
    }
}

/// A missing column of labels in the words of the flag that named it.
fn column_missing(error: anyhow::Error, column: &str) -> anyhow::Error {
    match error.downcast_ref::<CorpusError>() {
        Some(CorpusError::ColumnMissing { role, tables, .. }) if *role == Role::Codes(LABEL.into()) => {
            let tables = tables.iter().map(|(path, names)| {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("`{}` has {}", path.display(), names.join(", "))
            });
            Failure {
                message: format!(
                    "there is no column `{column}`; {}",
                    tables.collect::<Vec<_>>().join("; ")
                ),
                hint: "name with `--label` the column that says 1 or 0, yes or no".into(),
            }
            .into()
        }
        _ => error,
    }
}

fn failure(error: LearningError) -> Failure {
    Failure {
        message: error.to_string(),
        hint: error.hint().into(),
    }
}

type OrderWriter = csv::Writer<std::fs::File>;

fn order_file(path: &Path) -> anyhow::Result<(&Path, OrderWriter)> {
    let mut writer = csv::Writer::from_path(path).map_err(|error| unwritable(path, &error))?;
    writer
        .write_record(["seed", "step", "document_id", "prior"])
        .map_err(|error| unwritable(path, &error))?;
    Ok((path, writer))
}

fn unwritable(path: &Path, error: &csv::Error) -> Failure {
    Failure {
        message: format!("cannot write `{}`: {error}", path.display()),
        hint: "check that the folder exists and that the disk has room".into(),
    }
}

/// Steps from 1; the priors are the first two.
fn write_order(writer: &mut OrderWriter, seed: u64, replay: &Replay, documents: &[Document]) -> csv::Result<()> {
    for (at, document) in replay.priors.iter().chain(&replay.order).enumerate() {
        writer.write_record([
            seed.to_string().as_str(),
            (at + 1).to_string().as_str(),
            &*documents[*document].document_id,
            if at < replay.priors.len() { "true" } else { "false" },
        ])?;
    }
    Ok(())
}

fn line(figures: &ReplayFigures, seed: u64) -> Value {
    let mut line = json!(figures);
    line["seed"] = json!(seed);
    line
}

fn print(all: &[ReplayFigures], arguments: &SimulateArguments) {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_width(80);
    table.set_header([
        "seed",
        "WSS@95",
        "recall at 10 %",
        "labelled at the stop",
        "recall at the stop",
    ]);
    for (seed, figures) in (1..).zip(all) {
        table.add_row(row(seed.to_string(), figures));
    }
    say!("{table}");
    let Some(first) = all.first() else { return };
    say!(
        "\n{} documents, {} relevant; two more were known at the start.",
        first.n,
        first.n_relevant
    );
    say!("WSS@95, mean: {:.3}.", mean(all.iter().map(|figures| figures.wss95)));
    if first.stop_recall.is_some() {
        let short = |figures: &&ReplayFigures| figures.stop_recall.is_some_and(|r| r < arguments.target_recall - 1e-9);
        let labelled = all.iter().filter_map(|f| Some(f.stop_n_labelled? as f64 / f.n as f64));
        say!(
            "At the stop: {:.0} % labelled on average; recall below {} in {} of {} replays.",
            mean(labelled) * 100.0,
            arguments.target_recall,
            all.iter().filter(short).count(),
            all.len()
        );
    }
}

fn row(seed: String, figures: &ReplayFigures) -> [String; 5] {
    let stop = figures.stop_n_labelled.map_or("-".into(), |n| n.to_string());
    let recall = figures.stop_recall.map_or("-".into(), |recall| format!("{recall:.3}"));
    [
        seed,
        format!("{:.3}", figures.wss95),
        format!("{:.3}", figures.recall_at_10pct),
        stop,
        recall,
    ]
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0, 0.0), |(n, sum), value| (n + 1, sum + value));
    sum / f64::from(n.max(1))
}
