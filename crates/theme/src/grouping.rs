//! One way to group the rows of a corpus, by either method: communities of the neighbour graph or spherical k-means.

use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::graph::Graph;
use crate::leiden::{Leiden, by_size};
use crate::neighbours::{neighbours, shared_neighbour_graph};
use crate::spherical_k_means::{FittedSphericalKMeans, SphericalKMeans, means};

/// Neighbours a document in the graph.
const NEIGHBOURS: usize = 30;

/// Runs of Leiden that a consensus is made of: of all documents, and of a part that only tells how stable that is.
const RUNS: u64 = 20;
const RUNS_OF_A_PART: u64 = 3;

/// A community with fewer documents founds no group, and one with a smaller part of them neither.
const FEWEST_MEMBERS: usize = 3;
const LEAST_PART: f64 = 0.002;

/// Resolutions between which a number of groups is sought, and how often the span is halved.
const RESOLUTIONS: (f64, f64) = (0.01, 100.0);
const HALVINGS: usize = 12;

/// How documents are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Communities (Leiden, consensus of twenty runs) of the graph of exact nearest neighbours, from whose centroids
    /// spherical k-means settles every document.
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
    graph: Option<Graph>,
    /// Runs of Leiden a consensus.
    runs: u64,
}

impl Ground {
    pub(crate) fn new(rows: Array2<f32>, method: Method) -> Self {
        let graph = match method {
            Method::Leiden => Some(shared_neighbour_graph(&neighbours(rows.view(), NEIGHBOURS))),
            Method::KMeans => None,
        };
        Self {
            rows,
            graph,
            runs: RUNS,
        }
    }

    /// The rows at these places, in rising order, with the edges between them.
    pub(crate) fn part(&self, places: &[usize]) -> Ground {
        Ground {
            rows: self.rows.select(Axis(0), places),
            graph: self.graph.as_ref().map(|graph| graph.induced(places)),
            runs: RUNS_OF_A_PART,
        }
    }

    pub(crate) fn fit(&self, grain: Grain, seed: u64) -> FittedSphericalKMeans {
        match (&self.graph, grain) {
            (None, Grain::Number(k)) => SphericalKMeans::new(k, seed).fit(self.rows.view()),
            (None, Grain::Resolution(_)) => unreachable!("k-means is asked for a number"),
            (Some(graph), Grain::Resolution(resolution)) => {
                let fewest = FEWEST_MEMBERS.max((LEAST_PART * graph.len() as f64).ceil() as usize);
                self.settled(&consensus(graph, resolution, self.runs, seed), |_, size| size >= fewest)
            }
            (Some(graph), Grain::Number(k)) => {
                let resolution = resolution_for(graph, k, seed);
                self.settled(&consensus(graph, resolution, self.runs, seed), |place, _| place < k)
            }
        }
    }

    /// How many groups a resolution gives in one run, those too small left out; 0 for k-means.
    pub(crate) fn number_at(&self, resolution: f64, seed: u64) -> usize {
        let Some(graph) = &self.graph else { return 0 };
        let communities = Leiden { resolution, seed }.fit(graph);
        let fewest = FEWEST_MEMBERS.max((LEAST_PART * graph.len() as f64).ceil() as usize);
        sizes(&communities).into_iter().filter(|&size| size >= fewest).count()
    }

    /// Spherical k-means from the centroids of the communities that are kept by their place (the largest is 0) and size;
    /// the largest is kept always.
    fn settled(&self, communities: &[usize], is_kept: impl Fn(usize, usize) -> bool) -> FittedSphericalKMeans {
        let sizes = sizes(communities);
        let n = sizes
            .iter()
            .enumerate()
            .take_while(|&(place, &size)| place == 0 || is_kept(place, size))
            .count();
        let founders: Vec<usize> = (0..communities.len()).filter(|&row| communities[row] < n).collect();
        let of_founders: Vec<usize> = founders.iter().map(|&row| communities[row]).collect();
        let rows = self.rows.select(Axis(0), &founders);
        let centroids = means(rows.view(), &of_founders, &vec![0.0; founders.len()], n);
        SphericalKMeans::new(n, 0).fit_from(self.rows.view(), centroids)
    }
}

/// The communities on which runs agree: each edge weighs as much more as runs put its ends together (Lancichinetti and
/// Fortunato 2012, doi 10.1038/srep00336, on the edges of the graph), and Leiden is run again.
fn consensus(graph: &Graph, resolution: f64, runs: u64, seed: u64) -> Vec<usize> {
    let found: Vec<Vec<usize>> = (0..runs)
        .map(|run| {
            let seed = seed.wrapping_mul(runs).wrapping_add(run);
            Leiden { resolution, seed }.fit(graph)
        })
        .collect();
    let together = |a: usize, b: usize| found.iter().filter(|run| run[a] == run[b]).count() as f64;
    let agreed = graph.reweighed(|a, b, weight| weight * together(a, b) / runs as f64);
    Leiden { resolution, seed }.fit(&agreed)
}

/// The least resolution found at which one run has `k` communities or more.
fn resolution_for(graph: &Graph, k: usize, seed: u64) -> f64 {
    let (mut low, mut high) = RESOLUTIONS;
    for _ in 0..HALVINGS {
        let middle = (low * high).sqrt();
        let n = sizes(
            &Leiden {
                resolution: middle,
                seed,
            }
            .fit(graph),
        )
        .len();
        if n < k {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// How many members each group has; groups are numbered by falling size.
fn sizes(groups: &[usize]) -> Vec<usize> {
    debug_assert_eq!(by_size(groups), groups);
    let mut sizes = vec![0; groups.iter().max().map_or(0, |most| most + 1)];
    groups.iter().for_each(|&group| sizes[group] += 1);
    sizes
}
