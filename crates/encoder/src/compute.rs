//! What a model runs on, as a person asks for it.

use std::str::FromStr;

use candle_core::Device;

/// What the model runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compute {
    /// The first NVIDIA GPU when the program was built for one and one is at hand, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The NVIDIA GPU of this number, from 0 on; the CPU where it cannot be used.
    Cuda(usize),
}

impl Compute {
    /// The device, and why it is not the one that was asked for, where it is not.
    pub(crate) fn device(self) -> (Device, Option<String>) {
        match self {
            Self::Cpu => (Device::Cpu, None),
            Self::Auto => (Device::new_cuda(0).unwrap_or(Device::Cpu), None),
            Self::Cuda(_) if !cfg!(feature = "cuda") => {
                let why = "this program was built without `--features cuda`";
                (Device::Cpu, Some(format!("{why}: the CPU does the work")))
            }
            Self::Cuda(number) => match Device::new_cuda(number) {
                Ok(device) => (device, None),
                Err(error) => {
                    let note = format!("the GPU {number} cannot be used ({error}): the CPU does the work");
                    (Device::Cpu, Some(note))
                }
            },
        }
    }
}

impl FromStr for Compute {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            other => match other.strip_prefix("cuda:").map(str::parse) {
                Some(Ok(number)) => Ok(Self::Cuda(number)),
                _ => Err(format!("`{other}` is none of auto, cpu, cuda and cuda:N")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_read_as_they_are_written() {
        let check = |text: &str, expected: Option<Compute>| assert_eq!(text.parse().ok(), expected, "{text}");
        check("auto", Some(Compute::Auto));
        check("cpu", Some(Compute::Cpu));
        check("cuda", Some(Compute::Cuda(0)));
        check("cuda:0", Some(Compute::Cuda(0)));
        check("cuda:3", Some(Compute::Cuda(3)));
        for wrong in ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "CPU"] {
            check(wrong, None);
        }
    }

    /// No machine has so many GPUs.
    #[test]
    fn a_gpu_that_is_not_there_leaves_the_work_to_the_cpu_and_says_so() {
        let (device, note) = Compute::Cuda(4096).device();
        assert!(device.is_cpu());
        assert!(note.unwrap().contains("the CPU does the work"));
        assert!(Compute::Cpu.device().1.is_none());
    }
}
