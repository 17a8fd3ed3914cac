//! What to label next, so that a classifier learns most from it.

use embedding::{Embeddings, cosine};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// A question that nobody has answered: whether a document belongs to a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenQuestion {
    /// The label's place.
    pub label: usize,
    /// How likely the answer is yes, in [0, 1].
    pub probability: f64,
}

/// How documents are chosen.
///
/// A document's gain is the sum over its open questions of need × uncertainty, times its novelty, and the document with
/// the highest gain comes next: reading it once answers all of them.
///
/// - Uncertainty is 4 p (1 − p): the variance of the answer (Gini), 1 where the classifier cannot tell.
/// - A label's need is 1 / (1 + n)^½ with n the answers it has, the answers yes that the batch may bring (Σ p) among
///   them: labels with few examples come first, and a batch is not spent on one label.
/// - Novelty is 1 − the highest cosine with a document that was read or chosen before, so that a batch does not ask the
///   same thing twice (maximal marginal relevance: Carbonell and Goldstein 1998, doi 10.1145/290941.291025).
/// - A part of the batch is drawn at random among all documents, for what the classifier does not know that it does not
///   know.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Acquisition {
    /// The part of a batch that is drawn at random, in [0, 1].
    pub exploration: f64,
    /// Power of novelty; 0 leaves it out.
    pub novelty: f64,
}

/// Why a document was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its answers are worth most.
    Gain,
    /// By chance.
    Random,
}

/// What is known before a batch is chosen.
#[derive(Debug, Clone, Copy)]
pub struct Unread<'a> {
    /// Of each document the questions that are open; none where all is answered.
    pub open: &'a [Vec<OpenQuestion>],
    /// Whether somebody has read the document for any label.
    pub is_read: &'a [bool],
    /// Of each label the answers yes so far.
    pub n_yes: &'a [usize],
    /// The documents' vectors; without them nothing is known of novelty.
    pub vectors: Option<&'a Embeddings>,
}

impl Default for Acquisition {
    fn default() -> Self {
        Self {
            exploration: 0.1,
            novelty: 1.0,
        }
    }
}

impl OpenQuestion {
    /// How little is known of the answer, in [0, 1].
    pub fn uncertainty(&self) -> f64 {
        4.0 * self.probability * (1.0 - self.probability)
    }
}

impl Acquisition {
    /// Documents, the one that is worth most first; each once, those without an open question never. It goes on until
    /// the caller has enough.
    ///
    /// # Panics
    /// When the parts of `unread` differ in length, or a label has no place in `n_yes`.
    pub fn choose<'a>(self, unread: Unread<'a>, seed: u64) -> Choosing<'a> {
        let n = unread.open.len();
        assert_eq!(n, unread.is_read.len(), "one mark a document");
        let mut choosing = Choosing {
            settings: self,
            unread,
            left: (0..n).filter(|&document| !unread.open[document].is_empty()).collect(),
            n_of_label: unread.n_yes.iter().map(|&n| n as f64).collect(),
            nearest: vec![0.0; n],
            random: ChaCha8Rng::seed_from_u64(seed),
        };
        for document in (0..n).filter(|&document| unread.is_read[document]) {
            choosing.note_neighbours(document);
        }
        choosing
    }
}

/// A batch as it is being chosen.
#[derive(Debug, Clone)]
pub struct Choosing<'a> {
    settings: Acquisition,
    unread: Unread<'a>,
    /// Documents that may still be chosen.
    left: Vec<usize>,
    /// Answers yes of each label, those that the batch may bring among them.
    n_of_label: Vec<f64>,
    /// Of each document the highest cosine with one that was read or chosen.
    nearest: Vec<f32>,
    random: ChaCha8Rng,
}

impl Iterator for Choosing<'_> {
    type Item = (usize, Reason);

    fn next(&mut self) -> Option<(usize, Reason)> {
        if self.left.is_empty() {
            return None;
        }
        let is_random = self.random.random::<f64>() < self.settings.exploration;
        let (place, reason) = match is_random {
            true => (self.random.random_range(0..self.left.len()), Reason::Random),
            false => (self.best(), Reason::Gain),
        };
        let document = self.left.swap_remove(place);
        for question in &self.unread.open[document] {
            self.n_of_label[question.label] += question.probability;
        }
        self.note_neighbours(document);
        Some((document, reason))
    }
}

