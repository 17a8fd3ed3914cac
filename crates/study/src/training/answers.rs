//! Answers for training: from a labels file, from a column, or, marked as such, from experts' queries.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corpus::Document;
use evaluation::{Judgement, Labels, Value};
use learning::{JudgedPair, LabelQuery, LabelRules};
use serde::{Deserialize, Serialize};

use super::fault::TrainingFault;

/// The scheme of codes under which the label column travels from the file to the document.
pub const LABEL_COLUMN: &str = "label of the training";

/// The label that says that a document carries none of the others.
const NONE: &str = "none";
/// Probability by the queries alone from which a document counts as a silver yes.
const SILVER_YES: f64 = 0.5;

/// Who gave the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// People.
    Human,
    /// Experts' queries stand in for people: what is learnt from them is theirs, and no figure on them is a quality.
    Silver,
}

/// Answers ready to learn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answers {
    pub basis: Basis,
    /// In order.
    pub labels: Vec<String>,
    /// By document, then label.
    pub judged: Vec<JudgedPair>,
    pub tally: AnswerTally,
}

/// What became of the answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnswerTally {
    /// Pairs on which people who were sure differ: counted neither way.
    pub n_conflicts: usize,
    /// Pairs of which nobody was sure: counted neither way.
    pub n_unsure: usize,
    /// Labelled documents that are not in the input.
    pub unknown_documents: Vec<String>,
    /// Labels without a single no: documents without an answer were taken for a no.
    pub assumed_no: Vec<String>,
}

type Opinions<'a> = BTreeMap<&'a str, Option<bool>>;

/// The places of documents by id, and of labels by name.
struct Places<'a> {
    documents: HashMap<&'a str, usize>,
    labels: HashMap<String, usize>,
}

/// From people's judgements. A person's later answer replaces the earlier; `none` says no to every label.
pub(crate) fn from_judgements(documents: &[Document], labels: &Labels, of_queries: &BTreeSet<String>) -> Answers {
    let mut questions: BTreeMap<(&str, &str), Opinions<'_>> = BTreeMap::new();
    for Judgement {
        document_id,
        label,
        value,
        annotator,
        ..
    } in &labels.judgements
    {
        let opinions = questions.entry((document_id, label)).or_default();
        opinions.insert(annotator, value.belongs());
    }
    let named = labels
        .any_other
        .iter()
        .flat_map(|answer| answer.belongs.iter().flatten());
    let asked = questions
        .keys()
        .map(|(_, label)| *label)
        .chain(named.map(String::as_str));
    let mut names: BTreeSet<String> = asked.filter(|label| *label != NONE).map(str::to_owned).collect();
    names.extend(of_queries.iter().cloned());
    let names: Vec<String> = names.into_iter().collect();
    answer_for_all(labels, &names, &mut questions);
    let places = Places {
        documents: documents
            .iter()
            .map(|document| document.document_id.as_str())
            .zip(0..)
            .collect(),
        labels: names.iter().cloned().zip(0..).collect(),
    };
    let mut tally = AnswerTally::default();
    let mut answers: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for ((document, label), opinions) in &questions {
        let Some(&document) = places.documents.get(document) else {
            unknown.insert((*document).to_owned());
            continue;
        };
        match (verdict(opinions, &mut tally), places.labels.get(*label)) {
            (Some(answer), Some(&label)) => _ = answers.insert((document, label), answer),
            (Some(true), None) => {
                (0..names.len()).for_each(|label| _ = answers.entry((document, label)).or_insert(false))
            }
            _ => {}
        }
    }
    tally.unknown_documents = unknown.into_iter().collect();
    tally.assumed_no = assume_no(&mut answers, &names, documents.len());
    Answers {
        basis: Basis::Human,
        labels: names,
        judged: pairs(answers),
        tally,
    }
}

/// Takes in answers to questions about all labels at once: yes to those that are named, no to every other one. What the
/// same person said of a label by itself stays.
fn answer_for_all<'a>(
    labels: &'a Labels,
    names: &'a [String],
    questions: &mut BTreeMap<(&'a str, &'a str), Opinions<'a>>,
) {
    for answer in &labels.any_other {
        let Some(named) = &answer.belongs else { continue };
        for name in names {
            let opinions = questions.entry((&answer.document_id, name)).or_default();
            opinions.entry(&answer.annotator).or_insert(Some(named.contains(name)));
        }
    }
}

