//! Where a model's bytes come from: the program itself, a directory, or the hub.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::ModelError;
use crate::checksums::Checksums;
use crate::file_bytes::FileBytes;
use crate::file_source::{FileSource, Place, Trust};
#[cfg(feature = "hub")]
use crate::hub::Hub;
use crate::model_card::ModelCard;
#[cfg(feature = "hub")]
use crate::model_lock::ModelLock;
use crate::pooling::Head;
use crate::sentence_modules::SentenceModules;
use crate::transfer::OnTransfer;
use crate::weights::Weights;

/// The id of the model that the program carries.
pub const BUILT_IN_MODEL: &str = "afbaken-nl-en-static";

/// The files of a model, and what identifies them. Weights are mapped and not read.
#[derive(Debug)]
pub struct ModelFiles {
    /// Directory name, hub id or [`BUILT_IN_MODEL`].
    pub id: String,
    /// The hub's commit, where it came from the hub.
    pub revision: Option<String>,
    /// What is put before every text, such as `query: `; from the model's own files, else from its
    /// card in `models/`.
    pub prefix: String,
    pub(crate) checksums: Checksums,
    pub(crate) config: FileBytes,
    pub(crate) tokenizer: FileBytes,
    pub(crate) weights: Weights,
    pub(crate) head: Head,
    /// Tokens a text, special ones included, where the model says so.
    pub(crate) max_tokens: Option<usize>,
}

/// `model.safetensors.index.json`: the file of each tensor.
#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

macro_rules! shipped {
    ($($file:literal),*) => {
        &[$((
            $file,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/afbaken-nl-en-static/", $file)),
        )),*]
    };
}

const SHIPPED: &[(&str, &[u8])] = shipped!(
    "config.json",
    "tokenizer.json",
    "model.safetensors",
    "modules.json",
    "1_Pooling/config.json"
);

impl ModelFiles {
    /// The model that travels inside the program; nothing is read or fetched.
    pub fn built_in() -> Self {
        let mut source = FileSource::new(BUILT_IN_MODEL.into(), Place::Shipped(SHIPPED), Trust::Remembered);
        Self::read(&mut source).expect("the shipped model is whole")
    }

    /// The model that a person named: a directory when there is one of that name or when the name
    /// cannot be a hub id, else a hub id (`owner/name`).
    ///
    /// # Errors
    /// When a file is missing, unreadable or not what it should be, or the hub does not give it.
    pub fn named(name: &str, offline: bool) -> Result<Self, ModelError> {
        Self::fetched(name, offline, &mut |_| ())
    }

    /// As [`Self::named`], telling of what is fetched. What the first fetch of a hub id gave is
    /// recorded in the user's lock file; afterwards the same commit is read, held against the
    /// recorded checksums, and the network is not used.
    ///
    /// # Errors
    /// As [`Self::named`], and when a file is not what it was at the first fetch.
    pub fn fetched(name: &str, offline: bool, on_transfer: OnTransfer<'_>) -> Result<Self, ModelError> {
        Self::found(name, offline, on_transfer, Trust::Remembered)
    }

    /// As [`Self::named`] without the network, with every checksum computed from the bytes.
    ///
    /// # Errors
    /// As [`Self::fetched`].
    pub fn checked(name: &str) -> Result<Self, ModelError> {
        Self::found(name, true, &mut |_| (), Trust::Anew)
    }

    fn found(name: &str, offline: bool, on_transfer: OnTransfer<'_>, trust: Trust) -> Result<Self, ModelError> {
        let path = Path::new(name);
        if name == BUILT_IN_MODEL {
            Ok(Self::built_in())
        } else if path.is_dir() || !is_hub_id(name) {
            Self::in_directory(path, trust)
        } else {
            Self::from_hub(name, offline, on_transfer, trust)
        }
    }

    /// The model in a directory of the Hugging Face layout, alone or as sentence-transformers
    /// saves it.
    ///
    /// # Errors
    /// When the directory or a file of the layout is missing, unreadable or not what it should be.
    pub fn directory(directory: &Path) -> Result<Self, ModelError> {
        Self::in_directory(directory, Trust::Remembered)
    }

    fn in_directory(directory: &Path, trust: Trust) -> Result<Self, ModelError> {
        let id = directory
            .file_name()
            .map_or_else(|| ".".into(), |name| name.to_string_lossy().into_owned());
        if !directory.is_dir() {
            return Err(ModelError::MissingDirectory(directory.to_owned()));
        }
        Self::read(&mut FileSource::new(id, Place::Directory(directory), trust))
    }

