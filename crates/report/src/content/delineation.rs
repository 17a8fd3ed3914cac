//! Ecosystems with their rules and delineation cards, and the themes found beside them.

use serde::{Deserialize, Serialize};

use super::{Estimate, Wording};

/// One ecosystem of the catalogue and what was found for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ecosystem {
    /// Its id in the catalogue.
    pub id: String,
    /// Its number in the catalogue, if it has one.
    pub number: Option<u32>,
    /// Its name.
    pub label: Wording,
    /// What it is about.
    pub focus: Wording,
    /// Ids of the ecosystems it is part of.
    pub part_of: Vec<String>,
    /// What matches the ecosystem itself.
    pub own: Sum,
    /// The same with its parts, each document once; `None` without parts.
    pub with_parts: Option<Sum>,
    /// Sums of shares per year, ascending; years without documents may be left out.
    pub years: Vec<YearSum>,
    /// Documents it would have at other thresholds, ascending; may be empty.
    pub sizes: Vec<SizeAt>,
    /// Its rules in the catalogue's order; empty: it was not looked for.
    pub rules: Vec<Rule>,
    /// Its delineation card; a field that is `None` is said to be missing.
    pub card: Card,
}

/// Documents of an ecosystem, counted and weighted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Sum {
    /// Documents whose zone is core.
    pub n_core: u64,
    /// Documents whose zone is periphery.
    pub n_periphery: u64,
    /// Documents whose zone is unsure; they count in no sum.
    pub n_unsure: u64,
    /// Sum of the core documents' shares.
    pub core: f64,
    /// Sum of the periphery documents' shares.
    pub periphery: f64,
    /// What the unsure documents would add at most (sum of their `share_high`).
    pub unsure: f64,
    /// Lower end of the 90 % interval of `core + periphery`.
    pub low: f64,
    /// Upper end of the 90 % interval of `core + periphery`.
    pub high: f64,
}

impl Sum {
    /// The weighted number of documents: shares of core and periphery together.
    pub fn shares(&self) -> f64 {
        self.core + self.periphery
    }

    /// Documents that count: core and periphery.
    pub fn n_documents(&self) -> u64 {
        self.n_core + self.n_periphery
    }
}

/// The documents of an ecosystem at one threshold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SizeAt {
    /// The least probability that attributes.
    pub threshold: f64,
    /// Documents, core and periphery.
    pub n_documents: u64,
    /// Of these, those of the core.
    pub n_core: u64,
}

/// An ecosystem's sum of shares in one year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct YearSum {
    /// The year.
    pub year: i32,
    /// Documents of that year, core and periphery.
    pub n_documents: u64,
    /// Sum of their shares.
    pub shares: f64,
}

/// One rule of an ecosystem and what it matched.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The rule's name.
    pub name: String,
    /// What a match means.
    pub role: RuleRole,
    /// What it asks: the query, or its codes or actors in words.
    pub query: String,
    /// Its believed precision, in (0, 1].
    pub weight: f64,
    /// Why it is there, if the catalogue says so.
    pub why: String,
    /// Documents it matches.
    pub n_hits: u64,
    /// Its precision as judged by people.
    pub precision: Option<Estimate>,
}

/// What a match of a rule means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleRole {
    /// The ecosystem's own subject.
    #[default]
    Core,
    /// Enabling, applying or adjacent.
    Periphery,
    /// A sign that it belongs elsewhere.
    Exclude,
}

/// The card that says what a delineation includes, and for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// From which side the ecosystem is looked at: technology, labour, export …
    pub perspective: Option<String>,
    /// What is in.
    pub included: Option<String>,
    /// What is not in.
    pub not_included: Option<String>,
    /// Why the border runs there.
    pub why: Option<String>,
    /// What the choice means for who counts.
    pub implications: Option<String>,
    /// Who drew it.
    pub author: Option<String>,
    /// When, as `2026-11-20`.
    pub date: Option<String>,
    /// What it rests on.
    pub sources: Vec<String>,
}

/// Themes found bottom-up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Themes {
    /// The run did not look for themes.
    #[default]
    NotSought,
    /// The texts show no clear themes.
    NoneClear {
        /// Why not.
        reason: Wording,
    },
    /// Candidate themes, most documents first.
    Found {
        /// The themes.
        themes: Vec<Theme>,
    },
}

/// A candidate theme; never an ecosystem until a person makes it one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// Its stable id.
    pub id: String,
    /// Its name.
    pub label: Wording,
    /// Its terms, most telling first.
    pub terms: Vec<String>,
    /// Documents in it.
    pub n_documents: u64,
    /// How alike it comes back over seeds, 0 to 1; `None` where not measured.
    pub stability: Option<f64>,
    /// Ids of representative documents, best first.
    pub representatives: Vec<String>,
    /// The catalogue's nearest ecosystem and its cosine or overlap in [0, 1].
    pub nearest: Option<(String, f64)>,
    /// The code that sets its documents apart, with its scheme, and the part of those with codes that carry it.
    pub code: Option<(String, f64)>,
}
