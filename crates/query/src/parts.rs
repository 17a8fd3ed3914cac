//! The words of a query, cut and folded as the words of documents are.

use crate::analysis::{dutch_stem, english_stem};
use crate::ast::Comparison;
use crate::folding::{Accents, folded, normal};
use crate::pattern::Pattern;
use crate::segmentation::{Gap, segments};

/// One word of a query word or phrase (`3D-print*` has two).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// What it is compared by.
    pub form: Form,
    /// What stands between it and the next part.
    pub gap: Gap,
}

/// What a part is compared by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Form {
    /// A plain word.
    Literal(Literal),
    /// A word with wildcards, compared unstemmed.
    Pattern(Pattern),
    /// `~`: a plain word, or a part of a compound that is one.
    Compound(Literal),
}

/// A plain word of a query. The language of a document decides which stem counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Literal {
    /// NFKC, case folded, without accents.
    pub folded: String,
    /// The Dutch and the English stem, folded; none under `=`.
    pub stems: Option<(String, String)>,
}

/// Cuts a query word or phrase into its parts; wildcards count as letters.
pub fn parts(text: &str, comparison: Comparison, accents: Accents) -> Vec<Part> {
    let lettered = text.replace('*', ANY).replace('?', ONE);
    let part = |surface: &str, gap| Part {
        form: Form::of(surface, comparison, accents),
        gap,
    };
    segments(&lettered)
        .map(|segment| part(segment.text, segment.gap))
        .collect()
}

// Letters for UAX 29 and for folding that no query is written in: cuneiform signs.
const ANY: &str = "\u{12000}";
const ONE: &str = "\u{12001}";

impl Form {
    fn of(surface: &str, comparison: Comparison, accents: Accents) -> Form {
        let normal = normal(surface);
        let folded = folded(&normal, accents);
        if folded.contains([ANY, ONE].map(|sign| sign.chars().next().expect("not empty"))) {
            return Form::Pattern(Pattern::new(&folded.replace(ANY, "*").replace(ONE, "?")));
        }
        let stems = (comparison != Comparison::Exact).then(|| stems(&normal, accents));
        let literal = Literal { folded, stems };
        match comparison {
            Comparison::Compound => Form::Compound(literal),
            Comparison::Stemmed | Comparison::Exact => Form::Literal(literal),
        }
    }
}

fn stems(normal: &str, accents: Accents) -> (String, String) {
    (
        folded(&dutch_stem(normal), accents),
        folded(&english_stem(normal), accents),
    )
}

impl Part {
    /// The plain word, if it is one.
    pub fn literal(&self) -> Option<&Literal> {
        match &self.form {
            Form::Literal(literal) | Form::Compound(literal) => Some(literal),
            Form::Pattern(_) => None,
        }
    }

    /// Whether a letter or digit is in it.
    pub(crate) fn has_letter(&self) -> bool {
        match &self.form {
            // Of a word of accents nothing is left.
            Form::Literal(literal) | Form::Compound(literal) => !literal.folded.is_empty(),
            Form::Pattern(pattern) => pattern.has_letter(),
        }
    }
}
