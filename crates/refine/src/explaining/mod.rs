//! Why a document matches a query, or does not: a tree with one node a clause.

mod distance;
mod mention;
mod reason;
mod words;

pub use crate::outline::Join;
pub use mention::Mention;
pub use reason::Reason;

use catalogue::Catalogue;
use corpus::Document;
use query::{Query, Span};
use serde::Serialize;

use crate::authority::evidence;
use crate::error::RefineError;
use crate::outline::{Node, outline};
use crate::search::IndexedCorpus;

/// What a query is explained against.
#[derive(Default, Clone, Copy)]
pub struct Background<'b> {
    /// What references are to.
    pub catalogue: Option<&'b Catalogue>,
    /// Where patterns are expanded.
    pub corpus: Option<&'b IndexedCorpus>,
}

/// A clause of a query, and whether it holds in a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The clause in canonical text.
    pub text: String,
    /// What a reference stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stands_for: Option<String>,
    /// How its parts make the whole.
    pub join: Join,
    /// Whether it holds.
    pub holds: bool,
    /// Where; empty for what holds without words.
    pub mentions: Vec<Mention>,
    /// Why it does not hold, or what its parts come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Explanation>,
}

/// Explains a query on one document. Every clause is compiled as a query of its own and all are evaluated at once;
/// for what does not hold, the reason is looked for by more queries.
///
/// # Errors
/// When the query cannot be evaluated, or the index cannot be read.
pub fn explain(query: &Query, document: &Document, background: &Background<'_>) -> Result<Explanation, RefineError> {
    let root = outline(&query.expression, None, background.catalogue);
    let expressions: Vec<_> = root.all().iter().map(|node| node.expression.clone()).collect();
    let found = evidence(&expressions, document)?;
    let explainer = Explainer {
        document,
        background: *background,
    };
    explainer.explain(&root, &mut found.into_iter())
}

/// Looks for reasons in one document.
pub(crate) struct Explainer<'d> {
    pub document: &'d Document,
    pub background: Background<'d>,
}

impl Explainer<'_> {
    /// Takes the evidence of the node and of all below it, in the order of [`Node::all`].
    fn explain(
        &self,
        node: &Node,
        found: &mut impl Iterator<Item = Option<Vec<Span>>>,
    ) -> Result<Explanation, RefineError> {
        let evidence = found.next().flatten();
        let mut parts = Vec::new();
        for part in &node.parts {
            parts.push(self.explain(part, found)?);
        }
        let holds = evidence.is_some();
        let mentions = Mention::of(self.document, &evidence.unwrap_or_default());
        if matches!(node.join, Join::Same | Join::Reference) && parts.len() == 1 {
            let inner = parts.remove(0);
            return Ok(Explanation {
                text: node.text.clone(),
                stands_for: (node.join == Join::Reference).then_some(inner.text),
                ..inner
            });
        }
        let reason = self.reason(node, holds, &parts)?;
        Ok(Explanation {
            text: node.text.clone(),
            stands_for: None,
            join: node.join,
            holds,
            mentions,
            reason,
            parts,
        })
    }

    fn reason(&self, node: &Node, holds: bool, parts: &[Explanation]) -> Result<Option<Reason>, RefineError> {
        let hold = parts.iter().filter(|part| part.holds).count();
        let count = |asked| {
            Some(Reason::Count {
                hold,
                of: parts.len(),
                asked,
            })
        };
        Ok(match (node.join, holds) {
            (Join::AtLeast(asked), _) => count(asked),
            (Join::All, false) => count(parts.len()),
            (Join::Any | Join::Reference, false) => count(1),
            (Join::Not, false) => Some(Reason::Excluded),
            (Join::Near, false) => self.too_far(node, parts)?,
            (Join::Leaf, false) => self.leaf(node)?,
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use corpus::Language;
    use query::{Syntax, parse};

    use super::*;

    fn document() -> Document {
        Document {
            title: "Membranen".into(),
            text: "Een proef met water dat door keramische filters gaat. De afvalwaterzuivering draait al.".into(),
            language: Some(Language::DUTCH),
            year: Some(2012),
            ..Document::default()
        }
    }

    fn explained(text: &str) -> Explanation {
        let query = parse(text, Syntax::Afbaken).unwrap();
        explain(&query, &document(), &Background::default()).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = explained(text);
        assert_eq!(
            found.reason.map(|reason| reason.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn reasons_of_words() {
        check("water", None);
        check("zout", Some("not there; found by its stem `zout` (Dutch and English)"));
        check("=proeven", Some("there in another form only: [proef]"));
        check(
            "zuivering",
            Some("part of a longer word only: [afvalwaterzuivering]; `*zuivering*` would find it"),
        );
        check("text:membraan", Some("found only in the title: [Membranen]"));
        check("zon*", Some("no word of the text fits it"));
        check("year:2015", Some("the year is 2012"));
        check("kind:patent", Some("the kind is other"));
    }

    #[test]
    fn reasons_of_phrases_and_distances() {
        check(
            "\"keramische membranen\"",
            Some("not there: `keramische` and `membranen` stand in different fields"),
        );
        check("\"keramische zeef\"", Some("not there: `keramische` is, `zeef` is not"));
        check("\"filters keramische\"", Some("its words are there, in another order"));
        check("\"water filters\"", Some("its words are there, 3 words apart"));
        check("water NEAR/2 filter", Some("3 words apart, at most 2"));
        check("filter PRE/5 water", Some("near enough, in the other order"));
        check("water NEAR/2 zout", Some("the right side is not there"));
        check(
            "membraan NEAR/9 water",
            Some("one side is in the title only, the other in the text only"),
        );
    }

    #[test]
    fn reasons_of_groups() {
        check("water AND zout AND filter", Some("2 of 3 hold, 3 needed"));
        check("zout OR zand", Some("0 of 2 hold, 1 needed"));
        check("2 OF (water, zout, zand)", Some("1 of 3 hold, 2 needed"));
        check("NOT water", Some("the excluded clause is there"));
        check("water AND NOT filter", Some("1 of 2 hold, 2 needed"));
    }

    #[test]
    fn the_tree_is_the_query_and_marks_are_exact() {
        let found = explained("(water OR zout) AND title:membraan");
        assert!(found.holds && found.parts.len() == 2);
        assert_eq!(
            found.parts[0].parts[0].mentions[0].snippet,
            "Een proef met [water] dat door keramische…"
        );
        assert_eq!(found.parts[1].mentions[0].field, "title");
        assert_eq!(found.parts[1].text, "title:membraan");
    }
}
