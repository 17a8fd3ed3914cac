//! What the answers leave open of each stratum: draws of how many of its units belong.
//!
//! Recall is lost in strata of thousands with a handful of answers, where neither a normal approximation nor a
//! bootstrap covers: no yes in forty says little, and both turn it into certainty. What does say something is the order
//! of the strata: the share that belongs falls with the score. So the rates of all strata are drawn together from
//!
//! rate = (1 − h) · r(z) + h · r̄,  logit r(z) = a + b · z,  b ≥ 0,
//!
//! where z is the normal quantile of the stratum's middle rank in the population, and h the part of those that belong whose
//! score says nothing: they lie everywhere, at the mean rate r̄. Each stratum's logit has a scatter e ~ Normal(0, s²) of its
//! own besides. a, b, h and s lie on a grid with weak priors, e on nodes of a quadrature, so that a draw is exact and fast. What is labelled has no uncertainty: only the
//! rest of a stratum is drawn, by a binomial.

use std::rc::Rc;
use std::sync::LazyLock;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Binomial, Distribution};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::stratum::StratumCounts;

/// Joint draws, one row a draw and one number a stratum.
#[derive(Debug, Clone)]
pub(crate) struct Draws {
    /// Units that belong or do not, those that readers are unsure of left out.
    pub sure: Vec<Vec<f64>>,
    /// Units that belong, times the pairs that one of them stands for.
    pub belonging: Vec<Vec<f64>>,
}

/// The grid's ranges: logit of the rate at the middle of the population, its rise with z, and the scatter of strata.
const INTERCEPTS: (f64, f64, usize) = (-16.0, 4.0, 61);
const SLOPES: (f64, f64, usize) = (0.0, 6.0, 31);
const SCATTERS: [(f64, f64); 3] = [(0.25, 0.2), (0.75, 0.4), (1.5, 0.4)];
/// The part of those that belong whose score says nothing, with its prior.
const HIDDEN: [(f64, f64); 4] = [(0.0, 0.85), (0.03, 0.05), (0.1, 0.05), (0.3, 0.05)];
/// Prior of the intercept: a logit normal around one in a hundred, wide enough for one in ten thousand and one in two.
const INTERCEPT_MEAN: f64 = -5.0;
const INTERCEPT_DEVIATION: f64 = 4.0;
/// Prior of the slope: half normal.
const SLOPE_DEVIATION: f64 = 3.0;
/// How far the nodes of a scatter reach, in standard deviations.
const NODE_REACH: f64 = 3.0;

/// One point of the grid.
struct Point {
    /// The logit of each stratum's rate without its scatter.
    centres: Rc<[f64]>,
    /// Its place among [`NODES`].
    scatter: usize,
    weight: f64,
}

/// Draws from the posterior of strata in the order of their score, the highest first.
pub(crate) fn draws(strata: &[StratumCounts], n_draws: usize, seed: u64) -> Draws {
    let likelihoods: Vec<Likelihood> = strata.iter().map(Likelihood::of).collect();
    let grid = grid(&likelihoods, &ranks(strata));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let total: f64 = grid.iter().map(|point| point.weight).sum();
    let mut drawn = Draws {
        sure: Vec::with_capacity(n_draws),
        belonging: Vec::with_capacity(n_draws),
    };
    let cumulative: Vec<f64> = grid
        .iter()
        .scan(0.0, |sum, point| {
            *sum += point.weight;
            Some(*sum)
        })
        .collect();
    for _ in 0..n_draws {
        let at = random.random::<f64>() * total;
        let point = &grid[cumulative.partition_point(|sum| *sum < at).min(grid.len() - 1)];
        let (mut sure, mut belonging) = (Vec::new(), Vec::new());
        for ((stratum, likelihood), centre) in strata.iter().zip(&likelihoods).zip(&*point.centres) {
            let rest = stratum.draw_sure_rest(&mut random);
            let rate = logistic(likelihood.draw_logit(*centre, &NODES[point.scatter], &mut random));
            let yes = stratum.n_yes as f64 + binomial(rest, rate, &mut random) as f64;
            sure.push((stratum.n_yes + stratum.n_no) as f64 + rest as f64);
            belonging.push(yes * stratum.pairs_per_yes);
        }
        drawn.sure.push(sure);
        drawn.belonging.push(belonging);
    }
    drawn
}

