//! Experts' queries for labels: a catalogue's rules, or a file of queries.

use std::path::Path;

use catalogue::{Catalogue, Condition, Role, Rule};
use learning::LabelQuery;
use query::{Expression, Query, Syntax, read};

use super::fault::TrainingFault;
use crate::error::StudyError;

/// The strand of queries of a file that names none.
const ONE_SOURCE: &str = "queries";

/// Every rule of a catalogue as a query of its ecosystem; codes are asked for as `scheme:code`.
pub(crate) fn of_catalogue(catalogue: &Catalogue) -> Vec<LabelQuery> {
    let rules = catalogue
        .ecosystems
        .iter()
        .flat_map(|ecosystem| ecosystem.rules.iter().map(move |rule| (&ecosystem.id, rule)));
    rules
        .map(|(id, rule)| LabelQuery {
            label: id.clone(),
            strand: strand(rule.role).to_owned(),
            query: query_of(rule),
            weight: if rule.role == Role::Exclude { 0.0 } else { rule.weight },
        })
        .collect()
}

fn strand(role: Role) -> &'static str {
    match role {
        Role::Core => "core",
        Role::Periphery => "periphery",
        Role::Exclude => "exclude",
    }
}

fn query_of(rule: &Rule) -> Query {
    match &rule.condition {
        Condition::Query(query) => query.as_ref().clone(),
        Condition::Codes(codes) => {
            let codes = codes.iter().flat_map(|(scheme, codes)| {
                codes.iter().map(|code| {
                    Expression::Condition(query::Condition::Code {
                        scheme: Some(scheme.clone()),
                        code: code.clone(),
                    })
                })
            });
            let mut any: Vec<Expression> = codes.collect();
            let expression = if any.len() == 1 {
                any.remove(0)
            } else {
                Expression::Or(any)
            };
            Query { expression }
        }
    }
}

/// A CSV file with `label, query` and, if known, `query_id, source, weight`: each source is a strand of its own, a query
/// without a weight has that of a core rule.
pub(crate) fn of_file(path: &Path, syntax: Syntax) -> Result<Vec<LabelQuery>, StudyError> {
    let failed = |error: csv::Error| StudyError::file(path, error);
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let headers = reader.headers().map_err(failed)?.clone();
    let column = |name: &str| headers.iter().position(|header| header.trim() == name);
    let needed = |name: &'static str| {
        column(name).ok_or_else(|| TrainingFault::QueryColumn {
            path: path.to_owned(),
            column: name,
            found: headers.iter().collect::<Vec<_>>().join(", "),
        })
    };
    let (label, text) = (needed("label")?, needed("query")?);
    let (id, source, weight) = (column("query_id"), column("source"), column("weight"));
    let (mut queries, mut faults) = (Vec::new(), Vec::new());
    for (row, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(format!("row {}: {error}", row + 1));
                continue;
            }
        };
        let field = |place: Option<usize>| place.and_then(|place| record.get(place)).map_or("", str::trim);
        let name = || match field(id) {
            "" => format!("row {}", row + 1),
            id => format!("row {} (`{id}`)", row + 1),
        };
        match (
            plain(field(Some(text)), syntax),
            believed(field(weight)),
            field(Some(label)),
        ) {
            (_, _, "") => faults.push(format!("{}: it has no label", name())),
            (Ok(query), Some(weight), label) => queries.push(LabelQuery {
                label: label.to_owned(),
                strand: if field(source).is_empty() {
                    ONE_SOURCE
                } else {
                    field(source)
                }
                .to_owned(),
                query,
                weight,
            }),
            (Err(problem), ..) => faults.push(format!("{}: {problem}", name())),
            (_, None, _) => faults.push(format!("{}: `{}` is no weight in (0, 1]", name(), field(weight))),
        }
    }
    if faults.is_empty() {
        Ok(queries)
    } else {
        Err(TrainingFault::Queries(faults).into())
    }
}

/// A query without references.
fn plain(text: &str, syntax: Syntax) -> Result<Query, String> {
    let resolved = read(text, syntax).and_then(|reading| reading.query.resolve(&|_| None));
    resolved.map_err(|problems| {
        problems
            .iter()
            .map(|problem| format!("{problem}; {}", problem.hint))
            .collect::<Vec<_>>()
            .join("; ")
    })
}

fn believed(written: &str) -> Option<f64> {
    match written {
        "" => Some(Role::Core.default_weight()),
        written => written.parse().ok().filter(|weight| *weight > 0.0 && *weight <= 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Result<Vec<LabelQuery>, StudyError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queries.csv");
        std::fs::write(&path, text).unwrap();
        of_file(&path, Syntax::Afbaken)
    }

    #[test]
    fn a_file_of_queries_with_sources_and_weights() {
        let queries = file("label,query,source,weight\nwater,membran*,a,0.7\nlight,laser OR photon,,\n").unwrap();
        let shown: Vec<_> = queries
            .iter()
            .map(|of| (of.label.as_str(), of.strand.as_str(), of.weight))
            .collect();
        assert_eq!(shown, [("water", "a", 0.7), ("light", "queries", 0.9)]);
    }

    #[test]
    fn all_bad_queries_are_named_at_once() {
        let error = file("label,query,weight\nwater,(membrane,\n,laser,\nlight,laser,7\n")
            .unwrap_err()
            .to_string();
        for part in [
            "3 of the queries",
            "row 1",
            "row 2",
            "no label",
            "row 3",
            "`7` is no weight",
        ] {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert!(
            file("query\nx\n")
                .unwrap_err()
                .to_string()
                .contains("no column `label`")
        );
    }

    #[test]
    fn every_rule_of_the_catalogue_becomes_a_query_that_can_be_written_down() {
        let (catalogue, _) = Catalogue::built_in();
        let queries = of_catalogue(&catalogue);
        assert!(queries.len() > 500);
        for of in queries {
            let written = serde_json::to_string(&of).unwrap();
            assert_eq!(serde_json::from_str::<LabelQuery>(&written).unwrap(), of);
        }
    }
}
