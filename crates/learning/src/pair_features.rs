//! What is known of a document and a label together: the same numbers for every label, so that labels learn from one
//! another and a new one works on its first day.

use corpus::Document;

use crate::label_rules::{LabelRules, RuleHits};
use crate::tf_idf::FittedTfIdf;

/// Numbers of each pair of document and label.
///
/// Of each strand whether it hits, ln(1 + queries), ln(1 + mentions); then what the rules say together, the length of the
/// text, the hits of the best other label and whether this label has as many, and the likeness of the text to the words
/// of the label's queries and of the likest other label. Likeness is the cosine of TF-IDF rows: it finds texts that speak
/// of a label's subject in words that no query puts together.
#[derive(Debug, Clone)]
pub struct PairFeatures {
    hits: RuleHits,
    /// `[documents, labels]`.
    likeness: Vec<f32>,
    /// ln(1 + characters).
    lengths: Vec<f32>,
}

/// Columns of a strand.
const OF_STRAND: usize = 3;
/// Columns beside those of the strands.
const OF_PAIR: usize = 6;

impl PairFeatures {
    /// Of documents and the labels of the rules; `terms` compares words.
    pub fn of(documents: &[Document], rules: &LabelRules, terms: &FittedTfIdf) -> Self {
        let rows = terms.transform(documents);
        let asked: Vec<Document> = rules.words().iter().map(|words| asked(words)).collect();
        let asked: Vec<Vec<f64>> = terms
            .transform(&asked)
            .iter()
            .map(|row| {
                let mut dense = vec![0.0; terms.n_columns()];
                row.add_to(&mut dense, 1.0);
                dense
            })
            .collect();
        let length = |document: &Document| ((1 + document.title.len() + document.text.len()) as f32).ln();
        Self {
            hits: rules.hits(documents),
            likeness: rows
                .iter()
                .flat_map(|row| asked.iter().map(move |words| row.dot(words) as f32))
                .collect(),
            lengths: documents.iter().map(length).collect(),
        }
    }

    /// Numbers a pair.
    pub fn n_columns(&self) -> usize {
        OF_STRAND * self.hits.n_strands + OF_PAIR
    }

    /// What the queries found.
    pub fn hits(&self) -> &RuleHits {
        &self.hits
    }

    /// The numbers of a document with every label, `[labels, columns]`.
    pub fn of_document(&self, document: usize) -> Vec<f64> {
        let n_labels = self.hits.n_labels;
        let mut numbers = vec![0.0; n_labels * self.n_columns()];
        let likeness: Vec<f64> = self.likeness[document * n_labels..(document + 1) * n_labels]
            .iter()
            .map(|value| f64::from(*value))
            .collect();
        let mut queries = vec![0.0; n_labels];
        let mut doubts = vec![1.0; n_labels];
        for hits in self.hits.of(document) {
            let label = hits.label as usize;
            let start = label * self.n_columns() + OF_STRAND * hits.strand as usize;
            numbers[start] = 1.0;
            numbers[start + 1] = f64::from(hits.n_queries).ln_1p();
            numbers[start + 2] = f64::from(hits.n_mentions).ln_1p();
            doubts[label] *= hits.doubt;
            queries[label] += if hits.doubt < 1.0 {
                f64::from(hits.n_queries)
            } else {
                0.0
            };
        }
        let (best_queries, best_likeness) = (BestTwo::of(&queries), BestTwo::of(&likeness));
        for (label, row) in numbers.chunks_mut(self.n_columns()).enumerate() {
            let others = best_queries.beside(label);
            let of_pair = [
                1.0 - doubts[label],
                f64::from(self.lengths[document]),
                others.ln_1p(),
                f64::from(u8::from(queries[label] > 0.0 && queries[label] >= others)),
                likeness[label],
                best_likeness.beside(label),
            ];
            row[OF_STRAND * self.hits.n_strands..].copy_from_slice(&of_pair);
        }
        numbers
    }
}

fn asked(words: &str) -> Document {
    Document {
        text: words.to_owned(),
        ..Document::default()
    }
}

/// The two largest of some numbers: for each place the largest of the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BestTwo {
    at: usize,
    first: f64,
    second: Option<f64>,
}

impl BestTwo {
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut best = Self {
            at: 0,
            first: values.first().copied().unwrap_or(0.0),
            second: None,
        };
        for (at, &value) in values.iter().enumerate().skip(1) {
            if value > best.first {
                best = Self {
                    at,
                    first: value,
                    second: Some(best.first),
                };
            } else if best.second.is_none_or(|second| value > second) {
                best.second = Some(value);
            }
        }
        best
    }

    /// The largest of the others; 0 where there is no other.
    pub(crate) fn beside(self, place: usize) -> f64 {
        if place == self.at {
            self.second.unwrap_or(0.0)
        } else {
            self.first
        }
    }
}

#[cfg(test)]
mod tests {
    use query::{Syntax, parse};

    use super::*;
    use crate::label_rules::LabelQuery;
    use crate::tf_idf::TfIdf;

    #[test]
    fn the_best_of_the_others() {
        let best = BestTwo::of(&[1.0, 5.0, 3.0]);
        assert_eq!([0, 1, 2].map(|place| best.beside(place)), [5.0, 3.0, 5.0]);
        assert_eq!(BestTwo::of(&[-2.0]).beside(0), 0.0);
        assert_eq!(BestTwo::of(&[2.0, 2.0]).beside(0), 2.0);
    }

    #[test]
    fn a_text_in_the_words_of_a_label_is_like_it_without_a_hit() {
        let query = |label: &str, text: &str| LabelQuery {
            label: label.into(),
            strand: "core".into(),
            query: parse(text, Syntax::Afbaken).unwrap(),
            weight: 0.9,
        };
        let labels = ["light".to_owned(), "water".to_owned()];
        let queries = [
            query("light", "laser AND photon"),
            query("water", "membrane PRE/0 filter"),
        ];
        let rules = LabelRules::compile(&queries, &labels).unwrap();
        let document = |text: &str| Document {
            text: text.into(),
            ..Document::default()
        };
        let documents = [document("a filter with a membrane"), document("laser and photon")];
        let terms = TfIdf {
            largest_part: 1.0,
            ..TfIdf::default()
        }
        .fit(&documents);
        let features = PairFeatures::of(&documents, &rules, &terms);
        assert_eq!(features.n_columns(), 9);
        let first = features.of_document(0);
        let (light, water) = first.split_at(9);
        assert_eq!(&light[..4], [0.0; 4]);
        assert_eq!(&water[..4], [0.0; 4]);
        assert!(water[7] > 0.2 && light[7] == 0.0 && light[8] == water[7], "{first:?}");
        let second = features.of_document(1);
        assert!(second[0] == 1.0 && second[3] > 0.89 && second[6] == 1.0, "{second:?}");
        assert_eq!(second[9 + 5], 1f64.ln_1p());
    }
}
