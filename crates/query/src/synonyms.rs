//! Words and phrases that mean the same, written into a query as an OR that a person can see.

use crate::ast::{Comparison, Expression, Proximity, Query, Syntax, Words};
use crate::folding::Accents;
use crate::parser::parse;
use crate::parts::{Literal, parts};

impl Query {
    /// Every word or phrase that is one of a set (by its folded or stemmed words) becomes an OR with the others of the
    /// set, in their order; also inside NEAR. Under `=` and `~` and with wildcards words stay as they are, and so do
    /// references: expand before resolving. A set of one changes nothing.
    #[must_use]
    pub fn with_synonyms(&self, sets: &[Vec<String>]) -> Query {
        let sets: Vec<Vec<Synonym>> = sets
            .iter()
            .map(|set| set.iter().filter_map(|text| Synonym::read(text)).collect())
            .collect();
        Query {
            expression: expanded(&self.expression, &sets),
        }
    }
}

/// One of a set.
struct Synonym {
    words: Words,
    /// Empty when nothing is equal to it, as with wildcards.
    literals: Vec<Literal>,
}

impl Synonym {
    /// As it would be written in a query; `None` of what cannot be searched for.
    fn read(text: &str) -> Option<Synonym> {
        let words = words(text).or_else(|| words(&format!("\"{text}\"")))?;
        let literals = literals(&words);
        Some(Synonym { words, literals })
    }

    fn is(&self, literals: &[Literal]) -> bool {
        !literals.is_empty()
            && self.literals.len() == literals.len()
            && self.literals.iter().zip(literals).all(|(a, b)| is_same(a, b))
    }
}

/// A text that reads as one word or phrase.
fn words(text: &str) -> Option<Words> {
    match parse(text, Syntax::Afbaken).ok()?.expression {
        Expression::Words(words) => Some(words),
        _ => None,
    }
}

/// What words are compared by; none under `=` and `~` and with wildcards.
fn literals(words: &Words) -> Vec<Literal> {
    if words.comparison != Comparison::Stemmed {
        return Vec::new();
    }
    let parts = parts(&words.text, words.comparison, Accents::Remove);
    let literals: Option<Vec<Literal>> = parts.iter().map(|part| part.literal().cloned()).collect();
    literals.unwrap_or_default()
}

/// Equal when folded, or by the stem of either language.
fn is_same(a: &Literal, b: &Literal) -> bool {
    let by_stem = match (&a.stems, &b.stems) {
        (Some((dutch, english)), Some((other_dutch, other_english))) => {
            dutch == other_dutch || english == other_english
        }
        _ => false,
    };
    a.folded == b.folded || by_stem
}

fn expanded(expression: &Expression, sets: &[Vec<Synonym>]) -> Expression {
    let all = |of: &[Expression]| of.iter().map(|operand| expanded(operand, sets)).collect();
    let one = |of: &Expression| Box::new(expanded(of, sets));
    match expression {
        Expression::Words(_) => any_of(std::slice::from_ref(expression), sets),
        Expression::Or(of) => any_of(of, sets),
        Expression::And(of) => Expression::And(all(of)),
        Expression::AtLeast { count, of } => Expression::AtLeast {
            count: *count,
            of: all(of),
        },
        Expression::Not(of) => Expression::Not(one(of)),
        Expression::Within { scope, of } => Expression::Within {
            scope: *scope,
            of: one(of),
        },
        Expression::Weighted { of, weight } => Expression::Weighted {
            of: one(of),
            weight: *weight,
        },
        Expression::Proximity(near) => Expression::Proximity(Box::new(Proximity {
            left: expanded(&near.left, sets),
            right: expanded(&near.right, sets),
            ..(**near).clone()
        })),
        Expression::Condition(_) | Expression::Reference(_) => expression.clone(),
    }
}

/// The operands of an OR, and behind them the synonyms that are not among them.
fn any_of(operands: &[Expression], sets: &[Vec<Synonym>]) -> Expression {
    let mut any: Vec<Expression> = Vec::new();
    let mut added: Vec<&Synonym> = Vec::new();
    for operand in operands {
        match operand {
            Expression::Words(words) => {
                any.push(operand.clone());
                added.extend(others(&literals(words), sets));
            }
            other => any.push(expanded(other, sets)),
        }
    }
    for synonym in added {
        if !any.iter().any(|operand| is_there(operand, synonym)) {
            any.push(Expression::Words(synonym.words.clone()));
        }
    }
    match any.len() {
        1 => any.remove(0),
        _ => Expression::Or(any),
    }
}

/// The sets that words are in.
fn others<'s>(literals: &[Literal], sets: &'s [Vec<Synonym>]) -> impl Iterator<Item = &'s Synonym> {
    let is_in = |set: &&Vec<Synonym>| set.iter().any(|synonym| synonym.is(literals));
    sets.iter().filter(is_in).flatten().collect::<Vec<_>>().into_iter()
}

fn is_there(operand: &Expression, synonym: &Synonym) -> bool {
    match operand {
        Expression::Words(words) => *words == synonym.words || synonym.is(&literals(words)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &str) {
        let sets = [
            vec!["RegMed", "regeneratieve geneeskunde", "regenerative medicine"],
            vec!["AI", "kunstmatige intelligentie"],
            vec!["AI", "artificial intelligence"],
            vec!["NOT", "n.v.t", "?"],
            vec!["membraan", "membrane*"],
        ]
        .map(|set| set.into_iter().map(String::from).collect());
        let expanded = parse(query, Syntax::Afbaken).unwrap().with_synonyms(&sets);
        assert_eq!(expanded.to_string(), expected, "{query}");
        assert_eq!(parse(expected, Syntax::Afbaken).unwrap(), expanded, "{query}");
    }

    #[test]
    fn a_word_or_phrase_of_a_set_finds_the_others() {
        let all = "regmed OR \"regeneratieve geneeskunde\" OR \"regenerative medicine\"";
        check("regmed", all);
        check(all, all);
        check(
            "\"regenerative medicines\"",
            "\"regenerative medicines\" OR RegMed OR \"regeneratieve geneeskunde\"",
        );
        check("medicine", "medicine");
        check("membranen", "membranen OR membrane*");
    }

    #[test]
    fn synonyms_stand_where_the_word_stood() {
        check(
            "regmed NEAR/3 stamcel*",
            "(regmed OR \"regeneratieve geneeskunde\" OR \"regenerative medicine\") NEAR/3 stamcel*",
        );
        check(
            "title:(ai OR robot) AND NOT x",
            "title:(ai OR robot OR \"kunstmatige intelligentie\" OR \"artificial intelligence\") AND NOT x",
        );
        check(
            "2 OF (\"kunstmatige intelligentie\"^2, b)",
            "2 OF ((\"kunstmatige intelligentie\" OR AI)^2, b)",
        );
        check("n.v.t", "n.v.t OR \"NOT\"");
    }

    #[test]
    fn exact_words_wildcards_compounds_and_references_stay() {
        for query in [
            "=regmed",
            "regmed*",
            "~regmed",
            "=\"kunstmatige intelligentie\"",
            "@ai",
            "membrane*",
        ] {
            check(query, query);
        }
    }
}
