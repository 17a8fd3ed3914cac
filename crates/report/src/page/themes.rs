//! Candidate themes with their terms and representative documents, or the sentence that says why there are none.

use std::collections::BTreeMap;

use crate::content::{Report, Theme, Themes};
use crate::edition::Edition;
use crate::embedded::Embedded;
use crate::numbers::drawn;

/// The section on themes.
pub(crate) struct ThemeSection<'a> {
    pub(crate) rows: Vec<ThemeRow<'a>>,
    /// What is said where there are no themes.
    pub(crate) absence: Option<String>,
}

/// One theme.
pub(crate) struct ThemeRow<'a> {
    pub(crate) label: &'a str,
    pub(crate) terms: &'a [String],
    pub(crate) documents: String,
    pub(crate) width: String,
    pub(crate) sentence: String,
    pub(crate) stability: String,
    pub(crate) nearest: String,
    pub(crate) code: String,
    pub(crate) representatives: Vec<Representative<'a>>,
}

/// A document that shows what a theme is about.
pub(crate) struct Representative<'a> {
    pub(crate) title: &'a str,
    /// Its place in the page, if it is there.
    pub(crate) place: Option<usize>,
}

/// The themes of a report, none where it has none.
pub(crate) fn found(report: &Report) -> &[Theme] {
    match &report.themes {
        Themes::Found { themes } => themes,
        Themes::NoneClear { .. } | Themes::NotSought => &[],
    }
}

/// The section of `edition`.
pub(crate) fn section<'a>(edition: &Edition<'a>, embedded: &Embedded) -> ThemeSection<'a> {
    let themes = found(edition.report);
    let positions: BTreeMap<&str, usize> = edition
        .report
        .documents
        .iter()
        .enumerate()
        .map(|(at, document)| (document.id.as_str(), at))
        .collect();
    let largest = themes.iter().map(|theme| theme.n_documents).max().unwrap_or(0).max(1) as f64;
    let rows = themes.iter().map(|theme| ThemeRow {
        label: edition.text(&theme.label),
        terms: &theme.terms,
        documents: edition.counted(theme.n_documents, edition.texts.document_noun),
        width: drawn(100.0 * theme.n_documents as f64 / largest),
        sentence: sentence(edition, theme),
        stability: stability(edition, theme),
        nearest: nearest(edition, theme),
        code: code(edition, theme),
        representatives: representatives(edition, embedded, &positions, theme),
    });
    ThemeSection {
        rows: rows.collect(),
        absence: absence(edition),
    }
}

fn absence(edition: &Edition<'_>) -> Option<String> {
    let texts = edition.texts;
    match &edition.report.themes {
        Themes::NotSought => Some(texts.themes_not_sought.to_owned()),
        Themes::NoneClear { reason } => Some(
            [texts.themes_none, edition.text(reason)]
                .join(" ")
                .trim_end()
                .to_owned(),
        ),
        Themes::Found { themes } => themes.is_empty().then(|| texts.themes_none.to_owned()),
    }
}

fn sentence(edition: &Edition<'_>, theme: &Theme) -> String {
    let said = [theme.n_documents, edition.report.counts.usable].map(|number| edition.numbers.count(number));
    edition.say(edition.texts.theme_bar_sentence, &said.each_ref().map(String::as_str))
}

fn stability(edition: &Edition<'_>, theme: &Theme) -> String {
    let said = theme.stability.map(|stability| edition.numbers.decimal(stability, 2));
    edition.say(
        edition.texts.theme_stability,
        &[said.as_deref().unwrap_or(edition.texts.not_measured)],
    )
}

fn nearest(edition: &Edition<'_>, theme: &Theme) -> String {
    match &theme.nearest {
        Some((ecosystem, likeness)) => {
            let said = [edition.name(ecosystem), edition.numbers.decimal(*likeness, 2)];
            edition.say(edition.texts.theme_nearest, &said.each_ref().map(String::as_str))
        }
        None if edition.report.ecosystems.is_empty() => String::new(),
        None => edition.texts.theme_no_nearest.to_owned(),
    }
}

fn code(edition: &Edition<'_>, theme: &Theme) -> String {
    let Some((code, part)) = &theme.code else {
        return String::new();
    };
    let said = [code.clone(), edition.numbers.percent(*part)];
    edition.say(edition.texts.theme_code, &said.each_ref().map(String::as_str))
}

fn representatives<'a>(
    edition: &Edition<'a>,
    embedded: &Embedded,
    positions: &BTreeMap<&'a str, usize>,
    theme: &'a Theme,
) -> Vec<Representative<'a>> {
    let shown = theme.representatives.iter().map(|id| match positions.get(id.as_str()) {
        Some(&position) => {
            let title = edition.report.documents[position].title.as_str();
            Representative {
                title: if title.is_empty() { id } else { title },
                place: embedded.place(position),
            }
        }
        None => Representative { title: id, place: None },
    });
    shown.collect()
}
