//! A classifier with all that it needs to read documents: terms, experts' queries, and what its training looked like.

use corpus::Document;
use embedding::Embeddings;
use query::CompileError;

use crate::classifier::{Classifier, HeldOut, Observations, TrainedClassifier};
use crate::drift::{Drift, DriftReference};
use crate::error::LearningError;
use crate::judged_pairs::JudgedPair;
use crate::label_rules::{LabelQuery, LabelRules};
use crate::pair_features::PairFeatures;
use crate::sparse_rows::SparseRows;
use crate::terms::WordForm;
use crate::tf_idf::{FittedTfIdf, TfIdf};

/// What a document classifier learns from.
#[derive(Debug, Clone, Copy)]
pub struct Training<'a> {
    /// The documents.
    pub documents: &'a [Document],
    /// One vector a document; dimension 0 to do without.
    pub vectors: &'a Embeddings,
    /// All labels that it is to know, in order.
    pub labels: &'a [String],
    /// Experts' queries; those of other labels are left out.
    pub queries: &'a [LabelQuery],
    /// Answers, by document, then label, one a pair.
    pub judged: &'a [JudgedPair],
    /// A number a document; documents that share one never lie in two folds.
    pub groups: &'a [usize],
}

/// Reads documents and says which labels they carry.
#[derive(Debug)]
pub struct DocumentClassifier {
    /// The classifier proper.
    pub trained: TrainedClassifier,
    pub(crate) terms: FittedTfIdf,
    pub(crate) queries: Vec<LabelQuery>,
    pub(crate) reference: DriftReference,
    /// The sum of the vectors in training: where its documents lie.
    pub(crate) centre: Vec<f32>,
    rules: Option<LabelRules>,
}

/// What is looked at in some documents.
struct Observed {
    words: SparseRows,
    pairs: Option<PairFeatures>,
}

/// Documents from which a term has to be in two of them.
const ENOUGH_DOCUMENTS: usize = 50;

impl DocumentClassifier {
    /// Learns; the second part is what it says of its own documents when they are held out.
    ///
    /// # Errors
    /// When all answers are the same.
    ///
    /// # Panics
    /// When a query refers to another one.
    pub fn fit(settings: &Classifier, training: Training<'_>) -> Result<(Self, HeldOut), LearningError> {
        let Training {
            documents,
            vectors,
            labels,
            ..
        } = training;
        let term_settings = TfIdf {
            word_form: WordForm::Stem,
            word_pairs: false,
            least_documents: if documents.len() < ENOUGH_DOCUMENTS { 1 } else { 2 },
            ..TfIdf::default()
        };
        let terms = term_settings.fit(documents);
        let rules = compiled(training.queries, labels).expect("queries of labels have no references");
        let observed = observe(documents, &terms, rules.as_ref());
        let observations = observed.with(vectors);
        let (trained, held_out) = settings.fit(labels.to_vec(), observations, training.judged, training.groups)?;
        let centre = sum_of(vectors);
        let given = trained.labels_given(&held_out.of_documents);
        let figures = figures(documents, observations, &centre, given, true);
        let classifier = Self {
            reference: DriftReference::of(&figures),
            queries: training
                .queries
                .iter()
                .filter(|query| labels.contains(&query.label))
                .cloned()
                .collect(),
            trained,
            terms,
            centre,
            rules,
        };
        Ok((classifier, held_out))
    }

    /// From its parts, as read back.
    pub(crate) fn assembled(
        trained: TrainedClassifier,
        terms: FittedTfIdf,
        queries: Vec<LabelQuery>,
        reference: DriftReference,
        centre: Vec<f32>,
    ) -> Result<Self, CompileError> {
        Ok(Self {
            rules: compiled(&queries, &trained.labels)?,
            trained,
            terms,
            queries,
            reference,
            centre,
        })
    }

