//! A pair classifier as files: `classifier.json` (weighing, words) and `classifier.safetensors` (weights of profiles).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use learning::FittedTfIdf;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::pair_classifier::{PairClassifier, Weighing, feature_names};
use crate::profile::Profiles;

/// Name of the file with words and weights.
const DESCRIPTION: &str = "classifier.json";
/// Name of the file with the tensors.
const TENSORS: &str = "classifier.safetensors";

macro_rules! shipped {
    ($file:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../models/afbaken-nl-en-pairs/",
            $file
        ))
    };
}

/// Why a classifier cannot be used.
#[derive(Debug, Error)]
pub enum ClassifierError {
    /// A file cannot be read or written.
    #[error("cannot use `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is there and is no classifier that this version knows.
    #[error("the classifier's `{file}` cannot be used: {reason}")]
    Invalid {
        /// The file.
        file: &'static str,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description<'c> {
    weighing: Cow<'c, Weighing>,
    ecosystems: Cow<'c, [String]>,
    dimension: usize,
    words: Cow<'c, FittedTfIdf>,
}

impl ClassifierError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        "name a folder with `classifier.json` and `classifier.safetensors` of this version, `built-in`, or `none`"
    }

    fn invalid(file: &'static str, reason: impl ToString) -> Self {
        Self::Invalid {
            file,
            reason: reason.to_string(),
        }
    }
}

impl PairClassifier {
    /// The classifier that travels inside the program; nothing is read.
    pub fn built_in() -> Self {
        Self::from_bytes(shipped!("classifier.json"), shipped!("classifier.safetensors"))
            .expect("the shipped classifier is of this version; a test reads it")
    }

    /// The classifier in a folder.
    ///
    /// # Errors
    /// When a file is missing or not of this version.
    pub fn read(folder: &Path) -> Result<Self, ClassifierError> {
        let bytes = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| ClassifierError::File { path, source })
        };
        Self::from_bytes(&bytes(DESCRIPTION)?, &bytes(TENSORS)?)
    }

    /// Writes the classifier into a folder.
    ///
    /// # Errors
    /// When the folder or a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), ClassifierError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            |source| ClassifierError::File { path, source }
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let description = Description {
            weighing: Cow::Borrowed(&self.weighing),
            ecosystems: Cow::Borrowed(&self.profiles.ecosystems),
            dimension: self.profiles.dimension,
            words: Cow::Borrowed(&self.profiles.words),
        };
        let text = serde_json::to_vec(&description).expect("plain values have a JSON form");
        for (name, bytes) in [(DESCRIPTION, text), (TENSORS, self.tensors())] {
            let path = folder.join(name);
            fs::write(&path, bytes).map_err(failed(&path))?;
        }
        Ok(())
    }

    fn from_bytes(description: &[u8], tensors: &[u8]) -> Result<Self, ClassifierError> {
        let text: Description<'_> =
            serde_json::from_slice(description).map_err(|error| ClassifierError::invalid(DESCRIPTION, error))?;
        if text.weighing.features != feature_names() {
            return Err(ClassifierError::invalid(
                DESCRIPTION,
                "its features are of another version",
            ));
        }
        let (n, dimension) = (text.ecosystems.len(), text.dimension);
        let words = text.words.into_owned();
        let stored = SafeTensors::deserialize(tensors).map_err(|error| ClassifierError::invalid(TENSORS, error))?;
        let numbers = |name, shape: &[usize]| numbers(&stored, name, shape);
        let profiles = Profiles {
            ecosystems: text.ecosystems.into_owned(),
            word_weights: numbers("word_weights", &[words.n_columns(), n])?,
            word_biases: numbers("word_biases", &[n])?,
            vector_weights: numbers("vector_weights", &[n, dimension])?,
            vector_biases: numbers("vector_biases", &[n])?,
            centroids: numbers("centroids", &[n, dimension])?,
            words,
            dimension,
        };
        let digest = Sha256::new().chain_update(description).chain_update(tensors).finalize();
        Ok(Self {
            weighing: text.weighing.into_owned(),
            profiles,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    fn tensors(&self) -> Vec<u8> {
        let of = &self.profiles;
        let n = of.ecosystems.len();
        let stored: BTreeMap<&str, (Vec<usize>, Vec<u8>)> = [
            ("word_weights", vec![of.words.n_columns(), n], &of.word_weights),
            ("word_biases", vec![n], &of.word_biases),
            ("vector_weights", vec![n, of.dimension], &of.vector_weights),
            ("vector_biases", vec![n], &of.vector_biases),
            ("centroids", vec![n, of.dimension], &of.centroids),
        ]
        .into_iter()
        .map(|(name, shape, values)| (name, (shape, values.iter().flat_map(|v| v.to_le_bytes()).collect())))
        .collect();
        let views = stored.iter().map(|(name, (shape, bytes))| {
            let view = TensorView::new(Dtype::F32, shape.clone(), bytes).expect("as many bytes as the shape says");
            (*name, view)
        });
        safetensors::serialize(views, None).expect("tensors of plain numbers have a form")
    }
}

fn numbers(stored: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, ClassifierError> {
    let view = stored
        .tensor(name)
        .map_err(|error| ClassifierError::invalid(TENSORS, error))?;
    if view.dtype() != Dtype::F32 || view.shape() != shape {
        let reason = format!(
            "`{name}` is not f32 of shape {}",
            shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ")
        );
        return Err(ClassifierError::invalid(TENSORS, reason));
    }
    let parts = view.data().chunks_exact(4);
    Ok(parts
        .map(|part| f32::from_le_bytes([part[0], part[1], part[2], part[3]]))
        .collect())
}
