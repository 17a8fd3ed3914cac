//! Documents classified by a classifier's folder alone.

use std::path::{Path, PathBuf};

use corpus::Document;
use embedding::Embeddings;
use learning::{Decision, DocumentClassifier, Drift};

use crate::error::StudyError;
use crate::progress::Progress;
use crate::run_folder::write_whole;
use crate::scope::{ModelChoice, VectorSource};
use crate::training::{Basis, Card, TrainingFault, VectorRecord, no_vectors};
use crate::vectors::vectors_of;

/// What to classify by, and where to.
#[derive(Debug, Clone)]
pub struct Classification {
    /// The classifier's folder.
    pub classifier: PathBuf,
    /// Vectors made elsewhere; else those of the model that the classifier learnt with.
    pub embeddings: Option<PathBuf>,
    /// On what a model runs.
    pub compute: encoder::Compute,
    /// Never use the network.
    pub offline: bool,
    /// Threads.
    pub n_threads: usize,
    /// CSV with `document_id, label, probability, decision, basis`.
    pub out: PathBuf,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct ClassificationOutcome {
    /// The classifier's card.
    pub card: Card,
    /// Documents.
    pub n_documents: usize,
    /// Pairs decided yes.
    pub n_yes: usize,
    /// Pairs that are unsure.
    pub n_unsure: usize,
    /// How far the documents are from those of the training.
    pub drift: Drift,
}

impl Classification {
    /// Writes every label of every document.
    ///
    /// # Errors
    /// When the classifier, the model or the vectors cannot be used, or the file cannot be written.
    pub fn run(
        &self,
        documents: &[Document],
        progress: &mut dyn Progress,
    ) -> Result<ClassificationOutcome, StudyError> {
        let card = Card::read(&self.classifier)?;
        let classifier = DocumentClassifier::read(&self.classifier).map_err(TrainingFault::Stored)?;
        let vectors = self.vectors(documents, &card, classifier.dimension(), progress)?;
        progress.begin("classify", documents.len() as u64);
        let (probabilities, drift) = classifier.classify(documents, &vectors, self.n_threads);
        let mut outcome = ClassificationOutcome {
            n_documents: documents.len(),
            n_yes: 0,
            n_unsure: 0,
            drift,
            card,
        };
        write_whole(&self.out, |path| {
            outcome.write(path, documents, &classifier, &probabilities)
        })?;
        let n_labels = classifier.trained.labels.len();
        progress.end(
            "classify",
            false,
            &format!("{} documents, {n_labels} labels", documents.len()),
        );
        Ok(outcome)
    }

    fn vectors(
        &self,
        documents: &[Document],
        card: &Card,
        expected: usize,
        progress: &mut dyn Progress,
    ) -> Result<Embeddings, StudyError> {
        let source = match (&self.embeddings, &card.vectors) {
            (_, VectorRecord::None) => return Ok(no_vectors(documents.len())),
            (Some(path), _) => VectorSource::File(path.clone()),
            (None, VectorRecord::File { dimension }) => {
                return Err(TrainingFault::VectorsMissing { dimension: *dimension }.into());
            }
            (
                None,
                VectorRecord::Model {
                    name,
                    precision,
                    long_texts,
                    ..
                },
            ) => VectorSource::Model(ModelChoice {
                name: name.clone(),
                compute: self.compute,
                precision: *precision,
                offline: self.offline,
                long_texts: *long_texts,
                cache: None,
            }),
        };
        let (vectors, model) = vectors_of(documents, &source, progress)?;
        if let (Some(model), VectorRecord::Model { id, sha256, .. }) = (model, &card.vectors)
            && model.sha256 != *sha256
        {
            return Err(TrainingFault::OtherModel { id: id.clone() }.into());
        }
        let found = vectors.dimension();
        if found != expected {
            return Err(TrainingFault::OtherVectors { found, expected }.into());
        }
        Ok(vectors)
    }
}

impl ClassificationOutcome {
    fn write(
        &mut self,
        path: &Path,
        documents: &[Document],
        classifier: &DocumentClassifier,
        probabilities: &[f64],
    ) -> Result<(), StudyError> {
        let failed = |error: csv::Error| StudyError::file(path, error);
        let mut writer = csv::Writer::from_path(path).map_err(failed)?;
        writer
            .write_record(["document_id", "label", "probability", "decision", "basis"])
            .map_err(failed)?;
        let basis = match self.card.basis {
            Basis::Human => "human",
            Basis::Silver => "silver",
        };
        let labels = &classifier.trained.labels;
        for (document, of_document) in documents.iter().zip(probabilities.chunks(labels.len().max(1))) {
            for (place, (label, &probability)) in labels.iter().zip(of_document).enumerate() {
                let decision = match classifier.trained.decision(place, probability) {
                    Decision::Yes => "yes",
                    Decision::No => "no",
                    Decision::Unsure => "unsure",
                };
                self.n_yes += usize::from(decision == "yes");
                self.n_unsure += usize::from(decision == "unsure");
                let row = [&document.document_id, label, &probability.to_string(), decision, basis];
                writer.write_record(row).map_err(failed)?;
            }
        }
        writer.flush().map_err(|error| StudyError::file(path, error))
    }
}
