//! One pass over the words of a document: where the terms of the queries stand.

use std::ops::Range;
use std::sync::Arc;

use corpus::TextField;
use rustc_hash::FxHashMap;

use crate::analysis::{AnalysedDocument, Gap, LONGEST_CHAIN, Token, Word};
use crate::dictionary::{Dictionary, Entry, TermId};
use crate::evaluator::Span;
use crate::occurrences::Occurrence;
use crate::parser::MAX_DISTANCE;

/// Words remembered before the memory is emptied.
const REMEMBERED: usize = 1 << 18;

/// The occurrences of terms in one document after the other.
#[derive(Debug)]
pub(crate) struct Scan<'q> {
    dictionary: &'q Dictionary,
    entries: FxHashMap<Arc<Word>, Entry>,
    /// By term; only the touched ones hold anything.
    occurrences: Vec<Vec<Occurrence>>,
    touched: Vec<TermId>,
    /// Scratch for words that join.
    joined: Vec<TermId>,
    run_together: String,
}

/// Positions of a document's passages.
pub(crate) struct Places {
    pub title: Range<u32>,
    pub text: Range<u32>,
    pub names: Range<u32>,
}

impl<'q> Scan<'q> {
    pub fn new(dictionary: &'q Dictionary) -> Scan<'q> {
        Scan {
            dictionary,
            entries: FxHashMap::default(),
            occurrences: vec![Vec::new(); dictionary.len()],
            touched: Vec::new(),
            joined: Vec::new(),
            run_together: String::new(),
        }
    }

    /// Where a term stands, sorted.
    pub fn of(&self, term: TermId) -> &[Occurrence] {
        &self.occurrences[term as usize]
    }

    /// The terms that stand anywhere.
    pub fn touched(&self) -> &[TermId] {
        &self.touched
    }

    /// Leaves the positions of the words that queries use, passage after passage, too far apart to be near.
    pub fn document(&mut self, analysed: &AnalysedDocument, uses_names: bool) -> Places {
        self.forget();
        let title = self.passage(&analysed.title, 0);
        let text = self.passage(&analysed.text, next_passage(title.end));
        let mut names = next_passage(text.end)..next_passage(text.end);
        if uses_names {
            for name in &analysed.names {
                names.end = next_passage(self.passage(name, names.end).end);
            }
        }
        Places { title, text, names }
    }

    fn passage(&mut self, tokens: &[Token], base: u32) -> Range<u32> {
        let position = |at: usize| base + u32::try_from(at).expect("fewer than 2^32 words");
        for (at, token) in tokens.iter().enumerate() {
            let (begins, begins_before_space) = self.visit(token, position(at));
            let joins = match token.gap {
                Gap::Hyphen => true,
                Gap::Space => begins_before_space,
                Gap::Other => false,
            };
            if joins {
                self.join(&tokens[at..], position(at), begins);
            }
        }
        base..position(tokens.len())
    }

    /// Leaves one word's position at its terms, and says whether a query word begins with it.
    fn visit(&mut self, token: &Token, position: u32) -> (bool, bool) {
        if !self.entries.contains_key(&token.word) {
            self.entries
                .insert(Arc::clone(&token.word), self.dictionary.look_up(&token.word));
        }
        let entry = &self.entries[&token.word];
        let occurrence = Occurrence {
            start: position,
            end: position + 1,
        };
        for &term in &entry.terms {
            leave(&mut self.occurrences, &mut self.touched, term, occurrence);
        }
        (entry.begins, entry.begins_before_space)
    }

    /// Words from the first on that are one word for a query.
    fn join(&mut self, tokens: &[Token], position: u32, begins: bool) {
        let dictionary = self.dictionary;
        let mut joined = std::mem::take(&mut self.joined);
        let mut first = std::mem::take(&mut self.run_together);
        first.clear();
        for (width, pair) in (2..).zip(tokens.windows(2).take(LONGEST_CHAIN - 1)) {
            first.push_str(&pair[0].word.folded);
            let is_chain = tokens[..width - 1].iter().all(|token| token.gap == Gap::Hyphen);
            if width > 2 && !is_chain {
                break;
            }
            joined.clear();
            if begins {
                dictionary.literals_of(&mut first, &pair[1].word, &mut joined);
            }
            if is_chain {
                dictionary.patterns_of(&[&first, &*pair[1].word.folded].concat(), &mut joined);
            }
            joined.sort_unstable();
            joined.dedup();
            let end = position + u32::try_from(width).expect("a short chain");
            for &term in &joined {
                leave(
                    &mut self.occurrences,
                    &mut self.touched,
                    term,
                    Occurrence { start: position, end },
                );
            }
        }
        (self.joined, self.run_together) = (joined, first);
    }

    fn forget(&mut self) {
        self.touched
            .drain(..)
            .for_each(|term| self.occurrences[term as usize].clear());
        if self.entries.len() >= REMEMBERED {
            self.entries.clear();
        }
    }
}

impl Places {
    /// A stretch in code points; none in a name.
    pub fn span(&self, stretch: Occurrence, analysed: &AnalysedDocument) -> Option<Span> {
        let passages = [
            (TextField::Title, &self.title, &analysed.title),
            (TextField::Text, &self.text, &analysed.text),
        ];
        let (field, place, tokens) = passages
            .into_iter()
            .find(|(_, place, _)| place.contains(&stretch.start))?;
        let token = |position: u32| &tokens[(position - place.start) as usize];
        Some(Span {
            field,
            start: token(stretch.start).start,
            end: token(stretch.end - 1).end,
        })
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
