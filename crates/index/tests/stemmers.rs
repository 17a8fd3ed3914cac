//! Our stems are those of tantivy's own stemmer.

use corpus::{Document, Language};
use query::AnalysedDocument;
use tantivy::tokenizer::{Language as Stemmed, RawTokenizer, Stemmer, TextAnalyzer};

#[track_caller]
fn check(language: Language, stemmed: Stemmed, words: &str) {
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default())
        .filter(Stemmer::new(stemmed))
        .build();
    let document = Document {
        text: words.into(),
        language: Some(language),
        ..Document::default()
    };
    for token in AnalysedDocument::new(&document).text {
        let ours = token
            .word
            .dutch
            .as_deref()
            .or(token.word.english.as_deref())
            .unwrap()
            .to_string();
        let mut stream = analyzer.token_stream(token.folded());
        assert_eq!(ours, stream.next().unwrap().text, "{}", token.folded());
    }
}

#[test]
fn stems_are_those_of_tantivy() {
    check(
        Language::DUTCH,
        Stemmed::Dutch,
        "zuivering zuiveringen membranen waterstoffen gewerkt bedrijven lopende onderzoek",
    );
    check(
        Language::ENGLISH,
        Stemmed::English,
        "purification purifying membranes women's treatments universities was",
    );
}
