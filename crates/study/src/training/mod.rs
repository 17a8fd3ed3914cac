//! Training a classifier into a folder that keeps its history.

mod answers;
mod card;
mod comparison;
mod expertise;
mod fault;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use catalogue::Catalogue;
use corpus::{Document, duplicates};
use embedding::Embeddings;
use evaluation::{LabelProblem, Labels};
use learning::{Classifier, DocumentClassifier, HeldOut, LabelQuery, Training, TrainingReport};
use query::Syntax;

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::progress::Progress;
use crate::scope::VectorSource;
use crate::vectors::vectors_of;

use answers::{Answers, from_column, from_judgements, from_queries};
use comparison::{KeptDecision, TwoDecisions, read_held_out, write_held_out};

pub use answers::{AnswerTally, Basis, LABEL_COLUMN};
pub(crate) use card::CARD_FILE;
pub use card::{Card, VectorRecord};
pub use comparison::Comparison;
pub use fault::TrainingFault;

/// The scheme of codes under which the column of groups travels from the file to the document.
pub const GROUP_COLUMN: &str = "group of the training";

const HELD_OUT_FILE: &str = "held_out.csv";

/// What to train, on what, and where to.
#[derive(Debug, Clone)]
pub struct TrainingPlan {
    /// Who answered.
    pub labels: LabelSource,
    /// Experts' queries.
    pub queries: QuerySource,
    /// Vectors; none to do without.
    pub vectors: Option<VectorSource>,
    /// Whether documents are kept together by [`GROUP_COLUMN`] rather than as near-copies.
    pub by_group: bool,
    /// How to learn.
    pub settings: Classifier,
    /// The classifier's folder.
    pub out: PathBuf,
    /// Take the new classifier even when it is worse than the one before.
    pub adopt: bool,
}

/// Who answered.
#[derive(Debug, Clone)]
pub enum LabelSource {
    /// A labels file.
    File(PathBuf),
    /// A column of the input of that name, which the documents carry under [`LABEL_COLUMN`].
    Column(String),
    /// Nobody: the queries stand in.
    Queries,
}

/// Experts' queries.
#[derive(Debug, Clone)]
pub enum QuerySource {
    /// None.
    None,
    /// The rules of a catalogue.
    Catalogue(Box<Catalogue>),
    /// A CSV file.
    File(PathBuf, Syntax),
}

/// What came of a training.
#[derive(Debug, Clone)]
pub struct TrainingOutcome {
    /// The card as written.
    pub card: Card,
    /// Rows of the labels file that cannot be used.
    pub problems: Vec<LabelProblem>,
}

impl TrainingPlan {
    /// Trains on documents and writes the classifier: `classifier.safetensors`, `classifier.json`, `card.json`, `card.md` and
    /// `held_out.csv`. The one that was there goes to `history`.
    ///
    /// # Errors
    /// When nothing can be learnt, a file cannot be used, or the new classifier is worse than the one before.
    pub fn train(&self, documents: &[Document], progress: &mut dyn Progress) -> Result<TrainingOutcome, StudyError> {
        let before = self.before()?;
        let queries = self.queries()?;
        let (answers, problems) = self.answers(documents, &queries)?;
        // What queries answered is not learnt from the same queries: only words and vectors can go beyond them.
        let features: &[LabelQuery] = if answers.basis == Basis::Silver { &[] } else { &queries };
        let (vectors, record) = self.vectors(documents, progress)?;
        let groups = groups(documents, self.by_group);
        progress.begin("train", 0);
        let training = Training {
            documents,
            vectors: &vectors,
            labels: &answers.labels,
            queries: features,
            judged: &answers.judged,
            groups: &groups,
        };
        let (classifier, held_out) =
            DocumentClassifier::fit(&self.settings, training).map_err(TrainingFault::Learning)?;
        let comparison = match &before {
            Some(_) => self.compare(documents, &vectors, &answers, &held_out)?,
            None => None,
        };
        let distinct: BTreeSet<usize> = groups.into_iter().collect();
        let card = Card {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            generation: before.map_or(1, |card| card.generation + 1),
            basis: answers.basis,
            sha256: hashes(documents, &answers, &queries),
            answers: answers.tally.clone(),
            n_groups: distinct.len(),
            settings: self.settings.clone(),
            vectors: record,
            thresholds: answers
                .labels
                .iter()
                .cloned()
                .zip(classifier.trained.thresholds.iter().copied())
                .collect(),
            report: TrainingReport::of(&held_out, &answers.labels, self.settings.band),
            comparison,
        };
        self.keep(documents, &classifier, &held_out, &card)?;
        let figures = &card.report;
        progress.end(
            "train",
            false,
            &format!("{} labels, {} answers", figures.labels.len(), figures.n_pairs),
        );
        Ok(TrainingOutcome { card, problems })
    }

