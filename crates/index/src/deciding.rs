//! Which documents match that may: the evaluator decides, on their words.

use std::thread;

use corpus::Document;
use query::{Evaluator, Gap, KnownDocument, KnownWord, QuerySet};

use crate::words::{Passages, Words};

/// Documents a thread decides on at the least: below, a thread costs more than it saves.
const WORTH_A_THREAD: usize = 2_000;

/// Decides on documents one after the other, remembering the words met.
struct Decider<'d> {
    words: &'d Words,
    evaluator: Evaluator<'d>,
    /// By the number of a word.
    known: Vec<Option<KnownWord>>,
    document: KnownDocument,
}

/// Keeps those that match, in their order. `document` reads the document of one, for queries that look at more than
/// words.
pub(crate) fn decide<T, E, D>(
    set: &QuerySet,
    words: &Words,
    doubtful: Vec<(u64, T)>,
    document: D,
) -> Result<Vec<(u64, T)>, E>
where
    T: Copy + Send + Sync,
    E: Send,
    D: Fn(u64, T) -> Result<Document, E> + Sync,
{
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let part = doubtful.len().div_ceil(threads).max(WORTH_A_THREAD);
    let decide_part = |part: &[(u64, T)]| -> Result<Vec<(u64, T)>, E> {
        let mut decider = Decider::new(set, words);
        let mut hits = Vec::new();
        let nothing = Document::default();
        for &(row, place) in part {
            let holds = match set.uses_conditions() {
                true => decider.holds(row, &document(row, place)?),
                false => decider.holds(row, &nothing),
            };
            hits.extend(holds.then_some((row, place)));
        }
        Ok(hits)
    };
    if doubtful.len() <= part {
        return decide_part(&doubtful);
    }
    let parts: Vec<Result<Vec<(u64, T)>, E>> = thread::scope(|scope| {
        let running: Vec<_> = doubtful
            .chunks(part)
            .map(|part| scope.spawn(|| decide_part(part)))
            .collect();
        running
            .into_iter()
            .map(|part| part.join().expect("deciding does not panic"))
            .collect()
    });
    parts.into_iter().try_fold(Vec::new(), |mut all, part| {
        all.extend(part?);
        Ok(all)
    })
}

impl<'d> Decider<'d> {
    fn new(set: &'d QuerySet, words: &'d Words) -> Decider<'d> {
        Decider {
            words,
            evaluator: set.evaluator(),
            known: vec![None; words.n_words()],
            document: KnownDocument::default(),
        }
    }

    fn holds(&mut self, row: u64, document: &Document) -> bool {
        let mut passages = self.words.passages(row);
        let mut known = std::mem::take(&mut self.document);
        self.read(&mut passages, &mut known.title);
        self.read(&mut passages, &mut known.text);
        known.names.clear();
        while passages.has_next() {
            let mut name = Vec::new();
            self.read(&mut passages, &mut name);
            known.names.push(name);
        }
        let holds = self.evaluator.holds(&known, document);
        self.document = known;
        holds
    }

    fn read(&mut self, passages: &mut Passages, found: &mut Vec<(KnownWord, Gap)>) {
        found.clear();
        let Decider {
            words,
            evaluator,
            known,
            ..
        } = self;
        passages.next(|number, gap| {
            let known = &mut known[number as usize];
            let word = *known.get_or_insert_with(|| evaluator.know(words.word(number)));
            found.push((word, gap));
        });
    }
}
