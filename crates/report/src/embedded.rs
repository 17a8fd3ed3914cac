//! Documents and organisations as JSON inside the page, as many as its budget allows.
//!
//! A page of 100,000 documents must stay under 10 MB: every ecosystem gives its documents in turn, the largest shares
//! first, "none" being one of the groups; the first get their text, later ones a title and shares, the last nothing.
//! The page says how many of each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::content::Report;
use crate::edition::Edition;

mod document;
mod turns;

use document::{in_full, in_short};
use turns::in_turns;

/// How many bytes of the page go to what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Documents with their text.
    pub(crate) full: usize,
    /// All documents together.
    pub(crate) documents: usize,
    /// Organisations.
    pub(crate) organisations: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            full: 4_000_000,
            documents: 7_200_000,
            organisations: 1_000_000,
        }
    }
}

/// What went into the page.
pub(crate) struct Embedded {
    /// The page's JSON, safe between script tags.
    pub(crate) json: String,
    pub(crate) n_full: u64,
    pub(crate) n_short: u64,
    pub(crate) n_left: u64,
    pub(crate) n_organisations: u64,
    /// Documents in the page per ecosystem, core, periphery and unsure.
    pub(crate) listed: Vec<u64>,
    places: BTreeMap<usize, usize>,
}

impl Embedded {
    /// The place in the page of the document at `position` in the report, if it is there.
    pub(crate) fn place(&self, position: usize) -> Option<usize> {
        self.places.get(&position).copied()
    }
}

/// Packs `edition` into JSON within `budget`.
pub(crate) fn embed(edition: &Edition<'_>, budget: Budget) -> Result<Embedded, serde_json::Error> {
    let chosen = choose(edition, budget)?;
    let organisations = organisations(edition, budget.organisations)?;
    let places = chosen
        .written
        .keys()
        .enumerate()
        .map(|(place, &position)| (position, place))
        .collect();
    let documents: Vec<&str> = chosen.written.values().map(String::as_str).collect();
    let ecosystems: Vec<Value> = edition
        .report
        .ecosystems
        .iter()
        .map(|found| ecosystem(edition, found))
        .collect();
    let json = format!(
        r#"{{"texts":{},"group":"{}","point":"{}","percent":"{}","ecosystems":{},"documents":[{}],"organisations":[{}]}}"#,
        serde_json::to_string(edition.texts)?,
        edition.numbers.group(),
        edition.numbers.point(),
        edition.numbers.percent_sign(),
        serde_json::to_string(&ecosystems)?,
        documents.join(",\n"),
        organisations.join(",\n"),
    );
    Ok(Embedded {
        json: inside_script(&json),
        n_full: chosen.n_full,
        n_short: documents.len() as u64 - chosen.n_full,
        n_left: edition.report.documents.len() as u64 - documents.len() as u64,
        n_organisations: organisations.len() as u64,
        listed: listed(edition, chosen.written.keys().copied()),
        places,
    })
}

/// JSON that can stand in a script element: no `<` that could end it, no line separators.
pub(crate) fn inside_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

struct Chosen {
    /// The JSON of each chosen document by its position in the report.
    written: BTreeMap<usize, String>,
    n_full: u64,
}

fn choose(edition: &Edition<'_>, budget: Budget) -> Result<Chosen, serde_json::Error> {
    let mut written = BTreeMap::new();
    let (mut bytes, mut n_full) = (0, 0);
    let mut full = true;
    for position in in_turns(edition) {
        let document = &edition.report.documents[position];
        let mut json = String::new();
        if full {
            json = serde_json::to_string(&in_full(edition, document))?;
            full = bytes + json.len() <= budget.full;
        }
        if full {
            n_full += 1;
        } else {
            json = serde_json::to_string(&in_short(edition, document))?;
        }
        bytes += json.len() + 2;
        if bytes > budget.documents {
            break;
        }
        written.insert(position, json);
    }
    Ok(Chosen { written, n_full })
}

/// Label, documents that count, and each rule's query and role.
fn ecosystem(edition: &Edition<'_>, found: &crate::content::Ecosystem) -> Value {
    let rules: BTreeMap<&str, Value> = found
        .rules
        .iter()
        .map(|rule| (rule.name.as_str(), json!([rule.query, document::role_code(rule.role)])))
        .collect();
    json!([
        edition.label(found),
        found.own.n_documents() + found.own.n_unsure,
        rules
    ])
}

/// Organisations with most documents first, until the budget is spent.
fn organisations(edition: &Edition<'_>, budget: usize) -> Result<Vec<String>, serde_json::Error> {
    let report = edition.report;
    let mut order: Vec<usize> = (0..report.organisations.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(report.organisations[at].n_documents), at));
    let mut written = Vec::new();
    let mut bytes = 0;
    for at in order {
        let json = serde_json::to_string(&organisation(edition, &report.organisations[at]))?;
        bytes += json.len() + 2;
        if bytes > budget {
            break;
        }
        written.push(json);
    }
    Ok(written)
}

fn organisation(edition: &Edition<'_>, found: &crate::content::Organisation) -> Value {
    let mut shares: Vec<_> = found.shares.iter().filter(|share| share.high > 0.0).collect();
    shares.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.ecosystem.cmp(&b.ecosystem)));
    let shares: Vec<Value> = shares
        .into_iter()
        .filter_map(|share| {
            let position = edition.position(&share.ecosystem)?;
            Some(json!([
                position,
                rounded(share.share),
                rounded(share.low),
                rounded(share.high),
                rounded(share.fractional)
            ]))
        })
        .collect();
    json!([
        found.name,
        found.organisation_type,
        found.city,
        found.country,
        found.n_documents,
        shares
    ])
}

/// Three decimals: what a page can show, and no more bytes than that.
fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

fn listed(edition: &Edition<'_>, positions: impl Iterator<Item = usize>) -> Vec<u64> {
    let report: &Report = edition.report;
    let mut listed = vec![0; report.ecosystems.len()];
    for position in positions {
        for attribution in &report.documents[position].attributions {
            if let Some(ecosystem) = edition.position(&attribution.ecosystem) {
                listed[ecosystem] += 1;
            }
        }
    }
    listed
}
