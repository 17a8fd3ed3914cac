//! Two finished runs side by side: what entered an ecosystem and what left it, what grew and shrank, and how themes and
//! words shifted. Descriptive: nothing is ranked, and a change within the intervals is called unclear.

mod snapshot;
mod terms;
mod themes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use crate::error::StudyError;
use snapshot::{Attribution, Snapshot};
pub use terms::{TermShift, TermShifts};
pub use themes::{ThemeChanges, ThemeSplit};

/// What changed from one run to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunComparison {
    /// Documents of the first run, of the second, and of both.
    pub documents: DocumentCounts,
    /// Every ecosystem with an attribution in either, by id: no ranking.
    pub ecosystems: Vec<EcosystemChange>,
    /// Themes.
    pub themes: ThemeChanges,
    /// Words of all documents.
    pub terms: TermShifts,
    /// Settings that differ, as `name: first, second`: a change may come from these and not from the field.
    pub differing_settings: Vec<String>,
}

/// How far two runs are about the same documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DocumentCounts {
    /// In the first.
    pub first: usize,
    /// In the second.
    pub second: usize,
    /// In both, by id.
    pub both: usize,
}

/// What changed in one ecosystem. Lists hold ids, in order; near-copies are left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EcosystemChange {
    /// The ecosystem.
    pub id: String,
    /// Sum of shares in the first run.
    pub first: Total,
    /// Sum of shares in the second.
    pub second: Total,
    /// Whether the sum changed.
    pub change: Change,
    /// Documents that have a share in the second run only.
    pub entered: Vec<String>,
    /// Of these the ones that the first run had, without a share.
    pub entered_known: Vec<String>,
    /// Documents that have a share in the first run only.
    pub left: Vec<String>,
    /// Of these the ones that the second run has, without a share.
    pub left_known: Vec<String>,
    /// Documents whose share rose by more than the intervals leave open.
    pub grown: Vec<String>,
    /// Documents whose share fell by more than the intervals leave open.
    pub shrunk: Vec<String>,
    /// Organisations with a share in the second run only, by name.
    pub organisations_entered: Vec<String>,
    /// Organisations with a share in the first run only, by name.
    pub organisations_left: Vec<String>,
    /// Words of the ecosystem's documents.
    pub terms: TermShifts,
}

/// A sum of shares with its interval; `None` documents is "no data", not 0.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Total {
    /// Documents with a share.
    pub n_documents: usize,
    /// Sum of shares.
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How a sum of shares changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The intervals lie apart.
    Grown,
    /// The intervals lie apart.
    Shrunk,
    /// The intervals meet: the data cannot tell.
    Unclear,
    /// The sums are the same.
    Same,
}

/// Compares two finished runs.
///
/// # Errors
/// When one of the folders holds no finished run, or a table cannot be read.
pub fn compare(first: &Path, second: &Path) -> Result<RunComparison, StudyError> {
    let (first, second) = (Snapshot::read(first)?, Snapshot::read(second)?);
    let ids: BTreeSet<&String> = first.ecosystems.keys().chain(second.ecosystems.keys()).collect();
    let both = first.documents.keys().filter(|id| second.documents.contains_key(*id));
    Ok(RunComparison {
        documents: DocumentCounts {
            first: first.documents.len(),
            second: second.documents.len(),
            both: both.count(),
        },
        ecosystems: ids
            .into_iter()
            .map(|id| ecosystem_change(id, &first, &second))
            .collect(),
        themes: themes::changes(&first.themes, &second.themes),
        terms: terms::shifts(first.documents.values(), second.documents.values()),
        differing_settings: first.settings.differing(&second.settings),
    })
}

fn ecosystem_change(id: &str, first: &Snapshot, second: &Snapshot) -> EcosystemChange {
    let nothing = BTreeMap::new();
    let before = first.ecosystems.get(id).unwrap_or(&nothing);
    let after = second.ecosystems.get(id).unwrap_or(&nothing);
    let only = |these: &BTreeMap<String, Attribution>, those: &BTreeMap<String, Attribution>| -> Vec<String> {
        these
            .keys()
            .filter(|document| !those.contains_key(*document))
            .cloned()
            .collect()
    };
    let known = |ids: &[String], of: &Snapshot| -> Vec<String> {
        ids.iter()
            .filter(|document| of.documents.contains_key(*document))
            .cloned()
            .collect()
    };
    let moved = |rose: bool| -> Vec<String> {
        let pairs = after
            .iter()
            .filter_map(|(document, now)| Some((document, before.get(document)?, now)));
        pairs
            .filter(|(_, was, now)| if rose { now.low > was.high } else { now.high < was.low })
            .map(|(document, ..)| document.clone())
            .collect()
    };
    let (entered, left) = (only(after, before), only(before, after));
    let (were, are) = (first.organisations_of(id), second.organisations_of(id));
    let texts = |of: &BTreeMap<String, Attribution>, in_run: &Snapshot| -> Vec<String> {
        of.keys()
            .filter_map(|document| in_run.documents.get(document).cloned())
            .collect()
    };
    EcosystemChange {
        id: id.to_owned(),
        first: Total::of(before),
        second: Total::of(after),
        change: Change::between(Total::of(before), Total::of(after)),
        entered_known: known(&entered, first),
        left_known: known(&left, second),
        entered,
        left,
        grown: moved(true),
        shrunk: moved(false),
        organisations_entered: are.difference(&were).map(|name| (*name).to_owned()).collect(),
        organisations_left: were.difference(&are).map(|name| (*name).to_owned()).collect(),
        terms: terms::shifts(&texts(before, first), &texts(after, second)),
    }
}

impl Total {
    fn of(attributions: &BTreeMap<String, Attribution>) -> Self {
        let sum = |end: fn(&Attribution) -> f64| attributions.values().map(end).sum();
        Self {
            n_documents: attributions.len(),
            share: sum(|a| a.share),
            low: sum(|a| a.low),
            high: sum(|a| a.high),
        }
    }
}

impl Change {
    fn between(first: Total, second: Total) -> Self {
        if (first.share - second.share).abs() < 1e-9 {
            Self::Same
        } else if second.low > first.high {
            Self::Grown
        } else if second.high < first.low {
            Self::Shrunk
        } else {
            Self::Unclear
        }
    }
}
