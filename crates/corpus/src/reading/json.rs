//! JSON: objects one a line, in an array, or in the one array of an object. All are streamed: the
//! text of one object is cut out and parsed by itself, so that a bad one costs one row.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::row::{Row, RowFault, Rows, decoded};
use super::source::Bytes;

/// Where the objects stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrangement {
    /// One a line.
    Lines,
    /// In an array, at the top or (the first array of objects) inside an object.
    Array,
}

/// The rows of a JSON file.
pub(crate) struct JsonRows {
    bytes: Bytes,
    arrangement: Arrangement,
    columns: Vec<String>,
    places: HashMap<String, usize>,
    number: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeArray,
    Inside,
    Ended,
}

impl JsonRows {
    /// Columns are known once rows are read.
    pub(crate) fn new(bytes: Bytes, arrangement: Arrangement) -> JsonRows {
        JsonRows {
            bytes,
            arrangement,
            columns: Vec::new(),
            places: HashMap::new(),
            number: 0,
            state: State::BeforeArray,
        }
    }

    /// The bytes of the next object; `None` at the end.
    fn cut(&mut self) -> io::Result<Option<Vec<u8>>> {
        match self.arrangement {
            Arrangement::Lines => next_line(&mut self.bytes),
            Arrangement::Array => self.next_element(),
        }
    }

    fn next_element(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.state == State::BeforeArray {
            self.state = if skip_to_array(&mut self.bytes)? {
                State::Inside
            } else {
                State::Ended
            };
        }
        if self.state == State::Ended {
            return Ok(None);
        }
        let (element, more) = cut_element(&mut self.bytes)?;
        if !more {
            self.state = State::Ended;
        }
        Ok(element)
    }

    fn row_of(&mut self, bytes: &[u8]) -> Result<Row, RowFault> {
        let Some((raw, recoded)) = decoded(bytes) else {
            return Err(self.fault(
                "the row holds bytes that are no text".into(),
                "export the file again as UTF-8",
                bytes,
            ));
        };
        match serde_json::from_str::<Fields>(&raw) {
            Ok(Fields(fields)) => {
                let cells = self.placed(fields);
                Ok(Row {
                    number: self.number,
                    cells,
                    raw: raw.into_owned(),
                    recoded,
                })
            }
            Err(error) => Err(self.fault(format!("not a JSON object: {}", place_free(&error)), self.hint(), bytes)),
        }
    }

    fn hint(&self) -> &'static str {
        match self.arrangement {
            Arrangement::Lines => "every line must be one whole object between { and }",
            Arrangement::Array => "every entry of the array must be an object between { and }",
        }
    }

    /// Cells by column; a key met for the first time becomes a column.
    fn placed(&mut self, fields: Vec<(String, Value)>) -> Vec<Value> {
        let mut cells = vec![Value::Null; self.columns.len()];
        for (key, value) in fields {
            let place = self.place(key);
            cells.resize(self.columns.len(), Value::Null);
            cells[place] = value;
        }
        cells
    }

    fn place(&mut self, key: String) -> usize {
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        self.columns.push(key.clone());
        self.places.insert(key, self.columns.len() - 1);
        self.columns.len() - 1
    }

    fn fault(&self, problem: String, hint: &str, bytes: &[u8]) -> RowFault {
        RowFault {
            number: self.number,
            column: String::new(),
            problem,
            hint: hint.to_string(),
            raw: String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

impl Rows for JsonRows {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        let cut = self.cut();
        self.number += 1;
        match cut {
            Ok(Some(bytes)) => Some(self.row_of(&bytes)),
            Ok(None) => None,
            Err(error) => {
                self.arrangement = Arrangement::Array;
                self.state = State::Ended;
                Some(Err(RowFault::broken_off(self.number, &error)))
            }
        }
    }
}

/// The fields of an object in the order of the file, which decides the order of joined texts.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
        let mut fields = Vec::with_capacity(map.size_hint().unwrap_or(16));
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

/// serde_json's message with the column only: the line is that of one object, not of the file.
fn place_free(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((problem, _)) => format!("{problem} at character {}", error.column()),
        None => message,
    }
}

fn next_line(bytes: &mut Bytes) -> io::Result<Option<Vec<u8>>> {
    loop {
        let mut line = Vec::new();
        if bytes.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(line.trim_ascii().to_vec()));
        }
    }
}

