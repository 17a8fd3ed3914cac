//! Reads the files of one model by name, and remembers the checksum of each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::ModelError;
use crate::file_bytes::FileBytes;

/// Where the files lie.
pub(crate) enum Place<'a> {
    /// In the program: name and content.
    Shipped(&'a [(&'static str, &'static [u8])]),
    Directory(&'a Path),
    #[cfg(feature = "hub")]
    Hub(Box<crate::hub::Hub<'a>>),
}

/// The files of one model.
pub(crate) struct FileSource<'a> {
    /// The model's id, for messages.
    pub model: String,
    pub place: Place<'a>,
    /// SHA-256 in hexadecimal of every file read, by name.
    pub checksums: BTreeMap<String, String>,
}

impl<'a> FileSource<'a> {
    pub(crate) fn new(model: String, place: Place<'a>) -> Self {
        Self {
            model,
            place,
            checksums: BTreeMap::new(),
        }
    }

    /// The content of a file, if there is one.
    pub(crate) fn optional(&mut self, file: &str) -> Result<Option<FileBytes>, ModelError> {
        let Some(bytes) = self.bytes(file)? else {
            return Ok(None);
        };
        if !self.checksums.contains_key(file) {
            let checksum = self.checksum(file, &bytes)?;
            self.checksums.insert(file.to_owned(), checksum);
        }
        Ok(Some(bytes))
    }

    /// Weights are read from the disk for it and not through the map, which would hold all of them
    /// in memory.
    fn checksum(&self, file: &str, bytes: &FileBytes) -> Result<String, ModelError> {
        match (bytes, &self.place) {
            (FileBytes::Mapped(_), Place::Directory(directory)) => {
                let path = directory.join(file);
                sha256_of_file(&path).map_err(|source| ModelError::Unreadable { path, source })
            }
            _ => Ok(sha256(bytes)),
        }
    }

    /// As [`Self::optional`], for a file without which there is no model.
    pub(crate) fn required(&mut self, file: &str) -> Result<FileBytes, ModelError> {
        self.optional(file)?.ok_or_else(|| self.missing(file))
    }

    /// The name of the weights in a folder (ending in `/`, or empty): `model.safetensors`, or the
    /// index where they are in several files. A pickle in their place is refused.
    pub(crate) fn safetensors(&mut self, folder: &str) -> Result<String, ModelError> {
        let weights = format!("{folder}model.safetensors");
        let index = format!("{folder}model.safetensors.index.json");
        for file in [&weights, &index] {
            if self.has(file)? {
                return Ok(file.clone());
            }
        }
        for pickle in ["pytorch_model.bin", "pytorch_model.bin.index.json"] {
            if self.has(&format!("{folder}{pickle}"))? {
                return Err(ModelError::Pickle {
                    directory: self.directory(),
                    file: format!("{folder}{pickle}"),
                });
            }
        }
        Err(self.missing(&weights))
    }

    /// A JSON file as what it should hold.
    pub(crate) fn parse<T: DeserializeOwned>(&self, file: &str, bytes: &[u8]) -> Result<T, ModelError> {
        serde_json::from_slice(bytes).map_err(|error| self.invalid(file, error))
    }

    /// The file is there and does not hold what it should.
    pub(crate) fn invalid(&self, file: impl Into<String>, reason: impl ToString) -> ModelError {
        ModelError::Invalid {
            model: self.model.clone(),
            file: file.into(),
            reason: reason.to_string(),
        }
    }

    fn bytes(&mut self, file: &str) -> Result<Option<FileBytes>, ModelError> {
        if file.split('/').any(|part| part == "..") || Path::new(file).is_absolute() {
            return Err(self.invalid(file, "it lies outside the model's directory"));
        }
        let path = match &mut self.place {
            Place::Shipped(files) => {
                let found = files.iter().find(|(name, _)| *name == file);
                return Ok(found.map(|(_, bytes)| FileBytes::Shipped(bytes)));
            }
            Place::Directory(directory) => Some(directory.join(file)).filter(|path| path.is_file()),
            #[cfg(feature = "hub")]
            Place::Hub(hub) => hub.path(file)?,
        };
        path.map(read).transpose()
    }

    fn has(&mut self, file: &str) -> Result<bool, ModelError> {
        match &mut self.place {
            Place::Shipped(files) => Ok(files.iter().any(|(name, _)| *name == file)),
            Place::Directory(directory) => Ok(directory.join(file).is_file()),
            #[cfg(feature = "hub")]
            Place::Hub(hub) => hub.has(file),
        }
    }

    fn missing(&self, file: &str) -> ModelError {
        match &self.place {
            #[cfg(feature = "hub")]
            Place::Hub(hub) => hub.not_here(file),
            _ => ModelError::MissingFile {
                directory: self.directory(),
                file: file.to_owned(),
            },
        }
    }

    fn directory(&self) -> PathBuf {
        match self.place {
            Place::Directory(directory) => directory.to_owned(),
            _ => PathBuf::from(&self.model),
        }
    }
}

/// Weights are mapped, the rest is read.
fn read(path: PathBuf) -> Result<FileBytes, ModelError> {
    let is_weights = path.extension().is_some_and(|extension| extension == "safetensors");
    let read = if is_weights {
        FileBytes::mapped(&path)
    } else {
        fs::read(&path).map(FileBytes::Read)
    };
    read.map_err(|source| ModelError::Unreadable { path, source })
}

fn sha256_of_file(path: &Path) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    std::io::copy(&mut fs::File::open(path)?, &mut hasher)?;
    Ok(hexadecimal(&hasher.finalize()))
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
