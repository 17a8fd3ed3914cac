//! A report in one language: its content beside the words and numbers to say it in.

use std::collections::BTreeMap;

use crate::ReportError;
use crate::content::{DocumentKind, Ecosystem, EcosystemQuality, Quality, Report, Theme, Themes, Wording, Zone};
use crate::numbers::Numbers;
use crate::wording::{Texts, fill, plural, texts};

/// What every part of the page and the workbook is written from.
pub(crate) struct Edition<'a> {
    pub(crate) report: &'a Report,
    pub(crate) texts: &'static Texts,
    pub(crate) numbers: Numbers,
    positions: BTreeMap<&'a str, usize>,
    organisations: Vec<Vec<Member>>,
}

/// An organisation that works in an ecosystem.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// Its place in [`Report::organisations`].
    pub(crate) organisation: usize,
    pub(crate) fractional: f64,
}

impl<'a> Edition<'a> {
    /// The edition of `report`, whose ecosystems are all known.
    pub(crate) fn new(report: &'a Report) -> Result<Self, ReportError> {
        let positions = report
            .ecosystems
            .iter()
            .enumerate()
            .map(|(at, found)| (found.id.as_str(), at))
            .collect();
        check(report, &positions)?;
        let organisations = members(report, &positions);
        let (texts, numbers) = (texts(report.language), Numbers::new(report.language));
        Ok(Self {
            report,
            texts,
            numbers,
            positions,
            organisations,
        })
    }

    /// The place of an ecosystem in the catalogue's order.
    pub(crate) fn position(&self, ecosystem: &str) -> Option<usize> {
        self.positions.get(ecosystem).copied()
    }

    /// The organisations that work in the ecosystem at `position`, most work first.
    pub(crate) fn members(&self, position: usize) -> &[Member] {
        &self.organisations[position]
    }

    /// `20 Watertechnologie`; the bare id where the catalogue does not know it.
    pub(crate) fn name(&self, ecosystem: &str) -> String {
        match self.position(ecosystem) {
            Some(position) => self.label(&self.report.ecosystems[position]),
            None => ecosystem.to_owned(),
        }
    }

    /// An ecosystem's number and name.
    pub(crate) fn label(&self, ecosystem: &Ecosystem) -> String {
        let text = self.text(&ecosystem.label);
        let text = if text.is_empty() { &ecosystem.id } else { text };
        match ecosystem.number {
            Some(number) => format!("{number} {text}"),
            None => text.to_owned(),
        }
    }

    pub(crate) fn text<'w>(&self, wording: &'w Wording) -> &'w str {
        wording.text(self.report.language)
    }

    /// `1.208 documenten`.
    pub(crate) fn counted(&self, number: u64, noun: &'static str) -> String {
        format!("{} {}", self.numbers.count(number), plural(number, noun))
    }

    /// What the documents are called: by their kind where there is only one.
    pub(crate) fn noun(&self) -> &'static str {
        match self.report.counts.kinds.as_slice() {
            [(DocumentKind::Project, _)] => self.texts.project_noun,
            [(DocumentKind::Patent, _)] => self.texts.patent_noun,
            [(DocumentKind::Publication, _)] => self.texts.publication_noun,
            _ => self.texts.document_noun,
        }
    }

    pub(crate) fn zone(&self, zone: Zone) -> &'static str {
        match zone {
            Zone::Core => self.texts.core,
            Zone::Periphery => self.texts.periphery,
            Zone::Unsure => self.texts.unsure,
        }
    }

    pub(crate) fn kind(&self, kind: DocumentKind) -> &'static str {
        match kind {
            DocumentKind::Project => self.texts.kind_project,
            DocumentKind::Patent => self.texts.kind_patent,
            DocumentKind::Publication => self.texts.kind_publication,
            DocumentKind::Organisation => self.texts.kind_organisation,
            DocumentKind::Other => self.texts.kind_other,
        }
    }

    /// A language's name; its code where the table has no name for it.
    pub(crate) fn language<'c>(&self, code: &'c str) -> &'c str {
        match code {
            "nl" => self.texts.language_nl,
            "en" => self.texts.language_en,
            "de" => self.texts.language_de,
            "fr" => self.texts.language_fr,
            "es" => self.texts.language_es,
            "it" => self.texts.language_it,
            "he" => self.texts.language_he,
            "ar" => self.texts.language_ar,
            "" => self.texts.unknown,
            other => other,
        }
    }

    /// What people judged of an ecosystem, if anything.
    pub(crate) fn judged(&self, ecosystem: &str) -> Option<&'a EcosystemQuality> {
        match &self.report.quality {
            Quality::NotEstimated => None,
            Quality::Estimated { ecosystems, .. } => ecosystems.iter().find(|judged| judged.ecosystem == ecosystem),
        }
    }

    /// Ecosystems with at least one document that counts.
    pub(crate) fn filled(&self) -> impl Iterator<Item = &'a Ecosystem> {
        self.report
            .ecosystems
            .iter()
            .filter(|found| found.own.n_documents() > 0)
    }

    /// Names in a sentence: `a, b en c`.
    pub(crate) fn listed(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.texts.and),
        }
    }

    /// A pattern of the table, filled in.
    pub(crate) fn say(&self, pattern: &str, values: &[&str]) -> String {
        fill(pattern, values)
    }
}

/// That everything which names an ecosystem names one of the report's.
fn check(report: &Report, positions: &BTreeMap<&str, usize>) -> Result<(), ReportError> {
    let known = |ecosystem: &str, kind: &str, id: &str| match positions.contains_key(ecosystem) {
        true => Ok(()),
        false => Err(ReportError::UnknownEcosystem {
            ecosystem: ecosystem.to_owned(),
            place: format!("{kind} `{id}`"),
        }),
    };
    for document in &report.documents {
        document
            .attributions
            .iter()
            .try_for_each(|found| known(&found.ecosystem, "document", &document.id))?;
    }
    for organisation in &report.organisations {
        organisation
            .shares
            .iter()
            .try_for_each(|share| known(&share.ecosystem, "organisation", &organisation.id))?;
    }
    if let Themes::Found { themes } = &report.themes {
        let nearest = |theme: &Theme| {
            theme
                .nearest
                .as_ref()
                .map_or(Ok(()), |(id, _)| known(id, "theme", &theme.id))
        };
        themes.iter().try_for_each(nearest)?;
    }
    Ok(())
}

fn members(report: &Report, positions: &BTreeMap<&str, usize>) -> Vec<Vec<Member>> {
    let mut members: Vec<Vec<Member>> = vec![Vec::new(); report.ecosystems.len()];
    for (organisation, found) in report.organisations.iter().enumerate() {
        for share in &found.shares {
            if let Some(&position) = positions.get(share.ecosystem.as_str())
                && share.fractional > 0.0
            {
                members[position].push(Member {
                    organisation,
                    fractional: share.fractional,
                });
            }
        }
    }
    for found in &mut members {
        found.sort_by(|a, b| {
            b.fractional
                .total_cmp(&a.fractional)
                .then(a.organisation.cmp(&b.organisation))
        });
    }
    members
}
