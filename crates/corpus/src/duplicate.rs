//! Near-copies: documents that share most of their pairs of neighbouring words.
//!
//! Texts that are all but equal are copies whatever their titles. A text that was lightly edited (a
//! changed number, words put in another order, an added sentence) is a copy only where the titles
//! speak of one thing: the projects of a programme often fill in one form, and then the title is
//! what tells them apart.
//!
//! MinHash proposes, the exact overlap decides. Own code rather than a crate because the answer has
//! to be the same on every machine and in every run, and because only originals go into the buckets:
//! that keeps a thousand copies of one text from comparing with one another.

use std::collections::{BTreeSet, HashMap};

use crate::document::Document;
use crate::fingerprint::Fingerprint;
use crate::token::{folded_words, is_content_word};

/// Runs of so many folded words are compared: a changed word costs two of them.
const SHINGLE_WORDS: usize = 2;
/// Documents with fewer words are no evidence of copying.
const FEWEST_WORDS: usize = 5;
/// Shared runs over all runs of both (Jaccard), from which a document is a near-copy whatever its title.
const LEAST_OVERLAP: f64 = 0.85;
/// The overlap of a lightly edited text with the one that it was made from.
const LEAST_EDITED_OVERLAP: f64 = 0.6;
/// Runs that both texts must have for a light edit to be told from a common turn of phrase.
const FEWEST_EDITED_RUNS: usize = 24;
/// The share of the content words of the poorer title that stands in the other, from which titles agree.
const LEAST_TITLE_SHARE: f64 = 0.8;
/// The overlap that the signatures must suggest before the exact one is counted: a margin of over
/// four standard deviations of the estimate.
const LEAST_ESTIMATE: f64 = 0.38;
/// 32 bands of 3: a pair at the least overlap of an edit shares a band with probability .9996.
const BANDS: usize = 32;
const BAND_ROWS: usize = 3;
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
                    && is_near_copy(document, &shingles, &documents[originals[**known as usize]])
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
/// of one hash (Kirsch and Mitzenmacher 2006), which spares 95 hashes a run.
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

fn is_near_copy(document: &Document, runs: &[u64], original: &Document) -> bool {
    let Some(original_runs) = shingles(original) else {
        return false;
    };
    let overlap = overlap(runs, &original_runs);
    overlap >= LEAST_OVERLAP
        || overlap >= LEAST_EDITED_OVERLAP
            && runs.len().min(original_runs.len()) >= FEWEST_EDITED_RUNS
            && titles_agree(&document.title, &original.title)
}

/// Whether two titles may name one thing; two documents without content words in their titles do.
fn titles_agree(left: &str, right: &str) -> bool {
    let (left, right) = (title_words(left), title_words(right));
    let fewest = left.len().min(right.len());
    let shared = left.intersection(&right).count();
    left.is_empty() && right.is_empty() || fewest > 0 && shared as f64 >= LEAST_TITLE_SHARE * fewest as f64
}

fn title_words(title: &str) -> BTreeSet<String> {
    folded_words(title).filter(|word| is_content_word(word)).collect()
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

    fn check_pair(titles: [&str; 2], texts: [&str; 2], expected: bool) {
        let document = |place: usize| Document {
            title: titles[place].into(),
            text: texts[place].into(),
            ..Document::default()
        };
        let found = duplicates(&[document(0), document(1)]);
        assert_eq!(found, [None, expected.then_some(0)], "{titles:?}");
    }

    const PILOT: &str = "Zes melkveehouders in de Gelderse Vallei vangen ammoniak af boven een dichte vloer. De lucht gaat \
                         door een wasser met zwavelzuur, en de zo gewonnen kunstmest ligt in het voorjaar op hun eigen \
                         grasland. Twee jaar lang meten wij wat er uit de stal komt, hoeveel zuur dat kost en hoe het gras \
                         groeit. Een proefstal zonder wasser dient als vergelijking.";

    #[test]
    fn a_second_phase_with_other_numbers_swapped_words_and_a_new_sentence() {
        let edited = PILOT
            .replace("Zes melkveehouders", "Negen melkveehouders")
            .replace("Twee jaar lang meten wij", "Wij meten drie jaar lang")
            .replace("Een proefstal", "De provincie betaalt de helft. Een proefstal");
        check_pair(
            ["Ammoniak uit de stal", "Ammoniak uit de stal, tweede fase"],
            [PILOT, &edited],
            true,
        );
        check_pair(
            ["Kunstmest uit stallucht", "Stallucht wordt kunstmest"],
            [PILOT, &edited],
            true,
        );
        check_pair(["", ""], [PILOT, &edited], true);
    }

    #[test]
    fn a_claim_without_its_last_sentence() {
        let shorter = &PILOT[..PILOT.rfind("Een proefstal").unwrap()];
        check_pair(
            ["Ammoniak uit de stal", "De stal en de ammoniak"],
            [PILOT, shorter],
            true,
        );
    }

    #[test]
    fn one_form_filled_in_by_two_schools() {
        let form = |school: &str, pupils: &str, town: &str| {
            format!(
                "{school} bereidt zijn leerlingen voor op een baan of een vervolgopleiding. Het traject van {pupils} \
                 leerlingen begint met een toets die de mogelijkheden en de eisen van de arbeidsmarkt op elkaar \
                 afstemt. Daarna volgt een stage bij een bedrijf in {town} en een gesprek met ouders en begeleiders."
            )
        };
        let (left, right) = (
            form("De Kluis", "tachtig", "Joure"),
            form("Het Baken", "dertig", "Goes"),
        );
        check_pair(
            ["De Kluis op weg", "Een vak leren met Het Baken"],
            [&left, &right],
            false,
        );
    }

    #[test]
    fn short_texts_of_one_kind_are_no_edits() {
        check_pair(
            ["", ""],
            [
                "Installation of 12 square metres of solar collectors for hot water on a roof",
                "Installation of 40 square metres of solar collectors for hot water on a farm",
            ],
            false,
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
