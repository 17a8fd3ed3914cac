//! Words and word pairs of documents, weighted by how rare they are.

use corpus::{Document, Language};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::sparse_rows::SparseRows;
use crate::terms::{Passages, WordForm, passages, usual_language};

/// How documents become rows of numbers.
///
/// A term counts 1 + ln(times in the document), times 1 + ln((1 + n) / (1 + documents with it)); rows have length 1
/// (Manning, Raghavan and Schütze 2008, *Introduction to Information Retrieval*, 6.4; the idf is scikit-learn's).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TfIdf {
    /// By which form words are the same.
    pub word_form: WordForm,
    /// Whether two words side by side are a term as well.
    pub word_pairs: bool,
    /// Terms in fewer documents are left out; 1 keeps all.
    pub least_documents: usize,
    /// Terms in a larger part of the documents are left out, in (0, 1].
    pub largest_part: f64,
    /// How often a word of the title counts.
    pub title_weight: f64,
}

/// Terms with their weights, learnt from documents by [`TfIdf::fit`]. Serialised as a list of terms in the order in which
/// they were met, so that the same documents give the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "TermList", from = "TermList")]
pub struct FittedTfIdf {
    settings: TfIdf,
    usual: Language,
    words: FxHashMap<Box<str>, u32>,
    pairs: FxHashMap<(u32, u32), u32>,
    /// Of every column.
    weights: Vec<f32>,
    /// Of every term; `None` where it is too rare or too usual.
    columns: Vec<Option<u32>>,
}

/// A [`FittedTfIdf`] as it is written down.
#[derive(Serialize, Deserialize)]
struct TermList {
    settings: TfIdf,
    usual: Language,
    terms: Vec<Term>,
    weights: Vec<f32>,
    columns: Vec<Option<u32>>,
}

/// A word, or a pair of words by their places in the list.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Term {
    Word(Box<str>),
    Pair(u32, u32),
}

impl Default for TfIdf {
    fn default() -> Self {
        Self {
            word_form: WordForm::Folded,
            word_pairs: true,
            least_documents: 1,
            largest_part: 0.95,
            title_weight: 1.0,
        }
    }
}

impl TfIdf {
    /// Learns terms and their weights. No label is looked at.
    pub fn fit(&self, documents: &[Document]) -> FittedTfIdf {
        self.fit_rows(documents).0
    }

    /// As [`TfIdf::fit`], with the rows of the same documents, so that their words are cut once.
    pub fn fit_rows(&self, documents: &[Document]) -> (FittedTfIdf, SparseRows) {
        let usual = usual_language(documents);
        let all = passages(documents, self.word_form, usual);
        let mut terms = Terms::default();
        let counts: Vec<Vec<(u32, f64)>> = all.iter().map(|one| terms.learn(one, self)).collect();
        let fitted = self.fitted(terms, usual, documents.len());
        let mut rows = SparseRows::new(fitted.n_columns());
        counts.into_iter().for_each(|count| fitted.push(count, &mut rows));
        (fitted, rows)
    }

    fn fitted(&self, terms: Terms, usual: Language, n: usize) -> FittedTfIdf {
        let largest = (self.largest_part * n as f64).floor().max(1.0) as usize;
        let mut weights = Vec::new();
        let columns = terms.documents.iter().map(|&with| {
            let kept = (self.least_documents.max(1)..=largest).contains(&with);
            kept.then(|| {
                weights.push((1.0 + ((1.0 + n as f64) / (1.0 + with as f64)).ln()) as f32);
                weights.len() as u32 - 1
            })
        });
        FittedTfIdf {
            settings: *self,
            usual,
            columns: columns.collect(),
            words: terms.words,
            pairs: terms.pairs,
            weights,
        }
    }
}

impl FittedTfIdf {
    /// Number of columns: terms that are kept.
    pub fn n_columns(&self) -> usize {
        self.weights.len()
    }

