//! What people decided of a document, and what becomes of its attributions.

use crate::evidence::{Evidence, EvidenceKind};
use crate::rule_set::Attributed;
use crate::share::{Attribution, Belief, Mode, Review, ShareSource, Zone, deal};

/// What people decided of one document and one ecosystem. It stands whatever the program says.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided, as the labels file has it.
    pub by: String,
    /// Why, in free words.
    pub why: String,
}

/// A decision on one document and one ecosystem.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// It belongs.
    Belongs,
    /// It does not.
    DoesNotBelong,
    /// People are unsure, or differ.
    Unsure,
    /// This part of it belongs, in (0, 1].
    Share(f64, ShareSource),
}

/// A document's attributions after people's decisions, and the shares dealt anew.
///
/// - Belongs: probability 1; attributed even where the program did not. The zone is the program's, or core.
/// - Does not: probability and share 0. The row stays, `rejected`, where the program had one.
/// - Unsure: share 0 until somebody decides; nothing where the program had no row.
/// - A share: it is taken as given; the other ecosystems share what it leaves.
pub fn decided(attributed: &[Attributed], decisions: &[Decision]) -> Vec<Attributed> {
    let mut decided = attributed.to_vec();
    for one in decided.iter_mut().filter(|_| !decisions.is_empty()) {
        let attribution = &mut one.attribution;
        attribution.share_before_decision.get_or_insert(attribution.share);
    }
    for decision in decisions {
        let found = decided
            .iter()
            .position(|one| one.attribution.ecosystem_id == decision.ecosystem_id);
        let place = match (found, decision.verdict) {
            (Some(place), _) => place,
            (None, Verdict::Belongs | Verdict::Share(..)) => {
                decided.push(decision.attributed());
                decided.len() - 1
            }
            (None, Verdict::DoesNotBelong | Verdict::Unsure) => continue,
        };
        decision.apply(&mut decided[place]);
    }
    let mut attributions: Vec<Attribution> = decided.iter().map(|one| one.attribution.clone()).collect();
    deal(&mut attributions);
    for (one, attribution) in decided.iter_mut().zip(attributions) {
        one.attribution = attribution;
    }
    decided
}

impl Decision {
    /// An attribution that the program did not make.
    fn attributed(&self) -> Attributed {
        let believed = Attribution::believed(&self.ecosystem_id, Belief::certain(1.0), Zone::Core, Mode::Human);
        Attributed {
            attribution: Attribution {
                share_before_decision: Some(0.0),
                ..believed
            },
            evidence: Vec::new(),
        }
    }

