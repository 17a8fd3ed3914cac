//! The words of documents as classifiers count them: stemmed by language, folded.

use corpus::{Document, Language};
use query::{AnalysedDocument, Analyser, Token};
use serde::{Deserialize, Serialize};

/// By which form words are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WordForm {
    /// The stem in the document's language.
    Stem,
    /// As written, but for case and accents.
    Folded,
}

/// The stem, folded, of every word of each passage of a document: title, then text.
pub(crate) type Passages = Vec<Vec<Box<str>>>;

/// The words of each document. Where its language is not known the stemmer of most of the others is taken (English
/// where none is known), so that a short title meets the texts around it.
pub(crate) fn passages(documents: &[Document], form: WordForm, usual: Language) -> Vec<Passages> {
    let mut analyser = Analyser::default();
    documents
        .iter()
        .map(|document| {
            let AnalysedDocument { title, text, .. } = analyser.analyse(document);
            [title, text].iter().map(|words| terms(words, form, usual)).collect()
        })
        .collect()
}

/// Dutch where most documents of a known language are Dutch, else English.
pub(crate) fn usual_language(documents: &[Document]) -> Language {
    let count = |language| documents.iter().filter(|d| d.language == Some(language)).count();
    if count(Language::DUTCH) > count(Language::ENGLISH) {
        Language::DUTCH
    } else {
        Language::ENGLISH
    }
}

fn terms(words: &[Token], form: WordForm, usual: Language) -> Vec<Box<str>> {
    words.iter().map(|token| term(token, form, usual)).collect()
}

fn term(token: &Token, form: WordForm, usual: Language) -> Box<str> {
    let word = &token.word;
    if form == WordForm::Folded {
        return word.folded.clone();
    }
    let stem = match (&word.dutch, &word.english) {
        (Some(dutch), Some(_)) if usual == Language::DUTCH => dutch,
        (_, Some(english)) => english,
        (Some(dutch), None) => dutch,
        (None, None) => &word.folded,
    };
    stem.clone()
}
