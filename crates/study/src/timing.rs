//! How long a stage took and how much memory the program had at most.

use std::time::Instant;

use crate::run_record::Timing;

/// Runs while a stage does.
pub(crate) struct Stopwatch {
    started: Instant,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        reset_peak_memory();
        Self {
            started: Instant::now(),
        }
    }

    pub(crate) fn stop(self, stage: &str, n: usize, reused: bool) -> Timing {
        Timing {
            stage: stage.into(),
            seconds: self.started.elapsed().as_secs_f64(),
            n,
            reused,
            peak_memory_bytes: peak_memory(),
        }
    }
}

impl Timing {
    /// In words, such as `838 in 0.4 s (2,095/s)`.
    pub(crate) fn note(&self) -> String {
        let rate = self.n as f64 / self.seconds.max(1e-9);
        match self.n {
            0 => format!("{:.1} s", self.seconds),
            n if self.seconds >= 0.05 => format!("{n} in {:.1} s ({rate:.0}/s)", self.seconds),
            n => format!("{n} in {:.0} ms", self.seconds * 1000.0),
        }
    }
}

/// Sets the highest memory use back to that of now, where the system can (proc(5), `clear_refs`).
#[cfg(target_os = "linux")]
fn reset_peak_memory() {
    // Without permission the peak is that of the whole run so far, which is still true.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

#[cfg(not(target_os = "linux"))]
fn reset_peak_memory() {}

/// The highest resident memory since the stage began, in bytes, where the system tells (proc(5), `VmHWM`).
#[cfg(target_os = "linux")]
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(not(target_os = "linux"))]
fn peak_memory() -> Option<u64> {
    None
}
