//! The loop in which an analyst sharpens a query: why a document matches or not, what each clause brings and costs,
//! which terms to add and which to drop.
//!
//! In: a query, the index of a run ([`IndexedCorpus`]) and what people have judged. Out: an [`Explanation`] tree, a
//! [`ClauseReport`], [`Suggestions`]. Every answer comes from the one authority: sub-expressions are compiled as
//! queries of their own in one [`query::QuerySet`], so that what is explained is what is found. Hits are sets of rows
//! ([`RowSet`]): each clause is searched once, and what the query would be without it is computed on those sets.
//!
//! ```
//! use corpus::{Document, Language};
//! use query::{Syntax, parse};
//! use refine::{Background, explain};
//!
//! let text = "Membranes clean the water".to_string();
//! let document = Document { text, language: Some(Language::ENGLISH), ..Document::default() };
//! let query = parse("membrane PRE/1 water", Syntax::Afbaken).unwrap();
//! let explanation = explain(&query, &document, &Background::default()).unwrap();
//! assert!(!explanation.holds);
//! assert_eq!(explanation.reason.unwrap().to_string(), "2 words apart, at most 1");
//! ```
//!
//! Only `search` calls the index, and only `authority` the evaluator.

mod authority;
mod clauses;
mod error;
mod explaining;
mod judging;
mod outline;
mod row_set;
mod search;
mod suggesting;

pub use clauses::{ClauseReport, ClauseRow, Overlap, clauses};
pub use error::RefineError;
pub use explaining::{Background, Explanation, Join, Mention, Reason, explain};
pub use judging::{Judged, append_rejections};
pub use outline::parse_query;
pub use row_set::RowSet;
pub use search::{Card, IndexedCorpus};
pub use suggesting::{Addition, Drop, Origin, Request, Suggestions, suggest};

use std::collections::BTreeMap;

/// Ids of the documents that each ecosystem takes, as a run attributed them.
pub type Taken = BTreeMap<String, Vec<String>>;
