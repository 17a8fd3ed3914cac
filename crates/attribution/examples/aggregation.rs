//! Seconds to bring a million attributions of documents together by organisation, ecosystem and year.
//!
//! `cargo run --release -p attribution --example aggregation -- 1000000` makes documents with two or three attributions
//! each among 56 ecosystems, one to four of 50,000 organisations and a year, and checks that nothing is lost: summed over
//! organisations and years the fractional counts are the documents' shares. Needs no data.

use std::env;
use std::time::Instant;

use attribution::{Attribution, Candidate, DocumentShares, Organisations, attributions, organisation_shares};
use catalogue::Role;
use corpus::{Document, Participation};

const N_ECOSYSTEMS: usize = 56;
const N_ORGANISATIONS: usize = 50_000;

/// A number below `n` that looks like chance, the same for the same place.
fn mixed(place: usize, n: usize) -> usize {
    let mixed = (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33) as usize % n
}

fn document(place: usize) -> Document {
    let participation = |which| Participation {
        name: format!("Organisation {}", mixed(place * 5 + which, N_ORGANISATIONS)),
        ..Participation::default()
    };
    Document {
        document_id: format!("D{place}"),
        organisations: (0..=mixed(place, 4)).map(participation).collect(),
        ..Document::default()
    }
}

fn attributed(place: usize) -> Vec<Attribution> {
    let candidate = |which: usize| Candidate {
        ecosystem_id: format!("ecosystem-{}", (mixed(place, N_ECOSYSTEMS) + which * 17) % N_ECOSYSTEMS),
        matched: vec![(Role::Core, 0.6 + 0.1 * which as f64)],
        worth_of_places: 1.0,
    };
    let candidates: Vec<Candidate> = (0..2 + place % 2).map(candidate).collect();
    attributions(&candidates, 0.5)
}

fn main() {
    let wanted: usize = env::args()
        .nth(1)
        .map_or(1_000_000, |n| n.parse().expect("a number of attributions"));
    let n_documents = wanted * 2 / 5;
    let documents: Vec<Document> = (0..n_documents).map(document).collect();
    let attributed: Vec<Vec<Attribution>> = (0..n_documents).map(attributed).collect();
    let n: usize = attributed.iter().map(Vec::len).sum();
    let started = Instant::now();
    let organisations = Organisations::of(&documents);
    let named = started.elapsed();
    let shares: Vec<DocumentShares<'_>> = attributed
        .iter()
        .enumerate()
        .map(|(place, attributions)| DocumentShares {
            year: Some(2010 + (place % 10) as i32),
            amount: Some(1_000.0),
            attributions: attributions.iter().collect(),
            is_duplicate: false,
        })
        .collect();
    let rows = organisation_shares(&organisations, &shares);
    let total = started.elapsed();
    let given: f64 = attributed.iter().flatten().map(|a| a.share).sum();
    let counted: f64 = rows.iter().map(|row| row.fractional).sum();
    assert!(
        (given - counted).abs() < 1e-9 * given,
        "{given} given, {counted} counted"
    );
    println!(
        "{n} attributions of {n_documents} documents to {} rows in {:.2} s, {:.2} of them to tell {} organisations apart; {}",
        rows.len(),
        total.as_secs_f64(),
        named.as_secs_f64(),
        organisations.all.len(),
        peak_memory()
    );
}

/// The program's highest resident memory, documents and attributions included, where the system tells.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.map_or("peak memory not known here".into(), |line| {
        line.replace("VmHWM:", "peak memory").replace('\t', " ")
    })
}
