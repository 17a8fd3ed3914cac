//! The map of documents, as it is drawn.

use serde::{Deserialize, Serialize};

/// A place for each document in the plane, near where documents are alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// The documents on it.
    pub points: Vec<MapPoint>,
    /// Trustworthiness of the neighbours on the map (Venna and Kaski 2001), at most 1.
    pub trustworthiness: f64,
    /// The share of each document's nearest documents that are nearest on the map too, in [0, 1].
    pub neighbours_kept: f64,
    /// How many nearest both look at.
    pub n_neighbours: u64,
    /// Documents that both were measured on.
    pub n_measured: u64,
}

/// One document on the map.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct MapPoint {
    /// Its position in the report's documents.
    pub document: usize,
    /// Its place in the report's themes; `None` in no theme.
    pub theme: Option<usize>,
    /// To the right, in no unit.
    pub x: f64,
    /// Upwards, in the same.
    pub y: f64,
}
