//! How a file is written: its format, found by its name and then by its first bytes.

use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;

use super::delimited::{DelimitedRows, Dialect};
use super::foreign::{AS_TABLE, extension, foreign};
use super::json::{Arrangement, JsonRows};
use super::row::Rows;
use super::source::{Bytes, Compression, Source, first_bytes};
use crate::column_name::{Tier, known_role};
use crate::error::CorpusError;
use crate::mapping::Mapping;
use crate::role::Role;

/// What kind of file it is, as shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A table with a delimiter.
    Delimited,
    /// An array of objects, or an object that holds one.
    Json,
    /// One object a line.
    JsonLines,
}

/// How the bytes of a file spell its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-16 with a byte order mark.
    #[serde(rename = "UTF-16")]
    Utf16,
    /// Bytes that are no UTF-8 are taken for Windows-1252, of which Latin-1 is a part.
    #[serde(rename = "Windows-1252")]
    Windows1252,
}

/// Everything a reader has to know before the first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub compression: Compression,
    pub encoding: Encoding,
    pub writing: Writing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    Delimited(Dialect),
    Json(Arrangement),
}

impl Layout {
    /// Looks at the name and the first 256 KiB of text.
    pub(crate) fn find(path: &Path, mapping: &Mapping) -> Result<Layout, CorpusError> {
        let unreadable = |source| CorpusError::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        let packed = first_bytes(path).map_err(unreadable)?;
        let compression = Compression::of(&packed);
        let sample = sample(path)?;
        if sample.trim_ascii().is_empty() {
            return Err(CorpusError::Empty {
                path: path.to_path_buf(),
            });
        }
        let mark = if compression == Compression::None {
            &packed
        } else {
            &sample
        };
        if let Some((found, hint)) = foreign(path, mark) {
            return Err(CorpusError::UnknownFormat {
                path: path.to_path_buf(),
                found,
                hint,
            });
        }
        let encoding = encoding_of(&packed, &sample);
        let writing = writing_of(path, &sample, mapping)?;
        Ok(Layout {
            compression,
            encoding,
            writing,
        })
    }

    /// The format, as shown to people.
    pub(crate) fn format(&self) -> Format {
        match self.writing {
            Writing::Delimited(_) => Format::Delimited,
            Writing::Json(Arrangement::Lines) => Format::JsonLines,
            Writing::Json(Arrangement::Array) => Format::Json,
        }
    }

    /// Whether columns have names.
    pub(crate) fn header(&self) -> bool {
        !matches!(self.writing, Writing::Delimited(Dialect { header: false, .. }))
    }

    /// Starts reading rows.
    pub(crate) fn rows(&self, bytes: Bytes) -> io::Result<Box<dyn Rows>> {
        Ok(match self.writing {
            Writing::Delimited(dialect) => Box::new(DelimitedRows::new(bytes, dialect)?),
            Writing::Json(arrangement) => Box::new(JsonRows::new(bytes, arrangement)),
        })
    }
}

const SAMPLE_BYTES: u64 = 256 * 1024;

/// The first text of a file, unpacked. A broken archive gives what could be unpacked.
fn sample(path: &Path) -> Result<Vec<u8>, CorpusError> {
    let (_, bytes) = Source::open(path)?;
    let mut sample = Vec::new();
    match bytes.take(SAMPLE_BYTES).read_to_end(&mut sample) {
        Err(source) if sample.is_empty() => Err(CorpusError::Unreadable {
            path: path.to_path_buf(),
            source,
        }),
        _ => Ok(sample),
    }
}

fn encoding_of(packed: &[u8], sample: &[u8]) -> Encoding {
    if packed.starts_with(&[0xff, 0xfe]) || packed.starts_with(&[0xfe, 0xff]) {
        return Encoding::Utf16;
    }
    match std::str::from_utf8(sample) {
        Ok(_) => Encoding::Utf8,
        // A sample may end in the middle of a character.
        Err(error) if error.error_len().is_none() => Encoding::Utf8,
        Err(_) => Encoding::Windows1252,
    }
}

