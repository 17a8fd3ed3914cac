//! People's decisions on a run's documents: read from judgements, and set above what the program says.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use attribution::{Attributed, Decision, ShareSource, Verdict, decided};
use catalogue::Catalogue;
use corpus::Document;
use evaluation::{Judgement, Labels, Origin, Value, verdict};

use crate::error::StudyError;
use crate::people::{all_usable, unusable};

/// The label that says that a document belongs to no ecosystem.
const NONE: &str = "none";

/// What people decided, by the id of the document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decisions {
    by_document: BTreeMap<String, Vec<Decision>>,
}

/// What the people who judged one document and one ecosystem said, each person's last word.
type Opinions<'l> = BTreeMap<&'l str, &'l Judgement>;

impl Decisions {
    /// Reads judgements of the catalogue's ecosystems, by id or name.
    ///
    /// # Errors
    /// When a file cannot be read, or with every row at once that is no judgement of such an ecosystem.
    pub(crate) fn read(files: &[PathBuf], catalogue: &Catalogue) -> Result<Self, StudyError> {
        let mut labels = Labels::read_all(files)?;
        of_catalogue(&mut labels, catalogue);
        all_usable("judgement", std::mem::take(&mut labels.problems))?;
        Ok(Self {
            by_document: of_labels(&labels, catalogue),
        })
    }

    /// The attributions after the decisions; what was decided on one of several near-copies holds for all. Also how many
    /// decisions are on documents that are not there.
    pub(crate) fn apply(
        &self,
        documents: &[Document],
        duplicate_of: &[Option<usize>],
        attributed: Vec<Vec<Attributed>>,
    ) -> (Vec<Vec<Attributed>>, usize) {
        let mut by_original: HashMap<usize, Vec<Decision>> = HashMap::new();
        let mut n_elsewhere: usize = self.by_document.values().map(Vec::len).sum();
        for (place, document) in documents.iter().enumerate() {
            if let Some(decisions) = self.by_document.get(&document.document_id) {
                let of_original = by_original.entry(duplicate_of[place].unwrap_or(place)).or_default();
                of_original.extend(decisions.iter().cloned());
                n_elsewhere -= decisions.len();
            }
        }
        let after = attributed.into_iter().enumerate().map(|(place, attributed)| {
            let original = duplicate_of[place].unwrap_or(place);
            match by_original.get(&original) {
                Some(decisions) => decided(&attributed, decisions),
                None => attributed,
            }
        });
        (after.collect(), n_elsewhere)
    }
}

/// Turns the names of ecosystems into ids, and names the rows of others.
fn of_catalogue(labels: &mut Labels, catalogue: &Catalogue) {
    let ids = catalogue.ids_by_name();
    let hint = "`afbaken catalogue list` shows the ids; name the catalogue with `--catalogue DIR`";
    let mut problems = Vec::new();
    let mut id_of = |label: &mut String, place: &evaluation::RowPlace| match ids.get(&label.to_lowercase()) {
        Some(id) => label.clone_from(id),
        None if label == NONE => {}
        None => {
            let problem = format!("`{label}` is no ecosystem of the catalogue");
            problems.push(unusable(place, problem, hint));
        }
    };
    for judgement in &mut labels.judgements {
        id_of(&mut judgement.label, &judgement.place);
    }
    for answer in &mut labels.any_other {
        for label in answer.belongs.iter_mut().flatten() {
            id_of(label, &answer.place);
        }
    }
    labels.problems.append(&mut problems);
}

fn of_labels(labels: &Labels, catalogue: &Catalogue) -> BTreeMap<String, Vec<Decision>> {
    let mut said: BTreeMap<(&str, &str), Opinions<'_>> = BTreeMap::new();
    for judgement in &labels.judgements {
        let opinions = said.entry((&judgement.document_id, &judgement.label)).or_default();
        opinions.insert(&judgement.annotator, judgement);
    }
    let mut decisions: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
    for ((document, ecosystem), opinions) in &said {
        let decision = decision(ecosystem, opinions);
        let of_document = decisions.entry((*document).to_owned()).or_default();
        if *ecosystem != NONE {
            of_document.push(decision);
        } else if decision.verdict == Verdict::Belongs {
            let all = catalogue.ecosystems.iter().map(|ecosystem| &ecosystem.id);
            of_document.extend(
                all.filter(|id| !said.contains_key(&(document, id.as_str())))
                    .map(|id| Decision {
                        ecosystem_id: id.clone(),
                        verdict: Verdict::DoesNotBelong,
                        ..decision.clone()
                    }),
            );
        }
    }
    for answer in &labels.any_other {
        for ecosystem in answer.belongs.iter().flatten() {
            if !said.contains_key(&(answer.document_id.as_str(), ecosystem.as_str())) {
                decisions.entry(answer.document_id.clone()).or_default().push(Decision {
                    ecosystem_id: ecosystem.clone(),
                    verdict: Verdict::Belongs,
                    by: answer.annotator.clone(),
                    why: String::new(),
                });
            }
        }
    }
    decisions
}

