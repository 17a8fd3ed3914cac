//! The words of every document as numbers, row by row, so that the evaluator can decide on a document without its text.
//!
//! Beside tantivy's files lies a folder with ours, written in order and read through a memory map: `documents` (a
//! document: for the title and each name behind the text the number of words, then word after word, `number × 3 + gap`;
//! of the text the number of words and of those beside hyphens, then these, each behind its distance from the one before;
//! all as LEB128; the other words of a text are a field of tantivy's, see `places`),
//! `places` (where each document begins, u64), `words` (each distinct word's forms, each behind its length), `word_places`
//! (where each begins, u64), `forms` (hash of each form and the number of its word, sorted, u64 and u32), `alphabet` (the
//! numbers of the words by their folded form, u32) and `chains` (words that hyphens join, divided by line ends). All numbers are little-endian. Words are numbered as they first come,
//! so common ones are short.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use memchr::memmem::Finder;
use query::{AnalysedDocument, Gap, Pattern, TermKey, Token, Word, each_chain, piece_keys};
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

use crate::passages::{Passages, put_number, put_word, take_number};
use crate::places;

/// Within the folder of the index.
const FOLDER: &str = "words";

/// Writes the words of document after document.
pub(crate) struct WordsWriter {
    documents: Stream,
    words: Stream,
    numbers: FxHashMap<Word, u32>,
    /// Hashes of forms with the number of their word.
    forms: Vec<(u64, u32)>,
    chains: FxHashSet<String>,
    folder: PathBuf,
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
            forms: Vec::new(),
            chains: FxHashSet::default(),
            folder,
            record: Vec::new(),
        })
    }

    /// Adds the next document; returns the words of its text for the field of places.
    pub fn add(&mut self, analysed: &AnalysedDocument) -> io::Result<String> {
        self.record.clear();
        self.add_whole(&analysed.title)?;
        let places = self.add_text(&analysed.text)?;
        analysed.names.iter().try_for_each(|name| self.add_whole(name))?;
        self.documents.add(&self.record)?;
        Ok(places)
    }

    fn add_whole(&mut self, tokens: &[Token]) -> io::Result<()> {
        put_number(&mut self.record, tokens.len() as u64);
        for token in tokens {
            let number = self.number(token)?;
            put_word(&mut self.record, number, token.gap);
        }
        self.add_chains(tokens);
        Ok(())
    }

    /// Of a text only the words beside hyphens.
    fn add_text(&mut self, tokens: &[Token]) -> io::Result<String> {
        let mut places = String::new();
        let (mut beside, mut n_beside, mut last) = (Vec::new(), 0, 0);
        for (position, token) in tokens.iter().enumerate() {
            let number = self.number(token)?;
            places::put_word(&mut places, number, token.gap);
            if token.gap == Gap::Hyphen || position > 0 && tokens[position - 1].gap == Gap::Hyphen {
                put_number(&mut beside, (position - last) as u64);
                put_word(&mut beside, number, token.gap);
                (n_beside, last) = (n_beside + 1, position);
            }
        }
        put_number(&mut self.record, tokens.len() as u64);
        put_number(&mut self.record, n_beside);
        self.record.extend(beside);
        self.add_chains(tokens);
        Ok(places)
    }

    fn add_chains(&mut self, tokens: &[Token]) {
        each_chain(tokens, |first, last| {
            self.chains.insert([first, last.folded()].concat());
        });
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
        let kinds = [
            (FOLDED, Some(folded)),
            (DUTCH, dutch.as_ref()),
            (ENGLISH, english.as_ref()),
        ];
        let hashes = kinds
            .into_iter()
            .filter_map(|(kind, form)| Some((hash(kind, form?), number)));
        self.forms.extend(hashes);
        let pieces = piece_keys(&token.word);
        self.forms.extend(pieces.iter().map(|key| (hash(PIECE, key), number)));
        self.numbers.insert((*token.word).clone(), number);
        Ok(number)
    }

    /// Writes what is left and has it on the disk.
    pub fn finish(mut self) -> io::Result<()> {
        self.documents.finish()?;
        self.words.finish()?;
        self.forms.sort_unstable();
        let forms = self.forms.iter();
        let forms = forms.flat_map(|(hash, number)| hash.to_le_bytes().into_iter().chain(number.to_le_bytes()));
        write_synced(&self.folder.join("forms"), &forms.collect::<Vec<u8>>())?;
        let words = self.numbers.iter().map(|(word, &number)| (&word.folded, number));
        let mut alphabet: Vec<(&Box<str>, u32)> = words.collect();
        alphabet.sort_unstable();
        let alphabet = alphabet.into_iter().flat_map(|(_, number)| number.to_le_bytes());
        write_synced(&self.folder.join("alphabet"), &alphabet.collect::<Vec<u8>>())?;
        let mut chains: Vec<String> = self.chains.into_iter().collect();
        chains.sort_unstable();
        write_synced(
            &self.folder.join("chains"),
            format!("\n{}\n", chains.join("\n")).as_bytes(),
        )
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

const FOLDED: u8 = 0;
const DUTCH: u8 = 1;
const ENGLISH: u8 = 2;
const PIECE: u8 = 3;

/// FNV-1a, 64 bits: it is in files, so it must never change.
fn hash(kind: u8, form: &str) -> u64 {
    let bytes = std::iter::once(kind).chain(form.bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
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
    forms: OwnedBytes,
    alphabet: OwnedBytes,
    chains: OwnedBytes,
}

struct Records {
    records: OwnedBytes,
    places: OwnedBytes,
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
            forms: read("forms")?,
            alphabet: read("alphabet")?,
            chains: read("chains")?,
        })
    }

    /// Hands over the numbers of all words that a key may be found at, some more at times.
    pub fn numbers(&self, key: &TermKey, take: &mut dyn FnMut(u32)) {
        match key {
            TermKey::Word(word) => self.with_form(FOLDED, word, take),
            TermKey::Dutch(stem) => self.with_form(DUTCH, stem, take),
            TermKey::English(stem) => self.with_form(ENGLISH, stem, take),
            TermKey::Piece(key) => self.with_form(PIECE, key, take),
            TermKey::Pattern(pattern) => match pattern.literal_prefix().as_str() {
                "" => self.holding(pattern, take),
                prefix => self.beginning_with(prefix, |word| pattern.matches(word), take),
            },
            TermKey::Joined(joined) => self.beginning_with(&joined.beginning(), |word| joined.fits(word), take),
        }
    }

    fn with_form(&self, kind: u8, form: &str, take: &mut dyn FnMut(u32)) {
        let hash = hash(kind, form);
        let entry = |at: usize| {
            let (hash, number) = self.forms[at * 12..at * 12 + 12].split_at(8);
            let hash = u64::from_le_bytes(hash.try_into().expect("eight bytes"));
            (hash, u32::from_le_bytes(number.try_into().expect("four bytes")))
        };
        let n = self.forms.len() / 12;
        (partition_point(n, |at| entry(at).0 < hash)..n)
            .map(entry)
            .take_while(|(other, _)| *other == hash)
            .for_each(|(_, number)| take(number));
    }

    /// Words that begin so and fit.
    fn beginning_with(&self, prefix: &str, fits: impl Fn(&str) -> bool, take: &mut dyn FnMut(u32)) {
        let first = partition_point(self.n_words(), |at| &*self.folded(self.in_alphabet(at)) < prefix);
        let numbers = (first..self.n_words()).map(|at| self.in_alphabet(at));
        let words = numbers.map(|number| (self.folded(number), number));
        words
            .take_while(|(word, _)| word.starts_with(prefix))
            .filter(|(word, _)| fits(word))
            .for_each(|(_, number)| take(number));
    }

    /// The number of the word at a place of the alphabet.
    fn in_alphabet(&self, at: usize) -> u32 {
        let bytes = self.alphabet[at * 4..at * 4 + 4].try_into();
        bytes.map(u32::from_le_bytes).expect("four bytes")
    }

    fn folded(&self, number: u32) -> Cow<'_, str> {
        let mut rest = self.words.record(number as usize);
        let length = take_number(&mut rest).saturating_sub(1) as usize;
        String::from_utf8_lossy(rest.get(..length).unwrap_or_default())
    }

    /// Words that a pattern may fit: those with its longest literal in one of their forms.
    fn holding(&self, pattern: &Pattern, take: &mut dyn FnMut(u32)) {
        let literal = pattern.longest_literal();
        let finder = Finder::new(&literal);
        let mut from = 0;
        while let Some(at) = self.words.records.get(from..).and_then(|rest| finder.find(rest)) {
            let number = self.words.number_at(from + at);
            if number >= self.n_words() {
                break;
            }
            take(number as u32);
            from = self.words.place(number + 1);
        }
    }

    /// Hands over every folded word and every chain of hyphens that fits.
    pub fn keys_fitting(
        &self,
        pattern: &Pattern,
        take: &mut dyn FnMut(&str) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        let mut words = FxHashSet::default();
        self.holding(pattern, &mut |number| {
            words.insert(self.word(number).folded);
        });
        let literal = pattern.longest_literal();
        let (finder, chains) = (Finder::new(&literal), self.chains.as_slice());
        let mut from = 0;
        while let Some(at) = chains.get(from..).and_then(|rest| finder.find(rest)) {
            let begins = memchr::memrchr(b'\n', &chains[..from + at]).map_or(0, |end| end + 1);
            let length = memchr::memchr(b'\n', &chains[from + at..]);
            let ends = length.map_or(chains.len(), |length| from + at + length);
            words.insert(String::from_utf8_lossy(&chains[begins..ends]).into());
            from = ends + 1;
        }
        words
            .iter()
            .filter(|word| pattern.matches(word))
            .try_for_each(|word| take(word))
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
        match (at + 2) * 8 <= self.places.len() {
            true => self.records.get(self.place(at)..self.place(at + 1)).unwrap_or_default(),
            false => &[],
        }
    }
}

