//! What people have reviewed of a run's attributions, and what they have yet to.

use std::collections::BTreeMap;

use evaluation::{AnswerLanguage, SampleRow, write_sample};
use report::content::ReportLanguage;
use serde::Serialize;

use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::sampling::marks;
use crate::table::StoredTable;

/// What became of the program's attributions to one ecosystem. Near-copies count once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReviewTally {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// Documents that the program gave a share.
    pub n_attributed: usize,
    /// Of these, those that people let stand.
    pub n_accepted: usize,
    /// Of these, those that people turned down.
    pub n_rejected: usize,
    /// Of these, those that people are unsure of.
    pub n_unsure: usize,
    /// Of these, those that count and that nobody has looked at.
    pub n_unreviewed: usize,
    /// Documents that people added.
    pub n_added: usize,
}

/// One attribution of a document that is no copy.
pub(super) struct Reviewed {
    pub document_id: String,
    pub ecosystem_id: String,
    pub share: f64,
    pub low: f64,
    pub high: f64,
    pub zone: String,
    review: String,
    text_share: f64,
}

/// A run's documents and attributions, as far as a review needs them.
pub(super) struct ReviewedRun {
    pub attributions: Vec<Reviewed>,
    /// Title and text by id.
    pub documents: BTreeMap<String, (String, String)>,
}

impl ReviewTally {
    /// Times that the program attributes what people let stand; `None` until all was reviewed, or where nothing stands.
    pub fn over_count(&self) -> Option<f64> {
        (self.n_unreviewed == 0 && self.n_accepted > 0).then(|| self.n_attributed as f64 / self.n_accepted as f64)
    }

    fn add(&mut self, one: &Reviewed) {
        if one.text_share <= 0.0 {
            self.n_added += usize::from(one.share > 0.0);
            return;
        }
        self.n_attributed += 1;
        match one.review.as_str() {
            "accepted" => self.n_accepted += 1,
            "unsure" => self.n_unsure += 1,
            "none" if one.share > 0.0 => self.n_unreviewed += 1,
            // Turned down, or other ecosystems were given all of the document.
            _ => self.n_rejected += 1,
        }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.n_attributed += other.n_attributed;
        self.n_accepted += other.n_accepted;
        self.n_rejected += other.n_rejected;
        self.n_unsure += other.n_unsure;
        self.n_unreviewed += other.n_unreviewed;
        self.n_added += other.n_added;
        self
    }

    /// All ecosystems together, without a name.
    pub fn total(tallies: &[Self]) -> Self {
        tallies.iter().fold(Self::default(), Self::plus)
    }
}

impl Reviewed {
    /// Whether it counts and nobody has looked at it.
    fn is_unreviewed(&self) -> bool {
        self.review == "none" && self.share > 0.0
    }

    /// Whether a person or a classifier has yet to decide on it.
    pub(super) fn is_unsure(&self) -> bool {
        self.zone == "unsure" && self.review != "rejected"
    }
}

impl ReviewedRun {
    pub(super) fn read(folder: &RunFolder) -> Result<Self, StudyError> {
        let table = StoredTable::read(&folder.file("documents.parquet"))?;
        let texts = table.texts("title")?.into_iter().zip(table.texts("text")?);
        let documents = table.texts("document_id")?.into_iter().zip(texts);
        let originals = table.texts("duplicate_of")?;
        let documents: BTreeMap<_, _> = documents
            .zip(originals)
            .filter_map(|(document, original)| original.is_empty().then_some(document))
            .collect();
        let table = StoredTable::read(&folder.file("attributions.parquet"))?;
        let (ids, ecosystems) = (table.texts("document_id")?, table.texts("ecosystem_id")?);
        let [shares, lows, highs, text_shares] =
            ["share", "share_low", "share_high", "text_share"].map(|column| table.numbers(column));
        let (shares, lows, highs, text_shares) = (shares?, lows?, highs?, text_shares?);
        let (zones, reviews) = (table.texts("zone")?, table.texts("review")?);
        let one = |row: usize| Reviewed {
            document_id: ids[row].clone(),
            ecosystem_id: ecosystems[row].clone(),
            share: shares[row],
            low: lows[row],
            high: highs[row],
            zone: zones[row].clone(),
            review: reviews[row].clone(),
            text_share: text_shares[row],
        };
        let attributions = (0..ids.len()).filter(|row| documents.contains_key(&ids[*row])).map(one);
        Ok(Self {
            attributions: attributions.collect(),
            documents,
        })
    }

    /// One tally an ecosystem that has attributions, by its id.
    pub(super) fn tallies(&self) -> Vec<ReviewTally> {
        let mut tallies: BTreeMap<&str, ReviewTally> = BTreeMap::new();
        for one in &self.attributions {
            tallies.entry(&one.ecosystem_id).or_default().add(one);
        }
        let named = |(id, tally): (&str, ReviewTally)| ReviewTally {
            ecosystem_id: id.to_owned(),
            ..tally
        };
        tallies.into_iter().map(named).collect()
    }

    /// Writes what nobody has reviewed as a sheet that is a labels file once it is filled in; how many rows.
    pub(super) fn write_sheet(
        &self,
        run: &RunFolder,
        path: &std::path::Path,
        language: ReportLanguage,
    ) -> Result<usize, StudyError> {
        let mut marks = marks(run)?;
        let row = |one: &Reviewed| {
            let (title, text) = self.documents[&one.document_id].clone();
            let pair = (one.document_id.clone(), one.ecosystem_id.clone());
            SampleRow {
                marks: marks.remove(&pair).unwrap_or_default(),
                document_id: pair.0,
                label: pair.1,
                title,
                text,
                ..SampleRow::default()
            }
        };
        let unreviewed = self.attributions.iter().filter(|one| one.is_unreviewed());
        let rows: Vec<SampleRow> = unreviewed.map(row).collect();
        let answers = match language {
            ReportLanguage::Dutch => AnswerLanguage::Dutch,
            ReportLanguage::English => AnswerLanguage::English,
        };
        write_sample(path, path, &rows, &[], answers).map_err(|error| StudyError::file(path, error))?;
        Ok(rows.len())
    }
}
