//! Phrases of two words in the place of words that seldom stand without them.

use std::collections::BTreeSet;

use crate::label::ScoredTerm;

/// A phrase has to be in as many documents of the theme.
const FEWEST_DOCUMENTS: usize = 3;

/// A phrase stands for a word when it is in at least this part of the theme's documents with the word.
const MOSTLY: f64 = 0.6;

/// The first `most` terms by falling score, with phrases in the place of the words they stand for: there a phrase takes the best
/// place of its words. Phrases that stand for none are left out. `documents` counts the theme's documents with a stem.
pub(crate) fn in_place_of_words(
    terms: Vec<ScoredTerm>,
    most: usize,
    documents: impl Fn(&str) -> usize,
) -> Vec<ScoredTerm> {
    let (phrases, words): (Vec<ScoredTerm>, Vec<ScoredTerm>) =
        terms.into_iter().partition(|term| term.stem.contains(' '));
    let mut words: Vec<ScoredTerm> = words.into_iter().take(most).collect();
    let mut stood_for = BTreeSet::new();
    let mut taken = Vec::new();
    let mut phrases: Vec<ScoredTerm> = phrases
        .into_iter()
        .filter(|phrase| phrase.documents >= FEWEST_DOCUMENTS)
        .collect();
    phrases.sort_by(|a, b| b.documents.cmp(&a.documents).then(a.stem.cmp(&b.stem)));
    for phrase in phrases {
        let of: Vec<&str> = phrase.stem.split(' ').collect();
        let for_all = of.iter().all(|word| !stood_for.contains(*word));
        let mostly = |word: &&&str| phrase.documents as f64 >= MOSTLY * documents(word) as f64;
        let held: Vec<String> = of.iter().filter(mostly).map(|word| word.to_string()).collect();
        let best = words
            .iter()
            .filter(|word| held.contains(&word.stem))
            .map(|word| word.score)
            .max_by(f64::total_cmp);
        if let (true, Some(best)) = (for_all, best) {
            stood_for.extend(held);
            taken.push(ScoredTerm { score: best, ..phrase });
        }
    }
    words.retain(|word| !stood_for.contains(&word.stem));
    words.extend(taken);
    words.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.stem.cmp(&b.stem)));
    words
}
