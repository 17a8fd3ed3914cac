//! Names of themes: the words that set each apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Words in a label.
const LABEL_TERMS: usize = 3;

/// A language needs this many of a theme's documents to name it.
const DOCUMENTS_FOR_A_LABEL: usize = 3;

/// A content word of a document: what it is compared by, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// The stem.
    pub stem: String,
    /// The word as it stands, in lower case.
    pub surface: String,
}

/// A word that sets a theme apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeTerm {
    /// The most frequent way it is written in the theme.
    pub term: String,
    /// Its c-TF-IDF.
    pub score: f64,
}

/// What one theme's documents say, word by word.
#[derive(Default)]
struct Vocabulary {
    /// Documents of the theme that have the stem, and its spellings.
    stems: BTreeMap<String, (usize, BTreeMap<String, usize>)>,
    n_documents: usize,
}

/// For each of `k` groups its words by falling c-TF-IDF (Grootendorst 2022, arXiv 2203.05794) over
/// documents: tf × ln(1 + A / f), where tf is the share of the group's documents that have the
/// stem, f the number of all documents that do, and A the mean number of documents a group. A word
/// once a document: a text that repeats itself does not name the theme. At most `most` words a group.
pub fn terms_by_group<'a>(
    documents: impl Iterator<Item = (usize, &'a [Term])>,
    k: usize,
    most: usize,
) -> Vec<Vec<ThemeTerm>> {
    scored(&vocabularies(documents, k), most)
}

/// For each group the label in one language, from its documents in that language; `None` where
/// there are fewer than three. Never two the same: a later theme takes its next words.
pub(crate) fn labels<'a>(documents: impl Iterator<Item = (usize, &'a [Term])>, k: usize) -> Vec<Option<String>> {
    let vocabularies = vocabularies(documents, k);
    let terms = scored(&vocabularies, LABEL_TERMS * 4);
    let mut taken = BTreeSet::new();
    vocabularies
        .iter()
        .zip(terms)
        .map(|(vocabulary, terms)| {
            let is_enough = vocabulary.n_documents >= DOCUMENTS_FOR_A_LABEL && !terms.is_empty();
            is_enough.then(|| label(&terms, &mut taken))
        })
        .collect()
}

fn label(terms: &[ThemeTerm], taken: &mut BTreeSet<String>) -> String {
    let from = |start: usize| -> String {
        let words: Vec<&str> = terms[start..]
            .iter()
            .take(LABEL_TERMS)
            .map(|term| term.term.as_str())
            .collect();
        words.join(", ")
    };
    let label = (0..terms.len()).map(from).find(|label| !taken.contains(label));
    let label = label.unwrap_or_else(|| format!("{} ({})", from(0), taken.len() + 1));
    taken.insert(label.clone());
    label
}

fn vocabularies<'a>(documents: impl Iterator<Item = (usize, &'a [Term])>, k: usize) -> Vec<Vocabulary> {
    let mut vocabularies: Vec<Vocabulary> = (0..k).map(|_| Vocabulary::default()).collect();
    for (group, terms) in documents {
        let vocabulary = &mut vocabularies[group];
        vocabulary.n_documents += 1;
        let mut seen = BTreeSet::new();
        for term in terms {
            let (count, spellings) = vocabulary.stems.entry(term.stem.clone()).or_default();
            *count += usize::from(seen.insert(&term.stem));
            *spellings.entry(term.surface.clone()).or_default() += 1;
        }
    }
    vocabularies
}

fn scored(vocabularies: &[Vocabulary], most: usize) -> Vec<Vec<ThemeTerm>> {
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for (stem, (count, _)) in vocabularies.iter().flat_map(|vocabulary| &vocabulary.stems) {
        *frequency.entry(stem).or_default() += count;
    }
    let total: usize = vocabularies.iter().map(|vocabulary| vocabulary.n_documents).sum();
    let mean = total as f64 / vocabularies.len().max(1) as f64;
    let score = |stem: &str, share: f64| share * (1.0 + mean / frequency[stem] as f64).ln();
    vocabularies
        .iter()
        .map(|vocabulary| {
            let mut terms: Vec<(f64, &str, &BTreeMap<String, usize>)> = vocabulary
                .stems
                .iter()
                .map(|(stem, (count, spellings))| {
                    (
                        score(stem, *count as f64 / vocabulary.n_documents as f64),
                        stem.as_str(),
                        spellings,
                    )
                })
                .collect();
            terms.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let term = |(score, _, spellings): (f64, &str, &BTreeMap<String, usize>)| ThemeTerm {
                term: spelling(spellings),
                score,
            };
            terms.into_iter().take(most).map(term).collect()
        })
        .collect()
}

/// The most frequent spelling; the first in order among equals.
fn spelling(spellings: &BTreeMap<String, usize>) -> String {
    let most = spellings.values().max().expect("a stem has a spelling");
    spellings
        .iter()
        .find(|(_, count)| *count == most)
        .map(|(spelling, _)| spelling.clone())
        .expect("it has the most")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &str) -> Vec<Term> {
        words
            .split(' ')
            .map(|word| Term {
                stem: word.trim_end_matches('s').into(),
                surface: word.into(),
            })
            .collect()
    }

    #[test]
    fn words_that_all_themes_share_do_not_name_one() {
        let documents = [
            (0, terms("water projects membranes")),
            (0, terms("water project membranes")),
            (0, terms("project membrane water")),
            (1, terms("laser project chips")),
            (1, terms("lasers project chip")),
            (1, terms("laser project chip")),
        ];
        let found = terms_by_group(documents.iter().map(|(group, terms)| (*group, terms.as_slice())), 2, 2);
        let words: Vec<Vec<&str>> = found
            .iter()
            .map(|terms| terms.iter().map(|term| term.term.as_str()).collect())
            .collect();
        assert_eq!(words, [["membranes", "water"], ["chip", "laser"]]);
    }

    #[test]
    fn no_two_labels_are_the_same_and_two_documents_do_not_name_a_theme() {
        let documents: Vec<(usize, Vec<Term>)> = (0..9)
            .map(|i| (i / 3, terms("water membrane river lake")))
            .chain([(3, terms("x")), (3, terms("x"))])
            .collect();
        let found = labels(documents.iter().map(|(group, terms)| (*group, terms.as_slice())), 4);
        let distinct: BTreeSet<_> = found.iter().flatten().collect();
        assert_eq!(distinct.len(), 3);
        assert_eq!(found[3], None);
    }
}
