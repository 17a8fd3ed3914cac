//! The one place where the index is asked.

use std::collections::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use corpus::Document;
use index::Index;
use query::{Expression, Query, fold};

use crate::error::RefineError;
use crate::row_set::RowSet;

/// The documents of a run by its index.
pub struct IndexedCorpus {
    index: Index,
}

/// What a document is shown by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Card {
    /// Its id.
    pub document_id: String,
    /// Its title, or how its text begins.
    pub title: String,
}

/// Hits looked at when a pattern is expanded.
const HITS_FOR_EXPANSION: usize = 500;

/// Ids shown where one is unknown.
const NEAREST: usize = 3;

/// Code points of a text that stand for a missing title.
const OPENING: usize = 80;

impl IndexedCorpus {
    /// Opens the index of a run.
    ///
    /// # Errors
    /// When there is none, or it was made under another analysis.
    pub fn open(folder: &Path) -> Result<IndexedCorpus, RefineError> {
        Ok(IndexedCorpus {
            index: Index::open(folder)?,
        })
    }

    /// How many documents there are; their rows count from 0.
    pub fn len(&self) -> u64 {
        self.index.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The hits of each expression. A document that several may match is looked at once.
    ///
    /// # Errors
    /// When the index cannot be read or an expression cannot be evaluated.
    pub fn search(&self, expressions: &[Expression]) -> Result<Vec<RowSet>, RefineError> {
        let queries = expressions.iter().cloned().map(|expression| Query { expression });
        let found = self.index.rows_of_each(&queries.collect::<Vec<_>>())?;
        Ok(found.into_iter().map(RowSet::from_iter).collect())
    }

    /// The rows of documents by their ids; those of no document are left out.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn rows_of<'i>(&self, ids: impl IntoIterator<Item = &'i String>) -> Result<RowSet, RefineError> {
        let mut rows = RowSet::default();
        for id in ids {
            if let Some(row) = self.index.row_of(id)? {
                rows.insert(row);
            }
        }
        Ok(rows)
    }

    /// The ids of some rows, each with its row.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ids(&self, rows: &RowSet) -> Result<HashMap<String, u64>, RefineError> {
        let mut ids = HashMap::with_capacity(rows.len());
        self.index.each_id(
            |row| rows.contains(row),
            |row, id| {
                ids.insert(id.to_string(), row);
            },
        )?;
        Ok(ids)
    }

    /// A few of some rows as cards, those of `first` first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn examples(&self, rows: &RowSet, first: &RowSet, most: usize) -> Result<Vec<Card>, RefineError> {
        let rest = rows.difference(first);
        self.cards(first.rows().chain(rest.rows()), most)
    }

    /// The cards of some rows, as many as asked for.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn cards(&self, rows: impl Iterator<Item = u64>, most: usize) -> Result<Vec<Card>, RefineError> {
        let mut cards = Vec::new();
        for row in rows.take(most) {
            cards.extend(self.index.document(row)?.as_ref().map(Card::of));
        }
        Ok(cards)
    }

    /// The documents of some rows, ascending.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn documents(&self, rows: &RowSet, mut take: impl FnMut(&Document)) -> Result<(), RefineError> {
        for row in rows.rows() {
            if let Some(document) = self.index.document(row)? {
                take(&document);
            }
        }
        Ok(())
    }

    /// Hands over every document with its row, ascending.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each(&self, mut take: impl FnMut(u64, &Document)) -> Result<(), RefineError> {
        for row in 0..self.len() {
            if let Some(document) = self.index.document(row)? {
                take(row, &document);
            }
        }
        Ok(())
    }

    /// The document of an id.
    ///
    /// # Errors
    /// When there is none, with the nearest ids.
    pub fn document(&self, id: &str) -> Result<Document, RefineError> {
        if let Some(row) = self.index.row_of(id)? {
            let document = self.index.document(row)?;
            return document.ok_or_else(|| RefineError::UnknownDocument {
                id: id.into(),
                nearest: vec![],
            });
        }
        let mut ids = BTreeSet::new();
        self.each(|_, document| _ = ids.insert(document.document_id.clone()))?;
        let mut nearest: Vec<(usize, String)> = ids
            .into_iter()
            .map(|known| (edits(id, &known), known))
            .filter(|(edits, known)| *edits <= known.chars().count().max(3) / 2)
            .collect();
        nearest.sort();
        Err(RefineError::UnknownDocument {
            id: id.into(),
            nearest: nearest.into_iter().take(NEAREST).map(|(_, id)| id).collect(),
        })
    }

    /// Words that a pattern finds in the corpus, the most frequent first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn expansions(&self, pattern: &Expression, most: usize) -> Result<Vec<String>, RefineError> {
        let query = Query {
            expression: pattern.clone(),
        };
        let (mut counts, mut n) = (BTreeMap::<String, usize>::new(), 0);
        self.index.search_each(&query, |hit| {
            n += 1;
            for span in &hit.found.spans {
                let letters = hit.document.field(span.field).chars();
                let word: String = letters.skip(span.start).take(span.end - span.start).collect();
                *counts.entry(fold(&word)).or_default() += 1;
            }
            if n < HITS_FOR_EXPANSION {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        let mut counted: Vec<(usize, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
        counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(counted.into_iter().take(most).map(|(_, word)| word).collect())
    }
}

impl Card {
    /// The card of a document.
    pub fn of(document: &Document) -> Card {
        let title = match document.title.trim() {
            "" => document.text.chars().take(OPENING).collect(),
            title => title.to_owned(),
        };
        Card {
            document_id: document.document_id.clone(),
            title: title.replace('\n', " "),
        }
    }
}

/// Letters to insert, remove or replace (Levenshtein), whatever the case.
fn edits(a: &str, b: &str) -> usize {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = replaced.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_of_ids() {
        for (a, b, expected) in [
            ("NL-10", "nl-10", 0),
            ("NL-10", "NL-100", 1),
            ("", "ab", 2),
            ("ab", "ba", 2),
        ] {
            assert_eq!(edits(a, b), expected, "{a} {b}");
        }
    }
}
