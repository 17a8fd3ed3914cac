//! One input file before its rows are read: found, opened and its columns understood.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::columns::ColumnRoles;
use super::layout::Layout;
use super::row::Rows;
use super::side_table::SideColumns;
use super::source::Source;
use crate::error::CorpusError;
use crate::mapping::Mapping;

/// A file that can be read.
#[derive(Debug, Clone)]
pub(crate) struct PlannedFile {
    pub path: PathBuf,
    /// The name by which reports call it.
    pub label: String,
    /// Its size as it lies on disk.
    pub bytes: u64,
    pub layout: Layout,
    pub roles: ColumnRoles,
    /// For a table that adds to projects.
    pub side: Option<SideColumns>,
}

/// An open file and its rows.
pub(crate) struct OpenFile {
    pub source: Source,
    pub rows: Box<dyn Rows>,
}

/// Rows of JSON that are read to learn the columns.
const SAMPLED_ROWS: usize = 200;

impl PlannedFile {
    /// Looks at a file. Whether it has any text is left to [`PlannedFile::check`].
    pub(crate) fn look(path: &Path, mapping: &Mapping) -> Result<PlannedFile, CorpusError> {
        let unreadable = |source| CorpusError::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        let bytes = fs::metadata(path).map_err(unreadable)?.len();
        let layout = Layout::find(path, mapping)?;
        let mut rows = open(path, &layout)?.rows;
        let sampled = (0..SAMPLED_ROWS).map_while(|_| rows.next_row()).count();
        if sampled == 0 {
            return Err(CorpusError::Empty {
                path: path.to_path_buf(),
            });
        }
        let roles = ColumnRoles::assign(rows.columns(), mapping);
        let side = SideColumns::find(&roles);
        Ok(PlannedFile {
            path: path.to_path_buf(),
            label: file_name(path),
            bytes,
            layout,
            roles,
            side,
        })
    }

    /// Whether documents, or additions to them, can be made of the rows.
    pub(crate) fn check(&self) -> Result<(), CorpusError> {
        if self.side.is_some() || self.roles.has_text() {
            return Ok(());
        }
        Err(CorpusError::NoTextColumn {
            path: self.path.clone(),
            columns: self.roles.names().to_vec(),
            header: self.layout.header(),
        })
    }

    /// Starts reading from the first row.
    pub(crate) fn open(&self) -> Result<OpenFile, CorpusError> {
        open(&self.path, &self.layout)
    }

    /// The label without its extensions: what generated ids begin with.
    pub(crate) fn stem(&self) -> &str {
        let packed = self
            .label
            .strip_suffix(".gz")
            .or_else(|| self.label.strip_suffix(".xz"));
        let name = packed.unwrap_or(&self.label);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

fn open(path: &Path, layout: &Layout) -> Result<OpenFile, CorpusError> {
    let (source, bytes) = Source::open(path)?;
    let rows = layout.rows(bytes).map_err(|source| CorpusError::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    Ok(OpenFile { source, rows })
}

/// The files of an input: itself, or for a folder every file in it and in its folders, sorted by
/// path; names that begin with a dot are passed over.
pub fn input_files(input: &Path) -> Result<Vec<PathBuf>, CorpusError> {
    if !input.exists() {
        return Err(CorpusError::NotFound {
            path: input.to_path_buf(),
        });
    }
    let mut files = Vec::new();
    collect(input, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), CorpusError> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let unreadable = |source| CorpusError::Unreadable {
        path: path.to_path_buf(),
        source,
    };
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

/// Gives files that share a name their folder as well, and where that is not enough the whole path.
pub(crate) fn make_labels_distinct(files: &mut [PlannedFile]) {
    for parents in [1, usize::MAX] {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        files
            .iter()
            .for_each(|file| *uses.entry(file.label.clone()).or_default() += 1);
        for file in files.iter_mut().filter(|file| uses[&file.label] > 1) {
            file.label = tail(&file.path, parents);
        }
    }
}

/// The name with so many folders before it.
fn tail(path: &Path, parents: usize) -> String {
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let start = parts.len().saturating_sub(parents.saturating_add(1));
    parts[start..].join("/")
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
