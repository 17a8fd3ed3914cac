//! Answers to questions that were drawn at random from a run's strata.

use std::collections::{BTreeMap, BTreeSet};

use evaluation::{Labels, StratumCounts, verdict};

use super::frame::{ALL, Frame, FrameStratum};

/// Drawn questions with what the readers made of them.
pub(crate) struct DrawnAnswers<'l> {
    /// By stratum, document and ecosystem: yes, no, or `None` where they are unsure or differ.
    pairs: BTreeMap<(&'l str, usize, &'l str), Option<bool>>,
    /// By stratum and document: the ecosystems that all who were sure name; `None` where they are unsure or differ.
    others: BTreeMap<(&'l str, usize), Option<BTreeSet<&'l str>>>,
}

impl<'l> DrawnAnswers<'l> {
    pub(crate) fn of(frame: &Frame, labels: &'l Labels) -> Self {
        let mut given: BTreeMap<(&str, usize, &str), BTreeMap<&str, Option<bool>>> = BTreeMap::new();
        let mut strata: BTreeMap<(usize, &str), BTreeSet<&str>> = BTreeMap::new();
        for judgement in &labels.judgements {
            if let (Some(stratum), Some(&document)) = (&judgement.stratum, frame.places.get(&judgement.document_id)) {
                strata.entry((document, &judgement.label)).or_default().insert(stratum);
            }
        }
        // A second reader's answer counts for a drawn question wherever it stands.
        for judgement in &labels.judgements {
            let Some(&document) = frame.places.get(&judgement.document_id) else {
                continue;
            };
            for stratum in strata.get(&(document, judgement.label.as_str())).into_iter().flatten() {
                let answers = given.entry((stratum, document, &judgement.label)).or_default();
                answers.insert(&judgement.annotator, judgement.value.belongs());
            }
        }
        let pairs = given
            .into_iter()
            .map(|(question, answers)| (question, verdict(answers.into_values())));
        Self {
            pairs: pairs.collect(),
            others: others(frame, labels),
        }
    }

    /// Whether questions were drawn for an ecosystem, or for all at once.
    pub(crate) fn of_owner(&self, owner: &str) -> bool {
        let is_of = |stratum: &str| stratum.strip_prefix(owner).is_some_and(|rest| rest.starts_with(": "));
        self.pairs.keys().any(|(stratum, ..)| is_of(stratum)) || self.others.keys().any(|(stratum, _)| is_of(stratum))
    }

