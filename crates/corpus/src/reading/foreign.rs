//! Formats that are known but not read, so that the error can name them.

use std::path::Path;

/// The hint for formats that hold tables.
pub(crate) const AS_TABLE: &str = "save it as CSV (UTF-8) or JSON lines";
const UNPACK: &str = "unpack it first, or pack it as .gz or .xz";

/// Formats that are known but not read, by their first bytes or name.
pub(crate) fn foreign(path: &Path, first: &[u8]) -> Option<(&'static str, &'static str)> {
    let by_bytes = FOREIGN_BYTES.iter().find(|(bytes, _, _)| first.starts_with(bytes));
    if let Some((_, found, hint)) = by_bytes {
        let workbook = first.starts_with(b"PK") && extension(path) == "xlsx";
        return Some(if workbook {
            ("an Excel workbook", AS_TABLE)
        } else {
            (*found, *hint)
        });
    }
    let extension = extension(path);
    FOREIGN_NAMES
        .iter()
        .find(|(name, _, _)| *name == extension)
        .map(|(_, found, hint)| (*found, *hint))
}

const FOREIGN_BYTES: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "a PDF file", "take the text out first, one row a document"),
    (b"\x89PNG", "a PNG picture", "give the table the picture was made from"),
    (
        b"\xff\xd8\xff",
        "a JPEG picture",
        "give the table the picture was made from",
    ),
    (b"GIF8", "a GIF picture", "give the table the picture was made from"),
    (b"PK\x03\x04", "a zip archive", UNPACK),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", AS_TABLE),
    (b"PAR1", "a Parquet file", AS_TABLE),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (b"ARROW1", "an Arrow file", AS_TABLE),
    (b"SQLite format 3", "an SQLite database", AS_TABLE),
    (b"<?xml", "an XML file", AS_TABLE),
    (b"<!DOCTYPE", "an HTML page", AS_TABLE),
    (b"<html", "an HTML page", AS_TABLE),
];

const FOREIGN_NAMES: &[(&str, &str, &str)] = &[
    ("xlsx", "an Excel workbook", AS_TABLE),
    ("xls", "an old Excel workbook", AS_TABLE),
    ("docx", "a Word file", AS_TABLE),
    ("parquet", "a Parquet file", AS_TABLE),
    ("pdf", "a PDF file", "take the text out first, one row a document"),
    ("xml", "an XML file", AS_TABLE),
    ("html", "an HTML page", AS_TABLE),
    ("ris", "a RIS reference file", AS_TABLE),
    ("bib", "a BibTeX file", AS_TABLE),
    (
        "md",
        "a Markdown text",
        "documents are rows of a table with a column for their text",
    ),
    ("toml", "a TOML file", AS_TABLE),
    ("yaml", "a YAML file", AS_TABLE),
    ("yml", "a YAML file", AS_TABLE),
    ("zip", "a zip archive", UNPACK),
    ("zst", "a zstd archive", UNPACK),
];

/// The extension in lower case, without that of a packer: `a.CSV.gz` → `csv`.
pub(crate) fn extension(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".xz"))
        .unwrap_or(&name);
    name.rsplit_once('.')
        .map(|(_, extension)| extension.to_string())
        .unwrap_or_default()
}
