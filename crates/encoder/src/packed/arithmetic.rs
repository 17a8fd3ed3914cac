//! Functions of vectors of 16 f32, and what a transformer does to rows of them.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::tile::{LANES, first_lanes, load, store};

/// `x · Φ(x)` with Φ by the error function, as `gelu` of the configuration means it; within 4e-7
/// of it, relative to the larger of |x| and 1.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn gelu(x: __m512) -> __m512 {
    let erf = erf(_mm512_mul_ps(x, _mm512_set1_ps(std::f32::consts::FRAC_1_SQRT_2)));
    let half = _mm512_mul_ps(x, _mm512_set1_ps(0.5));
    _mm512_fmadd_ps(half, erf, half)
}

/// The error function by the rational approximation that XLA uses (openxla/xla,
/// `MaterializeErfApproximationF32`), with the quotient by a refined reciprocal.
#[inline]
#[target_feature(enable = "avx512f")]
fn erf(x: __m512) -> __m512 {
    const NUMERATOR: [f32; 7] = [
        -2.726_142_4e-10,
        2.770_681_5e-8,
        -2.101_024e-6,
        -5.692_506_2e-5,
        -7.349_906_4e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ];
    const DENOMINATOR: [f32; 5] = [
        -1.456_607_2e-5,
        -2.133_740_5e-4,
        -1.682_827e-3,
        -7.373_329_3e-3,
        -1.426_473_9e-2,
    ];
    let x = _mm512_max_ps(_mm512_min_ps(x, _mm512_set1_ps(4.0)), _mm512_set1_ps(-4.0));
    let square = _mm512_mul_ps(x, x);
    let numerator = _mm512_mul_ps(x, polynomial(square, &NUMERATOR));
    let denominator = polynomial(square, &DENOMINATOR);
    let guess = _mm512_rcp14_ps(denominator);
    let correction = _mm512_fnmadd_ps(denominator, guess, _mm512_set1_ps(2.0));
    _mm512_mul_ps(numerator, _mm512_mul_ps(guess, correction))
}

/// 2 to the power of `x`, for `x` at most 0; 0 where that is too small for an f32.
#[inline]
#[target_feature(enable = "avx512f")]
fn exp2(x: __m512) -> __m512 {
    /// Taylor's: ln(2)^k / k!, from the highest power on; within 2e-7 on [-0.5, 0.5].
    const COEFFICIENTS: [f32; 7] = [
        1.540_353e-4,
        1.333_355_8e-3,
        9.618_129e-3,
        5.550_411e-2,
        2.402_265e-1,
        6.931_472e-1,
        1.0,
    ];
    let whole = _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(x);
    let power = polynomial(_mm512_sub_ps(x, whole), &COEFFICIENTS);
    _mm512_scalef_ps(power, whole)
}

/// Horner's scheme, the coefficient of the highest power first.
#[inline]
#[target_feature(enable = "avx512f")]
fn polynomial<const N: usize>(x: __m512, coefficients: &[f32; N]) -> __m512 {
    let mut sum = _mm512_set1_ps(coefficients[0]);
    for &coefficient in &coefficients[1..] {
        sum = _mm512_fmadd_ps(sum, x, _mm512_set1_ps(coefficient));
    }
    sum
}

/// Turns scores (to the base 2) into weights that are not yet divided by their sum; returns one
/// over the sum. What follows the scores in the last vector becomes 0.
#[target_feature(enable = "avx512f")]
pub(super) fn exponentiate(scores: &mut [f32], n: usize) -> f32 {
    let lowest = _mm512_set1_ps(f32::NEG_INFINITY);
    if !n.is_multiple_of(LANES) {
        let last = &mut scores[n / LANES * LANES..];
        let masked = _mm512_mask_blend_ps(first_lanes(n % LANES), lowest, load(last));
        store(masked, &mut last[..LANES]);
    }
    let scores = &mut scores[..n.next_multiple_of(LANES)];
    let mut largest = lowest;
    for part in scores.chunks_exact(LANES) {
        largest = _mm512_max_ps(largest, load(part));
    }
    let largest = _mm512_set1_ps(_mm512_reduce_max_ps(largest));
    let mut sum = _mm512_setzero_ps();
    for part in scores.chunks_exact_mut(LANES) {
        let weights = exp2(_mm512_sub_ps(load(part), largest));
        sum = _mm512_add_ps(sum, weights);
        store(weights, part);
    }
    1.0 / _mm512_reduce_add_ps(sum)
}

