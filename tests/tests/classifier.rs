//! `--classifier`: the built-in one by default, none for rules alone, and the run says which it was.

mod afbaken;

use std::collections::BTreeMap;

use afbaken::table::Table;
use afbaken::{Folder, afbaken as program, demo, record, scoped};

#[test]
fn the_run_says_who_decided() {
    let folder = Folder::new();
    let [usual, alone] = ["usual", "alone"].map(|name| folder.path(name));
    scoped(&demo(), &usual, &[]);
    program(&["attribute", &demo(), "--classifier", "none", "--out", &alone]).exits(0);
    for (run, mode, classifier) in [(&usual, "hybrid", Some("afbaken-nl-en-pairs")), (&alone, "human", None)] {
        let record = record(run);
        assert_eq!(record["mode"], mode);
        assert_eq!(record["classifier"]["id"].as_str(), classifier);
        assert!(Table::of(run, "attributions").texts("mode").iter().all(|of| of == mode));
        let report = std::fs::read_to_string(format!("{run}/report.html")).expect("a report");
        assert_eq!(report.contains("afbaken-nl-en-pairs"), classifier.is_some(), "{mode}");
    }
    let kinds = |run: &str| Table::of(run, "evidence").texts("kind");
    assert!(kinds(&alone).iter().all(|kind| kind != "classifier"));
    let n_classified = kinds(&usual).iter().filter(|kind| *kind == "classifier").count();
    assert_eq!(n_classified, Table::of(&usual, "attributions").n_rows(), "one row each");
}

#[test]
fn attribute_and_scope_say_the_same() {
    let folder = Folder::new();
    let [scope, attribute] = ["scope", "attribute"].map(|name| folder.path(name));
    scoped(&demo(), &scope, &[]);
    program(&["attribute", &demo(), "--classifier", "built-in", "--out", &attribute]).exits(0);
    let said = |run: &str| -> BTreeMap<(String, String), f64> {
        let table = Table::of(run, "attributions");
        let pairs = table.texts("document_id").into_iter().zip(table.texts("ecosystem_id"));
        pairs.zip(table.numbers("probability")).collect()
    };
    assert_eq!(said(&scope), said(&attribute));
}

#[test]
fn a_classifier_that_is_not_there_stops_before_the_run() {
    let folder = Folder::new();
    let (run, none) = (folder.path("run"), folder.path("no-classifier"));
    let outcome = program(&["attribute", &demo(), "--classifier", &none, "--out", &run]).exits(2);
    assert!(
        outcome.stderr.contains("no-classifier") && outcome.stderr.contains("hint:"),
        "{}",
        outcome.stderr
    );
    assert!(!std::path::Path::new(&run).exists(), "nothing is made");
}
