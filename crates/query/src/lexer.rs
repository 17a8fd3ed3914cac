//! The text of a query cut into words, quotes, operators and signs, with their positions.

mod compound;

use crate::ast::{Comparison, Expression, Order, Position, Wording, Words};
use crate::dialect::Note;
use crate::parser::MAX_DISTANCE;
use crate::problem::QueryProblem;

/// One sign of a query where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lexeme {
    pub kind: LexemeKind,
    pub position: Position,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LexemeKind {
    Words(Words),
    /// `[2015 TO 2020]`, with its brackets.
    Brackets(String),
    /// The name before a colon.
    Field(String),
    Reference {
        ecosystem: String,
        rule: Option<String>,
    },
    And,
    Or,
    Not,
    Proximity {
        distance: u32,
        order: Order,
    },
    Open,
    Close,
    Comma,
    Caret,
    /// Web of Science's `SAME`.
    Same,
    /// Lucene's `+`.
    Required,
    /// What a dialect writes as one sign.
    Ready(Expression),
}

/// A query being cut, sign by sign.
pub(crate) struct Lexer {
    pub characters: Vec<char>,
    pub at: usize,
    pub lexemes: Vec<Lexeme>,
    pub problems: Vec<QueryProblem>,
    pub notes: Vec<Note>,
}

impl Lexer {
    /// Cuts a query with the step of its syntax; what cannot be read is left out and reported.
    pub fn cut(text: &str, step: fn(&mut Lexer)) -> Lexer {
        let mut lexer = Lexer {
            characters: text.chars().collect(),
            at: 0,
            lexemes: vec![],
            problems: vec![],
            notes: vec![],
        };
        while lexer.at < lexer.characters.len() {
            step(&mut lexer);
        }
        lexer
    }

    /// Cuts one sign of our own syntax.
    pub fn step(&mut self) {
        let start = self.at;
        let sign = match self.characters[start] {
            c if is_space(c) => return self.at += 1,
            c if is_quote(c) => return self.phrase(Comparison::Stemmed, start),
            '(' => LexemeKind::Open,
            ')' => LexemeKind::Close,
            ',' => LexemeKind::Comma,
            '^' => LexemeKind::Caret,
            '=' => return self.exact(),
            '~' => return self.compound(),
            '[' => return self.brackets(),
            '@' => return self.reference(),
            c if c != '&' && unreadable(c).is_some() => return self.unreadable(),
            _ => return self.run(),
        };
        self.at += 1;
        self.push(sign, start);
    }

    pub fn push(&mut self, kind: LexemeKind, start: usize) {
        self.lexemes.push(Lexeme {
            kind,
            position: start..self.at,
        });
    }

    pub fn problem(&mut self, position: Position, message: &str, expected: &str, hint: &str) {
        let (message, expected, hint) = (message.to_string(), expected.to_string(), hint.to_string());
        self.problems.push(QueryProblem {
            position,
            message,
            expected,
            hint,
        });
    }

