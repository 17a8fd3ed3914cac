//! From a row to a document: every cell cleaned and put in its place, every doubt noted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::columns::ColumnRoles;
use super::row::{Row, cell_text};
use super::value::{Date, amount, codes, entries, kind_named, language_named, participations};
use crate::column_name::part_played;
use crate::document::{Document, Kind, Language, Participation};
use crate::kvk_number::kvk_number;
use crate::normalise::{WordFrequency, normalise_line, normalise_with};
use crate::role::Role;

/// A document as its row tells it; the id may still be missing or known already.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The document, its id empty where the row has none.
    pub document: Document,
    /// What a person should look at.
    pub doubts: Vec<Doubt>,
}

const KVK_HINT: &str = "a KVK number has eight digits; store the column as text, so that leading zeros stay";

/// Something in a cell that was left out or filled in.
#[derive(Debug)]
pub(crate) struct Doubt {
    pub column: String,
    pub problem: String,
    pub hint: &'static str,
}

/// What every row of a file has in common.
pub(crate) struct Assembly<'a> {
    pub roles: &'a ColumnRoles,
    pub kind: Kind,
    pub source: &'a str,
    pub frequency: Option<&'a WordFrequency>,
}

impl Assembly<'_> {
    /// Makes the document of a row; `None` where it has neither title nor text.
    pub(crate) fn draft(&self, row: &Row) -> Option<Draft> {
        let mut doubts = Vec::new();
        let title = self.title(row);
        let text = self.text(row);
        if !says_anything(&title) && !says_anything(&text) {
            return None;
        }
        let (kind, subkind) = self.kind_of(row);
        let (start, end, year) = self.dates(row, &mut doubts);
        let document = Document {
            document_id: self.first(&Role::Id, row).unwrap_or_default(),
            kind,
            subkind,
            title,
            text,
            language: self.language(row, &mut doubts),
            year,
            start,
            end,
            organisations: self.organisations(row, &mut doubts),
            places: self.places(row),
            codes: self.codes(row),
            amount: self.amount(row, &mut doubts),
            url: self.first(&Role::Url, row),
            source: self.source.to_string(),
        };
        Some(Draft { document, doubts })
    }

    /// The first filled cell of a role, trimmed.
    fn first(&self, role: &Role, row: &Row) -> Option<String> {
        self.roles
            .cells(role, row)
            .find_map(|(_, cell)| cell_text(cell))
            .map(|text| text.trim().to_string())
    }

    fn title(&self, row: &Row) -> String {
        let titles = self
            .roles
            .cells(&Role::Title, row)
            .filter_map(|(_, cell)| cell_text(cell));
        titles
            .map(|title| normalise_line(&title))
            .find(|title| says_anything(title))
            .unwrap_or_default()
    }

    /// The texts in order, parted by blank lines; one that another repeats is left out.
    fn text(&self, row: &Row) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (_, cell) in self.roles.cells(&Role::Text, row) {
            let part = running_text(cell)
                .map(|text| normalise_with(&text, self.frequency))
                .unwrap_or_default();
            if says_anything(&part) && !parts.iter().any(|known| known.contains(&part)) {
                parts.push(part);
            }
        }
        parts.join("\n\n")
    }

    fn kind_of(&self, row: &Row) -> (Kind, Option<String>) {
        let written = self.first(&Role::Kind, row);
        let subkind = self.first(&Role::Subkind, row);
        match written.as_deref().map(kind_named) {
            Some(Some(kind)) => (kind, subkind),
            _ => (self.kind, subkind.or(written)),
        }
    }

    fn language(&self, row: &Row, doubts: &mut Vec<Doubt>) -> Option<Language> {
        let (column, text) = self.named_cell(&Role::Language, row)?;
        let language = language_named(&text);
        if language.is_none() {
            doubts.push(Doubt::of(
                column,
                &text,
                "is no language that is known",
                "use a code of two letters such as nl or en",
            ));
        }
        language
    }

    /// Start, end and year; the year is that of its own column, of the start, or of publication.
    fn dates(&self, row: &Row, doubts: &mut Vec<Doubt>) -> (Option<String>, Option<String>, Option<i32>) {
        let year = self.date(&Role::Year, row, doubts);
        let start = self.date(&Role::Start, row, doubts);
        let end = self.date(&Role::End, row, doubts);
        let published = self.date(&Role::Date, row, doubts);
        let year = year.or(start).or(published).map(|date| date.year);
        (
            start.map(|date| date.to_string()),
            end.map(|date| date.to_string()),
            year,
        )
    }

    fn date(&self, role: &Role, row: &Row, doubts: &mut Vec<Doubt>) -> Option<Date> {
        let (column, text) = self.named_cell(role, row).filter(|(_, text)| !is_zero(text))?;
        let date = Date::parse(text.strip_suffix(".0").unwrap_or(&text));
        if date.is_none() {
            doubts.push(Doubt::of(
                column,
                &text,
                "is no date",
                "write dates as 2024-12-31; the cell was left empty",
            ));
        }
        date
    }

    fn amount(&self, row: &Row, doubts: &mut Vec<Doubt>) -> Option<f64> {
        let (column, cell) = self
            .roles
            .cells(&Role::Amount, row)
            .find(|(_, cell)| cell_text(cell).is_some())?;
        let found = amount(cell).filter(|amount| *amount >= 0.0);
        if found.is_none() {
            let text = cell_text(cell).unwrap_or_default();
            doubts.push(Doubt::of(
                column,
                &text,
                "is no amount",
                "write amounts as 12500.50; the cell was left empty",
            ));
        }
        found
    }

    fn organisations(&self, row: &Row, doubts: &mut Vec<Doubt>) -> Vec<Participation> {
        let mut found: Vec<Participation> = Vec::new();
        for (column, cell) in self.roles.cells(&Role::Organisations, row) {
            for mut participation in participations(cell, part_played(column)) {
                doubts.extend(check_kvk(&mut participation, column));
                if !found.contains(&participation) {
                    found.push(participation);
                }
            }
        }
        if let Some((column, numbers)) = self.named_cell(&Role::Kvk, row) {
            doubts.extend(number_all(&mut found, &column, &numbers));
        }
        found
    }

    fn places(&self, row: &Row) -> Vec<String> {
        let mut places: Vec<String> = Vec::new();
        for place in self.roles.cells(&Role::Places, row).flat_map(|(_, cell)| entries(cell)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    fn codes(&self, row: &Row) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (scheme, cell) in self.roles.codes(row) {
            for (scheme, code) in schemes_of(scheme, cell) {
                let known = found.entry(scheme).or_default();
                if !known.contains(&code) {
                    known.push(code);
                }
            }
        }
        found
    }

    fn named_cell(&self, role: &Role, row: &Row) -> Option<(String, String)> {
        let cells = self.roles.cells(role, row);
        let mut filled = cells.filter_map(|(column, cell)| Some((column, cell_text(cell)?)));
        filled
            .next()
            .map(|(column, text)| (column.to_string(), text.trim().to_string()))
    }
}

