//! Reads Scopus's advanced search.
//!
//! Sources, all Elsevier's: "Scopus Search Guide" (<https://schema.elsevier.com/dtds/document/bkapi/search/SCOPUSSearchTips.htm>)
//! for operators, phrases, wildcards and fields; "Boolean Operators" (<http://help.scopus.com/robo/projects/schelp/h_bscssrchboolop.htm>)
//! for side by side being AND and for lower-case operators; "Proximity Operators"
//! (<http://help.scopus.com/robo/projects/schelp/h_bscssrchFASTprox.htm>) for `W/n` and `PRE/n`; "Search Tips"
//! (<http://help.scopus.com/robo/projects/schelp/h_srchtips.htm>) for loose and exact phrases. The order OR, `W/n` and
//! `PRE/n`, AND, AND NOT is as the University of Oulu explains it with Elsevier's example of a robot ("Scopus guide:
//! Proximity operators", <https://libguides.oulu.fi/c.php?g=713870&p=5164252>).
//!
//! Read more widely than Scopus does, because public query sets need it: OR groups and nested proximities stand inside
//! `W/n`; wildcards work inside `{…}`; `<…>` are exact words; `a NOT b` is `a AND NOT b`.
//! `TITLE-ABS-KEY` looks in title and text; `KEY` compares whole keywords (codes of the scheme `keyword`).

use super::levels::{self, Level};
use super::{Grammar, Lexer};
use crate::ast::{Comparison, Condition, Expression, Order, Scope};
use crate::fields::{Field, Property};
use crate::lexer::{LexemeKind, is_in_run, is_quote, is_space, proximity, unreadable};

pub(super) static GRAMMAR: Grammar = Grammar {
    step,
    expression: levels::expression,
    levels: &[
        Level::AndNot {
            not: Some("NOT is read as AND NOT"),
            and_not: None,
        },
        Level::And { beside_proximity: true },
        Level::Proximity,
        Level::Or,
    ],
    field,
    known_fields: "TITLE-ABS-KEY, TITLE-ABS, TITLE, ABS, KEY, AUTHKEY, INDEXTERMS, AFFIL, AFFILORG, ALL and PUBYEAR",
    counts: false,
};

fn field(name: &str) -> Option<Field> {
    Some(match name.to_uppercase().as_str() {
        "TITLE-ABS-KEY" | "TITLE-ABS" | "ALL" => Field::Everywhere,
        "TITLE" => Field::Scope(Scope::Title),
        "ABS" => Field::Scope(Scope::Text),
        "KEY" | "AUTHKEY" | "INDEXTERMS" => Field::Property(Property::Code(Some("keyword".into()))),
        "AFFIL" | "AFFILORG" => Field::Scope(Scope::Organisation),
        _ => return None,
    })
}

fn step(lexer: &mut Lexer) {
    let start = lexer.at;
    let sign = match lexer.characters[start] {
        c if is_space(c) || matches!(c, ',' | ';') => return lexer.at += 1,
        c if is_quote(c) => return lexer.phrase(Comparison::Stemmed, start),
        '{' => return lexer.exact_between('}'),
        '<' => return lexer.exact_between('>'),
        '(' => LexemeKind::Open,
        ')' => LexemeKind::Close,
        c if c == '&' || is_in_run(c) => return run(lexer),
        c => return lexer.refuse(hint(c)),
    };
    lexer.at += 1;
    lexer.push(sign, start);
}

fn hint(sign: char) -> &'static str {
    match sign {
        '}' | '>' => "an exact phrase is written `{exact phrase}`",
        '=' => "a year is written `PUBYEAR = 2015`, a field `TITLE(water)`",
        '^' => "Scopus has no weights: leave it out",
        '~' => "write `W/3` for words near each other",
        '[' | ']' => "years are written `PUBYEAR > 2014 AND PUBYEAR < 2021`",
        '\\' => "take the backslashes away; quotes are written `\"`",
        other => unreadable(other).unwrap_or("leave it out"),
    }
}

/// A bare word, an operator or a field's name.
fn run(lexer: &mut Lexer) {
    let start = lexer.at;
    let text = lexer.take_while(is_in_run);
    let kind = match text.to_uppercase().as_str() {
        "AND" => LexemeKind::And,
        "OR" => LexemeKind::Or,
        "NOT" => LexemeKind::Not,
        "PUBYEAR" => return years(lexer, start),
        "NEAR" => return lexer.push_word(&text, start),
        upper => match proximity(upper) {
            Some((order, distance)) => between(lexer, &text, order, distance, start),
            None if opens_field(lexer, &text) => LexemeKind::Field(text),
            None if text.chars().all(|c| c == '&') => {
                lexer.at = start;
                return lexer.refuse("write AND");
            }
            None => return lexer.push_word(&text, start),
        },
    };
    lexer.push(kind, start);
}

/// `W/3` and `PRE/3`.
fn between(lexer: &mut Lexer, text: &str, order: Order, distance: Option<u32>, start: usize) -> LexemeKind {
    let position = start..lexer.at;
    if text.to_uppercase().starts_with("NEAR") {
        let hint = format!("write `W/{}`", distance.unwrap_or(5));
        lexer.problem(
            position,
            &format!("`{text}` is no operator of Scopus"),
            "`W/n` or `PRE/n`",
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

/// A known name before a parenthesis, or any name right before it.
fn opens_field(lexer: &Lexer, name: &str) -> bool {
    let rest = &lexer.characters[lexer.at..];
    let spaces = rest.iter().take_while(|&&c| is_space(c)).count();
    let is_name = name.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    rest.get(spaces) == Some(&'(') && (field(name).is_some() || spaces == 0 && is_name)
}

/// `PUBYEAR > 2014`, also with `<`, `=`, `>=`, `<=`, `IS`, `AFT` and `BEF`.
fn years(lexer: &mut Lexer, start: usize) {
    lexer.skip_space();
    let comparison = match lexer.peek() {
        Some(c) if c.is_alphabetic() => lexer.take_while(char::is_alphabetic).to_uppercase(),
        _ => lexer.take_while(|c| matches!(c, '<' | '>' | '=')),
    };
    lexer.skip_space();
    let value = lexer.at;
    let digits = lexer.take_while(is_in_run);
    let is_year = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit()) && digits != "0000";
    let year = digits.parse::<i32>().ok().filter(|_| is_year);
    let range = match (comparison.as_str(), year) {
        ("=" | "IS", Some(year)) => (Some(year), Some(year)),
        (">" | "AFT", Some(year)) => (Some(year + 1), None),
        ("<" | "BEF", Some(year)) => (None, Some(year - 1)),
        (">=", Some(year)) => (Some(year), None),
        ("<=", Some(year)) => (None, Some(year)),
        _ => {
            let expected = "`=`, `>` or `<` and a year of four digits";
            let hint = "write `PUBYEAR = 2015`, or `PUBYEAR > 2014 AND PUBYEAR < 2021`";
            let message = format!("PUBYEAR {comparison} {digits} cannot be read");
            return lexer.problem(value..lexer.at, &message, expected, hint);
        }
    };
    let condition = Condition::Years {
        from: range.0,
        to: range.1,
    };
    lexer.push(LexemeKind::Ready(Expression::Condition(condition)), start);
}
