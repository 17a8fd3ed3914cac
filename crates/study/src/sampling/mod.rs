//! What to label: stratified probability samples of a run's questions, for named ecosystems or for all at once.

pub(crate) mod frame;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use catalogue::Catalogue;
use evaluation::{ANY_OTHER, AnswerLanguage, Labels, Mark, SampleRow, allocate, permanent_random_number, write_sample};

use crate::attributing::catalogue;
use crate::error::StudyError;
use crate::run_folder::{RunFolder, write_whole};
use crate::table::StoredTable;
use frame::{ALL, Frame, FrameStratum};

/// What to draw.
#[derive(Debug, Clone)]
pub struct SampleDesign {
    /// The folder of a finished run.
    pub run: PathBuf,
    /// Ecosystems with strata of their own; none: all at once, in which one document is asked about every ecosystem
    /// that it is not attributed to.
    pub ecosystems: Vec<String>,
    /// The catalogue that the run used: a folder, or the built-in one.
    pub catalogue: Option<PathBuf>,
    /// Questions to be answered, those that `labels` answers among them.
    pub budget: usize,
    /// Start of all random numbers; with the same, a larger budget holds the smaller one's questions.
    pub seed: u64,
    /// Labels files whose questions are not asked again.
    pub labels: Vec<PathBuf>,
    /// Leaves out the evidence, so that the reader does not see the program's answer.
    pub is_blind: bool,
    /// The language of questions and answers.
    pub language: AnswerLanguage,
}

/// What was drawn.
#[derive(Debug, Clone)]
pub struct DrawnSample {
    /// The questions, a document's together, in random order.
    pub rows: Vec<SampleRow>,
    /// Every stratum: its name, its units, and how many are drawn.
    pub strata: Vec<(String, usize, usize)>,
    /// Questions drawn that were answered before and are left out.
    pub n_answered: usize,
    /// Whether the run has vectors to tell near from far.
    pub has_vectors: bool,
    legend: Vec<(String, String)>,
    language: AnswerLanguage,
}

/// A unit that was drawn: the document, the ecosystem asked, its stratum and inclusion probability.
struct Drawn<'f> {
    document: usize,
    label: String,
    stratum: &'f str,
    probability: f64,
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
        let strata = self.strata(&frame);
        let labels = self.allocation(&strata);
        let sizes = strata.iter().flatten().zip(&labels);
        let sizes = sizes
            .map(|(stratum, &n)| (stratum.name.clone(), stratum.units.len(), n))
            .collect();
        let mut drawn: Vec<Drawn<'_>> = strata
            .iter()
            .flatten()
            .zip(&labels)
            .flat_map(|(stratum, &n)| self.draw_from(stratum, n, &frame))
            .collect();
        drawn.sort_by_cached_key(|unit| {
            let id = &frame.ids[unit.document];
            (
                permanent_random_number(self.seed, id),
                id.clone(),
                unit.label == ALL,
                unit.label.clone(),
            )
        });
        let n_drawn = drawn.len();
        let answered = self.answered(&frame)?;
        drawn.retain(|unit| !answered.contains(&(unit.document, unit.label.clone())));
        Ok(DrawnSample {
            n_answered: n_drawn - drawn.len(),
            rows: self.rows(&folder, &frame, &catalogue, &drawn)?,
            strata: sizes,
            has_vectors: frame.has_vectors(),
            legend: catalogue
                .ecosystems
                .iter()
                .map(|e| (e.id.clone(), self.name(e).to_owned()))
                .collect(),
            language: self.language,
        })
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

    /// The strata of each part of the budget.
    fn strata(&self, frame: &Frame) -> Vec<Vec<FrameStratum>> {
        if self.ecosystems.is_empty() {
            return vec![frame.strata_of_all()];
        }
        let named: BTreeSet<&String> = self.ecosystems.iter().collect();
        named.into_iter().map(|ecosystem| frame.strata(ecosystem)).collect()
    }

    /// Labels of every stratum; the budget is divided evenly among the ecosystems, what is left over to the first.
    fn allocation(&self, strata: &[Vec<FrameStratum>]) -> Vec<usize> {
        let (each, over) = (self.budget / strata.len(), self.budget % strata.len());
        let of_one = |(place, strata): (usize, &Vec<FrameStratum>)| {
            let sizes: Vec<(bool, usize)> = strata.iter().map(|s| (s.is_attributed, s.units.len())).collect();
            allocate(&sizes, each + usize::from(place < over))
        };
        strata.iter().enumerate().flat_map(of_one).collect()
    }

    /// The units with the smallest permanent random numbers. They are the document's, so that the strata of several
    /// ecosystems draw the same documents; where a stratum holds pairs, the pair's, so that they are drawn one by one.
    fn draw_from<'f>(&self, stratum: &'f FrameStratum, n: usize, frame: &Frame) -> Vec<Drawn<'f>> {
        let holds_pairs = stratum.is_attributed && self.ecosystems.is_empty();
        let name = |(document, label): &(usize, String)| match holds_pairs {
            true => format!("{} {label}", frame.ids[*document]),
            false => frame.ids[*document].clone(),
        };
        let names: Vec<String> = stratum.units.iter().map(name).collect();
        let probability = n as f64 / stratum.units.len() as f64;
        let unit = |place: usize| {
            let (document, label) = &stratum.units[place];
            Drawn {
                document: *document,
                label: label.clone(),
                stratum: &stratum.name,
                probability,
            }
        };
        evaluation::draw(&names, n, self.seed).into_iter().map(unit).collect()
    }

    fn answered(&self, frame: &Frame) -> Result<BTreeSet<(usize, String)>, StudyError> {
        let mut answered = BTreeSet::new();
        for path in &self.labels {
            let labels = Labels::read(path)?;
            for judgement in labels.judgements {
                let place = frame.places.get(&judgement.document_id);
                answered.extend(place.map(|&place| (place, judgement.label)));
            }
            for answer in labels.any_other {
                let place = frame.places.get(&answer.document_id);
                answered.extend(place.map(|&place| (place, ALL.to_owned())));
            }
        }
        Ok(answered)
    }

    fn rows(
        &self,
        folder: &RunFolder,
        frame: &Frame,
        catalogue: &Catalogue,
        drawn: &[Drawn<'_>],
    ) -> Result<Vec<SampleRow>, StudyError> {
        let table = StoredTable::read(&folder.file("documents.parquet"))?;
        let (ids, titles, texts) = (table.texts("document_id")?, table.texts("title")?, table.texts("text")?);
        let places: BTreeMap<&String, usize> = ids.iter().zip(0..).collect();
        let mut marks = if self.is_blind { BTreeMap::new() } else { marks(folder)? };
        let row = |unit: &Drawn<'_>| {
            let id = &frame.ids[unit.document];
            SampleRow {
                document_id: id.clone(),
                label: unit.label.clone(),
                stratum: unit.stratum.to_owned(),
                inclusion_probability: unit.probability,
                title: titles[places[id]].clone(),
                text: texts[places[id]].clone(),
                marks: marks.remove(&(id.clone(), unit.label.clone())).unwrap_or_default(),
                question: self.question(catalogue, &unit.label),
            }
        };
        Ok(drawn.iter().map(row).collect())
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
fn marks(folder: &RunFolder) -> Result<BTreeMap<(String, String), Vec<Mark>>, StudyError> {
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
