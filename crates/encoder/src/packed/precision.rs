//! In which numbers weights and activations are multiplied.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Instructions;

/// The numbers that a model multiplies in, on a CPU. Sums, normalisations and softmax are f32 in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats, as Python computes by default.
    F32,
    /// 16-bit floats with the exponents of 32: half the memory.
    Bf16,
    /// 8-bit integers, in groups of 64 with scales of their own: under a third of the memory, and
    /// the fastest.
    Int8,
    /// The fastest that stays within its cosine (.999 bf16, .995 int8) on real weights and is faster
    /// than f32 on processors it was measured on. So far f32: int8 was measured on the weights of one
    /// model only (lowest cosine .9986 on all-MiniLM-L6-v2), and bf16 is slower than f32 on Intel.
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
    /// What this comes down to on this processor. Stands in the keys of vectors that are kept, so it
    /// changes when the numbers do.
    pub fn on_this_machine(self) -> &'static str {
        match self.format(Instructions::detected()) {
            NumberFormat::F32 => "f32",
            NumberFormat::Bf16 => "bf16",
            NumberFormat::Int8 => "int8 in groups of 64",
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_lacks_becomes_f32() {
        let check = |(avx512, bf16, int8), expected: [NumberFormat; 4]| {
            let instructions = Instructions { avx512, bf16, int8 };
            let precisions = [Precision::F32, Precision::Bf16, Precision::Int8, Precision::Auto];
            assert_eq!(precisions.map(|precision| precision.format(instructions)), expected);
        };
        use NumberFormat::{Bf16, F32, Int8};
        check((true, true, true), [F32, Bf16, Int8, F32]);
        check((true, false, true), [F32, F32, Int8, F32]);
        check((true, false, false), [F32; 4]);
        check((false, false, false), [F32; 4]);
    }
}
