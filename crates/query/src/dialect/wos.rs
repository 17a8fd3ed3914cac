//! Reads Web of Science's advanced search.
//!
//! Sources, all Clarivate's: "Search Operators" (<https://webofscience.help.clarivate.com/Content/search-operators.html> and,
//! for bare NEAR being `NEAR/15` and for AND never standing inside NEAR, also by being implied,
//! <http://images.webofknowledge.com/WOKRS59B4/help/WOS/hs_search_operators.html>); "Search Rules"
//! (<https://webofscience.help.clarivate.com/Content/search-rules.htm>) for quotation marks, inside which words are not
//! lemmatised: they are compared exactly; "Wildcards"
//! (<http://resources-uw2.prod-wos.com/data/WOKRS58B4/help/CABI/hs_wildcards.html>) for `$`, zero or one character. The
//! order NEAR, SAME, NOT, AND, OR is in both pages on operators.
//!
//! Operators in any case. `$` is written out as an OR of the variants, which are compared exactly as Clarivate says of
//! words with wildcards. `SAME` (the same address) is read as AND, with a note.

use super::levels::{self, Level};
use super::{Grammar, Lexer, phrase, words};
use crate::ast::{Comparison, Expression, Order, Scope, Words};
use crate::fields::{Field, Property};
use crate::folding::Accents;
use crate::lexer::{LexemeKind, is_in_run, is_quote, is_space, proximity, unreadable};
use crate::parts::parts;

pub(super) static GRAMMAR: Grammar = Grammar {
    step,
    expression: levels::expression,
    levels: &[
        Level::Or,
        Level::And {
            beside_proximity: false,
        },
        Level::AndNot {
            not: None,
            and_not: Some("AND NOT is read as NOT"),
        },
        Level::Same,
        Level::Proximity,
    ],
    field,
    known_fields: "TS=, TI=, AB=, AK=, PY=, OG=, OO= and ALL=",
    counts: false,
};

/// The most `$` of a word or phrase: it is written out as 2 to this power variants.
const MOST_OPTIONAL: usize = 4;

/// What NEAR means without a number.
const BARE_NEAR: u32 = 15;

fn field(name: &str) -> Option<Field> {
    Some(match name.to_uppercase().as_str() {
        "TS" | "ALL" => Field::Everywhere,
        "TI" => Field::Scope(Scope::Title),
        "AB" => Field::Scope(Scope::Text),
        "OG" | "OO" => Field::Scope(Scope::Organisation),
        "AK" => Field::Property(Property::Code(Some("keyword".into()))),
        "PY" => Field::Property(Property::Year),
        _ => return None,
    })
}

fn step(lexer: &mut Lexer) {
    let start = lexer.at;
    let sign = match lexer.characters[start] {
        c if is_space(c) || matches!(c, ',' | ';') => return lexer.at += 1,
        c if is_quote(c) => return quoted(lexer),
        '(' => LexemeKind::Open,
        ')' => LexemeKind::Close,
        '#' => {
            return lexer.refuse("sets of earlier searches (`#1 AND #2`) are not known here: write the query itself");
        }
        c if is_in_run(c) || c == '$' => return run(lexer),
        c => return lexer.refuse(hint(c)),
    };
    lexer.at += 1;
    lexer.push(sign, start);
}

fn hint(sign: char) -> &'static str {
    match sign {
        '{' | '}' => "an exact phrase is written `\"exact phrase\"`",
        '<' | '>' => "years are written `PY=2015-2020`",
        '=' => "a field is written `TS=(water)`",
        '^' => "Web of Science has no weights: leave it out",
        '~' => "write `NEAR/3` for words near each other",
        '[' | ']' => "years are written `PY=2015-2020`",
        '\\' => "take the backslashes away; quotes are written `\"`",
        other => unreadable(other).unwrap_or("leave it out"),
    }
}

