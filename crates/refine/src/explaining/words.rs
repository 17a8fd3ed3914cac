//! Why a word, a phrase or a property does not hold.

use corpus::Document;
use query::{Accents, Comparison, Condition, Expression, Form as PartForm, Order, Proximity, Scope, Span, Wording};
use query::{Words, parts};

use super::mention::marked;
use super::reason::Form;
use super::{Explainer, Reason};
use crate::authority::evidence;
use crate::error::RefineError;
use crate::outline::{Node, within};

/// Words of the corpus shown for a pattern.
const EXPANSIONS: usize = 5;

/// The least letters of a word that is looked for inside others.
const LETTERS_INSIDE: usize = 4;

/// Codes of a document that are shown.
const CODES: usize = 4;

impl Explainer<'_> {
    /// Why a leaf does not hold.
    pub(super) fn leaf(&self, node: &Node) -> Result<Option<Reason>, RefineError> {
        match unscoped(&node.expression) {
            Expression::Words(words) => self.words(words, node.scope).map(Some),
            Expression::Condition(condition) => Ok(Some(Reason::Property {
                found: property(condition, self.document),
            })),
            _ => Ok(None),
        }
    }

    fn words(&self, words: &Words, scope: Option<Scope>) -> Result<Reason, RefineError> {
        if let Some(reason) = self.elsewhere(words, scope)? {
            return Ok(reason);
        }
        let pieces: Vec<&str> = words.text.split_whitespace().collect();
        match pieces.as_slice() {
            [_, _, ..] => self.phrase(words, &pieces, scope),
            _ if words.text.contains(['*', '?']) => self.pattern(words, scope),
            _ => self.word(words, scope),
        }
    }

    /// Words that are looked for in one field and stand in another.
    fn elsewhere(&self, words: &Words, scope: Option<Scope>) -> Result<Option<Reason>, RefineError> {
        if scope.is_none() {
            return Ok(None);
        }
        let anywhere = evidence(&[Expression::Words(words.clone())], self.document)?.remove(0);
        let span = anywhere.and_then(|spans| spans.first().copied());
        Ok(span.map(|span| Reason::OtherField {
            field: span.field.name().into(),
            found: marked(self.document, &span),
        }))
    }

    fn pattern(&self, words: &Words, scope: Option<Scope>) -> Result<Reason, RefineError> {
        let expression = within(Expression::Words(words.clone()), scope);
        let expansions = match self.background.corpus {
            Some(corpus) => corpus.expansions(&expression, EXPANSIONS)?,
            None => vec![],
        };
        Ok(Reason::NothingFits { expansions })
    }

    fn word(&self, words: &Words, scope: Option<Scope>) -> Result<Reason, RefineError> {
        let stemmed = Words {
            comparison: Comparison::Stemmed,
            ..words.clone()
        };
        let pattern = Words {
            text: format!("*{}*", words.text),
            ..words.clone()
        };
        let probes = [stemmed, pattern.clone()].map(|words| within(Expression::Words(words), scope));
        let mut found = evidence(&probes, self.document)?.into_iter();
        let mut first = || {
            found
                .next()
                .flatten()
                .and_then(|spans: Vec<Span>| spans.first().copied())
        };
        let (stemmed, inside) = (first(), first());
        if let Some(span) = stemmed.filter(|_| words.comparison == Comparison::Exact) {
            let found = marked(self.document, &span);
            return Ok(Reason::OtherForm { found });
        }
        Ok(match inside.filter(|_| words.text.chars().count() >= LETTERS_INSIDE) {
            Some(span) => Reason::InsideWord {
                found: marked(self.document, &span),
                pattern: pattern.text,
            },
            None => Reason::Absent { forms: forms(words) },
        })
    }

    fn phrase(&self, words: &Words, pieces: &[&str], scope: Option<Scope>) -> Result<Reason, RefineError> {
        let single = |text: &str| {
            within(
                Expression::Words(Words {
                    text: text.into(),
                    wording: Wording::Word,
                    comparison: words.comparison,
                }),
                scope,
            )
        };
        let probes: Vec<Expression> = pieces.iter().map(|piece| single(piece)).collect();
        let found = evidence(&probes, self.document)?;
        let of = |is_there: bool| -> Vec<String> {
            let pieces = pieces.iter().zip(&found);
            pieces
                .filter(|(_, found)| found.is_some() == is_there)
                .map(|(piece, _)| (*piece).to_owned())
                .collect()
        };
        if found.iter().any(Option::is_none) {
            return Ok(Reason::WordsMissing {
                present: of(true),
                absent: of(false),
            });
        }
        let same_field = [corpus::TextField::Title, corpus::TextField::Text]
            .into_iter()
            .any(|field| {
                found
                    .iter()
                    .flatten()
                    .all(|spans| spans.is_empty() || spans.iter().any(|span| span.field == field))
            });
        Ok(Reason::NoPhrase {
            words: of(true),
            apart: self.apart(words, pieces, scope)?,
            same_field,
        })
    }

    /// Words between the two of a phrase of two.
    fn apart(&self, words: &Words, pieces: &[&str], scope: Option<Scope>) -> Result<Option<u32>, RefineError> {
        let [left, right] = pieces else { return Ok(None) };
        let side = |text: &str| {
            Expression::Words(Words {
                text: text.into(),
                wording: Wording::Word,
                comparison: words.comparison,
            })
        };
        let near = Proximity {
            left: side(left),
            right: side(right),
            distance: 0,
            order: Order::Either,
        };
        let adjacent = within(Expression::Proximity(Box::new(near.clone())), scope);
        match evidence(&[adjacent], self.document)?[0] {
            Some(_) => Ok(Some(0)),
            None => self.nearest(&near, scope),
        }
    }
}

