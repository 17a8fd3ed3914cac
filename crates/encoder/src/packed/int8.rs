//! Numbers as 8-bit integers, in groups of 64 along the summed dimension that have scales of their own.
//!
//! Transformers hold very large numbers in a few channels. With one scale a row those cost all
//! others their precision; in groups they cost it to their neighbours only.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::tile::{LANES, load};

/// Numbers of a row that share a scale; the last group of a row may be shorter.
pub(super) const GROUP: usize = 64;
/// Units of four integers in a whole group.
pub(super) const GROUP_UNITS: usize = GROUP / 4;
/// The smallest range of a group, so that one of equal numbers has a scale.
const TINY: f32 = 1e-30;

/// What the integers of a group of weights, -127 to 127, stand for: `scale * integer`.
#[derive(Debug, Clone, Copy)]
pub(super) struct WeightGroup {
    pub scale: f32,
    /// The sum of all of them.
    pub total: f32,
}

/// What the integers of a group of activations, 0 to 255, stand for: `lowest + step * integer`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ActivationGroup {
    pub lowest: f32,
    pub step: f32,
}

/// The numbers of a group in registers.
type Numbers = [__m512; GROUP / LANES];

/// Fills `units` with the integers of up to 64 weights, zeros after the last. What is no number or
/// infinite makes the group so, to show in the vectors.
#[target_feature(enable = "avx512f")]
pub(super) fn quantise_weights(values: &[f32], units: &mut [u32]) -> WeightGroup {
    let numbers = numbers(values, 0.0);
    let largest = numbers.iter().fold(_mm512_set1_ps(TINY), |largest, &value| {
        _mm512_max_ps(largest, _mm512_abs_ps(value))
    });
    let scale = damage(&numbers) + _mm512_reduce_max_ps(largest) / 127.0;
    let steps = _mm512_set1_ps(1.0 / scale);
    let integers = numbers.map(|value| _mm512_cvtps_epi32(_mm512_mul_ps(value, steps)));
    put(integers, units);
    let sum = integers.into_iter().reduce(|a, b| _mm512_add_epi32(a, b));
    let sum = _mm512_reduce_add_epi32(sum.expect("a group has vectors"));
    WeightGroup {
        scale,
        total: scale * sum as f32,
    }
}

/// The same of activations; what comes after the last is no number and meets weights of 0.
#[target_feature(enable = "avx512f")]
pub(super) fn quantise_activations(values: &[f32], units: &mut [u32]) -> ActivationGroup {
    let numbers = numbers(values, values[0]);
    let [a, b, c, d] = numbers;
    let lowest = _mm512_reduce_min_ps(_mm512_min_ps(_mm512_min_ps(a, b), _mm512_min_ps(c, d)));
    let highest = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_max_ps(a, b), _mm512_max_ps(c, d)));
    let step = (highest - lowest).max(TINY) / 255.0;
    let (from, steps) = (_mm512_set1_ps(lowest), _mm512_set1_ps(1.0 / step));
    let integer = |value| _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_sub_ps(value, from), steps));
    put(numbers.map(integer), units);
    ActivationGroup {
        lowest: lowest + damage(&numbers),
        step,
    }
}

/// Up to 64 numbers, `filling` after the last.
#[inline]
#[target_feature(enable = "avx512f")]
fn numbers(values: &[f32], filling: f32) -> Numbers {
    if values.len() == GROUP {
        return std::array::from_fn(|vector| load(&values[vector * LANES..]));
    }
    let mut whole = [filling; GROUP];
    whole[..values.len()].copy_from_slice(values);
    std::array::from_fn(|vector| load(&whole[vector * LANES..]))
}

/// Not a number where one of them is none, else 0.
#[inline]
#[target_feature(enable = "avx512f")]
fn damage(&[a, b, c, d]: &Numbers) -> f32 {
    let is_damaged = _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(a, b) | _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(c, d);
    if is_damaged == 0 { 0.0 } else { f32::NAN }
}

/// Writes the low bytes, four a unit, as many units as there are.
#[inline]
#[target_feature(enable = "avx512f")]
fn put(integers: [__m512i; GROUP / LANES], units: &mut [u32]) {
    // SAFETY: both are 128 bits, and every pattern is valid for both.
    let four = |integers| -> [u32; LANES / 4] { unsafe { std::mem::transmute(_mm512_cvtepi32_epi8(integers)) } };
    let (whole, rest) = units.as_chunks_mut::<{ LANES / 4 }>();
    let n_whole = whole.len();
    for (units, integers) in whole.iter_mut().zip(integers) {
        *units = four(integers);
    }
    for (unit, integer) in rest.iter_mut().zip(integers.into_iter().skip(n_whole).flat_map(four)) {
        *unit = integer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::Instructions;

    /// Whole groups, short ones, one of equal numbers, and one with a number far from the others.
    fn groups() -> Vec<Vec<f32>> {
        let wave = |n: usize| (0..n).map(|i| (i as f32 * 0.7).sin() - 0.3).collect::<Vec<_>>();
        let mut outlier = wave(64);
        outlier[7] = 40.0;
        vec![wave(64), wave(5), wave(32), vec![1.5; 64], vec![0.0; 64], outlier]
    }

    fn bytes(units: &[u32]) -> Vec<u8> {
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
    }

    #[test]
    fn integers_stand_for_their_numbers_to_half_a_step() {
        if !Instructions::detected().avx512 {
            return;
        }
        for values in groups() {
            let mut units = vec![0; values.len().div_ceil(4)];
            // SAFETY: the processor has the instructions, as asked above.
            let group = unsafe { quantise_weights(&values, &mut units) };
            let weights: Vec<f32> = bytes(&units)
                .iter()
                .map(|&byte| group.scale * f32::from(byte as i8))
                .collect();
            for (value, weight) in values.iter().zip(&weights) {
                assert!((value - weight).abs() <= 0.501 * group.scale, "{value}: {weight}");
            }
            assert!((weights.iter().sum::<f32>() - group.total).abs() < 1e-3);
            // SAFETY: as above.
            let group = unsafe { quantise_activations(&values, &mut units) };
            for (value, byte) in values.iter().zip(bytes(&units)) {
                let activation = group.lowest + group.step * f32::from(byte);
                assert!(
                    (value - activation).abs() <= 0.501 * group.step + 1e-6,
                    "{value}: {activation}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_number_shows() {
        if !Instructions::detected().avx512 {
            return;
        }
        for damage in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in [0, 17, 63] {
                let mut values = vec![0.5; 64];
                values[place] = damage;
                let mut units = [0; GROUP_UNITS];
                // SAFETY: the processor has the instructions, as asked above.
                let weights = unsafe { quantise_weights(&values, &mut units) };
                assert!(!weights.scale.is_finite(), "{damage} at {place}");
                // SAFETY: as above.
                let activations = unsafe { quantise_activations(&values, &mut units) };
                assert!(
                    !(activations.lowest + activations.step).is_finite(),
                    "{damage} at {place}"
                );
            }
        }
    }
}
