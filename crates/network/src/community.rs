//! Communities within each ecosystem, by the Leiden algorithm (Traag et al. 2019).

use std::collections::{BTreeMap, BTreeSet};

use leiden_rs::{GraphDataBuilder, Leiden, LeidenConfig};
use serde::{Deserialize, Serialize};

use crate::Edge;

/// An organisation's part in a community of an ecosystem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// The organisation.
    pub organisation: usize,
    /// The ecosystem whose edges made the community.
    pub ecosystem_id: String,
    /// `ECOSYSTEM/1` and on, the largest community first.
    pub community: String,
    /// Part of the organisation's edge weight that lies in this ecosystem, in (0, 1]; sums to 1
    /// over an organisation's communities.
    pub membership: f64,
}

/// For each ecosystem the communities (modularity, resolution 1) of its edges of all years, in the
/// order of ecosystem and organisation.
pub fn communities(edges: &[Edge], seed: u64) -> Vec<Membership> {
    let mut strength: BTreeMap<usize, f64> = BTreeMap::new();
    let mut by_ecosystem: BTreeMap<&str, BTreeMap<(usize, usize), f64>> = BTreeMap::new();
    for edge in edges {
        let pairs = by_ecosystem.entry(&edge.ecosystem_id).or_default();
        *pairs.entry((edge.source, edge.target)).or_default() += edge.weight;
        for end in [edge.source, edge.target] {
            *strength.entry(end).or_default() += edge.weight;
        }
    }
    by_ecosystem
        .iter()
        .flat_map(|(id, pairs)| memberships(id, pairs, &strength, seed))
        .collect()
}

fn memberships(
    ecosystem_id: &str,
    pairs: &BTreeMap<(usize, usize), f64>,
    strength: &BTreeMap<usize, f64>,
    seed: u64,
) -> Vec<Membership> {
    let nodes: Vec<usize> = pairs
        .keys()
        .flat_map(|&(a, b)| [a, b])
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let groups = groups(&nodes, pairs, seed);
    let mut within: BTreeMap<usize, f64> = BTreeMap::new();
    for (&(a, b), weight) in pairs {
        for end in [a, b] {
            *within.entry(end).or_default() += weight;
        }
    }
    nodes
        .iter()
        .zip(groups)
        .map(|(&organisation, group)| Membership {
            organisation,
            ecosystem_id: ecosystem_id.to_owned(),
            community: format!("{ecosystem_id}/{}", group + 1),
            membership: within[&organisation] / strength[&organisation],
        })
        .collect()
}

/// The group of each node, numbered by falling size, then by the first node.
fn groups(nodes: &[usize], pairs: &BTreeMap<(usize, usize), f64>, seed: u64) -> Vec<usize> {
    let place = |node: usize| nodes.binary_search(&node).expect("every end is a node");
    let mut builder = GraphDataBuilder::new(nodes.len());
    for (&(a, b), &weight) in pairs {
        builder
            .add_edge(place(a), place(b), weight)
            .expect("ends are in range and weights positive");
    }
    let graph = builder.build().expect("a graph with at least one edge");
    let config = LeidenConfig {
        seed: Some(seed),
        ..LeidenConfig::default()
    };
    let found = Leiden::new(config)
        .run(&graph)
        .expect("modularity is defined on a graph with edges");
    let raw: Vec<usize> = (0..nodes.len())
        .map(|node| found.partition.community_of(node))
        .collect();
    renumber(&raw)
}

fn renumber(raw: &[usize]) -> Vec<usize> {
    let mut members: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (place, &group) in raw.iter().enumerate() {
        members.entry(group).or_insert((0, place)).0 += 1;
    }
    let mut order: Vec<(usize, (usize, usize))> = members.into_iter().collect();
    order.sort_by_key(|(_, (size, first))| (std::cmp::Reverse(*size), *first));
    let number: BTreeMap<usize, usize> = order.iter().enumerate().map(|(n, (group, _))| (*group, n)).collect();
    raw.iter().map(|group| number[group]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(source: usize, target: usize, ecosystem_id: &str) -> Edge {
        Edge {
            source,
            target,
            ecosystem_id: ecosystem_id.into(),
            year: None,
            weight: 1.0,
            n_documents: 1,
        }
    }

    #[test]
    fn two_cliques_joined_by_one_edge_are_two_communities() {
        let clique = |nodes: [usize; 4]| {
            nodes.into_iter().flat_map(move |a| {
                nodes
                    .into_iter()
                    .filter(move |b| a < *b)
                    .map(move |b| edge(a, b, "water"))
            })
        };
        let mut all: Vec<Edge> = clique([0, 1, 2, 3]).chain(clique([4, 5, 6, 7])).collect();
        all.push(edge(3, 4, "water"));
        let found = communities(&all, 7);
        let names: Vec<&str> = found.iter().map(|membership| membership.community.as_str()).collect();
        assert_eq!(
            names,
            [
                "water/1", "water/1", "water/1", "water/1", "water/2", "water/2", "water/2", "water/2"
            ]
        );
        assert_eq!(found, communities(&all, 7));
    }

    #[test]
    fn an_organisation_in_two_ecosystems_is_in_two_communities() {
        let found = communities(&[edge(0, 1, "water"), edge(0, 2, "ai"), edge(0, 3, "ai")], 1);
        let of_nought: Vec<&Membership> = found.iter().filter(|membership| membership.organisation == 0).collect();
        assert_eq!(of_nought.len(), 2);
        assert!((of_nought.iter().map(|membership| membership.membership).sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
