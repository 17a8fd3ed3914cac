//! The one authority: which queries match a document, and on what evidence.
//!
//! Evidence: a word or phrase gives its span; a proximity one span from its first to its last word; AND, OR and `n OF`
//! give the spans of every operand that holds; NOT and conditions give none. Of the spans of one word, phrase or
//! proximity only those count that hold no other of it: `a NEAR/5 b` in *a x a y b* is *a y b*. Inside another
//! proximity every stretch counts for the distance.
//!
//! The words of a document are looked up once; only words that some query uses leave a position. A query is looked at
//! when one of the terms it needs is there.

use std::sync::Arc;

use corpus::{Document, TextField};

use crate::analysis::Word;
use crate::compilation::{Compilation, Node};
use crate::dictionary::TermId;
use crate::filing::Filing;
use crate::known::{KnownDocument, KnownWord};
use crate::occurrences::{Occurrence, Pairing, following, minimal};
use crate::query_set::QuerySet;
use crate::reading::{Reading, within};
use crate::scan::Scan;

/// A query that matches a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its place in the list that was compiled.
    pub query: usize,
    /// The evidence, sorted, each span once; empty for a hit on no words.
    pub spans: Vec<Span>,
    /// Sum of the weights of the evidence, 1 each unless the query says otherwise; 1 without a span.
    pub score: f64,
}

/// A piece of evidence in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Where it stands.
    pub field: TextField,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Evaluates document after document, remembering what it learnt about words.
#[derive(Debug)]
pub struct Evaluator<'q> {
    set: &'q QuerySet,
    scan: Scan<'q>,
    /// By phrase of several words; `None` until asked for.
    phrases: Vec<Option<Vec<Occurrence>>>,
    asked: Vec<usize>,
    /// By word or phrase: the last document that has its words.
    possible_in: Vec<u32>,
    filing: Arc<Filing>,
    /// By term: documents it was in, of those that were learnt from.
    met: Vec<u32>,
    documents: usize,
    /// By query: the last document it was looked at for.
    looked_at: Vec<u32>,
    document: u32,
    /// Scratch for stretches.
    spare: Vec<Vec<Occurrence>>,
}

/// Documents after which queries are filed by the terms that came in them.
const LEARNT_FROM: [usize; 2] = [200, 4_000];

/// Evidence with its weight.
type Weighty = (Occurrence, f64);

impl Match {
    /// Number of evidence spans; 1 for a hit without a span.
    pub fn mentions(&self) -> usize {
        self.spans.len().max(1)
    }
}

