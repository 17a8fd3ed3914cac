//! Tables that add to projects by their id: the organisations, themes and topics of CORDIS.

use std::collections::BTreeMap;

use super::assembly::{Doubt, check_kvk};
use super::columns::ColumnRoles;
use super::row::{Row, cell_text};
use super::value::codes;
use super::value::{CITY_KEYS, COUNTRY_KEYS, ID_KEYS, KVK_KEYS, NAME_KEYS, ROLE_KEYS, TYPE_KEYS};
use crate::column_name::folded_name;
use crate::document::{Document, Participation};
use crate::role::Role;

/// What the columns of a side table are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SideColumns {
    project: usize,
    adds: Adds,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Adds {
    /// The columns of name, id, KVK number, type, country, city and role.
    Organisations { name: usize, others: [Option<usize>; 6] },
    /// Columns of codes with their schemes.
    Codes(Vec<(usize, &'static str)>),
}

/// Columns of codes in side tables, by folded name.
const CODE_COLUMNS: &[(&str, &str)] = &[
    ("euroscivocpath", "euroscivoc"),
    ("path", "euroscivoc"),
    ("euroscivoccode", "euroscivoc_code"),
    ("code", "euroscivoc_code"),
    ("topic", "topic"),
    ("legalbasis", "legal_basis"),
];

impl SideColumns {
    /// Recognises a side table: it refers to projects, says nothing in words itself, and has
    /// organisations or codes. A title or text that a person named makes it a table of documents.
    pub(crate) fn find(roles: &ColumnRoles) -> Option<SideColumns> {
        let names: Vec<String> = roles.names().iter().map(|name| folded_name(name)).collect();
        let find = |keys: &[&str]| keys.iter().find_map(|key| names.iter().position(|name| name == key));
        let project = find(&["projectid", "projectreference"])?;
        let code_columns: Vec<(usize, &'static str)> = CODE_COLUMNS
            .iter()
            .filter_map(|(name, scheme)| Some((find(&[name])?, *scheme)))
            .collect();
        if roles.is_mapped(&Role::Title) || roles.is_mapped(&Role::Text) || roles.has(&Role::Text) {
            return None;
        }
        if !code_columns.is_empty() {
            return Some(SideColumns {
                project,
                adds: Adds::Codes(code_columns),
            });
        }
        let name = find(NAME_KEYS).filter(|_| find(&["title", "titel"]).is_none())?;
        let others = [ID_KEYS, KVK_KEYS, TYPE_KEYS, COUNTRY_KEYS, CITY_KEYS, ROLE_KEYS].map(find);
        Some(SideColumns {
            project,
            adds: Adds::Organisations { name, others },
        })
    }

    /// What it adds, in a word for people.
    pub(crate) fn adds(&self) -> String {
        match &self.adds {
            Adds::Organisations { .. } => "organisations".into(),
            Adds::Codes(columns) => format!("{} codes", columns[0].1),
        }
    }

    /// The part of a document that a column fills through the join.
    pub(crate) fn role(&self, column: usize) -> Role {
        if column == self.project {
            return Role::Id;
        }
        match &self.adds {
            Adds::Organisations { name, others } if column == *name || others.contains(&Some(column)) => {
                Role::Organisations
            }
            Adds::Organisations { .. } => Role::Ignored,
            Adds::Codes(columns) => {
                let scheme = columns
                    .iter()
                    .find(|(codes, _)| *codes == column)
                    .map(|(_, scheme)| *scheme);
                scheme.map_or(Role::Ignored, |scheme| Role::Codes(scheme.to_string()))
            }
        }
    }

    fn addition(&self, row: &Row) -> Option<Addition> {
        let text = |column: usize| cell_text(row.cell(column)).map(|text| text.trim().to_string());
        match &self.adds {
            Adds::Organisations { name, others } => {
                let [id, kvk, organisation_type, country, city, role] = others.map(|column| column.and_then(text));
                let name = text(*name)?;
                Some(Addition::Organisation(Participation {
                    name,
                    id,
                    kvk,
                    organisation_type,
                    country,
                    city,
                    role,
                }))
            }
            Adds::Codes(columns) => {
                let found = columns
                    .iter()
                    .map(|(column, scheme)| (*scheme, codes(scheme, row.cell(*column))));
                let found: Vec<(&'static str, Vec<String>)> = found.filter(|(_, codes)| !codes.is_empty()).collect();
                (!found.is_empty()).then_some(Addition::Codes(found))
            }
        }
    }
}

#[derive(Debug)]
enum Addition {
    Organisation(Participation),
    Codes(Vec<(&'static str, Vec<String>)>),
}

/// A side table in memory: what every project gets.
#[derive(Debug, Default)]
pub(crate) struct SideTable {
    projects: BTreeMap<String, Additions>,
}

#[derive(Debug)]
struct Additions {
    first_row: u64,
    rows: u64,
    joined: bool,
    additions: Vec<Addition>,
}

/// A project of a side table that no document has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stray {
    pub first_row: u64,
    pub rows: u64,
    pub project: String,
}

impl SideTable {
    /// Takes in one row, and tells what is doubtful about it; an error says what the row lacks.
    pub(crate) fn take(&mut self, columns: &SideColumns, row: &Row) -> Result<Option<Doubt>, &'static str> {
        let project = cell_text(row.cell(columns.project)).ok_or("the row names no project")?;
        let mut addition = columns
            .addition(row)
            .ok_or("the row adds nothing: its name or code is empty")?;
        let entry = self
            .projects
            .entry(project.trim().to_string())
            .or_insert_with(|| Additions {
                first_row: row.number,
                rows: 0,
                joined: false,
                additions: Vec::new(),
            });
        entry.rows += 1;
        let doubt = match &mut addition {
            Addition::Organisation(participation) => check_kvk(participation, "kvk"),
            Addition::Codes(_) => None,
        };
        entry.additions.push(addition);
        Ok(doubt)
    }

    /// Adds to a document what the table has for the project of this id.
    pub(crate) fn join(&mut self, project: &str, document: &mut Document) {
        let Some(entry) = self.projects.get_mut(project) else {
            return;
        };
        entry.joined = true;
        for addition in &entry.additions {
            match addition {
                Addition::Organisation(participation) => push_new(&mut document.organisations, participation),
                Addition::Codes(schemes) => {
                    for (scheme, codes) in schemes {
                        let known = document.codes.entry((*scheme).to_string()).or_default();
                        codes.iter().for_each(|code| push_new(known, code));
                    }
                }
            }
        }
    }

    /// Projects that no document had, by their first row.
    pub(crate) fn strays(&self) -> Vec<Stray> {
        let strays = self.projects.iter().filter(|(_, entry)| !entry.joined);
        let mut strays: Vec<Stray> = strays
            .map(|(project, entry)| Stray {
                first_row: entry.first_row,
                rows: entry.rows,
                project: project.clone(),
            })
            .collect();
        strays.sort_by_key(|stray| stray.first_row);
        strays
    }
}

fn push_new<T: Clone + PartialEq>(known: &mut Vec<T>, new: &T) {
    if !known.contains(new) {
        known.push(new.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mapping;

    fn adds(columns: &str, mapping: &str) -> Option<String> {
        let names: Vec<String> = columns.split(',').map(str::to_string).collect();
        let mapping: Mapping = mapping.parse().unwrap();
        SideColumns::find(&ColumnRoles::assign(&names, &mapping)).map(|columns| columns.adds())
    }

    #[test]
    fn the_tables_of_cordis() {
        let check = |columns, expected: Option<&str>| assert_eq!(adds(columns, "").as_deref(), expected, "{columns}");
        check(
            "projectID,name,shortName,SME,activityType,city,country,role,ecContribution",
            Some("organisations"),
        );
        check(
            "projectID,projectAcronym,organisationID,vatNumber,name,activityType",
            Some("organisations"),
        );
        check("projectID,code,path", Some("euroscivoc codes"));
        check(
            "projectID,euroSciVocCode,euroSciVocPath,euroSciVocTitle",
            Some("euroscivoc codes"),
        );
        check("projectID,topic,title", Some("topic codes"));
        check("projectID,title,objective", None);
        check("id,acronym,title,objective,topics", None);
    }

    #[test]
    fn a_person_may_say_that_it_holds_documents() {
        assert_eq!(adds("projectID,name,city", "title=name"), None);
    }
}
