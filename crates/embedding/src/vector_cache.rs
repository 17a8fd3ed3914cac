//! Vectors that were made before, on disk, under the hash of what they were made from.
//!
//! One file a model: a heading, then records of one size, `key (32 bytes), tokens cut (u32), present (u32), vector (f32
//! each)`, little-endian, only ever appended. In memory is the place of each key and nothing else, so that the cache of
//! a million texts takes some dozen megabytes. A record that a crash cut off is dropped when the file is opened.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::path::Path;

/// SHA-256 of what a vector was made from.
pub type Key = [u8; 32];

const HEADING: &[u8; 8] = b"afbvec1\n";

/// Bytes of a record before its vector.
const RECORD_HEAD: usize = size_of::<Key>() + 2 * size_of::<u32>();

/// A vector and how many tokens of its text the model did not read.
#[derive(Debug, Clone, PartialEq)]
pub struct CachedVector {
    /// `None` for a text without a token.
    pub vector: Option<Vec<f32>>,
    /// Tokens that were cut.
    pub cut_tokens: usize,
}

/// The cache of one model, open for reading and adding; other programs are kept out meanwhile.
#[derive(Debug)]
pub struct VectorCache {
    file: File,
    dimension: usize,
    /// The record's place among the records.
    places: HashMap<Key, u32>,
}

impl VectorCache {
    /// Opens or makes the cache of vectors of `dimension` numbers.
    ///
    /// # Errors
    /// When the file cannot be read or written, is in use by another program (`WouldBlock`), or is
    /// of another kind or dimension (`InvalidData`).
    pub fn open(path: &Path, dimension: usize) -> Result<Self> {
        let mut options = OpenOptions::new();
        let mut file = options.create(true).truncate(false).read(true).write(true).open(path)?;
        file.try_lock().map_err(Error::from)?;
        let heading = heading(dimension);
        let length = file.metadata()?.len() as usize;
        if length < heading.len() {
            file.set_len(0)?;
            file.write_all(&heading)?;
        } else {
            let mut found = vec![0; heading.len()];
            file.read_exact(&mut found)?;
            if found != heading {
                return Err(Error::new(ErrorKind::InvalidData, "it is no cache of such vectors"));
            }
        }
        let mut cache = Self {
            file,
            dimension,
            places: HashMap::new(),
        };
        cache.find_records(length.saturating_sub(heading.len()))?;
        Ok(cache)
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The vector of a key, if it was added before.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn get(&mut self, key: &Key) -> Result<Option<CachedVector>> {
        let Some(&place) = self.places.get(key) else {
            return Ok(None);
        };
        let mut record = vec![0; self.record_bytes()];
        self.file.seek(SeekFrom::Start(self.start_of(place)))?;
        self.file.read_exact(&mut record)?;
        let numbers: Vec<[u8; 4]> = record[size_of::<Key>()..]
            .chunks_exact(4)
            .map(|bytes| [bytes[0], bytes[1], bytes[2], bytes[3]])
            .collect();
        let is_present = u32::from_le_bytes(numbers[1]) == 1;
        Ok(Some(CachedVector {
            vector: is_present.then(|| numbers[2..].iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()),
            cut_tokens: u32::from_le_bytes(numbers[0]) as usize,
        }))
    }

    /// Adds vectors at the end; a key that is there already keeps its vector.
    ///
    /// # Errors
    /// When the file cannot be written.
    ///
    /// # Panics
    /// When a vector has another dimension than the cache.
    pub fn add<'a>(&mut self, vectors: impl IntoIterator<Item = (Key, &'a CachedVector)>) -> Result<()> {
        let before = self.places.len() as u32;
        let mut records = Vec::new();
        for (key, cached) in vectors {
            let place = self.places.len() as u32;
            if *self.places.entry(key).or_insert(place) != place {
                continue;
            }
            records.extend(key);
            records.extend((cached.cut_tokens as u32).to_le_bytes());
            records.extend(u32::from(cached.vector.is_some()).to_le_bytes());
            let vector = cached.vector.clone().unwrap_or_else(|| vec![0.0; self.dimension]);
            assert_eq!(vector.len(), self.dimension, "a vector of another dimension");
            records.extend(vector.iter().flat_map(|x| x.to_le_bytes()));
        }
        let start = SeekFrom::Start(self.start_of(before));
        let written = self.file.seek(start).and_then(|_| self.file.write_all(&records));
        written.inspect_err(|_| self.places.retain(|_, place| *place < before))
    }

    /// Reads the keys of whole records and cuts off what is left of a broken one.
    fn find_records(&mut self, bytes: usize) -> Result<()> {
        let mut key = [0; size_of::<Key>()];
        for place in 0..(bytes / self.record_bytes()) as u32 {
            self.file.seek(SeekFrom::Start(self.start_of(place)))?;
            self.file.read_exact(&mut key)?;
            if self.places.insert(key, place).is_some() {
                return Err(Error::new(ErrorKind::InvalidData, "it is damaged: a key stands twice"));
            }
        }
        self.file.set_len(self.start_of(self.places.len() as u32))
    }

    fn start_of(&self, place: u32) -> u64 {
        heading(self.dimension).len() as u64 + u64::from(place) * self.record_bytes() as u64
    }

    fn record_bytes(&self) -> usize {
        RECORD_HEAD + self.dimension * size_of::<f32>()
    }
}

fn heading(dimension: usize) -> Vec<u8> {
    [HEADING.as_slice(), &(dimension as u64).to_le_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(x: f32) -> CachedVector {
        CachedVector {
            vector: Some(vec![x, 0.0]),
            cut_tokens: 3,
        }
    }

    #[test]
    fn what_was_added_is_there_again_and_a_broken_record_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.vectors");
        let nothing = CachedVector {
            vector: None,
            cut_tokens: 0,
        };
        let mut cache = VectorCache::open(&path, 2).unwrap();
        let (one, two) = (vector(1.0), vector(-1.0));
        cache
            .add([([1; 32], &one), ([1; 32], &two), ([2; 32], &nothing)])
            .unwrap();
        cache.add([([3; 32], &two)]).unwrap();
        drop(cache);
        let length = std::fs::metadata(&path).unwrap().len();
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(length - 1).unwrap();
        let mut cache = VectorCache::open(&path, 2).unwrap();
        assert_eq!(cache.len(), 2);
        assert_eq!(cache.get(&[1; 32]).unwrap(), Some(one));
        assert_eq!(cache.get(&[2; 32]).unwrap(), Some(nothing));
        assert_eq!(cache.get(&[3; 32]).unwrap(), None);
        cache.add([([3; 32], &two)]).unwrap();
        assert_eq!(cache.get(&[3; 32]).unwrap(), Some(two));
    }

    #[test]
    fn another_dimension_and_a_second_user_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.vectors");
        let cache = VectorCache::open(&path, 2).unwrap();
        assert_eq!(VectorCache::open(&path, 2).unwrap_err().kind(), ErrorKind::WouldBlock);
        drop(cache);
        assert_eq!(VectorCache::open(&path, 3).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
