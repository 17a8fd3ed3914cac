//! `train` and `classify`: from labels to decisions, history, silver labels, drift, and what people do wrong.

mod afbaken;

use std::path::Path;

use afbaken::{Folder, afbaken as program};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

const SUBJECTS: [(&str, [&str; 4]); 3] = [
    (
        "water",
        [
            "membrane filtration",
            "sewage treatment",
            "drinking water wells",
            "desalination plants",
        ],
    ),
    (
        "light",
        ["laser sources", "photonic chips", "optical fibres", "quantum dots"],
    ),
    (
        "farming",
        ["wheat harvests", "tractor steering", "soil sensors", "greenhouse crops"],
    ),
];

fn subject(at: usize) -> (&'static str, &'static str) {
    let (label, terms) = SUBJECTS[at % 3];
    (label, terms[(at / 3) % 4])
}

/// Documents from `start` on, their subject as a column.
fn documents(start: usize, n: usize) -> String {
    let mut rows = "id,title,abstract,subject,partner\n".to_owned();
    for at in start..start + n {
        let (label, term) = subject(at);
        let place = ["Zwolle", "Leiden", "Venlo", "Breda", "Assen"][at % 5];
        rows += &format!(
            "D{at},Better {term},A consortium in {place} improves {term} with method {} of {}.,{label},P{}\n",
            at % 7,
            at % 11,
            at % 20
        );
    }
    rows
}

fn labels(n: usize, answer: impl Fn(usize, &str) -> &'static str) -> String {
    let mut rows = "document_id,label,value,annotator\n".to_owned();
    for at in 0..n {
        for (label, _) in SUBJECTS {
            rows += &format!("D{at},{label},{},a\n", answer(at, label));
        }
    }
    rows
}

fn right(at: usize, label: &str) -> &'static str {
    if subject(at).0 == label { "ja" } else { "0" }
}

const QUERIES: &str = "label,query\nwater,membrane OR sewage OR desalination\nlight,laser OR photonic OR fibre*\nfarming,wheat OR tractor OR greenhouse\n";

fn train(arguments: &[&str], exit: i32) -> (Value, String) {
    let outcome = program(&[&["train"], arguments, &["--no-vectors", "--json"]].concat()).exits(exit);
    let card = serde_json::from_str(&outcome.stdout).unwrap_or(Value::Null);
    (card, outcome.stderr)
}

fn classified(input: &str, classifier: &str, out: &str) -> (Vec<Vec<String>>, Value) {
    let outcome = program(&["classify", input, "--classifier", classifier, "--out", out, "--json"]).exits(0);
    let mut reader = csv::Reader::from_path(out).expect("the decisions");
    assert_eq!(
        reader.headers().unwrap(),
        vec!["document_id", "label", "probability", "decision", "basis"]
    );
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (rows.collect(), outcome.json())
}

#[test]
fn labels_become_decisions_on_new_documents_and_the_same_bytes_again() {
    let folder = Folder::new();
    let input = folder.write("documents.csv", documents(0, 120));
    let labels = folder.write("labels.csv", labels(90, right));
    let run = |name: &str, threads: &str| {
        let out = folder.path(name);
        let (printed, _) = train(&[&input, "--labels", &labels, "--out", &out, "--threads", threads], 0);
        (out, printed)
    };
    let (classifier, printed) = run("one", "1");
    let report = &printed["card"]["report"];
    assert_eq!((&report["n_pairs"], &report["n_documents"]), (&270.into(), &90.into()));
    assert!(report["f1"].as_f64().unwrap() > 0.9, "{report}");
    let (other, _) = run("two", "2");
    for file in [
        "classifier.safetensors",
        "classifier.json",
        "card.json",
        "card.md",
        "held_out.csv",
    ] {
        let read = |of: &str| std::fs::read(Path::new(of).join(file)).unwrap();
        assert!(read(&classifier) == read(&other), "{file} differs");
    }
    let new = folder.write("new.csv", documents(300, 60));
    let (rows, json) = classified(&new, &classifier, &folder.path("out.csv"));
    assert_eq!(rows.len(), 180);
    let is_right = |row: &&Vec<String>| (row[3] == "yes") == (subject(row[0][1..].parse().unwrap()).0 == row[1]);
    assert!(rows.iter().filter(is_right).count() > 170);
    assert_eq!(
        (&json["basis"], &json["drift"]["retrain"]),
        (&"human".into(), &false.into())
    );
}

