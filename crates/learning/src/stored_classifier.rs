//! A document classifier as two files: numbers in `classifier.safetensors`, everything else in `classifier.json`.
//!
//! Read back it says the same to the bit: what has to be exact is stored as it is in memory.

use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::classifier::{Blend, TrainedClassifier};
use crate::document_classifier::DocumentClassifier;
use crate::drift::DriftReference;
use crate::label_rules::LabelQuery;
use crate::linear_model::LinearModel;
use crate::pooled_calibration::PooledCalibration;
use crate::scorer::Scorer;
use crate::tf_idf::FittedTfIdf;

/// The file of numbers.
pub const WEIGHTS_FILE: &str = "classifier.safetensors";
/// The file of everything else.
pub const CLASSIFIER_FILE: &str = "classifier.json";

/// A classifier that cannot be written or read back.
#[derive(Debug, Error)]
pub enum StoredFault {
    /// A file.
    #[error("cannot use `{}`", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// What is in a file.
    #[error("`{}` holds no classifier: {reason}", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl StoredFault {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::File { .. } => {
                "name a folder that `afbaken train … --out DIR` wrote, or check that it may be written"
            }
            Self::Content { .. } => "train the classifier again; its files belong together and are not edited by hand",
        }
    }
}

/// What is in the JSON file.
#[derive(Serialize, Deserialize)]
struct Written {
    labels: Vec<String>,
    blends: Vec<(Blend, f64)>,
    terms: FittedTfIdf,
    queries: Vec<LabelQuery>,
    reference: DriftReference,
}

const OWN: &str = "own.weights";
const CENTRE: &str = "centre";
const EXACT: [&str; 6] = [
    "own.biases",
    "shared.weights",
    "shared.bias",
    "calibration",
    "calibration.shifts",
    "thresholds",
];
const BAND: &str = "band";

impl DocumentClassifier {
    /// Writes both files into a folder that is there.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), StoredFault> {
        let written = Written {
            labels: self.trained.labels.clone(),
            blends: self.trained.blends.clone(),
            terms: self.terms.clone(),
            queries: self.queries.clone(),
            reference: self.reference.clone(),
        };
        let text = serde_json::to_vec(&written).expect("a classifier has a JSON form");
        put(&folder.join(CLASSIFIER_FILE), &text)?;
        put(&folder.join(WEIGHTS_FILE), &self.weights())
    }

    fn weights(&self) -> Vec<u8> {
        let TrainedClassifier {
            scorer,
            calibration,
            thresholds,
            labels,
            band,
            ..
        } = &self.trained;
        let own: Vec<u8> = scorer
            .own
            .iter()
            .flat_map(|own| own.weights.iter().flat_map(|weight| (*weight as f32).to_le_bytes()))
            .collect();
        let centre: Vec<u8> = self.centre.iter().flat_map(|value| value.to_le_bytes()).collect();
        let scales = [calibration.slope, calibration.relative, calibration.intercept];
        let biases: Vec<f64> = scorer.own.iter().map(|own| own.bias).collect();
        let exact: [&[f64]; 6] = [
            &biases,
            &scorer.shared.weights,
            &[scorer.shared.bias],
            &scales,
            &calibration.shifts,
            thresholds,
        ];
        let exact = exact.map(bytes);
        let band = bytes(&[*band]);
        let mut tensors = vec![
            (
                OWN,
                view(
                    Dtype::F32,
                    vec![labels.len(), self.terms.n_columns() + self.centre.len()],
                    &own,
                ),
            ),
            (CENTRE, view(Dtype::F32, vec![self.centre.len()], &centre)),
            (BAND, view(Dtype::F64, vec![1], &band)),
        ];
        let exact = EXACT.iter().zip(&exact);
        tensors.extend(exact.map(|(name, bytes)| (*name, view(Dtype::F64, vec![bytes.len() / 8], bytes))));
        serialize(tensors, None).expect("tensors of the shapes that they say")
    }

    /// Reads both files of a folder.
    ///
    /// # Errors
    /// When a file is missing, or they do not hold one classifier.
    pub fn read(folder: &Path) -> Result<Self, StoredFault> {
        let path = folder.join(CLASSIFIER_FILE);
        let fault = |reason: String| StoredFault::Content {
            path: path.clone(),
            reason,
        };
        let written: Written = serde_json::from_slice(&get(&path)?).map_err(|error| fault(error.to_string()))?;
        let numbers = Numbers::read(&folder.join(WEIGHTS_FILE))?;
        let centre: Vec<f32> = numbers.get(CENTRE, None)?;
        let (n_labels, n_columns) = (written.labels.len(), written.terms.n_columns() + centre.len());
        let own: Vec<f32> = numbers.get(OWN, Some(n_labels * n_columns))?;
        let [biases, shared, bias, scales, shifts, thresholds] = {
            let lengths = [Some(n_labels), None, Some(1), Some(3), Some(n_labels), Some(n_labels)];
            let mut read = EXACT
                .iter()
                .zip(lengths)
                .map(|(name, length)| numbers.get::<f64>(name, length));
            let mut next = || read.next().expect("six of them");
            [next()?, next()?, next()?, next()?, next()?, next()?]
        };
        let own = own
            .chunks(n_columns.max(1))
            .zip(&biases)
            .map(|(weights, &bias)| LinearModel {
                weights: weights.iter().map(|weight| f64::from(*weight)).collect(),
                bias,
            });
        let trained = TrainedClassifier {
            scorer: Scorer {
                shared: LinearModel {
                    weights: shared,
                    bias: bias[0],
                },
                own: own.collect(),
            },
            calibration: PooledCalibration {
                slope: scales[0],
                relative: scales[1],
                intercept: scales[2],
                shifts,
            },
            band: numbers.get::<f64>(BAND, Some(1))?[0],
            labels: written.labels,
            blends: written.blends,
            thresholds,
        };
        Self::assembled(trained, written.terms, written.queries, written.reference, centre)
            .map_err(|error| fault(error.to_string()))
    }
}

