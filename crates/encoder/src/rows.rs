//! The rows of a tensor, read from its file as floats when they are asked for.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use half::{bf16, f16};
use safetensors::Dtype;

use crate::file_bytes::FileBytes;

/// A tensor of floats that stays in its file; a vector is a tensor with rows of one number.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    bytes: Arc<FileBytes>,
    dtype: Dtype,
    /// Where the tensor lies in the file.
    place: Range<usize>,
    /// Bytes a row.
    row: usize,
}

impl Rows {
    /// The rows of a tensor of this shape at a place in the bytes; `None` for numbers that are no
    /// floats, or of a kind that no model is saved in.
    pub(crate) fn new(bytes: &Arc<FileBytes>, dtype: Dtype, shape: &[usize], place: Range<usize>) -> Option<Self> {
        let is_float = matches!(dtype, Dtype::F32 | Dtype::F16 | Dtype::BF16 | Dtype::F64);
        is_float.then(|| Self {
            bytes: bytes.clone(),
            dtype,
            row: place.len() / shape.first().copied().unwrap_or(1).max(1),
            place,
        })
    }

    /// Fills `to` with the numbers of whole rows, from row `first` on. `room` is for the bytes of
    /// numbers that are converted.
    ///
    /// # Errors
    /// When the file has become shorter or cannot be read.
    pub(crate) fn read(&self, first: usize, to: &mut [f32], room: &mut Vec<u8>) -> io::Result<()> {
        let start = self.place.start + first * self.row;
        if self.dtype == Dtype::F32 && cfg!(target_endian = "little") {
            return self.bytes.copy(start, bytemuck::cast_slice_mut(to));
        }
        room.resize(to.len() * self.dtype.bitsize() / 8, 0);
        self.bytes.copy(start, room)?;
        match self.dtype {
            Dtype::F16 => convert(room, to, |bytes| f16::from_le_bytes(bytes).to_f32()),
            Dtype::BF16 => convert(room, to, |bytes| bf16::from_le_bytes(bytes).to_f32()),
            Dtype::F64 => convert(room, to, |bytes| f64::from_le_bytes(bytes) as f32),
            _ => convert(room, to, f32::from_le_bytes),
        }
        Ok(())
    }
}

fn convert<const SIZE: usize>(bytes: &[u8], to: &mut [f32], number: impl Fn([u8; SIZE]) -> f32) {
    for (value, bytes) in to.iter_mut().zip(bytes.as_chunks::<SIZE>().0) {
        *value = number(*bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_kind_of_float_are_read_as_floats() {
        let numbers = [1.0f32, -2.5, 0.5, 1024.0, -0.25, 3.0];
        let check = |dtype: Dtype, bytes: Vec<u8>| {
            let (size, mut all) = (bytes.len(), vec![7; 3]);
            all.extend(bytes);
            let rows = Rows::new(&Arc::new(FileBytes::Read(all)), dtype, &[3, 2], 3..3 + size).unwrap();
            let (mut to, mut room) = ([0.0; 4], Vec::new());
            rows.read(1, &mut to, &mut room).unwrap();
            assert_eq!(to, numbers[2..], "{dtype:?}");
        };
        check(Dtype::F32, numbers.iter().flat_map(|x| x.to_le_bytes()).collect());
        check(
            Dtype::F64,
            numbers.iter().flat_map(|&x| f64::from(x).to_le_bytes()).collect(),
        );
        check(
            Dtype::F16,
            numbers.iter().flat_map(|&x| f16::from_f32(x).to_le_bytes()).collect(),
        );
        check(
            Dtype::BF16,
            numbers.iter().flat_map(|&x| bf16::from_f32(x).to_le_bytes()).collect(),
        );
        assert!(Rows::new(&Arc::new(FileBytes::Read(vec![0; 4])), Dtype::I32, &[1], 0..4).is_none());
    }
}
