//! Names of themes: the words and phrases that set each apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::phrase;

/// Words in a label.
const LABEL_TERMS: usize = 3;

/// A language needs this many of a theme's documents to name it.
const DOCUMENTS_FOR_A_LABEL: usize = 3;

/// Terms looked at for every one that is wanted: some are merged into others.
const LOOKED_AT: usize = 3;

/// A content word of a document: what it is compared by, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// The stem; of a phrase the stems of its words with a space between.
    pub stem: String,
    /// The word or phrase as it stands, in lower case.
    pub surface: String,
}

/// The content words of a document, and the phrases of two that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// Words, stop words left out.
    pub words: Vec<Term>,
    /// Phrases of two words.
    pub phrases: Vec<Term>,
}

/// A word or phrase that sets a theme apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeTerm {
    /// The most frequent way it is written in the theme.
    pub term: String,
    /// The same notion in the other language, where the theme's documents name it in both: the first is Dutch, this English.
    pub translation: Option<String>,
    /// Its c-TF-IDF; of a notion named twice the sum of both.
    pub score: f64,
}

impl ThemeTerm {
    /// The notion as one reads it: `waterstof / hydrogen`, or the one word there is.
    pub fn shown(&self) -> String {
        match &self.translation {
            Some(translation) if *translation != self.term => format!("{} / {translation}", self.term),
            _ => self.term.clone(),
        }
    }
}

/// A word or phrase of one theme with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredTerm {
    /// What it is compared by.
    pub stem: String,
    /// The most frequent way it is written in the theme.
    pub spelling: String,
    /// Documents of the theme that have it.
    pub documents: usize,
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

/// For each of `k` groups its words and phrases by falling c-TF-IDF (Grootendorst 2022, arXiv 2203.05794) over
/// documents: tf × ln(1 + A / f), where tf is the share of the group's documents that have the
/// stem, f the number of all documents that do, and A the mean number of documents a group. A word
/// once a document: a text that repeats itself does not name the theme. A phrase stands for the words that mostly
/// stand in it. At most `most` a group.
pub fn terms_by_group<'a>(
    documents: impl Iterator<Item = (usize, &'a Wording)>,
    k: usize,
    most: usize,
) -> Vec<Vec<ScoredTerm>> {
    scored(&vocabularies(documents, k), most)
}

/// For each group the label in one language, from its documents in that language; `None` where
/// there are fewer than three. Never two the same: a later theme takes its next words.
pub(crate) fn labels<'a>(documents: impl Iterator<Item = (usize, &'a Wording)>, k: usize) -> Vec<Option<String>> {
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

fn label(terms: &[ScoredTerm], taken: &mut BTreeSet<String>) -> String {
    let from = |start: usize| -> String {
        let words: Vec<&str> = terms[start..]
            .iter()
            .take(LABEL_TERMS)
            .map(|term| term.spelling.as_str())
            .collect();
        words.join(", ")
    };
    let label = (0..terms.len()).map(from).find(|label| !taken.contains(label));
    let label = label.unwrap_or_else(|| format!("{} ({})", from(0), taken.len() + 1));
    taken.insert(label.clone());
    label
}

fn vocabularies<'a>(documents: impl Iterator<Item = (usize, &'a Wording)>, k: usize) -> Vec<Vocabulary> {
    let mut vocabularies: Vec<Vocabulary> = (0..k).map(|_| Vocabulary::default()).collect();
    for (group, wording) in documents {
        let vocabulary = &mut vocabularies[group];
        vocabulary.n_documents += 1;
        let mut seen = BTreeSet::new();
        for term in wording.words.iter().chain(&wording.phrases) {
            let (count, spellings) = vocabulary.stems.entry(term.stem.clone()).or_default();
            *count += usize::from(seen.insert(&term.stem));
            *spellings.entry(term.surface.clone()).or_default() += 1;
        }
    }
    vocabularies
}

fn scored(vocabularies: &[Vocabulary], most: usize) -> Vec<Vec<ScoredTerm>> {
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for (stem, (count, _)) in vocabularies.iter().flat_map(|vocabulary| &vocabulary.stems) {
        *frequency.entry(stem).or_default() += count;
    }
    let total: usize = vocabularies.iter().map(|vocabulary| vocabulary.n_documents).sum();
    let mean = total as f64 / vocabularies.len().max(1) as f64;
    let of_theme = |vocabulary: &Vocabulary| {
        let one = |(stem, (documents, spellings)): (&String, &(usize, BTreeMap<String, usize>))| ScoredTerm {
            stem: stem.clone(),
            spelling: spelling(spellings),
            documents: *documents,
            score: *documents as f64 / vocabulary.n_documents as f64
                * (1.0 + mean / frequency[stem.as_str()] as f64).ln(),
        };
        let mut terms: Vec<ScoredTerm> = vocabulary.stems.iter().map(one).collect();
        terms.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.stem.cmp(&b.stem)));
        let documents = |stem: &str| vocabulary.stems.get(stem).map_or(0, |(documents, _)| *documents);
        let mut terms = phrase::in_place_of_words(terms, LOOKED_AT * most, documents);
        terms.truncate(most);
        terms
    };
    vocabularies.iter().map(of_theme).collect()
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

    fn wording(words: &str) -> Wording {
        let words: Vec<Term> = words
            .split(' ')
            .map(|word| Term {
                stem: word.trim_end_matches('s').into(),
                surface: word.into(),
            })
            .collect();
        let both = |pair: &[Term]| Term {
            stem: format!("{} {}", pair[0].stem, pair[1].stem),
            surface: format!("{} {}", pair[0].surface, pair[1].surface),
        };
        Wording {
            phrases: words.windows(2).map(both).collect(),
            words,
        }
    }

    fn spelled(documents: &[(usize, Wording)], k: usize, most: usize) -> Vec<Vec<String>> {
        let found = terms_by_group(documents.iter().map(|(group, wording)| (*group, wording)), k, most);
        let spellings = |terms: Vec<ScoredTerm>| terms.into_iter().map(|term| term.spelling).collect();
        found.into_iter().map(spellings).collect()
    }

    #[test]
    fn words_that_all_themes_share_do_not_name_one() {
        let documents = [
            (0, wording("water projects membranes")),
            (0, wording("water project membranes")),
            (0, wording("membrane project water")),
            (1, wording("laser project chips")),
            (1, wording("lasers project chip")),
            (1, wording("chip project laser")),
        ];
        assert_eq!(spelled(&documents, 2, 2), [["membranes", "water"], ["chip", "laser"]]);
    }

    #[test]
    fn a_phrase_stands_for_the_words_that_mostly_stand_in_it() {
        let documents = [
            (0, wording("solar energy roof")),
            (0, wording("solar energy storage")),
            (0, wording("panels solar energy")),
            (0, wording("energy")),
            (1, wording("fish farms")),
            (1, wording("fish farms nets")),
            (1, wording("fish feed")),
        ];
        let found = spelled(&documents, 2, 1);
        assert_eq!(found, [["solar energy"], ["fish"]], "two of three fish are no farm's");
    }

    #[test]
    fn no_two_labels_are_the_same_and_two_documents_do_not_name_a_theme() {
        let documents: Vec<(usize, Wording)> = (0..9)
            .map(|i| (i / 3, wording("water and membrane and river and lake")))
            .chain([(3, wording("x")), (3, wording("x"))])
            .collect();
        let found = labels(documents.iter().map(|(group, wording)| (*group, wording)), 4);
        let distinct: BTreeSet<_> = found.iter().flatten().collect();
        assert_eq!(distinct.len(), 3);
        assert_eq!(found[3], None);
    }
}
