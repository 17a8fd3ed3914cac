//! One pass over the words of a document: where the terms of the queries stand.

use std::ops::Range;

use corpus::{Document, TextField};

use crate::analysis::{LONGEST_CHAIN, Stemming};
use crate::dictionary::{Dictionary, TermId};
use crate::evaluator::Span;
use crate::folding::Accents;
use crate::known::{KnownDocument, KnownPassage, SeenWord};
use crate::lexicon::Lexicon;
use crate::occurrences::Occurrence;
use crate::parser::MAX_DISTANCE;
use crate::segmentation::{CodePoints, Gap, segments};

/// The occurrences of terms in one document after the other.
#[derive(Debug)]
pub(crate) struct Scan<'q> {
    dictionary: &'q Dictionary,
    pub lexicon: Lexicon<'q>,
    /// By term; only the touched ones hold anything.
    occurrences: Vec<Vec<Occurrence>>,
    touched: Vec<TermId>,
    pub title: Passage,
    pub text: Passage,
    pub names: Range<u32>,
    /// Scratch for words that join.
    joined: Vec<TermId>,
    run_together: String,
}

/// The words of a passage and where they stand.
#[derive(Debug, Default)]
pub(crate) struct Passage {
    known: KnownPassage,
    /// Begin and end of each word in bytes.
    bytes: Vec<(usize, usize)>,
    /// Then bytes are code points.
    is_ascii: bool,
    /// The position of the first word.
    base: u32,
    /// Begin and end of each word in code points, once they are asked for.
    code_points: Vec<(usize, usize)>,
}

