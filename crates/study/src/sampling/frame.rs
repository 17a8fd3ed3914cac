//! What there is to draw from: the pairs of document and ecosystem of a run, in strata by how likely they belong.
//!
//! Of near-copies only the original is in it. Attributed pairs lie in bands of their probability. What is not
//! attributed lies in bands of how near it is to what is: pairs that an exclusion made unsure first, then by the
//! cosine with the mean vector of the ecosystem's documents. A run without vectors has one band for all of that.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use embedding::{Embeddings, cosine, normalise};

use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::run_tables::read_embeddings;
use crate::table::StoredTable;

/// The name of the strata that belong to no ecosystem but to all at once.
pub(crate) const ALL: &str = "*";

/// Bands of probability of what is attributed, the highest first.
const BANDS: [(f64, &str); 3] = [(0.95, "p 0.95-1"), (0.75, "p 0.75-0.95"), (0.0, "p below 0.75")];
/// Parts of what is not attributed, the nearest first: each up to this share of it.
const PARTS: [(f64, &str); 4] = [(0.02, "nearest"), (0.1, "near"), (0.3, "middle"), (1.0, "far")];

/// One attribution.
#[derive(Debug, Clone, Copy)]
struct Attribution {
    document: usize,
    probability: f64,
    /// Its share is above 0; else an exclusion made it unsure.
    counts: bool,
}

/// The documents of a run that are no copies, with what is attributed.
pub(crate) struct Frame {
    /// Ids of the documents, in the run's order.
    pub ids: Vec<String>,
    /// Places of all documents of the run by their id, copies at the place of their original.
    pub places: HashMap<String, usize>,
    attributions: BTreeMap<String, Vec<Attribution>>,
    vectors: Option<Embeddings>,
}

/// A stratum: its units are documents, of which an ecosystem is asked, or several at once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FrameStratum {
    /// Its name in files.
    pub name: String,
    /// Whether its pairs are attributed.
    pub is_attributed: bool,
    /// The documents, each with the ecosystem that is asked, or [`ALL`] for those it is not attributed to.
    pub units: Vec<(usize, String)>,
}

impl Frame {
    pub(crate) fn read(folder: &RunFolder) -> Result<Self, StudyError> {
        let documents = StoredTable::read(&folder.file("documents.parquet"))?;
        let all_ids = documents.texts("document_id")?;
        let originals = documents.texts("duplicate_of")?;
        let mut frame = Self {
            ids: Vec::new(),
            places: HashMap::new(),
            attributions: BTreeMap::new(),
            vectors: None,
        };
        for (id, _) in all_ids.iter().zip(&originals).filter(|(_, of)| of.is_empty()) {
            frame.places.insert(id.clone(), frame.ids.len());
            frame.ids.push(id.clone());
        }
        for (id, of) in all_ids.iter().zip(&originals).filter(|(_, of)| !of.is_empty()) {
            if let Some(&place) = frame.places.get(of) {
                frame.places.insert(id.clone(), place);
            }
        }
        frame.read_attributions(folder)?;
        frame.read_vectors(folder)?;
        Ok(frame)
    }

    fn read_attributions(&mut self, folder: &RunFolder) -> Result<(), StudyError> {
        let table = StoredTable::read(&folder.file("attributions.parquet"))?;
        let (documents, ecosystems) = (table.texts("document_id")?, table.texts("ecosystem_id")?);
        let (probabilities, shares) = (table.numbers("probability")?, table.numbers("share")?);
        for (row, (id, ecosystem)) in documents.iter().zip(ecosystems).enumerate() {
            let Some(&document) = self.places.get(id).filter(|place| self.ids[**place] == *id) else {
                continue;
            };
            self.attributions.entry(ecosystem).or_default().push(Attribution {
                document,
                probability: probabilities[row],
                counts: shares[row] > 0.0,
            });
        }
        Ok(())
    }

    fn read_vectors(&mut self, folder: &RunFolder) -> Result<(), StudyError> {
        let path = folder.file("embeddings.parquet");
        if !path.is_file() {
            return Ok(());
        }
        let (ids, rows) = read_embeddings(&path)?;
        let places: HashMap<&String, usize> = ids.iter().zip(0..).collect();
        let order: Option<Vec<usize>> = self.ids.iter().map(|id| places.get(id).copied()).collect();
        self.vectors = order.filter(|_| rows.dimension() > 0).map(|order| rows.select(&order));
        Ok(())
    }

    /// Ecosystems with at least one attribution, in order.
    pub(crate) fn ecosystems(&self) -> impl Iterator<Item = &String> {
        self.attributions.keys()
    }

    /// The documents' vectors, in the order of [`Self::ids`].
    pub(crate) fn vectors(&self) -> Option<&Embeddings> {
        self.vectors.as_ref()
    }

    /// The probability of every attribution, those that an exclusion made unsure among them.
    pub(crate) fn pairs(&self) -> BTreeMap<(usize, String), f64> {
        let of_one = |(ecosystem, found): (&String, &Vec<Attribution>)| {
            let pair = |a: &Attribution| ((a.document, ecosystem.clone()), a.probability);
            found.iter().map(pair).collect::<Vec<_>>()
        };
        self.attributions.iter().flat_map(of_one).collect()
    }

    /// Whether a document is attributed to an ecosystem.
    pub(crate) fn is_attributed(&self, document: usize, ecosystem: &str) -> bool {
        self.of(ecosystem).iter().any(|a| a.document == document && a.counts)
    }

