//! People's judgements.

use crate::label_problem::RowPlace;

/// What one person said of one document and one label.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// The document.
    pub document_id: String,
    /// The ecosystem's id, or any other label.
    pub label: String,
    /// The answer.
    pub value: Value,
    /// Who gave it.
    pub annotator: String,
    /// When, as written.
    pub time: String,
    /// Why, in free words.
    pub note: String,
    /// Who or what says so: a reader, a survey or a registry.
    pub origin: Origin,
    /// The stratum that the question was drawn from with a known probability; `None`: it was chosen in another way.
    pub stratum: Option<String>,
    /// Where it stands.
    pub place: RowPlace,
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Somebody who read the document.
    #[default]
    Reader,
    /// The organisation itself, in a survey.
    Survey,
    /// A registry, such as that of a subsidy.
    Registry,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Value {
    /// It belongs.
    Yes,
    /// It does not.
    No,
    /// A second careful reader could well differ.
    #[default]
    Unsure,
    /// The part of the described work that belongs, in [0, 1].
    Share(f64),
}

/// What one person said of one document and all labels that were not asked one by one ([`crate::ANY_OTHER`]).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnyOther {
    /// The document.
    pub document_id: String,
    /// The labels that it belongs to, as written; none: it belongs to no other. `None`: the reader is unsure.
    pub belongs: Option<Vec<String>>,
    /// Who said so.
    pub annotator: String,
    /// The stratum that the document was drawn from.
    pub stratum: Option<String>,
    /// Where it stands.
    pub place: RowPlace,
}

/// A term that was suggested for a query and turned down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejection {
    /// The ecosystem's id, or the query that the term was suggested for.
    pub label: String,
    /// The term.
    pub term: String,
    /// Who turned it down.
    pub annotator: String,
    /// When, as written.
    pub time: String,
}

impl Origin {
    /// Reads a cell of the column `source`; empty is a reader, `None` what is none of the three.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "" | "text" | "tekst" | "reader" | "lezer" => Some(Self::Reader),
            "survey" | "enquête" | "enquete" => Some(Self::Survey),
            "registry" | "register" | "registratie" => Some(Self::Registry),
            _ => None,
        }
    }
}

impl Value {
    /// Reads an answer in Dutch, English or digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "yes" | "y" | "ja" | "j" | "true" | "waar" | "1" | "1.0" | "1,0" => Some(Self::Yes),
            "no" | "n" | "nee" | "neen" | "false" | "onwaar" | "0" | "0.0" | "0,0" => Some(Self::No),
            "unsure" | "unclear" | "maybe" | "onzeker" | "twijfel" | "misschien" | "?" => Some(Self::Unsure),
            other => {
                let share: f64 = other.replace(',', ".").parse().ok()?;
                (0.0..=1.0).contains(&share).then_some(Self::Share(share))
            }
        }
    }

    /// Whether the document belongs; `None` for unsure. Any share above 0 belongs.
    pub fn belongs(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Unsure => None,
            Self::Share(share) => Some(share > 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_in_three_languages() {
        for (text, expected) in [
            ("ja", Some(Value::Yes)),
            ("Yes", Some(Value::Yes)),
            ("1", Some(Value::Yes)),
            ("0", Some(Value::No)),
            ("NEE ", Some(Value::No)),
            ("onzeker", Some(Value::Unsure)),
            ("twijfel", Some(Value::Unsure)),
            ("0,4", Some(Value::Share(0.4))),
            ("1.5", None),
            ("wellicht wel", None),
        ] {
            assert_eq!(Value::parse(text), expected, "{text}");
        }
    }
}
