//! `run.json`: what was read, with what, and what came of it.

use std::collections::BTreeMap;

use corpus::FileCounts;
use serde::{Deserialize, Serialize};
use theme::KChoice;

use crate::error::StudyError;
use crate::map_stage::MapRecord;
use crate::run_folder::RunFolder;

/// What `run.json` says. Everything but `timings` is the same whenever the run is made again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunRecord {
    /// Version of the program.
    pub version: String,
    /// The command as given.
    pub command: Vec<String>,
    /// The files read.
    pub inputs: Vec<FileCounts>,
    /// Hash of the catalogue; `None` without attribution.
    pub catalogue_sha256: Option<String>,
    /// The model; `None` where none was used.
    pub model: Option<ModelRecord>,
    /// Start of all random numbers.
    pub seed: u64,
    /// Settings that change the result, by the name of their flag.
    pub parameters: BTreeMap<String, String>,
    /// The classifier that weighed what the rules found; `None` where rules decided alone.
    pub classifier: Option<ModelRecord>,
    /// Who decided: `human` is experts' rules alone, `hybrid` a classifier over them.
    pub mode: String,
    /// Counts over all files.
    pub counts: Counts,
    /// Themes, or why there are none.
    pub themes: Option<ThemesRecord>,
    /// The map; `None` where there is none.
    #[serde(default)]
    pub map: Option<MapRecord>,
    /// Durations and peak memory.
    pub timings: Vec<Timing>,
}

impl RunRecord {
    /// The record of a finished run.
    pub(crate) fn read(folder: &RunFolder) -> Result<Self, StudyError> {
        let path = folder.file("run.json");
        let text = std::fs::read(&path).map_err(|error| StudyError::file(&path, error))?;
        serde_json::from_slice(&text).map_err(|error| StudyError::file(&path, error))
    }
}

/// The model that made the vectors, or a classifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRecord {
    /// Directory name, hub id or the built-in model's name.
    pub id: String,
    /// The hub's commit.
    pub revision: Option<String>,
    /// SHA-256 over its files, in hexadecimal.
    pub sha256: String,
}

/// Counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows in all files.
    pub rows: u64,
    /// Rows read.
    pub read: u64,
    /// Rows that could not be read.
    pub quarantined: u64,
    /// Documents.
    pub documents: u64,
    /// Near-duplicates of another document.
    pub duplicates: u64,
    /// Too little text to decide.
    pub short: u64,
    /// Words but no content.
    pub boilerplate: u64,
    /// Documents with a share in at least one ecosystem.
    pub with_ecosystem: u64,
    /// Attributions, those `unsure` among them.
    pub attributions: u64,
    /// Attributions that are `unsure`.
    pub unsure: u64,
    /// Attributions that people decided on.
    #[serde(default)]
    pub decided: u64,
    /// Organisations.
    pub organisations: u64,
    /// Texts of which the model did not read the end.
    pub truncated: u64,
}

/// Themes, or why there are none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemesRecord {
    /// How many there are.
    pub n_themes: usize,
    /// Why there are none, in English; `None` where there are.
    pub no_clear_themes: Option<String>,
    /// Informative documents in no theme.
    pub n_outliers: usize,
    /// How the number was chosen.
    pub choice: Option<KChoice>,
}

/// How long a stage took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// The stage.
    pub stage: String,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Things worked on.
    pub n: usize,
    /// Whether the result was taken from an earlier run.
    pub reused: bool,
    /// Highest resident memory of the program since the stage began, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}
