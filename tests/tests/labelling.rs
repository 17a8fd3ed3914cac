//! The loop of labels: questions drawn, filled in, and read back as estimates; and what is said of bad labels files.

mod afbaken;

use std::collections::BTreeMap;

use afbaken::{Folder, afbaken as program, demo, scoped};

/// The demo corpus' own answers: the ecosystems of each document.
fn gold() -> BTreeMap<String, Vec<String>> {
    let path = std::path::Path::new(&demo()).with_file_name("gold.csv");
    let text = std::fs::read_to_string(path).expect("the demo corpus has its answers");
    let mut gold: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        gold.entry(cells[0].to_owned()).or_default().push(cells[1].to_owned());
    }
    gold
}

/// A sample with every question answered by the corpus' own answers, in Dutch.
fn filled_in(sample: &str) -> String {
    let gold = gold();
    let mut reader = csv::Reader::from_path(sample).expect("a sample");
    let header = reader.headers().expect("a header").clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for row in reader.records() {
        let mut cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        let belongs = gold.get(&cells[0]).cloned().unwrap_or_default();
        cells[2] = match cells[1].as_str() {
            "*" if belongs.is_empty() || belongs.contains(&"none".to_owned()) => "nee".to_owned(),
            "*" => belongs.join("; "),
            label => if belongs.iter().any(|id| id == label) {
                "ja"
            } else {
                "0"
            }
            .to_owned(),
        };
        writer.write_record(&cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn rows(path: &str) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(path).expect("a sample");
    reader
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect()
}

#[test]
fn a_sample_is_reproducible_grows_with_its_budget_and_asks_nothing_twice() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let [small, again, large, more, book] =
        ["small.csv", "again.csv", "large.csv", "more.csv", "book.xlsx"].map(|name| folder.path(name));
    for (out, budget) in [(&small, "40"), (&again, "40"), (&large, "70"), (&book, "40")] {
        program(&["sample", &run, "--budget", budget, "--seed", "3", "--out", out]).exits(0);
    }
    assert_eq!(std::fs::read(&small).unwrap(), std::fs::read(&again).unwrap());
    let (few, many) = (rows(&small), rows(&large));
    assert!(few.len() == 40 && many.len() == 70 && few.iter().all(|row| many.contains(row)));
    let answers = folder.write("filled.csv", filled_in(&small));
    program(&[
        "sample", &run, "--budget", "70", "--seed", "3", "--labels", &answers, "--out", &more,
    ])
    .exits(0);
    let left = rows(&more);
    assert!(left.len() == 30 && left.iter().all(|row| !few.contains(row)));
    let refused = program(&["sample", &run, "--out", &answers]).exits(2);
    assert!(refused.stderr.contains("holds answers already"), "{}", refused.stderr);
    let unknown = program(&["sample", &run, "--ecosystem", "bestaat-niet", "--out", &more]).exits(2);
    assert!(
        unknown.stderr.contains("`bestaat-niet`") && unknown.n_said("hint:") == 1,
        "{}",
        unknown.stderr
    );
    let empty = program(&["evaluate", &run, "--labels", &book, "--json"])
        .exits(0)
        .json();
    assert_eq!(empty["open"], 40, "the workbook is read back");
}

/// With every question of a census answered there is nothing left to estimate: the figures are the truth.
#[test]
fn a_census_gives_the_true_figures() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let sample = folder.path("sample.csv");
    program(&[
        "sample",
        &run,
        "--budget",
        "100000",
        "--ecosystem",
        "waterstof",
        "--out",
        &sample,
    ])
    .exits(0);
    let filled = filled_in(&sample);
    let (mut attributed, mut kept, mut belonging) = (0.0, 0.0, 0.0);
    let mut reader = csv::Reader::from_reader(filled.as_bytes());
    for row in reader.records().map(|row| row.unwrap()) {
        let (is_attributed, belongs) = (row[6].contains(": p "), &row[2] == "ja");
        attributed += f64::from(u8::from(is_attributed));
        kept += f64::from(u8::from(is_attributed && belongs));
        belonging += f64::from(u8::from(belongs));
    }
    let answers = folder.write("filled.csv", &filled);
    let json = program(&["evaluate", &run, "--labels", &answers, "--json"])
        .exits(0)
        .json();
    let found = &json["sampled"]["ecosystems"]["waterstof"];
    for (figure, truth) in [("precision", kept / attributed), ("recall", kept / belonging)] {
        for name in ["value", "low", "high"] {
            let value = found[figure][name]
                .as_f64()
                .unwrap_or_else(|| panic!("{figure} {name}: {json:#}"));
            assert!((value - truth).abs() < 1e-9, "{figure} {name}: {value}, not {truth}");
        }
    }
}

