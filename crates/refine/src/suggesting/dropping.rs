//! Clauses that bring documents which do not belong, and what goes with them.

use serde::Serialize;

use super::Request;
use crate::clauses::{Clause, Listing};
use crate::error::RefineError;
use crate::row_set::RowSet;
use crate::search::Card;

/// A clause to drop.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drop {
    /// The clause in canonical text.
    pub text: String,
    /// The clause that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Hits labelled `no` in which it holds.
    pub no: usize,
    /// Hits labelled `no` that go with it; the others are hits by another clause too.
    pub removes: usize,
    /// Hits labelled `yes` that go with it.
    pub loses_yes: usize,
    /// Hits that go with it and are unsure or not labelled.
    pub loses_open: usize,
    /// Hits labelled `no` in which it holds, those that go with it first.
    pub examples: Vec<Card>,
}

/// Titles shown beside a clause.
const EXAMPLES: usize = 2;

/// Clauses that bring documents labelled `no`, by the labelled documents that going would put right, then by those
/// that it brings.
pub(crate) fn drops(request: &Request<'_>) -> Result<Vec<Drop>, RefineError> {
    if request.judged.no.is_empty() {
        return Ok(vec![]);
    }
    let listing = Listing::of(request.query, request.catalogue);
    let rows = &request.corpus.search(&listing.expressions())?;
    let no = request.corpus.rows_of(&request.judged.no)?;
    let yes = request.corpus.rows_of(&request.judged.yes)?;
    let all = RowSet::first(request.corpus.len());
    let of_clause = |clause: &Clause| -> Result<Drop, RefineError> {
        let brings = rows[clause.number].intersection(&rows[0]).intersection(&no);
        let lost = rows[0].difference(&listing.without(clause.number, rows, &all));
        let removed = lost.intersection(&no);
        Ok(Drop {
            text: clause.text.clone(),
            within: clause.within.clone(),
            no: brings.len(),
            removes: removed.len(),
            loses_yes: lost.intersection(&yes).len(),
            loses_open: lost.difference(&yes).difference(&no).len(),
            examples: request.corpus.examples(&brings, &removed, EXAMPLES)?,
        })
    };
    let all_clauses = listing.clauses();
    let mut drops = all_clauses.iter().map(of_clause).collect::<Result<Vec<Drop>, _>>()?;
    drops.retain(|drop| drop.removes > 0 || drop.no > 0 && drop.within.is_none());
    drops.sort_by(|a, b| {
        let worth = |drop: &Drop| drop.removes as i64 - drop.loses_yes as i64;
        worth(b).cmp(&worth(a)).then(b.no.cmp(&a.no)).then(a.text.cmp(&b.text))
    });
    drops.truncate(request.most);
    Ok(drops)
}
