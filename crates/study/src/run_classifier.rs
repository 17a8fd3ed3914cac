//! The classifier of a run: which one, the vectors that it asks for, and what it makes of documents.

use std::path::{Path, PathBuf};

use attribution::{LabelClassifier, Mode, PairClassifier, RuleSet, Weighed};
use catalogue::Catalogue;
use embedding::Embeddings;
use encoder::ModelFiles;
use learning::{CLASSIFIER_FILE, DocumentClassifier, WEIGHTS_FILE};

use crate::attributing::STEP;
use crate::cleaning::Cleaned;
use crate::error::StudyError;
use crate::fingerprint::{file_sha256, fingerprint};
use crate::read_stage::ReadCorpus;
use crate::run_record::ModelRecord;
use crate::scope::{Delineation, ModelChoice, VectorSource};
use crate::stage::Stages;
use crate::training::{CARD_FILE, Card, TrainingFault, VectorRecord, no_vectors};
use crate::vectors::{self, Vectors};

/// Who decides, or weighs what the rules find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ClassifierChoice {
    /// The built-in classifier for the built-in catalogue, none for another.
    #[default]
    Usual,
    /// Rules alone.
    None,
    /// The classifier that the program carries.
    BuiltIn,
    /// The classifier in a folder, of pairs or as `afbaken train` writes it.
    Folder(PathBuf),
}

/// The classifier of a run.
pub(crate) enum RunClassifier {
    /// One that weighs rules, words and vectors of document and ecosystem.
    Pairs(Box<PairClassifier>),
    /// One that learnt from labels and reads documents whole.
    Labels(Box<TrainedOnLabels>),
}

/// A classifier that learnt from labels, and what it needs.
pub(crate) struct TrainedOnLabels {
    classifier: LabelClassifier,
    vectors: VectorRecord,
    /// The ecosystem of each label.
    ids: Vec<Option<String>>,
}

/// The classifier that a run uses, if any; found wanting before anything is read.
pub(crate) fn classifier(
    delineation: &Delineation,
    catalogue: &Catalogue,
) -> Result<Option<RunClassifier>, StudyError> {
    let classifier = match &delineation.classifier {
        ClassifierChoice::Usual if delineation.catalogue.is_none() => PairClassifier::built_in(),
        ClassifierChoice::Usual | ClassifierChoice::None => return Ok(None),
        ClassifierChoice::BuiltIn => PairClassifier::built_in(),
        ClassifierChoice::Folder(folder) if folder.join(CARD_FILE).is_file() => {
            let trained = TrainedOnLabels::read(folder, catalogue)?;
            return Ok(Some(RunClassifier::Labels(Box::new(trained))));
        }
        ClassifierChoice::Folder(folder) => PairClassifier::read(folder)?,
    };
    model(&classifier)?;
    Ok(Some(RunClassifier::Pairs(Box::new(classifier))))
}

/// The model whose vectors a classifier knows: never fetched.
fn model(classifier: &PairClassifier) -> Result<ModelFiles, StudyError> {
    let (id, sha256) = classifier.embedding();
    let files = ModelFiles::named(id, true)?;
    if files.sha256() == sha256 {
        Ok(files)
    } else {
        Err(StudyError::ClassifierOfOtherModel {
            classifier: classifier.name().to_owned(),
            model: id.to_owned(),
        })
    }
}

impl RunClassifier {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Pairs(classifier) => classifier.name(),
            Self::Labels(trained) => trained.classifier.name(),
        }
    }

    pub(crate) fn sha256(&self) -> &str {
        match self {
            Self::Pairs(classifier) => &classifier.sha256,
            Self::Labels(trained) => trained.classifier.sha256(),
        }
    }

    /// Who decides.
    pub(crate) fn mode(&self) -> Mode {
        match self {
            Self::Pairs(_) => Mode::Hybrid,
            Self::Labels(trained) => trained.classifier.mode(),
        }
    }

    /// The least probability that attributes; none where each label has its own.
    pub(crate) fn threshold(&self) -> Option<f64> {
        match self {
            Self::Pairs(classifier) => Some(classifier.threshold()),
            Self::Labels(_) => None,
        }
    }

    /// What `run.json` says of it.
    pub(crate) fn record(&self) -> ModelRecord {
        ModelRecord {
            id: self.name().to_owned(),
            revision: None,
            sha256: self.sha256().to_owned(),
        }
    }

    /// The vectors that it knows, unless the themes' vectors are those.
    pub(crate) fn vectors(
        &self,
        themes: Option<&Vectors>,
        (read, cleaned): (&ReadCorpus, &Cleaned),
        stages: &mut Stages<'_>,
    ) -> Result<Option<Vectors>, StudyError> {
        match self {
            Self::Pairs(classifier) => of_pairs(classifier, themes, (read, cleaned), stages),
            Self::Labels(trained) => trained.vectors(themes, read, stages),
        }
    }

    /// What it makes of all documents; without a threshold by its own.
    pub(crate) fn attribute(
        &self,
        read: &ReadCorpus,
        vectors: &Vectors,
        (rules, threshold): (&RuleSet, Option<f64>),
        progress: &mut dyn crate::progress::Progress,
    ) -> Vec<Weighed> {
        let total = read.documents.len() as u64;
        let mut documents = Vec::with_capacity(read.documents.len());
        match self {
            Self::Pairs(classifier) => {
                let mut scorer = classifier.scorer(rules, threshold.unwrap_or(classifier.threshold()));
                for part in read.documents.chunks(STEP) {
                    let start = documents.len();
                    let rows: Vec<Option<&[f32]>> = (start..start + part.len())
                        .map(|place| vectors.embeddings.row(place))
                        .collect();
                    documents.extend(scorer.weigh(part, &rows));
                    progress.advance(documents.len() as u64, total);
                }
            }
            Self::Labels(trained) => {
                let (probabilities, drift) = trained.classifier.probabilities(&read.documents, &vectors.embeddings);
                warn_of_drift(&drift, progress);
                let mut scorer = trained.classifier.scorer(rules, &trained.ids, threshold);
                let rows = probabilities.chunks(trained.ids.len().max(1));
                for (document, row) in read.documents.iter().zip(rows) {
                    documents.push(scorer.weigh(document, row));
                    progress.advance(documents.len() as u64, total);
                }
            }
        }
        documents
    }
}

