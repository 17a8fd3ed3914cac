//! Documents of a fixed number of words from the texts of files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use corpus::{Document, Language, Reading};

/// At most so many documents of `words` words each, cut from the texts of one language after another.
pub fn documents(inputs: &[PathBuf], words: usize, at_most: usize) -> Vec<Document> {
    let mut running: BTreeMap<String, (Option<Language>, String, usize)> = BTreeMap::new();
    let mut documents = Vec::new();
    let plan = Reading::default().plan(inputs).expect("files that can be read");
    let mut take = |document: Document| {
        let code = document.language.as_ref().map_or("", Language::code).to_string();
        let (language, text, n) = running.entry(code).or_insert((document.language, String::new(), 0));
        for word in document.text.split_inclusive(char::is_whitespace) {
            text.push_str(word);
            *n += 1;
            if *n == words {
                *n = 0;
                documents.push(Document {
                    text: std::mem::take(text),
                    language: *language,
                    ..Document::default()
                });
            }
        }
    };
    plan.read(&mut take, &mut |_| {}).expect("files that can be read");
    // Every so manieth, so that all files and languages are there.
    let step = documents.len().div_ceil(at_most).max(1);
    documents.into_iter().step_by(step).collect()
}

/// The words of the documents of six letters and more, sorted.
pub fn vocabulary(documents: &[Document]) -> Vec<String> {
    let words = documents
        .iter()
        .flat_map(|document| document.text.split(|c: char| !c.is_alphabetic()));
    let long: BTreeSet<&str> = words.filter(|word| word.chars().count() >= 6).collect();
    long.into_iter().map(str::to_lowercase).collect()
}