fn unscoped(expression: &Expression) -> &Expression {
    match expression {
        Expression::Within { of, .. } => of,
        other => other,
    }
}

/// The forms by which a plain word is compared.
fn forms(words: &Words) -> Vec<Form> {
    let form = |form: &str, stemmer: &str| Form {
        form: form.into(),
        stemmer: stemmer.into(),
    };
    let mut forms = Vec::new();
    for part in parts(&words.text, words.comparison, Accents::Remove) {
        match part.form {
            PartForm::Literal(literal) | PartForm::Compound(literal) => match literal.stems {
                Some((dutch, english)) if dutch == english => forms.push(form(&dutch, "Dutch and English")),
                Some((dutch, english)) => forms.extend([form(&dutch, "Dutch"), form(&english, "English")]),
                None => forms.push(form(&literal.folded, "")),
            },
            PartForm::Pattern(_) => {}
        }
    }
    forms
}

fn property(condition: &Condition, document: &Document) -> String {
    match condition {
        Condition::Kind(_) => format!("the kind is {}", document.kind.name()),
        Condition::Language(_) => match &document.language {
            Some(language) => format!("the language is {}", language.code()),
            None => "the language is not known".into(),
        },
        Condition::Years { .. } => match document.year {
            Some(year) => format!("the year is {year}"),
            None => "the document has no year".into(),
        },
        Condition::Code { scheme, .. } => codes(scheme.as_deref(), document),
    }
}

fn codes(scheme: Option<&str>, document: &Document) -> String {
    let of_scheme = document
        .codes
        .iter()
        .filter(|(name, _)| scheme.is_none_or(|scheme| scheme == *name));
    let codes: Vec<&str> = of_scheme.flat_map(|(_, codes)| codes).map(String::as_str).collect();
    match codes.as_slice() {
        [] => format!("the document has no {} codes", scheme.unwrap_or("")).replace("  ", " "),
        some if some.len() > CODES => format!(
            "the codes are {} and {} more",
            some[..CODES].join(", "),
            some.len() - CODES
        ),
        all => format!("the codes are {}", all.join(", ")),
    }
}
