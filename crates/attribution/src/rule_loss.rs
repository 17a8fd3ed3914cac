//! Labelled documents made as hard for the rules as documents that the rules were not sharpened on.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::finding::Finding;
use crate::pair_figures::RuleFigures;

/// How findings of labelled documents are made as bad as those of others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loss {
    /// The part of belonging pairs that lose what the rules found.
    pub lost: f64,
    /// How much a pair weighs that rules attribute and that does not belong.
    pub false_weight: f64,
}

/// Ecosystems that rules attribute a document to.
pub(crate) fn likely(findings: &[Finding]) -> Vec<usize> {
    let is_likely = |finding: &&Finding| finding.probability() >= 0.5 && !finding.is_excluded();
    findings
        .iter()
        .filter(is_likely)
        .map(|finding| finding.ecosystem)
        .collect()
}

/// What rules attribute among the labelled pairs.
#[derive(Default)]
pub(crate) struct Counted {
    hit: f64,
    wrong: f64,
    belonging: f64,
}

impl Counted {
    /// Adds one document.
    pub(crate) fn add(&mut self, findings: &[Finding], answers: &[Option<bool>]) {
        let found = likely(findings);
        for (place, answer) in answers.iter().enumerate() {
            let is_found = found.contains(&place);
            self.belonging += f64::from(*answer == Some(true));
            self.hit += f64::from(*answer == Some(true) && is_found);
            self.wrong += f64::from(*answer == Some(false) && is_found);
        }
    }

    pub(crate) fn figures(&self) -> RuleFigures {
        RuleFigures {
            precision: self.hit / (self.hit + self.wrong).max(1.0),
            recall: self.hit / self.belonging.max(1.0),
        }
    }

    /// What must be lost for the rules to be as bad as they are elsewhere.
    pub(crate) fn loss(&self, unseen: Option<RuleFigures>) -> Loss {
        let Some(unseen) = unseen else {
            return Loss {
                lost: 0.0,
                false_weight: 1.0,
            };
        };
        let kept = (unseen.recall / self.figures().recall.max(f64::MIN_POSITIVE)).min(1.0);
        let wrong = self.hit * kept * (1.0 - unseen.precision) / unseen.precision;
        Loss {
            lost: 1.0 - kept,
            false_weight: (wrong / self.wrong.max(1.0)).max(1.0),
        }
    }
}

impl Loss {
    /// The findings of a document with those lost that chance takes.
    pub(crate) fn applied(
        &self,
        findings: &[Finding],
        answers: &[Option<bool>],
        random: &mut ChaCha8Rng,
    ) -> Vec<Finding> {
        let mut keeps = |finding: &&Finding| {
            let is_lost = random.random::<f64>() < self.lost;
            !(is_lost && answers[finding.ecosystem] == Some(true))
        };
        findings.iter().filter(|finding| keeps(finding)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_leaves_the_precision_and_recall_that_were_asked_for() {
        let counted = Counted {
            hit: 80.0,
            wrong: 10.0,
            belonging: 100.0,
        };
        let loss = counted.loss(Some(RuleFigures {
            precision: 0.75,
            recall: 0.6,
        }));
        let (hit, wrong) = (80.0 * (1.0 - loss.lost), 10.0 * loss.false_weight);
        assert!((hit / 100.0 - 0.6).abs() < 1e-12 && (hit / (hit + wrong) - 0.75).abs() < 1e-12);
        let none = counted.loss(None);
        assert_eq!((none.lost, none.false_weight), (0.0, 1.0));
    }
}
