//! What documents are grouped by: their vectors, and their words where texts are long enough.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array2, Axis, concatenate};

use crate::find::Input;
use crate::latent::{LatentSpace, make_unit};

/// Words count beside the vectors from this median of different content words on; titles have too few to be compared by.
const WORDS_FOR_WORDS: usize = 20;

/// Words count only where this part of the documents shares a language: they would part languages, not themes.
const ONE_LANGUAGE: f64 = 0.9;

/// Vectors of documents as they are grouped, one unit row each.
///
/// The vectors less their mean (what all documents share says nothing of one) and, where texts are long and of one
/// language, their latent semantic vectors, both of weight one half: the cosine is then the mean of both cosines.
pub(crate) fn representation(input: &Input<'_>, documents: &[usize]) -> Array2<f32> {
    let centred = centred(input, documents);
    if !words_count(input, documents) {
        return centred;
    }
    let terms: Vec<_> = documents
        .iter()
        .map(|&document| input.terms[document].as_slice())
        .collect();
    let words = LatentSpace::default().fit(&terms);
    let mut both = concatenate(Axis(1), &[centred.view(), words.view()]).expect("a row a document in both");
    both.rows_mut().into_iter().for_each(|mut row| make_unit(&mut row));
    both
}

/// Unit rows less their mean, made unit rows again; where nothing is left of a row, the row as it was.
fn centred(input: &Input<'_>, documents: &[usize]) -> Array2<f32> {
    let values: Vec<f32> = documents
        .iter()
        .flat_map(|&document| input.embeddings.row(document).expect("chosen for it"))
        .copied()
        .collect();
    let rows = Array2::from_shape_vec((documents.len(), input.embeddings.dimension()), values).expect("whole rows");
    let mean = rows.mean_axis(Axis(0)).expect("there are documents");
    let mut centred = &rows - &mean;
    for (mut row, whole) in centred.rows_mut().into_iter().zip(rows.rows()) {
        if row.dot(&row) < 1e-8 {
            row.assign(&whole);
        }
        make_unit(&mut row);
    }
    centred
}

fn words_count(input: &Input<'_>, documents: &[usize]) -> bool {
    let mut languages: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut lengths = Vec::with_capacity(documents.len());
    for &document in documents {
        *languages.entry(input.languages[document]).or_default() += 1;
        let stems: BTreeSet<&str> = input.terms[document].iter().map(|term| term.stem.as_str()).collect();
        lengths.push(stems.len());
    }
    lengths.sort_unstable();
    let largest = languages.values().max().copied().unwrap_or(0);
    largest as f64 >= ONE_LANGUAGE * documents.len() as f64 && lengths[lengths.len() / 2] >= WORDS_FOR_WORDS
}
