//! The rows of a tensor, read from its file as floats when they are asked for.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use half::slice::{HalfBitsSliceExt, HalfFloatSliceExt};
use half::{bf16, f16};
use safetensors::Dtype;

use crate::file_bytes::FileBytes;

/// A tensor of floats that stays in its file; a vector is a tensor with rows of one number. For
/// processors that keep the low byte first, as the files do.
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

    /// Fills `to` with the numbers of whole rows, from row `first` on. `room` is for numbers of 16
    /// bits, which are converted.
    ///
    /// # Errors
    /// When the file has become shorter or cannot be read.
    pub(crate) fn read(&self, first: usize, to: &mut [f32], room: &mut Vec<u16>) -> io::Result<()> {
        let start = self.place.start + first * self.row;
        match self.dtype {
            Dtype::F16 => {
                let halves: &[f16] = self.copy_halves(start, to.len(), room)?.reinterpret_cast();
                halves.convert_to_f32_slice(to);
            }
            Dtype::BF16 => {
                let halves: &[bf16] = self.copy_halves(start, to.len(), room)?.reinterpret_cast();
                halves.convert_to_f32_slice(to);
            }
            Dtype::F64 => {
                let mut doubles = vec![0.0; to.len()];
                self.bytes
                    .copy(start, bytemuck::cast_slice_mut::<f64, u8>(&mut doubles))?;
                to.iter_mut().zip(doubles).for_each(|(to, double)| *to = double as f32);
            }
            _ => self.bytes.copy(start, bytemuck::cast_slice_mut(to))?,
        }
        Ok(())
    }

    fn copy_halves<'a>(&self, start: usize, n: usize, room: &'a mut Vec<u16>) -> io::Result<&'a [u16]> {
        room.resize(n, 0);
        self.bytes.copy(start, bytemuck::cast_slice_mut(room))?;
        Ok(room)
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
