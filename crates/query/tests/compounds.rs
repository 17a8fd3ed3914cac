//! How well compounds are cut: `compounds.tsv` holds 300 words drawn at random, with the parts that a reader of Dutch
//! gave them before seeing the program's. The lexicon was tuned on `tuned`, made with the words of `read` in mind, and
//! final when `measured` was drawn.
//!
//! A cut is right when it has the reader's parts, compared by stem. Precision: right cuts of all cuts; recall: right cuts
//! of all words that the reader cut.

use corpus::{Document, Language};
use query::{AnalysedDocument, compound_parts};

#[test]
fn cuts_are_right_as_often_as_is_stated() {
    check("tuned", 0.99, 0.94);
    check("read", 0.93, 0.84);
    check("measured", 0.97, 0.87);
}

#[track_caller]
fn check(sample: &str, least_precision: f64, least_recall: f64) {
    let (mut right, mut cuts, mut compounds) = (0, 0, 0);
    for (word, expected) in rows(sample) {
        let found = found(word);
        let found = if found.is_empty() { vec![word] } else { found };
        let is_right = stems(&found) == stems(&expected);
        cuts += usize::from(found.len() > 1);
        compounds += usize::from(expected.len() > 1);
        right += usize::from(is_right && found.len() > 1);
        if !is_right {
            println!("{sample}: {word}: {} for {}", found.join("|"), expected.join("|"));
        }
    }
    let (precision, recall) = (ratio(right, cuts), ratio(right, compounds));
    println!("{sample}: {right} right of {cuts} cuts and {compounds} compounds: {precision:.3} / {recall:.3}");
    assert!(
        precision >= least_precision && recall >= least_recall,
        "{sample}: precision {precision:.3}, recall {recall:.3}"
    );
}

fn rows(sample: &str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = include_str!("compounds.tsv").lines().skip(1);
    let rows = lines.map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
        [sample, word, parts] => (sample, word, parts.split(' ').collect()),
        _ => panic!("three columns: {line}"),
    });
    rows.filter(move |(of, ..)| *of == sample)
        .map(|(_, word, parts)| (word, parts))
}

fn found(word: &str) -> Vec<&str> {
    compound_parts(word).into_iter().map(|part| &word[part]).collect()
}

fn stems(words: &[&str]) -> Vec<Option<Box<str>>> {
    let document = Document {
        text: words.join(" "),
        language: Some(Language::DUTCH),
        ..Document::default()
    };
    let tokens = AnalysedDocument::new(&document).text;
    tokens.into_iter().map(|token| token.word.dutch.clone()).collect()
}

fn ratio(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
}
