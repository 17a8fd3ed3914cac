//! How much a document says: enough, too little, or many words without content.

use serde::{Deserialize, Serialize};

use crate::boilerplate::Boilerplate;
use crate::document::Document;
use crate::formula::is_formulaic;
use crate::sentence::sentences;
use crate::token::{folded_words, is_content_word};

/// Whether a document says enough to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Information {
    /// Enough.
    Ok,
    /// Fewer than eight content words in all.
    Short,
    /// Words enough, but under four content words without its formulaic sentences.
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

/// Content words of title and text that are needed in all.
const FEWEST_WORDS: usize = 8;

/// Content words that are enough in a title, and that must be left without formulaic sentences.
const FEWEST_WORDS_LEFT: usize = 4;

/// Judges a document, and gives the share of its content words that lie in formulaic sentences
/// (from 0 to 1; 0 for a document without content words).
///
/// A title of four content words is `ok`, whatever the text, unless the title is a formula itself.
/// Formulaic are sentences and openings that recur in the source ([`Boilerplate`]) and sentences of programme
/// words (consortium, government, companies, knowledge institutions, challenge …).
pub fn information(document: &Document, boilerplate: &Boilerplate) -> (Information, f64) {
    let title = content_words(&document.title);
    let title_is_formula = is_formulaic(&document.title);
    let (mut all, mut formulaic) = (title, if title_is_formula { title } else { 0 });
    let opening = boilerplate.opening_end(document);
    for range in sentences(&document.text) {
        let sentence = &document.text[range.clone()];
        let words = content_words(sentence);
        all += words;
        if boilerplate.recurs(document, sentence) || is_formulaic(sentence) {
            formulaic += words;
        } else if range.start < opening {
            formulaic += content_words(&document.text[range.start..opening]);
        }
    }
    let share = if all == 0 { 0.0 } else { formulaic as f64 / all as f64 };
    let information = if title >= FEWEST_WORDS_LEFT && !title_is_formula {
        Information::Ok
    } else if all < FEWEST_WORDS {
        Information::Short
    } else if all - formulaic < FEWEST_WORDS_LEFT {
        Information::Boilerplate
    } else {
        Information::Ok
    };
    (information, share)
}

fn content_words(text: &str) -> usize {
    folded_words(text).filter(|word| is_content_word(word)).count()
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
        check("", &text, Information::Ok, 8.0 / 12.0);
    }
}
