//! The rows of `rows.tsv` and, with the syntax, `dialect_rows.tsv`: a query, a document, and the evidence expected; they
//! double as a manual of the languages.
//!
//! `expected` is `-` (no match), `match` (without a span) or snippets divided by ` , `: `water`, `title:Water`,
//! `water@2` (its second occurrence in the field).

use corpus::{Document, Kind, Language, Participation, TextField};
use query::{AnalysedDocument, Match, Query, QuerySet, Span, Syntax, parse};

mod naive;

#[test]
fn every_row_gives_its_evidence() {
    let rows: Vec<Row> = rows().collect();
    assert!(rows.len() >= 400);
    let wrong: Vec<String> = rows.iter().filter_map(Row::difference).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_gives_the_same_by_the_naive_evaluator() {
    for row in rows() {
        let query = row.parsed();
        let document = row.document();
        let spans = naive::evaluate(&query, &AnalysedDocument::new(&document), &document);
        assert_eq!(spans, row.expected(), "{} | {} | {}", row.query, row.title, row.text);
    }
}

#[test]
fn all_rows_at_once_give_the_same() {
    let rows: Vec<Row> = rows().collect();
    let queries = rows.iter().map(Row::parsed).collect();
    let set = QuerySet::compile(queries).unwrap();
    let mut evaluator = set.evaluator();
    for (place, row) in rows.iter().enumerate() {
        let document = row.document();
        let matches = evaluator.evaluate(&document);
        let found = matches
            .into_iter()
            .find(|found| found.query == place)
            .map(|found| found.spans);
        assert_eq!(found, row.expected(), "{}", row.query);
    }
}

struct Row<'r> {
    query: &'r str,
    syntax: Syntax,
    language: &'r str,
    title: &'r str,
    text: &'r str,
    expected: &'r str,
    why: &'r str,
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    let own = lines(include_str!("rows.tsv")).map(|line| Row::of("afbaken", line, line.split('\t').collect()));
    let dialects = lines(include_str!("dialect_rows.tsv")).map(|line| {
        let mut columns: Vec<&str> = line.split('\t').collect();
        Row::of(columns.remove(1), line, columns)
    });
    own.chain(dialects)
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().skip(1).filter(|line| !line.starts_with('#'))
}

impl<'r> Row<'r> {
    fn of(syntax: &str, line: &str, columns: Vec<&'r str>) -> Row<'r> {
        let [query, language, title, text, expected, why] = columns[..] else {
            panic!("a column too few or too many: {line}")
        };
        Row {
            query,
            syntax: syntax.parse().unwrap(),
            language,
            title,
            text,
            expected,
            why,
        }
    }

    fn parsed(&self) -> Query {
        parse(self.query, self.syntax).unwrap_or_else(|problems| panic!("{}: {problems:?}", self.query))
    }
}

impl Row<'_> {
    fn document(&self) -> Document {
        let name = |name: &str| Participation {
            name: name.into(),
            ..Participation::default()
        };
        Document {
            kind: Kind::Project,
            title: self.title.into(),
            text: self.text.into(),
            language: Language::from_code(self.language),
            year: Some(2015),
            organisations: vec![name("Philips Research"), name("Wetsus")],
            codes: [("cpc".to_string(), vec!["C02F 1/44".to_string()])].into(),
            ..Document::default()
        }
    }

    /// The spans expected; `None` for no match.
    fn expected(&self) -> Option<Vec<Span>> {
        match self.expected {
            "-" => None,
            "match" => Some(vec![]),
            snippets => Some(snippets.split(" , ").map(|snippet| self.span(snippet)).collect()),
        }
    }

    fn span(&self, snippet: &str) -> Span {
        let (field, within, snippet) = match snippet.strip_prefix("title:") {
            Some(rest) => (TextField::Title, self.title, rest),
            None => (TextField::Text, self.text, snippet),
        };
        let (snippet, nth) = snippet
            .split_once('@')
            .map_or((snippet, 1), |(s, n)| (s, n.parse().unwrap()));
        let starts = within
            .char_indices()
            .map(|(at, _)| at)
            .filter(|&at| within[at..].starts_with(snippet));
        let bytes = starts
            .into_iter()
            .nth(nth - 1)
            .unwrap_or_else(|| panic!("{snippet} in {within}"));
        let start = within[..bytes].chars().count();
        Span {
            field,
            start,
            end: start + snippet.chars().count(),
        }
    }

    fn difference(&self) -> Option<String> {
        let query = match parse(self.query, self.syntax) {
            Ok(query) => query,
            Err(problems) => return Some(format!("{}: {problems:?}", self.query)),
        };
        let document = self.document();
        let matches = QuerySet::compile(vec![query]).unwrap().evaluate(&document);
        let found = matches.into_iter().next().map(|Match { spans, .. }| spans);
        let expected = self.expected();
        (found != expected).then(|| {
            format!(
                "{} [{}] | {} | {} ({}): {found:?} for {expected:?}",
                self.query,
                self.syntax.name(),
                self.title,
                self.text,
                self.why
            )
        })
    }
}
