//! What is wrong with a query, where, and what to do about it.

use std::fmt;

use crate::ast::Position;

/// One mistake in a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at {}): expected {expected}", position.start + 1)]
pub struct QueryProblem {
    /// Code points of the query's text; may be empty at its end.
    pub position: Position,
    /// What is wrong.
    pub message: String,
    /// What could stand there.
    pub expected: String,
    /// What to write instead.
    pub hint: String,
}

impl QueryProblem {
    /// Several lines: the message, the query with carets under the mistake, what was expected and the hint.
    pub fn display<'q>(&'q self, text: &'q str) -> impl fmt::Display + 'q {
        Marked { problem: self, text }
    }
}

struct Marked<'q> {
    problem: &'q QueryProblem,
    text: &'q str,
}

/// Code points shown before and after the mistake.
const AROUND: usize = 40;

impl fmt::Display for Marked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let QueryProblem {
            position,
            message,
            expected,
            hint,
        } = self.problem;
        let (line, before, width) = excerpt(self.text, position);
        writeln!(f, "{message}")?;
        writeln!(f, "  | {line}")?;
        writeln!(f, "  | {}{}", " ".repeat(before), "^".repeat(width))?;
        writeln!(f, "expected: {expected}")?;
        write!(f, "hint: {hint}")
    }
}

/// The part of the mistake's line around it, how many code points stand before the mistake, and how many it has there.
fn excerpt(text: &str, position: &Position) -> (String, usize, usize) {
    let characters: Vec<char> = text.chars().collect();
    let start = position.start.min(characters.len());
    let is_break = |c: &char| matches!(c, '\n' | '\r');
    let line_start = characters[..start].iter().rposition(is_break).map_or(0, |at| at + 1);
    let line_end = characters[start..]
        .iter()
        .position(is_break)
        .map_or(characters.len(), |at| start + at);
    let end = position.end.clamp(start, line_end.max(start));
    let (from, to) = (
        line_start.max(start.saturating_sub(AROUND)),
        line_end.min(end.min(start + AROUND) + AROUND),
    );
    let line: String = characters[from..to.max(from)]
        .iter()
        .map(|c| if c.is_control() { ' ' } else { *c })
        .collect();
    (line, start - from, (end.min(to) - start.min(to)).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, position: Position, expected: &str) {
        let problem = QueryProblem {
            position,
            message: "m".into(),
            expected: "e".into(),
            hint: "h".into(),
        };
        let shown = problem.display(text).to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(format!("{}\n{}", lines[1], lines[2]), expected);
    }

    #[test]
    fn carets_stand_under_the_mistake() {
        check("water soil", 6..10, "  | water soil\n  |       ^^^^");
        check("é AND", 5..5, "  | é AND\n  |      ^");
        check("a OR\nb c", 7..8, "  | b c\n  |   ^");
        check("", 0..0, "  | \n  | ^");
    }

    #[test]
    fn a_long_query_is_cut_around_the_mistake() {
        let text = "x".repeat(1000);
        let problem = QueryProblem {
            position: 500..900,
            message: String::new(),
            expected: String::new(),
            hint: String::new(),
        };
        assert!(problem.display(&text).to_string().lines().all(|line| line.len() < 140));
    }
}
