//! The main job: stages keyed by the hash of what they read, and the run folder they fill.
//!
//! In: input files and a [`Scope`] that says what to do with them. Out: a run folder with Parquet
//! tables, a report for people and `run.json`. The command line calls this and nothing below it for
//! a run. The way of one document: read and clean (`read_stage`, `cleaning`) → vectors (`vectors`)
//! → themes (`themes`) and map (`map_stage`) → attribution (`attributing`) → organisations, indicators and network
//! (`aggregates`) → tables and report (`run_tables`, `content`).
//!
//! ```no_run
//! use study::{Scope, Silent};
//! let scope = Scope::new(vec!["projects.jsonl".into()], "my-run".into());
//! let summary = scope.run(&mut Silent)?;
//! println!("{} documents", summary.counts.documents);
//! # Ok::<(), study::StudyError>(())
//! ```

mod aggregates;
mod attributing;
mod classifying;
mod cleaning;
mod comparing;
mod content;
mod crossing;
mod deciding;
mod embedding_stream;
mod error;
mod evaluating;
mod exporting;
mod fingerprint;
mod indicators;
mod kept_vectors;
mod map_stage;
mod matching;
mod membership;
mod naming;
mod people;
mod progress;
mod read_stage;
mod recording;
mod run_classifier;
mod run_folder;
mod run_record;
mod run_tables;
mod sampling;
mod scope;
mod stage;
mod summary;
mod table;
mod theme_codes;
mod themes;
mod timing;
mod training;
mod vectors;

pub use classifying::{Classification, ClassificationOutcome};
pub use comparing::{
    AgreementMatrix, Change, ComparedPair, ComparedRun, DecisionTable, Difference, DocumentCounts, EcosystemChange,
    RunComparison, TermShift, TermShifts, ThemeChanges, ThemeSplit, Total, agreement_matrix, compare,
};
pub use embedding_stream::{Embedded, embed_corpus};
pub use error::StudyError;
pub use evaluating::{Evaluation, RuleEstimate, RunEvaluation, SampledFigures, attributed_documents};
pub use exporting::{Export, Exported, ReviewTally, Shortcoming};
pub use map_stage::MapRecord;
pub use matching::{MatchOutcome, QueryFault, QueryHit, match_queries, search_run};
pub use membership::MemberCoverage;
pub use progress::{Progress, Silent};
pub use run_classifier::ClassifierChoice;
pub use run_folder::RunFolder;
pub use run_record::{Counts, ModelRecord, RunRecord, ThemesRecord, Timing};
pub use sampling::{DrawnSample, Purpose, SampleDesign};
pub use scope::{Delineation, ModelChoice, Scope, ThemeSearch, VectorSource};
pub use summary::{OverCount, Summary};
pub use training::{
    AnswerTally, Basis, Card, Comparison, GROUP_COLUMN, LABEL_COLUMN, LabelSource, QuerySource, TrainingFault,
    TrainingOutcome, TrainingPlan, VectorRecord,
};
pub use vectors::{cached, encode_documents};
