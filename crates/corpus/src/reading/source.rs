//! One input file as a stream of UTF-8 bytes: unpacked, counted and hashed on the way.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::CorpusError;

/// How the bytes of a file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// Not at all.
    None,
    /// `.gz`
    Gzip,
    /// `.xz`
    Xz,
}

impl Compression {
    /// Reads the mark that packed files begin with.
    pub(crate) fn of(first_bytes: &[u8]) -> Compression {
        match first_bytes {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Compression::Xz,
            _ => Compression::None,
        }
    }
}

/// An open file. Text in UTF-16 with a byte order mark arrives as UTF-8, other bytes as they are.
pub(crate) struct Source {
    path: PathBuf,
    tally: Rc<RefCell<Tally>>,
}

/// The stream that [`Source::open`] gives.
pub(crate) type Bytes = Box<dyn BufRead>;

impl Source {
    /// Opens a file and looks at its first bytes to see how it is packed.
    pub(crate) fn open(path: &Path) -> Result<(Source, Bytes), CorpusError> {
        let unreadable = |source| CorpusError::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        let compression = Compression::of(&first_bytes(path).map_err(unreadable)?);
        let tally = Rc::new(RefCell::new(Tally::default()));
        let file = File::open(path).map_err(unreadable)?;
        let raw = Tallied {
            file,
            tally: Rc::clone(&tally),
        };
        let source = Source {
            path: path.to_path_buf(),
            tally,
        };
        Ok((source, transcoded(unpacked(raw, compression))))
    }

    /// Bytes of the file itself (packed as it is) that have been read so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.tally.borrow().bytes
    }

    /// The SHA-256 of the whole file in hexadecimal; reads what the row reader left unread.
    pub(crate) fn sha256(self) -> Result<String, CorpusError> {
        let unreadable = |source| CorpusError::Unreadable {
            path: self.path.clone(),
            source,
        };
        let mut tally = self.tally.borrow_mut();
        let mut rest = File::open(&self.path).map_err(unreadable)?;
        rest.seek(SeekFrom::Start(tally.bytes)).map_err(unreadable)?;
        io::copy(&mut rest, &mut tally.hash).map_err(unreadable)?;
        let digest = std::mem::take(&mut tally.hash).finalize();
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// The first bytes of a file as it lies on disk, at most 512.
pub(crate) fn first_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(512).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[derive(Default)]
struct Tally {
    bytes: u64,
    hash: Sha256,
}

struct Tallied {
    file: File,
    tally: Rc<RefCell<Tally>>,
}

impl Read for Tallied {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let mut tally = self.tally.borrow_mut();
        tally.bytes += count as u64;
        tally.hash.update(&buffer[..count]);
        Ok(count)
    }
}

const BUFFER_BYTES: usize = 256 * 1024;

fn unpacked(raw: Tallied, compression: Compression) -> Box<dyn Read> {
    let raw = BufReader::with_capacity(BUFFER_BYTES, raw);
    match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(MultiGzDecoder::new(raw)),
        Compression::Xz => Box::new(XzReader::new(raw, true)),
    }
}

/// Strips a byte order mark and turns UTF-16 into UTF-8; bytes that are not UTF-8 pass unchanged,
/// so that one bad row does not cost its neighbours.
fn transcoded(bytes: Box<dyn Read>) -> Bytes {
    let decoder = DecodeReaderBytesBuilder::new()
        .utf8_passthru(true)
        .strip_bom(true)
        .bom_override(true)
        .build(bytes);
    Box::new(BufReader::with_capacity(BUFFER_BYTES, decoder))
}
