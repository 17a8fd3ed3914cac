//! A run as a set of files to share: its tables as CSV and one workbook, its report, and the card of every ecosystem.
//!
//! A final export is refused while a card lacks a field or people have not reviewed every attribution that counts. The
//! folder appears whole or not at all.

mod cards;
mod review;
mod tables;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use catalogue::Catalogue;
use report::CardPage;
use report::content::ReportLanguage;
use serde::Serialize;

pub use review::ReviewTally;

use crate::attributing::catalogue;
use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::run_record::RunRecord;
use review::ReviewedRun;
use tables::TableWriter;

/// Files of a run that are shared as they are.
const COPIED: [&str; 4] = ["report.html", "organisation_matches.csv", "problems.csv", "run.json"];

/// Which run is exported, and where to.
#[derive(Debug, Clone)]
pub struct Export {
    /// The folder of a finished run.
    pub run: PathBuf,
    /// A new or empty folder.
    pub out: PathBuf,
    /// The catalogue that the run used: a folder, or the built-in one.
    pub catalogue: Option<PathBuf>,
    /// Whether the result is to be called final.
    pub is_final: bool,
    /// Language of the cards.
    pub language: ReportLanguage,
}

/// What was exported.
#[derive(Debug, Clone, Serialize)]
pub struct Exported {
    /// The folder.
    pub folder: PathBuf,
    /// `final` or `draft`.
    pub status: &'static str,
    /// Why it is no final export; empty for a final one.
    pub shortcomings: Vec<Shortcoming>,
    /// What people reviewed, one entry an ecosystem with attributions, by its id.
    pub reviews: Vec<ReviewTally>,
    /// Rows of `to_review.csv`, which a final export does not have.
    pub n_to_review: usize,
    /// Cards, one an ecosystem of the catalogue.
    pub n_cards: usize,
}

/// One thing that keeps an export from being final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortcoming {
    /// The ecosystem; `the run` for the run as a whole.
    pub ecosystem_id: String,
    /// The field of its card, or `review`.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What a person can do.
    pub hint: String,
}

impl fmt::Display for Shortcoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.ecosystem_id, self.field, self.problem)
    }
}

/// The figures of a run that an export writes.
struct Content<'r> {
    run: &'r RunFolder,
    record: RunRecord,
    reviewed: ReviewedRun,
    cards: CardPage,
}

impl Export {
    /// Writes the folder.
    ///
    /// # Errors
    /// When there is no finished run, the catalogue is not the run's, the folder holds something, a file cannot be written,
    /// or the export is to be final and cannot be: then with every reason at once.
    pub fn write(&self) -> Result<Exported, StudyError> {
        let run = RunFolder::finished(&self.run)?;
        check_is_free(&self.out)?;
        let record = RunRecord::read(&run)?;
        let catalogue = self.catalogue_of(&record)?;
        let reviewed = ReviewedRun::read(&run)?;
        let reviews = reviewed.tallies();
        let shortcomings = shortcomings(&catalogue, &reviews);
        if self.is_final && !shortcomings.is_empty() {
            return Err(StudyError::NotFinal(shortcomings));
        }
        let cards = cards::page(&run, (&record, &catalogue), (&reviewed, &reviews), self.language)?;
        let content = Content {
            run: &run,
            record,
            reviewed,
            cards: CardPage {
                is_final: self.is_final,
                ..cards
            },
        };
        let mut exported = Exported {
            folder: self.out.clone(),
            status: if self.is_final { "final" } else { "draft" },
            shortcomings,
            reviews,
            n_to_review: 0,
            n_cards: content.cards.cards.len(),
        };
        whole_folder(&self.out, |folder| self.write_into(folder, &content, &mut exported))?;
        Ok(exported)
    }

    /// The run's own catalogue; none for a run that attributed nothing.
    fn catalogue_of(&self, record: &RunRecord) -> Result<Catalogue, StudyError> {
        let catalogue = catalogue(self.catalogue.as_deref())?;
        let named = || match &self.catalogue {
            Some(folder) => format!("`{}` as it is now", folder.display()),
            None => "the built-in one".to_owned(),
        };
        match &record.catalogue_sha256 {
            Some(sha256) if *sha256 == catalogue.sha256 => Ok(catalogue),
            Some(_) => Err(StudyError::CatalogueChanged(named())),
            None => Ok(Catalogue {
                ecosystems: Vec::new(),
                ..catalogue
            }),
        }
    }

