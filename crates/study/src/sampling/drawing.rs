//! Questions drawn at random from a run's strata, each with a known probability.

use std::collections::BTreeSet;

use evaluation::{Labels, StratumCounts, allocate, allocate_further, permanent_random_number};

use super::answers::DrawnAnswers;
use super::frame::{ALL, Frame, FrameStratum};
use super::{Asked, Questions};

/// Draws as many questions as the budget allows, those that are answered among them; a document's stand together.
pub(super) fn draw(frame: &Frame, labels: &Labels, ecosystems: &[String], (budget, seed): (usize, u64)) -> Questions {
    let populations = populations(frame, ecosystems);
    let sizes = allocation(frame, labels, &populations, budget);
    let strata: Vec<(&FrameStratum, usize)> = populations.iter().flat_map(|(_, strata)| strata).zip(sizes).collect();
    let holds_pairs = ecosystems.is_empty();
    let mut asked: Vec<Asked> = strata
        .iter()
        .flat_map(|(stratum, n)| draw_from(stratum, *n, (frame, seed), holds_pairs))
        .collect();
    asked.sort_by_cached_key(|asked| {
        let id = &frame.ids[asked.document];
        let number = permanent_random_number(seed, id);
        (number, id.clone(), asked.label == ALL, asked.label.clone())
    });
    let n_drawn = asked.len();
    let answered = answered(frame, labels);
    asked.retain(|asked| !answered.contains(&(asked.document, asked.label.as_str())));
    Questions {
        n_answered: n_drawn - asked.len(),
        asked,
        strata: strata
            .into_iter()
            .map(|(stratum, n)| (stratum.name.clone(), stratum.units.len(), n))
            .collect(),
    }
}

/// What the budget is divided among, each with its strata: the ecosystems named, or all at once.
fn populations(frame: &Frame, ecosystems: &[String]) -> Vec<(String, Vec<FrameStratum>)> {
    if ecosystems.is_empty() {
        return vec![(ALL.to_owned(), frame.strata_of_all())];
    }
    let named: BTreeSet<&String> = ecosystems.iter().collect();
    named
        .into_iter()
        .map(|ecosystem| (ecosystem.clone(), frame.strata(ecosystem)))
        .collect()
}

/// Questions of every stratum. Before anything is answered the budget is divided evenly among the populations, what is
/// left over to the first, and within each by a fixed rule; after that what is left of it goes where answers narrow
/// the intervals most.
fn allocation(
    frame: &Frame,
    labels: &Labels,
    populations: &[(String, Vec<FrameStratum>)],
    budget: usize,
) -> Vec<usize> {
    let answers = DrawnAnswers::of(frame, labels);
    let counts: Vec<Vec<StratumCounts>> = populations
        .iter()
        .map(|(owner, strata)| answers.counts_of(frame, strata, owner))
        .collect();
    if counts.iter().flatten().any(|stratum| stratum.n_answered() > 0) {
        return allocate_further(&counts, budget).concat();
    }
    let (each, over) = (budget / populations.len(), budget % populations.len());
    let of_one = |(place, (_, strata)): (usize, &(String, Vec<FrameStratum>))| {
        let sizes: Vec<(bool, usize)> = strata.iter().map(|s| (s.is_attributed, s.units.len())).collect();
        allocate(&sizes, each + usize::from(place < over))
    };
    populations.iter().enumerate().flat_map(of_one).collect()
}

/// The units with the smallest permanent random numbers. They are the document's, so that the strata of several
/// ecosystems draw the same documents; where a stratum holds pairs, the pair's, so that they are drawn one by one.
fn draw_from(stratum: &FrameStratum, n: usize, (frame, seed): (&Frame, u64), of_all: bool) -> Vec<Asked> {
    let holds_pairs = stratum.is_attributed && of_all;
    let name = |(document, label): &(usize, String)| match holds_pairs {
        true => format!("{} {label}", frame.ids[*document]),
        false => frame.ids[*document].clone(),
    };
    let names: Vec<String> = stratum.units.iter().map(name).collect();
    let probability = n as f64 / stratum.units.len() as f64;
    let unit = |place: usize| {
        let (document, label) = &stratum.units[place];
        Asked {
            document: *document,
            label: label.clone(),
            stratum: stratum.name.clone(),
            probability: Some(probability),
        }
    };
    evaluation::draw(&names, n, seed).into_iter().map(unit).collect()
}

/// Questions that somebody has answered.
fn answered<'l>(frame: &Frame, labels: &'l Labels) -> BTreeSet<(usize, &'l str)> {
    let judged = labels.judgements.iter().map(|j| (&j.document_id, j.label.as_str()));
    let of_all = labels.any_other.iter().map(|answer| (&answer.document_id, ALL));
    let place = |(id, label): (&String, &'l str)| Some((*frame.places.get(id)?, label));
    judged.chain(of_all).filter_map(place).collect()
}
