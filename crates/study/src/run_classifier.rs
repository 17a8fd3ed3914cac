//! The classifier of a run: which one, and the vectors that it asks for.

use std::path::PathBuf;

use attribution::PairClassifier;
use encoder::ModelFiles;

use crate::cleaning::Cleaned;
use crate::error::StudyError;
use crate::read_stage::ReadCorpus;
use crate::run_record::ModelRecord;
use crate::scope::{Delineation, ModelChoice, VectorSource};
use crate::stage::Stages;
use crate::vectors::{self, Vectors};

/// Who weighs what the rules find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ClassifierChoice {
    /// The built-in classifier for the built-in catalogue, none for another.
    #[default]
    Usual,
    /// Rules alone.
    None,
    /// The classifier that the program carries.
    BuiltIn,
    /// The classifier in a folder.
    Folder(PathBuf),
}

/// The classifier that a run uses, if any; found wanting before anything is read.
pub(crate) fn classifier(delineation: &Delineation) -> Result<Option<PairClassifier>, StudyError> {
    let classifier = match &delineation.classifier {
        ClassifierChoice::Usual if delineation.catalogue.is_none() => PairClassifier::built_in(),
        ClassifierChoice::Usual | ClassifierChoice::None => return Ok(None),
        ClassifierChoice::BuiltIn => PairClassifier::built_in(),
        ClassifierChoice::Folder(folder) => PairClassifier::read(folder)?,
    };
    model(&classifier)?;
    Ok(Some(classifier))
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

/// The vectors that the classifier knows, unless the themes' vectors are those.
pub(crate) fn vectors(
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

/// What `run.json` says of a classifier.
pub(crate) fn record(classifier: &PairClassifier) -> ModelRecord {
    ModelRecord {
        id: classifier.name().to_owned(),
        revision: None,
        sha256: classifier.sha256.clone(),
    }
}
