//! Draws a made-up [`Report`] from the subjects, the same one every time.

use report::content::*;

use crate::documents::documents;
use crate::judgements::{card, inputs, parameter, problems, quality};
use crate::subjects::{ORGANISATIONS, SUBJECTS, Subject};

/// A report of about `n_documents` documents, of which some are duplicates, short or empty of content.
pub fn sample(language: ReportLanguage, n_documents: usize) -> Report {
    let documents = documents(n_documents);
    let ecosystems = SUBJECTS.iter().map(|subject| ecosystem(subject, &documents)).collect();
    Report {
        language,
        title: "Fondsen 2014–2020 (verzonnen)".into(),
        version: "0.1.0".into(),
        inputs: inputs(documents.len() as u64),
        counts: counts(&documents),
        problems: problems(),
        n_problems: 212,
        quality: quality(),
        model: Some(Model {
            name: "intfloat/multilingual-e5-small@fd1525a".into(),
            note: Wording::new(
                "118 miljoen parameters, op de processor",
                "118 million parameters, on the processor",
            ),
        }),
        catalogue: Some(CatalogueStamp {
            name: "ecosystemen-56".into(),
            n_ecosystems: SUBJECTS.len() as u64,
            hash: "9f2c41d07be65a3318c0".into(),
        }),
        parameters: ["seed 7", "threshold 0.5", "threads 2"]
            .iter()
            .filter_map(|text| parameter(text))
            .collect(),
        themes: Themes::Found {
            themes: themes(&documents),
        },
        map: Some(map(&documents)),
        organisations: organisations(&documents),
        ecosystems,
        limits: vec![Wording::new(
            "De bron bevat alleen toegekende projecten; afgewezen aanvragen ontbreken.",
            "The source holds granted projects only; rejected applications are missing.",
        )],
        documents,
    }
}

fn ecosystem(subject: &Subject, documents: &[Document]) -> Ecosystem {
    let &(number, id, nl, en, words, _) = subject;
    Ecosystem {
        id: id.into(),
        number: Some(number),
        label: Wording::new(nl, en),
        focus: Wording::new(
            format!("Onderzoek en innovatie rond {}", words.join(", ")),
            format!("Research and innovation around {}", words.join(", ")),
        ),
        part_of: if id == "energieopslag" {
            vec!["waterstof".into()]
        } else {
            Vec::new()
        },
        own: sum(id, documents),
        with_parts: (id == "waterstof").then(|| sum(id, documents)),
        years: (2014..=2020).map(|year| year_sum(id, year, documents)).collect(),
        sizes: (1..20)
            .map(|step| size(id, f64::from(step) / 20.0, documents))
            .collect(),
        rules: if id == "gaming" {
            Vec::new()
        } else {
            words.iter().map(|word| rule(word, id, documents)).collect()
        },
        card: card(id),
    }
}

fn attributions<'d>(id: &'d str, documents: &'d [Document]) -> impl Iterator<Item = (&'d Document, &'d Attribution)> {
    documents.iter().flat_map(move |document| {
        document
            .attributions
            .iter()
            .filter(move |found| found.ecosystem == id)
            .map(move |found| (document, found))
    })
}

fn sum(id: &str, documents: &[Document]) -> Sum {
    let mut sum = Sum::default();
    for (_, found) in attributions(id, documents) {
        match found.zone {
            Zone::Core => (sum.n_core, sum.core) = (sum.n_core + 1, sum.core + found.share),
            Zone::Periphery => (sum.n_periphery, sum.periphery) = (sum.n_periphery + 1, sum.periphery + found.share),
            Zone::Unsure => (sum.n_unsure, sum.unsure) = (sum.n_unsure + 1, sum.unsure + found.high),
        }
    }
    (sum.low, sum.high) = (sum.shares() * 0.84, sum.shares() * 1.12);
    sum
}

fn year_sum(id: &str, year: i32, documents: &[Document]) -> YearSum {
    let of_year = attributions(id, documents)
        .filter(|(document, found)| document.year == Some(year) && found.zone != Zone::Unsure);
    of_year.fold(
        YearSum {
            year,
            ..YearSum::default()
        },
        |sum, (_, found)| YearSum {
            n_documents: sum.n_documents + 1,
            shares: sum.shares + found.share,
            ..sum
        },
    )
}

fn size(id: &str, threshold: f64, documents: &[Document]) -> SizeAt {
    let reaching = attributions(id, documents).filter(|(_, found)| found.probability >= threshold);
    let zones: Vec<Zone> = reaching.map(|(_, found)| found.zone).collect();
    let n_of = |zone: Zone| zones.iter().filter(|found| **found == zone).count() as u64;
    SizeAt {
        threshold,
        n_documents: n_of(Zone::Core) + n_of(Zone::Periphery),
        n_core: n_of(Zone::Core),
    }
}

fn rule(word: &str, id: &str, documents: &[Document]) -> Rule {
    let hits =
        attributions(id, documents).filter(|(_, found)| found.evidence.iter().any(|evidence| evidence.rule == word));
    Rule {
        name: word.into(),
        query: format!("({word}* OR \"{word}\") NEAR/8 (keten OR proef*)"),
        weight: 0.9,
        why: "komt voor in de agenda van het veld".into(),
        n_hits: hits.count() as u64,
        precision: (word == "membranen").then(|| Estimate::new(0.9, 0.82, 0.95)),
        ..Rule::default()
    }
}

fn usable(document: &Document) -> bool {
    document.information == Information::Ok && document.duplicate_of.is_none()
}

fn member(document: &Document) -> bool {
    document.attributions.iter().any(|found| found.zone != Zone::Unsure)
}

