//! Queries compiled together.

use std::sync::Arc;

use corpus::Document;

use crate::ast::Query;
use crate::compilation::{Compilation, CompileError, Node};
use crate::evaluator::{Evaluator, Match};
use crate::filing::Filing;
use crate::folding::Accents;

/// Many queries compiled together. Shared by threads; each keeps an [`Evaluator`].
#[derive(Debug)]
pub struct QuerySet {
    pub(crate) compilation: Compilation,
    pub(crate) queries: Vec<Node>,
    pub(crate) filing: Arc<Filing>,
}

impl QuerySet {
    /// Compiles queries whose references are resolved.
    pub fn compile(queries: Vec<Query>) -> Result<QuerySet, CompileError> {
        QuerySet::compile_with(queries, Accents::default())
    }

    /// The same for documents analysed with these accents.
    pub fn compile_with(queries: Vec<Query>, accents: Accents) -> Result<QuerySet, CompileError> {
        let mut compilation = Compilation::new(accents);
        let compiled = queries
            .iter()
            .enumerate()
            .map(|(place, query)| compilation.query(query, place));
        let queries = compiled.collect::<Result<Vec<Node>, CompileError>>()?;
        let (dictionary, phrases) = (&compilation.dictionary, &compilation.phrases);
        let likely = dictionary.likely_frequencies();
        let filing = Filing::new(&queries, phrases, dictionary.len(), &|term| likely[term as usize]);
        Ok(QuerySet {
            compilation,
            queries,
            filing: Arc::new(filing),
        })
    }

    /// Whether a query looks at the names of organisations.
    pub fn uses_names(&self) -> bool {
        self.compilation.uses_names
    }

    /// How many queries there are.
    pub fn len(&self) -> usize {
        self.queries.len()
    }

    /// Whether there is no query.
    pub fn is_empty(&self) -> bool {
        self.queries.is_empty()
    }

    /// For many documents.
    pub fn evaluator(&self) -> Evaluator<'_> {
        Evaluator::new(self)
    }

    /// For one document.
    pub fn evaluate(&self, document: &Document) -> Vec<Match> {
        self.evaluator().evaluate(document)
    }
}
