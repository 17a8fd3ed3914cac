//! How themes are sought.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ModelArguments;

/// Themes.
#[derive(Args)]
pub struct ThemeArguments {
    /// The model.
    #[command(flatten)]
    pub model: ModelArguments,
    /// Vectors made earlier, as written by `afbaken embed`, instead of a model
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    pub embeddings: Option<PathBuf>,
    /// How documents are grouped: communities of the graph of nearest neighbours, or spherical k-means
    #[arg(long, value_enum, default_value_t = ThemeMethod::Leiden)]
    pub method: ThemeMethod,
    /// How many themes: a number, or auto (by stability, with "no clear themes" as an answer)
    #[arg(long, default_value = "auto", value_name = "N|auto", value_parser = number_of_themes)]
    pub k: theme::NumberOfThemes,
}

/// How documents are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeMethod {
    /// Communities (Leiden) of the graph of exact nearest neighbours
    Leiden,
    /// Spherical k-means alone
    Kmeans,
}

fn number_of_themes(text: &str) -> Result<theme::NumberOfThemes, String> {
    match text {
        "auto" => Ok(theme::NumberOfThemes::Auto),
        other => match other.parse() {
            Ok(k) if k > 0 => Ok(theme::NumberOfThemes::Given(k)),
            _ => Err(format!("`{other}` is neither `auto` nor a number above 0")),
        },
    }
}
