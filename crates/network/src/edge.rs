//! Pairs of organisations that work together within an ecosystem.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One document as collaboration.
#[derive(Debug, Clone)]
pub struct Collaboration {
    /// Its organisations, each once.
    pub participants: Vec<usize>,
    /// The year it counts in.
    pub year: Option<i32>,
    /// Its shares by ecosystem.
    pub shares: Vec<(String, f64)>,
}

/// What two organisations do together in one ecosystem and year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The organisation with the lower number.
    pub source: usize,
    /// The organisation with the higher number.
    pub target: usize,
    /// The ecosystem.
    pub ecosystem_id: String,
    /// `None` when not known.
    pub year: Option<i32>,
    /// Σ over their documents of share / (number of organisations − 1), so that a large consortium
    /// does not outweigh its members' other work (Newman 2001, doi 10.1103/PhysRevE.64.016132).
    pub weight: f64,
    /// Documents that both take part in.
    pub n_documents: usize,
}

/// Ecosystem, year, source and target.
type Key<'a> = (&'a str, Option<i32>, usize, usize);

/// The edges of all documents, in the order of ecosystem, year, source and target. A document with
/// a share of 0 in an ecosystem makes none there.
pub fn edges(documents: &[Collaboration]) -> Vec<Edge> {
    let mut sums: BTreeMap<Key<'_>, (f64, usize)> = BTreeMap::new();
    for document in documents {
        let mut participants = document.participants.clone();
        participants.sort_unstable();
        participants.dedup();
        for (ecosystem_id, share) in document.shares.iter().filter(|(_, share)| *share > 0.0) {
            let weight = share / (participants.len().max(2) - 1) as f64;
            for (source, target) in pairs(&participants) {
                let sum = sums.entry((ecosystem_id, document.year, source, target)).or_default();
                *sum = (sum.0 + weight, sum.1 + 1);
            }
        }
    }
    sums.into_iter()
        .map(|((ecosystem_id, year, source, target), (weight, n_documents))| Edge {
            source,
            target,
            ecosystem_id: ecosystem_id.to_owned(),
            year,
            weight,
            n_documents,
        })
        .collect()
}

fn pairs(sorted: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    sorted
        .iter()
        .enumerate()
        .flat_map(move |(i, &a)| sorted[i + 1..].iter().map(move |&b| (a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(participants: &[usize], shares: &[(&str, f64)]) -> Collaboration {
        Collaboration {
            participants: participants.to_vec(),
            year: Some(2020),
            shares: shares.iter().map(|(id, share)| ((*id).to_owned(), *share)).collect(),
        }
    }

    /// Row 2 of the source study's needs: one water and one AI project make one water edge.
    #[test]
    fn edges_carry_their_ecosystem() {
        let all = edges(&[document(&[0, 1], &[("water", 1.0)]), document(&[0, 1], &[("ai", 1.0)])]);
        let water: Vec<&Edge> = all.iter().filter(|edge| edge.ecosystem_id == "water").collect();
        assert_eq!(water.len(), 1);
        assert_eq!((water[0].weight, water[0].n_documents), (1.0, 1));
    }

    #[test]
    fn a_consortium_spreads_its_weight_and_nobody_meets_himself() {
        let all = edges(&[document(&[2, 0, 1, 1], &[("water", 0.5)])]);
        assert_eq!(all.len(), 3);
        assert!(
            all.iter()
                .all(|edge| edge.source < edge.target && (edge.weight - 0.25).abs() < 1e-12)
        );
    }

    #[test]
    fn a_share_of_nought_makes_no_edge() {
        assert!(edges(&[document(&[0, 1], &[("water", 0.0)]), document(&[0], &[("water", 1.0)])]).is_empty());
    }
}
