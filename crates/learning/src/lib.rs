//! What labels teach: classifiers with calibrated probabilities, what to label next, and when to stop.
//!
//! In: documents as rows of numbers ([`TfIdf`] of their words, joined with embeddings or hits of queries by
//! [`SparseRows::joined`]) and labels. Out: a [`LinearModel`] ([`Logistic`], [`SupportVectorMachine`]), probabilities
//! ([`PlattScaling`], [`IsotonicCalibration`] on [`out_of_fold_scores`], held against the truth by [`Reliability`]), the
//! next document to label and whether to go on ([`Screening`]). [`Replay`] measures a screening on a labelled set.
//!
//! ```
//! use corpus::Document;
//! use learning::{Replay, Screening, TfIdf};
//!
//! let document = |text: &str| Document { text: text.into(), ..Document::default() };
//! let texts = ["membranes for water", "clean water", "waste water", "quantum dots", "lasers", "photonic chips"];
//! let documents: Vec<Document> = texts.iter().map(|text| document(text)).collect();
//! let labels = [true, true, true, false, false, false];
//! let rows = TfIdf::default().fit_rows(&documents).1;
//! let replay = Replay::run(&rows, &labels, &Screening::default(), 1)?;
//! assert_eq!(replay.order.len(), 4);
//! assert_eq!(replay.figures(&labels).stop_recall, Some(1.0));
//! # Ok::<(), learning::LearningError>(())
//! ```
//!
//! The stop rests on draws at random and on nothing else ([`RecallTest`]): neither the classifier nor the order in which
//! it shows documents can break its promise, only make it dearer.

mod error;
mod folds;
mod isotonic;
mod learner;
mod linear_model;
mod logistic;
mod platt;
mod recall_test;
mod reliability;
mod replay;
mod screening;
mod sparse_rows;
mod support_vector;
mod terms;
mod tf_idf;

pub use error::LearningError;
pub use folds::{folds, out_of_fold_scores};
pub use isotonic::IsotonicCalibration;
pub use learner::{Learner, TrainedLearner};
pub use linear_model::LinearModel;
pub use logistic::{ClassWeights, Logistic};
pub use platt::PlattScaling;
pub use recall_test::{RecallGoal, RecallTest};
pub use reliability::{Reliability, ReliabilityBin};
pub use replay::{Replay, ReplayFigures};
pub use screening::{Pick, Screening, StartedScreening, Stopping};
pub use sparse_rows::{SparseRow, SparseRows};
pub use support_vector::SupportVectorMachine;
pub use terms::WordForm;
pub use tf_idf::{FittedTfIdf, TfIdf};
