//! The documents of a segment between two bounds: those that are hits for sure, and those that may be.

use std::borrow::Cow;

use query::{Clue, Condition, Formula, Leaf, Pattern, Scope, TermKey, code_key};
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::MAX_TOKEN_LEN;
use tantivy::{InvertedIndexReader, SegmentReader};

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
#[derive(Clone, Copy)]
pub(crate) struct Segment<'i> {
    pub reader: &'i SegmentReader,
    pub fields: &'i Fields,
    pub words: &'i Words,
}

impl Bounds {
    pub fn exactly(documents: Bits) -> Bounds {
        Bounds {
            possible: documents,
            sure: None,
        }
    }

    pub fn sure(&self) -> &Bits {
        self.sure.as_ref().unwrap_or(&self.possible)
    }

    /// Those that are possible and not sure.
    pub fn doubtful(&self) -> Bits {
        let Some(sure) = &self.sure else {
            return self.possible.none_of_them();
        };
        let mut rest = self.possible.clone();
        rest.subtract(sure);
        rest
    }

    /// The bounds of a formula over so many documents by those of its atoms. Once nothing is possible of several that all
    /// have to hold, the rest is not looked at.
    pub fn of<'b, A>(
        formula: &Formula<A>,
        documents: u32,
        atom: &mut dyn FnMut(&A) -> tantivy::Result<Cow<'b, Bounds>>,
    ) -> tantivy::Result<Cow<'b, Bounds>> {
        let bounds = match formula {
            Formula::Is(is) => return atom(is),
            Formula::Not(of) => Bounds::of(of, documents, atom)?.others(documents),
            Formula::All(of) => {
                let mut found: Option<Bounds> = None;
                for formula in of {
                    let next = Bounds::of(formula, documents, atom)?;
                    match &mut found {
                        None => found = Some(next.into_owned()),
                        Some(found) => found.intersect(&next),
                    }
                    if found.as_ref().is_some_and(|found| found.possible.is_empty()) {
                        return Ok(Cow::Owned(Bounds::exactly(Bits::none(documents))));
                    }
                }
                found.unwrap_or_else(|| Bounds::exactly(Bits::all(documents)))
            }
            Formula::Any(of) => {
                let mut found = Bounds::exactly(Bits::none(documents));
                for formula in of {
                    found.unite(&*Bounds::of(formula, documents, atom)?);
                }
                found
            }
            Formula::AtLeast { count, of } => {
                let of = of.iter().map(|formula| Bounds::of(formula, documents, atom));
                let of = of.collect::<tantivy::Result<Vec<_>>>()?;
                let at_least = |sets: &mut dyn Iterator<Item = &Bits>| Bits::at_least(*count, sets, documents);
                Bounds {
                    possible: at_least(&mut of.iter().map(|bounds| &bounds.possible)),
                    sure: of
                        .iter()
                        .any(|bounds| bounds.sure.is_some())
                        .then(|| at_least(&mut of.iter().map(|bounds| bounds.sure()))),
                }
            }
        };
        Ok(Cow::Owned(bounds))
    }

    fn others(&self, documents: u32) -> Bounds {
        let without = |set: &Bits| {
            let mut rest = Bits::all(documents);
            rest.subtract(set);
            rest
        };
        Bounds {
            possible: without(self.sure()),
            sure: self.sure.is_some().then(|| without(&self.possible)),
        }
    }

    fn unite(&mut self, others: &Bounds) {
        self.combine(others, Bits::unite);
    }

    fn intersect(&mut self, others: &Bounds) {
        self.combine(others, Bits::intersect);
    }

    fn combine(&mut self, others: &Bounds, combine: impl Fn(&mut Bits, &Bits)) {
        if others.sure.is_some() && self.sure.is_none() {
            self.sure = Some(self.possible.clone());
        }
        if let Some(sure) = &mut self.sure {
            combine(sure, others.sure());
        }
        combine(&mut self.possible, &others.possible);
    }
}

impl Segment<'_> {
    /// How many documents it has.
    pub fn documents(&self) -> u32 {
        self.reader.max_doc()
    }

    /// The documents that fulfil a leaf.
    pub fn bounds(&self, leaf: &Leaf) -> tantivy::Result<Bounds> {
        match leaf {
            Leaf::Condition(condition) => {
                let mut found = Bits::none(self.documents());
                self.put_condition(condition, &mut found)?;
                Ok(Bounds::exactly(found))
            }
            Leaf::Words(sought) => self.clues(&sought.clues),
        }
    }

    fn clues(&self, clues: &Formula<Clue>) -> tantivy::Result<Bounds> {
        let mut atom = |clue: &Clue| {
            Ok(Cow::Owned(match clue {
                Clue::Keys { scope, keys } => self.keys(*scope, keys)?,
                Clue::Hint(of) => Bounds {
                    possible: self.clues(of)?.possible,
                    sure: Some(Bits::none(self.documents())),
                },
            }))
        };
        Ok(Bounds::of(clues, self.documents(), &mut atom)?.into_owned())
    }

    /// The documents in which one of the keys is found; where a word is too long to be a key, perhaps.
    fn keys(&self, scope: Option<Scope>, keys: &[TermKey]) -> tantivy::Result<Bounds> {
        let (mut sure, mut doubtful) = (Bits::none(self.documents()), Bits::none(self.documents()));
        for passage in self.fields.passages(scope) {
            for key in keys {
                let (field, text) = match key {
                    TermKey::Word(word) => (passage.words, word),
                    TermKey::Dutch(stem) => (passage.dutch, stem),
                    TermKey::English(stem) => (passage.english, stem),
                    TermKey::Piece(key) => (passage.pieces, key),
                    TermKey::Pattern(pattern) => {
                        self.put_term(passage.words, TOO_LONG, &mut doubtful)?;
                        self.put_pattern(passage.words, pattern, &mut sure)?;
                        continue;
                    }
                    TermKey::Joined(joined) => {
                        self.put_term(passage.words, TOO_LONG, &mut doubtful)?;
                        self.put_fitting(passage.words, &joined.beginning(), |word| joined.fits(word), &mut sure)?;
                        continue;
                    }
                };
                match text.len() > MAX_TOKEN_LEN {
                    true => self.put_term(passage.words, TOO_LONG, &mut doubtful)?,
                    false => self.put_term(field, text, &mut sure)?,
                }
            }
        }
        let mut found = Bounds::exactly(sure);
        if !doubtful.is_empty() {
            found.unite(&Bounds {
                sure: Some(doubtful.none_of_them()),
                possible: doubtful,
            });
        }
        Ok(found)
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

fn put_postings(inverted: &InvertedIndexReader, place: &TermInfo, found: &mut Bits) -> tantivy::Result<()> {
    let mut postings = inverted.read_block_postings_from_terminfo(place, IndexRecordOption::Basic)?;
    while postings.block_len() > 0 {
        found.insert_all(postings.docs());
        postings.advance();
    }
    Ok(())
}
