//! One way to group the rows of a corpus, by either method: communities of the neighbour graph or spherical k-means.

use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::graph::NeighbourGraph;
use crate::neighbours::neighbours;
use crate::spherical_k_means::{SphericalKMeans, means};

/// Neighbours a document in the graph: the square root of the number of documents, within these bounds. With as many,
/// groups at resolution 1 grow with the corpus, and starts end in much the same communities.
const NEIGHBOURS: (usize, usize) = (10, 64);

/// A community with fewer documents founds no group, and one with a smaller part of them neither.
const FEWEST_MEMBERS: usize = 3;
const LEAST_PART: f64 = 0.002;

/// Resolutions between which a number of groups is sought, and how often the span is halved.
const RESOLUTIONS: (f64, f64) = (0.01, 100.0);
const HALVINGS: usize = 12;

/// Memberships of k-means are a softmax of the cosines to the centroids over this temperature.
const TEMPERATURE: f32 = 0.05;

/// How documents are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Communities (Leiden, the best of many starts) of the graph of exact nearest neighbours.
    #[default]
    Leiden,
    /// Spherical k-means.
    KMeans,
}

/// How fine the groups are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Grain {
    /// So many groups, or all rows where there are fewer.
    Number(usize),
    /// What this resolution gives; for Leiden only.
    Resolution(f64),
}

/// Unit vectors with what a method needs besides.
pub(crate) struct Ground {
    pub rows: Array2<f32>,
    /// The neighbour graph; `None` for k-means.
    graph: Option<NeighbourGraph>,
}

/// The group of each row.
pub(crate) struct Fitted {
    pub assignments: Vec<usize>,
    /// Unit vectors, `[k, dimension]`.
    pub centroids: Array2<f32>,
    /// The cosine of each row to its group's centroid.
    pub similarities: Vec<f32>,
    /// For each row how much of it lies in each group, in [0, 1]; the sum is at most 1.
    pub memberships: Vec<Vec<f32>>,
}

impl Ground {
    pub(crate) fn new(rows: Array2<f32>, method: Method) -> Self {
        let graph = match method {
            Method::Leiden => {
                let k = (rows.nrows() as f64).sqrt().round() as usize;
                let lists = neighbours(rows.view(), k.clamp(NEIGHBOURS.0, NEIGHBOURS.1)).lists;
                Some(NeighbourGraph::of(&lists))
            }
            Method::KMeans => None,
        };
        Self { rows, graph }
    }

    /// The rows at these places, in rising order, with the edges between them.
    pub(crate) fn part(&self, places: &[usize]) -> Ground {
        Ground {
            rows: self.rows.select(Axis(0), places),
            graph: self.graph.as_ref().map(|graph| graph.part(places)),
        }
    }

    /// Groups of the grain; of so many starts the best.
    pub(crate) fn fit(&self, grain: Grain, starts: u64, seed: u64) -> Fitted {
        match (&self.graph, grain) {
            (None, Grain::Number(k)) => self.k_means(k, seed),
            (None, Grain::Resolution(_)) => unreachable!("k-means is asked for a number"),
            (Some(graph), Grain::Resolution(resolution)) => {
                let communities = graph.communities(resolution, starts, seed);
                let n = large_enough(&communities);
                self.communities(graph, &communities, n)
            }
            (Some(graph), Grain::Number(k)) => {
                let communities = graph.communities(resolution_for(graph, k, seed), starts, seed);
                self.communities(graph, &communities, k.min(sizes(&communities).len()))
            }
        }
    }

    /// The grain that gives about `k` groups.
    pub(crate) fn grain_for(&self, k: usize, seed: u64) -> Grain {
        match &self.graph {
            None => Grain::Number(k),
            Some(graph) => Grain::Resolution(resolution_for(graph, k, seed)),
        }
    }

    fn k_means(&self, k: usize, seed: u64) -> Fitted {
        let fitted = SphericalKMeans::new(k, seed).fit(self.rows.view());
        let cosines = self.rows.dot(&fitted.centroids.t());
        let memberships = cosines.rows().into_iter().map(|row| softmax(&row.to_vec())).collect();
        Fitted {
            assignments: fitted.assignments,
            centroids: fitted.centroids,
            similarities: fitted.similarities,
            memberships,
        }
    }

    /// The first `n` communities as groups. A document lies in each by the share of its edges that end there, and is put
    /// where most do, or, without an edge to any, where it is nearest.
    fn communities(&self, graph: &NeighbourGraph, communities: &[usize], n: usize) -> Fitted {
        let memberships = graph.shares(communities, n);
        let founders: Vec<usize> = (0..communities.len()).filter(|&row| communities[row] < n).collect();
        let of_founders: Vec<usize> = founders.iter().map(|&row| communities[row]).collect();
        let rows = self.rows.select(Axis(0), &founders);
        let centroids = means(rows.view(), &of_founders, &vec![0.0; founders.len()], n);
        let cosines = self.rows.dot(&centroids.t());
        let assignments: Vec<usize> = memberships
            .iter()
            .zip(communities)
            .zip(cosines.rows())
            .map(|((shares, &own), cosines)| {
                let first = own.min(n - 1);
                let most = largest(shares, first);
                if shares[most] > 0.0 {
                    most
                } else {
                    largest(&cosines.to_vec(), first)
                }
            })
            .collect();
        let similarities = assignments
            .iter()
            .enumerate()
            .map(|(row, &group)| cosines[(row, group)])
            .collect();
        Fitted {
            assignments,
            centroids,
            similarities,
            memberships,
        }
    }
}

/// The place of the largest value; `first` among equals, where it is one.
fn largest(values: &[f32], first: usize) -> usize {
    (0..values.len()).fold(
        first,
        |best, place| if values[place] > values[best] { place } else { best },
    )
}

fn softmax(cosines: &[f32]) -> Vec<f32> {
    let best = cosines.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f32> = cosines
        .iter()
        .map(|cosine| ((cosine - best) / TEMPERATURE).exp())
        .collect();
    let total: f32 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// How many communities are large enough to be groups; at least the largest is.
fn large_enough(communities: &[usize]) -> usize {
    let fewest = FEWEST_MEMBERS.max((LEAST_PART * communities.len() as f64).ceil() as usize);
    sizes(communities).iter().filter(|&&size| size >= fewest).count().max(1)
}

/// The least resolution found at which one start has `k` communities or more.
fn resolution_for(graph: &NeighbourGraph, k: usize, seed: u64) -> f64 {
    let (mut low, mut high) = RESOLUTIONS;
    for _ in 0..HALVINGS {
        let middle = (low * high).sqrt();
        if large_enough(&graph.communities(middle, 1, seed)) < k {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// How many members each group has; groups are numbered by falling size.
fn sizes(groups: &[usize]) -> Vec<usize> {
    let mut sizes = vec![0; groups.iter().max().map_or(0, |most| most + 1)];
    groups.iter().for_each(|&group| sizes[group] += 1);
    sizes
}
