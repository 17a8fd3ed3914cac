//! The graph of nearest neighbours, its communities, and how much of each document lies in which.

use std::collections::BTreeMap;

use leiden_rs::{GraphData, GraphDataBuilder, Leiden, LeidenConfig, Partition};
use rayon::prelude::*;

/// How many of the best starts must agree for documents to begin together, and how often that is repeated.
const AGREEING: usize = 5;
const ROUNDS: u64 = 3;

/// Passes of a start: as many as this many documents make, within bounds; and the modularity that another must gain.
const PASSED_DOCUMENTS: usize = 300_000;
const PASSES: (usize, usize) = (3, 10);
const LEAST_GAIN: f64 = 1e-6;

/// Documents `0..n`, tied where one is among the nearest neighbours of the other.
#[derive(Debug, Clone)]
pub struct NeighbourGraph {
    n: usize,
    edges: Vec<(u32, u32, f32)>,
    graph: GraphData,
}

impl NeighbourGraph {
    /// The graph of rows that are neighbours either way, weighed by the neighbourhoods they share: the Jaccard index of
    /// both lists, each with its own row (Jarvis and Patrick 1973, doi 10.1109/T-C.1973.223640). Pairs always share
    /// something. A row's list does not hold the row.
    pub fn of(neighbours: &[Vec<u32>]) -> Self {
        let sorted: Vec<Vec<u32>> = neighbours.par_iter().enumerate().map(with_itself).collect();
        let edges = (0..neighbours.len())
            .into_par_iter()
            .flat_map_iter(|row| {
                let sorted = &sorted;
                let is_first = move |other: u32| {
                    row < other as usize || sorted[other as usize].binary_search(&(row as u32)).is_err()
                };
                let edge = move |&other: &u32| (row as u32, other, jaccard(&sorted[row], &sorted[other as usize]));
                neighbours[row].iter().filter(move |&&other| is_first(other)).map(edge)
            })
            .collect();
        Self::new(neighbours.len(), edges)
    }

