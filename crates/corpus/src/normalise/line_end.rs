//! What a line end broke: words with a hyphen that is theirs or not, and words that lost theirs.

use std::cell::OnceCell;
use std::collections::HashMap;

/// How often words occur, folded to lower case; hyphened words count whole and by their parts.
#[derive(Debug, Clone, Default)]
pub struct WordFrequency {
    counts: HashMap<String, u32>,
}

impl WordFrequency {
    /// Counts the words of texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> WordFrequency {
        let mut frequency = WordFrequency::default();
        texts.into_iter().for_each(|text| frequency.add(text));
        frequency
    }

    /// Counts the words of one more text.
    pub fn add(&mut self, text: &str) {
        for word in text.split(|character: char| !character.is_alphanumeric() && character != '-') {
            let word = word.trim_matches('-').to_lowercase();
            if word.is_empty() {
                continue;
            }
            if word.contains('-') {
                word.split('-')
                    .filter(|part| !part.is_empty())
                    .for_each(|part| self.count_one(part));
            }
            self.count_one(&word);
        }
    }

    fn count_one(&mut self, word: &str) {
        match self.counts.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(word.to_string(), 1);
            }
        }
    }

    /// How often a word occurs, whatever its capitals.
    pub fn count(&self, word: &str) -> u32 {
        self.counts.get(&word.to_lowercase()).copied().unwrap_or(0)
    }
}

/// Evidence from the text itself, counted when it is first asked for, and from the corpus.
pub(crate) struct Evidence<'a> {
    lines: &'a [&'a str],
    own: OnceCell<WordFrequency>,
    corpus: Option<&'a WordFrequency>,
}

impl<'a> Evidence<'a> {
    pub(crate) fn new(lines: &'a [&'a str], corpus: Option<&'a WordFrequency>) -> Evidence<'a> {
        Evidence {
            lines,
            own: OnceCell::new(),
            corpus,
        }
    }

    fn count(&self, word: &str) -> u32 {
        let own = self.own.get_or_init(|| WordFrequency::of(self.lines.iter().copied()));
        own.count(word) + self.corpus.map_or(0, |corpus| corpus.count(word))
    }
}

/// What stands where the line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seam {
    /// Nothing: the parts are one word.
    Joined,
    /// The hyphen, and nothing after it.
    Hyphen,
    /// A space (behind the hyphen, where there is one).
    Space,
}

/// Decides what becomes of a line end between `before` and `after`.
///
/// Where the line ends with a hyphen: words of enumeration keep hyphen and space (*onderzoeks- en*);
/// else the commoner of the joined and the hyphened word is chosen; where neither occurs, capitals,
/// digits, single letters, clashing vowels (*innovatie-ecosysteem*) and first parts that are always
/// hyphened (*triple-helix*) keep the hyphen, and the rest is joined. Without a hyphen the parts are
/// joined only when that word occurs and one of the parts hardly does.
pub(crate) fn seam(before: &str, after: &str, evidence: &Evidence<'_>) -> Seam {
    let right = first_word(after);
    match before.strip_suffix('-') {
        Some(bare) if !bare.ends_with([' ', '-']) && !bare.is_empty() => {
            hyphened_seam(last_word(bare), right, evidence)
        }
        Some(_) => Seam::Space,
        None => bare_seam(last_word(before), right, evidence),
    }
}

fn hyphened_seam(left: &str, right: &str, evidence: &Evidence<'_>) -> Seam {
    if right.is_empty() || is_enumeration(right) {
        return Seam::Space;
    }
    let last_part = left.rsplit('-').next().unwrap_or(left);
    let joined = evidence
        .count(&format!("{left}{right}"))
        .max(evidence.count(&format!("{last_part}{right}")));
    let hyphened = evidence.count(&format!("{left}-{right}"));
    if joined != hyphened {
        return if joined > hyphened { Seam::Joined } else { Seam::Hyphen };
    }
    if keeps_hyphen(last_part, right) {
        Seam::Hyphen
    } else {
        Seam::Joined
    }
}

fn is_enumeration(right: &str) -> bool {
    const WORDS: [&str; 14] = [
        "en",
        "of",
        "and",
        "or",
        "und",
        "oder",
        "et",
        "ou",
        "als",
        "dan",
        "tot",
        "naar",
        "respectievelijk",
        "to",
    ];
    WORDS.contains(&right)
}

