//! The tantivy index over a corpus: candidates for a query, and the hits among them.
//!
//! In: documents with their row, once ([`IndexWriterSession`]). Out: the rows that may match a query
//! ([`Index::candidates`], never fewer than its hits) and its hits with their evidence ([`Index::search`]).
//! The main type is [`Index`]. It finds documents by the keys of [`query::Requirement`]; whether one matches, and
//! where, only [`query::QuerySet`] decides, over the documents that the index keeps whole. Only this crate knows tantivy.
//!
//! ```
//! use corpus::{Document, Language};
//! use index::{Index, IndexWriterSession};
//! use query::{Syntax, parse};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let text = "Membranes for clean water".to_string();
//! let mut session = IndexWriterSession::create(folder.path()).unwrap();
//! session.add(0, &[Document { text, language: Some(Language::ENGLISH), ..Document::default() }]).unwrap();
//! session.commit().unwrap();
//!
//! let index = Index::open(folder.path()).unwrap();
//! let hits = index.search(&parse("membrane NEAR/3 water", Syntax::Afbaken).unwrap()).unwrap();
//! assert_eq!((hits[0].row, hits[0].found.spans[0].end), (0, 25));
//! ```

mod bits;
mod candidates;
mod error;
mod reader;
mod schema;
mod writer;

pub use error::IndexError;
pub use reader::{Candidates, Hit, Index};
pub use writer::IndexWriterSession;
