//! What can go wrong when a query is refined, and the way out.

use std::path::PathBuf;

/// Why a query cannot be refined.
#[derive(Debug, thiserror::Error)]
pub enum RefineError {
    /// The index.
    #[error(transparent)]
    Index(#[from] index::IndexError),
    /// The query cannot be used.
    #[error("{0}")]
    Query(String),
    /// The run has no document of that id.
    #[error("there is no document `{id}` in this run")]
    UnknownDocument {
        /// The id that was asked for.
        id: String,
        /// Ids that look like it, the likest first.
        nearest: Vec<String>,
    },
    /// The labels file.
    #[error(transparent)]
    Labels(#[from] evaluation::LabelError),
    /// The file of judgements cannot be written.
    #[error("cannot write `{}`", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The model, on a batch of words.
    #[error(transparent)]
    Encoding(#[from] embedding::EncoderError),
}

impl RefineError {
    /// What a person can do about it; none where the message says it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Index(_) => {
                "make the index again: delete the folder `index` of the run and repeat its `afbaken scope`".into()
            }
            Self::Query(_) => return None,
            Self::UnknownDocument { nearest, .. } if nearest.is_empty() => {
                "the ids are in `documents.parquet` of the run".into()
            }
            Self::UnknownDocument { nearest, .. } => format!("the nearest ids are {}", nearest.join(", ")),
            Self::Labels(error) => error.hint(),
            Self::Unwritable { .. } => "check that the folder exists and may be written, or name another file".into(),
            Self::Encoding(_) => "leave the model out with `--no-model`".into(),
        })
    }
}
