//! The dialects: notes, bounds, conversions, and that a conversion without loss finds the same documents.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use query::{
    AnalysedDocument, Comparison, Condition, Conversion, Expression, Order, Query, Syntax, Wording, convert, parse,
    read,
};

mod naive;

const DIALECTS: [Syntax; 3] = [Syntax::Scopus, Syntax::Wos, Syntax::Lucene];

#[track_caller]
fn notes(text: &str, syntax: Syntax, expected: &[&str]) {
    let reading = read(text, syntax).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    let found: Vec<&str> = reading.notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "{text}: {found}");
    }
}

#[test]
fn a_reading_says_what_it_took_to_be_meant() {
    notes("water NOT soil NOT air", Syntax::Scopus, &["NOT is read as AND NOT"]);
    notes("water AND NOT soil", Syntax::Scopus, &[]);
    notes("a W/1 b W/3 c", Syntax::Scopus, &["read from the left"]);
    notes(
        "a SAME b AND NOT c",
        Syntax::Wos,
        &["SAME is read as AND", "AND NOT is read as NOT"],
    );
    notes("water soil air", Syntax::Lucene, &["side by side are read as OR"]);
    notes("+water +soil", Syntax::Lucene, &[]);
    notes("a OR b AND c", Syntax::Lucene, &["AND beside OR"]);
    notes("\"wat* soil\"", Syntax::Lucene, &["wildcards inside quotes"]);
}

#[track_caller]
fn reads_as(text: &str, syntax: Syntax, expected: &str) {
    let query = parse(text, syntax).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    assert_eq!(query.to_string(), expected, "{text}");
}

#[test]
fn dialects_are_read_as_our_own_syntax_says_it() {
    reads_as(
        "TITLE-ABS-KEY(a) AND PUBYEAR > 2014",
        Syntax::Scopus,
        "a AND year:2015-",
    );
    reads_as("{a b} OR <c> OR \"d\"", Syntax::Scopus, "=\"a b\" OR =\"c\" OR \"d\"");
    reads_as(
        "AND:x OR KEY(water)",
        Syntax::Scopus,
        "\"AND:x\" OR code.keyword:\"water\"",
    );
    reads_as("odo$r", Syntax::Wos, "=odor OR =odo?r");
    reads_as(
        "l?chee$ NEAR \"a$\"",
        Syntax::Wos,
        "(=l?chee OR =l?chee?) NEAR/15 (=\"a\" OR =\"a?\")",
    );
    reads_as("+a b c -d", Syntax::Lucene, "a AND (a OR b OR c) AND NOT d");
    reads_as("*:* -a", Syntax::Lucene, "NOT a");
    reads_as("a OR (*:* -b)", Syntax::Lucene, "a OR NOT b");
    reads_as("\"a b\"~2^3", Syntax::Lucene, "(a PRE/2 b OR b PRE/0 a)^3");
}

/// Found by fuzzing: what was read did not print to a text that reads as the same.
#[test]
fn what_is_read_can_be_written() {
    for (text, syntax) in [
        ("DnS\"nd NOT win$ NE]AR/=a ne    = (\"", Syntax::Wos),
        ("\" AND\\(wr +rer)\"~44", Syntax::Lucene),
    ] {
        let reading = read(text, syntax).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
        let printed = reading.query.to_string();
        assert_eq!(parse(&printed, Syntax::Afbaken), Ok(reading.query), "{printed}");
    }
}

/// Found by fuzzing: these were read, and as something that could not be written.
#[test]
fn what_cannot_be_written_is_not_read() {
    for (text, syntax) in [("PUBYEAR > -015", Syntax::Scopus), ("PUBYEAR BEF 0000", Syntax::Scopus)] {
        assert!(read(text, syntax).is_err(), "{text}");
    }
}

fn converts(text: &str, to: Syntax, expected: &str, lost: &[&str]) {
    let conversion = convert(&parse(text, Syntax::Afbaken).unwrap(), to);
    assert_eq!(conversion.text, expected, "{text}");
    assert_eq!(conversion.lost.len(), lost.len(), "{text}: {:?}", conversion.lost);
    for (found, expected) in conversion.lost.iter().zip(lost) {
        assert!(found.contains(expected), "{text}: {found}");
    }
}

