//! Queries as formulas over leaves: each leaf is looked up once, and decided on only where it matters to a query.

use std::borrow::Cow;
use std::cell::OnceCell;

use query::{Accents, CompileError, Expression, Formula, Leaf, Query, QuerySet};
use rustc_hash::FxHashMap;

use crate::bits::Bits;
use crate::bounds::{Bounds, Segment};

/// What is asked of an index.
pub(crate) struct Plan {
    /// Over places in the list of leaves.
    queries: Vec<Formula<usize>>,
    /// Each once.
    leaves: Vec<Leaf>,
}

/// What is known about the documents of one segment.
pub(crate) struct Search<'p> {
    plan: &'p Plan,
    segment: Segment<'p>,
    /// By leaf, once it is asked for.
    leaves: Vec<OnceCell<Bounds>>,
    /// By query.
    queries: Vec<Bounds>,
}

/// A leaf and the documents that it is to be decided on.
pub(crate) struct Doubt {
    pub leaf: usize,
    pub documents: Bits,
}

impl Plan {
    /// For these queries.
    pub fn new(queries: &[Query]) -> Plan {
        let mut leaves = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut place = |leaf: Leaf| {
            *places.entry(alone(&leaf).to_string()).or_insert_with(|| {
                leaves.push(leaf);
                leaves.len() - 1
            })
        };
        let queries = queries
            .iter()
            .map(|query| query.requirement(Accents::Remove).map(&mut place))
            .collect();
        Plan { queries, leaves }
    }

    /// The leaves as queries of their own, in their order.
    pub fn compile(&self) -> Result<QuerySet, CompileError> {
        QuerySet::compile(self.leaves.iter().map(alone).collect())
    }

    /// What is asked at once.
    pub fn leaf(&self, place: usize) -> &Leaf {
        &self.leaves[place]
    }

    /// What keys say about the documents of a segment.
    pub fn search<'p>(&'p self, segment: Segment<'p>) -> tantivy::Result<Search<'p>> {
        let mut search = Search {
            plan: self,
            segment,
            leaves: vec![OnceCell::new(); self.leaves.len()],
            queries: Vec::new(),
        };
        search.queries = search.bounds()?;
        Ok(search)
    }
}

fn alone(leaf: &Leaf) -> Query {
    match leaf {
        Leaf::Words(sought) => sought.query.clone(),
        Leaf::Condition(condition) => Query {
            expression: Expression::Condition(condition.clone()),
        },
    }
}

impl Search<'_> {
    /// By query: the documents that match for sure and those that may.
    pub fn queries(&self) -> &[Bounds] {
        &self.queries
    }

    /// What has to be decided.
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut matters = Bits::none(self.segment.documents());
        self.queries.iter().for_each(|query| matters.unite(&query.doubtful()));
        let doubt = |(leaf, bounds): (usize, &OnceCell<Bounds>)| {
            let mut documents = bounds.get()?.doubtful();
            documents.intersect(&matters);
            (!documents.is_empty()).then_some(Doubt { leaf, documents })
        };
        self.leaves.iter().enumerate().filter_map(doubt).collect()
    }

    /// By doubt, the documents that turned out to match: nothing is in doubt any more.
    pub fn settle(&mut self, matching: Vec<(usize, Bits)>) -> tantivy::Result<()> {
        for (leaf, mut documents) in matching {
            let bounds = self.leaves[leaf].take();
            bounds.iter().for_each(|bounds| documents.unite(bounds.sure()));
            self.leaves[leaf] = OnceCell::from(Bounds::exactly(documents));
        }
        let settled = self.bounds()?;
        for (query, settled) in self.queries.iter_mut().zip(settled) {
            let mut documents = query.doubtful();
            documents.intersect(&settled.possible);
            documents.unite(query.sure());
            *query = Bounds::exactly(documents);
        }
        Ok(())
    }

    fn bounds(&self) -> tantivy::Result<Vec<Bounds>> {
        let documents = self.segment.documents();
        let mut leaf = |&place: &usize| {
            if let Some(bounds) = self.leaves[place].get() {
                return Ok(Cow::Borrowed(bounds));
            }
            let bounds = self.segment.bounds(&self.plan.leaves[place])?;
            Ok(Cow::Borrowed(self.leaves[place].get_or_init(|| bounds)))
        };
        let queries = self.plan.queries.iter();
        queries
            .map(|query| Ok(Bounds::of(query, documents, &mut leaf)?.into_owned()))
            .collect()
    }
}
