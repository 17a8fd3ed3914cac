//! How good a delineation is: people's judgements read back, precision with intervals, agreement.
//!
//! In: a labels file and the pairs of document and ecosystem that the program attributed. Out: a
//! [`PrecisionReport`]. What the judgements cannot tell is `None`, shown as "not estimated". Where the questions were
//! drawn at random from strata on both sides of the threshold ([`allocate`], [`draw`], [`write_sample`]), a
//! [`StratifiedEstimate`] also says how much was missed.
//!
//! ```
//! use evaluation::{Judgement, PrecisionReport, Value};
//! let judgement = |document: &str, value| Judgement {
//!     document_id: document.into(), label: "water".into(), value, annotator: "a".into(), ..Judgement::default()
//! };
//! let attributed = vec![("D1".to_owned(), "water".to_owned()), ("D2".to_owned(), "water".to_owned())];
//! let report = PrecisionReport::of(&attributed, &[judgement("D1", Value::Yes), judgement("D2", Value::No)]);
//! assert_eq!(report.pooled.precision.unwrap().value, 0.5);
//! ```

mod agreement;
mod allocation;
mod answer_table;
mod interval;
mod judgement;
mod label_problem;
mod labels;
mod posterior;
mod precision;
mod sample_sheet;
mod stratified;
mod stratum;

pub use agreement::{Agreement, adjusted_mutual_information, adjusted_rand_index, agreement};
pub use allocation::{allocate, allocate_further};
pub use answer_table::{AnswerRow, AnswerTable};
pub use interval::{Estimate, wilson};
pub use judgement::{AnyOther, Judgement, Origin, Rejection, Value};
pub use label_problem::{LabelError, LabelProblem, RowPlace, Severity};
pub use labels::{Labels, REJECTED};
pub use precision::{LabelPrecision, PrecisionReport, verdict};
pub use sample_sheet::{ANY_OTHER, AnswerLanguage, Mark, SAMPLE_COLUMNS, SampleRow, SampleSheetError, write_sample};
pub use stratified::{Figure, StratifiedEstimate};
pub use stratum::{StratumCounts, draw, permanent_random_number};
