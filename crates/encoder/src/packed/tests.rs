//! The packed path against Python's `transformers` (golden vectors, see `tests/golden/make_golden.py`)
//! and against candle's own models, which pad. On a processor without AVX-512 there is nothing to test.

use std::collections::BTreeMap;
use std::path::Path;

use candle_core::{Device, Tensor};
use candle_transformers::models::{bert, xlm_roberta};
use embedding::{cosine, normalise};
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use serde_json::Value;

use super::{Instructions, NumberFormat, PackedModel};
use crate::file_bytes::FileBytes;
use crate::weights::Weights;

const XLM_ROBERTA: &str = "";
const BERT: &str = "bert-";
const HIDDEN: [(&str, usize); 2] = [(XLM_ROBERTA, 32), (BERT, 96)];
const LEAST_COSINES: [(NumberFormat, f32); 3] = [
    (NumberFormat::F32, 0.9999),
    (NumberFormat::Bf16, 0.999),
    (NumberFormat::Int8, 0.995),
];

#[derive(Deserialize)]
struct Golden {
    tensors: BTreeMap<String, Vec<usize>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
    vector: Vec<f32>,
}

/// A tiny model of one architecture; its weights follow from their names.
struct Tiny {
    kind: &'static str,
    config: Value,
    golden: Golden,
    values: BTreeMap<String, Vec<f32>>,
}

impl Tiny {
    fn of(kind: &'static str) -> Self {
        let read = |file: &str| std::fs::read(Path::new("tests/golden").join(format!("{kind}{file}"))).unwrap();
        let golden: Golden = serde_json::from_slice(&read("golden.json")).unwrap();
        let values = golden.tensors.iter().map(|(name, shape)| {
            let n: usize = shape.iter().product();
            (name.clone(), (0..n as u64).map(|i| weight(name, i)).collect())
        });
        Self {
            kind,
            config: serde_json::from_slice(&read("config.json")).unwrap(),
            values: values.collect(),
            golden,
        }
    }

    fn weights(&self) -> Weights {
        let bytes = |values: &[f32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        let tensors: Vec<(&String, Vec<u8>)> = self.values.iter().map(|(name, v)| (name, bytes(v))).collect();
        let views = tensors.iter().map(|(name, bytes)| {
            let shape = self.golden.tensors[*name].clone();
            (name.as_str(), TensorView::new(Dtype::F32, shape, bytes).unwrap())
        });
        let mut weights = Weights::default();
        let file = safetensors::serialize(views, None).unwrap();
        weights.add("model.safetensors", FileBytes::Read(file)).unwrap();
        weights
    }

    /// The packed model; `None` where the processor has not the instructions.
    fn packed(&self, format: NumberFormat) -> Option<PackedModel> {
        let instructions = Instructions::detected();
        let is_there = match format {
            NumberFormat::F32 => instructions.avx512,
            NumberFormat::Bf16 => instructions.bf16,
            NumberFormat::Int8 => instructions.int8,
        };
        let (prefix, first_position) = if self.kind == BERT {
            ("bert.", 0)
        } else {
            ("roberta.", 2)
        };
        let model = PackedModel::load(&self.weights(), &self.config, prefix, first_position, format);
        model.unwrap().filter(|_| is_there)
    }

    /// The mean states of texts by candle, padded to the longest, in f32.
    fn by_candle(&self, texts: &[&[u32]]) -> Vec<Vec<f32>> {
        let (weights, device) = (self.weights(), Device::Cpu);
        let length = texts.iter().map(|text| text.len()).max().unwrap();
        let row = |text: &[u32], at: usize| text.get(at).map_or((1, 0), |&id| (id, 1));
        let cells = texts.iter().flat_map(|text| (0..length).map(|at| row(text, at)));
        let (ids, mask): (Vec<u32>, Vec<u32>) = cells.unzip();
        let ids = Tensor::from_vec(ids, (texts.len(), length), &device).unwrap();
        let mask = Tensor::from_vec(mask, (texts.len(), length), &device).unwrap();
        let types = ids.zeros_like().unwrap();
        let variables = weights.variables(&device);
        let states = if self.kind == BERT {
            let config = serde_json::from_value(self.config.clone()).unwrap();
            let model = bert::BertModel::load(variables, &config).unwrap();
            model.forward(&ids, &types, Some(&mask)).unwrap()
        } else {
            let config = serde_json::from_value(self.config.clone()).unwrap();
            let model = xlm_roberta::XLMRobertaModel::new(&config, variables).unwrap();
            model.forward(&ids, &mask, &types, None, None, None).unwrap()
        };
        let states: Vec<Vec<Vec<f32>>> = states.to_vec3().unwrap();
        let of_texts = states.iter().zip(texts);
        of_texts
            .map(|(states, text)| mean(&states[..text.len()].concat(), self.hidden()))
            .collect()
    }

    fn hidden(&self) -> usize {
        HIDDEN.iter().find(|(kind, _)| *kind == self.kind).unwrap().1
    }

    fn means(&self, model: &PackedModel, texts: &[&[u32]]) -> Vec<Vec<f32>> {
        let of_states = |_, states: &[f32]| mean(states, self.hidden());
        model.encode(texts, &of_states).unwrap()
    }
}

fn weight(name: &str, index: u64) -> f32 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let z = hash.wrapping_add(index).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let value = 0.2 * ((z ^ (z >> 31)) as f64 / 18_446_744_073_709_551_616.0 - 0.5);
    (if name.ends_with("LayerNorm.weight") {
        1.0 + value
    } else {
        value
    }) as f32
}

