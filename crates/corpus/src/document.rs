//! What a document is: the one shape that every reader makes and every later stage uses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One description of a project, patent, publication or organisation, as read and cleaned.
///
/// `title` and `text` hold normalised text (see [`crate::normalise`]); positions in evidence are
/// code points in exactly these strings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Unique in a corpus; a repeated id becomes `ID#2`.
    pub document_id: String,
    /// What the document describes.
    pub kind: Kind,
    /// A refinement of `kind` in the source's words (policy document, vacancy …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subkind: Option<String>,
    /// May be empty.
    pub title: String,
    /// May be empty.
    pub text: String,
    /// ISO 639-1 of the document as a whole; `None` when too short to tell.
    pub language: Option<Language>,
    /// The year the document counts in: the start year of a project, the year of publication.
    pub year: Option<i32>,
    /// ISO 8601 date.
    pub start: Option<String>,
    /// ISO 8601 date.
    pub end: Option<String>,
    /// Who takes part, in the source's order.
    #[serde(default)]
    pub organisations: Vec<Participation>,
    /// Names of places in the source's words.
    #[serde(default)]
    pub places: Vec<String>,
    /// Codes by lower-case scheme name: `cpc`, `ipc`, `euroscivoc`, `journal`, `scheme`, `sbi` …
    #[serde(default)]
    pub codes: BTreeMap<String, Vec<String>>,
    /// In the source's currency; never negative.
    pub amount: Option<f64>,
    /// Where a person can look the document up.
    pub url: Option<String>,
    /// The input file it was read from (its name, not its path).
    pub source: String,
}

/// What a document describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A funded or registered project.
    Project,
    /// A patent or an application.
    Patent,
    /// An article, report or book.
    Publication,
    /// A profile of an organisation.
    Organisation,
    /// Anything else, or not known.
    #[default]
    Other,
}

/// A language by its ISO 639-1 code. Dutch and English are analysed; others are carried along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; 2]);

/// One organisation's part in one document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Participation {
    /// The name as the source spells it, trimmed.
    pub name: String,
    /// The source's own identifier (KVK, PIC …) when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its number in the Dutch business register: eight digits. One that is none is in the list of problems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kvk: Option<String>,
    /// The source's type of organisation (`PRC`, `university` …).
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub organisation_type: Option<String>,
    /// Country in the source's words or code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// City in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Role in the document (`coordinator`, `applicant` …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// The two text fields of a document in which words, phrases and evidence lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextField {
    /// [`Document::title`]
    Title,
    /// [`Document::text`]
    Text,
}

impl Language {
    /// Dutch.
    pub const DUTCH: Language = Language(*b"nl");
    /// English.
    pub const ENGLISH: Language = Language(*b"en");

    /// Reads a two-letter code, upper or lower case; `None` for anything else.
    pub fn from_code(code: &str) -> Option<Language> {
        let bytes: [u8; 2] = code.trim().to_ascii_lowercase().as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_lowercase).then_some(Language(bytes))
    }

    /// The two-letter code in lower case.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("made from ASCII letters")
    }
}

impl Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Language::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("`{code}` is not a two-letter language code")))
    }
}

impl Kind {
    /// The lower-case name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Project => "project",
            Kind::Patent => "patent",
            Kind::Publication => "publication",
            Kind::Organisation => "organisation",
            Kind::Other => "other",
        }
    }
}

impl TextField {
    /// The lower-case name used in files.
    pub fn name(self) -> &'static str {
        match self {
            TextField::Title => "title",
            TextField::Text => "text",
        }
    }
}

impl Document {
    /// The text of one field.
    pub fn field(&self, field: TextField) -> &str {
        match field {
            TextField::Title => &self.title,
            TextField::Text => &self.text,
        }
    }
}
