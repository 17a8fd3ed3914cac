//! The user's lock file: the commit and the checksums of each model when it was first fetched.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{ModelError, ModelFiles};

const HEADING: &str = "\
# The models that afbaken fetched from the hub: the commit, and the SHA-256 of each file, as they were then.
# Later loads are held against them. Delete an entry to fetch what the hub has now.

";

/// What a model was when it was first fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct LockedModel {
    /// The hub's commit.
    pub revision: String,
    /// SHA-256 in hexadecimal by file name.
    pub files: BTreeMap<String, String>,
}

/// The lock file: `$XDG_CONFIG_HOME/afbaken/models.lock`, by default in `~/.config`
/// (`%APPDATA%\afbaken` on Windows).
#[derive(Debug, Clone)]
pub(crate) struct ModelLock {
    path: PathBuf,
}

impl ModelLock {
    pub(crate) fn of_user() -> Self {
        let of_system = std::env::var_os(if cfg!(windows) { "APPDATA" } else { "XDG_CONFIG_HOME" });
        let folder = of_system.filter(|folder| !folder.is_empty()).map_or_else(
            || std::env::home_dir().unwrap_or_default().join(".config"),
            PathBuf::from,
        );
        Self {
            path: folder.join("afbaken").join("models.lock"),
        }
    }

    /// What is locked of a model.
    pub(crate) fn model(&self, id: &str) -> Result<Option<LockedModel>, ModelError> {
        Ok(self.read()?.remove(id))
    }

    /// Holds a model that was just read against its entry, or makes the entry.
    pub(crate) fn verify_or_record(&self, files: &ModelFiles) -> Result<(), ModelError> {
        match self.model(&files.id)? {
            Some(locked) => self.verify(&locked, files),
            None => self.record(files).map_err(|source| ModelError::Unwritable {
                path: self.path.clone(),
                source,
            }),
        }
    }

    fn verify(&self, locked: &LockedModel, files: &ModelFiles) -> Result<(), ModelError> {
        let checksums = files.checksums();
        let mut names = locked.files.keys().chain(checksums.keys());
        match names.find(|name| locked.files.get(*name) != checksums.get(*name)) {
            Some(file) => Err(ModelError::Changed {
                model: files.id.clone(),
                file: file.clone(),
                lock: self.path.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Several programs may do this at once: one after the other reads, adds and renames.
    fn record(&self, files: &ModelFiles) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let guard = File::create(folder.join("models.lock.guard"))?;
        guard.lock()?;
        let mut models = self.read().map_err(std::io::Error::other)?;
        let entry = LockedModel {
            revision: files.revision.clone().unwrap_or_default(),
            files: files.checksums(),
        };
        models.insert(files.id.clone(), entry);
        let text = toml::to_string(&models).map_err(std::io::Error::other)?;
        let unfinished = folder.join("models.lock.tmp");
        fs::write(&unfinished, format!("{HEADING}{text}"))?;
        fs::rename(&unfinished, &self.path)
    }

    fn read(&self) -> Result<BTreeMap<String, LockedModel>, ModelError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(source) => {
                let path = self.path.clone();
                return Err(ModelError::Unreadable { path, source });
            }
        };
        toml::from_str(&text).map_err(|error| ModelError::Lock {
            path: self.path.clone(),
            reason: error.to_string(),
        })
    }
}
