//! References to rules of the catalogue, replaced by the rules' own queries.

use crate::ast::{Expression, Position, Proximity, Query, Reference};
use crate::parser::no_stretch;
use crate::problem::QueryProblem;

/// How deep a query may nest once its references are replaced.
const MAX_RESOLVED_DEPTH: usize = 400;

/// How many nodes a query may have once its references are replaced.
const MAX_RESOLVED_NODES: usize = 1_000_000;

impl Query {
    /// Replaces every `@ecosystem/rule`, and those within, by what `rules` knows under that name (`None`: no such rule).
    ///
    /// # Errors
    /// Every reference of this query that is unknown, leads back to itself, or does not fit where it stands.
    pub fn resolve(&self, rules: &dyn Fn(&Reference) -> Option<Query>) -> Result<Query, Vec<QueryProblem>> {
        let mut resolver = Resolver {
            rules,
            path: vec![],
            nodes: 0,
            problems: vec![],
        };
        let expression = resolver.resolve(&self.expression, Place::default());
        match resolver.problems.is_empty() {
            true => Ok(Query { expression }),
            false => Err(resolver.problems),
        }
    }
}

struct Resolver<'r> {
    rules: &'r dyn Fn(&Reference) -> Option<Query>,
    /// The references we are inside of, outermost first; its position is where problems are shown.
    path: Vec<Reference>,
    nodes: usize,
    problems: Vec<QueryProblem>,
}

/// Where in the tree a node stands.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: usize,
    in_scope: bool,
}

