//! What was read, what was left out, how good the result is and what it was made with.

use serde::{Deserialize, Serialize};

use super::{DocumentKind, Estimate, Wording};

/// One file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The file's name, without its folder.
    pub file: String,
    /// Its SHA-256 in hexadecimal; the page shows the first twelve digits.
    pub sha256: String,
    /// Rows in the file: `read + quarantined`.
    pub rows: u64,
    /// Rows that became documents.
    pub read: u64,
    /// Rows that could not be read.
    pub quarantined: u64,
}

/// How many documents there are and what happened to them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents read from all files.
    pub documents: u64,
    /// Near-duplicates of another document, counted once and left out of `usable`.
    pub duplicates: u64,
    /// Too little text to decide, left out of `usable`.
    pub short: u64,
    /// Words but no content, left out of `usable`.
    pub boilerplate: u64,
    /// Documents that the results rest on: `documents - duplicates - short - boilerplate`.
    pub usable: u64,
    /// Usable documents with at least one ecosystem, core or periphery.
    pub with_ecosystem: u64,
    /// Usable documents whose ecosystems are all unsure; they count nowhere.
    pub only_unsure: u64,
    /// Sum of all shares over usable documents; `None` where it was not computed.
    pub shares: Option<Estimate>,
    /// Documents without a year.
    pub without_year: u64,
    /// Documents without an organisation.
    pub without_organisation: u64,
    /// Documents per language code, most first.
    pub languages: Vec<(String, u64)>,
    /// Documents per kind, most first.
    pub kinds: Vec<(DocumentKind, u64)>,
    /// Usable documents per year, ascending.
    pub years: Vec<YearCount>,
}

/// The documents of one year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearCount {
    /// The year.
    pub year: i32,
    /// Usable documents of that year.
    pub documents: u64,
    /// Those with at least one ecosystem, core or periphery.
    pub with_ecosystem: u64,
}

/// How good the attributions are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Quality {
    /// Nobody has judged yet, or the judgements cannot say.
    #[default]
    NotEstimated,
    /// Judgements by people were read.
    Estimated {
        /// Judgements read.
        n_labels: u64,
        /// People who judged.
        n_annotators: u64,
        /// Precision over all ecosystems together; `None` where the sample cannot say.
        precision: Option<Estimate>,
        /// Recall over all ecosystems together; `None` where the sample cannot say.
        recall: Option<Estimate>,
        /// Agreement between readers (Cohen's or Fleiss' kappa); `None` with one reader.
        kappa: Option<f64>,
        /// Per ecosystem; one that is missing here is shown as not estimated.
        ecosystems: Vec<EcosystemQuality>,
    },
}

/// How good the attributions to one ecosystem are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EcosystemQuality {
    /// The ecosystem's id.
    pub ecosystem: String,
    /// Judgements on this ecosystem.
    pub n_labels: u64,
    /// Part of the attributed documents that readers accept.
    pub precision: Option<Estimate>,
    /// Part of the belonging documents that was found.
    pub recall: Option<Estimate>,
    /// How many times too many documents are counted (1 is right).
    pub over_count: Option<Estimate>,
    /// Agreement between readers.
    pub kappa: Option<f64>,
}

/// A row that was quarantined or doubtful.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// Its row, counted from 1 with the header; `None` for the whole file.
    pub row: Option<u64>,
    /// Its column; `None` for the whole row.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub hint: String,
}

/// The model that made the vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Its name and revision.
    pub name: String,
    /// What a reader should know of it, such as its size or what it was tested on.
    pub note: Wording,
}

/// Which catalogue was matched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueStamp {
    /// Its name or folder, without the path.
    pub name: String,
    /// Ecosystems in it.
    pub n_ecosystems: u64,
    /// Hash of its files in hexadecimal.
    pub hash: String,
}

/// A setting that changes the result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The setting's name as on the command line.
    pub name: String,
    /// Its value.
    pub value: String,
}
