//! What a run tells whoever watches it.

/// Told of stages as they begin, go on and end.
pub trait Progress {
    /// A stage begins; `total` is in the stage's own units, 0 when not known.
    fn begin(&mut self, stage: &str, total: u64);
    /// So much of the stage is done.
    fn advance(&mut self, done: u64, total: u64);
    /// The stage ended; `reused` when its result was taken from an earlier run.
    fn end(&mut self, stage: &str, reused: bool, note: &str);
    /// Something a person should know.
    fn warn(&mut self, message: &str);
}

/// Watches without a word.
#[derive(Debug, Default, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&mut self, _: &str, _: u64) {}
    fn advance(&mut self, _: u64, _: u64) {}
    fn end(&mut self, _: &str, _: bool, _: &str) {}
    fn warn(&mut self, _: &str) {}
}
