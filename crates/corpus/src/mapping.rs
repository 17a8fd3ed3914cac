//! What a person says a column means: `title=Titel,text=Samenvatting+Doel,organisations=Begunstigde`.

use std::str::FromStr;

use crate::error::CorpusError;
use crate::role::Role;

/// Columns named by a person; they go before everything that is recognised.
///
/// Columns are named as in the file, without regard to capitals, by a path into nested JSON
/// (`text=project.summary`), or by number from 1 where a file has no header row. A name that holds
/// a comma or a plus stands in double quotes.
///
/// ```
/// let mapping: corpus::Mapping = "title=Titel,text=Samenvatting+Doel".parse()?;
/// assert_eq!(mapping.columns().count(), 3);
/// # Ok::<(), corpus::CorpusError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    entries: Vec<(Role, String)>,
}

impl Mapping {
    /// Every column with its role, in the order in which they were named.
    pub fn columns(&self) -> impl Iterator<Item = (&Role, &str)> {
        self.entries.iter().map(|(role, column)| (role, column.as_str()))
    }

    /// Adds a column; for what a program rather than a person names.
    pub fn add(&mut self, role: Role, column: &str) {
        self.entries.push((role, column.to_string()));
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether every column is a number: then a file may well have no header row.
    pub(crate) fn by_number(&self) -> bool {
        !self.is_empty() && self.entries.iter().all(|(_, column)| column.parse::<usize>().is_ok())
    }
}

impl FromStr for Mapping {
    type Err = CorpusError;

    /// All mistakes are reported at once.
    fn from_str(written: &str) -> Result<Mapping, CorpusError> {
        let mut mapping = Mapping::default();
        let mut errors = Vec::new();
        for entry in split_unquoted(written, ',')
            .iter()
            .filter(|entry| !entry.trim().is_empty())
        {
            match parse_entry(entry) {
                Ok((role, columns)) => columns.iter().for_each(|column| mapping.add(role.clone(), column)),
                Err(error) => errors.push(error),
            }
        }
        CorpusError::gather(errors).map_or(Ok(mapping), Err)
    }
}

fn parse_entry(entry: &str) -> Result<(Role, Vec<String>), CorpusError> {
    let form = || CorpusError::MappingForm {
        entry: entry.trim().to_string(),
    };
    let (role, columns) = entry.split_once('=').ok_or_else(form)?;
    let role: Role = role.parse()?;
    let columns: Vec<String> = split_unquoted(columns, '+')
        .iter()
        .map(|column| unquoted(column))
        .collect();
    if columns.iter().any(String::is_empty) {
        return Err(form());
    }
    Ok((role, columns))
}

fn split_unquoted(written: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    written
        .split(|character| {
            quoted ^= character == '"';
            character == separator && !quoted
        })
        .collect()
}

fn unquoted(column: &str) -> String {
    let column = column.trim();
    column
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(column)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: &[(&str, &str)]) {
        let mapping: Mapping = written.parse().expect("a mapping");
        let found: Vec<(String, &str)> = mapping
            .columns()
            .map(|(role, column)| (role.to_string(), column))
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(role, column)| (role.as_str(), *column)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn columns_are_joined_by_plus() {
        check(
            "title=Titel,text=Samenvatting+Doel",
            &[("title", "Titel"), ("text", "Samenvatting"), ("text", "Doel")],
        );
    }

    #[test]
    fn quotes_protect_commas_and_pluses() {
        check(r#"text="Doel, kort"+"A+B""#, &[("text", "Doel, kort"), ("text", "A+B")]);
    }

    #[test]
    fn codes_name_their_scheme() {
        check("codes:CPC=klasse, Id = nr", &[("codes:cpc", "klasse"), ("id", "nr")]);
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        let error = "titel=Titel,text".parse::<Mapping>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`titel` is not a part of a document\n`text` is not of the form role=column"
        );
        assert!(error.hint().unwrap().contains("title, text"));
    }

    #[test]
    fn an_empty_column_is_refused() {
        assert!("text=".parse::<Mapping>().is_err());
    }
}
