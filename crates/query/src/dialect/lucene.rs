//! Reads the syntax of Lucene's classic query parser.
//!
//! Sources, all the Apache Software Foundation's: "Package org.apache.lucene.queryparser.classic"
//! (<https://lucene.apache.org/core/8_1_0/queryparser/org/apache/lucene/queryparser/classic/package-summary.html>) for terms,
//! fields, ranges, boosts, escapes and the operators in capitals, OR being the default one; "PhraseQuery" for slop (see
//! `slop.rs`); "Lucene Precedence Query Parser"
//! (<https://lucene.apache.org/core/4_10_3/queryparser/org/apache/lucene/queryparser/flexible/precedence/package-summary.html>),
//! which says how the classic parser reads AND beside OR (see `clauses.rs`).
//!
//! Fields are those of our own syntax, and `abstract`, `body`, `content` and `description` for text. `*:*` is every
//! document. Fuzzy words, regular expressions and ranges of words are refused. Wildcards inside quotes are read, with
//! a note: Lucene itself passes over them.

use super::{Grammar, Lexer, phrase, slop, words};
use crate::ast::{Comparison, Expression, Scope, Words};
use crate::fields::Field;
use crate::lexer::{LexemeKind, is_quote, is_space, proximity};
use crate::parser::MAX_DISTANCE;
use crate::parts::parts;

pub(super) static GRAMMAR: Grammar = Grammar {
    step,
    expression: super::clauses::expression,
    levels: &[],
    field,
    known_fields: "title, text (also abstract, body, content, description), organisation, kind, language, year, \
        cpc, ipc, euroscivoc, journal, scheme, sbi, nace, jel, mesh, topic, code (any scheme) and code.NAME",
    counts: false,
};

fn field(name: &str) -> Option<Field> {
    match name.to_lowercase().as_str() {
        "abstract" | "body" | "content" | "description" => Some(Field::Scope(Scope::Text)),
        _ => Field::named(name),
    }
}

fn step(lexer: &mut Lexer) {
    let start = lexer.at;
    let first = lexer.characters[start];
    let sign = match first {
        c if is_space(c) => return lexer.at += 1,
        c if is_quote(c) => return quoted(lexer),
        '(' => LexemeKind::Open,
        ')' => LexemeKind::Close,
        '^' => LexemeKind::Caret,
        '+' => LexemeKind::Required,
        '-' | '!' => LexemeKind::Not,
        '[' | '{' => return range(lexer),
        '/' => return regular_expression(lexer),
        '~' => return lexer.refuse("`~` stands right behind a phrase: `\"waste water\"~3`"),
        ']' | '}' => return lexer.refuse("a range is written `year:[2015 TO 2020]`"),
        ':' => return lexer.refuse("a field is written `title:water`; write `\\:` for the sign itself"),
        '&' | '|' if lexer.characters.get(start + 1) == Some(&first) => {
            lexer.at += 1;
            if first == '&' { LexemeKind::And } else { LexemeKind::Or }
        }
        _ => return run(lexer),
    };
    lexer.at += 1;
    lexer.push(sign, start);
}

fn is_in_term(c: char) -> bool {
    !is_space(c) && !is_quote(c) && !matches!(c, '!' | '(' | ')' | ':' | '^' | '[' | ']' | '{' | '}' | '~')
}

/// A bare word, an operator or a field's name.
fn run(lexer: &mut Lexer) {
    let start = lexer.at;
    let (text, escaped) = term(lexer, is_in_term);
    if text == "*" && lexer.characters[lexer.at..].starts_with(&[':', '*']) {
        lexer.at += 2;
        return lexer.push(LexemeKind::Ready(everything()), start);
    }
    let kind = match text.as_str() {
        _ if lexer.peek() == Some(':') => {
            lexer.at += 1;
            LexemeKind::Field(text)
        }
        "AND" if !escaped => LexemeKind::And,
        "OR" if !escaped => LexemeKind::Or,
        "NOT" if !escaped => LexemeKind::Not,
        _ if lexer.peek() == Some('~') => return fuzzy(lexer),
        _ if !escaped && text != "NEAR" && proximity(&text).is_some() => return foreign(lexer, &text, start),
        _ => LexemeKind::Words(words(&text, Comparison::Stemmed)),
    };
    lexer.push(kind, start);
}

/// `W/3` is no word of an analyst's; Lucene would read a regular expression behind its slash.
fn foreign(lexer: &mut Lexer, text: &str, start: usize) {
    let hint = "write `\"waste water\"~3` for words near each other, `W\\/3` for the word itself";
    lexer.problem(
        start..lexer.at,
        &format!("`{text}` is no operator of Lucene"),
        "a word, a phrase or an operator",
        hint,
    );
    lexer.push(LexemeKind::Or, start);
}

/// What every document is: all of nothing.
pub(super) fn everything() -> Expression {
    Expression::And(vec![])
}