fn quoted(lexer: &mut Lexer) {
    let start = lexer.at;
    let text = lexer.quoted();
    optional(lexer, phrase(&text, Comparison::Exact), phrase, start);
}

/// A bare word, an operator or a field's name.
fn run(lexer: &mut Lexer) {
    let start = lexer.at;
    let text = lexer.take_while(|c| c == '$' || is_in_run(c));
    let kind = match text.to_uppercase().as_str() {
        "AND" => LexemeKind::And,
        "OR" => LexemeKind::Or,
        "NOT" => LexemeKind::Not,
        "SAME" => LexemeKind::Same,
        "NEAR" => LexemeKind::Proximity {
            distance: BARE_NEAR,
            order: Order::Either,
        },
        upper => match proximity(upper) {
            Some((order, distance)) => between(lexer, &text, order, distance, start),
            None if opens_field(lexer, &text) => LexemeKind::Field(text),
            None if text.chars().all(|c| c == '&') => {
                lexer.at = start;
                return lexer.refuse("write AND");
            }
            None if text.contains('$') && !text.starts_with(['+', '-']) => {
                return optional(lexer, words(&text, Comparison::Stemmed), words, start);
            }
            None => return lexer.push_word(&text, start),
        },
    };
    lexer.push(kind, start);
}

/// `NEAR/3`.
fn between(lexer: &mut Lexer, text: &str, order: Order, distance: Option<u32>, start: usize) -> LexemeKind {
    let position = start..lexer.at;
    if !text.to_uppercase().starts_with("NEAR") {
        let hint = format!(
            "write `NEAR/{}`; Web of Science has no operator for an order",
            distance.unwrap_or(5)
        );
        lexer.problem(
            position,
            &format!("`{text}` is no operator of Web of Science"),
            "`NEAR/n`",
            &hint,
        );
    } else if distance.is_none() {
        lexer.distance_problem(position, text);
    }
    LexemeKind::Proximity {
        distance: distance.unwrap_or(0),
        order,
    }
}

/// Passes the `=` behind a field's name.
fn opens_field(lexer: &mut Lexer, name: &str) -> bool {
    let rest = &lexer.characters[lexer.at..];
    let spaces = rest.iter().take_while(|&&c| is_space(c)).count();
    let opens = rest.get(spaces) == Some(&'=') && name.chars().all(|c| c.is_ascii_alphabetic());
    lexer.at += if opens { spaces + 1 } else { 0 };
    opens
}

/// Words with every `$` written out: zero characters, or one.
fn optional(lexer: &mut Lexer, read: Words, again: fn(&str, Comparison) -> Words, start: usize) {
    let n = read.text.matches('$').count();
    if n == 0 {
        return lexer.push(LexemeKind::Words(read), start);
    }
    if n > MOST_OPTIONAL {
        let message = format!("more than {MOST_OPTIONAL} `$` in a word or phrase");
        let hint = "write `*` for some of them, or an OR of the spellings";
        return lexer.problem(start..lexer.at, &message, "fewer `$`", hint);
    }
    let least = parts(&variant(&read.text, usize::MAX), Comparison::Exact, Accents::Remove);
    if !least.iter().any(|part| part.has_letter()) {
        // The parser says that there is nothing to search for.
        return lexer.push(LexemeKind::Words(read), start);
    }
    let variants = (0..1 << n).map(|chosen| Expression::Words(again(&variant(&read.text, chosen), Comparison::Exact)));
    lexer.push(LexemeKind::Ready(Expression::Or(variants.collect())), start);
}

/// The text with `?` for the `$` whose bit is set and nothing for the others.
fn variant(text: &str, chosen: usize) -> String {
    let mut seen = 0;
    let written = text.chars().filter_map(|c| {
        if c != '$' {
            return Some(c);
        }
        seen += 1;
        (chosen >> (seen - 1) & 1 == 1).then_some('?')
    });
    written.collect()
}
