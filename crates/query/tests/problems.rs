//! The rows of `problems.tsv`: a bad query, where the first problem stands, and words of its message and hint.

use corpus::Document;
use query::{MAX_DEPTH, QuerySet, Syntax, parse};

#[test]
fn every_row_tells_its_problem() {
    for line in include_str!("problems.tsv").lines().skip(1) {
        let [query, position, message, hint] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let problems = parse(query, Syntax::Afbaken).expect_err(query);
        let first = &problems[0];
        assert_eq!(
            format!("{}-{}", first.position.start, first.position.end),
            position,
            "{query}: {problems:?}"
        );
        assert!(first.message.contains(message), "{query}: {}", first.message);
        assert!(first.hint.contains(hint), "{query}: {}", first.hint);
    }
}

/// The rows of `dialect_problems.tsv`: the syntax, where some problem starts, and a word of its message or of what
/// stands there (`*`: any).
#[test]
fn every_row_of_a_dialect_tells_its_problem() {
    let lines = include_str!("dialect_problems.tsv").lines().skip(1);
    let rows = lines.filter(|line| !line.starts_with('#'));
    let wrong: Vec<String> = rows.filter_map(difference).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn difference(line: &str) -> Option<String> {
    let [query, syntax, position, message, _] = line.split('\t').collect::<Vec<_>>()[..] else {
        panic!("{line}")
    };
    let Err(problems) = parse(query, syntax.parse().unwrap()) else {
        return Some(format!("{query} [{syntax}] is read"));
    };
    let first = &problems[0];
    let told = format!("{} {} {}", first.message, first.expected, first.hint);
    let is_told = (message == "*" || told.contains(message)) && first.position.start.to_string() == position;
    (!is_told).then(|| format!("{query} [{syntax}] at {position} `{message}`: {problems:?}"))
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let problems = parse(query, Syntax::Afbaken).expect_err(query);
    let found: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(found, expected, "{query}");
}

#[test]
fn all_problems_are_told_at_once() {
    check(
        "foo:a OR (b c) AND ~d*",
        &[
            "`foo` is not a field",
            "no operator between these two",
            "`~` takes no wildcards",
        ],
    );
    check(
        "(a AND b) NEAR/2 c OR year:x OR 3 OF (a)",
        &[
            "AND cannot stand inside NEAR, W or PRE: it has no place in the text",
            "`x` is no value of `year:`",
            "1 operands cannot have this many of them",
        ],
    );
    check("a) AND b", &["this parenthesis closes nothing"]);
    check("a and b or c", &["`and` is read as a word", "`or` is read as a word"]);
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    for text in [
        format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000)),
        "(".repeat(100_000),
        ")".repeat(100_000),
        format!("{}a", "NOT ".repeat(10_000)),
        format!("a{}", " NEAR/1 a".repeat(10_000)),
        format!("{}a", "title:".repeat(10_000)),
        format!("{}a{}", "2 OF (b, ".repeat(10_000), ")".repeat(10_000)),
        format!("({}", ",".repeat(100_000)),
        format!("a{}", "^2".repeat(50_000)),
        "\"".repeat(99_999),
    ] {
        assert!(parse(&text, Syntax::Afbaken).is_err());
    }
}

#[test]
fn the_deepest_nesting_allowed_is_read() {
    let text = format!("{}a{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert!(parse(&text, Syntax::Afbaken).is_ok());
}

#[test]
fn a_hundred_thousand_characters_are_read() {
    let text = format!("a{}", " OR membrane* NEAR/3 \"waste water\"".repeat(3000));
    assert!(text.len() > 100_000);
    let query = parse(&text, Syntax::Afbaken).unwrap();
    assert_eq!(query.to_string(), text);
}

#[test]
fn a_word_of_a_hundred_thousand_characters_is_compiled() {
    let word = "ab".repeat(50_000);
    let query = parse(
        &format!("{word} OR {word}* OR *{word} OR {word}-{word}"),
        Syntax::Afbaken,
    )
    .unwrap();
    query.requirement(Default::default());
    assert_eq!(QuerySet::compile(vec![query]).unwrap().len(), 1);
}

#[test]
fn a_phrase_of_five_thousand_words_is_evaluated() {
    let words = "a ".repeat(5_000);
    let query = parse(&format!("\"{words}\""), Syntax::Afbaken).unwrap();
    query.requirement(Default::default());
    let set = QuerySet::compile(vec![query]).unwrap();
    let document = Document {
        text: words,
        ..Document::default()
    };
    assert_eq!(set.evaluate(&document)[0].spans.len(), 1);
}

#[test]
fn the_problem_is_shown_under_the_query() {
    let text = "water soil";
    let problem = &parse(text, Syntax::Afbaken).unwrap_err()[0];
    let expected = "no operator between these two\n  | water soil\n  |       ^^^^\n\
        expected: AND, OR, AND NOT, NEAR/n or PRE/n\nhint: write AND or OR between them, or put a phrase in quotes";
    assert_eq!(problem.display(text).to_string(), expected);
}
