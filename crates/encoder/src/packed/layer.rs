//! One layer of the transformer, on texts that stand one after another.

use std::ops::Range;

use super::NumberFormat;
use super::arithmetic::LayerNorm;
use super::attention::{AttentionRoom, Projections};
use super::linear::{Activation, Linear};
use super::matrix::Activations;
use super::parameters::{Dimensions, Parameters};

/// Attention and feed-forward network, each followed by the sum with its input and a normalisation.
pub(super) struct Layer {
    n_heads: usize,
    /// Queries, keys and values in one product.
    projections: Linear,
    attended: Linear,
    attention_norm: LayerNorm,
    up: Linear,
    down: Linear,
    output_norm: LayerNorm,
}

/// The buffers of one group of texts at a time, reused for every layer and group.
pub(super) struct Room {
    /// The states, `[tokens, hidden]`: in and out.
    pub states: Vec<f32>,
    projections: Vec<f32>,
    attended: Vec<f32>,
    wide: Vec<f32>,
    sums: Vec<f32>,
    /// One for each thread that works on the group.
    converted: Vec<Activations>,
    attention: AttentionRoom,
}

impl Room {
    /// Room for groups of which each is worked on by so many threads, at least 1.
    pub(super) fn of_threads(n_threads: usize) -> Self {
        Self {
            states: Vec::new(),
            projections: Vec::new(),
            attended: Vec::new(),
            wide: Vec::new(),
            sums: Vec::new(),
            converted: (0..n_threads).map(|_| Activations::default()).collect(),
            attention: AttentionRoom::default(),
        }
    }
}

impl Layer {
    /// Packs layer `number`; what is missing or of another shape is named.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn pack(
        parameters: &Parameters<'_>,
        number: usize,
        dimensions: &Dimensions,
        format: NumberFormat,
    ) -> Result<Self, String> {
        let at = |name: &str| format!("encoder.layer.{number}.{name}");
        let (hidden, wide) = (dimensions.hidden_size, dimensions.intermediate_size);
        let linear = |name: &str, outputs, inputs, activation| {
            let weights = parameters.part(&at(&format!("{name}.weight")), outputs, inputs, 1.0)?;
            let bias = parameters.vector(&at(&format!("{name}.bias")), outputs)?;
            Linear::pack(&[weights], inputs, bias, activation, format)
        };
        let norm = |name: &str| parameters.layer_norm(&at(name), dimensions);
        // Shared among threads in parts that are small beside the whole model.
        let ((projections, attended), (up, down)) = rayon::join(
            || {
                let projections = projections(parameters, &at("attention.self"), dimensions, format);
                (
                    projections,
                    linear("attention.output.dense", hidden, hidden, Activation::Identity),
                )
            },
            || {
                rayon::join(
                    || linear("intermediate.dense", wide, hidden, Activation::Gelu),
                    || linear("output.dense", hidden, wide, Activation::Identity),
                )
            },
        );
        Ok(Self {
            n_heads: dimensions.num_attention_heads,
            projections: projections?,
            attended: attended?,
            attention_norm: norm("attention.output.LayerNorm")?,
            up: up?,
            down: down?,
            output_norm: norm("output.LayerNorm")?,
        })
    }

    /// Replaces the states by those after this layer. `texts` are the tokens of each text.
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn apply(&self, texts: &[Range<usize>], room: &mut Room) {
        let hidden = self.attended.width();
        let n_tokens = room.states.len() / hidden;
        let wide = self.up.width();
        for (buffer, width) in [
            (&mut room.projections, 3 * hidden),
            (&mut room.attended, hidden),
            (&mut room.sums, hidden),
            (&mut room.wide, wide),
        ] {
            buffer.resize(n_tokens * width, 0.0);
        }
        let converted = &mut room.converted;
        self.projections
            .apply(&room.states, hidden, converted, &mut room.projections);
        for text in texts {
            let projections = Projections {
                values: &room.projections[text.start * 3 * hidden..text.end * 3 * hidden],
                n_heads: self.n_heads,
                width: hidden / self.n_heads,
            };
            let attended = &mut room.attended[text.start * hidden..text.end * hidden];
            projections.attend(&mut room.attention, attended);
        }
        self.attended.apply(&room.attended, hidden, converted, &mut room.sums);
        self.attention_norm.apply_to_sum(&mut room.sums, &room.states);
        self.up.apply(&room.sums, hidden, converted, &mut room.wide);
        self.down.apply(&room.wide, wide, converted, &mut room.states);
        self.output_norm.apply_to_sum(&mut room.states, &room.sums);
    }
}

/// Queries, keys and values in one product. Those of the queries carry the scale of the scores, to
/// the base 2.
#[target_feature(enable = "avx512f,avx512bw")]
fn projections(
    parameters: &Parameters<'_>,
    at: &str,
    dimensions: &Dimensions,
    format: NumberFormat,
) -> Result<Linear, String> {
    let hidden = dimensions.hidden_size;
    let head = (hidden / dimensions.num_attention_heads) as f64;
    let scale = (std::f64::consts::LOG2_E / head.sqrt()) as f32;
    let part = |name: &str, scale| parameters.part(&format!("{at}.{name}.weight"), hidden, hidden, scale);
    let bias = |name: &str| parameters.vector(&format!("{at}.{name}.bias"), hidden);
    let parts = [part("query", scale)?, part("key", 1.0)?, part("value", 1.0)?];
    let mut biases: Vec<f32> = bias("query")?.iter().map(|value| value * scale).collect();
    biases.extend(bias("key")?);
    biases.extend(bias("value")?);
    Linear::pack(&parts, hidden, biases, Activation::Identity, format)
}
