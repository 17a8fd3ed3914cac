//! Which language a text is written in.

use lingua::{IsoCode639_1, LanguageDetectorBuilder};

use crate::document::{Document, Language};

/// Recognises Dutch, English, German and French. Building it takes a moment and some 100 MB once:
/// make one and share it.
pub struct LanguageDetector {
    detector: lingua::LanguageDetector,
}

/// Texts with fewer words say too little.
const FEWEST_WORDS: usize = 3;

/// The language of a long text shows in its beginning.
const MOST_CHARACTERS: usize = 300;

impl LanguageDetector {
    /// Loads the models of the four languages.
    pub fn new() -> LanguageDetector {
        let languages = [
            lingua::Language::Dutch,
            lingua::Language::English,
            lingua::Language::German,
            lingua::Language::French,
        ];
        LanguageDetector {
            detector: LanguageDetectorBuilder::from_languages(&languages)
                .with_preloaded_language_models()
                .build(),
        }
    }

    /// The language of a passage; `None` under three words, and where no language is likelier than
    /// the others.
    pub fn detect(&self, text: &str) -> Option<Language> {
        let words = text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic));
        if words.take(FEWEST_WORDS).count() < FEWEST_WORDS {
            return None;
        }
        let end = text
            .char_indices()
            .nth(MOST_CHARACTERS)
            .map_or(text.len(), |(end, _)| end);
        let beginning = &text[..end];
        plain_language(beginning).or_else(|| {
            let language = self.detector.detect_language_of(beginning)?;
            Language::from_code(&code(language.iso_code_639_1()))
        })
    }

    /// The language of a document as a whole: of its text, or of its title where that is all.
    pub fn detect_document(&self, document: &Document) -> Option<Language> {
        self.detect(&document.text).or_else(|| self.detect(&document.title))
    }
}

impl Default for LanguageDetector {
    fn default() -> LanguageDetector {
        LanguageDetector::new()
    }
}

/// The language of a text in which the function words leave no doubt: at least [`PLAIN_WORDS`] of one
/// language and at most one of the others. Spares the models, which take a hundred times as long.
fn plain_language(text: &str) -> Option<Language> {
    let mut counts = [0usize; FUNCTION_WORDS.len()];
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        let lower = word.to_lowercase();
        let language = FUNCTION_WORDS
            .iter()
            .position(|(_, words)| words.contains(&lower.as_str()));
        language.into_iter().for_each(|language| counts[language] += 1);
    }
    let most = (0..counts.len()).max_by_key(|language| counts[*language])?;
    let others: usize = counts.iter().sum::<usize>() - counts[most];
    let plain = counts[most] >= PLAIN_WORDS && others <= 1;
    plain.then(|| Language::from_code(FUNCTION_WORDS[most].0)).flatten()
}

const PLAIN_WORDS: usize = 4;

/// Frequent words that only one of the four languages has.
const FUNCTION_WORDS: [(&str, &[&str]); 4] = [
    (
        "nl",
        &[
            "het", "een", "van", "zijn", "voor", "niet", "wordt", "aan", "ook", "bij", "naar", "deze", "dat", "heeft",
            "uit", "wij", "hun", "door", "met", "op", "om", "tot",
        ],
    ),
    (
        "en",
        &[
            "the", "of", "and", "to", "for", "with", "that", "this", "by", "are", "from", "which", "be", "as", "its",
            "have", "been", "their",
        ],
    ),
    (
        "de",
        &[
            "und", "das", "ist", "mit", "für", "von", "eine", "auf", "nicht", "dem", "zu", "sich", "wird", "im",
            "durch",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "des", "une", "et", "est", "dans", "pour", "du", "au", "par", "sur", "avec", "qui",
        ],
    ),
];

fn code(iso: IsoCode639_1) -> String {
    iso.to_string().to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        static DETECTOR: LazyLock<LanguageDetector> = LazyLock::new(LanguageDetector::new);
        assert_eq!(DETECTOR.detect(text).as_ref().map(Language::code), expected, "{text}");
    }

    #[test]
    fn short_titles() {
        check("Membranen voor de zuivering van afvalwater", Some("nl"));
        check("Membranes for the purification of waste water", Some("en"));
        check("Membranen zur Reinigung von Abwasser", Some("de"));
        check("Des membranes pour la purification des eaux", Some("fr"));
    }

    #[test]
    fn too_few_words() {
        check("Schoon water", None);
        check("12 34 56 78", None);
        check("", None);
    }

    #[test]
    fn english_inside_dutch_is_found_by_passage() {
        let text = "De makers werken samen aan nieuwe producten voor de zorg.\n\n\
                    The makers work together on new products for health care.";
        let found: Vec<Option<&str>> = vec![Some("nl"), Some("en")];
        text.split("\n\n")
            .zip(found)
            .for_each(|(passage, expected)| check(passage, expected));
    }

    #[test]
    fn a_document_without_text_has_the_language_of_its_title() {
        let title = "Duurzame energie uit de Waddenzee voor het Noorden";
        let document = Document {
            title: title.into(),
            ..Document::default()
        };
        assert_eq!(
            LanguageDetector::new().detect_document(&document),
            Some(Language::DUTCH)
        );
    }
}
