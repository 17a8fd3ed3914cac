//! How good a delineation is: people's judgements read back, precision with intervals, agreement.
//!
//! In: a labels file and the pairs of document and ecosystem that the program attributed. Out: a
//! [`PrecisionReport`]. What the judgements cannot tell is `None`, shown as "not estimated".
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
mod interval;
mod judgement;
mod precision;

pub use agreement::{Agreement, adjusted_rand_index, agreement};
pub use interval::{Estimate, wilson};
pub use judgement::{Judgement, LabelError, LabelProblem, Labels, REJECTED, Rejection, Value};
pub use precision::{LabelPrecision, PrecisionReport};
