//! The command line of afbaken: flags, progress, errors with hints. Everything it does is in the
//! crates below; everything it prints for people is here.

mod arguments;
#[macro_use]
mod say;
mod commands;
mod failure;
mod refining_arguments;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return failure::print_usage(&error),
    };
    if let Some(threads) = arguments.threads {
        limit_threads(threads);
    }
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            failure::print(&error);
            ExitCode::from(2)
        }
    }
}

/// The libraries below read the number of threads from the environment when their pools start, so
/// the program starts itself again with it set.
fn limit_threads(threads: usize) {
    let wanted = threads.max(1).to_string();
    if std::env::var("RAYON_NUM_THREADS").is_ok_and(|set| set == wanted) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let status = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env("RAYON_NUM_THREADS", &wanted)
        .status();
    if let Ok(status) = status {
        std::process::exit(status.code().unwrap_or(2));
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let output = arguments.output();
    match &arguments.command {
        Command::Scope(scope) => commands::scope::scope(scope, output),
        Command::Attribute(attribute) => commands::scope::attribute(attribute, output),
        Command::Themes(themes) => commands::scope::themes(themes, output),
        Command::Inspect(inspect) => commands::inspect::inspect(inspect, output),
        Command::Embed(embed) => commands::embed::embed(embed, output),
        Command::Match(matching) => commands::query::match_queries(matching, output),
        Command::Query(query) => commands::query::query(query, output),
        Command::Sample(sample) => commands::sample::sample(sample, output),
        Command::Evaluate(evaluate) => commands::evaluate::evaluate(evaluate, output),
        Command::Compare(compare) => commands::compare::compare(compare, output),
        Command::Export(export) => commands::export::export(export, output),
        Command::Train(train) => commands::train::train(train, output),
        Command::Classify(classify) => commands::train::classify(classify, output),
        Command::Simulate(simulate) => commands::simulate::simulate(simulate, output),
        Command::Catalogue(catalogue) => commands::catalogue::catalogue(catalogue, output),
        Command::Model(model) => commands::model::model(model, output),
    }
}
