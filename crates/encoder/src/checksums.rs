//! The checksums of a model's files, and the one that stands for the whole model.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::file_bytes::FileBytes;
use crate::file_source::sha256;
use crate::mapped_file::MappedFile;

/// SHA-256 of every file that counts, by its name in the model. Those of large files are computed
/// when they are asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checksums {
    files: BTreeMap<String, Checksum>,
}

#[derive(Debug, Clone)]
enum Checksum {
    Known(String),
    OfFile(Arc<MappedFile>),
    Shipped(&'static [u8]),
}

impl Checksums {
    pub(crate) fn add(&mut self, name: &str, bytes: &FileBytes) {
        let checksum = || match bytes {
            FileBytes::Mapped(file) => Checksum::OfFile(file.clone()),
            FileBytes::Shipped(bytes) => Checksum::Shipped(bytes),
            FileBytes::Read(bytes) => Checksum::Known(sha256(bytes)),
        };
        self.files.entry(name.to_owned()).or_insert_with(checksum);
    }

    /// All of them, in hexadecimal.
    pub(crate) fn by_name(&self) -> BTreeMap<String, String> {
        let of_file = |checksum: &Checksum| match checksum {
            Checksum::Known(sha256) => sha256.clone(),
            Checksum::OfFile(file) => file.sha256().to_owned(),
            Checksum::Shipped(bytes) => sha256(bytes),
        };
        let of_files = self.files.iter();
        of_files
            .map(|(name, checksum)| (name.clone(), of_file(checksum)))
            .collect()
    }

    /// Over lines `CHECKSUM  NAME`, as `sha256sum` prints them, and the prefix.
    pub(crate) fn of_model(&self, prefix: &str) -> String {
        let lines = self.by_name().into_iter().map(|(file, sum)| format!("{sum}  {file}\n"));
        sha256((lines.collect::<String>() + prefix).as_bytes())
    }
}
