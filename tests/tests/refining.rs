//! `query explain | clauses | suggest`: the loop in which a query is sharpened, on documents made for it.

mod afbaken;

use afbaken::{Folder, afbaken as program, scoped};
use serde_json::Value;

/// Texts of our own, in which water is cleaned in three of six.
const DOCUMENTS: &str = "id,title,text\n\
    W-1,Membranen voor drinkwater,Het waterschap bouwt een proefinstallatie die met membranen het drinkwater zuivert.\n\
    W-2,Schoon afvalwater,Een nieuw filter zuivert het afvalwater van de zuivelfabriek en het waterschap meet mee.\n\
    W-3,Zuivering in de wijk,De bewoners zuiveren het afvalwater van hun wijk zelf met een helofytenfilter.\n\
    W-4,Zwemmen in het kanaal,De gemeente legt een steiger aan waar kinderen in het water kunnen zwemmen.\n\
    W-5,Slibvergisting,Het waterschap vergist afval met slib en maakt er gas van voor de bussen van de stad.\n\
    W-6,Chips van licht,De onderzoekers bouwen een chip die met licht rekent en weinig stroom verbruikt.\n";

fn run() -> (Folder, String) {
    let folder = Folder::new();
    let documents = folder.write("documents.csv", DOCUMENTS);
    let run = folder.path("run");
    scoped(&documents, &run, &[]);
    (folder, run)
}

#[test]
fn a_document_is_explained_clause_by_clause() {
    let (_folder, run) = run();
    let query = "(filter OR membraan) PRE/1 afvalwater AND NOT wijk";
    let outcome = program(&["query", "explain", query, "--on", &run, "--document", "W-2"]).exits(1);
    for said in [
        "does not match",
        "2 words apart, at most 1",
        "[filter]",
        "[afvalwater]",
        "✓ NOT wijk",
    ] {
        assert!(outcome.stdout.contains(said), "{said}:\n{}", outcome.stdout);
    }
    assert!(
        outcome.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        outcome.stdout
    );
    let explained = |code| {
        program(&[
            "query",
            "explain",
            "title:zuiver*",
            "--on",
            &run,
            "--document",
            "W-2",
            "--json",
        ])
        .exits(code)
    };
    assert_eq!(explained(1).json()["explanation"]["reason"]["kind"], "other_field");
}

#[test]
fn a_text_needs_no_run() {
    let text = "Membranen maken schoon water uit zout water";
    let outcome = program(&["query", "explain", "membra* NEAR/3 water", "--text", text]).exits(0);
    assert!(
        outcome.stdout.contains("[Membranen maken schoon water]"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn unknown_documents_and_missing_indexes_are_named_with_a_hint() {
    let (_folder, run) = run();
    let outcome = program(&["query", "explain", "water", "--on", &run, "--document", "W-22"]).exits(2);
    assert!(
        outcome.stderr.contains("hint: the nearest ids are W-2"),
        "{}",
        outcome.stderr
    );
    std::fs::remove_dir_all(std::path::Path::new(&run).join("index")).expect("an index");
    let outcome = program(&["query", "clauses", "water", "--on", &run]).exits(2);
    assert!(
        outcome.stderr.contains("`index`") && outcome.n_said("hint:") == 1,
        "{}",
        outcome.stderr
    );
}

#[test]
fn clauses_say_what_they_bring_and_what_goes_without_them() {
    let (folder, run) = run();
    let labels = folder.write(
        "labels.csv",
        "document_id,label,value\nW-2,water,yes\nW-3,water,yes\nW-4,water,no\n",
    );
    let query = "(zuiver* OR filter) AND afvalwater OR water AND NOT kinderen OR zwemmen";
    let outcome = program(&[
        "query",
        "clauses",
        query,
        "--on",
        &run,
        "--judgements",
        &labels,
        "--json",
    ])
    .exits(0);
    let report = outcome.json();
    let numbers = |text: &str| {
        let clauses = report["clauses"].as_array().expect("clauses");
        let row = clauses
            .iter()
            .find(|row| row["text"] == text)
            .unwrap_or_else(|| panic!("{text}"));
        ["hits", "unique", "lost", "gained"].map(|name| row[name].as_i64().unwrap_or(-1))
    };
    assert_eq!(report["whole"]["hits"], 3);
    assert_eq!(numbers("(zuiver* OR filter) AND afvalwater"), [2, 2, 2, 0]);
    assert_eq!(numbers("zuiver*"), [2, 1, 1, 0]);
    assert_eq!(numbers("filter"), [1, 0, 0, 0]);
    assert_eq!(numbers("zwemmen"), [1, 1, 1, 0]);
    assert_eq!(numbers("afvalwater"), [2, -1, 0, 1], "without it W-1 comes");
    let precision = report["whole"]["precision"]["value"].as_f64().expect("labels");
    assert!((precision - 2.0 / 3.0).abs() < 1e-9);
    let outcome = program(&["query", "clauses", "afvalwater", "--on", &run]).exits(0);
    assert!(outcome.stdout.contains("no labels yet"), "{}", outcome.stdout);
}

#[test]
fn rejected_suggestions_are_remembered() {
    let (folder, run) = run();
    let terms = |more: &[&str]| -> Vec<String> {
        let arguments = [
            &["query", "suggest", "water", "--on", &run, "--label", "water", "--json"],
            more,
        ]
        .concat();
        let suggestions: Value = program(&arguments).json();
        let additions = suggestions["additions"].as_array().expect("additions");
        additions
            .iter()
            .map(|addition| addition["term"].as_str().expect("a term").to_owned())
            .collect()
    };
    let first = terms(&[]);
    assert!(first.contains(&"afvalwater".to_owned()), "{first:?}");
    assert_eq!(first, terms(&[]), "the same again");
    let kept = terms(&["--reject", "afvalwater", "--annotator", "jan"]);
    assert!(!kept.contains(&"afvalwater".to_owned()), "{kept:?}");
    let file = std::fs::read_to_string(folder.path("judgements.csv")).expect("beside the run");
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines[0], "document_id,label,value,annotator,time,note");
    assert!(
        lines[1].starts_with(",water,rejected,jan,") && lines[1].ends_with(",afvalwater"),
        "{file}"
    );
    assert_eq!(kept, terms(&[]), "not offered again");
}

#[test]
fn clauses_that_bring_what_does_not_belong_are_to_drop() {
    let (_folder, run) = run();
    let arguments = [
        "query",
        "suggest",
        "zuiver* OR zwemmen",
        "--on",
        &run,
        "--no",
        "W-4",
        "--no-model",
        "--json",
    ];
    let drops = program(&arguments).exits(0).json()["drops"].clone();
    assert_eq!(
        (&drops[0]["text"], &drops[0]["removes"]),
        (&"zwemmen".into(), &1.into()),
        "{drops}"
    );
    assert!(
        program(&["query", "suggest", "water", "--on", &run, "--no", "W-44"])
            .exits(2)
            .n_said("hint:")
            == 1
    );
}
