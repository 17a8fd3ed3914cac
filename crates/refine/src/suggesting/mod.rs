//! Terms to add to a query and clauses to drop from it.

mod dropping;
mod log_odds;
mod nearest;
mod query_words;
mod vocabulary;

pub use dropping::Drop;

use std::collections::BTreeSet;

use catalogue::Catalogue;
use embedding::Encoder;
use query::{Comparison, Expression, Query, Syntax, Wording, Words, fold, parse};
use serde::Serialize;

use crate::Taken;
use crate::clauses::{Counter, Overlap};
use crate::error::RefineError;
use crate::judging::Judged;
use crate::outline::outline;
use crate::row_set::RowSet;
use crate::search::{Card, IndexedCorpus};
use query_words::QueryWords;
use vocabulary::Vocabulary;

/// What suggestions are made from.
#[derive(Clone, Copy)]
pub struct Request<'r> {
    /// The query; its references are to the catalogue.
    pub query: &'r Query,
    /// The documents.
    pub corpus: &'r IndexedCorpus,
    /// The catalogue.
    pub catalogue: &'r Catalogue,
    /// What people answered, and the terms that they turned down.
    pub judged: &'r Judged,
    /// What each ecosystem takes.
    pub taken: &'r Taken,
    /// The most suggestions of a kind.
    pub most: usize,
}

/// Terms to add, and clauses to drop.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestions {
    /// Hits of the query as it is.
    pub hits: usize,
    /// Documents that the distinctive terms were learnt from: the hits but those labelled `no`, and those labelled
    /// `yes`.
    pub learnt_from: usize,
    /// By kind, the best first.
    pub additions: Vec<Addition>,
    /// Clauses that bring documents labelled `no`, the best to drop first.
    pub drops: Vec<Drop>,
}

/// A term to add as an alternative.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Addition {
    /// The term as it is written in a query.
    pub term: String,
    /// Where it comes from.
    pub origin: Origin,
    /// z of the log-odds, cosine, or documents of a compound.
    pub score: f64,
    /// Documents that it would add.
    pub adds: usize,
    /// How many of those some other ecosystem takes.
    pub taken: usize,
    /// The other ecosystems that take most of them.
    pub overlap: Vec<Overlap>,
    /// Documents that it would add.
    pub examples: Vec<Card>,
}

/// Where a suggested term comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// Commoner in the hits than elsewhere, by log-odds.
    Distinctive,
    /// A longer word that holds a word of the query.
    Compound {
        /// That word.
        of: String,
    },
    /// Near a word of the query by the model.
    Near {
        /// That word.
        of: String,
    },
    /// Near a word of the query by the model, and mostly in documents of the other language.
    Translation {
        /// That word.
        of: String,
    },
}

/// A term that may be offered.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// As it is written in the corpus.
    pub surface: String,
    pub origin: Origin,
    pub score: f64,
    pub is_english: bool,
}

/// Titles shown beside a term.
const EXAMPLES: usize = 2;

/// Candidates that are searched for, for one that is shown.
const SEARCHED: usize = 4;

/// Suggests terms and drops. Without a model there are no near words and no translations.
///
/// # Errors
/// When the query cannot be evaluated, the index cannot be read, or the model fails.
pub fn suggest(request: &Request<'_>, model: Option<&dyn Encoder>) -> Result<Suggestions, RefineError> {
    let whole = outline(&request.query.expression, None, Some(request.catalogue));
    let first = request.corpus.search(std::slice::from_ref(&whole.expression))?;
    let hits = &first[0];
    let positive = positives(request, hits)?;
    let vocabulary = Vocabulary::count(request.corpus, &positive)?;
    let words = QueryWords::of(&whole, &vocabulary)?;
    let mut candidates = log_odds::distinctive(&vocabulary);
    candidates.extend(query_words::compounds(&vocabulary, &words));
    if let Some(model) = model {
        candidates.extend(nearest::near(&vocabulary, &words, model)?);
    }
    let chosen = offered(candidates, &words, request)?;
    Ok(Suggestions {
        hits: hits.len(),
        learnt_from: positive.len(),
        additions: additions(&whole.expression, &chosen, request)?,
        drops: dropping::drops(request)?,
    })
}

