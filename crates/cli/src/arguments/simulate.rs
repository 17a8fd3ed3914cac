//! What can be typed after `afbaken simulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{InputArguments, probability};

/// `simulate`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  afbaken simulate review.csv --label included --seeds 10
  afbaken simulate review.csv --label included --seeds 500 --order order.csv --json
  afbaken simulate projects.csv --label water --label energy --guarantee each

Each seed starts from one relevant and one irrelevant document of each label; they are left out of
every figure. The guaranteed stop reads at random once the learner runs dry, and falls short of the
target in at most 1 - confidence of the screenings, whatever the learner missed. With few relevant
documents it has to read most of the rest: 44 relevant ask for about two thirds of it.
With several labels each document is read once for all of them, and a label is done when its own
test says so. The chance that any of them falls short is still at most 1 - confidence: each is held
to (1 - confidence) / labels.")]
pub struct SimulateArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// The column that says which documents are relevant: 1 or 0, yes or no, ja or nee; more than one may be named
    #[arg(long, required = true, value_name = "COLUMN")]
    pub label: Vec<String>,
    /// Replays, with seeds 1 to N
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub seeds: u64,
    /// CSV with `seed, step, document_id, prior`: every document once a seed, in order of labelling
    #[arg(long, value_name = "ORDER.csv")]
    pub order: Option<PathBuf>,
    /// The part of the relevant documents that the stop aims at
    #[arg(long, default_value_t = 0.95, value_name = "R", value_parser = target)]
    pub target_recall: f64,
    /// How sure the stop has to be
    #[arg(long, default_value_t = 0.95, value_name = "P", value_parser = inner_probability)]
    pub confidence: f64,
    /// When to stop: with the guarantee, or never, the learner choosing to the end
    #[arg(long, value_enum, default_value_t = StoppingRule::Guaranteed)]
    pub stopping: StoppingRule,
    /// What the stop promises of several labels: the target for each of them, or for the documents with any of them
    #[arg(long, value_enum, default_value_t = Promise::Each, value_name = "WHAT")]
    pub guarantee: Promise,
}

/// What a stop for several labels promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Promise {
    /// No label falls short
    Each,
    /// The documents with at least one label, taken together, do not; sooner, and no promise for any label by itself
    Pooled,
}

/// When a screening stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StoppingRule {
    /// When random draws have ruled out that too much is missed
    Guaranteed,
    /// Never
    None,
}

fn target(text: &str) -> Result<f64, String> {
    match probability(text)? {
        0.0 => Err("a target lies above 0".into()),
        value => Ok(value),
    }
}

fn inner_probability(text: &str) -> Result<f64, String> {
    match probability(text)? {
        value if value > 0.0 && value < 1.0 => Ok(value),
        _ => Err("it lies between 0 and 1, both left out".into()),
    }
}