#[test]
fn one_sample_of_all_ecosystems_gives_figures_together_and_for_rules() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let sample = folder.path("sample.csv");
    program(&["sample", &run, "--budget", "120", "--out", &sample]).exits(0);
    let answers = folder.write("filled.csv", filled_in(&sample));
    let outcome = program(&["evaluate", &run, "--labels", &answers]).exits(0);
    assert!(
        outcome.stdout.contains("all together") && outcome.stdout.contains("recall"),
        "{}",
        outcome.stdout
    );
    let json = program(&["evaluate", &run, "--labels", &answers, "--json"])
        .exits(0)
        .json();
    let all = &json["sampled"]["all"];
    let low = all["recall"]["low"].as_f64().expect("an interval");
    assert!(low > 0.0 && low < 1.0, "{all:#}");
    let rules = json["sampled"]["rules"].as_array().expect("rules");
    let proposals = rules.iter().filter(|rule| !rule["proposed_weight"].is_null());
    assert!(proposals.clone().count() > 0, "{json:#}");
    for rule in proposals {
        let number = |value: &serde_json::Value| value.as_f64().expect("a number");
        let n = number(&rule["estimate"]["n_sure"]);
        let found = number(&rule["estimate"]["precision"]["value"]);
        let expected = (4.0 * number(&rule["weight"]) + n * found) / (4.0 + n);
        assert!((number(&rule["proposed_weight"]) - expected).abs() < 1e-9, "{rule:#}");
    }
}

/// Questions to train on are chosen among what nobody has answered, and are no probability sample.
#[test]
fn questions_to_train_on_are_chosen_and_estimate_nothing() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let [first, again, next] = ["first.csv", "again.csv", "next.csv"].map(|name| folder.path(name));
    let arguments = ["sample", &run, "--purpose", "train", "--budget", "30", "--out"];
    program(&[&arguments[..], &[&first]].concat()).exits(0);
    program(&[&arguments[..], &[&again]].concat()).exits(0);
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&again).unwrap());
    let few = rows(&first);
    assert_eq!(few.len(), 30);
    let mut reader = csv::Reader::from_path(&first).unwrap();
    for row in reader.records().map(|row| row.unwrap()) {
        assert!(row[6].starts_with("chosen: ") && row[7].is_empty(), "{row:?}");
    }
    let answers = folder.write("filled.csv", filled_in(&first));
    program(&[&arguments[..], &[&next, "--labels", &answers]].concat()).exits(0);
    assert!(rows(&next).iter().all(|row| !few.contains(row)), "no double work");
    let evaluated = program(&["evaluate", &run, "--labels", &answers, "--json"])
        .exits(0)
        .json();
    assert!(
        evaluated["sampled"]["ecosystems"]
            .as_object()
            .is_some_and(|found| found.is_empty())
    );
    let refused = program(&[
        "sample",
        &run,
        "--probabilities",
        &answers,
        "--out",
        &folder.path("no.csv"),
    ])
    .exits(2);
    assert!(refused.stderr.contains("--purpose train"), "{}", refused.stderr);
}

/// What `classify` wrote tells where the classifier is unsure; its labels need no catalogue.
#[test]
fn questions_follow_the_probabilities_of_a_classifier() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let ids: Vec<String> = gold().into_keys().take(12).collect();
    let mut classified = "document_id,label,probability,decision,basis\n".to_owned();
    for (place, id) in ids.iter().enumerate() {
        classified += &format!("{id},mine,{},no,human\n", if place == 7 { 0.45 } else { 0.01 });
    }
    let classified = folder.write("classified.csv", classified);
    let out = folder.path("next.csv");
    let arguments = [
        "sample",
        &run,
        "--purpose",
        "train",
        "--budget",
        "1",
        "--out",
        &out,
        "--probabilities",
    ];
    program(&[&arguments[..], &[&classified]].concat()).exits(0);
    assert_eq!(rows(&out), [(ids[7].clone(), "mine".to_owned())]);
    let wrong = folder.write("wrong.csv", "document_id,label,probability\nX,mine,0.5\n");
    let refused = program(&[&arguments[..], &[&wrong]].concat()).exits(2);
    assert!(
        refused.stderr.contains("none of its documents is in the run"),
        "{}",
        refused.stderr
    );
}

#[test]
fn everything_wrong_with_labels_is_said_at_once() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let mut text = "document_id;label;value;annotator\nX999;waterstof;ja;a\nD001;bestaat-niet;yes;a\n\
                    D001;waterstof;ja;a\nD001;waterstof;0;a\nD002;waterstof;misschien wel;a\nD003;*;nergens;a\n"
        .to_owned();
    (10..20).for_each(|n| text += &format!("D0{n};gaming;{};a\n", ["ja", "yes", "1"][n % 3]));
    let path = folder.write("bad.csv", &text);
    let outcome = program(&["evaluate", &run, "--labels", &path, "--json"]).exits(2);
    for said in [
        "line 2 of",
        "`X999` is not in the run",
        "`bestaat-niet` is no ecosystem",
        "contradicts line 4",
        "`misschien wel` is no answer",
        "`nergens` is no ecosystem",
        "all 10 answers on `gaming` are yes",
    ] {
        assert!(outcome.stderr.contains(said), "{said}:\n{}", outcome.stderr);
    }
    let json = outcome.json();
    assert_eq!(json["problems"].as_array().map(Vec::len), Some(6), "{json:#}");
    assert_eq!(outcome.n_said("error:"), 2);
}
