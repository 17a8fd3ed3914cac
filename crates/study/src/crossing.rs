//! Crossings of two ecosystems: documents that belong to both, beside what people assert.

use std::collections::BTreeMap;

use attribution::DocumentShares;
use catalogue::Catalogue;

/// Two ecosystems and what they have in common.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Crossing {
    /// The one, first in the order of ids.
    pub first: String,
    /// The other.
    pub second: String,
    /// Documents with a share in both; none where the run has no such document, which is no data.
    pub n_documents: Option<usize>,
    /// Sum over these of the smaller of the two shares.
    pub share: Option<f64>,
    /// Documents with a share in both if the two had nothing to do with each other: n₁ n₂ / n.
    pub expected: Option<f64>,
    /// Who asserts it; empty where it only follows from documents.
    pub asserted_by: Vec<String>,
}

type Pair = (String, String);

/// Every pair of ecosystems that share documents or that people assert, in the order of ids. Near-copies count once.
pub(crate) fn crossings(documents: &[DocumentShares<'_>], catalogue: Option<&Catalogue>) -> Vec<Crossing> {
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut common: BTreeMap<Pair, (usize, f64)> = BTreeMap::new();
    let counted: Vec<&DocumentShares<'_>> = documents.iter().filter(|document| !document.is_duplicate).collect();
    for document in &counted {
        let all: Vec<_> = document.attributions.iter().filter(|one| one.share > 0.0).collect();
        for (place, one) in all.iter().enumerate() {
            *n_of.entry(&one.ecosystem_id).or_default() += 1;
            for other in &all[place + 1..] {
                let sum = common.entry(pair(&one.ecosystem_id, &other.ecosystem_id)).or_default();
                *sum = (sum.0 + 1, sum.1 + one.share.min(other.share));
            }
        }
    }
    let mut found: BTreeMap<Pair, Crossing> = BTreeMap::new();
    for (pair, (n, share)) in common {
        let expected = n_of[pair.0.as_str()] as f64 * n_of[pair.1.as_str()] as f64 / counted.len() as f64;
        let crossing = found.entry(pair).or_default();
        (crossing.n_documents, crossing.share, crossing.expected) = (Some(n), Some(share), Some(expected));
    }
    for ecosystem in catalogue.iter().flat_map(|catalogue| &catalogue.ecosystems) {
        for crossing in &ecosystem.crossings {
            let asserted = found.entry(pair(&ecosystem.id, &crossing.with)).or_default();
            asserted.asserted_by.push(crossing.source.clone());
        }
    }
    let named = |((first, second), crossing): (Pair, Crossing)| Crossing {
        first,
        second,
        ..crossing
    };
    found.into_iter().map(named).collect()
}

fn pair(one: &str, other: &str) -> Pair {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    (first.to_owned(), second.to_owned())
}