    /// The same without the terms that have no column, to be kept in less room. With word pairs nothing is left out: a
    /// pair is known by its words.
    pub fn without_rare_terms(mut self) -> Self {
        if !self.settings.word_pairs {
            let columns = std::mem::take(&mut self.columns);
            self.words.retain(|_, term| match columns[*term as usize] {
                Some(column) => {
                    *term = column;
                    true
                }
                None => false,
            });
            self.columns = (0..self.weights.len() as u32).map(Some).collect();
        }
        self
    }

    /// Rows `[documents, n_columns]` of length 1, or 0 for a document without a known term.
    pub fn transform(&self, documents: &[Document]) -> SparseRows {
        let mut rows = SparseRows::new(self.n_columns());
        for one in passages(documents, self.settings.word_form, self.usual) {
            let count = count(
                &one,
                &self.settings,
                |word| self.words.get(word).copied(),
                |pair| self.pairs.get(&pair).copied(),
            );
            self.push(count, &mut rows);
        }
        rows
    }

    fn push(&self, count: Vec<(u32, f64)>, rows: &mut SparseRows) {
        let mut row: Vec<(u32, f64)> = count
            .into_iter()
            .filter_map(|(term, times)| {
                let column = self.columns[term as usize]?;
                Some((column, (1.0 + times.ln()) * f64::from(self.weights[column as usize])))
            })
            .collect();
        row.sort_unstable_by_key(|(column, _)| *column);
        let length = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
        rows.push(row.into_iter().map(|(column, value)| (column, (value / length) as f32)));
    }
}

impl From<FittedTfIdf> for TermList {
    fn from(fitted: FittedTfIdf) -> Self {
        let words = fitted.words.into_iter().map(|(word, at)| (at, Term::Word(word)));
        let pairs = fitted
            .pairs
            .into_iter()
            .map(|((first, second), at)| (at, Term::Pair(first, second)));
        let mut terms: Vec<(u32, Term)> = words.chain(pairs).collect();
        terms.sort_unstable_by_key(|(at, _)| *at);
        Self {
            settings: fitted.settings,
            usual: fitted.usual,
            terms: terms.into_iter().map(|(_, term)| term).collect(),
            weights: fitted.weights,
            columns: fitted.columns,
        }
    }
}

impl From<TermList> for FittedTfIdf {
    fn from(list: TermList) -> Self {
        let (mut words, mut pairs) = (FxHashMap::default(), FxHashMap::default());
        for (at, term) in (0..).zip(list.terms) {
            match term {
                Term::Word(word) => words.insert(word, at),
                Term::Pair(first, second) => pairs.insert((first, second), at),
            };
        }
        Self {
            settings: list.settings,
            usual: list.usual,
            words,
            pairs,
            weights: list.weights,
            columns: list.columns,
        }
    }
}

/// Terms met so far, numbered from 0, with the number of documents of each.
#[derive(Default)]
struct Terms {
    words: FxHashMap<Box<str>, u32>,
    pairs: FxHashMap<(u32, u32), u32>,
    documents: Vec<usize>,
}

impl Terms {
    fn learn(&mut self, passages: &Passages, settings: &TfIdf) -> Vec<(u32, f64)> {
        let Self {
            words,
            pairs,
            documents,
        } = self;
        let n_terms = std::cell::Cell::new(documents.len() as u32);
        let next = || n_terms.replace(n_terms.get() + 1);
        let counted = count(
            passages,
            settings,
            |word| match words.get(word) {
                Some(known) => Some(*known),
                None => Some(*words.entry(word.into()).or_insert_with(next)),
            },
            |pair| Some(*pairs.entry(pair).or_insert_with(next)),
        );
        documents.resize(n_terms.get() as usize, 0);
        counted.iter().for_each(|(term, _)| documents[*term as usize] += 1);
        counted
    }
}