    /// The probabilities `[documents, labels]`, and how far the documents are from those of the training.
    ///
    /// # Panics
    /// When vectors are not one a document, or of another dimension than in training.
    pub fn classify(&self, documents: &[Document], vectors: &Embeddings, n_threads: usize) -> (Vec<f64>, Drift) {
        assert_eq!(vectors.len(), documents.len(), "one vector a document");
        let observed = observe(documents, &self.terms, self.rules.as_ref());
        let observations = observed.with(vectors);
        let probabilities = self.trained.probabilities(observations, n_threads);
        let given = self.trained.labels_given(&probabilities);
        let figures = figures(documents, observations, &self.centre, given, false);
        (probabilities, self.reference.compare(&figures))
    }

    /// Whether experts' queries are among what it reads.
    pub fn reads_queries(&self) -> bool {
        self.rules.is_some()
    }

    /// Numbers a vector has to have; 0 where it does without.
    pub fn dimension(&self) -> usize {
        self.centre.len()
    }
}

impl Observed {
    fn with<'a>(&'a self, vectors: &'a Embeddings) -> Observations<'a> {
        Observations {
            words: &self.words,
            vectors,
            pairs: self.pairs.as_ref(),
        }
    }
}

fn compiled(queries: &[LabelQuery], labels: &[String]) -> Result<Option<LabelRules>, CompileError> {
    let has_queries = queries.iter().any(|query| labels.contains(&query.label));
    has_queries.then(|| LabelRules::compile(queries, labels)).transpose()
}

fn observe(documents: &[Document], terms: &FittedTfIdf, rules: Option<&LabelRules>) -> Observed {
    Observed {
        words: terms.transform(documents),
        pairs: rules.map(|rules| PairFeatures::of(documents, rules, terms)),
    }
}

/// The figures of documents that drift is seen in. In training (`is_own`) each document is left out of the sum that it is
/// held against.
fn figures(
    documents: &[Document],
    observations: Observations<'_>,
    centre: &[f32],
    labels_given: Vec<f32>,
    is_own: bool,
) -> Vec<(&'static str, Vec<f32>)> {
    let centre = Centre::of(centre, is_own);
    let mut figures = vec![
        (
            "length of the text",
            documents
                .iter()
                .map(|one| ((1 + one.title.len() + one.text.len()) as f32).ln())
                .collect(),
        ),
        ("labels given", labels_given),
    ];
    if !centre.sum.is_empty() {
        let vectors = (0..documents.len()).map(|document| {
            let row = observations.vectors.row(document).unwrap_or_default();
            centre.likeness(row)
        });
        figures.push(("likeness of the vectors", vectors.collect()));
    }
    figures
}

/// A sum of vectors that other vectors are held against.
struct Centre<'a> {
    sum: &'a [f32],
    square: f64,
    /// Whether the vectors that are held against it are among those of the sum.
    is_own: bool,
}

impl<'a> Centre<'a> {
    fn of(sum: &'a [f32], is_own: bool) -> Self {
        let square = sum.iter().map(|value| f64::from(*value).powi(2)).sum();
        Self { sum, square, is_own }
    }

    /// The cosine of a vector with the sum, itself left out of it if it is in it.
    fn likeness(&self, row: &[f32]) -> f32 {
        let (mut product, mut square) = (0.0, 0.0);
        for (value, sum) in row.iter().zip(self.sum) {
            product += f64::from(*value) * f64::from(*sum);
            square += f64::from(*value).powi(2);
        }
        let mut of_sum = self.square;
        if self.is_own {
            of_sum += square - 2.0 * product;
            product -= square;
        }
        let lengths = (of_sum * square).sqrt();
        if lengths > 1e-9 {
            (product / lengths) as f32
        } else {
            0.0
        }
    }
}

/// The sum of the vectors.
fn sum_of(vectors: &Embeddings) -> Vec<f32> {
    let mut sums = vec![0.0; vectors.dimension()];
    for row in (0..vectors.len()).filter_map(|document| vectors.row(document)) {
        sums.iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += f64::from(*value));
    }
    sums.into_iter().map(|sum: f64| sum as f32).collect()
}
