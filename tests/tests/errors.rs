//! What a person does wrong: named once, with a way out, and nothing is written.

mod afbaken;

use afbaken::table::Table;
use afbaken::{Folder, Outcome, afbaken as program, contents, demo, record, scoped};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10";

/// A mistake and what its error names.
struct Mistake {
    name: &'static str,
    /// Makes the files and gives the arguments of `scope` before `--out`.
    made: fn(&Folder) -> Vec<String>,
    named: &'static str,
}

const MISTAKES: [Mistake; 15] = [
    Mistake {
        name: "a picture",
        made: |folder| vec![folder.write("a.png", PNG)],
        named: "a.png",
    },
    Mistake {
        name: "a picture called CSV",
        made: |folder| vec![folder.write("a.csv", PNG)],
        named: "a.csv",
    },
    Mistake {
        name: "an empty CSV",
        made: |folder| vec![folder.write("a.csv", "")],
        named: "a.csv",
    },
    Mistake {
        name: "an empty JSONL",
        made: |folder| vec![folder.write("a.jsonl", "")],
        named: "a.jsonl",
    },
    Mistake {
        name: "no column of text",
        made: |folder| vec![folder.write("a.csv", "x;y\n1;2\n")],
        named: "a.csv",
    },
    Mistake {
        name: "no input",
        made: |folder| vec![folder.path("a.csv")],
        named: "a.csv",
    },
    Mistake {
        name: "a folder without documents",
        made: |folder| vec![empty(folder, "a")],
        named: "a",
    },
    Mistake {
        name: "one input of two missing",
        made: |folder| vec![demo(), folder.path("b.csv")],
        named: "b.csv",
    },
    Mistake {
        name: "an empty catalogue",
        made: |folder| vec![demo(), "--catalogue".into(), empty(folder, "catalogue")],
        named: "catalogue",
    },
    Mistake {
        name: "no catalogue",
        made: |folder| vec![demo(), "--catalogue".into(), folder.path("catalogue")],
        named: "catalogue",
    },
    Mistake {
        name: "no model",
        made: |folder| vec![demo(), "--model".into(), folder.path("model")],
        named: "model",
    },
    Mistake {
        name: "no vectors",
        made: |folder| vec![demo(), "--embeddings".into(), folder.path("vectors.parquet")],
        named: "vectors.parquet",
    },
    Mistake {
        name: "no such column",
        made: |_| vec![demo(), "--map".into(), "title=Titel".into()],
        named: "Titel",
    },
    Mistake {
        name: "no such role",
        made: |_| vec![demo(), "--map".into(), "colour=title".into()],
        named: "colour",
    },
    Mistake {
        name: "no such form",
        made: |_| vec![demo(), "--map".into(), "title".into()],
        named: "title",
    },
];

#[test]
fn a_mistake_is_named_and_nothing_is_written() {
    for mistake in MISTAKES {
        let folder = Folder::new();
        let out = folder.path("run");
        let arguments = [
            vec!["scope".to_owned()],
            (mistake.made)(&folder),
            vec!["--out".to_owned(), out.clone()],
        ];
        let outcome = program(&arguments.concat()).exits(2);
        check_said(mistake.name, &outcome, mistake.named);
        assert!(
            !std::path::Path::new(&out).exists(),
            "{}: left {:?}",
            mistake.name,
            contents(&out).keys()
        );
    }
}

#[test]
fn a_wrong_flag_is_named_with_a_hint() {
    for flags in [["--threshold", "7"], ["--k", "0"], ["--language", "fr"]] {
        let folder = Folder::new();
        let out = folder.path("run");
        let outcome = program(&[&["scope", &demo(), "--out", &out][..], &flags].concat()).exits(2);
        check_said(flags[0], &outcome, flags[0]);
        assert!(!std::path::Path::new(&out).exists(), "{}", flags[0]);
    }
}

#[test]
fn the_folder_of_another_run_is_left_as_it_is() {
    let folder = Folder::new();
    let run = folder.path("run");
    let other = folder.write("other.jsonl", afbaken::corpus::many(0..30));
    scoped(&demo(), &run, &[]);
    let before = contents(&run);
    let outcome = program(&["scope", &other, "--out", &run]).exits(2);
    check_said("another run", &outcome, &run);
    assert!(contents(&run) == before, "the run has changed");
}

#[test]
fn a_folder_of_other_files_is_left_as_it_is() {
    let folder = Folder::new();
    folder.write("thesis/chapter.docx", "words");
    let out = folder.path("thesis");
    let before = contents(&out);
    let outcome = program(&["scope", &demo(), "--out", &out]).exits(2);
    check_said("other files", &outcome, &out);
    assert!(contents(&out) == before, "{:?}", contents(&out).keys());
}

