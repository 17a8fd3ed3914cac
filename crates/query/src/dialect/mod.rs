//! The languages of others: each has a lexer and a grammar as a table, and gives the same tree as our own.
//!
//! A reader follows its owner's documentation, cited in its file. Where a dialect lets an analyst mean something that it
//! does not say, or reads it in a way that surprises, the [`Reading`] says so in a [`Note`].
//!
//! Bare words are compared by stem in every dialect, as in our own.

mod clauses;
mod conversion;
mod levels;
mod lucene;
mod scopus;
mod slop;
mod spelling;
mod wos;

use std::fmt;

use crate::ast::{Comparison, Position, Query, Syntax, Wording, Words};
use crate::fields::{Field, KNOWN_FIELDS};
use crate::lexer::{Lexeme, LexemeKind, Lexer, is_quote, is_space};
use crate::parser::{Located, Parser};

pub use conversion::{Conversion, convert};

/// A query and what its reader took to be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The query.
    pub query: Query,
    /// In the order of the text, each message once.
    pub notes: Vec<Note>,
}

/// What a reader took to be meant, where the text does not say it or surprises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Code points of the query's text.
    pub position: Position,
    /// How it was read.
    pub message: String,
}

/// What a parser must know of a language.
pub(crate) struct Grammar {
    /// Cuts one sign.
    pub step: fn(&mut Lexer),
    /// Reads everything up to a sign that ends a group.
    pub expression: fn(&mut Parser) -> Option<Located>,
    /// For `levels::expression`: the operators from weakest to strongest.
    pub levels: &'static [levels::Level],
    /// Reads a field's name.
    pub field: fn(&str) -> Option<Field>,
    /// What an unknown field is told.
    pub known_fields: &'static str,
    /// Whether there is `2 OF (a, b)`.
    pub counts: bool,
}

static AFBAKEN: Grammar = Grammar {
    step: Lexer::step,
    expression: Parser::or,
    levels: &[],
    field: Field::named,
    known_fields: KNOWN_FIELDS,
    counts: true,
};

impl Grammar {
    /// The grammar of a syntax.
    pub fn of(syntax: Syntax) -> &'static Grammar {
        match syntax {
            Syntax::Afbaken => &AFBAKEN,
            Syntax::Scopus => &scopus::GRAMMAR,
            Syntax::Wos => &wos::GRAMMAR,
            Syntax::Lucene => &lucene::GRAMMAR,
        }
    }
}

impl Reading {
    pub(crate) fn new(query: Query, mut notes: Vec<Note>) -> Reading {
        notes.sort_by(|a, b| (&a.message, a.position.start).cmp(&(&b.message, b.position.start)));
        notes.dedup_by(|later, first| later.message == first.message);
        notes.sort_by_key(|note| note.position.start);
        Reading { query, notes }
    }
}

impl Note {
    pub(crate) fn new(position: Position, message: &str) -> Note {
        let message = message.to_string();
        Note { position, message }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {})", self.message, self.position.start + 1)
    }
}

impl Lexer {
    fn note(&mut self, position: Position, message: &str) {
        self.notes.push(Note::new(position, message));
    }

    fn skip_space(&mut self) {
        self.take_while(is_space);
    }

    /// A bare word; one that begins with a sign of Lucene's stays as it is, which the parser refuses.
    fn push_word(&mut self, text: &str, start: usize) {
        let comparison = Comparison::Stemmed;
        let word = match begins_with_sign(text) {
            true => Words {
                text: text.to_string(),
                wording: Wording::Word,
                comparison,
            },
            false => words(text, comparison),
        };
        self.push(LexemeKind::Words(word), start);
    }

    /// From the sign we stand at to `close`: exact words.
    fn exact_between(&mut self, close: char) {
        let start = self.at;
        self.at += 1;
        let text = self.take_while(|c| c != close);
        if self.peek().is_none() {
            let hint = format!("put `{close}` behind the last word");
            self.problem(
                start..self.at,
                "the exact phrase is not closed",
                &format!("`{close}`"),
                &hint,
            );
        }
        self.at += 1;
        self.at = self.at.min(self.characters.len());
        self.push(LexemeKind::Words(phrase(&text, Comparison::Exact)), start);
    }
}

/// A bare word; a phrase where our own syntax reads its signs as something else.
fn words(text: &str, comparison: Comparison) -> Words {
    let word = Words {
        text: text.to_string(),
        wording: Wording::Word,
        comparison,
    };
    let cut = Lexer::cut(&word.to_string(), Lexer::step);
    let is_bare = matches!(&cut.lexemes[..], [Lexeme { kind: LexemeKind::Words(read), .. }] if *read == word);
    match is_bare && cut.problems.is_empty() && !begins_with_sign(text) {
        true => word,
        false => phrase(text, comparison),
    }
}

fn begins_with_sign(text: &str) -> bool {
    text.starts_with(['+', '-'])
}

/// A phrase of these words; quotes in it divide words as other signs do, and so do the brackets of what looks like
/// operators but is none.
fn phrase(text: &str, comparison: Comparison) -> Words {
    let is_mere_sign = |c: char| is_quote(c) || matches!(c, '(' | ')');
    let unquoted: String = text.chars().map(|c| if is_mere_sign(c) { '|' } else { c }).collect();
    let words: Vec<&str> = unquoted.split(is_space).filter(|word| !word.is_empty()).collect();
    Words {
        text: words.join(" "),
        wording: Wording::Phrase,
        comparison,
    }
}
