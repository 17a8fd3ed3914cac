//! The main job, from input files to a run folder.

use std::path::{Path, PathBuf};

use attribution::{Attributed, Weighed};
use catalogue::Catalogue;
use corpus::Mapping;
use report::content::ReportLanguage;
use theme::{FittedMap, Method, NumberOfThemes, Outcome, Params};

use crate::aggregates::{Aggregates, aggregates};
use crate::attributing::{self, AttributedCorpus, USUAL_THRESHOLD};
use crate::cleaning::{Cleaned, clean};
use crate::content;
use crate::error::StudyError;
use crate::map_stage;
use crate::people::People;
use crate::progress::Progress;
use crate::read_stage::{self, ReadCorpus};
use crate::run_classifier::{self, ClassifierChoice, RunClassifier};
use crate::run_folder::RunFolder;
use crate::run_record::{ModelRecord, RunRecord};
use crate::run_tables;
use crate::stage::Stages;
use crate::summary::{Summary, summary};
use crate::themes;
use crate::vectors::{self, Vectors};

/// What to do with which input.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// The run folder.
    pub out: PathBuf,
    /// Which columns hold what, where a person said so.
    pub mapping: Mapping,
    /// Themes from below; `None`: none are sought.
    pub themes: Option<ThemeSearch>,
    /// CSV or XLSX files with people's decisions on names of organisations.
    pub names: Vec<PathBuf>,
    /// Attribution from above; `None`: nothing is attributed.
    pub delineation: Option<Delineation>,
    /// Start of all random numbers.
    pub seed: u64,
    /// Language of the report.
    pub language: ReportLanguage,
    /// The command as given, for `run.json`.
    pub command: Vec<String>,
}

/// How themes are sought.
#[derive(Debug, Clone)]
pub struct ThemeSearch {
    /// Where vectors come from.
    pub vectors: VectorSource,
    /// How documents are grouped.
    pub method: Method,
    /// How many themes.
    pub number: NumberOfThemes,
}

/// Where vectors come from.
#[derive(Debug, Clone)]
pub enum VectorSource {
    /// A model.
    Model(ModelChoice),
    /// A Parquet file with `document_id, embedding`.
    File(PathBuf),
}

/// A model, and how it is to run.
#[derive(Debug, Clone, Default)]
pub struct ModelChoice {
    /// A directory or a hub id; `None`: the built-in model.
    pub name: Option<String>,
    /// What it runs on.
    pub compute: encoder::Compute,
    /// The numbers it computes in.
    pub precision: encoder::Precision,
    /// Never use the network.
    pub offline: bool,
    /// What is done with texts that are longer than the model reads.
    pub long_texts: encoder::LongTexts,
    /// A folder that keeps vectors from run to run; `None`: only the run folder does.
    pub cache: Option<PathBuf>,
}

/// How documents are attributed.
#[derive(Debug, Clone)]
pub struct Delineation {
    /// A folder; `None`: the built-in catalogue.
    pub catalogue: Option<PathBuf>,
    /// The least probability that attributes; `None`: the classifier's, which labels set, else .5.
    pub threshold: Option<f64>,
    /// Who weighs what the rules find.
    pub classifier: ClassifierChoice,
    /// CSV or XLSX files with the members that fields declare.
    pub members: Vec<PathBuf>,
    /// Labels files with people's decisions, which stand above rules and classifier.
    pub judgements: Vec<PathBuf>,
}

/// Everything that a run made, for tables and report.
pub(crate) struct Made {
    pub read: ReadCorpus,
    pub cleaned: Cleaned,
    pub vectors: Option<Vectors>,
    /// The classifier's, where they are not those above.
    pub own_vectors: Option<Vectors>,
    pub classifier: Option<RunClassifier>,
    pub themes: Option<Outcome>,
    pub map: Option<FittedMap>,
    pub catalogue: Option<Catalogue>,
    /// One entry a document; all empty where nothing was attributed.
    pub attributed: Vec<Vec<Attributed>>,
    pub people: People,
    pub aggregates: Aggregates,
}

