//! The words of every document as numbers, row by row, so that the evaluator can decide on a document without its text.
//!
//! Beside tantivy's files lies a folder with four of ours, written in order and read through a memory map:
//! `documents` (a document: for title, text and each name the number of words, then word after word, `number × 3 + gap`,
//! as LEB128), `places` (where each document begins, u64), `words` (each distinct word's forms) and `word_places` (where
//! each begins, u64). All numbers are little-endian. Words are numbered as they first come, so common ones are short.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use query::{AnalysedDocument, Gap, Token, Word};
use rustc_hash::FxHashMap;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

/// Within the folder of the index.
const FOLDER: &str = "words";

/// Writes the words of document after document.
pub(crate) struct WordsWriter {
    documents: Stream,
    words: Stream,
    numbers: FxHashMap<Word, u32>,
    record: Vec<u8>,
}

/// Records one behind the other in a file, and where each begins in another.
struct Stream {
    records: BufWriter<File>,
    places: BufWriter<File>,
    length: u64,
}

impl WordsWriter {
    /// In the folder of an index.
    pub fn create(index: &Path) -> io::Result<WordsWriter> {
        let folder = index.join(FOLDER);
        std::fs::create_dir_all(&folder)?;
        Ok(WordsWriter {
            documents: Stream::create(&folder, "documents", "places")?,
            words: Stream::create(&folder, "words", "word_places")?,
            numbers: FxHashMap::default(),
            record: Vec::new(),
        })
    }

    /// Adds the next document.
    pub fn add(&mut self, analysed: &AnalysedDocument) -> io::Result<()> {
        self.record.clear();
        let names = analysed.names.iter().map(Vec::as_slice);
        let passages = [analysed.title.as_slice(), &analysed.text];
        for tokens in passages.into_iter().chain(names) {
            put_number(&mut self.record, tokens.len() as u64);
            for token in tokens {
                let number = u64::from(self.number(token)?) * 3 + gap_code(token.gap);
                put_number(&mut self.record, number);
            }
        }
        self.documents.add(&self.record)
    }

    fn number(&mut self, token: &Token) -> io::Result<u32> {
        if let Some(&number) = self.numbers.get(&*token.word) {
            return Ok(number);
        }
        let number = u32::try_from(self.numbers.len()).map_err(io::Error::other)?;
        let mut forms = Vec::new();
        let Word { folded, dutch, english } = &*token.word;
        for form in [Some(folded), dutch.as_ref(), english.as_ref()] {
            put_number(&mut forms, form.map_or(0, |form| form.len() as u64 + 1));
            forms.extend(form.into_iter().flat_map(|form| form.bytes()));
        }
        self.words.add(&forms)?;
        self.numbers.insert((*token.word).clone(), number);
        Ok(number)
    }

    /// Writes what is left and has it on the disk.
    pub fn finish(self) -> io::Result<()> {
        self.documents.finish()?;
        self.words.finish()
    }
}

impl Stream {
    fn create(folder: &Path, records: &str, places: &str) -> io::Result<Stream> {
        Ok(Stream {
            records: BufWriter::new(File::create(folder.join(records))?),
            places: BufWriter::new(File::create(folder.join(places))?),
            length: 0,
        })
    }

    fn add(&mut self, record: &[u8]) -> io::Result<()> {
        self.places.write_all(&self.length.to_le_bytes())?;
        self.records.write_all(record)?;
        self.length += record.len() as u64;
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.places.write_all(&self.length.to_le_bytes())?;
        self.records.into_inner()?.sync_all()?;
        self.places.into_inner()?.sync_all()
    }
}

/// The words of every document.
pub(crate) struct Words {
    documents: Records,
    words: Records,
}

struct Records {
    records: OwnedBytes,
    places: OwnedBytes,
}

/// A document's passages as numbers of words; read once, front to back.
pub(crate) struct Passages<'w> {
    rest: &'w [u8],
}

