//! Building an index, in one go.

use std::path::{Path, PathBuf};

use corpus::Document;
use query::{AnalysedDocument, Analyser};
use tantivy::{Index, IndexWriter, TantivyError};

use crate::error::IndexError;
use crate::schema::{Fields, version};

/// Memory for documents not yet written.
const WRITER_BYTES: usize = 100_000_000;

/// An index being built; nothing can be found until it is committed.
pub struct IndexWriterSession {
    path: PathBuf,
    fields: Fields,
    writer: IndexWriter,
    analyser: Analyser,
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
        let writer = index.writer_with_num_threads(1, WRITER_BYTES).map_err(storage)?;
        Ok(IndexWriterSession {
            path: path.into(),
            fields,
            writer,
            analyser: Analyser::default(),
        })
    }

    /// Adds documents with rows from `first_row` on.
    pub fn add(&mut self, first_row: u64, documents: &[Document]) -> Result<(), IndexError> {
        for (row, document) in (first_row..).zip(documents) {
            let analysed = self.analyser.analyse(document);
            self.add_analysed(row, document, &analysed)?;
        }
        Ok(())
    }

    /// Adds one document that is already cut into words, by an [`Analyser`] that removes accents.
    pub fn add_analysed(
        &mut self,
        row: u64,
        document: &Document,
        analysed: &AnalysedDocument,
    ) -> Result<(), IndexError> {
        let stored = serde_json::to_vec(document).map_err(|source| IndexError::StoredDocument {
            path: self.path.clone(),
            row,
            source,
        })?;
        let added = self
            .writer
            .add_document(self.fields.row(row, document, analysed, &stored));
        added.map(|_| ()).map_err(|source| self.storage(source))
    }

    /// Makes what was added findable and ends the session.
    pub fn commit(mut self) -> Result<(), IndexError> {
        let path = self.path.clone();
        self.finish()
            .and_then(|()| self.writer.wait_merging_threads())
            .map_err(|source| IndexError::Storage { path, source })
    }

    fn finish(&mut self) -> tantivy::Result<()> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&version());
        commit.commit().map(|_| ())
    }

    fn storage(&self, source: TantivyError) -> IndexError {
        IndexError::Storage {
            path: self.path.clone(),
            source,
        }
    }
}
