//! The core actors of the built-in catalogue, as the source spells them and with spellings of one name brought together.

use std::collections::{BTreeMap, BTreeSet};

use attribution::organisation_key;

/// Numbers of the ecosystems that name each actor, by what `name` makes of its spelling.
fn numbers_by_actor(name: fn(&str) -> String) -> BTreeMap<String, BTreeSet<u32>> {
    let (catalogue, problems) = catalogue::Catalogue::built_in();
    assert!(problems.is_empty());
    let mut numbers: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for ecosystem in &catalogue.ecosystems {
        let number = ecosystem.number.expect("the source numbers every ecosystem");
        for actor in &ecosystem.actors {
            numbers.entry(name(actor)).or_default().insert(number);
        }
    }
    numbers
}

/// Row 1 of the source study's needs: nothing forces one ecosystem on an organisation.
#[test]
fn row_1_an_actor_is_in_all_its_ecosystems() {
    let numbers = numbers_by_actor(str::to_owned);
    assert_eq!(numbers["Philips"], BTreeSet::from([33, 36, 40, 41, 48]));
    assert_eq!(numbers["TU Delft"].len(), 18);
    let n_several = numbers.values().filter(|numbers| numbers.len() > 1).count();
    assert_eq!(n_several, 79);
}

/// Row 35: `TUD` is TU Delft, and what only holds these letters is not.
#[test]
fn rows_1_35_spellings_of_one_actor_count_together_and_no_others() {
    let numbers = numbers_by_actor(organisation_key);
    assert_eq!(numbers[&organisation_key("TU Delft")].len(), 19);
    for name in ["Witteveen en Bos", "Yes Delft", "Studytube"] {
        assert_ne!(organisation_key(name), organisation_key("TU Delft"));
    }
    assert!(numbers.contains_key("witteveen en bos"));
}