fn warn_of_drift(drift: &learning::Drift, progress: &mut dyn crate::progress::Progress) {
    for figure in drift.figures.iter().filter(|figure| figure.index > figure.limit) {
        progress.warn(&format!(
            "these documents are not like those of the classifier's training ({}: index {:.2}, limit {:.2})",
            figure.name, figure.index, figure.limit
        ));
    }
}

fn of_pairs(
    classifier: &PairClassifier,
    themes: Option<&Vectors>,
    (read, cleaned): (&ReadCorpus, &Cleaned),
    stages: &mut Stages<'_>,
) -> Result<Option<Vectors>, StudyError> {
    let (id, sha256) = classifier.embedding();
    let is_known = |made: &Vectors| made.model.as_ref().is_some_and(|model| model.sha256 == sha256);
    if themes.is_some_and(is_known) {
        return Ok(None);
    }
    let source = VectorSource::Model(ModelChoice {
        name: Some(id.to_owned()),
        offline: true,
        ..ModelChoice::default()
    });
    vectors::vectors(&read.documents, &cleaned.plain, &source, stages).map(Some)
}

impl TrainedOnLabels {
    /// Reads the folder that `afbaken train` wrote.
    fn read(folder: &Path, catalogue: &Catalogue) -> Result<Self, StudyError> {
        let card = Card::read(folder)?;
        let classifier = DocumentClassifier::read(folder).map_err(TrainingFault::Stored)?;
        let hashes: Vec<String> = [CARD_FILE, CLASSIFIER_FILE, WEIGHTS_FILE]
            .iter()
            .map(|file| file_sha256(&folder.join(file)).map_err(|error| StudyError::file(folder.join(file), error)))
            .collect::<Result<_, _>>()?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let by_name = catalogue.ids_by_name();
        let labels = &classifier.trained.labels;
        let ids: Vec<Option<String>> = labels
            .iter()
            .map(|label| by_name.get(&label.to_lowercase()).cloned())
            .collect();
        if ids.iter().all(Option::is_none) {
            return Err(StudyError::ClassifierOfOtherLabels(labels.clone()));
        }
        Ok(Self {
            classifier: LabelClassifier::new(name, fingerprint(&hashes), classifier, &card.report.reliability),
            vectors: card.vectors,
            ids,
        })
    }

    /// Its vectors are of title and text as they stand, as in its training.
    fn vectors(
        &self,
        themes: Option<&Vectors>,
        read: &ReadCorpus,
        stages: &mut Stages<'_>,
    ) -> Result<Option<Vectors>, StudyError> {
        let expected = self.classifier.dimension();
        let source = match &self.vectors {
            VectorRecord::None => return Ok(Some(none(read.documents.len()))),
            VectorRecord::File { .. } => {
                let fits = |made: &Vectors| made.model.is_none() && made.embeddings.dimension() == expected;
                return match themes.is_some_and(fits) {
                    true => Ok(None),
                    false => Err(TrainingFault::VectorsMissing { dimension: expected }.into()),
                };
            }
            VectorRecord::Model {
                name,
                precision,
                long_texts,
                ..
            } => VectorSource::Model(ModelChoice {
                name: name.clone(),
                precision: *precision,
                long_texts: *long_texts,
                offline: true,
                ..ModelChoice::default()
            }),
        };
        let texts: Vec<String> = read.documents.iter().map(vectors::whole_text).collect();
        let made = vectors::vectors(&read.documents, &texts, &source, stages)?;
        match (&made.model, &self.vectors) {
            (Some(model), VectorRecord::Model { id, sha256, .. }) if model.sha256 != *sha256 => {
                Err(TrainingFault::OtherModel { id: id.clone() }.into())
            }
            _ => Ok(Some(made)),
        }
    }
}

/// The vectors of a classifier that does without.
fn none(n: usize) -> Vectors {
    let embeddings: Embeddings = no_vectors(n);
    Vectors {
        embeddings,
        model: None,
        truncated: 0,
        key: "none".into(),
    }
}