impl StratumCounts {
    /// Units not labelled that a reader would be sure of.
    fn draw_sure_rest(&self, random: &mut ChaCha8Rng) -> u64 {
        let n_sure = self.n_yes + self.n_no;
        let unlabelled = self.size.saturating_sub(n_sure + self.n_unsure) as u64;
        if self.n_unsure == 0 || unlabelled == 0 {
            return unlabelled;
        }
        let share = Beta::new(n_sure as f64 + 0.5, self.n_unsure as f64 + 0.5).expect("both above 0");
        binomial(unlabelled, share.sample(random), random)
    }
}

/// Every point of the grid with its posterior weight.
fn grid(likelihoods: &[Likelihood], ranks: &[Rank]) -> Vec<Point> {
    let marginals = NODES.each_ref().map(|nodes| -> Vec<Likelihood> {
        likelihoods
            .iter()
            .map(|likelihood| likelihood.marginal(nodes))
            .collect()
    });
    let mut grid = Vec::with_capacity(INTERCEPTS.2 * SLOPES.2 * HIDDEN.len() * SCATTERS.len());
    for (intercept, slope) in steps(INTERCEPTS).flat_map(|a| steps(SLOPES).map(move |b| (a, b))) {
        let (away, steep) = (
            (intercept - INTERCEPT_MEAN) / INTERCEPT_DEVIATION,
            slope / SLOPE_DEVIATION,
        );
        let log_prior = -(away * away + steep * steep) / 2.0;
        for (hidden, hidden_prior) in HIDDEN {
            let centres = centres(ranks, (intercept, slope), hidden);
            for (scatter, ((_, prior), marginals)) in SCATTERS.iter().zip(&marginals).enumerate() {
                let answers = marginals.iter().zip(&*centres);
                let log_likelihood: f64 = answers.map(|(marginal, x)| marginal.at(*x)).sum();
                grid.push(Point {
                    centres: centres.clone(),
                    scatter,
                    weight: log_likelihood + prior.ln() + hidden_prior.ln() + log_prior,
                });
            }
        }
    }
    let best = grid.iter().map(|point| point.weight).fold(f64::NEG_INFINITY, f64::max);
    for point in &mut grid {
        point.weight = (point.weight - best).exp();
    }
    grid
}

/// The logit of each stratum's rate.
fn centres(ranks: &[Rank], (intercept, slope): (f64, f64), hidden: f64) -> Rc<[f64]> {
    let shown = |rank: &Rank| intercept + slope * rank.quantile;
    if hidden == 0.0 {
        return ranks.iter().map(shown).collect();
    }
    let mean: f64 = ranks.iter().map(|rank| rank.part * logistic(shown(rank))).sum();
    let rate = |rank: &Rank| (1.0 - hidden) * logistic(shown(rank)) + hidden * mean;
    let logit = |rate: f64| rate.ln() - (1.0 - rate).max(f64::MIN_POSITIVE).ln();
    ranks.iter().map(|rank| logit(rate(rank))).collect()
}

/// The likelihood of one stratum's answers at evenly spaced logits of its rate, from its largest value.
struct Likelihood(Vec<f64>);

impl Likelihood {
    const LOWEST: f64 = -45.0;
    /// The nodes of a scatter lie as far apart: wider than the likelihood of a well-labelled stratum they would blur it.
    const STEP: f64 = 0.125;
    const LENGTH: usize = 721;

