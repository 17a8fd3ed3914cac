//! Searching an index: it proposes candidates, the evaluator decides.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use corpus::Document;
use query::{Accents, Match, Query, QuerySet};
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, Searcher, TantivyDocument, TantivyError, Term};

use crate::candidates::Segment;
use crate::error::IndexError;
use crate::schema::{Fields, version};

/// An index that can be searched.
pub struct Index {
    path: PathBuf,
    fields: Fields,
    searcher: Searcher,
}

/// Documents that may match a query: every hit is among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Rows, ascending, with where the document is kept.
    documents: Vec<(u64, DocAddress)>,
}

/// A document that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its row in the corpus.
    pub row: u64,
    /// The document whole.
    pub document: Document,
    /// The evidence; its `query` is 0.
    pub found: Match,
}

impl Index {
    /// Opens an index that this program's analysis has made.
    pub fn open(path: &Path) -> Result<Index, IndexError> {
        let storage = |source| IndexError::Storage {
            path: path.into(),
            source,
        };
        let index = tantivy::Index::open_in_dir(path).map_err(storage)?;
        let stored = index.load_metas().map_err(storage)?.payload.unwrap_or_default();
        if stored != version() {
            return Err(IndexError::AnalysisChanged {
                path: path.into(),
                stored,
                current: version(),
            });
        }
        let searcher = index.reader().map_err(storage)?.searcher();
        Ok(Index {
            path: path.into(),
            fields: Fields::schema().1,
            searcher,
        })
    }

    /// How many documents it holds.
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The documents that may match.
    pub fn candidates(&self, query: &Query) -> Result<Candidates, IndexError> {
        self.find(query).map_err(|source| self.storage(source))
    }

    /// The documents that match, by row.
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>, IndexError> {
        let mut hits = Vec::new();
        self.search_each(query, |hit| {
            hits.push(hit);
            ControlFlow::Continue(())
        })?;
        Ok(hits)
    }

    /// Hands over hit after hit, by row, until told to stop; memory for one document at a time.
    pub fn search_each(&self, query: &Query, mut take: impl FnMut(Hit) -> ControlFlow<()>) -> Result<(), IndexError> {
        let set = QuerySet::compile(vec![query.clone()])?;
        let mut evaluator = set.evaluator();
        for (row, address) in self.candidates(query)?.documents {
            let document = self.stored(row, address)?;
            let found = evaluator.evaluate(&document).pop();
            if found.is_some_and(|found| take(Hit { row, document, found }).is_break()) {
                break;
            }
        }
        Ok(())
    }

    /// The document of a row; `None` when there is no such row.
    pub fn document(&self, row: u64) -> Result<Option<Document>, IndexError> {
        let query = TermQuery::new(Term::from_field_u64(self.fields.row, row), IndexRecordOption::Basic);
        let found = self
            .searcher
            .search(&query, &DocSetCollector)
            .map_err(|source| self.storage(source))?;
        found
            .into_iter()
            .next()
            .map(|address| self.stored(row, address))
            .transpose()
    }

    fn find(&self, query: &Query) -> tantivy::Result<Candidates> {
        let requirement = query.requirement(Accents::Remove);
        let mut documents = Vec::new();
        for (place, reader) in (0..).zip(self.searcher.segment_readers()) {
            let rows = reader.fast_fields().u64("row")?;
            let found = Segment {
                reader,
                fields: &self.fields,
            }
            .documents(&requirement)?;
            let located = |document| Some((rows.first(document)?, DocAddress::new(place, document)));
            documents.extend(found.documents().filter_map(located));
        }
        documents.sort_unstable();
        Ok(Candidates { documents })
    }

    fn stored(&self, row: u64, address: DocAddress) -> Result<Document, IndexError> {
        let stored: TantivyDocument = self.searcher.doc(address).map_err(|source| self.storage(source))?;
        let bytes = stored
            .get_first(self.fields.document)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default();
        serde_json::from_slice(bytes).map_err(|source| IndexError::StoredDocument {
            path: self.path.clone(),
            row,
            source,
        })
    }

    fn storage(&self, source: TantivyError) -> IndexError {
        IndexError::Storage {
            path: self.path.clone(),
            source,
        }
    }
}

impl Candidates {
    /// Their rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = u64> {
        self.documents.iter().map(|(row, _)| *row)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}
