//! What documents are grouped by: their vectors, and their words where texts are long enough.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array1, Array2, Axis, concatenate};

use crate::find::Input;
use crate::latent::{LatentSpace, make_unit};

/// Words count beside the vectors from this median of different content words on; titles have too few to be compared by.
const WORDS_FOR_WORDS: usize = 20;

/// The most that words weigh in the cosine beside the vectors, which weigh the rest; reached at this median of different
/// content words. Of weights of 0, 1/4 and 1/2 the first two agree best with the classes of texts of 30 such words, the last with
/// those of texts of 70 and more (OpenAlex; BBC, CORDIS).
const MOST_WEIGHT: f32 = 0.5;
const WORDS_FOR_MOST: f32 = 60.0;

/// Words count only where this part of the documents shares a language: they would part languages, not themes.
const ONE_LANGUAGE: f64 = 0.9;

/// Documents that a language needs for a mean of its own.
const ROWS_FOR_A_MEAN: usize = 30;

/// Vectors of documents as they are grouped, one unit row each.
///
/// The vectors less the mean of their language (what all documents share says nothing of one) and, where texts are of one language and not too short,
/// their latent semantic vectors: the cosine is then the weighed mean of both cosines, words the heavier the longer the texts.
pub(crate) fn representation(input: &Input<'_>, documents: &[usize]) -> Array2<f32> {
    let centred = centred(input, documents);
    let weight = weight_of_words(input, documents);
    if weight == 0.0 {
        return centred;
    }
    let terms: Vec<_> = documents
        .iter()
        .map(|&document| input.wordings[document].words.as_slice())
        .collect();
    let words = LatentSpace::default().fit(&terms);
    let (centred, words) = (centred * (1.0 - weight).sqrt(), words * weight.sqrt());
    let mut both = concatenate(Axis(1), &[centred.view(), words.view()]).expect("a row a document in both");
    both.rows_mut().into_iter().for_each(|mut row| make_unit(&mut row));
    both
}

/// Unit rows less the mean of their language (a language's own, where it has documents enough: what all its documents share would
/// part languages, not themes), made unit rows again; where nothing is left of a row, the row as it was.
fn centred(input: &Input<'_>, documents: &[usize]) -> Array2<f32> {
    let values: Vec<f32> = documents
        .iter()
        .flat_map(|&document| input.embeddings.row(document).expect("chosen for it"))
        .copied()
        .collect();
    let rows = Array2::from_shape_vec((documents.len(), input.embeddings.dimension()), values).expect("whole rows");
    let mean = rows.mean_axis(Axis(0)).expect("there are documents");
    let of_languages = means_of_languages(input, documents, &rows);
    let mut centred = rows.clone();
    for ((mut row, whole), &document) in centred.rows_mut().into_iter().zip(rows.rows()).zip(documents) {
        row -= of_languages.get(&input.languages[document]).unwrap_or(&mean);
        if row.dot(&row) < 1e-8 {
            row.assign(&whole);
        }
        make_unit(&mut row);
    }
    centred
}

/// The mean row of each language that has enough.
fn means_of_languages<'a>(
    input: &Input<'a>,
    documents: &[usize],
    rows: &Array2<f32>,
) -> BTreeMap<Option<&'a str>, Array1<f32>> {
    let mut places: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (row, &document) in documents.iter().enumerate() {
        places.entry(input.languages[document]).or_default().push(row);
    }
    places.retain(|_, rows| rows.len() >= ROWS_FOR_A_MEAN);
    let mean = |(language, places): (Option<&'a str>, Vec<usize>)| {
        let mean = rows.select(Axis(0), &places).mean_axis(Axis(0));
        (language, mean.expect("it has rows"))
    };
    places.into_iter().map(mean).collect()
}

fn weight_of_words(input: &Input<'_>, documents: &[usize]) -> f32 {
    let mut languages: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut lengths = Vec::with_capacity(documents.len());
    for &document in documents {
        *languages.entry(input.languages[document]).or_default() += 1;
        let stems: BTreeSet<&str> = input.wordings[document]
            .words
            .iter()
            .map(|term| term.stem.as_str())
            .collect();
        lengths.push(stems.len());
    }
    lengths.sort_unstable();
    let largest = languages.values().max().copied().unwrap_or(0);
    let median = lengths[lengths.len() / 2];
    if median < WORDS_FOR_WORDS || (largest as f64) < ONE_LANGUAGE * documents.len() as f64 {
        return 0.0;
    }
    MOST_WEIGHT * (median as f32 / WORDS_FOR_MOST).min(1.0)
}
