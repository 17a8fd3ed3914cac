//! The tree of a query with its references opened, each node as an expression that can be evaluated by itself.

use catalogue::{Catalogue, Role, Rule};
use query::{Expression, Proximity, Query, Reference, Scope, Syntax, parse};

use crate::error::RefineError;

/// A node of a query.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The canonical text, as it stands in the query.
    pub text: String,
    /// The node by itself, within the field that it stands in, references resolved.
    pub expression: Expression,
    /// The field that it stands in.
    pub scope: Option<Scope>,
    /// How the parts make the whole.
    pub join: Join,
    /// What it is made of.
    pub parts: Vec<Node>,
}

/// How the parts of a node make the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// It has none.
    Leaf,
    /// One of them.
    Any,
    /// All of them.
    All,
    /// Not the only one.
    Not,
    /// So many of them.
    AtLeast(usize),
    /// Two stretches near each other; the parts are the two.
    Near,
    /// The rules of an ecosystem, or the query of a rule.
    Reference,
    /// The only one, within a field or weighted.
    Same,
}

/// Parses a query; references stay, and are known to be good.
///
/// # Errors
/// Every problem with its place.
pub fn parse_query(text: &str, catalogue: &Catalogue) -> Result<Query, RefineError> {
    let parsed = parse(text, Syntax::Afbaken).and_then(|query| {
        query.resolve(&|to| catalogue.query(to))?;
        Ok(query)
    });
    parsed.map_err(|problems| {
        let shown: Vec<String> = problems
            .iter()
            .map(|problem| problem.display(text).to_string())
            .collect();
        RefineError::Query(shown.join("\n"))
    })
}

/// The tree of a query; references are to a catalogue, and stay leaves that hold nowhere without one.
pub(crate) fn outline(expression: &Expression, scope: Option<Scope>, catalogue: Option<&Catalogue>) -> Node {
    let part = |of: &Expression, scope| outline(of, scope, catalogue);
    let (join, parts) = match expression {
        Expression::Or(of) => (Join::Any, of.iter().map(|of| part(of, scope)).collect()),
        Expression::And(of) => (Join::All, of.iter().map(|of| part(of, scope)).collect()),
        Expression::AtLeast { count, of } => (Join::AtLeast(*count), of.iter().map(|of| part(of, scope)).collect()),
        Expression::Not(of) => (Join::Not, vec![part(of, scope)]),
        Expression::Within { scope, of } => (Join::Same, vec![part(of, Some(*scope))]),
        Expression::Weighted { of, .. } => (Join::Same, vec![part(of, scope)]),
        Expression::Proximity(near) => (Join::Near, vec![part(&near.left, scope), part(&near.right, scope)]),
        Expression::Reference(reference) => (Join::Reference, referred(reference, scope, catalogue)),
        _ => (Join::Leaf, vec![]),
    };
    Node {
        text: expression.to_string(),
        expression: within(resolved(expression, catalogue), scope),
        scope,
        join,
        parts,
    }
}

/// What a reference stands for: the rules of an ecosystem, or what a rule asks.
fn referred(reference: &Reference, scope: Option<Scope>, catalogue: Option<&Catalogue>) -> Vec<Node> {
    let Some(catalogue) = catalogue else { return vec![] };
    if reference.rule.is_some() {
        let query = catalogue.query(reference);
        return query
            .iter()
            .map(|query| outline(&query.expression, scope, Some(catalogue)))
            .collect();
    }
    let ecosystem = catalogue.by_id(&reference.ecosystem);
    let rules = ecosystem.into_iter().flat_map(|ecosystem| &ecosystem.rules);
    let asks = |rule: &&Rule| rule.role != Role::Exclude && rule.query().is_some();
    let rule = |rule: &Rule| {
        let to = Reference {
            rule: Some(rule.name.clone()),
            ..reference.clone()
        };
        outline(&Expression::Reference(to), scope, Some(catalogue))
    };
    rules.filter(asks).map(rule).collect()
}

fn resolved(expression: &Expression, catalogue: Option<&Catalogue>) -> Expression {
    let query = Query {
        expression: expression.clone(),
    };
    let of = |to: &Reference| catalogue.and_then(|catalogue| catalogue.query(to));
    query
        .resolve(&of)
        .map_or_else(|_| expression.clone(), |query| query.expression)
}

/// An expression in a field.
pub(crate) fn within(of: Expression, scope: Option<Scope>) -> Expression {
    match scope {
        Some(scope) if !matches!(of, Expression::Within { .. }) => Expression::Within {
            scope,
            of: Box::new(of),
        },
        _ => of,
    }
}

impl Node {
    /// The node and all below it, each before its parts.
    pub fn all(&self) -> Vec<&Node> {
        let mut nodes = vec![self];
        self.parts.iter().for_each(|part| nodes.extend(part.all()));
        nodes
    }

    /// The proximity that the node is, without its field.
    pub fn proximity(&self) -> Option<&Proximity> {
        match &self.expression {
            Expression::Proximity(near) => Some(near),
            Expression::Within { of, .. } => match of.as_ref() {
                Expression::Proximity(near) => Some(near),
                _ => None,
            },
            _ => None,
        }
    }
}