/// Moves behind the `[` of the array: the first byte of the file, or the first array inside an
/// object whose first entry is an object. `false` where there is none.
fn skip_to_array(bytes: &mut Bytes) -> io::Result<bool> {
    let mut scan = Scan::default();
    let mut before = 0;
    while let Some(byte) = next_byte(bytes)? {
        let in_string = scan.in_string;
        scan.see(byte);
        if in_string || byte.is_ascii_whitespace() {
            continue;
        }
        if byte == b'[' && before == 0 {
            return Ok(true);
        }
        let opens_array = before == b'[' && (byte == b'{' || byte == b']');
        if opens_array && byte == b'{' {
            return push_back_brace(bytes);
        }
        before = byte;
    }
    Ok(false)
}

/// The brace of the first object has been read already: a stream that starts with it again.
fn push_back_brace(bytes: &mut Bytes) -> io::Result<bool> {
    let rest = std::mem::replace(bytes, Box::new(io::empty()));
    *bytes = Box::new(io::Cursor::new(b"{").chain(rest));
    Ok(true)
}

/// The next entry of an array without the commas around it, and whether the array goes on.
fn cut_element(bytes: &mut Bytes) -> io::Result<(Option<Vec<u8>>, bool)> {
    let mut element = Vec::new();
    let mut scan = Scan::default();
    while let Some(byte) = next_byte(bytes)? {
        let outside = scan.depth == 0 && !scan.in_string;
        if outside && byte == b']' {
            return Ok((filled(element), false));
        }
        if outside && byte == b',' {
            match filled(std::mem::take(&mut element)) {
                Some(element) => return Ok((Some(element), true)),
                None => continue,
            }
        }
        scan.see(byte);
        if !(element.is_empty() && byte.is_ascii_whitespace()) {
            element.push(byte);
        }
        if element.len() > MOST_BYTES {
            return Ok((Some(element), true));
        }
    }
    Ok((filled(element), false))
}

/// An entry longer than this cannot be meant: a quote or bracket in it is not closed.
const MOST_BYTES: usize = 64 * 1024 * 1024;

fn filled(element: Vec<u8>) -> Option<Vec<u8>> {
    (!element.trim_ascii().is_empty()).then_some(element)
}

/// Depth of brackets outside strings.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    fn see(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

fn next_byte(bytes: &mut Bytes) -> io::Result<Option<u8>> {
    let byte = bytes.fill_buf()?.first().copied();
    if byte.is_some() {
        bytes.consume(1);
    }
    Ok(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arrangement: Arrangement, text: &str, expected: &[&str]) {
        let bytes = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let mut rows = JsonRows::new(bytes, arrangement);
        let found: Vec<String> = std::iter::from_fn(|| rows.next_row()).map(shown).collect();
        assert_eq!(found, expected);
    }

    fn shown(row: Result<Row, RowFault>) -> String {
        match row {
            Ok(row) => row.cells.iter().map(Value::to_string).collect::<Vec<_>>().join("|"),
            Err(fault) => format!("{}: {}", fault.number, fault.problem),
        }
    }

    #[test]
    fn lines_keep_the_order_of_keys() {
        check(
            Arrangement::Lines,
            "{\"b\":1,\"a\":\"x\"}\n\n{\"a\":2,\"c\":[1]}\n",
            &["1|\"x\"", "null|2|[1]"],
        );
    }

    #[test]
    fn a_bad_line_is_a_fault() {
        check(
            Arrangement::Lines,
            "{\"a\":1}\n{\"a\":\n[1]\n{\"a\":2}",
            &[
                "1",
                "2: not a JSON object: EOF while parsing a value at character 5",
                "3: not a JSON object: invalid type: sequence, expected an object at character 0",
                "2",
            ],
        );
    }

    #[test]
    fn arrays_stream_their_objects() {
        check(
            Arrangement::Array,
            "[ {\"a\": \"x,]\\\"\"},\n {\"a\": {\"b\": [1]}} ]",
            &["\"x,]\\\"\"", "{\"b\":[1]}"],
        );
    }

    #[test]
    fn a_bad_entry_is_a_fault() {
        check(
            Arrangement::Array,
            "[{\"a\":1},{a:2},{\"a\":3}]",
            &["1", "2: not a JSON object: key must be a string at character 2", "3"],
        );
    }

    #[test]
    fn an_object_with_one_array() {
        check(
            Arrangement::Array,
            "{\"meta\": {\"n\": [1, 2]}, \"rows\": [{\"a\": 1}, {\"a\": 2}], \"end\": 3}",
            &["1", "2"],
        );
    }

    #[test]
    fn an_array_that_ends_too_soon() {
        check(
            Arrangement::Array,
            "[{\"a\":1},{\"a\":",
            &["1", "2: not a JSON object: EOF while parsing a value at character 5"],
        );
    }
}
