//! Building an index, in one go.

use std::path::{Path, PathBuf};

use corpus::Document;
use query::Analyser;
use tantivy::{Index, IndexWriter, TantivyError};

use crate::error::IndexError;
use crate::places;
use crate::schema::{Fields, version};
use crate::words::WordsWriter;

/// Memory for documents not yet written.
const WRITER_BYTES: usize = 100_000_000;

/// An index being built; nothing can be found until it is committed.
pub struct IndexWriterSession {
    path: PathBuf,
    fields: Fields,
    writer: IndexWriter,
    words: WordsWriter,
    analyser: Analyser,
    rows: u64,
}

impl IndexWriterSession {
    /// Starts an index in a folder that holds none; makes the folder.
    pub fn create(path: &Path) -> Result<IndexWriterSession, IndexError> {
        std::fs::create_dir_all(path).map_err(|source| IndexError::Folder {
            path: path.into(),
            source,
        })?;
        let (schema, fields) = Fields::schema();
        let storage = |source| match source {
            TantivyError::IndexAlreadyExists => IndexError::Exists { path: path.into() },
            source => IndexError::Storage {
                path: path.into(),
                source,
            },
        };
        let index = Index::create_in_dir(path, schema).map_err(storage)?;
        places::register(index.tokenizers());
        let writer = index.writer_with_num_threads(1, WRITER_BYTES).map_err(storage)?;
        Ok(IndexWriterSession {
            path: path.into(),
            fields,
            writer,
            words: WordsWriter::create(path).map_err(|source| storage(source.into()))?,
            analyser: Analyser::default(),
            rows: 0,
        })
    }

    /// Adds documents; the first that is added has row 0, the next row 1.
    pub fn add(&mut self, documents: &[Document]) -> Result<(), IndexError> {
        documents.iter().try_for_each(|document| self.add_document(document))
    }

    fn add_document(&mut self, document: &Document) -> Result<(), IndexError> {
        let row = self.rows;
        let stored = serde_json::to_vec(document).map_err(|source| IndexError::StoredDocument {
            path: self.path.clone(),
            row,
            source,
        })?;
        let analysed = self.analyser.analyse(document);
        let places = self
            .words
            .add(&analysed)
            .map_err(|source| self.storage(source.into()))?;
        let mut keys = self.fields.row(row, document, &analysed, &places);
        keys.add_bytes(self.fields.document, &stored);
        self.writer.add_document(keys).map_err(|source| self.storage(source))?;
        self.rows += 1;
        Ok(())
    }

    /// Makes what was added findable and ends the session.
    pub fn commit(self) -> Result<(), IndexError> {
        let path = self.path.clone();
        self.finish().map_err(|source| IndexError::Storage { path, source })
    }

    fn finish(mut self) -> tantivy::Result<()> {
        self.words.finish()?;
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&version());
        commit.commit()?;
        self.writer.wait_merging_threads()
    }

    fn storage(&self, source: TantivyError) -> IndexError {
        IndexError::Storage {
            path: self.path.clone(),
            source,
        }
    }
}
