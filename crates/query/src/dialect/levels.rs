//! Operators between operands, by a table of how strongly they bind.

use crate::ast::Expression;
use crate::lexer::LexemeKind;
use crate::parser::{Located, Parser};

/// One line of the table: operators that bind equally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Or,
    /// Also side by side.
    And {
        /// Whether words side by side may stand beside a proximity without parentheses.
        beside_proximity: bool,
    },
    /// `AND NOT`, or `NOT` between two operands, each with what is noted on it.
    AndNot {
        not: Option<&'static str>,
        and_not: Option<&'static str>,
    },
    Same,
    Proximity,
}

/// Everything up to a sign that ends a group.
pub(crate) fn expression(parser: &mut Parser) -> Option<Located> {
    level(parser, parser.grammar.levels)
}

fn level(parser: &mut Parser, levels: &[Level]) -> Option<Located> {
    let Some((weakest, stronger)) = levels.split_first() else {
        return operand(parser);
    };
    match weakest {
        Level::Proximity => proximity(parser, stronger),
        _ => chain(parser, *weakest, stronger),
    }
}

/// A word, phrase, group or field; a NOT with nothing before it is reported and passed.
fn operand(parser: &mut Parser) -> Option<Located> {
    let mut excludes = false;
    while parser.peek() == Some(&LexemeKind::Not) {
        let hint = "write a word that must occur before it: `water AND NOT rain`";
        if !excludes {
            parser.problem(
                parser.here(),
                "NOT has nothing to take away from",
                "a word, a phrase or `(`",
                hint,
            );
        }
        excludes = true;
        parser.at += 1;
    }
    if excludes && !parser.starts_operand() {
        return None;
    }
    parser.primary()
}

/// Past the operator of this level that comes next; side by side there is none to pass.
fn take(parser: &mut Parser, level: Level) -> bool {
    let is_and_not = parser.peek() == Some(&LexemeKind::And) && parser.peek_at(1) == Some(&LexemeKind::Not);
    let (passed, note) = match (level, parser.peek()) {
        (Level::AndNot { and_not, .. }, _) if is_and_not => (2, and_not),
        (Level::AndNot { not, .. }, Some(LexemeKind::Not)) => (1, not),
        (Level::Or, Some(LexemeKind::Or)) => (1, None),
        (Level::And { .. }, Some(LexemeKind::And)) if !is_and_not => (1, None),
        (Level::And { .. }, Some(LexemeKind::Not)) => return false,
        (Level::And { .. }, _) => return parser.starts_operand(),
        (Level::Same, Some(LexemeKind::Same)) => (1, Some("SAME is read as AND: sentences are not told apart")),
        _ => return false,
    };
    if let Some(note) = note {
        parser.note(parser.here(), note);
    }
    parser.at += passed;
    true
}

fn chain(parser: &mut Parser, operator: Level, stronger: &[Level]) -> Option<Located> {
    let begun = parser.at;
    let mut operands: Vec<Located> = level(parser, stronger).into_iter().collect();
    let mut first = begun;
    loop {
        let between = parser.at;
        if !take(parser, operator) {
            break;
        }
        let second = parser.at;
        let right = level(parser, stronger);
        if operator
            == (Level::And {
                beside_proximity: false,
            })
            && between == second
        {
            report_beside_proximity(parser, first, second);
        }
        let excluded = matches!(operator, Level::AndNot { .. });
        operands.extend(right.map(|right| if excluded { negated(right) } else { right }));
        first = second;
    }
    joined(operands, operator)
}

fn negated(located: Located) -> Located {
    Located {
        expression: Expression::Not(Box::new(located.expression)),
        position: located.position,
    }
}

fn joined(mut operands: Vec<Located>, operator: Level) -> Option<Located> {
    if operands.len() < 2 {
        return operands.pop();
    }
    let position = operands[0].position.start..operands[operands.len() - 1].position.end;
    let mut of = Vec::with_capacity(operands.len());
    for Located { expression, .. } in operands {
        match (operator, expression) {
            (Level::AndNot { .. }, Expression::And(inner)) if of.is_empty() => of = inner,
            (_, expression) => of.push(expression),
        }
    }
    let expression = if operator == Level::Or {
        Expression::Or(of)
    } else {
        Expression::And(of)
    };
    Some(Located { expression, position })
}

/// Web of Science refuses `brown NEAR spider bite`: is the AND between the last two meant inside NEAR?
fn report_beside_proximity(parser: &mut Parser, first: usize, second: usize) {
    if !has_open_proximity(parser, first..second) && !has_open_proximity(parser, second..parser.at) {
        return;
    }
    parser.problem(
        parser.position(second),
        "words side by side, which are joined by AND, beside NEAR",
        "an operator",
        "put a phrase in quotes, or write AND and parentheses: `(a NEAR b) AND c`",
    );
}

/// Whether a proximity stands in this part outside parentheses.
fn has_open_proximity(parser: &Parser, part: std::ops::Range<usize>) -> bool {
    let mut depth = 0;
    part.into_iter().filter_map(|at| parser.kind(at)).any(|kind| {
        match kind {
            LexemeKind::Open => depth += 1,
            LexemeKind::Close => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(kind, LexemeKind::Proximity { .. })
    })
}

/// Proximities, read from the left.
fn proximity(parser: &mut Parser, stronger: &[Level]) -> Option<Located> {
    let mut left = level(parser, stronger);
    let mut links = 0;
    let mut before = None;
    while let Some(&LexemeKind::Proximity { distance, order }) = parser.peek() {
        if before.is_some_and(|before| before != (distance, order)) {
            parser.note(
                parser.here(),
                "different distances or orders in a row are read from the left: `(a W/1 b) W/3 c`",
            );
        }
        before = Some((distance, order));
        parser.at += 1;
        links += 1;
        parser.check_distance_of_values();
        let right = level(parser, stronger);
        left = parser.near(left, right, distance, order);
    }
    parser.bounded(left, links)
}
