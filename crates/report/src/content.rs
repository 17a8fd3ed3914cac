//! What a report says, as plain structs that the caller fills and this crate only lays out.
//!
//! Nothing here is computed twice: sums, intervals and counts come from the caller; the page derives only what follows
//! from them (headline, heat map, each ecosystem's documents and organisations). Free texts that a person wrote stay one
//! string; texts that the program makes come in both languages as [`Wording`].

use serde::{Deserialize, Serialize};

mod attribution;
mod counts;
mod delineation;
mod map;

pub use attribution::{
    Attribution, Document, DocumentKind, Evidence, EvidenceKind, Information, Mode, Organisation, OrganisationShare,
    ShareSource, Zone,
};
pub use counts::{CatalogueStamp, Counts, EcosystemQuality, InputFile, Model, Parameter, Problem, Quality, YearCount};
pub use delineation::{Card, Ecosystem, Rule, RuleRole, SizeAt, Sum, Theme, Themes, YearSum};
pub use map::{Map, MapPoint};

/// Everything one run shows to people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The language of page and workbook.
    pub language: ReportLanguage,
    /// What the reader calls this run, such as `Fondsen 2014-2020`.
    pub title: String,
    /// The program's version, such as `0.1.0`.
    pub version: String,
    /// The files that were read, in the order given.
    pub inputs: Vec<InputFile>,
    /// Rows, documents and what was left out.
    pub counts: Counts,
    /// A sample of what was quarantined or doubtful; all of it is in `problems.csv`.
    pub problems: Vec<Problem>,
    /// How many problems there are in all.
    pub n_problems: u64,
    /// How good the attributions are, where people have judged.
    pub quality: Quality,
    /// The model that made the vectors; `None` where no model was used.
    pub model: Option<Model>,
    /// The catalogue that was matched; `None` for themes only.
    pub catalogue: Option<CatalogueStamp>,
    /// Settings that change the result, in the order to show.
    pub parameters: Vec<Parameter>,
    /// Themes found bottom-up, or why there are none.
    pub themes: Themes,
    /// The map of documents; `None` where none was made.
    #[serde(default)]
    pub map: Option<Map>,
    /// The catalogue's ecosystems in its own order, those with nothing included.
    pub ecosystems: Vec<Ecosystem>,
    /// All documents that were read; the page embeds as many as its budget allows and says so.
    pub documents: Vec<Document>,
    /// All organisations; those without a share too.
    pub organisations: Vec<Organisation>,
    /// What the reader must not conclude, beside what the page derives itself.
    pub limits: Vec<Wording>,
}

/// The language a report is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportLanguage {
    /// Dutch: `1.208` and `0,83`.
    #[default]
    Dutch,
    /// English: `1,208` and `0.83`.
    English,
}

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Wording {
    /// A text in both languages.
    pub fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            nl: nl.into(),
            en: en.into(),
        }
    }

    /// The same text in both languages, such as a name.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            nl: text.clone(),
            en: text,
        }
    }

    /// The text in `language`; the other language's where that one is empty.
    pub fn text(&self, language: ReportLanguage) -> &str {
        let (first, second) = match language {
            ReportLanguage::Dutch => (&self.nl, &self.en),
            ReportLanguage::English => (&self.en, &self.nl),
        };
        if first.is_empty() { second } else { first }
    }
}

/// A number with how sure it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The number itself.
    pub value: f64,
    /// Lower end of the 90 % interval.
    pub low: f64,
    /// Upper end of the 90 % interval.
    pub high: f64,
}

impl Estimate {
    /// A number between two bounds.
    pub fn new(value: f64, low: f64, high: f64) -> Self {
        Self { value, low, high }
    }
}
