//! Checksums of large files that an earlier run computed, in the user's cache folder.
//!
//! A checksum is found only for a file that is in every respect what it was: device, inode, size,
//! and the times of the last change of content and of state, in nanoseconds. The last of these no
//! program can set, so that a file with new content is never taken for the old one. As clocks are
//! coarse, a file is remembered only once its last change lies some seconds back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Seconds since a file's last change before it is remembered: more than the grain of any clock.
#[cfg(unix)]
const SETTLED: u64 = 5;

/// What tells a file from every other and from what it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileState {
    device: u64,
    inode: u64,
    size: u64,
    /// Seconds and nanoseconds of the last change of content.
    modified: (i64, i64),
    /// The same of the last change of content, name, owner or times.
    changed: (i64, i64),
}

impl FileState {
    /// `None` where the system does not tell, or where the file was changed a moment ago.
    #[cfg(unix)]
    pub(crate) fn of(file: &File) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        use std::time::{Duration, SystemTime};

        let metadata = file.metadata().ok()?;
        let settled = Duration::from_secs(u64::try_from(metadata.ctime()).ok()? + SETTLED);
        (SystemTime::UNIX_EPOCH + settled < SystemTime::now()).then(|| Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    #[cfg(not(unix))]
    pub(crate) fn of(_: &File) -> Option<Self> {
        None
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    state: FileState,
    sha256: String,
}

/// The file of checksums: `$XDG_CACHE_HOME/afbaken/checksums.json`, by default in `~/.cache`.
/// Whatever goes wrong with it costs time only: the checksum is then computed again.
pub(crate) struct RememberedChecksums {
    path: PathBuf,
}

impl RememberedChecksums {
    pub(crate) fn of_user() -> Option<Self> {
        let of_system = std::env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty());
        let folder = match of_system {
            Some(folder) => PathBuf::from(folder),
            None => std::env::home_dir()?.join(".cache"),
        };
        Some(Self {
            path: folder.join("afbaken").join("checksums.json"),
        })
    }

    /// The checksum of the file at a path, if it is still what it was.
    pub(crate) fn find(&self, path: &Path, state: &FileState) -> Option<String> {
        let remembered = self.read().remove(path)?;
        (remembered.state == *state).then_some(remembered.sha256)
    }

    pub(crate) fn remember(&self, path: &Path, state: &FileState, sha256: &str) {
        let remembered = Remembered {
            state: state.clone(),
            sha256: sha256.to_owned(),
        };
        let _ = self.change(|all| drop(all.insert(path.to_owned(), remembered)));
    }

    pub(crate) fn forget(&self, path: &Path) {
        if self.read().contains_key(path) {
            let _ = self.change(|all| drop(all.remove(path)));
        }
    }

    /// Several programs may do this at once: one after the other reads, changes and renames.
    fn change(&self, change: impl FnOnce(&mut BTreeMap<PathBuf, Remembered>)) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let guard = File::create(folder.join("checksums.guard"))?;
        guard.lock()?;
        let mut all = self.read();
        change(&mut all);
        let unfinished = self.path.with_extension("tmp");
        fs::write(&unfinished, serde_json::to_vec_pretty(&all)?)?;
        fs::rename(&unfinished, &self.path)
    }

    fn read(&self) -> BTreeMap<PathBuf, Remembered> {
        let bytes = fs::read(&self.path).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn state(path: &Path) -> Option<FileState> {
        FileState::of(&File::open(path).unwrap())
    }

    /// A file of this repository, which lay there before the tests began, as another one.
    fn settled() -> (PathBuf, FileState) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/remembered_checksums.rs");
        let state = FileState {
            device: 1,
            inode: 2,
            size: 3,
            modified: (4, 5),
            changed: (6, 7),
        };
        (path, state)
    }

    #[test]
    fn what_is_in_every_respect_the_same_is_found_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let remembered = RememberedChecksums {
            path: folder.path().join("deep").join("checksums.json"),
        };
        let (path, state) = settled();
        assert_eq!(remembered.find(&path, &state), None);
        remembered.remember(&path, &state, "abc");
        assert_eq!(remembered.find(&path, &state), Some("abc".into()));
        for (place, changed) in [
            FileState {
                device: 9,
                ..state.clone()
            },
            FileState {
                inode: 9,
                ..state.clone()
            },
            FileState {
                size: 9,
                ..state.clone()
            },
            FileState {
                modified: (4, 9),
                ..state.clone()
            },
            FileState {
                changed: (6, 9),
                ..state.clone()
            },
        ]
        .iter()
        .enumerate()
        {
            assert_eq!(remembered.find(&path, changed), None, "{place}");
        }
        remembered.forget(&path);
        assert_eq!(remembered.find(&path, &state), None);
    }

    /// Git calls such a file racily clean: it can change once more within the same tick.
    #[test]
    fn a_file_of_a_moment_ago_is_not_remembered_whatever_time_it_claims() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights");
        fs::write(&path, "a").unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(1_000_000);
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
        assert_eq!(state(&path), None);
    }

    #[test]
    fn a_damaged_file_of_checksums_is_as_if_it_were_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let remembered = RememberedChecksums {
            path: folder.path().join("checksums.json"),
        };
        fs::write(&remembered.path, "{\"cut").unwrap();
        let (path, state) = settled();
        assert_eq!(remembered.find(&path, &state), None);
        remembered.remember(&path, &state, "abc");
        assert_eq!(remembered.find(&path, &state), Some("abc".into()));
    }
}
