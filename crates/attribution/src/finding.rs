//! What the rules of one ecosystem found in one document.

use catalogue::Role;

use crate::evidence::Evidence;
use crate::place::Sentences;
use crate::share::Candidate;

/// The rules of one ecosystem that matched one document: one or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Place of the ecosystem in the catalogue.
    pub ecosystem: usize,
    /// Each rule that matched, in the ecosystem's order.
    pub rules: Vec<RuleFinding>,
}

/// A rule that matched, and on what.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleFinding {
    /// Core, periphery or exclusion.
    pub role: Role,
    /// Its believed precision.
    pub weight: f64,
    /// At least one row.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// 1 − ∏(1 − w) over the core and periphery rules.
    pub fn probability(&self) -> f64 {
        1.0 - self.including().map(|rule| 1.0 - rule.weight).product::<f64>()
    }

    /// Whether an exclusion matched.
    pub fn is_excluded(&self) -> bool {
        self.has(Role::Exclude)
    }

    /// Whether a rule of that role matched.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.rules.iter().any(|rule| rule.role == role)
    }

    /// The core and periphery rules.
    pub(crate) fn including(&self) -> impl Iterator<Item = &RuleFinding> {
        self.rules.iter().filter(|rule| rule.role != Role::Exclude)
    }

    pub(crate) fn candidate(&self, ecosystem_id: &str, sentences: &Sentences) -> Candidate {
        Candidate {
            ecosystem_id: ecosystem_id.to_owned(),
            matched: self.rules.iter().map(|rule| (rule.role, rule.weight)).collect(),
            worth_of_places: self.worth_of_places(sentences),
        }
    }
}
