//! Precision of attributions per label, from people's judgements.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::agreement::{Agreement, agreement};
use crate::interval::{Estimate, wilson};
use crate::judgement::Judgement;

/// What the judgements say of the attributions. Recall is not in it: that needs labels drawn with
/// known probability from below the threshold too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrecisionReport {
    /// One entry a label that was attributed or judged, in order.
    pub labels: Vec<LabelPrecision>,
    /// All labels together; a pair of document and label counts once.
    pub pooled: LabelPrecision,
    /// Documents that were judged.
    pub n_documents: usize,
}

/// Precision of one label.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LabelPrecision {
    /// The label; empty for the pooled entry.
    pub label: String,
    /// Documents attributed.
    pub n_attributed: usize,
    /// Attributed and judged to belong by all who were sure.
    pub n_yes: usize,
    /// Attributed and judged not to belong by all who were sure.
    pub n_no: usize,
    /// Attributed and judged unsure by all.
    pub n_unsure: usize,
    /// Attributed, and the readers who were sure differ: counts neither way.
    pub n_conflict: usize,
    /// Judged to belong and not attributed.
    pub n_missed: usize,
    /// yes / (yes + no) with Wilson's interval; `None`: not estimated.
    pub precision: Option<Estimate>,
    /// Attributed for each one that belongs: 1 / precision; `None`: not estimated, or unbounded.
    pub over_count: Option<Estimate>,
    /// Of the two readers with the most questions in common; unsure is an answer too.
    pub agreement: Option<Agreement>,
}

/// The answers to one question: the document belongs to the label?
type Answers<'a> = BTreeMap<&'a str, Option<bool>>;

enum Verdict {
    Yes,
    No,
    Unsure,
    Conflict,
}

impl PrecisionReport {
    /// Holds the attributed pairs of document and label against the judgements. A person's later
    /// answer to the same question replaces the earlier one.
    pub fn of(attributed: &[(String, String)], judgements: &[Judgement]) -> Self {
        let attributed: BTreeSet<(&str, &str)> = attributed
            .iter()
            .map(|(document, label)| (label.as_str(), document.as_str()))
            .collect();
        let mut questions: BTreeMap<(&str, &str), Answers<'_>> = BTreeMap::new();
        for judgement in judgements {
            let question = (judgement.label.as_str(), judgement.document_id.as_str());
            questions
                .entry(question)
                .or_default()
                .insert(&judgement.annotator, judgement.value.belongs());
        }
        let labels: BTreeSet<&str> = attributed
            .iter()
            .chain(questions.keys())
            .map(|(label, _)| *label)
            .collect();
        let of_label = |label: &str| LabelPrecision::of(label, &attributed, &questions, |(other, _)| *other == label);
        Self {
            labels: labels.into_iter().map(of_label).collect(),
            pooled: LabelPrecision::of("", &attributed, &questions, |_| true),
            n_documents: judgements
                .iter()
                .map(|judgement| &judgement.document_id)
                .collect::<BTreeSet<_>>()
                .len(),
        }
    }
}

impl LabelPrecision {
    fn of(
        label: &str,
        attributed: &BTreeSet<(&str, &str)>,
        questions: &BTreeMap<(&str, &str), Answers<'_>>,
        is_in: impl Fn(&(&str, &str)) -> bool,
    ) -> Self {
        let mut counts = Self {
            label: label.into(),
            n_attributed: attributed.iter().filter(|pair| is_in(pair)).count(),
            ..Self::default()
        };
        for (pair, answers) in questions.iter().filter(|(pair, _)| is_in(pair)) {
            counts.count(&verdict_of(answers.values().copied()), attributed.contains(pair));
        }
        counts.precision = wilson(counts.n_yes, counts.n_yes + counts.n_no);
        counts.over_count = counts.precision.filter(|p| p.low > 0.0).map(|p| Estimate {
            value: 1.0 / p.value,
            low: 1.0 / p.high,
            high: 1.0 / p.low,
        });
        counts.agreement = of_two_readers(
            questions
                .iter()
                .filter(|(pair, _)| is_in(pair))
                .map(|(_, answers)| answers),
        );
        counts
    }

