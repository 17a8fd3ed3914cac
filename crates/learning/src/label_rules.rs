//! Experts' queries as evidence for labels: which queries of which label find a document, and how often.

use corpus::Document;
use query::{CompileError, Expression, Query, QuerySet, Syntax, parse};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// A query that speaks for a label, or against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "WrittenQuery", try_from = "WrittenQuery")]
pub struct LabelQuery {
    /// The label.
    pub label: String,
    /// Queries of one kind are counted together: a role (core, periphery), or the set that they come from.
    pub strand: String,
    /// When it finds a document; no references.
    pub query: Query,
    /// Believed precision in (0, 1]; an exclusion has 0.
    pub weight: f64,
}

/// A [`LabelQuery`] as it is written down, the query in our own syntax.
#[derive(Clone, Serialize, Deserialize)]
struct WrittenQuery {
    label: String,
    strand: String,
    query: String,
    weight: f64,
}

/// All queries of all labels, compiled together.
#[derive(Debug)]
pub struct LabelRules {
    queries: QuerySet,
    /// Label, strand and weight of each query.
    meanings: Vec<(u32, u32, f64)>,
    n_labels: usize,
    n_strands: usize,
    words: Vec<String>,
}

/// What the queries found in documents: for each document its hits by label and strand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleHits {
    ends: Vec<usize>,
    hits: Vec<StrandHits>,
    /// Labels.
    pub n_labels: usize,
    /// Kinds of queries.
    pub n_strands: usize,
}

/// The hits of one strand of one label in one document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrandHits {
    /// Place of the label.
    pub label: u32,
    /// Place of the strand.
    pub strand: u32,
    /// Queries that match.
    pub n_queries: u32,
    /// Places in the text that they rest on.
    pub n_mentions: u32,
    /// Product of 1 − weight over the queries that match.
    pub doubt: f64,
}

impl From<LabelQuery> for WrittenQuery {
    fn from(of: LabelQuery) -> Self {
        Self {
            query: of.query.to_string(),
            label: of.label,
            strand: of.strand,
            weight: of.weight,
        }
    }
}

impl TryFrom<WrittenQuery> for LabelQuery {
    type Error = String;

    fn try_from(written: WrittenQuery) -> Result<Self, String> {
        let query = parse(&written.query, Syntax::Afbaken)
            .map_err(|problems| format!("the query `{}`: {}", written.query, problems[0]))?;
        Ok(Self {
            query,
            label: written.label,
            strand: written.strand,
            weight: written.weight,
        })
    }
}

impl LabelRules {
    /// Compiles the queries of these labels; those of other labels are left out.
    ///
    /// # Errors
    /// When a query refers to another one.
    pub fn compile(queries: &[LabelQuery], labels: &[String]) -> Result<Self, CompileError> {
        let places: FxHashMap<&str, u32> = labels.iter().map(String::as_str).zip(0..).collect();
        let mut strands: Vec<&str> = queries.iter().map(|of| of.strand.as_str()).collect();
        strands.sort_unstable();
        strands.dedup();
        let mut words = vec![String::new(); labels.len()];
        let (mut meanings, mut kept) = (Vec::new(), Vec::new());
        for of in queries {
            let Some(&label) = places.get(of.label.as_str()) else {
                continue;
            };
            let strand = strands
                .binary_search(&of.strand.as_str())
                .expect("every strand is listed");
            meanings.push((label, strand as u32, of.weight));
            if of.weight > 0.0 {
                add_words(&of.query.expression, &mut words[label as usize]);
            }
            kept.push(of.query.clone());
        }
        Ok(Self {
            queries: QuerySet::compile(kept)?,
            meanings,
            n_labels: labels.len(),
            n_strands: strands.len(),
            words,
        })
    }

