//! `match` and `query`: bad queries are named, good ones run, and the exit code says whether anything was found.

mod afbaken;

use afbaken::table::Table;
use afbaken::{Folder, afbaken as program, demo, scoped};

const HEADER: [&str; 3] = ["query_id", "document_id", "n_hits"];

#[test]
fn good_queries_run_beside_bad_ones() {
    let folder = Folder::new();
    let queries = folder.write(
        "queries.csv",
        "query_id,query\nwater,water*\nopen,(water\nyear,year:2020\ncolour,colour:red\n",
    );
    let out = folder.path("hits.csv");
    let outcome = program(&["match", &demo(), "--queries", &queries, "--out", &out]).exits(2);
    for id in ["open", "colour"] {
        assert!(outcome.stderr.contains(&format!("`{id}`")), "{id}:\n{}", outcome.stderr);
    }
    assert!(outcome.n_said("hint:") > 0, "{}", outcome.stderr);
    let hits = rows(&out);
    assert_eq!(hits[0], HEADER);
    for id in ["water", "year"] {
        assert!(hits.iter().any(|hit| hit[0] == id), "no hits of {id}");
    }
    assert!(
        hits[1..].iter().all(|hit| hit[0] == "water" || hit[0] == "year"),
        "only good queries have hits"
    );
    assert!(
        hits[1..]
            .iter()
            .all(|hit| hit[2].parse::<usize>().is_ok_and(|n| n >= 1)),
        "a hit counts once or more"
    );
    assert!(
        hits[1..].iter().filter(|hit| hit[0] == "year").all(|hit| hit[2] == "1"),
        "a hit without a span counts once"
    );
    let problems = rows(&folder.path("problems.csv"));
    let named = |id: &str| {
        problems[1..]
            .iter()
            .filter(|row| row.iter().any(|cell| cell.contains(id)))
            .count()
    };
    assert_eq!(
        (problems.len(), named("`open`"), named("`colour`")),
        (3, 1, 1),
        "{problems:?}"
    );
}

#[test]
fn good_queries_alone_exit_with_0() {
    let folder = Folder::new();
    let queries = folder.write("queries.csv", "query_id,query\nwater,water*\n");
    let out = folder.path("hits.csv");
    program(&["match", &demo(), "--queries", &queries, "--out", &out]).exits(0);
    assert!(rows(&out).len() > 1);
    assert!(!std::path::Path::new(&folder.path("problems.csv")).exists());
}

#[test]
fn nothing_found_is_a_header_and_exit_code_1() {
    let folder = Folder::new();
    let queries = folder.write("queries.csv", "query_id,query\nnone,zyxwvut\n");
    let out = folder.path("hits.csv");
    program(&["match", &demo(), "--queries", &queries, "--out", &out]).exits(1);
    assert_eq!(rows(&out), [HEADER]);
}

#[test]
fn bad_queries_alone_write_no_hits() {
    let folder = Folder::new();
    let queries = folder.write("queries.csv", "query_id,query\nopen,(water\n");
    let out = folder.path("hits.csv");
    let outcome = program(&["match", &demo(), "--queries", &queries, "--out", &out]).exits(2);
    assert!(
        outcome.stderr.contains("`open`") && !std::path::Path::new(&out).exists(),
        "{}",
        outcome.stderr
    );
    assert_eq!(rows(&folder.path("problems.csv")).len(), 2);
}

/// A person who mends a row looks for it at the number that `problems.csv` gives: the first row below the header is
/// row 1 in a file of documents, and so it is in a file of queries.
#[test]
fn rows_of_queries_are_counted_as_rows_of_documents_are() {
    let folder = Folder::new();
    let documents = folder.write("documents.csv", "id,title,text\n1,one\n2,Water,Schoon water\n");
    scoped(&documents, &folder.path("run"), &[]);
    let queries = folder.write("queries.csv", "query_id,query\nopen,(water\nwater,water\n");
    program(&[
        "match",
        &documents,
        "--queries",
        &queries,
        "--out",
        &folder.path("hits.csv"),
    ])
    .exits(2);
    let row = |path: &str| rows(&folder.path(path))[1][1].clone();
    assert_eq!(row("problems.csv"), row("run/problems.csv"));
}

