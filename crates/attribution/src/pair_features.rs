//! What is known of a document and an ecosystem, as numbers that mean the same for every ecosystem.
//!
//! That is why one model serves all: an ecosystem with few labels, or none, borrows from the others.

use catalogue::Role;
use corpus::{Document, TextField};

use crate::evidence::EvidenceKind;
use crate::finding::{Finding, RuleFinding};
use crate::place::Sentences;

/// A group of features that can be left out together, to see what it adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceGroup {
    /// Which rules match, with which believed precision.
    Rules,
    /// How often and where their words stand, in how long a text.
    Place,
    /// What the document's other ecosystems get.
    Others,
    /// How alike its words are to those of documents that readers say belong.
    Words,
    /// The same of its vector.
    Vectors,
}

impl EvidenceGroup {
    /// Whether an ecosystem's profile gives it.
    pub(crate) fn is_of_profile(&self) -> bool {
        matches!(self, Self::Words | Self::Vectors)
    }
}

/// Number of features of a pair.
pub(crate) const N_FEATURES: usize = 29;

/// The features of one pair, in the order of [`FEATURES`].
pub(crate) type PairRow = [f64; N_FEATURES];

use EvidenceGroup::{Others, Place, Rules, Vectors, Words};

/// Name of each feature, and the groups it needs.
pub(crate) const FEATURES: [(&str, &[EvidenceGroup]); N_FEATURES] = [
    ("rule_probability", &[Rules]),
    ("excluded_probability", &[Rules]),
    ("rule_log_odds", &[Rules]),
    ("core_weight", &[Rules]),
    ("periphery_weight", &[Rules]),
    ("log_rules", &[Rules]),
    ("is_matched", &[Rules]),
    ("log_mentions", &[Place]),
    ("log_wordings", &[Place]),
    ("in_title", &[Place]),
    ("sentence_share", &[Place]),
    ("log_mentions_by_length", &[Place]),
    ("has_code", &[Place]),
    ("log_length", &[Place]),
    ("rule_probability_above_others", &[Rules, Others]),
    ("others_likely", &[Rules, Others]),
    ("log_others_matched", &[Rules, Others]),
    ("words", &[Words]),
    ("words_above_others", &[Words, Others]),
    ("words_best", &[Words, Others]),
    ("words_rank", &[Words, Others]),
    ("vectors", &[Vectors]),
    ("vectors_above_others", &[Vectors, Others]),
    ("vectors_best", &[Vectors, Others]),
    ("vectors_rank", &[Vectors, Others]),
    ("centroid", &[Vectors]),
    ("centroid_above_others", &[Vectors, Others]),
    ("centroid_best", &[Vectors, Others]),
    ("centroid_rank", &[Vectors, Others]),
];

/// Where the features of words, vectors and centroids start.
const PROFILE_STARTS: [usize; 3] = [17, 21, 25];
/// A length in code points at which `log_length` is about 0.
const USUAL_LENGTH: f64 = 650.0;

/// The scores of one document by an ecosystem's profile: by its words, by its vector, cosine to the centroid.
pub(crate) type ProfileScores = [f64; 3];

/// One row an ecosystem, in the catalogue's order. `scores` has one entry an ecosystem, `None` where there is no profile;
/// the profile's features are then 0.
pub(crate) fn pair_rows(document: &Document, findings: &[Finding], scores: &[Option<ProfileScores>]) -> Vec<PairRow> {
    let length = (document.title.chars().count() + document.text.chars().count()) as f64;
    let log_length = ((length + 50.0) / USUAL_LENGTH).ln();
    let mut rows = vec![[0.0; N_FEATURES]; scores.len()];
    let text = Sentences::of(&document.text);
    for finding in findings {
        describe_rules(finding, &mut rows[finding.ecosystem]);
        describe_places(finding, &text, log_length, &mut rows[finding.ecosystem]);
    }
    for row in &mut rows {
        row[13] = log_length;
    }
    compare_rules(&mut rows);
    for (kind, start) in PROFILE_STARTS.into_iter().enumerate() {
        compare_profiles(scores, kind, start, &mut rows);
    }
    rows
}

fn describe_rules(finding: &Finding, row: &mut PairRow) {
    let n = finding.including().count();
    if n == 0 {
        return;
    }
    let probability = finding.probability().min(0.999);
    let best = |role: Role| {
        let of_role = finding.rules.iter().filter(|rule| rule.role == role);
        of_role.map(|rule| rule.weight).fold(0.0, f64::max)
    };
    if finding.is_excluded() {
        row[1] = probability;
    } else {
        row[0] = probability;
        // 3 above the log-odds of .05: what no rule says lies at 0.
        row[2] = (probability / (1.0 - probability)).ln().max(-3.0) + 3.0;
    }
    row[3] = best(Role::Core);
    row[4] = best(Role::Periphery);
    row[5] = (n as f64).ln_1p();
    row[6] = 1.0;
}

