//! Tables with a delimiter: CSV and its relatives, read so that one broken quote costs one row.
//!
//! A record is gathered line by line until its quotes balance, and split into fields by csv-core.
//! A record of several lines that does not fit the header, while a line inside it does, is the work
//! of a stray quote: only its first line is given up and the rest is read again.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use serde_json::Value;

use super::row::{Row, RowFault, Rows, decoded};
use super::source::Bytes;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// Between fields.
    pub delimiter: u8,
    /// Whether the first record names the columns.
    pub header: bool,
    /// Ends a line: `\n` (also after `\r`), or `\r` in files of old Macs.
    pub line_end: u8,
}

/// The rows of a table.
pub(crate) struct DelimitedRows {
    lines: Lines,
    dialect: Dialect,
    columns: Vec<String>,
    number: u64,
    fields: FieldSplitter,
}

/// A record longer than this cannot be meant: its first line has an unclosed quote.
const MOST_LINES: usize = 5_000;
const MOST_BYTES: usize = 4 * 1024 * 1024;

const UNCLOSED_HINT: &str = "close the quote, or double a quote that belongs to the text";

impl DelimitedRows {
    /// Reads the header, or numbers the columns of the first record where there is none.
    pub(crate) fn new(bytes: Bytes, dialect: Dialect) -> io::Result<DelimitedRows> {
        let mut rows = DelimitedRows {
            lines: Lines::new(bytes, dialect.line_end),
            dialect,
            columns: Vec::new(),
            number: 0,
            fields: FieldSplitter::new(dialect.delimiter),
        };
        rows.columns = rows.read_columns()?;
        Ok(rows)
    }

    fn read_columns(&mut self) -> io::Result<Vec<String>> {
        let Some(record) = self.gather()? else {
            return Ok(Vec::new());
        };
        let fields = self.fields.split(&record);
        if self.dialect.header {
            return Ok(fields.iter().map(|field| header_name(field)).collect());
        }
        self.lines.put_back(record);
        Ok((1..=fields.len()).map(|number| number.to_string()).collect())
    }

    /// The lines of one record: until its quotes balance, a limit is met or the file ends.
    fn gather(&mut self) -> io::Result<Option<Vec<Vec<u8>>>> {
        let Some(first) = self.lines.next_filled()? else {
            return Ok(None);
        };
        let mut quotes = Quotes::new(self.dialect.delimiter);
        quotes.see(&first);
        let mut bytes = first.len();
        let mut record = vec![first];
        while quotes.open && record.len() < MOST_LINES && bytes < MOST_BYTES {
            let Some(line) = self.lines.next()? else { break };
            quotes.see(&line);
            bytes += line.len();
            record.push(line);
        }
        if quotes.open || self.has_stray_quote(&record, quotes.ragged) {
            self.keep_first_line(&mut record);
        }
        Ok(Some(record))
    }

    /// Whether a record of several lines swallowed rows that stand well by themselves.
    fn has_stray_quote(&mut self, record: &[Vec<u8>], ragged: bool) -> bool {
        let expected = self.columns.len();
        if record.len() == 1 || expected < 2 || (!ragged && self.fields.split(record).len() == expected) {
            return false;
        }
        record[1..]
            .iter()
            .any(|line| self.fields.split(std::slice::from_ref(line)).len() == expected)
    }

    fn keep_first_line(&mut self, record: &mut Vec<Vec<u8>>) {
        let rest = record.split_off(1);
        self.lines.put_back(rest);
    }