fn writing_of(path: &Path, sample: &[u8], mapping: &Mapping) -> Result<Writing, CorpusError> {
    let unknown = |found, hint| CorpusError::UnknownFormat {
        path: path.to_path_buf(),
        found,
        hint,
    };
    let start = sample.trim_ascii_start();
    let looks_like_json = begins_an_object(start) && json_arrangement(start).is_some();
    let extension = extension(path);
    match extension.as_str() {
        "jsonl" | "ndjson" => Ok(Writing::Json(Arrangement::Lines)),
        "json" => match json_arrangement(start) {
            Some(arrangement) => Ok(Writing::Json(arrangement)),
            None => Err(unknown("not JSON, for all its name", "a JSON file begins with [ or {")),
        },
        _ if looks_like_json => Ok(Writing::Json(json_arrangement(start).expect("just looked"))),
        _ if is_binary(sample) => Err(unknown("a binary file of unknown kind", AS_TABLE)),
        "csv" | "tsv" | "tab" => Ok(Writing::Delimited(sniff(sample, &extension, mapping))),
        _ => {
            let dialect = sniff(sample, &extension, mapping);
            let fields = fields_in_first_records(sample, dialect);
            let regular = fields
                .first()
                .is_some_and(|first| *first > 1 && agreeing(&fields) >= 0.9);
            if regular {
                Ok(Writing::Delimited(dialect))
            } else {
                Err(unknown("plain text without columns", AS_TABLE))
            }
        }
    }
}

/// `{`, or `[` with an object behind it; a table may well begin with a bare bracket.
fn begins_an_object(start: &[u8]) -> bool {
    let inside = start.strip_prefix(b"[").map_or(start, <[u8]>::trim_ascii_start);
    inside.first() == Some(&b'{')
}

/// An object followed by another is JSON lines; an object by itself holds the array, unless it has
/// none: then it is a file of one line.
fn json_arrangement(start: &[u8]) -> Option<Arrangement> {
    match start.first()? {
        b'[' => Some(Arrangement::Array),
        b'{' => {
            let mut objects = serde_json::Deserializer::from_slice(start).into_iter::<serde_json::Value>();
            match objects.next() {
                Some(Ok(object)) => Some(if objects.next().is_some() || !holds_objects(&object) {
                    Arrangement::Lines
                } else {
                    Arrangement::Array
                }),
                Some(Err(error)) if error.is_eof() => Some(Arrangement::Array),
                _ => start.contains(&b'\n').then_some(Arrangement::Lines),
            }
        }
        _ => None,
    }
}

fn holds_objects(object: &serde_json::Value) -> bool {
    let arrays = object
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_array());
    arrays
        .into_iter()
        .any(|entries| entries.first().is_some_and(serde_json::Value::is_object))
        && !object
            .as_object()
            .is_some_and(|fields| fields.keys().any(|key| known_role(key).is_some_and(is_text)))
}

/// An object with a title or text of its own is a document, whatever lists it has.
fn is_text((role, _, _): (Role, Tier, usize)) -> bool {
    matches!(role, Role::Title | Role::Text)
}

