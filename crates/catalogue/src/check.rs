//! What must hold between the files of a catalogue.

use std::collections::{BTreeMap, BTreeSet};

use crate::{CatalogueProblem, Condition, Ecosystem, Rule};

/// Schemes of codes that never decide alone.
const REGISTERED_ACTIVITY: [&str; 2] = ["sbi", "nace"];

/// Adds every problem of and between the ecosystems, each given with its file's name.
pub(crate) fn check(read: &[(String, Ecosystem)], problems: &mut Vec<CatalogueProblem>) {
    repeated_ids(read, problems);
    let ids: BTreeSet<&str> = read.iter().map(|(_, ecosystem)| ecosystem.id.as_str()).collect();
    for (file, ecosystem) in read {
        let mut report = |place: &str, problem: String, hint: &str| {
            problems.push(CatalogueProblem {
                file: file.clone(),
                place: place.into(),
                problem,
                hint: hint.into(),
            });
        };
        ecosystem_itself(ecosystem, &mut report);
        references(ecosystem, &ids, &mut report);
    }
    cycles(read, problems);
}

fn repeated_ids(read: &[(String, Ecosystem)], problems: &mut Vec<CatalogueProblem>) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, ecosystem) in read {
        if let Some(other) = first.insert(&ecosystem.id, file) {
            problems.push(CatalogueProblem {
                file: file.clone(),
                place: "id".into(),
                problem: format!("`{}` is also the id in {other}", ecosystem.id),
                hint: "give each ecosystem an id of its own".into(),
            });
        }
    }
}

fn ecosystem_itself(ecosystem: &Ecosystem, report: &mut impl FnMut(&str, String, &str)) {
    let is_slug = |id: &str| {
        !id.is_empty()
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    if !is_slug(&ecosystem.id) {
        report(
            "id",
            format!("`{}` is not a plain id", ecosystem.id),
            "use lower-case letters, digits and hyphens",
        );
    }
    if ecosystem.label.nl.is_empty() && ecosystem.label.en.is_empty() {
        report(
            "label",
            "it has no label".into(),
            "write `label = { nl = \"…\", en = \"…\" }`",
        );
    }
    rules(&ecosystem.rules, report);
    synonyms(&ecosystem.synonyms, report);
    for example in &ecosystem.examples {
        if example.text.is_some() == example.document.is_some() {
            report(
                "example",
                "it has not exactly one of `text` and `document`".into(),
                "write the text, or the id of a document",
            );
        }
    }
}

fn rules(rules: &[Rule], report: &mut impl FnMut(&str, String, &str)) {
    let mut names = BTreeSet::new();
    for rule in rules {
        let place = format!("rule `{}`", rule.name);
        if !names.insert(&rule.name) {
            report(
                &place,
                "another rule has this name".into(),
                "give each rule a name of its own",
            );
        }
        if let Condition::Codes(codes) = &rule.condition
            && codes
                .keys()
                .all(|scheme| REGISTERED_ACTIVITY.contains(&scheme.as_str()))
        {
            report(
                &place,
                "it decides by SBI or NACE alone, which say as what a firm is registered, not what it works on".into(),
                "write a query that asks for words too, such as `sbi:6201 AND quantum*`",
            );
        }
        if !(rule.weight > 0.0 && rule.weight <= 1.0) {
            report(
                &place,
                format!("its weight {} is not in (0, 1]", rule.weight),
                "a weight is the believed precision, such as 0.9",
            );
        }
    }
}

/// A set has two terms or more, each of which can be searched for.
fn synonyms(sets: &[Vec<String>], report: &mut impl FnMut(&str, String, &str)) {
    for set in sets.iter().filter(|set| set.len() < 2) {
        report(
            "synonyms",
            format!("the set `{}` has fewer than two terms", set.join(", ")),
            "write a list in a list: `synonyms = [[\"RegMed\", \"regenerative medicine\"]]`",
        );
    }
    let is_readable = |term: &str| query::parse(&format!("\"{term}\""), query::Syntax::Afbaken).is_ok();
    for term in sets.iter().flatten().filter(|term| !is_readable(term)) {
        report(
            "synonyms",
            format!("`{term}` is no word or phrase"),
            "write words, at least one with a letter or digit",
        );
    }
}

fn references(ecosystem: &Ecosystem, ids: &BTreeSet<&str>, report: &mut impl FnMut(&str, String, &str)) {
    let named = [
        ("part_of", &ecosystem.part_of),
        ("enables", &ecosystem.enables),
        (
            "crossing",
            &ecosystem.crossings.iter().map(|one| one.with.clone()).collect(),
        ),
        ("perspective_of", &ecosystem.perspective_of.iter().cloned().collect()),
    ];
    for (place, targets) in named {
        for target in targets.iter().filter(|target| !ids.contains(target.as_str())) {
            report(
                place,
                format!("there is no ecosystem `{target}`"),
                "use the `id` of a file in this folder",
            );
        }
    }
}

/// `part_of` is a directed graph without cycles.
fn cycles(read: &[(String, Ecosystem)], problems: &mut Vec<CatalogueProblem>) {
    let parents: BTreeMap<&str, &Vec<String>> = read
        .iter()
        .map(|(_, ecosystem)| (ecosystem.id.as_str(), &ecosystem.part_of))
        .collect();
    for (file, ecosystem) in read {
        if reaches(&ecosystem.id, &ecosystem.id, &parents) {
            problems.push(CatalogueProblem {
                file: file.clone(),
                place: "part_of".into(),
                problem: format!("`{}` is a part of itself, by way of its parents", ecosystem.id),
                hint: "break the circle at one of its files".into(),
            });
        }
    }
}

fn reaches(from: &str, target: &str, parents: &BTreeMap<&str, &Vec<String>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = parents
        .get(from)
        .into_iter()
        .flat_map(|p| p.iter())
        .map(String::as_str)
        .collect();
    while let Some(id) = open.pop() {
        if id == target {
            return true;
        }
        if seen.insert(id) {
            open.extend(parents.get(id).into_iter().flat_map(|p| p.iter()).map(String::as_str));
        }
    }
    false
}
