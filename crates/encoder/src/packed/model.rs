//! A packed model: loads, groups texts, and runs the groups on all threads.
#![allow(unsafe_code)]

use std::io;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde_json::Value;

use super::layer::{Layer, Room};
use super::parameters::{Dimensions, Parameters};
use super::token_embeddings::TokenEmbeddings;
use super::{Instructions, NumberFormat};
use crate::weights::Weights;

/// Tokens that a thread takes at a time, at least one text: enough that the weights, which pass by
/// once a group, cost little, and few enough that its states stay near the core.
const TOKENS_A_GROUP: usize = 1024;

/// Makes one thing of a text's states, `[tokens, hidden]`; the first argument is the text's place.
pub(crate) type OfStates<'a, T> = &'a (dyn Fn(usize, &[f32]) -> T + Sync);

/// A transformer whose weights are packed.
pub(crate) struct PackedModel {
    hidden: usize,
    embeddings: TokenEmbeddings,
    layers: Vec<Layer>,
}

impl PackedModel {
    /// Packs a model; `None` where this processor, or what `config` describes, is not supported.
    /// `prefix` is that of the tensors of a model with a head, `first_position` the position of a
    /// text's first token.
    pub(crate) fn load(
        weights: &Weights,
        config: &Value,
        prefix: &'static str,
        first_position: usize,
        format: NumberFormat,
    ) -> Result<Option<Self>, String> {
        let dimensions: Dimensions = serde_json::from_value(config.clone()).map_err(|error| error.to_string())?;
        if !Instructions::detected().avx512 || !dimensions.are_supported() {
            return Ok(None);
        }
        let parameters = Parameters::new(weights, prefix);
        // All are tried before the first fault is named, so that it is the same one every time.
        let layers = (0..dimensions.num_hidden_layers).into_par_iter().map(|number| {
            // SAFETY: the processor has the instructions, as asked above.
            unsafe { Layer::pack(&parameters, number, &dimensions, format) }
        });
        Ok(Some(Self {
            hidden: dimensions.hidden_size,
            layers: layers.collect::<Vec<_>>().into_iter().collect::<Result<_, _>>()?,
            embeddings: TokenEmbeddings::new(&parameters, &dimensions, first_position)?,
        }))
    }

    /// What `of_states` makes of each text's states, in the order of the texts. Ids are below the
    /// size of the vocabulary, and a text has one token or more and no more than there are positions.
    ///
    /// # Errors
    /// When the file of weights, from which the states of words are read, cannot be read any more.
    pub(crate) fn encode<T: Send>(&self, texts: &[&[u32]], of_states: OfStates<'_, T>) -> io::Result<Vec<T>> {
        let groups = groups(texts);
        let threads_a_group = (rayon::current_num_threads() / groups.len().max(1)).max(1);
        let next = AtomicUsize::new(0);
        let made = Mutex::new(Vec::with_capacity(groups.len()));
        rayon::broadcast(|_| {
            let mut room = Room::of_threads(threads_a_group);
            while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                let of_group = self.encode_group(group, texts, &mut room, of_states);
                made.lock()
                    .expect("no thread panics while it holds this")
                    .push(of_group);
            }
        });
        let made = made.into_inner().expect("no thread panics while it holds this");
        let made = made.into_iter().collect::<io::Result<Vec<Vec<_>>>>()?;
        let mut made: Vec<(usize, T)> = made.into_iter().flatten().collect();
        made.sort_unstable_by_key(|(place, _)| *place);
        Ok(made.into_iter().map(|(_, of_text)| of_text).collect())
    }

    fn encode_group<T>(
        &self,
        group: &[usize],
        texts: &[&[u32]],
        room: &mut Room,
        of_states: OfStates<'_, T>,
    ) -> io::Result<Vec<(usize, T)>> {
        let ids: Vec<&[u32]> = group.iter().map(|&place| texts[place]).collect();
        let tokens = spans(&ids);
        let n_tokens = tokens.last().map_or(0, |last| last.end);
        room.states.resize(n_tokens * self.hidden, 0.0);
        // SAFETY: a packed model exists only where the processor has the instructions.
        unsafe {
            self.embeddings.fill(&ids, &mut room.states)?;
            for layer in &self.layers {
                layer.apply(&tokens, room);
            }
        }
        let of_text = |(&place, tokens): (&usize, &Range<usize>)| {
            let states = &room.states[tokens.start * self.hidden..tokens.end * self.hidden];
            (place, of_states(place, states))
        };
        Ok(group.iter().zip(&tokens).map(of_text).collect())
    }
}

/// The places of the texts in groups of at most [`TOKENS_A_GROUP`] tokens and at least one text,
/// and no more than spread them over all threads; the longest texts first.
fn groups(texts: &[&[u32]]) -> Vec<Vec<usize>> {
    let n_tokens: usize = texts.iter().map(|text| text.len()).sum();
    let most = TOKENS_A_GROUP.min(n_tokens.div_ceil(rayon::current_num_threads()));
    let mut places: Vec<usize> = (0..texts.len()).collect();
    places.sort_by_key(|&place| (std::cmp::Reverse(texts[place].len()), place));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut room = 0;
    for place in places {
        let length = texts[place].len();
        match groups.last_mut() {
            Some(group) if length <= room => group.push(place),
            _ => {
                groups.push(vec![place]);
                room = most;
            }
        }
        room = room.saturating_sub(length);
    }
    groups
}

/// The tokens of each text among those of all.
fn spans(texts: &[&[u32]]) -> Vec<Range<usize>> {
    let ends = texts.iter().scan(0, |end, text| {
        *end += text.len();
        Some(*end)
    });
    ends.zip(texts).map(|(end, text)| end - text.len()..end).collect()
}