/// Scale, shift and epsilon of a layer normalisation over `gain.len()` numbers.
#[derive(Debug, Clone)]
pub(super) struct LayerNorm {
    pub gain: Vec<f32>,
    pub bias: Vec<f32>,
    pub epsilon: f32,
}

impl LayerNorm {
    /// Normalises each row of `rows`, in place.
    #[target_feature(enable = "avx512f")]
    pub(super) fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(self.gain.len()) {
            self.apply_to_row(row);
        }
    }

    /// Adds `residual` to each row and normalises it, in place.
    #[target_feature(enable = "avx512f")]
    pub(super) fn apply_to_sum(&self, rows: &mut [f32], residual: &[f32]) {
        let width = self.gain.len();
        for (row, residual) in rows.chunks_exact_mut(width).zip(residual.chunks_exact(width)) {
            for (value, added) in row.iter_mut().zip(residual) {
                *value += added;
            }
            self.apply_to_row(row);
        }
    }

    #[target_feature(enable = "avx512f")]
    fn apply_to_row(&self, row: &mut [f32]) {
        let n = row.len() as f32;
        let mean = sum_of(row, |x| x) / n;
        let variance = sum_of(row, |x| {
            let difference = _mm512_sub_ps(x, _mm512_set1_ps(mean));
            _mm512_mul_ps(difference, difference)
        });
        let scale = 1.0 / (variance / n + self.epsilon).sqrt();
        for ((value, gain), bias) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
            *value = (*value - mean) * scale * gain + bias;
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sum_of(row: &[f32], term: impl Fn(__m512) -> __m512) -> f32 {
    let mut sum = _mm512_setzero_ps();
    let (whole, rest) = row.as_chunks::<LANES>();
    for part in whole {
        sum = _mm512_add_ps(sum, term(load(part)));
    }
    if !rest.is_empty() {
        let mut last = [0.0; LANES];
        last[..rest.len()].copy_from_slice(rest);
        sum = _mm512_mask_add_ps(sum, first_lanes(rest.len()), sum, term(load(&last)));
    }
    _mm512_reduce_add_ps(sum)
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Tensor};

    use super::*;
    use crate::packed::Instructions;

    /// `values` after a function of vectors.
    fn mapped(values: &[f32], function: unsafe fn(__m512) -> __m512) -> Vec<f32> {
        let mut values = values.to_vec();
        // SAFETY: the tests return before this where the processor lacks AVX-512.
        values
            .chunks_exact_mut(LANES)
            .for_each(|part| unsafe { store(function(load(part)), part) });
        values
    }

    /// The tanh form, which models that say `gelu` do not mean, is 4e-4 off.
    #[test]
    fn gelu_is_that_of_the_error_function() {
        if !Instructions::detected().avx512 {
            return;
        }
        let x: Vec<f32> = (-8000..8000).map(|i| i as f32 / 800.0).collect();
        let exact: Vec<f32> = Tensor::new(x.clone(), &Device::Cpu)
            .unwrap()
            .gelu_erf()
            .unwrap()
            .to_vec1()
            .unwrap();
        for ((x, ours), exact) in x.iter().zip(mapped(&x, gelu)).zip(exact) {
            assert!((ours - exact).abs() <= 4e-7 * x.abs().max(1.0), "{x}: {ours}, {exact}");
        }
    }

    #[test]
    fn weights_of_attention_are_a_softmax_and_nothing_follows_them() {
        if !Instructions::detected().avx512 {
            return;
        }
        for n in [1, 15, 16, 17, 40] {
            let mut scores: Vec<f32> = (0..48).map(|i| (i * 7 % 11) as f32 - 90.0).collect();
            let exact: Vec<f32> = scores[..n].iter().map(|score| score.exp2()).collect();
            let sum: f32 = exact.iter().sum();
            // SAFETY: the processor has the instructions, as asked above.
            let share = unsafe { exponentiate(&mut scores, n) };
            for (ours, exact) in scores.iter().zip(&exact) {
                assert!((ours * share - exact / sum).abs() < 1e-6);
            }
            assert!(scores[n..n.next_multiple_of(LANES)].iter().all(|&weight| weight == 0.0));
        }
    }
}