impl Words {
    /// Of the index in a folder.
    pub fn open(index: &Path) -> tantivy::Result<Words> {
        let folder = MmapDirectory::open(index.join(FOLDER))?;
        let read = |name: &str| -> tantivy::Result<OwnedBytes> { Ok(folder.open_read(Path::new(name))?.read_bytes()?) };
        Ok(Words {
            documents: Records {
                records: read("documents")?,
                places: read("places")?,
            },
            words: Records {
                records: read("words")?,
                places: read("word_places")?,
            },
        })
    }

    /// How many different words there are.
    pub fn n_words(&self) -> usize {
        self.words.places.len() / 8 - 1
    }

    /// The word of a number.
    pub fn word(&self, number: u32) -> Word {
        let mut rest = self.words.record(number as usize);
        let mut form = || {
            let length = take_number(&mut rest).checked_sub(1)? as usize;
            let (form, behind) = rest.split_at_checked(length)?;
            rest = behind;
            Some(String::from_utf8_lossy(form).into_owned().into_boxed_str())
        };
        Word {
            folded: form().unwrap_or_default(),
            dutch: form(),
            english: form(),
        }
    }

    /// The passages of a row: title, text, then the names.
    pub fn passages(&self, row: u64) -> Passages<'_> {
        Passages {
            rest: self.documents.record(row as usize),
        }
    }
}

impl Records {
    /// Nothing where there is none.
    fn record(&self, at: usize) -> &[u8] {
        let place = |at: usize| {
            let bytes = self.places.get(at * 8..at * 8 + 8)?;
            Some(u64::from_le_bytes(bytes.try_into().ok()?) as usize)
        };
        let record = |from: usize, to: usize| self.records.get(from..to);
        place(at)
            .zip(place(at + 1))
            .and_then(|(from, to)| record(from, to))
            .unwrap_or_default()
    }
}

impl Passages<'_> {
    /// Whether there is another passage.
    pub fn has_next(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Hands over the words of the next passage.
    pub fn next(&mut self, mut take: impl FnMut(u32, Gap)) {
        for _ in 0..take_number(&mut self.rest) {
            let number = take_number(&mut self.rest);
            take((number / 3) as u32, code_gap(number % 3));
        }
    }
}

fn gap_code(gap: Gap) -> u64 {
    match gap {
        Gap::Space => 0,
        Gap::Other => 1,
        Gap::Hyphen => 2,
    }
}

fn code_gap(code: u64) -> Gap {
    match code {
        0 => Gap::Space,
        1 => Gap::Other,
        _ => Gap::Hyphen,
    }
}

fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// 0 where the bytes end.
fn take_number(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
        shift = (shift + 7) % 64;
    }
    number
}

#[cfg(test)]
mod tests {
    use corpus::{Document, Language};

    use super::*;

    #[test]
    fn words_come_back_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = WordsWriter::create(folder.path()).unwrap();
        let documents = ["", "Schoon water, water-zuivering", "coöperatie \u{5b57} é"].map(|text| Document {
            title: "water".into(),
            text: text.into(),
            language: Some(Language::DUTCH),
            ..Document::default()
        });
        let analysed = documents.map(|document| AnalysedDocument::new(&document));
        analysed.iter().for_each(|analysed| writer.add(analysed).unwrap());
        writer.finish().unwrap();
        let words = Words::open(folder.path()).unwrap();
        for (row, analysed) in (0..).zip(&analysed) {
            let mut passages = words.passages(row);
            for tokens in [&analysed.title, &analysed.text] {
                let mut found = Vec::new();
                passages.next(|number, gap| found.push((words.word(number), gap)));
                let expected: Vec<(Word, Gap)> = tokens.iter().map(|t| ((*t.word).clone(), t.gap)).collect();
                assert_eq!(found, expected);
            }
            assert!(!passages.has_next());
        }
        assert_eq!(words.n_words(), 6);
        assert!(!words.passages(3).has_next());
    }

    #[test]
    fn numbers_come_back_as_they_were() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, 127, 128, 300, 1 << 40, u64::MAX];
        numbers.iter().for_each(|&number| put_number(&mut bytes, number));
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| take_number(&mut rest)), numbers);
    }
}
