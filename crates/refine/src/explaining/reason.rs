//! Reasons why a clause does not hold, in words.

use std::fmt;

use serde::Serialize;

/// Why a clause does not hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// The word is not there.
    Absent {
        /// The forms that it is compared by.
        forms: Vec<Form>,
    },
    /// No word fits the pattern.
    NothingFits {
        /// Words of the corpus that do, the most frequent first.
        expansions: Vec<String>,
    },
    /// Under `=`: the word is there in another form.
    OtherForm {
        /// As it stands there.
        found: String,
    },
    /// The word is there as a part of a longer one.
    InsideWord {
        /// The longer one.
        found: String,
        /// What would find it.
        pattern: String,
    },
    /// The words are there, in another field than the one asked for.
    OtherField {
        /// Where.
        field: String,
        /// As they stand there.
        found: String,
    },
    /// Not all words of a phrase are there.
    WordsMissing {
        /// Those that are.
        present: Vec<String>,
        /// Those that are not.
        absent: Vec<String>,
    },
    /// The words of a phrase are there, but no phrase.
    NoPhrase {
        /// The words of the phrase.
        words: Vec<String>,
        /// Words between the two of a phrase of two at their nearest; 0 in another order.
        apart: Option<u32>,
        /// Whether they are in one field at all.
        same_field: bool,
    },
    /// One or both sides of a proximity are not there.
    SideMissing {
        /// Whether the left side is there.
        left: bool,
        /// Whether the right side is there.
        right: bool,
    },
    /// Both sides are there, too far apart.
    TooFar {
        /// Words between at their nearest.
        distance: u32,
        /// Words allowed between.
        allowed: u32,
    },
    /// Both sides are near enough, but not in the order that `PRE` asks.
    OtherOrder,
    /// The sides never stand in the same field, or only over one another.
    NeverTogether {
        /// Where the left side stands.
        left: Vec<String>,
        /// Where the right side stands.
        right: Vec<String>,
    },
    /// What is excluded is there.
    Excluded,
    /// So many of the parts hold.
    Count {
        /// Parts that hold.
        hold: usize,
        /// All parts.
        of: usize,
        /// How many are needed.
        asked: usize,
    },
    /// A property of the document is another.
    Property {
        /// What it is.
        found: String,
    },
}

/// A form that a word is compared by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The stem, or the word itself.
    pub form: String,
    /// Which one: `Dutch`, `English`, both, or none for the word itself.
    pub stemmer: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Absent { forms } => absent(forms, f),
            Reason::NothingFits { expansions } if expansions.is_empty() => f.write_str("no word of the text fits it"),
            Reason::NothingFits { expansions } => {
                write!(
                    f,
                    "no word of the text fits it; in the corpus it finds {}",
                    expansions.join(", ")
                )
            }
            Reason::OtherForm { found } => write!(f, "there in another form only: {found}"),
            Reason::InsideWord { found, pattern } => {
                write!(f, "part of a longer word only: {found}; `{pattern}` would find it")
            }
            Reason::OtherField { field, found } => write!(f, "found only in the {field}: {found}"),
            Reason::WordsMissing { present, absent } => words_missing(present, absent, f),
            Reason::NoPhrase {
                words,
                apart,
                same_field,
            } => no_phrase(words, *apart, *same_field, f),
            Reason::SideMissing {
                left: false,
                right: false,
            } => f.write_str("neither side is there"),
            Reason::SideMissing { left: false, .. } => f.write_str("the left side is not there"),
            Reason::SideMissing { .. } => f.write_str("the right side is not there"),
            Reason::TooFar { distance, allowed } => {
                let words = if *distance == 1 { "word" } else { "words" };
                write!(f, "{distance} {words} apart, at most {allowed}")
            }
            Reason::OtherOrder => f.write_str("near enough, in the other order"),
            Reason::NeverTogether { left, right } if left == right => f.write_str("the sides stand over one another"),
            Reason::NeverTogether { left, right } => write!(
                f,
                "one side is in the {} only, the other in the {} only",
                left.join(" and "),
                right.join(" and ")
            ),
            Reason::Excluded => f.write_str("the excluded clause is there"),
            Reason::Count { hold, of, asked } => write!(f, "{hold} of {of} hold, {asked} needed"),
            Reason::Property { found } => f.write_str(found),
        }
    }
}

fn absent(forms: &[Form], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let form = |form: &Form| match form.stemmer.as_str() {
        "" => format!("as `{}`", form.form),
        stemmer => format!("by its stem `{}` ({stemmer})", form.form),
    };
    let forms: Vec<String> = forms.iter().map(form).collect();
    write!(f, "not there; found {}", forms.join(" or "))
}

fn words_missing(present: &[String], absent: &[String], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (is, are) = (quoted(present), quoted(absent));
    let verb = |words: &[String]| if words.len() == 1 { "is" } else { "are" };
    match present.is_empty() {
        true => write!(f, "not there: none of its words is"),
        false => write!(f, "not there: {is} {}, {are} {} not", verb(present), verb(absent)),
    }
}

fn no_phrase(words: &[String], apart: Option<u32>, same_field: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (same_field, apart) {
        (false, _) => write!(f, "not there: {} stand in different fields", quoted(words)),
        (true, Some(0)) => f.write_str("its words are there, in another order"),
        (true, Some(1)) => f.write_str("its words are there, 1 word apart"),
        (true, Some(n)) => write!(f, "its words are there, {n} words apart"),
        (true, None) => f.write_str("its words are there, but not side by side in this order"),
    }
}

fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => words.concat(),
    }
}