    fn apply(&self, to: &mut Attributed) {
        let (probability, review) = match self.verdict {
            Verdict::Belongs | Verdict::Share(..) => (Some(1.0), Review::Accepted),
            Verdict::DoesNotBelong => (Some(0.0), Review::Rejected),
            Verdict::Unsure => (None, Review::Unsure),
        };
        let attribution = &mut to.attribution;
        attribution.review = review;
        attribution.mode = Mode::Human;
        if let Some(probability) = probability {
            attribution.probability = probability;
            (attribution.probability_low, attribution.probability_high) = (probability, probability);
        }
        match self.verdict {
            Verdict::Unsure => attribution.zone = Zone::Unsure,
            Verdict::Belongs | Verdict::Share(..) if attribution.zone == Zone::Unsure => attribution.zone = Zone::Core,
            _ => {}
        }
        // A share that an earlier decision gave is replaced with it.
        (attribution.share_is_given, attribution.share_source) = (false, ShareSource::Text);
        if let Verdict::Share(share, source) = self.verdict {
            (attribution.share, attribution.share_is_given) = (share, true);
            attribution.share_source = source;
        }
        to.evidence.push(Evidence {
            kind: EvidenceKind::Human,
            rule: self.by.clone(),
            field: None,
            start: None,
            end: None,
            text: self.why.clone(),
            weight: match self.verdict {
                Verdict::Share(share, _) => share,
                _ => probability.unwrap_or_default(),
            },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the program made of a document.
    fn by_program(probabilities: &[(&str, f64)]) -> Vec<Attributed> {
        let mut attributions: Vec<Attribution> = probabilities
            .iter()
            .map(|(id, p)| Attribution::believed(id, Belief::from_labels(*p, 4.0), Zone::Periphery, Mode::Hybrid))
            .collect();
        deal(&mut attributions);
        attributions
            .into_iter()
            .map(|attribution| Attributed {
                attribution,
                evidence: Vec::new(),
            })
            .collect()
    }

    fn decision(ecosystem_id: &str, verdict: Verdict) -> Decision {
        Decision {
            ecosystem_id: ecosystem_id.into(),
            verdict,
            by: "reader".into(),
            why: "as the field says".into(),
        }
    }

    fn shares(attributed: &[Attributed]) -> Vec<(&str, f64)> {
        let share = |one: &Attributed| (one.attribution.share * 1e9).round() / 1e9;
        attributed
            .iter()
            .map(|one| (one.attribution.ecosystem_id.as_str(), share(one)))
            .collect()
    }

    #[test]
    fn a_survey_s_share_wins_and_the_others_share_what_it_leaves() {
        let program = by_program(&[("water", 0.8), ("energy", 0.8)]);
        assert_eq!(shares(&program), [("water", 0.5), ("energy", 0.5)]);
        let survey = decision("water", Verdict::Share(0.3, ShareSource::Survey));
        let found = decided(&program, &[survey]);
        assert_eq!(shares(&found), [("water", 0.3), ("energy", 0.56)]);
        let water = &found[0].attribution;
        assert_eq!(
            (water.share_source, water.share_low, water.share_high),
            (ShareSource::Survey, 0.3, 0.3)
        );
        assert_eq!(found[0].evidence[0].kind, EvidenceKind::Human);
    }

    #[test]
    fn people_add_and_take_away_and_the_row_stays() {
        let program = by_program(&[("water", 0.8), ("energy", 0.4)]);
        let decisions = [
            decision("water", Verdict::DoesNotBelong),
            decision("light", Verdict::Belongs),
            decision("soil", Verdict::DoesNotBelong),
        ];
        let found = decided(&program, &decisions);
        let light = (1.0 / 1.4 * 1e9_f64).round() / 1e9;
        let energy = (0.4 / 1.4 * 1e9_f64).round() / 1e9;
        assert_eq!(shares(&found), [("water", 0.0), ("energy", energy), ("light", light)]);
        let reviews: Vec<Review> = found.iter().map(|one| one.attribution.review).collect();
        assert_eq!(reviews, [Review::Rejected, Review::None, Review::Accepted]);
        assert_eq!(found[0].attribution.share_high, 0.0);
    }

    /// Of near-copies each may have been judged.
    #[test]
    fn a_later_decision_replaces_an_earlier_one() {
        let program = by_program(&[("water", 0.8)]);
        let share = decision("water", Verdict::Share(0.4, ShareSource::Survey));
        let found = decided(&program, &[share, decision("water", Verdict::DoesNotBelong)]);
        let water = &found[0].attribution;
        assert_eq!(
            (water.share, water.share_high, water.review),
            (0.0, 0.0, Review::Rejected)
        );
        assert_eq!(water.share_source, ShareSource::Text);
    }

    #[test]
    fn what_people_are_unsure_of_counts_nowhere() {
        let program = by_program(&[("water", 0.8), ("energy", 0.4)]);
        let found = decided(&program, &[decision("water", Verdict::Unsure)]);
        assert_eq!(shares(&found), [("water", 0.0), ("energy", 0.4)]);
        assert!(found[0].attribution.share_high > 0.0);
    }

    #[test]
    fn without_a_decision_nothing_changes() {
        let program = by_program(&[("water", 0.8), ("energy", 0.7)]);
        assert_eq!(decided(&program, &[]), program);
    }

    proptest! {
        #[test]
        fn shares_never_sum_to_more_than_one(
            probabilities in prop::collection::vec(0.01..1.0f64, 0..6),
            given in prop::collection::vec((0..8usize, 0..4usize, 0.0..=1.0f64), 0..6),
        ) {
            let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let program: Vec<(&str, f64)> = ids.into_iter().zip(probabilities).collect();
            let verdict = |kind, share| match kind {
                0 => Verdict::Belongs,
                1 => Verdict::DoesNotBelong,
                2 => Verdict::Unsure,
                _ => Verdict::Share(share, ShareSource::Registry),
            };
            let decisions: Vec<Decision> = given.iter().map(|&(id, kind, share)| decision(ids[id], verdict(kind, share))).collect();
            let found = decided(&by_program(&program), &decisions);
            prop_assert!(found.iter().map(|one| one.attribution.share).sum::<f64>() <= 1.0 + 1e-9);
            for one in &found {
                let a = &one.attribution;
                prop_assert!(0.0 <= a.share_low && a.share_low <= a.share + 1e-12 && a.share <= a.share_high + 1e-12);
            }
        }
    }
}
