//! Vectors of texts that a run folder keeps from run to run, under the hash of the text.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use embedding::{Embeddings, Encoder};

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::run_folder::write_whole;
use crate::table::{StoredTable, Table};

/// One model's vectors: Parquet files `MODEL-HASH.parquet` with `text_key, embedding, cut_tokens`.
pub(crate) struct KeptVectors {
    folder: PathBuf,
    model: String,
    places: HashMap<String, usize>,
    rows: Embeddings,
    /// Tokens that the model did not read, of the texts that have such.
    cut_tokens: HashMap<String, usize>,
}

impl KeptVectors {
    /// Reads what is there; a file that cannot be read counts as not there.
    pub(crate) fn open(folder: PathBuf, model_sha256: &str) -> Result<Self, StudyError> {
        std::fs::create_dir_all(&folder).map_err(|error| StudyError::file(&folder, error))?;
        let entries = std::fs::read_dir(&folder).map_err(|error| StudyError::file(&folder, error))?;
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut kept = Self {
            folder,
            model: model_sha256[..16].to_owned(),
            places: HashMap::new(),
            rows: Embeddings::default(),
            cut_tokens: HashMap::new(),
        };
        let is_of_model = |file: &&PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&format!("{}-", &model_sha256[..16])) && name.ends_with(".parquet")
        };
        for file in files.iter().filter(is_of_model) {
            if let Ok((keys, rows, cut_tokens)) = read_part(file) {
                kept.add(keys, &rows, &cut_tokens);
            }
        }
        Ok(kept)
    }

    /// Places of the texts that have no vector yet, each different text once.
    pub(crate) fn missing(&self, keys: &[String]) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        (0..keys.len())
            .filter(|&place| !self.places.contains_key(&keys[place]) && seen.insert(&keys[place]))
            .collect()
    }

    /// Encodes the texts at these places and keeps their vectors.
    pub(crate) fn encode(
        &mut self,
        encoder: &dyn Encoder,
        places: &[usize],
        keys: &[String],
        texts: &[String],
    ) -> Result<(), StudyError> {
        let texts: Vec<String> = places.iter().map(|&place| texts[place].clone()).collect();
        let keys: Vec<String> = places.iter().map(|&place| keys[place].clone()).collect();
        let encoded = encoder.encode(&texts)?;
        let mut rows = Embeddings::new(encoder.dimension());
        for vector in &encoded.vectors {
            rows.push(vector.as_deref());
        }
        let path = self
            .folder
            .join(format!("{}-{}.parquet", self.model, &fingerprint(&keys)[..32]));
        write_whole(&path, |path| {
            let table = Table::new().text("text_key", &keys).vectors("embedding", &rows);
            table
                .count("cut_tokens", encoded.cut_tokens.iter().copied())
                .write(path)
        })?;
        self.add(keys, &rows, &encoded.cut_tokens);
        Ok(())
    }

    /// The vectors of the texts with these keys, in their order; all are kept by now.
    pub(crate) fn embeddings(&self, keys: &[String]) -> Embeddings {
        let places: Vec<usize> = keys.iter().map(|key| self.places[key]).collect();
        self.rows.select(&places)
    }

    /// Tokens of the text that the model did not read.
    pub(crate) fn cut_tokens(&self, key: &str) -> usize {
        self.cut_tokens.get(key).copied().unwrap_or(0)
    }

    fn add(&mut self, keys: Vec<String>, rows: &Embeddings, cut_tokens: &[usize]) {
        if self.rows.is_empty() {
            self.rows = Embeddings::new(rows.dimension());
        }
        for (place, key) in keys.into_iter().enumerate() {
            if cut_tokens[place] > 0 {
                self.cut_tokens.insert(key.clone(), cut_tokens[place]);
            }
            self.places.insert(key, self.rows.len());
            self.rows.push(rows.row(place));
        }
    }
}

fn read_part(file: &Path) -> Result<(Vec<String>, Embeddings, Vec<usize>), StudyError> {
    let table = StoredTable::read(file)?;
    Ok((
        table.texts("text_key")?,
        table.vectors("embedding")?,
        table.counts("cut_tokens")?,
    ))
}
