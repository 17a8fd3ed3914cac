//! Clauses and suggestions over a small corpus made for it.

use catalogue::Catalogue;
use corpus::{Document, Language};
use embedding::{Encoded, Encoder, EncoderError};
use index::IndexWriterSession;
use query::{Expression, Query, Syntax, parse};
use refine::{IndexedCorpus, Judged, Origin, Request, Taken, clauses, suggest};

/// Each text a document, its place its id.
const TEXTS: [&str; 8] = [
    "Membranen zuiveren het drinkwater van het eiland",
    "Het filter houdt zout tegen en maakt drinkwater van zeewater",
    "Een filter voor koffie, met een membraan in de pomp",
    "Water stroomt door de stad en het park",
    "De molen maalt water en drinkt zelf geen koffie",
    "Het zeewater stijgt en de dijk wordt hoger",
    "Filtratie van zeewater met zand, en een membraan",
    "Chips rekenen met licht in plaats van stroom",
];

struct Made {
    _folder: tempfile::TempDir,
    corpus: IndexedCorpus,
}

fn made() -> Made {
    let folder = tempfile::tempdir().unwrap();
    let document = |(place, text): (usize, &&str)| Document {
        document_id: format!("D{place}"),
        text: (*text).into(),
        language: Some(Language::DUTCH),
        ..Document::default()
    };
    let documents: Vec<Document> = TEXTS.iter().enumerate().map(document).collect();
    let mut session = IndexWriterSession::create(folder.path()).unwrap();
    session.add(&documents).unwrap();
    session.commit().unwrap();
    let corpus = IndexedCorpus::open(folder.path()).unwrap();
    Made {
        _folder: folder,
        corpus,
    }
}

fn query(text: &str) -> Query {
    parse(text, Syntax::Afbaken).unwrap()
}

fn hits(made: &Made, expression: &Expression) -> Vec<u64> {
    made.corpus.search(std::slice::from_ref(expression)).unwrap()[0]
        .rows()
        .collect()
}

/// What sets of rows say of a clause is what the query without it finds.
#[track_caller]
fn check(whole: &str, clause: &str, without: &str) {
    let made = made();
    let report = clauses(
        &query(whole),
        &made.corpus,
        &Catalogue::built_in().0,
        &Judged::default(),
        &Taken::new(),
    )
    .unwrap();
    let row = report
        .clauses
        .iter()
        .find(|row| row.text == clause)
        .unwrap_or_else(|| panic!("no `{clause}`"));
    let (before, after) = (
        hits(&made, &query(whole).expression),
        hits(&made, &query(without).expression),
    );
    let missing = |of: &[u64], other: &[u64]| of.iter().filter(|row| !other.contains(row)).count();
    assert_eq!(
        (row.lost, row.gained),
        (missing(&before, &after), missing(&after, &before)),
        "{whole} without {clause}"
    );
}

#[test]
fn a_clause_taken_out_is_the_query_without_it() {
    check("membraan OR filter OR molen", "filter", "membraan OR molen");
    check(
        "(membraan OR filter) AND (drinkwater OR koffie)",
        "filter",
        "membraan AND (drinkwater OR koffie)",
    );
    check(
        "(membraan OR filter) AND drinkwater",
        "drinkwater",
        "membraan OR filter",
    );
    check("water AND NOT (molen OR stad)", "molen", "water AND NOT stad");
    check("*water AND NOT dijk", "NOT dijk", "*water");
    check(
        "(membraan OR filter) NEAR/4 (drinkwater OR koffie)",
        "koffie",
        "(membraan OR filter) NEAR/4 drinkwater",
    );
    check(
        "2 OF (filter, zout, membraan, koffie)",
        "zout",
        "2 OF (filter, membraan, koffie)",
    );
    check("text:(zout OR molen)", "text:molen", "text:zout");
    check(
        "zout OR (filter AND koffie OR molen)",
        "molen",
        "zout OR (filter AND koffie)",
    );
}

#[test]
fn an_alternative_in_two_groups_is_unique_and_yet_not_lost() {
    let made = made();
    let text = "((membraan OR zout) AND drinkwater) OR eiland";
    let report = clauses(
        &query(text),
        &made.corpus,
        &Catalogue::built_in().0,
        &Judged::default(),
        &Taken::new(),
    )
    .unwrap();
    let row = report.clauses.iter().find(|row| row.text == "membraan").unwrap();
    assert_eq!(
        (row.hits, row.unique, row.lost),
        (1, Some(1), 0),
        "the island is found without it"
    );
}

/// Words that share their first three letters are near.
struct FirstLetters;

impl Encoder for FirstLetters {
    fn dimension(&self) -> usize {
        128
    }

    fn encode(&self, texts: &[String]) -> Result<Encoded, EncoderError> {
        let vector = |text: &String| {
            let mut vector = vec![0.0; self.dimension()];
            let letters = text.bytes().take(3).enumerate();
            letters.for_each(|(place, letter)| vector[(usize::from(letter) + 31 * place) % 128] += 0.577_35);
            Some(vector)
        };
        Ok(Encoded {
            vectors: texts.iter().map(vector).collect(),
            cut_tokens: vec![0; texts.len()],
        })
    }
}

#[test]
fn suggestions_add_what_the_query_has_not() {
    let (made, query) = (made(), query("filter OR drinkwater OR zee"));
    let (catalogue, taken) = (
        Catalogue::built_in().0,
        Taken::from([("dijken".into(), vec!["D5".into()])]),
    );
    let judged = Judged::default();
    let request = Request {
        query: &query,
        corpus: &made.corpus,
        catalogue: &catalogue,
        judged: &judged,
        taken: &taken,
        most: 5,
    };
    let found = suggest(&request, Some(&FirstLetters)).unwrap();
    let of = |term: &str| found.additions.iter().find(|addition| addition.term == term);
    assert_eq!((found.hits, found.learnt_from), (3, 3));
    let compound = of("zeewater").map(|addition| (&addition.origin, addition.adds, addition.taken));
    assert_eq!(compound, None, "a word of three letters has no compounds");
    assert!(
        of("filter").is_none() && of("drinkwater").is_none(),
        "the query has them"
    );
    assert!(found.additions.iter().all(|addition| addition.adds > 0));
    assert!(
        !found
            .additions
            .iter()
            .any(|addition| matches!(addition.origin, Origin::Translation { .. }))
    );
    assert_eq!(
        suggest(&request, Some(&FirstLetters)).unwrap().additions,
        found.additions
    );
}