/// The text up to a sign that does not belong, with its escapes read, and whether there were any. An escaped wildcard
/// is a sign like any other, which divides words.
fn term(lexer: &mut Lexer, keep: fn(char) -> bool) -> (String, bool) {
    let (mut text, mut escaped) = (String::new(), false);
    while let Some(c) = lexer.peek() {
        if c == '\\' {
            lexer.at += 1;
            escaped = true;
            if lexer.peek().is_none() {
                let hint = "leave it out, or write `\\\\` for the sign itself";
                lexer.problem(
                    lexer.at - 1..lexer.at,
                    "`\\` escapes nothing here",
                    "a sign behind it",
                    hint,
                );
            }
            text.extend(lexer.peek().map(|c| if matches!(c, '*' | '?') { '|' } else { c }));
        } else if keep(c) {
            text.push(c);
        } else {
            break;
        }
        lexer.at = (lexer.at + 1).min(lexer.characters.len());
    }
    (text, escaped)
}

fn fuzzy(lexer: &mut Lexer) {
    let start = lexer.at;
    lexer.at += 1;
    number(lexer);
    lexer.problem(
        start..lexer.at,
        "`~` behind a word: words that are spelled nearly alike are not searched for",
        "a word or a phrase",
        "leave `~` out, or write the spellings with OR or wildcards",
    );
    lexer.push_word("fuzzy", start);
}

fn regular_expression(lexer: &mut Lexer) {
    let start = lexer.at;
    lexer.at += 1;
    term(lexer, |c| c != '/');
    lexer.at = (lexer.at + 1).min(lexer.characters.len());
    lexer.problem(
        start..lexer.at,
        "regular expressions are not read",
        "a word or a phrase",
        "write wildcards: `*` for any letters, `?` for one; `\\/` for the sign itself",
    );
    lexer.push_word("expression", start);
}

/// A phrase, with its slop.
fn quoted(lexer: &mut Lexer) {
    let start = lexer.at;
    lexer.at += 1;
    let (text, _) = term(lexer, |c| !is_quote(c));
    if lexer.peek().is_none() {
        let hint = "put `\"` behind the last word of the phrase";
        lexer.problem(start..lexer.at, "the quote is not closed", "a closing `\"`", hint);
    }
    lexer.at = (lexer.at + 1).min(lexer.characters.len());
    let read = phrase(&text, Comparison::Stemmed);
    if read.text.contains(['*', '?']) {
        lexer.note(
            start..lexer.at,
            "wildcards inside quotes are read, which Lucene passes over",
        );
    }
    match lexer.peek() {
        Some('~') => sloppy(lexer, read, start),
        _ => lexer.push(LexemeKind::Words(read), start),
    }
}

fn sloppy(lexer: &mut Lexer, read: Words, start: usize) {
    lexer.at += 1;
    let digits = number(lexer);
    let slop = digits.parse::<u32>().ok().filter(|&slop| slop <= MAX_DISTANCE);
    let is_searched = |word: &&str| {
        parts(word, Comparison::Stemmed, Default::default())
            .iter()
            .any(|p| p.has_letter())
    };
    let alone: Vec<Expression> = read
        .text
        .split(' ')
        .filter(is_searched)
        .map(|word| Expression::Words(words(word, Comparison::Stemmed)))
        .collect();
    let Some(slop) = slop else {
        let expected = format!("a whole number from 0 to {MAX_DISTANCE}");
        let hint = "write `\"waste water\"~3`";
        return lexer.problem(
            start..lexer.at,
            "the slop of the phrase cannot be read",
            &expected,
            hint,
        );
    };
    if slop == 0 || alone.len() < 2 {
        return lexer.push(LexemeKind::Words(read), start);
    }
    match slop::written_out(&alone, slop) {
        Some(chains) => lexer.push(LexemeKind::Ready(chains), start),
        None => {
            let message = format!("slop over {} words by {slop} is too much to write out", alone.len());
            let expected = format!("at most {} words, and a smaller slop", slop::MOST_WORDS);
            let hint = "write several phrases with AND, or the query in our own syntax with NEAR/n";
            lexer.problem(start..lexer.at, &message, &expected, hint);
        }
    }
}

fn number(lexer: &mut Lexer) -> String {
    lexer.take_while(|c| c.is_ascii_digit() || c == '.')
}

/// `[2015 TO 2020]`; with `{` or `}` without that year.
fn range(lexer: &mut Lexer) {
    let start = lexer.at;
    let without_first = lexer.peek() == Some('{');
    lexer.at += 1;
    let inside = lexer.take_while(|c| !matches!(c, ']' | '}'));
    let without_last = lexer.peek() == Some('}');
    let is_closed = lexer.peek().is_some();
    lexer.at = (lexer.at + 1).min(lexer.characters.len());
    let bounds = inside.trim().split_once(" TO ").and_then(|(from, to)| {
        let from = bound(from.trim(), i32::from(without_first))?;
        Some((from, bound(to.trim(), -i32::from(without_last))?))
    });
    let Some((from, to)) = bounds.filter(|_| is_closed) else {
        let hint = "write `year:[2015 TO 2020]`, `year:{2014 TO 2021}` or `year:[2015 TO *]`";
        lexer.problem(start..lexer.at, "the range cannot be read", "a range of years", hint);
        return lexer.push_word("range", start);
    };
    lexer.push(LexemeKind::Brackets(format!("[{from} TO {to}]")), start);
}

/// One end of a range of years, moved by one where the year itself is out.
fn bound(text: &str, move_by: i32) -> Option<String> {
    let year = text.trim_matches('"');
    match year {
        "*" => Some("*".into()),
        _ if year.len() > 5 => None,
        _ => year.parse::<i32>().ok().map(|year| (year + move_by).to_string()),
    }
}
