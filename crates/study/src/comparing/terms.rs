//! Words that rise or fall from one set of documents to another.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{folded_words, is_content_word};
use serde::Serialize;

/// Words shown of each kind.
const SHOWN: usize = 20;
/// Documents that hold a word in one of the sets, from which it is looked at.
const FEWEST: usize = 3;
/// Standard errors from which a shift is called one; with thousands of words a smaller one is chance.
const LEAST_Z: f64 = 3.0;

/// How a word shifted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermShift {
    /// The word, in lower case and without accents.
    pub term: String,
    /// Part of the first documents that hold it.
    pub first: f64,
    /// Part of the second documents that hold it.
    pub second: f64,
    /// The change in standard errors of no change.
    pub z: f64,
}

/// Words that rise or fall, the clearest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TermShifts {
    /// More frequent in the second.
    pub rising: Vec<TermShift>,
    /// Less frequent in the second.
    pub falling: Vec<TermShift>,
}

/// Compares the parts of documents that hold each word.
pub(super) fn shifts<'t>(
    first: impl IntoIterator<Item = &'t String>,
    second: impl IntoIterator<Item = &'t String>,
) -> TermShifts {
    let (n_first, first) = counts(first);
    let (n_second, second) = counts(second);
    let terms: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    let count = |of: &BTreeMap<String, usize>, term: &String| of.get(term).copied().unwrap_or_default();
    let mut shifts: Vec<TermShift> = terms
        .into_iter()
        .map(|term| (term, count(&first, term), count(&second, term)))
        .filter(|(_, a, b)| *a.max(b) >= FEWEST)
        .map(|(term, a, b)| TermShift {
            term: term.clone(),
            first: a as f64 / n_first.max(1) as f64,
            second: b as f64 / n_second.max(1) as f64,
            z: z((a, n_first), (b, n_second)),
        })
        .filter(|shift| shift.z.abs() >= LEAST_Z)
        .collect();
    shifts.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then(a.term.cmp(&b.term)));
    let (rising, falling): (Vec<_>, Vec<_>) = shifts.into_iter().partition(|shift| shift.z > 0.0);
    let shown = |shifts: Vec<TermShift>| shifts.into_iter().take(SHOWN).collect();
    TermShifts {
        rising: shown(rising),
        falling: shown(falling),
    }
}

/// Documents, and for each content word how many hold it.
fn counts<'t>(texts: impl IntoIterator<Item = &'t String>) -> (usize, BTreeMap<String, usize>) {
    let mut counts = BTreeMap::new();
    let mut n = 0;
    for text in texts {
        n += 1;
        let words: BTreeSet<String> = folded_words(text).filter(|word| is_content_word(word)).collect();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    (n, counts)
}

/// The difference of two parts in standard errors of no difference (the score test of two proportions).
fn z((a, n_first): (usize, usize), (b, n_second): (usize, usize)) -> f64 {
    if n_first == 0 || n_second == 0 {
        return 0.0;
    }
    let (first, second) = (n_first as f64, n_second as f64);
    let together = (a + b) as f64 / (first + second);
    let error = (together * (1.0 - together) * (first.recip() + second.recip())).sqrt();
    let difference = b as f64 / second - a as f64 / first;
    if error > 0.0 { difference / error } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_of_subject_is_seen_and_chance_is_not() {
        let texts = |old: usize, new: usize| -> Vec<String> {
            let of = |word: &'static str, n| (0..n).map(move |i| format!("{word} en proces {}", i % 7));
            of("chemie", old).chain(of("circulair", new)).collect()
        };
        let found = shifts(&texts(30, 3), &texts(4, 30));
        let names = |shifts: &[TermShift]| shifts.iter().map(|shift| shift.term.clone()).collect::<Vec<_>>();
        assert_eq!(
            (names(&found.rising), names(&found.falling)),
            (vec!["circulair".into()], vec!["chemie".into()])
        );
        assert_eq!(shifts(&texts(10, 10), &texts(11, 9)), TermShifts::default());
        assert_eq!(shifts(&[], &texts(5, 5)), TermShifts::default());
    }
}
