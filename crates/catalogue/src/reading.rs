//! From TOML files to ecosystems, keeping what can be kept and naming every problem.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use query::{Query, Reference, Syntax};
use rust_embed::RustEmbed;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::check::check;
use crate::{
    Bilingual, Catalogue, CatalogueError, CatalogueProblem, Condition, Crossing, Delineation, Ecosystem, Example,
    Facet, Role, Rule,
};

#[derive(RustEmbed)]
#[folder = "../../corpora/ecosystems-nl/catalogue"]
#[include = "*.toml"]
struct BuiltIn;

/// An ecosystem's file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EcosystemFile {
    id: String,
    number: Option<u32>,
    label: Bilingual,
    #[serde(default)]
    focus: Bilingual,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default)]
    actors: Vec<String>,
    #[serde(default)]
    part_of: Vec<String>,
    #[serde(default)]
    enables: Vec<String>,
    #[serde(default, rename = "crossing")]
    crossings: Vec<Crossing>,
    perspective_of: Option<String>,
    #[serde(default)]
    facets: BTreeMap<String, Facet>,
    #[serde(default)]
    synonyms: Vec<Vec<String>>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default, rename = "rule")]
    rules: Vec<RuleTable>,
    #[serde(default, rename = "example")]
    examples: Vec<Example>,
    delineation: Option<DelineationTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    name: String,
    role: Role,
    query: Option<String>,
    #[serde(default)]
    syntax: SyntaxName,
    codes: Option<BTreeMap<String, Vec<String>>>,
    weight: Option<f64>,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum SyntaxName {
    #[default]
    Afbaken,
    Scopus,
    Wos,
    Lucene,
}

/// The card as written: the date may be a TOML date or a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DelineationTable {
    #[serde(default)]
    perspective: String,
    #[serde(default)]
    included: String,
    #[serde(default)]
    not_included: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    implications: String,
    #[serde(default)]
    author: String,
    date: Option<toml::Value>,
    #[serde(default)]
    notes: String,
}

impl Catalogue {
    /// The 56 ecosystems that travel with the program.
    pub fn built_in() -> (Self, Vec<CatalogueProblem>) {
        from_files(built_in_files())
    }

    /// The catalogue in a folder, without the files that cannot be used, and every problem.
    ///
    /// # Errors
    /// When there is no such folder, it has no TOML file, or a file cannot be read.
    pub fn read(folder: &Path) -> Result<(Self, Vec<CatalogueProblem>), CatalogueError> {
        if !folder.is_dir() {
            return Err(CatalogueError::MissingFolder(folder.to_owned()));
        }
        let mut files = BTreeMap::new();
        let unreadable = |source| CatalogueError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).map_err(|source| CatalogueError::Unreadable { path, source })?;
                files.insert(name, text);
            }
        }
        if files.is_empty() {
            return Err(CatalogueError::Empty(folder.to_owned()));
        }
        Ok(from_files(files))
    }

    /// Writes the built-in catalogue as a folder to start from; the number of files.
    ///
    /// # Errors
    /// When the folder exists and is not empty, or cannot be written.
    pub fn export_built_in(folder: &Path) -> Result<usize, CatalogueError> {
        let failed = |source| CatalogueError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(failed)?;
        if fs::read_dir(folder).map_err(failed)?.next().is_some() {
            return Err(CatalogueError::NotEmpty(folder.to_owned()));
        }
        let files = built_in_files();
        for (name, text) in &files {
            fs::write(folder.join(name), text).map_err(failed)?;
        }
        Ok(files.len())
    }
}

