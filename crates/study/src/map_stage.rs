//! The map of the run's documents: the stage that makes it, its table, and its place in `run.json`.

use corpus::{Document, Language};
use report::content::MapPoint;
use serde::{Deserialize, Serialize};
use theme::{FittedMap, Input, Map, MapQuality, Outcome};

use crate::cleaning::Cleaned;
use crate::error::StudyError;
use crate::fingerprint::fingerprint;
use crate::stage::Stages;
use crate::table::Table;
use crate::themes;
use crate::vectors::Vectors;

/// How the map was made, and how far it can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapRecord {
    /// Documents on it, near-copies among them.
    pub n_documents: usize,
    /// Documents that t-SNE placed; the others lie between the nearest of these.
    pub n_placed: usize,
    /// The share of the true neighbours that it was made from, in [0, 1].
    pub recall: f64,
    /// Its settings.
    pub settings: Map,
    /// Its quality.
    pub quality: MapQuality,
}

/// The place of each document; `None` where there are too few documents for a map.
pub(crate) fn map(
    documents: &[Document],
    cleaned: &Cleaned,
    vectors: &Vectors,
    seed: u64,
    stages: &mut Stages<'_>,
) -> Result<Option<FittedMap>, StudyError> {
    let ids: Vec<String> = documents.iter().map(|document| document.document_id.clone()).collect();
    let informative: Vec<bool> = (0..ids.len()).map(|document| cleaned.is_usable(document)).collect();
    let (version, settings) = (env!("CARGO_PKG_VERSION"), settings(seed));
    let of = (&vectors.key, &informative, &cleaned.plain, &cleaned.duplicate_of);
    let key = fingerprint(&("map", version, &settings, &of));
    stages.take(
        "map",
        &key,
        |_| documents.len(),
        |progress| {
            progress.begin("map", 0);
            let languages: Vec<Option<&str>> = documents
                .iter()
                .map(|document| document.language.as_ref().map(Language::code))
                .collect();
            let fitted = settings.of(&Input {
                document_ids: &ids,
                embeddings: &vectors.embeddings,
                informative: &informative,
                wordings: &themes::wordings(documents, &cleaned.plain),
                languages: &languages,
                encoder: None,
            });
            Ok(fitted.map(|map| with_copies(map, &cleaned.duplicate_of)))
        },
    )
}

fn settings(seed: u64) -> Map {
    Map { seed, ..Map::default() }
}

/// A near-copy lies where the document lies of which it is one.
fn with_copies(mut map: FittedMap, duplicate_of: &[Option<usize>]) -> FittedMap {
    for (copy, original) in duplicate_of.iter().enumerate() {
        if let Some(original) = original {
            map.points[copy] = map.points[*original];
        }
    }
    map
}

pub(crate) fn record(map: &FittedMap, seed: u64) -> MapRecord {
    MapRecord {
        n_documents: map.points.iter().flatten().count(),
        n_placed: map.n_placed,
        recall: map.recall,
        settings: settings(seed),
        quality: map.quality,
    }
}

/// The map as the report draws it, each document with the theme it is most in.
pub(crate) fn drawn(map: &FittedMap, themes: Option<&Outcome>) -> report::content::Map {
    let themes = match themes {
        Some(Outcome::Some(themes)) => Some(themes),
        _ => None,
    };
    let points = map.points.iter().enumerate().filter_map(|(document, point)| {
        let [x, y] = (*point)?.map(f64::from);
        let theme = themes
            .and_then(|themes| themes.memberships[document].first())
            .map(|most| most.0);
        Some(MapPoint { document, theme, x, y })
    });
    report::content::Map {
        points: points.collect(),
        trustworthiness: map.quality.trustworthiness,
        neighbours_kept: map.quality.neighbours_kept,
        n_neighbours: map.quality.n_neighbours as u64,
        n_measured: map.quality.n_measured as u64,
    }
}

/// A row for each document on the map.
pub(crate) fn table(documents: &[Document], map: Option<&FittedMap>) -> Table {
    let points = map.map_or(&[][..], |map| &map.points);
    let placed = || {
        documents
            .iter()
            .zip(points)
            .filter_map(|(document, point)| Some((document, (*point)?)))
    };
    Table::new()
        .text("document_id", placed().map(|(document, _)| &document.document_id))
        .number("x", placed().map(|(_, point)| f64::from(point[0])))
        .number("y", placed().map(|(_, point)| f64::from(point[1])))
}