/// Terms of a document with how often each occurs; a pair never crosses from the title to the text.
fn count(
    passages: &Passages,
    settings: &TfIdf,
    mut word_of: impl FnMut(&str) -> Option<u32>,
    mut pair_of: impl FnMut((u32, u32)) -> Option<u32>,
) -> Vec<(u32, f64)> {
    let mut counts: FxHashMap<u32, f64> = FxHashMap::default();
    for (passage, weight) in passages.iter().zip([settings.title_weight, 1.0]) {
        let mut before = None;
        for word in passage {
            let word = word_of(word);
            if let Some(word) = word {
                *counts.entry(word).or_default() += weight;
            }
            if let (true, Some(first), Some(second)) = (settings.word_pairs, before, word)
                && let Some(pair) = pair_of((first, second))
            {
                *counts.entry(pair).or_default() += weight;
            }
            before = word;
        }
    }
    let mut counts: Vec<(u32, f64)> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(term, _)| *term);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(title: &str, text: &str) -> Document {
        Document {
            title: title.into(),
            text: text.into(),
            language: Some(Language::ENGLISH),
            ..Document::default()
        }
    }

    fn all_terms() -> TfIdf {
        TfIdf {
            largest_part: 1.0,
            word_form: WordForm::Stem,
            ..TfIdf::default()
        }
    }

    #[test]
    fn words_meet_by_their_stem_and_pairs_stay_in_their_passage() {
        let documents = [document("membranes", "water filter"), document("membrane water", "")];
        let (fitted, rows) = all_terms().fit_rows(&documents);
        // membran, water, filter, "water filter", "membran water"
        assert_eq!(fitted.n_columns(), 5);
        let shared = rows
            .row(0)
            .iter()
            .filter(|(c, _)| rows.row(1).iter().any(|(d, _)| d == *c))
            .count();
        assert_eq!(shared, 2);
    }

    #[test]
    fn weights_are_as_computed_by_hand() {
        let documents = [document("", "water water membrane"), document("", "water")];
        let settings = TfIdf {
            word_pairs: false,
            ..all_terms()
        };
        let (_, rows) = settings.fit_rows(&documents);
        let water = 1.0 + 2f64.ln();
        let membrane = 1.0 + (3f64 / 2.0).ln();
        let length = (water * water + membrane * membrane).sqrt();
        let row: Vec<f32> = rows.row(0).iter().map(|(_, value)| value).collect();
        assert!((f64::from(row[0]) - water / length).abs() < 1e-6);
        assert!((f64::from(row[1]) - membrane / length).abs() < 1e-6);
    }

    #[test]
    fn rare_terms_left_out_change_no_row() {
        let documents = [document("", "water water membrane"), document("", "water filter")];
        let settings = TfIdf {
            word_pairs: false,
            least_documents: 2,
            ..all_terms()
        };
        let (fitted, rows) = settings.fit_rows(&documents);
        let kept = fitted.without_rare_terms();
        assert_eq!((kept.words.len(), kept.transform(&documents)), (1, rows));
    }

    #[test]
    fn what_was_not_fitted_on_teaches_nothing() {
        let fitted = all_terms().fit(&[document("", "water membrane"), document("", "water")]);
        let rows = fitted.transform(&[document("", "quantum photonics"), document("", "water membrane")]);
        assert_eq!(rows.row(0).iter().count(), 0);
        assert_eq!(
            rows,
            fitted.transform(&[document("", "photonics"), document("", "water membrane")])
        );
        assert_eq!(
            rows.row(1),
            all_terms()
                .fit_rows(&[document("", "water membrane"), document("", "water")])
                .1
                .row(0)
        );
    }

    #[test]
    fn written_down_and_read_back_it_is_the_same() {
        let fitted = all_terms().fit(&[document("water membrane", "water"), document("", "filter")]);
        let written = serde_json::to_string(&fitted).unwrap();
        assert_eq!(serde_json::from_str::<FittedTfIdf>(&written).unwrap(), fitted);
    }

    #[test]
    fn rare_and_usual_terms_can_be_left_out() {
        let documents = [
            document("", "water membrane"),
            document("", "water filter"),
            document("", "water filter"),
        ];
        let settings = TfIdf {
            least_documents: 2,
            word_pairs: false,
            ..TfIdf::default()
        };
        assert_eq!(settings.fit(&documents).n_columns(), 1);
    }
}
