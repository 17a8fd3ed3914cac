//! The Leiden algorithm: communities of a graph that are connected and cannot be bettered by moving a node.

use std::collections::VecDeque;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::graph::Graph;

/// Passes over the whole graph at most; each starts from the communities of the one before.
const MOST_PASSES: usize = 2;

/// A move must gain more than this part of the graph's weight: less is rounding.
const LEAST_GAIN: f64 = 1e-12;

/// Settings of the Leiden algorithm (Traag, Waltman and van Eck 2019, doi 10.1038/s41598-019-41695-z)
/// on modularity with a resolution (Reichardt and Bornholdt 2006, doi 10.1103/PhysRevE.74.016110).
///
/// In the refinement a node joins the community that gains most (the paper's draw at temperature 0); the order in which
/// nodes are looked at is random.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leiden {
    /// How much denser than chance a community is; higher gives more and smaller ones. Above 0.
    pub resolution: f64,
    /// Start of the random numbers; the same seed gives the same communities.
    pub seed: u64,
}

impl Leiden {
    /// The community of each node, numbered from 0 by falling size, then by the first node.
    pub fn fit(&self, graph: &Graph) -> Vec<usize> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let mut communities: Vec<usize> = (0..graph.len()).collect();
        for _ in 0..MOST_PASSES {
            let next = by_size(&self.pass(graph, &communities, &mut random));
            if next == communities {
                break;
            }
            communities = next;
        }
        communities
    }

    /// Moves nodes, refines and merges until nothing moves.
    fn pass(&self, graph: &Graph, start: &[usize], random: &mut ChaCha8Rng) -> Vec<usize> {
        let mut level = Level::new(graph.clone(), start.to_vec(), self.resolution);
        // The node of the merged graph that each node of the first has become.
        let mut place: Vec<usize> = (0..graph.len()).collect();
        loop {
            level.move_nodes(random);
            let refined = level.refined(random);
            let (refined, n) = renumbered(&refined);
            if n == level.graph.len() {
                return place.iter().map(|&node| level.community[node]).collect();
            }
            let mut community = vec![0; n];
            for (node, &group) in refined.iter().enumerate() {
                community[group] = level.community[node];
            }
            place.iter_mut().for_each(|node| *node = refined[*node]);
            let (community, _) = renumbered(&community);
            level = Level::new(level.graph.merged(&refined, n), community, self.resolution);
        }
    }
}

/// One graph of the hierarchy with the communities of its nodes.
struct Level {
    graph: Graph,
    /// The community of each node, a number below the number of nodes.
    community: Vec<usize>,
    strength: Vec<f64>,
    /// Twice the weight of all edges.
    total: f64,
    resolution: f64,
}

/// The weights of one node's edges to communities.
struct Links {
    weight: Vec<f64>,
    touched: Vec<usize>,
}

impl Level {
    fn new(graph: Graph, community: Vec<usize>, resolution: f64) -> Self {
        let strength: Vec<f64> = (0..graph.len()).map(|node| graph.strength(node)).collect();
        Self {
            total: strength.iter().sum::<f64>().max(f64::MIN_POSITIVE),
            graph,
            community,
            strength,
            resolution,
        }
    }

    /// Moves each node to the community that gains most, and looks again at the neighbours of those that moved.
    fn move_nodes(&mut self, random: &mut ChaCha8Rng) {
        let n = self.graph.len();
        let mut within = vec![0.0; n];
        let mut sizes = vec![0usize; n];
        for node in 0..n {
            within[self.community[node]] += self.strength[node];
            sizes[self.community[node]] += 1;
        }
        let mut empty: Vec<usize> = (0..n).filter(|&community| sizes[community] == 0).collect();
        let mut queue: VecDeque<usize> = shuffled(n, random).into();
        let mut waits = vec![true; n];
        let mut links = Links::new(n);
        while let Some(node) = queue.pop_front() {
            waits[node] = false;
            let own = self.community[node];
            within[own] -= self.strength[node];
            sizes[own] -= 1;
            if sizes[own] == 0 {
                empty.push(own);
            }
            links.gather(&self.graph, node, |target| Some(self.community[target]));
            let best = self.best(node, own, &within, &links, empty.last().copied());
            links.clear();
            within[best] += self.strength[node];
            sizes[best] += 1;
            if empty.last() == Some(&best) {
                empty.pop();
            }
            if best != own {
                self.community[node] = best;
                for (target, _) in self.graph.neighbours(node) {
                    if self.community[target] != best && !std::mem::replace(&mut waits[target], true) {
                        queue.push_back(target);
                    }
                }
            }
        }
    }

    /// The community that the node, now in none, gains most by joining; its own among equals.
    fn best(&self, node: usize, own: usize, within: &[f64], links: &Links, empty: Option<usize>) -> usize {
        let gain = |community: usize| links.weight[community] - self.expected(self.strength[node], within[community]);
        let mut best = (own, gain(own));
        let least = LEAST_GAIN * self.total;
        for &community in links.touched.iter().chain(&empty) {
            let gain = gain(community);
            if gain > best.1 + least {
                best = (community, gain);
            }
        }
        best.0
    }

