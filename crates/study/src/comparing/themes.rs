//! Themes of two runs, matched by the documents that both have.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// Part of a theme's documents that has to go to another for the one to follow from the other.
const LEAST_PART: f64 = 0.25;

/// How themes changed. Names are a theme's id with its label.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ThemeChanges {
    /// Themes that follow one another: in the first run, in the second.
    pub kept: Vec<(String, String)>,
    /// In the second run, from no theme of the first.
    pub births: Vec<String>,
    /// In the first run, in no theme of the second.
    pub deaths: Vec<String>,
    /// One of the first that became several.
    pub splits: Vec<ThemeSplit>,
    /// Several of the first that became one.
    pub merges: Vec<ThemeSplit>,
    /// Themes of a run that share too few documents with the other run to tell.
    pub unknown: Vec<String>,
}

/// One theme and the several that it became, or that became it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeSplit {
    /// The one.
    pub one: String,
    /// The several.
    pub several: Vec<String>,
}

type Themes = BTreeMap<String, BTreeSet<String>>;

/// Only documents that both runs have in a theme tell what became of one: a theme of new documents alone is new, one
/// of which no document is in the second run is unknown.
pub(super) fn changes(first: &Themes, second: &Themes) -> ThemeChanges {
    let all = |themes: &Themes| -> BTreeSet<String> { themes.values().flatten().cloned().collect() };
    let (in_first, in_second) = (all(first), all(second));
    let follows = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        let both = a.intersection(b).count() as f64;
        let known = |of: &BTreeSet<String>, other: &BTreeSet<String>| of.intersection(other).count().max(1) as f64;
        both / known(a, &in_second) >= LEAST_PART || both / known(b, &in_first) >= LEAST_PART
    };
    let next = |a: &BTreeSet<String>| -> Vec<String> {
        let found = second.iter().filter(|(_, b)| follows(a, b));
        found.map(|(name, _)| name.clone()).collect()
    };
    let earlier = |b: &BTreeSet<String>| -> Vec<String> {
        let found = first.iter().filter(|(_, a)| follows(a, b));
        found.map(|(name, _)| name.clone()).collect()
    };
    let mut changes = ThemeChanges::default();
    for (name, documents) in first {
        let several = next(documents);
        match &several[..] {
            [] if documents.is_disjoint(&in_second) => changes.unknown.push(name.clone()),
            [] => changes.deaths.push(name.clone()),
            [only] if earlier(&second[only]).len() == 1 => changes.kept.push((name.clone(), only.clone())),
            [_] => {}
            _ => changes.splits.push(ThemeSplit {
                one: name.clone(),
                several,
            }),
        }
    }
    for (name, documents) in second {
        let several = earlier(documents);
        match several.len() {
            0 => changes.births.push(name.clone()),
            1 => {}
            _ => changes.merges.push(ThemeSplit {
                one: name.clone(),
                several,
            }),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn themes(of: &[(&str, std::ops::Range<usize>)]) -> Themes {
        let theme = |(name, ids): &(&str, std::ops::Range<usize>)| {
            ((*name).to_owned(), ids.clone().map(|id| format!("D{id}")).collect())
        };
        of.iter().map(theme).collect()
    }

    #[test]
    fn themes_live_on_split_merge_end_and_begin() {
        let first = themes(&[
            ("water", 0..20),
            ("energy", 20..40),
            ("soil", 40..50),
            ("roads", 50..60),
            ("old", 90..95),
        ]);
        let second = themes(&[
            ("water now", 0..19),
            ("wind", 20..30),
            ("sun", 30..40),
            ("land", 40..60),
            ("quantum", 70..80),
        ]);
        let found = changes(&first, &second);
        assert_eq!(found.kept, [("water".to_owned(), "water now".to_owned())]);
        assert_eq!(
            (found.splits[0].one.as_str(), found.splits[0].several.len()),
            ("energy", 2)
        );
        assert_eq!(
            (found.merges[0].one.as_str(), found.merges[0].several.len()),
            ("land", 2)
        );
        assert_eq!(
            (found.births, found.unknown),
            (vec!["quantum".to_owned()], vec!["old".to_owned()])
        );
        assert!(found.deaths.is_empty());
    }

    #[test]
    fn a_theme_whose_documents_are_scattered_has_ended() {
        let first = themes(&[
            ("gone", 0..10),
            ("b", 10..30),
            ("c", 30..50),
            ("d", 50..70),
            ("e", 70..90),
            ("f", 90..110),
        ]);
        let mut second = themes(&[
            ("b", 10..30),
            ("c", 30..50),
            ("d", 50..70),
            ("e", 70..90),
            ("f", 90..110),
        ]);
        for (place, theme) in second.values_mut().enumerate() {
            theme.extend((place * 2..place * 2 + 2).map(|id| format!("D{id}")));
        }
        let found = changes(&first, &second);
        assert_eq!((found.deaths, found.kept.len()), (vec!["gone".to_owned()], 5));
    }

    #[test]
    fn the_same_run_changes_nothing() {
        let same = themes(&[("a", 0..5), ("b", 5..9)]);
        let found = changes(&same, &same);
        assert_eq!(found.kept.len(), 2);
        let kept = found.kept.clone();
        assert_eq!(
            found,
            ThemeChanges {
                kept,
                ..ThemeChanges::default()
            }
        );
    }
}