impl Resolver<'_> {
    fn resolve(&mut self, expression: &Expression, place: Place) -> Expression {
        self.nodes += 1;
        if self.is_too_large(place) {
            return expression.clone();
        }
        let place = Place {
            depth: place.depth + 1,
            ..place
        };
        match expression {
            Expression::Words(_) | Expression::Condition(_) => expression.clone(),
            Expression::And(of) => Expression::And(self.all(of, place)),
            Expression::Or(of) => Expression::Or(self.all(of, place)),
            Expression::AtLeast { count, of } => Expression::AtLeast {
                count: *count,
                of: self.all(of, place),
            },
            Expression::Not(of) => Expression::Not(Box::new(self.resolve(of, place))),
            Expression::Weighted { of, weight } => Expression::Weighted {
                of: Box::new(self.resolve(of, place)),
                weight: *weight,
            },
            Expression::Within { scope, of } => {
                self.check_scope(place);
                let inside = Place {
                    in_scope: true,
                    ..place
                };
                Expression::Within {
                    scope: *scope,
                    of: Box::new(self.resolve(of, inside)),
                }
            }
            Expression::Proximity(near) => self.proximity(near, place),
            Expression::Reference(reference) => self.reference(reference, place),
        }
    }

    fn all(&mut self, of: &[Expression], place: Place) -> Vec<Expression> {
        of.iter().map(|operand| self.resolve(operand, place)).collect()
    }

    fn is_too_large(&mut self, place: Place) -> bool {
        let is_too_large = place.depth > MAX_RESOLVED_DEPTH || self.nodes > MAX_RESOLVED_NODES;
        if is_too_large && self.problems.is_empty() {
            let message = "the query is too large once its references are replaced";
            self.problem(
                None,
                message.into(),
                "fewer or smaller rules",
                "refer to the parts that matter".into(),
            );
        }
        is_too_large
    }

    fn check_scope(&mut self, place: Place) {
        if place.in_scope {
            let message = format!("`{}` has a field of its own, inside a field", self.name());
            self.problem(
                None,
                message,
                "a rule without `title:`, `text:` or `organisation:`",
                "take the field around the reference away".into(),
            );
        }
    }

    fn proximity(&mut self, near: &Proximity, place: Place) -> Expression {
        let (left, right) = (self.resolve(&near.left, place), self.resolve(&near.right, place));
        if let Some(name) = no_stretch(&left).or(no_stretch(&right)) {
            let message = format!("the rule holds {name}, which cannot stand inside NEAR, W or PRE");
            let at = first_reference(&near.left)
                .or(first_reference(&near.right))
                .map(|r| r.position.clone());
            self.problem(
                at,
                message,
                "a rule of words, phrases, ORs and proximities",
                "write the words out".into(),
            );
        }
        Expression::Proximity(Box::new(Proximity {
            left,
            right,
            ..near.clone()
        }))
    }

    fn reference(&mut self, reference: &Reference, place: Place) -> Expression {
        let unresolved = Expression::Reference(reference.clone());
        let position = Some(reference.position.clone());
        if self.path.contains(reference) {
            self.problem(
                position,
                format!("`{reference}` leads back to itself"),
                "rules without a circle",
                self.circle(reference),
            );
            return unresolved;
        }
        let Some(rule) = (self.rules)(reference) else {
            self.problem(
                position,
                format!("there is no `{reference}`"),
                "an ecosystem's id and the name of one of its rules",
                "`afbaken catalogue list` shows the ecosystems".into(),
            );
            return unresolved;
        };
        self.path.push(reference.clone());
        let resolved = self.resolve(&rule.expression, place);
        self.path.pop();
        resolved
    }

    fn circle(&self, reference: &Reference) -> String {
        let path: Vec<String> = self.path.iter().chain([reference]).map(Reference::to_string).collect();
        format!("{}: break the circle in one of these rules", path.join(" → "))
    }

    fn name(&self) -> String {
        self.path.first().map(Reference::to_string).unwrap_or_default()
    }

    /// Reports at the outermost reference: positions within a rule are of another text.
    fn problem(&mut self, position: Option<Position>, message: String, expected: &str, hint: String) {
        let position = self
            .path
            .first()
            .map(|outer| outer.position.clone())
            .or(position)
            .unwrap_or(0..0);
        let problem = QueryProblem {
            position,
            message,
            expected: expected.into(),
            hint,
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

fn first_reference(expression: &Expression) -> Option<&Reference> {
    match expression {
        Expression::Reference(reference) => Some(reference),
        other => other.children().into_iter().find_map(first_reference),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Query, Reference, Syntax, parse};

    fn rules(reference: &Reference) -> Option<Query> {
        let text = match (reference.ecosystem.as_str(), reference.rule.as_deref()) {
            ("water", Some("words")) => "water OR afvalwater",
            ("water", Some("two words")) => "@water/words AND zuiver*",
            ("water", Some("circle")) => "a OR @water/round",
            ("water", Some("round")) => "@water/circle",
            ("water", Some("title")) => "title:water",
            _ => return None,
        };
        parse(text, Syntax::Afbaken).ok()
    }

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &[&str]>) {
        let resolved = parse(text, Syntax::Afbaken).unwrap().resolve(&rules);
        match (resolved, expected) {
            (Ok(query), Ok(expected)) => assert_eq!(query.to_string(), expected),
            (Err(problems), Err(expected)) => {
                let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
                assert_eq!(messages, expected);
            }
            (found, _) => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn references_become_what_they_name() {
        check("@water/words", Ok("water OR afvalwater"));
        check(
            "@water/\"two words\" OR b",
            Ok("(water OR afvalwater) AND zuiver* OR b"),
        );
        check("@water/words NEAR/3 a", Ok("(water OR afvalwater) NEAR/3 a"));
    }

    #[test]
    fn bad_references_are_all_told() {
        check("@x OR @y/z", Err(&["there is no `@x`", "there is no `@y/z`"]));
        check("@water/circle", Err(&["`@water/circle` leads back to itself"]));
        check(
            "a NEAR/2 @water/\"two words\"",
            Err(&["the rule holds AND, which cannot stand inside NEAR, W or PRE"]),
        );
        check(
            "title:@water/title",
            Err(&["`@water/title` has a field of its own, inside a field"]),
        );
    }

    #[test]
    fn rules_that_double_are_stopped() {
        let doubling = |reference: &Reference| {
            let n: u32 = reference.ecosystem.trim_start_matches('r').parse().ok()?;
            let text = format!("@r{} AND @r{}", n + 1, n + 1);
            parse(if n < 60 { &text } else { "a" }, Syntax::Afbaken).ok()
        };
        let problems = parse("@r0", Syntax::Afbaken).unwrap().resolve(&doubling).unwrap_err();
        assert_eq!(problems.len(), 1);
    }
}
