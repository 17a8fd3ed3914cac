//! From vectors to named themes, or to the reason why there are none.

use embedding::{Embeddings, Encoder, cosine, normalise};
use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::choice::{self, KChoice, Resampled};
use crate::grouping::{Grain, Ground, Method};
use crate::label::{self, ThemeTerm, Wording};
use crate::notion::Tongues;
use crate::representation::representation;

/// Fewer informative documents than this have no themes.
const FEWEST_DOCUMENTS: usize = 20;

/// Documents that the number of themes is chosen on, at most.
const MOST_DOCUMENTS_FOR_CHOICE: usize = 2_500;

/// Words kept a theme.
const TERMS: usize = 10;

/// Terms looked at for every one that is kept: notions named in two languages become one.
const TERMS_LOOKED_AT: usize = 2;

/// Representative documents a theme, none nearer to another than this.
const REPRESENTATIVES: usize = 5;
const NEAR_COPY: f32 = 0.95;

/// Memberships under the floor are dropped, but for the largest.
const MEMBERSHIP_FLOOR: f64 = 0.15;
const MOST_MEMBERSHIPS: usize = 3;

/// A document whose cosine to its centroid is this many standard deviations under the mean is in
/// no theme.
const OUTLIER_DEVIATIONS: f64 = 3.0;

/// How themes are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    /// By which method.
    pub method: Method,
    /// How many.
    pub number: NumberOfThemes,
    /// Start of the random numbers; the same seed gives the same themes. The number of themes does not depend on it.
    pub seed: u64,
}

/// How many themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberOfThemes {
    /// By stability (see [`KChoice`]), with "no clear themes" as a possible answer.
    Auto,
    /// As many as a person asks for, whatever their stability.
    Given(usize),
}

/// One entry a document in every field but the last.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Ids, from which the themes' ids are made.
    pub document_ids: &'a [String],
    /// Vectors.
    pub embeddings: &'a Embeddings,
    /// Whether the document says enough to be put in a theme, and counts (a near-duplicate does not).
    pub informative: &'a [bool],
    /// Content words and phrases.
    pub wordings: &'a [Wording],
    /// Two-letter codes.
    pub languages: &'a [Option<&'a str>],
    /// What tells that a Dutch and an English word mean the same; without it they are two terms.
    pub encoder: Option<&'a dyn Encoder>,
}

/// Themes, or none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Candidate themes.
    Some(Themes),
    /// Why there are none.
    None(NoThemes),
}

/// Why a corpus has no clear themes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum NoThemes {
    /// Too few documents say enough.
    TooFew {
        /// Documents that do.
        n_informative: usize,
        /// Documents needed.
        needed: usize,
    },
    /// The groups are hardly more stable than those of vectors like these without groups.
    NotStable(KChoice),
}

/// Themes of a corpus, the largest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Themes {
    /// The themes; all are candidates until a person acts.
    pub themes: Vec<Theme>,
    /// For each document the themes it is in (places in `themes`) with its membership, the
    /// largest first; they sum to at most 1. Empty: no theme.
    pub memberships: Vec<Vec<(usize, f64)>>,
    /// How the number was chosen.
    pub choice: KChoice,
    /// Informative documents too far from every theme.
    pub n_outliers: usize,
}

/// One theme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// Made from the ids of its documents: the same documents, the same id.
    pub theme_id: String,
    /// Its name from its Dutch documents, if it has enough.
    pub label_nl: Option<String>,
    /// Its name from its English documents, if it has enough.
    pub label_en: Option<String>,
    /// The words that set it apart, the best first.
    pub terms: Vec<ThemeTerm>,
    /// Documents of which it is the largest theme.
    pub n_documents: usize,
    /// The documents nearest to its centre, no near-copies among them.
    pub representatives: Vec<usize>,
    /// How well it holds when documents are left out, in [0, 1].
    pub stability: f64,
    /// The unit vector at its centre.
    pub centroid: Vec<f32>,
}

/// The groups as fitted, with the documents that were grouped.
struct Grouped {
    documents: Vec<usize>,
    rows: Array2<f32>,
    resampled: Resampled,
    outlier: Vec<bool>,
    /// Group numbers in the order of the themes.
    order: Vec<usize>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            method: Method::default(),
            number: NumberOfThemes::Auto,
            seed: 1,
        }
    }
}

