//! A query written in another dialect, and what is lost on the way.
//!
//! Where nothing is lost, the text read back finds the same documents.

use crate::ast::{Comparison, Expression, Order, Proximity, Query, Scope, Syntax, Words};

use super::spelling::{LUCENE, SCOPUS, Spelling, WITHOUT_COMPOUNDS, WOS, is_compared_by_stem, quoted_pair};

/// A query in another dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// The query as that dialect writes it; empty when nothing of it can be written.
    pub text: String,
    /// What the text does not say, or says otherwise; each once.
    pub lost: Vec<String>,
}

/// Writes a query in a dialect. What has no counterpart is left out or written as the nearest thing, and named.
pub fn convert(query: &Query, to: Syntax) -> Conversion {
    let spelling = match to {
        Syntax::Afbaken => {
            return Conversion {
                text: query.to_string(),
                lost: vec![],
            };
        }
        Syntax::Scopus => &SCOPUS,
        Syntax::Wos => &WOS,
        Syntax::Lucene => &LUCENE,
    };
    let mut writer = Writer {
        spelling,
        lost: vec![],
        copies: 1,
    };
    let whole = writer.write(&query.expression);
    let text = whole.map_or(String::new(), |whole| writer.in_field(whole).text);
    let mut lost: Vec<String> = Vec::new();
    for loss in writer.lost {
        if !lost.contains(&loss) {
            lost.push(loss);
        }
    }
    Conversion { text, lost }
}

/// The most ANDs that a `2 OF (…)` is written out as, those around it counted.
const MOST_COPIES: usize = 200;

/// The most pairs of words that a proximity is written out as.
const MOST_PAIRS: usize = 64;

struct Writer {
    spelling: &'static Spelling,
    lost: Vec<String>,
    /// How often what is being written will stand in the text.
    copies: usize,
}

/// A piece of text.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub text: String,
    pub shape: Shape,
    /// Still lacks a field.
    pub is_bare: bool,
}

/// What a piece of text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Words, a group or a field: stands anywhere.
    Primary,
    /// With a weight behind it: takes no other one.
    Weighted,
    /// Operands with operators: stands beside another operator in parentheses only.
    Joined,
}

impl Written {
    pub fn primary(text: String, is_bare: bool) -> Written {
        let shape = Shape::Primary;
        Written { text, shape, is_bare }
    }

    fn in_parentheses(&self) -> String {
        match self.shape {
            Shape::Primary | Shape::Weighted => self.text.clone(),
            Shape::Joined => format!("({})", self.text),
        }
    }
}

impl Writer {
    fn lose(&mut self, what: impl Into<String>) {
        self.lost.push(what.into());
    }

    fn write(&mut self, expression: &Expression) -> Option<Written> {
        match expression {
            Expression::Words(words) => Some(Written::primary(self.words(words), true)),
            Expression::And(of) => self.and(of),
            Expression::Not(of) => match &**of {
                Expression::Not(twice) => self.write(twice),
                _ => self.and(std::slice::from_ref(expression)),
            },
            Expression::Or(of) => {
                let written: Vec<Written> = of.iter().filter_map(|operand| self.write(operand)).collect();
                self.joined(written, " OR ")
            }
            Expression::Proximity(near) => self.proximity(near),
            Expression::AtLeast { count, of } => self.at_least(*count, of),
            Expression::Within { scope, of } => self.within(*scope, of),
            Expression::Condition(condition) => {
                let written = (self.spelling.condition)(condition);
                if written.is_none() {
                    self.lose(format!("`{expression}` has no counterpart and is left out"));
                }
                written
            }
            Expression::Weighted { of, weight } => self.weighted(of, *weight),
            Expression::Reference(_) => {
                self.lose(format!("the reference `{expression}` is left out"));
                None
            }
        }
    }

    fn words(&mut self, words: &Words) -> String {
        let (text, lost) = self.spelling.words(words);
        self.lost.extend(lost.map(|lost| format!("`{words}`: {lost}")));
        text
    }

