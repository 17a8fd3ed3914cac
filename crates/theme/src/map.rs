//! A map: a place in the plane for each document, so that near means alike.

use bhtsne::{Neighbor, tSNE};
use ndarray::{Array2, ArrayView2, Axis};
use rand::seq::index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::find::Input;
use crate::latent::make_unit;
use crate::map_quality::MapQuality;
use crate::neighbours::{Nearest, hold_against, neighbours};
use crate::representation::representation;

/// Fewer documents make no map.
const FEWEST_DOCUMENTS: usize = 20;

/// Neighbours that a point is drawn to, as a multiple of the perplexity.
const NEIGHBOURS_FOR_PERPLEXITY: f32 = 3.0;

/// How much stronger neighbours attract at first; the step is the number of documents by this (Belkina et al. 2019, doi
/// 10.1038/s41467-019-13055-y).
const EXAGGERATION: f32 = 12.0;
const LEAST_STEP: f32 = 50.0;

/// The standard deviation at the start, and how much of it is chance, so that equal rows begin apart.
const START: f32 = 1e-4;
const CHANCE: f32 = 0.01;

/// Rounds of subspace iteration for the two axes of the start.
const ROUNDS: usize = 30;

/// Placed neighbours among which a document lies that was not placed itself.
const BETWEEN: usize = 5;

/// Settings of t-SNE (van der Maaten and Hinton 2008).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// How many neighbours a document is held near, more or less.
    pub perplexity: f32,
    /// Steps of gradient descent.
    pub steps: usize,
    /// The first of these steps, in which neighbours attract twelvefold, so that groups form.
    pub first_steps: usize,
    /// Documents that t-SNE places, at most: a sample of more, and the others lie between their nearest in it.
    pub most_placed: usize,
    /// Start of the random numbers; the same seed gives the same map.
    pub seed: u64,
}

/// Places found by [`Map::fit`] or [`Map::of`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedMap {
    /// For each document its place, in no unit; `None` for one that is not on the map.
    pub points: Vec<Option<[f32; 2]>>,
    /// How far near on the map means near.
    pub quality: MapQuality,
    /// Documents that t-SNE placed.
    pub n_placed: usize,
    /// The share of the true neighbours that the map was made from.
    pub recall: f64,
}

impl Default for Map {
    fn default() -> Self {
        Self {
            perplexity: 20.0,
            steps: 500,
            first_steps: 150,
            most_placed: 100_000,
            seed: 1,
        }
    }
}

impl Map {
    /// Places the informative documents by what they are grouped by (see [`crate::Params::find`]); `None` where fewer
    /// than 20 can be placed.
    pub fn of(&self, input: &Input<'_>) -> Option<FittedMap> {
        let documents: Vec<usize> = (0..input.document_ids.len())
            .filter(|&document| input.informative[document] && input.embeddings.row(document).is_some())
            .collect();
        if documents.len() < FEWEST_DOCUMENTS {
            return None;
        }
        let fitted = self.fit(representation(input, &documents).view());
        let mut points = vec![None; input.document_ids.len()];
        for (document, point) in documents.into_iter().zip(fitted.points) {
            points[document] = point;
        }
        Some(FittedMap { points, ..fitted })
    }

    /// Places unit vectors `[n, dimension]`.
    ///
    /// # Panics
    /// When there are fewer than 20.
    pub fn fit(&self, rows: ArrayView2<'_, f32>) -> FittedMap {
        assert!(rows.nrows() >= FEWEST_DOCUMENTS, "too few documents for a map");
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let (points, n_placed, recall) = if rows.nrows() <= self.most_placed {
            let (points, recall) = self.placed(rows, &mut random);
            (points, rows.nrows(), recall)
        } else {
            let mut sample = index::sample(&mut random, rows.nrows(), self.most_placed).into_vec();
            sample.sort_unstable();
            let (placed, recall) = self.placed(rows.select(Axis(0), &sample).view(), &mut random);
            (between(rows, &sample, &placed), sample.len(), recall)
        };
        FittedMap {
            quality: MapQuality::of(&points, rows),
            points: points.into_iter().map(Some).collect(),
            n_placed,
            recall,
        }
    }

    /// By t-SNE, with the recall of the neighbours it was given.
    fn placed(&self, rows: ArrayView2<'_, f32>, random: &mut ChaCha8Rng) -> (Vec<[f32; 2]>, f64) {
        let n = rows.nrows();
        let perplexity = self.perplexity.min((n - 1) as f32 / NEIGHBOURS_FOR_PERPLEXITY);
        let found = neighbours(rows, (perplexity * NEIGHBOURS_FOR_PERPLEXITY) as usize);
        let with_distances: Vec<Vec<Neighbor<f32>>> = found
            .lists
            .par_iter()
            .enumerate()
            .map(|(row, list)| with_distances(rows, row, list))
            .collect();
        let start = start(rows, random);
        // Sums that several threads share differ in their last digits from run to run.
        let one_thread = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .expect("the system gives a thread");
        let points = one_thread.install(|| {
            let documents = vec![(); n];
            let mut tsne: tSNE<'_, f32, (), 2> = tSNE::new(&documents);
            tsne.perplexity(perplexity)
                .epochs(self.steps)
                .early_exaggeration(EXAGGERATION)
                .stop_lying_epoch(self.first_steps)
                .momentum_switch_epoch(self.first_steps)
                .learning_rate((n as f32 / EXAGGERATION).max(LEAST_STEP))
                .initial_embedding(start)
                .fit_sne_with_neighbors(&with_distances);
            tsne.embedding()
        });
        (
            points.chunks_exact(2).map(|point| [point[0], point[1]]).collect(),
            found.recall,
        )
    }
}

