//! The smallest things that stand by themselves: words, groups, fields, `2 OF (…)` and references.

use crate::ast::{Comparison, Expression, Reference, Scope, Wording, Words};
use crate::fields::Field;
use crate::folding::Accents;
use crate::lexer::LexemeKind;
use crate::parser::{Leaf, Located, Parser};
use crate::parts::parts;

const OPERAND: &str = "a word, a phrase or `(`";

impl Parser {
    pub(crate) fn primary(&mut self) -> Option<Located> {
        if self.grammar.counts && self.is_at_least() {
            return self.at_least();
        }
        match self.peek().cloned() {
            Some(LexemeKind::Open) => self.group(),
            Some(LexemeKind::Words(words)) => self.words(words),
            Some(LexemeKind::Brackets(text)) => self.brackets(text),
            Some(LexemeKind::Field(name)) => self.field(&name),
            Some(LexemeKind::Reference { ecosystem, rule }) => self.reference(ecosystem, rule),
            Some(LexemeKind::Ready(expression)) => self.ready(expression),
            _ => self.missing_operand(),
        }
    }

    fn missing_operand(&mut self) -> Option<Located> {
        let (message, hint) = match self.lexeme_before() {
            Some(LexemeKind::Open) => (
                "nothing between the parentheses",
                "write a word, or take the parentheses away",
            ),
            Some(LexemeKind::Field(_)) => (
                "nothing behind the field",
                "write a word or a group right behind the colon",
            ),
            _ => ("an operand is missing", "write a word here, or take the operator away"),
        };
        self.problem(self.here(), message, OPERAND, hint);
        None
    }

    fn lexeme_before(&self) -> Option<&LexemeKind> {
        self.at.checked_sub(1).and_then(|at| self.kind(at))
    }

    fn group(&mut self) -> Option<Located> {
        let open = self.here();
        self.at += 1;
        let inside = self.deeper(Parser::expression);
        self.close(open.start);
        inside.map(|located| Located {
            position: open.start..self.before().end,
            ..located
        })
    }

    /// Reads up to the parenthesis that closes the group opened at `open`, reporting what does not belong.
    fn close(&mut self, open: usize) {
        while !matches!(self.peek(), None | Some(LexemeKind::Close)) {
            self.problem(
                self.here(),
                "this sign has no place in the group",
                "an operator or `)`",
                "commas stand only in `2 OF (a, b)`",
            );
            self.resume();
        }
        if self.peek().is_none() {
            self.problem(
                open..open + 1,
                "this parenthesis is not closed",
                "`)`",
                "put `)` behind the last operand of the group",
            );
        }
        self.at += usize::from(self.peek().is_some());
    }

    fn words(&mut self, words: Words) -> Option<Located> {
        let position = self.here();
        self.at += 1;
        if let Leaf::Value(property) = self.leaf.clone() {
            return self.value(&property, &words.text);
        }
        if let Some((message, hint)) = unsearchable(&words) {
            self.problem(position, message, "a word with a letter or digit", hint);
            return None;
        }
        Some(Located {
            expression: Expression::Words(words),
            position,
        })
    }

    fn brackets(&mut self, text: String) -> Option<Located> {
        let position = self.here();
        self.at += 1;
        if let Leaf::Value(property) = self.leaf.clone() {
            return self.value(&property, &text);
        }
        self.problem(
            position,
            "brackets are for years only",
            OPERAND,
            "write `year:[2015 TO 2020]`",
        );
        None
    }

    /// The sign just read as a value of a property.
    fn value(&mut self, property: &crate::fields::Property, value: &str) -> Option<Located> {
        let position = self.before();
        let Some(condition) = property.condition(value) else {
            let (name, expected) = property.expected();
            self.problem(
                position,
                &format!("`{value}` is no value of `{name}:`"),
                expected,
                &format!("write {expected}"),
            );
            return None;
        };
        Some(Located {
            expression: Expression::Condition(condition),
            position,
        })
    }

    fn field(&mut self, name: &str) -> Option<Located> {
        let position = self.here();
        self.at += 1;
        match (self.grammar.field)(name) {
            _ if self.leaf != Leaf::Words => self.nested_field(position),
            Some(Field::Scope(_) | Field::Everywhere) if self.in_scope => self.nested_field(position),
            Some(Field::Scope(scope)) => self.within(Some(scope), position.start),
            Some(Field::Everywhere) => self.within(None, position.start),
            Some(Field::Property(property)) => self.property(property, position.start),
            None => {
                let hint = format!(
                    "fields are {}; put a word that is none in quotes",
                    self.grammar.known_fields
                );
                self.problem(position, &format!("`{name}` is not a field"), "a known field", &hint);
                self.deeper(Parser::primary);
                None
            }
        }
    }

