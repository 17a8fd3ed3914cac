//! Which share of a document, and of an organisation, belongs to which ecosystem, on what evidence.
//!
//! In: a [`catalogue::Catalogue`] and documents. Out: for each document its [`Attribution`]s, each
//! with at least one row of [`Evidence`]; and from these, per organisation and year, the
//! [`OrganisationShare`]s. The main type is [`RuleSet`]. What people decide stands above both ([`decided`]).
//!
//! ```
//! use attribution::{RuleSet, Zone};
//! use corpus::{Document, Language};
//! let (catalogue, _) = catalogue::Catalogue::built_in();
//! let rules = RuleSet::compile(&catalogue);
//! let document = Document {
//!     title: "Membraanfiltratie van afvalwater".into(),
//!     text: "Een membraan zuivert het afvalwater van de fabriek.".into(),
//!     language: Some(Language::DUTCH),
//!     ..Document::default()
//! };
//! let found = rules.attribute(&document, 0.5);
//! let water = found.iter().find(|found| found.attribution.ecosystem_id == "watertechnologie").unwrap();
//! assert_eq!(water.attribution.zone, Zone::Core);
//! assert!(water.evidence.iter().any(|evidence| evidence.start.is_some()));
//! ```

mod actor_type;
mod classifier_files;
mod decision;
mod evidence;
mod finding;
mod label_classifier;
mod name_decisions;
mod name_match;
mod organisation;
mod organisation_share;
mod pair_classifier;
mod pair_features;
mod pair_figures;
mod pair_learning;
mod passage;
mod place;
mod profile;
mod rule_loss;
mod rule_set;
mod share;
mod size_curve;

pub use actor_type::ActorType;
pub use classifier_files::ClassifierError;
pub use decision::{Decision, Verdict, decided};
pub use evidence::{Evidence, EvidenceKind};
pub use finding::{Finding, RuleFinding};
pub use label_classifier::{LabelClassifier, LabelScorer};
pub use name_decisions::{NameDecision, NameDecisions, NameFault, NameVerdict};
pub use name_match::{MatchReason, NameMatch, doubtful_names};
pub use organisation::{Organisation, Organisations, organisation_id, organisation_key};
pub use organisation_share::{DocumentShares, OrganisationShare, organisation_shares};
pub use pair_classifier::{PairClassifier, PairScorer, Weighing};
pub use pair_features::EvidenceGroup;
pub use pair_figures::{PairFigures, RuleFigures};
pub use pair_learning::{LabelledDocument, PairLearning, PairReport, PairTraining};
pub use passage::{Passage, passages};
pub use profile::{ProfileLearning, Profiles};
pub use rule_set::{Attributed, Attributor, RuleSet};
pub use share::{Attribution, Candidate, Mode, Review, ShareSource, Zone, attributions, updated_weight};
pub use size_curve::{Below, SizeCurve, SizePoint, Weighed, size_curves};
