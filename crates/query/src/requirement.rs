//! What a document must hold for a query to match, as keys that an index can look up. Never more than the evaluator
//! asks, so that candidates found by it lose no hit. What is not a [`Requirement::Hint`] is never less either: a document
//! that fulfils it without one is a hit.

use rustc_hash::FxHashSet;

use crate::analysis::{LONGEST_CHAIN, LONGEST_JOINED, Token, Word, dutch_stem, english_stem};
use crate::ast::{Condition, Expression, Query, Scope, Words};
use crate::compound::{compound_key, piece_keys};
use crate::dictionary::{Term, splits};
use crate::folding::{Accents, is_function_word};
use crate::parts::{Form, Literal, parts};
use crate::pattern::Pattern;
use crate::segmentation::Gap;
use crate::words::units;

/// A condition that every hit fulfils, and without a [`Requirement::Hint`] in it no other document.
#[derive(Debug, Clone, PartialEq)]
pub enum Requirement {
    /// Needed, but not enough: where words stand decides.
    Hint(Box<Requirement>),
    /// This does not hold.
    Not(Box<Requirement>),
    /// A passage holds the key.
    Key {
        /// `None`: title or text.
        scope: Option<Scope>,
        /// What to look up.
        key: TermKey,
    },
    /// A property of the document.
    Condition(Condition),
    /// All of these.
    All(Vec<Requirement>),
    /// One of these.
    Any(Vec<Requirement>),
    /// So many of these.
    AtLeast {
        /// At least 1.
        count: usize,
        /// More than `count`, or as many.
        of: Vec<Requirement>,
    },
}

/// A key of an index over words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TermKey {
    /// A folded word, or words joined by hyphens.
    Word(String),
    /// A Dutch stem; behind words joined to it by hyphens and a zero byte.
    Dutch(String),
    /// An English stem, likewise.
    English(String),
    /// A [`TermKey::Word`] that fits.
    Pattern(Pattern),
    /// The key of a piece of a Dutch compound.
    Piece(String),
}

impl Requirement {
    /// Hands over every key in it.
    pub fn each_key<'r>(&'r self, take: &mut dyn FnMut(&'r TermKey)) {
        match self {
            Requirement::Key { key, .. } => take(key),
            Requirement::Condition(_) => {}
            Requirement::Hint(of) | Requirement::Not(of) => of.each_key(take),
            Requirement::All(of) | Requirement::Any(of) | Requirement::AtLeast { of, .. } => {
                of.iter().for_each(|requirement| requirement.each_key(take));
            }
        }
    }
}

impl TermKey {
    /// The keys that a passage is found by, no patterns; one of several words comes as often.
    pub fn of_passage(tokens: &[Token]) -> Vec<TermKey> {
        let mut keys = Vec::with_capacity(3 * tokens.len());
        let mut met: FxHashSet<&Word> = FxHashSet::default();
        for token in tokens {
            if met.insert(&token.word) {
                put_keys("", &token.word, &mut keys);
                keys.extend(piece_keys(&token.word).into_iter().map(TermKey::Piece));
            }
        }
        each_chain(tokens, |first, last| put_keys(first, &last.word, &mut keys));
        keys
    }
}

/// The keys of a word behind the words that hyphens join to it.
fn put_keys(first: &str, last: &Word, keys: &mut Vec<TermKey>) {
    let Word { folded, dutch, english } = last;
    keys.push(TermKey::Word([first, &**folded].concat()));
    keys.extend(dutch.as_deref().map(|stem| TermKey::Dutch(behind(first, stem))));
    keys.extend(english.as_deref().map(|stem| TermKey::English(behind(first, stem))));
}

/// Hands over every two to [`LONGEST_CHAIN`] words with a single hyphen between each: the first ones run together, and
/// the last.
pub fn each_chain(tokens: &[Token], mut take: impl FnMut(&str, &Token)) {
    for at in (0..tokens.len()).filter(|&at| tokens[at].gap == Gap::Hyphen) {
        let mut first = String::new();
        for width in 2..=LONGEST_CHAIN.min(tokens.len() - at) {
            let before = &tokens[at + width - 2];
            if before.gap != Gap::Hyphen {
                break;
            }
            first.push_str(before.folded());
            take(&first, &tokens[at + width - 1]);
        }
    }
}

/// The key of a stem behind words that hyphens join to it.
fn behind(first: &str, stem: &str) -> String {
    match first {
        "" => stem.to_string(),
        first => format!("{first}\0{stem}"),
    }
}

impl Query {
    /// What every document that matches fulfils. An unresolved reference may be anything.
    pub fn requirement(&self, accents: Accents) -> Requirement {
        of_expression(&self.expression, None, accents)
    }
}