fn mean(states: &[f32], width: usize) -> Vec<f32> {
    let n = (states.len() / width) as f32;
    (0..width)
        .map(|column| states.iter().skip(column).step_by(width).sum::<f32>() / n)
        .collect()
}

/// Texts of these lengths, of ids from 3 (below are padding and marks) to 199.
fn texts_of(lengths: &[usize]) -> Vec<Vec<u32>> {
    let text = |(number, &length): (usize, &usize)| {
        (0..length)
            .map(|at| (3 + (at * 31 + number * 17) % 197) as u32)
            .collect()
    };
    lengths.iter().enumerate().map(text).collect()
}

fn least_cosine(ours: &[Vec<f32>], theirs: &[Vec<f32>]) -> f32 {
    let unit = |vector: &Vec<f32>| normalise(vector).unwrap();
    let cosines = ours.iter().zip(theirs).map(|(a, b)| cosine(&unit(a), &unit(b)));
    cosines.fold(1.0, f32::min)
}

/// Around the edges of tiles and registers, and the longest text there is.
const LENGTHS: [usize; 12] = [1, 2, 3, 5, 6, 7, 15, 16, 17, 65, 200, 512];

#[test]
fn agrees_with_transformers_in_every_precision() {
    for (kind, _) in HIDDEN {
        let tiny = Tiny::of(kind);
        let texts: Vec<&[u32]> = tiny.golden.cases.iter().map(|case| case.ids.as_slice()).collect();
        for (format, least) in LEAST_COSINES {
            let Some(model) = tiny.packed(format) else { continue };
            for (case, vector) in tiny.golden.cases.iter().zip(tiny.means(&model, &texts)) {
                let reached = cosine(&normalise(&vector).unwrap(), &case.vector);
                assert!(reached > least, "`{kind}` in {format:?}, `{}`: {reached}", case.text);
            }
        }
    }
}

#[test]
fn packed_equals_padded() {
    let texts = texts_of(&LENGTHS);
    let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
    for (kind, _) in HIDDEN {
        let tiny = Tiny::of(kind);
        let Some(model) = tiny.packed(NumberFormat::F32) else {
            return;
        };
        let least = least_cosine(&tiny.means(&model, &texts), &tiny.by_candle(&texts));
        assert!(least > 0.99999, "`{kind}`: {least}");
    }
}

#[test]
fn a_text_gives_the_same_bits_alone_in_a_batch_and_at_any_place() {
    let texts = texts_of(&LENGTHS);
    let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
    let reversed: Vec<&[u32]> = texts.iter().rev().copied().collect();
    for (kind, _) in HIDDEN {
        let tiny = Tiny::of(kind);
        for (format, _) in LEAST_COSINES {
            let Some(model) = tiny.packed(format) else { continue };
            let together = tiny.means(&model, &texts);
            let alone: Vec<_> = texts.iter().flat_map(|text| tiny.means(&model, &[text])).collect();
            assert_eq!(together, alone, "`{kind}` in {format:?}, alone");
            let mut backwards = tiny.means(&model, &reversed);
            backwards.reverse();
            assert_eq!(together, backwards, "`{kind}` in {format:?}, in another order");
        }
    }
}