    /// The weight that chance puts between two parts of these strengths, times the resolution.
    fn expected(&self, a: f64, b: f64) -> f64 {
        self.resolution * a * b / self.total
    }

    /// Each community split into parts that hang together well: a node on its own joins a part of its
    /// community to which it is well tied, where both are well tied to the rest of it.
    fn refined(&self, random: &mut ChaCha8Rng) -> Vec<usize> {
        let n = self.graph.len();
        let mut of_community = vec![0.0; n];
        for node in 0..n {
            of_community[self.community[node]] += self.strength[node];
        }
        let mut part: Vec<usize> = (0..n).collect();
        let mut within = self.strength.clone();
        let mut is_alone = vec![true; n];
        // The weight between a part and the rest of its community.
        let mut outward: Vec<f64> = (0..n).map(|node| self.weight_to_own(node)).collect();
        let mut links = Links::new(n);
        for node in shuffled(n, random) {
            let all = of_community[self.community[node]];
            let is_tied = |part: usize, within: &[f64], outward: &[f64]| {
                outward[part] >= self.expected(within[part], all - within[part]) - LEAST_GAIN * self.total
            };
            if !is_alone[node] || !is_tied(node, &within, &outward) {
                continue;
            }
            links.gather(&self.graph, node, |target| {
                (self.community[target] == self.community[node]).then(|| part[target])
            });
            let mut best = (node, LEAST_GAIN * self.total);
            for &other in &links.touched {
                let gain = links.weight[other] - self.expected(self.strength[node], within[other]);
                if gain > best.1 && is_tied(other, &within, &outward) {
                    best = (other, gain);
                }
            }
            let (joined, _) = best;
            if joined != node {
                part[node] = joined;
                within[joined] += self.strength[node];
                outward[joined] += outward[node] - 2.0 * links.weight[joined];
                is_alone[joined] = false;
            }
            links.clear();
        }
        part
    }

    fn weight_to_own(&self, node: usize) -> f64 {
        let own = |&(target, _): &(usize, f64)| self.community[target] == self.community[node];
        self.graph.neighbours(node).filter(own).map(|(_, weight)| weight).sum()
    }
}

impl Links {
    fn new(n: usize) -> Self {
        Self {
            weight: vec![0.0; n],
            touched: Vec::new(),
        }
    }

    fn gather(&mut self, graph: &Graph, node: usize, group: impl Fn(usize) -> Option<usize>) {
        for (target, weight) in graph.neighbours(node) {
            let Some(group) = group(target) else { continue };
            if self.weight[group] == 0.0 {
                self.touched.push(group);
            }
            self.weight[group] += weight;
        }
    }

    fn clear(&mut self) {
        for group in self.touched.drain(..) {
            self.weight[group] = 0.0;
        }
    }
}

fn shuffled(n: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(random);
    order
}

/// The groups numbered from 0 in the order in which they are met, and how many there are.
pub(crate) fn renumbered(groups: &[usize]) -> (Vec<usize>, usize) {
    let mut number = vec![usize::MAX; groups.iter().max().map_or(0, |most| most + 1)];
    let mut n = 0;
    let renumbered = groups.iter().map(|&group| {
        if number[group] == usize::MAX {
            number[group] = n;
            n += 1;
        }
        number[group]
    });
    (renumbered.collect(), n)
}

/// The groups numbered from 0 by falling size, then by their first member.
pub(crate) fn by_size(groups: &[usize]) -> Vec<usize> {
    let (groups, n) = renumbered(groups);
    let mut sizes = vec![0usize; n];
    groups.iter().for_each(|&group| sizes[group] += 1);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), group));
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
    fn cliques(n: u32, size: u32) -> Graph {
        let mut edges = Vec::new();
        for clique in 0..n {
            let first = clique * size;
            for a in first..first + size {
                edges.extend((a + 1..first + size).map(|b| (a, b, 1.0)));
            }
            edges.push((first, (first + size + 1) % (n * size), 1.0));
        }
        Graph::new((n * size) as usize, &edges)
    }

    #[test]
    fn cliques_are_communities_whatever_the_seed() {
        let expected: Vec<usize> = (0..40).map(|node| node / 5).collect();
        for seed in 0..20 {
            let leiden = Leiden { resolution: 1.0, seed };
            assert_eq!(leiden.fit(&cliques(8, 5)), expected, "seed {seed}");
        }
    }

    #[test]
    fn a_low_resolution_merges_and_a_high_one_splits() {
        let number = |resolution: f64| {
            let fitted = Leiden { resolution, seed: 1 }.fit(&cliques(8, 5));
            fitted.iter().max().unwrap() + 1
        };
        assert!(number(0.2) < 8);
        assert_eq!(number(100.0), 40);
    }

    #[test]
    fn communities_are_connected_and_isolated_nodes_are_alone() {
        let graph = Graph::new(5, &[(0, 1, 1.0), (2, 3, 1.0)]);
        let leiden = Leiden {
            resolution: 0.01,
            seed: 3,
        };
        assert_eq!(leiden.fit(&graph), [0, 0, 1, 1, 2]);
        assert_eq!(leiden.fit(&Graph::new(0, &[])), [0usize; 0]);
    }
}
