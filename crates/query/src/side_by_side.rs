//! Two operands with no operator between: an error with a hint, never a silent OR.

use crate::ast::{Wording, Words};
use crate::lexer::LexemeKind;
use crate::parser::{Located, Parser};

impl Parser {
    /// Operands with no operator between: a problem each, read on as if it were AND.
    pub fn side_by_side(&mut self) -> Option<Located> {
        let first = self.proximity();
        while self.starts_operand() {
            self.report_missing_operator();
            self.proximity();
        }
        first
    }

    fn report_missing_operator(&mut self) {
        const EXPECTED: &str = "AND, OR, AND NOT, NEAR/n or PRE/n";
        let position = self.here();
        let (message, hint) = match self.peek().cloned() {
            Some(LexemeKind::Not) => (
                "NOT without an operator before it".to_string(),
                "write AND NOT".to_string(),
            ),
            Some(LexemeKind::Words(words)) if is_operator_in_small(&words) => {
                // Reported once; the word behind it is its operand.
                self.at += usize::from(self.peek_at(1).is_some());
                (
                    format!("`{}` is read as a word", words.text),
                    format!("operators are in capitals: {}", words.text.to_uppercase()),
                )
            }
            Some(LexemeKind::Words(words)) if words.text == "OF" => (
                "OF without its number and list".to_string(),
                "write `2 OF (a, b, c)`".to_string(),
            ),
            _ => (
                "no operator between these two".to_string(),
                "write AND or OR between them, or put a phrase in quotes".to_string(),
            ),
        };
        self.problem(position, &message, EXPECTED, &hint);
    }
}

fn is_operator_in_small(words: &Words) -> bool {
    let text = words.text.to_lowercase();
    let is_proximity = text.split_once('/').is_some_and(|(name, n)| {
        matches!(name, "near" | "w" | "pre") && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())
    });
    words.wording == Wording::Word && (matches!(text.as_str(), "and" | "or" | "not" | "near") || is_proximity)
}
