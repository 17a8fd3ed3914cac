//! Properties of a document compared with what a query asks of them.

use corpus::{Document, Kind, Language};

use crate::ast::Condition;
use crate::folding::{Accents, folded, normal};
use crate::pattern::Pattern;

/// The form in which codes are compared: folded, without white space (`C02F 1/44` is `c02f1/44`).
pub fn code_key(code: &str) -> String {
    folded(&normal(code), Accents::Remove)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// A condition ready to be tested.
#[derive(Debug)]
pub(crate) enum Test {
    Kind(Kind),
    Language(Language),
    Years { from: i32, to: i32 },
    Code { scheme: Option<String>, pattern: Pattern },
}

impl Test {
    pub fn of(condition: &Condition) -> Test {
        match condition {
            Condition::Kind(kind) => Test::Kind(*kind),
            Condition::Language(language) => Test::Language(*language),
            Condition::Years { from, to } => Test::Years {
                from: from.unwrap_or(i32::MIN),
                to: to.unwrap_or(i32::MAX),
            },
            Condition::Code { scheme, code } => Test::Code {
                scheme: scheme.clone(),
                pattern: Pattern::new(&code_key(code)),
            },
        }
    }

    pub fn holds(&self, document: &Document) -> bool {
        match self {
            Test::Kind(kind) => document.kind == *kind,
            Test::Language(language) => document.language == Some(*language),
            Test::Years { from, to } => document.year.is_some_and(|year| (*from..=*to).contains(&year)),
            Test::Code { scheme, pattern } => holds_code(document, scheme.as_deref(), pattern),
        }
    }
}

fn holds_code(document: &Document, scheme: Option<&str>, pattern: &Pattern) -> bool {
    let schemes = document
        .codes
        .iter()
        .filter(|(name, _)| scheme.is_none_or(|scheme| scheme == *name));
    schemes
        .flat_map(|(_, codes)| codes)
        .any(|code| pattern.matches(&code_key(code)))
}
