//! Memory for packed weights, which the system fills with zeros at once, so that packing does not
//! wait for each page in turn.

use std::io;
use std::ops::{Deref, DerefMut};

use memmap2::{MmapMut, MmapOptions};

/// Units of 32 bits, zeros at first.
pub(super) struct UnitStore(MmapMut);

impl UnitStore {
    /// Room for `n` units.
    ///
    /// # Errors
    /// When there is not so much memory.
    pub(super) fn zeros(n: usize) -> io::Result<Self> {
        let mut options = MmapOptions::new();
        options.len(n * size_of::<u32>()).populate().map_anon().map(Self)
    }
}

impl Deref for UnitStore {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        bytemuck::cast_slice(&self.0)
    }
}

impl DerefMut for UnitStore {
    fn deref_mut(&mut self) -> &mut [u32] {
        bytemuck::cast_slice_mut(&mut self.0)
    }
}
