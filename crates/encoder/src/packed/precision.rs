//! In which numbers weights and activations are multiplied.

use std::fmt;
use std::str::FromStr;

use super::Instructions;

/// The numbers that a model multiplies in, on a CPU. Sums, normalisations and softmax are f32 in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// 32-bit floats, as Python computes by default.
    F32,
    /// 16-bit floats with the exponents of 32: half the memory.
    Bf16,
    /// 8-bit integers, weights with a scale a row and activations with a scale a token: a quarter
    /// of the memory, and the fastest.
    Int8,
    /// The fastest whose vectors lead to the same themes and rankings: see README, "How good".
    #[default]
    Auto,
}

/// What a precision comes down to on a processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberFormat {
    F32,
    Bf16,
    Int8,
}

impl Precision {
    /// The format on a processor with these instructions; f32 where it lacks those of the others.
    pub(crate) fn format(self, instructions: Instructions) -> NumberFormat {
        match self {
            Self::Bf16 if instructions.bf16 => NumberFormat::Bf16,
            Self::Int8 if instructions.int8 => NumberFormat::Int8,
            _ => NumberFormat::F32,
        }
    }
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "f32" => Ok(Self::F32),
            "bf16" => Ok(Self::Bf16),
            "int8" => Ok(Self::Int8),
            "auto" => Ok(Self::Auto),
            other => Err(format!("`{other}` is none of f32, bf16, int8 and auto")),
        }
    }
}

impl NumberFormat {
    /// Units of 32 bits that `n` numbers take.
    pub(super) fn units(self, n: usize) -> usize {
        match self {
            Self::F32 => n,
            Self::Bf16 => n.div_ceil(2),
            Self::Int8 => n.div_ceil(4),
        }
    }
}

impl fmt::Display for NumberFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
            Self::Int8 => "int8",
        })
    }
}