    /// What must hold, then what may not.
    fn and(&mut self, of: &[Expression]) -> Option<Written> {
        let (mut must, mut not) = (Vec::new(), Vec::new());
        for operand in of {
            match operand {
                Expression::Not(excluded) if !matches!(**excluded, Expression::Not(_)) => {
                    not.extend(self.write(excluded))
                }
                _ => must.extend(self.write(operand)),
            }
        }
        if must.is_empty() && !not.is_empty() {
            match self.spelling.everything {
                Some(everything) => must.push(Written::primary(everything.into(), true)),
                None => {
                    let name = self.spelling.name;
                    self.lose(format!(
                        "NOT with nothing beside it that must occur, which {name} does not know"
                    ));
                    must.push(Written::primary(String::new(), true));
                }
            }
        }
        let stays_open = must.len() > 1 && !not.is_empty() && self.spelling.not_is_weakest;
        let mut must = self.joined(must, " AND ");
        if stays_open {
            must.iter_mut().for_each(|must| must.shape = Shape::Primary);
        }
        match not.is_empty() {
            true => must,
            false => {
                let of: Vec<Written> = must.into_iter().chain(not).collect();
                self.joined(of, self.spelling.not)
            }
        }
    }

    /// Operands with an operator between; those without a field get one when others have it.
    fn joined(&self, mut of: Vec<Written>, operator: &str) -> Option<Written> {
        if of.len() < 2 {
            return of.pop();
        }
        let is_bare = of.iter().all(|written| written.is_bare);
        let operands = of.into_iter().map(|written| match is_bare {
            true => written.in_parentheses(),
            false => self.in_field(written).in_parentheses(),
        });
        Some(Written {
            text: operands.collect::<Vec<_>>().join(operator).trim_start().to_string(),
            shape: Shape::Joined,
            is_bare,
        })
    }

    /// In title and text, as the dialect writes it.
    fn in_field(&self, written: Written) -> Written {
        match self.spelling.everywhere {
            Some(field) if written.is_bare && !written.text.is_empty() => {
                Written::primary(format!("{field}({})", written.text), false)
            }
            _ => written,
        }
    }

    fn within(&mut self, scope: Scope, of: &Expression) -> Option<Written> {
        if holds_not(of) {
            return self.write(&distributed(scope, of));
        }
        let written = self.write(of)?;
        let field = (self.spelling.field)(scope);
        Some(Written::primary(format!("{field}({})", written.text), false))
    }

    fn weighted(&mut self, of: &Expression, weight: f64) -> Option<Written> {
        let written = self.write(of)?;
        if !self.spelling.has_weights {
            self.lose("weights, which order the hits");
            return Some(written);
        }
        let text = match written.shape {
            Shape::Primary => format!("{}^{weight}", written.text),
            Shape::Weighted | Shape::Joined => format!("({})^{weight}", written.text),
        };
        Some(Written {
            text,
            shape: Shape::Weighted,
            is_bare: written.is_bare,
        })
    }

    /// Written out as an OR of ANDs.
    fn at_least(&mut self, count: usize, of: &[Expression]) -> Option<Written> {
        let choices = choices(of.len(), count, MOST_COPIES / self.copies);
        let Some(choices) = choices else {
            self.lose(format!(
                "`{count} OF` {} operands, too many to write out: written as OR",
                of.len()
            ));
            return self.write(&Expression::Or(of.to_vec()));
        };
        let before = self.copies;
        self.copies *= choices.len();
        let ands = choices
            .iter()
            .map(|chosen| Expression::And(chosen.iter().map(|&at| of[at].clone()).collect()));
        let written = self.write(&Expression::Or(ands.collect()));
        self.copies = before;
        written
    }

    fn proximity(&mut self, near: &Proximity) -> Option<Written> {
        let Some(operator) = self.spelling.proximity else {
            return self.pairs(near);
        };
        let (left, right) = (self.write(&near.left)?, self.write(&near.right)?);
        let (name, lost) = operator(near.order, near.distance);
        self.lost.extend(lost);
        Some(Written {
            text: format!("{} {name} {}", left.in_parentheses(), right.in_parentheses()),
            shape: Shape::Joined,
            is_bare: true,
        })
    }