    /// The card of the classifier that is in the folder.
    fn before(&self) -> Result<Option<Card>, StudyError> {
        if self.out.join(CARD_FILE).is_file() {
            return Card::read(&self.out).map(Some);
        }
        let is_used = std::fs::read_dir(&self.out).is_ok_and(|mut entries| entries.next().is_some());
        if is_used {
            Err(TrainingFault::OtherFolder(self.out.clone()).into())
        } else {
            Ok(None)
        }
    }

    fn queries(&self) -> Result<Vec<LabelQuery>, StudyError> {
        match &self.queries {
            QuerySource::None => Ok(Vec::new()),
            QuerySource::Catalogue(catalogue) => Ok(expertise::of_catalogue(catalogue)),
            QuerySource::File(path, syntax) => expertise::of_file(path, *syntax),
        }
    }

    fn answers(
        &self,
        documents: &[Document],
        queries: &[LabelQuery],
    ) -> Result<(Answers, Vec<LabelProblem>), StudyError> {
        let of_queries: BTreeSet<String> = queries.iter().map(|query| query.label.clone()).collect();
        match &self.labels {
            LabelSource::File(path) => {
                let labels = Labels::read(path)?;
                Ok((from_judgements(documents, &labels, &of_queries), labels.problems))
            }
            LabelSource::Column(column) => Ok((from_column(documents, column, &of_queries)?, Vec::new())),
            LabelSource::Queries if queries.is_empty() => Err(TrainingFault::NothingToLearn.into()),
            LabelSource::Queries => Ok((from_queries(documents, queries)?, Vec::new())),
        }
    }

    fn vectors(
        &self,
        documents: &[Document],
        progress: &mut dyn Progress,
    ) -> Result<(Embeddings, VectorRecord), StudyError> {
        match &self.vectors {
            None => Ok((no_vectors(documents.len()), VectorRecord::None)),
            Some(source) => {
                let (vectors, model) = vectors_of(documents, source, progress)?;
                let record = match (model, source) {
                    (Some(model), VectorSource::Model(choice)) => VectorRecord::Model {
                        name: choice.name.clone(),
                        precision: choice.precision,
                        long_texts: choice.long_texts,
                        id: model.id,
                        sha256: model.sha256,
                    },
                    _ => VectorRecord::File {
                        dimension: vectors.dimension(),
                    },
                };
                Ok((vectors, record))
            }
        }
    }

    /// Both classifiers on the answers of today: what the one before said of a document that it had learnt from is what it
    /// said when that was held out.
    fn compare(
        &self,
        documents: &[Document],
        vectors: &Embeddings,
        answers: &Answers,
        held_out: &HeldOut,
    ) -> Result<Option<Comparison>, StudyError> {
        let old = DocumentClassifier::read(&self.out).map_err(TrainingFault::Stored)?;
        let kept = read_held_out(&self.out.join(HELD_OUT_FILE))?;
        let blank = no_vectors(documents.len());
        let vectors = match old.dimension() {
            0 => &blank,
            dimension if dimension == vectors.dimension() => vectors,
            _ => return Ok(None),
        };
        let places: HashMap<&str, usize> = old.trained.labels.iter().map(String::as_str).zip(0..).collect();
        let (probabilities, _) = old.classify(documents, vectors, self.settings.n_threads);
        let pairs = held_out.judged.iter().enumerate().filter_map(|(at, pair)| {
            let label = &answers.labels[pair.label];
            let place = *places.get(label.as_str())?;
            let live = KeptDecision {
                probability: probabilities[pair.document * places.len() + place],
                threshold: old.trained.thresholds[place],
            };
            let key = (documents[pair.document].document_id.clone(), label.clone());
            let before = kept.get(&key).copied().unwrap_or(live);
            Some(TwoDecisions {
                document: pair.document,
                belongs: pair.belongs,
                before: before.probability >= before.threshold,
                now: held_out.probabilities[at] >= held_out.thresholds[at],
            })
        });
        Ok(Comparison::of(&pairs.collect::<Vec<_>>(), self.settings.seed))
    }