impl Params {
    /// Groups the informative documents and names the groups. `progress` gets steps done and all.
    pub fn find(&self, input: &Input<'_>, progress: &mut dyn FnMut(u64, u64)) -> Outcome {
        let documents: Vec<usize> = (0..input.document_ids.len())
            .filter(|&document| input.informative[document] && input.embeddings.row(document).is_some())
            .collect();
        if documents.len() < FEWEST_DOCUMENTS {
            return Outcome::None(NoThemes::TooFew {
                n_informative: documents.len(),
                needed: FEWEST_DOCUMENTS,
            });
        }
        let rows = representation(input, &documents);
        let ground = Ground::new(rows, self.method);
        let sample = self.sample(&ground);
        let chosen_on = sample.as_ref().unwrap_or(&ground);
        let choice = match self.number {
            NumberOfThemes::Auto => choice::choose(chosen_on, self.method, progress),
            NumberOfThemes::Given(k) => choice::given(chosen_on, self.method, k.clamp(1, documents.len())),
        };
        if self.number == NumberOfThemes::Auto && !choice.is_clear() {
            return Outcome::None(NoThemes::NotStable(choice));
        }
        let grain = choice.resolution.map_or(Grain::Number(choice.k), Grain::Resolution);
        let grouped = group(documents, ground, grain, self.seed);
        Outcome::Some(themes(input, &grouped, choice))
    }

    /// The rows that the number is chosen on, where there are too many for all.
    fn sample(&self, ground: &Ground) -> Option<Ground> {
        let n = ground.rows.nrows();
        if n <= MOST_DOCUMENTS_FOR_CHOICE {
            return None;
        }
        let mut random = ChaCha8Rng::seed_from_u64(choice::SEED);
        let mut places = index::sample(&mut random, n, MOST_DOCUMENTS_FOR_CHOICE).into_vec();
        places.sort_unstable();
        Some(Ground::new(ground.rows.select(Axis(0), &places), self.method))
    }
}

fn group(documents: Vec<usize>, ground: Ground, grain: Grain, seed: u64) -> Grouped {
    let resampled = choice::resample(&ground, grain, choice::starts(documents.len()), seed);
    let outlier = outliers(&resampled.fitted.similarities);
    let k = resampled.fitted.centroids.nrows();
    let mut sizes = vec![0usize; k];
    for (&group, _) in resampled
        .fitted
        .assignments
        .iter()
        .zip(&outlier)
        .filter(|(_, outlier)| !**outlier)
    {
        sizes[group] += 1;
    }
    let mut order: Vec<usize> = (0..k).filter(|&group| sizes[group] > 0).collect();
    order.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), group));
    Grouped {
        documents,
        rows: ground.rows,
        resampled,
        outlier,
        order,
    }
}

fn outliers(similarities: &[f32]) -> Vec<bool> {
    let n = similarities.len() as f64;
    let mean = similarities.iter().map(|&s| f64::from(s)).sum::<f64>() / n;
    let variance = similarities.iter().map(|&s| (f64::from(s) - mean).powi(2)).sum::<f64>() / n;
    let floor = mean - OUTLIER_DEVIATIONS * variance.sqrt();
    similarities.iter().map(|&s| f64::from(s) < floor).collect()
}

fn themes(input: &Input<'_>, grouped: &Grouped, choice: KChoice) -> Themes {
    let k = grouped.order.len();
    let stability = grouped.resampled.stability_by_group();
    let mut terms = grouped.terms(input);
    let label_nl = label::labels(grouped.documents_of(input, Some("nl")), k);
    let label_en = label::labels(grouped.documents_of(input, Some("en")), k);
    let themes = (0..k)
        .map(|place| Theme {
            theme_id: grouped.theme_id(input, place),
            label_nl: label_nl[place].clone(),
            label_en: label_en[place].clone(),
            terms: std::mem::take(&mut terms[place]),
            n_documents: grouped.members(place).count(),
            representatives: grouped.representatives(place),
            stability: stability[grouped.order[place]],
            centroid: grouped.centroid(input, place),
        })
        .collect();
    Themes {
        themes,
        memberships: grouped.memberships(input.document_ids.len()),
        choice,
        n_outliers: grouped.outlier.iter().filter(|outlier| **outlier).count(),
    }
}

