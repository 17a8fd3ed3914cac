//! `inspect`: what was recognised in a file, per column.

use std::process::ExitCode;

use corpus::{Mapping, Recognition, Role, input_files, recognise};
use serde_json::json;

use super::mapping;
use crate::arguments::{InspectArguments, Output};

/// Letters of an example shown.
const EXAMPLE: usize = 48;

pub fn inspect(arguments: &InspectArguments, output: Output) -> anyhow::Result<ExitCode> {
    let mapping: Mapping = mapping(arguments.input.map.as_deref())?;
    let mut all = Vec::new();
    for input in &arguments.input.inputs {
        for file in input_files(input)? {
            all.push(recognise(&file, &mapping)?);
        }
    }
    if output.json {
        say!("{:#}", json!(all));
    } else {
        all.iter().for_each(print);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(file: &Recognition) {
    let what = match &file.adds {
        Some(adds) => format!("adds {adds}"),
        None => format!("documents of kind {}", file.kind.name()),
    };
    say!(
        "{}: {} rows, {} unreadable; {what}",
        file.file,
        file.rows,
        file.unreadable_rows
    );
    for column in &file.columns {
        let role = if column.role == Role::Ignored {
            "-".into()
        } else {
            column.role.to_string()
        };
        let example = column
            .examples
            .first()
            .map_or(String::new(), |example| shortened(example));
        say!(
            "  {:<22} {role:<18} {:>7} filled  {example}",
            column.name,
            column.filled
        );
    }
    for warning in &file.warnings {
        say!("  warning: {warning}");
    }
    say!("");
}

fn shortened(text: &str) -> String {
    let start: String = text.chars().take(EXAMPLE).collect();
    if start.len() < text.len() {
        format!("{start}…")
    } else {
        start
    }
}
