//! The clauses of a query that an analyst can take out, each with what stands beside it.

use catalogue::Catalogue;
use query::{Expression, Proximity, Query, Scope};

use crate::outline::{Join, Node, outline, within};
use crate::row_set::RowSet;

/// The tree of a query in which every alternative of a group is a clause. The two sides of a proximity are groups as
/// well: `(a OR b) NEAR/3 c` is `a NEAR/3 c OR b NEAR/3 c`.
pub(crate) struct Listing {
    root: Branch,
}

/// A clause as it is listed.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    /// Its place in [`Listing::expressions`].
    pub number: usize,
    pub text: String,
    pub depth: usize,
    /// The clause that it is in.
    pub within: Option<String>,
    /// Numbers of the other alternatives of its group; `None` when it is a condition, an exclusion or one `OF` several.
    pub siblings: Option<Vec<usize>>,
}

/// Where a clause stands.
#[derive(Default)]
struct Place {
    depth: usize,
    within: Option<String>,
    siblings: Option<Vec<usize>>,
}

/// A node of the tree.
struct Branch {
    number: usize,
    text: String,
    expression: Expression,
    join: Join,
    /// Whether it is a clause of its own, and not only a group of clauses.
    is_listed: bool,
    parts: Vec<Branch>,
}

impl Listing {
    /// The clauses of a query; those of a reference are the rules that it names.
    pub fn of(query: &Query, catalogue: &Catalogue) -> Listing {
        let mut root = branch(&outline(&query.expression, None, Some(catalogue)));
        root.is_listed = false;
        root.number(&mut 0);
        Listing { root }
    }

    /// Every node's expression; the whole query is the first.
    pub fn expressions(&self) -> Vec<Expression> {
        self.root.all().iter().map(|branch| branch.expression.clone()).collect()
    }

    /// The clauses in the order of the query, each before those within it.
    pub fn clauses(&self) -> Vec<Clause> {
        let mut clauses = Vec::new();
        self.root.list(&Place::default(), &mut clauses);
        if clauses.is_empty() {
            let alone = Place {
                siblings: Some(vec![]),
                ..Place::default()
            };
            clauses.push(self.root.clause(&alone));
        }
        clauses
    }

    /// The hits of the query when a clause is taken out, from the hits of every expression. A group that loses its
    /// last clause goes with it.
    pub fn without(&self, number: usize, rows: &[RowSet], all: &RowSet) -> RowSet {
        self.root.without(number, rows, all).unwrap_or_default()
    }
}

/// The branch of a node. What only passes on (a field, a weight) is what it holds, under its own text.
fn branch(node: &Node) -> Branch {
    let (join, parts) = match node.join {
        Join::Any => (Join::Any, listed(&node.parts)),
        Join::All => (Join::All, groups(&node.parts)),
        Join::AtLeast(count) => (Join::AtLeast(count), listed(&node.parts)),
        Join::Not => (
            Join::Not,
            node.parts.iter().map(|part| unlisted(branch(part))).collect(),
        ),
        Join::Near => near(node),
        Join::Reference if node.parts.len() != 1 => (Join::Any, listed(&node.parts)),
        Join::Same | Join::Reference => {
            let inner = branch(&node.parts[0]);
            return Branch {
                text: node.text.clone(),
                expression: node.expression.clone(),
                ..inner
            };
        }
        Join::Leaf => (Join::Leaf, vec![]),
    };
    Branch {
        number: 0,
        text: scoped_text(&node.text, node.scope),
        expression: node.expression.clone(),
        join,
        is_listed: true,
        parts,
    }
}

fn listed(nodes: &[Node]) -> Vec<Branch> {
    nodes.iter().map(branch).collect()
}

/// The operands of an AND: an OR among them is a group, of which only the alternatives are clauses.
fn groups(nodes: &[Node]) -> Vec<Branch> {
    let group = |node: &Node| match node.join {
        Join::Any => unlisted(branch(node)),
        _ => branch(node),
    };
    nodes.iter().map(group).collect()
}