impl Scope {
    /// The whole job with the built-in model and catalogue.
    pub fn new(inputs: Vec<PathBuf>, out: PathBuf) -> Self {
        let vectors = VectorSource::Model(ModelChoice::default());
        Self {
            inputs,
            out,
            mapping: Mapping::default(),
            themes: Some(ThemeSearch {
                vectors,
                method: Method::default(),
                number: NumberOfThemes::Auto,
            }),
            delineation: Some(Delineation {
                catalogue: None,
                threshold: None,
                classifier: ClassifierChoice::Usual,
                members: Vec::new(),
                judgements: Vec::new(),
            }),
            names: Vec::new(),
            seed: 1,
            language: ReportLanguage::Dutch,
            command: Vec::new(),
        }
    }

    /// Runs every stage that is not done yet and writes the run folder.
    ///
    /// # Errors
    /// When the input, the catalogue or the model cannot be used (found before the folder is
    /// touched where that is possible), the folder holds another run, or a file cannot be written.
    pub fn run(&self, progress: &mut dyn Progress) -> Result<Summary, StudyError> {
        let plan = read_stage::plan(&self.inputs, &self.mapping)?;
        let catalogue = self.catalogue()?;
        let people = People::read(self, catalogue.as_ref())?;
        let classifier = match self.delineation.as_ref().zip(catalogue.as_ref()) {
            Some((delineation, catalogue)) => run_classifier::classifier(delineation, catalogue)?,
            None => None,
        };
        self.check_model()?;
        let files: Vec<PathBuf> = plan.paths().map(Path::to_owned).collect();
        let folder = RunFolder::claim(&self.out, &files)?;
        let mut stages = Stages {
            folder,
            progress,
            timings: Vec::new(),
        };
        let made = self.make(&plan, (catalogue, classifier, people), &mut stages)?;
        self.write(&made, stages)
    }

    fn catalogue(&self) -> Result<Option<Catalogue>, StudyError> {
        let folder = self
            .delineation
            .as_ref()
            .map(|delineation| delineation.catalogue.as_deref());
        folder.map(attributing::catalogue).transpose()
    }

    /// A missing model is found before anything is read.
    fn check_model(&self) -> Result<(), StudyError> {
        match self.themes.as_ref().map(|search| &search.vectors) {
            Some(VectorSource::Model(model)) => {
                model.files()?;
            }
            Some(VectorSource::File(path)) if !path.is_file() => {
                return Err(StudyError::file(path, "there is no such embeddings file"));
            }
            _ => {}
        }
        Ok(())
    }

    fn make(
        &self,
        plan: &corpus::Plan,
        (catalogue, classifier, people): (Option<Catalogue>, Option<RunClassifier>, People),
        stages: &mut Stages<'_>,
    ) -> Result<Made, StudyError> {
        let read = read_stage::read(plan, &self.mapping, stages)?;
        let cleaned = clean(&read, stages)?;
        let vectors = self.vectors(&read, &cleaned, stages)?;
        let themes = self.find_themes(&read, &cleaned, vectors.as_ref(), stages)?;
        let map = match &vectors {
            Some(vectors) => map_stage::map(&read.documents, &cleaned, vectors, self.seed, stages)?,
            None => None,
        };
        crate::matching::build_index(&read, stages)?;
        let own_vectors = match &classifier {
            Some(classifier) => classifier.vectors(vectors.as_ref(), (&read, &cleaned), stages)?,
            None => None,
        };
        let weighing = classifier.as_ref().zip(own_vectors.as_ref().or(vectors.as_ref()));
        let weighed = self.weighed(&read, catalogue.as_ref(), weighing, stages)?;
        let (attributed, below): (Vec<_>, Vec<_>) = weighed.into_iter().map(|one| (one.attributed, one.below)).unzip();
        let (attributed, n_elsewhere) = people
            .decisions
            .apply(&read.documents, &cleaned.duplicate_of, attributed);
        if n_elsewhere > 0 {
            stages.progress.warn(&format!(
                "{n_elsewhere} judgements are of documents that are not in the input"
            ));
        }
        let aggregates = stages.pass("aggregate", |_| {
            let aggregates = aggregates(
                &read.documents,
                &cleaned,
                (&attributed, &below),
                catalogue.as_ref(),
                (&people, self.seed),
            );
            let n = aggregates.organisations.all.len();
            Ok((aggregates, n))
        })?;
        Ok(Made {
            read,
            cleaned,
            vectors,
            own_vectors,
            classifier,
            themes,
            map,
            catalogue,
            attributed,
            people,
            aggregates,
        })
    }

