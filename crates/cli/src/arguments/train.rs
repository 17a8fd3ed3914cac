//! What can be typed after `afbaken train` and `afbaken classify`.

use std::path::PathBuf;

use clap::Args;
use query::Syntax;

use super::{InputArguments, ModelArguments, probability};

/// `train`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  afbaken train subsidies.csv --labels labels.csv --out water-classifier
  afbaken train subsidies.csv --labels labels.csv --catalogue my-catalogue/ --out classifier
  afbaken train review.csv --label included --queries queries.csv --out classifier
  afbaken train subsidies.csv --queries queries.csv --out silver-classifier

A label without a judgement for a document is unknown, not \"no\"; the label `none` says no to all.
A folder that holds a classifier keeps it in `history`; a worse new one goes to `rejected`.")]
pub struct TrainArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// CSV with `document_id, label, value` and, if known, `annotator, time, note`
    #[arg(long, value_name = "FILE.csv", conflicts_with = "label")]
    pub labels: Option<PathBuf>,
    /// The column of the input with yes or no, or with names of labels, `;` between them
    #[arg(long, value_name = "COLUMN")]
    pub label: Option<String>,
    /// Learn from the rules of a catalogue as well: a folder, or `built-in`
    #[arg(long, value_name = "DIR|built-in", conflicts_with = "queries")]
    pub catalogue: Option<PathBuf>,
    /// Learn from queries as well: CSV with `label, query` and, if known, `query_id, source, weight`
    #[arg(long, value_name = "FILE.csv")]
    pub queries: Option<PathBuf>,
    /// The syntax they are written in: afbaken, scopus, wos or lucene
    #[arg(long, value_name = "SYNTAX", default_value = "afbaken")]
    pub syntax: Syntax,
    /// The classifier's folder
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// The column whose documents never lie on both sides of a fold (default: near-copies)
    #[arg(long, value_name = "COLUMN")]
    pub group: Option<String>,
    /// The model.
    #[command(flatten)]
    pub model: ModelArguments,
    /// Vectors made earlier, as written by `afbaken embed`, instead of a model
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    pub embeddings: Option<PathBuf>,
    /// Learn from words and queries only
    #[arg(long, conflicts_with_all = ["model", "embeddings"])]
    pub no_vectors: bool,
    /// A decision nearer to its threshold than this is `unsure`
    #[arg(long, default_value_t = 0.05, value_name = "P", value_parser = probability)]
    pub band: f64,
    /// Start of all random numbers
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Take the new classifier even when it is worse than the one in the folder
    #[arg(long)]
    pub adopt: bool,
}

/// `classify`.
#[derive(Args)]
#[command(after_help = "\
Example:
  afbaken classify new-subsidies.csv --classifier water-classifier --out labels.csv

Says, with every run, how far the documents are from those of the training, and when to train again.")]
pub struct ClassifyArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// A folder that `afbaken train` wrote
    #[arg(long, value_name = "DIR")]
    pub classifier: PathBuf,
    /// Vectors made earlier by the model that the classifier learnt with
    #[arg(long, value_name = "FILE")]
    pub embeddings: Option<PathBuf>,
    /// What the model runs on
    #[arg(long, default_value = "auto", value_name = "auto|cpu|cuda|cuda:N")]
    pub device: encoder::Compute,
    /// Never use the network (also: HF_HUB_OFFLINE=1)
    #[arg(long)]
    pub offline: bool,
    /// CSV with `document_id, label, probability, decision, basis`: every label of every document
    #[arg(long, short, value_name = "FILE.csv")]
    pub out: PathBuf,
}
