//! The forward pass on a CPU with AVX-512: texts one after another instead of padded to one length.
//!
//! In: the token ids of texts. Out: the states of the last layer, text by text. Weights are packed
//! for the processor's instructions when the model is loaded ([`matrix`]), in one of three number
//! formats; products are computed tile by tile in registers ([`tile`]), with bias and GELU before
//! the result is stored ([`linear`]); attention looks at one head of one text at a time
//! ([`attention`]). Groups of texts go to the threads of rayon's pool, one buffer each.
//!
//! Every row is computed in the same order of operations whatever stands beside it: a text gives
//! the same bits alone, in a batch, and at any place in it. Without AVX-512 there is no packed
//! path, and candle's own models do the work (`architecture.rs`); the tests compare the two.
//!
//! `unsafe` stands where a register is loaded or stored ([`tile`]) or taken for another type of the
//! same size, and where a function for AVX-512 is called after [`Instructions`] found it there;
//! each place says why it is sound.

#[cfg(not(target_arch = "x86_64"))]
mod absent;
#[cfg(target_arch = "x86_64")]
mod arithmetic;
#[cfg(target_arch = "x86_64")]
mod attention;
mod instructions;
#[cfg(target_arch = "x86_64")]
mod int8;
#[cfg(target_arch = "x86_64")]
mod layer;
#[cfg(target_arch = "x86_64")]
mod linear;
#[cfg(target_arch = "x86_64")]
mod matrix;
#[cfg(target_arch = "x86_64")]
mod model;
#[cfg(target_arch = "x86_64")]
mod parameters;
mod precision;
#[cfg(all(test, target_arch = "x86_64"))]
mod tests;
#[cfg(target_arch = "x86_64")]
mod tile;
#[cfg(target_arch = "x86_64")]
mod token_embeddings;
#[cfg(target_arch = "x86_64")]
mod unit_store;

#[cfg(not(target_arch = "x86_64"))]
pub(crate) use absent::PackedModel;
pub(crate) use instructions::Instructions;
#[cfg(target_arch = "x86_64")]
pub(crate) use model::PackedModel;
pub(crate) use precision::NumberFormat;
pub use precision::Precision;
