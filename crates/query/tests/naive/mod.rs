//! The language once more, slowly: every stretch of words is tried against every way to read the query.

#[allow(dead_code)]
pub mod random;

use corpus::{Document, TextField};
use frostem::{Algorithm, Stemmer};
use query::{
    AnalysedDocument, Condition, Expression, Form, Gap, LONGEST_CHAIN, LONGEST_JOINED, Literal, Order, Part, Pattern,
    Proximity, Query, Scope, Span, Token, Word, code_key, compound_key, compound_parts, is_function_word, parts,
};

/// The evidence of a query in a document; `None` when it does not match.
pub fn evaluate(query: &Query, analysed: &AnalysedDocument, document: &Document) -> Option<Vec<Span>> {
    let passages = Passages { analysed, document };
    passages.holds(&query.expression, None).then(|| {
        let mut spans = passages.evidence(&query.expression, None);
        spans.sort();
        spans.dedup();
        spans
    })
}

struct Passages<'d> {
    analysed: &'d AnalysedDocument,
    document: &'d Document,
}

/// Passage, first word, one past the last.
type Stretch = (usize, usize, usize);

impl Passages<'_> {
    /// Title, text, then the names.
    fn all(&self) -> Vec<&[Token]> {
        let names = self.analysed.names.iter().map(Vec::as_slice);
        [self.analysed.title.as_slice(), self.analysed.text.as_slice()]
            .into_iter()
            .chain(names)
            .collect()
    }

    fn is_within(passage: usize, scope: Option<Scope>) -> bool {
        match scope {
            None => passage < 2,
            Some(Scope::Title) => passage == 0,
            Some(Scope::Text) => passage == 1,
            Some(Scope::Organisation) => passage >= 2,
        }
    }

    fn holds(&self, expression: &Expression, scope: Option<Scope>) -> bool {
        match expression {
            Expression::Words(_) | Expression::Proximity(_) => !self.stretches(expression, scope).is_empty(),
            Expression::And(of) => of.iter().all(|e| self.holds(e, scope)),
            Expression::Or(of) => of.iter().any(|e| self.holds(e, scope)),
            Expression::Not(of) => !self.holds(of, scope),
            Expression::AtLeast { count, of } => of.iter().filter(|e| self.holds(e, scope)).count() >= *count,
            Expression::Within { scope, of } => self.holds(of, Some(*scope)),
            Expression::Weighted { of, .. } => self.holds(of, scope),
            Expression::Condition(condition) => self.fulfils(condition),
            Expression::Reference(_) => panic!("resolved before"),
        }
    }

    fn fulfils(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Kind(kind) => self.document.kind == *kind,
            Condition::Language(language) => self.document.language == Some(*language),
            Condition::Years { from, to } => self
                .document
                .year
                .is_some_and(|y| from.is_none_or(|f| f <= y) && to.is_none_or(|t| y <= t)),
            Condition::Code { scheme, code } => self.document.codes.iter().any(|(name, codes)| {
                scheme.as_ref().is_none_or(|s| s == name)
                    && codes
                        .iter()
                        .any(|c| Pattern::new(&code_key(code)).matches(&code_key(c)))
            }),
        }
    }

    fn evidence(&self, expression: &Expression, scope: Option<Scope>) -> Vec<Span> {
        match expression {
            Expression::Words(_) | Expression::Proximity(_) => {
                let all = self.stretches(expression, scope);
                let holds_another = |&(p, s, e): &Stretch| {
                    all.iter()
                        .any(|&(q, t, f)| p == q && s <= t && f <= e && (s, e) != (t, f))
                };
                all.iter()
                    .filter(|stretch| !holds_another(stretch))
                    .filter_map(|&stretch| self.span(stretch))
                    .collect()
            }
            Expression::And(of) | Expression::Or(of) | Expression::AtLeast { of, .. } => of
                .iter()
                .filter(|e| self.holds(e, scope))
                .flat_map(|e| self.evidence(e, scope))
                .collect(),
            Expression::Within { scope, of } => self.evidence(of, Some(*scope)),
            Expression::Weighted { of, .. } => self.evidence(of, scope),
            Expression::Not(_) | Expression::Condition(_) | Expression::Reference(_) => vec![],
        }
    }

    fn span(&self, (passage, start, end): Stretch) -> Option<Span> {
        let field = *[TextField::Title, TextField::Text].get(passage)?;
        let tokens = self.all()[passage];
        Some(Span {
            field,
            start: tokens[start].start,
            end: tokens[end - 1].end,
        })
    }

    /// Every stretch of words that is the expression.
    fn stretches(&self, expression: &Expression, scope: Option<Scope>) -> Vec<Stretch> {
        match expression {
            Expression::Words(words) => {
                let parts = parts(&words.text, words.comparison, Default::default());
                // A part is one word, or so many that hyphens join.
                let longest = parts.len() * LONGEST_CHAIN;
                self.every_stretch(scope, longest)
                    .filter(|&(p, s, e)| is_phrase(&parts, &self.all()[p][s..e]))
                    .collect()
            }
            Expression::Or(of) => of.iter().flat_map(|e| self.stretches(e, scope)).collect(),
            Expression::Weighted { of, .. } => self.stretches(of, scope),
            Expression::Proximity(near) => self.meetings(near, scope),
            other => panic!("no stretch: {other}"),
        }
    }

    fn every_stretch(&self, scope: Option<Scope>, longest: usize) -> impl Iterator<Item = Stretch> {
        let lengths: Vec<usize> = self.all().iter().map(|tokens| tokens.len()).collect();
        let passages = lengths
            .into_iter()
            .enumerate()
            .filter(move |(p, _)| Self::is_within(*p, scope));
        passages.flat_map(move |(p, n)| (0..n).flat_map(move |s| (s + 1..=n.min(s + longest)).map(move |e| (p, s, e))))
    }

    fn meetings(&self, near: &Proximity, scope: Option<Scope>) -> Vec<Stretch> {
        let (left, right) = (self.stretches(&near.left, scope), self.stretches(&near.right, scope));
        let mut met = vec![];
        for &(p, s, e) in &left {
            for &(q, t, f) in &right {
                let in_order = e <= t && t - e <= near.distance as usize;
                let reversed = f <= s && s - f <= near.distance as usize && near.order == Order::Either;
                if p == q && (in_order || reversed) {
                    met.push((p, s.min(t), e.max(f)));
                }
            }
        }
        met
    }
}

