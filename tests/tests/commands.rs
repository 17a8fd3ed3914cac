//! The smaller commands: `inspect`, `embed`, `evaluate` and `catalogue`, and what goes to stdout.

mod afbaken;

use std::process::Stdio;

use afbaken::corpus::documents;
use afbaken::table::Table;
use afbaken::{Folder, afbaken as program, contents, demo, record, scoped, started};

/// A table as a Dutch agency would export it.
const DUTCH: &str = "Projectnummer;Titel;Samenvatting;Begunstigde;Startjaar;Budget
1;Membranen voor schoon water;Een project over membranen en afvalwater;Wetsus;2021;1000
2;Kas zonder gas;Aardwarmte verwarmt de kas;TNO;2022;2000
";

#[test]
fn inspect_says_what_each_column_was_taken_for() {
    let folder = Folder::new();
    let known = folder.write("known.csv", DUTCH);
    let unknown = folder.write(
        "unknown.csv",
        DUTCH
            .replace("Titel", "Zo heet het")
            .replace("Samenvatting", "Daar gaat het over"),
    );
    let check = |input: &str, more: &[&str], title: &str, text: &str| {
        let outcome = program(&[&["inspect", input, "--json"], more].concat()).exits(0);
        let file = &outcome.json()[0];
        assert_eq!(file["rows"], 2);
        let columns = file["columns"].as_array().expect("columns");
        let role = |name: &str| {
            columns
                .iter()
                .find(|column| column["name"] == name)
                .expect("the column")["role"]
                .clone()
        };
        for (name, expected) in [
            ("Projectnummer", "id"),
            (title, "title"),
            (text, "text"),
            ("Begunstigde", "organisations"),
            ("Startjaar", "year"),
            ("Budget", "amount"),
        ] {
            assert_eq!(role(name), expected, "{name} of {input}");
        }
        assert!(
            columns
                .iter()
                .all(|column| column["filled"] == 2 && column["examples"][0].is_string()),
            "{columns:?}"
        );
    };
    check(&known, &[], "Titel", "Samenvatting");
    check(
        &known,
        &["--map", "title=Titel,text=Samenvatting,organisations=Begunstigde"],
        "Titel",
        "Samenvatting",
    );
    check(
        &unknown,
        &["--map", "title=Zo heet het,text=Daar gaat het over"],
        "Zo heet het",
        "Daar gaat het over",
    );
    let shown = program(&["inspect", &known]).exits(0).stdout;
    for said in ["Samenvatting", "Membranen voor schoon water", "2 rows"] {
        assert!(shown.contains(said), "`{said}` is shown:\n{shown}");
    }
}

#[test]
fn embed_writes_unit_vectors_that_scope_takes() {
    let folder = Folder::new();
    let [vectors, run] = ["vectors.parquet", "run"].map(|name| folder.path(name));
    let documents = documents(&demo());
    let input = demo();
    program(&["embed", &input, "--out", &vectors]).exits(0);
    let table = Table::read(&vectors);
    assert_eq!(table.columns(), ["document_id", "embedding"]);
    let ids = documents.iter().map(|document| document["id"].as_str().expect("an id"));
    assert_eq!(table.texts("document_id"), ids.collect::<Vec<_>>());
    let rows = table.vectors("embedding");
    for row in &rows {
        let row = row.as_ref().expect("a vector where there is text");
        let length: f64 = row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
        assert!((length - 1.0).abs() < 1e-5, "a vector of length {length}");
    }
    scoped(&input, &run, &["--embeddings", &vectors]);
    assert!(record(&run)["model"].is_null(), "no model was used");
    assert_eq!(Table::of(&run, "embeddings").vectors("embedding"), rows);
}

#[test]
fn evaluate_estimates_precision_and_names_bad_rows() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let table = Table::of(&run, "attributions");
    let rows: Vec<(String, String)> = table
        .texts("document_id")
        .into_iter()
        .zip(table.texts("ecosystem_id"))
        .zip(table.numbers("share"))
        .filter(|(_, share)| *share > 0.0) // an unsure row is no attribution
        .map(|(pair, _)| pair)
        .collect();
    let answers = ["yes", "yes", "yes", "no", "unsure", "purple"];
    let mut labels = "document_id,label,value,annotator,time,note\n".to_owned();
    for ((document, label), answer) in rows.iter().zip(answers) {
        labels.push_str(&format!("{document},{label},{answer},reader,2026-11-20T12:00:00Z,\n"));
    }
    let good = folder.write(
        "good.csv",
        labels
            .lines()
            .filter(|line| !line.contains("purple"))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let bad = folder.write("bad.csv", &labels);
    let check = |path: &str, code: i32| {
        let outcome = program(&["evaluate", &run, "--labels", path, "--json"]).exits(code);
        let pooled = outcome.json()["report"]["pooled"].clone();
        assert_eq!(
            (&pooled["n_yes"], &pooled["n_no"], &pooled["n_unsure"]),
            (&3.into(), &1.into(), &1.into())
        );
        let [value, low, high] =
            ["value", "low", "high"].map(|name| pooled["precision"][name].as_f64().expect("a number"));
        assert!(
            (value - 0.75).abs() < 1e-9 && low < value && value < high,
            "{value} ({low}-{high})"
        );
        outcome
    };
    assert_eq!(check(&good, 0).n_said("error:"), 0);
    let outcome = check(&bad, 2);
    assert!(
        outcome.stderr.contains("`purple`") && outcome.stderr.contains("line 7"),
        "{}",
        outcome.stderr
    );
    assert_eq!(outcome.n_said("hint:"), 1);
    let shown = program(&["evaluate", &run, "--labels", &good]).exits(0).stdout;
    assert!(shown.contains("0.75 (0."), "precision with its interval:\n{shown}");
}