#[test]
fn a_query_is_checked() {
    let check = |query: &str, code: i32, said: &str| {
        let outcome = program(&["query", "check", query]).exits(code);
        assert!(
            outcome.stdout.contains(said) || outcome.stderr.contains(said),
            "{query}: {}",
            outcome.stderr
        );
        assert_eq!(outcome.stdout.is_empty(), code == 2, "{query}: a result or none");
        assert_eq!(outcome.n_said("hint:") > 0, code == 2, "{query}: {}", outcome.stderr);
        assert!(
            !outcome.stderr.contains("error: error:"),
            "{query}:\n{}",
            outcome.stderr
        );
    };
    check("(membraan* OR membrane*) NEAR/5 water", 0, "membraan*");
    check("\"schoon water\" AND NOT year:2020", 0, "schoon water");
    check("water membraan", 2, "water membraan");
    check("(water", 2, "`)`");
    check("colour:red", 2, "colour");
    check("(a AND b) NEAR/3 c", 2, "AND");
    check("", 2, "");
}

#[test]
fn all_problems_of_a_query_are_said_at_once() {
    let outcome = program(&["query", "check", "colour:red AND shape:round"]).exits(2);
    assert!(
        outcome.stderr.contains("`colour`") && outcome.stderr.contains("`shape`"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_query_is_run_over_a_run() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let check = |query: &str, code: i32| {
        let outcome = program(&["query", "run", query, "--on", &run, "--json"]).exits(code);
        assert!(
            !outcome.stderr.contains("error: error:"),
            "{query}:\n{}",
            outcome.stderr
        );
        outcome
    };
    let answer = check("waterstof", 0).json();
    assert_eq!(
        answer["hits"].as_array().map(Vec::len),
        answer["n_documents"].as_u64().map(|n| n as usize)
    );
    check_spans(&run, &answer["hits"], "waterstof");
    assert_eq!(check("zyxwvut", 1).json()["n_documents"], 0);
    assert!(check("water membraan", 2).n_said("hint:") > 0);
}

#[test]
fn an_ecosystem_is_run_by_its_name() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let outcome = program(&["query", "run", "@watertechnologie", "--on", &run, "--json"]).exits(0);
    assert!(outcome.json()["n_documents"].as_u64().is_some_and(|n| n > 0));
    let outcome = program(&["query", "run", "@no-such-ecosystem", "--on", &run]).exits(2);
    assert!(
        outcome.stderr.contains("no-such-ecosystem") && !outcome.stderr.contains("index"),
        "{}",
        outcome.stderr
    );
}

/// Spans cut out, in code points, a word that begins as the query's does.
fn check_spans(run: &str, hits: &serde_json::Value, opening: &str) {
    let table = Table::of(run, "documents");
    let ids = table.texts("document_id");
    for hit in hits.as_array().expect("hits") {
        let place = ids
            .iter()
            .position(|id| hit["document_id"] == *id)
            .expect("a document of the run");
        for span in hit["spans"].as_array().expect("spans") {
            let field = table.texts(span["field"].as_str().expect("a field")).swap_remove(place);
            let [start, end] = ["start", "end"].map(|name| span[name].as_u64().expect("a place") as usize);
            let cut: String = field.chars().skip(start).take(end - start).collect();
            assert!(cut.to_lowercase().starts_with(opening), "{}: `{cut}`", ids[place]);
        }
    }
}

/// All rows of a CSV file, the header among them.
fn rows(path: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_path(path);
    let reader = reader.unwrap_or_else(|error| panic!("{path}: {error}"));
    reader
        .into_records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect()
}
