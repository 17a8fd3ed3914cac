//! What to do when a batch is too large for the memory of the device: take it in halves.

use candle_core::{Error, Result};

/// What CUDA's driver and its library of matrix products say when memory is short, as candle passes
/// it on: `DriverError(CUDA_ERROR_OUT_OF_MEMORY, "out of memory")` (huggingface/candle, issue 2046).
const OUT_OF_MEMORY: [&str; 2] = ["CUDA_ERROR_OUT_OF_MEMORY", "CUBLAS_STATUS_ALLOC_FAILED"];

/// What `run` makes of the members of a batch, in their order: of all at once, or, where the device
/// has not the memory for that, of halves, quarters and so on.
///
/// # Errors
/// When `run` fails for another reason, or the memory does not hold one member.
pub(crate) fn in_halves<T, R>(batch: &[T], run: &dyn Fn(&[T]) -> Result<Vec<R>>) -> Result<Vec<R>> {
    match run(batch) {
        Err(error) if batch.len() > 1 && is_out_of_memory(&error) => {
            let (first, second) = batch.split_at(batch.len() / 2);
            let mut made = in_halves(first, run)?;
            made.extend(in_halves(second, run)?);
            Ok(made)
        }
        made => made,
    }
}

fn is_out_of_memory(error: &Error) -> bool {
    let message = error.to_string();
    OUT_OF_MEMORY.iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use candle_core::{D, Device, Tensor};

    use super::*;

    /// Sums rows by candle on a device that holds `room` rows at a time and says what CUDA says.
    fn sums(rows: &[[f32; 2]], room: usize, says: &str, tried: &RefCell<Vec<usize>>) -> Result<Vec<f32>> {
        in_halves(rows, &|batch| {
            tried.borrow_mut().push(batch.len());
            if batch.len() > room {
                return Err(Error::Cuda(says.into()).bt());
            }
            Tensor::from_vec(batch.concat(), (batch.len(), 2), &Device::Cpu)?
                .sum(D::Minus1)?
                .to_vec1()
        })
    }

    const ROWS: [[f32; 2]; 5] = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0], [9.0, 10.0]];
    const DRIVER: &str = r#"DriverError(CUDA_ERROR_OUT_OF_MEMORY, "out of memory")"#;

    #[test]
    fn a_batch_beyond_the_memory_is_taken_in_halves_and_in_order() {
        for says in [DRIVER, "CublasError(CUBLAS_STATUS_ALLOC_FAILED)"] {
            let tried = RefCell::default();
            assert_eq!(sums(&ROWS, 2, says, &tried).unwrap(), [3.0, 7.0, 11.0, 15.0, 19.0]);
            assert_eq!(tried.into_inner(), [5, 2, 3, 1, 2]);
        }
    }

    #[test]
    fn one_member_beyond_the_memory_is_an_error() {
        let tried = RefCell::default();
        let error = sums(&ROWS, 0, DRIVER, &tried).unwrap_err();
        assert!(error.to_string().contains("out of memory"), "{error}");
        assert_eq!(tried.into_inner(), [5, 2, 1]);
    }

    #[test]
    fn another_error_is_not_tried_again() {
        let tried = RefCell::default();
        assert!(sums(&ROWS, 2, "CUDA_ERROR_ILLEGAL_ADDRESS", &tried).is_err());
        assert_eq!(tried.into_inner(), [5]);
    }
}
