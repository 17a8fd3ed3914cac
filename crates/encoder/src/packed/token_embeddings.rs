//! The first states: word, position and type of each token. Words are read where they lie in the
//! file, so that of a large vocabulary only what occurs is ever in memory.

use std::io;

use half::{bf16, f16};
use safetensors::Dtype;

use super::arithmetic::LayerNorm;
use super::parameters::{Dimensions, Parameters};
use crate::weights::{Rows, Weights};

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
        weights: &Weights,
        parameters: &Parameters<'_>,
        dimensions: &Dimensions,
        first_position: usize,
    ) -> Result<Self, String> {
        let hidden = dimensions.hidden_size;
        const WORDS: &str = "embeddings.word_embeddings.weight";
        let words = parameters.tensor(WORDS, &[dimensions.vocab_size, hidden])?;
        if !matches!(words.dtype(), Dtype::F32 | Dtype::F16 | Dtype::BF16) {
            return Err(format!(
                "the tensor `{WORDS}` holds numbers of the type {:?}",
                words.dtype()
            ));
        }
        let n_types = dimensions.type_vocab_size;
        let types = parameters.matrix("embeddings.token_type_embeddings.weight", n_types, hidden)?;
        let n_positions = dimensions.max_position_embeddings;
        let positions = parameters.matrix("embeddings.position_embeddings.weight", n_positions, hidden)?;
        let places = positions.chunks_exact(hidden).skip(first_position);
        let places = places.flat_map(|row| row.iter().zip(&types[..hidden]).map(|(a, b)| a + b));
        Ok(Self {
            words: weights
                .rows(&parameters.name(WORDS))
                .expect("its shape was just checked"),
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
                numbers(self.words.read(id as usize, &mut room)?, self.words.dtype(), row);
                for (value, place) in row.iter_mut().zip(place) {
                    *value += place;
                }
            }
        }
        self.norm.apply(states);
        Ok(())
    }
}

fn numbers(bytes: &[u8], dtype: Dtype, row: &mut [f32]) {
    match dtype {
        Dtype::F16 => read_numbers(bytes, row, |bytes| f16::from_le_bytes(bytes).to_f32()),
        Dtype::BF16 => read_numbers(bytes, row, |bytes| bf16::from_le_bytes(bytes).to_f32()),
        _ => read_numbers(bytes, row, f32::from_le_bytes),
    }
}

fn read_numbers<const SIZE: usize>(bytes: &[u8], row: &mut [f32], number: impl Fn([u8; SIZE]) -> f32) {
    for (value, bytes) in row.iter_mut().zip(bytes.as_chunks::<SIZE>().0) {
        *value = number(*bytes);
    }
}