    pub fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    pub fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let rest = &self.characters[self.at..];
        let taken: String = rest.iter().copied().take_while(|&c| keep(c)).collect();
        self.at += taken.chars().count();
        taken
    }

    /// From an opening quote to the next quote.
    pub fn phrase(&mut self, comparison: Comparison, start: usize) {
        let text = self.quoted();
        let text = text
            .split(is_space)
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        self.push(
            LexemeKind::Words(Words {
                text,
                wording: Wording::Phrase,
                comparison,
            }),
            start,
        );
    }

    pub fn quoted(&mut self) -> String {
        let open = self.at;
        self.at += 1;
        let text = self.take_while(|c| !is_quote(c));
        match self.peek() {
            Some(_) => self.at += 1,
            None => self.problem(
                open..self.at,
                "the quote is not closed",
                "a closing `\"`",
                "put `\"` behind the last word of the phrase",
            ),
        }
        text
    }

    /// `=word` or `="phrase"`.
    fn exact(&mut self) {
        let start = self.at;
        self.at += 1;
        if self.peek().is_some_and(is_quote) {
            return self.phrase(Comparison::Exact, start);
        }
        let text = self.take_while(is_in_run);
        if text.is_empty() {
            return self.problem(
                start..self.at,
                "`=` without a word",
                "a word or a phrase right behind `=`",
                "write `=word` or `=\"exact phrase\"`",
            );
        }
        self.push(
            LexemeKind::Words(Words {
                text,
                wording: Wording::Word,
                comparison: Comparison::Exact,
            }),
            start,
        );
    }

    fn brackets(&mut self) {
        let start = self.at;
        let inside = self.take_while(|c| c != ']');
        if self.peek().is_none() {
            return self.problem(
                start..self.at,
                "the bracket is not closed",
                "`]`",
                "write a range of years as `year:[2015 TO 2020]`",
            );
        }
        self.at += 1;
        self.push(LexemeKind::Brackets(format!("{inside}]")), start);
    }

    /// `@ecosystem`, `@ecosystem/rule` or `@ecosystem/"a rule's name"`.
    fn reference(&mut self) {
        let start = self.at;
        self.at += 1;
        let ecosystem = self.take_while(is_in_name);
        let rule = (self.peek() == Some('/')).then(|| self.rule());
        if ecosystem.is_empty() || rule.as_ref().is_some_and(|rule| rule.trim().is_empty()) {
            return self.problem(
                start..self.at,
                "the reference lacks a name",
                "`@ecosystem/rule`",
                "write the ecosystem's id and the rule's name, in quotes if it has spaces",
            );
        }
        self.push(LexemeKind::Reference { ecosystem, rule }, start);
    }

    fn rule(&mut self) -> String {
        self.at += 1;
        match self.peek().is_some_and(is_quote) {
            true => self.quoted(),
            false => self.take_while(is_in_name),
        }
    }

    /// Past a sign without meaning and its repetitions.
    pub fn refuse(&mut self, hint: &str) {
        let start = self.at;
        let first = self.characters[start];
        self.take_while(|c| c == first);
        self.problem(
            start..self.at,
            &format!("`{first}` has no meaning here"),
            "a word, a phrase or `(`",
            hint,
        );
    }

    fn unreadable(&mut self) {
        let start = self.at;
        let first = self.characters[start];
        self.refuse(unreadable(first).unwrap_or_default());
        if let Some(kind) = foreign_operator(first) {
            self.push(kind, start);
        }
    }

    /// A bare word, an operator or a field's name.
    fn run(&mut self) {
        let start = self.at;
        let text = self.take_while(is_in_run);
        if let Some(name) = field_name(&text) {
            self.at = start + name.chars().count() + 1;
            return self.push(LexemeKind::Field(name.to_string()), start);
        }
        if text.chars().all(|c| c == '&') {
            self.at = start;
            return self.unreadable();
        }
        let kind = self.operator(text, start);
        self.push(kind, start);
    }

    fn operator(&mut self, text: String, start: usize) -> LexemeKind {
        match text.as_str() {
            "AND" => LexemeKind::And,
            "OR" => LexemeKind::Or,
            "NOT" => LexemeKind::Not,
            _ => match proximity(&text) {
                None => LexemeKind::Words(Words {
                    text,
                    wording: Wording::Word,
                    comparison: Comparison::Stemmed,
                }),
                Some((order, Some(distance))) => LexemeKind::Proximity { distance, order },
                Some((order, None)) => {
                    self.distance_problem(start..self.at, &text);
                    LexemeKind::Proximity { distance: 0, order }
                }
            },
        }
    }

    pub fn distance_problem(&mut self, position: Position, text: &str) {
        let message = format!("`{text}` lacks a distance that can be read");
        let expected = format!("a whole number from 0 to {MAX_DISTANCE} right behind the slash");
        self.problem(position, &message, &expected, "write NEAR/5 (at most five words between), W/5 or PRE/5 (in this order); put the word in quotes to search for it");
    }
}

/// The order and, where it can be read, the distance of a proximity operator. Bare `W` and `PRE` are words.
pub(crate) fn proximity(text: &str) -> Option<(Order, Option<u32>)> {
    if text == "NEAR" {
        return Some((Order::Either, None));
    }
    let (name, distance) = text.split_once('/')?;
    let order = match name {
        "NEAR" | "W" => Order::Either,
        "PRE" => Order::AsWritten,
        _ => return None,
    };
    let is_number = !distance.is_empty() && distance.bytes().all(|b| b.is_ascii_digit());
    if name == "W" && !is_number && !distance.is_empty() {
        return None;
    }
    Some((order, distance.parse().ok().filter(|&n| is_number && n <= MAX_DISTANCE)))
}

fn field_name(run: &str) -> Option<&str> {
    let (name, _) = run.split_once(':')?;
    let is_name =
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c != '/' && is_in_name(c));
    is_name.then_some(name)
}

pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{FEFF}'
}

/// Straight and curly double quotes.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{00AB}' | '\u{00BB}' | '\u{FF02}'
    )
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

pub(crate) fn is_in_run(c: char) -> bool {
    !is_space(c)
        && !is_quote(c)
        && !matches!(c, '(' | ')' | ',' | '^' | '=' | '[')
        && (c == '&' || unreadable(c).is_none())
}

/// What a sign of other languages stands for, so that reading goes on after the problem is told.
fn foreign_operator(c: char) -> Option<LexemeKind> {
    match c {
        '&' => Some(LexemeKind::And),
        '|' => Some(LexemeKind::Or),
        '!' => Some(LexemeKind::Not),
        _ => None,
    }
}

/// The hint for a sign that means something in other languages, not in this one.
pub(crate) fn unreadable(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "write AND",
        '|' => "write OR",
        '!' => "write NOT or AND NOT",
        '~' => "`~` stands right before a word (`~water`); for words near each other write NEAR/n",
        '{' | '}' => "write an exact phrase as `=\"exact phrase\"`",
        '<' | '>' => "write an exact word as `=word`, an open range of years as `year:2015-`",
        '$' => "write `*` for any letters, `?` for one",
        ';' => "divide words by OR or AND, the operands of `2 OF (…)` by commas",
        ']' => "brackets are for years only: `year:[2015 TO 2020]`",
        '\\' | '`' => "leave it out",
        _ => return None,
    })
}
