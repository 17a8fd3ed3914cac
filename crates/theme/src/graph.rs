//! A weighted undirected graph, as communities are sought in it.

/// Nodes `0..n` with the weights of their edges, each edge listed at both of its ends.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    /// Where each node's edges begin, and where the last one's end.
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
    /// For each node the weight of its edge to itself; 0 but in a graph of merged nodes.
    loops: Vec<f64>,
}

impl Graph {
    /// A graph of `n` nodes from edges `(a, b, weight)`: each pair once, in any order, no loops, weights above 0.
    ///
    /// # Panics
    /// When an end is not below `n`.
    pub fn new(n: usize, edges: &[(u32, u32, f64)]) -> Self {
        Self::with_loops(vec![0.0; n], edges)
    }

    pub(crate) fn with_loops(loops: Vec<f64>, edges: &[(u32, u32, f64)]) -> Self {
        let n = loops.len();
        let mut offsets = vec![0usize; n + 1];
        for &(a, b, _) in edges {
            offsets[a as usize + 1] += 1;
            offsets[b as usize + 1] += 1;
        }
        for node in 0..n {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets.clone();
        let (mut targets, mut weights) = (vec![0u32; 2 * edges.len()], vec![0.0; 2 * edges.len()]);
        for &(a, b, weight) in edges {
            for (from, to) in [(a, b), (b, a)] {
                let place = &mut next[from as usize];
                targets[*place] = to;
                weights[*place] = weight;
                *place += 1;
            }
        }
        Self {
            offsets,
            targets,
            weights,
            loops,
        }
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.loops.len()
    }

    /// Whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.loops.is_empty()
    }

    /// The neighbours of a node with the weights of the edges to them.
    pub fn neighbours(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.offsets[node]..self.offsets[node + 1];
        let targets = self.targets[range.clone()].iter().map(|&target| target as usize);
        targets.zip(self.weights[range].iter().copied())
    }

    /// The weights of a node's edges in all, its loop counted at both ends.
    pub fn strength(&self, node: usize) -> f64 {
        let range = self.offsets[node]..self.offsets[node + 1];
        self.weights[range].iter().sum::<f64>() + 2.0 * self.loops[node]
    }

    /// The same nodes, every edge weighed anew by its ends and its weight; edges of weight 0 are dropped.
    pub fn reweighed(&self, weight: impl Fn(usize, usize, f64) -> f64) -> Graph {
        let edges: Vec<(u32, u32, f64)> = self
            .edges()
            .map(|(a, b, old)| (a as u32, b as u32, weight(a, b, old)))
            .filter(|&(_, _, weight)| weight > 0.0)
            .collect();
        Graph::with_loops(self.loops.clone(), &edges)
    }

    /// The part of the graph between the given nodes, which are in rising order; they are renumbered from 0.
    pub fn induced(&self, nodes: &[usize]) -> Graph {
        let mut place = vec![u32::MAX; self.len()];
        for (new, &node) in nodes.iter().enumerate() {
            place[node] = new as u32;
        }
        let edges: Vec<(u32, u32, f64)> = self
            .edges()
            .map(|(a, b, weight)| (place[a], place[b], weight))
            .filter(|&(a, b, _)| a != u32::MAX && b != u32::MAX)
            .collect();
        Graph::with_loops(nodes.iter().map(|&node| self.loops[node]).collect(), &edges)
    }

    /// The graph of groups: each group one node, its inner edges a loop. `groups` are `0..n_groups`.
    pub(crate) fn merged(&self, groups: &[usize], n_groups: usize) -> Graph {
        let mut loops = vec![0.0; n_groups];
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); n_groups];
        for (node, &group) in groups.iter().enumerate() {
            loops[group] += self.loops[node];
            members[group].push(node);
        }
        let mut weight_to = vec![0.0; n_groups];
        let mut edges = Vec::new();
        for (group, members) in members.iter().enumerate() {
            let mut touched: Vec<usize> = Vec::new();
            for (target, weight) in members.iter().flat_map(|&node| self.neighbours(node)) {
                let other = groups[target];
                if weight_to[other] == 0.0 {
                    touched.push(other);
                }
                weight_to[other] += weight;
            }
            for other in touched {
                let weight = std::mem::take(&mut weight_to[other]);
                if other == group {
                    loops[group] += weight / 2.0;
                } else if group < other {
                    edges.push((group as u32, other as u32, weight));
                }
            }
        }
        Graph::with_loops(loops, &edges)
    }

    /// Every edge once.
    fn edges(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        (0..self.len()).flat_map(move |node| {
            let later = self.neighbours(node).filter(move |&(target, _)| node < target);
            later.map(move |(target, weight)| (node, target, weight))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_keeps_all_weight() {
        let graph = Graph::new(4, &[(0, 1, 1.0), (1, 2, 2.0), (2, 3, 3.0), (0, 3, 4.0)]);
        let merged = graph.merged(&[0, 0, 1, 1], 2);
        assert_eq!(merged.neighbours(0).collect::<Vec<_>>(), [(1, 6.0)]);
        assert_eq!((merged.strength(0), merged.strength(1)), (8.0, 12.0));
    }

    #[test]
    fn an_induced_graph_has_the_edges_between_its_nodes() {
        let graph = Graph::new(4, &[(0, 1, 1.0), (1, 3, 2.0), (2, 3, 3.0)]);
        let induced = graph.induced(&[1, 3]);
        assert_eq!(induced, Graph::new(2, &[(0, 1, 2.0)]));
    }
}
