//! `model list`.

use std::process::ExitCode;

use encoder::{BUILT_IN_MODEL, ModelFiles, built_in_card};
use serde_json::json;

use crate::arguments::{ModelAction, ModelCommandArguments, Output};

pub fn model(arguments: &ModelCommandArguments, output: Output) -> anyhow::Result<ExitCode> {
    match arguments.action {
        ModelAction::List if output.json => {
            say!(
                "{:#}",
                json!([{"id": BUILT_IN_MODEL, "shipped": true, "sha256": ModelFiles::built_in().sha256}])
            );
        }
        ModelAction::List => say!("{}", built_in_card()),
    }
    Ok(ExitCode::SUCCESS)
}
