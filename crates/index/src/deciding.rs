//! Which documents match that may: the evaluator decides, on the words that queries ask for.

use std::sync::OnceLock;
use std::thread;

use corpus::Document;
use query::{CompileError, Evaluator, Gap, KnownDocument, KnownPassage, KnownWord, Leaf, QuerySet, SeenWord};
use rustc_hash::FxHashMap;
use tantivy::DocId;

use crate::bits::Bits;
use crate::bounds::Segment;
use crate::passages::Passages;
use crate::places::{self, Place};
use crate::plan::{Doubt, Plan};
use crate::words::Words;

/// Documents a thread decides on at the least: below, a thread costs more than it saves.
const WORTH_A_THREAD: usize = 2_000;

/// To read a document whole takes as long as to look up so many words.
const WORDS_A_DOCUMENT: usize = 50;

/// What is decided on: the leaves of a plan, and the words that may matter to them.
pub(crate) struct Decision<'d> {
    plan: &'d Plan,
    set: QuerySet,
    words: &'d Words,
    /// By leaf: the numbers of the words that it may ask for, ascending.
    numbers: Vec<OnceLock<Vec<u32>>>,
}

/// Decides on documents one after the other, remembering the words met.
pub(crate) struct Decider<'d> {
    words: &'d Words,
    uses_names: bool,
    evaluator: Evaluator<'d>,
    /// For documents read whole: it may forget words, and those known to the other must stay.
    of_whole: Evaluator<'d>,
    /// By the number of a word.
    known: FxHashMap<u32, KnownWord>,
    document: KnownDocument,
    /// Scratch: position, number and gap of the words of a text.
    seen: Vec<(u32, u32, Gap)>,
}

/// What was looked up about documents of one segment.
pub(crate) struct LookedUp {
    /// By document.
    places: Vec<Place>,
    /// Documents that are sooner read whole.
    whole: Bits,
    /// By number: whether a doubt may ask for the word.
    asked: Bits,
}

impl<'d> Decision<'d> {
    /// For the leaves of a plan.
    pub fn new(plan: &'d Plan, words: &'d Words) -> Result<Decision<'d>, CompileError> {
        let set = plan.compile()?;
        Ok(Decision {
            plan,
            words,
            numbers: vec![OnceLock::new(); set.len()],
            set,
        })
    }

    /// For one thread.
    pub fn decider(&self) -> Decider<'_> {
        Decider {
            words: self.words,
            uses_names: self.set.uses_names(),
            evaluator: self.set.evaluator(),
            of_whole: self.set.evaluator(),
            known: FxHashMap::default(),
            document: KnownDocument::default(),
            seen: Vec::new(),
        }
    }

    /// Where the words of each doubt stand in those of the documents, which ascend, that it is about.
    pub fn look_up(&self, segment: &Segment, doubts: &[Doubt], documents: &[DocId]) -> tantivy::Result<LookedUp> {
        let mut places = Vec::new();
        let mut whole = Bits::none(segment.documents());
        let mut asked = Bits::none(self.words.n_words() as u32);
        for doubt in doubts {
            let about = documents.iter().copied().filter(|&id| doubt.documents.contains(id));
            let about: Vec<DocId> = about.collect();
            let numbers = self.numbers(doubt.leaf);
            asked.insert_all(numbers);
            match numbers.len() > WORDS_A_DOCUMENT * about.len() {
                true => whole.insert_all(&about),
                false => places::find(segment.reader, segment.fields.places, numbers, &about, &mut places)?,
            }
        }
        places.sort_unstable_by_key(|place| place.document);
        Ok(LookedUp { places, whole, asked })
    }

    fn numbers(&self, leaf: usize) -> &[u32] {
        self.numbers[leaf].get_or_init(|| {
            let mut numbers = Vec::new();
            if let Leaf::Words(sought) = self.plan.leaf(leaf) {
                let mut take = |number| numbers.push(number);
                sought.clues.each_key(&mut |key| self.words.numbers(key, &mut take));
            }
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        })
    }
}

impl LookedUp {
    /// Whether a document is to be read whole.
    pub fn is_whole(&self, document: DocId) -> bool {
        self.whole.contains(document)
    }

    /// Where words stand in the documents, to be taken document after document.
    pub fn places(&self) -> &[Place] {
        &self.places
    }
}

impl Decider<'_> {
    /// The leaves that match a document, by its words in the index and the places of those in its text; only leaves count
    /// that it was looked up for.
    pub fn matching(&mut self, row: u64, found: &LookedUp, places: &[Place]) -> Vec<usize> {
        let mut passages = self.words.passages(row);
        let mut known = std::mem::take(&mut self.document);
        self.read(&mut passages, &found.asked, &mut known.title);
        self.read_text(&mut passages, places, &mut known.text);
        known.names.clear();
        while self.uses_names && passages.has_next() {
            let mut name = KnownPassage::default();
            self.read(&mut passages, &found.asked, &mut name);
            known.names.push(name);
        }
        let matching = self.evaluator.matching(&known, &Document::default());
        self.document = known;
        matching
    }

    /// The leaves that match a document that was read whole.
    pub fn matching_whole(&mut self, document: &Document) -> Vec<usize> {
        let found = self.of_whole.evaluate(document);
        found.into_iter().map(|found| found.query).collect()
    }

    /// Words beside a hyphen may be part of a word that is asked for.
    fn read(&mut self, passages: &mut Passages, asked: &Bits, found: &mut KnownPassage) {
        found.clear();
        let (mut position, mut before) = (0, Gap::Other);
        found.n_words = passages.whole(|number, gap| {
            if gap == Gap::Hyphen || before == Gap::Hyphen || asked.contains(number) {
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
        let known = self.known.entry(number);
        *known.or_insert_with(|| self.evaluator.know(self.words.word(number)))
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
