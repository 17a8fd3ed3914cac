//! One ecosystem from several sides, crossings of two, and members that a field declares. Numbers in the names of tests are the
//! rows of the source study's list of needs (section 5) that they answer.

mod afbaken;

use std::collections::{BTreeMap, BTreeSet};

use afbaken::made::{TITLES, catalogue, documents};
use afbaken::table::Table;
use afbaken::{Folder, afbaken as program};

fn ecosystem(folder: &Folder, id: &str, query: &str, more: &str) {
    let text = format!(
        "id = \"{id}\"\nlabel = {{ nl = \"{id}\", en = \"{id}\" }}\nfocus = {{ nl = \"{id}\", en = \"{id}\" }}\n{more}\n\n\
         [[rule]]\nname = \"words\"\nrole = \"core\"\nquery = '{query}'\nweight = 0.8\n"
    );
    folder.write(&format!("sides/{id}.toml"), text);
}

/// Documents with a share, by ecosystem.
fn members(run: &str) -> BTreeMap<String, BTreeSet<String>> {
    let table = Table::of(run, "attributions");
    let pairs = table.texts("ecosystem_id").into_iter().zip(table.texts("document_id"));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((ecosystem, document), share) in pairs.zip(table.numbers("share")) {
        if share > 0.0 {
            found.entry(ecosystem).or_default().insert(document);
        }
    }
    found
}

#[test]
fn row_17_a_perspective_is_a_file_of_its_own_and_changes_no_other() {
    let folder = Folder::new();
    ecosystem(&folder, "chemelot", "chemie OR nafta", "");
    let input = folder.write(
        "in.csv",
        "document_id,title,text,organisations\n\
         K,Chemie uit afval,Een fabriek maakt grondstoffen voor de chemie uit afval van huizen.,Sabic\n\
         N,Vakmensen voor de autofabriek,De fabriek leidt vakmensen op met scholen uit de streek.,VDL NedCar\n\
         B,Operators voor de chemie,Scholen en bedrijven leiden vakmensen op voor de chemie.,Sabic\n",
    );
    let run = |name: &str| {
        let run = folder.path(name);
        program(&["attribute", &input, "--out", &run, "--catalogue", &folder.path("sides")]).exits(0);
        run
    };
    let before = members(&run("before"));
    let side = "perspective_of = \"chemelot\"";
    ecosystem(&folder, "chemelot-labour", "vakmensen", side);
    ecosystem(&folder, "chemelot-export", "uitvoer", side);
    let after_run = run("after");
    let after = members(&after_run);
    assert_eq!(after["chemelot"], before["chemelot"]);
    assert_eq!(
        after["chemelot-labour"],
        BTreeSet::from(["B".to_owned(), "N".to_owned()])
    );
    let table = Table::of(&after_run, "organisation_attributions");
    let rows = table
        .texts("organisation_id")
        .into_iter()
        .zip(table.texts("ecosystem_id"));
    let of_nedcar: Vec<String> = rows.filter(|(id, _)| id == "vdl-nedcar").map(|(_, id)| id).collect();
    assert_eq!(of_nedcar, ["chemelot-labour"], "in labour, out in chemistry");
}

#[test]
fn crossings_follow_from_documents_and_people_assert_others() {
    let folder = Folder::new();
    let catalogue = catalogue(&folder);
    let path = format!("{catalogue}/leeg.toml");
    let text = std::fs::read_to_string(&path).expect("an ecosystem's file");
    let asserted = "\n[[crossing]]\nwith = \"water\"\nsource = \"the field, 2026\"\n";
    std::fs::write(&path, format!("{text}{asserted}")).expect("a file that can be written");
    let (input, run) = (documents(&folder, "in.csv", &TITLES), folder.path("run"));
    program(&["attribute", &input, "--out", &run, "--catalogue", &catalogue]).exits(0);
    let table = Table::of(&run, "crossings");
    let pairs: Vec<(String, String)> = table.texts("first").into_iter().zip(table.texts("second")).collect();
    let named = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(pairs, [named("energie", "water"), named("leeg", "water")]);
    assert_eq!(table.texts("asserted_by"), ["", "the field, 2026"]);
    let (shares, expected) = (table.optional_numbers("share"), table.optional_numbers("expected"));
    // B is in both, half and half; two of four documents are in each.
    assert!((shares[0].unwrap() - 0.5).abs() < 1e-9 && (expected[0].unwrap() - 1.0).abs() < 1e-9);
    assert_eq!((shares[1], expected[1]), (None, None), "no documents: no data, not 0");
    std::fs::write(&path, format!("{text}{}", asserted.replace("water", "watre"))).expect("a file");
    let refused = program(&["catalogue", "check", &catalogue]).exits(2);
    assert!(refused.stderr.contains("`watre`"), "{}", refused.stderr);
}

#[test]
fn rows_16_30_declared_members_and_text_evidence_stand_in_columns_of_their_own() {
    let folder = Folder::new();
    let (catalogue, run) = (catalogue(&folder), folder.path("run"));
    let input = documents(&folder, "in.csv", &TITLES);
    let lists = folder.write(
        "members.csv",
        "ecosystem,organisation,source\nOver water,BEDRIJF A,the club\nwater,Bedrijf D,the club\nwater,Bedrijf Z,\n",
    );
    let arguments = [
        "attribute",
        &input,
        "--out",
        &run,
        "--catalogue",
        &catalogue,
        "--members",
        &lists,
    ];
    let told = program(&arguments).exits(0);
    assert!(
        told.stdout.contains("water: 3 declared, 2 of them in documents,")
            && told.stdout.contains("1 with a share; 1 more"),
        "{}",
        told.stdout
    );
    let table = Table::of(&run, "memberships");
    let (names, declared) = (table.texts("name"), table.optional_texts("declared_by"));
    let shares = table.optional_numbers("text_share");
    let rows: Vec<(&str, bool, bool)> = (0..names.len())
        .map(|row| (names[row].as_str(), declared[row].is_some(), shares[row].is_some()))
        .collect();
    let expected = [
        ("Bedrijf A", true, true),
        ("Bedrijf B", false, true),
        ("Bedrijf D", true, false),
        ("Bedrijf Z", true, false),
    ];
    assert_eq!(rows, expected);
    assert_eq!(declared[0].as_deref(), Some("the club"));
    let bad = folder.write("bad.csv", "ecosystem,organisation\nwatre,X\nwater,\n");
    let refused_run = folder.path("refused");
    let arguments = [
        "attribute",
        &input,
        "--out",
        &refused_run,
        "--catalogue",
        &catalogue,
        "--members",
        &bad,
    ];
    let refused = program(&arguments).exits(2);
    for named in ["2 members", "line 2", "`watre`", "line 3", "hint:"] {
        assert!(refused.stderr.contains(named), "{named}: {}", refused.stderr);
    }
    assert!(!std::path::Path::new(&refused_run).exists());
}
