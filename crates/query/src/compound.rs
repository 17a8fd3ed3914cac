//! Dutch compounds cut into their parts: *afvalwaterzuivering* is *afval*, *water* and *zuivering*.
//!
//! A word is cut into two or more words of the lexicon, each with a linking sound behind it (-s-, -en-, -e-, -n-) or
//! none; behind the last one the same sounds are its inflection. The fewest parts win, then the surest. A word that the
//! lexicon knows as a simple one is never cut, nor are its inflected forms: so *strategie* holds no *rat* and *moderne*
//! no *mode*. The lexicon (`lexicon/README.md`) holds no compounds but those that mean something else than their parts
//! (*landbouw*, *waterstof*).
//!
//! Only words of passages that have a Dutch stemmer are cut, and only those of plain letters.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::analysis::{LONGEST_JOINED, Token, Word, dutch_stem};

/// `word digit` or `word digit base` a line, sorted; a hyphen behind a word says that it stands only before another part.
const LEXICON: &str = include_str!("compound/lexicon.txt");

/// The fewest letters of a part.
const SHORTEST: usize = 3;

/// How sure a hand-written part is.
const SUREST: u32 = 9;

/// Linking sounds and what each costs.
const LINKS: [(&str, u32); 5] = [("", 0), ("s", 1), ("en", 1), ("e", 2), ("n", 2)];

/// Endings of the inflected forms of a simple word.
const ENDINGS: [&str; 16] = [
    "", "s", "en", "n", "e", "er", "ere", "ste", "d", "de", "den", "t", "te", "ten", "heid", "heden",
];

static WORDS: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// The parts of a Dutch compound by their place in the folded word, which has as many bytes as code points; none of a
/// word that is no compound. Linking sounds belong to no part.
pub fn compound_parts(folded: &str) -> Vec<Range<usize>> {
    let can_be_one = (2 * SHORTEST..=LONGEST_JOINED).contains(&folded.len());
    if !can_be_one || !folded.bytes().all(|b| b.is_ascii_lowercase()) || WORDS.is_simple(folded) {
        return Vec::new();
    }
    WORDS.cut(folded)
}

impl Token {
    /// The parts of a compound as code points of the field; none where a word is no compound, or is written with other
    /// letters than it is compared by (`ﬁ`, an accent apart from its letter).
    pub fn compound_parts(&self) -> Vec<Range<usize>> {
        if self.word.dutch.is_none() || self.end - self.start != self.folded().len() {
            return Vec::new();
        }
        let parts = compound_parts(self.folded()).into_iter();
        parts
            .map(|part| self.start + part.start..self.start + part.end)
            .collect()
    }
}

/// What a word of a query and a piece of a compound are compared by: the Dutch stem, once the last part is in its base
/// form (*wegen* is *weg*, whose stems differ).
pub fn compound_key(folded: &str) -> String {
    let last = compound_parts(folded).last().map_or(0, |part| part.start);
    key(folded, last)
}

fn key(piece: &str, last: usize) -> String {
    let (first, last) = piece.split_at(last);
    dutch_stem(&[first, WORDS.base(last)].concat())
}

/// The keys of all pieces of a compound that begin and end with a part: *afvalwater* is a piece of *afvalwaterzuivering*.
/// Of a simple word its own key where that is not its stem. None of a word whose passage cannot be Dutch.
pub fn piece_keys(word: &Word) -> BTreeSet<String> {
    let parts = match word.dutch {
        Some(_) => compound_parts(&word.folded),
        None => return BTreeSet::new(),
    };
    if parts.is_empty() {
        let is_inflected = WORDS.base(&word.folded) != &*word.folded;
        return is_inflected.then(|| key(&word.folded, 0)).into_iter().collect();
    }
    let runs = (0..parts.len()).flat_map(|first| (first..parts.len()).map(move |last| (first, last)));
    let piece = |(first, last): (usize, usize)| {
        let start = parts[first].start;
        key(&word.folded[start..parts[last].end], parts[last].start - start)
    };
    runs.map(piece).collect()
}

/// The words that compounds are made of.
struct Lexicon {
    known: FxHashMap<&'static str, Rank>,
    /// Bytes of the longest word.
    longest: usize,
}

/// What a known word may be.
#[derive(Clone, Copy)]
struct Rank {
    /// 0: never a part; up to [`SUREST`].
    sure: u32,
    /// It stands only before another part.
    before_others: bool,
    /// What it is an inflected form of.
    base: Option<&'static str>,
}

/// The best way to cut the beginning of a word.
#[derive(Clone, Copy)]
struct Way {
    parts: u32,
    cost: u32,
    /// Its last part.
    start: usize,
    end: usize,
}

impl Lexicon {
    fn read() -> Lexicon {
        let known: FxHashMap<&str, Rank> = LEXICON.lines().filter_map(entry).collect();
        let longest = known.keys().map(|word| word.len()).max().unwrap_or_default();
        Lexicon { known, longest }
    }

    /// A known word, or one with an ending behind it.
    fn is_simple(&self, word: &str) -> bool {
        let bases = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
        bases
            .filter_map(|base| self.known.get(base))
            .any(|rank| !rank.before_others)
    }

