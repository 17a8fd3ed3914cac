//! `catalogue list | check | export`.

use std::path::Path;
use std::process::ExitCode;

use catalogue::{Catalogue, CatalogueProblem};
use serde_json::json;

use crate::arguments::{CatalogueAction, CatalogueArguments, Output};

pub fn catalogue(arguments: &CatalogueArguments, output: Output) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        CatalogueAction::List { folder } => list(folder.as_deref(), output),
        CatalogueAction::Check { folder } => check(folder, output),
        CatalogueAction::Export { folder } => {
            let n = Catalogue::export_built_in(folder)?;
            if output.json {
                say!("{}", json!({"ecosystems": n, "folder": folder}));
            } else {
                say!("{n} ecosystems in {}", folder.display());
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(folder: Option<&Path>, output: Output) -> anyhow::Result<ExitCode> {
    let (catalogue, problems) = match folder {
        Some(folder) => Catalogue::read(folder)?,
        None => Catalogue::built_in(),
    };
    if output.json {
        let ecosystems: Vec<_> = catalogue
            .ecosystems
            .iter()
            .map(|e| json!({"id": e.id, "number": e.number, "label": e.label, "n_rules": e.rules.len(), "part_of": e.part_of, "enables": e.enables}))
            .collect();
        say!("{:#}", json!(ecosystems));
    } else {
        for ecosystem in &catalogue.ecosystems {
            let number = ecosystem.number.map_or(String::new(), |number| number.to_string());
            say!(
                "{number:>3}  {:<44} {:>3} rules  {}",
                ecosystem.id,
                ecosystem.rules.len(),
                ecosystem.label.en
            );
        }
    }
    print_problems(&problems);
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn check(folder: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let (catalogue, problems) = Catalogue::read(folder)?;
    print_problems(&problems);
    if !problems.is_empty() {
        return Ok(ExitCode::from(2));
    }
    let n_rules: usize = catalogue.ecosystems.iter().map(|ecosystem| ecosystem.rules.len()).sum();
    if output.json {
        say!(
            "{}",
            json!({"ecosystems": catalogue.ecosystems.len(), "rules": n_rules, "sha256": catalogue.sha256})
        );
    } else {
        say!(
            "{} ecosystems, {n_rules} rules, no problems",
            catalogue.ecosystems.len()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn print_problems(problems: &[CatalogueProblem]) {
    for problem in problems {
        eprintln!("error: {problem}\nhint: {}", problem.hint);
    }
}