/// What those who are sure say together.
fn verdict(opinions: &Opinions<'_>, tally: &mut AnswerTally) -> Option<bool> {
    let sure: BTreeSet<bool> = opinions.values().filter_map(|opinion| *opinion).collect();
    tally.n_conflicts += usize::from(sure.len() == 2);
    tally.n_unsure += usize::from(sure.is_empty());
    if sure.len() == 1 { sure.first().copied() } else { None }
}

/// Where a label has yes and never no, documents without an answer stand in as no; the labels of which that holds.
fn assume_no(answers: &mut BTreeMap<(usize, usize), bool>, labels: &[String], n_documents: usize) -> Vec<String> {
    let mut has = vec![(false, false); labels.len()];
    for ((_, label), answer) in answers.iter() {
        if *answer {
            has[*label].0 = true
        } else {
            has[*label].1 = true
        }
    }
    let only_yes: Vec<usize> = (0..labels.len()).filter(|&label| has[label] == (true, false)).collect();
    for &label in &only_yes {
        (0..n_documents).for_each(|document| _ = answers.entry((document, label)).or_insert(false));
    }
    only_yes.into_iter().map(|label| labels[label].clone()).collect()
}

/// From a column: yes and no of one label, or names of labels; a document whose cell is filled has no other label, one
/// whose cell is empty is unknown.
pub(crate) fn from_column(
    documents: &[Document],
    column: &str,
    of_queries: &BTreeSet<String>,
) -> Result<Answers, TrainingFault> {
    let cells: Vec<&[String]> = documents
        .iter()
        .map(|document| document.codes.get(LABEL_COLUMN).map_or(&[][..], Vec::as_slice))
        .collect();
    if cells.iter().all(|cell| cell.is_empty()) {
        return Err(TrainingFault::EmptyColumn(column.to_owned()));
    }
    let is_answer = |value: &String| Value::parse(value).is_some();
    let is_yes = |value: &String| Value::parse(value).and_then(Value::belongs);
    let mut answers = BTreeMap::new();
    let labels: Vec<String> = if cells.iter().copied().flatten().all(is_answer) {
        for (document, cell) in cells.iter().enumerate() {
            if let Some(answer) = cell.first().and_then(is_yes) {
                answers.insert((document, 0), answer);
            }
        }
        vec![column.to_owned()]
    } else {
        let names: BTreeSet<String> = cells.iter().copied().flatten().chain(of_queries).cloned().collect();
        let filled = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        for (document, cell) in filled {
            answers.extend(
                names
                    .iter()
                    .enumerate()
                    .map(|(label, name)| ((document, label), cell.contains(name))),
            );
        }
        names.into_iter().filter(|name| name != NONE).collect()
    };
    let n_labels = labels.len();
    answers.retain(|(_, label), _| *label < n_labels);
    Ok(Answers {
        basis: Basis::Human,
        labels,
        judged: pairs(answers),
        tally: AnswerTally::default(),
    })
}

/// From experts' queries, where there is no person's answer: yes where the rules say so, no where none of them speaks, and
/// nothing between.
pub(crate) fn from_queries(documents: &[Document], queries: &[LabelQuery]) -> Result<Answers, TrainingFault> {
    let names: BTreeSet<String> = queries.iter().map(|query| query.label.clone()).collect();
    let labels: Vec<String> = names.into_iter().collect();
    let rules =
        LabelRules::compile(queries, &labels).map_err(|error| TrainingFault::Queries(vec![error.to_string()]))?;
    let hits = rules.hits(documents);
    let mut answers = BTreeMap::new();
    for document in 0..documents.len() {
        for label in 0..labels.len() {
            let is_touched = hits.of(document).iter().any(|hits| hits.label as usize == label);
            let is_yes = hits.probability(document, label) >= SILVER_YES;
            if is_yes || !is_touched {
                answers.insert((document, label), is_yes);
            }
        }
    }
    Ok(Answers {
        basis: Basis::Silver,
        labels,
        judged: pairs(answers),
        tally: AnswerTally::default(),
    })
}