#[test]
fn conversions_name_what_is_lost() {
    let text = "(membran* OR =filter) NEAR/3 \"waste water\" AND NOT title:soil AND year:2015-2020";
    converts(
        text,
        Syntax::Scopus,
        "TITLE-ABS-KEY((membran* OR {filter}) W/3 \"waste water\") AND (PUBYEAR > 2014 AND PUBYEAR < 2021) AND NOT TITLE(soil)",
        &[],
    );
    converts(
        text,
        Syntax::Wos,
        "(TS=((membran* OR \"filter\") NEAR/3 \"waste water\") AND PY=2015-2020) NOT TI=(soil)",
        &["`\"waste water\"`: compared exactly"],
    );
    converts(
        "(a OR b) NEAR/3 c",
        Syntax::Lucene,
        "\"a c\"~3 OR \"c a\"~3 OR \"b c\"~3 OR \"c b\"~3",
        &[],
    );
    converts("a PRE/3 b", Syntax::Wos, "TS=(a NEAR/3 b)", &["order"]);
    converts("a PRE/3 b", Syntax::Lucene, "\"a b\"~3", &["slop"]);
    converts("=a^2 OR b", Syntax::Lucene, "\"a\"^2 OR b", &["by stem"]);
    converts(
        "2 OF (a, b, c)",
        Syntax::Wos,
        "TS=((a AND b) OR (a AND c) OR (b AND c))",
        &[],
    );
    converts("NOT a", Syntax::Lucene, "*:* AND NOT a", &[]);
    converts(
        "NOT a",
        Syntax::Scopus,
        "TITLE-ABS-KEY(AND NOT a)",
        &["NOT with nothing beside it"],
    );
    converts(
        "a^2 AND @water/core",
        Syntax::Scopus,
        "TITLE-ABS-KEY(a)",
        &["weights", "reference"],
    );
    converts("kind:patent AND a", Syntax::Wos, "TS=(a)", &["`kind:patent`"]);
    converts("cpc:\"C02F 1/*\" AND a", Syntax::Lucene, "cpc:C02F\\ 1\\/* AND a", &[]);
}

#[test]
fn what_is_written_out_stays_small() {
    let many = (0..30).map(|i| format!("w{i}")).collect::<Vec<_>>().join(", ");
    let mut text = format!("15 OF ({many})");
    for _ in 0..20 {
        text = format!("2 OF ({text}, b, c, d)");
    }
    let query = parse(&text, Syntax::Afbaken).unwrap();
    for syntax in DIALECTS {
        let Conversion { text, lost } = convert(&query, syntax);
        assert!(text.len() < 200_000 && !lost.is_empty());
    }
}

#[test]
fn deep_nesting_and_long_queries_end_soon() {
    let deep = |open: &str, close: &str| format!("{}a{}", open.repeat(10_000), close.repeat(10_000));
    let long = |piece: &str| piece.repeat(100_000 / piece.len());
    let texts = [
        deep("(", ")"),
        deep("TITLE(", ")"),
        deep("TS=(", ")"),
        deep("title:(", ")"),
        deep("NOT ", ""),
        deep("+", ""),
        deep("-(", ")"),
        deep("", " W/1 a"),
        deep("", " NEAR a"),
        long("a NOT b "),
        long("a OR b AND c AND NOT "),
        long("\"a b\"~2 "),
        long("a$b$c "),
        long("\\"),
        long("\""),
        long("<"),
        long("["),
        long("AND "),
        long("a^2"),
        long(")"),
        long("PUBYEAR "),
        long("TS="),
        long("*:* "),
        long("~"),
        "$".repeat(100_000),
    ];
    for syntax in DIALECTS {
        for text in &texts {
            if let Ok(query) = parse(text, syntax) {
                DIALECTS.iter().for_each(|&to| drop(convert(&query, to)));
            }
        }
    }
}

/// A query like it, without most of what the dialect cannot say.
fn sayable(expression: &Expression, to: Syntax) -> Query {
    Query {
        expression: without_losses(expression, to),
    }
}

fn without_losses(expression: &Expression, to: Syntax) -> Expression {
    let again = |of: &Expression| without_losses(of, to);
    let all = |of: &[Expression]| of.iter().map(again).collect();
    match expression {
        Expression::And(of) => Expression::And(all(of)),
        Expression::Or(of) => Expression::Or(all(of)),
        Expression::AtLeast { count, of } => Expression::AtLeast {
            count: *count,
            of: all(of),
        },
        // Only behind something that must occur.
        Expression::Not(of) => Expression::And(vec![
            Expression::Condition(Condition::Years {
                from: Some(2014),
                to: None,
            }),
            Expression::Not(Box::new(again(of))),
        ]),
        Expression::Within { scope, of } => Expression::Within {
            scope: *scope,
            of: Box::new(words_only(of, to)),
        },
        Expression::Weighted { of, .. } if to != Syntax::Lucene => again(of),
        Expression::Condition(Condition::Kind(_) | Condition::Language(_) | Condition::Code { .. })
            if to != Syntax::Lucene =>
        {
            Expression::Condition(Condition::Years {
                from: Some(2015),
                to: Some(2016),
            })
        }
        _ => words_only(expression, to),
    }
}

