//! The words of all queries in one dictionary: each word of a document is looked up once for all of them.

use rustc_hash::FxHashMap;

use crate::analysis::{LONGEST_JOINED, Word, dutch_stem, english_stem};
use crate::compound::{compound_key, piece_keys};
use crate::folding::is_function_word;
use crate::parts::{Form, Literal};
use crate::pattern::Pattern;

/// A term's place in the lists of occurrences.
pub(crate) type TermId = u32;

/// What one or more words of a document can be, for a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Term {
    /// One query word: a word of the document, or several that it joins.
    Single(Form),
    /// Several query words that the document writes as one: the first ones run together, then the last.
    Joined { first: String, last: Form },
}

impl Term {
    /// Bytes that every word has which is this term.
    fn certain_letters(&self) -> usize {
        let of_form = |form: &Form| match form {
            Form::Literal(literal) | Form::Compound(literal) => 1 + literal.folded.len(),
            Form::Pattern(pattern) => pattern.literal_prefix().len().saturating_sub(1),
        };
        match self {
            Term::Single(form) => of_form(form),
            Term::Joined { first, last } => first.len() + of_form(last),
        }
    }
}

type Postings = FxHashMap<Box<str>, Vec<TermId>>;

/// Finds the terms of a word. Keys are folded.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    ids: FxHashMap<Term, TermId>,
    folded: Postings,
    dutch: Postings,
    english: Postings,
    /// Patterns by the characters before their first wildcard.
    patterns: FxHashMap<Box<str>, Vec<(Pattern, TermId)>>,
    /// Bytes of the longest of those beginnings.
    longest_beginning: usize,
    /// Last forms of joined terms by their first words.
    joined: FxHashMap<Box<str>, Vec<(Form, TermId)>>,
    /// Every beginning of a plain query word, with the initials of what follows it.
    beginnings: FxHashMap<Box<str>, Initials>,
    /// Plain query words by a beginning and the stem of the rest.
    dutch_splits: Postings,
    english_splits: Postings,
    /// Words under `~` by their key.
    pieces: Postings,
}

/// What the dictionary says about one word of a document.
#[derive(Debug)]
pub(crate) struct Entry {
    pub word: Word,
    /// Terms that the word is, sorted.
    pub terms: Box<[TermId]>,
    /// Initials of words that may join it from behind.
    pub joined_by: Initials,
    /// Whether they may join it across a space.
    pub joins_across_space: bool,
    /// Its own.
    pub initials: Initials,
}

/// A set of first bytes, as bits; different bytes may share a bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Initials(u64);

impl Initials {
    fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Initials {
        let bit = |word: &str| word.bytes().next().map_or(u64::MAX, |byte| 1 << (byte % 64));
        Initials(words.into_iter().map(bit).fold(0, |all, bit| all | bit))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether one may be in both.
    pub fn meet(self, other: Initials) -> bool {
        self.0 & other.0 != 0
    }
}

impl Dictionary {
    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// How often each term is likely to be there, before a document is seen: a letter more makes a word half as frequent.
    pub fn likely_frequencies(&self) -> Vec<f64> {
        let mut frequencies = vec![0.0; self.len()];
        for (term, &id) in &self.ids {
            frequencies[id as usize] = 0.5_f64.powi(term.certain_letters() as i32);
        }
        frequencies
    }

    /// The id of a term, new or known.
    pub fn insert(&mut self, term: Term) -> TermId {
        if let Some(&id) = self.ids.get(&term) {
            return id;
        }
        let id = TermId::try_from(self.ids.len()).expect("fewer than 2^32 terms");
        self.ids.insert(term.clone(), id);
        match term {
            Term::Single(Form::Literal(literal)) => self.insert_literal(&literal, id),
            Term::Single(Form::Compound(literal)) => {
                self.insert_literal(&literal, id);
                push(&mut self.pieces, &compound_key(&literal.folded), id);
            }
            Term::Single(Form::Pattern(pattern)) => {
                let beginning = pattern.literal_prefix();
                self.longest_beginning = self.longest_beginning.max(beginning.len());
                self.patterns.entry(beginning.into()).or_default().push((pattern, id));
            }
            Term::Joined { first, last } => self.joined.entry(first.into()).or_default().push((last, id)),
        }
        id
    }

