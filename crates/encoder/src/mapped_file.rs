//! A file of weights in memory as far as it is looked at, and its checksum, computed when it is asked for.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use memmap2::Mmap;
use sha2::{Digest, Sha256};

use crate::file_source::hexadecimal;
use crate::remembered_checksums::{FileState, RememberedChecksums};

/// Bytes that are hashed before their memory is let go.
const HASHED_AT_ONCE: usize = 16 << 20;

/// A mapped file. It must not be changed while the program runs: what is read afterwards would be
/// the new content, and reading beyond a new end would end the program. Replacing it is harmless.
#[derive(Debug)]
pub(crate) struct MappedFile {
    path: PathBuf,
    file: File,
    map: Mmap,
    /// What the file was when it was mapped.
    state: Option<FileState>,
    sha256: OnceLock<String>,
}

impl MappedFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: the bytes are only ever read as bytes and as floats, for which every bit pattern is valid.
        #[allow(unsafe_code)]
        let map = unsafe { Mmap::map(&file) }?;
        Ok(Self {
            path: path.canonicalize()?,
            state: FileState::of(&file),
            file,
            map,
            sha256: OnceLock::new(),
        })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// SHA-256 in hexadecimal of what is mapped: remembered from an earlier run if the file has not
    /// been touched since, else computed, which takes a second a gigabyte and more.
    pub(crate) fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| {
            let remembered = RememberedChecksums::of_user();
            let known = remembered.as_ref().zip(self.state.as_ref());
            if let Some(sha256) = known.and_then(|(remembered, state)| remembered.find(&self.path, state)) {
                return sha256;
            }
            let sha256 = self.computed_sha256();
            if let Some((remembered, state)) = known
                && FileState::of(&self.file).as_ref() == Some(state)
            {
                remembered.remember(&self.path, state, &sha256);
            }
            sha256
        })
    }

    /// Has the checksum computed from the bytes when it is next asked for.
    pub(crate) fn forget_checksum(&self) {
        if let Some(remembered) = RememberedChecksums::of_user() {
            remembered.forget(&self.path);
        }
    }

    fn computed_sha256(&self) -> String {
        let mut hasher = Sha256::new();
        for part in self.map.chunks(HASHED_AT_ONCE) {
            hasher.update(part);
            self.let_go();
        }
        hexadecimal(&hasher.finalize())
    }

    /// Fills `to` with the bytes from `start` on, without mapping them into memory.
    ///
    /// # Errors
    /// When the file has become shorter or cannot be read.
    #[cfg(unix)]
    pub(crate) fn read_at(&self, start: usize, to: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, to, start as u64)
    }

    /// Fills `to` with the bytes from `start` on; never fails here.
    #[cfg(not(unix))]
    pub(crate) fn read_at(&self, start: usize, to: &mut [u8]) -> io::Result<()> {
        to.copy_from_slice(&self.map[start..][..to.len()]);
        Ok(())
    }

    /// Gives the memory of what was looked at back to the system; it is read again when needed.
    #[allow(unsafe_code)]
    fn let_go(&self) {
        #[cfg(unix)]
        // SAFETY: the map is of a file and never written, so the same bytes come back. That it
        // fails costs memory only.
        let _ = unsafe { self.map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_and_the_bytes_stay_after_the_memory_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights");
        let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        std::fs::write(&path, &content).unwrap();
        let file = MappedFile::open(&path).unwrap();
        assert_eq!(file.sha256(), crate::file_source::sha256(&content));
        file.let_go();
        assert_eq!(file.bytes(), content);
        let mut part = [0; 8];
        file.read_at(4000, &mut part).unwrap();
        assert_eq!(part, content[4000..4008]);
        assert!(file.read_at(content.len() - 4, &mut part).is_err() || cfg!(not(unix)));
    }
}
