//! Who takes part: KVK numbers, names that may be one, units in others, and the way from organisations to texts and back.
//! Numbers in the names of tests are the rows of the source study's list of needs (section 5) that they answer.

mod afbaken;

use std::collections::BTreeMap;

use afbaken::made::{catalogue, filler};
use afbaken::table::Table;
use afbaken::{Folder, afbaken as program};

/// Documents with organisations and their KVK numbers.
fn documents(folder: &Folder) -> String {
    let rows = [
        ("A", "Waterschap Limburg;Demo BV", "12345678;1234567"),
        ("B", "Waterschap Limburg", "12.34.56.78"),
        ("C", "Waterschp Limburg", ""),
        ("D", "Studytube;Witteveen en Bos;CHILL", ""),
        ("E", "TUD;Technische Universiteit Delft", "11112222"),
    ];
    let text: String = rows
        .iter()
        .enumerate()
        .map(|(n, (id, names, numbers))| {
            let words = filler(n);
            format!("{id},drinkwater {words},Een proef met drinkwater bij {words}.,{names},{numbers}\n")
        })
        .collect();
    folder.write(
        "in/F.jsonl",
        "{\"document_id\": \"F\", \"title\": \"Bossen\", \"text\": \"Een inventarisatie van bossen in het oosten.\", \
         \"organisations\": [{\"name\": \"—\"}]}\n",
    );
    folder.write("in/in.csv", format!("document_id,title,text,organisations,kvk\n{text}"));
    folder.path("in")
}

/// The table of organisations: by id the name, the KVK number and what it is a part of.
fn organisations(run: &str) -> BTreeMap<String, (String, Option<String>, Option<String>)> {
    let table = Table::of(run, "organisations");
    let (names, numbers) = (table.texts("name"), table.optional_texts("kvk"));
    let wholes = table.optional_texts("part_of");
    let rows = table.texts("organisation_id").into_iter().enumerate();
    rows.map(|(row, id)| (id, (names[row].clone(), numbers[row].clone(), wholes[row].clone())))
        .collect()
}

fn attributed(folder: &Folder, run: &str, more: &[&str]) -> afbaken::Outcome {
    let (input, catalogue) = (documents(folder), catalogue(folder));
    program(&[&["attribute", &input, "--out", run, "--catalogue", &catalogue], more].concat())
}

#[test]
fn rows_22_23_numbers_are_checked_and_nobody_is_dropped() {
    let folder = Folder::new();
    let run = folder.path("run");
    let told = attributed(&folder, &run, &[]).exits(0);
    assert!(
        told.stdout.contains("7 organisations, 1 with a KVK number, 6 without."),
        "{}",
        told.stdout
    );
    let problems = std::fs::read_to_string(format!("{run}/problems.csv")).expect("problems");
    for named in [
        "in.csv,1,kvk,doubtful",
        "`1234567` is no KVK number",
        "in.csv,5,kvk,doubtful",
        "one number for each",
    ] {
        assert!(problems.contains(named), "{named}: {problems}");
    }
    let found = organisations(&run);
    assert_eq!(found["waterschap-limburg"].1.as_deref(), Some("12345678"));
    assert_eq!(found["demo"].1, None, "a wrong number is none, and the name stays");
    assert_eq!(found["chill"].2.as_deref(), Some("chemelot-campus"));
    let pairs = Table::of(&run, "document_organisations");
    assert_eq!(pairs.n_rows(), 10, "every name of every document");
    let ids = pairs.optional_texts("organisation_id");
    let unmatched: Vec<String> = ids
        .iter()
        .zip(pairs.texts("name"))
        .filter_map(|(id, name)| id.is_none().then_some(name))
        .collect();
    assert_eq!(unmatched, ["—"], "a name that says nothing is listed");
    // From an organisation to its texts, and from a text to its organisations.
    let of_water: Vec<String> = ids
        .iter()
        .zip(pairs.texts("document_id"))
        .filter_map(|(id, document)| (id.as_deref() == Some("waterschap-limburg")).then_some(document))
        .collect();
    assert_eq!(of_water, ["A", "B"]);
    let out = folder.path("out");
    program(&["export", &run, "--out", &out, "--catalogue", &folder.path("catalogue")]).exits(0);
    let listed = std::fs::read_to_string(format!("{out}/organisations.csv")).expect("the organisations");
    assert_eq!(
        listed.lines().count(),
        1 + found.len(),
        "those without a number too: {listed}"
    );
}

#[test]
fn row_35_names_are_never_merged_by_likeness_but_asked_about_and_answers_hold() {
    let folder = Folder::new();
    let [run, again] = ["run", "again"].map(|name| folder.path(name));
    attributed(&folder, &run, &[]).exits(0);
    let found = organisations(&run);
    for id in [
        "studytube",
        "witteveen-en-bos",
        "tu-delft",
        "waterschap-limburg",
        "waterschp-limburg",
    ] {
        assert!(found.contains_key(id), "{id}: {found:?}");
    }
    let asked = std::fs::read_to_string(format!("{run}/organisation_matches.csv")).expect("questions");
    let lines: Vec<&str> = asked.lines().collect();
    assert_eq!(lines.len(), 2, "{asked}");
    assert!(
        lines[1].starts_with("Waterschap Limburg,Waterschp Limburg,,alike,0.9"),
        "{asked}"
    );
    let answers = folder.write(
        "answers.csv",
        asked.replace("Waterschp Limburg,,", "Waterschp Limburg,ja,"),
    );
    attributed(&folder, &again, &["--organisations", &answers]).exits(0);
    let after = organisations(&again);
    assert!(!after.contains_key("waterschp-limburg") && after.len() == found.len() - 1);
    let asked = std::fs::read_to_string(format!("{again}/organisation_matches.csv")).expect("questions");
    assert_eq!(asked.lines().count(), 1, "nothing is asked twice: {asked}");
}

#[test]
fn every_answer_that_cannot_be_used_is_named_before_anything_is_written() {
    let folder = Folder::new();
    let run = folder.path("run");
    // As a Dutch spreadsheet program saves it.
    let answers = folder.write(
        "answers.csv",
        "name;other;same\r\nA;B;maybe\r\nTU Delft;Reactor Instituut;part\r\nCHILL;Chemelot;part\r\n",
    );
    let refused = attributed(&folder, &run, &["--organisations", &answers]).exits(2);
    for named in ["2 answers", "line 2", "line 4", "a part of itself", "hint:"] {
        assert!(refused.stderr.contains(named), "{named}: {}", refused.stderr);
    }
    assert!(!std::path::Path::new(&run).exists());
}
