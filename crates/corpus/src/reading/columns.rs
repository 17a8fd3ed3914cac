//! Which column fills which part of a document: what a person says, then what is known by name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::row::Row;
use crate::column_name::{Tier, folded_name, known_role, part_played};
use crate::document::Kind;
use crate::mapping::Mapping;
use crate::role::Role;

/// The columns of one file with their roles.
#[derive(Debug, Clone, Default)]
pub(crate) struct ColumnRoles {
    names: Vec<String>,
    roles: Vec<Role>,
    cells: BTreeMap<Role, Vec<CellPath>>,
    mapped: BTreeSet<Role>,
}

/// A column, or a place inside the objects of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellPath {
    pub column: usize,
    inside: Vec<String>,
}

impl ColumnRoles {
    /// Gives every column its role; columns that a person named go first and alone.
    pub(crate) fn assign(names: &[String], mapping: &Mapping) -> ColumnRoles {
        let mut assigned = ColumnRoles {
            names: names.to_vec(),
            roles: vec![Role::Ignored; names.len()],
            ..ColumnRoles::default()
        };
        let mut taken = BTreeSet::new();
        for (role, column) in mapping.columns() {
            if let Some(path) = find_column(names, column) {
                taken.insert(path.column);
                assigned.mapped.insert(role.clone());
                assigned.give(role.clone(), path);
            }
        }
        assigned.recognise(&taken);
        assigned
    }

    /// Takes in columns that turned up in later rows. They only join roles that take several, or
    /// that no column has; what is decided stays.
    pub(crate) fn extend(&mut self, names: &[String]) {
        for (column, name) in names.iter().enumerate().skip(self.names.len()) {
            self.names.push(name.clone());
            self.roles.push(Role::Ignored);
            let Some((role, Tier::Named, _)) = known_role(name) else {
                continue;
            };
            let open = role.takes_several() || !self.cells.contains_key(&role);
            if open && !self.mapped.contains(&role) {
                self.give(
                    role,
                    CellPath {
                        column,
                        inside: Vec::new(),
                    },
                );
            }
        }
    }

    fn give(&mut self, role: Role, path: CellPath) {
        self.roles[path.column] = role.clone();
        self.cells.entry(role).or_default().push(path);
    }

    fn recognise(&mut self, taken: &BTreeSet<usize>) {
        let mut candidates: BTreeMap<Role, Vec<(Tier, usize, usize)>> = BTreeMap::new();
        for (column, name) in self
            .names
            .iter()
            .enumerate()
            .filter(|(column, _)| !taken.contains(column))
        {
            if let Some((role, tier, place)) = known_role(name) {
                candidates.entry(role).or_default().push((tier, place, column));
            }
        }
        for (role, mut known) in candidates {
            if self.mapped.contains(&role) {
                continue;
            }
            known.sort();
            for column in chosen(&role, &known) {
                self.give(
                    role.clone(),
                    CellPath {
                        column,
                        inside: Vec::new(),
                    },
                );
            }
        }
    }

    /// The columns' names.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The role of one column.
    pub(crate) fn role(&self, column: usize) -> &Role {
        &self.roles[column]
    }

    /// Whether any column has the role.
    pub(crate) fn has(&self, role: &Role) -> bool {
        self.cells.contains_key(role)
    }

    /// Whether documents can be made of the rows.
    pub(crate) fn has_text(&self) -> bool {
        self.has(&Role::Title) || self.has(&Role::Text)
    }

    /// Whether a person named a column for the role.
    pub(crate) fn is_mapped(&self, role: &Role) -> bool {
        self.mapped.contains(role)
    }

    /// The cells of a role in one row, with their columns' names, in order.
    pub(crate) fn cells<'a>(&'a self, role: &Role, row: &'a Row) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let paths = self.cells.get(role).map(Vec::as_slice).unwrap_or_default();
        paths
            .iter()
            .map(|path| (self.names[path.column].as_str(), path.find(row)))
    }

    /// The schemes of codes with their cells in one row.
    pub(crate) fn codes<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let schemes = self.cells.iter().filter_map(|(role, paths)| match role {
            Role::Codes(scheme) => Some((scheme.as_str(), paths)),
            _ => None,
        });
        schemes.flat_map(move |(scheme, paths)| paths.iter().map(move |path| (scheme, path.find(row))))
    }

    /// What the documents of this file are, by the company their columns keep.
    pub(crate) fn kind(&self) -> Kind {
        let names: BTreeSet<String> = self.names.iter().map(|name| folded_name(name)).collect();
        let beneficiaries = self.names.iter().any(|name| part_played(name).is_some());
        let tells = |(kind, telling): &(Kind, &[&str])| {
            telling.iter().any(|name| names.contains(*name)) || (*kind == Kind::Project && beneficiaries)
        };
        TELLING_NAMES
            .iter()
            .find(|entry| tells(entry))
            .map_or(Kind::Other, |(kind, _)| *kind)
    }
}