/// More than a few control characters: one row of them in a table is a bad row, no binary file.
fn is_binary(sample: &[u8]) -> bool {
    let head = &sample[..sample.len().min(4096)];
    let controls = head
        .iter()
        .filter(|byte| **byte < 9 || (14..32).contains(*byte))
        .count();
    controls * 20 > head.len()
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter that cuts the first records most evenly, then into most fields.
fn sniff(sample: &[u8], extension: &str, mapping: &Mapping) -> Dialect {
    let line_end = if sample.contains(&b'\n') || !sample.contains(&b'\r') {
        b'\n'
    } else {
        b'\r'
    };
    let preferred = if extension == "tsv" || extension == "tab" {
        b'\t'
    } else {
        b','
    };
    let mut best = Dialect {
        delimiter: preferred,
        header: true,
        line_end,
    };
    let mut best_score = 0.0;
    for delimiter in DELIMITERS {
        let dialect = Dialect { delimiter, ..best };
        let score =
            evenness(&fields_in_first_records(sample, dialect)) + if delimiter == preferred { 0.2 } else { 0.0 };
        if score > best_score + 1e-9 {
            (best, best_score) = (dialect, score);
        }
    }
    Dialect {
        header: has_header(sample, best, mapping),
        ..best
    }
}

/// 0 where nothing is cut, else the share of records that agree with the first plus a little for
/// every field.
fn evenness(fields: &[usize]) -> f64 {
    match fields.first() {
        Some(first) if *first > 1 => agreeing(fields) + 0.01 * (*first).min(20) as f64,
        _ => 0.0,
    }
}

fn agreeing(fields: &[usize]) -> f64 {
    let same = fields.iter().filter(|count| Some(*count) == fields.first()).count();
    same as f64 / fields.len().max(1) as f64
}

const SNIFFED_RECORDS: usize = 100;

fn fields_in_first_records(sample: &[u8], dialect: Dialect) -> Vec<usize> {
    records(sample, dialect).map(|record| record.len()).collect()
}

/// The first records of a sample; the last one, which may be cut off, only where it is the only one.
fn records(sample: &[u8], dialect: Dialect) -> impl Iterator<Item = csv::ByteRecord> {
    let whole = match sample.iter().rposition(|byte| *byte == dialect.line_end) {
        Some(end) if sample.len() as u64 == SAMPLE_BYTES => &sample[..end],
        _ => sample,
    };
    let reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(whole);
    reader.into_byte_records().take(SNIFFED_RECORDS).filter_map(Result::ok)
}

/// Whether the first record names columns: it holds a known name, or only short words and no empty
/// cell but the first (the index that some programs write). Where a person names columns by number,
/// a first record without a known name is a row.
fn has_header(sample: &[u8], dialect: Dialect, mapping: &Mapping) -> bool {
    let Some(first) = records(sample, dialect).next() else {
        return true;
    };
    let names: Vec<String> = first
        .iter()
        .map(|field| String::from_utf8_lossy(field).trim().to_string())
        .collect();
    let a_known_name = names.iter().any(|name| known_role(name).is_some());
    let all_named = names.iter().skip(1).all(|name| !name.is_empty()) && names.iter().all(|name| may_be_a_name(name));
    a_known_name || (!mapping.by_number() && all_named)
}

fn may_be_a_name(cell: &str) -> bool {
    let short = cell.chars().count() <= 40 && cell.split_whitespace().count() <= 4;
    short && cell.parse::<f64>().is_err() && !cell.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_table(sample: &str, map: &str, delimiter: char, header: bool) {
        let dialect = sniff(sample.as_bytes(), "csv", &map.parse().unwrap());
        assert_eq!(
            (dialect.delimiter as char, dialect.header),
            (delimiter, header),
            "{sample}"
        );
    }

    #[test]
    fn delimiters_are_found() {
        check_table("id,title\n1,x\n2,y\n", "", ',', true);
        check_table("id;title\n1;a, b, c\n2;d, e\n", "", ';', true);
        check_table("id\ttitle\n1\ta;b\n", "", '\t', true);
        check_table("id|title\n1|a\n", "", '|', true);
        check_table("text\nOne, two\nThree\n", "", ',', true);
        check_table("id;title\n1;\"a\nb;c\"\n2;d\n", "", ';', true);
    }

    #[test]
    fn tables_without_a_header() {
        check_table(
            "broadband ahead join internet fast accord official\ttrain\ttech\n",
            "",
            '\t',
            false,
        );
        check_table("markov chain\ttrain\t2\n", "", '\t', false);
        check_table("A\t\tHUMAN NECESSITIES\n", "", '\t', false);
        check_table("water\ttrain\ttech\n", "text=1", '\t', false);
        check_table("title\ttrain\ttech\n", "text=1", '\t', true);
    }

    #[test]
    fn json_arrangements() {
        let check = |text: &str, expected| assert_eq!(json_arrangement(text.as_bytes()), expected, "{text}");
        check("[{\"a\":1}]", Some(Arrangement::Array));
        check("{\"a\":1}\n{\"a\":2}\n", Some(Arrangement::Lines));
        check("{\"rows\":[{\"a\":1}]}", Some(Arrangement::Array));
        check("{\"a\":1}", Some(Arrangement::Lines));
        check(
            "{\"title\":\"x\",\"organisations\":[{\"name\":\"y\"}]}",
            Some(Arrangement::Lines),
        );
        check("id,title", None);
    }
}