#[test]
fn documents_of_another_kind_are_drift() {
    let folder = Folder::new();
    let input = folder.write("documents.csv", documents(0, 120));
    let classifier = folder.path("classifier");
    train(&[&input, "--label", "subject", "--out", &classifier], 0);
    let mut rows = "id,title,abstract\n".to_owned();
    (0..80).for_each(|at| {
        rows += &format!("B{at},Besluit {at},De raad besluit over vergunning {at} voor woningen aan de kade.\n")
    });
    let foreign = folder.write("foreign.csv", rows);
    let (_, json) = classified(&foreign, &classifier, &folder.path("out.csv"));
    assert_eq!(json["drift"]["retrain"], true);
}

#[test]
fn a_worse_classifier_is_not_taken_silently_and_history_is_kept() {
    let folder = Folder::new();
    let input = folder.write("documents.csv", documents(0, 150));
    let good = folder.write("good.csv", labels(120, right));
    let out = folder.path("classifier");
    train(&[&input, "--labels", &good, "--out", &out], 0);
    let before = std::fs::read(Path::new(&out).join("card.json")).unwrap();
    // The wrong columns: the same documents and answers, with texts that say nothing of the subject.
    let mut rows = "id,title,abstract\n".to_owned();
    (0..150).for_each(|at| rows += &format!("D{at},Project {},A consortium works on case {}.\n", at % 7, at % 11));
    let blank = folder.write("blank.csv", rows);
    let again = [&*blank, "--labels", &good, "--out", &out];
    let (_, said) = train(&again, 2);
    assert!(
        said.contains("is worse than the one in") && said.contains("--adopt"),
        "{said}"
    );
    assert_eq!(std::fs::read(Path::new(&out).join("card.json")).unwrap(), before);
    assert!(Path::new(&out).join("rejected/card.json").is_file());
    let (printed, _) = train(&[&again[..], &["--adopt"]].concat(), 0);
    assert_eq!(printed["card"]["generation"], 2);
    let comparison = &printed["card"]["comparison"];
    assert!(comparison["f1"].as_f64() < comparison["f1_before"].as_f64());
    assert_eq!(
        std::fs::read(Path::new(&out).join("history/0001/card.json")).unwrap(),
        before
    );
}

#[test]
fn queries_stand_in_for_people_and_are_marked() {
    let folder = Folder::new();
    let input = folder.write("documents.csv", documents(0, 120));
    let queries = folder.write("queries.csv", QUERIES);
    let out = folder.path("classifier");
    let (printed, said) = train(&[&input, "--queries", &queries, "--out", &out], 0);
    assert_eq!(printed["card"]["basis"], "silver");
    assert!(said.contains("silver"), "{said}");
    assert!(
        std::fs::read_to_string(Path::new(&out).join("card.md"))
            .unwrap()
            .contains("**Silver**")
    );
    let (rows, _) = classified(&input, &out, &folder.path("out.csv"));
    assert!(rows.iter().all(|row| row[4] == "silver"));
}

