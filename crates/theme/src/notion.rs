//! The Dutch and the English word of one notion as one term of a theme.

use std::collections::BTreeMap;

use embedding::{Encoder, cosine};

use crate::label::{ScoredTerm, ThemeTerm, Wording};

/// The least cosine of two words of one notion. Of 25 pairs of a word and its translation 15 lie above it by the built-in model, of
/// 600 other pairs 3.
const ONE_NOTION: f32 = 0.25;

/// The language in which more documents of the corpus use each stem.
pub(crate) struct Tongues<'a>(BTreeMap<&'a str, (usize, usize)>);

impl<'a> Tongues<'a> {
    pub(crate) fn of(documents: impl Iterator<Item = (&'a Wording, Option<&'a str>)>) -> Self {
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (wording, language) in documents {
            for term in wording.words.iter().chain(&wording.phrases) {
                let (dutch, english) = counts.entry(&term.stem).or_default();
                *dutch += usize::from(language == Some("nl"));
                *english += usize::from(language == Some("en"));
            }
        }
        Self(counts)
    }

    /// `None` where it is as much Dutch as English, or neither.
    fn is_dutch(&self, stem: &str) -> Option<bool> {
        let (dutch, english) = self.0.get(stem)?;
        (dutch != english).then_some(dutch > english)
    }

    /// The terms of a theme, each notion once: a Dutch and an English term that are each other's nearest by the encoder's vectors are one.
    /// At most `most`, the best first. Without an encoder, or when it fails, terms stay apart.
    pub(crate) fn notions(&self, terms: Vec<ScoredTerm>, encoder: Option<&dyn Encoder>, most: usize) -> Vec<ThemeTerm> {
        let of = |dutch: bool| -> Vec<usize> {
            let is = |&place: &usize| self.is_dutch(&terms[place].stem) == Some(dutch);
            (0..terms.len()).filter(is).collect()
        };
        let pairs = match encoder {
            Some(encoder) => translations(&terms, &of(true), &of(false), encoder),
            None => Vec::new(),
        };
        let mut found: Vec<ThemeTerm> = Vec::with_capacity(terms.len());
        for (place, term) in terms.iter().enumerate() {
            let as_dutch = pairs.iter().find(|pair| pair.0 == place);
            if pairs.iter().any(|pair| pair.1 == place) {
                continue;
            }
            let english = as_dutch.map(|pair| &terms[pair.1]);
            found.push(ThemeTerm {
                term: term.spelling.clone(),
                translation: english.map(|english| english.spelling.clone()),
                score: term.score + english.map_or(0.0, |english| english.score),
            });
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.term.cmp(&b.term)));
        found.truncate(most);
        found
    }
}

/// Places of Dutch and English terms that are each other's nearest, and near enough.
fn translations(
    terms: &[ScoredTerm],
    dutch: &[usize],
    english: &[usize],
    encoder: &dyn Encoder,
) -> Vec<(usize, usize)> {
    let spellings = |places: &[usize]| {
        places
            .iter()
            .map(|&place| terms[place].spelling.clone())
            .collect::<Vec<_>>()
    };
    let (Ok(of_dutch), Ok(of_english)) = (encoder.encode(&spellings(dutch)), encoder.encode(&spellings(english)))
    else {
        return Vec::new();
    };
    let cosines: Vec<Vec<f32>> = of_dutch
        .vectors
        .iter()
        .map(|a| {
            let with = |b: &Option<Vec<f32>>| a.as_ref().zip(b.as_ref()).map_or(-1.0, |(a, b)| cosine(a, b));
            of_english.vectors.iter().map(with).collect()
        })
        .collect();
    let nearest = |row: &mut dyn Iterator<Item = f32>| -> Option<usize> {
        let (place, cosine) = row.enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        (cosine >= ONE_NOTION).then_some(place)
    };
    let pair = |(row, cosines_of): (usize, &Vec<f32>)| {
        let column = nearest(&mut cosines_of.iter().copied())?;
        let back = nearest(&mut cosines.iter().map(|cosines| cosines[column]))?;
        (back == row).then_some((dutch[row], english[column]))
    };
    cosines.iter().enumerate().filter_map(pair).collect()
}
