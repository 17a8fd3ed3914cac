//! Which documents go into the page first: representative ones, then one of each ecosystem in turn, "none" included.

use std::collections::BTreeMap;

use crate::content::{Document, Themes};
use crate::edition::Edition;

/// Every document's position in the report, the ones to embed first in front.
pub(crate) fn in_turns(edition: &Edition<'_>) -> Vec<usize> {
    let mut seen = vec![false; edition.report.documents.len()];
    let mut order = Vec::with_capacity(seen.len());
    let mut take = |position: usize| {
        if !std::mem::replace(&mut seen[position], true) {
            order.push(position);
        }
    };
    representatives(edition).into_iter().for_each(&mut take);
    let groups = groups(edition);
    let longest = groups.iter().map(Vec::len).max().unwrap_or(0);
    for turn in 0..longest {
        groups
            .iter()
            .filter_map(|group| group.get(turn))
            .for_each(|&position| take(position));
    }
    order
}

fn representatives(edition: &Edition<'_>) -> Vec<usize> {
    let Themes::Found { themes } = &edition.report.themes else {
        return Vec::new();
    };
    let positions: BTreeMap<&str, usize> = edition
        .report
        .documents
        .iter()
        .enumerate()
        .map(|(at, document)| (document.id.as_str(), at))
        .collect();
    themes
        .iter()
        .flat_map(|theme| &theme.representatives)
        .filter_map(|id| positions.get(id.as_str()).copied())
        .collect()
}

/// The documents of each ecosystem, largest share first, and last those of none.
fn groups(edition: &Edition<'_>) -> Vec<Vec<usize>> {
    let documents = &edition.report.documents;
    let n_ecosystems = edition.report.ecosystems.len();
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); n_ecosystems + 1];
    for (position, document) in documents.iter().enumerate() {
        if document.attributions.is_empty() {
            groups[n_ecosystems].push(position);
        }
        for ecosystem in document
            .attributions
            .iter()
            .filter_map(|found| edition.position(&found.ecosystem))
        {
            groups[ecosystem].push(position);
        }
    }
    for (group, ecosystem) in groups.iter_mut().zip(&edition.report.ecosystems) {
        group.sort_by(|&a, &b| {
            standing(&documents[b], &ecosystem.id)
                .total_cmp(&standing(&documents[a], &ecosystem.id))
                .then(a.cmp(&b))
        });
    }
    groups[n_ecosystems].sort_by_key(|&position| documents[position].text.is_empty());
    groups
}

/// Orders an ecosystem's documents: by share, then (as for unsure ones, whose share is 0) by probability.
fn standing(document: &Document, ecosystem: &str) -> f64 {
    document
        .attributions
        .iter()
        .find(|found| found.ecosystem == ecosystem)
        .map_or(0.0, |found| found.share + found.probability / 1000.0)
}