    /// Writes the classifier whole: in the place of the one before, or, when it is worse, in `rejected`.
    fn keep(
        &self,
        documents: &[Document],
        classifier: &DocumentClassifier,
        held_out: &HeldOut,
        card: &Card,
    ) -> Result<(), StudyError> {
        let unfinished = self.out.join("unfinished");
        let failed = |error| StudyError::file(&self.out, error);
        if unfinished.exists() {
            std::fs::remove_dir_all(&unfinished).map_err(failed)?;
        }
        std::fs::create_dir_all(&unfinished).map_err(failed)?;
        classifier.write(&unfinished).map_err(TrainingFault::Stored)?;
        let ids: Vec<&str> = documents.iter().map(|document| document.document_id.as_str()).collect();
        write_held_out(
            &unfinished.join(HELD_OUT_FILE),
            held_out,
            &ids,
            &classifier.trained.labels,
        )?;
        card.write(&unfinished)?;
        match &card.comparison {
            Some(comparison) if comparison.is_worse() && !self.adopt => {
                let rejected = self.out.join("rejected");
                if rejected.exists() {
                    std::fs::remove_dir_all(&rejected).map_err(failed)?;
                }
                std::fs::rename(&unfinished, rejected).map_err(failed)?;
                Err(TrainingFault::Worse {
                    path: self.out.clone(),
                    new: comparison.f1,
                    old: comparison.f1_before,
                    n: comparison.n_pairs,
                    worse: comparison.share_worse * 100.0,
                }
                .into())
            }
            _ => adopted(&self.out, &unfinished, card.generation).map_err(failed),
        }
    }
}

/// Moves the files of the classifier before to `history`, those of the new one into their place.
fn adopted(folder: &Path, unfinished: &Path, generation: usize) -> std::io::Result<()> {
    let names = |of: &Path| -> std::io::Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(of)?.collect::<std::io::Result<Vec<_>>>()?;
        Ok(entries
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .collect())
    };
    let moved = |from: &Path, to: &Path| -> std::io::Result<()> {
        names(from)?
            .iter()
            .try_for_each(|path| std::fs::rename(path, to.join(path.file_name().unwrap_or_default())))
    };
    if generation > 1 {
        let history = folder.join("history").join(format!("{:04}", generation - 1));
        std::fs::create_dir_all(&history)?;
        moved(folder, &history)?;
    }
    moved(unfinished, folder)?;
    std::fs::remove_dir_all(unfinished)
}

pub(crate) fn no_vectors(n: usize) -> Embeddings {
    let mut vectors = Embeddings::new(0);
    (0..n).for_each(|_| vectors.push(None));
    vectors
}

/// A number a document: near-copies share one, or, by column, those with the same value; without one each is its own.
fn groups(documents: &[Document], by_group: bool) -> Vec<usize> {
    if !by_group {
        let originals = duplicates(documents);
        return originals
            .iter()
            .enumerate()
            .map(|(place, original)| original.unwrap_or(place))
            .collect();
    }
    let mut first: HashMap<&[String], usize> = HashMap::new();
    let of = |(place, document): (usize, &Document)| -> usize {
        place_of(
            document.codes.get(GROUP_COLUMN).map(Vec::as_slice),
            place,
            documents,
            &mut first,
        )
    };
    documents.iter().enumerate().map(of).collect()
}

fn place_of<'d>(
    value: Option<&[String]>,
    place: usize,
    documents: &'d [Document],
    first: &mut HashMap<&'d [String], usize>,
) -> usize {
    match value {
        Some(_) => *first.entry(&documents[place].codes[GROUP_COLUMN]).or_insert(place),
        None => place,
    }
}

fn hashes(documents: &[Document], answers: &Answers, queries: &[LabelQuery]) -> BTreeMap<String, String> {
    let read: Vec<(&str, &str, &str)> = documents
        .iter()
        .map(|one| (one.document_id.as_str(), one.title.as_str(), one.text.as_str()))
        .collect();
    let judged: Vec<(usize, usize, bool)> = answers
        .judged
        .iter()
        .map(|pair| (pair.document, pair.label, pair.belongs))
        .collect();
    let entries = [
        ("documents", fingerprint(&read)),
        ("answers", fingerprint(&(&answers.labels, judged))),
        ("queries", fingerprint(&queries)),
    ];
    entries
        .into_iter()
        .map(|(name, hash)| (name.to_owned(), hash))
        .collect()
}