impl<'q> Scan<'q> {
    pub fn new(dictionary: &'q Dictionary, accents: Accents) -> Scan<'q> {
        Scan {
            dictionary,
            lexicon: Lexicon::new(dictionary, accents),
            occurrences: vec![Vec::new(); dictionary.len()],
            touched: Vec::new(),
            title: Passage::default(),
            text: Passage::default(),
            names: 0..0,
            joined: Vec::new(),
            run_together: String::new(),
        }
    }

    /// Where a term stands, sorted.
    pub fn of(&self, term: TermId) -> &[Occurrence] {
        &self.occurrences[term as usize]
    }

    /// Hands out the terms that stand anywhere; to be given back.
    pub fn take_touched(&mut self) -> Vec<TermId> {
        std::mem::take(&mut self.touched)
    }

    /// Takes back what was handed out.
    pub fn give_back(&mut self, touched: Vec<TermId>) {
        self.touched = touched;
    }

    /// Leaves the positions of the words that queries use, passage after passage, too far apart to be near.
    pub fn document(&mut self, document: &Document, uses_names: bool) {
        self.lexicon.forget_if_large();
        let stemming = Stemming::of(document.language);
        self.title.read(&document.title, stemming, &mut self.lexicon);
        self.text.read(&document.text, stemming, &mut self.lexicon);
        let mut names = Vec::new();
        if uses_names {
            for organisation in &document.organisations {
                let mut name = Passage::default();
                name.read(&organisation.name, Stemming::Unstemmed, &mut self.lexicon);
                names.push(name.known);
            }
        }
        self.place(&names);
    }

    /// The same for words that are already known.
    pub fn words(&mut self, known: &KnownDocument, uses_names: bool) {
        self.title.known.clone_from(&known.title);
        self.text.known.clone_from(&known.text);
        self.place(if uses_names { &known.names } else { &[] });
    }

    fn place(&mut self, names: &[KnownPassage]) {
        self.touched
            .drain(..)
            .for_each(|term| self.occurrences[term as usize].clear());
        let (mut title, mut text) = (std::mem::take(&mut self.title), std::mem::take(&mut self.text));
        title.base = 0;
        text.base = next_passage(self.passage(&title.known, title.base));
        let end = self.passage(&text.known, text.base);
        self.names = next_passage(end)..next_passage(end);
        for name in names {
            self.names.end = next_passage(self.passage(name, self.names.end));
        }
        (self.title, self.text) = (title, text);
    }

    /// Returns one past the last position.
    fn passage(&mut self, passage: &KnownPassage, base: u32) -> u32 {
        let words = passage.words.as_slice();
        for (at, seen) in words.iter().enumerate() {
            if seen.word.is_inert() && seen.gap != Gap::Hyphen {
                continue;
            }
            let position = base + seen.position;
            for &term in &self.lexicon.entry(seen.word).terms {
                let occurrence = Occurrence {
                    start: position,
                    end: position + 1,
                };
                leave(&mut self.occurrences, &mut self.touched, term, occurrence);
            }
            let is_next = |next: &SeenWord| next.position == seen.position + 1;
            if seen.word.joins(seen.gap) && words.get(at + 1).is_some_and(is_next) {
                self.join(&words[at..], position);
            }
        }
        base + passage.n_words
    }

    /// Words from the first on that are one word for a query.
    fn join(&mut self, words: &[SeenWord], position: u32) {
        let entry = |at: usize| self.lexicon.entry(words[at].word);
        let begins = entry(0).joined_by.meet(entry(1).initials);
        if !begins && words[0].gap != Gap::Hyphen {
            return;
        }
        let mut joined = std::mem::take(&mut self.joined);
        let mut first = std::mem::take(&mut self.run_together);
        first.clear();
        for (width, pair) in (2..).zip(words.windows(2).take(LONGEST_CHAIN - 1)) {
            first.push_str(&self.lexicon.entry(pair[0].word).word.folded);
            let last = &self.lexicon.entry(pair[1].word).word;
            let is_chain = words[..width - 1].iter().all(|word| word.gap == Gap::Hyphen);
            if width > 2 && !is_chain {
                break;
            }
            joined.clear();
            if begins {
                self.dictionary.literals_of(&mut first, last, &mut joined);
            }
            if is_chain {
                self.dictionary
                    .patterns_of(&[&first, &*last.folded].concat(), &mut joined);
            }
            joined.sort_unstable();
            joined.dedup();
            let end = position + width as u32;
            for &term in &joined {
                let occurrence = Occurrence { start: position, end };
                leave(&mut self.occurrences, &mut self.touched, term, occurrence);
            }
        }
        (self.joined, self.run_together) = (joined, first);
    }

    /// A stretch in code points; none in a name.
    pub fn span(&mut self, stretch: Occurrence, document: &Document) -> Option<Span> {
        let (field, passage, text) = match stretch.start {
            title if title < self.title.end() => (TextField::Title, &mut self.title, &document.title),
            text if (self.text.base..self.text.end()).contains(&text) => {
                (TextField::Text, &mut self.text, &document.text)
            }
            _ => return None,
        };
        let base = passage.base;
        let places = passage.code_points(text);
        Some(Span {
            field,
            start: places[(stretch.start - base) as usize].0,
            end: places[(stretch.end - 1 - base) as usize].1,
        })
    }
}

impl Passage {
    fn read(&mut self, text: &str, stemming: Stemming, lexicon: &mut Lexicon) {
        self.bytes.clear();
        self.code_points.clear();
        self.is_ascii = text.is_ascii();
        self.known.clear();
        let mut may_be_joined = false;
        for (position, segment) in (0..).zip(segments(text)) {
            let end = segment.start + segment.text.len();
            self.bytes.push((segment.start, end));
            let (word, gap) = (lexicon.of_surface(segment.text, stemming), segment.gap);
            if !word.is_inert() || may_be_joined || gap == Gap::Hyphen {
                self.known.words.push(SeenWord { word, position, gap });
            }
            may_be_joined = word.joins(gap);
        }
        self.known.n_words = u32::try_from(self.bytes.len()).expect("fewer than 2^32 words");
    }

    /// One past the last position.
    pub fn end(&self) -> u32 {
        self.base + self.known.n_words
    }

    /// All positions.
    pub fn positions(&self) -> Range<u32> {
        self.base..self.end()
    }

    fn code_points(&mut self, text: &str) -> &[(usize, usize)] {
        if self.is_ascii {
            return &self.bytes;
        }
        if self.code_points.is_empty() {
            let mut counted = CodePoints::new(text);
            let places = self.bytes.iter().map(|&(start, end)| {
                let start = counted.up_to(start);
                (start, counted.up_to(end))
            });
            self.code_points.extend(places);
        }
        &self.code_points
    }
}

fn next_passage(end: u32) -> u32 {
    end + MAX_DISTANCE + 1
}

fn leave(occurrences: &mut [Vec<Occurrence>], touched: &mut Vec<TermId>, term: TermId, occurrence: Occurrence) {
    let list = &mut occurrences[term as usize];
    if list.is_empty() {
        touched.push(term);
    }
    list.push(occurrence);
}