impl<'q> Evaluator<'q> {
    pub(crate) fn new(set: &'q QuerySet) -> Evaluator<'q> {
        Evaluator {
            set,
            scan: Scan::new(&set.compilation.dictionary, set.compilation.accents),
            phrases: vec![None; set.compilation.phrases.len()],
            asked: Vec::new(),
            possible_in: vec![0; set.compilation.phrases.len()],
            filing: Arc::clone(&set.filing),
            met: vec![0; set.compilation.dictionary.len()],
            documents: 0,
            looked_at: vec![0; set.queries.len()],
            document: 0,
            spare: Vec::new(),
        }
    }

    /// Makes a word known, for [`Evaluator::matching`].
    pub fn know(&mut self, word: Word) -> KnownWord {
        self.scan.lexicon.of_word(word)
    }

    /// The queries that match a document of known words, in any order. Only conditions look at `document`.
    pub fn matching(&mut self, known: &KnownDocument, document: &Document) -> Vec<usize> {
        self.scan.words(known, self.set.compilation.uses_names);
        let mut found = Vec::new();
        self.look(document, |_, query, _| found.push(query));
        found
    }

    /// The queries that match, in their order.
    pub fn evaluate(&mut self, document: &Document) -> Vec<Match> {
        self.scan.document(document, self.set.compilation.uses_names);
        let mut found = Vec::new();
        self.look(document, |evaluator, query, evidence| {
            found.push(evaluator.as_match(query, evidence, document));
        });
        found.sort_unstable_by_key(|found| found.query);
        found
    }

    /// Hands over every query that matches the document that was scanned, with its evidence.
    fn look(&mut self, document: &Document, mut take: impl FnMut(&mut Self, usize, &mut Vec<Weighty>)) {
        self.forget_document();
        let mut evidence = Vec::new();
        let reading = self.reading(document);
        let (set, filing) = (self.set, Arc::clone(&self.filing));
        let touched = self.scan.take_touched();
        self.find_possible(&touched, &filing);
        let needing = touched.iter().flat_map(|&term| &filing.by_term[term as usize]);
        for &query in filing.always.iter().chain(needing) {
            let query = query as usize;
            if std::mem::replace(&mut self.looked_at[query], self.document) == self.document {
                continue;
            }
            evidence.clear();
            if self.collect(&set.queries[query], &reading, 1.0, &mut evidence) {
                take(self, query, &mut evidence);
            }
        }
        self.learn(&touched);
        self.scan.give_back(touched);
    }

    /// Marks the phrases whose words are there: most queries ask for hundreds of them.
    fn find_possible(&mut self, touched: &[TermId], filing: &Filing) {
        for &phrase in touched.iter().flat_map(|&term| &filing.phrases_by_term[term as usize]) {
            let words = &self.set.compilation.phrases[phrase as usize];
            if words.is_possible(|term| !self.scan.of(term).is_empty()) {
                self.possible_in[phrase as usize] = self.document;
            }
        }
    }

    /// Files the queries anew once it is known how often their terms come.
    fn learn(&mut self, touched: &[TermId]) {
        if self.documents == LEARNT_FROM[1] {
            return;
        }
        self.documents += 1;
        touched.iter().for_each(|&term| self.met[term as usize] += 1);
        if LEARNT_FROM.contains(&self.documents) {
            let Compilation {
                dictionary, phrases, ..
            } = &self.set.compilation;
            let likely = dictionary.likely_frequencies();
            let frequency = |term: TermId| f64::from(self.met[term as usize]) + likely[term as usize];
            self.filing = Arc::new(Filing::new(&self.set.queries, phrases, dictionary.len(), &frequency));
        }
    }

    fn forget_document(&mut self) {
        self.asked.drain(..).for_each(|phrase| self.phrases[phrase] = None);
        self.document = self.document.wrapping_add(1);
        if self.document == 0 {
            self.looked_at.fill(0);
            self.possible_in.fill(0);
            self.document = 1;
        }
    }

    fn reading<'d>(&self, document: &'d Document) -> Reading<'d> {
        let (title, text) = (self.scan.title.positions(), self.scan.text.positions());
        Reading {
            document,
            scope: title.start..text.end,
            title,
            text,
            names: self.scan.names.clone(),
        }
    }

    /// Whether a node holds; then its evidence is added, else nothing.
    fn collect(&mut self, node: &'q Node, reading: &Reading, weight: f64, evidence: &mut Vec<Weighty>) -> bool {
        let before = evidence.len();
        let holds = match node {
            Node::Phrase(_) | Node::Near { .. } => self.collect_words(node, reading, weight, evidence),
            Node::And(of) => {
                of.iter().all(|node| self.is_possible(node))
                    && of.iter().all(|node| self.collect(node, reading, weight, evidence))
            }
            Node::Or(of) => self.collect_of(1, of, reading, weight, evidence),
            Node::AtLeast { count, of } => self.collect_of(*count, of, reading, weight, evidence),
            Node::Not(of) => {
                let holds = !self.collect(of, reading, weight, evidence);
                evidence.truncate(before);
                holds
            }
            Node::Within { scope, of } => self.collect(of, &reading.within(*scope), weight, evidence),
            Node::Condition(test) => test.holds(reading.document),
            Node::Weighted { of, weight: own } => self.collect(of, reading, weight * own, evidence),
        };
        if !holds {
            evidence.truncate(before);
        }
        holds
    }

    /// Whether at least so many hold, with the evidence of all that do.
    fn collect_of(
        &mut self,
        count: usize,
        of: &'q [Node],
        reading: &Reading,
        weight: f64,
        evidence: &mut Vec<Weighty>,
    ) -> bool {
        let holding = of.iter().filter(|node| self.collect(node, reading, weight, evidence));
        holding.count() >= count
    }

    fn collect_words(&mut self, node: &'q Node, reading: &Reading, weight: f64, evidence: &mut Vec<Weighty>) -> bool {
        if !self.is_possible(node) {
            return false;
        }
        let mut stretches = self.spare.pop().unwrap_or_default();
        self.shortest(node, reading, &mut stretches);
        evidence.extend(stretches.iter().map(|&stretch| (stretch, weight)));
        let holds = !stretches.is_empty();
        self.put_back(stretches);
        holds
    }

    fn put_back(&mut self, mut stretches: Vec<Occurrence>) {
        stretches.clear();
        self.spare.push(stretches);
    }

    /// Whether the terms are there without which a node cannot hold: a glance.
    fn is_possible(&self, node: &Node) -> bool {
        match node {
            Node::Phrase(phrase) => self.possible_in[*phrase] == self.document,
            Node::Near { sides, .. } => self.is_possible(&sides.0) && self.is_possible(&sides.1),
            Node::And(of) => of.iter().all(|node| self.is_possible(node)),
            Node::Or(of) => of.iter().any(|node| self.is_possible(node)),
            Node::Within { of, .. } | Node::Weighted { of, .. } => self.is_possible(of),
            Node::Not(_) | Node::Condition(_) | Node::AtLeast { .. } => true,
        }
    }

    /// Adds the stretches of a word, phrase or proximity that hold no other of it.
    fn shortest(&mut self, node: &'q Node, reading: &Reading, found: &mut Vec<Occurrence>) {
        match node {
            Node::Near { .. } => self.pair(node, reading, |pairing, found| pairing.shortest(found), found),
            _ => {
                self.stretches(node, reading, found);
                minimal(found);
            }
        }
    }

    fn pair(
        &mut self,
        node: &'q Node,
        reading: &Reading,
        meet: impl Fn(Pairing, &mut Vec<Occurrence>),
        found: &mut Vec<Occurrence>,
    ) {
        let Node::Near { sides, distance, order } = node else {
            return;
        };
        let mut left = self.spare.pop().unwrap_or_default();
        let mut right = self.spare.pop().unwrap_or_default();
        self.stretches(&sides.0, reading, &mut left);
        if !left.is_empty() {
            self.stretches(&sides.1, reading, &mut right);
        }
        let pairing = Pairing {
            left: &left,
            right: &right,
            distance: *distance,
            order: *order,
        };
        meet(pairing, found);
        self.put_back(left);
        self.put_back(right);
    }

    /// Adds every stretch of a word, phrase, proximity, or OR of them, in the place we read; `found` is empty before.
    fn stretches(&mut self, node: &'q Node, reading: &Reading, found: &mut Vec<Occurrence>) {
        match node {
            Node::Phrase(phrase) => found.extend_from_slice(within(self.phrase(*phrase), &reading.scope)),
            Node::Near { .. } => self.pair(node, reading, |pairing, found| pairing.all(found), found),
            Node::Or(of) => {
                for node in of.iter() {
                    let mut more = self.spare.pop().unwrap_or_default();
                    if self.is_possible(node) {
                        self.stretches(node, reading, &mut more);
                    }
                    found.append(&mut more);
                    self.spare.push(more);
                }
                found.sort_unstable();
                found.dedup();
            }
            Node::Weighted { of, .. } => self.stretches(of, reading, found),
            Node::And(_) | Node::Not(_) | Node::AtLeast { .. } | Node::Within { .. } | Node::Condition(_) => {}
        }
    }

    /// Where a phrase stands in the document.
    fn phrase(&mut self, phrase: usize) -> &[Occurrence] {
        let set = self.set;
        let parts = &set.compilation.phrases[phrase].parts;
        if let [word] = parts.as_slice() {
            return self.scan.of(word[0].1);
        }
        if self.phrases[phrase].is_none() {
            self.asked.push(phrase);
            self.phrases[phrase] = Some(self.find(parts));
        }
        self.phrases[phrase].as_deref().unwrap_or_default()
    }

    fn find(&self, parts: &[Vec<(usize, TermId)>]) -> Vec<Occurrence> {
        // By part: the beginnings of the phrase that end right before it.
        let mut before: Vec<Vec<Occurrence>> = vec![Vec::new(); parts.len() + 1];
        for &(covered, term) in &parts[0] {
            before[covered].extend(self.scan.of(term));
        }
        for at in 1..parts.len() {
            for begun in std::mem::take(&mut before[at]) {
                for &(covered, term) in &parts[at] {
                    let next = following(self.scan.of(term), begun.end)
                        .iter()
                        .take_while(|next| next.start == begun.end);
                    before[at + covered].extend(next.map(|next| Occurrence {
                        start: begun.start,
                        end: next.end,
                    }));
                }
            }
        }
        let mut found = before.pop().unwrap_or_default();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Turns positions of words into code points; the heaviest of equal spans counts.
    fn as_match(&mut self, query: usize, evidence: &mut Vec<Weighty>, document: &Document) -> Match {
        evidence.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        evidence.dedup_by_key(|(stretch, _)| *stretch);
        let mut matched = Match {
            query,
            spans: Vec::with_capacity(evidence.len()),
            score: 0.0,
        };
        for &(stretch, weight) in evidence.iter() {
            if let Some(span) = self.scan.span(stretch, document) {
                matched.spans.push(span);
                matched.score += weight;
            }
        }
        if matched.spans.is_empty() {
            matched.score = 1.0;
        }
        matched
    }
}
