//! What replays show, for machines and for people.

use comfy_table::{Table, presets};
use learning::{Effort, LabelReplay, Replay, ReplayFigures};
use serde_json::{Value, json};

use crate::arguments::SimulateArguments;

/// What one replay shows of one label.
pub struct Outcome {
    label: String,
    seed: u64,
    figures: ReplayFigures,
    effort: Option<Effort>,
}

impl Outcome {
    /// One for each of what the stop's promise is about ([`Labelled::promised`]).
    pub fn of_all(replay: &Replay, promised: &[(String, Vec<bool>)], seed: u64) -> Vec<Self> {
        let of_one = |(place, (label, belongs)): (usize, &(String, Vec<bool>))| Self {
            label: label.clone(),
            seed,
            figures: replay.figures(place, belongs),
            effort: replay.labels.get(place).and_then(|label| label.effort),
        };
        promised.iter().enumerate().map(of_one).collect()
    }

    pub fn line(&self) -> Value {
        let mut line = json!(self.figures);
        line["seed"] = json!(self.seed);
        line["label"] = json!(self.label);
        line["effort_expected"] = json!(self.effort.map(|effort| effort.expected));
        line["effort_taken"] = json!(self.effort.map(|effort| effort.taken));
        line
    }

    fn falls_short(&self, target: f64) -> bool {
        self.figures.stop_recall.is_some_and(|recall| recall < target - 1e-9)
    }

    fn part_labelled(&self) -> Option<f64> {
        Some(self.figures.stop_n_labelled? as f64 / self.figures.n as f64)
    }

    fn cells(&self) -> [String; 5] {
        let Self { figures, .. } = self;
        [
            self.seed.to_string(),
            format!("{:.3}", figures.wss95),
            format!("{:.3}", figures.recall_at_10pct),
            figures.stop_n_labelled.map_or("-".into(), |n| n.to_string()),
            figures.stop_recall.map_or("-".into(), |recall| format!("{recall:.3}")),
        ]
    }
}

/// Prints the outcomes of all replays, which lie seed by seed; `n_known` documents were known at the start.
pub fn print(outcomes: &[Outcome], n_promised: usize, n_known: usize, arguments: &SimulateArguments) {
    let Some(first) = outcomes.first() else { return };
    if n_promised == 1 {
        print_replays(outcomes);
        say!(
            "\n{} documents, {} relevant; {n_known} more were known at the start.",
            first.figures.n,
            first.figures.n_relevant
        );
        say!(
            "WSS@95, mean: {:.3}.",
            mean(outcomes.iter().map(|outcome| outcome.figures.wss95))
        );
    } else {
        print_labels(outcomes, n_promised, arguments.target_recall);
        say!(
            "\n{} documents; {n_known} more were known at the start. Means over {} replays.",
            first.figures.n,
            arguments.seeds
        );
    }
    if first.figures.stop_recall.is_some() {
        print_stop(outcomes, n_promised, arguments);
    }
}

/// A row a replay.
fn print_replays(outcomes: &[Outcome]) {
    let mut table = table([
        "seed",
        "WSS@95",
        "recall at 10 %",
        "labelled at the stop",
        "recall at the stop",
    ]);
    for outcome in outcomes {
        table.add_row(outcome.cells());
    }
    say!("{table}");
}

/// A row a label, over all replays.
fn print_labels(outcomes: &[Outcome], n_labels: usize, target: f64) {
    let mut table = table(["label", "relevant", "WSS@95", "labelled when done", "fell short"]);
    for label in 0..n_labels {
        let of_label = || outcomes.iter().skip(label).step_by(n_labels);
        let labelled = mean(of_label().filter_map(Outcome::part_labelled));
        let n_short = of_label().filter(|outcome| outcome.falls_short(target)).count();
        table.add_row([
            outcomes[label].label.clone(),
            format!(
                "{:.0}",
                mean(of_label().map(|outcome| outcome.figures.n_relevant as f64))
            ),
            format!("{:.3}", mean(of_label().map(|outcome| outcome.figures.wss95))),
            format!("{:.0} %", labelled * 100.0),
            format!("{n_short} of {}", of_label().count()),
        ]);
    }
    say!("{table}");
}

/// What the stop cost and how often it fell short.
fn print_stop(outcomes: &[Outcome], n_promised: usize, arguments: &SimulateArguments) {
    let target = arguments.target_recall;
    let replays = outcomes.chunks(n_promised);
    let falls_short = |replay: &&[Outcome]| replay.iter().any(|outcome| outcome.falls_short(target));
    let part = |replay: &[Outcome]| replay.iter().filter_map(Outcome::part_labelled).reduce(f64::max);
    say!(
        "At the stop: {:.0} % labelled on average; recall {}below {target} in {} of {} replays.",
        mean(replays.clone().filter_map(part)) * 100.0,
        if n_promised == 1 { "" } else { "of some label " },
        replays.clone().filter(falls_short).count(),
        replays.len()
    );
    let efforts: Vec<Effort> = outcomes.iter().filter_map(|outcome| outcome.effort).collect();
    if !efforts.is_empty() {
        say!(
            "After {} draws {:.0} more labels were expected on average, and {:.0} were needed.",
            LabelReplay::LOOK_AFTER,
            mean(efforts.iter().map(|effort| effort.expected)),
            mean(efforts.iter().map(|effort| effort.taken as f64))
        );
    }
}

fn table(header: [&str; 5]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_width(80);
    table.set_header(header);
    table
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0, 0.0), |(n, sum), value| (n + 1, sum + value));
    sum / f64::from(n.max(1))
}
