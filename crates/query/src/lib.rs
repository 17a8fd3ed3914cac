//! What an expert asks: the query language, its syntax tree, and the evaluator that decides.
//!
//! In: the text of a query ([`parse`]) and documents.
//! Out: which queries match a document, each with its evidence as exact [`Span`]s in code points
//! ([`QuerySet::evaluate`]), or every [`QueryProblem`] of a query at once.
//! The main type is [`QuerySet`]: many queries compiled into one dictionary, so that the words of a
//! document are looked at once. Every other engine (the tantivy index) may only propose candidates,
//! by a query's [`Requirement`]; the evaluator is the one authority.
//!
//! ```
//! use corpus::{Document, Language};
//! use query::{QuerySet, Syntax, parse};
//!
//! let query = parse("(membraan* OR membrane*) NEAR/3 water", Syntax::Afbaken).unwrap();
//! let set = QuerySet::compile(vec![query]).unwrap();
//! let text = "Membranes for clean water".to_string();
//! let document = Document { text, language: Some(Language::ENGLISH), ..Document::default() };
//! let found = set.evaluate(&document);
//! assert_eq!((found[0].spans[0].start, found[0].spans[0].end), (0, 25));
//! ```
//!
//! Reading order: [`Expression`] (what can be asked), `lexer` and `parser` (text to tree), `dialect` (the languages of
//! Scopus, Web of Science and Lucene, to and fro), `analysis` (text to words, how
//! hyphen variants meet), `parts` (the words of a query), `dictionary`, `compilation`, `query_set` and `evaluator`.

mod analysis;
mod ast;
mod compilation;
mod compound;
mod conditions;
mod dialect;
mod dictionary;
mod evaluator;
mod fields;
mod filing;
mod folding;
mod joined;
mod known;
mod lexer;
mod lexicon;
mod occurrences;
mod parser;
mod parts;
mod pattern;
mod primary;
mod printer;
mod problem;
mod query_set;
mod reading;
mod reference;
mod requirement;
mod scan;
mod segmentation;
mod side_by_side;
mod synonyms;
mod words;

pub use analysis::{AnalysedDocument, Analyser, LONGEST_CHAIN, LONGEST_JOINED, Token, Word};
pub use ast::{
    Comparison, Condition, Expression, Order, Position, Proximity, Query, Reference, Scope, Syntax, UnknownSyntax,
    Wording, Words,
};
pub use compilation::CompileError;
pub use compound::{compound_key, compound_parts, piece_keys};
pub use conditions::code_key;
pub use dialect::{Conversion, Note, Reading, convert};
pub use evaluator::{Evaluator, Match, Span};
pub use folding::{Accents, fold, is_function_word};
pub use joined::Joined;
pub use known::{KnownDocument, KnownPassage, KnownWord, SeenWord};
pub use parser::{MAX_DEPTH, MAX_DISTANCE, parse, read};
pub use parts::{Form, Literal, Part, parts};
pub use pattern::Pattern;
pub use problem::QueryProblem;
pub use query_set::QuerySet;
pub use requirement::{Clue, Formula, Leaf, Requirement, Sought, TermKey, each_chain};
pub use segmentation::Gap;

/// Changes whenever the same text could give other words: an index made under another version is rebuilt.
pub const ANALYSIS_VERSION: &str = "1+frostem-1.20260821+compounds-1";