    /// Where there is only a phrase with slop: every pair of words.
    fn pairs(&mut self, near: &Proximity) -> Option<Written> {
        let sides = alternatives(&near.left).zip(alternatives(&near.right));
        let Some((left, right)) = sides.filter(|(left, right)| left.len() * right.len() <= MOST_PAIRS) else {
            self.lose("a proximity of phrases, of proximities or of many words: written as AND");
            return self.and(&[near.left.clone(), near.right.clone()]);
        };
        if near.distance == 0 || near.order == Order::AsWritten && near.distance > 1 {
            self.lose(format!(
                "the exact meaning of `{near}`: slop moves words, also past each other"
            ));
        }
        let mut written = Vec::new();
        for (left, right) in left
            .iter()
            .flat_map(|left| right.iter().map(move |right| (*left, *right)))
        {
            self.lose_form(left);
            self.lose_form(right);
            written.push(Written::primary(quoted_pair(left, right, near.distance), true));
            if near.order == Order::Either {
                written.push(Written::primary(quoted_pair(right, left, near.distance), true));
            }
        }
        self.joined(written, " OR ")
    }

    fn lose_form(&mut self, words: &Words) {
        if words.comparison == Comparison::Exact && is_compared_by_stem(words) {
            self.lose(format!(
                "`{words}`: compared by stem, since it cannot be compared exactly"
            ));
        }
        if words.comparison == Comparison::Compound {
            self.lose(format!("`{words}`: {WITHOUT_COMPOUNDS}"));
        }
        if words.text.contains(['*', '?']) {
            self.lose(format!("`{words}`: wildcards inside quotes, which Lucene passes over"));
        }
    }
}

/// The single words of an OR; `None` where it holds anything else.
fn alternatives(expression: &Expression) -> Option<Vec<&Words>> {
    match expression {
        Expression::Words(words) if !words.text.contains(' ') => Some(vec![words]),
        Expression::Or(of) => {
            let all: Option<Vec<Vec<&Words>>> = of.iter().map(alternatives).collect();
            all.map(|all| all.concat())
        }
        _ => None,
    }
}

fn holds_not(expression: &Expression) -> bool {
    matches!(expression, Expression::Not(_)) || expression.children().into_iter().any(holds_not)
}

/// A field taken inside AND, OR, NOT and weights.
fn distributed(scope: Scope, of: &Expression) -> Expression {
    let all = |of: &[Expression]| of.iter().map(|operand| distributed(scope, operand)).collect();
    let one = |of: &Expression| Box::new(distributed(scope, of));
    match of {
        Expression::And(of) => Expression::And(all(of)),
        Expression::Or(of) => Expression::Or(all(of)),
        Expression::Not(of) => Expression::Not(one(of)),
        Expression::AtLeast { count, of } => Expression::AtLeast {
            count: *count,
            of: all(of),
        },
        Expression::Weighted { of, weight } => Expression::Weighted {
            of: one(of),
            weight: *weight,
        },
        Expression::Condition(_) | Expression::Reference(_) | Expression::Within { .. } => of.clone(),
        Expression::Words(_) | Expression::Proximity(_) => Expression::Within {
            scope,
            of: Box::new(of.clone()),
        },
    }
}

/// Every way to choose so many of `n`; `None` when there are more ways than `most`.
fn choices(n: usize, count: usize, most: usize) -> Option<Vec<Vec<usize>>> {
    let mut all = vec![vec![]];
    for _ in 0..count {
        let longer = |chosen: &Vec<usize>| {
            let chosen = chosen.clone();
            let next = chosen.last().map_or(0, |last| last + 1);
            (next..n).map(move |at| [chosen.as_slice(), &[at]].concat())
        };
        all = all.iter().flat_map(longer).take(most.max(n) * n + 1).collect();
        if all.len() > most.max(n) * n {
            return None;
        }
    }
    (all.len() <= most).then_some(all)
}
