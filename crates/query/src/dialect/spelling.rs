//! How the dialects write fields, words, distances and properties.

use crate::ast::{Comparison, Condition, Order, Scope, Wording, Words};
use crate::fields::is_known_scheme;
use crate::folding::Accents;
use crate::lexer::{Lexeme, LexemeKind, Lexer};
use crate::parts::parts;

use super::conversion::{Shape, Written};
use super::{lucene, scopus, wos};

/// A distance as an operator, and what it does not say.
type Operator = fn(Order, u32) -> (String, Option<String>);

/// How one dialect writes a tree.
pub(super) struct Spelling {
    pub name: &'static str,
    /// Before a parenthesis: the field for title and text.
    pub everywhere: Option<&'static str>,
    /// Before a parenthesis: the field.
    pub field: fn(Scope) -> &'static str,
    pub not: &'static str,
    /// Whether an AND needs no parentheses before it.
    pub not_is_weakest: bool,
    /// What finds every document.
    pub everything: Option<&'static str>,
    pub has_weights: bool,
    /// None where only a phrase has a distance.
    pub proximity: Option<Operator>,
    pub condition: fn(&Condition) -> Option<Written>,
    step: fn(&mut Lexer),
    /// Words that do not stand bare, compared as said or as near to it as can be, with what is lost.
    quoted: fn(&Words) -> (String, Option<&'static str>),
}

pub(super) static SCOPUS: Spelling = Spelling {
    name: "Scopus",
    everywhere: Some("TITLE-ABS-KEY"),
    field: |scope| match scope {
        Scope::Title => "TITLE",
        Scope::Text => "ABS",
        Scope::Organisation => "AFFILORG",
    },
    not: " AND NOT ",
    not_is_weakest: true,
    everything: None,
    has_weights: false,
    proximity: Some(|order, distance| {
        let name = if order == Order::Either { "W" } else { "PRE" };
        let lost = (distance > 255).then(|| "a distance over 255, which Scopus does not know".into());
        (format!("{name}/{distance}"), lost)
    }),
    condition: |condition| match condition {
        Condition::Years { from, to } => scopus_years(*from, *to),
        _ => None,
    },
    step: scopus::GRAMMAR.step,
    quoted: |words| match words.comparison {
        Comparison::Stemmed | Comparison::Compound => (format!("\"{}\"", words.text), None),
        Comparison::Exact => (format!("{{{}}}", words.text.replace('}', "|")), None),
    },
};

pub(super) static WOS: Spelling = Spelling {
    name: "Web of Science",
    everywhere: Some("TS="),
    field: |scope| match scope {
        Scope::Title => "TI=",
        Scope::Text => "AB=",
        Scope::Organisation => "OG=",
    },
    not: " NOT ",
    not_is_weakest: false,
    everything: None,
    has_weights: false,
    proximity: Some(|order, distance| {
        let lost = (order == Order::AsWritten).then(|| "the order of PRE, which Web of Science does not know".into());
        (format!("NEAR/{distance}"), lost)
    }),
    condition: |condition| match condition {
        Condition::Years { from, to } => wos_years(*from, *to),
        _ => None,
    },
    step: wos::GRAMMAR.step,
    quoted: |words| {
        let lost = "compared exactly, since Web of Science does not stem inside quotes";
        let is_lost = words.comparison == Comparison::Stemmed && is_compared_by_stem(words);
        (format!("\"{}\"", words.text.replace('$', "|")), is_lost.then_some(lost))
    },
};

pub(super) static LUCENE: Spelling = Spelling {
    name: "Lucene",
    everywhere: None,
    field: |scope| match scope {
        Scope::Title => "title:",
        Scope::Text => "text:",
        Scope::Organisation => "organisation:",
    },
    not: " AND NOT ",
    not_is_weakest: true,
    everything: Some("*:*"),
    has_weights: true,
    proximity: None,
    condition: lucene_condition,
    step: lucene::GRAMMAR.step,
    quoted: |words| {
        let lost = match words.text.contains(['*', '?']) {
            _ if words.comparison == Comparison::Exact => Some("compared by stem, since it cannot be compared exactly"),
            true => Some("wildcards inside quotes, which Lucene passes over"),
            false => None,
        };
        (format!("\"{}\"", within_quotes(&words.text)), lost)
    },
};

/// What is lost of `~word`.
pub(super) const WITHOUT_COMPOUNDS: &str = "found by itself only, not in compounds";

impl Spelling {
    /// Words as the dialect writes them, and what is lost.
    pub fn words(&self, words: &Words) -> (String, Option<&'static str>) {
        let (mut words, is_compound) = (words.clone(), words.comparison == Comparison::Compound);
        if is_compound || !is_compared_by_stem(&words) {
            words.comparison = Comparison::Stemmed;
        }
        let (text, lost) = match words.comparison == Comparison::Stemmed && self.reads_bare(&words) {
            true => (words.text, None),
            false => (self.quoted)(&words),
        };
        (text, if is_compound { Some(WITHOUT_COMPOUNDS) } else { lost })
    }

