//! Whether documents still look like those that a classifier learnt from.

use serde::{Deserialize, Serialize};

/// The distributions of some figures of documents while a classifier was trained: what later documents are held against.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DriftReference {
    figures: Vec<ReferenceFigure>,
}

/// One figure: the edges that cut the training documents into about equal parts, and how many lie in each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ReferenceFigure {
    name: String,
    /// Ascending; one fewer than parts.
    edges: Vec<f32>,
    counts: Vec<usize>,
}

/// How far documents are from those of the training.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Drift {
    /// Documents looked at.
    pub n: usize,
    /// Each figure, in the order of the reference.
    pub figures: Vec<FeatureDrift>,
    /// Whether a figure has moved so far that the classifier should be trained again on labels of such documents.
    pub retrain: bool,
}

/// How far one figure has moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureDrift {
    /// What it is of a document.
    pub name: String,
    /// The population stability index: Σ (p − q) ln(p / q) over the parts.
    pub index: f64,
    /// Above this it has moved.
    pub limit: f64,
}

/// Parts of a distribution at most.
const PARTS: usize = 10;
/// The index from which a shift asks for action by the usual rule of thumb (Yurdakul and Naranjo, *Statistical properties of
/// the population stability index*, Journal of Risk Model Validation).
const LARGE: f64 = 0.25;

impl DriftReference {
    /// From the figures of the training documents: a name and one value a document each.
    pub fn of(figures: &[(&str, Vec<f32>)]) -> Self {
        let figures = figures.iter().map(|(name, values)| {
            let edges = edges(values);
            ReferenceFigure {
                name: (*name).to_owned(),
                counts: counts(values, &edges),
                edges,
            }
        });
        Self {
            figures: figures.collect(),
        }
    }

    /// Holds documents against the training by the same figures.
    ///
    /// What chance does to two samples of one population is allowed for: about (parts − 1) · (1/n + 1/m) in the index on
    /// average, and as much again by its spread, so that a few documents are no drift.
    pub fn compare(&self, figures: &[(&str, Vec<f32>)]) -> Drift {
        let compared: Vec<FeatureDrift> = self
            .figures
            .iter()
            .filter_map(|reference| {
                let (_, values) = figures.iter().find(|(name, _)| *name == reference.name)?;
                Some(reference.compare(values))
            })
            .collect();
        Drift {
            n: figures.first().map_or(0, |(_, values)| values.len()),
            retrain: compared.iter().any(|figure| figure.index > figure.limit),
            figures: compared,
        }
    }
}

impl ReferenceFigure {
    fn compare(&self, values: &[f32]) -> FeatureDrift {
        let found = counts(values, &self.edges);
        let (n, m) = (self.counts.iter().sum::<usize>() as f64, values.len() as f64);
        let parts = self.counts.len() as f64;
        // Half a document in each part keeps the logarithm finite.
        let part = |count: usize, all: f64| (count as f64 + 0.5) / (all + 0.5 * parts);
        let terms = self.counts.iter().zip(&found).map(|(&before, &now)| {
            let (p, q) = (part(now, m), part(before, n));
            (p - q) * (p / q).ln()
        });
        let index: f64 = terms.sum();
        let chance = 2.0 * (parts - 1.0) * (1.0 / n.max(1.0) + 1.0 / m.max(1.0));
        FeatureDrift {
            name: self.name.clone(),
            index,
            limit: LARGE + chance,
        }
    }
}

/// Distinct quantiles; none where all values are the same.
fn edges(values: &[f32]) -> Vec<f32> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    let parts = PARTS.min(sorted.len()).max(1);
    let mut edges: Vec<f32> = (1..parts).map(|part| sorted[part * sorted.len() / parts]).collect();
    edges.dedup();
    edges.retain(|edge| Some(edge) != sorted.first());
    edges
}

/// A value on an edge belongs to the part above it.
fn counts(values: &[f32], edges: &[f32]) -> Vec<usize> {
    let mut counts = vec![0; edges.len() + 1];
    values
        .iter()
        .for_each(|value| counts[edges.partition_point(|edge| edge <= value)] += 1);
    counts
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn drawn(n: usize, shift: f32, seed: u64) -> Vec<(&'static str, Vec<f32>)> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        vec![("length", (0..n).map(|_| random.random::<f32>() + shift).collect())]
    }

    #[test]
    fn the_same_population_is_no_drift_at_any_size() {
        let reference = DriftReference::of(&drawn(500, 0.0, 0));
        for n in [5, 50, 5_000] {
            let moved = (1..=200)
                .filter(|&seed| reference.compare(&drawn(n, 0.0, seed)).retrain)
                .count();
            assert!(moved <= 6, "{n}: {moved} of 200");
        }
    }

    #[test]
    fn another_population_is() {
        let reference = DriftReference::of(&drawn(500, 0.0, 0));
        let drift = reference.compare(&drawn(200, 0.5, 1));
        assert!(drift.retrain && drift.figures[0].index > 1.0, "{drift:?}");
    }

    #[test]
    fn few_distinct_values_make_few_parts() {
        let reference = DriftReference::of(&[("hits", vec![0.0, 0.0, 0.0, 1.0])]);
        assert_eq!(reference.figures[0].counts, [3, 1]);
        assert!(
            DriftReference::of(&[("hits", vec![])])
                .compare(&[("hits", vec![1.0])])
                .n
                == 1
        );
    }
}
