//! `model`: which models there are, fetching one, checking one.

use std::process::ExitCode;

use embedding::Encoder;
use encoder::{BUILT_IN_MODEL, Compute, ModelCard, ModelFiles, TextEncoder};
use serde_json::{Value, json};

use super::fetched;
use crate::arguments::{ModelAction, ModelCommandArguments, Output};
use crate::watch::Watch;

/// A sentence that every model has tokens for.
const PROBE: &str = "Zuivering van afvalwater, 2026.";

pub fn model(arguments: &ModelCommandArguments, output: Output) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        ModelAction::List => list(output),
        ModelAction::Fetch { model, offline } => {
            let files = fetched(model, *offline, &mut Watch::new(output))?;
            describe(&files, output);
        }
        ModelAction::Check { model } => check(model.as_deref().unwrap_or(BUILT_IN_MODEL), output)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(output: Output) {
    let cards = ModelCard::all();
    if output.json {
        say!("{:#}", Value::from_iter(cards.iter().map(card)));
        return;
    }
    for card in &cards {
        say!("{}\n  {}", card.id, card.summary);
        say!("  {}", facts(card).join("; "));
    }
    say!("\nWhat is not said no page says. The page of each fact: `afbaken model list --json`.");
    say!("The first is in the program; the others are fetched once with `afbaken model fetch ID`.");
}

fn facts(card: &ModelCard) -> Vec<String> {
    let texts = [&card.license, &card.languages, &card.size];
    let mut facts: Vec<String> = texts.into_iter().flatten().cloned().collect();
    facts.extend(card.dimension.map(|n| format!("{n} numbers a vector")));
    facts.extend(card.max_tokens.map(|n| format!("{n} tokens a text")));
    facts.extend((!card.prefix.is_empty()).then(|| format!("prefix `{}`", card.prefix)));
    facts
}

fn card(card: &ModelCard) -> Value {
    let mut value = json!(card);
    value["shipped"] = card.is_shipped().into();
    if card.is_shipped() {
        value["sha256"] = ModelFiles::built_in().sha256().into();
    }
    value
}

/// Reads every file anew, holds it against the lock file, and encodes a sentence.
fn check(name: &str, output: Output) -> anyhow::Result<()> {
    let files = ModelFiles::checked(name)?;
    let encoder = TextEncoder::load(&files, Compute::Cpu)?;
    encoder.encode(&[PROBE.to_owned()])?;
    describe(&files, output);
    Ok(())
}

fn describe(files: &ModelFiles, output: Output) {
    if output.json {
        let (id, revision, sha256) = (&files.id, &files.revision, files.sha256());
        let (checksums, prefix) = (files.checksums(), &files.prefix);
        say!(
            "{:#}",
            json!({"id": id, "revision": revision, "sha256": sha256, "prefix": prefix, "files": checksums})
        );
        return;
    }
    let revision = files.revision.as_ref().map(|revision| format!(" at {revision}"));
    say!("{}{}", files.id, revision.unwrap_or_default());
    for (file, sha256) in files.checksums() {
        say!("{sha256}  {file}");
    }
}
