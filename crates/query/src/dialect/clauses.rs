//! Lucene's clauses: words that must occur, may occur, or may not.
//!
//! Lucene's AND and OR are no operators of logic. AND makes the clauses on both sides ones that must occur, NOT and `-`
//! one that may not, and everything else may occur: it decides only where nothing must occur. So `a OR b AND c` is
//! `+b +c a`, as Lucene's documentation says of `a AND b OR c AND d`: `+a +b +c +d`.

use super::lucene::everything;
use crate::ast::{Expression, Position};
use crate::lexer::LexemeKind;
use crate::parser::{Located, Parser};

/// What a clause asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occurs {
    Must,
    May,
    Not,
}

/// What stands between two clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    And,
    Or,
    SideBySide,
}

struct Clause {
    occurs: Occurs,
    joined: Joined,
    located: Option<Located>,
}

impl Parser {
    /// Whether it is more than `*:*`, which asks nothing of a document.
    pub fn asks(&mut self, expression: &Expression) -> bool {
        let asks = *expression != everything();
        if !asks {
            let hint = "write a word, or `*:* -water` for every document without it";
            self.problem(
                0..self.before().end,
                "this finds every document",
                "something to look for",
                hint,
            );
        }
        asks
    }
}

/// Everything up to a sign that ends a group.
pub(super) fn expression(parser: &mut Parser) -> Option<Located> {
    let start = parser.here().start;
    let mut clauses = vec![clause(parser, Joined::SideBySide)];
    loop {
        let joined = match parser.peek() {
            Some(LexemeKind::And) => Joined::And,
            Some(LexemeKind::Or) => Joined::Or,
            _ if starts_clause(parser) => Joined::SideBySide,
            _ => break,
        };
        parser.at += usize::from(joined != Joined::SideBySide);
        let next = clause(parser, joined);
        if let (Joined::And, Some(Clause { occurs, .. })) = (joined, clauses.last_mut()) {
            *occurs = if *occurs == Occurs::Not {
                Occurs::Not
            } else {
                Occurs::Must
            };
        }
        clauses.push(next);
    }
    let position = start..parser.before().end.max(start);
    note(parser, &clauses, position.clone());
    combine(parser, clauses, position)
}

fn starts_clause(parser: &Parser) -> bool {
    parser.starts_operand() || parser.peek() == Some(&LexemeKind::Required)
}

fn clause(parser: &mut Parser, joined: Joined) -> Clause {
    let occurs = match (parser.peek(), joined) {
        (Some(LexemeKind::Not), _) => Occurs::Not,
        (Some(LexemeKind::Required), _) | (_, Joined::And) => Occurs::Must,
        _ => Occurs::May,
    };
    while matches!(parser.peek(), Some(LexemeKind::Not | LexemeKind::Required)) {
        parser.at += 1;
        if matches!(parser.peek(), Some(LexemeKind::Not | LexemeKind::Required)) {
            let hint = "write one of `+`, `-` and NOT before a word";
            parser.problem(
                parser.here(),
                "two signs before one word",
                "a word, a phrase or `(`",
                hint,
            );
        }
    }
    let located = parser.weighted();
    Clause {
        occurs,
        joined,
        located,
    }
}

fn note(parser: &mut Parser, clauses: &[Clause], position: Position) {
    let has = |joined| clauses.iter().skip(1).any(|clause| clause.joined == joined);
    let has_may = clauses.iter().any(|clause| clause.occurs == Occurs::May);
    let beside = |pair: &[Clause]| {
        pair[1].joined == Joined::SideBySide && pair.iter().all(|clause| clause.occurs == Occurs::May)
    };
    if clauses.windows(2).any(beside) {
        parser.note(
            position.clone(),
            "words side by side are read as OR, which is Lucene's default",
        );
    }
    if has(Joined::And) && has_may {
        let message =
            "AND beside OR without parentheses: what stands beside AND must occur, the others only order the hits";
        parser.note(position, message);
    } else if has(Joined::And) && has(Joined::Or) {
        parser.note(
            position,
            "AND on both sides of OR without parentheses: Lucene reads this OR as AND",
        );
    }
}

fn combine(parser: &mut Parser, clauses: Vec<Clause>, position: Position) -> Option<Located> {
    let (mut must, mut may, mut not) = (vec![], vec![], vec![]);
    for Clause { occurs, located, .. } in clauses {
        let expression = located?.expression;
        match occurs {
            Occurs::Must => must.push(expression),
            Occurs::May => may.push(expression),
            Occurs::Not if expression == everything() => {
                report_all_excluded(parser, position);
                return None;
            }
            Occurs::Not => not.push(Expression::Not(Box::new(expression))),
        }
    }
    let is_anything = |of: &[Expression]| of.contains(&everything());
    let finds_all = is_anything(&must) || must.is_empty() && is_anything(&may);
    must.retain(|expression| *expression != everything());
    may.retain(|expression| *expression != everything());
    match (must.first(), may.len()) {
        (_, 0) => {}
        (None, _) if finds_all => {}
        (None, 1) => must.append(&mut may),
        (None, _) => must.push(Expression::Or(may)),
        // Orders the hits: it is evidence where it occurs.
        (Some(first), _) => must.push(Expression::Or([vec![first.clone()], may].concat())),
    }
    if must.is_empty() && !finds_all {
        report_only_excluded(parser, position);
        return None;
    }
    must.append(&mut not);
    let expression = match must.len() {
        0 => everything(),
        1 => must.pop()?,
        _ => Expression::And(must),
    };
    Some(Located { expression, position })
}

fn report_only_excluded(parser: &mut Parser, position: Position) {
    parser.problem(
        position,
        "only words that may not occur: Lucene finds nothing",
        "a word that must or may occur",
        "write `water -rain`, or `*:* -rain` for every other document",
    );
}

fn report_all_excluded(parser: &mut Parser, position: Position) {
    parser.problem(
        position,
        "every document is excluded: this finds nothing",
        "a word that may not occur",
        "write a word behind `-` or NOT",
    );
}
