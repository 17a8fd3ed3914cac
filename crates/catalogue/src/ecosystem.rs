//! What an ecosystem is: names, focus, people's annotations, rules, examples and its card.

use std::collections::{BTreeMap, BTreeSet};

use query::{Expression, Query, Reference};
use serde::{Deserialize, Serialize};

/// All ecosystems of one catalogue, in the order of their numbers, then ids.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The ecosystems.
    pub ecosystems: Vec<Ecosystem>,
    /// SHA-256 over the names and contents of the files, in hexadecimal.
    pub sha256: String,
}

/// One ecosystem and what delineates it.
#[derive(Debug, Clone)]
pub struct Ecosystem {
    /// Unique in the catalogue; lower-case letters, digits and hyphens.
    pub id: String,
    /// The number in the source's list.
    pub number: Option<u32>,
    /// The name in both languages.
    pub label: Bilingual,
    /// What it is about, in both languages.
    pub focus: Bilingual,
    /// Places in the source's spelling.
    pub regions: Vec<String>,
    /// Core actors in the source's spelling.
    pub actors: Vec<String>,
    /// Ids of the ecosystems it is a part of.
    pub part_of: Vec<String>,
    /// Ids of the ecosystems it enables; never changes anyone's members.
    pub enables: Vec<String>,
    /// Crossings with other ecosystems that people assert; never change anyone's members.
    pub crossings: Vec<Crossing>,
    /// Id of the ecosystem that this is another perspective of.
    pub perspective_of: Option<String>,
    /// People's annotations; never predicted.
    pub facets: BTreeMap<String, Facet>,
    /// Sets of terms that mean the same; the queries of the rules already hold them, as ORs.
    pub synonyms: Vec<Vec<String>>,
    /// Where the ecosystem was taken from.
    pub sources: Vec<String>,
    /// What attributes documents to it.
    pub rules: Vec<Rule>,
    /// Texts that are inside or outside.
    pub examples: Vec<Example>,
    /// The card: what is in, what is not, why.
    pub delineation: Option<Delineation>,
}

/// A crossing with another ecosystem, as people assert it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crossing {
    /// Id of the other ecosystem.
    pub with: String,
    /// Who or what says so.
    pub source: String,
}

/// A text in Dutch and English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Dutch.
    #[serde(default)]
    pub nl: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// A person's annotation with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// The annotation.
    pub value: String,
    /// Who or what says so.
    pub source: String,
}

/// One rule: a condition on a document, and how much a match is believed.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique in its ecosystem.
    pub name: String,
    /// What a match means.
    pub role: Role,
    /// When it matches.
    pub condition: Condition,
    /// Believed precision in (0, 1].
    pub weight: f64,
    /// Why an expert put it there.
    pub why: String,
}

/// When a rule matches.
#[derive(Debug, Clone)]
pub enum Condition {
    /// A keyword query over title and text.
    Query(Box<Query>),
    /// Codes by scheme; a trailing `*` stands for any ending.
    Codes(BTreeMap<String, Vec<String>>),
}

/// What a rule's match means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The ecosystem's own subject.
    Core,
    /// Enabling, applying, adjacent.
    Periphery,
    /// A border: a document that also matches this becomes `unsure`.
    Exclude,
}

/// A text or a document that belongs, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Whether it belongs.
    pub inside: bool,
    /// The text itself, or …
    #[serde(default)]
    pub text: Option<String>,
    /// … the id of a document.
    #[serde(default)]
    pub document: Option<String>,
}

/// The delineation card. An empty field, notes apart, is a field that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delineation {
    /// From which side it is looked at (technology, labour, export …).
    pub perspective: String,
    /// What is in.
    pub included: String,
    /// What is not.
    pub not_included: String,
    /// Why the border lies there.
    pub why: String,
    /// What follows from it for figures.
    pub implications: String,
    /// Who drew it.
    pub author: String,
    /// When, as ISO 8601.
    pub date: String,
    /// Anything else worth keeping, in free words; may be empty.
    pub notes: String,
}

impl Role {
    /// The believed precision of a rule that states none.
    pub fn default_weight(self) -> f64 {
        match self {
            Role::Core => 0.9,
            Role::Periphery => 0.5,
            Role::Exclude => 1.0,
        }
    }
}

impl Rule {
    /// Its query, if it asks for words.
    pub fn query(&self) -> Option<&Query> {
        match &self.condition {
            Condition::Query(query) => Some(query),
            Condition::Codes(_) => None,
        }
    }

    /// Writes the synonyms of its ecosystem into its query, before its references are replaced: a rule that is referred
    /// to brings those of its own ecosystem.
    pub(crate) fn expand_synonyms(&mut self, sets: &[Vec<String>]) {
        if let Condition::Query(query) = &mut self.condition {
            **query = query.with_synonyms(sets);
        }
    }
}

impl Catalogue {
    /// The ecosystem and all its parts, parts of parts among them; each once.
    pub fn family(&self, id: &str) -> BTreeSet<String> {
        let mut family = BTreeSet::from([id.to_owned()]);
        loop {
            let before = family.len();
            let is_part = |ecosystem: &&Ecosystem| ecosystem.part_of.iter().any(|parent| family.contains(parent));
            let parts: Vec<String> = self
                .ecosystems
                .iter()
                .filter(is_part)
                .map(|part| part.id.clone())
                .collect();
            family.extend(parts);
            if family.len() == before {
                return family;
            }
        }
    }

    /// The id that each name stands for: ids and labels in both languages, in lower case.
    pub fn ids_by_name(&self) -> BTreeMap<String, String> {
        let names = |ecosystem: &Ecosystem| {
            let written = [&ecosystem.label.nl, &ecosystem.label.en, &ecosystem.id];
            written.map(|name| (name.to_lowercase(), ecosystem.id.clone()))
        };
        self.ecosystems.iter().flat_map(names).collect()
    }

    /// What a reference names: `@ecosystem/rule` that rule's query, `@ecosystem` any of its queries
    /// but exclusions.
    pub fn query(&self, reference: &Reference) -> Option<Query> {
        let ecosystem = self.by_id(&reference.ecosystem)?;
        if let Some(name) = &reference.rule {
            return ecosystem.rules.iter().find(|rule| rule.name == *name)?.query().cloned();
        }
        let of_rules = ecosystem
            .rules
            .iter()
            .filter(|rule| rule.role != Role::Exclude)
            .filter_map(Rule::query);
        let any: Vec<Expression> = of_rules.map(|query| query.expression.clone()).collect();
        (!any.is_empty()).then_some(Query {
            expression: Expression::Or(any),
        })
    }

    /// The ecosystem of that id.
    pub fn by_id(&self, id: &str) -> Option<&Ecosystem> {
        self.ecosystems.iter().find(|ecosystem| ecosystem.id == id)
    }
}

impl Delineation {
    /// Names of the fields that are empty, in the order of the card.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("perspective", &self.perspective),
            ("included", &self.included),
            ("not_included", &self.not_included),
            ("why", &self.why),
            ("implications", &self.implications),
            ("author", &self.author),
            ("date", &self.date),
        ]
        .into_iter()
        .filter(|(_, value)| value.trim().is_empty())
        .map(|(name, _)| name)
        .collect()
    }
}
