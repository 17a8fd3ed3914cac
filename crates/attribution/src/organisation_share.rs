//! Shares of organisations, by fractional counting over their documents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::organisation::Organisations;
use crate::share::Attribution;

/// What of a document counts towards organisations.
#[derive(Debug, Clone)]
pub struct DocumentShares<'a> {
    /// The year it counts in.
    pub year: Option<i32>,
    /// Its amount, if stated.
    pub amount: Option<f64>,
    /// Its attributions.
    pub attributions: Vec<&'a Attribution>,
    /// A near-duplicate of another document, which counts instead.
    pub is_duplicate: bool,
}

/// An organisation's part in one ecosystem in one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganisationShare {
    /// The organisation.
    pub organisation_id: String,
    /// The ecosystem.
    pub ecosystem_id: String,
    /// `None` when not known.
    pub year: Option<i32>,
    /// `fractional` over the organisation's documents of the year, each as 1 / number of its
    /// organisations; in [0, 1].
    pub share: f64,
    /// The share with every document at the lower end of its interval.
    pub share_low: f64,
    /// The share with every document at the upper end of its interval.
    pub share_high: f64,
    /// Σ over its documents of share / number of the document's organisations.
    pub fractional: f64,
    /// Documents with a share in the ecosystem above 0.
    pub n_documents: usize,
    /// Σ of amount × share / number of the document's organisations; `None` without amounts.
    pub amount: Option<f64>,
}

#[derive(Default)]
struct Sums {
    fractional: f64,
    low: f64,
    high: f64,
    n_documents: usize,
    amount: Option<f64>,
}

type Key = (usize, String, Option<i32>);

/// The shares of all organisations, in the order of organisation, ecosystem and year. Summed over
/// organisations, `fractional` gives back the shares of the documents that have organisations.
pub fn organisation_shares(organisations: &Organisations, documents: &[DocumentShares<'_>]) -> Vec<OrganisationShare> {
    let mut totals: BTreeMap<(usize, Option<i32>), f64> = BTreeMap::new();
    let mut sums: BTreeMap<Key, Sums> = BTreeMap::new();
    for (document, participants) in documents.iter().zip(&organisations.by_document) {
        if document.is_duplicate {
            continue;
        }
        let part = 1.0 / participants.len().max(1) as f64;
        for &place in participants {
            *totals.entry((place, document.year)).or_default() += part;
            for attribution in &document.attributions {
                let key = (place, attribution.ecosystem_id.clone(), document.year);
                sums.entry(key).or_default().add(attribution, document.amount, part);
            }
        }
    }
    let row = |((place, ecosystem_id, year), sums): (Key, Sums)| {
        sums.row(
            &organisations.all[place].organisation_id,
            ecosystem_id,
            year,
            totals[&(place, year)],
        )
    };
    sums.into_iter().map(row).collect()
}

impl Sums {
    fn add(&mut self, attribution: &Attribution, amount: Option<f64>, part: f64) {
        self.fractional += attribution.share * part;
        self.low += attribution.share_low * part;
        self.high += attribution.share_high * part;
        self.n_documents += usize::from(attribution.share > 0.0);
        if let Some(amount) = amount {
            *self.amount.get_or_insert(0.0) += amount * attribution.share * part;
        }
    }

    fn row(self, organisation_id: &str, ecosystem_id: String, year: Option<i32>, total: f64) -> OrganisationShare {
        OrganisationShare {
            organisation_id: organisation_id.to_owned(),
            ecosystem_id,
            year,
            share: self.fractional / total,
            share_low: self.low / total,
            share_high: self.high / total,
            fractional: self.fractional,
            n_documents: self.n_documents,
            amount: self.amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::{Candidate, attributions};
    use catalogue::Role;
    use corpus::{Document, Participation};
    use proptest::prelude::*;

    fn document(names: &[String]) -> Document {
        let organisations = names.iter().map(|name| Participation {
            name: name.clone(),
            ..Participation::default()
        });
        Document {
            organisations: organisations.collect(),
            ..Document::default()
        }
    }

    proptest! {
        /// Summed over organisations and years, `fractional` is the sum of the documents' shares.
        #[test]
        fn shares_are_conserved(
            corpus in prop::collection::vec((prop::collection::vec("[a-e]", 1..4), 0..3i32, prop::collection::vec(0.5..1.0f64, 0..3)), 0..30)
        ) {
            let documents: Vec<Document> = corpus.iter().map(|(names, _, _)| document(names)).collect();
            let organisations = Organisations::of(&documents);
            let attributed: Vec<Vec<Attribution>> = corpus.iter().map(|(_, _, weights)| {
                let candidates: Vec<Candidate> = weights.iter().enumerate()
                    .map(|(i, w)| Candidate { ecosystem_id: i.to_string(), matched: vec![(Role::Core, *w)], worth_of_places: 1.0 }).collect();
                attributions(&candidates, 0.5)
            }).collect();
            let shares: Vec<DocumentShares> = corpus.iter().zip(&attributed)
                .map(|((_, year, _), a)| DocumentShares { year: Some(*year), amount: None, attributions: a.iter().collect(), is_duplicate: false })
                .collect();
            let rows = organisation_shares(&organisations, &shares);
            let total: f64 = rows.iter().map(|row| row.fractional).sum();
            let expected: f64 = attributed.iter().flatten().map(|a| a.share).sum();
            prop_assert!((total - expected).abs() < 1e-9, "{total} {expected}");
            prop_assert!(rows.iter().all(|row| (0.0..=1.0 + 1e-9).contains(&row.share)));
        }
    }
}