fn of_expression(expression: &Expression, scope: Option<Scope>, accents: Accents) -> Requirement {
    let all = |of: &[Expression]| {
        of.iter()
            .map(|operand| of_expression(operand, scope, accents))
            .collect()
    };
    match expression {
        Expression::Words(words) => of_words(words, scope, accents),
        Expression::And(of) => Requirement::All(all(of)),
        Expression::Or(of) => Requirement::Any(all(of)),
        Expression::AtLeast { count, of } => Requirement::AtLeast {
            count: *count,
            of: all(of),
        },
        Expression::Proximity(near) => hint(Requirement::All(
            [&near.left, &near.right]
                .map(|side| of_expression(side, scope, accents))
                .into(),
        )),
        Expression::Within { scope, of } => of_expression(of, Some(*scope), accents),
        Expression::Weighted { of, .. } => of_expression(of, scope, accents),
        Expression::Condition(condition) => Requirement::Condition(condition.clone()),
        Expression::Not(of) => Requirement::Not(Box::new(of_expression(of, scope, accents))),
        Expression::Reference(_) => hint(Requirement::All(Vec::new())),
    }
}

/// Every part of a phrase is covered by one of its units.
fn of_words(words: &Words, scope: Option<Scope>, accents: Accents) -> Requirement {
    let parts = parts(&words.text, words.comparison, accents);
    let mut choices = vec![Vec::new(); parts.len()];
    for unit in units(&parts) {
        let covered = &mut choices[unit.from..unit.from + unit.parts];
        covered
            .iter_mut()
            .for_each(|choices| choices.push(of_term(&unit.term, scope)));
    }
    let mut parts: Vec<Requirement> = choices.into_iter().map(Requirement::Any).collect();
    match parts.len() {
        1 => parts.remove(0),
        _ => hint(Requirement::All(parts)),
    }
}

fn hint(of: Requirement) -> Requirement {
    Requirement::Hint(Box::new(of))
}

fn of_term(term: &Term, scope: Option<Scope>) -> Requirement {
    match term {
        Term::Single(Form::Literal(literal)) => of_literal(literal, scope),
        Term::Single(Form::Pattern(pattern)) => key(scope, TermKey::Pattern(pattern.clone())),
        Term::Single(Form::Compound(literal)) => {
            let piece = key(scope, TermKey::Piece(compound_key(&literal.folded)));
            Requirement::Any(vec![of_literal(literal, scope), piece])
        }
        Term::Joined {
            first,
            last: Form::Literal(Literal { folded, stems: None }),
        } => key(scope, TermKey::Word([first.as_str(), folded].concat())),
        Term::Joined {
            first,
            last: Form::Literal(_) | Form::Compound(_),
        } => key(scope, TermKey::Pattern(Pattern::new(&format!("{first}*")))),
        Term::Joined {
            first,
            last: Form::Pattern(last),
        } => key(scope, TermKey::Pattern(Pattern::new(&format!("{first}{last}")))),
    }
}

/// The word itself, or the pieces that it joins: by hyphens under one key, by a space under two.
fn of_literal(literal: &Literal, scope: Option<Scope>) -> Requirement {
    let whole = key(scope, TermKey::Word(literal.folded.clone()));
    // Words that hyphens join have the key of the whole however long it is; the evaluator joins no more than so much.
    let mut choices = vec![if literal.folded.len() <= LONGEST_JOINED {
        whole
    } else {
        hint(whole)
    }];
    if let Some((dutch, english)) = &literal.stems {
        choices.extend(stems(scope, "", dutch, english));
    }
    for (first, rest) in splits(&literal.folded) {
        let mut last = vec![key(scope, TermKey::Word(rest.to_string()))];
        if literal.stems.is_some() {
            let (dutch, english) = (dutch_stem(rest), english_stem(rest));
            choices.extend(stems(scope, first, &dutch, &english));
            last.extend(stems(scope, "", &dutch, &english));
        }
        if !is_function_word(first) {
            choices.push(hint(Requirement::All(vec![
                key(scope, TermKey::Word(first.to_string())),
                Requirement::Any(last),
            ])));
        }
    }
    Requirement::Any(choices)
}

fn stems(scope: Option<Scope>, first: &str, dutch: &str, english: &str) -> [Requirement; 2] {
    [
        key(scope, TermKey::Dutch(behind(first, dutch))),
        key(scope, TermKey::English(behind(first, english))),
    ]
}

fn key(scope: Option<Scope>, key: TermKey) -> Requirement {
    Requirement::Key { scope, key }
}
