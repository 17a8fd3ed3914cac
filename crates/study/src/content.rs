//! What the report says of a run.

mod documents;
mod ecosystems;

pub(crate) use ecosystems::card_of;

use std::collections::BTreeMap;

use attribution::{Mode, Zone};
use catalogue::Catalogue;
use corpus::{Information, Language};
use report::content as page;
use report::content::{Estimate, Report, Wording};
use theme::{Outcome, ThemeTerm};

use crate::map_stage;
use crate::run_record::RunRecord;
use crate::scope::{Made, Scope};
use crate::theme_codes::theme_codes;
use crate::themes;

/// Problems shown in the report; all are in `problems.csv`.
const PROBLEMS_SHOWN: usize = 50;

pub(crate) fn content(scope: &Scope, made: &Made, record: &RunRecord) -> Report {
    Report {
        language: scope.language,
        title: title(record),
        version: record.version.clone(),
        inputs: record.inputs.iter().map(input).collect(),
        counts: counts(made, record),
        problems: made.read.problems.iter().take(PROBLEMS_SHOWN).map(problem).collect(),
        n_problems: made.read.problems.len() as u64,
        quality: page::Quality::NotEstimated,
        model: made.model().map(model),
        catalogue: made.catalogue.as_ref().map(|catalogue| stamp(scope, catalogue)),
        parameters: parameters(scope, record),
        themes: theme_pages(made),
        map: made.map.as_ref().map(|map| map_stage::drawn(map, made.themes.as_ref())),
        ecosystems: ecosystems::ecosystems(made),
        documents: documents::documents(made),
        organisations: documents::organisations(made),
        limits: limits(made),
    }
}

fn title(record: &RunRecord) -> String {
    let names: Vec<&str> = record.inputs.iter().map(|input| input.file.as_str()).collect();
    names.join(" + ")
}

fn input(file: &corpus::FileCounts) -> page::InputFile {
    page::InputFile {
        file: file.file.clone(),
        sha256: file.sha256.clone(),
        rows: file.rows,
        read: file.read,
        quarantined: file.quarantined,
    }
}

fn counts(made: &Made, record: &RunRecord) -> page::Counts {
    let documents = &made.read.documents;
    let usable: Vec<usize> = made.counted().collect();
    let left_out = |which: Information| {
        let is = |document: &usize| {
            made.cleaned.duplicate_of[*document].is_none()
                && !made.counts(*document)
                && made.cleaned.information[*document] == which
        };
        (0..documents.len()).filter(is).count() as u64
    };
    let is_only_unsure = |document: &usize| !made.attributed[*document].is_empty() && !made.has_share(*document);
    page::Counts {
        documents: record.counts.documents,
        duplicates: record.counts.duplicates,
        short: left_out(Information::Short),
        boilerplate: left_out(Information::Boilerplate),
        usable: usable.len() as u64,
        with_ecosystem: usable.iter().filter(|&&document| made.has_share(document)).count() as u64,
        only_unsure: usable.iter().filter(|document| is_only_unsure(document)).count() as u64,
        shares: made.catalogue.is_some().then(|| sum_of_shares(made, &usable)),
        without_year: documents.iter().filter(|document| document.year.is_none()).count() as u64,
        without_organisation: documents
            .iter()
            .filter(|document| document.organisations.is_empty())
            .count() as u64,
        languages: most_first(documents.iter().map(|d| {
            d.language
                .as_ref()
                .map_or(String::new(), |l| Language::code(l).to_owned())
        })),
        kinds: most_first(documents.iter().map(|d| documents::kind(d.kind))),
        years: years(made, &usable),
    }
}

fn sum_of_shares(made: &Made, usable: &[usize]) -> Estimate {
    let all = || {
        usable
            .iter()
            .flat_map(|&document| &made.attributed[document])
            .filter(|a| a.attribution.zone != Zone::Unsure)
    };
    Estimate::new(
        all().map(|a| a.attribution.share).sum(),
        all().map(|a| a.attribution.share_low).sum(),
        all().map(|a| a.attribution.share_high).sum(),
    )
}

