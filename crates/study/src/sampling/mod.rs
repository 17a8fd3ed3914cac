//! What to label: stratified probability samples of a run's questions, for named ecosystems or for all at once, or the
//! questions from which a classifier learns most.

pub(crate) mod answers;
mod choosing;
mod drawing;
pub(crate) mod frame;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use catalogue::Catalogue;
use evaluation::{ANY_OTHER, AnswerLanguage, Labels, Mark, SampleRow, write_sample};

use crate::attributing::catalogue;
use crate::error::StudyError;
use crate::run_folder::{RunFolder, write_whole};
use crate::table::StoredTable;
use frame::Frame;

/// What the answers are for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Purpose {
    /// To tell how good the delineation is: a probability sample.
    #[default]
    Estimate,
    /// To train a classifier: what it cannot tell, what is new to it, and labels with few examples come first.
    Train {
        /// What `classify` wrote; else the run's own probabilities.
        probabilities: Option<PathBuf>,
    },
}

/// What to ask.
#[derive(Debug, Clone)]
pub struct SampleDesign {
    /// The folder of a finished run.
    pub run: PathBuf,
    /// Ecosystems with strata of their own; none: all at once, in which one document is asked about every ecosystem
    /// that it is not attributed to.
    pub ecosystems: Vec<String>,
    /// The catalogue that the run used: a folder, or the built-in one.
    pub catalogue: Option<PathBuf>,
    /// What the answers are for.
    pub purpose: Purpose,
    /// Questions to be answered; for an estimate those that `labels` answers among them.
    pub budget: usize,
    /// Start of all random numbers; with the same, a larger budget holds the smaller one's questions.
    pub seed: u64,
    /// Labels files whose questions are not asked again, and whose answers tell where more are needed.
    pub labels: Vec<PathBuf>,
    /// Leaves out the evidence, so that the reader does not see the program's answer.
    pub is_blind: bool,
    /// The language of questions and answers.
    pub language: AnswerLanguage,
}

/// What was drawn.
#[derive(Debug, Clone)]
pub struct DrawnSample {
    /// The questions, a document's together: in random order, or chosen ones the most telling first.
    pub rows: Vec<SampleRow>,
    /// Every stratum: its name, its units, and how many are drawn.
    pub strata: Vec<(String, usize, usize)>,
    /// Questions that were answered before and are left out.
    pub n_answered: usize,
    /// Whether the run has vectors to tell near from far.
    pub has_vectors: bool,
    legend: Vec<(String, String)>,
    language: AnswerLanguage,
}

/// Questions, in the order in which they are asked.
struct Questions {
    asked: Vec<Asked>,
    strata: Vec<(String, usize, usize)>,
    n_answered: usize,
}

/// A question: the document, the ecosystem asked, its stratum and, where it was drawn, its inclusion probability.
struct Asked {
    document: usize,
    label: String,
    stratum: String,
    probability: Option<f64>,
}

impl SampleDesign {
    /// Draws the sample.
    ///
    /// # Errors
    /// When there is no finished run, an ecosystem is not in the catalogue, or a file cannot be read.
    pub fn draw(&self) -> Result<DrawnSample, StudyError> {
        let folder = RunFolder::finished(&self.run)?;
        let catalogue = catalogue(self.catalogue.as_deref())?;
        let frame = Frame::read(&folder)?;
        self.check_ecosystems(&catalogue, &frame)?;
        let questions = self.questions(&frame)?;
        Ok(DrawnSample {
            rows: self.rows(&folder, &frame, &catalogue, &questions.asked)?,
            n_answered: questions.n_answered,
            strata: questions.strata,
            has_vectors: frame.vectors().is_some(),
            legend: catalogue
                .ecosystems
                .iter()
                .map(|e| (e.id.clone(), self.name(e).to_owned()))
                .collect(),
            language: self.language,
        })
    }

    fn questions(&self, frame: &Frame) -> Result<Questions, StudyError> {
        let labels = Labels::read_all(&self.labels)?;
        let size = (self.budget, self.seed);
        match &self.purpose {
            Purpose::Estimate => Ok(drawing::draw(frame, &labels, &self.ecosystems, size)),
            Purpose::Train { probabilities } => {
                choosing::choose(frame, &labels, &self.ecosystems, probabilities.as_deref(), size)
            }
        }
    }

