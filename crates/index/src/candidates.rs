//! The documents of a segment that fulfil what a query requires, by the postings of tantivy.
//!
//! Sets of documents rather than tantivy's own boolean queries: a word has dozens of keys (its stems, its hyphen variants), a
//! pattern thousands, and `TermSetQuery` builds an automaton for every such group.

use query::{Condition, Pattern, Requirement, Scope, TermKey, code_key};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::MAX_TOKEN_LEN;
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use crate::bits::Bits;
use crate::schema::{Fields, TOO_LONG, code_term};

/// One segment of an index.
pub(crate) struct Segment<'i> {
    pub reader: &'i SegmentReader,
    pub fields: &'i Fields,
}

impl Segment<'_> {
    /// The documents that fulfil a requirement.
    pub fn documents(&self, requirement: &Requirement) -> tantivy::Result<Bits> {
        let documents = self.reader.max_doc();
        let sets = |of: &[Requirement]| {
            of.iter()
                .map(|r| self.documents(r))
                .collect::<tantivy::Result<Vec<Bits>>>()
        };
        let mut found = Bits::none(documents);
        match requirement {
            Requirement::Anything => found = Bits::all(documents),
            Requirement::Key { scope, key } => self.put_key(*scope, key, &mut found)?,
            Requirement::Condition(condition) => self.put_condition(condition, &mut found)?,
            Requirement::All(of) => {
                found = Bits::all(documents);
                sets(of)?.iter().for_each(|set| found.intersect(set));
            }
            Requirement::Any(of) => self.put_any(of, &mut found)?,
            Requirement::AtLeast { count, of } => found = Bits::at_least(*count, &sets(of)?, documents),
        }
        Ok(found)
    }

    fn put_any(&self, of: &[Requirement], found: &mut Bits) -> tantivy::Result<()> {
        of.iter().try_for_each(|choice| match choice {
            Requirement::Key { scope, key } => self.put_key(*scope, key, found),
            other => self.documents(other).map(|set| found.unite(&set)),
        })
    }

    fn put_key(&self, scope: Option<Scope>, key: &TermKey, found: &mut Bits) -> tantivy::Result<()> {
        for passage in self.fields.passages(scope) {
            let (field, text) = match key {
                TermKey::Word(word) => (passage.words, word),
                TermKey::Dutch(stem) => (passage.dutch, stem),
                TermKey::English(stem) => (passage.english, stem),
                TermKey::Piece(stem) => (passage.pieces, stem),
                TermKey::Pattern(pattern) => {
                    self.put_term(passage.words, TOO_LONG, found)?;
                    self.put_fitting(
                        passage.words,
                        &pattern.literal_prefix(),
                        |word| pattern.matches(word),
                        found,
                    )?;
                    continue;
                }
            };
            match text.len() > MAX_TOKEN_LEN {
                true => self.put_term(passage.words, TOO_LONG, found)?,
                false => self.put_term(field, text, found)?,
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

fn put_postings(
    inverted: &InvertedIndexReader,
    place: &tantivy::postings::TermInfo,
    found: &mut Bits,
) -> tantivy::Result<()> {
    let mut postings = inverted.read_postings_from_terminfo(place, IndexRecordOption::Basic)?;
    while postings.doc() != TERMINATED {
        found.insert(postings.doc());
        postings.advance();
    }
    Ok(())
}
