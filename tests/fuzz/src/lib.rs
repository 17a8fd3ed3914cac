//! What holds for every text in every syntax.

use corpus::{Document, Language};
use query::{QuerySet, Syntax, convert, parse, read};

/// Reads a text as a query. Either every problem has a place in the text and words for a person, or the query prints to
/// a text that reads as the same query, converts to every dialect, and can be evaluated.
///
/// # Panics
/// When it does not hold.
pub fn check(bytes: &[u8], syntax: Syntax) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let query = match read(text, syntax) {
        Ok(reading) => reading.query,
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems {
                assert!(problem.position.start <= problem.position.end, "{problem:?}");
                assert!(problem.position.end <= text.chars().count(), "{problem:?}");
                assert!(!problem.display(text).to_string().is_empty());
            }
            return;
        }
    };
    let printed = query.to_string();
    assert_eq!(parse(&printed, Syntax::Afbaken).as_ref(), Ok(&query), "{printed}");
    for to in Syntax::ALL {
        convert(&query, to);
    }
    if let Ok(set) = QuerySet::compile(vec![query]) {
        let document = Document {
            title: "Clean water, 3D-print".into(),
            text: "De afvalwaterzuivering van a b c; water zuiveren and a-b-c membranes".into(),
            language: Some(Language::DUTCH),
            year: Some(2016),
            ..Document::default()
        };
        set.evaluate(&document);
    }
}
