//! The folder of one run: whose it is, and files that appear whole or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::StudyError;
use crate::run_record::RunRecord;

/// The folder of one run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    path: PathBuf,
}

/// Which inputs a folder is for, written before anything else.
#[derive(Serialize, Deserialize)]
struct Claim {
    inputs: BTreeSet<String>,
}

impl RunFolder {
    /// Takes a new, an empty, or this run's own folder. More inputs than before are this run's own
    /// too; others than before are not.
    ///
    /// # Errors
    /// When the folder holds another run, or files that are no run, or cannot be written.
    pub(crate) fn claim(path: &Path, inputs: &[PathBuf]) -> Result<Self, StudyError> {
        let folder = Self { path: path.to_owned() };
        let claim = Claim {
            inputs: inputs.iter().map(|input| absolute(input)).collect(),
        };
        match folder.earlier_claim()? {
            Some(earlier) if !earlier.inputs.is_subset(&claim.inputs) => {
                return Err(folder.other_run(earlier.inputs));
            }
            None if !folder.has_run_of(inputs)? && folder.has_files() => {
                return Err(StudyError::NotARunFolder(path.to_owned()));
            }
            _ => {}
        }
        fs::create_dir_all(folder.stages()).map_err(|error| StudyError::file(path, error))?;
        let text = serde_json::to_vec_pretty(&claim).expect("a set of strings");
        folder.write(&folder.claim_path(), |path| {
            fs::write(path, &text).map_err(|error| StudyError::file(path, error))
        })?;
        Ok(folder)
    }

    /// The folder of a run that was finished.
    ///
    /// # Errors
    /// When it is not there or not finished.
    pub fn finished(path: &Path) -> Result<Self, StudyError> {
        // An export has a `run.json` too, but no tables of a run.
        if !["run.json", "documents.parquet"]
            .iter()
            .all(|name| path.join(name).is_file())
        {
            return Err(StudyError::NoRun(path.to_owned()));
        }
        Ok(Self { path: path.to_owned() })
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file or folder of the run by its contract's name.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(crate) fn stages(&self) -> PathBuf {
        self.path.join("stages")
    }

    /// Writes a file under a name of its own and gives it its final name when it is whole.
    pub(crate) fn write<T>(
        &self,
        to: &Path,
        make: impl FnOnce(&Path) -> Result<T, StudyError>,
    ) -> Result<T, StudyError> {
        write_whole(to, make)
    }

    /// Whether a run was finished here and `stages` was deleted since. Its inputs are known by the
    /// names of their files then.
    ///
    /// # Errors
    /// When that run read other files.
    fn has_run_of(&self, inputs: &[PathBuf]) -> Result<bool, StudyError> {
        let path = self.file("run.json");
        if !path.is_file() {
            return Ok(false);
        }
        let record = RunRecord::read(self)?;
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let names: BTreeSet<String> = inputs.iter().map(name).collect();
        let earlier: BTreeSet<String> = record.inputs.into_iter().map(|input| input.file).collect();
        if earlier.is_subset(&names) {
            Ok(true)
        } else {
            Err(self.other_run(earlier))
        }
    }

    fn has_files(&self) -> bool {
        fs::read_dir(&self.path).is_ok_and(|mut entries| entries.next().is_some())
    }

    fn other_run(&self, earlier: BTreeSet<String>) -> StudyError {
        let earlier = earlier.into_iter().collect::<Vec<_>>().join(", ");
        StudyError::OtherRun {
            folder: self.path.clone(),
            earlier,
        }
    }

    fn claim_path(&self) -> PathBuf {
        self.stages().join("inputs.json")
    }

    fn earlier_claim(&self) -> Result<Option<Claim>, StudyError> {
        let path = self.claim_path();
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|error| StudyError::file(path, error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StudyError::file(path, error)),
        }
    }
}

/// Lets `make` write beside `to` and renames the result, so that `to` is whole or not there.
pub(crate) fn write_whole<T>(to: &Path, make: impl FnOnce(&Path) -> Result<T, StudyError>) -> Result<T, StudyError> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let unfinished = to.with_file_name(name);
    let made = make(&unfinished).inspect_err(|_| {
        // Nothing half-written is left behind; the error that is told is the first one.
        let _ = fs::remove_file(&unfinished);
    })?;
    fs::rename(&unfinished, to).map_err(|error| StudyError::file(to, error))?;
    Ok(made)
}

fn absolute(path: &Path) -> String {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_by_its_own_inputs_and_more_and_by_no_others() {
        let directory = tempfile::tempdir().unwrap();
        let run = directory.path().join("run");
        let inputs = |names: &[&str]| -> Vec<PathBuf> { names.iter().map(PathBuf::from).collect() };
        RunFolder::claim(&run, &inputs(&["a"])).unwrap();
        RunFolder::claim(&run, &inputs(&["a", "b"])).unwrap();
        assert!(matches!(
            RunFolder::claim(&run, &inputs(&["a"])),
            Err(StudyError::OtherRun { .. })
        ));
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("thesis.docx"), "x").unwrap();
        let taken = RunFolder::claim(directory.path(), &[]);
        assert!(matches!(taken, Err(StudyError::NotARunFolder(_))));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_could_not_be_made_is_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("table");
        let failed: Result<(), _> = write_whole(&path, |path| Err(StudyError::file(path, "no")));
        assert!(failed.is_err() && !path.exists());
    }
}
