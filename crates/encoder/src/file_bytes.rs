//! The bytes of a model's file: inside the program, read, or mapped into memory.

use std::io;
use std::ops::{Deref, Range};
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
    /// The bytes at a place; those of a mapped file are read into `room`, past the map, so that
    /// what is read once here and there does not stay in memory.
    ///
    /// # Errors
    /// When a mapped file has become shorter or cannot be read.
    pub(crate) fn read<'a>(&'a self, place: Range<usize>, room: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        if let Self::Mapped(file) = self {
            room.resize(place.len(), 0);
            file.read_at(place.start, room)?;
            return Ok(room);
        }
        Ok(&self[place])
    }

    /// Gives the memory of a map back to the system; it is read again when needed.
    pub(crate) fn let_go(&self) {
        if let Self::Mapped(file) = self {
            file.let_go();
        }
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
