//! Which queries and phrases are worth a look, by the terms of a document.
//!
//! Each is filed under terms without any of which no document matches it. Of all such choices the rarest terms are
//! best: before a document is seen, long words count as rare; after some, what was seen counts.

use crate::compilation::{Node, Phrase};
use crate::dictionary::TermId;

/// Queries and phrases by the terms they need.
#[derive(Debug, Clone)]
pub(crate) struct Filing {
    /// Queries to look at by a term.
    pub by_term: Vec<Vec<u32>>,
    /// Words and phrases to look at by a term.
    pub phrases_by_term: Vec<Vec<u32>>,
    /// Queries that may match without a term.
    pub always: Vec<u32>,
}

/// Terms that a query needs one of, and how often they are there.
#[derive(Debug, Clone, Default)]
struct Needed {
    terms: Vec<TermId>,
    frequency: f64,
}

/// How often a term is in a document, in any unit.
pub(crate) type Frequencies<'f> = &'f dyn Fn(TermId) -> f64;

impl Filing {
    /// Files queries and phrases under their rarest terms.
    pub fn new(queries: &[Node], phrases: &[Phrase], n_terms: usize, frequencies: Frequencies) -> Filing {
        let mut filing = Filing {
            by_term: vec![Vec::new(); n_terms],
            phrases_by_term: vec![Vec::new(); n_terms],
            always: Vec::new(),
        };
        for (place, phrase) in (0..).zip(phrases) {
            for term in of_phrase(phrase, frequencies).terms {
                filing.phrases_by_term[term as usize].push(place);
            }
        }
        for (place, node) in (0..).zip(queries) {
            match needed(node, phrases, frequencies) {
                None => filing.always.push(place),
                Some(needed) => needed
                    .terms
                    .into_iter()
                    .for_each(|term| filing.by_term[term as usize].push(place)),
            }
        }
        filing
    }
}

/// The rarest terms without any of which a document cannot match; `None` when it may match without a term.
fn needed(node: &Node, phrases: &[Phrase], frequencies: Frequencies) -> Option<Needed> {
    let rarest = |of: &mut dyn Iterator<Item = &Node>, n: usize| {
        let mut needed: Vec<Needed> = of.filter_map(|node| needed(node, phrases, frequencies)).collect();
        needed.sort_by(|a, b| a.frequency.total_cmp(&b.frequency));
        (needed.len() >= n).then(|| Needed::any(needed.into_iter().take(n)))
    };
    match node {
        Node::Phrase(phrase) => Some(of_phrase(&phrases[*phrase], frequencies)),
        Node::Near { sides, .. } => rarest(&mut [&sides.0, &sides.1].into_iter(), 1),
        Node::And(of) => rarest(&mut of.iter(), 1),
        Node::Or(of) => rarest(&mut of.iter(), of.len()),
        Node::AtLeast { count, of } => rarest(&mut of.iter(), of.len() + 1 - count),
        Node::Within { of, .. } | Node::Weighted { of, .. } => needed(of, phrases, frequencies),
        Node::Not(_) | Node::Condition(_) => None,
    }
}

/// The terms that cover the rarest part.
fn of_phrase(phrase: &Phrase, frequencies: Frequencies) -> Needed {
    let covering = |part: usize| {
        let units = phrase.parts[..=part].iter().enumerate();
        let terms = units.flat_map(|(from, units)| {
            let covers = move |&&(covered, _): &&(usize, TermId)| from + covered > part;
            units.iter().filter(covers).map(|&(_, term)| term)
        });
        Needed::any(terms.map(|term| Needed {
            terms: vec![term],
            frequency: frequencies(term),
        }))
    };
    let parts = (0..phrase.parts.len()).map(covering);
    parts
        .min_by(|a, b| a.frequency.total_cmp(&b.frequency))
        .unwrap_or_default()
}

impl Needed {
    fn any(of: impl Iterator<Item = Needed>) -> Needed {
        of.fold(Needed::default(), |mut all, one| {
            all.terms.extend(one.terms);
            all.frequency += one.frequency;
            all
        })
    }
}
