//! Recursive descent over the signs of a query, with bounded depth, collecting every problem.
//!
//! From weakest to strongest: `OR`, `AND`, `NEAR/n` = `W/n` and `PRE/n` (read from the left), `NOT`, `^weight`; a field
//! binds to the word, phrase or group right behind it. A range of years is `2015-2020`, `2015-`, `-2020` or
//! `[2015 TO 2020]`.

use crate::ast::{Expression, Order, Position, Proximity, Query, Syntax, Wording, Words};
use crate::dialect::{Grammar, Note, Reading};
use crate::fields::Property;
use crate::lexer::{Lexeme, LexemeKind, Lexer};
use crate::problem::QueryProblem;

/// How deep parentheses, NOTs, fields and chains of proximity may nest.
pub const MAX_DEPTH: usize = 100;

/// The most words that a proximity may allow between.
pub const MAX_DISTANCE: u32 = 10_000;

/// Reads a query, or says everything that is wrong with it, in the order of the text.
pub fn parse(text: &str, syntax: Syntax) -> Result<Query, Vec<QueryProblem>> {
    read(text, syntax).map(|reading| reading.query)
}

/// The same, with notes on what a dialect's reader took to be meant.
pub fn read(text: &str, syntax: Syntax) -> Result<Reading, Vec<QueryProblem>> {
    let grammar = Grammar::of(syntax);
    let cut = Lexer::cut(text, grammar.step);
    let mut parser = Parser {
        end: cut.characters.len(),
        lexemes: cut.lexemes,
        problems: cut.problems,
        notes: cut.notes,
        grammar,
        at: 0,
        depth: 0,
        leaf: Leaf::Words,
        in_scope: false,
    };
    let expression = parser.whole();
    match expression {
        Some(expression) if parser.problems.is_empty() => Ok(Reading::new(Query { expression }, parser.notes)),
        _ => Err(parser.sorted_problems()),
    }
}

pub(crate) struct Parser {
    lexemes: Vec<Lexeme>,
    problems: Vec<QueryProblem>,
    notes: Vec<Note>,
    pub grammar: &'static Grammar,
    pub at: usize,
    depth: usize,
    end: usize,
    /// What a bare word means here.
    pub leaf: Leaf,
    /// Inside `title:`, `text:` or `organisation:`.
    pub in_scope: bool,
}

/// What a bare word or phrase means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Leaf {
    Words,
    Value(Property),
}

/// A node and where it stands; `None` instead of one where its problem is already told.
pub(crate) struct Located {
    pub expression: Expression,
    pub position: Position,
}

impl Parser {
    fn whole(&mut self) -> Option<Expression> {
        if self.lexemes.is_empty() && self.problems.is_empty() {
            self.problem(
                0..self.end,
                "the query is empty",
                "a word, a phrase or `(`",
                "write at least one word",
            );
            return None;
        }
        let whole = self.expression();
        while self.at < self.lexemes.len() {
            self.report_stray();
            self.resume();
        }
        whole.map(|located| located.expression).filter(|all| self.asks(all))
    }

    /// Past a sign that does not belong (its problem is told), and on with what follows.
    pub fn resume(&mut self) {
        self.at += 1;
        while matches!(
            self.peek(),
            Some(LexemeKind::And | LexemeKind::Or | LexemeKind::Proximity { .. })
        ) {
            self.at += 1;
        }
        if self.starts_operand() {
            self.expression();
        }
    }

    /// Everything up to a sign that ends a group.
    pub fn expression(&mut self) -> Option<Located> {
        (self.grammar.expression)(self)
    }

    /// A sign that closes or divides nothing.
    fn report_stray(&mut self) {
        let position = self.here();
        let (message, hint) = match self.peek() {
            Some(LexemeKind::Close) => ("this parenthesis closes nothing", "take it away, or open one before"),
            Some(LexemeKind::Comma) => (
                "a comma stands only between the operands of `2 OF (a, b)`",
                "write OR or AND",
            ),
            _ => ("this sign has no place here", "take it away"),
        };
        self.problem(position, message, "an operator or the end of the query", hint);
    }