    /// What a part is an inflected form of; itself where that is not known.
    fn base<'w>(&self, part: &'w str) -> &'w str {
        if let Some(rank) = self.known.get(part) {
            return rank.base.unwrap_or(part);
        }
        let mut bases = LINKS.iter().skip(1).filter_map(|(ending, _)| part.strip_suffix(ending));
        let is_part = |base: &&str| {
            self.known
                .get(base)
                .is_some_and(|rank| rank.sure > 0 && !rank.before_others)
        };
        bases.find(is_part).unwrap_or(part)
    }

    /// From the beginning on, the best way to every place that parts reach.
    fn cut(&self, word: &str) -> Vec<Range<usize>> {
        let mut best: Vec<Option<Way>> = vec![None; word.len() + 1];
        for start in 0..word.len() {
            if start > 0 && best[start].is_none() {
                continue;
            }
            let (parts, cost) = best[start].map_or((0, 0), |way| (way.parts, way.cost));
            for end in start + SHORTEST..=word.len().min(start + self.longest) {
                let Some(rank) = self.known.get(&word[start..end]).filter(|rank| rank.sure > 0) else {
                    continue;
                };
                let cost = cost + SUREST - rank.sure;
                for (link, link_cost) in LINKS {
                    let after = end + link.len();
                    let links = word[end..].starts_with(link) && (link != "n" || word[..end].ends_with('e'));
                    if links && !(rank.before_others && after == word.len()) {
                        let way = Way {
                            parts: parts + 1,
                            cost: cost + link_cost,
                            start,
                            end,
                        };
                        improve(&mut best[after], way);
                    }
                }
            }
        }
        trace(&best)
    }
}

fn entry(line: &'static str) -> Option<(&'static str, Rank)> {
    let mut columns = line.split(' ');
    let (word, digit) = (columns.next()?, columns.next()?);
    let rank = Rank {
        sure: digit.parse().ok()?,
        before_others: word.ends_with('-'),
        base: columns.next(),
    };
    Some((word.trim_end_matches('-'), rank))
}

fn improve(best: &mut Option<Way>, way: Way) {
    if best.is_none_or(|known| (way.parts, way.cost) < (known.parts, known.cost)) {
        *best = Some(way);
    }
}

/// The parts of the way to the end, if there are two or more; the ending of the last belongs to it.
fn trace(best: &[Option<Way>]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = best.len() - 1;
    while let Some(way) = best[at] {
        parts.push(way.start..way.end);
        at = way.start;
    }
    if let Some(last) = parts.first_mut() {
        last.end = best.len() - 1;
    }
    parts.reverse();
    if parts.len() < 2 { Vec::new() } else { parts }
}

#[cfg(test)]
mod tests {
    use corpus::{Document, Language};

    use super::*;
    use crate::AnalysedDocument;

    #[track_caller]
    fn check(word: &str, expected: &str) {
        let parts: Vec<&str> = compound_parts(word).into_iter().map(|part| &word[part]).collect();
        assert_eq!(parts.join(" "), expected, "{word}");
    }

    #[test]
    fn compounds_are_cut_between_their_words() {
        check("afvalwaterzuivering", "afval water zuivering");
        check("waterzuiveringsinstallaties", "water zuivering installaties");
        check("drinkwater", "drink water");
        check("zonneenergie", "zonne energie");
        check("bewegingssensor", "beweging sensor");
        check("ziekenhuis", "zieken huis");
        check("snelweg", "snel weg");
        check("landbouwbeleid", "landbouw beleid");
        check("waterstoftankstation", "waterstof tank station");
    }

    #[test]
    fn simple_words_stay_whole() {
        for word in [
            "water",
            "strategie",
            "strategische",
            "moderne",
            "modellen",
            "generator",
            "laboratorium",
            "bewegingen",
            "overwegen",
            "landbouw",
            "waterstof",
            "",
            "x",
            "bedrijven",
            "mogelijkheden",
            "Drinkwater",
            "drink1water",
        ] {
            check(word, "");
        }
    }

    #[test]
    fn parts_stand_at_code_points_of_the_field() {
        let parts = |text: &str, language: Language| {
            let language = Some(language);
            let document = Document {
                text: text.into(),
                language,
                ..Document::default()
            };
            AnalysedDocument::new(&document).text[1].compound_parts()
        };
        assert_eq!(parts("één drinkwaterbron", Language::DUTCH), [4..9, 9..14, 14..18]);
        assert_eq!(parts("één varkensstal", Language::DUTCH), [4..10, 11..15]);
        assert!(parts("a drinkwaterbron", Language::ENGLISH).is_empty());
    }

    #[test]
    fn forms_of_a_word_have_one_key() {
        for (a, b) in [
            ("wegen", "weg"),
            ("panelen", "paneel"),
            ("kansen", "kans"),
            ("snelwegen", "snelweg"),
        ] {
            assert_eq!(compound_key(a), compound_key(b));
        }
    }

    #[test]
    fn the_lexicon_is_sorted_and_every_line_is_read() {
        let lines: Vec<&str> = LEXICON.lines().collect();
        assert!(lines.is_sorted());
        assert_eq!(lines.iter().filter(|line| entry(line).is_none()).count(), 0);
    }
}
