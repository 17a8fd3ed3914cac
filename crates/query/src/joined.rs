//! Several query words that a document may write as one (*tissue engineering*: *tissueengineering*).

use crate::analysis::{dutch_stem, english_stem};

/// The first words run together, and the last one in any of its forms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Joined {
    first: String,
    last: String,
    dutch: String,
    english: String,
}

impl Joined {
    /// Of folded words and the folded stems of the last one.
    pub(crate) fn new(first: &str, last: &str, (dutch, english): &(String, String)) -> Joined {
        Joined {
            first: first.into(),
            last: last.into(),
            dutch: dutch.clone(),
            english: english.clone(),
        }
    }

    /// Whether a folded word may be this one, in any language.
    pub fn fits(&self, word: &str) -> bool {
        let rest = word.strip_prefix(&self.first);
        rest.is_some_and(|rest| {
            *rest == self.last || dutch_stem(rest) == self.dutch || english_stem(rest) == self.english
        })
    }

    /// What every word that fits begins with: stems begin with the first letter of their word.
    pub fn beginning(&self) -> String {
        let initial = |form: &str| form.chars().next();
        let first =
            initial(&self.last).filter(|&c| [&self.dutch, &self.english].iter().all(|stem| initial(stem) == Some(c)));
        self.first.chars().chain(first).collect()
    }
}
