//! Searching an index: it proposes candidates, the evaluator decides where keys alone do not.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use corpus::Document;
use query::{Accents, Match, Query, QuerySet, Requirement};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocId, DocSet, Searcher, TERMINATED, TantivyDocument, TantivyError, Term};

use crate::bounds::Segment;
use crate::deciding::{Decision, in_parts};
use crate::error::IndexError;
use crate::places::{self, Place};
use crate::schema::{Fields, version};
use crate::words::Words;

/// An index that can be searched.
pub struct Index {
    path: PathBuf,
    fields: Fields,
    searcher: Searcher,
    words: Words,
}

/// Documents whose words are looked up at once; memory for their places.
const AT_ONCE: usize = 50_000;

/// A row and where its document is kept.
type Located = (u64, DocAddress);

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
            words: Words::open(path).map_err(storage)?,
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

    /// The rows of the documents that may match, ascending: every hit is among them.
    pub fn candidates(&self, query: &Query) -> Result<Vec<u64>, IndexError> {
        let requirement = query.requirement(Accents::Remove);
        let (mut found, doubtful) = self.bounds(&requirement).map_err(|source| self.storage(source))?;
        found.extend(doubtful);
        found.sort_unstable();
        Ok(rows(found))
    }

    /// The rows of the documents that match, ascending. Reads no document where words alone decide.
    pub fn rows(&self, query: &Query) -> Result<Vec<u64>, IndexError> {
        Ok(self
            .rows_of_each(std::slice::from_ref(query))?
            .pop()
            .unwrap_or_default())
    }

    /// [`Index::rows`] of many queries; a document that several may match is looked at once.
    pub fn rows_of_each(&self, queries: &[Query]) -> Result<Vec<Vec<u64>>, IndexError> {
        Ok(self.hits(queries)?.into_iter().map(rows).collect())
    }

    /// The hits among rows, for instance those of a page, with their evidence.
    pub fn page(&self, query: &Query, rows: &[u64]) -> Result<Vec<Hit>, IndexError> {
        let set = QuerySet::compile(vec![query.clone()])?;
        let mut hits = Vec::new();
        for &row in rows {
            let Some(document) = self.document(row)? else { continue };
            let found = set.evaluate(&document).pop();
            hits.extend(found.map(|found| Hit { row, document, found }));
        }
        Ok(hits)
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
        let hits = self.hits(std::slice::from_ref(query))?;
        for (row, address) in hits.into_iter().flatten() {
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
        let found = self.located(Term::from_field_u64(self.fields.row, row))?;
        found.map(|(row, address)| self.stored(row, address)).transpose()
    }

    /// The row of the document with an id; `None` when there is no such document.
    pub fn row_of(&self, document_id: &str) -> Result<Option<u64>, IndexError> {
        let found = self.located(Term::from_field_text(self.fields.id, document_id))?;
        Ok(found.map(|(row, _)| row))
    }

    /// The first document of a term.
    fn located(&self, term: Term) -> Result<Option<Located>, IndexError> {
        let locate = || -> tantivy::Result<Option<Located>> {
            for (place, reader) in (0..).zip(self.searcher.segment_readers()) {
                let postings = reader
                    .inverted_index(term.field())?
                    .read_postings(&term, IndexRecordOption::Basic)?;
                let document = postings.map_or(TERMINATED, |postings| postings.doc());
                if document != TERMINATED {
                    let row = reader.fast_fields().u64("row")?.first(document);
                    return Ok(row.map(|row| (row, DocAddress::new(place, document))));
                }
            }
            Ok(None)
        };
        locate().map_err(|source| self.storage(source))
    }

    /// By query: the documents that match.
    fn hits(&self, queries: &[Query]) -> Result<Vec<Vec<Located>>, IndexError> {
        let set = QuerySet::compile(queries.to_vec())?;
        let requirements: Vec<Requirement> = queries.iter().map(|query| query.requirement(Accents::Remove)).collect();
        let mut hits = Vec::new();
        let mut doubtful: Vec<Located> = Vec::new();
        for requirement in &requirements {
            let (sure, rest) = self.bounds(requirement).map_err(|source| self.storage(source))?;
            hits.push(sure);
            doubtful.extend(rest);
        }
        doubtful.sort_unstable_by_key(|(_, address)| *address);
        doubtful.dedup();
        if doubtful.is_empty() {
            return Ok(hits);
        }
        let mut keys = Vec::new();
        requirements
            .iter()
            .for_each(|requirement| requirement.each_key(&mut |key| keys.push(key)));
        let decision = Decision::new(&set, &self.words, keys);
        let matching = in_parts(&doubtful, |part| self.decide(&decision, part))?;
        for (&located, queries) in doubtful.iter().zip(&matching) {
            queries.iter().for_each(|&query| hits[query].push(located));
        }
        for hits in &mut hits {
            hits.sort_unstable();
            hits.dedup();
        }
        Ok(hits)
    }

    /// For each document, by address, the queries that match.
    fn decide(&self, decision: &Decision, documents: &[Located]) -> Result<Vec<Vec<usize>>, IndexError> {
        let mut decider = decision.decider();
        let mut matching = Vec::with_capacity(documents.len());
        let nothing = Document::default();
        for part in documents.chunks(AT_ONCE) {
            if decision.is_sooner_read(part.len()) {
                for &(row, address) in part {
                    matching.push(decider.matching_whole(&self.stored(row, address)?));
                }
                continue;
            }
            let found = self.places(decision.numbers(), part);
            let found = found.map_err(|source| self.storage(source))?;
            let mut rest = found.as_slice();
            for (document, &(row, address)) in (0..).zip(part) {
                let (places, behind) = rest.split_at(rest.partition_point(|place| place.document <= document));
                rest = behind;
                matching.push(match decision.uses_conditions() {
                    true => decider.matching(row, places, &self.stored(row, address)?),
                    false => decider.matching(row, places, &nothing),
                });
            }
        }
        Ok(matching)
    }

    /// Where words stand in the texts of documents, by document.
    fn places(&self, numbers: &[u32], documents: &[Located]) -> tantivy::Result<Vec<Place>> {
        let mut found = Vec::new();
        let mut first = 0;
        for of_segment in documents.chunk_by(|(_, a), (_, b)| a.segment_ord == b.segment_ord) {
            let segment = self.searcher.segment_reader(of_segment[0].1.segment_ord);
            let ids: Vec<DocId> = of_segment.iter().map(|(_, address)| address.doc_id).collect();
            places::find(segment, self.fields.places, numbers, (&ids, first), &mut found)?;
            first += ids.len() as u32;
        }
        found.sort_unstable_by_key(|place| place.document);
        Ok(found)
    }

    /// The documents that match for sure and those that may besides.
    fn bounds(&self, requirement: &Requirement) -> tantivy::Result<(Vec<Located>, Vec<Located>)> {
        let (mut sure, mut doubtful) = (Vec::new(), Vec::new());
        for (place, reader) in (0..).zip(self.searcher.segment_readers()) {
            let rows = reader.fast_fields().u64("row")?;
            let (fields, words) = (&self.fields, &self.words);
            let bounds = Segment { reader, fields, words }.bounds(requirement)?;
            let located = |document| Some((rows.first(document)?, DocAddress::new(place, document)));
            sure.extend(bounds.sure().documents().filter_map(located));
            let mut rest = bounds.possible.clone();
            rest.subtract(bounds.sure());
            doubtful.extend(rest.documents().filter_map(located));
        }
        Ok((sure, doubtful))
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

fn rows(located: Vec<Located>) -> Vec<u64> {
    located.into_iter().map(|(row, _)| row).collect()
}
