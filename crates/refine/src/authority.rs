//! The one place where the evaluator is asked.

use corpus::Document;
use query::{Evaluator, Expression, Match, Query, QuerySet, Span};

use crate::error::RefineError;

/// Many expressions, compiled together.
pub(crate) struct Expressions(QuerySet);

/// Holds them against document after document.
pub(crate) struct Reader<'q> {
    evaluator: Evaluator<'q>,
}

impl Expressions {
    /// Compiles expressions whose references are resolved.
    pub fn compile(expressions: impl IntoIterator<Item = Expression>) -> Result<Expressions, RefineError> {
        let queries = expressions.into_iter().map(|expression| Query { expression });
        QuerySet::compile(queries.collect())
            .map(Expressions)
            .map_err(|error| RefineError::Query(error.to_string()))
    }

    /// For many documents.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            evaluator: self.0.evaluator(),
        }
    }
}

impl Reader<'_> {
    /// The expressions that hold in a document, in their order.
    pub fn read(&mut self, document: &Document) -> Vec<Match> {
        self.evaluator.evaluate(document)
    }
}

/// For each expression its evidence in a document; `None` where it does not hold.
pub(crate) fn evidence(expressions: &[Expression], document: &Document) -> Result<Vec<Option<Vec<Span>>>, RefineError> {
    let compiled = Expressions::compile(expressions.iter().cloned())?;
    let mut found = vec![None; expressions.len()];
    for hit in compiled.reader().read(document) {
        found[hit.query] = Some(hit.spans);
    }
    Ok(found)
}
