//! A run as files to share, draft and final. Numbers in the names of tests are the rows of the source study's list of needs
//! (section 5) that they answer.

mod afbaken;

use std::collections::BTreeMap;
use std::path::Path;

use afbaken::made::{TITLES, catalogue, documents, filler};
use afbaken::{Folder, afbaken as program};

const CARD: &str = "\n[delineation]\nperspective = \"technology\"\nincluded = \"what is in\"\nnot_included = \"what is not\"\n\
                    why = \"so\"\nimplications = \"few\"\nauthor = \"the field\"\ndate = 2026-11-20\n\
                    notes = \"the club disputes the border with ports\"\n";

/// The made catalogue with a card for each ecosystem.
fn carded(folder: &Folder) -> String {
    let catalogue = catalogue(folder);
    for id in ["water", "energie", "leeg"] {
        let path = format!("{catalogue}/{id}.toml");
        let text = std::fs::read_to_string(&path).expect("an ecosystem's file");
        std::fs::write(&path, text + CARD).expect("a file that can be written");
    }
    catalogue
}

/// Rows of a CSV file by the names of its columns.
fn rows(path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    reader
        .deserialize()
        .map(|row| row.expect("a row of the header's length"))
        .collect()
}

fn attributed(input: &str, run: &str, catalogue: &str, more: &[&str]) {
    let arguments = [&["attribute", input, "--out", run, "--catalogue", catalogue], more].concat();
    program(&arguments).exits(0);
}

/// A sheet filled in: every fourth question is answered with yes.
fn one_in_four(sheet: &str) -> String {
    let mut answers = String::from("document_id,label,value\n");
    for (n, row) in rows(sheet).iter().enumerate() {
        let value = if n % 4 == 0 { "ja" } else { "nee" };
        answers += &format!("{},{},{value}\n", row["document_id"], row["label"]);
    }
    answers
}

/// Eight documents of which one in four is about water, so that the rule is right in a quarter of them.
#[test]
fn rows_6_14_37_a_final_export_waits_for_review_and_tells_the_over_count() {
    let folder = Folder::new();
    let catalogue = carded(&folder);
    let titles: Vec<(String, String)> = (0..8)
        .map(|n| (format!("W{n}"), format!("drinkwater {}", filler(n))))
        .collect();
    let borrowed: Vec<(&str, &str)> = titles.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    let input = documents(&folder, "in.csv", &borrowed);
    let [run, draft, reviewed, shared] = ["run", "draft", "reviewed", "shared"].map(|name| folder.path(name));
    attributed(&input, &run, &catalogue, &[]);
    let refused = program(&["export", &run, "--out", &shared, "--final", "--catalogue", &catalogue]).exits(2);
    assert!(
        refused.stderr.contains("water, review: nobody has reviewed 8 of the 8"),
        "{}",
        refused.stderr
    );
    assert!(!Path::new(&shared).exists() && !Path::new(&format!("{shared}.tmp")).exists());
    let told = program(&["export", &run, "--out", &draft, "--catalogue", &catalogue]).exits(0);
    assert!(told.stdout.contains("8 attributions to review"), "{}", told.stdout);
    let is_narrow = |line: &str| line.starts_with("The export") || line.chars().count() <= 80;
    assert!(told.stdout.lines().all(is_narrow), "{}", told.stdout);
    let answers = folder.write("answers.csv", one_in_four(&format!("{draft}/to_review.csv")));
    attributed(&input, &reviewed, &catalogue, &["--judgements", &answers]);
    let done = program(&[
        "export",
        &reviewed,
        "--out",
        &shared,
        "--final",
        "--catalogue",
        &catalogue,
    ])
    .exits(0);
    assert!(done.stdout.contains("Over-count factor 4.0: 8"), "{}", done.stdout);
    let cards = rows(&format!("{shared}/cards.csv"));
    let water = cards
        .iter()
        .find(|card| card["ecosystem_id"] == "water")
        .expect("a card");
    assert_eq!(
        (water["n_documents"].as_str(), water["over_count"].as_str()),
        ("2", "4")
    );
    assert_eq!(water["notes"], "the club disputes the border with ports");
    assert_eq!(water["representatives"].split("; ").count(), 2);
    assert!(!Path::new(&shared).join("to_review.csv").exists());
    let stamp = std::fs::read_to_string(format!("{shared}/export.json")).expect("a stamp");
    assert!(
        stamp.contains("\"status\": \"final\"") && stamp.contains("\"over_count\": 4.0"),
        "{stamp}"
    );
}

