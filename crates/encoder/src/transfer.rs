//! How far the fetching of a model has come.

/// How far a file has come.
#[derive(Debug, Clone, Copy)]
pub struct Transfer<'a> {
    /// Its name in the model.
    pub file: &'a str,
    /// Bytes that are here.
    pub bytes: u64,
    /// Bytes in all.
    pub total: u64,
}

/// Told of every range that has arrived.
pub type OnTransfer<'a> = &'a mut dyn FnMut(Transfer<'_>);