fn with_distances(rows: ArrayView2<'_, f32>, row: usize, list: &[u32]) -> Vec<Neighbor<f32>> {
    let neighbour = |&index: &u32| {
        let index = index as usize;
        let distance = (2.0 - 2.0 * rows.row(row).dot(&rows.row(index))).max(0.0).sqrt();
        Neighbor { index, distance }
    };
    list.iter().map(neighbour).collect()
}

/// The two principal components, small (Kobak and Berens 2019, doi 10.1038/s41467-019-13056-x), with a little chance.
fn start(rows: ArrayView2<'_, f32>, random: &mut ChaCha8Rng) -> Vec<f32> {
    let mean = rows.mean_axis(Axis(0)).expect("there are rows");
    let mut axes = Array2::from_shape_simple_fn((rows.ncols(), 2), || random.random::<f32>() - 0.5);
    let mut scores = Array2::zeros((rows.nrows(), 2));
    for _ in 0..ROUNDS {
        orthonormalise(&mut axes);
        scores = rows.dot(&axes) - mean.dot(&axes);
        axes = rows.t().dot(&scores);
    }
    let deviation = scores.column(0).std(0.0).max(f32::MIN_POSITIVE);
    let mut near = |score: &f32| START * (score / deviation + CHANCE * (random.random::<f32>() - 0.5));
    scores.iter().map(&mut near).collect()
}

fn orthonormalise(axes: &mut Array2<f32>) {
    make_unit(&mut axes.column_mut(0));
    let along = axes.column(0).dot(&axes.column(1));
    let first = axes.column(0).to_owned();
    axes.column_mut(1).scaled_add(-along, &first);
    make_unit(&mut axes.column_mut(1));
}

/// Each row between the nearest of the placed ones; a placed one lies where it was placed.
fn between(rows: ArrayView2<'_, f32>, sample: &[usize], placed: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let of_sample = rows.select(Axis(0), sample);
    let of_part = |(part, queries): (usize, ArrayView2<'_, f32>)| {
        let own = sample.len();
        let mut nearest: Vec<Nearest> = (0..queries.nrows()).map(|_| Nearest::new(BETWEEN, own)).collect();
        hold_against(queries, of_sample.view(), &mut nearest);
        nearest
            .into_iter()
            .enumerate()
            .map(
                move |(row, nearest)| match sample.binary_search(&(part * QUERIES_AT_A_TIME + row)) {
                    Ok(own) => placed[own],
                    Err(_) => mean(nearest.into_places().into_iter().map(|place| placed[place as usize])),
                },
            )
            .collect::<Vec<_>>()
    };
    let parts: Vec<_> = rows.axis_chunks_iter(Axis(0), QUERIES_AT_A_TIME).enumerate().collect();
    parts.into_par_iter().flat_map_iter(of_part).collect()
}

/// Rows that are put between others at a time: bounds the memory of the products.
const QUERIES_AT_A_TIME: usize = 256;

fn mean(points: impl Iterator<Item = [f32; 2]>) -> [f32; 2] {
    let (sum, n) = points.fold(([0.0, 0.0], 0.0), |(sum, n), point| {
        ([sum[0] + point[0], sum[1] + point[1]], n + 1.0)
    });
    [sum[0] / n, sum[1] / n]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cosines::tests::groups;

    #[test]
    fn groups_are_apart_and_the_same_seed_gives_the_same_bytes() {
        let (rows, group) = groups(300, 5, 0.4);
        let fitted = Map::default().fit(rows.view());
        assert_eq!(fitted, Map::default().fit(rows.view()));
        assert!(fitted.quality.trustworthiness > 0.9, "{:?}", fitted.quality);
        let points: Vec<[f32; 2]> = fitted.points.iter().map(|point| point.unwrap()).collect();
        let nearest = |row: usize| {
            let distance = |other: usize| {
                (0..2)
                    .map(|axis| (points[row][axis] - points[other][axis]).powi(2))
                    .sum::<f32>()
            };
            (0..300)
                .filter(|&other| other != row)
                .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
                .unwrap()
        };
        let strays = (0..300).filter(|&row| group[nearest(row)] != group[row]).count();
        assert!(strays < 6, "{strays}");
        assert_ne!(
            fitted.points,
            Map {
                seed: 2,
                ..Map::default()
            }
            .fit(rows.view())
            .points
        );
    }

    #[test]
    fn documents_beyond_the_sample_lie_among_their_like() {
        let (rows, group) = groups(400, 4, 0.3);
        let few = Map {
            most_placed: 100,
            ..Map::default()
        };
        let fitted = few.fit(rows.view());
        assert_eq!((fitted.n_placed, fitted.points.iter().flatten().count()), (100, 400));
        assert!(fitted.quality.trustworthiness > 0.85, "{:?}", fitted.quality);
        assert_eq!(group.len(), 400);
    }

    #[test]
    fn equal_rows_and_the_fewest_are_placed_somewhere() {
        for rows in [Array2::from_elem((50, 4), 0.5), groups(20, 2, 0.1).0] {
            let fitted = Map::default().fit(rows.view());
            assert!(
                fitted
                    .points
                    .iter()
                    .flatten()
                    .flatten()
                    .all(|number| number.is_finite())
            );
        }
    }
}