fn unlisted(branch: Branch) -> Branch {
    Branch {
        is_listed: false,
        ..branch
    }
}

/// The two sides of a proximity, each as a group of proximities with one alternative of that side.
fn near(node: &Node) -> (Join, Vec<Branch>) {
    let Some(whole) = node.proximity() else {
        return (Join::Leaf, vec![]);
    };
    let left = |left| Proximity { left, ..whole.clone() };
    let right = |right| Proximity { right, ..whole.clone() };
    let sides = [side(node, &whole.left, &left), side(node, &whole.right, &right)];
    let groups: Vec<Branch> = sides.into_iter().flatten().collect();
    match groups.is_empty() {
        true => (Join::Leaf, groups),
        false => (Join::All, groups),
    }
}

fn side(node: &Node, of: &Expression, with: &dyn Fn(Expression) -> Proximity) -> Option<Branch> {
    let Expression::Or(alternatives) = of else { return None };
    let alternative = |of: &Expression| Branch {
        number: 0,
        text: scoped_text(&of.to_string(), node.scope),
        expression: within(Expression::Proximity(Box::new(with(of.clone()))), node.scope),
        join: Join::Leaf,
        is_listed: true,
        parts: vec![],
    };
    Some(Branch {
        number: 0,
        text: String::new(),
        expression: node.expression.clone(),
        join: Join::Any,
        is_listed: false,
        parts: alternatives.iter().map(alternative).collect(),
    })
}

fn scoped_text(text: &str, scope: Option<Scope>) -> String {
    match scope {
        Some(scope) if text.contains(' ') && !text.starts_with(['"', '=']) => format!("{}:({text})", scope.name()),
        Some(scope) => format!("{}:{text}", scope.name()),
        None => text.into(),
    }
}

impl Branch {
    fn number(&mut self, next: &mut usize) {
        self.number = *next;
        *next += 1;
        self.parts.iter_mut().for_each(|part| part.number(next));
    }

    fn all(&self) -> Vec<&Branch> {
        let mut branches = vec![self];
        self.parts.iter().for_each(|part| branches.extend(part.all()));
        branches
    }

    fn clause(&self, place: &Place) -> Clause {
        Clause {
            number: self.number,
            text: self.text.clone(),
            depth: place.depth,
            within: place.within.clone(),
            siblings: place.siblings.clone(),
        }
    }

    fn list(&self, place: &Place, clauses: &mut Vec<Clause>) {
        if self.is_listed {
            clauses.push(self.clause(place));
        }
        for part in &self.parts {
            let beside = self.parts.iter().filter(|other| other.number != part.number);
            let of_part = Place {
                depth: place.depth + usize::from(self.is_listed),
                within: match self.is_listed {
                    true => Some(self.text.clone()),
                    false => place.within.clone(),
                },
                siblings: (self.join == Join::Any).then(|| beside.map(|other| other.number).collect()),
            };
            part.list(&of_part, clauses);
        }
    }

    fn holds_number(&self, number: usize) -> bool {
        let last = self.all().last().map_or(self.number, |last| last.number);
        (self.number..=last).contains(&number)
    }

    /// `None` when nothing of it is left.
    fn without(&self, number: usize, rows: &[RowSet], all: &RowSet) -> Option<RowSet> {
        if self.number == number {
            return None;
        }
        if !self.holds_number(number) {
            return Some(rows[self.number].clone());
        }
        let left: Vec<RowSet> = self
            .parts
            .iter()
            .filter_map(|part| part.without(number, rows, all))
            .collect();
        let (first, others) = left.split_first()?;
        Some(match self.join {
            Join::Any => others.iter().fold(first.clone(), RowSet::union),
            Join::Not => all.difference(first),
            Join::AtLeast(count) => RowSet::at_least(count.min(left.len()), &left),
            _ => others.iter().fold(first.clone(), |every, set| every.intersection(set)),
        })
    }
}
