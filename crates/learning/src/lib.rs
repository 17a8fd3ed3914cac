//! What labels teach: classifiers with calibrated probabilities, what to label next, and when to stop.
//!
//! In: documents as rows of numbers ([`TfIdf`] of their words, joined with embeddings or hits of queries by
//! [`SparseRows::joined`]) and labels. Out: a [`LinearModel`] ([`Logistic`], [`SupportVectorMachine`]), probabilities
//! ([`PlattScaling`], [`IsotonicCalibration`] on [`out_of_fold_scores`], held against the truth by [`Reliability`]), the
//! next document to label and whether to go on ([`Screening`]), or the batch from which a classifier learns most
//! ([`Acquisition`]). [`DocumentClassifier`] puts it together for many labels:
//! words, vectors and experts' queries in, probabilities and decisions out, with honest figures ([`TrainingReport`]), a
//! form on disk, and [`Drift`] against its training. [`Replay`] measures a screening on a labelled set.
//!
//! ```
//! use corpus::Document;
//! use learning::{Replay, Screening, TfIdf};
//!
//! let document = |text: &str| Document { text: text.into(), ..Document::default() };
//! let texts = ["membranes for water", "clean water", "waste water", "quantum dots", "lasers", "photonic chips"];
//! let documents: Vec<Document> = texts.iter().map(|text| document(text)).collect();
//! let labels = [vec![true, true, true, false, false, false]];
//! let rows = TfIdf::default().fit_rows(&documents).1;
//! let replay = Replay::run(&rows, &labels, &Screening::default(), 1)?;
//! assert_eq!(replay.order.len(), 4);
//! assert_eq!(replay.figures(0, &labels[0]).stop_recall, Some(1.0));
//! # Ok::<(), learning::LearningError>(())
//! ```
//!
//! The stop rests on draws at random and on nothing else ([`RecallTest`]): neither the classifier nor the order in which
//! it shows documents can break its promise, only make it dearer. Several labels that are read at once share the errors
//! that the promise allows ([`JointRecallTest`]).

mod acquisition;
mod classifier;
mod design_matrix;
mod document_classifier;
mod drift;
mod ensemble;
mod error;
mod folds;
mod isotonic;
mod joint_recall_test;
mod judged_pairs;
mod label_rules;
mod learner;
mod linear_model;
mod logistic;
mod pair_features;
mod parallel;
mod platt;
mod pooled_calibration;
mod recall_test;
mod reliability;
mod replay;
mod scorer;
mod screening;
mod sparse_rows;
mod stored_classifier;
mod support_vector;
mod terms;
mod tf_idf;
mod threshold;
mod training_report;
mod unlabelled;

pub use acquisition::{Acquisition, Choosing, OpenQuestion, Reason, Unread};
pub use classifier::{Blend, Classifier, HeldOut, Observations, TrainedClassifier};
pub use design_matrix::DesignMatrix;
pub use document_classifier::{DocumentClassifier, Training};
pub use drift::{Drift, DriftReference, FeatureDrift};
pub use error::LearningError;
pub use folds::{folds, out_of_fold_scores};
pub use isotonic::IsotonicCalibration;
pub use joint_recall_test::{Guarantee, JointRecallTest};
pub use judged_pairs::JudgedPair;
pub use label_rules::{LabelQuery, LabelRules, RuleHits, StrandHits};
pub use learner::{Learner, TrainedLearner};
pub use linear_model::LinearModel;
pub use logistic::{ClassWeights, Logistic};
pub use pair_features::PairFeatures;
pub use platt::PlattScaling;
pub use pooled_calibration::PooledCalibration;
pub use recall_test::{RecallGoal, RecallTest};
pub use reliability::{Reliability, ReliabilityBin};
pub use replay::{Effort, LabelReplay, Replay, ReplayFigures, check_replayable};
pub use screening::{Pick, Screening, StartedScreening, Stopping};
pub use sparse_rows::{SparseRow, SparseRows};
pub use stored_classifier::{CLASSIFIER_FILE, StoredFault, WEIGHTS_FILE};
pub use support_vector::SupportVectorMachine;
pub use terms::WordForm;
pub use tf_idf::{FittedTfIdf, TfIdf};
pub use threshold::Decision;
pub use training_report::{LabelFigures, TrainingReport};
