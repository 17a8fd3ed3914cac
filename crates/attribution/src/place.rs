//! Where in a document the words of rules stand, and what words that stand in one place alone are worth.

use corpus::TextField;

use crate::evidence::EvidenceKind;
use crate::finding::Finding;

/// A text of more sentences has places enough to say again what it is about.
const SHORT_TEXT: usize = 3;

/// What remains of the probability when a longer text says so in one place only: half, so that it never decides alone. Fitted to
/// readers' labels of 955 descriptions that no rule was written from: .49.
const IN_ONE_PLACE: f64 = 0.5;

/// The sentences of a document's text.
pub(crate) struct Sentences {
    /// Code points at which a next sentence starts.
    ends: Vec<usize>,
}

impl Sentences {
    /// A glance, because every document that is scored gets it. What [`corpus::sentences`] knows better (abbreviations,
    /// lists) moves the share of sentences too little to matter.
    pub(crate) fn of(text: &str) -> Self {
        let mut before = ' ';
        let mut ends = Vec::new();
        for (place, letter) in text.chars().enumerate() {
            if letter.is_whitespace() && matches!(before, '.' | '!' | '?') {
                ends.push(place);
            }
            before = letter;
        }
        Self { ends }
    }

    /// How many there are; at least one.
    pub(crate) fn len(&self) -> usize {
        self.ends.len() + 1
    }

    /// The number of the sentence that holds a code point.
    pub(crate) fn holding(&self, place: usize) -> usize {
        self.ends.partition_point(|end| *end <= place)
    }
}

impl Finding {
    /// Places where words of the core and periphery rules stand: the title is one, and so is each sentence of the text.
    fn n_places(&self, sentences: &Sentences) -> usize {
        let rows = self.including().flat_map(|rule| &rule.evidence);
        let mut places: Vec<Option<usize>> = rows
            .filter_map(|row| match row.field? {
                TextField::Title => Some(None),
                TextField::Text => Some(Some(sentences.holding(row.start?))),
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    }

    /// What remains of the rules' probability for where their words stand, in (0, 1].
    pub(crate) fn worth_of_places(&self, sentences: &Sentences) -> f64 {
        let has_code = || {
            let mut rows = self.including().flat_map(|rule| &rule.evidence);
            rows.any(|row| row.kind == EvidenceKind::Code)
        };
        if sentences.len() > SHORT_TEXT && self.n_places(sentences) == 1 && !has_code() {
            IN_ONE_PLACE
        } else {
            1.0
        }
    }
}
