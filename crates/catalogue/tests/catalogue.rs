//! The built-in catalogue is whole, and a bad folder's problems come all at once.

use std::fs;

use catalogue::{Catalogue, CatalogueError, Condition, Role};

#[test]
fn the_built_in_catalogue_has_56_ecosystems_without_problems() {
    let (catalogue, problems) = Catalogue::built_in();
    assert!(
        problems.is_empty(),
        "{}",
        problems.iter().map(|p| format!("{p}\n")).collect::<String>()
    );
    let numbers: Vec<u32> = catalogue.ecosystems.iter().filter_map(|e| e.number).collect();
    assert_eq!(numbers, (1..=56).collect::<Vec<u32>>());
    for ecosystem in &catalogue.ecosystems {
        assert!(
            !ecosystem.label.nl.is_empty() && !ecosystem.label.en.is_empty(),
            "{}",
            ecosystem.id
        );
        assert!(
            !ecosystem.focus.nl.is_empty() && !ecosystem.focus.en.is_empty(),
            "{}",
            ecosystem.id
        );
        let queries = ecosystem
            .rules
            .iter()
            .filter(|r| matches!(r.condition, Condition::Query(_)));
        assert!(queries.count() >= 6, "{} has fewer than six query rules", ecosystem.id);
        assert!(
            ecosystem.rules.iter().all(|rule| !rule.why.is_empty()),
            "{}: a rule without why",
            ecosystem.id
        );
        let card = ecosystem.delineation.as_ref().expect("a card");
        assert!(card.missing().is_empty(), "{}: {:?}", ecosystem.id, card.missing());
    }
}

/// Row 33 of the source study's needs: the source's exclusions are rules.
#[test]
fn photonics_excludes_semicon_and_space_excludes_composites() {
    let (catalogue, _) = Catalogue::built_in();
    for id in ["fotonica", "ruimtevaart-space"] {
        let ecosystem = catalogue.by_id(id).unwrap();
        assert!(ecosystem.rules.iter().any(|rule| rule.role == Role::Exclude), "{id}");
    }
}

/// Facts of the source's table, as it stands.
#[test]
fn actors_are_as_in_the_source() {
    let (catalogue, _) = Catalogue::built_in();
    let with = |name: &str| -> Vec<u32> {
        let named = catalogue
            .ecosystems
            .iter()
            .filter(|e| e.actors.iter().any(|actor| actor == name));
        named.filter_map(|e| e.number).collect()
    };
    assert_eq!(with("Philips"), [33, 36, 40, 41, 48]);
    assert_eq!(with("TU Delft").len(), 18);
}

#[test]
fn every_problem_of_every_file_is_reported_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.toml",
        "id = \"a\"\nlabel = { nl = \"A\" }\npart_of = [\"b\", \"nowhere\"]\n\
        [[rule]]\nname = \"r\"\nrole = \"core\"\nquery = 'water zuivering'\n\
        [[rule]]\nname = \"s\"\nrole = \"core\"\nquery = '(water'\n\
        [[rule]]\nname = \"t\"\nrole = \"core\"\nquery = 'water'\nweight = 2.0\n",
    );
    write("b.toml", "id = \"b\"\nlabel = { nl = \"B\" }\npart_of = [\"a\"]\n");
    write("c.toml", "id = \"c\"\nunknown = 1\n");
    let (catalogue, problems) = Catalogue::read(folder.path()).unwrap();
    assert_eq!(catalogue.ecosystems.len(), 2);
    let all: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    for expected in [
        "rule `r`",
        "rule `s`",
        "its weight 2",
        "no ecosystem `nowhere`",
        "a.toml, part_of: `a` is a part of itself",
        "c.toml",
    ] {
        assert!(all.contains(expected), "`{expected}` is not in:\n{all}");
    }
}

#[test]
fn a_missing_and_an_empty_folder_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Catalogue::read(folder.path()), Err(CatalogueError::Empty(_))));
    assert!(matches!(
        Catalogue::read(&folder.path().join("no")),
        Err(CatalogueError::MissingFolder(_))
    ));
}

#[test]
fn the_exported_catalogue_reads_back_as_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("catalogue");
    assert_eq!(Catalogue::export_built_in(&target).unwrap(), 56);
    let (read, _) = Catalogue::read(&target).unwrap();
    assert_eq!(read.sha256, Catalogue::built_in().0.sha256);
    assert!(matches!(
        Catalogue::export_built_in(&target),
        Err(CatalogueError::NotEmpty(_))
    ));
}

#[test]
fn the_rules_of_an_ecosystem_hold_its_synonyms() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.toml",
        "id = \"a\"\nlabel = { nl = \"A\" }\nsynonyms = [[\"RegMed\", \"regenerative medicine\"], [\"alone\"]]\n\
        [[rule]]\nname = \"r\"\nrole = \"core\"\nquery = 'regmed NEAR/3 cells'\n\
        [[rule]]\nname = \"s\"\nrole = \"core\"\nquery = '=regmed'\n",
    );
    write(
        "b.toml",
        "id = \"b\"\nlabel = { nl = \"B\" }\n\
        [[rule]]\nname = \"r\"\nrole = \"core\"\nquery = '@a/r OR regmed'\n",
    );
    let (catalogue, problems) = Catalogue::read(folder.path()).unwrap();
    let queries = |id: &str| -> Vec<String> {
        let rules = catalogue.by_id(id).unwrap().rules.iter();
        rules.filter_map(|rule| Some(rule.query()?.to_string())).collect()
    };
    let near = "(regmed OR \"regenerative medicine\") NEAR/3 cells";
    assert_eq!(queries("a"), [near, "=regmed"]);
    assert_eq!(queries("b"), [format!("{near} OR regmed")]);
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].contains("the set `alone` has fewer than two terms"));
}