impl Doubt {
    fn of(column: impl Into<String>, cell: &str, problem: &str, hint: &'static str) -> Doubt {
        let shown = crate::problem::shortened(cell, 80);
        Doubt {
            column: column.into(),
            problem: format!("`{shown}` {problem}"),
            hint,
        }
    }
}

/// Keeps the KVK number of an organisation where it is one.
pub(crate) fn check_kvk(participation: &mut Participation, column: &str) -> Option<Doubt> {
    let written = participation.kvk.take().filter(|written| !written.is_empty())?;
    match kvk_number(&written) {
        Ok(number) => {
            participation.kvk = Some(number);
            None
        }
        Err(problem) => Some(Doubt::of(column, &written, problem, KVK_HINT)),
    }
}

/// Gives each organisation the number at its place in a cell; numbers with `;` between.
fn number_all(organisations: &mut [Participation], column: &str, written: &str) -> Vec<Doubt> {
    let numbers: Vec<&str> = written.split(';').map(str::trim).collect();
    if numbers.len() != organisations.len() {
        let problem = "has not one number for each organisation, so that none was used";
        let hint = "write one number for each, `;` between them, nothing where it is not known";
        return vec![Doubt::of(column, written, problem, hint)];
    }
    let numbered = organisations.iter_mut().zip(numbers);
    let check = |(organisation, number): (&mut Participation, &str)| {
        organisation.kvk = Some(number.strip_suffix(".0").unwrap_or(number).to_owned());
        check_kvk(organisation, column)
    };
    numbered.filter_map(check).collect()
}

/// Codes with their schemes: a column without a scheme holds an object of schemes.
fn schemes_of(scheme: &str, cell: &Value) -> Vec<(String, String)> {
    let whole = |cell: &Value| match cell {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(scheme, codes_of)| {
                let scheme = scheme.to_lowercase();
                codes(&scheme, codes_of)
                    .into_iter()
                    .map(move |code| (scheme.clone(), code))
                    .collect::<Vec<_>>()
            })
            .collect(),
        _ => Vec::new(),
    };
    match (scheme, cell) {
        ("", Value::String(text)) => serde_json::from_str(text).map(|cell| whole(&cell)).unwrap_or_default(),
        ("", cell) => whole(cell),
        _ => codes(scheme, cell)
            .into_iter()
            .map(|code| (scheme.to_string(), code))
            .collect(),
    }
}

/// The text of a cell; an inverted index (word to places, as OpenAlex has abstracts) is set in order.
fn running_text(cell: &Value) -> Option<String> {
    let inverted = match cell {
        Value::Object(words) => inverted_index(words),
        Value::String(text) if text.starts_with("{\"") => serde_json::from_str::<serde_json::Map<String, Value>>(text)
            .ok()
            .and_then(|words| inverted_index(&words)),
        _ => None,
    };
    inverted.or_else(|| cell_text(cell).map(|text| text.into_owned()))
}

fn inverted_index(words: &serde_json::Map<String, Value>) -> Option<String> {
    let mut placed: BTreeMap<u64, &str> = BTreeMap::new();
    for (word, places) in words {
        for place in places.as_array()? {
            placed.insert(place.as_u64()?, word);
        }
    }
    (!placed.is_empty()).then(|| placed.into_values().collect::<Vec<_>>().join(" "))
}

/// `00-00-0000` and `00:00:00` stand for no date.
fn is_zero(text: &str) -> bool {
    !text
        .chars()
        .any(|character| character.is_alphanumeric() && character != '0')
}

fn says_anything(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
