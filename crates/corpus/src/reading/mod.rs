//! From files to documents: [`Reading`] says how, [`Plan`] has looked at every file, [`Plan::read`]
//! streams the documents.

mod assembly;
mod batch;
mod columns;
mod delimited;
mod file;
mod foreign;
mod identity;
mod json;
mod layout;
mod plan;
mod recognition;
mod row;
mod side_table;
mod source;
mod tally;
mod value;

pub use file::input_files;
pub use layout::{Encoding, Format};
pub use plan::{Plan, Progress};
pub use recognition::{ColumnRecognition, Recognition, recognise};
pub use source::Compression;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::CorpusError;
use crate::mapping::Mapping;
use crate::normalise::WordFrequency;
use crate::problem::Problem;

/// How to read: what a person says of the columns, and what may be filled in.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Columns named by a person.
    pub mapping: Mapping,
    /// Whether documents without a language get the one their text is written in.
    pub detects_languages: bool,
    /// How often words occur, to mend words that a line end broke; a document's own words count as
    /// well.
    pub frequency: Option<WordFrequency>,
}

impl Default for Reading {
    fn default() -> Reading {
        Reading {
            mapping: Mapping::default(),
            detects_languages: true,
            frequency: None,
        }
    }
}

impl Reading {
    /// Reads with these columns.
    pub fn with_mapping(mapping: Mapping) -> Reading {
        Reading {
            mapping,
            ..Reading::default()
        }
    }

    /// Looks at every file: its layout, its columns, whether it holds documents or adds to them.
    /// Folders stand for the readable files in them, in order; other files in a folder are passed
    /// over and listed. All mistakes are reported at once.
    pub fn plan(&self, inputs: &[PathBuf]) -> Result<Plan, CorpusError> {
        Plan::of(inputs, self.clone())
    }
}

/// What became of every row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadReport {
    /// One entry a file, in the order of the input.
    pub files: Vec<FileCounts>,
    /// By file in that order, then by row.
    pub problems: Vec<Problem>,
}

/// The count of one file: `rows = read + quarantined`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCounts {
    /// The file's name, with its folder where two files share a name.
    pub file: String,
    /// Of the bytes of the file as it lies on disk, in hexadecimal.
    pub sha256: String,
    /// Rows in the file, without the header and empty lines.
    pub rows: u64,
    /// Rows that became a document or were taken into a side table.
    pub read: u64,
    /// Rows that were left out; each is in [`ReadReport::problems`].
    pub quarantined: u64,
    /// Documents made: 0 for a side table.
    pub documents: u64,
}

impl ReadReport {
    /// Documents of all files.
    pub fn documents(&self) -> u64 {
        self.files.iter().map(|file| file.documents).sum()
    }
}
