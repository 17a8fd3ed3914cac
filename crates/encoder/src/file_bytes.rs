//! The bytes of a model's file: inside the program, read, or mapped into memory.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

/// The content of one file. Weights are mapped, so that what is never looked at is never read.
#[derive(Debug)]
pub(crate) enum FileBytes {
    Shipped(&'static [u8]),
    Read(Vec<u8>),
    Mapped(Mmap),
}

impl FileBytes {
    /// Maps a file. It must not be changed while the program runs: what is read afterwards would
    /// be the new content, and reading beyond a new end would end the program.
    #[allow(unsafe_code)]
    pub(crate) fn mapped(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: the bytes are only ever read as bytes and as floats, for which every bit pattern is valid.
        unsafe { Mmap::map(&file) }.map(Self::Mapped)
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Shipped(bytes) => bytes,
            Self::Read(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}
