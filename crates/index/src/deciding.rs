//! Which documents match that may: the evaluator decides, on the words that queries ask for.

use std::thread;

use corpus::Document;
use query::{Evaluator, Gap, KnownDocument, KnownPassage, KnownWord, QuerySet, SeenWord, TermKey};

use crate::passages::Passages;
use crate::places::Place;
use crate::words::Words;

/// Documents a thread decides on at the least: below, a thread costs more than it saves.
const WORTH_A_THREAD: usize = 2_000;

/// To read a document whole takes as long as to look up so many words.
const WORDS_A_DOCUMENT: usize = 50;

/// What is decided on: queries, and words that may matter to them.
pub(crate) struct Decision<'d> {
    set: &'d QuerySet,
    words: &'d Words,
    /// The numbers of the words that a query may ask for, ascending.
    numbers: Vec<u32>,
    /// The same by number, one bit each.
    asked: Vec<u64>,
}

/// Decides on documents one after the other, remembering the words met.
pub(crate) struct Decider<'d> {
    decision: &'d Decision<'d>,
    evaluator: Evaluator<'d>,
    /// By the number of a word.
    known: Vec<Option<KnownWord>>,
    document: KnownDocument,
    /// Scratch: position, number and gap of the words of a text.
    seen: Vec<(u32, u32, Gap)>,
}

impl<'d> Decision<'d> {
    /// For queries with these keys.
    pub fn new<'k>(set: &'d QuerySet, words: &'d Words, keys: impl IntoIterator<Item = &'k TermKey>) -> Decision<'d> {
        let mut asked = vec![0_u64; words.n_words().div_ceil(64)];
        let mut numbers = Vec::new();
        for key in keys {
            words.numbers(key, &mut |number| numbers.push(number));
        }
        numbers.sort_unstable();
        numbers.dedup();
        for &number in &numbers {
            asked[number as usize / 64] |= 1 << (number % 64);
        }
        Decision {
            set,
            words,
            numbers,
            asked,
        }
    }

    /// The numbers of the words that a query may ask for, ascending.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// Whether so few documents are sooner read whole than their words looked up.
    pub fn is_sooner_read(&self, n_documents: usize) -> bool {
        self.numbers.len() > WORDS_A_DOCUMENT * n_documents
    }

    /// Whether a query looks at more of a document than its words.
    pub fn uses_conditions(&self) -> bool {
        self.set.uses_conditions()
    }

    /// For one thread.
    pub fn decider(&'d self) -> Decider<'d> {
        Decider {
            evaluator: self.set.evaluator(),
            known: vec![None; self.words.n_words()],
            document: KnownDocument::default(),
            seen: Vec::new(),
            decision: self,
        }
    }

    fn is_asked(&self, number: u32) -> bool {
        self.asked[number as usize / 64] >> (number % 64) & 1 == 1
    }
}

impl Decider<'_> {
    /// The queries that match a document, by its words in the index; only conditions look at `document`.
    pub fn matching(&mut self, row: u64, places: &[Place], document: &Document) -> Vec<usize> {
        let mut passages = self.decision.words.passages(row);
        let mut known = std::mem::take(&mut self.document);
        self.read(&mut passages, &mut known.title);
        self.read_text(&mut passages, places, &mut known.text);
        known.names.clear();
        while passages.has_next() {
            let mut name = KnownPassage::default();
            self.read(&mut passages, &mut name);
            known.names.push(name);
        }
        let matching = self.evaluator.matching(&known, document);
        self.document = known;
        matching
    }

    /// The queries that match a document that was read whole.
    pub fn matching_whole(&mut self, document: &Document) -> Vec<usize> {
        let found = self.evaluator.evaluate(document);
        found.into_iter().map(|found| found.query).collect()
    }

    /// Words beside a hyphen may be part of a word that is asked for.
    fn read(&mut self, passages: &mut Passages, found: &mut KnownPassage) {
        found.clear();
        let (mut position, mut before) = (0, Gap::Other);
        found.n_words = passages.whole(|number, gap| {
            if self.decision.is_asked(number) || gap == Gap::Hyphen || before == Gap::Hyphen {
                let word = self.know(number);
                found.words.push(SeenWord { word, position, gap });
            }
            (position, before) = (position + 1, gap);
        });
    }

    fn read_text(&mut self, passages: &mut Passages, places: &[Place], found: &mut KnownPassage) {
        found.clear();
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear();
        seen.extend(places.iter().map(|place| (place.position(), place.number, place.gap())));
        found.n_words = passages.beside_hyphens(|position, number, gap| seen.push((position, number, gap)));
        seen.sort_unstable_by_key(|&(position, ..)| position);
        seen.dedup_by_key(|&mut (position, ..)| position);
        for &(position, number, gap) in &seen {
            let word = self.know(number);
            found.words.push(SeenWord { word, position, gap });
        }
        self.seen = seen;
    }

    fn know(&mut self, number: u32) -> KnownWord {
        let known = &mut self.known[number as usize];
        *known.get_or_insert_with(|| self.evaluator.know(self.decision.words.word(number)))
    }
}

/// What comes of a list that is cut among threads, in its order.
pub(crate) fn in_parts<T: Sync, R: Send, E: Send>(
    all: &[T],
    decide: impl Fn(&[T]) -> Result<Vec<R>, E> + Sync,
) -> Result<Vec<R>, E> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let part = all.len().div_ceil(threads).max(WORTH_A_THREAD);
    if all.len() <= part {
        return decide(all);
    }
    let parts: Vec<Result<Vec<R>, E>> = thread::scope(|scope| {
        let running: Vec<_> = all.chunks(part).map(|part| scope.spawn(|| decide(part))).collect();
        let done = running
            .into_iter()
            .map(|part| part.join().expect("deciding does not panic"));
        done.collect()
    });
    parts.into_iter().try_fold(Vec::new(), |mut all, part| {
        all.extend(part?);
        Ok(all)
    })
}
