//! The models an analyst would choose: what is known of each before it is fetched, from the files in
//! `models/`, and the page each fact was taken from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::BUILT_IN_MODEL;

macro_rules! cards {
    ($($file:literal),*) => {
        [$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/", $file, ".toml"))),*]
    };
}

const CARDS: [&str; 8] = cards!(
    "afbaken-nl-en-static",
    "multilingual-e5-small",
    "multilingual-e5-base",
    "multilingual-e5-large",
    "paraphrase-multilingual-mpnet-base-v2",
    "bge-m3",
    "labse",
    "xlm-roberta-base"
);

/// What is known of a model. What no page says is left out.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ModelCard {
    /// Hub id, or [`BUILT_IN_MODEL`].
    pub id: String,
    /// What it is good for, in a sentence.
    pub summary: String,
    /// SPDX name of the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Which languages it reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<String>,
    /// How token states become one vector; what the model's own files say wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pooling: Option<String>,
    /// What is put before every text; empty for most models.
    #[serde(default)]
    pub prefix: String,
    /// Numbers a vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimension: Option<usize>,
    /// Tokens a text that the model was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<usize>,
    /// Parameters or bytes, as the page says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// The page of each field above, by the field's name.
    pub sources: BTreeMap<String, String>,
    /// Fields that no page said, and other things to know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl ModelCard {
    /// All cards, the shipped model first.
    pub fn all() -> Vec<Self> {
        let cards = CARDS.iter().map(|card| toml::from_str(card));
        cards.collect::<Result<_, _>>().expect("the shipped cards are right")
    }

    /// The card of a hub id, or of a directory that is named after one.
    pub fn of(id: &str) -> Option<Self> {
        let is_named = |card: &Self| card.id == id || card.id.rsplit('/').next() == Some(id);
        Self::all().into_iter().find(is_named)
    }

    /// Whether the model travels inside the program.
    pub fn is_shipped(&self) -> bool {
        self.id == BUILT_IN_MODEL
    }
}

/// The card of the built-in model, in Markdown.
pub fn built_in_card() -> &'static str {
    include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../models/afbaken-nl-en-static/README.md"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_its_page() {
        for card in ModelCard::all() {
            let facts = [
                ("license", card.license.is_some()),
                ("languages", card.languages.is_some()),
                ("pooling", card.pooling.is_some()),
                ("prefix", !card.prefix.is_empty()),
                ("dimension", card.dimension.is_some()),
                ("max_tokens", card.max_tokens.is_some()),
                ("size", card.size.is_some()),
            ];
            for (field, is_said) in facts {
                assert_eq!(card.sources.contains_key(field), is_said, "{}: {field}", card.id);
            }
        }
    }

    #[test]
    fn a_directory_named_after_a_model_has_its_card() {
        assert_eq!(ModelCard::of("multilingual-e5-small").unwrap().prefix, "query: ");
        assert_eq!(
            ModelCard::of("intfloat/multilingual-e5-small").unwrap().prefix,
            "query: "
        );
        assert!(ModelCard::of("e5").is_none());
    }
}
