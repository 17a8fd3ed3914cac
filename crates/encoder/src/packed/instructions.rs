//! Which instructions the processor has, asked once.

use std::sync::OnceLock;

/// The extensions that the packed path is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instructions {
    /// AVX-512 F and BW: the packed path at all, in f32.
    pub avx512: bool,
    /// Products of bf16 (AVX-512 BF16).
    pub bf16: bool,
    /// Products of 8-bit integers (AVX-512 VNNI).
    pub int8: bool,
}

impl Instructions {
    /// What this processor has.
    pub(crate) fn detected() -> Self {
        static DETECTED: OnceLock<Instructions> = OnceLock::new();
        *DETECTED.get_or_init(Self::detect)
    }

    #[cfg(target_arch = "x86_64")]
    fn detect() -> Self {
        let avx512 = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw");
        Self {
            avx512,
            bf16: avx512 && is_x86_feature_detected!("avx512bf16"),
            int8: avx512 && is_x86_feature_detected!("avx512vnni"),
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn detect() -> Self {
        Self {
            avx512: false,
            bf16: false,
            int8: false,
        }
    }
}