fn describe_places(finding: &Finding, text: &Sentences, log_length: f64, row: &mut PairRow) {
    let rows = || finding.including().flat_map(|rule: &RuleFinding| &rule.evidence);
    let mut spans: Vec<(TextField, usize)> = rows().filter_map(|e| Some((e.field?, e.start?))).collect();
    let mut wordings: Vec<String> = rows()
        .filter(|e| e.field.is_some())
        .map(|e| e.text.to_lowercase())
        .collect();
    spans.sort_unstable();
    spans.dedup();
    wordings.sort_unstable();
    wordings.dedup();
    let mut sentences: Vec<usize> = spans
        .iter()
        .filter(|(field, _)| *field == TextField::Text)
        .map(|(_, start)| text.holding(*start))
        .collect();
    sentences.dedup();
    row[7] = (spans.len() as f64).ln_1p();
    row[8] = (wordings.len() as f64).ln_1p();
    row[9] = f64::from(spans.iter().any(|(field, _)| *field == TextField::Title));
    row[10] = sentences.len() as f64 / text.len() as f64;
    row[11] = row[7] * log_length;
    row[12] = f64::from(rows().any(|e| e.kind == EvidenceKind::Code));
}

fn compare_rules(rows: &mut [PairRow]) {
    let certain: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    let (n_likely, n_matched) = (
        certain.iter().filter(|p| **p >= 0.5).count(),
        certain.iter().filter(|p| **p > 0.0).count(),
    );
    for (row, above) in rows.iter_mut().zip(above_others(&certain)) {
        row[14] = above;
        row[15] = (n_likely - usize::from(row[0] >= 0.5)) as f64;
        row[16] = ((n_matched - usize::from(row[0] > 0.0)) as f64).ln_1p();
    }
}

fn compare_profiles(scores: &[Option<ProfileScores>], kind: usize, start: usize, rows: &mut [PairRow]) {
    let (places, values): (Vec<usize>, Vec<f64>) = scores
        .iter()
        .enumerate()
        .filter_map(|(place, score)| Some((place, score.as_ref()?[kind])))
        .unzip();
    let best = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut descending = values.clone();
    descending.sort_unstable_by(|a, b| b.total_cmp(a));
    for ((place, value), above) in places.into_iter().zip(&values).zip(above_others(&values)) {
        let rank = descending.partition_point(|other| other > value) + 1;
        rows[place][start..start + 4].copy_from_slice(&[*value, above, best, -(rank as f64).ln()]);
    }
}

/// Each value less the largest of the others; with no other, 0.
fn above_others(values: &[f64]) -> Vec<f64> {
    let best = (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]).then(b.cmp(a)));
    let Some(best) = best.filter(|_| values.len() > 1) else {
        return vec![0.0; values.len()];
    };
    let others = values.iter().enumerate().filter(|(place, _)| *place != best);
    let second = others.map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
    let rival = |place| if place == best { second } else { values[best] };
    values
        .iter()
        .enumerate()
        .map(|(place, value)| value - rival(place))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleSet;

    #[test]
    fn each_value_is_held_against_the_best_of_the_others() {
        assert_eq!(above_others(&[3.0, 1.0, 2.0]), [1.0, -2.0, -1.0]);
        assert_eq!(above_others(&[2.0, 2.0]), [0.0, 0.0]);
        assert_eq!(above_others(&[2.0]), [0.0]);
    }

    #[test]
    fn words_in_title_and_two_of_three_sentences_are_counted() {
        let rules = RuleSet::compile(&catalogue::Catalogue::built_in().0);
        let document = Document {
            title: "Fotonica".into(),
            text: "Fotonica is licht. Niets hier. Weer fotonica.".into(),
            language: Some(corpus::Language::DUTCH),
            ..Document::default()
        };
        let findings = rules.attributor(0.5).findings(&document);
        let place = (0..rules.n_ecosystems())
            .find(|place| rules.id(*place) == "fotonica")
            .unwrap();
        let row = pair_rows(&document, &findings, &vec![None; rules.n_ecosystems()])[place];
        let of = |name: &str| row[FEATURES.iter().position(|(known, _)| *known == name).unwrap()];
        assert!(of("rule_probability") > 0.5 && of("in_title") == 1.0 && of("log_wordings") > 0.0);
        assert!((of("sentence_share") - 2.0 / 3.0).abs() < 1e-12);
        assert!((of("log_mentions") - 4f64.ln()).abs() < 1e-12);
        assert_eq!(of("words"), 0.0, "no profile, no score");
    }
}
