//! Near-copies: documents that share most of their runs of three words.
//!
//! MinHash proposes, the exact overlap decides. Own code rather than a crate because the answer has
//! to be the same on every machine and in every run, and because only originals go into the buckets:
//! that keeps a thousand copies of one text from comparing with one another.

use std::collections::HashMap;

use crate::document::Document;
use crate::fingerprint::Fingerprint;
use crate::token::folded_words;

/// Runs of so many folded words are compared.
const SHINGLE_WORDS: usize = 3;
/// Documents with fewer words are no evidence of copying.
const FEWEST_WORDS: usize = 5;
/// Shared runs over all runs of both (Jaccard), from which a document is a near-copy.
const LEAST_OVERLAP: f64 = 0.8;
/// The overlap that the signatures must suggest before the exact one is counted: a margin of over
/// four standard deviations of the estimate.
const LEAST_ESTIMATE: f64 = 0.55;
/// 16 bands of 4: a pair at the least overlap shares a band with probability .9998.
const BANDS: usize = 16;
const BAND_ROWS: usize = 4;
const PERMUTATIONS: usize = BANDS * BAND_ROWS;
/// Originals of a bucket that a document is compared with: keeps the time linear in documents.
const MOST_IN_BUCKET: usize = 64;

type Signature = [u32; PERMUTATIONS];

/// For every document the place of the first original that it is a near-copy of, or `None` for an
/// original. The original itself is never a near-copy; language, source and organisations play no part.
pub fn duplicates(documents: &[Document]) -> Vec<Option<usize>> {
    let mut buckets: Vec<HashMap<u64, Vec<u32>>> = vec![HashMap::new(); BANDS];
    let mut signatures: Vec<Signature> = Vec::new();
    let mut originals: Vec<usize> = Vec::new();
    documents
        .iter()
        .enumerate()
        .map(|(place, document)| {
            let shingles = shingles(document)?;
            let signature = signature(&shingles);
            let candidates = candidates(&buckets, &signature);
            let is_copy = |known: &&u32| {
                estimate(&signatures[**known as usize], &signature) >= LEAST_ESTIMATE
                    && is_near_copy(&shingles, &documents[originals[**known as usize]])
            };
            if let Some(known) = candidates.iter().find(is_copy) {
                return Some(originals[*known as usize]);
            }
            remember(&mut buckets, &signature, originals.len() as u32);
            signatures.push(signature);
            originals.push(place);
            None
        })
        .collect()
}

/// The distinct runs of words of title and text as sorted hashes; `None` for too few words.
fn shingles(document: &Document) -> Option<Vec<u64>> {
    let words: Vec<u64> = folded_words(&document.title)
        .chain(folded_words(&document.text))
        .map(|word| Fingerprint::EMPTY.with_word(&word).value())
        .collect();
    if words.len() < FEWEST_WORDS {
        return None;
    }
    let mut shingles: Vec<u64> = words
        .windows(SHINGLE_WORDS)
        .map(|run| run.iter().fold(SEED, |hash, word| mixed(hash ^ word)))
        .collect();
    shingles.sort_unstable();
    shingles.dedup();
    Some(shingles)
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of SplitMix64: every bit of the input moves every bit of the output.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(SEED);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The least value of every permutation over the runs. A permutation is h1 + i × h2 of two halves
/// of one hash (Kirsch and Mitzenmacher 2006), which spares 63 hashes a run.
fn signature(shingles: &[u64]) -> Signature {
    let mut least = [u32::MAX; PERMUTATIONS];
    for shingle in shingles {
        let (first, second) = (mixed(*shingle), mixed(!*shingle) | 1);
        let mut value = first;
        for entry in &mut least {
            value = value.wrapping_add(second);
            *entry = (*entry).min((value >> 32) as u32);
        }
    }
    least
}

fn estimate(left: &Signature, right: &Signature) -> f64 {
    let same = left.iter().zip(right).filter(|(left, right)| left == right).count();
    same as f64 / PERMUTATIONS as f64
}

fn band_keys(signature: &Signature) -> impl Iterator<Item = u64> {
    signature
        .chunks(BAND_ROWS)
        .map(|band| band.iter().fold(SEED, |key, value| mixed(key ^ u64::from(*value))))
}

/// Originals that share a band, the earliest first.
fn candidates(buckets: &[HashMap<u64, Vec<u32>>], signature: &Signature) -> Vec<u32> {
    let shared = buckets
        .iter()
        .zip(band_keys(signature))
        .filter_map(|(bucket, key)| bucket.get(&key));
    let mut candidates: Vec<u32> = shared.flatten().copied().collect();
    candidates.sort_unstable();
    candidates.dedup();
    candidates
}

fn remember(buckets: &mut [HashMap<u64, Vec<u32>>], signature: &Signature, original: u32) {
    for (bucket, key) in buckets.iter_mut().zip(band_keys(signature)) {
        let entries = bucket.entry(key).or_default();
        if entries.len() < MOST_IN_BUCKET {
            entries.push(original);
        }
    }
}

fn is_near_copy(left: &[u64], original: &Document) -> bool {
    shingles(original).is_some_and(|right| overlap(left, &right) >= LEAST_OVERLAP)
}

/// Jaccard of two sorted sets.
fn overlap(left: &[u64], right: &[u64]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while i < left.len() && j < right.len() {
        match left[i].cmp(&right[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    shared as f64 / (left.len() + right.len() - shared).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: &[Option<usize>]) {
        let documents: Vec<Document> = texts
            .iter()
            .map(|text| Document {
                text: (*text).to_string(),
                ..Document::default()
            })
            .collect();
        assert_eq!(duplicates(&documents), expected);
    }

    const BLURB: &str = "Wij zijn een onafhankelijk bureau met 200 adviseurs en helpen al tachtig jaar overheden en \
                         bedrijven in Nederland en in het buitenland met vraagstukken van bestuur en van organisatie";

    #[test]
    fn a_company_blurb_twice_with_one_number_changed() {
        let changed = BLURB.replace("tachtig", "85");
        check(
            &["iets heel anders over water en energie", BLURB, &changed],
            &[None, None, Some(1)],
        );
    }

    #[test]
    fn copies_refer_to_the_first() {
        check(&[BLURB, BLURB, BLURB], &[None, Some(0), Some(0)]);
    }

    #[test]
    fn half_a_text_is_no_copy() {
        let half = &BLURB[..BLURB.len() / 2];
        check(&[BLURB, half], &[None, None]);
    }

    #[test]
    fn case_and_punctuation_do_not_matter() {
        check(
            &[
                "Water, energie en voedsel voor Fryslân.",
                "water energie en voedsel voor FRYSLAN",
            ],
            &[None, Some(0)],
        );
    }

    #[test]
    fn a_few_words_are_no_evidence() {
        check(
            &["Nieuw bedrijfsgebouw", "Nieuw bedrijfsgebouw", "", ""],
            &[None, None, None, None],
        );
    }
}
