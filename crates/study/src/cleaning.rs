//! What is left of each document when copies and formulas are set aside.

use corpus::{Boilerplate, Document, Information, duplicates, information};
use serde::{Deserialize, Serialize};

use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::read_stage::ReadCorpus;
use crate::stage::Stages;

/// One entry a document in every field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cleaned {
    /// The document of which it is a near-copy.
    pub duplicate_of: Vec<Option<usize>>,
    /// Whether it says enough.
    pub information: Vec<Information>,
    /// The part of its words in formulas, in [0, 1].
    pub boilerplate_share: Vec<f64>,
    /// Title and text without formulas: what vectors and theme labels are made of.
    pub plain: Vec<String>,
}

impl Cleaned {
    /// Whether a document counts and says enough.
    pub(crate) fn is_usable(&self, document: usize) -> bool {
        self.duplicate_of[document].is_none() && self.information[document] == Information::Ok
    }
}

pub(crate) fn clean(read: &ReadCorpus, stages: &mut Stages<'_>) -> Result<Cleaned, StudyError> {
    let key = fingerprint(&("clean", env!("CARGO_PKG_VERSION"), &read.key));
    stages.take(
        "clean",
        &key,
        |cleaned: &Cleaned| cleaned.plain.len(),
        |progress| {
            progress.begin("clean", read.documents.len() as u64);
            Ok(cleaned(&read.documents))
        },
    )
}

fn cleaned(documents: &[Document]) -> Cleaned {
    let duplicate_of = duplicates(documents);
    let boilerplate = Boilerplate::find_among(documents, &duplicate_of);
    let (information, boilerplate_share) = documents
        .iter()
        .map(|document| information(document, &boilerplate))
        .unzip();
    Cleaned {
        duplicate_of,
        information,
        boilerplate_share,
        plain: documents.iter().map(|document| boilerplate.strip(document)).collect(),
    }
}