fn built_in_files() -> BTreeMap<String, String> {
    BuiltIn::iter()
        .filter_map(|name| {
            let bytes = BuiltIn::get(&name)?.data;
            Some((name.into_owned(), String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect()
}

fn from_files(files: BTreeMap<String, String>) -> (Catalogue, Vec<CatalogueProblem>) {
    let mut problems = Vec::new();
    let mut hasher = Sha256::new();
    let mut read = Vec::new();
    for (name, text) in &files {
        hasher.update(name.as_bytes());
        hasher.update([0]);
        hasher.update(text.as_bytes());
        hasher.update([0]);
        match toml::from_str::<EcosystemFile>(text) {
            Ok(file) => read.push((name.clone(), ecosystem(name, file, &mut problems))),
            Err(error) => problems.push(syntax_problem(name, &error)),
        }
    }
    resolve_references(&mut read, &mut problems);
    check(&read, &mut problems);
    let mut ecosystems: Vec<Ecosystem> = read.into_iter().map(|(_, ecosystem)| ecosystem).collect();
    ecosystems.sort_by_key(|ecosystem| (ecosystem.number.unwrap_or(u32::MAX), ecosystem.id.clone()));
    let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    (Catalogue { ecosystems, sha256 }, problems)
}

/// Replaces `@ecosystem/rule` by the query that it names;
/// a rule whose references cannot be resolved is left out.
fn resolve_references(read: &mut [(String, Ecosystem)], problems: &mut Vec<CatalogueProblem>) {
    let known: BTreeMap<(String, String), Query> = read
        .iter()
        .flat_map(|(_, ecosystem)| {
            ecosystem
                .rules
                .iter()
                .filter_map(move |rule| Some((ecosystem, rule, rule.query()?)))
        })
        .map(|(ecosystem, rule, query)| ((ecosystem.id.clone(), rule.name.clone()), query.clone()))
        .collect();
    let lookup = |reference: &Reference| {
        known
            .get(&(reference.ecosystem.clone(), reference.rule.clone()?))
            .cloned()
    };
    for (file, ecosystem) in read {
        ecosystem.rules.retain_mut(|rule| {
            let Condition::Query(query) = &mut rule.condition else {
                return true;
            };
            match query.resolve(&lookup) {
                Ok(resolved) => **query = resolved,
                Err(found) => {
                    problems.extend(found.into_iter().map(|problem| CatalogueProblem {
                        file: file.clone(),
                        place: format!("rule `{}`", rule.name),
                        problem: problem.message,
                        hint: problem.hint,
                    }));
                    return false;
                }
            }
            true
        });
    }
}

fn syntax_problem(file: &str, error: &toml::de::Error) -> CatalogueProblem {
    CatalogueProblem {
        file: file.into(),
        place: "the file".into(),
        problem: error.to_string().trim_end().replace('\n', "\n    "),
        hint: "mend the TOML there; the file was left out".into(),
    }
}

fn ecosystem(file_name: &str, file: EcosystemFile, problems: &mut Vec<CatalogueProblem>) -> Ecosystem {
    let mut rules: Vec<Rule> = file
        .rules
        .into_iter()
        .filter_map(|table| rule(file_name, table, problems))
        .collect();
    rules.iter_mut().for_each(|rule| rule.expand_synonyms(&file.synonyms));
    Ecosystem {
        id: file.id,
        number: file.number,
        label: file.label,
        focus: file.focus,
        regions: file.regions,
        actors: file.actors,
        part_of: file.part_of,
        enables: file.enables,
        crossings: file.crossings,
        perspective_of: file.perspective_of,
        facets: file.facets,
        synonyms: file.synonyms,
        sources: file.sources,
        rules,
        examples: file.examples,
        delineation: file.delineation.map(delineation),
    }
}

/// The rule with its query parsed; `None` (and the problems) when it cannot be used.
fn rule(file: &str, table: RuleTable, problems: &mut Vec<CatalogueProblem>) -> Option<Rule> {
    let weight = table.weight.unwrap_or(table.role.default_weight());
    let condition = condition(file, &table, problems)?;
    Some(Rule {
        name: table.name,
        role: table.role,
        condition,
        weight,
        why: table.why,
    })
}

fn condition(file: &str, table: &RuleTable, problems: &mut Vec<CatalogueProblem>) -> Option<Condition> {
    let mut report = |problem: String, hint: String| {
        let place = format!("rule `{}`", table.name);
        problems.push(CatalogueProblem {
            file: file.into(),
            place,
            problem,
            hint,
        });
    };
    match (&table.query, &table.codes) {
        (Some(text), None) => match query::parse(text, table.syntax.into()) {
            Ok(query) => Some(Condition::Query(Box::new(query))),
            Err(found) => {
                for problem in found {
                    report(problem.display(text).to_string(), problem.hint.clone());
                }
                None
            }
        },
        (None, Some(codes)) => Some(Condition::Codes(codes.clone())),
        _ => {
            report(
                "it has not exactly one of `query` and `codes`".into(),
                "write a query, or codes by scheme; two rules for both".into(),
            );
            None
        }
    }
}

impl From<SyntaxName> for Syntax {
    fn from(name: SyntaxName) -> Self {
        match name {
            SyntaxName::Afbaken => Syntax::Afbaken,
            SyntaxName::Scopus => Syntax::Scopus,
            SyntaxName::Wos => Syntax::Wos,
            SyntaxName::Lucene => Syntax::Lucene,
        }
    }
}

fn delineation(table: DelineationTable) -> Delineation {
    let date = table.date.map(|date| date.to_string().trim_matches('"').to_owned());
    Delineation {
        perspective: table.perspective,
        included: table.included,
        not_included: table.not_included,
        why: table.why,
        implications: table.implications,
        author: table.author,
        date: date.unwrap_or_default(),
        notes: table.notes,
    }
}