/// What several people's words come to: a registry's share above a survey's, that above readers'; the mean of several.
fn decision(ecosystem: &str, opinions: &Opinions<'_>) -> Decision {
    let shares_of = |origin: Origin| -> Vec<f64> {
        let of_origin = opinions.values().filter(|judgement| judgement.origin == origin);
        of_origin.filter_map(|judgement| share(judgement.value)).collect()
    };
    let given = [
        (Origin::Registry, ShareSource::Registry),
        (Origin::Survey, ShareSource::Survey),
    ]
    .into_iter()
    .map(|(origin, source)| (shares_of(origin), source))
    .find(|(shares, _)| !shares.is_empty());
    let verdict = match given {
        Some((shares, source)) => of_share(mean(&shares), source),
        None => by_readers(opinions),
    };
    let words = |of: fn(&Judgement) -> &String| -> String {
        let all: BTreeSet<&str> = opinions.values().map(|judgement| of(judgement).as_str()).collect();
        all.into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    };
    Decision {
        ecosystem_id: ecosystem.to_owned(),
        verdict,
        by: words(|judgement| &judgement.annotator),
        why: words(|judgement| &judgement.note),
    }
}

fn by_readers(opinions: &Opinions<'_>) -> Verdict {
    let shares: Vec<f64> = opinions
        .values()
        .filter_map(|judgement| match judgement.value {
            Value::Share(share) => Some(share),
            _ => None,
        })
        .collect();
    match verdict(opinions.values().map(|judgement| judgement.value.belongs())) {
        None => Verdict::Unsure,
        Some(false) => Verdict::DoesNotBelong,
        Some(true) if shares.is_empty() => Verdict::Belongs,
        Some(true) => of_share(mean(&shares), ShareSource::Text),
    }
}

fn of_share(share: f64, source: ShareSource) -> Verdict {
    if share > 0.0 {
        Verdict::Share(share, source)
    } else {
        Verdict::DoesNotBelong
    }
}

/// An answer of a survey or a registry as a share; `None` for unsure.
fn share(value: Value) -> Option<f64> {
    match value {
        Value::Share(share) => Some(share),
        other => other.belongs().map(|belongs| f64::from(u8::from(belongs))),
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(label: &str, value: Value, annotator: &str, origin: Origin) -> Judgement {
        Judgement {
            document_id: "D".into(),
            label: label.into(),
            value,
            annotator: annotator.into(),
            origin,
            ..Judgement::default()
        }
    }

    fn verdicts(judgements: Vec<Judgement>) -> Vec<(String, Verdict)> {
        let (catalogue, _) = Catalogue::built_in();
        let labels = Labels {
            judgements,
            ..Labels::default()
        };
        let decisions = of_labels(&labels, &catalogue).remove("D").unwrap_or_default();
        decisions.into_iter().map(|d| (d.ecosystem_id, d.verdict)).collect()
    }

    #[test]
    fn a_registry_stands_above_a_survey_and_a_survey_above_readers() {
        let of = |origins: &[(&str, f64, Origin)]| {
            let said = origins
                .iter()
                .map(|(by, share, origin)| judgement("a", Value::Share(*share), by, *origin));
            verdicts(said.collect())[0].1
        };
        let (reader, survey, registry) = (
            ("r", 0.9, Origin::Reader),
            ("s", 0.3, Origin::Survey),
            ("k", 0.2, Origin::Registry),
        );
        assert_eq!(
            of(&[reader, survey, registry]),
            Verdict::Share(0.2, ShareSource::Registry)
        );
        assert_eq!(of(&[reader, survey]), Verdict::Share(0.3, ShareSource::Survey));
        assert_eq!(
            of(&[reader, ("q", 0.5, Origin::Reader)]),
            Verdict::Share(0.7, ShareSource::Text)
        );
        assert_eq!(of(&[("s", 0.0, Origin::Survey), reader]), Verdict::DoesNotBelong);
    }

    #[test]
    fn readers_who_differ_are_unsure_and_a_later_word_replaces_the_earlier() {
        let reader = |value, by| judgement("a", value, by, Origin::Reader);
        assert_eq!(
            verdicts(vec![reader(Value::Yes, "x"), reader(Value::No, "y")])[0].1,
            Verdict::Unsure
        );
        assert_eq!(
            verdicts(vec![reader(Value::Yes, "x"), reader(Value::No, "x")])[0].1,
            Verdict::DoesNotBelong
        );
    }

    #[test]
    fn none_says_no_to_every_ecosystem_but_those_judged_by_themselves() {
        let reader = |label| judgement(label, Value::Yes, "x", Origin::Reader);
        let found = verdicts(vec![reader("none"), reader("waterstof")]);
        assert_eq!(found.len(), 56);
        let yes: Vec<_> = found
            .iter()
            .filter(|(_, verdict)| *verdict == Verdict::Belongs)
            .collect();
        assert_eq!(yes.len(), 1);
        assert_eq!(yes[0].0, "waterstof");
    }
}
