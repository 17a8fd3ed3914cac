//! The tantivy index over a corpus: candidates for a query, and the hits among them.
//!
//! In: documents, once ([`IndexWriterSession`]). Out: the rows that match a query ([`Index::rows`]) and hits with their
//! evidence ([`Index::page`], [`Index::search`]). The main type is [`Index`]. By the keys of [`query::Requirement`] it finds
//! the documents that match for sure and those that may; on the latter [`query::QuerySet`] decides word by word and phrase by
//! phrase, over the places of the words asked for. Where a hit has its evidence the evaluator says as well, over the document that the index
//! keeps whole. Only this crate knows tantivy.
//!
//! ```
//! use corpus::{Document, Language};
//! use index::{Index, IndexWriterSession};
//! use query::{Syntax, parse};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let text = "Membranes for clean water".to_string();
//! let mut session = IndexWriterSession::create(folder.path()).unwrap();
//! session.add(&[Document { text, language: Some(Language::ENGLISH), ..Document::default() }]).unwrap();
//! session.commit().unwrap();
//!
//! let index = Index::open(folder.path()).unwrap();
//! let hits = index.search(&parse("membrane NEAR/3 water", Syntax::Afbaken).unwrap()).unwrap();
//! assert_eq!((hits[0].row, hits[0].found.spans[0].end), (0, 25));
//! ```

mod bits;
mod bounds;
mod deciding;
mod error;
mod passages;
mod places;
mod plan;
mod reader;
mod schema;
mod words;
mod writer;

pub use error::IndexError;
pub use reader::{Hit, Index};
pub use writer::IndexWriterSession;