    /// The problems in the order of the text, each once.
    fn sorted_problems(mut self) -> Vec<QueryProblem> {
        self.problems
            .sort_by_key(|problem| (problem.position.start, problem.position.end));
        self.problems.dedup();
        self.problems
    }

    pub fn or(&mut self) -> Option<Located> {
        self.chain(&LexemeKind::Or, Parser::and, Expression::Or)
    }

    fn and(&mut self) -> Option<Located> {
        self.chain(&LexemeKind::And, Parser::side_by_side, Expression::And)
    }

    fn chain(
        &mut self,
        operator: &LexemeKind,
        operand: fn(&mut Parser) -> Option<Located>,
        node: fn(Vec<Expression>) -> Expression,
    ) -> Option<Located> {
        let mut operands: Vec<Located> = operand(self).into_iter().collect();
        while self.peek() == Some(operator) {
            self.at += 1;
            operands.extend(operand(self));
        }
        match operands.len() {
            0 | 1 => operands.pop(),
            _ => {
                let position = operands[0].position.start..operands[operands.len() - 1].position.end;
                Some(Located {
                    expression: node(operands.into_iter().map(|o| o.expression).collect()),
                    position,
                })
            }
        }
    }

    pub fn proximity(&mut self) -> Option<Located> {
        let mut left = self.not();
        let mut links = 0;
        while let Some(&LexemeKind::Proximity { distance, order }) = self.peek() {
            self.at += 1;
            links += 1;
            self.check_distance_of_values();
            let right = self.not();
            left = self.near(left, right, distance, order);
        }
        self.bounded(left, links)
    }

    /// A chain of so many proximities, unless it nests too deep.
    pub fn bounded(&mut self, chain: Option<Located>, links: usize) -> Option<Located> {
        if self.depth + links > MAX_DEPTH {
            let position = chain.map_or(0..self.end, |located| located.position);
            self.report_depth(position);
            return None;
        }
        chain
    }

    /// `kind:(project NEAR/2 patent)`, at the operator just read.
    pub fn check_distance_of_values(&mut self) {
        if let Leaf::Value(property) = &self.leaf {
            let (name, expected) = property.expected();
            let message = format!("values of `{name}:` have no distance");
            self.problem(self.before(), &message, expected, "write AND or OR");
        }
    }

    pub fn near(
        &mut self,
        left: Option<Located>,
        right: Option<Located>,
        distance: u32,
        order: Order,
    ) -> Option<Located> {
        let (left, right) = (left?, right?);
        for side in [&left, &right] {
            if let (Leaf::Words, Some(name)) = (&self.leaf, no_stretch(&side.expression)) {
                self.report_no_stretch(side.position.clone(), name);
            }
        }
        let position = left.position.start..right.position.end;
        let proximity = Proximity {
            left: left.expression,
            right: right.expression,
            distance,
            order,
        };
        Some(Located {
            expression: Expression::Proximity(Box::new(proximity)),
            position,
        })
    }

    fn not(&mut self) -> Option<Located> {
        if self.peek() != Some(&LexemeKind::Not) {
            return self.weighted();
        }
        let start = self.here().start;
        self.at += 1;
        let of = self.deeper(Parser::not)?;
        let position = start..of.position.end;
        Some(Located {
            expression: Expression::Not(Box::new(of.expression)),
            position,
        })
    }

    pub fn weighted(&mut self) -> Option<Located> {
        let of = self.primary();
        if self.peek() != Some(&LexemeKind::Caret) {
            return of;
        }
        let caret = self.here();
        self.at += 1;
        let weight = self.weight();
        let position = of.as_ref().map_or(caret.start, |of| of.position.start)..self.before().end;
        if weight.is_none() {
            self.problem(
                caret.start..self.before().end,
                "the weight cannot be read",
                "a number above 0 right behind `^`",
                "write `water^2`",
            );
        }
        let expression = Expression::Weighted {
            of: Box::new(of?.expression),
            weight: weight?,
        };
        Some(Located { expression, position })
    }

