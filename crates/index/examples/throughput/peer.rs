//! tantivy on a RAM index, batch by batch, with the same words: what it can express of the same queries.
//!
//! Tokens are ours, stemmed as ours (one field of folded words, one of stems). A word is a term query, a wildcard a regex
//! query, a phrase a phrase query (with wildcards a regex phrase query). A proximity is asked as an AND of its sides,
//! which is less work than NEAR; hyphen variants and spans are left out. All of that favours tantivy.

use corpus::{Document, Language};
use query::{Accents, Analyser, Comparison, Expression, Query, Token, Words, fold};
use tantivy::collector::DocSetCollector;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query as TantivyQuery, RegexPhraseQuery, RegexQuery,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token as IndexToken};
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

use crate::Clock;

/// Documents a batch.
const BATCH: usize = 10_000;

/// Documents a second, analysis and indexing included.
pub fn report(queries: &[Query], documents: &[Document]) {
    let peer = Peer::new();
    let asked: Vec<Box<dyn TantivyQuery>> = queries.iter().map(|query| peer.query(&query.expression)).collect();
    let (mut indexing, mut searching, mut hits) = (0.0, 0.0, 0);
    for batch in documents.chunks(BATCH) {
        let started = Clock::start();
        let index = peer.index(batch);
        indexing += started.seconds();
        let started = Clock::start();
        let searcher = index.reader().expect("a reader").searcher();
        for query in &asked {
            hits += searcher
                .search(query.as_ref(), &DocSetCollector)
                .expect("a search")
                .len();
        }
        searching += started.seconds();
    }
    let rate = |seconds: f64| documents.len() as f64 / seconds;
    println!(
        "  tantivy, RAM batches of {BATCH}: {:.0} documents/s ({:.0} indexing, {:.0} searching); {hits} hits",
        rate(indexing + searching),
        rate(indexing),
        rate(searching)
    );
}

struct Peer {
    schema: Schema,
    words: Field,
    stems: Field,
}

impl Peer {
    fn new() -> Peer {
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
        let options = TextOptions::default()
            .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions));
        let words = builder.add_text_field("words", options.clone());
        let stems = builder.add_text_field("stems", options);
        Peer {
            schema: builder.build(),
            words,
            stems,
        }
    }

    fn index(&self, documents: &[Document]) -> Index {
        let index = Index::create_in_ram(self.schema.clone());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 200_000_000).expect("a writer");
        let mut analyser = Analyser::new(Accents::Remove);
        for document in documents {
            let tokens = analyser.analyse(document).text;
            let mut row = TantivyDocument::default();
            row.add_pre_tokenized_text(self.words, pretokenized(&tokens, |token| token.folded()));
            row.add_pre_tokenized_text(self.stems, pretokenized(&tokens, stem));
            writer.add_document(row).expect("a document is added");
        }
        writer.commit().expect("a commit");
        index
    }

    fn query(&self, expression: &Expression) -> Box<dyn TantivyQuery> {
        match expression {
            Expression::Words(words) => self.words(words),
            Expression::And(of) => self.all(of, Occur::Must),
            Expression::Or(of) => self.all(of, Occur::Should),
            Expression::Proximity(near) => self.all(&[near.left.clone(), near.right.clone()], Occur::Must),
            Expression::AtLeast { of, .. } => self.all(of, Occur::Must),
            Expression::Within { of, .. } | Expression::Weighted { of, .. } => self.query(of),
            Expression::Not(of) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, Box::new(AllQuery)),
                (Occur::MustNot, self.query(of)),
            ])),
            Expression::Condition(_) | Expression::Reference(_) => Box::new(EmptyQuery),
        }
    }

    fn all(&self, of: &[Expression], occur: Occur) -> Box<dyn TantivyQuery> {
        Box::new(BooleanQuery::new(
            of.iter().map(|operand| (occur, self.query(operand))).collect(),
        ))
    }

    fn words(&self, words: &Words) -> Box<dyn TantivyQuery> {
        let is_pattern = words.text.contains(['*', '?']);
        let parts: Vec<String> = words
            .text
            .split([' ', '-'])
            .filter(|part| !part.is_empty())
            .map(fold)
            .collect();
        let stemmed = words.comparison == Comparison::Stemmed && !is_pattern;
        match (&parts[..], is_pattern) {
            ([], _) => Box::new(EmptyQuery),
            ([one], true) => Box::new(RegexQuery::from_pattern(&regex(one), self.words).expect("a pattern")),
            (many, true) => Box::new(RegexPhraseQuery::new(
                self.words,
                many.iter().map(|part| regex(part)).collect(),
            )),
            (_, false) => self.phrase(&parts, stemmed),
        }
    }

    /// By the stems of either language.
    fn phrase(&self, parts: &[String], stemmed: bool) -> Box<dyn TantivyQuery> {
        if !stemmed {
            return self.in_order(self.words, parts);
        }
        let mut analyser = Analyser::new(Accents::Remove);
        let mut stems = |language| {
            let document = Document {
                text: parts.join(" "),
                language: Some(language),
                ..Document::default()
            };
            analyser
                .analyse(&document)
                .text
                .iter()
                .map(|token| stem(token).to_string())
                .collect::<Vec<_>>()
        };
        let (dutch, english) = (stems(Language::DUTCH), stems(Language::ENGLISH));
        let mut choices = vec![self.in_order(self.stems, &dutch)];
        if english != dutch {
            choices.push(self.in_order(self.stems, &english));
        }
        Box::new(BooleanQuery::new(
            choices.into_iter().map(|choice| (Occur::Should, choice)).collect(),
        ))
    }

    fn in_order(&self, field: Field, parts: &[String]) -> Box<dyn TantivyQuery> {
        let mut terms: Vec<Term> = parts.iter().map(|part| Term::from_field_text(field, part)).collect();
        match terms.len() {
            0 => Box::new(EmptyQuery),
            1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
            _ => Box::new(PhraseQuery::new(terms)),
        }
    }
}

fn stem(token: &Token) -> &str {
    token
        .word
        .dutch
        .as_deref()
        .or(token.word.english.as_deref())
        .unwrap_or(token.folded())
}

fn regex(part: &str) -> String {
    let escaped = part.chars().map(|c| match c {
        '*' => ".*".to_string(),
        '?' => ".".to_string(),
        c if c.is_alphanumeric() => c.to_string(),
        c => format!("\\{c}"),
    });
    escaped.collect()
}

fn pretokenized<'t>(tokens: &'t [Token], form: impl Fn(&'t Token) -> &'t str) -> PreTokenizedString {
    let tokens = tokens.iter().enumerate().map(|(position, token)| IndexToken {
        position,
        text: form(token).to_string(),
        ..IndexToken::default()
    });
    PreTokenizedString {
        text: String::new(),
        tokens: tokens.collect(),
    }
}
