//! How much a document says: enough, too little, or many words without content.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::boilerplate::Boilerplate;
use crate::document::Document;
use crate::formula::{is_formula_word, is_formulaic, is_without_subject};
use crate::sentence::sentences;
use crate::token::{folded_words, is_content_word};

/// Whether a document says enough to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Information {
    /// Enough.
    Ok,
    /// Fewer than eight content words in all (22 without a title), or cut off by a field of 255 characters.
    Short,
    /// Words enough, but under four content words without its formulaic sentences, or no subject in
    /// the words that are left.
    Boilerplate,
}

impl Information {
    /// The lower-case name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Information::Ok => "ok",
            Information::Short => "short",
            Information::Boilerplate => "boilerplate",
        }
    }
}

/// Content words of title and text that are needed in all where there is a title.
const FEWEST_WORDS: usize = 8;

/// Content words that are needed of a text without a title: it has nothing else to be judged by.
const FEWEST_UNTITLED_WORDS: usize = 22;

/// Content words that are enough in a title, and that must be left without formulaic sentences.
const FEWEST_WORDS_LEFT: usize = 4;

/// Content words that are enough in a title without a text, none of them a programme word: all that a list of
/// publications says of one.
const FEWEST_WORDS_ALONE: usize = 3;

/// Characters of a text that a field of 255 cut off: a few fewer where white space was cleaned away.
const CUT_OFF: RangeInclusive<usize> = 245..=256;

/// Judges a document, and gives the share of its content words that lie in formulaic sentences
/// (from 0 to 1; 0 for a document without content words).
///
/// A title of four content words is `ok`, whatever the text, unless it has no word of its own; without a text so is one of three,
/// if none is a programme word.
/// Formulaic are sentences and openings that recur in the source ([`Boilerplate`]) and sentences of programme
/// words (consortium, government, companies, knowledge institutions, challenge …). A document whose
/// words outside that vocabulary are few and far between is boilerplate even where no sentence is a
/// formula by itself.
pub fn information(document: &Document, boilerplate: &Boilerplate) -> (Information, f64) {
    let tally = Tally::of(document, boilerplate);
    let share = if tally.all == 0 {
        0.0
    } else {
        tally.formulaic as f64 / tally.all as f64
    };
    (tally.judged(document), share)
}

/// Content words of a document.
struct Tally {
    title: usize,
    title_is_formula: bool,
    /// Whether there is nothing but a title, and that says enough.
    title_suffices: bool,
    all: usize,
    formulaic: usize,
    /// The different ones outside what recurs in the source.
    own: BTreeSet<String>,
}

impl Tally {
    fn of(document: &Document, boilerplate: &Boilerplate) -> Tally {
        let title = content_words(&document.title).count();
        let title_is_formula =
            title >= FEWEST_WORDS_LEFT && content_words(&document.title).all(|word| is_formula_word(&word));
        let mut tally = Tally {
            title,
            title_is_formula,
            title_suffices: title >= FEWEST_WORDS_ALONE
                && document.text.trim().is_empty()
                && !content_words(&document.title).any(|word| is_formula_word(&word)),
            all: title,
            formulaic: if title_is_formula { title } else { 0 },
            own: content_words(&document.title).collect(),
        };
        let opening = boilerplate.opening_end(document);
        for range in sentences(&document.text) {
            let sentence = &document.text[range.clone()];
            let words = content_words(sentence).count();
            tally.all += words;
            if boilerplate.recurs(document, sentence) {
                tally.formulaic += words;
                continue;
            }
            let own_start = opening.clamp(range.start, range.end);
            tally.own.extend(content_words(&document.text[own_start..range.end]));
            tally.formulaic += if is_formulaic(sentence) {
                words
            } else {
                content_words(&document.text[range.start..own_start]).count()
            };
        }
        tally
    }

    fn judged(&self, document: &Document) -> Information {
        let fewest = if self.title == 0 {
            FEWEST_UNTITLED_WORDS
        } else {
            FEWEST_WORDS
        };
        if self.title_suffices || self.title >= FEWEST_WORDS_LEFT && !self.title_is_formula {
            Information::Ok
        } else if self.all >= FEWEST_WORDS && self.is_boilerplate() {
            Information::Boilerplate
        } else if self.all < fewest || is_cut_off(&document.text) {
            Information::Short
        } else {
            Information::Ok
        }
    }

