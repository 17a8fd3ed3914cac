//! Problems in reading, and what must not be concluded.

use crate::content::{Problem, Quality};
use crate::edition::Edition;

/// The section on problems and limits.
pub(crate) struct Limits<'a> {
    pub(crate) limits: Vec<String>,
    pub(crate) problems: &'a [Problem],
    pub(crate) extent: String,
}

/// The section of `edition`.
pub(crate) fn limits<'a>(edition: &Edition<'a>) -> Limits<'a> {
    let report = edition.report;
    let mut limits: Vec<String> = report
        .limits
        .iter()
        .map(|limit| edition.text(limit).to_owned())
        .collect();
    limits.extend(derived(edition));
    Limits {
        limits,
        problems: &report.problems,
        extent: extent(edition),
    }
}

/// What follows from the content itself.
fn derived(edition: &Edition<'_>) -> Vec<String> {
    let (report, texts) = (edition.report, edition.texts);
    let mut limits = Vec::new();
    if let [only] = report.inputs.as_slice() {
        limits.push(edition.say(texts.limits_single, &[&only.file]));
    }
    if report.ecosystems.is_empty() {
        return limits;
    }
    limits.push(texts.limits_past.to_owned());
    limits.push(texts.limits_ranking.to_owned());
    limits.extend(unjudged(edition));
    limits
}

fn unjudged(edition: &Edition<'_>) -> Option<String> {
    let texts = edition.texts;
    let has_precision = |id: &str| edition.judged(id).is_some_and(|judged| judged.precision.is_some());
    let names: Vec<String> = edition
        .filled()
        .filter(|found| !has_precision(&found.id))
        .map(|found| edition.label(found))
        .collect();
    if names.is_empty() {
        None
    } else if edition.report.quality == Quality::NotEstimated || names.len() == edition.filled().count() {
        Some(texts.limits_unjudged_all.to_owned())
    } else {
        Some(edition.say(texts.limits_unjudged, &[&edition.listed(&names)]))
    }
}

fn extent(edition: &Edition<'_>) -> String {
    let (report, texts) = (edition.report, edition.texts);
    let all = edition.numbers.count(report.n_problems);
    let shown = edition.numbers.count(report.problems.len() as u64);
    match report.n_problems {
        0 => texts.problems_none.to_owned(),
        n if n > report.problems.len() as u64 => edition.say(texts.problems_sample, &[&shown, &all]),
        _ => edition.say(texts.problems_all, &[&all]),
    }
}
