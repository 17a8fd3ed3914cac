//! Models from the Hugging Face hub, by `hf-hub`: into the cache that Python uses too.
//!
//! The library fetches a file in one piece and starts again when it breaks off, so large files are
//! fetched in ranges here, into the place where the library looks for them; it then puts the file
//! into the snapshot. Each file is held against the object id by which git knows it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use hf_hub::repository::{RepoTreeEntry, RepoTypeModel};
use hf_hub::{HFClient, HFClientSync, HFError, HFRepositorySync};

use crate::ModelError;
use crate::git_object::GitObject;
use crate::model_lock::LockedModel;
use crate::transfer::{OnTransfer, Transfer};

/// Bytes asked for at once: what a broken-off download loses at most.
const RANGE: u64 = 8 << 20;

/// A range that breaks off is asked for so many times.
const ATTEMPTS: usize = 3;

/// The files of one model on the hub at one commit.
pub(crate) struct Hub<'a> {
    id: String,
    endpoint: String,
    repository: HFRepositorySync<RepoTypeModel>,
    /// The model's folder in the cache.
    folder: PathBuf,
    pub offline: bool,
    pub commit: String,
    locked: Option<LockedModel>,
    /// What the hub has, once it was asked.
    listing: Option<BTreeMap<String, GitObject>>,
    on_transfer: OnTransfer<'a>,
}

impl<'a> Hub<'a> {
    /// Finds the commit: the locked one, else what `main` is now, else what it was in the cache.
    ///
    /// `HF_HOME`, `HF_HUB_CACHE`, `HF_ENDPOINT` and `HF_TOKEN` are honoured by `hf-hub`;
    /// `HF_HUB_OFFLINE` is not, so it is read here.
    pub(crate) fn open(
        id: &str,
        offline: bool,
        locked: Option<LockedModel>,
        on_transfer: OnTransfer<'a>,
    ) -> Result<Self, ModelError> {
        let failed = |error: HFError| hub_error(id, "config.json", "the hub", &error);
        let client = HFClient::builder()
            .retry_max_attempts(ATTEMPTS)
            .build()
            .map_err(failed)?;
        let (endpoint, cache) = (client.endpoint().to_owned(), client.cache_dir().to_owned());
        let client = HFClientSync::from_inner(client).map_err(failed)?;
        let (owner, name) = id.split_once('/').expect("checked by `is_hub_id`");
        let mut hub = Self {
            id: id.to_owned(),
            endpoint,
            repository: client.model(owner, name),
            folder: cache.join(format!("models--{owner}--{name}")),
            offline: offline || offline_by_environment(),
            commit: String::new(),
            locked,
            listing: None,
            on_transfer,
        };
        hub.commit = match &hub.locked {
            Some(locked) => locked.revision.clone(),
            None if hub.offline => hub.commit_of_cache()?,
            None => hub.commit_of_main()?,
        };
        Ok(hub)
    }

    /// The file's place in the cache, fetched if need be; `None` where the model has no such file.
    pub(crate) fn path(&mut self, file: &str) -> Result<Option<PathBuf>, ModelError> {
        let local = self.repository.download_file().filename(file).revision(&self.commit);
        match local.local_files_only(true).send() {
            Ok(path) => return Ok(Some(path)),
            Err(HFError::EntryNotFound { .. }) => return Ok(None),
            Err(HFError::LocalEntryNotFound { .. }) => {}
            Err(error) => return Err(self.failed(file, &error)),
        }
        if let Some(locked) = &self.locked
            && !locked.files.contains_key(file)
        {
            return Ok(None);
        }
        if self.offline {
            // Without it the model would be pooled by a guess.
            let is_needed = file == "modules.json" || self.locked.is_some();
            return if is_needed { Err(self.not_here(file)) } else { Ok(None) };
        }
        let Some(object) = self.listing(file)?.get(file).cloned() else {
            return Ok(None);
        };
        self.fetch(file, &object)?;
        let placed = self.repository.download_file().filename(file).revision(&self.commit);
        placed.send().map(Some).map_err(|error| self.failed(file, &error))
    }

    /// Whether the model has the file, without fetching it.
    pub(crate) fn has(&mut self, file: &str) -> Result<bool, ModelError> {
        if self.folder.join("snapshots").join(&self.commit).join(file).exists() {
            return Ok(true);
        }
        match &self.locked {
            Some(locked) => Ok(locked.files.contains_key(file)),
            None if self.offline => Ok(false),
            None => Ok(self.listing(file)?.contains_key(file)),
        }
    }

    /// The error for a file that has to be there and is not.
    pub(crate) fn not_here(&self, file: &str) -> ModelError {
        if self.offline {
            ModelError::Offline {
                model: self.id.clone(),
                file: file.into(),
            }
        } else {
            self.because(file, "the model has no such file".into())
        }
    }

    /// Lets Python find this commit without the network.
    pub(crate) fn keep_reference(&self) -> std::io::Result<()> {
        let references = self.folder.join("refs");
        fs::create_dir_all(&references)?;
        fs::write(references.join("main"), &self.commit)
    }

