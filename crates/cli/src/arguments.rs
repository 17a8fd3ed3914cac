//! What can be typed, with examples.

mod export;
mod labels;
mod model;
mod query;
mod simulate;
mod themes;
mod train;

use std::path::PathBuf;

use ::query::Syntax;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use export::ExportArguments;
pub use labels::{EvaluateArguments, SampleArguments, SamplePurpose};
pub use model::{LongTexts, ModelAction, ModelArguments, ModelCommandArguments};
pub use query::{QueryAction, QueryArguments};
pub use simulate::{Promise, SimulateArguments, StoppingRule};
pub use themes::{ThemeArguments, ThemeMethod};
pub use train::{ClassifyArguments, TrainArguments};

/// Find out which projects, patents, publications and organisations belong to which innovation
/// ecosystem, for which share, on what evidence.
#[derive(Parser)]
#[command(name = "afbaken", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Print results as JSON
    #[arg(long, global = true)]
    json: bool,
    /// Print no progress
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Use so many threads (default: all)
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
}

/// What is printed, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// Results as JSON.
    pub json: bool,
    /// No progress.
    pub quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  afbaken scope projects.jsonl organisations.csv --out my-run
  afbaken scope subsidies.csv --map title=Titel,text=Samenvatting --out my-run
  afbaken inspect subsidies.csv
  afbaken query run 'membra* NEAR/5 (water OR afvalwater)' --on my-run
  afbaken sample my-run --budget 200 --out sample.xlsx
  afbaken evaluate my-run --labels sample.xlsx

Exit codes: 0 done, 1 nothing found (match, query), 2 error.";

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// The main job: read, clean, embed, find themes, attribute, aggregate, report
    Scope(ScopeArguments),
    /// Attribution only, without themes; --classifier none for rules alone, without a model
    Attribute(AttributeArguments),
    /// Themes only, without a catalogue
    Themes(ThemesArguments),
    /// What was recognised in a file, per column
    Inspect(InspectArguments),
    /// Vectors of documents as a Parquet file
    Embed(EmbedArguments),
    /// Many queries over many documents
    Match(MatchArguments),
    /// One query: check it, run it over a run's index, explain it, sharpen it
    Query(QueryArguments),
    /// What to label: a random sample of questions about a run, to fill in
    Sample(SampleArguments),
    /// Precision, recall, prevalence and over-count per ecosystem, and the readers' agreement, from labels
    Evaluate(EvaluateArguments),
    /// Two finished runs side by side: what entered and left, grew and shrank, which words rose and fell
    Compare(CompareArguments),
    /// A finished run as files to share: tables, report, and the card of every ecosystem
    Export(ExportArguments),
    /// Learn a classifier from labels and queries
    Train(Box<TrainArguments>),
    /// The labels of documents by a classifier
    Classify(ClassifyArguments),
    /// Replay a fully labelled file as if it were labelled one by one
    Simulate(SimulateArguments),
    /// Ecosystems and their rules: list, check, export
    Catalogue(CatalogueArguments),
    /// Models: list them, fetch one from the hub, check one
    Model(ModelCommandArguments),
}

/// Input files.
#[derive(Args)]
pub struct InputArguments {
    /// Files or folders: CSV, TSV, JSON, JSONL, also .gz and .xz
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Which columns hold what, such as title=Titel,text=Samenvatting+Doel,organisations=Begunstigde
    #[arg(long, value_name = "ROLE=COLUMN,…")]
    pub map: Option<String>,
}

/// Where the run goes, and what holds for all of it.
#[derive(Args)]
pub struct RunArguments {
    /// The run folder; the same command again takes up what is done
    #[arg(long, short, value_name = "RUN")]
    pub out: PathBuf,
    /// Files (CSV, XLSX) with decisions on names of organisations, as `organisation_matches.csv` of a run asks for
    /// them: `name, other, same` with yes, no, or part where the other is a part of the name
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub organisations: Vec<PathBuf>,
    /// Start of all random numbers
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = ReportLanguage::Nl)]
    pub language: ReportLanguage,
}

