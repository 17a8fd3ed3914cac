//! The one authority: which queries match a document, and on what evidence.
//!
//! Evidence: a word or phrase gives its span; a proximity one span from its first to its last word; AND, OR and `n OF`
//! give the spans of every operand that holds; NOT and conditions give none. Of the spans of one word, phrase or
//! proximity only those count that hold no other of it: `a NEAR/5 b` in *a x a y b* is *a y b*. Inside another
//! proximity every stretch counts for the distance.
//!
//! The words of a document are looked up once; only words that some query uses leave a position. A query is looked at
//! when one of the terms it needs is there.

use std::ops::Range;

use corpus::{Document, TextField};

use crate::analysis::AnalysedDocument;
use crate::ast::{Query, Scope};
use crate::compilation::{Compilation, CompileError, Node};
use crate::dictionary::TermId;
use crate::folding::Accents;
use crate::occurrences::{Occurrence, Pairing, following, minimal};
use crate::scan::{Places, Scan};

/// Many queries compiled together. Shared by threads; each keeps an [`Evaluator`].
#[derive(Debug)]
pub struct QuerySet {
    compilation: Compilation,
    queries: Vec<Node>,
    /// Queries to look at by a term they need.
    by_term: Vec<Vec<u32>>,
    /// Queries that may match without a term.
    always: Vec<u32>,
}

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
    /// By phrase; `None` until asked for.
    phrases: Vec<Option<Vec<Occurrence>>>,
    asked: Vec<usize>,
}

impl Match {
    /// Number of evidence spans; 1 for a hit without a span.
    pub fn mentions(&self) -> usize {
        self.spans.len().max(1)
    }
}

impl QuerySet {
    /// Compiles queries whose references are resolved.
    pub fn compile(queries: Vec<Query>) -> Result<QuerySet, CompileError> {
        QuerySet::compile_with(queries, Accents::default())
    }

    /// The same for documents analysed with these accents.
    pub fn compile_with(queries: Vec<Query>, accents: Accents) -> Result<QuerySet, CompileError> {
        let mut compilation = Compilation::new(accents);
        let compiled = queries
            .iter()
            .enumerate()
            .map(|(place, query)| compilation.query(query, place));
        let queries = compiled.collect::<Result<Vec<Node>, CompileError>>()?;
        let mut set = QuerySet {
            by_term: vec![vec![]; compilation.dictionary.len()],
            compilation,
            queries,
            always: vec![],
        };
        set.file_queries();
        Ok(set)
    }

    fn file_queries(&mut self) {
        for (place, node) in (0..).zip(&self.queries) {
            match node.needed(&self.compilation.phrases) {
                None => self.always.push(place),
                Some(terms) => terms
                    .into_iter()
                    .for_each(|term| self.by_term[term as usize].push(place)),
            }
        }
    }

    /// How many queries there are.
    pub fn len(&self) -> usize {
        self.queries.len()
    }

    /// Whether there is no query.
    pub fn is_empty(&self) -> bool {
        self.queries.is_empty()
    }

    /// For many documents.
    pub fn evaluator(&self) -> Evaluator<'_> {
        Evaluator {
            set: self,
            scan: Scan::new(&self.compilation.dictionary),
            phrases: vec![None; self.compilation.phrases.len()],
            asked: Vec::new(),
        }
    }

    /// For one document.
    pub fn evaluate(&self, analysed: &AnalysedDocument, document: &Document) -> Vec<Match> {
        self.evaluator().evaluate(analysed, document)
    }
}

impl<'q> Evaluator<'q> {
    /// The queries that match, in their order.
    pub fn evaluate(&mut self, analysed: &AnalysedDocument, document: &Document) -> Vec<Match> {
        self.asked.drain(..).for_each(|phrase| self.phrases[phrase] = None);
        let places = self.scan.document(analysed, self.set.compilation.uses_names);
        let set = self.set;
        let reading = Reading {
            document,
            places: &places,
            scope: places.title.start..places.text.end,
        };
        let mut found = Vec::new();
        for query in self.worth_a_look() {
            let node = &set.queries[query as usize];
            if self.holds(node, &reading) {
                let mut evidence = Vec::new();
                self.evidence(node, &reading, 1.0, &mut evidence);
                found.push(as_match(query as usize, evidence, analysed, &places));
            }
        }
        found
    }

    fn worth_a_look(&self) -> Vec<u32> {
        let needed = self
            .scan
            .touched()
            .iter()
            .flat_map(|&term| &self.set.by_term[term as usize]);
        let mut queries: Vec<u32> = needed.chain(&self.set.always).copied().collect();
        queries.sort_unstable();
        queries.dedup();
        queries
    }

