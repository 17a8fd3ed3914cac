//! `--classifier`: the built-in one by default, none for rules alone, and the run says which it was.

mod afbaken;

use std::collections::{BTreeMap, BTreeSet};

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

/// A yes or no of every document for each of these ecosystems, as the demo corpus has it.
fn complete_labels(folder: &Folder, ecosystems: &[(&str, &str)]) -> String {
    let gold = std::fs::read_to_string(demo().replace("documents.jsonl", "gold.csv")).expect("labels");
    let belongs: BTreeSet<(&str, &str)> = gold
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(',');
            Some((fields.next()?, fields.next()?))
        })
        .collect();
    let documents: BTreeSet<&str> = belongs.iter().map(|(document, _)| *document).collect();
    let rows = documents.iter().filter(|id| id.starts_with('D')).flat_map(|document| {
        let belongs = &belongs;
        ecosystems.iter().map(move |(ecosystem, label)| {
            let value = if belongs.contains(&(*document, *ecosystem)) {
                "yes"
            } else {
                "no"
            };
            format!("{document},{label},{value}\n")
        })
    });
    let rows: String = rows.collect();
    folder.write("labels.csv", format!("document_id,label,value\n{rows}"))
}

/// Rules alone, a classifier that learnt from labels alone, and one over rules: one schema, and how far each two agree.
#[test]
fn row_12_three_modes_share_a_schema_and_a_matrix_tells_how_far_they_agree() {
    let folder = Folder::new();
    let [human, machine, hybrid] = ["human", "machine", "hybrid"].map(|name| folder.path(name));
    let (trained, classified) = (folder.path("trained"), folder.path("classified.csv"));
    let labels = complete_labels(
        &folder,
        &["watertechnologie", "waterstof", "voedseltechnologie"].map(|id| (id, id)),
    );
    program(&["train", &demo(), "--labels", &labels, "--out", &trained]).exits(0);
    program(&["attribute", &demo(), "--classifier", "none", "--out", &human]).exits(0);
    program(&["attribute", &demo(), "--classifier", &trained, "--out", &machine]).exits(0);
    program(&["attribute", &demo(), "--out", &hybrid]).exits(0);
    for (run, mode) in [(&human, "human"), (&machine, "machine"), (&hybrid, "hybrid")] {
        assert_eq!(record(run)["mode"], mode);
        let table = Table::of(run, "attributions");
        assert!(
            table.n_rows() > 0 && table.texts("mode").iter().all(|of| of == mode),
            "{mode}"
        );
        assert_eq!(table.columns(), Table::of(&human, "attributions").columns());
    }
    program(&["classify", &demo(), "--classifier", &trained, "--out", &classified]).exits(0);
    decides_as_classified(&machine, &classified);
    let matrix = program(&["compare", &human, &machine, &hybrid, "--json"])
        .exits(0)
        .json();
    let pairs = matrix["pairs"].as_array().expect("a list");
    assert_eq!((pairs.len(), matrix["runs"].as_array().map(Vec::len)), (3, Some(3)));
    for pair in pairs {
        let kappa = pair["decisions"]["kappa"].as_f64().expect("kappa");
        assert!(kappa > 0.0 && kappa < 1.0, "{pair}");
    }
    let told = program(&["compare", &human, &machine, &hybrid]).exits(0).stdout;
    assert!(told.contains("mode machine, classifier trained"), "{told}");
}

/// What a run says of a pair is what `classify` says of it; rules decide nothing.
fn decides_as_classified(run: &str, classified: &str) {
    let mut reader = csv::Reader::from_path(classified).expect("what was classified");
    let said: BTreeMap<(String, String), (f64, String)> = reader
        .deserialize()
        .map(|row| {
            let (document, label, p, decision, _): (String, String, f64, String, String) = row.expect("a row");
            ((document, label), (p, decision))
        })
        .collect();
    let table = Table::of(run, "attributions");
    let pairs = table.texts("document_id").into_iter().zip(table.texts("ecosystem_id"));
    let (probabilities, zones) = (table.numbers("probability"), table.texts("zone"));
    let mut n_yes = 0;
    for (row, pair) in pairs.enumerate() {
        let (probability, decision) = &said[&pair];
        assert!((probability - probabilities[row]).abs() < 1e-12, "{pair:?}");
        let expected = if zones[row] == "unsure" { "unsure" } else { "yes" };
        assert_eq!(decision, expected, "{pair:?}");
        n_yes += usize::from(decision == "yes");
    }
    assert_eq!(n_yes, said.values().filter(|(_, decision)| decision == "yes").count());
}

#[test]
fn a_classifier_of_other_labels_is_refused_before_the_run() {
    let folder = Folder::new();
    let (trained, run) = (folder.path("trained"), folder.path("run"));
    let labels = complete_labels(&folder, &[("waterstof", "liked")]);
    program(&["train", &demo(), "--labels", &labels, "--no-vectors", "--out", &trained]).exits(0);
    let refused = program(&["attribute", &demo(), "--classifier", &trained, "--out", &run]).exits(2);
    assert!(
        refused.stderr.contains("`liked`") && refused.n_said("hint:") == 1,
        "{}",
        refused.stderr
    );
    assert!(!std::path::Path::new(&run).exists());
}
