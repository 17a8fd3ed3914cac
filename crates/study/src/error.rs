//! Why a run cannot go on, and the way out.

use std::path::PathBuf;

use thiserror::Error;

/// Why a run, or a look into one, cannot go on.
#[derive(Debug, Error)]
pub enum StudyError {
    /// The input.
    #[error(transparent)]
    Corpus(#[from] corpus::CorpusError),
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] catalogue::CatalogueError),
    /// The catalogue was read and has problems.
    #[error("the catalogue has {} problem{}:\n{}", problems.len(), if problems.len() == 1 { "" } else { "s" }, listed(problems))]
    CatalogueProblems {
        /// All of them.
        problems: Vec<catalogue::CatalogueProblem>,
    },
    /// The model.
    #[error(transparent)]
    Model(#[from] encoder::ModelError),
    /// The model, on a batch.
    #[error(transparent)]
    Encoding(#[from] embedding::EncoderError),
    /// The index.
    #[error(transparent)]
    Index(#[from] index::IndexError),
    /// The report.
    #[error(transparent)]
    Report(#[from] report::ReportError),
    /// The classifier.
    #[error(transparent)]
    Classifier(#[from] attribution::ClassifierError),
    /// The classifier knows vectors of another model than the one of that name here.
    #[error("the classifier `{classifier}` was trained on the vectors of another `{model}`")]
    ClassifierOfOtherModel {
        /// The classifier.
        classifier: String,
        /// The model's id.
        model: String,
    },
    /// The classifier's labels are no ecosystems of the catalogue.
    #[error("none of the classifier's {} labels is an ecosystem of the catalogue (the first: `{}`)", .0.len(), .0.first().map_or("", String::as_str))]
    ClassifierOfOtherLabels(Vec<String>),
    /// The labels file.
    #[error(transparent)]
    Labels(#[from] evaluation::LabelError),
    /// Rows of files that people filled in.
    #[error("{} {of}{} cannot be used:\n{}", problems.len(), if problems.len() == 1 { "" } else { "s" }, unusable(problems))]
    UnusableRows {
        /// What one row is.
        of: &'static str,
        /// What is wrong with each.
        problems: Vec<evaluation::LabelProblem>,
    },
    /// A classifier, to be trained or used.
    #[error(transparent)]
    Training(#[from] crate::training::TrainingFault),
    /// No document came out of the input.
    #[error("no document could be read from the input: {quarantined} of {rows} rows were quarantined")]
    NoDocuments {
        /// Rows in all files.
        rows: u64,
        /// Rows that could not be read.
        quarantined: u64,
    },
    /// The folder holds another run.
    #[error("`{}` holds a run of other inputs: {earlier}", folder.display())]
    OtherRun {
        /// The folder.
        folder: PathBuf,
        /// The inputs of that run.
        earlier: String,
    },
    /// The folder holds things that are no run.
    #[error("`{}` is not empty and holds no run", .0.display())]
    NotARunFolder(PathBuf),
    /// The folder to write holds something else.
    #[error("`{}` is there already and is not empty", .0.display())]
    FolderTaken(PathBuf),
    /// The run was made with another catalogue, or another state of it.
    #[error("the run was made with a catalogue other than {0}: its cards would not be those of the run")]
    CatalogueChanged(String),
    /// An export that cannot be final yet.
    #[error("the export cannot be final, for {} reason{}:\n{}", .0.len(), if .0.len() == 1 { "" } else { "s" }, listed(.0))]
    NotFinal(Vec<crate::exporting::Shortcoming>),
    /// The folder to look into holds no finished run.
    #[error("`{}` holds no finished run", .0.display())]
    NoRun(PathBuf),
    /// A file of a run or of vectors cannot be read or written.
    #[error("cannot use `{}`: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// An embeddings file does not fit the input.
    #[error("the embeddings file `{}` has no row for {missing} of {documents} documents (the first: `{example}`)", path.display())]
    EmbeddingsDoNotFit {
        /// The file.
        path: PathBuf,
        /// Documents without a row.
        missing: usize,
        /// Documents in the input.
        documents: usize,
        /// The id of one without a row.
        example: String,
    },
    /// Ecosystems that the catalogue does not have.
    #[error("the catalogue has no ecosystem `{}`", .0.join("`, `"))]
    UnknownEcosystems(Vec<String>),
    /// A run that was made with another catalogue.
    #[error("the run attributes documents to `{0}`, which the catalogue does not have")]
    OtherCatalogue(String),
    /// A file that people have filled in would be overwritten.
    #[error("`{}` holds answers already", .0.display())]
    AnswersThere(PathBuf),
    /// A query cannot be used.
    #[error("{0}")]
    Query(String),
}

/// One line a problem.
fn unusable(problems: &[evaluation::LabelProblem]) -> String {
    let lines = problems
        .iter()
        .map(|problem| format!("  {}: {}", problem.place, problem.problem));
    lines.collect::<Vec<_>>().join("\n")
}

/// What mends the problems, each way out once.
fn hints(problems: &[evaluation::LabelProblem]) -> String {
    let mut hints: Vec<&str> = Vec::new();
    for problem in problems {
        if !hints.contains(&problem.hint.as_str()) {
            hints.push(&problem.hint);
        }
    }
    hints.join("; ")
}

impl StudyError {
    /// A file that cannot be used, with the reason in words.
    pub(crate) fn file(path: impl Into<PathBuf>, reason: impl ToString) -> Self {
        Self::File {
            path: path.into(),
            reason: reason.to_string(),
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Corpus(error) => return error.hint(),
            Self::Catalogue(error) => error.hint().to_owned(),
            Self::Model(error) => error.hint(),
            Self::Encoding(error) => error.hint().to_owned(),
            Self::Labels(error) => error.hint(),
            Self::UnusableRows { problems, .. } => hints(problems),
            Self::Classifier(error) => error.hint().to_owned(),
            Self::ClassifierOfOtherModel { .. } => "train it again with this model, or use `--classifier none`".into(),
            Self::ClassifierOfOtherLabels(_) => {
                "train it on labels that are ids or names of the catalogue; `afbaken catalogue list` shows them".into()
            }
            Self::Training(fault) => fault.hint().to_owned(),
            Self::CatalogueProblems { .. } => {
                "mend these; `afbaken catalogue check DIR` lists them without a run".into()
            }
            Self::Index(_) => "delete the folder `index` of the run and run again".into(),
            Self::Report(_) => "the tables of the run are written; please report this as a fault of the program".into(),
            Self::NoDocuments { .. } => {
                "look at the file with `afbaken inspect FILE`; name its columns with `--map title=…,text=…`".into()
            }
            Self::OtherRun { .. } => {
                "name another folder with `--out`, or add the earlier inputs to this command".into()
            }
            Self::NotARunFolder(_) => "name a new or empty folder with `--out`".into(),
            Self::FolderTaken(_) => "name a new or empty folder with `--out`".into(),
            Self::CatalogueChanged(_) => {
                "name the catalogue of the run with `--catalogue DIR`; where it was edited since, give the \
                                          command of the run again: only what changed is computed"
                    .into()
            }
            Self::NotFinal(_) => "without `--final` a draft is written, with the sheet `to_review.csv`".into(),
            Self::NoRun(_) => {
                "make one with `afbaken scope INPUT --out RUN`; a run that broke off is taken up by the same command"
                    .into()
            }
            Self::File { .. } => "check that it exists, is of the right kind and may be read".into(),
            Self::EmbeddingsDoNotFit { .. } => {
                "make it with `afbaken embed INPUT --out FILE.parquet` from the same input".into()
            }
            Self::UnknownEcosystems(_) => "`afbaken catalogue list` shows the ids".into(),
            Self::OtherCatalogue(_) => "name the catalogue of the run with `--catalogue DIR`".into(),
            Self::AnswersThere(_) => {
                "name another file with `--out`; with `--labels` what is answered is not asked again".into()
            }
            Self::Query(_) => return None,
        };
        Some(hint)
    }
}

/// One line a problem; a hint once, below all problems in a row that it mends.
fn listed(problems: &[impl Mendable]) -> String {
    let in_a_row = problems.chunk_by(|one, next| one.hint() == next.hint());
    let told = in_a_row.map(|alike| {
        let lines: String = alike.iter().map(|problem| format!("  {problem}\n")).collect();
        format!("{lines}    hint: {}\n", alike[0].hint())
    });
    told.collect::<String>().trim_end().to_owned()
}

/// A problem that a person can mend.
trait Mendable: std::fmt::Display {
    fn hint(&self) -> &str;
}

impl Mendable for catalogue::CatalogueProblem {
    fn hint(&self) -> &str {
        &self.hint
    }
}

impl Mendable for crate::exporting::Shortcoming {
    fn hint(&self) -> &str {
        &self.hint
    }
}