    fn is_boilerplate(&self) -> bool {
        self.all - self.formulaic < FEWEST_WORDS_LEFT || is_without_subject(&self.own)
    }
}

/// Whether a text breaks off where a field of 255 characters ends: such texts were introductions
/// that never came to their subject (15 of the 16 that readers saw).
fn is_cut_off(text: &str) -> bool {
    CUT_OFF.contains(&text.chars().count())
        && text
            .trim_end()
            .ends_with(|last: char| last.is_alphanumeric() || last == ',')
}

fn content_words(text: &str) -> impl Iterator<Item = String> {
    folded_words(text).filter(|word| is_content_word(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, text: &str, expected: Information, share: f64) {
        let document = Document {
            title: title.into(),
            text: text.into(),
            ..Document::default()
        };
        let (found, found_share) = information(&document, &Boilerplate::default());
        assert_eq!(found, expected, "{title} / {text}");
        assert!((found_share - share).abs() < 1e-9, "{found_share} is not {share}");
    }

    const FORMULA: &str =
        "Een consortium van overheden, bedrijven en kennisinstellingen werkt samen aan een maatschappelijke uitdaging.";

    #[test]
    fn a_title_of_four_content_words_is_enough() {
        check(
            "Membranen voor zuivering van afvalwater Leeuwarden",
            "",
            Information::Ok,
            0.0,
        );
    }

    #[test]
    fn three_words_of_its_own_are_enough_in_a_title_that_is_all_there_is() {
        check("Recurrent neural gradients", "", Information::Ok, 0.0);
        check("Recurrent neural gradients", "An abstract.", Information::Short, 0.0);
        check("Regionale samenwerking water", "", Information::Short, 0.0);
        check("Neural gradients", "", Information::Short, 0.0);
    }

    #[test]
    fn a_title_of_programme_words_is_not_enough() {
        check("Samen werken aan innovatieve oplossingen", "", Information::Short, 1.0);
        check(
            "Samen werken aan innovatieve oplossingen voor zout",
            "",
            Information::Ok,
            0.0,
        );
    }

    #[test]
    fn without_a_title_the_text_needs_more() {
        let text = "Grant for a small bakery that buys a second oven and trains three people from the village";
        check("", text, Information::Short, 0.0);
        check("Second oven", text, Information::Ok, 0.0);
    }

    #[test]
    fn a_text_that_its_field_cut_off() {
        let introduction = "De stichting is in 1989 opgericht door vier dorpen en beheert sindsdien het oude gemaal, de \
                            sluis, twee molens en het veer over de rivier. Het bestuur wil daar nu iets aan veranderen, \
                            omdat de molens in verval raken en het veer te duur wordt om te laten";
        assert!(CUT_OFF.contains(&introduction.chars().count()));
        check("Gemaal en veer", introduction, Information::Short, 0.0);
        check(
            "Gemaal en veer",
            &format!("{introduction} varen."),
            Information::Ok,
            0.0,
        );
    }

    #[test]
    fn words_of_programmes_that_form_no_formula_sentence() {
        let (information, _) = information(
            &Document {
                title: "Aanjagers voor morgen".into(),
                text: "Wij halen drempels weg. Koplopers en volgers vinden elkaar in een omgeving waar iedereen van elkaar \
                       leert en waar ideeen sneller naar de markt gaan."
                    .into(),
                ..Document::default()
            },
            &Boilerplate::default(),
        );
        assert_eq!(information, Information::Boilerplate);
    }

    #[test]
    fn a_few_words_are_too_few() {
        check("Nieuwbouw", "Een nieuwe hal.", Information::Short, 0.0);
        check("", "", Information::Short, 0.0);
    }

    #[test]
    fn a_formula_is_boilerplate() {
        check("Project", FORMULA, Information::Boilerplate, 8.0 / 9.0);
    }

    #[test]
    fn a_formula_with_a_subject_is_enough() {
        let text = format!("{FORMULA} Membranen zuiveren afvalwater van zuivelfabrieken.");
        check("Zuivelwater", &text, Information::Ok, 8.0 / 13.0);
        check("", &text, Information::Short, 8.0 / 12.0);
    }
}
