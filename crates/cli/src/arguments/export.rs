//! What can be typed after `export`.

use std::path::PathBuf;

use clap::Args;

use super::ReportLanguage;

/// `export`.
#[derive(Args)]
#[command(after_help = "\
A draft can always be written. It holds `to_review.csv`: every attribution that counts and that nobody has
reviewed. Filled in, it goes into the run with --judgements; the run made anew can then be exported with --final,
which is refused while a card lacks a field or an attribution that counts has not been reviewed.

Examples:
  afbaken export my-run --out draft
  afbaken scope projects.csv --judgements draft/to_review.csv --out reviewed
  afbaken export reviewed --out shared --final")]
pub struct ExportArguments {
    /// The folder of a finished run
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// A new or empty folder
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Write it only if people have reviewed every attribution that counts and no card lacks a field
    #[arg(long = "final")]
    pub is_final: bool,
    /// The catalogue that the run used (default: the built-in 56 Dutch ecosystems)
    #[arg(long, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// Language of the cards
    #[arg(long, value_enum, default_value_t = ReportLanguage::Nl)]
    pub language: ReportLanguage,
}
