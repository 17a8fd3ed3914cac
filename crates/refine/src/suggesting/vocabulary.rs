//! The words and phrases of a corpus, in how many documents of the hits and of the rest each stands.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corpus::{Document, Language, is_content_word};
use query::{Accents, Comparison, fold, parts};
use unicode_segmentation::UnicodeSegmentation;

use crate::error::RefineError;
use crate::row_set::RowSet;
use crate::search::IndexedCorpus;

/// Words and phrases by their stems.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// By stem; the stems of a phrase with spaces between.
    pub terms: BTreeMap<String, Term>,
    /// Documents.
    pub n_documents: usize,
    /// Documents of the hits.
    pub n_inside: usize,
}

/// A word, or a phrase of two or three.
#[derive(Debug, Default, Clone)]
pub(crate) struct Term {
    /// Words of it.
    pub length: usize,
    /// Documents of the hits that have it.
    pub inside: usize,
    /// Other documents that have it.
    pub outside: usize,
    /// English documents that have it.
    english: usize,
    spellings: BTreeMap<String, usize>,
}

/// The words of a document's passage: folded, and whether only white space follows.
struct Word {
    folded: String,
    stem: String,
    is_content: bool,
    is_joined: bool,
}

/// The longest phrase.
const LONGEST: usize = 3;

/// Documents of the hits that a phrase needs.
const FEWEST: usize = 2;

/// The least letters of a word.
const LETTERS: usize = 3;

impl Vocabulary {
    /// Counts each term once a document. Phrases are those that two documents of the hits have.
    pub fn count(corpus: &IndexedCorpus, inside: &RowSet) -> Result<Vocabulary, RefineError> {
        let mut stemmer = Stemmer::default();
        let mut counts: HashMap<String, usize> = HashMap::new();
        corpus.documents(inside, |document| {
            let phrases = stemmer
                .terms(document)
                .into_iter()
                .filter(|(_, (length, _))| *length > 1);
            phrases.for_each(|(key, _)| *counts.entry(key).or_default() += 1);
        })?;
        counts.retain(|_, count| *count >= FEWEST);
        let mut vocabulary = Vocabulary::default();
        corpus.each(|row, document| {
            let is_inside = inside.contains(row);
            vocabulary.n_documents += 1;
            vocabulary.n_inside += usize::from(is_inside);
            let is_english = document.language == Some(Language::ENGLISH);
            for (key, (length, spelling)) in stemmer.terms(document) {
                if length == 1 || counts.contains_key(&key) {
                    let term = vocabulary.terms.entry(key).or_default();
                    term.length = length;
                    term.inside += usize::from(is_inside);
                    term.outside += usize::from(!is_inside);
                    term.english += usize::from(is_english);
                    *term.spellings.entry(spelling).or_default() += 1;
                }
            }
        })?;
        Ok(vocabulary)
    }

    /// How many times commoner a term is in the hits than in all documents.
    pub fn lift(&self, term: &Term) -> f64 {
        let part = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        part(term.inside, term.documents()) / part(self.n_inside, self.n_documents).max(f64::MIN_POSITIVE)
    }

    /// The words by each of their spellings.
    pub fn by_spelling(&self) -> HashMap<&str, &Term> {
        let words = self.terms.values().filter(|term| term.length == 1);
        words
            .flat_map(|term| term.spellings.keys().map(move |spelling| (spelling.as_str(), term)))
            .collect()
    }

    /// Single words that stand in documents beyond the hits.
    pub fn words(&self) -> impl Iterator<Item = &Term> {
        self.terms.values().filter(|term| term.length == 1 && term.outside > 0)
    }
}

impl Term {
    /// Documents that have it.
    pub fn documents(&self) -> usize {
        self.inside + self.outside
    }

    /// Whether most of its documents are English.
    pub fn is_english(&self) -> bool {
        2 * self.english > self.documents()
    }

    /// Its most frequent spelling, the first among equals.
    pub fn spelling(&self) -> &str {
        let most = self.spellings.values().max().copied().unwrap_or(0);
        let first = self.spellings.iter().find(|(_, count)| **count == most);
        first.map_or("", |(spelling, _)| spelling)
    }
}

/// Stems words as the evaluator does, remembering them.
#[derive(Default)]
struct Stemmer {
    known: HashMap<String, (String, String)>,
}

impl Stemmer {
    /// The terms of a document by key, each with its length and a spelling.
    fn terms(&mut self, document: &Document) -> BTreeMap<String, (usize, String)> {
        let mut terms = BTreeMap::new();
        for passage in [&document.title, &document.text] {
            let words = self.words(passage, document.language);
            for at in 0..words.len() {
                for length in 1..=LONGEST.min(words.len() - at) {
                    let term = &words[at..at + length];
                    if is_term(term) {
                        let join = |of: fn(&Word) -> &str| term.iter().map(of).collect::<Vec<_>>().join(" ");
                        terms
                            .entry(join(|word| &word.stem))
                            .or_insert((length, join(|word| &word.folded)));
                    }
                }
            }
        }
        terms
    }

    fn words(&mut self, passage: &str, language: Option<Language>) -> Vec<Word> {
        let found: Vec<(usize, &str)> = passage.unicode_word_indices().collect();
        let word = |(place, (start, surface)): (usize, &(usize, &str))| {
            let end = start + surface.len();
            let folded = fold(surface);
            let next = found.get(place + 1).map(|(next, _)| &passage[end..*next]);
            Word {
                is_content: is_plain(&folded),
                is_joined: next.is_some_and(|gap| gap.chars().all(|c| c == ' ')),
                stem: self.stem(&folded, language),
                folded,
            }
        };
        found.iter().enumerate().map(word).collect()
    }

    fn stem(&mut self, folded: &str, language: Option<Language>) -> String {
        let stems = self.known.entry(folded.to_owned()).or_insert_with(|| {
            let part = parts(folded, Comparison::Stemmed, Accents::Remove).into_iter().next();
            let stems = part.and_then(|part| part.literal()?.stems.clone());
            stems.unwrap_or_else(|| (folded.to_owned(), folded.to_owned()))
        });
        match language {
            Some(Language::DUTCH) => stems.0.clone(),
            Some(Language::ENGLISH) => stems.1.clone(),
            _ => folded.to_owned(),
        }
    }
}

/// A content word of letters and digits.
fn is_plain(folded: &str) -> bool {
    is_content_word(folded) && folded.chars().count() >= LETTERS && folded.chars().all(char::is_alphanumeric)
}

/// Words side by side that begin and end with a content word; no word twice.
fn is_term(words: &[Word]) -> bool {
    let (Some(first), Some((last, before))) = (words.first(), words.split_last()) else {
        return false;
    };
    let distinct: BTreeSet<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    first.is_content && last.is_content && before.iter().all(|word| word.is_joined) && distinct.len() == words.len()
}
