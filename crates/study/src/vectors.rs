//! Vectors of documents: made in parts that are kept, or taken from a file.

use std::collections::HashMap;
use std::path::Path;

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::kept_vectors::KeptVectors;
use crate::progress::Progress;
use crate::run_folder::write_whole;
use crate::run_record::ModelRecord;
use crate::run_tables::{read_embeddings, write_embeddings};
use crate::scope::{ModelChoice, VectorSource};
use crate::stage::Stages;
use crate::timing::Stopwatch;
use corpus::Document;
use embedding::{CachedEncoder, Embeddings, Encoder};
use encoder::{ModelFiles, TextEncoder};

/// Texts encoded and kept together: what a broken-off run loses at most.
const PART: usize = 1024;

/// The vectors, and what made them.
pub(crate) struct Vectors {
    pub embeddings: Embeddings,
    pub model: Option<ModelRecord>,
    pub truncated: usize,
    /// Stands for the vectors in the keys of later stages.
    pub key: String,
}

/// The vectors of all documents' plain texts, from the source that the run names.
pub(crate) fn vectors(
    documents: &[Document],
    plain: &[String],
    source: &VectorSource,
    stages: &mut Stages<'_>,
) -> Result<Vectors, StudyError> {
    match source {
        VectorSource::File(path) => stages.pass("embed", |_| {
            let embeddings = from_file(path, documents)?;
            let key = fingerprint(&("file", embeddings_bytes(&embeddings)));
            Ok((
                Vectors {
                    embeddings,
                    model: None,
                    truncated: 0,
                    key,
                },
                documents.len(),
            ))
        }),
        VectorSource::Model(model) => from_model(model, plain, stages),
    }
}

impl ModelChoice {
    /// Its files, fetched if they are not here yet.
    pub(crate) fn files(&self) -> Result<ModelFiles, StudyError> {
        Ok(match &self.name {
            Some(name) => ModelFiles::named(name, self.offline)?,
            None => ModelFiles::built_in(),
        })
    }

    fn load(&self, files: &ModelFiles, progress: &mut dyn Progress) -> Result<TextEncoder, StudyError> {
        let encoder = TextEncoder::load_in(files, self.compute, self.precision)?;
        if let Some(note) = encoder.note() {
            progress.warn(note);
        }
        Ok(encoder.with_long_texts(self.long_texts))
    }
}

/// The encoder with a cache of vectors in a folder.
///
/// # Errors
/// When the cache is in use by another program, cannot be read or written, or is damaged.
pub fn cached<'a>(encoder: &'a TextEncoder, folder: &Path) -> Result<CachedEncoder<'a>, StudyError> {
    CachedEncoder::open(encoder, &encoder.key(), folder).map_err(|error| StudyError::file(folder, error))
}

/// Each text is encoded once: what an earlier run of this folder encoded is taken from `stages`,
/// the rest is encoded in parts, each kept as soon as it is done.
fn from_model(model: &ModelChoice, plain: &[String], stages: &mut Stages<'_>) -> Result<Vectors, StudyError> {
    let (watch, files) = (Stopwatch::start(), model.files()?);
    let sha256 = files.sha256();
    let total = plain.len() as u64;
    stages.progress.begin("embed", total);
    let mut kept = KeptVectors::open(stages.folder.stages().join("vectors"), &sha256)?;
    let (version, precision) = (env!("CARGO_PKG_VERSION"), model.precision.on_this_machine());
    let keys: Vec<String> = plain
        .iter()
        .map(|text| fingerprint(&(version, precision, model.long_texts, text)))
        .collect();
    let missing = kept.missing(&keys);
    if !missing.is_empty() {
        let encoder = model.load(&files, stages.progress)?;
        let cached = model
            .cache
            .as_deref()
            .map(|folder| cached(&encoder, folder))
            .transpose()?;
        let encoder = cached.as_ref().map_or(&encoder as &dyn Encoder, |cached| cached);
        for (place, part) in missing.chunks(PART).enumerate() {
            kept.encode(encoder, part, &keys, plain)?;
            let left = missing.len() - (place * PART + part.len());
            stages.progress.advance(total - left as u64, total);
        }
    }
    let vectors = Vectors {
        embeddings: kept.embeddings(&keys),
        model: Some(ModelRecord {
            id: files.id.clone(),
            revision: files.revision.clone(),
            sha256: sha256.clone(),
        }),
        truncated: keys.iter().filter(|key| kept.cut_tokens(key) > 0).count(),
        key: fingerprint(&(&sha256, &keys)),
    };
    stages.end("embed", watch, plain.len(), missing.is_empty());
    Ok(vectors)
}