    fn new(n: usize, edges: Vec<(u32, u32, f32)>) -> Self {
        let mut builder = GraphDataBuilder::new(n);
        for &(a, b, weight) in &edges {
            builder
                .add_edge(a as usize, b as usize, f64::from(weight))
                .expect("ends are in range and weights positive");
        }
        let graph = builder.build().expect("edges were checked one by one");
        Self { n, edges, graph }
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The part of the graph between the given documents, which are in rising order; they are renumbered from 0.
    pub fn part(&self, places: &[usize]) -> Self {
        let mut number = vec![u32::MAX; self.n];
        for (new, &place) in places.iter().enumerate() {
            number[place] = new as u32;
        }
        let renumbered = self
            .edges
            .iter()
            .map(|&(a, b, weight)| (number[a as usize], number[b as usize], weight))
            .filter(|&(a, b, _)| a != u32::MAX && b != u32::MAX);
        Self::new(places.len(), renumbered.collect())
    }

    /// The community of each document by the Leiden algorithm (Traag, Waltman and van Eck 2019, doi
    /// 10.1038/s41598-019-41695-z) on modularity with a resolution: so many starts, and then, where there are enough of
    /// them, further ones from the groups on which the best of them agree, so that the result hardly depends on the seed.
    /// Communities are numbered from 0 by falling size, then by their first document.
    ///
    /// A resolution above 1 gives more and smaller communities. The same seed gives the same communities.
    pub fn communities(&self, resolution: f64, starts: u64, seed: u64) -> Vec<usize> {
        if self.edges.is_empty() {
            return (0..self.n).collect();
        }
        let first = seed.wrapping_mul(starts.saturating_mul(1 + ROUNDS));
        let mut found = self.starts(resolution, first..first.wrapping_add(starts), None);
        if starts > AGREEING as u64 {
            for round in 1..=ROUNDS {
                found.truncate(AGREEING);
                let first = first.wrapping_add(round * starts);
                let core = core_groups(&found, self.n);
                found.extend(self.starts(resolution, first..first.wrapping_add(starts.div_ceil(2)), Some(&core)));
                found.sort_by(|a, b| b.0.total_cmp(&a.0));
            }
        }
        by_size(&found[0].1)
    }

    /// A start from each seed, side by side: modularity and communities, the best first.
    fn starts(&self, resolution: f64, seeds: std::ops::Range<u64>, from: Option<&[usize]>) -> Vec<(f64, Vec<usize>)> {
        let mut found: Vec<_> = seeds
            .into_par_iter()
            .map(|seed| self.start(resolution, seed, from))
            .collect();
        found.sort_by(|a: &(f64, Vec<usize>), b| b.0.total_cmp(&a.0));
        found
    }

    /// One start, with further passes over what it found, in which documents move again one by one, while they gain.
    fn start(&self, resolution: f64, seed: u64, from: Option<&[usize]>) -> (f64, Vec<usize>) {
        let leiden = Leiden::new(LeidenConfig {
            resolution,
            seed: Some(seed),
            ..LeidenConfig::default()
        });
        let pass = |partition| {
            let found = leiden.run_with_initial_partition(&self.graph, partition);
            found.expect("modularity is defined on a graph with edges")
        };
        let start = from.map_or_else(
            || Partition::new(self.n),
            |groups| Partition::from_membership(groups.to_vec()),
        );
        let mut best = pass(start);
        let most = (PASSED_DOCUMENTS / self.n).clamp(PASSES.0, PASSES.1);
        for _ in 1..most {
            let next = pass(best.partition.clone());
            if next.quality < best.quality + LEAST_GAIN {
                break;
            }
            best = next;
        }
        (best.quality, best.partition.as_slice().to_vec())
    }

    /// For each document the part of the weight of its edges that ends in each of the groups `0..k`, in [0, 1]; a group
    /// number of `k` or more is no group.
    pub fn shares(&self, groups: &[usize], k: usize) -> Vec<Vec<f32>> {
        let mut shares = vec![vec![0.0f32; k]; self.n];
        let mut totals = vec![0.0f32; self.n];
        for &(a, b, weight) in &self.edges {
            for (from, to) in [(a as usize, b as usize), (b as usize, a as usize)] {
                totals[from] += weight;
                if groups[to] < k {
                    shares[from][groups[to]] += weight;
                }
            }
        }
        for (shares, total) in shares.iter_mut().zip(totals) {
            shares
                .iter_mut()
                .for_each(|share| *share /= total.max(f32::MIN_POSITIVE));
        }
        shares
    }
}

fn with_itself((row, list): (usize, &Vec<u32>)) -> Vec<u32> {
    let mut list: Vec<u32> = list.iter().copied().chain([row as u32]).collect();
    list.sort_unstable();
    list
}

fn jaccard(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        let (left, right) = (a[i], b[j]);
        shared += usize::from(left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    shared as f32 / (a.len() + b.len() - shared) as f32
}

/// The largest groups that no start parts (the core groups of the iterated ensemble of Ovelgönne and Geyer-Schulz 2013).
fn core_groups(found: &[(f64, Vec<usize>)], n: usize) -> Vec<usize> {
    let mut number: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let of_document = |document: usize| found.iter().map(|(_, groups)| groups[document]).collect();
    let core = (0..n).map(|document| {
        let next = number.len();
        *number.entry(of_document(document)).or_insert(next)
    });
    core.collect()
}

/// The groups numbered from 0 by falling size, then by their first member.
fn by_size(groups: &[usize]) -> Vec<usize> {
    let n = groups.iter().max().map_or(0, |most| most + 1);
    let (mut sizes, mut firsts) = (vec![0usize; n], vec![usize::MAX; n]);
    for (place, &group) in groups.iter().enumerate() {
        sizes[group] += 1;
        firsts[group] = firsts[group].min(place);
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), firsts[group]));
    let mut number = vec![0; n];
    for (place, &group) in order.iter().enumerate() {
        number[group] = place;
    }
    groups.iter().map(|&group| number[group]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rings of cliques: `n` cliques of `size`, each tied to the next by one edge.
    fn cliques(n: u32, size: u32) -> NeighbourGraph {
        let mut edges = Vec::new();
        for clique in 0..n {
            let first = clique * size;
            for a in first..first + size {
                edges.extend((a + 1..first + size).map(|b| (a, b, 1.0)));
            }
            edges.push((first, (first + size + 1) % (n * size), 1.0));
        }
        NeighbourGraph::new((n * size) as usize, edges)
    }

    #[test]
    fn cliques_are_communities_whatever_the_seed() {
        let expected: Vec<usize> = (0..40).map(|node| node / 5).collect();
        for seed in 0..20 {
            assert_eq!(cliques(8, 5).communities(1.0, 2, seed), expected, "seed {seed}");
        }
    }

    #[test]
    fn a_low_resolution_merges_and_a_high_one_splits() {
        let number = |resolution| cliques(8, 5).communities(resolution, 1, 1).iter().max().unwrap() + 1;
        assert!(number(0.2) < 8);
        assert_eq!(number(100.0), 40);
    }

    #[test]
    fn edges_weigh_what_is_shared() {
        let graph = NeighbourGraph::of(&[vec![1], vec![2], vec![1]]);
        assert_eq!(graph.edges, [(0, 1, 1.0 / 3.0), (1, 2, 1.0)]);
        assert_eq!(graph.shares(&[0, 1, 0], 2)[1], [1.0, 0.0]);
        assert_eq!(graph.part(&[1, 2]).edges, [(0, 1, 1.0)]);
    }

    #[test]
    fn documents_without_edges_are_alone() {
        let graph = NeighbourGraph::of(&[vec![], vec![]]);
        assert_eq!(graph.communities(1.0, 3, 1), [0, 1]);
        assert_eq!(graph.shares(&[0, 1], 2), [[0.0, 0.0], [0.0, 0.0]]);
    }
}
