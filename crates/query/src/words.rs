//! A query word or phrase as the terms that its occurrences are made of.

use crate::analysis::LONGEST_CHAIN;
use crate::dictionary::Term;
use crate::folding::is_function_word;
use crate::parts::Part;
use crate::segmentation::Gap;

/// One or more parts of a phrase that match as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Its first part.
    pub from: usize,
    /// How many parts it covers.
    pub parts: usize,
    pub term: Term,
}

/// All units of a word or phrase: every part by itself, and the parts that a document may write as one word.
pub(crate) fn units(parts: &[Part]) -> Vec<Unit> {
    let single = |from: usize| Unit {
        from,
        parts: 1,
        term: Term::Single(parts[from].form.clone()),
    };
    (0..parts.len())
        .flat_map(|from| std::iter::once(single(from)).chain(joined(parts, from)))
        .collect()
}

/// Parts from one on that a document may write as one word.
fn joined(parts: &[Part], from: usize) -> impl Iterator<Item = Unit> {
    let longest = LONGEST_CHAIN.min(parts.len() - from);
    (2..=longest)
        .filter(move |&n| can_join(&parts[from..from + n]))
        .map(move |n| {
            let (last, first) = parts[from..from + n].split_last().expect("two or more");
            let first = first
                .iter()
                .filter_map(|part| part.literal())
                .map(|literal| literal.folded.as_str())
                .collect();
            Unit {
                from,
                parts: n,
                term: Term::Joined {
                    first,
                    last: last.form.clone(),
                },
            }
        })
}

/// A chain of hyphens, or two words apart of which the first is no function word; all but the last plain.
fn can_join(parts: &[Part]) -> bool {
    let (_, first) = parts.split_last().expect("two or more");
    if first.iter().any(|part| part.literal().is_none()) {
        return false;
    }
    let is_chain = first.iter().all(|part| part.gap == Gap::Hyphen);
    let is_pair = first.len() == 1 && first[0].gap == Gap::Space;
    is_chain || is_pair && first[0].literal().is_some_and(|word| !is_function_word(&word.folded))
}