    fn check_ecosystems(&self, catalogue: &Catalogue, frame: &Frame) -> Result<(), StudyError> {
        let known: BTreeSet<&str> = catalogue.ecosystems.iter().map(|e| e.id.as_str()).collect();
        let unknown = |id: &&String| !known.contains(id.as_str());
        let attributed: Vec<&String> = frame.ecosystems().filter(unknown).collect();
        if let Some(id) = attributed.first() {
            return Err(StudyError::OtherCatalogue((*id).clone()));
        }
        let named: Vec<String> = self.ecosystems.iter().filter(unknown).cloned().collect();
        if named.is_empty() {
            return Ok(());
        }
        Err(StudyError::UnknownEcosystems(named))
    }

    fn rows(
        &self,
        folder: &RunFolder,
        frame: &Frame,
        catalogue: &Catalogue,
        asked: &[Asked],
    ) -> Result<Vec<SampleRow>, StudyError> {
        let table = StoredTable::read(&folder.file("documents.parquet"))?;
        let (ids, titles, texts) = (table.texts("document_id")?, table.texts("title")?, table.texts("text")?);
        let places: BTreeMap<&String, usize> = ids.iter().zip(0..).collect();
        let mut marks = if self.is_blind { BTreeMap::new() } else { marks(folder)? };
        let row = |unit: &Asked| {
            let id = &frame.ids[unit.document];
            SampleRow {
                document_id: id.clone(),
                label: unit.label.clone(),
                stratum: unit.stratum.clone(),
                inclusion_probability: unit.probability,
                title: titles[places[id]].clone(),
                text: texts[places[id]].clone(),
                marks: marks.remove(&(id.clone(), unit.label.clone())).unwrap_or_default(),
                question: self.question(catalogue, &unit.label),
            }
        };
        Ok(asked.iter().map(row).collect())
    }

    fn question(&self, catalogue: &Catalogue, label: &str) -> String {
        let name = catalogue
            .ecosystems
            .iter()
            .find(|e| e.id == label)
            .map_or(label, |e| self.name(e));
        match (self.language, label == ANY_OTHER) {
            (AnswerLanguage::Dutch, false) => format!("Hoort dit bij {name}?"),
            (AnswerLanguage::English, false) => format!("Does this belong to {name}?"),
            (AnswerLanguage::Dutch, true) => "Bij welke ecosystemen hoort dit? `nee`, of ids met ; ertussen".to_owned(),
            (AnswerLanguage::English, true) => {
                "Which ecosystems does this belong to? `no`, or ids with ; between".to_owned()
            }
        }
    }

    fn name<'c>(&self, ecosystem: &'c catalogue::Ecosystem) -> &'c str {
        match self.language {
            AnswerLanguage::Dutch => &ecosystem.label.nl,
            AnswerLanguage::English => &ecosystem.label.en,
        }
    }
}

impl DrawnSample {
    /// How many documents are to be read.
    pub fn n_documents(&self) -> usize {
        self.rows
            .iter()
            .map(|row| &row.document_id)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// Writes the questions as CSV, TSV or XLSX, whole or not at all.
    ///
    /// # Errors
    /// When the file holds answers already, or cannot be written.
    pub fn write(&self, to: &Path) -> Result<(), StudyError> {
        let holds_answers = |labels: Labels| !(labels.judgements.is_empty() && labels.any_other.is_empty());
        if to.is_file() && Labels::read(to).is_ok_and(holds_answers) {
            return Err(StudyError::AnswersThere(to.to_owned()));
        }
        write_whole(to, |path| {
            write_sample(path, to, &self.rows, &self.legend, self.language).map_err(|error| StudyError::file(to, error))
        })
    }
}

/// Where rules matched, by document and ecosystem.
pub(crate) fn marks(folder: &RunFolder) -> Result<BTreeMap<(String, String), Vec<Mark>>, StudyError> {
    let table = StoredTable::read(&folder.file("evidence.parquet"))?;
    let (documents, ecosystems) = (table.texts("document_id")?, table.texts("ecosystem_id")?);
    let (fields, rules) = (table.texts("field")?, table.texts("rule")?);
    let (starts, ends) = (table.optional_counts("start")?, table.optional_counts("end")?);
    let mut marks: BTreeMap<(String, String), Vec<Mark>> = BTreeMap::new();
    for (row, pair) in documents.into_iter().zip(ecosystems).enumerate() {
        if let (Some(start), Some(end), "title" | "text") = (starts[row], ends[row], fields[row].as_str()) {
            marks.entry(pair).or_default().push(Mark {
                in_title: fields[row] == "title",
                start,
                end,
                rule: rules[row].clone(),
            });
        }
    }
    Ok(marks)
}