    /// The strata of one ecosystem, in the order of their score, the highest first; none is empty.
    pub(crate) fn strata(&self, ecosystem: &str) -> Vec<FrameStratum> {
        let attributed = self.bands(ecosystem, &[ecosystem]);
        let unsure = self.documents(ecosystem, |a| !a.counts);
        let counted = self.documents(ecosystem, |a| a.counts);
        let rest = (0..self.ids.len()).filter(|document| !counted.contains(document) && !unsure.contains(document));
        let nearness = self.nearness(ecosystem);
        let rest = self.parts(ecosystem, rest.collect(), nearness.as_deref());
        let unsure = stratum(
            ecosystem,
            "unsure",
            false,
            unsure.into_iter().map(|d| (d, ecosystem.to_owned())),
        );
        attributed
            .into_iter()
            .chain([unsure])
            .chain(rest)
            .filter(|s| !s.units.is_empty())
            .collect()
    }

    /// The strata of all ecosystems at once: pairs that are attributed, and documents of which all other ecosystems
    /// are asked in one question.
    pub(crate) fn strata_of_all(&self) -> Vec<FrameStratum> {
        let ecosystems: Vec<&str> = self.attributions.keys().map(String::as_str).collect();
        let attributed = self.bands(ALL, &ecosystems);
        let doubtful = self
            .attributions
            .values()
            .flatten()
            .filter(|a| !a.counts)
            .map(|a| a.document);
        let unsure: BTreeSet<usize> = doubtful.collect();
        let rest = (0..self.ids.len())
            .filter(|document| !unsure.contains(document))
            .collect();
        let nearness = self.nearness_to_any();
        let rest = self.parts(ALL, rest, nearness.as_deref());
        let unsure = stratum(ALL, "unsure", false, unsure.into_iter().map(|d| (d, ALL.to_owned())));
        attributed
            .into_iter()
            .chain([unsure])
            .chain(rest)
            .filter(|s| !s.units.is_empty())
            .collect()
    }

    fn of(&self, ecosystem: &str) -> &[Attribution] {
        self.attributions.get(ecosystem).map_or(&[], Vec::as_slice)
    }

    /// The documents of an ecosystem's attributions of one kind.
    fn documents(&self, ecosystem: &str, is_wanted: impl Fn(&Attribution) -> bool) -> BTreeSet<usize> {
        let wanted = self.of(ecosystem).iter().filter(|a| is_wanted(a));
        wanted.map(|a| a.document).collect()
    }

    /// Attributed pairs by bands of probability.
    fn bands(&self, owner: &str, ecosystems: &[&str]) -> Vec<FrameStratum> {
        let mut bands: Vec<FrameStratum> = BANDS.iter().map(|(_, name)| stratum(owner, name, true, [])).collect();
        for ecosystem in ecosystems {
            for found in self.of(ecosystem).iter().filter(|a| a.counts) {
                let band = BANDS.iter().position(|(least, _)| found.probability >= least - 1e-9);
                let band = band.unwrap_or(BANDS.len() - 1);
                bands[band].units.push((found.document, (*ecosystem).to_owned()));
            }
        }
        bands
    }

    /// What is not attributed, cut by how near it is.
    fn parts(&self, owner: &str, mut documents: Vec<usize>, nearness: Option<&[f64]>) -> Vec<FrameStratum> {
        let unit = |document: &usize| (*document, owner.to_owned());
        let Some(nearness) = nearness else {
            return vec![stratum(owner, "rest", false, documents.iter().map(unit))];
        };
        documents.sort_by(|&a, &b| nearness[b].total_cmp(&nearness[a]).then(a.cmp(&b)));
        let end = |share: f64| (share * documents.len() as f64).ceil() as usize;
        let mut from = 0;
        let cut = |(share, name): &(f64, &str)| {
            let to = end(*share).min(documents.len());
            let part = stratum(owner, name, false, documents[from..to].iter().map(unit));
            from = to;
            part
        };
        PARTS.iter().map(cut).collect()
    }

    /// The cosine of each document with the mean of the ecosystem's; `None` without vectors or without documents.
    fn nearness(&self, ecosystem: &str) -> Option<Vec<f64>> {
        let vectors = self.vectors.as_ref()?;
        let mut mean = vec![0.0_f32; vectors.dimension()];
        for found in self.of(ecosystem).iter().filter(|a| a.counts) {
            let row = vectors.row(found.document).unwrap_or(&[]);
            mean.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        let mean = normalise(&mean)?;
        let near = |document| vectors.row(document).map_or(-1.0, |row| f64::from(cosine(row, &mean)));
        Some((0..vectors.len()).map(near).collect())
    }

    /// How near each document is to the ecosystem that it is nearest to of those it is not attributed to, in standard
    /// deviations of that ecosystem's cosines, so that broad and narrow ecosystems compare.
    fn nearness_to_any(&self) -> Option<Vec<f64>> {
        self.vectors.as_ref()?;
        let mut nearest = vec![f64::NEG_INFINITY; self.ids.len()];
        for ecosystem in self.attributions.keys() {
            let Some(near) = self.nearness(ecosystem) else { continue };
            let n = near.len() as f64;
            let mean = near.iter().sum::<f64>() / n;
            let deviation = (near.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n)
                .sqrt()
                .max(1e-9);
            let attributed = self.documents(ecosystem, |a| a.counts);
            for (document, x) in near
                .iter()
                .enumerate()
                .filter(|(document, _)| !attributed.contains(document))
            {
                nearest[document] = nearest[document].max((x - mean) / deviation);
            }
        }
        Some(nearest)
    }
}

fn stratum(
    owner: &str,
    name: &str,
    is_attributed: bool,
    units: impl IntoIterator<Item = (usize, String)>,
) -> FrameStratum {
    FrameStratum {
        name: format!("{owner}: {name}"),
        is_attributed,
        units: units.into_iter().collect(),
    }
}