fn pairs(answers: BTreeMap<(usize, usize), bool>) -> Vec<JudgedPair> {
    let pair = |((document, label), belongs)| JudgedPair {
        document,
        label,
        belongs,
    };
    answers.into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use evaluation::AnyOther;

    use super::*;

    fn document(id: &str, cell: &[&str]) -> Document {
        let cell: Vec<String> = cell.iter().map(|value| (*value).to_owned()).collect();
        let codes = (!cell.is_empty()).then(|| (LABEL_COLUMN.to_owned(), cell));
        Document {
            document_id: id.into(),
            codes: codes.into_iter().collect(),
            ..Document::default()
        }
    }

    fn shown(answers: &Answers) -> Vec<(usize, &str, bool)> {
        let of = |pair: &JudgedPair| (pair.document, answers.labels[pair.label].as_str(), pair.belongs);
        answers.judged.iter().map(of).collect()
    }

    #[test]
    fn judgements_of_several_people() {
        let judgement = |document: &str, label: &str, annotator: &str, value| Judgement {
            document_id: document.into(),
            label: label.into(),
            value,
            annotator: annotator.into(),
            ..Judgement::default()
        };
        let labels = Labels {
            judgements: vec![
                judgement("A", "water", "x", Value::No),
                judgement("A", "water", "x", Value::Yes),
                judgement("A", "light", "x", Value::Yes),
                judgement("A", "light", "y", Value::No),
                judgement("B", "water", "x", Value::Unsure),
                judgement("B", "light", "x", Value::Yes),
                judgement("C", "none", "x", Value::Yes),
                judgement("Z", "water", "x", Value::Yes),
            ],
            ..Labels::default()
        };
        let documents = [document("A", &[]), document("B", &[]), document("C", &[])];
        let answers = from_judgements(&documents, &labels, &BTreeSet::from(["farming".to_owned()]));
        assert_eq!(answers.labels, ["farming", "light", "water"]);
        assert_eq!(
            shown(&answers),
            [
                (0, "water", true),
                (1, "light", true),
                (2, "farming", false),
                (2, "light", false),
                (2, "water", false)
            ]
        );
        assert_eq!((answers.tally.n_conflicts, answers.tally.n_unsure), (1, 1));
        assert_eq!(answers.tally.unknown_documents, ["Z"]);
    }

    #[test]
    fn a_label_with_yes_only_takes_the_rest_for_no() {
        let judgements = vec![Judgement {
            document_id: "A".into(),
            label: "water".into(),
            value: Value::Yes,
            ..Judgement::default()
        }];
        let labels = Labels {
            judgements,
            ..Labels::default()
        };
        let answers = from_judgements(&[document("A", &[]), document("B", &[])], &labels, &BTreeSet::new());
        assert_eq!(shown(&answers), [(0, "water", true), (1, "water", false)]);
        assert_eq!(answers.tally.assumed_no, ["water"]);
    }

    #[test]
    fn an_answer_about_all_labels_at_once_says_no_to_those_it_does_not_name() {
        let of_all = |id: &str, belongs: Option<&[&str]>| AnyOther {
            document_id: id.into(),
            belongs: belongs.map(|named| named.iter().map(|&name| name.to_owned()).collect()),
            annotator: "a".into(),
            ..AnyOther::default()
        };
        let labels = Labels {
            judgements: vec![Judgement {
                document_id: "A".into(),
                label: "water".into(),
                value: Value::Yes,
                annotator: "a".into(),
                ..Judgement::default()
            }],
            any_other: vec![of_all("A", Some(&[])), of_all("B", Some(&["light"])), of_all("C", None)],
            ..Labels::default()
        };
        let documents = ["A", "B", "C"].map(|id| document(id, &[]));
        let answers = from_judgements(&documents, &labels, &BTreeSet::new());
        assert_eq!(
            shown(&answers),
            [
                (0, "light", false),
                (0, "water", true),
                (1, "light", true),
                (1, "water", false)
            ]
        );
    }

    #[test]
    fn a_column_of_yes_and_no_or_of_names() {
        let documents = [document("A", &["ja"]), document("B", &["0"]), document("C", &[])];
        let answers = from_column(&documents, "included", &BTreeSet::new()).unwrap();
        assert_eq!(shown(&answers), [(0, "included", true), (1, "included", false)]);
        let documents = [
            document("A", &["water", "light"]),
            document("B", &["light"]),
            document("C", &[]),
        ];
        let answers = from_column(&documents, "subject", &BTreeSet::new()).unwrap();
        assert_eq!(
            shown(&answers),
            [
                (0, "light", true),
                (0, "water", true),
                (1, "light", true),
                (1, "water", false)
            ]
        );
        assert!(from_column(&[document("A", &[])], "subject", &BTreeSet::new()).is_err());
    }
}
