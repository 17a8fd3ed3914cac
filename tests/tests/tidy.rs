//! House rules that a machine can check: files open with what they are, crates use lower crates only, names say
//! something, files and functions stay short, and nothing generated or from outside the repository gets in.
//!
//! Each test lists all offenders at once, so that one run shows all there is to mend.

#[path = "tidy/repository.rs"]
mod repository;
#[path = "tidy/rust_source.rs"]
mod rust_source;

use std::collections::HashMap;
use std::process::Command;

use serde_json::Value;

use repository::{TextFile, paths, root, text_files};

/// The crates from the ground up: a crate uses crates of lower levels only. (`checks`, this package, is outside.)
const LAYERS: [(&str, u8); 15] = [
    ("corpus", 0),
    ("evaluation", 0),
    ("query", 1),
    ("embedding", 1),
    ("catalogue", 2),
    ("encoder", 2),
    ("index", 2),
    ("theme", 2),
    ("network", 2),
    ("learning", 2),
    ("refine", 3),
    ("attribution", 3),
    ("report", 4),
    ("study", 5),
    ("afbaken", 6),
];

/// Dependencies that one crate alone may have; a `*` at the end stands for any letters.
const OWNERS: [(&str, &str); 7] = [
    ("candle-*", "encoder"),
    ("tokenizers", "encoder"),
    ("hf-hub", "encoder"),
    ("tantivy*", "index"),
    ("arrow*", "study"),
    ("parquet", "study"),
    ("anyhow", "afbaken"),
];

/// How a file opens, by its extension. A first line with `#!` comes before it.
const OPENINGS: [(&str, &[&str]); 7] = [
    ("rs", &["//!"]),
    ("py", &["\"\"\"", "#"]),
    ("sh", &["#"]),
    ("js", &["//", "/*"]),
    ("mjs", &["//", "/*"]),
    ("css", &["/*"]),
    ("", &["#", "//"]),
];

/// Words that could name anything, so that they name nothing; their plurals are as bad.
const BANNED: [&str; 10] = [
    "data",
    "info",
    "item",
    "manager",
    "handler",
    "processor",
    "helper",
    "util",
    "common",
    "misc",
];

const MAX_FILE_LINES: usize = 400;
const MAX_FUNCTION_LINES: usize = 60;

/// Files that may be longer, each with why.
const LONG_FILES: [(&str, &str); 1] = [("crates/corpus/src/role.rs", "a table: the known names of columns")];

/// Functions that may be longer, as `path::name`, each with why.
const LONG_FUNCTIONS: [(&str, &str); 0] = [];

#[test]
fn every_file_opens_with_what_it_is() {
    let mut offenders = Vec::new();
    for file in text_files() {
        let Some((_, openings)) = OPENINGS.iter().find(|(extension, _)| file.extension() == *extension) else {
            continue;
        };
        let scripted = file.text.starts_with("#!") && file.extension() != "rs";
        if file.extension().is_empty() && !scripted {
            continue;
        }
        let opening = file
            .text
            .lines()
            .skip(usize::from(scripted))
            .find(|line| !is_mode(line))
            .unwrap_or_default();
        if !openings.iter().any(|expected| opening.starts_with(expected)) {
            offenders.push(format!(
                "{}: opens with `{opening}`, expected `{}`",
                file.path,
                openings.join("` or `")
            ));
        }
    }
    assert_none(&offenders, "a file opens with what it is for, in its comment form");
}

#[test]
fn crates_use_lower_crates_only() {
    let levels = HashMap::from(LAYERS);
    let mut offenders = Vec::new();
    for Dependencies { package, used } in workspace() {
        let Some(level) = levels.get(package.as_str()) else {
            offenders.push(format!("{package}: is missing from LAYERS in tests/tests/tidy.rs"));
            continue;
        };
        for (name, lower) in used.iter().filter_map(|name| Some((name, levels.get(name.as_str())?))) {
            if lower >= level {
                offenders.push(format!("{package} (level {level}): depends on {name} (level {lower})"));
            }
        }
    }
    assert_none(&offenders, "a crate depends on crates of lower levels only");
}

#[test]
fn heavy_dependencies_have_one_owner() {
    let mut offenders = Vec::new();
    for Dependencies { package, used } in workspace() {
        for name in used {
            let owner = OWNERS
                .iter()
                .find(|(pattern, _)| matches_pattern(&name, pattern))
                .map(|(_, owner)| *owner);
            if let Some(owner) = owner.filter(|owner| *owner != package) {
                offenders.push(format!("{package}: depends on {name}, which only {owner} may"));
            }
        }
    }
    assert_none(&offenders, "each of the heavy dependencies is known to one crate only");
}

#[test]
fn names_say_something() {
    let mut offenders = Vec::new();
    for path in paths() {
        let said = path.split('/').flat_map(words).find(|word| is_banned(word));
        offenders.extend(said.map(|word| format!("{path}: `{word}` in the path")));
    }
    for file in rust_files() {
        for (line, name) in rust_source::declared_names(&rust_source::blanked(&file.text)) {
            let said = words(&name).into_iter().find(|word| is_banned(word));
            offenders.extend(said.map(|word| format!("{}:{line}: `{word}` in `{name}`", file.path)));
        }
    }
    assert_none(
        &offenders,
        "files, modules, types and functions carry the field's nouns, none that could name anything",
    );
}

