//! The canonical text of a query: it parses to the same tree, with no parentheses but the needed ones.

use std::fmt::{self, Display, Formatter};

use crate::ast::{Comparison, Condition, Expression, Order, Proximity, Query, Reference, Wording, Words};
use crate::fields::is_known_scheme;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Words(words) => words.fmt(f),
            Expression::And(of) => joined(of, " AND ", Strength::Proximity, f),
            Expression::Or(of) => joined(of, " OR ", Strength::And, f),
            Expression::Not(of) => write!(f, "NOT {}", Operand(of, Strength::Not)),
            Expression::Proximity(near) => near.fmt(f),
            Expression::AtLeast { count, of } => at_least(*count, of, f),
            Expression::Within { scope, of } => write!(f, "{}:{}", scope.name(), Operand(of, Strength::Primary)),
            Expression::Condition(condition) => condition.fmt(f),
            Expression::Weighted { of, weight } => write!(f, "{}^{weight}", Operand(of, Strength::Primary)),
            Expression::Reference(reference) => reference.fmt(f),
        }
    }
}

/// How strongly a node binds; an operand that binds less than its place asks for gets parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    And,
    Proximity,
    Not,
    Weighted,
    Primary,
}

impl Expression {
    fn strength(&self) -> Strength {
        match self {
            Expression::Or(_) => Strength::Or,
            Expression::And(_) => Strength::And,
            Expression::Proximity(_) => Strength::Proximity,
            Expression::Not(_) => Strength::Not,
            Expression::Weighted { .. } => Strength::Weighted,
            _ => Strength::Primary,
        }
    }
}

struct Operand<'e>(&'e Expression, Strength);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.strength() >= self.1 {
            true => self.0.fmt(f),
            false => write!(f, "({})", self.0),
        }
    }
}

fn joined(of: &[Expression], operator: &str, least: Strength, f: &mut Formatter<'_>) -> fmt::Result {
    of.iter().enumerate().try_for_each(|(i, operand)| {
        f.write_str(if i > 0 { operator } else { "" })?;
        Operand(operand, least).fmt(f)
    })
}

fn at_least(count: usize, of: &[Expression], f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "{count} OF (")?;
    joined(of, ", ", Strength::Or, f)?;
    f.write_str(")")
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sign = match self.comparison {
            Comparison::Stemmed => "",
            Comparison::Exact => "=",
            Comparison::Compound => "~",
        };
        match self.wording {
            Wording::Word => write!(f, "{sign}{}", self.text),
            Wording::Phrase => write!(f, "{sign}\"{}\"", self.text),
        }
    }
}

impl Display for Proximity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let operator = if self.order == Order::Either { "NEAR" } else { "PRE" };
        let (left, right) = (
            Operand(&self.left, Strength::Proximity),
            Operand(&self.right, Strength::Not),
        );
        write!(f, "{left} {operator}/{} {right}", self.distance)
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Kind(kind) => write!(f, "kind:{}", kind.name()),
            Condition::Language(language) => write!(f, "language:{}", language.code()),
            Condition::Years { from, to } => write!(f, "year:{}", years(*from, *to)),
            Condition::Code { scheme: None, code } => write!(f, "code:\"{code}\""),
            Condition::Code {
                scheme: Some(scheme),
                code,
            } => match is_known_scheme(scheme) {
                true => write!(f, "{scheme}:\"{code}\""),
                false => write!(f, "code.{scheme}:\"{code}\""),
            },
        }
    }
}

fn years(from: Option<i32>, to: Option<i32>) -> String {
    let year = |year: Option<i32>| year.map_or(String::new(), |year| year.to_string());
    match from.is_some() && from == to {
        true => year(from),
        false => format!("{}-{}", year(from), year(to)),
    }
}

impl Display for Reference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.ecosystem)?;
        match &self.rule {
            None => Ok(()),
            Some(rule) if rule.chars().all(is_plain) => write!(f, "/{rule}"),
            Some(rule) => write!(f, "/\"{rule}\""),
        }
    }
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}
