//! Organisations: one entry for the spellings of one name.

use std::collections::{BTreeMap, HashMap};

use corpus::{Document, Participation};
use serde::{Deserialize, Serialize};

use crate::name_decisions::NameDecisions;

/// Legal forms that say nothing about who it is, as they stand at the end of a name.
const LEGAL_FORMS: [&str; 32] = [
    "bv", "nv", "vof", "cv", "ua", "ltd", "limited", "llc", "inc", "plc", "gmbh", "ag", "kg", "ev", "sa", "sas",
    "sarl", "srl", "spa", "sl", "slu", "ab", "as", "aps", "oy", "oyj", "sro", "doo", "kft", "zrt", "asbl", "vzw",
];

/// Spellings of one name that no rule of form brings together, as keys; the first is the one kept.
const ALIASES: &[&[&str]] = &[
    &[
        "tu delft",
        "tud",
        "technische universiteit delft",
        "delft university of technology",
    ],
    &[
        "tu e",
        "tu eindhoven",
        "tue",
        "technische universiteit eindhoven",
        "eindhoven university of technology",
    ],
    &["chemelot campus", "brightlands chemelot campus"],
    &["chill", "coe chill"],
    &["universiteit twente", "university of twente"],
    &[
        "wur",
        "wageningen university",
        "wageningen universiteit",
        "wageningen university research",
        "wageningen university and research",
    ],
    &["rug", "rijksuniversiteit groningen", "university of groningen"],
    &["uva", "universiteit van amsterdam", "university of amsterdam"],
    &["vrije universiteit amsterdam", "stichting vu"],
    &["universiteit utrecht", "utrecht university"],
    &["universiteit leiden", "leiden university"],
    &[
        "radboud universiteit",
        "radboud university",
        "radboud universiteit nijmegen",
    ],
    &["universiteit maastricht", "maastricht university"],
    &[
        "tno",
        "nederlandse organisatie voor toegepast natuurwetenschappelijk onderzoek tno",
        "nederlandse organisatie voor toegepast natuurwetenschappelijk onderzoek",
    ],
];

/// One organisation, under all spellings found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Made from the key of its name; the same in every run.
    pub organisation_id: String,
    /// The most frequent spelling (the first in order among equals).
    pub name: String,
    /// The other spellings, in order.
    pub aliases: Vec<String>,
    /// The type most often stated.
    pub organisation_type: Option<String>,
    /// The country most often stated.
    pub country: Option<String>,
    /// The city most often stated.
    pub city: Option<String>,
    /// The sources' own identifiers, in order.
    pub ids: Vec<String>,
    /// Numbers in the Dutch business register, the one most often stated first: eight digits each.
    pub kvk: Vec<String>,
    /// The id of the organisation that it is a part of.
    pub part_of: Option<String>,
    /// Documents it takes part in, near-duplicates included.
    pub n_documents: usize,
}

/// The organisations of a corpus and who takes part in which document.
#[derive(Debug, Clone, Default)]
pub struct Organisations {
    /// In the order of their ids.
    pub all: Vec<Organisation>,
    /// For each document the places in `all` of its participants, each once.
    pub by_document: Vec<Vec<usize>>,
}

#[derive(Default)]
struct Spellings {
    names: BTreeMap<String, usize>,
    types: BTreeMap<String, usize>,
    countries: BTreeMap<String, usize>,
    cities: BTreeMap<String, usize>,
    ids: BTreeMap<String, usize>,
    kvk: BTreeMap<String, usize>,
    n_documents: usize,
}

/// What two spellings of one name have in common: letters and digits in lower case without
/// accents, words joined by one space, `&` as "and", bracketed remarks and legal forms at the end
/// left out; then the table of aliases, whole names only. Words are never cut or replaced inside.
pub fn organisation_key(name: &str) -> String {
    let folded = query::fold(&without_brackets(name))
        .replace('&', " and ")
        .replace("b.v.", "bv")
        .replace("n.v.", "nv");
    let mut words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    while words.len() > 1 && words.last().is_some_and(|word| LEGAL_FORMS.contains(word)) {
        words.pop();
    }
    let key = words.join(" ");
    let alias = ALIASES.iter().find(|names| names.contains(&key.as_str()));
    alias.map_or(key, |names| names[0].to_owned())
}

/// The name without what stands in brackets, unless nothing else would be left.
fn without_brackets(name: &str) -> String {
    let mut depth = 0usize;
    let outside: String = name
        .chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    if outside.trim().is_empty() {
        name.to_owned()
    } else {
        outside
    }
}

impl Organisation {
    /// What its spellings have in common.
    pub(crate) fn key(&self) -> String {
        self.organisation_id.replace('-', " ")
    }
}

impl Organisations {
    /// Brings the spellings of each name together.
    pub fn of(documents: &[Document]) -> Self {
        Self::decided(documents, &NameDecisions::default())
    }