/// The bytes of a file of numbers.
struct Numbers {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Numbers {
    fn read(path: &Path) -> Result<Self, StoredFault> {
        Ok(Self {
            path: path.to_owned(),
            bytes: get(path)?,
        })
    }

    /// The numbers of that name, as many as `length` says.
    fn get<T: Number>(&self, name: &str, length: Option<usize>) -> Result<Vec<T>, StoredFault> {
        let fault = |reason: String| StoredFault::Content {
            path: self.path.clone(),
            reason,
        };
        let tensors = SafeTensors::deserialize(&self.bytes).map_err(|error| fault(error.to_string()))?;
        let tensor = tensors.tensor(name).map_err(|error| fault(error.to_string()))?;
        if tensor.dtype() != T::KIND {
            return Err(fault(format!("`{name}` is of another type")));
        }
        let numbers = T::all(tensor.data());
        match length {
            Some(length) if numbers.len() != length => {
                Err(fault(format!("`{name}` has {} numbers, not {length}", numbers.len())))
            }
            _ => Ok(numbers),
        }
    }
}

/// A number that can be stored.
trait Number: Sized {
    const KIND: Dtype;
    fn all(bytes: &[u8]) -> Vec<Self>;
}

impl Number for f32 {
    const KIND: Dtype = Dtype::F32;
    fn all(bytes: &[u8]) -> Vec<Self> {
        let numbers = bytes.chunks_exact(4);
        numbers
            .map(|four| f32::from_le_bytes(four.try_into().expect("four bytes")))
            .collect()
    }
}

impl Number for f64 {
    const KIND: Dtype = Dtype::F64;
    fn all(bytes: &[u8]) -> Vec<Self> {
        let numbers = bytes.chunks_exact(8);
        numbers
            .map(|eight| f64::from_le_bytes(eight.try_into().expect("eight bytes")))
            .collect()
    }
}

fn bytes(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn view(kind: Dtype, shape: Vec<usize>, bytes: &[u8]) -> TensorView<'_> {
    TensorView::new(kind, shape, bytes).expect("as many bytes as the shape says")
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), StoredFault> {
    std::fs::write(path, bytes).map_err(|source| StoredFault::File {
        path: path.to_owned(),
        source,
    })
}

fn get(path: &Path) -> Result<Vec<u8>, StoredFault> {
    std::fs::read(path).map_err(|source| StoredFault::File {
        path: path.to_owned(),
        source,
    })
}