    fn holds(&mut self, node: &'q Node, reading: &Reading) -> bool {
        match node {
            Node::Phrase(phrase) => !within(self.phrase(*phrase), &reading.scope).is_empty(),
            Node::Near { .. } => !self.shortest(node, reading).is_empty(),
            Node::And(of) => of.iter().all(|node| self.holds(node, reading)),
            Node::Or(of) => of.iter().any(|node| self.holds(node, reading)),
            Node::Not(of) => !self.holds(of, reading),
            Node::AtLeast { count, of } => {
                of.iter().filter(|node| self.holds(node, reading)).take(*count).count() == *count
            }
            Node::Within { scope, of } => self.holds(of, &reading.within(*scope)),
            Node::Condition(test) => test.holds(reading.document),
            Node::Weighted { of, .. } => self.holds(of, reading),
        }
    }

    /// The evidence of a node that holds, with its weight.
    fn evidence(&mut self, node: &'q Node, reading: &Reading, weight: f64, found: &mut Vec<(Occurrence, f64)>) {
        match node {
            Node::Phrase(_) | Node::Near { .. } => {
                found.extend(
                    self.shortest(node, reading)
                        .into_iter()
                        .map(|stretch| (stretch, weight)),
                );
            }
            Node::And(of) | Node::Or(of) | Node::AtLeast { of, .. } => {
                for node in of {
                    if self.holds(node, reading) {
                        self.evidence(node, reading, weight, found);
                    }
                }
            }
            Node::Within { scope, of } => self.evidence(of, &reading.within(*scope), weight, found),
            Node::Weighted { of, weight: own } => self.evidence(of, reading, weight * own, found),
            Node::Not(_) | Node::Condition(_) => {}
        }
    }

    /// The stretches of a word, phrase or proximity that hold no other of it.
    fn shortest(&mut self, node: &'q Node, reading: &Reading) -> Vec<Occurrence> {
        let Node::Near { sides, distance, order } = node else {
            return minimal(self.stretches(node, reading));
        };
        let (left, right) = (self.stretches(&sides.0, reading), self.stretches(&sides.1, reading));
        Pairing {
            left: &left,
            right: &right,
            distance: *distance,
            order: *order,
        }
        .shortest()
    }

    /// Every stretch of a word, phrase, proximity, or OR of them, in the place we read.
    fn stretches(&mut self, node: &'q Node, reading: &Reading) -> Vec<Occurrence> {
        match node {
            Node::Phrase(phrase) => within(self.phrase(*phrase), &reading.scope).to_vec(),
            Node::Near { sides, distance, order } => {
                let (left, right) = (self.stretches(&sides.0, reading), self.stretches(&sides.1, reading));
                Pairing {
                    left: &left,
                    right: &right,
                    distance: *distance,
                    order: *order,
                }
                .all()
            }
            Node::Or(of) => {
                let mut all: Vec<Occurrence> = of.iter().flat_map(|node| self.stretches(node, reading)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Node::Weighted { of, .. } => self.stretches(of, reading),
            Node::And(_) | Node::Not(_) | Node::AtLeast { .. } | Node::Within { .. } | Node::Condition(_) => Vec::new(),
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
}

/// A document and the part of it that is looked at.
struct Reading<'d> {
    document: &'d Document,
    places: &'d Places,
    scope: Range<u32>,
}

impl Reading<'_> {
    fn within(&self, scope: Scope) -> Self {
        let scope = match scope {
            Scope::Title => &self.places.title,
            Scope::Text => &self.places.text,
            Scope::Organisation => &self.places.names,
        };
        Reading {
            scope: scope.clone(),
            ..*self
        }
    }
}

fn within<'o>(stretches: &'o [Occurrence], scope: &Range<u32>) -> &'o [Occurrence] {
    let inside = following(stretches, scope.start);
    &inside[..inside.partition_point(|stretch| stretch.start < scope.end)]
}

/// Turns positions of words into code points; the heaviest of equal spans counts.
fn as_match(query: usize, evidence: Vec<(Occurrence, f64)>, analysed: &AnalysedDocument, places: &Places) -> Match {
    let spans = evidence
        .into_iter()
        .filter_map(|(o, weight)| Some((places.span(o, analysed)?, weight)));
    let mut spans: Vec<(Span, f64)> = spans.collect();
    spans.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    spans.dedup_by_key(|(span, _)| *span);
    let score = if spans.is_empty() {
        1.0
    } else {
        spans.iter().map(|(_, weight)| weight).sum()
    };
    Match {
        query,
        spans: spans.into_iter().map(|(span, _)| span).collect(),
        score,
    }
}