    fn vectors(
        &self,
        read: &ReadCorpus,
        cleaned: &Cleaned,
        stages: &mut Stages<'_>,
    ) -> Result<Option<Vectors>, StudyError> {
        let search = self.themes.as_ref();
        search
            .map(|search| vectors::vectors(&read.documents, &cleaned.plain, &search.vectors, stages))
            .transpose()
    }

    fn find_themes(
        &self,
        read: &ReadCorpus,
        cleaned: &Cleaned,
        vectors: Option<&Vectors>,
        stages: &mut Stages<'_>,
    ) -> Result<Option<Outcome>, StudyError> {
        let (Some(search), Some(vectors)) = (&self.themes, vectors) else {
            return Ok(None);
        };
        let params = Params {
            method: search.method,
            number: search.number,
            seed: self.seed,
        };
        themes::themes(&read.documents, cleaned, vectors, params, stages).map(Some)
    }

    fn weighed(
        &self,
        read: &ReadCorpus,
        catalogue: Option<&Catalogue>,
        weighing: Option<(&RunClassifier, &Vectors)>,
        stages: &mut Stages<'_>,
    ) -> Result<Vec<Weighed>, StudyError> {
        let (Some(delineation), Some(catalogue)) = (&self.delineation, catalogue) else {
            return Ok(vec![Weighed::default(); read.documents.len()]);
        };
        let findings = attributing::failing_examples(catalogue, delineation.threshold.unwrap_or(USUAL_THRESHOLD));
        if !findings.is_empty() {
            stages.progress.warn(&format!(
                "the rules get {} of the catalogue's own examples wrong:\n  {}",
                findings.len(),
                findings.join("\n  ")
            ));
        }
        let AttributedCorpus { documents } =
            attributing::attribute(read, catalogue, weighing, delineation.threshold, stages)?;
        Ok(documents)
    }

    fn write(&self, made: &Made, mut stages: Stages<'_>) -> Result<Summary, StudyError> {
        let record = self.record(made);
        let (folder, n) = (stages.folder.clone(), made.read.documents.len());
        stages.pass("write", |progress| {
            progress.begin("write", 0);
            Ok((run_tables::write(made, &folder)?, n))
        })?;
        stages.pass("report", |progress| {
            progress.begin("report", 0);
            let report = content::content(self, made, &record);
            folder.write(&folder.file("report.html"), |path| {
                Ok(report::write_html(&report, path)?)
            })?;
            folder.write(&folder.file("report.xlsx"), |path| {
                Ok(report::write_xlsx(&report, path)?)
            })?;
            Ok(((), n))
        })?;
        let record = RunRecord {
            timings: stages.timings.clone(),
            ..record
        };
        let text = serde_json::to_vec_pretty(&record).expect("plain values have a JSON form");
        let path = folder.file("run.json");
        folder.write(&path, |path| {
            std::fs::write(path, &text).map_err(|error| StudyError::file(path, error))
        })?;
        Ok(summary(made, record, stages))
    }
}

impl Made {
    pub(crate) fn model(&self) -> Option<&ModelRecord> {
        let made = self.vectors.as_ref().or(self.own_vectors.as_ref());
        made.and_then(|vectors| vectors.model.as_ref())
    }
}
