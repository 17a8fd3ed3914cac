//! Errors for people: what, why, and the way out.

use std::process::ExitCode;

use study::StudyError;

/// An error that is this rim's own, with its hint.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// Prints what clap says of the command line: help and version are results, the rest is an error.
pub fn print_usage(error: &clap::Error) -> ExitCode {
    // A closed terminal cannot be told anything.
    let _ = error.print();
    if !error.use_stderr() {
        return ExitCode::SUCCESS;
    }
    eprintln!("hint: `afbaken --help` and `afbaken COMMAND --help` show what can be typed, with examples");
    ExitCode::from(2)
}

/// Prints `error:`, its causes, and `hint:` on stderr.
pub fn print(error: &anyhow::Error) {
    eprintln!("error: {error}");
    let mut said = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !said.contains(&cause) {
            eprintln!("  because: {cause}");
        }
        said = cause;
    }
    if let Some(hint) = hint(error) {
        eprintln!("hint: {hint}");
    }
}

fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(error) = error.downcast_ref::<StudyError>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<corpus::CorpusError>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<catalogue::CatalogueError>() {
        return Some(error.hint().into());
    }
    if let Some(error) = error.downcast_ref::<encoder::ModelError>() {
        return Some(error.hint());
    }
    if let Some(error) = error.downcast_ref::<refine::RefineError>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<evaluation::LabelError>() {
        return Some(error.hint());
    }
    error.downcast_ref::<Failure>().map(|failure| failure.hint.clone())
}
