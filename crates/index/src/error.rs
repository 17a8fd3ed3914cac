//! What can go wrong with an index, by the folder it lies in.

use std::path::PathBuf;

use query::CompileError;
use tantivy::TantivyError;

/// Why an index cannot be written, opened or searched.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is an index already; remove its folder to build it again.
    #[error("`{path}` already holds an index")]
    Exists {
        /// The index's folder.
        path: PathBuf,
    },
    /// Words are cut, folded or stemmed otherwise now: the index must be built again.
    #[error("the index `{path}` was made by analysis `{stored}`, this program has `{current}`: build it again")]
    AnalysisChanged {
        /// The index's folder.
        path: PathBuf,
        /// The version it was made under; empty for none.
        stored: String,
        /// This program's version.
        current: String,
    },
    /// The folder cannot be made.
    #[error("cannot make the folder `{path}`")]
    Folder {
        /// The index's folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The index cannot be read or written.
    #[error("the index `{path}` cannot be read or written")]
    Storage {
        /// The index's folder.
        path: PathBuf,
        /// What tantivy says.
        source: TantivyError,
    },
    /// A stored document cannot be read back.
    #[error("the document in row {row} of the index `{path}` cannot be read or written")]
    StoredDocument {
        /// The index's folder.
        path: PathBuf,
        /// The document's row.
        row: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The query cannot be evaluated.
    #[error(transparent)]
    Query(#[from] CompileError),
}