    /// Whether the dialect reads the text as the one word that it is.
    fn reads_bare(&self, words: &Words) -> bool {
        let cut = Lexer::cut(&words.text, self.step);
        let bare = Words {
            wording: Wording::Word,
            ..words.clone()
        };
        cut.problems.is_empty()
            && words.wording == Wording::Word
            && matches!(&cut.lexemes[..], [Lexeme { kind: LexemeKind::Words(read), .. }] if *read == bare)
    }
}

/// Whether a part is a plain word, so that stemming makes a difference.
pub(super) fn is_compared_by_stem(words: &Words) -> bool {
    let parts = parts(&words.text, words.comparison, Accents::Remove);
    parts.iter().any(|part| part.literal().is_some())
}

/// Two words with slop, as Lucene writes them.
pub(super) fn quoted_pair(first: &Words, second: &Words, slop: u32) -> String {
    format!(
        "\"{} {}\"~{slop}",
        within_quotes(&first.text),
        within_quotes(&second.text)
    )
}

fn within_quotes(text: &str) -> String {
    text.replace('\\', "\\\\")
}

fn scopus_years(from: Option<i32>, to: Option<i32>) -> Option<Written> {
    let is_read = |year: i32| (1000..9999).contains(&year);
    if ![from, to]
        .into_iter()
        .flatten()
        .all(|year| is_read(year) && is_read(year - 1))
    {
        return None;
    }
    let ends = [
        from.map(|year| format!("PUBYEAR > {}", year - 1)),
        to.map(|year| format!("PUBYEAR < {}", year + 1)),
    ];
    let text = match from == to {
        true => format!("PUBYEAR = {}", from?),
        false => ends.iter().flatten().cloned().collect::<Vec<_>>().join(" AND "),
    };
    Some(Written {
        text,
        shape: match from.is_some() && to.is_some() && from != to {
            true => Shape::Joined,
            false => Shape::Primary,
        },
        is_bare: false,
    })
}

/// Web of Science has no open ranges: the first and the last year of four digits stand in.
fn wos_years(from: Option<i32>, to: Option<i32>) -> Option<Written> {
    let is_read = |year: &i32| (0..=9999).contains(year);
    if ![from, to].iter().flatten().all(is_read) {
        return None;
    }
    let text = match from == to {
        true => format!("PY={:04}", from?),
        false => format!("PY={:04}-{:04}", from.unwrap_or(0), to.unwrap_or(9999)),
    };
    Some(Written::primary(text, false))
}

fn lucene_condition(condition: &Condition) -> Option<Written> {
    let bound = |year: &Option<i32>| year.map_or("*".to_string(), |year| year.to_string());
    let text = match condition {
        Condition::Kind(kind) => format!("kind:{}", kind.name()),
        Condition::Language(language) => format!("language:{}", language.code()),
        Condition::Years { from: Some(from), to } if *to == Some(*from) => format!("year:{from}"),
        Condition::Years { from, to } => format!("year:[{} TO {}]", bound(from), bound(to)),
        Condition::Code { scheme: None, code } => format!("code:{}", escaped(code)),
        Condition::Code {
            scheme: Some(scheme),
            code,
        } => match is_known_scheme(scheme) {
            true => format!("{scheme}:{}", escaped(code)),
            false => format!("code.{scheme}:{}", escaped(code)),
        },
    };
    Some(Written::primary(text, false))
}

/// A value with its signs escaped; wildcards stay.
fn escaped(value: &str) -> String {
    let escape = |c: char| {
        let is_plain = c.is_alphanumeric() || matches!(c, '*' | '?' | '.' | '_');
        [(!is_plain).then_some('\\'), Some(c)]
    };
    value.chars().flat_map(escape).flatten().collect()
}
