//! The files of the repository: what git tracks or would add, read as text.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A text file, its path relative to the root with `/` between the parts.
pub struct TextFile {
    pub path: String,
    pub text: String,
}

impl TextFile {
    /// What follows the last dot of the name; empty where there is none.
    pub fn extension(&self) -> &str {
        Path::new(&self.path)
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default()
    }
}

pub fn root() -> PathBuf {
    std::fs::canonicalize("..").expect("cargo tests in the package's folder, which lies in the root")
}

/// Every text file in the order of its path; those with a NUL byte are no text.
pub fn text_files() -> Vec<TextFile> {
    let read = |path: String| {
        let bytes = std::fs::read(root().join(&path)).ok()?;
        let text = (!bytes.contains(&0)).then(|| String::from_utf8(bytes).ok())??;
        Some(TextFile { path, text })
    };
    paths().into_iter().filter_map(read).collect()
}

/// Paths of all files that git tracks or would add. Where there is no git (an unpacked archive), all that lie there.
pub fn paths() -> Vec<String> {
    let listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").args(listing).current_dir(root()).output();
    let mut paths: Vec<String> = match listed {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .split_terminator('\0')
            .map(str::to_owned)
            .collect(),
        _ => walked(&root()),
    };
    paths.sort();
    paths.dedup();
    assert!(
        paths.iter().any(|path| path == "Cargo.toml"),
        "no files found under {}",
        root().display()
    );
    paths
}

fn walked(folder: &Path) -> Vec<String> {
    const SKIPPED: [&str; 4] = [".git", "target", "node_modules", "__pycache__"];
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths = Vec::new();
    for entry in entries.filter(|entry| !SKIPPED.iter().any(|skipped| entry.file_name() == *skipped)) {
        if entry.path().is_dir() {
            paths.extend(walked(&entry.path()));
        } else if let Ok(path) = entry.path().strip_prefix(root()) {
            paths.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    paths
}