    /// Brings the spellings of each name together, and the names that people say are one.
    pub fn decided(documents: &[Document], decisions: &NameDecisions) -> Self {
        let mut spellings: BTreeMap<String, Spellings> = BTreeMap::new();
        let keys: Vec<Vec<String>> = documents
            .iter()
            .map(|document| keys_of(document, decisions, &mut spellings))
            .collect();
        let places: HashMap<&String, usize> = spellings.keys().enumerate().map(|(place, key)| (key, place)).collect();
        let by_document = keys
            .iter()
            .map(|keys| keys.iter().map(|key| places[key]).collect())
            .collect();
        let all = spellings
            .iter()
            .map(|(key, spellings)| organisation(key, spellings, decisions))
            .collect();
        Self { all, by_document }
    }
}

fn keys_of(document: &Document, decisions: &NameDecisions, spellings: &mut BTreeMap<String, Spellings>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for participation in &document.organisations {
        let key = decisions.canonical(organisation_key(&participation.name));
        if key.is_empty() {
            continue;
        }
        let entry = spellings.entry(key.clone()).or_default();
        entry.add(participation);
        if !keys.contains(&key) {
            entry.n_documents += 1;
            keys.push(key);
        }
    }
    keys
}

impl Spellings {
    fn add(&mut self, participation: &Participation) {
        *self.names.entry(participation.name.clone()).or_default() += 1;
        for (counts, value) in [
            (&mut self.types, &participation.organisation_type),
            (&mut self.countries, &participation.country),
            (&mut self.cities, &participation.city),
            (&mut self.ids, &participation.id),
            (&mut self.kvk, &participation.kvk),
        ] {
            if let Some(value) = value {
                *counts.entry(value.clone()).or_default() += 1;
            }
        }
    }
}

fn organisation(key: &str, spellings: &Spellings, decisions: &NameDecisions) -> Organisation {
    let name = most_frequent(&spellings.names).unwrap_or_default();
    Organisation {
        organisation_id: id_of(key),
        part_of: decisions
            .container(key)
            .map(|whole| id_of(&decisions.canonical(whole.to_owned()))),
        kvk: most_frequent_first(&spellings.kvk),
        aliases: spellings
            .names
            .keys()
            .filter(|spelling| **spelling != name)
            .cloned()
            .collect(),
        name,
        organisation_type: most_frequent(&spellings.types),
        country: most_frequent(&spellings.countries),
        city: most_frequent(&spellings.cities),
        ids: spellings.ids.keys().cloned().collect(),
        n_documents: spellings.n_documents,
    }
}

/// The id of the organisation of that name, whether or not a document names it.
pub fn organisation_id(name: &str, decisions: &NameDecisions) -> String {
    id_of(&decisions.canonical(organisation_key(name)))
}

fn id_of(key: &str) -> String {
    key.replace(' ', "-")
}

/// All values, the most frequent first, equals in order.
fn most_frequent_first(counts: &BTreeMap<String, usize>) -> Vec<String> {
    let mut values: Vec<(&String, &usize)> = counts.iter().collect();
    values.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    values.into_iter().map(|(value, _)| value.clone()).collect()
}

/// The most frequent value; the first in order among equals.
fn most_frequent(counts: &BTreeMap<String, usize>) -> Option<String> {
    let best = counts.values().max()?;
    counts
        .iter()
        .find(|(_, count)| *count == best)
        .map(|(value, _)| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (a, b) in [
            ("Philips Electronics B.V.", "PHILIPS ELECTRONICS BV"),
            ("TU Delft", "Technische Universiteit Delft"),
            ("TUD", "Delft University of Technology"),
            ("Coöperatie Zuid", "cooperatie zuid"),
            ("Wageningen University & Research", "WUR"),
            ("NIKHEF (UT, RUG)", "Nikhef"),
        ] {
            assert_eq!(organisation_key(a), organisation_key(b));
        }
    }

    /// Row 35 of the source study's needs: no replacement inside words.
    #[test]
    fn names_are_never_cut_inside() {
        assert_eq!(organisation_key("Studytube"), "studytube");
        assert_eq!(organisation_key("Witteveen en Bos"), "witteveen en bos");
        assert_ne!(organisation_key("Studytube"), organisation_key("TUD"));
        assert_eq!(organisation_key("BV"), "bv");
    }

    #[test]
    fn the_most_frequent_spelling_is_the_name_and_a_document_counts_once() {
        let participation = |name: &str| Participation {
            name: name.into(),
            ..Participation::default()
        };
        let document = |names: &[&str]| Document {
            organisations: names.iter().map(|name| participation(name)).collect(),
            ..Document::default()
        };
        let organisations = Organisations::of(&[document(&["Demo BV", "demo b.v.", "Ander"]), document(&["Demo BV"])]);
        assert_eq!(organisations.by_document, [vec![1, 0], vec![1]]);
        let demo = &organisations.all[1];
        assert_eq!((demo.name.as_str(), demo.n_documents), ("Demo BV", 2));
        assert_eq!(demo.aliases, ["demo b.v."]);
    }
}
