//! What a document must hold for a query to match: words, phrases and proximities joined as sets of documents are, and of
//! each the keys that an index can look up. Never more than the evaluator asks, so that candidates found by them lose no
//! hit. What is not a [`Clue::Hint`] is never less either: a document that fulfils it without one is a hit.

use rustc_hash::FxHashSet;

use crate::analysis::{LONGEST_CHAIN, LONGEST_JOINED, Token, Word, dutch_stem, english_stem};
use crate::ast::{Condition, Expression, Query, Scope, Words};
use crate::compound::{compound_key, piece_keys};
use crate::dictionary::{Term, splits};
use crate::folding::{Accents, is_function_word};
use crate::joined::Joined;
use crate::parts::{Form, Literal, parts};
use crate::pattern::Pattern;
use crate::segmentation::Gap;
use crate::words::units;

/// Atoms joined by NOT, AND, OR and "so many of".
#[derive(Debug, Clone, PartialEq)]
pub enum Formula<A> {
    /// An atom holds.
    Is(A),
    /// This does not hold.
    Not(Box<Formula<A>>),
    /// All of these.
    All(Vec<Formula<A>>),
    /// One of these.
    Any(Vec<Formula<A>>),
    /// So many of these.
    AtLeast {
        /// At least 1.
        count: usize,
        /// More than `count`, or as many.
        of: Vec<Formula<A>>,
    },
}

/// A query as what it asks of a document: a document matches if and only if it fulfils this.
pub type Requirement = Formula<Leaf>;

/// What is asked at once.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    /// A property of the document.
    Condition(Condition),
    /// A word, phrase or proximity.
    Words(Sought),
}

/// A word, phrase or proximity that is sought.
#[derive(Debug, Clone, PartialEq)]
pub struct Sought {
    /// The same as a query of its own, in its scope: it decides.
    pub query: Query,
    /// What the words of a document say about it beforehand.
    pub clues: Formula<Clue>,
}

/// A condition on the keys of a document. A document that fulfils the clues without a [`Clue::Hint`] is a hit; one that
/// does not fulfil them with every hint is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Clue {
    /// A passage holds one of the keys.
    Keys {
        /// `None`: title or text.
        scope: Option<Scope>,
        /// What to look up.
        keys: Vec<TermKey>,
    },
    /// Needed, but not enough: where words stand decides.
    Hint(Box<Formula<Clue>>),
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
    /// A [`TermKey::Word`] that is several words written as one.
    Joined(Joined),
    /// The key of a piece of a Dutch compound.
    Piece(String),
}

impl<A> Formula<A> {
    /// Hands over every atom.
    pub fn each<'f>(&'f self, take: &mut dyn FnMut(&'f A)) {
        match self {
            Formula::Is(atom) => take(atom),
            Formula::Not(of) => of.each(take),
            Formula::All(of) | Formula::Any(of) | Formula::AtLeast { of, .. } => {
                of.iter().for_each(|formula| formula.each(take));
            }
        }
    }

    /// The same over other atoms.
    pub fn map<B>(self, to: &mut dyn FnMut(A) -> B) -> Formula<B> {
        let mut all = |of: Vec<Formula<A>>| of.into_iter().map(|formula| formula.map(to)).collect();
        match self {
            Formula::Is(atom) => Formula::Is(to(atom)),
            Formula::Not(of) => Formula::Not(Box::new(of.map(to))),
            Formula::All(of) => Formula::All(all(of)),
            Formula::Any(of) => Formula::Any(all(of)),
            Formula::AtLeast { count, of } => Formula::AtLeast { count, of: all(of) },
        }
    }
}