/// The hits but those labelled `no`, and the documents labelled `yes`.
fn positives(request: &Request<'_>, hits: &RowSet) -> Result<RowSet, RefineError> {
    let corpus = request.corpus;
    let (yes, no) = (
        corpus.rows_of(&request.judged.yes)?,
        corpus.rows_of(&request.judged.no)?,
    );
    Ok(yes.union(hits).difference(&no))
}

/// The best of each kind, each term once, without those that the query has or a person turned down.
fn offered(
    candidates: Vec<Candidate>,
    words: &QueryWords,
    request: &Request<'_>,
) -> Result<Vec<Candidate>, RefineError> {
    let (mut seen, mut chosen) = (BTreeSet::new(), Vec::<Candidate>::new());
    let mut of_kind = [0usize; 4];
    let mut has = words.finder()?;
    for candidate in candidates {
        let kind = candidate.origin.place();
        let is_rejected = request.judged.rejected.contains(&fold(&candidate.surface));
        let is_full = of_kind[kind] >= request.most * SEARCHED;
        if is_rejected || is_full || seen.contains(&candidate.surface) || has.finds(&candidate) {
            continue;
        }
        seen.insert(candidate.surface.clone());
        of_kind[kind] += 1;
        chosen.push(candidate);
    }
    Ok(chosen)
}

/// Searches for the candidates; those that add nothing go.
fn additions(
    whole: &Expression,
    candidates: &[Candidate],
    request: &Request<'_>,
) -> Result<Vec<Addition>, RefineError> {
    let terms: Vec<Expression> = candidates.iter().map(|candidate| term(&candidate.surface)).collect();
    let expressions = [std::slice::from_ref(whole), &terms].concat();
    let rows = request.corpus.search(&expressions)?;
    let found = rows[1..]
        .iter()
        .fold(RowSet::default(), |found, rows| found.union(rows));
    let new = found.difference(&rows[0]);
    let counter = Counter::new(request.corpus, request.judged, request.taken, &new)?;
    let addition = |(place, candidate): (usize, &Candidate)| -> Result<Addition, RefineError> {
        let new = rows[place + 1].difference(&rows[0]);
        Ok(Addition {
            term: terms[place].to_string(),
            origin: candidate.origin.clone(),
            score: candidate.score,
            adds: new.len(),
            taken: counter.taken(&new),
            overlap: counter.overlap(&new),
            examples: request.corpus.examples(&new, &new, EXAMPLES)?,
        })
    };
    let all = candidates.iter().enumerate().map(addition);
    let mut additions = all.collect::<Result<Vec<Addition>, _>>()?;
    additions.retain(|addition| addition.adds > 0);
    additions.sort_by_key(|addition| addition.origin.place());
    let mut of_kind = [0usize; 4];
    additions.retain(|addition| {
        let shown = &mut of_kind[addition.origin.place()];
        *shown += 1;
        *shown <= request.most
    });
    Ok(additions)
}

/// A term as a query: bare where that reads back as itself, else between quotes.
fn term(surface: &str) -> Expression {
    let words = |wording| {
        Expression::Words(Words {
            text: surface.into(),
            wording,
            comparison: Comparison::Stemmed,
        })
    };
    let bare = words(Wording::Word);
    match parse(&bare.to_string(), Syntax::Afbaken) {
        Ok(query) if query.expression == bare => bare,
        _ => words(Wording::Phrase),
    }
}

impl Origin {
    /// The order in which kinds are shown.
    fn place(&self) -> usize {
        match self {
            Origin::Distinctive => 0,
            Origin::Compound { .. } => 1,
            Origin::Near { .. } => 2,
            Origin::Translation { .. } => 3,
        }
    }
}