fn keeps_hyphen(left: &str, right: &str) -> bool {
    let letters = left.chars().count();
    let capitals = letters > 1
        && left
            .chars()
            .all(|character| character.is_uppercase() || character.is_ascii_digit());
    let digits = left.ends_with(|character: char| character.is_ascii_digit());
    let right_stands_alone =
        right.starts_with(|character: char| character.is_uppercase() || character.is_ascii_digit());
    letters <= 1
        || capitals
        || digits
        || right_stands_alone
        || HYPHENED_FIRST_PARTS.contains(&left.to_lowercase().as_str())
        || vowels_clash(left, right)
}

/// First parts that hardly ever stand in a word without a hyphen, in Dutch and English.
const HYPHENED_FIRST_PARTS: [&str; 10] = [
    "triple",
    "quadruple",
    "quintuple",
    "niet",
    "non",
    "vice",
    "adjunct",
    "cross",
    "self",
    "evidence",
];

/// Vowels that would be read as one sound: Dutch spelling keeps them apart with a hyphen.
fn vowels_clash(left: &str, right: &str) -> bool {
    const CLASHES: [&str; 16] = [
        "aa", "ae", "ai", "au", "ee", "ei", "eu", "ie", "ii", "ij", "oe", "oi", "oo", "ou", "ui", "uu",
    ];
    let (Some(last), Some(first)) = (left.chars().last(), right.chars().next()) else {
        return false;
    };
    let pair: String = [last, first]
        .iter()
        .flat_map(|character| character.to_lowercase())
        .collect();
    CLASHES.contains(&pair.as_str())
}

fn bare_seam(left: &str, right: &str, evidence: &Evidence<'_>) -> Seam {
    let may_go_on = !left.is_empty() && right.starts_with(char::is_lowercase) && left.ends_with(char::is_alphabetic);
    if !may_go_on || right.chars().count() < 2 {
        return Seam::Space;
    }
    let joined = evidence.count(&format!("{left}{right}"));
    if joined == 0 {
        return Seam::Space;
    }
    // A broken word leaves its parts in the counts, once for every time it was broken.
    let rarer = evidence.count(left).min(evidence.count(right));
    if rarer <= 1 || rarer * 4 <= joined {
        Seam::Joined
    } else {
        Seam::Space
    }
}

fn last_word(text: &str) -> &str {
    let start = text.rfind(|character: char| !character.is_alphanumeric() && character != '-');
    let start = start.map_or(0, |place| {
        place + text[place..].chars().next().map_or(1, char::len_utf8)
    });
    text[start..].trim_start_matches('-')
}

fn first_word(text: &str) -> &str {
    let end = text
        .find(|character: char| !character.is_alphanumeric())
        .unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, corpus: &str, expected: Seam) {
        let corpus = WordFrequency::of([corpus]);
        let evidence = Evidence::new(&[], Some(&corpus));
        assert_eq!(seam(before, after, &evidence), expected, "{before} / {after}");
    }

    #[test]
    fn rules_without_evidence() {
        check("de gezamen-", "lijke aanpak", "", Seam::Joined);
        check("in OESO-", "landen", "", Seam::Hyphen);
        check("onderzoeks-", "en ontwikkelwerk", "", Seam::Space);
        check("hoger-", "en lager", "", Seam::Space);
        check("de triple-", "helix", "", Seam::Hyphen);
        check("Noord-", "Nederland", "", Seam::Hyphen);
        check("innovatie-", "ecosystemen", "", Seam::Hyphen);
        check("een e-", "bike", "", Seam::Hyphen);
        check("3D-", "printen", "", Seam::Hyphen);
        check("een streep -", "en verder", "", Seam::Space);
    }

    #[test]
    fn the_commoner_word_wins() {
        check("cross-", "over", "crossover crossover cross-over", Seam::Joined);
        check("smart-", "grid", "een smart-grid", Seam::Hyphen);
    }

    #[test]
    fn words_that_lost_their_hyphen_need_evidence() {
        check("het onder", "scheiden van", "", Seam::Space);
        check(
            "het onder",
            "scheiden van",
            "onder de onder een onderscheiden",
            Seam::Joined,
        );
        check(
            "met water",
            "zuivering",
            "water water zuivering zuivering waterzuivering",
            Seam::Space,
        );
    }
}
