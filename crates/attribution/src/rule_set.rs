//! The catalogue's rules, compiled once and held against every document.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Catalogue, Condition, Role};
use corpus::Document;
use query::{Evaluator, Match, Query, QuerySet, Span};

use crate::evidence::{Evidence, EvidenceKind};
use crate::finding::{Finding, RuleFinding};
use crate::organisation::organisation_key;
use crate::place::Sentences;
use crate::share::{Attribution, attributions};
use crate::size_curve::{Below, LEAST_PROBABILITY, Weighed};

/// All rules of a catalogue, ready to evaluate.
pub struct RuleSet {
    ecosystems: Vec<CompiledEcosystem>,
    queries: QuerySet,
    /// Which ecosystem and rule each query of the set is.
    query_rules: Vec<(usize, usize)>,
}

struct CompiledEcosystem {
    id: String,
    rules: Vec<CompiledRule>,
    /// Actors by the key of their name.
    actors: BTreeMap<String, String>,
}

struct CompiledRule {
    name: String,
    role: Role,
    weight: f64,
    codes: BTreeMap<String, Vec<String>>,
}

/// A rule set that remembers what it learnt about words from document to document.
pub struct Attributor<'r> {
    rules: &'r RuleSet,
    threshold: f64,
    evaluator: Evaluator<'r>,
}

/// One attribution with what it rests on.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Attributed {
    /// The document's part in the ecosystem.
    pub attribution: Attribution,
    /// At least one row.
    pub evidence: Vec<Evidence>,
}

/// What matched, by ecosystem and rule, while a document is being read.
type Found = BTreeMap<usize, BTreeMap<usize, RuleFinding>>;

impl RuleSet {
    /// Compiles every query of the catalogue into one set.
    ///
    /// # Panics
    /// When a query still refers to another rule; reading a catalogue replaces all references.
    pub fn compile(catalogue: &Catalogue) -> Self {
        let mut queries: Vec<Query> = Vec::new();
        let mut query_rules = Vec::new();
        let mut ecosystems = Vec::new();
        for (place, ecosystem) in catalogue.ecosystems.iter().enumerate() {
            let mut rules = Vec::new();
            for rule in &ecosystem.rules {
                let codes = match &rule.condition {
                    Condition::Codes(codes) => codes.clone(),
                    Condition::Query(query) => {
                        query_rules.push((place, rules.len()));
                        queries.push(query.as_ref().clone());
                        BTreeMap::new()
                    }
                };
                rules.push(CompiledRule {
                    name: rule.name.clone(),
                    role: rule.role,
                    weight: rule.weight,
                    codes,
                });
            }
            let actors = ecosystem
                .actors
                .iter()
                .map(|name| (organisation_key(name), name.clone()));
            ecosystems.push(CompiledEcosystem {
                id: ecosystem.id.clone(),
                rules,
                actors: actors.collect(),
            });
        }
        let queries = QuerySet::compile(queries).expect("a catalogue as read has no open references");
        Self {
            ecosystems,
            queries,
            query_rules,
        }
    }

    /// Number of rules.
    pub fn n_rules(&self) -> usize {
        self.ecosystems.iter().map(|ecosystem| ecosystem.rules.len()).sum()
    }

    /// The document's attributions at or above the threshold, in the catalogue's order, each with
    /// its evidence: the words of every rule that matched (exclusions too), the codes, and the
    /// actors among the participants, which support and never decide.
    pub fn attribute(&self, document: &Document, threshold: f64) -> Vec<Attributed> {
        self.attributor(threshold).attribute(document)
    }

