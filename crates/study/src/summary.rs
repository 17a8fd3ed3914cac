//! What a run came to: its counts for `run.json`, and a summary for the terminal.

use corpus::{FileCounts, Information};
use theme::Outcome;

use crate::membership::{MemberCoverage, coverage};
use crate::run_folder::RunFolder;
use crate::run_record::{Counts, RunRecord, ThemesRecord, Timing};
use crate::scope::Made;
use crate::stage::Stages;
use crate::themes;

/// What a run came to, for a summary.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The run folder.
    pub folder: RunFolder,
    /// Counts over all files.
    pub counts: Counts,
    /// Counts per file.
    pub files: Vec<FileCounts>,
    /// Themes, or why there are none; `None`: not sought.
    pub themes: Option<ThemesRecord>,
    /// Ecosystems with a share, the largest sum of shares first: label in both languages,
    /// documents, sum of shares.
    pub ecosystems: Vec<(catalogue::Bilingual, usize, f64)>,
    /// Organisations with a KVK number.
    pub n_with_kvk: usize,
    /// How declared members and texts meet, by ecosystem.
    pub members: Vec<MemberCoverage>,
    /// Rows of `organisation_matches.csv`.
    pub n_doubtful_names: usize,
    /// Ecosystems whose organisations, counted whole, would be counted too often.
    pub over_counts: Vec<OverCount>,
    /// Duration and memory per stage.
    pub timings: Vec<Timing>,
}

/// How counting organisations whole exceeds counting them by share.
#[derive(Debug, Clone, PartialEq)]
pub struct OverCount {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// Organisations with a share.
    pub n_organisations: usize,
    /// Sum of their shares.
    pub weighted: f64,
}

/// Organisations from which an over-count is worth a word.
const FEWEST_OVER_COUNTED: usize = 10;

/// The largest first.
fn over_counts(made: &Made) -> Vec<OverCount> {
    let of = |name: &'static str| made.aggregates.indicators.iter().filter(move |i| i.indicator == name);
    let pairs = of("organisations").zip(of("organisations_weighted"));
    let mut found: Vec<OverCount> = pairs
        .filter(|(whole, _)| whole.n_units >= FEWEST_OVER_COUNTED && !whole.note.is_empty())
        .map(|(whole, weighted)| OverCount {
            ecosystem_id: whole.ecosystem_id.clone(),
            n_organisations: whole.n_units,
            weighted: weighted.value,
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.n_organisations));
    found
}

pub(crate) fn counts(made: &Made) -> Counts {
    let files = &made.read.files;
    let said = |which: Information| made.cleaned.information.iter().filter(|said| **said == which).count() as u64;
    let all = || made.attributed.iter().flatten();
    let has_share = |attributed: &Vec<attribution::Attributed>| attributed.iter().any(|a| a.attribution.share > 0.0);
    Counts {
        rows: files.iter().map(|file| file.rows).sum(),
        read: files.iter().map(|file| file.read).sum(),
        quarantined: files.iter().map(|file| file.quarantined).sum(),
        documents: made.read.documents.len() as u64,
        duplicates: made.cleaned.duplicate_of.iter().flatten().count() as u64,
        short: said(Information::Short),
        boilerplate: said(Information::Boilerplate),
        with_ecosystem: made
            .attributed
            .iter()
            .filter(|attributed| has_share(attributed))
            .count() as u64,
        attributions: all().count() as u64,
        unsure: all()
            .filter(|a| a.attribution.zone == attribution::Zone::Unsure)
            .filter(|a| a.attribution.review != attribution::Review::Rejected)
            .count() as u64,
        decided: all()
            .filter(|a| a.attribution.review != attribution::Review::None)
            .count() as u64,
        organisations: made.aggregates.organisations.all.len() as u64,
        truncated: made.vectors.as_ref().map_or(0, |vectors| vectors.truncated as u64),
    }
}

pub(crate) fn themes_record(outcome: &Outcome) -> ThemesRecord {
    match outcome {
        Outcome::Some(themes) => ThemesRecord {
            n_themes: themes.themes.len(),
            no_clear_themes: None,
            n_outliers: themes.n_outliers,
            choice: Some(themes.choice.clone()),
        },
        Outcome::None(none) => ThemesRecord {
            n_themes: 0,
            no_clear_themes: Some(themes::reason(none).1),
            n_outliers: 0,
            choice: match none {
                theme::NoThemes::NotStable(choice) => Some(choice.clone()),
                theme::NoThemes::TooFew { .. } => None,
            },
        },
    }
}

pub(crate) fn summary(made: &Made, record: RunRecord, stages: Stages<'_>) -> Summary {
    let catalogue = made.catalogue.iter().flat_map(|catalogue| &catalogue.ecosystems);
    let mut ecosystems: Vec<_> = catalogue
        .map(|ecosystem| {
            let of = made
                .attributed
                .iter()
                .flatten()
                .filter(|a| a.attribution.ecosystem_id == ecosystem.id && a.attribution.share > 0.0);
            let shares: Vec<f64> = of.map(|a| a.attribution.share).collect();
            (ecosystem.label.clone(), shares.len(), shares.iter().sum::<f64>())
        })
        .filter(|(_, n, _)| *n > 0)
        .collect();
    ecosystems.sort_by(|a, b| b.2.total_cmp(&a.2));
    Summary {
        folder: stages.folder,
        counts: record.counts,
        files: record.inputs,
        themes: record.themes,
        ecosystems,
        n_with_kvk: made
            .aggregates
            .organisations
            .all
            .iter()
            .filter(|one| !one.kvk.is_empty())
            .count(),
        members: coverage(&made.aggregates.memberships),
        n_doubtful_names: made.aggregates.doubtful_names.len(),
        over_counts: over_counts(made),
        timings: record.timings,
    }
}