impl Formula<Clue> {
    /// Hands over every key, those of hints too.
    pub fn each_key<'f>(&'f self, take: &mut dyn FnMut(&'f TermKey)) {
        self.each(&mut |clue| match clue {
            Clue::Keys { keys, .. } => keys.iter().for_each(&mut *take),
            Clue::Hint(of) => of.each_key(take),
        });
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
    /// What the documents that match fulfil. Nothing is known of an unresolved reference: [`Sought::query`] holds it.
    pub fn requirement(&self, accents: Accents) -> Requirement {
        of_expression(&self.expression, None, accents)
    }
}

fn of_expression(expression: &Expression, scope: Option<Scope>, accents: Accents) -> Requirement {
    let all = |of: &[Expression]| {
        let operands = of.iter().map(|operand| of_expression(operand, scope, accents));
        operands.collect()
    };
    match expression {
        Expression::And(of) => Formula::All(all(of)),
        Expression::Or(of) => Formula::Any(all(of)),
        Expression::AtLeast { count, of } => Formula::AtLeast {
            count: *count,
            of: all(of),
        },
        Expression::Within { scope, of } => of_expression(of, Some(*scope), accents),
        Expression::Weighted { of, .. } => of_expression(of, scope, accents),
        Expression::Condition(condition) => Formula::Is(Leaf::Condition(condition.clone())),
        Expression::Not(of) => Formula::Not(Box::new(of_expression(of, scope, accents))),
        Expression::Words(_) | Expression::Proximity(_) | Expression::Reference(_) => {
            Formula::Is(Leaf::Words(Sought {
                query: in_scope(expression, scope),
                clues: clues(expression, scope, accents),
            }))
        }
    }
}

fn in_scope(expression: &Expression, scope: Option<Scope>) -> Query {
    let of = expression.clone();
    Query {
        expression: match scope {
            None => of,
            Some(scope) => Expression::Within {
                scope,
                of: Box::new(of),
            },
        },
    }
}

/// Of what may stand in a proximity; the rest says nothing.
fn clues(expression: &Expression, scope: Option<Scope>, accents: Accents) -> Formula<Clue> {
    match expression {
        Expression::Words(words) => of_words(words, scope, accents),
        Expression::Or(of) => Formula::Any(of.iter().map(|operand| clues(operand, scope, accents)).collect()),
        Expression::Proximity(near) => hint(Formula::All(
            [&near.left, &near.right].map(|side| clues(side, scope, accents)).into(),
        )),
        Expression::Weighted { of, .. } => clues(of, scope, accents),
        _ => hint(Formula::All(Vec::new())),
    }
}

/// Every part of a phrase is covered by one of its units.
fn of_words(words: &Words, scope: Option<Scope>, accents: Accents) -> Formula<Clue> {
    let parts = parts(&words.text, words.comparison, accents);
    let mut choices: Vec<Choices> = Vec::new();
    choices.resize_with(parts.len(), Choices::default);
    for unit in units(&parts) {
        let covered = &mut choices[unit.from..unit.from + unit.parts];
        covered.iter_mut().for_each(|choices| choices.add(&unit.term, scope));
    }
    let mut parts: Vec<Formula<Clue>> = choices.into_iter().map(|choices| choices.any(scope)).collect();
    match parts.len() {
        1 => parts.remove(0),
        _ => hint(Formula::All(parts)),
    }
}

fn hint(of: Formula<Clue>) -> Formula<Clue> {
    Formula::Is(Clue::Hint(Box::new(of)))
}

/// What may stand for a part of a phrase.
#[derive(Default)]
struct Choices {
    keys: Vec<TermKey>,
    hints: Vec<Formula<Clue>>,
}

impl Choices {
    fn any(self, scope: Option<Scope>) -> Formula<Clue> {
        let keys = Formula::Is(Clue::Keys { scope, keys: self.keys });
        match self.hints.is_empty() {
            true => keys,
            false => Formula::Any([vec![keys], self.hints].concat()),
        }
    }

    fn add(&mut self, term: &Term, scope: Option<Scope>) {
        match term {
            Term::Single(Form::Literal(literal)) => self.add_literal(literal, scope),
            Term::Single(Form::Pattern(pattern)) => self.keys.push(TermKey::Pattern(pattern.clone())),
            Term::Single(Form::Compound(literal)) => {
                self.add_literal(literal, scope);
                self.keys.push(TermKey::Piece(compound_key(&literal.folded)));
            }
            Term::Joined { first, last } => self.keys.push(match last {
                Form::Literal(literal) | Form::Compound(literal) => match &literal.stems {
                    None => TermKey::Word([first.as_str(), &literal.folded].concat()),
                    Some(stems) => TermKey::Joined(Joined::new(first, &literal.folded, stems)),
                },
                Form::Pattern(last) => TermKey::Pattern(Pattern::new(&format!("{first}{last}"))),
            }),
        }
    }

    /// The word itself, or the pieces that it joins: by hyphens under one key, by a space under two.
    fn add_literal(&mut self, literal: &Literal, scope: Option<Scope>) {
        let whole = TermKey::Word(literal.folded.clone());
        // Words that hyphens join have the key of the whole however long it is; the evaluator joins no more than so much.
        match literal.folded.len() <= LONGEST_JOINED {
            true => self.keys.push(whole),
            false => self.hints.push(hint(one_of(scope, vec![whole]))),
        }
        if let Some((dutch, english)) = &literal.stems {
            self.keys.extend(stems("", dutch, english));
        }
        for (first, rest) in splits(&literal.folded) {
            let mut last = vec![TermKey::Word(rest.to_string())];
            if literal.stems.is_some() {
                let (dutch, english) = (dutch_stem(rest), english_stem(rest));
                self.keys.extend(stems(first, &dutch, &english));
                last.extend(stems("", &dutch, &english));
            }
            if !is_function_word(first) {
                let first = one_of(scope, vec![TermKey::Word(first.to_string())]);
                self.hints.push(hint(Formula::All(vec![first, one_of(scope, last)])));
            }
        }
    }
}

fn stems(first: &str, dutch: &str, english: &str) -> [TermKey; 2] {
    [
        TermKey::Dutch(behind(first, dutch)),
        TermKey::English(behind(first, english)),
    ]
}

fn one_of(scope: Option<Scope>, keys: Vec<TermKey>) -> Formula<Clue> {
    Formula::Is(Clue::Keys { scope, keys })
}
