//! What a comparison needs of one finished run.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::run_record::RunRecord;
use crate::table::StoredTable;

/// A share above 0 and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Attribution {
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// A run as read. Near-copies are left out.
pub(super) struct Snapshot {
    /// Title and text by id.
    pub documents: BTreeMap<String, String>,
    /// By ecosystem and document.
    pub ecosystems: BTreeMap<String, BTreeMap<String, Attribution>>,
    /// Documents of each theme, by the theme's label or id.
    pub themes: BTreeMap<String, BTreeSet<String>>,
    /// Names of organisations with a share, by ecosystem.
    organisations: BTreeMap<String, BTreeSet<String>>,
    pub settings: Settings,
}

/// What a run was made with.
pub(super) struct Settings(BTreeMap<String, String>);

impl Snapshot {
    pub fn read(path: &Path) -> Result<Self, StudyError> {
        let folder = RunFolder::finished(path)?;
        let documents = documents(&folder)?;
        Ok(Self {
            ecosystems: ecosystems(&folder, &documents)?,
            themes: themes(&folder, &documents)?,
            organisations: organisations(&folder)?,
            settings: Settings::read(&folder)?,
            documents,
        })
    }

    pub fn organisations_of(&self, ecosystem: &str) -> BTreeSet<&str> {
        let names = self.organisations.get(ecosystem);
        names.into_iter().flatten().map(String::as_str).collect()
    }
}

fn documents(folder: &RunFolder) -> Result<BTreeMap<String, String>, StudyError> {
    let table = StoredTable::read(&folder.file("documents.parquet"))?;
    let originals = table.texts("duplicate_of")?;
    let texts = table.texts("title")?.into_iter().zip(table.texts("text")?);
    let all = table.texts("document_id")?.into_iter().zip(texts).zip(originals);
    let kept = all.filter(|(_, original)| original.is_empty());
    Ok(kept
        .map(|((id, (title, text)), _)| (id, format!("{title}\n{text}")))
        .collect())
}

fn ecosystems(
    folder: &RunFolder,
    documents: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, BTreeMap<String, Attribution>>, StudyError> {
    let table = StoredTable::read(&folder.file("attributions.parquet"))?;
    let (lows, highs) = (table.numbers("share_low")?, table.numbers("share_high")?);
    let (ids, ecosystems) = (table.texts("document_id")?, table.texts("ecosystem_id")?);
    let mut found: BTreeMap<String, BTreeMap<String, Attribution>> = BTreeMap::new();
    for (row, share) in table.numbers("share")?.into_iter().enumerate() {
        if share > 0.0 && documents.contains_key(&ids[row]) {
            let (low, high) = (lows[row], highs[row]);
            let of_ecosystem = found.entry(ecosystems[row].clone()).or_default();
            of_ecosystem.insert(ids[row].clone(), Attribution { share, low, high });
        }
    }
    Ok(found)
}

/// A document is of the theme that it belongs to most.
fn themes(
    folder: &RunFolder,
    documents: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, BTreeSet<String>>, StudyError> {
    let themes = StoredTable::read(&folder.file("themes.parquet"))?;
    let labels = themes.texts("label_en")?.into_iter().zip(themes.texts("label_nl")?);
    let named = |(id, (english, dutch)): (String, (String, String))| {
        let label = if dutch.is_empty() { english } else { dutch };
        let name = format!("{id} {label}").trim().to_owned();
        (id, name)
    };
    let names: HashMap<String, String> = themes.texts("theme_id")?.into_iter().zip(labels).map(named).collect();
    let table = StoredTable::read(&folder.file("document_themes.parquet"))?;
    let memberships = table.numbers("membership")?;
    let rows = table
        .texts("document_id")?
        .into_iter()
        .zip(table.texts("theme_id")?)
        .zip(memberships);
    let mut best: BTreeMap<String, (f64, String)> = BTreeMap::new();
    for ((document, theme), membership) in rows {
        let known = best.get(&document).is_some_and(|(highest, _)| *highest >= membership);
        if !known && documents.contains_key(&document) {
            best.insert(document, (membership, theme));
        }
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (document, (_, theme)) in best {
        let name = names.get(&theme).cloned().unwrap_or(theme);
        found.entry(name).or_default().insert(document);
    }
    Ok(found)
}

fn organisations(folder: &RunFolder) -> Result<BTreeMap<String, BTreeSet<String>>, StudyError> {
    let table = StoredTable::read(&folder.file("organisations.parquet"))?;
    let names: HashMap<String, String> = table
        .texts("organisation_id")?
        .into_iter()
        .zip(table.texts("name")?)
        .collect();
    let table = StoredTable::read(&folder.file("organisation_attributions.parquet"))?;
    let pairs = table
        .texts("organisation_id")?
        .into_iter()
        .zip(table.texts("ecosystem_id")?);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((organisation, ecosystem), share) in pairs.zip(table.numbers("share")?) {
        if share > 0.0 {
            let name = names.get(&organisation).cloned().unwrap_or(organisation);
            found.entry(ecosystem).or_default().insert(name);
        }
    }
    Ok(found)
}

impl Settings {
    fn read(folder: &RunFolder) -> Result<Self, StudyError> {
        let record = RunRecord::read(folder)?;
        let mut settings = record.parameters;
        settings.insert("version".into(), record.version);
        settings.insert("mode".into(), record.mode);
        settings.insert("seed".into(), record.seed.to_string());
        settings.insert("catalogue".into(), record.catalogue_sha256.unwrap_or_default());
        settings.insert("model".into(), record.model.map(|model| model.id).unwrap_or_default());
        Ok(Self(settings))
    }

    /// `name: first, second` for each setting that differs.
    pub fn differing(&self, second: &Self) -> Vec<String> {
        let names: BTreeSet<&String> = self.0.keys().chain(second.0.keys()).collect();
        let value = |settings: &Self, name: &String| match settings.0.get(name).map(String::as_str) {
            None | Some("") => "none".to_owned(),
            Some(value) => value.to_owned(),
        };
        let pair = |name: &String| (value(self, name), value(second, name));
        let differing = names
            .into_iter()
            .map(|name| (name, pair(name)))
            .filter(|(_, (a, b))| a != b);
        differing.map(|(name, (a, b))| format!("{name}: {a}, {b}")).collect()
    }
}