#[test]
fn an_input_without_a_row_that_can_be_read_makes_no_run() {
    let folder = Folder::new();
    let out = folder.path("run");
    let input = folder.write("a.csv", "id,title,text\n1,two\n2,two\n");
    let outcome = program(&["scope", &input, "--out", &out]).exits(2);
    check_said("only bad rows", &outcome, "2 of 2 rows");
    assert!(afbaken::results(&out).is_empty(), "{:?}", contents(&out).keys());
}

#[test]
fn vectors_of_other_documents_make_no_run() {
    let folder = Folder::new();
    let (out, vectors) = (folder.path("run"), folder.path("vectors.parquet"));
    let other = folder.write("other.jsonl", afbaken::corpus::many(0..3));
    program(&["embed", &other, "--out", &vectors]).exits(0);
    let outcome = program(&["scope", &demo(), "--embeddings", &vectors, "--out", &out]).exits(2);
    check_said("vectors of others", &outcome, "400 of 400");
    assert!(afbaken::results(&out).is_empty(), "{:?}", contents(&out).keys());
}

#[test]
fn bad_rows_are_quarantined_and_the_others_read() {
    let folder = Folder::new();
    let (input, run) = (folder.path("input"), folder.path("run"));
    folder.write("input/rows.csv", "id,title,text\n1,Schoon water,Membranen zuiveren water\n2,te,veel,velden\n3,weinig\n4,Zon,Panelen op daken leveren stroom\n");
    folder.write("input/lines.jsonl", "{\"id\": \"5\", \"title\": \"Robots\", \"text\": \"Een robot plukt tomaten\"}\n{\"id\": \"6\", \n[1, 2]\n\"words\"\n");
    let outcome = scoped(&input, &run, &[]);
    assert!(
        outcome.stdout.contains("rows 8 = read 3 + quarantined 5"),
        "{}",
        outcome.stdout
    );
    let counts = &record(&run)["counts"];
    for (name, expected) in [("rows", 8), ("read", 3), ("quarantined", 5), ("documents", 3)] {
        assert_eq!(counts[name], expected, "{name}");
    }
    let mut ids = Table::of(&run, "documents").texts("document_id");
    ids.sort();
    assert_eq!(ids, ["1", "4", "5"]);
    let mut reader = csv::Reader::from_path(format!("{run}/problems.csv")).expect("problems");
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .map(|row| row.expect("a row of `problems.csv`"))
        .collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        row[header
            .iter()
            .position(|column| column == name)
            .unwrap_or_else(|| panic!("no column `{name}`"))]
        .to_owned()
    };
    let mut places: Vec<_> = rows
        .iter()
        .map(|row| (cell(row, "file"), cell(row, "row"), cell(row, "raw")))
        .collect();
    places.sort();
    let expected = [
        ("lines.jsonl", "2", "{\"id\": \"6\","),
        ("lines.jsonl", "3", "[1, 2]"),
        ("lines.jsonl", "4", "\"words\""),
        ("rows.csv", "2", "2,te,veel,velden"),
        ("rows.csv", "3", "3,weinig"),
    ];
    let expected = expected.map(|(file, row, raw)| (file.to_owned(), row.to_owned(), raw.to_owned()));
    assert_eq!(places, expected);
    for row in &rows {
        assert!(
            !cell(row, "problem").is_empty() && !cell(row, "hint").is_empty(),
            "{row:?}"
        );
        let _ = cell(row, "column");
    }
}

#[test]
fn errors_of_the_other_commands_have_a_hint() {
    let folder = Folder::new();
    let [no, out] = ["missing", "out"].map(|name| folder.path(name));
    folder.write("full/thesis.docx", "words");
    let full = folder.path("full");
    for arguments in [
        &["inspect", &no][..],
        &["embed", &no, "--out", &out],
        &["match", &demo(), "--queries", &no, "--out", &out],
        &["query", "run", "water", "--on", &no],
        &["evaluate", &no, "--labels", &no],
        &["catalogue", "check", &no],
        &["catalogue", "export", &full],
    ] {
        let outcome = program(arguments).exits(2);
        check_said(
            arguments[0],
            &outcome,
            if arguments.contains(&"export") { &full } else { &no },
        );
        assert!(outcome.stdout.is_empty(), "{arguments:?}: {}", outcome.stdout);
        assert!(!std::path::Path::new(&out).exists(), "{arguments:?}");
    }
}

/// One error that names the thing, and a hint.
#[track_caller]
fn check_said(name: &str, outcome: &Outcome, named: &str) {
    let said = &outcome.stderr;
    assert_eq!(outcome.n_said("error:"), 1, "{name}: one error\n{said}");
    assert_eq!(outcome.n_said("hint:"), 1, "{name}: one hint\n{said}");
    assert!(said.contains(named), "{name}: `{named}` is named\n{said}");
    assert!(!said.contains("panicked"), "{name}\n{said}");
}

fn empty(folder: &Folder, name: &str) -> String {
    let path = folder.path(name);
    std::fs::create_dir(&path).expect("a folder");
    path
}
