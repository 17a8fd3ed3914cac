//! Vectors of documents: made in parts that are kept, or taken from a file.

use std::collections::HashMap;
use std::path::Path;

use corpus::Document;
use embedding::{Embeddings, Encoder};
use encoder::{ModelFiles, TextEncoder};
use serde::{Deserialize, Serialize};

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::progress::Progress;
use crate::run_folder::write_whole;
use crate::run_record::ModelRecord;
use crate::run_tables::{read_embeddings, write_embeddings};
use crate::scope::VectorSource;
use crate::stage::Stages;
use crate::timing::Stopwatch;

/// Documents encoded and kept together: what a broken-off run loses at most.
const PART: usize = 1024;

/// The vectors, and what made them.
pub(crate) struct Vectors {
    pub embeddings: Embeddings,
    pub model: Option<ModelRecord>,
    pub truncated: usize,
    /// Stands for the vectors in the keys of later stages.
    pub key: String,
}

/// What is kept of a part beside its vectors.
#[derive(Serialize, Deserialize)]
struct PartNote {
    truncated: usize,
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
        VectorSource::Model { name, compute, offline } => {
            let files = match name {
                Some(name) => ModelFiles::named(name, *offline)?,
                None => ModelFiles::built_in(),
            };
            from_model(&files, *compute, plain, stages)
        }
    }
}

fn from_model(
    files: &ModelFiles,
    compute: encoder::Compute,
    plain: &[String],
    stages: &mut Stages<'_>,
) -> Result<Vectors, StudyError> {
    let model = ModelRecord {
        id: files.id.clone(),
        revision: files.revision.clone(),
        sha256: files.sha256.clone(),
    };
    let folder = stages.folder.stages().join("vectors");
    std::fs::create_dir_all(&folder).map_err(|error| StudyError::file(&folder, error))?;
    let watch = Stopwatch::start();
    stages.progress.begin("embed", plain.len() as u64);
    let mut encoder: Option<TextEncoder> = None;
    let mut vectors = Vectors {
        embeddings: Embeddings::default(),
        model: Some(model),
        truncated: 0,
        key: String::new(),
    };
    let mut keys = Vec::new();
    for (place, part) in plain.chunks(PART).enumerate() {
        let key = fingerprint(&("vectors", env!("CARGO_PKG_VERSION"), &files.sha256, part));
        let path = folder.join(format!("{}.parquet", &key[..32]));
        let (embeddings, truncated) = match kept_part(&path, part.len()) {
            Some(kept) => kept,
            None => {
                let encoder = match &mut encoder {
                    Some(encoder) => encoder,
                    none => none.insert(TextEncoder::load(files, compute)?),
                };
                make_part(encoder, part, &path)?
            }
        };
        append(&mut vectors.embeddings, &embeddings);
        vectors.truncated += truncated;
        keys.push(key);
        stages
            .progress
            .advance(((place + 1) * PART).min(plain.len()) as u64, plain.len() as u64);
    }
    vectors.key = fingerprint(&keys);
    stages.end("embed", watch, plain.len(), encoder.is_none());
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
        let texts: Vec<String> = part
            .iter()
            .map(|document| format!("{}\n\n{}", document.title, document.text))
            .collect();
        for vector in encoder.encode(&texts)?.vectors {
            embeddings.push(vector.as_deref());
        }
        progress.advance(embeddings.len() as u64, documents.len() as u64);
    }
    Ok(embeddings)
}

/// Writes the vectors of documents as `document_id, embedding`.
///
/// # Errors
/// When the file cannot be written.
pub fn embed_file(documents: &[Document], embeddings: &Embeddings, to: &Path) -> Result<(), StudyError> {
    let ids: Vec<&str> = documents.iter().map(|document| document.document_id.as_str()).collect();
    write_whole(to, |path| write_embeddings(path, &ids, embeddings))
}

fn kept_part(path: &Path, n: usize) -> Option<(Embeddings, usize)> {
    let note: PartNote = serde_json::from_slice(&std::fs::read(path.with_extension("json")).ok()?).ok()?;
    let (_, embeddings) = read_embeddings(path).ok()?;
    (embeddings.len() == n).then_some((embeddings, note.truncated))
}

fn make_part(encoder: &TextEncoder, part: &[String], path: &Path) -> Result<(Embeddings, usize), StudyError> {
    let encoded = encoder.encode(part)?;
    let mut embeddings = Embeddings::new(encoder.dimension());
    for vector in &encoded.vectors {
        embeddings.push(vector.as_deref());
    }
    let ids: Vec<String> = (0..part.len()).map(|place| place.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    write_whole(path, |path| write_embeddings(path, &ids, &embeddings))?;
    let note = serde_json::to_vec(&PartNote {
        truncated: encoded.truncated,
    })
    .expect("a number");
    let note_path = path.with_extension("json");
    write_whole(&note_path, |path| {
        std::fs::write(path, &note).map_err(|error| StudyError::file(path, error))
    })?;
    Ok((embeddings, encoded.truncated))
}

fn append(all: &mut Embeddings, part: &Embeddings) {
    if all.is_empty() {
        *all = Embeddings::new(part.dimension());
    }
    for row in 0..part.len() {
        all.push(part.row(row));
    }
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
