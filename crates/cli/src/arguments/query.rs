//! What can be typed after `query`.

use std::path::PathBuf;

use ::query::Syntax;
use clap::{Args, Subcommand};

use crate::refining_arguments::{ClausesArguments, ExplainArguments, SuggestArguments};

/// `query`.
#[derive(Args)]
pub struct QueryArguments {
    /// What to do with the query.
    #[command(subcommand)]
    pub action: QueryAction,
}

/// What to do with a query.
#[derive(Subcommand)]
pub enum QueryAction {
    /// Is it well-formed? Prints it as understood, or every problem with its place
    Check {
        /// Such as '(membraan* OR membrane*) NEAR/5 water'
        query: String,
        /// The syntax it is written in: afbaken, scopus, wos or lucene
        #[arg(long, value_name = "SYNTAX", default_value = "afbaken")]
        syntax: Syntax,
    },
    /// The same query in another syntax, and what is lost on the way
    Convert {
        /// Such as '(membraan* OR membrane*) NEAR/5 water'
        query: String,
        /// The syntax it is written in: afbaken, scopus, wos or lucene
        #[arg(long, value_name = "SYNTAX", default_value = "afbaken")]
        from: Syntax,
        /// The syntax to write it in
        #[arg(long, value_name = "SYNTAX", default_value = "afbaken")]
        to: Syntax,
    },
    /// The documents that match, with the words that matched
    Run {
        /// Such as '(membraan* OR membrane*) NEAR/5 water'
        query: String,
        /// The syntax it is written in: afbaken, scopus, wos or lucene
        #[arg(long, value_name = "SYNTAX", default_value = "afbaken")]
        syntax: Syntax,
        /// The folder of a finished run
        #[arg(long, value_name = "RUN")]
        on: PathBuf,
        /// What `@ecosystem/rule` refers to: a folder (default: the built-in catalogue)
        #[arg(long, value_name = "DIR")]
        catalogue: Option<PathBuf>,
        /// Documents shown; all are counted
        #[arg(long, default_value_t = 10, value_name = "N")]
        limit: usize,
    },
    /// Why a document matches, or does not: clause by clause
    Explain(ExplainArguments),
    /// What each clause brings, what goes without it, and how precise it is by the labels
    Clauses(ClausesArguments),
    /// Terms to add, and clauses to drop
    Suggest(SuggestArguments),
}
