//! Which documents match that may: the evaluator decides, on their words.

use std::thread;

use corpus::Document;
use query::{Evaluator, Gap, KnownDocument, KnownPassage, KnownWord, QuerySet, SeenWord, TermKey};

use crate::words::{Passages, Words};

/// Documents a thread decides on at the least: below, a thread costs more than it saves.
const WORTH_A_THREAD: usize = 2_000;

/// What is decided on: queries, and words that may matter to them.
pub(crate) struct Decision<'d> {
    set: &'d QuerySet,
    words: &'d Words,
    /// By the number of a word, one bit each: whether a query may ask for it.
    asked: Vec<u64>,
}

/// Decides on documents one after the other, remembering the words met.
struct Decider<'d> {
    decision: &'d Decision<'d>,
    evaluator: Evaluator<'d>,
    /// By the number of a word.
    known: Vec<Option<KnownWord>>,
    document: KnownDocument,
}

impl<'d> Decision<'d> {
    /// For queries with these keys.
    pub fn new<'k>(set: &'d QuerySet, words: &'d Words, keys: impl IntoIterator<Item = &'k TermKey>) -> Decision<'d> {
        let mut asked = vec![0_u64; words.n_words().div_ceil(64)];
        for key in keys {
            words.numbers(key, &mut |number| asked[number as usize / 64] |= 1 << (number % 64));
        }
        Decision { set, words, asked }
    }

    /// For each document the queries that match it. `document` reads a document, for queries that look at more than its
    /// words.
    pub fn decide<T, E>(
        &self,
        rows: &[(u64, T)],
        document: impl Fn(u64, T) -> Result<Document, E> + Sync,
    ) -> Result<Vec<Vec<usize>>, E>
    where
        T: Copy + Sync,
        E: Send,
    {
        let decide_part = |part: &[(u64, T)]| -> Result<Vec<Vec<usize>>, E> {
            let mut decider = Decider::new(self);
            let nothing = Document::default();
            part.iter()
                .map(|&(row, place)| match self.set.uses_conditions() {
                    true => Ok(decider.matching(row, &document(row, place)?)),
                    false => Ok(decider.matching(row, &nothing)),
                })
                .collect()
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let part = rows.len().div_ceil(threads).max(WORTH_A_THREAD);
        if rows.len() <= part {
            return decide_part(rows);
        }
        let parts: Vec<Result<Vec<Vec<usize>>, E>> = thread::scope(|scope| {
            let running: Vec<_> = rows
                .chunks(part)
                .map(|part| scope.spawn(|| decide_part(part)))
                .collect();
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

    fn is_asked(&self, number: u32) -> bool {
        self.asked[number as usize / 64] >> (number % 64) & 1 == 1
    }
}

impl<'d> Decider<'d> {
    fn new(decision: &'d Decision<'d>) -> Decider<'d> {
        Decider {
            evaluator: decision.set.evaluator(),
            known: vec![None; decision.words.n_words()],
            document: KnownDocument::default(),
            decision,
        }
    }

    fn matching(&mut self, row: u64, document: &Document) -> Vec<usize> {
        let mut passages = self.decision.words.passages(row);
        let mut known = std::mem::take(&mut self.document);
        self.read(&mut passages, &mut known.title);
        self.read(&mut passages, &mut known.text);
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

    /// Words beside a hyphen may be part of a word that is asked for.
    fn read(&mut self, passages: &mut Passages, found: &mut KnownPassage) {
        found.clear();
        let Decider {
            decision,
            evaluator,
            known,
            ..
        } = self;
        let (mut position, mut before) = (0, Gap::Other);
        found.n_words = passages.next(|number, gap| {
            if decision.is_asked(number) || gap == Gap::Hyphen || before == Gap::Hyphen {
                let known = &mut known[number as usize];
                let word = *known.get_or_insert_with(|| evaluator.know(decision.words.word(number)));
                found.words.push(SeenWord { word, position, gap });
            }
            (position, before) = (position + 1, gap);
        });
    }
}
