//! Where the words of a text stand, as a field of the index: its terms are numbers of words, its positions say at which
//! place of the text and what follows.
//!
//! A text is handed to tantivy as [`CODE`] characters a word, which the tokenizer here cuts again; that way nothing is
//! allocated for a word.

use std::cmp::Ordering;

use query::Gap;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// What the tokenizer is registered as.
const TOKENIZER: &str = "places";

/// Characters of a word: its number, then what follows.
const CODE: usize = NUMBER + 1;
const NUMBER: usize = 5;
/// A digit of a number is one of 64 characters from here.
const ZERO: u8 = b'0';

/// How the field is indexed.
pub(crate) fn options() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

/// Lets an index that is written know the tokenizer.
pub(crate) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(TOKENIZER, TextAnalyzer::builder(Places::default()).build());
}

/// Adds a word to a text for the field.
pub(crate) fn put_word(text: &mut String, number: u32, gap: Gap) {
    text.push_str(&code(number));
    text.push(char::from(ZERO + gap_code(gap)));
}

/// The term of a word.
fn code(number: u32) -> String {
    let digit = |at: usize| char::from(ZERO + (number >> (6 * at) & 63) as u8);
    (0..NUMBER).map(digit).collect()
}

/// As it stands in positions and in our own files.
pub(crate) fn gap_code(gap: Gap) -> u8 {
    match gap {
        Gap::Space => 0,
        Gap::Other => 1,
        Gap::Hyphen => 2,
    }
}

/// What was meant by [`gap_code`].
pub(crate) fn code_gap(code: u8) -> Gap {
    match code {
        0 => Gap::Space,
        1 => Gap::Other,
        _ => Gap::Hyphen,
    }
}

/// A word of a text that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// In its segment.
    pub document: DocId,
    /// Its position, three times, and the code of the gap that follows.
    place: u32,
    /// Of the word.
    pub number: u32,
}

impl Place {
    /// How many words stand before it.
    pub fn position(self) -> u32 {
        self.place / 3
    }

    /// What follows.
    pub fn gap(self) -> Gap {
        code_gap((self.place % 3) as u8)
    }
}

/// Takes the places in a document, of places by document.
pub(crate) fn take<'p>(places: &mut &'p [Place], document: DocId) -> &'p [Place] {
    let in_it = places.iter().take_while(|place| place.document == document).count();
    let (found, rest) = places.split_at(in_it);
    *places = rest;
    found
}

/// Adds where words stand in documents of one segment, which ascend.
pub(crate) fn find(
    segment: &SegmentReader,
    field: Field,
    numbers: &[u32],
    documents: &[DocId],
    found: &mut Vec<Place>,
) -> tantivy::Result<()> {
    let inverted = segment.inverted_index(field)?;
    let mut places = Vec::new();
    for &number in numbers {
        let term = Term::from_field_text(field, &code(number));
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? else {
            continue;
        };
        let mut at = 0;
        while let Some(&wanted) = documents.get(at) {
            let standing = match postings.doc() < wanted {
                true => postings.seek(wanted),
                false => postings.doc(),
            };
            match standing.cmp(&wanted) {
                Ordering::Equal => {
                    postings.positions(&mut places);
                    found.extend(places.iter().map(|&place| Place {
                        document: wanted,
                        place,
                        number,
                    }));
                    at += 1;
                }
                Ordering::Greater if standing == TERMINATED => break,
                _ => at += documents[at..].partition_point(|&document| document < standing),
            }
        }
    }
    Ok(())
}

/// Cuts a text of codes.
#[derive(Clone, Default)]
struct Places {
    token: Token,
}

struct PlacesStream<'a> {
    rest: &'a str,
    position: usize,
    token: &'a mut Token,
}

impl Tokenizer for Places {
    type TokenStream<'a> = PlacesStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlacesStream<'a> {
        self.token.reset();
        PlacesStream {
            rest: text,
            position: 0,
            token: &mut self.token,
        }
    }
}

impl TokenStream for PlacesStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((word, rest)) = self.rest.split_at_checked(CODE) else {
            return false;
        };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(&word[..NUMBER]);
        self.token.position = 3 * self.position + usize::from(word.as_bytes()[NUMBER] - ZERO);
        self.position += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
