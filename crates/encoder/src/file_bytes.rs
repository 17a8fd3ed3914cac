//! The bytes of a model's file: inside the program, read, or mapped into memory.

use std::io;
use std::ops::Deref;
use std::sync::Arc;

use crate::mapped_file::MappedFile;

/// The content of one file. Weights are mapped, so that what is never looked at is never read.
#[derive(Debug)]
pub(crate) enum FileBytes {
    Shipped(&'static [u8]),
    Read(Vec<u8>),
    Mapped(Arc<MappedFile>),
}

impl FileBytes {
    /// Fills `to` with the bytes from `start` on; those of a mapped file are read past the map, so
    /// that what is read once does not stay in the program's memory.
    ///
    /// # Errors
    /// When a mapped file has become shorter or cannot be read.
    pub(crate) fn copy(&self, start: usize, to: &mut [u8]) -> io::Result<()> {
        match self {
            Self::Mapped(file) => file.read_at(start, to)?,
            _ => to.copy_from_slice(&self[start..][..to.len()]),
        }
        Ok(())
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Shipped(bytes) => bytes,
            Self::Read(bytes) => bytes,
            Self::Mapped(file) => file.bytes(),
        }
    }
}
