//! Names that may be one organisation, or one name that may be two: for a person to decide. Nothing is merged by likeness.
//!
//! Names are held against their neighbours in order, read forwards and backwards (the sorted neighbourhood method of
//! Hernández and Stolfo, "The merge/purge problem for large databases", SIGMOD 1995), so that the work grows with their
//! number, not its square.

use std::collections::{BTreeMap, BTreeSet};

use crate::name_decisions::NameDecisions;
use crate::organisation::{Organisation, Organisations};

/// Neighbours on each side that a name is held against.
const WINDOW: usize = 8;
/// The least likeness that is asked about: one letter in five may differ in the words that are not the same.
const LEAST_LIKENESS: f64 = 0.8;
/// Letters below which names are too short to be told apart by likeness.
const SHORTEST: usize = 6;

/// Two organisations of which a person is to say whether they are one.
#[derive(Debug, Clone, PartialEq)]
pub struct NameMatch {
    /// Place of the one with more documents.
    pub name: usize,
    /// Place of the other; the same where one name has several KVK numbers.
    pub other: usize,
    /// Why it is asked.
    pub reason: MatchReason,
    /// How alike the words are that only one of the keys has, in [0, 1]: 1 less the edits (Damerau and Levenshtein) over
    /// the longer length; 1 where both have the same words.
    pub likeness: f64,
}

/// Why two names may be one, or one name two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchReason {
    /// Two names under one KVK number.
    SameKvk,
    /// One name under several KVK numbers.
    SeveralKvk,
    /// Nearly the same letters.
    Alike,
}

impl MatchReason {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::SameKvk => "one KVK number",
            Self::SeveralKvk => "several KVK numbers",
            Self::Alike => "alike",
        }
    }
}

/// What is to be asked, the surest reasons first, then the most alike; pairs that people decided on are left out.
pub fn doubtful_names(organisations: &Organisations, decisions: &NameDecisions) -> Vec<NameMatch> {
    let all = &organisations.all;
    let mut found: BTreeMap<(usize, usize), NameMatch> = BTreeMap::new();
    let asked = of_numbers(all).into_iter().chain(of_letters(all));
    for one in asked {
        let is_decided = decisions.has_decided(&all[one.name].key(), &all[one.other].key());
        if !is_decided {
            found.entry((one.name, one.other)).or_insert(one);
        }
    }
    let mut found: Vec<NameMatch> = found.into_values().collect();
    found.sort_by(|a, b| a.reason.cmp(&b.reason).then(b.likeness.total_cmp(&a.likeness)));
    found
}

fn of_numbers(all: &[Organisation]) -> Vec<NameMatch> {
    let mut by_number: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (place, organisation) in all.iter().enumerate() {
        for number in &organisation.kvk {
            by_number.entry(number).or_default().push(place);
        }
    }
    let of_one = all.iter().enumerate().filter(|(_, one)| one.kvk.len() > 1);
    let several = of_one.map(|(place, _)| asked(all, place, place, MatchReason::SeveralKvk));
    let same = by_number.values().flat_map(|places| {
        places
            .windows(2)
            .map(|two| asked(all, two[0], two[1], MatchReason::SameKvk))
    });
    same.chain(several).collect()
}

fn of_letters(all: &[Organisation]) -> Vec<NameMatch> {
    let mut forwards: Vec<(String, usize)> = all.iter().enumerate().map(|(place, one)| (one.key(), place)).collect();
    let mut backwards: Vec<(String, usize)> = forwards
        .iter()
        .map(|(key, place)| (key.chars().rev().collect(), *place))
        .collect();
    forwards.sort();
    backwards.sort();
    let near = |sorted: &[(String, usize)]| -> BTreeSet<(usize, usize)> {
        let pairs =
            (0..sorted.len()).flat_map(|at| (at + 1..sorted.len().min(at + 1 + WINDOW)).map(move |to| (at, to)));
        pairs
            .map(|(at, to)| (sorted[at].1.min(sorted[to].1), sorted[at].1.max(sorted[to].1)))
            .collect()
    };
    let pairs: BTreeSet<(usize, usize)> = near(&forwards).union(&near(&backwards)).copied().collect();
    let matches = pairs
        .into_iter()
        .map(|(one, other)| asked(all, one, other, MatchReason::Alike));
    matches.filter(|one| is_alike(all, one)).collect()
}

/// Whether likeness is worth a question: names that differ in a number are two (Lab 1 and Lab 2).
fn is_alike(all: &[Organisation], one: &NameMatch) -> bool {
    let (name, other) = (all[one.name].key(), all[one.other].key());
    let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_long = |key: &str| key.chars().count() >= SHORTEST;
    one.likeness >= LEAST_LIKENESS && is_long(&name) && is_long(&other) && digits(&name) == digits(&other)
}

fn asked(all: &[Organisation], one: usize, other: usize, reason: MatchReason) -> NameMatch {
    let (name, other) = if all[other].n_documents > all[one].n_documents {
        (other, one)
    } else {
        (one, other)
    };
    NameMatch {
        name,
        other,
        reason,
        likeness: likeness(&all[name].key(), &all[other].key()),
    }
}

/// Of whole names the long ones would seem alike by what many share (universities of two towns).
fn likeness(one: &str, other: &str) -> f64 {
    let apart = |of: &str, from: &str| {
        let words = of.split(' ').filter(|word| from.split(' ').all(|known| known != *word));
        words.collect::<Vec<_>>().join(" ")
    };
    strsim::normalized_damerau_levenshtein(&apart(one, other), &apart(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use corpus::{Document, Participation};

    fn organisations(names: &[(&str, Option<&str>)]) -> Organisations {
        let document = |(name, kvk): &(&str, Option<&str>)| Document {
            organisations: vec![Participation {
                name: (*name).into(),
                kvk: kvk.map(str::to_owned),
                ..Participation::default()
            }],
            ..Document::default()
        };
        Organisations::of(&names.iter().map(document).collect::<Vec<_>>())
    }

    fn check(names: &[(&str, Option<&str>)], expected: &[(&str, &str, MatchReason)]) {
        let found = organisations(names);
        let said = doubtful_names(&found, &NameDecisions::default());
        let said: Vec<(&str, &str, MatchReason)> = said
            .iter()
            .map(|one| {
                (
                    found.all[one.name].name.as_str(),
                    found.all[one.other].name.as_str(),
                    one.reason,
                )
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn a_slip_of_the_pen_is_asked_about_and_other_numbers_are_not() {
        check(
            &[
                ("Waterschap Limburg", None),
                ("Waterschp Limburg", None),
                ("Lab 1 Delft", None),
                ("Lab 2 Delft", None),
            ],
            &[("Waterschap Limburg", "Waterschp Limburg", MatchReason::Alike)],
        );
        for two in [
            ["KWR", "KPR"],
            ["TU Delft", "TU Twente"],
            ["Universita degli studi di Palermo", "Universita degli studi di Salerno"],
        ] {
            check(&two.map(|name| (name, None)), &[]);
        }
    }

    #[test]
    fn one_number_under_two_names_and_one_name_under_two_numbers_are_asked_about() {
        check(
            &[("Demo Nederland", Some("12345678")), ("Voorbeeld", Some("12345678"))],
            &[("Demo Nederland", "Voorbeeld", MatchReason::SameKvk)],
        );
        check(
            &[("Demo", Some("12345678")), ("Demo BV", Some("87654321"))],
            &[("Demo", "Demo", MatchReason::SeveralKvk)],
        );
    }
}
