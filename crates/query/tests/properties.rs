//! The evaluator equals the naive one, and the canonical text of a query is a fixed point.

use proptest::prelude::*;
use query::{
    AnalysedDocument, Analyser, Clue, Formula, Leaf, Query, QuerySet, Requirement, Scope, Syntax, TermKey, Token, parse,
};

mod naive;

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn what_is_learnt_from_documents_changes_no_answer(
        expressions in proptest::collection::vec(naive::random::expression(), 1..20),
        documents in proptest::collection::vec(naive::random::document(), 5..20),
    ) {
        let queries: Vec<Query> = expressions.into_iter().map(|expression| Query { expression }).collect();
        let set = QuerySet::compile(queries).unwrap();
        let mut evaluator = set.evaluator();
        let first: Vec<_> = documents.iter().map(|document| evaluator.evaluate(document)).collect();
        for _ in 0..4_000 / documents.len() + 1 {
            documents.iter().for_each(|document| _ = evaluator.evaluate(document));
        }
        let last: Vec<_> = documents.iter().map(|document| evaluator.evaluate(document)).collect();
        prop_assert_eq!(first, last);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_evaluator_equals_the_naive_one(
        expressions in proptest::collection::vec(naive::random::expression(), 1..5),
        documents in proptest::collection::vec(naive::random::document(), 1..4),
    ) {
        let queries: Vec<Query> = expressions.into_iter().map(|expression| Query { expression }).collect();
        let set = QuerySet::compile(queries.clone()).unwrap();
        let mut evaluator = set.evaluator();
        let mut analyser = Analyser::default();
        for document in &documents {
            let analysed = analyser.analyse(document);
            let mut found = evaluator.evaluate(document).into_iter().peekable();
            for (place, query) in queries.iter().enumerate() {
                let spans = found.next_if(|found| found.query == place).map(|found| found.spans);
                prop_assert_eq!(spans, naive::evaluate(query, &analysed, document), "{} in {:?}", query, document);
            }
        }
    }

    #[test]
    fn the_canonical_text_is_a_fixed_point(expression in naive::random::expression()) {
        let query = Query { expression };
        let text = query.to_string();
        let read = parse(&text, Syntax::Afbaken);
        prop_assert_eq!(read, Ok(query), "{}", text);
    }

    #[test]
    fn what_parses_prints_to_the_same(text in "[a-c\"()*=~^2, ]{0,20}|([abw\"()*=~^2,:-]| AND | OR | NOT | NEAR/3 |title:|2 OF |kind:|year:){0,12}") {
        if let Ok(query) = parse(&text, Syntax::Afbaken) {
            prop_assert_eq!(parse(&query.to_string(), Syntax::Afbaken), Ok(query), "{}", text);
        }
    }

    #[test]
    fn nothing_panics_and_positions_lie_in_the_text(text in "\\PC{0,30}") {
        for problem in parse(&text, Syntax::Afbaken).err().unwrap_or_default() {
            prop_assert!(problem.position.start <= problem.position.end && problem.position.end <= text.chars().count());
            prop_assert!(!problem.display(&text).to_string().is_empty());
        }
    }

    #[test]
    fn every_hit_fulfils_the_requirement(expression in naive::random::expression(), document in naive::random::document()) {
        let query = Query { expression };
        let analysed = AnalysedDocument::new(&document);
        if naive::evaluate(&query, &analysed, &document).is_some() {
            prop_assert!(fulfils(&query.requirement(Default::default()), &analysed), "{} in {:?}", query, document);
        }
    }
}

/// Conditions count as fulfilled, what is excluded as not there.
fn fulfils(requirement: &Requirement, analysed: &AnalysedDocument) -> bool {
    holds(requirement, &|leaf| match leaf {
        Leaf::Condition(_) => true,
        Leaf::Words(sought) => agrees(&sought.clues, analysed),
    })
}

fn agrees(clues: &Formula<Clue>, analysed: &AnalysedDocument) -> bool {
    holds(clues, &|clue| match clue {
        Clue::Hint(of) => agrees(of, analysed),
        Clue::Keys { scope, keys } => passages(*scope, analysed).iter().any(|tokens| {
            let found = TermKey::of_passage(tokens);
            keys.iter().any(|key| found.iter().any(|found| fits(key, found)))
        }),
    })
}

fn fits(key: &TermKey, found: &TermKey) -> bool {
    match (key, found) {
        (TermKey::Pattern(pattern), TermKey::Word(word)) => pattern.matches(word),
        (TermKey::Joined(joined), TermKey::Word(word)) => {
            assert!(
                !joined.fits(word) || word.starts_with(&joined.beginning()),
                "{joined:?} {word}"
            );
            joined.fits(word)
        }
        _ => key == found,
    }
}

fn holds<A>(formula: &Formula<A>, atom: &dyn Fn(&A) -> bool) -> bool {
    match formula {
        Formula::Is(is) => atom(is),
        Formula::Not(_) => true,
        Formula::All(of) => of.iter().all(|formula| holds(formula, atom)),
        Formula::Any(of) => of.iter().any(|formula| holds(formula, atom)),
        Formula::AtLeast { count, of } => of.iter().filter(|formula| holds(formula, atom)).count() >= *count,
    }
}

fn passages(scope: Option<Scope>, analysed: &AnalysedDocument) -> Vec<&Vec<Token>> {
    match scope {
        None => vec![&analysed.title, &analysed.text],
        Some(Scope::Title) => vec![&analysed.title],
        Some(Scope::Text) => vec![&analysed.text],
        Some(Scope::Organisation) => analysed.names.iter().collect(),
    }
}
