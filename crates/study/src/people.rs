//! What people say of a run: decisions on documents, decisions on names, and the members that fields declare.

use std::path::PathBuf;

use attribution::NameDecisions;
use catalogue::Catalogue;
use evaluation::{LabelProblem, RowPlace, Severity};

use crate::deciding::Decisions;
use crate::error::StudyError;
use crate::fingerprint::file_sha256;
use crate::membership::DeclaredMembers;
use crate::naming;
use crate::scope::Scope;

/// What people say, read from their files.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    pub decisions: Decisions,
    pub names: NameDecisions,
    pub members: DeclaredMembers,
    /// The files of each flag with the start of their hash, for `run.json`.
    pub files: Vec<(&'static str, String)>,
}

impl People {
    /// Reads what the flags name.
    ///
    /// # Errors
    /// When a file cannot be read, or with every row of a flag's files that cannot be used.
    pub(crate) fn read(scope: &Scope, catalogue: Option<&Catalogue>) -> Result<Self, StudyError> {
        let mut people = Self {
            names: naming::read(&scope.names)?,
            ..Self::default()
        };
        people.note("organisations", &scope.names)?;
        if let (Some(delineation), Some(catalogue)) = (&scope.delineation, catalogue) {
            people.decisions = Decisions::read(&delineation.judgements, catalogue)?;
            people.note("judgements", &delineation.judgements)?;
            people.members = DeclaredMembers::read(&delineation.members, catalogue, &people.names)?;
            people.note("members", &delineation.members)?;
        }
        Ok(people)
    }

    fn note(&mut self, flag: &'static str, files: &[PathBuf]) -> Result<(), StudyError> {
        let hashed = |file: &PathBuf| {
            let sha256 = file_sha256(file).map_err(|error| StudyError::file(file, error))?;
            Ok(format!("{} ({})", file.display(), &sha256[..12]))
        };
        let files = files.iter().map(hashed).collect::<Result<Vec<_>, StudyError>>()?;
        if !files.is_empty() {
            self.files.push((flag, files.join(", ")));
        }
        Ok(())
    }
}

pub(crate) fn unusable(place: &RowPlace, problem: String, hint: &str) -> LabelProblem {
    LabelProblem {
        severity: Severity::Unusable,
        place: place.clone(),
        problem,
        hint: hint.to_owned(),
    }
}

/// # Errors
/// With every problem because of which a row cannot be used.
pub(crate) fn all_usable(of: &'static str, mut problems: Vec<LabelProblem>) -> Result<(), StudyError> {
    problems.retain(|problem| problem.severity == Severity::Unusable);
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    if problems.is_empty() {
        Ok(())
    } else {
        Err(StudyError::UnusableRows { of, problems })
    }
}
