//! Words of the corpus that are near the query's words by a model.

use embedding::{Encoder, cosine};

use super::query_words::QueryWords;
use super::vocabulary::{Term, Vocabulary};
use super::{Candidate, Origin};
use crate::error::RefineError;

/// The least cosine that is offered.
const LEAST: f32 = 0.45;

/// Documents that a word needs.
const FEWEST: usize = 2;

/// A word in more than one of so many documents says too little.
const COMMON: usize = 10;

/// The most words that are compared, the most frequent first.
const COMPARED: usize = 30_000;

/// The corpus words nearest to some word of the query, by falling cosine; not its own parts, which share pieces with
/// it (*pot* of *potable*). Where the two stand in documents of
/// different languages, it is a translation.
pub(crate) fn near(
    vocabulary: &Vocabulary,
    words: &QueryWords,
    model: &dyn Encoder,
) -> Result<Vec<Candidate>, RefineError> {
    let terms = compared(vocabulary, words);
    let spellings: Vec<String> = terms.iter().map(|term| term.spelling().to_owned()).collect();
    let (of_terms, of_words) = (model.encode(&spellings)?.vectors, model.encode(&words.words)?.vectors);
    let known = vocabulary.by_spelling();
    let mut found = Vec::new();
    for (term, vector) in terms.iter().zip(&of_terms) {
        let Some(vector) = vector else { continue };
        let spelling = term.spelling();
        let cosines = words
            .words
            .iter()
            .zip(&of_words)
            .filter(|(word, _)| !word.contains(spelling));
        let cosines = cosines.filter_map(|(word, other)| Some((cosine(vector, other.as_ref()?), word)));
        let nearest = cosines.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
        let Some((cosine, of)) = nearest.filter(|(cosine, _)| *cosine >= LEAST) else {
            continue;
        };
        let is_translation = known
            .get(of.as_str())
            .is_some_and(|word| word.is_english() != term.is_english());
        found.push(Candidate {
            surface: spelling.into(),
            origin: match is_translation {
                true => Origin::Translation { of: of.clone() },
                false => Origin::Near { of: of.clone() },
            },
            score: f64::from(cosine),
            is_english: term.is_english(),
        });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.surface.cmp(&b.surface)));
    Ok(found)
}

/// Words that are neither rare nor common, without the query's own.
fn compared<'v>(vocabulary: &'v Vocabulary, words: &QueryWords) -> Vec<&'v Term> {
    let most = (vocabulary.n_documents / COMMON).max(COMMON);
    let is_new = |term: &&Term| words.words.binary_search(&term.spelling().to_owned()).is_err();
    let mut terms: Vec<&Term> = vocabulary
        .words()
        .filter(is_new)
        .filter(|term| (FEWEST..=most).contains(&term.documents()))
        .collect();
    terms.sort_by(|a, b| {
        b.documents()
            .cmp(&a.documents())
            .then_with(|| a.spelling().cmp(b.spelling()))
    });
    terms.truncate(COMPARED);
    terms
}
