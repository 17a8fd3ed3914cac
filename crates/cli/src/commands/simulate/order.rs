//! The file that says in which order documents were labelled.

use std::fs::File;
use std::path::{Path, PathBuf};

use corpus::Document;
use learning::Replay;

use crate::failure::Failure;

/// CSV with `seed, step, document_id, prior`: every document once a seed.
pub struct OrderFile {
    path: PathBuf,
    writer: csv::Writer<File>,
}

impl OrderFile {
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let created = csv::Writer::from_path(path).and_then(|mut writer| {
            writer.write_record(["seed", "step", "document_id", "prior"])?;
            Ok(writer)
        });
        Ok(Self {
            path: path.to_owned(),
            writer: created.map_err(|error| unwritable(path, &error))?,
        })
    }

    /// Steps from 1; the priors are the first.
    pub fn write(&mut self, seed: u64, replay: &Replay, documents: &[Document]) -> Result<(), Failure> {
        for (at, document) in replay.priors.iter().chain(&replay.order).enumerate() {
            let is_prior = at < replay.priors.len();
            let record = [
                seed.to_string(),
                (at + 1).to_string(),
                documents[*document].document_id.clone(),
                is_prior.to_string(),
            ];
            let written = self.writer.write_record(&record);
            written.map_err(|error| unwritable(&self.path, &error))?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.writer.flush();
        flushed.map_err(|error| unwritable(&self.path, &error.into()))
    }
}

fn unwritable(path: &Path, error: &csv::Error) -> Failure {
    Failure {
        message: format!("cannot write `{}`: {error}", path.display()),
        hint: "check that the folder exists and that the disk has room".into(),
    }
}
