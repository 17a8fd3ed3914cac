//! Results that are kept under the hash of what they were made from, as CBOR: it keeps every bit of a number.

use std::fs;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StudyError;
use crate::progress::Progress;
use crate::run_folder::RunFolder;
use crate::run_record::Timing;
use crate::timing::Stopwatch;

/// The stages of one run, as they are done or found done.
pub(crate) struct Stages<'a> {
    pub folder: RunFolder,
    pub progress: &'a mut dyn Progress,
    pub timings: Vec<Timing>,
}

impl Stages<'_> {
    /// The result of the stage of that name and key: taken from an earlier run when it is there and
    /// whole, else made and kept. `n` tells how many things were worked on, for the rate.
    pub(crate) fn take<T: Serialize + DeserializeOwned>(
        &mut self,
        name: &str,
        key: &str,
        n: impl FnOnce(&T) -> usize,
        make: impl FnOnce(&mut dyn Progress) -> Result<T, StudyError>,
    ) -> Result<T, StudyError> {
        let path = self.path(name, key);
        let watch = Stopwatch::start();
        if let Some(found) = read(&path) {
            self.end(name, watch, n(&found), true);
            return Ok(found);
        }
        let made = make(self.progress)?;
        self.folder.write(&path, |path| write(path, &made))?;
        self.forget_others(name, key);
        self.end(name, watch, n(&made), false);
        Ok(made)
    }

    /// A stage whose result is not kept because it is quickly made.
    pub(crate) fn pass<T>(
        &mut self,
        name: &str,
        make: impl FnOnce(&mut dyn Progress) -> Result<(T, usize), StudyError>,
    ) -> Result<T, StudyError> {
        let watch = Stopwatch::start();
        let (made, n) = make(self.progress)?;
        self.end(name, watch, n, false);
        Ok(made)
    }

    pub(crate) fn end(&mut self, name: &str, watch: Stopwatch, n: usize, reused: bool) {
        let timing = watch.stop(name, n, reused);
        let note = timing.note();
        self.progress.end(name, reused, &note);
        self.timings.push(timing);
    }

    fn path(&self, name: &str, key: &str) -> PathBuf {
        self.folder.stages().join(format!("{name}-{}.cbor", &key[..16]))
    }

    /// Results of the same stage under other keys are of earlier input and take room.
    fn forget_others(&self, name: &str, key: &str) {
        let own = self.path(name, key);
        let prefix = format!("{name}-");
        let Ok(entries) = fs::read_dir(self.folder.stages()) else {
            return;
        };
        for path in entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| *path != own && path.is_file())
        {
            let is_same_stage = path
                .file_name()
                .is_some_and(|file| file.to_string_lossy().starts_with(&prefix));
            if is_same_stage {
                // A file that stays only takes room.
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// The result, if it is there and can be read; one that cannot is made again.
fn read<T: DeserializeOwned>(path: &std::path::Path) -> Option<T> {
    let file = fs::File::open(path).ok()?;
    ciborium::from_reader(BufReader::with_capacity(1 << 20, file)).ok()
}

fn write<T: Serialize>(path: &std::path::Path, value: &T) -> Result<(), StudyError> {
    let failed = |error: std::io::Error| StudyError::file(path, error);
    let mut file = BufWriter::with_capacity(1 << 20, fs::File::create(path).map_err(failed)?);
    ciborium::into_writer(value, &mut file).map_err(|error| StudyError::file(path, error))?;
    file.flush().map_err(failed)
}
