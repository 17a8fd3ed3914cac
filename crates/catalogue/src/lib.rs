//! Ecosystems and the rules that delineate them.
//!
//! In: a folder with one TOML file an ecosystem, or the catalogue of 56 Dutch ecosystems that the
//! program carries. Out: a [`Catalogue`] whose queries are parsed, and every [`CatalogueProblem`]
//! of every file at once.
//!
//! ```
//! let (catalogue, problems) = catalogue::Catalogue::built_in();
//! assert_eq!(catalogue.ecosystems.len(), 56);
//! assert!(problems.is_empty());
//! let water = catalogue.by_id("watertechnologie").unwrap();
//! assert_eq!(water.number, Some(20));
//! ```

mod check;
mod ecosystem;
mod problem;
mod reading;

pub use ecosystem::{Bilingual, Catalogue, Condition, Crossing, Delineation, Ecosystem, Example, Facet, Role, Rule};
pub use problem::{CatalogueError, CatalogueProblem};