/// The catalogue.
#[derive(Args)]
pub struct DelineationArguments {
    /// A folder with one TOML file an ecosystem (default: the built-in 56 Dutch ecosystems)
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// The least probability that attributes (default: the classifier's, else .5)
    #[arg(long, value_name = "P", value_parser = probability)]
    pub threshold: Option<f64>,
    /// Who decides, or weighs what the rules find: built-in, none for rules alone, or a classifier's folder, such as
    /// `afbaken train` writes (default: built-in with the built-in catalogue, none with another)
    #[arg(long, value_name = "none|built-in|DIR")]
    pub classifier: Option<PathBuf>,
    /// Files (CSV, XLSX) with the members that a field declares, `ecosystem, organisation` and, if known, `source`:
    /// they stand beside what the texts show
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub members: Vec<PathBuf>,
    /// Labels files with people's decisions, which stand above rules and classifier: yes, no, unsure or a share;
    /// `source` survey or registry for shares that were stated, not read
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub judgements: Vec<PathBuf>,
}

/// `scope`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  afbaken scope corpora/ecosystems-nl/documents.jsonl --out demo-run
  afbaken scope projects.jsonl organisations.csv --out cordis-run --language en
  afbaken scope data/ --catalogue my-catalogue/ --model intfloat/multilingual-e5-small --out run")]
pub struct ScopeArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// The run.
    #[command(flatten)]
    pub run: RunArguments,
    /// The catalogue.
    #[command(flatten)]
    pub delineation: DelineationArguments,
    /// Themes.
    #[command(flatten)]
    pub themes: ThemeArguments,
}

/// `attribute`.
#[derive(Args)]
pub struct AttributeArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// The run.
    #[command(flatten)]
    pub run: RunArguments,
    /// The catalogue.
    #[command(flatten)]
    pub delineation: DelineationArguments,
}

/// `themes`.
#[derive(Args)]
pub struct ThemesArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// The run.
    #[command(flatten)]
    pub run: RunArguments,
    /// Themes.
    #[command(flatten)]
    pub themes: ThemeArguments,
}

/// `compare`.
#[derive(Args)]
#[command(after_help = "\
Near-copies are left out. An ecosystem has grown or shrunk where the 90 % interval of the difference, for each
thousand documents of the runs, leaves out 0; a document's share where the intervals lie apart. Themes are matched by the documents that both runs have. A word rises or falls where
the part of documents that hold it changes by three standard errors or more.

Three runs or more are only told how far each two agree, such as the modes human, machine and hybrid.

Examples:
  afbaken compare run-2024 run-2026
  afbaken compare rules-run classifier-run both-run
  afbaken compare run-2024 run-2026 --json > changes.json")]
pub struct CompareArguments {
    /// The folder of the earlier run
    #[arg(value_name = "RUN_A")]
    pub first: PathBuf,
    /// The folder of the later run
    #[arg(value_name = "RUN_B")]
    pub second: PathBuf,
    /// More runs of the same documents
    #[arg(value_name = "RUN")]
    pub others: Vec<PathBuf>,
}

/// `inspect`.
#[derive(Args)]
pub struct InspectArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
}

/// `embed`.
#[derive(Args)]
pub struct EmbedArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// The model.
    #[command(flatten)]
    pub model: ModelArguments,
    /// Parquet file with `document_id, embedding`
    #[arg(long, short, value_name = "FILE.parquet")]
    pub out: PathBuf,
}

/// `match`.
#[derive(Args)]
pub struct MatchArguments {
    /// Input.
    #[command(flatten)]
    pub input: InputArguments,
    /// CSV with `query_id, query`
    #[arg(long, value_name = "FILE.csv")]
    pub queries: PathBuf,
    /// The syntax they are written in: afbaken, scopus, wos or lucene
    #[arg(long, value_name = "SYNTAX", default_value = "afbaken")]
    pub syntax: Syntax,
    /// CSV with `query_id, document_id, n_hits`
    #[arg(long, short, value_name = "hits.csv")]
    pub out: PathBuf,
}

/// `catalogue`.
#[derive(Args)]
pub struct CatalogueArguments {
    /// What to do with the catalogue.
    #[command(subcommand)]
    pub action: CatalogueAction,
}

/// What to do with a catalogue.
#[derive(Subcommand)]
pub enum CatalogueAction {
    /// Its ecosystems
    List {
        /// A folder (default: the built-in catalogue)
        folder: Option<PathBuf>,
    },
    /// Every problem of every file at once
    Check {
        /// A folder
        folder: PathBuf,
    },
    /// Writes the built-in catalogue as a folder to start from
    Export {
        /// A new or empty folder
        folder: PathBuf,
    },
}

/// Language of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportLanguage {
    /// Dutch
    Nl,
    /// English
    En,
}

impl Arguments {
    /// What is printed, and how.
    pub fn output(&self) -> Output {
        Output {
            json: self.json,
            quiet: self.quiet,
        }
    }
}

fn probability(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("a probability lies between 0 and 1".into())
    }
}
