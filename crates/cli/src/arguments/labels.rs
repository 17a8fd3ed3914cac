//! What can be typed after `sample` and `evaluate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ReportLanguage, probability};

/// `sample`.
#[derive(Args)]
#[command(after_help = "\
Without --ecosystem the sample is of all ecosystems at once: pairs that are attributed, and documents of which
one question asks for every other ecosystem. With it each ecosystem has strata of its own, which draw the same
documents as far as they can. A larger budget with the same seed holds the smaller one's questions; with
the answers so far (--labels) what is added goes where it narrows the intervals most.

With --purpose train the questions are chosen instead: what the classifier cannot tell, what is unlike
anything read, ecosystems with few examples; a tenth at random. One reading answers several questions.

Examples:
  afbaken sample my-run --budget 200 --seed 1 --out sample.xlsx
  afbaken sample my-run --budget 150 --ecosystem watertechnologie --out water.csv
  afbaken sample my-run --budget 400 --labels sample.xlsx --out more.xlsx
  afbaken sample my-run --purpose train --budget 50 --labels sample.xlsx --out next.xlsx
  afbaken sample my-run --purpose train --probabilities labels-by-machine.csv --out next.xlsx")]
pub struct SampleArguments {
    /// The folder of a finished run
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// What the answers are for
    #[arg(long, value_enum, default_value_t = SamplePurpose::Estimate, value_name = "WHAT")]
    pub purpose: SamplePurpose,
    /// With `--purpose train`: what `afbaken classify` wrote for the documents of the run, whose labels are asked about
    /// (default: the run's own probabilities)
    #[arg(long, value_name = "FILE.csv")]
    pub probabilities: Option<PathBuf>,
    /// Questions to be answered
    #[arg(long, visible_alias = "n", default_value_t = 200, value_name = "N", value_parser = at_least_one)]
    pub budget: usize,
    /// Start of all random numbers
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// An ecosystem with strata and figures of its own; may be given several times
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub ecosystem: Vec<String>,
    /// The file to fill in: .csv, .tsv or .xlsx
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Labels files whose questions are not asked again; may be given several times
    #[arg(long, value_name = "FILE")]
    pub labels: Vec<PathBuf>,
    /// Leave out the evidence, so that readers do not see what the rules found
    #[arg(long)]
    pub blind: bool,
    /// The catalogue that the run used (default: the built-in 56 Dutch ecosystems)
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// Language of questions and answers
    #[arg(long, value_enum, default_value_t = ReportLanguage::Nl)]
    pub language: ReportLanguage,
}

/// What the answers to a sample are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SamplePurpose {
    /// To tell how good the delineation is: questions drawn at random
    Estimate,
    /// To train a classifier: questions from which it learns most
    Train,
}

/// `evaluate`.
#[derive(Args)]
pub struct EvaluateArguments {
    /// The folder of a finished run
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// CSV, TSV or XLSX with `document_id, label, value` and, if known, `annotator, time, note`; may be given several
    /// times
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub labels: Vec<PathBuf>,
    /// The catalogue that the run used (default: the built-in 56 Dutch ecosystems)
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// How sure the intervals are to hold the true figure
    #[arg(long, default_value_t = 0.9, value_name = "P", value_parser = probability)]
    pub confidence: f64,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if n > 0 => Ok(n),
        _ => Err(format!("`{text}` is no number above 0")),
    }
}