    fn nested_field(&mut self, position: crate::ast::Position) -> Option<Located> {
        self.problem(
            position,
            "a field inside another field",
            "words or values",
            "close the first field's parentheses before",
        );
        self.deeper(Parser::primary);
        None
    }

    fn within(&mut self, scope: Option<Scope>, start: usize) -> Option<Located> {
        self.in_scope = true;
        let of = self.deeper(Parser::primary);
        self.in_scope = false;
        let of = of?;
        let position = start..of.position.end;
        let expression = match scope {
            None => of.expression,
            Some(scope) => Expression::Within {
                scope,
                of: Box::new(of.expression),
            },
        };
        Some(Located { expression, position })
    }

    /// What a dialect wrote as one sign: words, or a property that stands in no field.
    fn ready(&mut self, expression: Expression) -> Option<Located> {
        let position = self.here();
        self.at += 1;
        let is_property = matches!(&expression, Expression::Condition(_)) || expression == Expression::And(vec![]);
        if self.leaf != Leaf::Words || is_property && self.in_scope {
            self.problem(
                position,
                "this has no place inside the field",
                "words or values",
                "close the field's parentheses before",
            );
            return None;
        }
        Some(Located { expression, position })
    }

    fn property(&mut self, property: crate::fields::Property, start: usize) -> Option<Located> {
        self.leaf = Leaf::Value(property);
        let of = self.deeper(Parser::primary);
        self.leaf = Leaf::Words;
        of.map(|of| Located {
            position: start..of.position.end,
            ..of
        })
    }

    fn reference(&mut self, ecosystem: String, rule: Option<String>) -> Option<Located> {
        let position = self.here();
        self.at += 1;
        if self.leaf != Leaf::Words {
            return self.nested_field(position);
        }
        let reference = Reference {
            ecosystem,
            rule,
            position: position.clone(),
        };
        Some(Located {
            expression: Expression::Reference(reference),
            position,
        })
    }

    /// Whether `2 OF (` comes next.
    fn is_at_least(&self) -> bool {
        let is_word = |ahead, test: fn(&str) -> bool| match self.peek_at(ahead) {
            Some(LexemeKind::Words(Words {
                text,
                wording: Wording::Word,
                comparison: Comparison::Stemmed,
            })) => test(text),
            _ => false,
        };
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        is_word(0, is_number) && is_word(1, |text| text == "OF") && self.peek_at(2) == Some(&LexemeKind::Open)
    }

    fn at_least(&mut self) -> Option<Located> {
        let number = self.here();
        let count = match self.peek() {
            Some(LexemeKind::Words(words)) => words.text.parse().unwrap_or(usize::MAX),
            _ => 0,
        };
        self.at += 3;
        let open = self.before().start;
        let (of, written) = self.operands();
        self.close(open);
        if count == 0 || count > written {
            let message = format!("{written} operands cannot have this many of them");
            self.problem(
                number.clone(),
                &message,
                &format!("a number from 1 to {written}"),
                "write `2 OF (a, b, c)`",
            );
        }
        let position = number.start..self.before().end;
        Some(Located {
            expression: Expression::AtLeast { count, of },
            position,
        })
    }

    /// The operands between commas, and how many were written.
    fn operands(&mut self) -> (Vec<Expression>, usize) {
        let mut of = Vec::new();
        let mut written = 0;
        loop {
            of.extend(self.deeper(Parser::expression).map(|located| located.expression));
            written += 1;
            if self.peek() != Some(&LexemeKind::Comma) {
                return (of, written);
            }
            self.at += 1;
        }
    }
}

/// Why words cannot be searched for, and what to write instead.
fn unsearchable(words: &Words) -> Option<(&'static str, &'static str)> {
    let parts = parts(&words.text, words.comparison, Accents::Remove);
    if !parts.iter().any(|part| part.has_letter()) {
        return Some((
            "nothing to search for",
            "wildcards and signs need at least one letter or digit beside them",
        ));
    }
    if words.wording == Wording::Phrase {
        return operators_in_quotes(&words.text);
    }
    match words.text.chars().next() {
        Some('-') => Some(("a minus sign excludes nothing", "write NOT or AND NOT")),
        Some('+') => Some((
            "a plus sign requires nothing",
            "write AND between words that must all occur",
        )),
        _ => None,
    }
}

fn operators_in_quotes(phrase: &str) -> Option<(&'static str, &'static str)> {
    let has_operator = || {
        phrase
            .split([' ', '(', ')'])
            .any(|word| matches!(word, "AND" | "OR" | "NOT"))
    };
    (phrase.contains('(') && has_operator()).then_some((
        "operators have no meaning inside quotes",
        "write `\"water a\" OR \"water b\"`, or `water PRE/0 (a OR b)`",
    ))
}
