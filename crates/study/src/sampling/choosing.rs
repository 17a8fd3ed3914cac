//! Questions chosen so that a classifier learns most from the answers. No probability sample: nothing is estimated from
//! them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use evaluation::Labels;
use learning::{Acquisition, OpenQuestion, Reason, Unread};
use serde::Deserialize;

use super::frame::{ALL, Frame};
use super::{Asked, Questions};
use crate::error::StudyError;

/// Uncertainty from which a question is worth its place in the file.
const WORTH_ASKING: f64 = 0.1;

/// What is known of every pair of document and label before anybody is asked.
struct Known {
    /// In order; the last is [`ALL`] where no ecosystem was named.
    labels: Vec<String>,
    /// Of each document.
    open: Vec<Vec<OpenQuestion>>,
    is_read: Vec<bool>,
    /// Of each label.
    n_yes: Vec<usize>,
    n_answered: usize,
}

/// A row of what `classify` writes.
#[derive(Deserialize)]
struct Classified {
    document_id: String,
    label: String,
    probability: f64,
}

/// Chooses `budget` questions, the most telling first. Probabilities are those of the run's attributions, or of
/// `probabilities`, a file that `classify` wrote.
pub(super) fn choose(
    frame: &Frame,
    labels: &Labels,
    ecosystems: &[String],
    probabilities: Option<&Path>,
    (budget, seed): (usize, u64),
) -> Result<Questions, StudyError> {
    let pairs = match probabilities {
        Some(path) => classified(path, frame)?,
        None => frame.pairs(),
    };
    let known = Known::of(frame, pairs, labels, ecosystems);
    let unread = Unread {
        open: &known.open,
        is_read: &known.is_read,
        n_yes: &known.n_yes,
        vectors: frame.vectors(),
    };
    let mut asked: Vec<Asked> = Vec::new();
    for (document, reason) in Acquisition::default().choose(unread, seed) {
        if asked.len() >= budget {
            break;
        }
        asked.extend(known.asked(document, reason));
    }
    asked.truncate(budget);
    let n_open = known.open.iter().filter(|open| !open.is_empty()).count();
    let of_reason = |reason| {
        let name = stratum(reason);
        let n = asked.iter().filter(|asked| asked.stratum == name).count();
        (name.to_owned(), n_open, n)
    };
    Ok(Questions {
        strata: [Reason::Gain, Reason::Random].map(of_reason).into(),
        n_answered: known.n_answered,
        asked,
    })
}

impl Known {
    fn of(frame: &Frame, pairs: BTreeMap<(usize, String), f64>, answers: &Labels, ecosystems: &[String]) -> Self {
        let answered = Answered::of(frame, answers);
        let is_wanted = |label: &String| ecosystems.is_empty() || ecosystems.contains(label);
        let mut labels: BTreeSet<&String> = pairs.keys().map(|(_, label)| label).chain(ecosystems).collect();
        labels.retain(|label| is_wanted(label));
        let mut labels: Vec<String> = labels.into_iter().cloned().collect();
        if ecosystems.is_empty() {
            labels.push(ALL.to_owned());
        }
        let places: HashMap<&String, usize> = labels.iter().zip(0..).collect();
        let mut open = vec![Vec::new(); frame.ids.len()];
        for ((document, label), probability) in &pairs {
            if let Some(&label) = places.get(label) {
                let probability = *probability;
                open[*document].push(OpenQuestion { label, probability });
            }
        }
        for open in &mut open {
            let asked: BTreeSet<usize> = open.iter().map(|question| question.label).collect();
            let never = (0..labels.len()).filter(|label| labels[*label] == ALL || !ecosystems.is_empty());
            let never = never.filter(|label| !asked.contains(label));
            open.extend(never.map(|label| OpenQuestion {
                label,
                probability: 0.0,
            }));
        }
        for (document, open) in open.iter_mut().enumerate() {
            open.retain(|question| !answered.holds(document, &labels[question.label]));
        }
        Self {
            n_yes: labels.iter().map(|label| answered.n_yes(label)).collect(),
            is_read: (0..frame.ids.len())
                .map(|document| answered.documents.contains(&document))
                .collect(),
            n_answered: answered.pairs.len() + answered.of_all.len(),
            labels,
            open,
        }
    }

