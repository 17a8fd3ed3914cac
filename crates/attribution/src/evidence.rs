//! One reason why a document is attributed to an ecosystem.

use corpus::TextField;
use serde::{Deserialize, Serialize};

/// One row of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of reason it is.
    pub kind: EvidenceKind,
    /// The rule that matched, the actor that was named, the classifier, or who decided.
    pub rule: String,
    /// The field in which words matched; `None` for a code or an actor.
    pub field: Option<TextField>,
    /// First code point of the match in the field.
    pub start: Option<usize>,
    /// One past the last code point of the match in the field.
    pub end: Option<usize>,
    /// The words, the code or the name that matched.
    pub text: String,
    /// The rule's weight or the classifier's probability; 0 for evidence that supports and never decides.
    pub weight: f64,
}

/// What kind of reason a row of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    /// Words that a keyword query found.
    Query,
    /// A code of the document.
    Code,
    /// A participant that the ecosystem names as an actor.
    Actor,
    /// A classifier's probability.
    Classifier,
    /// What a person decided.
    Human,
}

impl EvidenceKind {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Code => "code",
            Self::Actor => "actor",
            Self::Classifier => "classifier",
            Self::Human => "human",
        }
    }
}