    fn commit_of_main(&self) -> Result<String, ModelError> {
        let model = self.repository.info().send();
        let model = model.map_err(|error| self.failed("config.json", &error))?;
        model
            .sha
            .ok_or_else(|| self.because("config.json", "the hub names no commit".into()))
    }

    fn commit_of_cache(&self) -> Result<String, ModelError> {
        let commit = fs::read_to_string(self.folder.join("refs/main"));
        commit
            .map(|commit| commit.trim().to_owned())
            .map_err(|_| self.not_here("config.json"))
    }

    fn listing(&mut self, file: &str) -> Result<&BTreeMap<String, GitObject>, ModelError> {
        if self.listing.is_none() {
            let entries = self
                .repository
                .list_tree()
                .revision(&self.commit)
                .recursive(true)
                .send();
            let entries = entries.map_err(|error| self.failed(file, &error))?;
            let files = entries.into_iter().filter_map(|entry| match entry {
                RepoTreeEntry::File {
                    path, oid, size, lfs, ..
                } => Some((path, GitObject::new(oid, size, lfs.is_some()))),
                RepoTreeEntry::Directory { .. } => None,
            });
            self.listing = Some(files.collect());
        }
        Ok(self.listing.as_ref().expect("just filled"))
    }

    /// Fetches the rest of a file, checks all of it, and lays it where the library looks.
    fn fetch(&mut self, file: &str, object: &GitObject) -> Result<(), ModelError> {
        let blobs = self.folder.join("blobs");
        let unfinished = blobs.join(format!("{}.incomplete", object.id));
        let unwritable = |source| ModelError::Unwritable {
            path: unfinished.clone(),
            source,
        };
        fs::create_dir_all(&blobs).map_err(unwritable)?;
        let opened = OpenOptions::new().create(true).append(true).open(&unfinished);
        let mut part = opened.map_err(unwritable)?;
        if part.try_lock().is_err() {
            return Err(self.because(file, "another program is fetching it at this moment".into()));
        }
        self.fetch_ranges(file, object.size, &mut part, &unfinished)?;
        let content = fs::read(&unfinished).map_err(unwritable)?;
        let Some(name) = object.blob_name(&content) else {
            let _ = fs::remove_file(&unfinished);
            return Err(ModelError::Damaged {
                model: self.id.clone(),
                file: file.into(),
            });
        };
        fs::rename(&unfinished, blobs.join(name)).map_err(unwritable)
    }

    fn fetch_ranges(&mut self, file: &str, total: u64, part: &mut File, path: &Path) -> Result<(), ModelError> {
        let unwritable = |source| ModelError::Unwritable {
            path: path.to_owned(),
            source,
        };
        let mut bytes = part.metadata().map_err(unwritable)?.len();
        if bytes > total {
            part.set_len(0).map_err(unwritable)?;
            bytes = 0;
        }
        while bytes < total {
            (self.on_transfer)(Transfer { file, bytes, total });
            let end = total.min(bytes + RANGE);
            part.write_all(&self.range(file, bytes, end)?).map_err(unwritable)?;
            bytes = end;
        }
        (self.on_transfer)(Transfer { file, bytes, total });
        Ok(())
    }

    fn range(&self, file: &str, start: u64, end: u64) -> Result<Vec<u8>, ModelError> {
        let mut reason = String::new();
        for _ in 0..ATTEMPTS {
            let asked = self.repository.download_file_to_bytes().filename(file);
            match asked.revision(&self.commit).range(start..end).send() {
                Ok(bytes) if bytes.len() as u64 == end - start => return Ok(bytes.to_vec()),
                Ok(bytes) => reason = format!("{} bytes came instead of {}", bytes.len(), end - start),
                Err(HFError::Request { source, .. }) if !source.is_connect() => reason = source.to_string(),
                Err(error) => return Err(self.failed(file, &error)),
            }
        }
        Err(ModelError::BrokenOff {
            model: self.id.clone(),
            file: file.into(),
            bytes: start,
            reason,
        })
    }

    fn failed(&self, file: &str, error: &HFError) -> ModelError {
        hub_error(&self.id, file, &self.endpoint, error)
    }

    fn because(&self, file: &str, reason: String) -> ModelError {
        ModelError::Hub {
            model: self.id.clone(),
            file: file.into(),
            reason,
        }
    }
}

/// As Python reads it: `1`, `on`, `yes` and `true`, in any case.
fn offline_by_environment() -> bool {
    std::env::var("HF_HUB_OFFLINE")
        .is_ok_and(|value| matches!(value.to_uppercase().as_str(), "1" | "ON" | "YES" | "TRUE"))
}

fn hub_error(id: &str, file: &str, endpoint: &str, error: &HFError) -> ModelError {
    let reason = match error {
        HFError::Request { source, .. } if source.is_connect() || source.is_timeout() => {
            format!("{endpoint} cannot be reached")
        }
        HFError::RepoNotFound { .. } | HFError::AuthRequired { .. } | HFError::Forbidden { .. } => {
            format!("{endpoint} shows no such model; it may not exist, or ask for a token in `HF_TOKEN`")
        }
        other => other.to_string(),
    };
    ModelError::Hub {
        model: id.into(),
        file: file.into(),
        reason,
    }
}
