//! What documents of an ecosystem look like, in words and vectors, learnt from readers' labels.
//!
//! Rules miss what nobody thought of, and all documents that they were sharpened on look alike to them; a profile knows
//! nothing of the rules, so it errs elsewhere.

use corpus::Document;
use embedding::Embeddings;
use learning::{FittedTfIdf, LearningError, Logistic, SparseRows, TfIdf};

use crate::pair_features::ProfileScores;

/// How profiles are learnt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProfileLearning {
    /// How documents become words.
    pub words: TfIdf,
    /// C of the classifiers on words.
    pub word_cost: f64,
    /// C of the classifiers on vectors.
    pub vector_cost: f64,
    /// Ecosystems with fewer documents get no profile.
    pub least_documents: usize,
}

/// The profiles of some ecosystems.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    /// Whose profiles, in the order of all weights.
    pub(crate) ecosystems: Vec<String>,
    pub(crate) words: FittedTfIdf,
    pub(crate) dimension: usize,
    /// `[terms, ecosystems]`.
    pub(crate) word_weights: Vec<f32>,
    pub(crate) word_biases: Vec<f32>,
    /// `[ecosystems, dimension]`.
    pub(crate) vector_weights: Vec<f32>,
    pub(crate) vector_biases: Vec<f32>,
    /// `[ecosystems, dimension]`, each of length 1.
    pub(crate) centroids: Vec<f32>,
}

impl Default for ProfileLearning {
    fn default() -> Self {
        Self {
            words: TfIdf {
                word_pairs: false,
                least_documents: 5,
                largest_part: 0.3,
                ..TfIdf::default()
            },
            word_cost: 10.0,
            vector_cost: 30.0,
            least_documents: 2,
        }
    }
}

impl ProfileLearning {
    /// Learns from documents with a vector each; `answers[d]` says for each of `ecosystems` whether document d belongs,
    /// `None` where that is open.
    ///
    /// # Errors
    /// When an ecosystem has every document.
    ///
    /// # Panics
    /// When documents, vectors and answers are not as many.
    pub fn fit(
        &self,
        documents: &[Document],
        embeddings: &Embeddings,
        answers: &[&[Option<bool>]],
        ecosystems: &[String],
    ) -> Result<Profiles, LearningError> {
        assert!(
            documents.len() == embeddings.len() && documents.len() == answers.len(),
            "one of each a document"
        );
        let (words, word_rows) = self.words.fit_rows(documents);
        let vector_rows = SparseRows::from_embeddings(embeddings, 1.0);
        let members = |place: usize| answers.iter().filter(|of| of[place] == Some(true)).count();
        let places: Vec<usize> = (0..ecosystems.len())
            .filter(|&place| members(place) >= self.least_documents.max(1))
            .collect();
        let mut profiles = Profiles {
            ecosystems: places.iter().map(|&place| ecosystems[place].clone()).collect(),
            word_weights: vec![0.0; words.n_columns() * places.len()],
            words: words.without_rare_terms(),
            dimension: embeddings.dimension(),
            word_biases: Vec::new(),
            vector_weights: Vec::new(),
            vector_biases: Vec::new(),
            centroids: Vec::new(),
        };
        for (column, &place) in places.iter().enumerate() {
            let labels: Vec<bool> = answers.iter().map(|of| of[place] == Some(true)).collect();
            let is_known = |document: &usize| answers[*document][place].is_some();
            let known: Vec<usize> = (0..answers.len()).filter(is_known).collect();
            let of_known: Vec<bool> = known.iter().map(|&document| labels[document]).collect();
            let fit = |cost: f64, rows: &SparseRows| logistic(cost).fit(&rows.select(&known), &of_known, None);
            let by_words = fit(self.word_cost, &word_rows)?;
            let by_vector = fit(self.vector_cost, &vector_rows)?;
            for (term, weight) in by_words.weights.iter().enumerate() {
                profiles.word_weights[term * places.len() + column] = *weight as f32;
            }
            profiles.word_biases.push(by_words.bias as f32);
            let weights = by_vector.weights.iter().map(|weight| *weight as f32);
            profiles.vector_weights.extend(weights);
            profiles.vector_biases.push(by_vector.bias as f32);
            profiles.centroids.extend(centroid(embeddings, &labels));
        }
        Ok(profiles)
    }
}

fn logistic(cost: f64) -> Logistic {
    Logistic {
        cost,
        tolerance: 1e-3,
        ..Logistic::default()
    }
}

fn centroid(embeddings: &Embeddings, is_member: &[bool]) -> Vec<f32> {
    let mut sum = vec![0.0f32; embeddings.dimension()];
    for document in (0..embeddings.len()).filter(|&document| is_member[document]) {
        let row = embeddings.row(document).unwrap_or_default();
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    embedding::normalise(&sum).unwrap_or(sum)
}

impl Profiles {
    /// For each of these ecosystems its place among the profiles.
    pub(crate) fn places<'i>(&self, ecosystems: impl Iterator<Item = &'i str>) -> Vec<Option<usize>> {
        let place = |id: &str| self.ecosystems.iter().position(|known| known == id);
        ecosystems.map(place).collect()
    }

    /// The scores of each document by every profile; none for a document without a vector.
    pub(crate) fn scores(&self, documents: &[Document], vectors: &[Option<&[f32]>]) -> Vec<Option<Vec<ProfileScores>>> {
        let words = self.words.transform(documents);
        let of = |(place, vector): (usize, &Option<&[f32]>)| {
            let vector = (*vector)?;
            let by_words = self.word_scores(words.row(place).iter());
            let scores = by_words.into_iter().enumerate().map(|(ecosystem, by_words)| {
                let part = ecosystem * self.dimension..(ecosystem + 1) * self.dimension;
                let by_vector = embedding::cosine(vector, &self.vector_weights[part.clone()]);
                [
                    f64::from(by_words),
                    f64::from(by_vector + self.vector_biases[ecosystem]),
                    f64::from(embedding::cosine(vector, &self.centroids[part])),
                ]
            });
            Some(scores.collect())
        };
        vectors.iter().enumerate().map(of).collect()
    }

    fn word_scores(&self, words: impl Iterator<Item = (u32, f32)>) -> Vec<f32> {
        let n = self.ecosystems.len();
        let mut scores = self.word_biases.clone();
        for (term, value) in words {
            let weights = &self.word_weights[term as usize * n..][..n];
            scores.iter_mut().zip(weights).for_each(|(sum, w)| *sum += w * value);
        }
        scores
    }
}
