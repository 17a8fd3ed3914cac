//! What follows from attributions: organisations, indicators, the network.

use std::collections::BTreeMap;

use attribution::{Attributed, DocumentShares, OrganisationShare, Organisations, organisation_shares};
use corpus::Document;
use network::{Collaboration, Edge, Membership, communities, edges};

use crate::cleaning::Cleaned;

/// Everything that is summed over documents.
pub(crate) struct Aggregates {
    pub organisations: Organisations,
    /// Per year, as the table holds them.
    pub shares: Vec<OrganisationShare>,
    /// Over all years together, as the report shows them.
    pub shares_of_all_years: Vec<OrganisationShare>,
    pub edges: Vec<Edge>,
    pub communities: Vec<Membership>,
    pub indicators: Vec<Indicator>,
}

/// One figure about one ecosystem.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Indicator {
    pub indicator: &'static str,
    pub ecosystem_id: String,
    pub year: Option<i32>,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n_units: usize,
}

#[derive(Default)]
struct Sum {
    share: f64,
    low: f64,
    high: f64,
    n: usize,
}

pub(crate) fn aggregates(
    documents: &[Document],
    cleaned: &Cleaned,
    attributed: &[Vec<Attributed>],
    seed: u64,
) -> Aggregates {
    let organisations = Organisations::of(documents);
    let by_year: Vec<DocumentShares<'_>> = (0..documents.len())
        .map(|i| shares_of(i, documents, cleaned, attributed))
        .collect();
    let of_all_years: Vec<DocumentShares<'_>> = by_year
        .iter()
        .map(|shares| DocumentShares {
            year: None,
            ..shares.clone()
        })
        .collect();
    let collaborations: Vec<Collaboration> = by_year
        .iter()
        .zip(&organisations.by_document)
        .map(|(shares, places)| collaboration(shares, places))
        .collect();
    let edges = edges(&collaborations);
    Aggregates {
        shares: organisation_shares(&organisations, &by_year),
        shares_of_all_years: organisation_shares(&organisations, &of_all_years),
        communities: communities(&edges, seed),
        indicators: indicators(&by_year),
        organisations,
        edges,
    }
}

fn shares_of<'a>(
    i: usize,
    documents: &[Document],
    cleaned: &Cleaned,
    attributed: &'a [Vec<Attributed>],
) -> DocumentShares<'a> {
    DocumentShares {
        year: documents[i].year,
        amount: documents[i].amount,
        attributions: attributed[i].iter().map(|attributed| &attributed.attribution).collect(),
        is_duplicate: cleaned.duplicate_of[i].is_some(),
    }
}

fn collaboration(shares: &DocumentShares<'_>, participants: &[usize]) -> Collaboration {
    let counted = shares.attributions.iter().filter(|_| !shares.is_duplicate);
    Collaboration {
        participants: participants.to_vec(),
        year: shares.year,
        shares: counted.map(|a| (a.ecosystem_id.clone(), a.share)).collect(),
    }
}

/// `documents` (each with a share counts whole) and `share` (each counts for its share), per
/// ecosystem and year, near-duplicates once.
fn indicators(documents: &[DocumentShares<'_>]) -> Vec<Indicator> {
    let mut sums: BTreeMap<(&str, Option<i32>), Sum> = BTreeMap::new();
    for document in documents.iter().filter(|document| !document.is_duplicate) {
        for attribution in &document.attributions {
            let sum = sums.entry((&attribution.ecosystem_id, document.year)).or_default();
            sum.share += attribution.share;
            sum.low += attribution.share_low;
            sum.high += attribution.share_high;
            sum.n += usize::from(attribution.share > 0.0);
        }
    }
    let rows = |((ecosystem_id, year), sum): ((&str, Option<i32>), Sum)| {
        let count = sum.n as f64;
        let row = |indicator, value, low, high| Indicator {
            indicator,
            ecosystem_id: ecosystem_id.to_owned(),
            year,
            value,
            low,
            high,
            n_units: sum.n,
        };
        [
            row("documents", count, count, count),
            row("share", sum.share, sum.low, sum.high),
        ]
    };
    sums.into_iter().flat_map(rows).collect()
}
