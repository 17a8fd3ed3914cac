//! Searching an index: it proposes candidates, the evaluator decides where keys alone do not.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use corpus::Document;
use query::{Match, Query, QuerySet};
use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocId, DocSet, Searcher, TERMINATED, TantivyDocument, TantivyError, Term};

use crate::bits::Bits;
use crate::bounds::Segment;
use crate::deciding::{Decision, in_parts};
use crate::error::IndexError;
use crate::places;
use crate::plan::{Doubt, Plan};
use crate::schema::{Fields, version};
use crate::words::Words;

/// An index that can be searched.
pub struct Index {
    path: PathBuf,
    fields: Fields,
    searcher: Searcher,
    /// By segment: the rows of its documents.
    rows: Vec<Column<u64>>,
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
        let segments = searcher.segment_readers().iter();
        let rows: tantivy::Result<Vec<_>> = segments.map(|segment| segment.fast_fields().u64("row")).collect();
        Ok(Index {
            path: path.into(),
            fields: Fields::schema().1,
            searcher,
            rows: rows.map_err(storage)?,
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
        let plan = Plan::new(std::slice::from_ref(query));
        let mut found = Vec::new();
        for (segment, located) in self.segments() {
            let search = plan.search(segment).map_err(|source| self.storage(source))?;
            let possible = search.queries().iter().flat_map(|bounds| bounds.possible.documents());
            found.extend(possible.filter_map(located));
        }
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

    /// Hands over the ids of the documents whose rows are wanted, with these, in no order.
    pub fn each_id(&self, is_wanted: impl Fn(u64) -> bool, mut take: impl FnMut(u64, &str)) -> Result<(), IndexError> {
        let mut each = || -> tantivy::Result<()> {
            for (reader, rows) in self.searcher.segment_readers().iter().zip(&self.rows) {
                let Some(ids) = reader.fast_fields().str("id")? else {
                    continue;
                };
                let wanted = (0..reader.max_doc()).filter_map(|document| {
                    let row = rows.first(document).filter(|&row| is_wanted(row))?;
                    Some((ids.term_ords(document).next()?, row))
                });
                let mut wanted: Vec<(u64, u64)> = wanted.collect();
                wanted.sort_unstable();
                let ordinals: Vec<u64> = wanted.iter().map(|(ordinal, _)| *ordinal).collect();
                let mut rows = wanted.iter().map(|(_, row)| *row);
                let mut put = |id: &[u8]| {
                    rows.next()
                        .into_iter()
                        .for_each(|row| take(row, &String::from_utf8_lossy(id)));
                };
                ids.dictionary().sorted_ords_to_term_cb(&ordinals, &mut put)?;
            }
            Ok(())
        };
        each().map_err(|source| self.storage(source))
    }

    /// The first document of a term.
    fn located(&self, term: Term) -> Result<Option<Located>, IndexError> {
        let locate = || -> tantivy::Result<Option<Located>> {
            for (place, (reader, rows)) in (0..).zip(self.searcher.segment_readers().iter().zip(&self.rows)) {
                let postings = reader
                    .inverted_index(term.field())?
                    .read_postings(&term, IndexRecordOption::Basic)?;
                let document = postings.map_or(TERMINATED, |postings| postings.doc());
                if document != TERMINATED {
                    return Ok(rows.first(document).map(|row| (row, DocAddress::new(place, document))));
                }
            }
            Ok(None)
        };
        locate().map_err(|source| self.storage(source))
    }

    /// By query: the documents that match.
    fn hits(&self, queries: &[Query]) -> Result<Vec<Vec<Located>>, IndexError> {
        let plan = Plan::new(queries);
        let decision = Decision::new(&plan, &self.words)?;
        let mut hits = vec![Vec::new(); queries.len()];
        for (segment, located) in self.segments() {
            let mut search = plan.search(segment).map_err(|source| self.storage(source))?;
            let doubts = search.doubts();
            if !doubts.is_empty() {
                let matching = self.decide(&decision, &segment, &doubts, &located)?;
                search.settle(matching).map_err(|source| self.storage(source))?;
            }
            for (hits, bounds) in hits.iter_mut().zip(search.queries()) {
                hits.extend(bounds.sure().documents().filter_map(&located));
            }
        }
        hits.iter_mut().for_each(|hits| hits.sort_unstable());
        Ok(hits)
    }

    /// The segments, each with where its documents are.
    fn segments(&self) -> impl Iterator<Item = (Segment<'_>, impl Fn(DocId) -> Option<Located> + Sync)> {
        let (fields, words) = (&self.fields, &self.words);
        let segments = self.searcher.segment_readers().iter().zip(&self.rows);
        (0..).zip(segments).map(move |(place, (reader, rows))| {
            let located = move |document| Some((rows.first(document)?, DocAddress::new(place, document)));
            (Segment { reader, fields, words }, located)
        })
    }

    /// By leaf: those of the documents it is in doubt about that match.
    fn decide(
        &self,
        decision: &Decision,
        segment: &Segment,
        doubts: &[Doubt],
        located: &(impl Fn(DocId) -> Option<Located> + Sync),
    ) -> Result<Vec<(usize, Bits)>, IndexError> {
        let mut all = Bits::none(segment.documents());
        doubts.iter().for_each(|doubt| all.unite(&doubt.documents));
        let documents: Vec<DocId> = all.documents().collect();
        let matching = in_parts(&documents, |part| {
            let mut decider = decision.decider();
            let mut matching = Vec::with_capacity(part.len());
            for documents in part.chunks(AT_ONCE) {
                let found = decision.look_up(segment, doubts, documents);
                let found = found.map_err(|source| self.storage(source))?;
                let mut rest = found.places();
                for &document in documents {
                    let places = places::take(&mut rest, document);
                    let Some((row, address)) = located(document) else {
                        continue;
                    };
                    let leaves = match found.is_whole(document) {
                        true => decider.matching_whole(&self.stored(row, address)?),
                        false => decider.matching(row, &found, places),
                    };
                    matching.push((document, leaves));
                }
            }
            Ok::<_, IndexError>(matching)
        })?;
        Ok(by_leaf(doubts, &matching))
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

/// Leaves matched are heeded where they were asked for: of others not all words were looked up.
fn by_leaf(doubts: &[Doubt], matching: &[(DocId, Vec<usize>)]) -> Vec<(usize, Bits)> {
    let mut found: FxHashMap<usize, (&Bits, Bits)> = doubts
        .iter()
        .map(|doubt| (doubt.leaf, (&doubt.documents, doubt.documents.none_of_them())))
        .collect();
    for (document, leaves) in matching {
        for leaf in leaves {
            if let Some((asked, found)) = found.get_mut(leaf)
                && asked.contains(*document)
            {
                found.insert(*document);
            }
        }
    }
    found.into_iter().map(|(leaf, (_, found))| (leaf, found)).collect()
}

fn rows(located: Vec<Located>) -> Vec<u64> {
    located.into_iter().map(|(row, _)| row).collect()
}
