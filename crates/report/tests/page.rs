//! The page and the workbook of a made-up report that strains everything, in both languages.

#[path = "../examples/sample/content.rs"]
mod content;
#[path = "../examples/sample/documents.rs"]
mod documents;
#[path = "../examples/sample/judgements.rs"]
mod judgements;
#[path = "../examples/sample/subjects.rs"]
mod subjects;

use report::content::*;
use serde_json::Value;

const LANGUAGES: [ReportLanguage; 2] = [ReportLanguage::Dutch, ReportLanguage::English];

fn page(report: &Report) -> String {
    report::html(report).expect("the sample can be laid out")
}

/// The JSON inside a page.
fn embedded(page: &str) -> Value {
    let (_, rest) = page.split_once(r#"id="content">"#).expect("the page has content");
    let (json, _) = rest.split_once("</script>").expect("the content ends");
    serde_json::from_str(json).expect("the content is JSON")
}

#[test]
fn nothing_in_the_content_becomes_markup() {
    for language in LANGUAGES {
        let page = page(&content::sample(language, 200));
        assert!(
            content::sample(language, 200).documents[2]
                .title
                .contains("</script><img")
        );
        assert_eq!(
            (page.matches("<script").count(), page.matches("</script>").count()),
            (4, 4)
        );
        assert!(!page.contains("<img") && !page.contains("<b>vet") && !page.contains("<!-- membranen"));
    }
}

#[test]
fn every_text_of_the_content_is_escaped() {
    let evil = || "\"'><img src=x onerror=alert(1)></script><!--<script>".to_owned();
    let both = || Wording::same(evil());
    let mut report = content::sample(ReportLanguage::Dutch, 50);
    report.title = evil();
    report.version = evil();
    report.limits = vec![both()];
    report.model = Some(Model {
        name: evil(),
        note: both(),
    });
    report.parameters = vec![Parameter {
        name: evil(),
        value: evil(),
    }];
    report.inputs[0].file = evil();
    report.problems[0] = Problem {
        file: evil(),
        row: None,
        column: Some(evil()),
        problem: evil(),
        hint: evil(),
    };
    report.themes = Themes::Found {
        themes: vec![Theme {
            label: both(),
            terms: vec![evil()],
            representatives: vec![evil()],
            ..Theme::default()
        }],
    };
    for found in &mut report.ecosystems {
        (found.label, found.focus) = (both(), both());
        found.card.included = Some(evil());
        found
            .rules
            .iter_mut()
            .for_each(|rule| (rule.name, rule.query, rule.why) = (evil(), evil(), evil()));
    }
    report
        .organisations
        .iter_mut()
        .for_each(|found| (found.name, found.city) = (evil(), evil()));
    let page = page(&report);
    assert_eq!(
        (page.matches("<script").count(), page.matches("</script>").count()),
        (4, 4)
    );
    assert!(!page.contains("<img") && !page.contains("<!--"));
}

#[test]
fn nothing_is_fetched_from_elsewhere() {
    let page = page(&content::sample(ReportLanguage::English, 100));
    let page = page.split_once(r#"id="content">"#).map_or("", |(markup, _)| markup);
    for fetching in ["<link", "url(", "@import", "<script src", "href=\"http", "<iframe"] {
        assert!(!page.contains(fetching), "`{fetching}`");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    for language in LANGUAGES {
        let (first, second) = (content::sample(language, 300), content::sample(language, 300));
        assert_eq!(page(&first), page(&second));
        assert_eq!(report::xlsx(&first).unwrap(), report::xlsx(&second).unwrap());
    }
}

#[test]
fn marked_words_are_the_words_that_matched() {
    let report = content::sample(ReportLanguage::Dutch, 400);
    let content = embedded(&page(&report));
    let mut n_marks = 0;
    for (row, document) in content["documents"].as_array().unwrap().iter().zip(&report.documents) {
        let matched: Vec<&str> = document
            .attributions
            .iter()
            .flat_map(|found| &found.evidence)
            .map(|e| e.text.as_str())
            .collect();
        for piece in [&row[1], &row[9]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .filter(|piece| piece.is_array())
        {
            assert!(
                matched.contains(&piece[0].as_str().unwrap()),
                "{piece} in {}",
                document.id
            );
            n_marks += 1;
        }
    }
    assert!(n_marks > 400);
}

#[test]
fn pieces_of_a_text_are_the_text() {
    let report = content::sample(ReportLanguage::Dutch, 100);
    let content = embedded(&page(&report));
    let joined = |pieces: &Value| match pieces {
        Value::String(text) => text.clone(),
        pieces => pieces
            .as_array()
            .unwrap()
            .iter()
            .map(|piece| piece.as_str().or(piece[0].as_str()).unwrap())
            .collect(),
    };
    for (row, document) in content["documents"]
        .as_array()
        .unwrap()
        .iter()
        .zip(&report.documents)
        .skip(1)
    {
        assert_eq!(
            (joined(&row[1]), joined(&row[9])),
            (document.title.clone(), document.text.clone())
        );
    }
}

#[test]
fn a_page_of_very_many_documents_stays_small_and_says_what_it_left_out() {
    let page = page(&content::sample(ReportLanguage::Dutch, 30_000));
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    assert!(page.contains("Van de 30.000 documenten staan er "));
    let content = embedded(&page);
    let listed: std::collections::BTreeSet<u64> = content["documents"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| {
            row[8]
                .as_array()
                .unwrap()
                .iter()
                .map(|found| found[0].as_u64().unwrap())
        })
        .collect();
    assert!(listed.len() > 20, "every ecosystem has its turn: {listed:?}");
}

#[test]
fn numbers_are_written_in_the_readers_language() {
    let [dutch, english] = LANGUAGES.map(|language| page(&content::sample(language, 1640)));
    assert!(dutch.contains("1.640") && dutch.contains("0,83") && dutch.contains("0,77–0,88"));
    assert!(english.contains("1,640") && english.contains("0.83") && english.contains("0.77–0.88"));
}

#[test]
fn absence_is_said_in_words() {
    let mut report = content::sample(ReportLanguage::English, 300);
    report.quality = Quality::NotEstimated;
    report.themes = Themes::NoneClear {
        reason: Wording::new("Te korte teksten.", "The texts are too short."),
    };
    report.organisations.clear();
    let page = page(&report);
    for said in [
        "not looked for: no rules",
        "nothing found in this source",
        "not estimated",
        "There are no clear themes. The texts are too short.",
        "No document names an organisation.",
        "missing",
    ] {
        assert!(page.contains(said), "`{said}`");
    }
}

#[test]
fn a_report_of_themes_only_and_an_empty_one_are_whole_pages() {
    for language in LANGUAGES {
        let mut report = content::sample(language, 200);
        report.ecosystems.clear();
        report
            .documents
            .iter_mut()
            .for_each(|document| document.attributions.clear());
        report
            .organisations
            .iter_mut()
            .for_each(|organisation| organisation.shares.clear());
        if let Themes::Found { themes } = &mut report.themes {
            themes.iter_mut().for_each(|theme| theme.nearest = None);
        }
        for report in [
            report,
            Report {
                language,
                ..Report::default()
            },
        ] {
            assert!(page(&report).trim_end().ends_with("</html>"));
            assert!(report::xlsx(&report).is_ok());
        }
    }
}

#[test]
fn an_unknown_ecosystem_is_named_with_its_place() {
    let mut report = content::sample(ReportLanguage::Dutch, 50);
    report.documents[0].attributions[0].ecosystem = "nergens".into();
    let error = report::html(&report).expect_err("it is not in the catalogue");
    assert_eq!(
        error.to_string(),
        "document `P0000` names the ecosystem `nergens`, which the report does not have"
    );
    assert!(report::xlsx(&report).is_err());
}

#[test]
fn the_map_has_its_points_names_and_quality_and_many_points_stay_few_bytes() {
    let mut report = content::sample(ReportLanguage::English, 300);
    let whole = page(&report);
    assert!(whole.contains("Trustworthiness of what lies near 0.93"));
    assert!(whole.contains("What the map does not say"));
    assert!(whole.contains(r#"<path class="m1" d="M"#) && whole.contains(r#"<text class="m1""#));
    assert!(!whole.contains("Drawn are 3"), "all are drawn");
    let point = MapPoint::default();
    report.map.as_mut().unwrap().points = (0..100_000)
        .map(|at| MapPoint {
            x: f64::from(at),
            ..point
        })
        .collect();
    let many = page(&report);
    assert!(many.contains("Drawn are 5,883 of the 100,000"));
    assert!(many.len() < whole.len() + 1_000_000);
    report.map = None;
    assert!(!page(&report).contains("id=\"map\""));
}
