//! Where a model's bytes come from: the program itself, a directory, or the hub.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::ModelError;
use crate::file_bytes::FileBytes;
use crate::weights::Weights;

/// The id of the model that the program carries.
pub const BUILT_IN_MODEL: &str = "afbaken-nl-en-static";

/// The three files of a model, read, and what identifies them.
#[derive(Debug, Clone)]
pub struct ModelFiles {
    /// Directory name, hub id or [`BUILT_IN_MODEL`].
    pub id: String,
    /// The hub's commit, where it came from the hub.
    pub revision: Option<String>,
    /// SHA-256 over the three files, in hexadecimal.
    pub sha256: String,
    pub(crate) config: Cow<'static, [u8]>,
    pub(crate) tokenizer: Cow<'static, [u8]>,
    pub(crate) weights: Weights,
}

macro_rules! shipped {
    ($file:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../models/afbaken-nl-en-static/",
            $file
        ))
    };
}

impl ModelFiles {
    /// The model that travels inside the program; nothing is read or fetched.
    pub fn built_in() -> Self {
        Self::new(
            BUILT_IN_MODEL.into(),
            None,
            Cow::Borrowed(shipped!("config.json")),
            Cow::Borrowed(shipped!("tokenizer.json")),
            FileBytes::Shipped(shipped!("model.safetensors")),
        )
        .expect("the shipped model is whole")
    }

    /// The model that a person named: a directory when there is one of that name or when the name
    /// cannot be a hub id, else a hub id (`owner/name`).
    ///
    /// # Errors
    /// When a file is missing or unreadable, or the hub does not give it.
    pub fn named(name: &str, offline: bool) -> Result<Self, ModelError> {
        let path = Path::new(name);
        if name == BUILT_IN_MODEL {
            Ok(Self::built_in())
        } else if path.is_dir() || !is_hub_id(name) {
            Self::directory(path)
        } else {
            Self::from_hub(name, offline)
        }
    }

    /// The model in a directory of the Hugging Face layout.
    ///
    /// # Errors
    /// When the directory or a file of the layout is missing or unreadable.
    pub fn directory(directory: &Path) -> Result<Self, ModelError> {
        if !directory.is_dir() {
            return Err(ModelError::MissingDirectory(directory.to_owned()));
        }
        let has = |file: &str| directory.join(file).is_file();
        if has("pytorch_model.bin") && !has("model.safetensors") {
            return Err(ModelError::Pickle(directory.to_owned()));
        }
        let id = directory
            .file_name()
            .map_or_else(|| ".".into(), |name| name.to_string_lossy().into_owned());
        Self::new(
            id,
            None,
            Cow::Owned(read(directory, "config.json")?),
            Cow::Owned(read(directory, "tokenizer.json")?),
            mapped(directory, "model.safetensors")?,
        )
    }

    #[cfg(feature = "hub")]
    fn from_hub(id: &str, offline: bool) -> Result<Self, ModelError> {
        let snapshot = crate::hub::fetch(id, offline)?;
        let mut files = Self::directory(&snapshot)?;
        files.revision = Some(std::mem::replace(&mut files.id, id.into()));
        Ok(files)
    }

    #[cfg(not(feature = "hub"))]
    fn from_hub(id: &str, _offline: bool) -> Result<Self, ModelError> {
        Err(ModelError::NoHub(id.into()))
    }

    fn new(
        id: String,
        revision: Option<String>,
        config: Cow<'static, [u8]>,
        tokenizer: Cow<'static, [u8]>,
        bytes: FileBytes,
    ) -> Result<Self, ModelError> {
        let mut hasher = Sha256::new();
        for part in [&*config, &*tokenizer, &*bytes] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut weights = Weights::default();
        weights
            .add("model.safetensors", bytes)
            .map_err(|reason| ModelError::Invalid {
                model: id.clone(),
                file: "model.safetensors",
                reason,
            })?;
        Ok(Self {
            id,
            revision,
            sha256,
            config,
            tokenizer,
            weights,
        })
    }

    pub(crate) fn invalid(&self, file: &'static str, reason: impl ToString) -> ModelError {
        ModelError::Invalid {
            model: self.id.clone(),
            file,
            reason: reason.to_string(),
        }
    }
}

/// The card of the built-in model, in Markdown.
pub fn built_in_card() -> &'static str {
    include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../models/afbaken-nl-en-static/README.md"
    ))
}

/// `owner/name` of letters, digits, `-`, `_` and `.`: the hub's form of an id.
fn is_hub_id(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    name.split_once('/')
        .is_some_and(|(owner, model)| is_part(owner) && is_part(model))
}

fn read(directory: &Path, file: &'static str) -> Result<Vec<u8>, ModelError> {
    let path = directory.join(file);
    if !path.is_file() {
        return Err(ModelError::MissingFile {
            directory: directory.to_owned(),
            file,
        });
    }
    fs::read(&path).map_err(|source| ModelError::Unreadable { path, source })
}

fn mapped(directory: &Path, file: &'static str) -> Result<FileBytes, ModelError> {
    let path = directory.join(file);
    if !path.is_file() {
        return Err(ModelError::MissingFile {
            directory: directory.to_owned(),
            file,
        });
    }
    FileBytes::mapped(&path).map_err(|source| ModelError::Unreadable { path, source })
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

    #[test]
    fn a_missing_directory_a_missing_file_and_a_pickle_are_named() {
        let missing = ModelFiles::directory(Path::new("/no/such/model")).unwrap_err();
        assert!(matches!(missing, ModelError::MissingDirectory(_)));
        let directory = tempfile::tempdir().unwrap();
        let error = ModelFiles::directory(directory.path()).unwrap_err();
        assert!(
            matches!(
                error,
                ModelError::MissingFile {
                    file: "config.json",
                    ..
                }
            ),
            "{error}"
        );
        fs::write(directory.path().join("pytorch_model.bin"), b"x").unwrap();
        let error = ModelFiles::directory(directory.path()).unwrap_err();
        assert!(matches!(error, ModelError::Pickle(_)), "{error}");
    }
}