    /// For many documents.
    pub fn attributor(&self, threshold: f64) -> Attributor<'_> {
        Attributor {
            rules: self,
            threshold,
            evaluator: self.queries.evaluator(),
        }
    }

    /// What rules found below the threshold, but for what an exclusion makes unsure.
    fn below(&self, findings: &[Finding], threshold: f64) -> Vec<Below> {
        let found = findings.iter().filter(|finding| !finding.is_excluded());
        let found = found.map(|finding| Below {
            ecosystem_id: self.id(finding.ecosystem).to_owned(),
            probability: finding.probability(),
            is_core: finding.has(Role::Core),
        });
        found
            .filter(|one| (LEAST_PROBABILITY..threshold).contains(&one.probability))
            .collect()
    }

    fn attributed(&self, document: &Document, findings: Vec<Finding>, threshold: f64) -> Vec<Attributed> {
        let sentences = Sentences::of(&document.text);
        let candidates: Vec<_> = findings
            .iter()
            .map(|finding| finding.candidate(self.id(finding.ecosystem), &sentences))
            .collect();
        let mut findings: BTreeMap<&str, Finding> = findings
            .into_iter()
            .map(|finding| (self.id(finding.ecosystem), finding))
            .collect();
        attributions(&candidates, threshold)
            .into_iter()
            .map(|attribution| {
                let finding = findings.remove(attribution.ecosystem_id.as_str());
                let evidence = finding
                    .map(|finding| self.evidence(finding, document))
                    .unwrap_or_default();
                Attributed { attribution, evidence }
            })
            .collect()
    }

    /// Number of ecosystems.
    pub fn n_ecosystems(&self) -> usize {
        self.ecosystems.len()
    }

    /// The id of the ecosystem at a place in the catalogue.
    pub fn id(&self, place: usize) -> &str {
        &self.ecosystems[place].id
    }

    /// All that rules found for an ecosystem, and the actors among the participants.
    pub(crate) fn evidence(&self, finding: Finding, document: &Document) -> Vec<Evidence> {
        let of_rules = finding.rules.into_iter().flat_map(|rule| rule.evidence);
        of_rules.chain(self.actors(finding.ecosystem, document)).collect()
    }

    fn find_words(&self, document: &Document, hits: Vec<Match>, found: &mut Found) {
        for hit in hits {
            let (place, rule_place) = self.query_rules[hit.query];
            let rule = &self.ecosystems[place].rules[rule_place];
            let evidence = if hit.spans.is_empty() {
                vec![rule.evidence(EvidenceKind::Query, String::new())]
            } else {
                hit.spans.iter().map(|span| rule.words(document, span)).collect()
            };
            let finding = rule.finding(evidence);
            found.entry(place).or_default().insert(rule_place, finding);
        }
    }

    fn find_codes(&self, document: &Document, found: &mut Found) {
        if document.codes.is_empty() {
            return;
        }
        for (place, ecosystem) in self.ecosystems.iter().enumerate() {
            for (rule_place, rule) in ecosystem.rules.iter().enumerate() {
                let matching: BTreeSet<&String> = rule.matching_codes(document).collect();
                if matching.is_empty() {
                    continue;
                }
                let rows = matching
                    .into_iter()
                    .map(|code| rule.evidence(EvidenceKind::Code, code.clone()));
                let finding = rule.finding(rows.collect());
                found.entry(place).or_default().insert(rule_place, finding);
            }
        }
    }

    fn actors(&self, place: usize, document: &Document) -> Vec<Evidence> {
        let actors = &self.ecosystems[place].actors;
        let named = document.organisations.iter().filter_map(|participation| {
            let actor = actors.get(&organisation_key(&participation.name))?;
            Some(Evidence {
                kind: EvidenceKind::Actor,
                rule: actor.clone(),
                field: None,
                start: None,
                end: None,
                text: participation.name.clone(),
                weight: 0.0,
            })
        });
        named.collect()
    }
}

impl Attributor<'_> {
    /// As [`RuleSet::attribute`].
    pub fn attribute(&mut self, document: &Document) -> Vec<Attributed> {
        self.weigh(document).attributed
    }

    /// The document's attributions, and what a lower threshold would add.
    pub fn weigh(&mut self, document: &Document) -> Weighed {
        let findings = self.findings(document);
        Weighed {
            below: self.rules.below(&findings, self.threshold),
            attributed: self.rules.attributed(document, findings, self.threshold),
        }
    }

    /// What the rules find, ecosystem by ecosystem in the catalogue's order; none where no rule matches.
    pub fn findings(&mut self, document: &Document) -> Vec<Finding> {
        let hits = self.evaluator.evaluate(document);
        let mut found = Found::new();
        self.rules.find_words(document, hits, &mut found);
        self.rules.find_codes(document, &mut found);
        let finding = |(ecosystem, rules): (usize, BTreeMap<usize, RuleFinding>)| Finding {
            ecosystem,
            rules: rules.into_values().collect(),
        };
        found.into_iter().map(finding).collect()
    }
}

impl CompiledRule {
    fn finding(&self, evidence: Vec<Evidence>) -> RuleFinding {
        RuleFinding {
            role: self.role,
            weight: self.weight,
            evidence,
        }
    }

    fn evidence(&self, kind: EvidenceKind, text: String) -> Evidence {
        let weight = if self.role == Role::Exclude { 0.0 } else { self.weight };
        Evidence {
            kind,
            rule: self.name.clone(),
            field: None,
            start: None,
            end: None,
            text,
            weight,
        }
    }

    fn words(&self, document: &Document, span: &Span) -> Evidence {
        let text = code_points(document.field(span.field), span.start, span.end);
        Evidence {
            field: Some(span.field),
            start: Some(span.start),
            end: Some(span.end),
            ..self.evidence(EvidenceKind::Query, text)
        }
    }

    /// The document's codes that a pattern of the rule covers.
    fn matching_codes<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = &'a String> {
        self.codes.iter().flat_map(move |(scheme, patterns)| {
            let codes = document.codes.get(scheme).map_or(&[][..], Vec::as_slice);
            codes
                .iter()
                .filter(move |code| patterns.iter().any(|pattern| covers(pattern, code)))
        })
    }
}

/// Whether a pattern covers a code; a trailing `*` stands for any ending. Case and blanks do not
/// count (`C02F 1/44` is `C02F1/44`).
fn covers(pattern: &str, code: &str) -> bool {
    let plain = |text: &str| text.replace(' ', "").to_lowercase();
    let (pattern, code) = (plain(pattern), plain(code));
    match pattern.strip_suffix('*') {
        Some(start) => code.starts_with(start),
        None => code == pattern,
    }
}

fn code_points(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_covered_by_prefix_whatever_their_blanks() {
        for (pattern, code, expected) in [
            ("C02F*", "C02F1/44", true),
            ("C02F*", "C02F 1/44", true),
            ("C02F1/44", "C02F1/441", false),
            ("/natural sciences/*", "/natural sciences/physics", true),
            ("c02f*", "C01B3/04", false),
        ] {
            assert_eq!(covers(pattern, code), expected, "{pattern} {code}");
        }
    }
}
