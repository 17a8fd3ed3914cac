//! An encoder that encodes each text once, and remembers it on disk.

use std::cell::{Cell, RefCell};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::vector_cache::{CachedVector, Key, VectorCache};
use crate::{Encoded, Encoder, EncoderError};

/// Takes from a cache what was encoded before, by whatever run, and adds what was not.
pub struct CachedEncoder<'a> {
    encoder: &'a dyn Encoder,
    key: String,
    cache: RefCell<VectorCache>,
    n_found: Cell<usize>,
}

impl<'a> CachedEncoder<'a> {
    /// The encoder with a cache in a folder, which is made where there is none. `key` stands for
    /// everything besides the text that decides a vector: the model and its settings.
    ///
    /// # Errors
    /// As [`VectorCache::open`].
    pub fn open(encoder: &'a dyn Encoder, key: &str, folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let digest = Sha256::digest(key);
        let name: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let cache = VectorCache::open(&folder.join(format!("{name}.vectors")), encoder.dimension())?;
        Ok(Self {
            encoder,
            key: key.to_owned(),
            cache: RefCell::new(cache),
            n_found: Cell::new(0),
        })
    }

    /// Texts whose vectors came from the cache so far.
    pub fn n_found(&self) -> usize {
        self.n_found.get()
    }

    fn key(&self, text: &str) -> Key {
        let mut hasher = Sha256::new();
        hasher.update((self.key.len() as u64).to_le_bytes());
        hasher.update(&self.key);
        hasher.update(text);
        hasher.finalize().into()
    }
}

impl Encoder for CachedEncoder<'_> {
    fn dimension(&self) -> usize {
        self.encoder.dimension()
    }

    fn encode(&self, texts: &[String]) -> Result<Encoded, EncoderError> {
        let mut cache = self.cache.borrow_mut();
        let keys: Vec<Key> = texts.iter().map(|text| self.key(text)).collect();
        let mut found = Vec::with_capacity(texts.len());
        for key in &keys {
            found.push(cache.get(key).map_err(EncoderError::Cache)?);
        }
        let missing: Vec<usize> = (0..texts.len()).filter(|&place| found[place].is_none()).collect();
        self.n_found.set(self.n_found.get() + texts.len() - missing.len());
        if !missing.is_empty() {
            let unknown: Vec<String> = missing.iter().map(|&place| texts[place].clone()).collect();
            let encoded = self.encoder.encode(&unknown)?;
            let made: Vec<CachedVector> = encoded
                .vectors
                .into_iter()
                .zip(encoded.cut_tokens)
                .map(|(vector, cut_tokens)| CachedVector { vector, cut_tokens })
                .collect();
            let records = missing.iter().map(|&place| keys[place]).zip(&made);
            cache.add(records).map_err(EncoderError::Cache)?;
            for (place, cached) in missing.into_iter().zip(made) {
                found[place] = Some(cached);
            }
        }
        let mut encoded = Encoded::default();
        for cached in found.into_iter().flatten() {
            encoded.vectors.push(cached.vector);
            encoded.cut_tokens.push(cached.cut_tokens);
        }
        Ok(encoded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts what it is asked.
    struct Lengths(Cell<usize>);

    impl Encoder for Lengths {
        fn dimension(&self) -> usize {
            1
        }

        fn encode(&self, texts: &[String]) -> Result<Encoded, EncoderError> {
            self.0.set(self.0.get() + texts.len());
            Ok(Encoded {
                vectors: texts
                    .iter()
                    .map(|text| (!text.is_empty()).then(|| vec![text.len() as f32]))
                    .collect(),
                cut_tokens: texts.iter().map(String::len).collect(),
            })
        }
    }

    #[test]
    fn a_text_is_encoded_once_a_model() {
        let folder = tempfile::tempdir().unwrap();
        let encoder = Lengths(Cell::new(0));
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let first = CachedEncoder::open(&encoder, "model", folder.path()).unwrap();
        let made = first.encode(&texts(&["water", "", "wind"])).unwrap();
        drop(first);
        let second = CachedEncoder::open(&encoder, "model", folder.path()).unwrap();
        let again = second.encode(&texts(&["zon", "water", "", "wind"])).unwrap();
        assert_eq!(again.vectors[1..], made.vectors);
        assert_eq!(again.cut_tokens, [3, 5, 0, 4]);
        assert_eq!((second.n_found(), encoder.0.get()), (3, 4));
        drop(second);
        let other = CachedEncoder::open(&encoder, "another model", folder.path()).unwrap();
        other.encode(&texts(&["water"])).unwrap();
        assert_eq!((other.n_found(), encoder.0.get()), (0, 5));
    }
}