#[test]
fn mistakes_are_named_with_a_way_out() {
    let folder = Folder::new();
    let input = folder.write("documents.csv", documents(0, 60));
    let out = folder.path("classifier");
    let check = |arguments: &[&str], named: &[&str]| {
        let (_, said) = train(&[&[&*input, "--out", &out], arguments].concat(), 2);
        for name in named.iter().chain(&["error:", "hint:"]) {
            assert!(said.contains(name), "{name} in {said}");
        }
        assert!(!Path::new(&out).exists(), "nothing is left behind");
    };
    check(&[], &["nothing to learn from"]);
    check(&["--label", "nosuch"], &["no column `nosuch`", "subject"]);
    check(
        &["--labels", &folder.write("one.csv", labels(60, |_, _| "ja"))],
        &["all 180 labels are yes"],
    );
    check(
        &[
            "--queries",
            &folder.write("bad.csv", "label,query\nwater,(membrane\nlight,AND\n"),
        ],
        &["2 of the queries", "row 1", "row 2"],
    );
    let mixed = labels(60, |at, label| if at == 7 { "misschien wel" } else { right(at, label) }) + "Z9,water,ja,a\n";
    let (printed, said) = train(
        &[&input, "--labels", &folder.write("mixed.csv", mixed), "--out", &out],
        2,
    );
    assert_eq!(said.matches("error: line").count(), 3, "{said}");
    assert!(said.contains("`Z9`"), "{said}");
    assert_eq!(printed["card"]["report"]["n_pairs"], 177);
}

/// A workbook as people hand it in: a title above the table, merged cells, and everything wrong with the answers at once.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 3, "Beoordeling projecten", &Format::new())
        .expect("a title");
    let mut row = 1;
    let mut write = |cells: [&str; 4]| {
        for (column, cell) in (0..).zip(cells) {
            // A cell that is merged with the one above is left as it is.
            if !cell.is_empty() {
                sheet.write(row, column, cell).expect("a cell");
            }
        }
        row += 1;
    };
    write(["document_id", "label", "value", "annotator"]);
    for at in 0..60 {
        let yes = ["ja", "yes", "1"][at % 3];
        let value = |label: &str| {
            if subject(at).0 == label {
                yes
            } else {
                ["nee", "no", "0"][at % 3]
            }
        };
        for (place, (label, _)) in SUBJECTS.iter().enumerate() {
            let id = if place == 0 { format!("D{at}") } else { String::new() };
            write([&id, label, value(label), "a"]);
        }
    }
    for more in [
        ["D1", "water", "ja", "a"],
        ["D2", "water", "heel misschien", "a"],
        ["Z9", "water", "1", "a"],
        ["", "water", "yes", "a"],
    ] {
        write(more);
    }
    for at in 0..9 {
        write([&format!("D{at}"), "sport", "no", "a"]);
    }
    for at in 0..60 {
        let (first, id) = (2 + 3 * at, format!("D{at}"));
        sheet
            .merge_range(first, 0, first + 2, 0, &id, &Format::new())
            .expect("merged ids");
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn everything_wrong_with_a_workbook_is_named_at_once_and_the_rest_is_learnt_from() {
    let folder = Folder::new();
    let input = folder.write("documents.csv", documents(0, 60));
    let labels = folder.write("labels.xlsx", workbook());
    let out = folder.path("classifier");
    let (printed, said) = train(&[&input, "--labels", &labels, "--out", &out], 2);
    assert_eq!(said.matches("merged down to row").count(), 60, "{said}");
    for (line, problem) in [
        (183, "it contradicts line 6"),
        (184, "`heel misschien` is no answer"),
        (186, "it has no document or no label"),
    ] {
        let named = said.lines().find(|said| said.contains(&format!("line {line} of")));
        assert!(
            named.is_some_and(|named| named.contains(problem)),
            "{line} {problem} in {said}"
        );
    }
    for named in ["all 9 answers on `sport` are no", "not in the input are left out: `Z9`"] {
        assert!(said.contains(named), "{named} in {said}");
    }
    // 60 documents with 3 answers each and 9 on sport; an answer that contradicts another takes its place.
    assert_eq!(printed["card"]["report"]["n_pairs"], 189);
    assert!(Path::new(&out).join("classifier.json").is_file());
}
