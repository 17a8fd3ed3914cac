//! Queries compiled to nodes over shared terms.

use rustc_hash::FxHashMap;

use crate::ast::{Expression, Order, Query, Scope, Words};
use crate::conditions::Test;
use crate::dictionary::{Dictionary, TermId};
use crate::folding::Accents;
use crate::parts::{Part, parts};
use crate::words::units;

/// Why queries cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// A reference is left; see [`Query::resolve`].
    #[error("query {query} still refers to `{reference}`")]
    UnresolvedReference {
        /// The query's place in the list.
        query: usize,
        /// The reference as written.
        reference: String,
    },
}

/// An expression ready to be evaluated.
#[derive(Debug)]
pub(crate) enum Node {
    Phrase(usize),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Near {
        sides: Box<(Node, Node)>,
        distance: u32,
        order: Order,
    },
    AtLeast {
        count: usize,
        of: Vec<Node>,
    },
    Within {
        scope: Scope,
        of: Box<Node>,
    },
    Condition(Test),
    Weighted {
        of: Box<Node>,
        weight: f64,
    },
}

/// A word or phrase; a word is a phrase of one part.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// For each part the terms that may stand there, with the number of parts they cover.
    pub parts: Vec<Vec<(usize, TermId)>>,
}

impl Phrase {
    /// Whether some terms are there for every part.
    pub fn is_possible(&self, is_there: impl Fn(TermId) -> bool) -> bool {
        let mut reached = 0;
        self.parts.iter().enumerate().all(|(at, choices)| {
            for &(covered, term) in choices {
                if at + covered > reached && is_there(term) {
                    reached = at + covered;
                }
            }
            reached > at
        })
    }
}

/// What compiling many queries collects.
#[derive(Debug, Default)]
pub(crate) struct Compilation {
    pub dictionary: Dictionary,
    pub phrases: Vec<Phrase>,
    pub uses_names: bool,
    pub accents: Accents,
    known: FxHashMap<Vec<Part>, usize>,
}

impl Compilation {
    pub fn new(accents: Accents) -> Compilation {
        Compilation {
            accents,
            ..Compilation::default()
        }
    }

    /// Compiles one query; `place` names it in the error.
    pub fn query(&mut self, query: &Query, place: usize) -> Result<Node, CompileError> {
        self.node(&query.expression)
            .map_err(|reference| CompileError::UnresolvedReference {
                query: place,
                reference,
            })
    }

    fn node(&mut self, expression: &Expression) -> Result<Node, String> {
        Ok(match expression {
            Expression::Words(words) => Node::Phrase(self.phrase(words)),
            Expression::And(of) => Node::And(self.nodes(of)?),
            Expression::Or(of) => Node::Or(self.nodes(of)?),
            Expression::Not(of) => Node::Not(Box::new(self.node(of)?)),
            Expression::Proximity(near) => {
                let sides = Box::new((self.node(&near.left)?, self.node(&near.right)?));
                Node::Near {
                    sides,
                    distance: near.distance,
                    order: near.order,
                }
            }
            Expression::AtLeast { count, of } => Node::AtLeast {
                count: *count,
                of: self.nodes(of)?,
            },
            Expression::Within { scope, of } => {
                self.uses_names |= *scope == Scope::Organisation;
                Node::Within {
                    scope: *scope,
                    of: Box::new(self.node(of)?),
                }
            }
            Expression::Condition(condition) => Node::Condition(Test::of(condition)),
            Expression::Weighted { of, weight } => Node::Weighted {
                of: Box::new(self.node(of)?),
                weight: *weight,
            },
            Expression::Reference(reference) => return Err(reference.to_string()),
        })
    }

    fn nodes(&mut self, of: &[Expression]) -> Result<Vec<Node>, String> {
        of.iter().map(|operand| self.node(operand)).collect()
    }

    /// The phrase's place; the same phrase of another query is the same.
    fn phrase(&mut self, words: &Words) -> usize {
        let parts = parts(&words.text, words.comparison, self.accents);
        if let Some(&place) = self.known.get(&parts) {
            return place;
        }
        let phrase = self.compile_phrase(&parts);
        self.phrases.push(phrase);
        self.known.insert(parts, self.phrases.len() - 1);
        self.phrases.len() - 1
    }

    fn compile_phrase(&mut self, parts: &[Part]) -> Phrase {
        let mut phrase = Phrase {
            parts: vec![Vec::new(); parts.len()],
        };
        for unit in units(parts) {
            let term = self.dictionary.insert(unit.term);
            phrase.parts[unit.from].push((unit.parts, term));
        }
        phrase
    }
}