fn most_first<T: Ord>(values: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut counts: BTreeMap<T, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<(T, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn years(made: &Made, usable: &[usize]) -> Vec<page::YearCount> {
    let mut years: BTreeMap<i32, page::YearCount> = BTreeMap::new();
    for &document in usable {
        if let Some(year) = made.read.documents[document].year {
            let count = years.entry(year).or_insert(page::YearCount {
                year,
                ..page::YearCount::default()
            });
            count.documents += 1;
            count.with_ecosystem += u64::from(made.has_share(document));
        }
    }
    years.into_values().collect()
}

fn problem(problem: &corpus::Problem) -> page::Problem {
    page::Problem {
        file: problem.file.clone(),
        row: (problem.row > 0).then_some(problem.row),
        column: (!problem.column.is_empty()).then(|| problem.column.clone()),
        problem: problem.problem.clone(),
        hint: problem.hint.clone(),
    }
}

fn model(model: &crate::run_record::ModelRecord) -> page::Model {
    let revision = model
        .revision
        .as_ref()
        .map_or(String::new(), |revision| format!(", {revision}"));
    let note = if model.id == encoder::BUILT_IN_MODEL {
        Wording::new(
            "het meegeleverde model: een getrainde tabel van woorddelen, snel en klein; een groter model scheidt thema's beter",
            "the shipped model: a trained table of word pieces, fast and small; a larger model separates themes better",
        )
    } else {
        Wording::new("een model dat de gebruiker koos", "a model that the user chose")
    };
    page::Model {
        name: format!("{}{revision}", model.id),
        note,
    }
}

fn stamp(scope: &Scope, catalogue: &Catalogue) -> page::CatalogueStamp {
    let folder = scope
        .delineation
        .as_ref()
        .and_then(|delineation| delineation.catalogue.as_ref());
    let name = folder
        .and_then(|folder| folder.file_name())
        .map(|name| name.to_string_lossy().into_owned());
    page::CatalogueStamp {
        name: name.unwrap_or_else(|| "ecosystems-nl".into()),
        n_ecosystems: catalogue.ecosystems.len() as u64,
        hash: catalogue.sha256.clone(),
    }
}

fn parameters(scope: &Scope, record: &RunRecord) -> Vec<page::Parameter> {
    let seed = ("seed".to_owned(), scope.seed.to_string());
    let all = record.parameters.clone().into_iter().chain([seed]);
    all.map(|(name, value)| page::Parameter {
        name: format!("--{name}"),
        value,
    })
    .collect()
}

fn theme_pages(made: &Made) -> page::Themes {
    match &made.themes {
        None => page::Themes::NotSought,
        Some(Outcome::None(none)) => {
            let (nl, en) = themes::reason(none);
            page::Themes::NoneClear {
                reason: Wording { nl, en },
            }
        }
        Some(Outcome::Some(found)) => {
            let codes = theme_codes(&made.read.documents, found);
            let themes = found
                .themes
                .iter()
                .zip(codes)
                .enumerate()
                .map(|(place, (theme, code))| page::Theme {
                    code: code.map(|code| (code.shown(), code.part)),
                    ..theme_page(made, found, place, theme)
                })
                .collect();
            page::Themes::Found { themes }
        }
    }
}

fn theme_page(made: &Made, found: &theme::Themes, place: usize, theme: &theme::Theme) -> page::Theme {
    let fallback = theme
        .terms
        .iter()
        .take(3)
        .map(ThemeTerm::shown)
        .collect::<Vec<_>>()
        .join(", ");
    let (nl, en) = match (&theme.label_nl, &theme.label_en) {
        (Some(nl), Some(en)) => (nl.clone(), en.clone()),
        (Some(one), None) | (None, Some(one)) => (one.clone(), one.clone()),
        (None, None) => (fallback.clone(), fallback),
    };
    page::Theme {
        id: theme.theme_id.clone(),
        label: Wording { nl, en },
        terms: theme.terms.iter().map(ThemeTerm::shown).collect(),
        n_documents: theme.n_documents as u64,
        stability: Some(theme.stability),
        representatives: theme
            .representatives
            .iter()
            .map(|&document| made.read.documents[document].document_id.clone())
            .collect(),
        nearest: nearest_ecosystem(made, found, place),
        code: None,
    }
}

/// The ecosystem with the largest mean share over the theme's documents.
fn nearest_ecosystem(made: &Made, found: &theme::Themes, place: usize) -> Option<(String, f64)> {
    let members: Vec<usize> = (0..found.memberships.len())
        .filter(|&d| found.memberships[d].first().is_some_and(|m| m.0 == place))
        .collect();
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for attributed in members.iter().flat_map(|&document| &made.attributed[document]) {
        *sums.entry(&attributed.attribution.ecosystem_id).or_default() += attributed.attribution.share;
    }
    let (id, sum) = sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))?;
    (sum > 0.0).then(|| (id.to_owned(), sum / members.len() as f64))
}

fn limits(made: &Made) -> Vec<Wording> {
    let mut limits = vec![match &made.classifier {
        None => Wording::new(
            "Deze indeling berust op trefwoordregels van deskundigen en nog niet op gelabelde voorbeelden: een gewicht is een geloofde precisie. Controleer een steekproef voordat u aantallen gebruikt.",
            "This delineation rests on experts' keyword rules and not yet on labelled examples: a weight is a believed precision. Check a sample before you use the numbers.",
        ),
        Some(classifier) if classifier.mode() == Mode::Machine => Wording::new(
            format!(
                "Deze indeling berust op de classificator {} die van gelabelde voorbeelden leerde; trefwoordregels beslissen niet mee. Controleer een steekproef voordat u aantallen gebruikt.",
                classifier.name()
            ),
            format!(
                "This delineation rests on the classifier {}, which learnt from labelled examples; keyword rules have no say. Check a sample before you use the numbers.",
                classifier.name()
            ),
        ),
        Some(classifier) => Wording::new(
            format!(
                "Deze indeling berust op trefwoordregels van deskundigen, gewogen door de classificator {} die van gelabelde voorbeelden uit andere bestanden leerde. Controleer een steekproef voordat u aantallen gebruikt.",
                classifier.name()
            ),
            format!(
                "This delineation rests on experts' keyword rules, weighed by the classifier {}, which learnt from labelled examples of other files. Check a sample before you use the numbers.",
                classifier.name()
            ),
        ),
    }];
    let truncated = made.vectors.as_ref().map_or(0, |vectors| vectors.truncated);
    if truncated > 0 {
        limits.push(Wording::new(
            format!("Van {truncated} teksten las het model het einde niet; de regels lezen altijd de hele tekst."),
            format!("Of {truncated} texts the model did not read the end; the rules always read the whole text."),
        ));
    }
    limits
}

impl Made {
    fn has_share(&self, document: usize) -> bool {
        self.attributed[document].iter().any(|a| a.attribution.share > 0.0)
    }

    /// Whether a document counts: no near-copy, and it says enough, or so much that a rule matched.
    fn counts(&self, document: usize) -> bool {
        self.cleaned.duplicate_of[document].is_none()
            && (self.cleaned.information[document] == Information::Ok || !self.attributed[document].is_empty())
    }

    fn counted(&self) -> impl Iterator<Item = usize> {
        (0..self.read.documents.len()).filter(|&document| self.counts(document))
    }
}
