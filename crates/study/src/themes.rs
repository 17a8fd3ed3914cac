//! Themes of the run's documents.

use corpus::{Document, Language};
use embedding::Encoder;
use encoder::{Compute, ModelFiles, TextEncoder};
use query::{AnalysedDocument, Analyser, Token};
use theme::{Input, Method, NoThemes, NumberOfThemes, Outcome, Params, Term, Wording};

use crate::cleaning::Cleaned;
use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::scope::ThemeSearch;
use crate::stage::Stages;
use crate::vectors::Vectors;

/// The shortest word that may name a theme, in letters.
const SHORTEST_WORD: usize = 3;

pub(crate) fn themes(
    documents: &[Document],
    cleaned: &Cleaned,
    vectors: &Vectors,
    params: Params,
    stages: &mut Stages<'_>,
) -> Result<Outcome, StudyError> {
    let ids: Vec<String> = documents.iter().map(|document| document.document_id.clone()).collect();
    let informative: Vec<bool> = (0..documents.len())
        .map(|document| cleaned.is_usable(document))
        .collect();
    let key = fingerprint(&(
        "themes",
        env!("CARGO_PKG_VERSION"),
        &vectors.key,
        &params,
        &ids,
        &informative,
        &cleaned.plain,
        &cleaned.duplicate_of,
    ));
    stages.take(
        "themes",
        &key,
        |_| documents.len(),
        |progress| {
            progress.begin("themes", 0);
            let wordings = wordings(documents, &cleaned.plain);
            // The shipped model knows words in both languages, whatever made the documents' vectors.
            let encoder = TextEncoder::load(&ModelFiles::built_in(), Compute::Cpu).ok();
            let languages: Vec<Option<&str>> = documents
                .iter()
                .map(|d| d.language.as_ref().map(Language::code))
                .collect();
            let input = Input {
                document_ids: &ids,
                embeddings: &vectors.embeddings,
                informative: &informative,
                wordings: &wordings,
                languages: &languages,
                encoder: encoder.as_ref().map(|encoder| encoder as &dyn Encoder),
            };
            let found = params.find(&input, &mut |done, total| progress.advance(done, total));
            Ok(with_copies(found, &cleaned.duplicate_of))
        },
    )
}

/// A near-copy shapes no theme, and belongs where the document belongs of which it is one.
fn with_copies(found: Outcome, duplicate_of: &[Option<usize>]) -> Outcome {
    let Outcome::Some(mut themes) = found else { return found };
    for (copy, original) in duplicate_of.iter().enumerate() {
        if let Some(original) = original {
            themes.memberships[copy] = themes.memberships[*original].clone();
        }
    }
    Outcome::Some(themes)
}

/// The settings of a search by the names of their flags.
pub(crate) fn parameters(search: &ThemeSearch) -> [(&'static str, String); 2] {
    let k = match search.number {
        NumberOfThemes::Auto => "auto".into(),
        NumberOfThemes::Given(k) => k.to_string(),
    };
    let method = match search.method {
        Method::Leiden => "leiden",
        Method::KMeans => "kmeans",
    };
    [("k", k), ("method", method.into())]
}

/// The words and phrases of each plain text.
pub(crate) fn wordings(documents: &[Document], plain: &[String]) -> Vec<Wording> {
    let mut analyser = Analyser::default();
    let of = |(document, plain): (&Document, &String)| {
        let passage = Document {
            text: plain.clone(),
            language: document.language,
            ..Document::default()
        };
        wording(&analyser.analyse(&passage), plain, document.language)
    };
    documents.iter().zip(plain).map(of).collect()
}

/// Content words of a subject (none of programmes, none of general use), and phrases of two with nothing but a space between.
fn wording(analysed: &AnalysedDocument, plain: &str, language: Option<Language>) -> Wording {
    let letters: Vec<char> = plain.chars().collect();
    let as_written = |start: usize, end: usize| letters[start..end].iter().collect::<String>().to_lowercase();
    let mut wording = Wording::default();
    let mut before: Option<(&Token, String)> = None;
    for token in &analysed.text {
        if !is_content_word(token.folded()) {
            before = None;
            continue;
        }
        let stem = stem(token, language);
        if let Some((first, first_stem)) = before
            && letters[first.end..token.start] == [' ']
        {
            wording.phrases.push(Term {
                stem: format!("{first_stem} {stem}"),
                surface: as_written(first.start, token.end),
            });
        }
        wording.words.push(Term {
            stem: stem.clone(),
            surface: as_written(token.start, token.end),
        });
        before = Some((token, stem));
    }
    wording
}

fn is_content_word(word: &str) -> bool {
    let is_of_no_subject = corpus::is_formula_word(word) || corpus::is_general_word(word);
    word.chars().count() >= SHORTEST_WORD && corpus::is_content_word(word) && !is_of_no_subject
}

fn stem(token: &Token, language: Option<Language>) -> String {
    let stem = match language {
        Some(Language::DUTCH) => token.word.dutch.as_deref(),
        Some(Language::ENGLISH) => token.word.english.as_deref(),
        _ => None,
    };
    stem.unwrap_or(token.folded()).to_owned()
}

/// Why there are none, in Dutch and English.
pub(crate) fn reason(none: &NoThemes) -> (String, String) {
    match none {
        NoThemes::TooFew { n_informative, needed } => (
            format!("Maar {n_informative} documenten zeggen genoeg; er zijn er {needed} nodig."),
            format!("Only {n_informative} documents say enough; {needed} are needed."),
        ),
        NoThemes::NotStable(choice) => {
            let (found, null) = (choice.stability, choice.null_stability);
            (
                format!(
                    "De groepen houden nauwelijks beter stand ({}) dan die van vergelijkbare vectoren zonder groepen ({}); nodig is een verschil van {}.",
                    comma(found),
                    comma(null),
                    comma(theme::CLEAR_BY)
                ),
                format!(
                    "The groups hold hardly better ({:.2}) than those of like vectors without groups ({:.2}); a difference of {:.1} is needed.",
                    found,
                    null,
                    theme::CLEAR_BY
                ),
            )
        }
    }
}

fn comma(number: f64) -> String {
    format!("{number:.2}").replace('.', ",")
}

#[cfg(test)]
mod tests {
    use theme::{KChoice, Themes};

    use super::*;

    #[test]
    fn a_copy_is_in_its_originals_themes() {
        let choice = KChoice {
            k: 4,
            stability: 1.0,
            resolution: None,
            null_stability: 0.0,
            tried: Vec::new(),
        };
        let found = Outcome::Some(Themes {
            themes: Vec::new(),
            memberships: vec![vec![(0, 0.7)], Vec::new(), Vec::new()],
            choice,
            n_outliers: 0,
        });
        let Outcome::Some(themes) = with_copies(found, &[None, Some(0), None]) else {
            panic!("there were themes");
        };
        assert_eq!(themes.memberships, [vec![(0, 0.7)], vec![(0, 0.7)], Vec::new()]);
    }
}