/// Names that only one kind of document has; the first kind with any of them is chosen.
const TELLING_NAMES: &[(Kind, &[&str])] = &[
    (Kind::Organisation, &["orgid"]),
    (
        Kind::Patent,
        &[
            "publicationnumber",
            "patentnumber",
            "patentid",
            "cpc",
            "cpccode",
            "cpccodes",
            "ipc",
            "ipccode",
            "filingdate",
            "assignee",
        ],
    ),
    (
        Kind::Project,
        &[
            "objective",
            "objectives",
            "projectid",
            "projectnummer",
            "projectnumber",
            "projectcode",
            "projecttitel",
            "projecttitle",
            "projectnaam",
            "projectname",
            "fund",
            "fonds",
            "call",
            "fundingscheme",
            "regeling",
            "scheme",
            "subsidie",
            "subsidiebedrag",
            "subsidieregeling",
            "start",
            "startdate",
            "startdatum",
            "begindatum",
            "ecmaxcontribution",
            "grantnumber",
        ],
    ),
    (
        Kind::Publication,
        &[
            "doi",
            "journal",
            "tijdschrift",
            "sourcetitle",
            "authors",
            "auteurs",
            "pmid",
            "abstractinvertedindex",
            "abstract",
        ],
    ),
    (
        Kind::Organisation,
        &[
            "kvk",
            "kvknummer",
            "bedrijfsnaam",
            "profile",
            "profiel",
            "organizationurl",
        ],
    ),
];

impl CellPath {
    fn find<'a>(&self, row: &'a Row) -> &'a Value {
        let cell = row.cell(self.column);
        self.inside
            .iter()
            .fold(cell, |value, key| value.get(key.as_str()).unwrap_or(&Value::Null))
    }
}

/// The columns that get a role, out of those known for it with the best first: all that are named
/// and all spare ones where the role takes several, the best one otherwise. Fallbacks for a title
/// stand behind spare ones, where nothing is named for it.
fn chosen(role: &Role, known: &[(Tier, usize, usize)]) -> Vec<usize> {
    let named = known.iter().any(|(tier, _, _)| *tier == Tier::Named);
    let most = if role.takes_several() && (named || *role == Role::Title) {
        known.len()
    } else {
        1
    };
    let fits = |tier: Tier| tier != Tier::Fallback || !named;
    let best = known.iter().filter(|(tier, _, _)| fits(*tier)).take(most);
    let mut columns: Vec<usize> = best.map(|(_, _, column)| *column).collect();
    if *role != Role::Title {
        columns.sort_unstable();
    }
    columns
}

/// A column by its name, else by its number from 1, else by a path into nested objects.
pub(crate) fn find_column(names: &[String], wanted: &str) -> Option<CellPath> {
    let by_name = |wanted: &str| {
        let exact = names.iter().position(|name| name == wanted);
        exact.or_else(|| {
            names
                .iter()
                .position(|name| name.trim().to_lowercase() == wanted.trim().to_lowercase())
        })
    };
    let whole = by_name(wanted).or_else(|| {
        wanted
            .parse::<usize>()
            .ok()?
            .checked_sub(1)
            .filter(|column| *column < names.len())
    });
    if let Some(column) = whole {
        return Some(CellPath {
            column,
            inside: Vec::new(),
        });
    }
    let (first, rest) = wanted.split_once('.')?;
    let inside = rest.split('.').map(str::to_string).collect();
    by_name(first).map(|column| CellPath { column, inside })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns, mapping and the roles that follow.
    fn check(columns: &str, mapping: &str, expected: &str) {
        let names: Vec<String> = columns.split(',').map(str::to_string).collect();
        let roles = ColumnRoles::assign(&names, &mapping.parse().unwrap());
        let found: Vec<String> = (0..names.len()).map(|column| roles.role(column).to_string()).collect();
        assert_eq!(found.join(","), expected);
    }

    #[test]
    fn contract_names() {
        check(
            "document_id,kind,title,text,language,year,start,end,organisations,places,codes.cpc,amount,url,source",
            "",
            "id,kind,title,text,language,year,start,end,organisations,places,codes:cpc,amount,url,ignored",
        );
    }

    #[test]
    fn dutch_and_english_variants() {
        check(
            "Titel,SAMENVATTING,Begunstigde,Startdatum",
            "",
            "title,text,organisations,start",
        );
        check(
            "Project title,Public summary,Beneficiary name",
            "",
            "title,text,organisations",
        );
    }

    #[test]
    fn one_column_a_role_where_only_one_fits() {
        check("total_cost,eu_amount", "", "ignored,amount");
        check("title_en,title", "", "title,title");
        check("en,nl", "", "ignored,text");
    }

    #[test]
    fn what_a_person_says_goes_first() {
        check("id,title,naam", "title=naam", "id,ignored,title");
        check("1,2,3", "text=2,title=1", "title,text,ignored");
        check("id,text,title", "ignored=text", "id,ignored,title");
    }

    #[test]
    fn kinds_by_their_columns() {
        let kind = |columns: &str| {
            let names: Vec<String> = columns.split(',').map(str::to_string).collect();
            ColumnRoles::assign(&names, &Mapping::default()).kind()
        };
        assert_eq!(kind("title,abstract_text,publication_number"), Kind::Patent);
        assert_eq!(kind("id,title,objective"), Kind::Project);
        assert_eq!(kind("titel,begunstigde"), Kind::Project);
        assert_eq!(kind("title,abstract,year"), Kind::Publication);
        assert_eq!(kind("id,text"), Kind::Other);
    }

    #[test]
    fn nested_columns() {
        let names = vec!["project".to_string()];
        let path = find_column(&names, "Project.samenvatting").unwrap();
        let cells = vec![serde_json::json!({"samenvatting": "water"})];
        let row = Row {
            number: 1,
            cells,
            raw: String::new(),
            recoded: false,
        };
        assert_eq!(path.find(&row), "water");
    }
}