    fn row_of(&mut self, record: &[Vec<u8>]) -> Result<Row, RowFault> {
        let bytes = record.join(&b'\n');
        let Some((raw, recoded)) = decoded(&bytes) else {
            return Err(self.fault(
                "the row holds bytes that are no text",
                "export the file again as CSV UTF-8",
                &bytes,
            ));
        };
        if self.is_unclosed(record) {
            return Err(self.fault("a quote is opened and not closed", UNCLOSED_HINT, &bytes));
        }
        let mut cells = self.fields.split(record);
        drop_empty_tail(&mut cells, self.columns.len());
        if cells.len() != self.columns.len() {
            return Err(self.wrong_count(cells.len(), &bytes));
        }
        let cells = cells.iter().map(|cell| Value::String(decoded_cell(cell))).collect();
        Ok(Row {
            number: self.number,
            cells,
            raw: raw.into_owned(),
            recoded,
        })
    }

    fn is_unclosed(&self, record: &[Vec<u8>]) -> bool {
        let mut quotes = Quotes::new(self.dialect.delimiter);
        record.iter().for_each(|line| quotes.see(line));
        quotes.open
    }

    fn wrong_count(&self, found: usize, bytes: &[u8]) -> RowFault {
        let expected = self.columns.len();
        let hint = if found > expected {
            "put quotes round a field that holds the delimiter"
        } else {
            "the row is cut off, or a line break inside a field is not in quotes"
        };
        self.fault(
            &format!("the row has {found} fields, the header {expected}"),
            hint,
            bytes,
        )
    }

    fn fault(&self, problem: &str, hint: &str, bytes: &[u8]) -> RowFault {
        RowFault {
            number: self.number,
            column: String::new(),
            problem: problem.to_string(),
            hint: hint.to_string(),
            raw: String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

impl Rows for DelimitedRows {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        let record = self.gather();
        self.number += 1;
        match record {
            Ok(Some(record)) => Some(self.row_of(&record)),
            Ok(None) => None,
            Err(error) => {
                self.lines.close();
                Some(Err(RowFault::broken_off(self.number, &error)))
            }
        }
    }
}

fn header_name(field: &[u8]) -> String {
    decoded_cell(field).trim().trim_start_matches('\u{feff}').to_string()
}

fn decoded_cell(cell: &[u8]) -> String {
    decoded(cell).map(|(text, _)| text.into_owned()).unwrap_or_default()
}

/// Spreadsheets end rows with delimiters of empty columns that have no header.
fn drop_empty_tail(cells: &mut Vec<Vec<u8>>, expected: usize) {
    while cells.len() > expected
        && cells
            .last()
            .is_some_and(|cell| cell.iter().all(u8::is_ascii_whitespace))
    {
        cells.pop();
    }
}

/// Follows quotes over the lines of one record.
struct Quotes {
    delimiter: u8,
    /// Inside a quoted field.
    open: bool,
    /// A closing quote was followed by something else than a delimiter.
    ragged: bool,
}

impl Quotes {
    fn new(delimiter: u8) -> Quotes {
        Quotes {
            delimiter,
            open: false,
            ragged: false,
        }
    }

    fn see(&mut self, line: &[u8]) {
        let mut field_start = !self.open;
        let mut bytes = line.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if self.open => match bytes.peek() {
                    Some(b'"') => {
                        bytes.next();
                    }
                    next => {
                        self.open = false;
                        self.ragged |= next.is_some_and(|next| *next != self.delimiter);
                    }
                },
                b'"' if field_start => self.open = true,
                _ => {}
            }
            field_start = byte == self.delimiter && !self.open;
        }
    }
}

