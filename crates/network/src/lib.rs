//! Who works with whom, per ecosystem and year; communities that may overlap.
//!
//! In: for each document its participants and its shares of ecosystems. Out: [`Edge`]s that carry
//! the ecosystem they were made in, and per ecosystem the [`Membership`]s of its organisations. A
//! generalist organisation is in one community of each ecosystem it works in, never forced into
//! one group for everything.
//!
//! ```
//! use network::{Collaboration, communities, edges};
//! let both = |ecosystem: &str| Collaboration {
//!     participants: vec![0, 1],
//!     year: Some(2020),
//!     shares: vec![(ecosystem.into(), 1.0)],
//! };
//! let edges = edges(&[both("water"), both("ai")]);
//! assert_eq!(edges.len(), 2);
//! assert!(edges.iter().all(|edge| edge.weight == 1.0));
//! assert_eq!(communities(&edges, 1).len(), 4);
//! ```

mod community;
mod edge;

pub use community::{Membership, communities};
pub use edge::{Collaboration, Edge, edges};