    /// The ecosystems that answers can say something of.
    pub(crate) fn ecosystems(&self, frame: &'l Frame) -> BTreeSet<&'l str> {
        let asked = self.pairs.keys().map(|(_, _, ecosystem)| *ecosystem);
        let named = self.others.values().flatten().flatten().copied();
        let attributed = frame
            .ecosystems()
            .map(String::as_str)
            .filter(|_| !self.others.is_empty());
        asked.chain(named).chain(attributed).collect()
    }

    /// Answers of an owner's strata that do not lie where the run has them.
    pub(crate) fn n_misplaced(&self, strata: &[FrameStratum], owner: &str) -> usize {
        let known: BTreeSet<(&str, usize, &str)> = strata
            .iter()
            .flat_map(|stratum| {
                stratum
                    .units
                    .iter()
                    .map(|(d, label)| (stratum.name.as_str(), *d, label.as_str()))
            })
            .collect();
        let is_of = |stratum: &str| stratum.strip_prefix(owner).is_some_and(|rest| rest.starts_with(": "));
        let pairs = self
            .pairs
            .keys()
            .filter(|question| is_of(question.0) && !known.contains(*question));
        let others = self
            .others
            .keys()
            .filter(|(stratum, d)| is_of(stratum) && !known.contains(&(*stratum, *d, ALL)));
        pairs.count() + others.count()
    }

    /// The strata of an ecosystem that was sampled by itself; with `all_at_once`, what a sample of all says of its
    /// attributed pairs is added, which lie in the same bands.
    pub(crate) fn counts_of_own(&self, own: &[FrameStratum], ecosystem: &str, all_at_once: bool) -> Vec<StratumCounts> {
        own.iter()
            .map(|stratum| self.count_pairs(stratum, stratum.units.len(), ecosystem, all_at_once))
            .collect()
    }

    /// The strata of an owner: an ecosystem that was sampled by itself, or all at once.
    pub(crate) fn counts_of(&self, frame: &Frame, strata: &[FrameStratum], owner: &str) -> Vec<StratumCounts> {
        match owner {
            ALL => self.counts_of_all(frame, strata),
            ecosystem => self.counts_of_own(strata, ecosystem, true),
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.others.is_empty()
    }

    /// All ecosystems at once.
    pub(crate) fn counts_of_all(&self, frame: &Frame, of_all: &[FrameStratum]) -> Vec<StratumCounts> {
        let missed = |document: usize, named: &BTreeSet<&str>| {
            named
                .iter()
                .filter(|label| !frame.is_attributed(document, label))
                .count()
        };
        let found: Vec<usize> = self
            .others
            .iter()
            .filter_map(|((_, document), named)| Some(missed(*document, named.as_ref()?)))
            .filter(|&n| n > 0)
            .collect();
        let pairs_per_yes = found.iter().sum::<usize>() as f64 / found.len().max(1) as f64;
        let count = |stratum: &FrameStratum| {
            let mut counts = StratumCounts::unlabelled(stratum.is_attributed, stratum.units.len());
            for (document, label) in &stratum.units {
                let answer = if stratum.is_attributed {
                    self.pairs
                        .get(&(stratum.name.as_str(), *document, label.as_str()))
                        .copied()
                } else {
                    let named = self.others.get(&(stratum.name.as_str(), *document));
                    named.map(|named| named.as_ref().map(|named| missed(*document, named) > 0))
                };
                counts.add(answer);
            }
            if !stratum.is_attributed {
                counts.pairs_per_yes = pairs_per_yes.max(1.0);
            }
            counts
        };
        of_all.iter().map(count).collect()
    }

    /// One ecosystem's cells of a sample of all at once.
    pub(crate) fn counts_within_all(
        &self,
        frame: &Frame,
        own: &[FrameStratum],
        of_all: &[FrameStratum],
        ecosystem: &str,
    ) -> Vec<StratumCounts> {
        let attributed = own.iter().filter(|stratum| stratum.is_attributed);
        let attributed = attributed.map(|stratum| self.count_pairs(stratum, stratum.units.len(), ecosystem, true));
        let rest = of_all.iter().filter(|stratum| !stratum.is_attributed).map(|stratum| {
            let cell = stratum
                .units
                .iter()
                .filter(|(document, _)| !frame.is_attributed(*document, ecosystem));
            let mut counts = StratumCounts::unlabelled(false, 0);
            for (document, _) in cell {
                counts.size += 1;
                let named = self.others.get(&(stratum.name.as_str(), *document));
                counts.add(named.map(|named| named.as_ref().map(|named| named.contains(ecosystem))));
            }
            counts
        });
        attributed.chain(rest).collect()
    }

    /// Answers on the pairs of an ecosystem in a stratum of its own.
    fn count_pairs(&self, stratum: &FrameStratum, size: usize, ecosystem: &str, all_at_once: bool) -> StratumCounts {
        let mut counts = StratumCounts::unlabelled(stratum.is_attributed, size);
        let band = stratum.name.strip_prefix(ecosystem).unwrap_or(&stratum.name);
        let same_band = format!("{ALL}{band}");
        for (document, label) in &stratum.units {
            let own = self.pairs.get(&(stratum.name.as_str(), *document, label.as_str()));
            let of_all = || self.pairs.get(&(same_band.as_str(), *document, label.as_str()));
            counts.add(own.or_else(|| of_all().filter(|_| all_at_once)).copied());
        }
        counts
    }
}

/// By reader the ecosystems that were named; `None`: the reader could not tell.
type NamedByReader<'l> = BTreeMap<&'l str, Option<BTreeSet<&'l str>>>;

/// Answers about all ecosystems at once, of all readers of a document together.
fn others<'l>(frame: &Frame, labels: &'l Labels) -> BTreeMap<(&'l str, usize), Option<BTreeSet<&'l str>>> {
    let mut given: BTreeMap<(&str, usize), NamedByReader> = BTreeMap::new();
    for answer in &labels.any_other {
        if let (Some(stratum), Some(&document)) = (&answer.stratum, frame.places.get(&answer.document_id)) {
            let named = answer
                .belongs
                .as_ref()
                .map(|named| named.iter().map(String::as_str).collect());
            given
                .entry((stratum, document))
                .or_default()
                .insert(&answer.annotator, named);
        }
    }
    let together = |answers: BTreeMap<&str, Option<BTreeSet<&'l str>>>| {
        let sure: Vec<BTreeSet<&str>> = answers.into_values().flatten().collect();
        let of_all = sure
            .iter()
            .cloned()
            .reduce(|a, b| a.intersection(&b).copied().collect())?;
        let differ = of_all.is_empty() && sure.iter().any(|named| !named.is_empty());
        (!differ).then_some(of_all)
    };
    given
        .into_iter()
        .map(|(question, answers)| (question, together(answers)))
        .collect()
}
