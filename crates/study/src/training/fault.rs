//! What can be wrong with what a classifier is to learn from, or with the one that is to be used.

use std::path::PathBuf;

use thiserror::Error;

/// Why nothing was trained, or nothing classified.
#[derive(Debug, Error)]
pub enum TrainingFault {
    /// The column of labels holds nothing.
    #[error("column `{0}` is empty in every row")]
    EmptyColumn(String),
    /// No labels were named, and no queries that could stand in.
    #[error("there is nothing to learn from: neither labels nor queries were named")]
    NothingToLearn,
    /// Queries that cannot be used.
    #[error("{} of the queries cannot be used:\n  {}", .0.len(), .0.join("\n  "))]
    Queries(Vec<String>),
    /// A file of queries without a column.
    #[error("the file of queries `{}` has no column `{column}`; its columns are {found}", path.display())]
    QueryColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// The columns there are.
        found: String,
    },
    /// The labels.
    #[error(transparent)]
    Learning(#[from] learning::LearningError),
    /// The classifier's files.
    #[error(transparent)]
    Stored(#[from] learning::StoredFault),
    /// The folder is in use for something else.
    #[error("`{}` is not empty and holds no classifier", .0.display())]
    OtherFolder(PathBuf),
    /// The model that made the vectors is another one now.
    #[error("the classifier learnt from vectors of the model `{id}`; the one that is found now is another version")]
    OtherModel {
        /// Its id.
        id: String,
    },
    /// The classifier learnt from vectors that came from a file.
    #[error("the classifier learnt from vectors of {dimension} numbers that came from a file")]
    VectorsMissing {
        /// Numbers a vector.
        dimension: usize,
    },
    /// Vectors of another kind.
    #[error("the vectors have {found} numbers, the classifier learnt from vectors of {expected}")]
    OtherVectors {
        /// In the file.
        found: usize,
        /// In the training.
        expected: usize,
    },
    /// The new classifier is worse than the one that is there.
    #[error(
        "the new classifier is worse than the one in `{}`: F1 {new:.3} against {old:.3} on the same {n} held-out answers ({worse:.0} % of resamplings agree)",
        path.display()
    )]
    Worse {
        /// The folder.
        path: PathBuf,
        /// Of the new one.
        new: f64,
        /// Of the one that is there.
        old: f64,
        /// Answers.
        n: usize,
        /// Percentage of resamplings in which the new one is worse.
        worse: f64,
    },
}

impl TrainingFault {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::EmptyColumn(_) => {
                "the column holds yes or no, or the names of labels with `;` between them; leave a cell empty where nobody knows"
            }
            Self::NothingToLearn => {
                "name `--labels FILE.csv` or `--label COLUMN`; with `--queries FILE` or `--catalogue DIR` alone, queries stand in for people, marked as such"
            }
            Self::Queries(_) => "mend them; `afbaken query check QUERY` shows the place",
            Self::QueryColumn { .. } => {
                "a file of queries to learn with has `label, query` and, if known, `query_id, source, weight`"
            }
            Self::Learning(error) => error.hint(),
            Self::Stored(error) => error.hint(),
            Self::OtherFolder(_) => "name a new or empty folder with `--out`, or that of a classifier to train again",
            Self::OtherModel { .. } => "install that version of the model, or train the classifier again",
            Self::VectorsMissing { .. } | Self::OtherVectors { .. } => {
                "name vectors of the same model with `--embeddings FILE.parquet` of `train`, `classify` or `scope` (`afbaken embed` makes them)"
            }
            Self::Worse { .. } => {
                "it is kept in the folder `rejected` in there; look at the new labels, or take it with `--adopt`"
            }
        }
    }
}