fn counts(documents: &[Document]) -> Counts {
    let count = |test: &dyn Fn(&Document) -> bool| documents.iter().filter(|document| test(document)).count() as u64;
    let shares: f64 = documents
        .iter()
        .flat_map(|document| &document.attributions)
        .map(|found| found.share)
        .sum();
    Counts {
        documents: documents.len() as u64,
        duplicates: count(&|document| document.duplicate_of.is_some()),
        short: count(&|document| document.information == Information::Short && document.duplicate_of.is_none()),
        boilerplate: count(&|document| {
            document.information == Information::Boilerplate && document.duplicate_of.is_none()
        }),
        usable: count(&usable),
        with_ecosystem: count(&|document| usable(document) && member(document)),
        only_unsure: count(&|document| usable(document) && !member(document) && !document.attributions.is_empty()),
        shares: Some(Estimate::new(shares, shares * 0.9, shares * 1.08)),
        without_year: count(&|document| document.year.is_none()),
        without_organisation: count(&|document| document.organisations.is_empty()),
        languages: ["nl", "en", "he"]
            .map(|code| (code.to_owned(), count(&|document| document.language == code)))
            .into(),
        kinds: vec![(DocumentKind::Project, documents.len() as u64)],
        years: (2014..=2020)
            .map(|year| YearCount {
                year,
                documents: count(&|document| usable(document) && document.year == Some(year)),
                with_ecosystem: count(&|document| usable(document) && member(document) && document.year == Some(year)),
            })
            .collect(),
    }
}

fn organisations(documents: &[Document]) -> Vec<Organisation> {
    let named = ORGANISATIONS
        .iter()
        .enumerate()
        .map(|(at, &(name, organisation_type, city))| {
            let own: Vec<&Document> = documents
                .iter()
                .filter(|document| document.organisations.iter().any(|own| own == name))
                .collect();
            Organisation {
                id: format!("O{at:03}"),
                name: name.into(),
                organisation_type: organisation_type.into(),
                country: "NL".into(),
                city: city.into(),
                n_documents: own.len() as u64,
                shares: SUBJECTS
                    .iter()
                    .filter_map(|subject| organisation_share(at, subject, &own))
                    .collect(),
            }
        });
    named.collect()
}

fn organisation_share(at: usize, subject: &Subject, own: &[&Document]) -> Option<OrganisationShare> {
    let liking = if (at + subject.0 as usize).is_multiple_of(3) {
        1.0
    } else {
        0.25
    };
    let all: f64 = own
        .iter()
        .map(|document| 1.0 / document.organisations.len() as f64)
        .sum();
    let shares = own.iter().flat_map(|document| {
        let found = document
            .attributions
            .iter()
            .filter(|found| found.ecosystem == subject.1);
        found.map(|found| found.share / document.organisations.len() as f64)
    });
    let (n, fractional) = shares.fold((0, 0.0), |(n, sum), share| (n + 1, sum + share * liking));
    let share = fractional / all;
    (fractional > 0.4).then(|| OrganisationShare {
        ecosystem: subject.1.into(),
        share,
        low: share * 0.8,
        high: (share * 1.15).min(1.0),
        fractional,
        n_documents: n,
    })
}

fn themes(documents: &[Document]) -> Vec<Theme> {
    let chosen = SUBJECTS.iter().filter(|subject| subject.5 > 25).enumerate();
    let named = chosen.map(|(at, &(_, id, nl, en, words, _))| Theme {
        id: format!("T{at:02}"),
        label: Wording::new(format!("{nl}: {}", words[0]), format!("{en}: {}", words[0])),
        terms: words
            .iter()
            .map(|word| (*word).to_owned())
            .chain(["keten", "proef", "partners"].map(String::from))
            .collect(),
        n_documents: attributions(id, documents).count() as u64,
        stability: (at % 4 != 3).then_some(0.91 - at as f64 / 40.0),
        representatives: attributions(id, documents)
            .take(3)
            .map(|(document, _)| document.id.clone())
            .collect(),
        nearest: (at % 5 != 4).then(|| (id.to_owned(), 0.88 - at as f64 / 30.0)),
        code: (at % 3 == 0).then(|| ("cpc C02F".to_owned(), 0.4)),
    });
    let mut themes: Vec<Theme> = named.collect();
    themes.sort_by_key(|theme| std::cmp::Reverse(theme.n_documents));
    themes
}

/// Each theme's documents on a spiral of their own, the spirals on a ring; documents in no theme between them.
fn map(documents: &[Document]) -> Map {
    let themes = themes(documents);
    let theme_of = |document: &Document| {
        let most = document.attributions.first()?;
        themes.iter().position(|theme| {
            theme
                .nearest
                .as_ref()
                .is_some_and(|nearest| nearest.0 == most.ecosystem)
        })
    };
    let point = |(at, document): (usize, &Document)| {
        let theme = theme_of(document);
        let (turn, away) = (2.4 * at as f64, ((at % 97) as f64).sqrt());
        let ring = theme.map_or(0.0, |theme| std::f64::consts::TAU * theme as f64 / themes.len() as f64);
        let from_middle = theme.map_or(0.0, |theme| 45.0 + 12.0 * (theme % 2) as f64);
        let spread = if theme.is_some() { 1.0 } else { 3.0 };
        MapPoint {
            document: at,
            theme,
            x: from_middle * ring.cos() + spread * away * turn.cos(),
            y: from_middle * ring.sin() + spread * away * turn.sin(),
        }
    };
    Map {
        points: documents.iter().enumerate().map(point).collect(),
        trustworthiness: 0.93,
        neighbours_kept: 0.41,
        n_neighbours: 15,
        n_measured: 1000,
    }
}
