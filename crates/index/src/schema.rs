//! The fields of the index, and a document as their keys.

use corpus::Document;
use query::{ANALYSIS_VERSION, AnalysedDocument, Scope, TermKey, Token, code_key};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{MAX_TOKEN_LEN, PreTokenizedString, Token as IndexToken};

use crate::places;

/// Changes with the schema.
const FORMAT_VERSION: u32 = 8;

/// Stands in a passage for words that are too long to be keys: any pattern may fit them.
pub(crate) const TOO_LONG: &str = "\u{1}";

/// What an index must have been made under to be read.
pub(crate) fn version() -> String {
    format!("{FORMAT_VERSION}/{ANALYSIS_VERSION}")
}

/// The fields of the index.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub row: Field,
    pub id: Field,
    pub title: Passage,
    pub text: Passage,
    pub organisation: Passage,
    /// Where the words of the text stand.
    pub places: Field,
    pub kind: Field,
    pub language: Field,
    pub year: Field,
    pub codes: Field,
    pub document: Field,
}

/// The fields of one passage: its keys by their kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passage {
    pub words: Field,
    pub dutch: Field,
    pub english: Field,
    pub pieces: Field,
}

impl Fields {
    /// The schema and its fields.
    pub fn schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let fields = Fields {
            row: builder.add_u64_field("row", INDEXED | FAST),
            id: builder.add_text_field("id", STRING | FAST),
            title: Passage::add("title", &mut builder),
            text: Passage::add("text", &mut builder),
            organisation: Passage::add("organisation", &mut builder),
            places: builder.add_text_field("places", places::options()),
            kind: builder.add_text_field("kind", STRING),
            language: builder.add_text_field("language", STRING),
            year: builder.add_i64_field("year", FAST),
            codes: builder.add_text_field("codes", keys_only()),
            document: builder.add_bytes_field("document", STORED),
        };
        (builder.build(), fields)
    }

    /// The passages of a scope.
    pub fn passages(&self, scope: Option<Scope>) -> Vec<Passage> {
        match scope {
            None => vec![self.title, self.text],
            Some(Scope::Title) => vec![self.title],
            Some(Scope::Text) => vec![self.text],
            Some(Scope::Organisation) => vec![self.organisation],
        }
    }

    /// One document as the index keeps it.
    pub fn row(&self, row: u64, document: &Document, analysed: &AnalysedDocument, places: &str) -> TantivyDocument {
        let mut keys = TantivyDocument::default();
        keys.add_text(self.places, places);
        keys.add_u64(self.row, row);
        keys.add_text(self.id, &document.document_id);
        self.title.put(&analysed.title, &mut keys);
        self.text.put(&analysed.text, &mut keys);
        analysed
            .names
            .iter()
            .for_each(|name| self.organisation.put(name, &mut keys));
        keys.add_text(self.kind, document.kind.name());
        document
            .language
            .iter()
            .for_each(|language| keys.add_text(self.language, language.code()));
        document
            .year
            .iter()
            .for_each(|&year| keys.add_i64(self.year, year.into()));
        put(
            self.codes,
            document
                .codes
                .iter()
                .flat_map(|(scheme, codes)| codes.iter().map(|code| code_term(scheme, &code_key(code)))),
            &mut keys,
        );
        keys
    }
}

/// A code as a key: the keys of a scheme begin alike.
pub(crate) fn code_term(scheme: &str, key: &str) -> String {
    format!("{scheme}\0{key}")
}

impl Passage {
    fn add(name: &str, builder: &mut SchemaBuilder) -> Passage {
        let mut field = |kind: &str| builder.add_text_field(&format!("{name}_{kind}"), keys_only());
        Passage {
            words: field("words"),
            dutch: field("dutch"),
            english: field("english"),
            pieces: field("pieces"),
        }
    }

    fn put(&self, tokens: &[Token], keys: &mut TantivyDocument) {
        let (mut words, mut dutch, mut english, mut pieces) = (vec![], vec![], vec![], vec![]);
        for key in TermKey::of_passage(tokens) {
            match key {
                TermKey::Word(word) => words.push(word),
                TermKey::Dutch(stem) => dutch.push(stem),
                TermKey::English(stem) => english.push(stem),
                TermKey::Piece(stem) => pieces.push(stem),
                TermKey::Pattern(_) | TermKey::Joined(_) => {}
            }
        }
        if [&words, &dutch, &english]
            .into_iter()
            .flatten()
            .any(|key| key.len() > MAX_TOKEN_LEN)
        {
            words.push(TOO_LONG.to_string());
        }
        let fields = [self.words, self.dutch, self.english, self.pieces];
        for (field, list) in fields.into_iter().zip([words, dutch, english, pieces]) {
            put(field, list, keys);
        }
    }
}

/// Keys without positions, frequencies and norms: candidates need none.
fn keys_only() -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
}

fn put(field: Field, keys: impl IntoIterator<Item = String>, document: &mut TantivyDocument) {
    let token = |(position, text): (usize, String)| IndexToken {
        position,
        text,
        ..IndexToken::default()
    };
    let tokens: Vec<IndexToken> = keys.into_iter().enumerate().map(token).collect();
    if !tokens.is_empty() {
        document.add_pre_tokenized_text(
            field,
            PreTokenizedString {
                text: String::new(),
                tokens,
            },
        );
    }
}
