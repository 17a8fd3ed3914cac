//! Reads the files of one model by name, and keeps the checksum of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::ModelError;
use crate::checksums::Checksums;
use crate::file_bytes::FileBytes;
use crate::mapped_file::MappedFile;

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
    /// Of every file read.
    pub checksums: Checksums,
    /// Whether checksums that an earlier run computed count.
    pub trust: Trust,
}

/// What is thought of the checksums of large files that an earlier run computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// They hold as long as the file has not been touched.
    Remembered,
    /// They are computed from the bytes.
    Anew,
}

impl<'a> FileSource<'a> {
    pub(crate) fn new(model: String, place: Place<'a>, trust: Trust) -> Self {
        Self {
            model,
            place,
            checksums: Checksums::default(),
            trust,
        }
    }

    /// The content of a file, if there is one.
    pub(crate) fn optional(&mut self, file: &str) -> Result<Option<FileBytes>, ModelError> {
        let Some(bytes) = self.bytes(file)? else {
            return Ok(None);
        };
        if let (FileBytes::Mapped(mapped), Trust::Anew) = (&bytes, self.trust) {
            mapped.forget_checksum();
        }
        self.checksums.add(file, &bytes);
        Ok(Some(bytes))
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
        MappedFile::open(&path).map(|file| FileBytes::Mapped(Arc::new(file)))
    } else {
        fs::read(&path).map(FileBytes::Read)
    };
    read.map_err(|source| ModelError::Unreadable { path, source })
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
