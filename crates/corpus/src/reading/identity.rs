//! Ids: every document gets one of its own.

use std::collections::{HashMap, HashSet};

/// The ids given so far.
#[derive(Default)]
pub(crate) struct Identities {
    given: HashSet<String>,
    copies: HashMap<String, u32>,
}

impl Identities {
    /// The id itself where it is new, else the first of `ID#2`, `ID#3` … that is.
    pub(crate) fn give(&mut self, id: &str) -> String {
        if self.given.insert(id.to_string()) {
            return id.to_string();
        }
        let copies = self.copies.entry(id.to_string()).or_insert(1);
        loop {
            *copies += 1;
            let numbered = format!("{id}#{copies}");
            if self.given.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_ids_are_numbered() {
        let mut identities = Identities::default();
        let given: Vec<String> = ["a", "a", "a#3", "b", "a"]
            .iter()
            .map(|id| identities.give(id))
            .collect();
        assert_eq!(given, ["a", "a#2", "a#3", "b", "a#4"]);
    }
}