#[test]
fn the_catalogue_is_listed_exported_and_checked() {
    let folder = Folder::new();
    let catalogue = folder.path("catalogue");
    let listed = program(&["catalogue", "list", "--json"]).exits(0).json();
    let listed = listed.as_array().expect("a list");
    assert_eq!(listed.len(), 56);
    for ecosystem in listed {
        assert!(
            ecosystem["id"].is_string() && ecosystem["number"].is_u64() && ecosystem["label"]["nl"].is_string(),
            "{ecosystem}"
        );
    }
    program(&["catalogue", "export", &catalogue]).exits(0);
    assert_eq!(
        contents(&catalogue)
            .keys()
            .filter(|name| name.ends_with(".toml"))
            .count(),
        56
    );
    program(&["catalogue", "check", &catalogue]).exits(0);
    assert_eq!(
        program(&["catalogue", "list", &catalogue, "--json"])
            .exits(0)
            .json()
            .as_array(),
        Some(listed)
    );
}

#[test]
fn all_problems_of_a_catalogue_are_said_at_once() {
    let folder = Folder::new();
    let catalogue = folder.path("catalogue");
    program(&["catalogue", "export", &catalogue]).exits(0);
    folder.write("catalogue/waterstof.toml", "id = \"waterstof\nnumber = 1\n");
    let robotics = std::fs::read_to_string(format!("{catalogue}/robotica.toml")).expect("an ecosystem");
    let broken = robotics
        + "\n[[rule]]\nname = \"open\"\nrole = \"core\"\nquery = '(robot'\n\n[[rule]]\nname = \"colour\"\nrole = \"core\"\nquery = 'colour:red'\n";
    folder.write("catalogue/robotica.toml", broken);
    let before = contents(&catalogue);
    let outcome = program(&["catalogue", "check", &catalogue]).exits(2);
    for named in ["waterstof.toml", "robotica.toml", "open", "colour"] {
        assert!(outcome.stderr.contains(named), "{named}:\n{}", outcome.stderr);
    }
    assert!(
        outcome.n_said("error:") >= 3 && outcome.n_said("hint:") >= 3,
        "{}",
        outcome.stderr
    );
    assert!(contents(&catalogue) == before, "a check changes nothing");
    let run = folder.path("run");
    program(&["scope", &demo(), "--catalogue", &catalogue, "--out", &run]).exits(2);
    assert!(!std::path::Path::new(&run).exists());
}

#[test]
fn quiet_leaves_stdout_as_it_is_and_stderr_without_progress() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let loud = scoped(&demo(), &run, &[]);
    let quiet = scoped(&demo(), &run, &["--quiet"]);
    assert_eq!(loud.stdout, quiet.stdout);
    assert!(loud.n_said("embed") == 1 && quiet.stderr.is_empty(), "{}", quiet.stderr);
    assert!(!quiet.stdout.contains("taken up again") && !quiet.stdout.contains("note:"));
}

#[test]
fn results_are_json_where_it_is_asked_for() {
    let folder = Folder::new();
    let [run, vectors, hits, catalogue] =
        ["run", "vectors.parquet", "hits.csv", "catalogue"].map(|name| folder.path(name));
    let queries = folder.write("queries.csv", "query_id,query\nwater,water*\n");
    let labels = folder.write("labels.csv", "document_id,label,value\nD001,waterstof,no\n");
    for arguments in [
        &["scope", &demo(), "--out", &run][..],
        &["inspect", &demo()],
        &["embed", &demo(), "--out", &vectors],
        &["match", &demo(), "--queries", &queries, "--out", &hits],
        &["query", "check", "water*"],
        &["query", "run", "water*", "--on", &run],
        &["evaluate", &run, "--labels", &labels],
        &["catalogue", "export", &catalogue],
        &["catalogue", "check", &catalogue],
        &["catalogue", "list"],
        &["model", "list"],
    ] {
        program(&[arguments, &["--json", "--quiet"]].concat()).exits(0).json();
    }
}

/// As in `afbaken catalogue list | head -1`, where the reader is gone before everything is written.
#[test]
fn a_reader_that_leaves_is_no_panic() {
    let mut child = started(&["catalogue", "list", "--json"], Stdio::piped(), Stdio::piped());
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn embed_takes_a_precision_and_names_them_all_when_it_knows_none_such() {
    let folder = Folder::new();
    let input = folder.write("a.csv", DUTCH);
    let out = folder.path("vectors.parquet");
    for precision in ["f32", "bf16", "int8", "auto"] {
        program(&["embed", &input, "--precision", precision, "--out", &out]).exits(0);
        assert_eq!(Table::read(&out).n_rows(), 2, "{precision}");
    }
    let refused = program(&["embed", &input, "--precision", "f16", "--out", &out]).exits(2);
    assert!(
        refused.stderr.contains("none of f32, bf16, int8 and auto"),
        "{}",
        refused.stderr
    );
}
