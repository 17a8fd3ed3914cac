//! Documents and organisations, and which part of each belongs to which ecosystem on what evidence.

use serde::{Deserialize, Serialize};

/// A document that was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its text; may be empty.
    pub text: String,
    /// Its year, if known.
    pub year: Option<i32>,
    /// What it is.
    pub kind: DocumentKind,
    /// Its language code, such as `nl`; empty when unknown.
    pub language: String,
    /// Names of its organisations.
    pub organisations: Vec<String>,
    /// Whether it says enough to decide.
    pub information: Information,
    /// The document it nearly equals, which counts in its stead.
    pub duplicate_of: Option<String>,
    /// Its ecosystems; empty: none.
    pub attributions: Vec<Attribution>,
}

/// What a document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A funded project.
    Project,
    /// A patent.
    Patent,
    /// A publication.
    Publication,
    /// A text about an organisation.
    Organisation,
    /// Anything else.
    #[default]
    Other,
}

/// Whether a document says enough to decide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Information {
    /// Enough text.
    #[default]
    Ok,
    /// Too little text to decide.
    Short,
    /// Words but no content.
    Boilerplate,
}

/// That a document belongs to an ecosystem, for which part and why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The ecosystem's id.
    pub ecosystem: String,
    /// That a careful reader would say it belongs.
    pub probability: f64,
    /// Which part of the described work belongs there; 0 where unsure.
    pub share: f64,
    /// Lower end of the share's 90 % interval.
    pub low: f64,
    /// Upper end of the share's 90 % interval.
    pub high: f64,
    /// Core, periphery or unsure.
    pub zone: Zone,
    /// Who decided.
    pub mode: Mode,
    /// Where the share comes from.
    pub share_source: ShareSource,
    /// What it rests on; at least one.
    pub evidence: Vec<Evidence>,
}

/// How near a document is to the ecosystem's subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// The ecosystem's own subject.
    #[default]
    Core,
    /// Enabling, applying or adjacent.
    Periphery,
    /// Undecided; counts nowhere.
    Unsure,
}

/// Who decided on an attribution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A person.
    Human,
    /// The program.
    #[default]
    Machine,
    /// The program, reviewed by a person.
    Hybrid,
}

/// Where a share comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareSource {
    /// Computed from the text.
    #[default]
    Text,
    /// Stated in a survey.
    Survey,
    /// Stated in a register.
    Registry,
}

/// One reason for an attribution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What sort of reason.
    pub kind: EvidenceKind,
    /// The rule's name; empty where no rule was involved.
    pub rule: String,
    /// The field it was found in (`title`, `text`, `organisation` …); `None` where no text matched.
    pub field: Option<String>,
    /// First code point of the match in that field.
    pub start: Option<u32>,
    /// Code point after the match.
    pub end: Option<u32>,
    /// The text or code that matched.
    pub text: String,
    /// The rule's weight, in (0, 1].
    pub weight: f64,
}

/// What sort of reason an attribution has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A query matched the text.
    #[default]
    Query,
    /// A classification code.
    Code,
    /// A known actor takes part.
    Actor,
    /// The text is like known members.
    Similarity,
    /// A trained classifier.
    Classifier,
    /// A person's judgement.
    Human,
}

/// An organisation and what it works on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is, as in the source; empty when unknown.
    pub organisation_type: String,
    /// Its country; empty when unknown.
    pub country: String,
    /// Its city; empty when unknown.
    pub city: String,
    /// Its documents.
    pub n_documents: u64,
    /// Its ecosystems over all years; the rest of its work is none.
    pub shares: Vec<OrganisationShare>,
}

/// Which part of an organisation's documents belongs to one ecosystem, over all years.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OrganisationShare {
    /// The ecosystem's id.
    pub ecosystem: String,
    /// Its part of the organisation's documents, 0 to 1.
    pub share: f64,
    /// Lower end of the 90 % interval.
    pub low: f64,
    /// Upper end of the 90 % interval.
    pub high: f64,
    /// Sum over its documents of share / number of organisations.
    pub fractional: f64,
    /// Its documents in the ecosystem.
    pub n_documents: u64,
}
