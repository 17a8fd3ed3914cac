//! How long neighbours, graph, communities, labels and map take on many vectors, and how much memory.
//!
//! `scale VECTORS.npy [GROUPS.txt]`: rows of f32, and a line with the planted group of each, from which words are made.

use std::time::Instant;

use embedding::Embeddings;
use ndarray::{Array2, ArrayView2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use theme::{Input, Map, NeighbourGraph, Outcome, Params, Term, neighbours};

/// Neighbours in the graph of this many documents (see `Method::Leiden`).
const NEIGHBOURS: usize = 64;

/// Words a document, of which every second is one of its group's.
const WORDS: usize = 40;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file of vectors");
    let rows = read_npy(&std::fs::read(&path).expect("the file can be read"));
    println!("vectors {} {}", rows.nrows(), rows.ncols());
    parts(rows.view());
    let map = timed("map", || Map::default().fit(rows.view()));
    println!("{:?}", map.quality);
    if let Some(groups) = arguments.next() {
        let groups = std::fs::read_to_string(groups).expect("the file can be read");
        whole(&rows, &groups.lines().collect::<Vec<_>>());
    }
    println!("peak_mb {}", peak_memory_mb());
}

fn parts(rows: ArrayView2<'_, f32>) {
    let found = timed("neighbours", || neighbours(rows, NEIGHBOURS));
    println!("recall {:.4}", found.recall);
    let graph = timed("graph", || NeighbourGraph::of(&found.lists));
    for starts in [1, 4] {
        let communities = timed(&format!("communities_{starts}"), || graph.communities(1.0, starts, 1));
        println!(
            "n_communities {}",
            communities.iter().max().expect("there are rows") + 1
        );
    }
}

fn whole(rows: &Array2<f32>, groups: &[&str]) {
    let mut embeddings = Embeddings::new(rows.ncols());
    rows.rows().into_iter().for_each(|row| embeddings.push(row.as_slice()));
    let ids: Vec<String> = (0..rows.nrows()).map(|row| format!("D{row}")).collect();
    let terms = words(groups);
    let input = Input {
        document_ids: &ids,
        embeddings: &embeddings,
        informative: &vec![true; ids.len()],
        terms: &terms,
        languages: &vec![Some("en"); ids.len()],
    };
    let begin = Instant::now();
    let outcome = timed("themes", || {
        Params::default().find(&input, &mut |done, _| {
            eprintln!("  step {done} after {:.1} s", begin.elapsed().as_secs_f64())
        })
    });
    match outcome {
        Outcome::Some(themes) => println!("n_themes {}", themes.themes.len()),
        Outcome::None(reason) => println!("no themes: {reason:?}"),
    }
}

/// Words of each document's group and words of all, the frequent ones more often.
fn words(groups: &[&str]) -> Vec<Vec<Term>> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut word = |of: &str, most: f64| {
        let rank = most.powf(random.random::<f64>()) as usize;
        let word = format!("{of}w{rank}");
        Term {
            stem: word.clone(),
            surface: word,
        }
    };
    let of_document = |group: &&str| {
        (0..WORDS)
            .map(|place| {
                if place % 2 == 0 {
                    word(group, 300.0)
                } else {
                    word("", 20_000.0)
                }
            })
            .collect()
    };
    groups.iter().map(of_document).collect()
}

fn timed<T>(name: &str, make: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = make();
    println!("{name} {:.2} s", start.elapsed().as_secs_f64());
    made
}

#[cfg(target_os = "linux")]
fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("and this line");
    line.split_whitespace()
        .nth(1)
        .and_then(|kb| kb.parse::<u64>().ok())
        .expect("in kB")
        / 1024
}

#[cfg(not(target_os = "linux"))]
fn peak_memory_mb() -> u64 {
    0
}

/// A C-ordered array of little-endian f32 in two dimensions.
fn read_npy(bytes: &[u8]) -> Array2<f32> {
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = std::str::from_utf8(&bytes[10..10 + length]).expect("a header of text");
    let shape = header
        .split_once("'shape': (")
        .expect("a shape")
        .1
        .split(')')
        .next()
        .expect("its end");
    let shape: Vec<usize> = shape.split(',').map(|n| n.trim().parse().expect("a number")).collect();
    let values = bytes[10 + length..]
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    Array2::from_shape_vec((shape[0], shape[1]), values).expect("as many values as it says")
}
