//! How many documents an ecosystem has at each threshold: what a stricter or a milder border would make of it.

use serde::{Deserialize, Serialize};

use crate::rule_set::Attributed;
use crate::share::{Review, Zone};

/// The least probability that is remembered of what is not attributed.
pub(crate) const LEAST_PROBABILITY: f64 = 0.05;

/// What was made of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// Its attributions.
    pub attributed: Vec<Attributed>,
    /// What a lower threshold would add, from a probability of .05 on.
    pub below: Vec<Below>,
}

/// An ecosystem to which a document would belong if the threshold were lower.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Below {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// That it belongs, below the threshold.
    pub probability: f64,
    /// Whether a core rule matched.
    pub is_core: bool,
}

/// An ecosystem's number of documents as a function of the threshold; it never rises.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeCurve {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// By rising threshold.
    pub points: Vec<SizePoint>,
}

/// The documents that would be attributed at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizePoint {
    /// The least probability that attributes, in (0, 1).
    pub threshold: f64,
    /// Documents of core and periphery.
    pub n_documents: usize,
    /// Of these, those of the core.
    pub n_core: usize,
}

/// The thresholds .05, .10 … .95.
fn thresholds() -> impl Iterator<Item = f64> {
    (1..20).map(|step| f64::from(step) / 20.0)
}

/// The curve of each ecosystem, in their order, over the documents given (each near-copy once).
///
/// What people decided holds at every threshold; what an exclusion makes unsure counts at none.
pub fn size_curves<'a>(
    ecosystem_ids: &[&str],
    documents: impl Iterator<Item = (&'a [Attributed], &'a [Below])>,
) -> Vec<SizeCurve> {
    let place: std::collections::HashMap<&str, usize> = (0..).zip(ecosystem_ids).map(|(at, id)| (*id, at)).collect();
    let mut members: Vec<Vec<(f64, bool)>> = vec![Vec::new(); ecosystem_ids.len()];
    let mut add = |id: &str, probability: f64, is_core: bool| {
        if let Some(at) = place.get(id) {
            members[*at].push((probability, is_core));
        }
    };
    for (attributed, below) in documents {
        for one in attributed.iter().map(|one| &one.attribution) {
            if one.share > 0.0 {
                add(&one.ecosystem_id, one.probability, one.zone == Zone::Core);
            }
        }
        let is_decided = |id: &str| {
            let mut of_ecosystem = attributed.iter().filter(|one| one.attribution.ecosystem_id == id);
            of_ecosystem.any(|one| one.attribution.review != Review::None)
        };
        for one in below.iter().filter(|one| !is_decided(&one.ecosystem_id)) {
            add(&one.ecosystem_id, one.probability, one.is_core);
        }
    }
    let curve = |(id, members): (&&str, &Vec<(f64, bool)>)| SizeCurve {
        ecosystem_id: (*id).to_owned(),
        points: thresholds().map(|threshold| point(members, threshold)).collect(),
    };
    ecosystem_ids.iter().zip(&members).map(curve).collect()
}

fn point(members: &[(f64, bool)], threshold: f64) -> SizePoint {
    let reaching = || members.iter().filter(|(probability, _)| *probability >= threshold);
    SizePoint {
        threshold,
        n_documents: reaching().count(),
        n_core: reaching().filter(|(_, is_core)| *is_core).count(),
    }
}
