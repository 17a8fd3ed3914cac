//! Which model, on what, and what `model` does.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use encoder::{Compute, Precision};

/// The model.
#[derive(Args)]
pub struct ModelArguments {
    /// A model directory, or a hub id such as intfloat/multilingual-e5-small, which separates
    /// themes better and takes minutes where the built-in model takes seconds
    #[arg(long, value_name = "DIR|HUB-ID")]
    pub model: Option<String>,
    /// What the model runs on: auto is the first NVIDIA GPU, if the program was built for one and it
    /// is there; without the GPU that is asked for the CPU does the work
    #[arg(long, default_value = "auto", value_name = "auto|cpu|cuda|cuda:N")]
    pub device: Compute,
    /// Numbers that a CPU multiplies: f32 is exact, bf16 takes half the memory for weights, int8 is
    /// fastest and least exact; auto is f32
    #[arg(long, default_value = "auto", value_name = "f32|bf16|int8|auto")]
    pub precision: Precision,
    /// Never use the network (also: HF_HUB_OFFLINE=1)
    #[arg(long)]
    pub offline: bool,
    /// Texts that are longer than the model reads: their beginning, or all of it in windows
    #[arg(long, value_enum, default_value_t = LongTexts::Head)]
    pub long_texts: LongTexts,
    /// Keep vectors in this folder, by text and model, and take from there what an earlier command
    /// made; worth it for models slower than the built-in one
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
}

/// `model`.
#[derive(Args)]
pub struct ModelCommandArguments {
    /// What to do.
    #[command(subcommand)]
    pub action: ModelAction,
}

/// What to do with models.
#[derive(Subcommand)]
pub enum ModelAction {
    /// Models that are known, and which of them are here
    List,
    /// Fetches a model from the hub into the cache that Python uses too; goes on where it broke off
    Fetch {
        /// Such as intfloat/multilingual-e5-small
        #[arg(value_name = "HUB-ID")]
        model: String,
        /// Only look whether it is in the cache (also: HF_HUB_OFFLINE=1)
        #[arg(long)]
        offline: bool,
    },
    /// Reads every file of a model, compares the checksums with those of the first fetch, and
    /// encodes a sentence
    Check {
        /// A directory or a hub id in the cache (default: the model that is shipped)
        #[arg(value_name = "DIR|HUB-ID")]
        model: Option<String>,
    },
}

/// What is done with texts that are longer than the model reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LongTexts {
    /// The beginning; what was cut is counted
    Head,
    /// Windows, averaged by their number of tokens
    Windows,
}
