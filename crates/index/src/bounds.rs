//! The documents of a segment between two bounds: those that are hits for sure, and those that may be.

use query::{Condition, Pattern, Requirement, Scope, TermKey, code_key};
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::MAX_TOKEN_LEN;
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use crate::bits::Bits;
use crate::schema::{Fields, TOO_LONG, code_term};
use crate::words::Words;

/// Every hit is possible, every sure one is a hit.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    pub possible: Bits,
    /// `None`: all that are possible.
    sure: Option<Bits>,
}

/// One segment of an index. Sets of documents rather than tantivy's boolean queries: a word has dozens of keys (its
/// stems, its hyphen variants), a pattern thousands.
pub(crate) struct Segment<'i> {
    pub reader: &'i SegmentReader,
    pub fields: &'i Fields,
    pub words: &'i Words,
}

impl Bounds {
    fn exactly(documents: Bits) -> Bounds {
        Bounds {
            possible: documents,
            sure: None,
        }
    }

    pub fn sure(&self) -> &Bits {
        self.sure.as_ref().unwrap_or(&self.possible)
    }

    fn is_exact(&self) -> bool {
        self.sure.is_none()
    }

    /// Of several bounds, by what is done with sets.
    fn combine(of: &[Bounds], combine: impl Fn(&mut dyn Iterator<Item = &Bits>) -> Bits) -> Bounds {
        let is_exact = of.iter().all(Bounds::is_exact);
        Bounds {
            possible: combine(&mut of.iter().map(|bounds| &bounds.possible)),
            sure: (!is_exact).then(|| combine(&mut of.iter().map(Bounds::sure))),
        }
    }
}

