//! Members that a field declares, beside what texts show: separate columns, neither judged by the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use attribution::{NameDecisions, Organisation, OrganisationShare, organisation_id};
use catalogue::Catalogue;
use evaluation::AnswerTable;

use crate::error::StudyError;
use crate::people::{all_usable, unusable};

/// The members that were declared: by ecosystem and organisation, the name as written and who says so.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeclaredMembers(BTreeMap<String, BTreeMap<String, (String, String)>>);

/// An organisation in or near an ecosystem whose members were declared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Membership {
    pub ecosystem_id: String,
    pub organisation_id: String,
    pub name: String,
    /// Who declared it; none where nobody did.
    pub declared_by: Option<String>,
    /// Documents that it takes part in, of any ecosystem; 0: the documents do not know it.
    pub n_documents: usize,
    /// Its share of the ecosystem over all years with its interval; none without text evidence.
    pub share: Option<[f64; 3]>,
}

/// How a list of members and the texts meet, for one ecosystem.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberCoverage {
    /// The ecosystem.
    pub ecosystem_id: String,
    /// Members that were declared.
    pub n_declared: usize,
    /// Of these, those that take part in any document.
    pub n_in_documents: usize,
    /// Of these, those with a share in the ecosystem.
    pub n_with_share: usize,
    /// Organisations with a share that nobody declared.
    pub n_undeclared: usize,
}

impl DeclaredMembers {
    /// Reads lists with the columns `ecosystem, organisation` and, if known, `source`; ecosystems by id or name.
    ///
    /// # Errors
    /// When a file cannot be read or lacks a column, or with every row at once that cannot be used.
    pub(crate) fn read(files: &[PathBuf], catalogue: &Catalogue, names: &NameDecisions) -> Result<Self, StudyError> {
        let ids = catalogue.ids_by_name();
        let (mut members, mut problems) = (Self::default(), Vec::new());
        for path in files {
            let mut table = AnswerTable::read(path, &["ecosystem", "organisation"])?;
            problems.append(&mut table.problems);
            for row in &table.rows {
                let cell = |column| table.cell(row, column);
                let (ecosystem, name) = (cell("ecosystem"), cell("organisation"));
                let id = organisation_id(name, names);
                match ids.get(&ecosystem.to_lowercase()) {
                    None => problems.push(unusable(
                        &row.place,
                        format!("`{ecosystem}` is no ecosystem of the catalogue"),
                        "`afbaken catalogue list` shows the ids; name the catalogue with `--catalogue DIR`",
                    )),
                    Some(_) if id.is_empty() => problems.push(unusable(
                        &row.place,
                        "it names no organisation".into(),
                        "fill in `organisation`, or leave the row out",
                    )),
                    Some(ecosystem) => {
                        let by = Some(cell("source")).filter(|by| !by.is_empty());
                        let by = by.map_or_else(|| path.display().to_string(), str::to_owned);
                        let of_ecosystem = members.0.entry(ecosystem.clone()).or_default();
                        of_ecosystem.insert(id, (name.to_owned(), by));
                    }
                }
            }
        }
        all_usable("member", problems)?;
        Ok(members)
    }

    /// For each ecosystem with a list: its members, and the organisations with a share that are on none; by name.
    pub(crate) fn beside(&self, all: &[Organisation], shares: &[OrganisationShare]) -> Vec<Membership> {
        let known: BTreeMap<&str, &Organisation> = all.iter().map(|one| (one.organisation_id.as_str(), one)).collect();
        let mut found = Vec::new();
        for (ecosystem, declared) in &self.0 {
            let of_ecosystem = shares
                .iter()
                .filter(|one| one.ecosystem_id == *ecosystem && one.share > 0.0);
            let evidence: BTreeMap<&str, [f64; 3]> = of_ecosystem
                .map(|one| (one.organisation_id.as_str(), [one.share, one.share_low, one.share_high]))
                .collect();
            let ids: BTreeSet<&str> = declared
                .keys()
                .map(String::as_str)
                .chain(evidence.keys().copied())
                .collect();
            found.extend(ids.into_iter().map(|id| {
                let (organisation, declared) = (known.get(id), declared.get(id));
                let name = organisation.map(|one| &one.name).or(declared.map(|(name, _)| name));
                Membership {
                    ecosystem_id: ecosystem.clone(),
                    organisation_id: id.to_owned(),
                    name: name.cloned().unwrap_or_default(),
                    declared_by: declared.map(|(_, by)| by.clone()),
                    n_documents: organisation.map_or(0, |one| one.n_documents),
                    share: evidence.get(id).copied(),
                }
            }));
        }
        found
    }
}

/// How lists and texts meet, an entry an ecosystem with a list, by id.
pub(crate) fn coverage(memberships: &[Membership]) -> Vec<MemberCoverage> {
    let mut found: BTreeMap<&str, MemberCoverage> = BTreeMap::new();
    for one in memberships {
        let coverage = found.entry(&one.ecosystem_id).or_default();
        coverage.ecosystem_id.clone_from(&one.ecosystem_id);
        if one.declared_by.is_none() {
            coverage.n_undeclared += 1;
            continue;
        }
        coverage.n_declared += 1;
        coverage.n_in_documents += usize::from(one.n_documents > 0);
        coverage.n_with_share += usize::from(one.share.is_some());
    }
    found.into_values().collect()
}
