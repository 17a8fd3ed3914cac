//! The words that a query has, and longer words of the corpus that hold them.

use std::collections::BTreeSet;

use corpus::{Document, Language, is_content_word};
use query::{Expression, fold};

use super::vocabulary::Vocabulary;
use super::{Candidate, Origin};
use crate::authority::Expressions;
use crate::error::RefineError;
use crate::outline::{Join, Node};

/// The words and phrases of a query that are not excluded.
pub(crate) struct QueryWords {
    leaves: Expressions,
    /// Folded words without their wildcards, each once, in order; not those that are hardly commoner in the hits.
    pub words: Vec<String>,
}

/// Tells whether a query has a term.
pub(crate) struct Finder<'q>(crate::authority::Reader<'q>);

/// The least letters of a word that compounds are looked for with.
const LETTERS: usize = 4;

/// The least letters that a compound has more.
const MORE: usize = 3;

/// How many times commoner in the hits a word must be to stand for the query (`kwaliteit` in a phrase does not).
const LIFT: f64 = 4.0;

impl QueryWords {
    /// Those of a tree. The words of phrases count where the query has nothing but phrases: *blauwe energie* is not
    /// about *energie*.
    pub fn of(root: &Node, vocabulary: &Vocabulary) -> Result<QueryWords, RefineError> {
        let known = vocabulary.by_spelling();
        let stands = |word: &String| {
            known
                .get(word.as_str())
                .is_none_or(|term| vocabulary.lift(term) >= LIFT)
        };
        let mut leaves = Vec::new();
        collect(root, &mut leaves);
        let texts: Vec<&str> = leaves.iter().filter_map(text).collect();
        let has_words = texts.iter().any(|text| !text.contains(' '));
        let bare = |word: &str| fold(word.trim_matches(['*', '?']));
        let words: BTreeSet<String> = texts
            .into_iter()
            .filter(|text| !has_words || !text.contains(' '))
            .flat_map(str::split_whitespace)
            .map(bare)
            .filter(|word| word.chars().count() >= LETTERS && !word.contains(['*', '?']) && is_content_word(word))
            .filter(stands)
            .collect();
        Ok(QueryWords {
            leaves: Expressions::compile(leaves)?,
            words: words.into_iter().collect(),
        })
    }

    /// To ask for many terms.
    pub fn finder(&self) -> Result<Finder<'_>, RefineError> {
        Ok(Finder(self.leaves.reader()))
    }
}

impl Finder<'_> {
    /// Whether a word or phrase of the query finds the whole term, read as a document.
    pub fn finds(&mut self, term: &Candidate) -> bool {
        let title = term.surface.clone();
        let language = Some(if term.is_english {
            Language::ENGLISH
        } else {
            Language::DUTCH
        });
        let end = title.chars().count();
        let document = Document {
            title,
            language,
            ..Document::default()
        };
        let found = self.0.read(&document);
        found
            .iter()
            .flat_map(|hit| &hit.spans)
            .any(|span| span.start == 0 && span.end == end)
    }
}

fn text(leaf: &Expression) -> Option<&str> {
    match leaf {
        Expression::Words(words) => Some(words.text.as_str()),
        _ => None,
    }
}

/// The words and phrases below a node, without their fields; none below a NOT.
fn collect(node: &Node, leaves: &mut Vec<Expression>) {
    if node.join == Join::Leaf {
        let leaf = match &node.expression {
            Expression::Within { of, .. } => of.as_ref(),
            other => other,
        };
        if matches!(leaf, Expression::Words(_)) && !leaves.contains(leaf) {
            leaves.push(leaf.clone());
        }
    } else if node.join != Join::Not {
        node.parts.iter().for_each(|part| collect(part, leaves));
    }
}

/// Words of the corpus that begin or end with a word of the query, where the rest is a word of the corpus of at least
/// three letters (but for a linking *s*, *e* or *en*): the most frequent first. Where several words of the query do,
/// the longest counts.
pub(crate) fn compounds(vocabulary: &Vocabulary, words: &QueryWords) -> Vec<Candidate> {
    let known = vocabulary.by_spelling();
    let is_word = |rest: &str| rest.chars().count() >= MORE && known.contains_key(rest);
    let is_first = |rest: &str| {
        let unlinked = ["s", "e", "en"].into_iter().filter_map(|link| rest.strip_suffix(link));
        is_word(rest) || unlinked.into_iter().any(is_word)
    };
    let is_last = |rest: &str| {
        let unlinked = ["s", "e", "en"].into_iter().filter_map(|link| rest.strip_prefix(link));
        is_word(rest) || unlinked.into_iter().any(is_word)
    };
    let mut found = Vec::new();
    for term in vocabulary.words() {
        let spelling = term.spelling();
        let holds = |word: &&String| {
            spelling.strip_suffix(word.as_str()).is_some_and(is_first)
                || spelling.strip_prefix(word.as_str()).is_some_and(is_last)
        };
        if let Some(of) = words.words.iter().filter(holds).max_by_key(|word| word.len()) {
            found.push(Candidate {
                surface: spelling.into(),
                origin: Origin::Compound { of: of.clone() },
                score: term.documents() as f64,
                is_english: term.is_english(),
            });
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.surface.cmp(&b.surface)));
    found
}
