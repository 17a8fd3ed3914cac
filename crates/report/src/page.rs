//! `report.html`: one page that opens without a network, laid out by the templates from these sections.

use askama::Template;

use crate::edition::Edition;
use crate::embedded::{Budget, Embedded, embed};
use crate::finding::{Finding, finding};
use crate::plot::{HeatMap, Years, heat_map, years};
use crate::wording::Texts;
use crate::{ReportError, content::Report};

mod cards;
mod documents;
mod ecosystems;
mod limits;
mod map;
mod method;
mod reading;
mod themes;

pub(crate) use cards::fields as card_fields;
pub(crate) use ecosystems::nothing as absence;
pub(crate) use method::facts;

use cards::Cards;
use documents::Extent;
use ecosystems::EcosystemRow;
use limits::Limits;
use map::MapSection;
use method::Fact;
use reading::Reading;
use themes::ThemeSection;

/// The page of `report`.
pub(crate) fn page(report: &Report, budget: Budget) -> Result<String, ReportError> {
    let edition = Edition::new(report)?;
    let embedded = embed(&edition, budget)?;
    Ok(Page::new(&edition, embedded).render()?)
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    t: &'static Texts,
    style: &'static str,
    script: &'static str,
    json: String,
    title: &'a str,
    made_with: String,
    finding: Finding,
    contents: Vec<Entry>,
    reading: Reading,
    ecosystems: Vec<EcosystemRow<'a>>,
    all_ecosystems: String,
    extent: Extent,
    n_organisations: usize,
    organisations_extent: Option<String>,
    heat_map: Option<HeatMap>,
    heat_limited: Option<String>,
    themes: ThemeSection<'a>,
    map: Option<MapSection<'a>>,
    years: Option<Years>,
    years_note: YearsNote,
    cards: Cards<'a>,
    limits: Limits<'a>,
    facts: Vec<Fact>,
    words: Vec<(&'static str, &'static str)>,
}

/// One line of the contents.
struct Entry {
    anchor: &'static str,
    title: &'static str,
    count: String,
}

/// The sentences around the plots of years.
struct YearsNote {
    intro: String,
    multiples: String,
    limited: String,
}

const STYLE: &str = concat!(
    include_str!("../assets/page.css"),
    include_str!("../assets/plots.css"),
    include_str!("../assets/map.css"),
    include_str!("../assets/narrow.css")
);
const SCRIPT: &str = concat!(
    include_str!("../assets/page.js"),
    include_str!("../assets/tables.js"),
    include_str!("../assets/documents.js"),
    include_str!("../assets/organisations.js"),
    include_str!("../assets/map.js")
);

impl<'a> Page<'a> {
    fn new(edition: &Edition<'a>, embedded: Embedded) -> Self {
        let report = edition.report;
        let (heat_map, years) = (heat_map(edition), years(edition));
        Self {
            t: edition.texts,
            style: STYLE,
            script: SCRIPT,
            title: &report.title,
            made_with: edition.say(edition.texts.report_by, &[&format!("afbaken {}", report.version)]),
            finding: finding(edition),
            contents: contents(edition),
            reading: reading::reading(edition),
            ecosystems: ecosystems::rows(edition, &embedded),
            all_ecosystems: shown_of_all(edition, report.ecosystems.len()),
            extent: documents::extent(edition, &embedded),
            n_organisations: report.organisations.len(),
            organisations_extent: documents::organisations_extent(edition, &embedded),
            heat_limited: heat_map.as_ref().and_then(|map| heat_limited(edition, map)),
            heat_map,
            themes: themes::section(edition, &embedded),
            map: map::section(edition),
            years_note: years_note(edition, years.as_ref()),
            years,
            cards: cards::cards(edition),
            limits: limits::limits(edition),
            facts: facts(edition),
            words: method::words(edition.texts),
            json: embedded.json,
        }
    }
}