/// Splits a record into its fields, without their quotes.
struct FieldSplitter {
    parser: csv_core::Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl FieldSplitter {
    fn new(delimiter: u8) -> FieldSplitter {
        let parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        FieldSplitter {
            parser,
            output: vec![0; 4096],
            ends: vec![0; 64],
        }
    }

    fn split(&mut self, record: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let input = record.join(&b'\n');
        let count = self.parse(&input);
        let starts = std::iter::once(0).chain(self.ends[..count].iter().copied());
        starts
            .zip(&self.ends[..count])
            .map(|(start, end)| self.output[start..*end].to_vec())
            .collect()
    }

    /// Fills `output` and `ends`, making them larger where they are too small; the number of fields.
    fn parse(&mut self, input: &[u8]) -> usize {
        use csv_core::ReadRecordResult as Step;
        self.parser.reset();
        let (mut read, mut written, mut count) = (0, 0, 0);
        loop {
            let (step, more_read, more_written, more_ends) =
                self.parser
                    .read_record(&input[read..], &mut self.output[written..], &mut self.ends[count..]);
            read += more_read;
            written += more_written;
            count += more_ends;
            match step {
                Step::Record | Step::End => return count,
                Step::OutputFull => self.output.resize(self.output.len() * 2, 0),
                Step::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                Step::InputEmpty => {}
            }
        }
    }
}

/// The lines of a stream, some of which may be put back to be read again.
struct Lines {
    bytes: Bytes,
    line_end: u8,
    waiting: VecDeque<Vec<u8>>,
    closed: bool,
}

impl Lines {
    fn new(bytes: Bytes, line_end: u8) -> Lines {
        Lines {
            bytes,
            line_end,
            waiting: VecDeque::new(),
            closed: false,
        }
    }

    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.waiting.pop_front() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        if self.closed || self.bytes.read_until(self.line_end, &mut line)? == 0 {
            return Ok(None);
        }
        while line.last().is_some_and(|byte| *byte == b'\n' || *byte == b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    /// The next line with anything on it: empty lines between records are no rows.
    fn next_filled(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            match self.next()? {
                Some(line) if line.is_empty() => {}
                line => return Ok(line),
            }
        }
    }

    fn put_back(&mut self, lines: Vec<Vec<u8>>) {
        for line in lines.into_iter().rev() {
            self.waiting.push_front(line);
        }
    }

    fn close(&mut self) {
        self.closed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a table; a row is shown with its cells between `|`, a fault as its problem.
    fn check(table: &str, expected: &[&str]) {
        let dialect = Dialect {
            delimiter: b',',
            header: true,
            line_end: b'\n',
        };
        let bytes = Box::new(io::Cursor::new(table.as_bytes().to_vec()));
        let mut rows = DelimitedRows::new(bytes, dialect).unwrap();
        let found: Vec<String> = std::iter::from_fn(|| rows.next_row()).map(shown).collect();
        assert_eq!(found, expected);
    }

    fn shown(row: Result<Row, RowFault>) -> String {
        match row {
            Ok(row) => row
                .cells
                .iter()
                .map(|cell| cell.as_str().unwrap())
                .collect::<Vec<_>>()
                .join("|"),
            Err(fault) => format!("{}: {}", fault.number, fault.problem),
        }
    }

    #[test]
    fn quoted_fields_hold_delimiters_quotes_and_newlines() {
        check("a,b\n1,\"x, \"\"y\"\"\n\nz\"\n2,w\n", &["1|x, \"y\"\n\nz", "2|w"]);
    }

    #[test]
    fn empty_lines_are_no_rows() {
        check("a,b\r\n\r\n1,2\r\n\r\n", &["1|2"]);
    }

    #[test]
    fn a_row_with_the_wrong_number_of_fields_is_a_fault() {
        check(
            "a,b\n1\n2,3,4\n5,6\n",
            &[
                "1: the row has 1 fields, the header 2",
                "2: the row has 3 fields, the header 2",
                "5|6",
            ],
        );
    }

    #[test]
    fn empty_fields_beyond_the_header_are_dropped() {
        check("a,b\n1,2,,\n", &["1|2"]);
    }

    #[test]
    fn an_unclosed_quote_costs_one_row() {
        check(
            "a,b\n1,\"x\n2,y\n3,z\n",
            &["1: a quote is opened and not closed", "2|y", "3|z"],
        );
    }

    #[test]
    fn a_quote_closed_in_the_next_row_costs_one_row() {
        check(
            "a,b,c\n1,\"x,u\n2,\"y\",v\n3,z,w\n",
            &["1: a quote is opened and not closed", "2|y|v", "3|z|w"],
        );
    }
}