impl Choosing<'_> {
    /// The place among those left of the document with the highest gain; of equal ones the first in the file.
    fn best(&self) -> usize {
        let gains = self.left.iter().map(|&document| self.gain(document));
        let better = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(self.left[b.1].cmp(&self.left[a.1]));
        gains.zip(0..).max_by(better).map_or(0, |(_, place)| place)
    }

    fn gain(&self, document: usize) -> f64 {
        let need = |label: usize| (1.0 + self.n_of_label[label]).sqrt().recip();
        let questions = self.unread.open[document].iter();
        let known: f64 = questions.map(|q| need(q.label) * q.uncertainty()).sum();
        let novelty = f64::from(1.0 - self.nearest[document]).clamp(0.0, 1.0);
        known * novelty.powf(self.settings.novelty)
    }

    /// Takes in that a document is read, or will be.
    fn note_neighbours(&mut self, read: usize) {
        let Some(vectors) = self.unread.vectors.filter(|_| self.settings.novelty > 0.0) else {
            return;
        };
        let Some(of_read) = vectors.row(read) else { return };
        for &document in &self.left {
            if let Some(row) = vectors.row(document) {
                self.nearest[document] = self.nearest[document].max(cosine(of_read, row));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAIN_ALONE: Acquisition = Acquisition {
        exploration: 0.0,
        novelty: 1.0,
    };

    fn question(label: usize, probability: f64) -> OpenQuestion {
        OpenQuestion { label, probability }
    }

    fn chosen(settings: Acquisition, unread: Unread<'_>) -> Vec<usize> {
        settings.choose(unread, 1).map(|(document, _)| document).collect()
    }

    #[test]
    fn what_the_classifier_cannot_tell_comes_first_and_what_is_answered_never() {
        let open = [
            vec![question(0, 0.9)],
            vec![],
            vec![question(0, 0.5)],
            vec![question(0, 0.02)],
        ];
        let unread = Unread {
            open: &open,
            is_read: &[false; 4],
            n_yes: &[3],
            vectors: None,
        };
        assert_eq!(chosen(GAIN_ALONE, unread), [2, 0, 3]);
    }

    #[test]
    fn a_label_with_few_examples_comes_first_and_does_not_take_the_whole_batch() {
        let open: Vec<_> = (0..8).map(|document| vec![question(document / 4, 0.5)]).collect();
        let unread = Unread {
            open: &open,
            is_read: &[false; 8],
            n_yes: &[3, 2],
            vectors: None,
        };
        // Each choice adds half an answer: label 1 until both have 3, then in turns.
        assert_eq!(chosen(GAIN_ALONE, unread), [4, 5, 0, 6, 1, 7, 2, 3]);
    }

    #[test]
    fn copies_of_what_was_read_or_chosen_come_last() {
        let mut vectors = Embeddings::new(2);
        for row in [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]] {
            vectors.push(Some(&row));
        }
        let open: Vec<_> = (0..4)
            .map(|document| vec![question(0, [0.0, 0.5, 0.6, 0.7][document])])
            .collect();
        let unread = Unread {
            open: &open,
            is_read: &[true, false, false, false],
            n_yes: &[0],
            vectors: Some(&vectors),
        };
        assert_eq!(
            chosen(GAIN_ALONE, unread)[0],
            2,
            "1 is a copy of what was read, 3 is surer than 2"
        );
    }

    #[test]
    fn one_reading_answers_several_questions() {
        let open = [vec![question(0, 0.5)], vec![question(0, 0.4), question(1, 0.4)]];
        let unread = Unread {
            open: &open,
            is_read: &[false; 2],
            n_yes: &[0, 0],
            vectors: None,
        };
        assert_eq!(chosen(GAIN_ALONE, unread), [1, 0]);
    }

    #[test]
    fn a_part_is_drawn_at_random_and_the_seed_decides() {
        let open: Vec<_> = (0..200).map(|_| vec![question(0, 0.3)]).collect();
        let unread = Unread {
            open: &open,
            is_read: &[false; 200],
            n_yes: &[0],
            vectors: None,
        };
        let run = |seed| -> Vec<_> { Acquisition::default().choose(unread, seed).collect() };
        let n_random = run(1).iter().filter(|(_, reason)| *reason == Reason::Random).count();
        // 200 at 10 %: 20 ± 4.2.
        assert!((8..=33).contains(&n_random), "{n_random}");
        let mut all: Vec<usize> = run(1).into_iter().map(|(document, _)| document).collect();
        all.sort_unstable();
        assert_eq!(all, (0..200).collect::<Vec<_>>());
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
