//! From the rules that matched to probability, zone and share.

use catalogue::Role;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF};

/// A rule's weight that no label has tested counts as if this many labels had been seen.
const BELIEF_STRENGTH: f64 = 4.0;

/// What a rule's weight becomes when `n` answers found its precision to be `precision`: the mean of its belief, a Beta
/// with the strength of four labels, after them.
pub fn updated_weight(weight: f64, precision: f64, n: usize) -> f64 {
    (BELIEF_STRENGTH * weight + n as f64 * precision) / (BELIEF_STRENGTH + n as f64)
}

/// A document's part in one ecosystem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// That a careful reader would say the document belongs, in [0, 1].
    pub probability: f64,
    /// Lower end of the probability's 90 % interval.
    pub probability_low: f64,
    /// Upper end of the probability's 90 % interval.
    pub probability_high: f64,
    /// Part of the described work that belongs, in [0, 1]; a document's sum to at most 1.
    pub share: f64,
    /// Lower end of the share's 90 % interval.
    pub share_low: f64,
    /// Upper end of the share's 90 % interval.
    pub share_high: f64,
    /// The share by text alone, where people decided on the document; `None`: nobody did.
    pub share_before_decision: Option<f64>,
    /// Whether a person or a registry gave the share, so that it is not estimated.
    pub share_is_given: bool,
    /// Core, periphery or unsure.
    pub zone: Zone,
    /// Who decided.
    pub mode: Mode,
    /// Where the share comes from.
    pub share_source: ShareSource,
    /// What a person said of it.
    pub review: Review,
}

/// How near to the ecosystem's own subject a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// The ecosystem's own subject.
    Core,
    /// Enabling, applying, adjacent.
    Periphery,
    /// An exclusion matched too, or a classifier cannot decide: counts nowhere until a person decides.
    Unsure,
}

/// Who decided on an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Experts' rules alone.
    Human,
    /// A classifier that learnt from labels alone.
    Machine,
    /// A classifier that weighs experts' rules with what it learnt from labels.
    Hybrid,
}

/// Where a share comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareSource {
    /// Estimated from the document's text and codes, or by a reader of them.
    Text,
    /// Stated in a survey.
    Survey,
    /// Stated in a registry.
    Registry,
}

/// What a person said of an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Review {
    /// Nobody looked yet.
    None,
    /// It belongs.
    Accepted,
    /// It does not.
    Rejected,
    /// People are unsure, or differ.
    Unsure,
}

/// The rules of one ecosystem that matched one document: role and weight, each rule once.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// Role and weight of each rule that matched.
    pub matched: Vec<(Role, f64)>,
    /// What remains of the probability for where the words stand, in (0, 1].
    pub worth_of_places: f64,
}

/// Mean and 90 % interval of a probability.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Belief {
    mean: f64,
    low: f64,
    high: f64,
}

/// The attributions of one document, for the candidates whose probability reaches the threshold.
///
/// probability = 1 − ∏(1 − w) over the core and periphery rules that matched, times the worth of the places where their words stand. An ecosystem of which
/// an exclusion also matched is `unsure`, with share 0 and as `share_high` what it could be. The
/// others share p / max(1, Σ p). The interval takes each weight as a Beta distribution with that
/// mean and the strength of four labels, and the others at their opposite ends.
pub fn attributions(candidates: &[Candidate], threshold: f64) -> Vec<Attribution> {
    let mut attributions: Vec<Attribution> = candidates
        .iter()
        .map(|candidate| {
            Attribution::believed(&candidate.ecosystem_id, belief(candidate), zone(candidate), Mode::Human)
        })
        .filter(|one| one.probability > 0.0 && one.probability >= threshold)
        .collect();
    deal(&mut attributions);
    attributions
}

impl Attribution {
    /// An attribution whose share is not dealt yet.
    pub(crate) fn believed(ecosystem_id: &str, belief: Belief, zone: Zone, mode: Mode) -> Self {
        Self {
            ecosystem_id: ecosystem_id.to_owned(),
            probability: belief.mean,
            probability_low: belief.low,
            probability_high: belief.high,
            share: 0.0,
            share_low: 0.0,
            share_high: 0.0,
            share_before_decision: None,
            share_is_given: false,
            zone,
            mode,
            share_source: ShareSource::Text,
            review: Review::None,
        }
    }

