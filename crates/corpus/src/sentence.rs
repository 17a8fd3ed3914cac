//! Sentences of a text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// The sentences of a text as byte ranges, in order and without outer space; line ends part
/// sentences too. Unicode's rules (UAX 29) find the ends, abbreviations, initials and numbers of
/// lists are no ends. An empty text has no sentences.
///
/// ```
/// let text = "Bijv. dr. A. Jansen meet water. Nr. 5 volgt.";
/// let sentences: Vec<&str> = corpus::sentences(text).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(sentences, ["Bijv. dr. A. Jansen meet water.", "Nr. 5 volgt."]);
/// ```
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for (start, piece) in text.split_sentence_bound_indices() {
        let trimmed = piece.trim();
        if trimmed.is_empty() {
            goes_on &= !piece.contains('\n');
            continue;
        }
        let start = start + (piece.len() - piece.trim_start().len());
        let end = start + trimmed.len();
        match found.last_mut().filter(|_| goes_on) {
            Some(sentence) => sentence.end = end,
            None => found.push(start..end),
        }
        goes_on =
            !piece.ends_with('\n') && is_no_end(&text[found.last().map_or(start, |sentence| sentence.start)..end]);
    }
    found
}

/// Whether what looks like a sentence ends in an abbreviation, an initial or the number of a list.
fn is_no_end(sentence: &str) -> bool {
    let Some(bare) = sentence.strip_suffix('.') else {
        return false;
    };
    let last = bare.rsplit([' ', '\u{a0}', '\n']).next().unwrap_or(bare);
    let word = last.trim_start_matches(['(', '[', '"', '\'', '“', '„', '‘']);
    let only_a_number = word.len() == bare.len()
        && !word.is_empty()
        && word.len() <= 2
        && word.bytes().all(|byte| byte.is_ascii_digit());
    only_a_number || is_initial(word) || is_abbreviation(word)
}

/// `A` of `A. Jansen`, `J.P` of `J.P. Jansen`; `B.V.` and `N.V.` often end a sentence.
fn is_initial(word: &str) -> bool {
    let mut letters = word.split('.');
    !matches!(word, "B.V" | "N.V" | "V.O.F" | "U.S" | "U.K" | "I")
        && letters.all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase))
}

/// Capitals only are a name: `NR.` may well end a sentence.
fn is_abbreviation(word: &str) -> bool {
    word.chars().any(char::is_lowercase) && ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// Dutch and English abbreviations that go before something, without their last dot; words that are more often a word at the end of a
/// sentence (*al.*, *min.*, *art.*) are left out.
const ABBREVIATIONS: &[&str] = &[
    "a.d.h.v", "a.g.v", "afb", "approx", "bijv", "blz", "c.q", "ca", "cf", "circa", "d.d", "d.m.v", "d.w.z", "dhr",
    "dr", "drs", "e.g", "eq", "evt", "excl", "fig", "figs", "h.c", "hfst", "i.c.m", "i.e", "i.h.b", "i.h.k.v", "i.p.v",
    "i.s.m", "i.v.m", "incl", "ing", "inz", "ir", "jhr", "jr", "lic", "m.b.t", "m.b.v", "m.i.v", "m.m.v", "m.n",
    "mevr", "mr", "mrs", "ms", "mw", "n.a.v", "n.b", "nos", "nr", "nrs", "o.a", "o.b.v", "o.g.v", "o.i.d", "o.l.v",
    "o.m", "p", "pp", "prof", "r.s.p", "resp", "sr", "st", "t.a.v", "t.b.v", "t.e.m", "t.g.v", "t.h.v", "t.o.v", "tel",
    "v.a", "viz", "vgl", "vnl", "vs", "w.o", "z.g", "zgn",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn plain_sentences() {
        check("Een. Twee! Drie?", &["Een.", "Twee!", "Drie?"]);
        check("", &[]);
        check("Zonder punt", &["Zonder punt"]);
    }

    #[test]
    fn dutch_abbreviations() {
        check(
            "Het gaat o.a. Om water bijv. Regenwater. En meer.",
            &["Het gaat o.a. Om water bijv. Regenwater.", "En meer."],
        );
        check(
            "Volgens dr. Jansen (nr. 5) is d.w.z. Alles goed.",
            &["Volgens dr. Jansen (nr. 5) is d.w.z. Alles goed."],
        );
        check("I.s.m. TU Delft. Klaar.", &["I.s.m. TU Delft.", "Klaar."]);
    }

    #[test]
    fn english_abbreviations() {
        check(
            "Some, e.g. Water, i.e. H2O. See Fig. 3 and Prof. Smith.",
            &["Some, e.g. Water, i.e. H2O.", "See Fig. 3 and Prof. Smith."],
        );
    }

    #[test]
    fn initials_and_companies() {
        check(
            "A. Jansen en J.P. Bos komen. Zij blijven.",
            &["A. Jansen en J.P. Bos komen.", "Zij blijven."],
        );
        check(
            "Het werk van Movis B.V. De rest volgt.",
            &["Het werk van Movis B.V.", "De rest volgt."],
        );
    }

    #[test]
    fn lines_and_lists() {
        check(
            "Doelen:\n• een\n• twee\n\nDrie.",
            &["Doelen:", "• een", "• twee", "Drie."],
        );
        check("1. Meten is weten. 2. Gissen.", &["1. Meten is weten.", "2. Gissen."]);
    }

    #[test]
    fn numbers_and_decimals() {
        check(
            "Het kost 1.5 mln. euro. Dat is veel.",
            &["Het kost 1.5 mln. euro.", "Dat is veel."],
        );
    }
}