impl Grouped {
    /// Rows of the theme at a place of the order.
    fn members(&self, place: usize) -> impl Iterator<Item = usize> {
        let group = self.order[place];
        let assignments = &self.resampled.fitted.assignments;
        (0..self.documents.len()).filter(move |&row| assignments[row] == group && !self.outlier[row])
    }

    /// The unit vector along the mean of the members' vectors.
    fn centroid(&self, input: &Input<'_>, place: usize) -> Vec<f32> {
        let mut sum = vec![0.0; input.embeddings.dimension()];
        for row in self.members(place) {
            let vector = input
                .embeddings
                .row(self.documents[row])
                .expect("members have a vector");
            sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
        }
        normalise(&sum).unwrap_or(sum)
    }

    /// The place of each member's theme with its words, of one language or of all.
    fn documents_of<'a>(
        &'a self,
        input: &'a Input<'_>,
        language: Option<&'a str>,
    ) -> impl Iterator<Item = (usize, &'a Wording)> {
        (0..self.order.len()).flat_map(move |place| {
            self.members(place)
                .map(|row| self.documents[row])
                .filter(move |&document| language.is_none() || input.languages[document] == language)
                .map(move |document| (place, &input.wordings[document]))
        })
    }

    /// The terms of each theme, the Dutch and the English word of a notion once.
    fn terms(&self, input: &Input<'_>) -> Vec<Vec<ThemeTerm>> {
        let all = || {
            self.documents
                .iter()
                .map(|&document| (&input.wordings[document], input.languages[document]))
        };
        let tongues = Tongues::of(all());
        let of_themes = label::terms_by_group(
            self.documents_of(input, None),
            self.order.len(),
            TERMS * TERMS_LOOKED_AT,
        );
        let notions = |terms| tongues.notions(terms, input.encoder, TERMS);
        of_themes.into_iter().map(notions).collect()
    }

    fn theme_id(&self, input: &Input<'_>, place: usize) -> String {
        let mut ids: Vec<&str> = self
            .members(place)
            .map(|row| input.document_ids[self.documents[row]].as_str())
            .collect();
        ids.sort_unstable();
        let hash = Sha256::digest(ids.join("\n"));
        format!(
            "t{}",
            hash[..5].iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        )
    }

    fn representatives(&self, place: usize) -> Vec<usize> {
        let similarities = &self.resampled.fitted.similarities;
        let mut rows: Vec<usize> = self.members(place).collect();
        rows.sort_by(|&a, &b| similarities[b].total_cmp(&similarities[a]).then(a.cmp(&b)));
        let mut chosen: Vec<usize> = Vec::new();
        for row in rows {
            let vector = self.rows.row(row).to_vec();
            let is_copy = chosen
                .iter()
                .any(|&other| cosine(&vector, &self.rows.row(other).to_vec()) > NEAR_COPY);
            if !is_copy {
                chosen.push(row);
            }
            if chosen.len() == REPRESENTATIVES {
                break;
            }
        }
        chosen.into_iter().map(|row| self.documents[row]).collect()
    }

    fn memberships(&self, n_documents: usize) -> Vec<Vec<(usize, f64)>> {
        let mut memberships = vec![Vec::new(); n_documents];
        for (row, of_groups) in self.resampled.fitted.memberships.iter().enumerate() {
            if !self.outlier[row] {
                let ordered: Vec<f64> = self.order.iter().map(|&group| f64::from(of_groups[group])).collect();
                memberships[self.documents[row]] = membership(&ordered);
            }
        }
        memberships
    }
}

/// The largest memberships with the place of the theme, those under the floor left out, but for the largest.
fn membership(of_themes: &[f64]) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> = of_themes.iter().copied().enumerate().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(MOST_MEMBERSHIPS);
    let largest = all[0].0;
    all.retain(|(theme, membership)| *theme == largest || *membership >= MEMBERSHIP_FLOOR);
    all
}
