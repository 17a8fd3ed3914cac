//! What is wrong with a catalogue: problems of its files, all at once, and errors of the folder.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// Something in one file that a person should mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueProblem {
    /// The file's name.
    pub file: String,
    /// Where in it: a rule, a field, a line.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub hint: String,
}

/// A folder that is not a catalogue.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// No such folder.
    #[error("there is no catalogue folder `{}`", .0.display())]
    MissingFolder(PathBuf),
    /// The folder has no TOML file.
    #[error("the catalogue folder `{}` has no `.toml` file", .0.display())]
    Empty(PathBuf),
    /// A file cannot be read.
    #[error("cannot read `{}` of the catalogue", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A folder to write to has files.
    #[error("`{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
}

impl CatalogueError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::MissingFolder(_) => {
                "give the folder with one TOML file an ecosystem, or leave `--catalogue` out for the built-in 56 ecosystems"
            }
            Self::Empty(_) => {
                "a catalogue has one TOML file an ecosystem; `afbaken catalogue export DIR` writes the built-in one to start from"
            }
            Self::Unreadable { .. } => "check the permissions and that the file is UTF-8 text",
            Self::NotEmpty(_) => "name a new folder; nothing was written",
        }
    }
}

impl fmt::Display for CatalogueProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.file, self.place, self.problem)
    }
}