/// Where there are fewer groups of texts than threads, several work on one.
#[test]
fn the_number_of_threads_changes_no_bit() {
    let texts = texts_of(&[200, 7]);
    let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
    for (kind, _) in HIDDEN {
        let tiny = Tiny::of(kind);
        for (format, _) in LEAST_COSINES {
            let Some(model) = tiny.packed(format) else { continue };
            let of_threads = |n_threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
                pool.install(|| tiny.means(&model, &texts))
            };
            let alone = of_threads(1);
            for n_threads in [2, 5, 64] {
                assert_eq!(
                    alone,
                    of_threads(n_threads),
                    "`{kind}` in {format:?}, {n_threads} threads"
                );
            }
        }
    }
}

#[test]
fn no_texts_give_no_vectors() {
    let tiny = Tiny::of(BERT);
    let Some(model) = tiny.packed(NumberFormat::F32) else {
        return;
    };
    assert!(tiny.means(&model, &[]).is_empty());
}

/// candle 0.11.1: `bert.rs` in bf16 gives NaN for every value (0 × −∞ in its mask).
#[test]
fn bert_in_bf16_gives_numbers() {
    let tiny = Tiny::of(BERT);
    let Some(model) = tiny.packed(NumberFormat::Bf16) else {
        return;
    };
    let texts = texts_of(&[4, 9]);
    let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
    assert!(
        tiny.means(&model, &texts)
            .concat()
            .iter()
            .all(|value| value.is_finite())
    );
}

/// candle 0.11.1: `xlm_roberta.rs` sums positions in bf16, which holds no odd number above 256.
#[test]
fn positions_of_long_texts_are_exact_in_bf16() {
    let tiny = Tiny::of(XLM_ROBERTA);
    let Some(model) = tiny.packed(NumberFormat::Bf16) else {
        return;
    };
    let texts = texts_of(&[300, 512]);
    let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
    let least = least_cosine(&tiny.means(&model, &texts), &tiny.by_candle(&texts));
    assert!(least > 0.999, "{least}");
}

/// A model without layers is a table of tokens; candle spreads its mask wrongly there.
#[test]
fn a_model_without_layers_gives_the_normalised_embeddings() {
    let mut tiny = Tiny::of(XLM_ROBERTA);
    tiny.config["num_hidden_layers"] = 0.into();
    let Some(model) = tiny.packed(NumberFormat::F32) else {
        return;
    };
    let texts = texts_of(&[7]);
    let reference = tiny.by_candle(&[&texts[0]]);
    assert!(least_cosine(&tiny.means(&model, &[&texts[0]]), &reference) > 0.99999);
}

#[test]
fn damaged_weights_show_in_every_precision() {
    for damage in [f32::NAN, f32::INFINITY] {
        let mut tiny = Tiny::of(XLM_ROBERTA);
        tiny.values.get_mut("encoder.layer.0.output.dense.weight").unwrap()[5] = damage;
        for (format, _) in LEAST_COSINES {
            let Some(model) = tiny.packed(format) else { continue };
            let vector = tiny.means(&model, &[&[3, 4, 5]]).concat();
            assert!(vector.iter().any(|value| !value.is_finite()), "{damage} in {format:?}");
        }
    }
}

#[test]
fn a_missing_tensor_and_a_wrong_shape_are_named() {
    let check = |change: fn(&mut Tiny), expected: &str| {
        let mut tiny = Tiny::of(BERT);
        change(&mut tiny);
        let loaded = PackedModel::load(&tiny.weights(), &tiny.config, "bert.", 0, NumberFormat::F32);
        let reason = match loaded {
            Ok(Some(_)) => panic!("loaded, where `{expected}` was expected"),
            Ok(None) => return,
            Err(reason) => reason,
        };
        assert!(reason.contains(expected), "{reason}");
    };
    check(
        |tiny| drop(tiny.values.remove("encoder.layer.1.output.dense.weight")),
        "it has no tensor `encoder.layer.1.output.dense.weight`",
    );
    check(
        |tiny| tiny.config["intermediate_size"] = 201.into(),
        "the tensor `encoder.layer.0.intermediate.dense.weight` has the shape [200, 96]",
    );
}