    /// The share that the text alone gives, whatever people decided; 0 where only they attribute.
    pub fn text_share(&self) -> f64 {
        self.share_before_decision.unwrap_or(self.share)
    }

    /// Whether it takes part of the document from the others.
    fn takes_part(&self) -> bool {
        !self.share_is_given && self.zone != Zone::Unsure
    }
}

/// Deals one document's shares among its attributions: shares that people gave stay (scaled where they sum to more than
/// 1), what they leave goes to the others as p / max(1, Σ p).
pub(crate) fn deal(attributions: &mut [Attribution]) {
    let given: f64 = attributions.iter().filter(|a| a.share_is_given).map(|a| a.share).sum();
    for attribution in attributions.iter_mut().filter(|a| a.share_is_given) {
        attribution.share /= given.max(1.0);
        (attribution.share_low, attribution.share_high) = (attribution.share, attribution.share);
    }
    let left = (1.0 - given).max(0.0);
    let dealt: Vec<[f64; 3]> = (0..attributions.len())
        .map(|place| shares(attributions, place))
        .collect();
    for (attribution, [share, low, high]) in attributions.iter_mut().zip(dealt) {
        if !attribution.share_is_given {
            attribution.share = left * share;
            attribution.share_low = left * low.min(share);
            attribution.share_high = left * high.max(share);
        }
    }
}

/// Share of one attribution in what is left to deal, and its interval: the others at their opposite ends.
fn shares(attributions: &[Attribution], place: usize) -> [f64; 3] {
    let own = &attributions[place];
    let others = |end: fn(&Attribution) -> f64| -> f64 {
        let all = attributions.iter().enumerate();
        all.filter(|(i, one)| *i != place && one.takes_part())
            .map(|(_, one)| end(one))
            .sum()
    };
    let part = |own: f64, rest: f64| own / (own + rest).max(1.0);
    let high = part(own.probability_high, others(|a| a.probability_low));
    match own.zone {
        Zone::Unsure => [0.0, 0.0, high],
        _ => [
            part(own.probability, others(|a| a.probability)),
            part(own.probability_low, others(|a| a.probability_high)),
            high,
        ],
    }
}

fn zone(candidate: &Candidate) -> Zone {
    let has = |role: Role| candidate.matched.iter().any(|(matched, _)| *matched == role);
    if has(Role::Exclude) {
        Zone::Unsure
    } else if has(Role::Core) {
        Zone::Core
    } else {
        Zone::Periphery
    }
}

/// Mean and variance of 1 − ∏(1 − w) with independent Beta weights, and the interval of the Beta
/// distribution that has them.
fn belief(candidate: &Candidate) -> Belief {
    let weights = candidate
        .matched
        .iter()
        .filter(|(role, _)| *role != Role::Exclude)
        .map(|(_, w)| *w);
    let (mut miss, mut miss_squared) = (1.0, 1.0);
    for weight in weights {
        let variance = weight * (1.0 - weight) / (BELIEF_STRENGTH + 1.0);
        miss *= 1.0 - weight;
        miss_squared *= (1.0 - weight).powi(2) + variance;
    }
    let mean = 1.0 - miss;
    let (low, high) = beta_interval(mean, miss_squared - miss * miss);
    let [mean, low, high] = [mean, low, high].map(|value| value * candidate.worth_of_places);
    Belief { mean, low, high }
}

fn beta_interval(mean: f64, variance: f64) -> (f64, f64) {
    let spread = mean * (1.0 - mean);
    if spread <= 0.0 || variance <= 0.0 {
        return (mean, mean);
    }
    let strength = spread / variance - 1.0;
    match Beta::new(mean * strength, (1.0 - mean) * strength) {
        Ok(beta) => (beta.inverse_cdf(0.05), beta.inverse_cdf(0.95)),
        Err(_) => (0.0, 1.0),
    }
}

impl Belief {
    /// What a person decided.
    pub(crate) fn certain(probability: f64) -> Self {
        Self {
            mean: probability,
            low: probability,
            high: probability,
        }
    }