impl Records {
    /// Where a record begins.
    fn place(&self, at: usize) -> usize {
        let bytes = self.places[at * 8..at * 8 + 8].try_into();
        bytes.map(u64::from_le_bytes).expect("eight bytes") as usize
    }

    /// The record that holds a byte.
    fn number_at(&self, byte: usize) -> usize {
        partition_point(self.places.len() / 8, |at| self.place(at) <= byte) - 1
    }
}

/// Of so many places, sorted so that those come first of which it holds, the first one of which it does not.
fn partition_point(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, n);
    while from < to {
        let middle = from.midpoint(to);
        match holds(middle) {
            true => from = middle + 1,
            false => to = middle,
        }
    }
    from
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
        analysed.iter().for_each(|analysed| drop(writer.add(analysed).unwrap()));
        writer.finish().unwrap();
        let words = Words::open(folder.path()).unwrap();
        for (row, analysed) in (0..).zip(&analysed) {
            let mut passages = words.passages(row);
            let mut found = Vec::new();
            passages.whole(|number, gap| found.push((words.word(number), gap)));
            let expected = |tokens: &[Token]| -> Vec<(Word, Gap)> {
                tokens.iter().map(|token| ((*token.word).clone(), token.gap)).collect()
            };
            assert_eq!(found, expected(&analysed.title));
            let mut found = Vec::new();
            let n = passages.beside_hyphens(|position, number, gap| {
                assert_eq!(analysed.text[position as usize].gap, gap);
                found.push((words.word(number), gap));
            });
            assert_eq!(n as usize, analysed.text.len());
            let all = expected(&analysed.text);
            assert_eq!(found, all.get(2..4).unwrap_or_default());
            assert!(!passages.has_next());
        }
        assert_eq!(words.n_words(), 6);
        assert!(!words.passages(3).has_next());
    }
}