impl Segment<'_> {
    /// The documents that fulfil a requirement.
    pub fn bounds(&self, requirement: &Requirement) -> tantivy::Result<Bounds> {
        let documents = self.reader.max_doc();
        Ok(match requirement {
            Requirement::Key { scope, key } => {
                let mut found = Keys::none(documents);
                self.put_key(*scope, key, &mut found)?;
                found.bounds()
            }
            Requirement::Condition(condition) => {
                let mut found = Bits::none(documents);
                self.put_condition(condition, &mut found)?;
                Bounds::exactly(found)
            }
            Requirement::All(of) => self.all(of)?,
            Requirement::Any(of) => self.any(of)?,
            Requirement::AtLeast { count, of } => {
                let of = of.iter().map(|r| self.bounds(r)).collect::<tantivy::Result<Vec<_>>>()?;
                Bounds::combine(&of, |sets| Bits::at_least(*count, sets, documents))
            }
            Requirement::Not(of) => {
                let of = self.bounds(of)?;
                let without = |set: &Bits| {
                    let mut rest = Bits::all(documents);
                    rest.subtract(set);
                    rest
                };
                Bounds {
                    possible: without(of.sure()),
                    sure: of.sure.is_some().then(|| without(&of.possible)),
                }
            }
            Requirement::Hint(of) => Bounds {
                possible: self.bounds(of)?.possible,
                sure: Some(Bits::none(documents)),
            },
        })
    }

    /// Once nothing is possible the rest is not looked at.
    fn all(&self, of: &[Requirement]) -> tantivy::Result<Bounds> {
        let documents = self.reader.max_doc();
        let mut found: Option<Bounds> = None;
        for requirement in of {
            let next = self.bounds(requirement)?;
            let both = match found {
                None => next,
                Some(before) => Bounds::combine(&[before, next], |sets| {
                    let mut both = sets.next().cloned().unwrap_or_else(|| Bits::all(documents));
                    sets.for_each(|set| both.intersect(set));
                    both
                }),
            };
            if both.possible.is_empty() {
                return Ok(Bounds::exactly(Bits::none(documents)));
            }
            found = Some(both);
        }
        Ok(found.unwrap_or_else(|| Bounds::exactly(Bits::all(documents))))
    }

    /// Keys, of which there are many, go into one set.
    fn any(&self, of: &[Requirement]) -> tantivy::Result<Bounds> {
        let documents = self.reader.max_doc();
        let mut keys = Keys::none(documents);
        let mut others = Vec::new();
        for requirement in of {
            match requirement {
                Requirement::Key { scope, key } => self.put_key(*scope, key, &mut keys)?,
                other => others.push(self.bounds(other)?),
            }
        }
        others.push(keys.bounds());
        Ok(Bounds::combine(&others, |sets| {
            let mut any = Bits::none(documents);
            sets.for_each(|set| any.unite(set));
            any
        }))
    }

    fn put_key(&self, scope: Option<Scope>, key: &TermKey, found: &mut Keys) -> tantivy::Result<()> {
        for passage in self.fields.passages(scope) {
            let (field, text) = match key {
                TermKey::Word(word) => (passage.words, word),
                TermKey::Dutch(stem) => (passage.dutch, stem),
                TermKey::English(stem) => (passage.english, stem),
                TermKey::Piece(key) => (passage.pieces, key),
                TermKey::Pattern(pattern) => {
                    self.put_term(passage.words, TOO_LONG, &mut found.doubtful)?;
                    self.put_pattern(passage.words, pattern, &mut found.sure)?;
                    continue;
                }
            };
            match text.len() > MAX_TOKEN_LEN {
                true => self.put_term(passage.words, TOO_LONG, &mut found.doubtful)?,
                false => self.put_term(field, text, &mut found.sure)?,
            }
        }
        Ok(())
    }

    fn put_term(&self, field: Field, text: &str, found: &mut Bits) -> tantivy::Result<()> {
        let inverted = self.reader.inverted_index(field)?;
        match inverted.terms().get(text)? {
            Some(place) => put_postings(&inverted, &place, found),
            None => Ok(()),
        }
    }

    /// By the terms that begin as the pattern does, or else by the words that hold what it has in the middle.
    fn put_pattern(&self, field: Field, pattern: &Pattern, found: &mut Bits) -> tantivy::Result<()> {
        let prefix = pattern.literal_prefix();
        if prefix.is_empty() {
            return self
                .words
                .keys_fitting(pattern, &mut |key| self.put_term(field, key, found));
        }
        let fits = |word: &str| word != TOO_LONG && pattern.matches(word);
        self.put_fitting(field, &prefix, fits, found)
    }

    /// The documents of all terms that begin with a prefix and fit.
    fn put_fitting(
        &self,
        field: Field,
        prefix: &str,
        fits: impl Fn(&str) -> bool,
        found: &mut Bits,
    ) -> tantivy::Result<()> {
        let inverted = self.reader.inverted_index(field)?;
        let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
        while let Some((key, place)) = terms.next() {
            if !key.starts_with(prefix.as_bytes()) {
                break;
            }
            if std::str::from_utf8(key).is_ok_and(&fits) {
                put_postings(&inverted, place, found)?;
            }
        }
        Ok(())
    }

    fn put_condition(&self, condition: &Condition, found: &mut Bits) -> tantivy::Result<()> {
        match condition {
            Condition::Kind(kind) => self.put_term(self.fields.kind, kind.name(), found),
            Condition::Language(language) => self.put_term(self.fields.language, language.code(), found),
            Condition::Years { from, to } => self.put_years(from.unwrap_or(i32::MIN), to.unwrap_or(i32::MAX), found),
            Condition::Code { scheme, code } => self.put_codes(scheme.as_deref(), code, found),
        }
    }

    fn put_years(&self, from: i32, to: i32, found: &mut Bits) -> tantivy::Result<()> {
        let years = self.reader.fast_fields().i64("year")?;
        let is_within = |document: &u32| {
            years
                .first(*document)
                .is_some_and(|year| (from.into()..=to.into()).contains(&year))
        };
        (0..self.reader.max_doc())
            .filter(is_within)
            .for_each(|document| found.insert(document));
        Ok(())
    }

    fn put_codes(&self, scheme: Option<&str>, code: &str, found: &mut Bits) -> tantivy::Result<()> {
        let pattern = Pattern::new(&code_key(code));
        let prefix = scheme.map_or(String::new(), |scheme| code_term(scheme, &pattern.literal_prefix()));
        let fits = |term: &str| term.split_once('\0').is_some_and(|(_, key)| pattern.matches(key));
        self.put_fitting(self.fields.codes, &prefix, fits, found)
    }
}

/// The documents that keys are found in.
struct Keys {
    sure: Bits,
    /// Where a word is too long to be a key.
    doubtful: Bits,
}

impl Keys {
    fn none(documents: u32) -> Keys {
        Keys {
            sure: Bits::none(documents),
            doubtful: Bits::none(documents),
        }
    }

    fn bounds(self) -> Bounds {
        if self.doubtful.is_empty() {
            return Bounds::exactly(self.sure);
        }
        let mut possible = self.doubtful;
        possible.unite(&self.sure);
        Bounds {
            possible,
            sure: Some(self.sure),
        }
    }
}

fn put_postings(inverted: &InvertedIndexReader, place: &TermInfo, found: &mut Bits) -> tantivy::Result<()> {
    let mut postings = inverted.read_postings_from_terminfo(place, IndexRecordOption::Basic)?;
    while postings.doc() != TERMINATED {
        found.insert(postings.doc());
        postings.advance();
    }
    Ok(())
}
