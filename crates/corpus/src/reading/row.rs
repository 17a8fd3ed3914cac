//! One row of a file, whatever the format: the seam between formats and documents.

use std::borrow::Cow;

use serde_json::Value;

/// A row as read: its cells by column, its place and its raw form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// 1 for the first row below the header.
    pub number: u64,
    /// By the column's place in [`Rows::columns`]; shorter where later columns are missing.
    pub cells: Vec<Value>,
    /// The row as it stands in the file.
    pub raw: String,
    /// Whether the row's bytes were not UTF-8 and were read as Windows-1252.
    pub recoded: bool,
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowFault {
    pub number: u64,
    pub column: String,
    pub problem: String,
    pub hint: String,
    pub raw: String,
}

/// The rows of one file, in order; a fault takes the place of the row it stands for.
pub(crate) trait Rows {
    /// The columns met so far; those of a table are known at once, those of JSON grow.
    fn columns(&self) -> &[String];

    /// `None` at the end of the file. A stream that breaks off ends with one fault.
    fn next_row(&mut self) -> Option<Result<Row, RowFault>>;
}

impl Row {
    /// The cell of a column; `Null` where the row has none.
    pub(crate) fn cell(&self, column: usize) -> &Value {
        self.cells.get(column).unwrap_or(&Value::Null)
    }
}

impl RowFault {
    /// A file that ends in the middle of something, such as a broken archive.
    pub(crate) fn broken_off(number: u64, error: &std::io::Error) -> RowFault {
        RowFault {
            number,
            column: String::new(),
            problem: format!("the file breaks off: {error}"),
            hint: "fetch or unpack the file again; the rows before this one were read".into(),
            raw: String::new(),
        }
    }
}

/// Bytes of one row as text: UTF-8, else Windows-1252 (`true`); `None` when the bytes are no text.
pub(crate) fn decoded(bytes: &[u8]) -> Option<(Cow<'_, str>, bool)> {
    if bytes.contains(&0) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((Cow::Borrowed(text), false)),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(|text| (text, true)),
    }
}

/// What a cell says in words: a text as it is, a number or truth value spelled out, an object by
/// its Dutch, English or only text, a list line by line. `None` for an empty cell.
pub(crate) fn cell_text(cell: &Value) -> Option<Cow<'_, str>> {
    let text = match cell {
        Value::Null => return None,
        Value::String(text) => Cow::Borrowed(text.as_str()),
        Value::Bool(_) | Value::Number(_) => Cow::Owned(cell.to_string()),
        Value::Array(entries) => Cow::Owned(joined(entries.iter())),
        Value::Object(fields) => match TEXT_KEYS.iter().find_map(|key| fields.get(*key)) {
            Some(chosen) => return cell_text(chosen),
            None => Cow::Owned(joined(fields.values().filter(|value| value.is_string()))),
        },
    };
    (!is_blank(&text)).then_some(text)
}

/// Keys under which an object keeps its text, best first.
const TEXT_KEYS: [&str; 8] = ["nl", "en", "text", "value", "#text", "name", "title", "$"];

fn joined<'a>(cells: impl Iterator<Item = &'a Value>) -> String {
    let texts: Vec<Cow<'_, str>> = cells.filter_map(cell_text).collect();
    texts.join("\n")
}

/// Whether a cell's text says nothing: empty, or a usual stand-in for "not known".
fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || STAND_INS.iter().any(|stand_in| text.eq_ignore_ascii_case(stand_in))
}

const STAND_INS: [&str; 9] = ["null", "none", "nan", "n/a", "#n/a", "n.v.t.", "-", ".", "onbekend"];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(cell: Value, expected: Option<&str>) {
        assert_eq!(cell_text(&cell).as_deref(), expected);
    }

    #[test]
    fn plain_cells() {
        check(json!("water"), Some("water"));
        check(json!(12.5), Some("12.5"));
        check(json!(null), None);
        check(json!(" "), None);
        check(json!("N/A"), None);
    }

    #[test]
    fn nested_cells() {
        check(json!({"en": "water", "nl": "membraan"}), Some("membraan"));
        check(json!({"fr": "eau"}), Some("eau"));
        check(json!(["een", "twee"]), Some("een\ntwee"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_windows_1252() {
        assert_eq!(decoded(b"co\xf6peratie \x80"), Some(("coöperatie €".into(), true)));
        assert_eq!(decoded(b"a\0b"), None);
    }
}
