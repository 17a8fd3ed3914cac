//! Groups documents into themes and names them; says when there are none.
//!
//! In: one vector a document, its content words and its language. Out: an [`Outcome`]: candidate
//! [`Themes`] with labels, representative documents and memberships, or the reason why this corpus
//! has no clear ones. The main type is [`Params`]; the way is params → [`Params::find`] → outcome.
//! The parts stand by themselves too: [`neighbours`] → [`NeighbourGraph`], [`SphericalKMeans`], [`LatentSpace`], and
//! [`Map`], which places the documents in the plane.
//!
//! ```
//! use embedding::Embeddings;
//! use theme::{Input, NoThemes, Outcome, Params, Wording};
//! let mut embeddings = Embeddings::new(2);
//! embeddings.push(Some(&[1.0, 0.0]));
//! let input = Input {
//!     document_ids: &["D1".into()],
//!     embeddings: &embeddings,
//!     informative: &[true],
//!     wordings: &[Wording::default()],
//!     languages: &[None],
//!     encoder: None,
//! };
//! let outcome = Params::default().find(&input, &mut |_, _| ());
//! assert!(matches!(outcome, Outcome::None(NoThemes::TooFew { n_informative: 1, .. })));
//! ```

mod choice;
mod cosines;
mod find;
mod graph;
mod grouping;
mod inverted_file;
mod label;
mod latent;
mod map;
mod map_quality;
mod neighbours;
mod notion;
mod phrase;
mod representation;
mod spherical_k_means;

pub use choice::{CLEAR_BY, KChoice, Stability};
pub use find::{Input, NoThemes, NumberOfThemes, Outcome, Params, Theme, Themes};
pub use graph::NeighbourGraph;
pub use grouping::Method;
pub use label::{ScoredTerm, Term, ThemeTerm, Wording, terms_by_group};
pub use latent::LatentSpace;
pub use map::{FittedMap, Map};
pub use map_quality::MapQuality;
pub use neighbours::{Neighbours, neighbours};
pub use spherical_k_means::{FittedSphericalKMeans, SphericalKMeans};
