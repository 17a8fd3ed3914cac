//! What can be typed behind `query explain | clauses | suggest`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

/// `query explain`.
#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true), after_help = "\
Examples:
  afbaken query explain 'membra* NEAR/5 water' --on my-run --document NL-39
  afbaken query explain @watertechnologie/membraantechnologie --text 'Membranen voor drinkwater'")]
pub struct ExplainArguments {
    /// A query, @ecosystem, or @ecosystem/rule
    pub query: String,
    /// The folder of a finished run
    #[arg(long, value_name = "RUN", required_unless_present = "text")]
    pub on: Option<PathBuf>,
    /// A document of the run
    #[arg(long, value_name = "ID", group = "what")]
    pub document: Option<String>,
    /// A text instead of a document
    #[arg(long, group = "what")]
    pub text: Option<String>,
    /// What `@ecosystem/rule` refers to: a folder (default: the built-in catalogue)
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// Show every clause, also those of which no word is there
    #[arg(long)]
    pub all: bool,
}

/// Where judgements are, and of what.
#[derive(Args)]
pub struct JudgementArguments {
    /// Labels and rejected suggestions (default: `judgements.csv` of the study, else the one beside the run's folder)
    #[arg(long, alias = "labels", value_name = "FILE.csv", conflicts_with = "study")]
    pub judgements: Option<PathBuf>,
    /// The study's folder, whose `judgements.csv` is used
    #[arg(long, value_name = "DIR")]
    pub study: Option<PathBuf>,
    /// The label that the query stands for (default: the ecosystem that it refers to)
    #[arg(long, value_name = "ID")]
    pub label: Option<String>,
}

/// `query clauses`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  afbaken query clauses @watertechnologie --on my-run
  afbaken query clauses '(membra* OR filter*) AND water' --on my-run --judgements labels.csv --label water")]
pub struct ClausesArguments {
    /// A query, @ecosystem, or @ecosystem/rule
    pub query: String,
    /// The folder of a finished run
    #[arg(long, value_name = "RUN")]
    pub on: PathBuf,
    /// What `@ecosystem/rule` refers to: a folder (default: the built-in catalogue)
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// Judgements.
    #[command(flatten)]
    pub judgements: JudgementArguments,
}

/// `query suggest`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  afbaken query suggest @watertechnologie --on my-run
  afbaken query suggest @watertechnologie --on my-run --reject zwembad,'schoon water' --annotator jan
  afbaken query suggest 'membra* AND water' --on my-run --no NL-39,NL-101

A rejected term is appended to the file of judgements (no document, the label, the value `rejected`, the term as note)
and not offered again.")]
pub struct SuggestArguments {
    /// A query, @ecosystem, or @ecosystem/rule
    pub query: String,
    /// The folder of a finished run
    #[arg(long, value_name = "RUN")]
    pub on: PathBuf,
    /// What `@ecosystem/rule` refers to: a folder (default: the built-in catalogue)
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// Judgements.
    #[command(flatten)]
    pub judgements: JudgementArguments,
    /// Documents that do not belong, beside those labelled `no`
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub no: Vec<String>,
    /// Terms not to offer again
    #[arg(long, value_name = "TERM,TERM", value_delimiter = ',')]
    pub reject: Vec<String>,
    /// Who rejects
    #[arg(long, value_name = "NAME", default_value = "")]
    pub annotator: String,
    /// The most suggestions of a kind
    #[arg(long, default_value_t = 8, value_name = "N")]
    pub limit: usize,
    /// Where near words come from: a model directory or hub id (default: the built-in model)
    #[arg(long, value_name = "DIR|HUB-ID", conflicts_with = "no_model")]
    pub model: Option<String>,
    /// No near words and no translations
    #[arg(long)]
    pub no_model: bool,
}
