//! Documents: what they are, and how files become documents.
//!
//! In come files of tables and JSON, packed or not, with any columns; out come [`Document`]s of one
//! shape with cleaned text, and a [`ReadReport`] in which every row is accounted for:
//! `rows = read + quarantined`, and each [`Problem`] names its file, row and what to do about it.
//! Around the documents stand what later stages need before anything is counted: [`duplicates`],
//! [`Boilerplate`], [`information`], [`sentences`] and the [`LanguageDetector`].
//!
//! [`Reading`] says how to read, [`Reading::plan`] looks at every file and reports all mistakes at
//! once, [`Plan::read`] streams. [`recognise`] tells what was understood of a file.
//!
//! ```
//! use corpus::{Boilerplate, Reading, information};
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("projecten.csv");
//! std::fs::write(&file, "id,Titel,Samenvatting,Begunstigde\n7,Schoon water,Membranen zuiveren afvalwater.,KWR; Wetsus\n8,Zon\n")?;
//!
//! let mut documents = Vec::new();
//! let plan = Reading::default().plan(&[file])?;
//! let report = plan.read(&mut |document| documents.push(document), &mut |_progress| {})?;
//!
//! assert_eq!(documents[0].organisations[1].name, "Wetsus");
//! assert_eq!((report.files[0].rows, report.files[0].read, report.files[0].quarantined), (2, 1, 1));
//! assert_eq!(report.problems[0].problem, "the row has 2 fields, the header 4");
//! let boilerplate = Boilerplate::find(&documents);
//! assert_eq!(information(&documents[0], &boilerplate).0.name(), "short");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Deliberately absent: query evaluation, indexing and everything else that knows what a document
//! is about. Nothing here depends on another crate of the workspace.

mod boilerplate;
mod column_name;
mod document;
mod duplicate;
mod error;
mod fingerprint;
mod formula;
mod information;
mod kvk_number;
mod language;
mod mapping;
mod normalise;
mod opening;
mod problem;
mod reading;
mod role;
mod sentence;
mod stopwords;
mod token;

pub use boilerplate::{Boilerplate, Extent, RecurringPassage};
pub use document::{Document, Kind, Language, Participation, TextField};
pub use duplicate::duplicates;
pub use error::CorpusError;
pub use formula::is_formula_word;
pub use information::{Information, information};
pub use language::LanguageDetector;
pub use mapping::Mapping;
pub use normalise::{WordFrequency, normalise, normalise_line, normalise_with};
pub use problem::{Problem, RAW_CHARACTERS, Severity, write_problems};
pub use reading::{
    ColumnRecognition, Compression, Encoding, FileCounts, Format, Plan, Progress, ReadReport, Reading, Recognition,
    input_files, recognise,
};
pub use role::Role;
pub use sentence::sentences;
pub use token::{folded_words, is_content_word, is_general_word};