/// The vectors of documents by a model, without a run: title and text as they are.
///
/// # Errors
/// When the model fails on a batch.
pub fn encode_documents(
    encoder: &dyn Encoder,
    documents: &[Document],
    progress: &mut dyn Progress,
) -> Result<Embeddings, StudyError> {
    let mut embeddings = Embeddings::new(encoder.dimension());
    progress.begin("embed", documents.len() as u64);
    for part in documents.chunks(PART) {
        let texts: Vec<String> = part.iter().map(whole_text).collect();
        for vector in encoder.encode(&texts)?.vectors {
            embeddings.push(vector.as_deref());
        }
        progress.advance(embeddings.len() as u64, documents.len() as u64);
    }
    Ok(embeddings)
}

/// Title and text as they are.
pub(crate) fn whole_text(document: &Document) -> String {
    format!("{}\n\n{}", document.title, document.text)
}

/// The vectors of documents without a run, from a model or a file, and the model that made them.
pub(crate) fn vectors_of(
    documents: &[Document],
    source: &VectorSource,
    progress: &mut dyn Progress,
) -> Result<(Embeddings, Option<ModelRecord>), StudyError> {
    match source {
        VectorSource::File(path) => Ok((from_file(path, documents)?, None)),
        VectorSource::Model(model) => {
            let files = model.files()?;
            let encoder = model.load(&files, progress)?;
            let cached = model
                .cache
                .as_deref()
                .map(|folder| cached(&encoder, folder))
                .transpose()?;
            let encoder = cached.as_ref().map_or(&encoder as &dyn Encoder, |cached| cached);
            let vectors = encode_documents(encoder, documents, progress)?;
            let made = format!("{} vectors of {} numbers", vectors.len(), vectors.dimension());
            progress.end("embed", false, &made);
            let record = ModelRecord {
                sha256: files.sha256(),
                id: files.id,
                revision: files.revision,
            };
            Ok((vectors, Some(record)))
        }
    }
}

/// Writes the vectors of documents as `document_id, embedding`.
pub(crate) fn embed_file(documents: &[Document], embeddings: &Embeddings, to: &Path) -> Result<(), StudyError> {
    let ids: Vec<&str> = documents.iter().map(|document| document.document_id.as_str()).collect();
    write_whole(to, |path| write_embeddings(path, &ids, embeddings))
}

/// The rows of a file in the documents' order; each document needs one.
fn from_file(path: &Path, documents: &[Document]) -> Result<Embeddings, StudyError> {
    let (ids, rows) = read_embeddings(path)?;
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
    let missing: Vec<&str> = documents
        .iter()
        .map(|document| document.document_id.as_str())
        .filter(|id| !places.contains_key(id))
        .collect();
    if let Some(example) = missing.first() {
        return Err(StudyError::EmbeddingsDoNotFit {
            path: path.to_owned(),
            missing: missing.len(),
            documents: documents.len(),
            example: (*example).to_owned(),
        });
    }
    let order: Vec<usize> = documents
        .iter()
        .map(|document| places[document.document_id.as_str()])
        .collect();
    Ok(rows.select(&order))
}

fn embeddings_bytes(embeddings: &Embeddings) -> Vec<u32> {
    embeddings.as_slice().iter().map(|value| value.to_bits()).collect()
}