    fn weight(&mut self) -> Option<f64> {
        let LexemeKind::Words(Words {
            text,
            wording: Wording::Word,
            ..
        }) = self.peek()?
        else {
            return None;
        };
        let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.');
        let weight = text
            .parse()
            .ok()
            .filter(|&weight: &f64| is_number && weight > 0.0 && weight.is_finite());
        self.at += 1;
        weight
    }

    /// Reads one level further in; past the limit, reports it and skips to where reading can go on.
    pub fn deeper(&mut self, read: fn(&mut Parser) -> Option<Located>) -> Option<Located> {
        if self.depth >= MAX_DEPTH {
            self.report_depth(self.here());
            self.skip_group();
            return None;
        }
        self.depth += 1;
        let located = read(self);
        self.depth -= 1;
        located
    }

    /// Past everything up to the parenthesis that closes the group we are in.
    fn skip_group(&mut self) {
        let mut open = 0;
        while let Some(kind) = self.peek() {
            match kind {
                LexemeKind::Open => open += 1,
                LexemeKind::Close if open == 0 => return,
                LexemeKind::Close => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    pub fn starts_operand(&self) -> bool {
        use LexemeKind::{Brackets, Field, Not, Open, Ready, Reference};
        matches!(
            self.peek(),
            Some(LexemeKind::Words(_) | Brackets(_) | Field(_) | Ready(_) | Reference { .. } | Not | Open)
        )
    }

    pub fn peek(&self) -> Option<&LexemeKind> {
        self.peek_at(0)
    }

    pub fn peek_at(&self, ahead: usize) -> Option<&LexemeKind> {
        self.lexemes.get(self.at + ahead).map(|lexeme| &lexeme.kind)
    }

    pub fn kind(&self, at: usize) -> Option<&LexemeKind> {
        self.lexemes.get(at).map(|lexeme| &lexeme.kind)
    }

    /// Where the next sign stands; the empty end behind the last.
    pub fn here(&self) -> Position {
        self.lexemes
            .get(self.at)
            .map_or(self.end..self.end, |lexeme| lexeme.position.clone())
    }

    /// Where a sign stands.
    pub fn position(&self, at: usize) -> Position {
        self.lexemes[at].position.clone()
    }

    /// Where the sign just read stands.
    pub fn before(&self) -> Position {
        self.lexemes[..self.at]
            .last()
            .map_or(0..0, |lexeme| lexeme.position.clone())
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

    pub fn note(&mut self, position: Position, message: &str) {
        self.notes.push(Note::new(position, message));
    }

    fn report_depth(&mut self, position: Position) {
        let message = format!("the query nests deeper than {MAX_DEPTH} levels");
        self.problem(
            position,
            &message,
            "fewer parentheses",
            "divide it into several queries",
        );
    }

    fn report_no_stretch(&mut self, position: Position, name: &str) {
        let message = format!("{name} cannot stand inside NEAR, W or PRE: it has no place in the text");
        self.problem(
            position,
            &message,
            "words, phrases, ORs of them or another proximity",
            "write `(a NEAR/5 c) AND (b NEAR/5 c)`, `NOT (a NEAR/5 b)` or `title:(a NEAR/5 b)`",
        );
    }
}

/// The name of what has no stretch of words to measure a distance from.
pub(crate) fn no_stretch(expression: &Expression) -> Option<&'static str> {
    match expression {
        Expression::Words(_) | Expression::Proximity(_) | Expression::Reference(_) => None,
        Expression::Or(of) => of.iter().find_map(no_stretch),
        Expression::Weighted { of, .. } => no_stretch(of),
        Expression::And(_) => Some("AND"),
        Expression::Not(_) => Some("NOT"),
        Expression::AtLeast { .. } => Some("`n OF (…)`"),
        Expression::Within { .. } | Expression::Condition(_) => Some("a field"),
    }
}