    fn insert_literal(&mut self, literal: &Literal, id: TermId) {
        push(&mut self.folded, &literal.folded, id);
        if let Some((dutch, english)) = &literal.stems {
            push(&mut self.dutch, dutch, id);
            push(&mut self.english, english, id);
        }
        for (first, rest) in splits(&literal.folded) {
            let follow = self.beginnings.entry(first.into()).or_default();
            follow.0 |= Initials::of([rest]).0;
            if literal.stems.is_some() {
                let (dutch, english) = (dutch_stem(rest), english_stem(rest));
                follow.0 |= Initials::of([dutch.as_str(), &english]).0;
                push(&mut self.dutch_splits, &split_key(first, &dutch), id);
                push(&mut self.english_splits, &split_key(first, &english), id);
            }
        }
    }

    /// Everything about one word.
    pub fn look_up(&self, word: Word) -> Entry {
        let mut terms = self.folded.get(&word.folded).cloned().unwrap_or_default();
        terms.extend(stemmed(&self.dutch, word.dutch.as_deref()));
        terms.extend(stemmed(&self.english, word.english.as_deref()));
        self.patterns_of(&word.folded, &mut terms);
        self.joined_of(&word, &mut terms);
        self.pieces_of(&word, &mut terms);
        terms.sort_unstable();
        terms.dedup();
        let stems = [&word.dutch, &word.english].into_iter().flatten();
        Entry {
            terms: terms.into(),
            joined_by: self.beginnings.get(&word.folded).copied().unwrap_or_default(),
            joins_across_space: !is_function_word(&word.folded),
            initials: Initials::of(stems.chain([&word.folded]).map(|form| &**form)),
            word,
        }
    }

    /// Patterns that a folded form fits.
    pub fn patterns_of(&self, folded: &str, terms: &mut Vec<TermId>) {
        let ends = folded.char_indices().map(|(end, _)| end).chain([folded.len()]);
        let prefixes = ends
            .take_while(|&end| end <= self.longest_beginning)
            .map(|end| &folded[..end]);
        for (pattern, id) in prefixes.filter_map(|prefix| self.patterns.get(prefix)).flatten() {
            if pattern.matches(folded) {
                terms.push(*id);
            }
        }
    }

    /// Words under `~` that a compound holds.
    fn pieces_of(&self, word: &Word, terms: &mut Vec<TermId>) {
        if !self.pieces.is_empty() {
            let keys = piece_keys(word);
            terms.extend(keys.iter().filter_map(|key| self.pieces.get(key.as_str())).flatten());
        }
    }

    fn joined_of(&self, word: &Word, terms: &mut Vec<TermId>) {
        if self.joined.is_empty() {
            return;
        }
        for (first, rest) in splits(&word.folded) {
            let lasts = self.joined.get(first).into_iter().flatten();
            terms.extend(lasts.filter(|(last, _)| last.fits_piece(rest, word)).map(|(_, id)| *id));
        }
    }

    /// Plain query words that are `first` with the word `last` behind it. Scratch: `first` is as before afterwards.
    pub fn literals_of(&self, first: &mut String, last: &Word, terms: &mut Vec<TermId>) {
        let length = first.len();
        first.push_str(&last.folded);
        terms.extend(self.folded.get(first.as_str()).into_iter().flatten());
        for (splits, stem) in [(&self.dutch_splits, &last.dutch), (&self.english_splits, &last.english)] {
            first.truncate(length);
            if let Some(stem) = stem {
                first.push('\0');
                first.push_str(stem);
                terms.extend(splits.get(first.as_str()).into_iter().flatten());
            }
        }
        first.truncate(length);
    }
}

impl Form {
    /// Whether a piece of a document's word is this last word.
    fn fits_piece(&self, piece: &str, word: &Word) -> bool {
        match self {
            Form::Pattern(pattern) => pattern.matches(piece),
            Form::Literal(literal) | Form::Compound(literal) => {
                literal.folded == piece
                    || literal.stems.as_ref().is_some_and(|(dutch, english)| {
                        (word.dutch.is_some() && *dutch == dutch_stem(piece))
                            || (word.english.is_some() && *english == english_stem(piece))
                    })
            }
        }
    }
}

/// Every cut of a word into two pieces with something in them; none of a word too long to join.
pub(crate) fn splits(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let joins = word.len() <= LONGEST_JOINED;
    word.char_indices()
        .skip(1)
        .take_while(move |_| joins)
        .map(|(at, _)| word.split_at(at))
}

fn split_key(first: &str, stem: &str) -> String {
    format!("{first}\0{stem}")
}

fn push(postings: &mut Postings, key: &str, id: TermId) {
    let ids = postings.entry(key.into()).or_default();
    if ids.last() != Some(&id) {
        ids.push(id);
    }
}

fn stemmed<'p>(postings: &'p Postings, key: Option<&str>) -> impl Iterator<Item = &'p TermId> {
    key.and_then(|key| postings.get(key)).into_iter().flatten()
}
