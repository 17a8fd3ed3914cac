//! What people decided about names: which are one organisation, which are not, and which is a part of which.

use std::collections::{BTreeMap, BTreeSet};

use crate::organisation::organisation_key;

/// Units that are contained in others, as keys, wherever they are named.
const CONTAINED: [(&str, &str); 2] = [("chill", "chemelot campus"), ("chemelot campus", "chemelot")];

/// What a person says of a name and another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDecision {
    /// The name; where both are one, it stands for both.
    pub name: String,
    /// The other.
    pub other: String,
    /// What they are to each other.
    pub verdict: NameVerdict,
}

/// What two names are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameVerdict {
    /// They are one organisation.
    Same,
    /// They are two.
    Different,
    /// The other is a part of the first.
    Part,
}

/// People's decisions on pairs of names; by key, so that one decision holds for every spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameDecisions {
    /// The key that stands for another.
    same: BTreeMap<String, String>,
    /// The key that contains another.
    contained: BTreeMap<String, String>,
    /// Pairs of keys that were decided on, the smaller first.
    decided: BTreeSet<(String, String)>,
}

/// The place of a decision that cannot be used, and why not.
pub type NameFault = (usize, &'static str);

impl NameDecisions {
    /// The decisions together; of several on one pair the last holds. Also those that cannot be used: a name without
    /// letters, one name as two organisations, a part of itself, two that other decisions make one.
    pub fn of(decisions: &[NameDecision]) -> (Self, Vec<NameFault>) {
        let keys = |one: &NameDecision| (organisation_key(&one.name), organisation_key(&one.other));
        let last: BTreeMap<(String, String), usize> = decisions
            .iter()
            .enumerate()
            .map(|(place, one)| (pair(keys(one)), place))
            .collect();
        let in_force = || (0..decisions.len()).filter(|place| last[&pair(keys(&decisions[*place]))] == *place);
        let (mut taken, mut faults) = (Self::default(), Vec::new());
        for place in in_force().filter(|place| decisions[*place].verdict == NameVerdict::Same) {
            let (key, other) = keys(&decisions[place]);
            if !key.is_empty() && !other.is_empty() {
                taken.unite(key, other);
            }
        }
        for place in in_force() {
            let (key, other) = keys(&decisions[place]);
            if let Err(reason) = taken.take(key, other, decisions[place].verdict) {
                faults.push((place, reason));
            }
        }
        (taken, faults)
    }

    /// Makes the first key stand for the second and for all that this one stands for.
    fn unite(&mut self, key: String, other: String) {
        let (key, other) = (self.canonical(key), self.canonical(other));
        if key != other {
            self.same.insert(other, key);
        }
    }

    fn take(&mut self, key: String, other: String, verdict: NameVerdict) -> Result<(), &'static str> {
        if key.is_empty() || other.is_empty() {
            return Err("one of the names has no letters");
        }
        let is_one_name = key == other;
        let (key, other) = (self.canonical(key), self.canonical(other));
        match verdict {
            NameVerdict::Different if is_one_name => {
                return Err("one name cannot be two organisations; write them differently in the input");
            }
            NameVerdict::Different if key == other => return Err("other rows say that they are one organisation"),
            NameVerdict::Part if key == other || self.containing(&key).contains(&other) => {
                return Err("the one would be a part of itself");
            }
            NameVerdict::Part => {
                self.contained.insert(other.clone(), key.clone());
            }
            NameVerdict::Same | NameVerdict::Different => {}
        }
        self.decided.insert(pair((key, other)));
        Ok(())
    }

    /// Whether people decided on two keys that stand for themselves.
    pub(crate) fn has_decided(&self, one: &str, other: &str) -> bool {
        self.decided.contains(&pair((one.to_owned(), other.to_owned())))
    }

    /// The key that stands for this one.
    pub(crate) fn canonical(&self, key: String) -> String {
        let mut key = key;
        while let Some(other) = self.same.get(&key) {
            key.clone_from(other);
        }
        key
    }

    /// The key of what directly contains this one.
    pub(crate) fn container(&self, key: &str) -> Option<&str> {
        let known = || CONTAINED.iter().find(|(part, _)| *part == key).map(|(_, whole)| *whole);
        self.contained.get(key).map(String::as_str).or_else(known)
    }

    /// All that contain this key, the nearest first.
    fn containing(&self, key: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut next = self.container(key);
        while let Some(whole) = next.filter(|whole| !found.iter().any(|known| known == whole)) {
            found.push(whole.to_owned());
            next = self.container(whole);
        }
        found
    }
}

fn pair((one, other): (String, String)) -> (String, String) {
    if one <= other { (one, other) } else { (other, one) }
}

#[cfg(test)]
mod tests {
    use super::NameVerdict::{Different, Part, Same};
    use super::*;

    /// The decisions, and the places of those that cannot be used.
    fn decided(rows: &[(&str, &str, NameVerdict)]) -> (NameDecisions, Vec<usize>) {
        let row = |(name, other, verdict): &(&str, &str, NameVerdict)| NameDecision {
            name: (*name).into(),
            other: (*other).into(),
            verdict: *verdict,
        };
        let (decisions, faults) = NameDecisions::of(&rows.iter().map(row).collect::<Vec<_>>());
        (decisions, faults.into_iter().map(|(place, _)| place).collect())
    }

    fn canonical(rows: &[(&str, &str, NameVerdict)], key: &str) -> String {
        decided(rows).0.canonical(key.to_owned())
    }

    #[test]
    fn all_that_are_said_to_be_one_are_one_in_any_order() {
        assert_eq!(canonical(&[("A", "B", Same), ("B", "C BV", Same)], "c"), "a");
        let by_two = [("A", "B", Same), ("C", "B", Same)];
        assert_eq!(canonical(&by_two, "a"), canonical(&by_two, "c"));
        let circle = [("A", "B", Same), ("B", "C", Same), ("C", "A", Same)];
        assert_eq!(canonical(&circle, "c"), canonical(&circle, "b"));
    }

    #[test]
    fn the_last_word_on_a_pair_holds_and_touches_no_other_pair() {
        let rows = [("A", "B", Same), ("B", "A", Different), ("A", "C", Same)];
        assert_eq!(canonical(&rows, "b"), "b");
        assert_eq!(canonical(&rows, "c"), "a");
        let rows = [("A", "B", Same), ("C", "B", Different)];
        assert_eq!(canonical(&rows, "b"), "a");
    }

    #[test]
    fn what_cannot_be_true_together_is_named() {
        let rows = [
            ("A", "B", Same),
            ("B", "C", Same),
            ("A", "C", Different),
            ("A", "A bv", Different),
            ("—", "A", Same),
        ];
        assert_eq!(decided(&rows).1, [2, 3, 4]);
    }

    #[test]
    fn chill_lies_in_chemelot_and_nothing_in_itself() {
        let none = NameDecisions::default();
        assert_eq!(none.containing("chill"), ["chemelot campus", "chemelot"]);
        let (decisions, faults) = decided(&[
            ("CHILL", "Chemelot", Part),
            ("TU Delft", "Reactor Instituut", Part),
            ("Reactor Instituut", "RID", Same),
        ]);
        assert_eq!(faults, [0]);
        assert_eq!(decisions.container("reactor instituut"), Some("tu delft"));
        let asked_again = decisions.has_decided("reactor instituut", "tu delft");
        assert!(asked_again, "decided on whichever of its names");
    }
}
