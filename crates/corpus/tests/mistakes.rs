//! What a person is told when input cannot be read at all, and what `inspect` shows.

use std::path::PathBuf;

use corpus::{CorpusError, Encoding, Format, Mapping, Reading, recognise};

/// Writes files and plans to read those named in `inputs`; the error with the folder's name left out.
fn check(files: &[(&str, &str)], inputs: &[&str], map: &str, expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let inputs: Vec<PathBuf> = inputs.iter().map(|input| folder.path().join(input)).collect();
    let error = Reading::with_mapping(map.parse().unwrap()).plan(&inputs).unwrap_err();
    let shown = error.to_string().replace(&format!("{}/", folder.path().display()), "");
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
    assert!(error.hint().is_some_and(|hint| !hint.is_empty()));
}

#[test]
fn files_that_are_not_there_or_empty() {
    check(&[], &["a.csv"], "", &["`a.csv` does not exist"]);
    check(&[("a.csv", "")], &["a.csv"], "", &["`a.csv` holds no rows"]);
    check(&[("a.csv", "id,title\n")], &["a.csv"], "", &["`a.csv` holds no rows"]);
    check(&[("a.json", "[]")], &["a.json"], "", &["`a.json` holds no rows"]);
}

#[test]
fn all_mistakes_at_once() {
    check(
        &[
            ("a.csv", "id,foo\n1,x\n"),
            ("b.csv", "id,title\n1,x\n"),
            ("c.pdf", "%PDF-1.4"),
        ],
        &["a.csv", "b.csv", "c.pdf", "d.csv"],
        "",
        &[
            "no column of `a.csv` is known to hold a title or text; its columns are `id`, `foo`",
            "`c.pdf` is a PDF file, which is not read",
            "`d.csv` does not exist",
        ],
    );
}

#[test]
fn formats_that_are_not_read() {
    let check_format = |name: &str, text: &str, found: &str| {
        check(
            &[(name, text)],
            &[name],
            "",
            &[&format!("`{name}` is {found}, which is not read")],
        );
    };
    check_format("a.xlsx", "PK\u{3}\u{4}xx", "an Excel workbook");
    check_format("a.zip", "PK\u{3}\u{4}xx", "a zip archive");
    check_format("a.csv", "PK\u{3}\u{4}xx", "a zip archive");
    check_format("a.dat", "\u{0}\u{1}\u{2}\u{3}", "a binary file of unknown kind");
    check_format(
        "a.txt",
        "Gewoon een brief.\nMet regels, en zo.\n",
        "plain text without columns",
    );
    check_format("a.json", "id,title\n", "not JSON, for all its name");
}

#[test]
fn columns_that_no_file_has() {
    check(
        &[("a.csv", "id,Titel\n1,x\n")],
        &["a.csv"],
        "title=Tietel",
        &["no column `Tietel` for title in `a.csv` (it has `id`, `Titel`)"],
    );
}

#[test]
fn a_table_without_header_asks_for_numbers() {
    let table = "broadband ahead join internet fast official figure business\ttrain\t2\n";
    check(
        &[("a.tsv", table)],
        &["a.tsv"],
        "",
        &["no column of `a.tsv` is known to hold a title or text; its columns are `1`, `2`, `3`"],
    );
}

#[test]
fn side_tables_without_their_projects() {
    check(
        &[("organisations.csv", "projectID,name,city\n1,KWR,Nieuwegein\n")],
        &["organisations.csv"],
        "",
        &["`organisations.csv` only adds organisations to projects, and no input holds the projects"],
    );
}

#[test]
fn folders_without_documents() {
    check(
        &[("map/notes.md", "# x")],
        &["map"],
        "",
        &["no file in `map` can be read as documents"],
    );
}

#[test]
fn hints_can_be_copied() {
    let error = CorpusError::NoTextColumn {
        path: "a.csv".into(),
        columns: vec!["naam".into()],
        header: true,
    };
    assert_eq!(error.hint().unwrap(), "name it yourself, for instance --map title=naam");
}

#[test]
fn what_inspect_shows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(
        &path,
        b"nr;Titel;Samenvatting;leeg\n1;Water;Co\xf6p\n2;Zon;\n3;Zon;x;\n",
    )
    .unwrap();
    let found = recognise(&path, &Mapping::default()).unwrap();
    assert_eq!(
        (found.format, found.delimiter, found.encoding),
        (Format::Delimited, Some(';'), Encoding::Windows1252)
    );
    assert_eq!((found.rows, found.unreadable_rows), (3, 2));
    let columns: Vec<(String, String, u64, usize)> = found
        .columns
        .iter()
        .map(|column| {
            (
                column.name.clone(),
                column.role.to_string(),
                column.filled,
                column.examples.len(),
            )
        })
        .collect();
    let expected = [
        ("nr", "ignored", 1, 1),
        ("Titel", "title", 1, 1),
        ("Samenvatting", "text", 1, 1),
        ("leeg", "ignored", 0, 0),
    ];
    let expected: Vec<(String, String, u64, usize)> = expected
        .iter()
        .map(|(name, role, filled, examples)| (name.to_string(), role.to_string(), *filled, *examples))
        .collect();
    assert_eq!(columns, expected);
    assert_eq!(
        found.warnings,
        [
            "no column holds an id; ids are made of the file's name and the row",
            "2 rows cannot be read; row 1: the row has 3 fields, the header 4 (the row is cut off, or a line break inside a field is not in quotes)"
        ]
    );
    serde_json::to_string(&found).unwrap();
}
