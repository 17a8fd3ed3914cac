//! Queries and documents of few words, so that they often meet.

use corpus::{Document, Kind, Language, Participation};
use proptest::prelude::*;
use query::{Comparison, Condition, Expression, Order, Proximity, Scope, Wording, Words};

const WORDS: &[&str] = &[
    "a",
    "b",
    "3d",
    "print",
    "3Dprint",
    "prints",
    "water",
    "waters",
    "CO₂",
    "coöperatie",
    "cooperaties",
    "in",
    "inwater",
    "printwater",
    "afvalwater",
    "waterzuiveringen",
    "afvalwaterzuivering",
    "zuivering",
];
const PATTERNS: &[&str] = &["wat*", "*r", "3d*", "pr?nt", "*in*", "print*", "*rw*"];
const GAPS: &[&str] = &[" ", " ", " ", "-", "-", ", "];

/// Words with anything between.
pub fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let word = (proptest::sample::select(WORDS), proptest::sample::select(GAPS));
    proptest::collection::vec(word, words)
        .prop_map(|words| words.iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

/// A small document.
pub fn document() -> impl Strategy<Value = Document> {
    let language = proptest::sample::select(vec![None, Some("nl"), Some("en"), Some("de")]);
    (text(0..5), text(0..14), language, 2014..2017i32, text(0..3)).prop_map(|(title, text, language, year, name)| {
        Document {
            kind: if year == 2014 { Kind::Patent } else { Kind::Project },
            title,
            text,
            language: language.and_then(Language::from_code),
            year: Some(year),
            organisations: vec![
                Participation {
                    name,
                    ..Participation::default()
                },
                Participation {
                    name: "a b".into(),
                    ..Participation::default()
                },
            ],
            codes: [("cpc".to_string(), vec![format!("C0{}F", year % 10)])].into(),
            ..Document::default()
        }
    })
}

/// A word or phrase with or without wildcards.
pub fn words() -> impl Strategy<Value = Expression> {
    prop_oneof![5 => compared_words(), 1 => compounds()]
}

/// `~`: a word or phrase without wildcards.
fn compounds() -> impl Strategy<Value = Expression> {
    let several = proptest::collection::vec(proptest::sample::select(WORDS), 1..3);
    (several, any::<bool>()).prop_map(|(words, is_phrase)| {
        let (text, wording) = match is_phrase {
            true => (words.join(" "), Wording::Phrase),
            false => (words.join("-"), Wording::Word),
        };
        Expression::Words(Words {
            text,
            wording,
            comparison: Comparison::Compound,
        })
    })
}

fn compared_words() -> impl Strategy<Value = Expression> {
    let word = || proptest::sample::select([WORDS, PATTERNS].concat());
    let hyphenated = proptest::collection::vec(word(), 1..4).prop_map(|words| (words.join("-"), Wording::Word));
    let phrase = proptest::collection::vec(word(), 1..4).prop_map(|words| (words.join(" "), Wording::Phrase));
    let comparison = proptest::sample::select(vec![Comparison::Stemmed, Comparison::Stemmed, Comparison::Exact]);
    (prop_oneof![3 => hyphenated, 2 => phrase], comparison).prop_map(|((text, wording), comparison)| {
        Expression::Words(Words {
            text,
            wording,
            comparison,
        })
    })
}

fn near(operand: impl Strategy<Value = Expression> + Clone + 'static) -> impl Strategy<Value = Expression> {
    let order = proptest::sample::select(vec![Order::Either, Order::AsWritten]);
    (operand.clone(), operand, 0..4u32, order).prop_map(|(left, right, distance, order)| {
        Expression::Proximity(Box::new(Proximity {
            left,
            right,
            distance,
            order,
        }))
    })
}

/// What may stand inside a proximity.
pub fn stretch() -> impl Strategy<Value = Expression> {
    words().prop_recursive(2, 6, 2, |inner| {
        let or = proptest::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or);
        prop_oneof![or, near(inner.clone()), weighted(inner)]
    })
}

fn weighted(of: impl Strategy<Value = Expression>) -> impl Strategy<Value = Expression> {
    (of, 1..4u8).prop_map(|(of, weight)| Expression::Weighted {
        of: Box::new(of),
        weight: f64::from(weight) / 2.0,
    })
}

fn condition() -> impl Strategy<Value = Expression> {
    let codes = Condition::Code {
        scheme: Some("cpc".into()),
        code: "c0?F*".into(),
    };
    let conditions = vec![
        Condition::Kind(Kind::Patent),
        Condition::Language(Language::DUTCH),
        Condition::Years {
            from: Some(2015),
            to: None,
        },
        Condition::Years {
            from: Some(2014),
            to: Some(2014),
        },
        Condition::Code {
            scheme: Some("xyz".into()),
            code: "C04F".into(),
        },
        Condition::Code {
            scheme: None,
            code: "C04F".into(),
        },
        codes,
    ];
    proptest::sample::select(conditions).prop_map(Expression::Condition)
}

/// Everything but references; a field holds no field.
pub fn expression() -> impl Strategy<Value = Expression> {
    let within = (
        boolean(stretch().boxed()),
        proptest::sample::select(vec![Scope::Title, Scope::Text, Scope::Organisation]),
    )
        .prop_map(|(of, scope)| Expression::Within {
            scope,
            of: Box::new(of),
        });
    boolean(prop_oneof![6 => stretch(), 1 => condition(), 2 => within].boxed())
}

fn boolean(leaf: BoxedStrategy<Expression>) -> BoxedStrategy<Expression> {
    leaf.prop_recursive(3, 10, 3, |inner| {
        let several = || proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several().prop_map(Expression::And),
            several().prop_map(Expression::Or),
            inner.clone().prop_map(|of| Expression::Not(Box::new(of))),
            (several(), 1..3usize).prop_map(|(of, count)| Expression::AtLeast { count, of }),
            weighted(inner.clone()),
        ]
    })
    .boxed()
}
