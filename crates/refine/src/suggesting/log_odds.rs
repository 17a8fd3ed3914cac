//! Terms that set the hits apart.

use super::vocabulary::{Term, Vocabulary};
use super::{Candidate, Origin};

/// Documents of the hits that a term needs.
const FEWEST: usize = 2;

/// The least z that is offered: a two-sided 95 % test.
const LEAST: f64 = 1.96;

/// Terms commoner in the hits than elsewhere, by the z of the log-odds ratio with an informative Dirichlet prior
/// (Monroe, Colaresi and Quinn 2008, "Fightin' Words", doi 10.1093/pan/mpn018, eq. 15-22), words and phrases apart and by turns.
/// A term counts once a document. The prior is the term's part of the whole corpus, with the weight of the hits.
pub(crate) fn distinctive(vocabulary: &Vocabulary) -> Vec<Candidate> {
    let (words, phrases) = (scored(vocabulary, false), scored(vocabulary, true));
    let candidate = |(z, term): &(f64, &Term)| Candidate {
        surface: term.spelling().into(),
        origin: Origin::Distinctive,
        score: *z,
        is_english: term.is_english(),
    };
    let mut phrases = phrases.iter().map(candidate);
    let mut candidates = Vec::new();
    for word in words.iter().map(candidate) {
        candidates.push(word);
        candidates.extend(phrases.next());
    }
    candidates.extend(phrases);
    candidates
}

/// Words or phrases with their z, the highest first.
fn scored(vocabulary: &Vocabulary, is_phrase: bool) -> Vec<(f64, &Term)> {
    let terms = vocabulary.terms.values();
    let terms: Vec<&Term> = terms.filter(|term| (term.length > 1) == is_phrase).collect();
    let inside: usize = terms.iter().map(|term| term.inside).sum();
    let outside: usize = terms.iter().map(|term| term.outside).sum();
    let offered = terms.iter().filter(|term| term.inside >= FEWEST && term.outside > 0);
    let z = |term: &&Term| log_odds([term.inside, term.outside], [inside, outside]);
    let mut scored: Vec<(f64, &Term)> = offered
        .map(|term| (z(term), *term))
        .filter(|(z, _)| *z >= LEAST)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.spelling().cmp(b.1.spelling())));
    scored
}

/// z of the log-odds ratio of a term's counts in two groups whose terms sum to `totals`.
fn log_odds(counts: [usize; 2], totals: [usize; 2]) -> f64 {
    let [inside, outside] = counts.map(|count| count as f64);
    let [all_inside, all_outside] = totals.map(|total| total as f64);
    let weight = all_inside;
    let prior = weight * (inside + outside) / (all_inside + all_outside);
    let odds = |count: f64, total: f64| ((count + prior) / (total + weight - count - prior)).ln();
    let variance = 1.0 / (inside + prior) + 1.0 / (outside + prior);
    (odds(inside, all_inside) - odds(outside, all_outside)) / variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::log_odds;

    /// By hand: the prior is 100 · 12 / 1100.
    #[test]
    fn log_odds_by_hand() {
        let prior: f64 = 100.0 * 12.0 / 1100.0;
        let expected = (((10.0 + prior) / (200.0 - 10.0 - prior)).ln() - ((2.0 + prior) / (1100.0 - 2.0 - prior)).ln())
            / (1.0 / (10.0 + prior) + 1.0 / (2.0 + prior)).sqrt();
        assert!((log_odds([10, 2], [100, 1000]) - expected).abs() < 1e-12);
        assert!(log_odds([5, 50], [100, 1000]).abs() < 1e-9, "as common as elsewhere");
        assert!(log_odds([0, 50], [100, 1000]) < 0.0);
    }
}