#[test]
fn files_are_short() {
    let sources = text_files()
        .into_iter()
        .filter(|file| OPENINGS.iter().any(|(known, _)| file.extension() == *known));
    let mut offenders = Vec::new();
    for file in sources.filter(|file| !file.extension().is_empty() && !is_listed(&file.path, &LONG_FILES)) {
        let n_lines = lines_without_tests(&file.text);
        if n_lines > MAX_FILE_LINES {
            offenders.push(format!("{}: {n_lines} lines", file.path));
        }
    }
    assert_none(
        &offenders,
        &format!("a file has at most {MAX_FILE_LINES} lines before its tests"),
    );
}

#[test]
fn functions_are_short() {
    let mut offenders = Vec::new();
    for file in rust_files() {
        for function in rust_source::functions(&rust_source::blanked(&file.text)) {
            let (path, line, name, n_lines) = (&file.path, function.line, function.name, function.n_lines);
            if n_lines > MAX_FUNCTION_LINES && !is_listed(&format!("{path}::{name}"), &LONG_FUNCTIONS) {
                offenders.push(format!("{path}:{line}: `{name}` has {n_lines} lines"));
            }
        }
    }
    assert_none(
        &offenders,
        &format!("a function has at most {MAX_FUNCTION_LINES} lines"),
    );
}

#[test]
fn exemptions_are_of_files_that_exist() {
    let listed = LONG_FILES
        .iter()
        .chain(&LONG_FUNCTIONS)
        .map(|(name, _)| name.split("::").next().unwrap_or(name));
    let offenders: Vec<String> = listed
        .filter(|path| !root().join(path).exists())
        .map(str::to_owned)
        .collect();
    assert_none(&offenders, "an exemption goes when its file does");
}

/// A clone has to work anywhere: the folders beside the checkout where this was written are not there.
#[test]
fn nothing_refers_to_what_lies_outside() {
    let outside = [
        concat!("../", "shared"),
        concat!("/work/", "shared"),
        concat!(".", "library"),
        concat!("farm-", "bench"),
        concat!("farm-", "studio"),
    ];
    let mut offenders = Vec::new();
    for file in text_files() {
        for (line, text) in file.text.lines().enumerate() {
            let said = outside.iter().find(|name| text.contains(**name));
            offenders.extend(said.map(|name| format!("{}:{}: `{name}`", file.path, line + 1)));
        }
    }
    assert_none(&offenders, "nothing refers to folders outside the repository");
}

#[test]
fn nothing_generated_is_tracked() {
    const SHIPPED: [&str; 2] = [
        "models/afbaken-nl-en-static/model.safetensors",
        "models/afbaken-nl-en-pairs/classifier.safetensors",
    ];
    let is_generated = |path: &String| {
        let in_folder = path
            .split('/')
            .any(|part| matches!(part, "target" | "__pycache__" | "node_modules"));
        in_folder || path.ends_with(".pyc") || (path.ends_with(".safetensors") && !SHIPPED.contains(&path.as_str()))
    };
    let offenders: Vec<String> = paths().into_iter().filter(is_generated).collect();
    assert_none(
        &offenders,
        "builds and models stay out of git, but for the models that are shipped",
    );
}

#[test]
fn words_of_names_are_whole() {
    let check =
        |name: &str, expected: bool| assert_eq!(words(name).iter().any(|word| is_banned(word)), expected, "{name}");
    for name in [
        "metadata",
        "information",
        "DatabaseRow",
        "HTMLItemised",
        "datagedreven-bestuur.toml",
    ] {
        check(name, false);
    }
    for name in ["data", "RowData", "read_items", "XMLHandler", "utils.rs", "item_2"] {
        check(name, true);
    }
}

/// A package of the workspace and what it is built with: normal and build dependencies, not those of its tests.
struct Dependencies {
    package: String,
    used: Vec<String>,
}

/// Every package but this one.
fn workspace() -> Vec<Dependencies> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let asked = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(cargo)
        .args(asked)
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answer: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata writes JSON");
    let packages = answer["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(dependencies)
        .filter(|dependencies| dependencies.package != env!("CARGO_PKG_NAME"))
        .collect()
}

fn dependencies(package: &Value) -> Dependencies {
    let name = |of: &Value| of["name"].as_str().unwrap_or_default().to_owned();
    let used = package["dependencies"].as_array().into_iter().flatten();
    Dependencies {
        package: name(package),
        used: used.filter(|used| used["kind"] != "dev").map(name).collect(),
    }
}

fn rust_files() -> impl Iterator<Item = TextFile> {
    text_files().into_iter().filter(|file| file.extension() == "rs")
}

/// A line that sets the mode of the language and may stand before the opening.
fn is_mode(line: &str) -> bool {
    line == "\"use strict\";"
}

fn matches_pattern(name: &str, pattern: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(name == pattern, |start| name.starts_with(start))
}

/// The words of a name in snake, kebab or camel case, in lower case.
fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &c) in characters.iter().enumerate() {
        let after_lower = at > 0 && characters[at - 1].is_lowercase();
        let before_lower = characters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if !c.is_alphanumeric() || (c.is_uppercase() && (after_lower || before_lower)) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words
}

fn is_banned(word: &str) -> bool {
    BANNED.contains(&word) || word.strip_suffix('s').is_some_and(|one| BANNED.contains(&one))
}

/// Lines up to the module of tests that closes the file.
fn lines_without_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let opens_tests =
        |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    lines.windows(2).position(opens_tests).unwrap_or(lines.len())
}

fn is_listed(name: &str, exemptions: &[(&str, &str)]) -> bool {
    exemptions.iter().any(|(exempt, _)| *exempt == name)
}

fn assert_none(offenders: &[String], rule: &str) {
    assert!(
        offenders.is_empty(),
        "{rule}; {} do not:\n  {}",
        offenders.len(),
        offenders.join("\n  ")
    );
}
