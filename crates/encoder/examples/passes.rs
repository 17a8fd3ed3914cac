//! Encodes the texts of a file again and again, one pass a line of stdin, for `tests/benchmarks/encoder.py`.
//!
//! `passes MODEL-DIR TEXTS PRECISION`: TEXTS has one text a line; PRECISION is f32, bf16 or int8.
//! First line of stdout: seconds from nothing loaded to the first vector. Then one line a pass, its
//! seconds; at the end of stdin the peak of memory in MB beyond what was there before loading.

use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::path::Path;
use std::time::Instant;

use embedding::Encoder;
use encoder::{Compute, ModelFiles, TextEncoder};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, texts, precision] = arguments.as_slice() else {
        return Err("usage: passes MODEL-DIR TEXTS PRECISION".into());
    };
    let texts: Vec<String> = std::fs::read_to_string(texts)?.lines().map(str::to_owned).collect();
    let before = memory("VmRSS:")?;
    let start = Instant::now();
    let files = ModelFiles::directory(Path::new(model))?;
    let encoder = TextEncoder::load_in(&files, Compute::Cpu, precision.parse()?)?;
    encoder.encode(&texts[..1])?;
    report(start)?;
    for line in stdin().lines() {
        let start = Instant::now();
        let encoded = encoder.encode(&texts)?;
        report(start)?;
        if let Some(path) = line?.strip_prefix("save ") {
            save(path, &encoded.vectors)?;
        }
    }
    println!("{:.1}", memory("VmHWM:")? - before);
    Ok(())
}

fn report(start: Instant) -> std::io::Result<()> {
    println!("{:.4}", start.elapsed().as_secs_f64());
    stdout().flush()
}

/// One vector a line, numbers with spaces between them.
fn save(path: &str, vectors: &[Option<Vec<f32>>]) -> std::io::Result<()> {
    let rows = vectors.iter().map(|vector| {
        let numbers = vector.iter().flatten().map(f32::to_string);
        numbers.collect::<Vec<_>>().join(" ") + "\n"
    });
    std::fs::write(path, rows.collect::<String>())
}

/// A line of `/proc/self/status`, in MB.
fn memory(name: &str) -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kilobytes.ok_or("no such line in /proc/self/status")?.parse::<f64>()? / 1024.0)
}
