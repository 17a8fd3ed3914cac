//! What each clause of a query brings, and what the query would be without it.

mod listing;

use std::collections::BTreeMap;

use catalogue::Catalogue;
use evaluation::{Estimate, PrecisionReport};
use query::Query;
use serde::Serialize;

use crate::Taken;
use crate::error::RefineError;
use crate::judging::Judged;
use crate::row_set::RowSet;
use crate::search::{Card, IndexedCorpus};
pub(crate) use listing::{Clause, Listing};

/// What the clauses of a query bring.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseReport {
    /// The query in canonical text.
    pub query: String,
    /// The whole query; nothing of it is lost or gained.
    pub whole: ClauseRow,
    /// Its clauses, each before those within it.
    pub clauses: Vec<ClauseRow>,
}

/// What one clause brings.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseRow {
    /// Its canonical text.
    pub text: String,
    /// 0 for a clause of the query itself, 1 for one within such a clause …
    pub depth: usize,
    /// The clause that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Documents of the corpus in which it holds by itself.
    pub anywhere: usize,
    /// Hits of the query in which it holds.
    pub hits: usize,
    /// Hits of the query in which no other alternative beside it holds; `None` where it is no alternative.
    pub unique: Option<usize>,
    /// Hits that the query loses when this clause is taken out.
    pub lost: usize,
    /// Hits that the query gains when this clause is taken out: what a condition or an exclusion keeps away.
    pub gained: usize,
    /// The other ecosystems that take most of its hits.
    pub overlap: Vec<Overlap>,
    /// Its hits that people called a yes.
    pub yes: usize,
    /// Its hits that people called a no.
    pub no: usize,
    /// yes / (yes + no) with Wilson's interval; `None` without labels.
    pub precision: Option<Estimate>,
    /// Hits to look at, those that only it brings first.
    pub examples: Vec<Card>,
}

/// Hits that another ecosystem takes too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// The ecosystem's id.
    pub ecosystem: String,
    /// How many.
    pub hits: usize,
}

/// Ecosystems named beside a clause.
const OVERLAPS: usize = 3;

/// Titles shown beside a clause.
const EXAMPLES: usize = 3;

/// The clauses of a query over a corpus: one search a clause, the rest by sets of rows. The ecosystem of the
/// judgements' label is not among the others.
///
/// # Errors
/// When the query cannot be evaluated, or the index cannot be read.
pub fn clauses(
    query: &Query,
    corpus: &IndexedCorpus,
    catalogue: &Catalogue,
    judged: &Judged,
    taken: &Taken,
) -> Result<ClauseReport, RefineError> {
    let listing = Listing::of(query, catalogue);
    let rows = &corpus.search(&listing.expressions())?;
    let counter = Counter::new(corpus, judged, taken, &rows[0])?;
    let all = RowSet::first(corpus.len());
    let whole = counter.row(&query.to_string(), 0, &rows[0], &rows[0], None)?;
    let of_clause = |clause: &Clause| -> Result<ClauseRow, RefineError> {
        let hits = rows[clause.number].intersection(&rows[0]);
        let siblings = clause.siblings.as_ref();
        let unique = siblings.map(|siblings| {
            siblings
                .iter()
                .fold(hits.clone(), |left, other| left.difference(&rows[*other]))
        });
        let without = listing.without(clause.number, rows, &all);
        let mut row = counter.row(&clause.text, clause.depth, &rows[clause.number], &hits, unique.as_ref())?;
        row.within.clone_from(&clause.within);
        row.lost = rows[0].difference(&without).len();
        row.gained = without.difference(&rows[0]).len();
        Ok(row)
    };
    Ok(ClauseReport {
        query: query.to_string(),
        whole,
        clauses: listing.clauses().iter().map(of_clause).collect::<Result<_, _>>()?,
    })
}

/// Counts what sets of rows have in common with labels and other ecosystems.
pub(crate) struct Counter<'s> {
    corpus: &'s IndexedCorpus,
    judged: &'s Judged,
    /// The judged documents by their rows.
    judged_rows: BTreeMap<u64, &'s str>,
    others: BTreeMap<&'s str, RowSet>,
}

impl<'s> Counter<'s> {
    /// For rows among these.
    pub fn new(
        corpus: &'s IndexedCorpus,
        judged: &'s Judged,
        taken: &'s Taken,
        among: &RowSet,
    ) -> Result<Counter<'s>, RefineError> {
        let mut counter = Counter {
            corpus,
            judged,
            judged_rows: BTreeMap::new(),
            others: BTreeMap::new(),
        };
        for judgement in &judged.judgements {
            let rows = corpus.rows_of([&judgement.document_id])?;
            let judged = rows.rows().map(|row| (row, judgement.document_id.as_str()));
            counter.judged_rows.extend(judged);
        }
        let rows = corpus.ids(among)?;
        for (ecosystem, ids) in taken.iter().filter(|(ecosystem, _)| **ecosystem != judged.label) {
            let rows = ids.iter().filter_map(|id| rows.get(id).copied());
            counter.others.insert(ecosystem, rows.collect());
        }
        Ok(counter)
    }

    fn row(
        &self,
        text: &str,
        depth: usize,
        anywhere: &RowSet,
        hits: &RowSet,
        unique: Option<&RowSet>,
    ) -> Result<ClauseRow, RefineError> {
        let label = &self.judged.label;
        let judged = self.judged_rows.iter().filter(|(row, _)| hits.contains(**row));
        let pairs: Vec<(String, String)> = judged.map(|(_, id)| (id.to_string(), label.clone())).collect();
        let judged = PrecisionReport::of(&pairs, &self.judged.judgements).pooled;
        Ok(ClauseRow {
            text: text.into(),
            depth,
            within: None,
            anywhere: anywhere.len(),
            hits: hits.len(),
            unique: unique.map(RowSet::len),
            lost: 0,
            gained: 0,
            overlap: self.overlap(hits),
            yes: judged.n_yes,
            no: judged.n_no,
            precision: judged.precision,
            examples: self.corpus.examples(hits, unique.unwrap_or(hits), EXAMPLES)?,
        })
    }

    /// The other ecosystems that take most of these rows.
    pub fn overlap(&self, rows: &RowSet) -> Vec<Overlap> {
        let overlap = |(ecosystem, set): (&&str, &RowSet)| Overlap {
            ecosystem: (*ecosystem).into(),
            hits: set.n_in_both(rows),
        };
        let overlaps = self.others.iter().map(overlap);
        let mut overlaps: Vec<Overlap> = overlaps.filter(|overlap| overlap.hits > 0).collect();
        overlaps.sort_by(|a, b| b.hits.cmp(&a.hits).then(a.ecosystem.cmp(&b.ecosystem)));
        overlaps.truncate(OVERLAPS);
        overlaps
    }

    /// How many of these rows some other ecosystem takes.
    pub fn taken(&self, rows: &RowSet) -> usize {
        let any = self.others.values().fold(RowSet::default(), RowSet::union);
        any.n_in_both(rows)
    }
}