fn contents(edition: &Edition<'_>) -> Vec<Entry> {
    let (texts, report) = (edition.texts, edition.report);
    let n_themes = themes::found(report).len();
    let count = |number: usize| {
        if number == 0 {
            String::new()
        } else {
            edition.numbers.count(number as u64)
        }
    };
    let entries = [
        ("read", texts.read_title, String::new()),
        ("ecosystems", texts.ecosystems_title, count(report.ecosystems.len())),
        ("documents", texts.documents_title, count(report.documents.len())),
        (
            "organisations",
            texts.organisations_title,
            count(report.organisations.len()),
        ),
        ("themes", texts.themes_title, count(n_themes)),
        ("map", texts.map_title, String::new()),
        ("years", texts.years_title, String::new()),
        ("cards", texts.cards_title, String::new()),
        ("limits", texts.limits_title, count(report.n_problems as usize)),
        ("method", texts.method_title, String::new()),
    ];
    let without_catalogue = report.ecosystems.is_empty();
    let without_map = report.map.as_ref().is_none_or(|map| map.points.is_empty());
    entries
        .into_iter()
        .filter(|(anchor, ..)| !without_map || *anchor != "map")
        .filter(|(anchor, ..)| !without_catalogue || !["ecosystems", "years", "cards"].contains(anchor))
        .map(|(anchor, title, count)| Entry { anchor, title, count })
        .collect()
}

fn shown_of_all(edition: &Edition<'_>, n: usize) -> String {
    let n = edition.numbers.count(n as u64);
    edition.say(edition.texts.shown_of, &[&n, &n])
}

fn heat_limited(edition: &Edition<'_>, map: &HeatMap) -> Option<String> {
    let shown = [map.rows.len(), map.n_organisations, map.columns.len(), map.n_ecosystems];
    let said = shown.map(|number| edition.numbers.count(number as u64));
    let all = shown[0] == shown[1] && shown[2] == shown[3];
    (!all).then(|| edition.say(edition.texts.heat_limited, &said.each_ref().map(String::as_str)))
}

fn years_note(edition: &Edition<'_>, years: Option<&Years>) -> YearsNote {
    let texts = edition.texts;
    let Some(years) = years else {
        let only = crate::plot::span_of_years(edition.report).map(|(year, _)| year.to_string());
        let intro = only.map_or_else(
            || texts.years_none.to_owned(),
            |year| edition.say(texts.years_one, &[&year]),
        );
        return YearsNote {
            intro,
            multiples: String::new(),
            limited: String::new(),
        };
    };
    let shown = edition.numbers.count(years.panels.len() as u64);
    let all = edition.numbers.count(years.n_panels_possible as u64);
    let (first, last) = (years.first.to_string(), years.last.to_string());
    YearsNote {
        intro: edition.say(texts.years_intro, &[&edition.numbers.count(years.lines.len() as u64)]),
        multiples: edition.say(texts.years_multiples_note, &[&first, &last]),
        limited: if shown == all {
            String::new()
        } else {
            edition.say(texts.years_multiples_limited, &[&shown, &all])
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Document, ReportLanguage};
    use crate::wording::ALL;

    fn sample(language: ReportLanguage, n: usize) -> Report {
        let document = |at| Document {
            id: format!("D{at}"),
            text: "water ".repeat(50),
            ..Document::default()
        };
        Report {
            language,
            documents: (0..n).map(document).collect(),
            ..Report::default()
        }
    }

    /// Texts of several words that the other language does not share.
    fn telling(pair: fn(&(&str, &'static str, &'static str)) -> (&'static str, &'static str)) -> Vec<&'static str> {
        let texts = ALL
            .iter()
            .map(pair)
            .filter(|(own, other)| own != other && own.split(' ').count() > 2);
        texts.map(|(own, _)| own).collect()
    }

    #[test]
    fn no_page_holds_the_other_language() {
        let english = page(&sample(ReportLanguage::English, 3), Budget::default()).unwrap();
        let dutch = page(&sample(ReportLanguage::Dutch, 3), Budget::default()).unwrap();
        for text in telling(|(_, dutch, english)| (dutch, english)) {
            assert!(!english.contains(text), "`{text}` in the English page");
        }
        for text in telling(|(_, dutch, english)| (english, dutch)) {
            assert!(!dutch.contains(text), "`{text}` in the Dutch page");
        }
    }

    #[test]
    fn every_place_is_filled() {
        for language in [ReportLanguage::Dutch, ReportLanguage::English] {
            let page = page(&sample(language, 3), Budget::default()).unwrap();
            let markup = page.split_once("id=\"content\"").map_or("", |(markup, _)| markup);
            assert!(!markup.contains("{0}") && !markup.contains("{1}"));
        }
    }

    #[test]
    fn a_spent_budget_is_said_with_numbers() {
        let budget = Budget {
            full: 1000,
            documents: 1500,
            organisations: 100,
        };
        let page = page(&sample(ReportLanguage::English, 40), budget).unwrap();
        assert!(
            page.contains("Of the 40 documents, 2 stand in this page with their text and "),
            "{}",
            &page[..0]
        );
        assert!(page.contains(" are not in it. All texts are in documents.parquet"));
    }
}