    /// What a reader of the document is asked: chosen for its gain, what is uncertain; at random, every ecosystem.
    fn asked(&self, document: usize, reason: Reason) -> Vec<Asked> {
        let open = &self.open[document];
        let is_of_all = |question: &&OpenQuestion| self.labels[question.label] == ALL;
        let mut questions: Vec<&OpenQuestion> = match reason {
            Reason::Gain => open.iter().filter(|q| q.uncertainty() >= WORTH_ASKING).collect(),
            Reason::Random if open.iter().any(|question| is_of_all(&question)) => {
                open.iter().filter(is_of_all).collect()
            }
            Reason::Random => open.iter().collect(),
        };
        if questions.is_empty() {
            questions.extend(open.iter().max_by(|a, b| a.uncertainty().total_cmp(&b.uncertainty())));
        }
        let asked = |question: &OpenQuestion| Asked {
            document,
            label: self.labels[question.label].clone(),
            stratum: stratum(reason).to_owned(),
            probability: None,
        };
        questions.into_iter().map(asked).collect()
    }
}

/// What people have said already.
struct Answered<'l> {
    /// Document and label.
    pairs: BTreeMap<(usize, &'l str), Option<bool>>,
    /// Documents of which every label was asked in one question.
    of_all: BTreeMap<usize, &'l [String]>,
    documents: BTreeSet<usize>,
}

impl<'l> Answered<'l> {
    fn of(frame: &Frame, labels: &'l Labels) -> Self {
        let place = |id: &String| frame.places.get(id).copied();
        let judgements = labels.judgements.iter();
        let pairs: BTreeMap<_, _> = judgements
            .filter_map(|judgement| {
                let document = place(&judgement.document_id)?;
                Some(((document, judgement.label.as_str()), judgement.value.belongs()))
            })
            .collect();
        let of_all = labels.any_other.iter();
        let of_all: BTreeMap<_, _> = of_all
            .filter_map(|answer| {
                Some((
                    place(&answer.document_id)?,
                    answer.belongs.as_deref().unwrap_or_default(),
                ))
            })
            .collect();
        Self {
            documents: pairs
                .keys()
                .map(|(document, _)| *document)
                .chain(of_all.keys().copied())
                .collect(),
            pairs,
            of_all,
        }
    }

    /// Whether the question was answered, by itself or with all others.
    fn holds(&self, document: usize, label: &str) -> bool {
        self.of_all.contains_key(&document)
            || self.pairs.contains_key(&(document, label))
            || self.pairs.get(&(document, "none")) == Some(&Some(true))
    }

    fn n_yes(&self, label: &str) -> usize {
        let by_itself = self
            .pairs
            .iter()
            .filter(|((_, of), answer)| *of == label && **answer == Some(true));
        let with_others = self
            .of_all
            .values()
            .filter(|named| named.iter().any(|name| name == label));
        by_itself.count() + with_others.count()
    }
}

fn stratum(reason: Reason) -> &'static str {
    match reason {
        Reason::Gain => "chosen: most telling",
        Reason::Random => "chosen: at random",
    }
}

/// The probabilities that `classify` wrote, of documents of the run that are no copies.
fn classified(path: &Path, frame: &Frame) -> Result<BTreeMap<(usize, String), f64>, StudyError> {
    let failed =
        |error: csv::Error| StudyError::file(path, format!("{error}; it has to be what `afbaken classify` wrote"));
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let mut pairs = BTreeMap::new();
    for row in reader.deserialize() {
        let row: Classified = row.map_err(failed)?;
        let place = frame.places.get(&row.document_id);
        if let Some(&document) = place.filter(|place| frame.ids[**place] == row.document_id) {
            pairs.insert((document, row.label), row.probability.clamp(0.0, 1.0));
        }
    }
    if pairs.is_empty() {
        return Err(StudyError::file(path, "none of its documents is in the run"));
    }
    Ok(pairs)
}
