//! The first states: word, position and type of each token. Words are read where they lie in the
//! file, so that of a large vocabulary only what occurs is ever in memory.

use std::io;

use super::arithmetic::LayerNorm;
use super::parameters::{Dimensions, Parameters};
use crate::rows::Rows;

pub(super) struct TokenEmbeddings {
    /// `[vocabulary, hidden]`.
    words: Rows,
    /// Position and type 0 of every place in a text, `[places, hidden]`.
    places: Vec<f32>,
    norm: LayerNorm,
}

impl TokenEmbeddings {
    /// `first_position` is the row of the first token of a text.
    pub(super) fn new(
        parameters: &Parameters<'_>,
        dimensions: &Dimensions,
        first_position: usize,
    ) -> Result<Self, String> {
        let hidden = dimensions.hidden_size;
        let words = parameters.rows("embeddings.word_embeddings.weight", &[dimensions.vocab_size, hidden])?;
        let n_types = dimensions.type_vocab_size;
        let types = parameters.matrix("embeddings.token_type_embeddings.weight", n_types, hidden)?;
        let n_positions = dimensions.max_position_embeddings;
        let positions = parameters.matrix("embeddings.position_embeddings.weight", n_positions, hidden)?;
        let places = positions.chunks_exact(hidden).skip(first_position);
        let places = places.flat_map(|row| row.iter().zip(&types[..hidden]).map(|(a, b)| a + b));
        Ok(Self {
            words,
            places: places.collect(),
            norm: parameters.layer_norm("embeddings.LayerNorm", dimensions)?,
        })
    }

    /// Fills `states`, `[tokens, hidden]`, with those of texts one after another.
    ///
    /// # Errors
    /// When the file of words cannot be read any more.
    #[target_feature(enable = "avx512f")]
    pub(super) fn fill(&self, texts: &[&[u32]], states: &mut [f32]) -> io::Result<()> {
        let hidden = self.norm.gain.len();
        let mut room = Vec::new();
        let mut rows = states.chunks_exact_mut(hidden);
        for text in texts {
            for ((&id, place), row) in text.iter().zip(self.places.chunks_exact(hidden)).zip(&mut rows) {
                self.words.read(id as usize, row, &mut room)?;
                for (value, place) in row.iter_mut().zip(place) {
                    *value += place;
                }
            }
        }
        self.norm.apply(states);
        Ok(())
    }
}
