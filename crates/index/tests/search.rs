//! Candidates hold every hit, and searching gives what direct evaluation gives.

use std::collections::BTreeSet;

use corpus::{Document, Language};
use index::{Index, IndexError, IndexWriterSession};
use proptest::prelude::*;
use query::{Query, QuerySet, Syntax, parse};
use tempfile::TempDir;

#[path = "../../query/tests/naive/mod.rs"]
#[allow(dead_code)]
mod naive;

fn built(documents: &[Document]) -> (TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let mut session = IndexWriterSession::create(folder.path()).unwrap();
    let (first, rest) = documents.split_at(documents.len() / 2);
    session.add(first).unwrap();
    session.add(rest).unwrap();
    session.commit().unwrap();
    let index = Index::open(folder.path()).unwrap();
    (folder, index)
}

fn text(text: &str) -> Document {
    Document {
        text: text.into(),
        language: Some(Language::ENGLISH),
        ..Document::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn searching_equals_direct_evaluation(
        documents in proptest::collection::vec(naive::random::document(), 1..30),
        expressions in proptest::collection::vec(naive::random::expression(), 10..40),
    ) {
        let (_folder, index) = built(&documents);
        for query in expressions.into_iter().map(|expression| Query { expression }) {
            let set = QuerySet::compile(vec![query.clone()]).unwrap();
            let direct: Vec<_> = documents.iter().enumerate()
                .flat_map(|(row, d)| set.evaluate(d).into_iter().map(move |found| (row as u64, found)))
                .collect();
            let candidates: BTreeSet<u64> = index.candidates(&query).unwrap().into_iter().collect();
            for (row, _) in &direct {
                prop_assert!(candidates.contains(row), "{} loses {:?}", query, documents[*row as usize]);
            }
            let rows = index.rows(&query).unwrap();
            prop_assert_eq!(rows, direct.iter().map(|(row, _)| *row).collect::<Vec<_>>(), "{}", query);
            let hits = index.search(&query).unwrap();
            prop_assert!(hits.iter().all(|hit| hit.document == documents[hit.row as usize]));
            let found: Vec<_> = hits.into_iter().map(|hit| (hit.row, hit.found)).collect();
            prop_assert_eq!(found, direct, "{}", query);
        }
    }
}

#[track_caller]
fn check(query: &str, documents: &[Document], candidates: &[u64]) {
    let (_folder, index) = built(documents);
    let query = parse(query, Syntax::Afbaken).unwrap();
    assert_eq!(index.candidates(&query).unwrap(), candidates, "{query}");
}

#[test]
fn candidates_are_few() {
    let documents = [
        "clean water",
        "soil",
        "water and soil",
        "wastewater",
        "a 3Dprint",
        "a 3D-print",
        "3D prints",
    ]
    .map(text);
    check("water", &documents, &[0, 2]);
    check("water AND soil", &documents, &[2]);
    check("soil NEAR/1 water", &documents, &[2]);
    check("*water", &documents, &[0, 2, 3]);
    check("3D-print", &documents, &[4, 5, 6]);
    check("=3Dprint", &documents, &[4, 5]);
    check("water AND NOT soil", &documents, &[0]);
    check("NOT water", &documents, &[1, 3, 4, 5, 6]);
    check("year:2015", &documents, &[]);
    check("2 OF (water, soil, clean)", &documents, &[0, 2]);
}

#[test]
fn a_chain_of_hyphens_is_found_by_its_last_stem() {
    let documents = ["in-waters", "the a-b-prints", "in waters"].map(text);
    check("inwater", &documents, &[0]);
    check("abprint", &documents, &[1]);
    check("=abprint", &documents, &[]);
}

#[test]
fn words_too_long_to_be_keys_are_found_all_the_same() {
    let long = "a".repeat(70_000);
    let (_folder, index) = built(&[text("b"), text(&long)]);
    for query in [long.as_str(), "aa*", "*aa"] {
        assert_eq!(index.search(&parse(query, Syntax::Afbaken).unwrap()).unwrap().len(), 1);
    }
}

#[test]
fn an_index_of_nothing_finds_nothing() {
    check("water OR NOT soil", &[], &[]);
}

#[test]
fn a_row_is_read_back() {
    let (_folder, index) = built(&[text("a"), text("b")]);
    assert_eq!(index.document(1).unwrap(), Some(text("b")));
    assert_eq!(index.document(2).unwrap(), None);
    assert_eq!(index.len(), 2);
}

#[test]
fn an_index_is_not_built_over_another() {
    let (folder, _index) = built(&[text("a")]);
    assert!(matches!(
        IndexWriterSession::create(folder.path()),
        Err(IndexError::Exists { .. })
    ));
}

#[test]
fn an_index_of_another_analysis_is_refused_by_name() {
    let (folder, index) = built(&[text("a")]);
    drop(index);
    let meta = folder.path().join("meta.json");
    let old = std::fs::read_to_string(&meta).unwrap().replace("frostem-", "oldstem-");
    std::fs::write(&meta, old).unwrap();
    let error = Index::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("oldstem-") && error.contains("frostem-"), "{error}");
}

#[test]
fn a_folder_without_an_index_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Index::open(folder.path()), Err(IndexError::Storage { .. })));
}