    fn of(stratum: &StratumCounts) -> Self {
        let (yes, no) = (stratum.n_yes as f64, stratum.n_no as f64);
        let log = |logit: f64| -yes * softplus(-logit) - no * softplus(logit);
        let best = if yes == 0.0 || no == 0.0 {
            0.0
        } else {
            log((yes / no).ln())
        };
        let at = |place: usize| (log(Self::LOWEST + Self::STEP * place as f64) - best).exp();
        Self((0..Self::LENGTH).map(at).collect())
    }

    fn at(&self, logit: f64) -> f64 {
        let place = ((logit - Self::LOWEST) / Self::STEP).clamp(0.0, (Self::LENGTH - 2) as f64);
        let (whole, part) = (place as usize, place.fract());
        self.0[whole] * (1.0 - part) + self.0[whole + 1] * part
    }

    /// Logarithms of the likelihoods with the scatter integrated out.
    fn marginal(&self, nodes: &[f64]) -> Self {
        let at = |place: usize| {
            let first = place as isize - (nodes.len() / 2) as isize;
            let parts = nodes.iter().zip(first..).map(|(weight, place)| {
                let place = place.clamp(0, Self::LENGTH as isize - 1);
                weight * self.0[place as usize]
            });
            parts.sum::<f64>().max(f64::MIN_POSITIVE).ln()
        };
        Self((0..Self::LENGTH).map(at).collect())
    }

    /// A logit at a point of the grid, its scatter drawn given the answers.
    fn draw_logit(&self, centre: f64, nodes: &[f64], random: &mut ChaCha8Rng) -> f64 {
        let lowest = centre - Self::STEP * (nodes.len() / 2) as f64;
        let logit = |node: usize| lowest + Self::STEP * node as f64;
        let weights = nodes.iter().enumerate();
        let weights: Vec<f64> = weights.map(|(node, weight)| weight * self.at(logit(node))).collect();
        let mut at = random.random::<f64>() * weights.iter().sum::<f64>();
        let first_above = |weight: &f64| {
            at -= weight;
            at <= 0.0
        };
        let chosen = weights.iter().position(first_above).unwrap_or(nodes.len() / 2);
        // Anywhere between the neighbouring nodes, so that draws are not lumped.
        logit(chosen) + (random.random::<f64>() - 0.5) * Self::STEP
    }
}

/// Where a stratum lies in the population.
struct Rank {
    /// Normal quantile of its middle rank.
    quantile: f64,
    /// Its part of all units.
    part: f64,
}

/// The stratum with the highest score first.
fn ranks(strata: &[StratumCounts]) -> Vec<Rank> {
    let total: f64 = strata.iter().map(|stratum| stratum.size as f64).sum::<f64>().max(1.0);
    let standard = Normal::standard();
    let mut above = 0.0;
    let rank = |stratum: &StratumCounts| {
        let part = stratum.size as f64 / total;
        let middle = above + part / 2.0;
        above += part;
        Rank {
            quantile: standard.inverse_cdf((1.0 - middle).clamp(1e-6, 1.0 - 1e-6)),
            part,
        }
    };
    strata.iter().map(rank).collect()
}

fn steps((low, high, n): (f64, f64, usize)) -> impl Iterator<Item = f64> {
    (0..n).map(move |step| low + (high - low) * step as f64 / (n - 1) as f64)
}

/// Of each scatter, the weights of nodes one step of the likelihood apart around 0, as the normal density has them; they
/// sum to 1.
static NODES: LazyLock<[Vec<f64>; SCATTERS.len()]> = LazyLock::new(|| {
    SCATTERS.map(|(scatter, _)| {
        let reach = (NODE_REACH * scatter / Likelihood::STEP).round() as i32;
        let density = |node: i32| (-(f64::from(node) * Likelihood::STEP / scatter).powi(2) / 2.0).exp();
        let total: f64 = (-reach..=reach).map(density).sum();
        (-reach..=reach).map(|node| density(node) / total).collect()
    })
});

fn binomial(n: u64, rate: f64, random: &mut ChaCha8Rng) -> u64 {
    Binomial::new(n, rate.clamp(0.0, 1.0)).map_or(0, |binomial| binomial.sample(random))
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
