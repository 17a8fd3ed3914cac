//! What can be wrong with labels as a whole.

use thiserror::Error;

/// Why nothing can be learnt.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum LearningError {
    /// All labels are the same.
    #[error("all {n} labels are {}", if *is_relevant { "yes" } else { "no" })]
    OneClass {
        /// Labels.
        n: usize,
        /// What they all say.
        is_relevant: bool,
    },
    /// Too few relevant documents to find any after the starting one.
    #[error("{n_relevant} of {n} documents are relevant")]
    TooFew {
        /// Documents.
        n: usize,
        /// Relevant ones.
        n_relevant: usize,
    },
}

impl LearningError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OneClass { .. } => "there have to be documents that belong and documents that do not",
            Self::TooFew { .. } => {
                "a replay starts from one relevant and one irrelevant document and needs more of both to find"
            }
        }
    }
}