    /// The words that each label's queries ask for, as a text a label; wildcards are left out.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// What the queries find in each document.
    pub fn hits(&self, documents: &[Document]) -> RuleHits {
        let mut found = RuleHits {
            n_labels: self.n_labels,
            n_strands: self.n_strands,
            ..RuleHits::default()
        };
        let mut evaluator = self.queries.evaluator();
        for document in documents {
            let start = found.hits.len();
            for hit in evaluator.evaluate(document) {
                let (label, strand, weight) = self.meanings[hit.query];
                found.hits.push(StrandHits {
                    label,
                    strand,
                    n_queries: 1,
                    n_mentions: hit.mentions() as u32,
                    doubt: 1.0 - weight,
                });
            }
            merge(&mut found.hits, start);
            found.ends.push(found.hits.len());
        }
        found
    }
}

impl RuleHits {
    /// The hits of a document, by label, then strand.
    pub fn of(&self, document: usize) -> &[StrandHits] {
        let start = if document == 0 { 0 } else { self.ends[document - 1] };
        &self.hits[start..self.ends[document]]
    }

    /// 1 − ∏(1 − weight) over the queries of the label that find the document: what the rules alone say.
    pub fn probability(&self, document: usize, label: usize) -> f64 {
        let of_label = self.of(document).iter().filter(|hits| hits.label as usize == label);
        1.0 - of_label.map(|hits| hits.doubt).product::<f64>()
    }
}

/// Sums the hits from `start` on that share label and strand.
fn merge(hits: &mut Vec<StrandHits>, start: usize) {
    hits[start..].sort_by_key(|hits| (hits.label, hits.strand));
    let mut merged: Vec<StrandHits> = Vec::new();
    for hit in hits.drain(start..) {
        match merged.last_mut() {
            Some(last) if (last.label, last.strand) == (hit.label, hit.strand) => {
                last.n_queries += 1;
                last.n_mentions += hit.n_mentions;
                last.doubt *= hit.doubt;
            }
            _ => merged.push(hit),
        }
    }
    hits.extend(merged);
}

/// The words of an expression, those of what it rules out left aside.
fn add_words(expression: &Expression, to: &mut String) {
    match expression {
        Expression::Not(_) => {}
        Expression::Words(words) => {
            to.extend(words.text.chars().filter(|c| !matches!(c, '*' | '?')));
            to.push('\n');
        }
        other => other.children().into_iter().for_each(|child| add_words(child, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(label: &str, strand: &str, text: &str, weight: f64) -> LabelQuery {
        LabelQuery {
            label: label.into(),
            strand: strand.into(),
            query: parse(text, Syntax::Afbaken).unwrap(),
            weight,
        }
    }

    #[test]
    fn hits_are_counted_by_label_and_strand() {
        let queries = [
            query("water", "core", "membran* NEAR/3 water", 0.9),
            query("water", "core", "water", 0.5),
            query("light", "edge", "(laser OR water) AND NOT quantum", 0.5),
            query("other", "core", "water", 0.5),
        ];
        let labels = ["light".to_owned(), "water".to_owned()];
        let rules = LabelRules::compile(&queries, &labels).unwrap();
        assert_eq!(rules.words(), ["laser\nwater\n", "membran\nwater\nwater\n"]);
        let text = "Membranes for water, clean water".to_owned();
        let documents = [
            Document::default(),
            Document {
                text,
                ..Document::default()
            },
        ];
        let hits = rules.hits(&documents);
        assert!(hits.of(0).is_empty());
        let [light, water] = hits.of(1) else { panic!("{hits:?}") };
        assert_eq!((light.label, light.n_queries, light.n_mentions), (0, 1, 2));
        assert_eq!((water.label, water.n_queries, water.n_mentions), (1, 2, 3));
        assert!((hits.probability(1, 1) - 0.95).abs() < 1e-12);
        assert_eq!(hits.probability(0, 1), 0.0);
    }

    #[test]
    fn a_query_survives_being_written_down() {
        let before = query("water", "core", "(membran* OR \"reverse osmosis\") NEAR/3 water", 0.9);
        let written = serde_json::to_string(&before).unwrap();
        assert_eq!(serde_json::from_str::<LabelQuery>(&written).unwrap(), before);
        assert!(serde_json::from_str::<LabelQuery>(&written.replace("NEAR/3", "NEAR/x")).is_err());
    }
}
