//! Two finished runs side by side: what entered an ecosystem and what left it, what grew and shrank, and how themes and
//! words shifted. Descriptive: nothing is ranked, and a change within the intervals is called unclear.

mod agreement;
mod snapshot;
mod terms;
mod themes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use crate::error::StudyError;
pub use agreement::{AgreementMatrix, ComparedPair, ComparedRun, DecisionTable, agreement_matrix};
use snapshot::{Attribution, Snapshot};
pub use terms::{TermShift, TermShifts};
pub use themes::{ThemeChanges, ThemeSplit};

/// What changed from one run to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunComparison {
    /// Documents of the first run, of the second, and of both.
    pub documents: DocumentCounts,
    /// How far the runs decide alike on the documents that both have; `None` without any.
    pub agreement: Option<DecisionTable>,
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
    /// By how much the sum for each thousand documents of a run changed.
    pub difference: Difference,
    /// Whether it did.
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

/// A sum of shares with its interval; no documents is "no data", not 0.
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

/// A difference between two runs of shares for each thousand documents, with its 90 % interval. It holds what is unknown of
/// the shares, and the chance by which a document comes into one of the runs only (as many independent events).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Second less first.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How the part of an ecosystem changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The interval of the difference lies above 0.
    Grown,
    /// It lies below 0.
    Shrunk,
    /// It holds 0: the data cannot tell.
    Unclear,
    /// Nothing changed.
    Same,
}

/// Normal quantile of a 90 % interval.
const Z: f64 = 1.645;
/// Documents that a difference is for.
const FOR_EACH: f64 = 1_000.0;

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
        agreement: agreement::between(&first, &second),
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
    let difference = Difference::of((before, first), (after, second));
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
        change: difference.change(),
        difference,
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

impl Difference {
    fn of(
        (before, first): (&BTreeMap<String, Attribution>, &Snapshot),
        (after, second): (&BTreeMap<String, Attribution>, &Snapshot),
    ) -> Self {
        let all = || before.values().chain(after.values()).map(|a| a.share);
        let usual = all().sum::<f64>() / all().count().max(1) as f64;
        let side = |these: &BTreeMap<String, Attribution>, run: &Snapshot, other: &Snapshot| {
            let scale = FOR_EACH / run.documents.len().max(1) as f64;
            let total = Total::of(these);
            let is_alone = |document: &String| !other.documents.contains_key(document);
            let by_chance = these.iter().filter(|(document, _)| is_alone(document));
            let seen: f64 = by_chance.map(|(_, a)| (Z * a.share).powi(2)).sum();
            // None seen is not none possible: one more might have come.
            let unseen = if run.documents.keys().any(is_alone) { usual } else { 0.0 };
            let chance = seen + (Z * unseen).powi(2);
            let unknown = [total.share - total.low, total.high - total.share].map(|half| half.powi(2) + chance);
            (scale * total.share, unknown.map(|variance| scale * scale * variance))
        };
        let ((was, [was_below, was_above]), (is, [below, above])) =
            (side(before, first, second), side(after, second, first));
        let value = is - was;
        Self {
            value,
            low: value - (below + was_above).sqrt(),
            high: value + (above + was_below).sqrt(),
        }
    }

    fn change(&self) -> Change {
        if self.value.abs() < 1e-9 {
            Change::Same
        } else if self.low > 0.0 {
            Change::Grown
        } else if self.high < 0.0 {
            Change::Shrunk
        } else {
            Change::Unclear
        }
    }
}
