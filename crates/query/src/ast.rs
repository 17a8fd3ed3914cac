//! What can be asked: the syntax tree of a query.

use corpus::{Kind, Language};

/// A query as parsed. Its `Display` is the canonical text, which parses to the same query.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The root of the tree.
    pub expression: Expression,
}

/// The language a query is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Syntax {
    /// Our own.
    #[default]
    Afbaken,
    /// Scopus, advanced search.
    Scopus,
    /// Web of Science, advanced search.
    Wos,
    /// Lucene's classic query parser.
    Lucene,
}

impl Syntax {
    /// All of them, our own first.
    pub const ALL: [Syntax; 4] = [Syntax::Afbaken, Syntax::Scopus, Syntax::Wos, Syntax::Lucene];

    /// Its name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Syntax::Afbaken => "afbaken",
            Syntax::Scopus => "scopus",
            Syntax::Wos => "wos",
            Syntax::Lucene => "lucene",
        }
    }
}

/// A name that is no syntax's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no syntax: expected afbaken, scopus, wos or lucene")]
pub struct UnknownSyntax(pub String);

impl std::str::FromStr for Syntax {
    type Err = UnknownSyntax;

    fn from_str(name: &str) -> Result<Syntax, UnknownSyntax> {
        let found = Syntax::ALL.into_iter().find(|syntax| syntax.name() == name);
        found.ok_or_else(|| UnknownSyntax(name.to_string()))
    }
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A word or a phrase.
    Words(Words),
    /// All of two or more.
    And(Vec<Expression>),
    /// Any of two or more.
    Or(Vec<Expression>),
    /// Not this.
    Not(Box<Expression>),
    /// Two stretches of words near each other.
    Proximity(Box<Proximity>),
    /// `2 OF (a, b, c)`: at least `count` of them.
    AtLeast {
        /// From 1 to the number of operands.
        count: usize,
        /// Any expressions.
        of: Vec<Expression>,
    },
    /// `title:…`: words in this place only.
    Within {
        /// Where to look.
        scope: Scope,
        /// What to look for; holds no other `Within`.
        of: Box<Expression>,
    },
    /// `year:2015`: a property of the document, a hit without a span.
    Condition(Condition),
    /// `a^2`: orders hits, never decides.
    Weighted {
        /// What is weighted.
        of: Box<Expression>,
        /// Above 0.
        weight: f64,
    },
    /// `@ecosystem/rule`, until it is resolved.
    Reference(Reference),
}

/// A word or phrase as written, without its quotes, `=` and `~`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Words {
    /// With its wildcards; the white space of a phrase is single.
    pub text: String,
    /// How it is written.
    pub wording: Wording,
    /// How it is compared.
    pub comparison: Comparison,
}

/// How words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wording {
    /// Bare.
    Word,
    /// Between quotes.
    Phrase,
}

/// How words are compared. Wildcards are never stemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// By stem.
    Stemmed,
    /// `=`: by the folded word.
    Exact,
    /// `~`: by stem, also as a part of a Dutch compound; of a phrase, each word so.
    Compound,
}

/// `left NEAR/5 right`. The operands are words, ORs of operands, and proximities.
#[derive(Debug, Clone, PartialEq)]
pub struct Proximity {
    /// Comes first under `PRE`.
    pub left: Expression,
    /// Comes last under `PRE`.
    pub right: Expression,
    /// The most words between.
    pub distance: u32,
    /// Whether the order counts.
    pub order: Order,
}

/// Whether the order of a proximity counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// `NEAR/n`, `W/n`.
    Either,
    /// `PRE/n`.
    AsWritten,
}

/// Where words are looked for. Without one: in title and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The title only.
    Title,
    /// The text only.
    Text,
    /// The names of the organisations; words are compared unstemmed and give no spans.
    Organisation,
}

/// A property of a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// `kind:patent`
    Kind(Kind),
    /// `language:nl`
    Language(Language),
    /// `year:2015-2020`, either end open; a document without a year is in no range.
    Years {
        /// First year.
        from: Option<i32>,
        /// Last year, included.
        to: Option<i32>,
    },
    /// `cpc:C02F*`: a code, compared whole without case and white space, with wildcards.
    Code {
        /// Lower-case; none for a code of any scheme.
        scheme: Option<String>,
        /// As written.
        code: String,
    },
}

/// `@ecosystem/rule`, or `@ecosystem` for all its rules. Equal whatever its position.
#[derive(Debug, Clone, Eq)]
pub struct Reference {
    /// The ecosystem's id.
    pub ecosystem: String,
    /// The rule's name.
    pub rule: Option<String>,
    /// Where it stands in the query.
    pub position: Position,
}

/// Code points of the query's text, the end excluded.
pub type Position = std::ops::Range<usize>;

impl PartialEq for Reference {
    fn eq(&self, other: &Reference) -> bool {
        (&self.ecosystem, &self.rule) == (&other.ecosystem, &other.rule)
    }
}

impl Expression {
    /// The nodes right below this one.
    pub fn children(&self) -> Vec<&Expression> {
        match self {
            Expression::And(of) | Expression::Or(of) | Expression::AtLeast { of, .. } => of.iter().collect(),
            Expression::Not(of) | Expression::Within { of, .. } | Expression::Weighted { of, .. } => vec![of],
            Expression::Proximity(near) => vec![&near.left, &near.right],
            Expression::Words(_) | Expression::Condition(_) | Expression::Reference(_) => vec![],
        }
    }
}

impl Scope {
    /// The name of the field in a query.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Title => "title",
            Scope::Text => "text",
            Scope::Organisation => "organisation",
        }
    }
}