#[test]
fn rows_14_29_a_card_that_lacks_fields_is_named_field_by_field_and_no_documents_are_not_zero() {
    let folder = Folder::new();
    let catalogue = catalogue(&folder);
    let path = format!("{catalogue}/energie.toml");
    let text = std::fs::read_to_string(&path).expect("an ecosystem's file");
    let partly = CARD
        .replace("why = \"so\"\n", "")
        .replace("author = \"the field\"\n", "");
    std::fs::write(&path, text + &partly).expect("a file that can be written");
    let (input, run) = (documents(&folder, "in.csv", &TITLES), folder.path("run"));
    attributed(&input, &run, &catalogue, &[]);
    let export = |out: &str, more: &[&str]| {
        let arguments = [
            "export",
            &run,
            "--out",
            out,
            "--catalogue",
            &catalogue,
            "--language",
            "en",
        ];
        program(&[&arguments[..], more].concat())
    };
    let refused = export(&folder.path("final"), &["--final"]).exits(2);
    for named in [
        "water, delineation: ",
        "energie, why: ",
        "energie, author: ",
        "leeg, delineation: ",
        "energie, review: ",
        "water, review: ",
        "for 6 reasons",
    ] {
        assert!(refused.stderr.contains(named), "{named}: {}", refused.stderr);
    }
    assert_eq!(refused.stderr.matches("hint: ").count(), 7, "{}", refused.stderr);
    let draft = folder.path("draft");
    export(&draft, &[]).exits(0);
    let cards = rows(&format!("{draft}/cards.csv"));
    let empty = cards
        .iter()
        .find(|card| card["ecosystem_id"] == "leeg")
        .expect("a card");
    assert_eq!(empty["share"], "");
    let page = std::fs::read_to_string(format!("{draft}/cards.html")).expect("the page of cards");
    assert!(page.contains("no data: this source has no document of it") && page.contains("Draft"));
    assert!(page.contains("class=\"missing\""));
    assert!(page.contains("the club disputes the border with ports"));
}

#[test]
fn an_export_holds_every_table_and_is_the_same_again() {
    let folder = Folder::new();
    let catalogue = carded(&folder);
    let (input, run) = (documents(&folder, "in.csv", &TITLES), folder.path("run"));
    attributed(&input, &run, &catalogue, &[]);
    let [first, second] = ["first", "second"].map(|name| folder.path(name));
    for out in [&first, &second] {
        program(&["export", &run, "--out", out, "--catalogue", &catalogue]).exits(0);
    }
    let mut names: Vec<String> = std::fs::read_dir(&first)
        .expect("the export")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in [
        "attributions.csv",
        "cards.html",
        "documents.csv",
        "report.html",
        "tables.xlsx",
    ] {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
    for name in &names {
        let of = |out: &str| std::fs::read(Path::new(out).join(name)).expect("a file");
        assert!(of(&first) == of(&second), "{name} differs");
    }
    let documents = rows(&format!("{first}/documents.csv"));
    assert_eq!(documents.len(), TITLES.len());
    let organisations = rows(&format!("{first}/organisations.csv"));
    assert_eq!(organisations[0]["name"], "Bedrijf A");
}

#[test]
fn an_export_touches_no_other_folder_and_no_other_catalogue() {
    let folder = Folder::new();
    let catalogue = carded(&folder);
    let (input, run) = (documents(&folder, "in.csv", &TITLES), folder.path("run"));
    attributed(&input, &run, &catalogue, &[]);
    folder.write("taken/thesis.txt", "x");
    let taken = program(&[
        "export",
        &run,
        "--out",
        &folder.path("taken"),
        "--catalogue",
        &catalogue,
    ])
    .exits(2);
    assert!(
        taken.stderr.contains("is not empty") && taken.n_said("hint:") == 1,
        "{}",
        taken.stderr
    );
    assert_eq!(std::fs::read_dir(folder.path("taken")).expect("the folder").count(), 1);
    let other = program(&["export", &run, "--out", &folder.path("out")]).exits(2);
    assert!(
        other.stderr.contains("the built-in one") && other.n_said("hint:") == 1,
        "{}",
        other.stderr
    );
    let no_run = program(&["export", &folder.path("nowhere"), "--out", &folder.path("out")]).exits(2);
    assert_eq!(no_run.n_said("hint:"), 1, "{}", no_run.stderr);
    assert!(!Path::new(&folder.path("out")).exists());
}

/// A survey that differs from the text stands beside it.
#[test]
fn row_4_conflicting_figures_stand_side_by_side() {
    let folder = Folder::new();
    let catalogue = carded(&folder);
    let (input, run, out) = (
        documents(&folder, "in.csv", &TITLES),
        folder.path("run"),
        folder.path("out"),
    );
    let survey = folder.write(
        "survey.csv",
        "document_id,label,value,source\nA,water,0.3,survey\nD,water,0.1,survey\n",
    );
    attributed(&input, &run, &catalogue, &["--judgements", &survey]);
    program(&["export", &run, "--out", &out, "--catalogue", &catalogue]).exits(0);
    let shares: BTreeMap<String, (String, String)> = rows(&format!("{out}/attributions.csv"))
        .into_iter()
        .filter(|row| row["ecosystem_id"] == "water")
        .map(|row| {
            (
                row["document_id"].clone(),
                (row["share"].clone(), row["text_share"].clone()),
            )
        })
        .collect();
    assert_eq!(shares["A"], ("0.3".into(), "0.8".into()));
    assert_eq!(shares["D"], ("0.1".into(), "0".into()), "the text gave it nothing");
    assert_eq!(shares["B"].0, shares["B"].1, "nobody decided on it");
}
