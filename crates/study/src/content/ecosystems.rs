//! The report's part on ecosystems: sums, years, rules and cards.

use std::collections::{BTreeMap, BTreeSet};

use attribution::{Attributed, EvidenceKind, Review, SizePoint, Zone};
use catalogue::{Bilingual, Catalogue, Condition, Ecosystem, Role};
use report::content as page;
use report::content::Wording;

use crate::scope::Made;

pub(super) fn ecosystems(made: &Made) -> Vec<page::Ecosystem> {
    let Some(catalogue) = &made.catalogue else {
        return Vec::new();
    };
    let hits = rule_hits(made);
    let ecosystem = |ecosystem: &Ecosystem| {
        let of_own = |document: usize| -> Vec<&Attributed> {
            made.attributed[document]
                .iter()
                .filter(|a| a.attribution.ecosystem_id == ecosystem.id)
                .collect()
        };
        page::Ecosystem {
            id: ecosystem.id.clone(),
            number: ecosystem.number,
            label: wording(&ecosystem.label),
            focus: wording(&ecosystem.focus),
            part_of: ecosystem.part_of.clone(),
            own: sum(made, of_own),
            with_parts: with_parts(made, catalogue, &ecosystem.id),
            years: ecosystem_years(made, &ecosystem.id),
            sizes: sizes(made, &ecosystem.id),
            rules: ecosystem
                .rules
                .iter()
                .map(|rule| rule_page(rule, hits.get(&(ecosystem.id.as_str(), rule.name.as_str()))))
                .collect(),
            card: card_of(ecosystem),
        }
    };
    catalogue.ecosystems.iter().map(ecosystem).collect()
}

fn sizes(made: &Made, id: &str) -> Vec<page::SizeAt> {
    let curve = made.aggregates.sizes.iter().find(|curve| curve.ecosystem_id == id);
    let size = |point: &SizePoint| page::SizeAt {
        threshold: point.threshold,
        n_documents: point.n_documents as u64,
        n_core: point.n_core as u64,
    };
    curve.map_or(Vec::new(), |curve| curve.points.iter().map(size).collect())
}

fn wording(text: &Bilingual) -> Wording {
    Wording {
        nl: text.nl.clone(),
        en: text.en.clone(),
    }
}

/// Sums over the documents that count, of the attributions that `of` picks from each. Of several
/// in one document, the first's zone and the sum of shares count; what a person rejected does not.
fn sum<'a>(made: &Made, of: impl Fn(usize) -> Vec<&'a Attributed>) -> page::Sum {
    let mut sum = page::Sum::default();
    for document in made.counted() {
        let mut picked = of(document);
        picked.retain(|a| a.attribution.review != Review::Rejected);
        let Some(zone) = picked.iter().map(|a| a.attribution.zone).min() else {
            continue;
        };
        let certain = || picked.iter().filter(|a| a.attribution.zone != Zone::Unsure);
        let share: f64 = certain().map(|a| a.attribution.share).sum();
        match zone {
            Zone::Core => (sum.n_core, sum.core) = (sum.n_core + 1, sum.core + share),
            Zone::Periphery => (sum.n_periphery, sum.periphery) = (sum.n_periphery + 1, sum.periphery + share),
            Zone::Unsure => {
                sum.n_unsure += 1;
                sum.unsure += picked.iter().map(|a| a.attribution.share_high).fold(0.0, f64::max);
            }
        }
        sum.low += certain().map(|a| a.attribution.share_low).sum::<f64>();
        sum.high += certain().map(|a| a.attribution.share_high).sum::<f64>().min(1.0);
    }
    sum
}

/// The same with the ecosystem's parts, each document once; `None` without parts.
fn with_parts(made: &Made, catalogue: &Catalogue, id: &str) -> Option<page::Sum> {
    let family = catalogue.family(id);
    let of_family = |document: usize| -> Vec<&Attributed> {
        made.attributed[document]
            .iter()
            .filter(|a| family.contains(a.attribution.ecosystem_id.as_str()))
            .collect()
    };
    (family.len() > 1).then(|| sum(made, of_family))
}

fn ecosystem_years(made: &Made, id: &str) -> Vec<page::YearSum> {
    let mut years: BTreeMap<i32, page::YearSum> = BTreeMap::new();
    for document in made.counted() {
        let share = made.attributed[document]
            .iter()
            .find(|a| a.attribution.ecosystem_id == id)
            .map_or(0.0, |a| a.attribution.share);
        if let (Some(year), true) = (made.read.documents[document].year, share > 0.0) {
            let sum = years.entry(year).or_insert(page::YearSum {
                year,
                ..page::YearSum::default()
            });
            sum.n_documents += 1;
            sum.shares += share;
        }
    }
    years.into_values().collect()
}

/// Documents that each rule matched among those attributed to its ecosystem.
fn rule_hits(made: &Made) -> BTreeMap<(&str, &str), u64> {
    let mut hits = BTreeMap::new();
    let all = made.attributed.iter().flatten();
    for attributed in all.filter(|a| a.attribution.review != Review::Rejected) {
        let rules: BTreeSet<&str> = attributed
            .evidence
            .iter()
            .filter(|e| matches!(e.kind, EvidenceKind::Query | EvidenceKind::Code))
            .map(|e| e.rule.as_str())
            .collect();
        for rule in rules {
            *hits
                .entry((attributed.attribution.ecosystem_id.as_str(), rule))
                .or_default() += 1;
        }
    }
    hits
}

fn rule_page(rule: &catalogue::Rule, hits: Option<&u64>) -> page::Rule {
    page::Rule {
        name: rule.name.clone(),
        role: match rule.role {
            Role::Core => page::RuleRole::Core,
            Role::Periphery => page::RuleRole::Periphery,
            Role::Exclude => page::RuleRole::Exclude,
        },
        query: match &rule.condition {
            Condition::Query(query) => query.to_string(),
            Condition::Codes(codes) => codes
                .iter()
                .map(|(scheme, codes)| format!("{scheme}: {}", codes.join(", ")))
                .collect::<Vec<_>>()
                .join("; "),
        },
        weight: rule.weight,
        why: rule.why.clone(),
        n_hits: hits.copied().unwrap_or(0),
        precision: None,
    }
}

/// What people wrote on its card.
pub(crate) fn card_of(ecosystem: &Ecosystem) -> page::Card {
    let card = ecosystem.delineation.clone().unwrap_or_default();
    let filled = |text: String| (!text.trim().is_empty()).then_some(text);
    page::Card {
        perspective: filled(card.perspective),
        included: filled(card.included),
        not_included: filled(card.not_included),
        why: filled(card.why),
        implications: filled(card.implications),
        author: filled(card.author),
        date: filled(card.date),
        sources: ecosystem.sources.clone(),
    }
}