    #[cfg(feature = "hub")]
    fn from_hub(id: &str, offline: bool, on_transfer: OnTransfer<'_>, trust: Trust) -> Result<Self, ModelError> {
        let lock = ModelLock::of_user();
        let hub = Hub::open(id, offline, lock.model(id)?, on_transfer)?;
        let mut source = FileSource::new(id.into(), Place::Hub(Box::new(hub)), trust);
        let mut files = Self::read(&mut source)?;
        if let Place::Hub(hub) = source.place {
            files.revision = Some(hub.commit.clone());
            // Python may do without; this program reads its own lock file.
            let _ = hub.keep_reference();
        }
        lock.verify_or_record(&files)?;
        Ok(files)
    }

    #[cfg(not(feature = "hub"))]
    fn from_hub(id: &str, _: bool, _: OnTransfer<'_>, _: Trust) -> Result<Self, ModelError> {
        Err(ModelError::NoHub(id.into()))
    }

    fn read(source: &mut FileSource<'_>) -> Result<Self, ModelError> {
        let modules = SentenceModules::read(source)?;
        let folder = &modules.folder;
        let config = source.required(&format!("{folder}config.json"))?;
        let weights = weights(source, folder)?;
        let tokenizer = source.required(&format!("{folder}tokenizer.json"))?;
        let card = ModelCard::of(&source.model);
        let prefix = modules
            .prompt
            .or_else(|| card.map(|card| card.prefix))
            .unwrap_or_default();
        Ok(Self {
            id: source.model.clone(),
            revision: None,
            checksums: std::mem::take(&mut source.checksums),
            prefix,
            config,
            tokenizer,
            weights,
            head: modules.head.unwrap_or_default(),
            max_tokens: modules.max_tokens,
        })
    }

    /// SHA-256 in hexadecimal over the checksums, names and prefix: stands for the whole model. The
    /// first time it takes a second a gigabyte of weights; afterwards, also in later runs, none.
    pub fn sha256(&self) -> String {
        self.checksums.of_model(&self.prefix)
    }

    /// SHA-256 in hexadecimal of every file that counts, by its name in the model.
    pub fn checksums(&self) -> BTreeMap<String, String> {
        self.checksums.by_name()
    }

    pub(crate) fn invalid(&self, file: impl Into<String>, reason: impl ToString) -> ModelError {
        ModelError::Invalid {
            model: self.id.clone(),
            file: file.into(),
            reason: reason.to_string(),
        }
    }
}

/// All tensors of the folder, from one file or from those that the index names.
fn weights(source: &mut FileSource<'_>, folder: &str) -> Result<Weights, ModelError> {
    let file = source.safetensors(folder)?;
    let mut weights = Weights::default();
    if !file.ends_with(".json") {
        add(&mut weights, source, &file)?;
        return Ok(weights);
    }
    let bytes = source.required(&file)?;
    let index: Index = source.parse(&file, &bytes)?;
    let shards: BTreeSet<&String> = index.weight_map.values().collect();
    for shard in shards {
        add(&mut weights, source, &format!("{folder}{shard}"))?;
    }
    match index.weight_map.keys().find(|name| weights.tensor(name).is_none()) {
        Some(name) => Err(source.invalid(file, format!("the tensor `{name}` is in none of the files it names"))),
        None => Ok(weights),
    }
}

fn add(weights: &mut Weights, source: &mut FileSource<'_>, file: &str) -> Result<(), ModelError> {
    let bytes = source.required(file)?;
    weights.add(file, bytes).map_err(|reason| source.invalid(file, reason))
}

/// `owner/name` of letters, digits, `-`, `_` and `.`: the hub's form of an id.
pub(crate) fn is_hub_id(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    name.split_once('/')
        .is_some_and(|(owner, model)| is_part(owner) && is_part(model))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hub_ids_are_told_from_paths() {
        for (name, expected) in [
            ("intfloat/multilingual-e5-small", true),
            ("./model", false),
            ("/abs/model", false),
            ("model", false),
            ("a/b/c", false),
            ("../x", false),
        ] {
            assert_eq!(is_hub_id(name), expected, "{name}");
        }
    }
}
