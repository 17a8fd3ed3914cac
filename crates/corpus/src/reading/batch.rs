//! Documents of many rows at once, on all cores; the order stays that of the rows.

use std::num::NonZero;
use std::thread;

use super::assembly::{Assembly, Draft};
use super::row::Row;
use crate::language::LanguageDetector;

/// Rows taken together: enough to keep cores busy, little enough to stream.
pub(crate) const BATCH_ROWS: usize = 512;

/// The drafts of rows in their order; `None` for a row without title and text. Languages that no
/// column tells are detected where a detector is given.
pub(crate) fn drafts(rows: &[Row], assembly: &Assembly<'_>, detector: Option<&LanguageDetector>) -> Vec<Option<Draft>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = rows.len().div_ceil(threads).max(1);
    if threads == 1 || rows.len() < threads {
        return rows.iter().map(|row| draft(row, assembly, detector)).collect();
    }
    thread::scope(|scope| {
        let workers: Vec<_> = rows
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    part.iter()
                        .map(|row| draft(row, assembly, detector))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("reading a row does not panic"))
            .collect()
    })
}

fn draft(row: &Row, assembly: &Assembly<'_>, detector: Option<&LanguageDetector>) -> Option<Draft> {
    let mut draft = assembly.draft(row)?;
    if let (None, Some(detector)) = (draft.document.language, detector) {
        draft.document.language = detector.detect_document(&draft.document);
    }
    Some(draft)
}