/// Words compared as the dialect can, at distances that it knows.
fn words_only(expression: &Expression, to: Syntax) -> Expression {
    let again = |of: &Expression| words_only(of, to);
    let all = |of: &[Expression]| of.iter().map(again).collect();
    match expression {
        Expression::And(of) => Expression::And(all(of)),
        Expression::Or(of) => Expression::Or(all(of)),
        Expression::Not(of) => Expression::And(vec![again(of), Expression::Not(Box::new(again(of)))]),
        Expression::Weighted { of, .. } => again(of),
        Expression::AtLeast { count, of } => Expression::AtLeast {
            count: *count,
            of: all(of),
        },
        Expression::Proximity(near) => {
            let mut near = near.clone();
            (near.left, near.right) = (again(&near.left), again(&near.right));
            if to != Syntax::Scopus {
                near.order = Order::Either;
            }
            Expression::Proximity(near)
        }
        Expression::Words(words) => {
            let mut words = words.clone();
            match to {
                Syntax::Wos if words.wording == Wording::Phrase => words.comparison = Comparison::Exact,
                Syntax::Lucene => words.comparison = Comparison::Stemmed,
                _ if words.comparison == Comparison::Compound => words.comparison = Comparison::Stemmed,
                _ => {}
            }
            Expression::Words(words)
        }
        other => other.clone(),
    }
}

/// The property below would say little if next to everything lost something.
#[test]
fn many_conversions_lose_nothing() {
    let mut runner = TestRunner::deterministic();
    let mut kept = [0; DIALECTS.len()];
    for _ in 0..1000 {
        let expression = naive::random::expression().new_tree(&mut runner).unwrap().current();
        for (kept, to) in kept.iter_mut().zip(DIALECTS) {
            let query = sayable(&expression, to);
            *kept += u32::from(convert(&query, to).lost.is_empty());
        }
    }
    assert!(kept[0] > 900 && kept[1] > 900 && kept[2] > 150, "{kept:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_converted_without_loss_finds_the_same(
        expression in naive::random::expression(),
        documents in proptest::collection::vec(naive::random::document(), 1..5),
    ) {
        for (syntax, is_sayable) in DIALECTS.into_iter().flat_map(|syntax| [(syntax, false), (syntax, true)]) {
            let query = match is_sayable {
                true => sayable(&expression, syntax),
                false => Query { expression: expression.clone() },
            };
            let Conversion { text, lost } = convert(&query, syntax);
            if !lost.is_empty() {
                continue;
            }
            let back = parse(&text, syntax);
            prop_assert!(back.is_ok(), "{} in {}: {:?}", text, syntax.name(), back);
            let back = back.unwrap();
            for document in &documents {
                let analysed = AnalysedDocument::new(document);
                let holds = |query: &Query| naive::evaluate(query, &analysed, document).is_some();
                prop_assert_eq!(holds(&back), holds(&query), "{} in {}: {:?}", text, syntax.name(), document);
            }
        }
    }

    #[test]
    fn what_a_dialect_reads_is_read_in_our_own_syntax(
        text in "([abw\"(){}<>*$?=^~:+!/\\\\2-]| AND | OR | NOT | W/3 | PRE/1 | NEAR | SAME | TITLE\\(|TS=|title:|year:|PUBYEAR > 2014 |\\[2015 TO \\*\\]| \\&\\& ){0,14}",
    ) {
        for syntax in DIALECTS {
            match parse(&text, syntax) {
                Ok(query) => prop_assert_eq!(parse(&query.to_string(), Syntax::Afbaken), Ok(query), "{}", text),
                Err(problems) => for problem in problems {
                    prop_assert!(problem.position.start <= problem.position.end);
                    prop_assert!(problem.position.end <= text.chars().count());
                },
            }
        }
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,30}") {
        for syntax in DIALECTS {
            if let Ok(query) = parse(&text, syntax) {
                prop_assert_eq!(parse(&query.to_string(), Syntax::Afbaken), Ok(query), "{}", text);
            }
        }
    }
}