    fn count(&mut self, verdict: &Verdict, is_attributed: bool) {
        match (verdict, is_attributed) {
            (Verdict::Yes, true) => self.n_yes += 1,
            (Verdict::No, true) => self.n_no += 1,
            (Verdict::Unsure, true) => self.n_unsure += 1,
            (Verdict::Conflict, true) => self.n_conflict += 1,
            (Verdict::Yes, false) => self.n_missed += 1,
            _ => {}
        }
    }
}

/// What several readers' answers (`None`: unsure) come to: yes or no of all who were sure; `None` where they differ or
/// none was sure.
pub fn verdict(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    match verdict_of(answers) {
        Verdict::Yes => Some(true),
        Verdict::No => Some(false),
        Verdict::Unsure | Verdict::Conflict => None,
    }
}

fn verdict_of(answers: impl IntoIterator<Item = Option<bool>>) -> Verdict {
    let sure: BTreeSet<bool> = answers.into_iter().flatten().collect();
    match (sure.contains(&true), sure.contains(&false)) {
        (true, true) => Verdict::Conflict,
        (true, false) => Verdict::Yes,
        (false, true) => Verdict::No,
        (false, false) => Verdict::Unsure,
    }
}

/// Two readers' answers to the questions that both answered: yes, no, or `None` for unsure.
type PairsOfAnswers = Vec<(Option<bool>, Option<bool>)>;

/// Agreement of the two readers who answered the most questions together, the first in order
/// among equals; unsure is an answer too.
fn of_two_readers<'a>(questions: impl Iterator<Item = &'a Answers<'a>>) -> Option<Agreement> {
    let mut answers: BTreeMap<(&str, &str), PairsOfAnswers> = BTreeMap::new();
    for question in questions {
        let given: Vec<(&str, Option<bool>)> = question.iter().map(|(who, answer)| (*who, *answer)).collect();
        for (place, (first, a)) in given.iter().enumerate() {
            for (second, b) in &given[place + 1..] {
                answers.entry((first, second)).or_default().push((*a, *b));
            }
        }
    }
    let most = answers.values().map(Vec::len).max()?;
    agreement(answers.values().find(|answers| answers.len() == most)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::Value;

    fn judgement(document: &str, label: &str, annotator: &str, value: Value) -> Judgement {
        Judgement {
            document_id: document.into(),
            label: label.into(),
            annotator: annotator.into(),
            value,
            ..Judgement::default()
        }
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(document, label)| ((*document).into(), (*label).into()))
            .collect()
    }

    /// Row 6 of the source study's needs: at 25 % precision the over-count factor is 4.
    #[test]
    fn a_quarter_right_is_counted_four_times_over() {
        let attributed = pairs(&[("D1", "ai"), ("D2", "ai"), ("D3", "ai"), ("D4", "ai")]);
        let judgements: Vec<Judgement> = (1..=4)
            .map(|i| judgement(&format!("D{i}"), "ai", "a", if i == 1 { Value::Yes } else { Value::No }))
            .collect();
        let report = PrecisionReport::of(&attributed, &judgements);
        assert!((report.labels[0].over_count.unwrap().value - 4.0).abs() < 1e-12);
    }

    /// Row 7: a figure for each ecosystem, not pooled alone; none where none was judged.
    #[test]
    fn each_label_has_its_own_figure_and_none_is_not_nought() {
        let report = PrecisionReport::of(
            &pairs(&[("D1", "ai"), ("D1", "water")]),
            &[judgement("D1", "ai", "a", Value::Yes)],
        );
        assert_eq!(report.labels[0].precision.unwrap().value, 1.0);
        assert_eq!(report.labels[1].precision, None);
    }

    #[test]
    fn conflicts_and_doubts_count_neither_way_and_misses_are_counted() {
        let attributed = pairs(&[("D1", "ai"), ("D2", "ai"), ("D3", "ai")]);
        let report = PrecisionReport::of(
            &attributed,
            &[
                judgement("D1", "ai", "a", Value::Yes),
                judgement("D1", "ai", "b", Value::No),
                judgement("D2", "ai", "a", Value::Unsure),
                judgement("D3", "ai", "a", Value::No),
                judgement("D3", "ai", "a", Value::Share(0.3)),
                judgement("D4", "ai", "a", Value::Yes),
            ],
        );
        let ai = &report.labels[0];
        assert_eq!(
            (ai.n_yes, ai.n_no, ai.n_unsure, ai.n_conflict, ai.n_missed),
            (1, 0, 1, 1, 1)
        );
        assert_eq!(ai.agreement.unwrap().n, 1);
    }
}