/// Whether these parts are exactly these words, one by one or by a hyphen variant at the front and the rest behind.
fn is_phrase(parts: &[Part], tokens: &[Token]) -> bool {
    if parts.is_empty() || tokens.is_empty() {
        return parts.is_empty() && tokens.is_empty();
    }
    let one_by_one = is_word(&parts[0], &tokens[0].word) && is_phrase(&parts[1..], &tokens[1..]);
    let text_joined = |n: usize| is_text_joined(&parts[..n], &tokens[0]) && is_phrase(&parts[n..], &tokens[1..]);
    let query_joined = |n: usize| is_query_joined(&parts[0], &tokens[..n]) && is_phrase(&parts[1..], &tokens[n..]);
    one_by_one
        || (2..=parts.len().min(LONGEST_CHAIN)).any(text_joined)
        || (2..=tokens.len().min(LONGEST_CHAIN)).any(query_joined)
}

fn is_word(part: &Part, word: &Word) -> bool {
    match &part.form {
        Form::Pattern(pattern) => pattern.matches(&word.folded),
        Form::Compound(literal) => {
            let plain = Part {
                form: Form::Literal(literal.clone()),
                gap: part.gap,
            };
            is_word(&plain, word) || word.dutch.is_some() && holds_piece(&word.folded, &literal.folded)
        }
        Form::Literal(Literal { folded, stems }) => {
            *folded == *word.folded
                || stems.as_ref().is_some_and(|(dutch, english)| {
                    word.dutch.as_deref() == Some(dutch) || word.english.as_deref() == Some(english)
                })
        }
    }
}

/// Whether some of a compound's parts are this word together, or a simple word is another form of it.
fn holds_piece(text: &str, word: &str) -> bool {
    let parts = compound_parts(text);
    if parts.is_empty() {
        let is_inflected = compound_key(text) != stem(Algorithm::Dutch, text);
        return is_inflected && compound_key(text) == compound_key(word);
    }
    (0..parts.len()).any(|first| {
        (first..parts.len()).any(|last| compound_key(&text[parts[first].start..parts[last].end]) == compound_key(word))
    })
}

/// `3D print` in the query, *3Dprint* in the text.
fn is_text_joined(parts: &[Part], token: &Token) -> bool {
    let (last, first) = parts.split_last().unwrap();
    let Some(words) = first
        .iter()
        .map(|p| p.literal().map(|l| l.folded.as_str()))
        .collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    let gaps: Vec<Gap> = first.iter().map(|p| p.gap).collect();
    let Some(piece) = token
        .word
        .folded
        .strip_prefix(words.concat().as_str())
        .filter(|piece| !piece.is_empty())
    else {
        return false;
    };
    may_join(&gaps, words[0], &token.word.folded)
        && match &last.form {
            Form::Pattern(pattern) => pattern.matches(piece),
            Form::Literal(Literal { folded, stems }) | Form::Compound(Literal { folded, stems }) => {
                folded == piece
                    || stems.as_ref().is_some_and(|(dutch, english)| {
                        token.word.dutch.is_some() && *dutch == stem(Algorithm::Dutch, piece)
                            || token.word.english.is_some() && *english == stem(Algorithm::English, piece)
                    })
            }
        }
}

/// `3Dprint` in the query, *3D print* in the text.
fn is_query_joined(part: &Part, tokens: &[Token]) -> bool {
    let (last, first) = tokens.split_last().unwrap();
    let before: String = first.iter().map(|t| t.folded()).collect();
    let gaps: Vec<Gap> = first.iter().map(|t| t.gap).collect();
    match &part.form {
        Form::Pattern(pattern) => {
            gaps.iter().all(|gap| *gap == Gap::Hyphen) && pattern.matches(&format!("{before}{}", last.folded()))
        }
        Form::Literal(Literal { folded, stems }) | Form::Compound(Literal { folded, stems }) => {
            let Some(piece) = folded.strip_prefix(before.as_str()).filter(|piece| !piece.is_empty()) else {
                return false;
            };
            let by_stem = |algorithm, of: &Option<Box<str>>| of.as_deref() == Some(stem(algorithm, piece).as_str());
            may_join(&gaps, first[0].folded(), folded)
                && (piece == last.folded()
                    || stems.is_some()
                        && (by_stem(Algorithm::Dutch, &last.word.dutch)
                            || by_stem(Algorithm::English, &last.word.english)))
        }
    }
}

fn may_join(gaps: &[Gap], first: &str, joined: &str) -> bool {
    let stand_together =
        gaps.iter().all(|gap| *gap == Gap::Hyphen) || (gaps == [Gap::Space] && !is_function_word(first));
    stand_together && joined.len() <= LONGEST_JOINED
}

fn stem(algorithm: Algorithm, word: &str) -> String {
    Stemmer::new(algorithm).stem(word).into_owned()
}
