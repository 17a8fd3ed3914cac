//! `~word` and `~"phrase"`: compounds, never with wildcards or `=`.

use crate::ast::{Comparison, Wording, Words};

use super::{LexemeKind, Lexer, is_in_run, is_quote};

impl Lexer {
    /// A word or phrase behind `~`. Right behind a word or a quote the sign is another language's (`"a b"~3`).
    pub(super) fn compound(&mut self) {
        let start = self.at;
        let before = start.checked_sub(1).map(|at| self.characters[at]);
        if before.is_some_and(|c| is_quote(c) || c != ':' && is_in_run(c)) {
            return self.unreadable();
        }
        self.at += 1;
        match self.peek() {
            Some('=') => self.compound_problem(start, "`~` and `=` contradict each other"),
            Some(c) if is_quote(c) => self.phrase(Comparison::Compound, start),
            _ => self.compound_word(start),
        }
        self.refuse_wildcards(start);
    }

    fn compound_word(&mut self, start: usize) {
        let text = self.take_while(is_in_run);
        if text.is_empty() {
            return self.compound_problem(start, "`~` without a word");
        }
        let words = Words {
            text,
            wording: Wording::Word,
            comparison: Comparison::Compound,
        };
        self.push(LexemeKind::Words(words), start);
    }

    /// The words stay, so that no second problem is told of what stands around them.
    fn refuse_wildcards(&mut self, start: usize) {
        let has_wildcard = match self.lexemes.last() {
            Some(lexeme) if lexeme.position.start == start => match &lexeme.kind {
                LexemeKind::Words(words) => words.text.contains(['*', '?']),
                _ => false,
            },
            _ => false,
        };
        if has_wildcard {
            self.compound_problem(start, "`~` takes no wildcards");
        }
    }

    fn compound_problem(&mut self, start: usize, message: &str) {
        self.problem(
            start..self.at,
            message,
            "a word or a phrase right behind `~`",
            "write `~water` for water and its compounds, `*water*` for any letters around it, `=water` for this form only",
        );
    }
}
