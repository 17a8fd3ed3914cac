//! Models from the Hugging Face hub, by `hf-hub`: into the cache that Python uses too.

use std::path::PathBuf;

use hf_hub::{HFClientSync, HFError};

use crate::ModelError;

const LAYOUT: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

/// Fetches the files of the layout, or finds them in the cache; the snapshot's directory, whose
/// name is the commit.
///
/// `HF_HOME`, `HF_HUB_CACHE`, `HF_ENDPOINT` and `HF_TOKEN` are honoured by `hf-hub`;
/// `HF_HUB_OFFLINE` is not, so it is read here.
///
/// # Errors
/// When the hub cannot be reached, does not have the file, or the run is offline and the cache
/// does not have it.
pub(crate) fn fetch(id: &str, offline: bool) -> Result<PathBuf, ModelError> {
    let offline = offline || offline_by_environment();
    let failed = |file: &str, error: HFError| hub_error(id, file, error);
    let client = HFClientSync::new().map_err(|error| failed("config.json", error))?;
    let (owner, name) = id.split_once('/').expect("checked by `is_hub_id`");
    let repository = client.model(owner, name);
    let mut snapshot = PathBuf::new();
    for file in LAYOUT {
        let path = repository
            .download_file()
            .filename(file)
            .local_files_only(offline)
            .send()
            .map_err(|error| failed(file, error))?;
        snapshot = path.parent().expect("a file has a directory").to_owned();
    }
    Ok(snapshot)
}

fn offline_by_environment() -> bool {
    std::env::var("HF_HUB_OFFLINE").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

fn hub_error(id: &str, file: &str, error: HFError) -> ModelError {
    match error {
        HFError::LocalEntryNotFound { .. } => ModelError::Offline {
            model: id.into(),
            file: file.into(),
        },
        other => ModelError::Hub {
            model: id.into(),
            file: file.into(),
            reason: other.to_string(),
        },
    }
}
