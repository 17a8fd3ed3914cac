//! A hash of words that is the same on every machine and in every run (FNV-1a, 64 bits).

/// The hash of what was added so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// Of nothing.
    pub(crate) const EMPTY: Fingerprint = Fingerprint(0xcbf2_9ce4_8422_2325);

    /// Adds a word; its end counts, so that `a b` is not `ab`.
    pub(crate) fn with_word(self, word: &str) -> Fingerprint {
        let bytes = word.bytes().chain([b' ']);
        Fingerprint(bytes.fold(self.0, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// The hash as a number.
    pub(crate) fn value(self) -> u64 {
        self.0
    }
}