    fn write_into(&self, folder: &Path, content: &Content<'_>, exported: &mut Exported) -> Result<(), StudyError> {
        let mut tables = TableWriter::new(folder, &content.cards.title, &content.record.version)?;
        let (columns, rows) = cards::table(&content.cards);
        tables.write("cards", &columns, rows.into_iter())?;
        tables.write_run(content.run)?;
        tables.finish()?;
        report::write_cards(&content.cards, &folder.join("cards.html"))?;
        for name in COPIED {
            let from = content.run.file(name);
            fs::copy(&from, folder.join(name)).map_err(|error| StudyError::file(&from, error))?;
        }
        if !self.is_final {
            let sheet = folder.join("to_review.csv");
            exported.n_to_review = content.reviewed.write_sheet(content.run, &sheet, self.language)?;
        }
        let path = folder.join("export.json");
        let text = serde_json::to_vec_pretty(&exported.stamp(&content.record)).expect("plain values have a JSON form");
        fs::write(&path, text).map_err(|error| StudyError::file(path, error))
    }
}

impl Exported {
    /// What `export.json` says: nothing that differs from one export of a run to the next.
    fn stamp(&self, record: &RunRecord) -> serde_json::Value {
        let inputs: Vec<_> = record.inputs.iter().map(|input| (&input.file, &input.sha256)).collect();
        serde_json::json!({
            "status": self.status, "version": record.version, "mode": record.mode, "inputs": inputs,
            "catalogue_sha256": record.catalogue_sha256, "shortcomings": self.shortcomings, "reviews": self.reviews,
            "over_count": ReviewTally::total(&self.reviews).over_count(),
        })
    }
}

/// Every reason why a result cannot be final, in the catalogue's order.
fn shortcomings(catalogue: &Catalogue, reviews: &[ReviewTally]) -> Vec<Shortcoming> {
    let mut found = Vec::new();
    if catalogue.ecosystems.is_empty() {
        found.push(Shortcoming {
            ecosystem_id: "the run".into(),
            field: "attributions".into(),
            problem: "it attributes documents to no ecosystem".into(),
            hint: "make the run with `afbaken scope` or `afbaken attribute`".into(),
        });
    }
    for ecosystem in &catalogue.ecosystems {
        let missing = match &ecosystem.delineation {
            Some(card) => card.missing(),
            None => vec!["delineation"],
        };
        found.extend(missing.into_iter().map(|field| Shortcoming {
            ecosystem_id: ecosystem.id.clone(),
            field: field.into(),
            problem: "the card lacks it".into(),
            hint: match field {
                "delineation" => "add a table `[delineation]` to the ecosystem's file in the catalogue".into(),
                field => format!("write `{field}` under `[delineation]` in the ecosystem's file in the catalogue"),
            },
        }));
        let tally = reviews.iter().find(|tally| tally.ecosystem_id == ecosystem.id);
        found.extend(tally.filter(|tally| tally.n_unreviewed > 0).map(unreviewed));
    }
    found
}

fn unreviewed(tally: &ReviewTally) -> Shortcoming {
    Shortcoming {
        ecosystem_id: tally.ecosystem_id.clone(),
        field: "review".into(),
        problem: format!(
            "nobody has reviewed {} of the {} attributions",
            tally.n_unreviewed, tally.n_attributed
        ),
        hint: "fill in `to_review.csv` of an export without `--final`, and give it to the run with `--judgements`"
            .into(),
    }
}

fn check_is_free(folder: &Path) -> Result<(), StudyError> {
    let is_empty = !folder.exists() || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty {
        Ok(())
    } else {
        Err(StudyError::FolderTaken(folder.to_owned()))
    }
}

/// Lets `make` fill a folder beside `to` and gives it its name when it is whole.
fn whole_folder(to: &Path, make: impl FnOnce(&Path) -> Result<(), StudyError>) -> Result<(), StudyError> {
    let failed = |error| StudyError::file(to, error);
    let to = &std::path::absolute(to).map_err(failed)?;
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let unfinished = to.with_file_name(name);
    check_is_free(&unfinished)?;
    fs::create_dir_all(&unfinished).map_err(failed)?;
    let moved = make(&unfinished).and_then(|()| {
        if to.is_dir() {
            fs::remove_dir(to).map_err(failed)?;
        }
        fs::rename(&unfinished, to).map_err(failed)
    });
    moved.inspect_err(|_| {
        // Nothing half-written is left behind; the error that is told is the first one.
        let _ = fs::remove_dir_all(&unfinished);
    })
}