    /// A probability that so many labels near it stand for.
    pub(crate) fn from_labels(mean: f64, n: f64) -> Self {
        let (low, high) = beta_interval(mean, mean * (1.0 - mean) / (n + 1.0));
        Self { mean, low, high }
    }
}

impl Mode {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Machine => "machine",
            Self::Hybrid => "hybrid",
        }
    }
}

impl ShareSource {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Survey => "survey",
            Self::Registry => "registry",
        }
    }
}

impl Review {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Unsure => "unsure",
        }
    }
}

impl Zone {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Periphery => "periphery",
            Self::Unsure => "unsure",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(id: &str, matched: &[(Role, f64)]) -> Candidate {
        Candidate {
            ecosystem_id: id.into(),
            matched: matched.to_vec(),
            worth_of_places: 1.0,
        }
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn a_weight_moves_to_what_was_found_with_the_number_of_answers() {
        assert_eq!(updated_weight(0.9, 0.5, 0), 0.9);
        assert!((updated_weight(0.9, 0.5, 4) - 0.7).abs() < 1e-12);
        assert!((updated_weight(0.9, 0.5, 396) - 0.504).abs() < 1e-12);
    }

    #[test]
    fn probability_is_one_minus_the_product_of_misses() {
        let found = attributions(&[candidate("a", &[(Role::Core, 0.9), (Role::Periphery, 0.5)])], 0.5);
        assert!(close(found[0].probability, 0.95) && close(found[0].share, 0.95));
        assert_eq!(found[0].zone, Zone::Core);
    }

    #[test]
    fn two_weak_rules_reach_the_threshold_together_and_one_does_not() {
        assert!(attributions(&[candidate("a", &[(Role::Core, 0.3)])], 0.5).is_empty());
        assert_eq!(
            attributions(&[candidate("a", &[(Role::Core, 0.3), (Role::Core, 0.3)])], 0.5).len(),
            1
        );
    }

    #[test]
    fn an_exclusion_keeps_the_text_as_unsure_with_share_nought() {
        let found = attributions(
            &[
                candidate("a", &[(Role::Core, 0.9), (Role::Exclude, 1.0)]),
                candidate("b", &[(Role::Core, 0.9)]),
            ],
            0.5,
        );
        assert_eq!(
            (found[0].zone, found[0].share, found[0].share_low),
            (Zone::Unsure, 0.0, 0.0)
        );
        assert!(found[0].share_high > 0.4);
        assert!(
            close(found[1].share, 0.9),
            "an unsure one takes nothing from the others"
        );
    }

    #[test]
    fn an_exclusion_alone_attributes_nothing() {
        assert!(attributions(&[candidate("a", &[(Role::Exclude, 1.0)])], 0.0).is_empty());
    }

    fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
        let role = prop_oneof![Just(Role::Core), Just(Role::Periphery), Just(Role::Exclude)];
        let matched = prop::collection::vec((role, 0.01..=1.0f64), 1..5);
        prop::collection::vec(matched, 0..6).prop_map(|all| {
            all.iter()
                .enumerate()
                .map(|(i, matched)| candidate(&i.to_string(), matched))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn shares_sum_to_at_most_one_and_lie_in_their_intervals(candidates in any_candidates(), threshold in 0.0..1.0f64) {
            let found = attributions(&candidates, threshold);
            prop_assert!(found.iter().map(|a| a.share).sum::<f64>() <= 1.0 + 1e-9);
            for a in &found {
                prop_assert!(0.0 <= a.share_low && a.share_low <= a.share && a.share <= a.share_high && a.share_high <= 1.0 + 1e-12);
            }
        }

        #[test]
        fn raising_the_threshold_never_adds(candidates in any_candidates(), low in 0.0..1.0f64, step in 0.0..0.5f64) {
            let ids = |t: f64| -> Vec<String> { attributions(&candidates, t).into_iter().map(|a| a.ecosystem_id).collect() };
            let before = ids(low);
            for id in ids(low + step) {
                prop_assert!(before.contains(&id));
            }
        }
    }
}
