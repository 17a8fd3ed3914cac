//! How long neighbours, graph, communities, labels and map take on many vectors, and how much memory; see
//! `tests/benchmarks/themes_scale.py`.
//!
//! `scale VECTORS.npy GROUPS.txt FOUND.txt [--whole]`: rows of f32; the planted group of each, from which words are made;
//! where the found groups go. `--whole` adds the whole search for themes, with the number of themes by stability.

use std::collections::BTreeMap;
use std::time::Instant;

use embedding::Embeddings;
use ndarray::{Array2, ArrayView2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use theme::{Input, Map, NeighbourGraph, Params, Term, Wording, neighbours, terms_by_group};

/// Neighbours and starts that this many documents get (see `Method::Leiden`).
const NEIGHBOURS: usize = 64;
const STARTS: u64 = 4;

/// Words a document, of which every second is one of its group's.
const WORDS: usize = 40;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut file = |what: &str| arguments.next().unwrap_or_else(|| panic!("a file of {what}"));
    let (vectors, groups, found) = (file("vectors"), file("groups"), file("found groups"));
    let rows = read_npy(&std::fs::read(vectors).expect("the vectors can be read"));
    let groups = std::fs::read_to_string(groups).expect("the groups can be read");
    let wordings = wordings(&groups.lines().collect::<Vec<_>>());
    let communities = themes(rows.view(), &wordings);
    let lines: Vec<String> = communities.iter().map(usize::to_string).collect();
    std::fs::write(found, lines.join("\n")).expect("the found groups can be written");
    let map = timed("map", || Map::default().fit(rows.view()));
    println!("trustworthiness {:.4}", map.quality.trustworthiness);
    println!("neighbours_kept {:.4}", map.quality.neighbours_kept);
    if std::env::args().any(|argument| argument == "--whole") {
        whole(&rows, &wordings);
    }
    println!("peak_mb {}", peak_memory_mb());
}

/// The group of each row, with the time of each step.
fn themes(rows: ArrayView2<'_, f32>, wordings: &[Wording]) -> Vec<usize> {
    let found = timed("neighbours", || neighbours(rows, NEIGHBOURS));
    println!("recall {:.4}", found.recall);
    let graph = timed("graph", || NeighbourGraph::of(&found.lists));
    let communities = timed("communities", || graph.communities(1.0, STARTS, 1));
    let k = communities.iter().max().expect("there are rows") + 1;
    println!("n_communities {k}");
    let documents = || communities.iter().copied().zip(wordings);
    timed("labels", || terms_by_group(documents(), k, 10));
    communities
}

fn whole(rows: &Array2<f32>, wordings: &[Wording]) {
    let mut embeddings = Embeddings::new(rows.ncols());
    rows.rows().into_iter().for_each(|row| embeddings.push(row.as_slice()));
    let ids: Vec<String> = (0..rows.nrows()).map(|row| format!("D{row}")).collect();
    let input = Input {
        document_ids: &ids,
        embeddings: &embeddings,
        informative: &vec![true; ids.len()],
        wordings,
        languages: &vec![Some("en"); ids.len()],
        encoder: None,
    };
    let start = Instant::now();
    let mut progress = |done, _| eprintln!("  step {done} after {:.1} s", start.elapsed().as_secs_f64());
    timed("whole", || Params::default().find(&input, &mut progress));
}

/// Words of each document's group and words of all, the frequent ones more often.
fn wordings(groups: &[&str]) -> Vec<Wording> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut stems: BTreeMap<(&str, usize), String> = BTreeMap::new();
    let mut word = |of: &'static str, group: usize, most: f64| {
        let rank = most.powf(random.random::<f64>()) as usize;
        let stem = stems
            .entry((of, group * 100_000 + rank))
            .or_insert_with(|| format!("{of}{group}w{rank}"));
        Term {
            stem: stem.clone(),
            surface: stem.clone(),
        }
    };
    let numbers: BTreeMap<&str, usize> = groups.iter().zip(0..).map(|(group, number)| (*group, number)).collect();
    let mut of_document = |group: usize| -> Wording {
        let mut terms = Vec::with_capacity(WORDS);
        for _ in 0..WORDS / 2 {
            terms.push(word("own", group, 300.0));
            terms.push(word("all", 0, 20_000.0));
        }
        Wording {
            words: terms,
            phrases: Vec::new(),
        }
    };
    groups.iter().map(|group| of_document(numbers[group])).collect()
}

fn timed<T>(name: &str, make: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = make();
    println!("{name} {:.2}", start.elapsed().as_secs_f64());
    made
}

/// The most memory that the program held, where the system tells.
fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kb.unwrap_or(0) / 1024
}

/// A C-ordered array of little-endian f32 in two dimensions.
fn read_npy(bytes: &[u8]) -> Array2<f32> {
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = std::str::from_utf8(&bytes[10..10 + length]).expect("a header of text");
    let shape = header.split_once("'shape': (").expect("a shape").1;
    let shape: Vec<usize> = shape
        .split_terminator([',', ')'])
        .map_while(|number| number.trim().parse().ok())
        .collect();
    let values = bytes[10 + length..]
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    Array2::from_shape_vec((shape[0], shape[1]), values.collect()).expect("as many values as it says")
}
