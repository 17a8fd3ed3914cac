//! Documents without a label, to draw from in constant time.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The documents that nobody has labelled yet.
#[derive(Debug, Clone)]
pub(crate) struct Unlabelled {
    documents: Vec<usize>,
    places: Vec<usize>,
}

impl Unlabelled {
    /// All of `n` documents.
    pub fn all(n: usize) -> Self {
        Self {
            documents: (0..n).collect(),
            places: (0..n).collect(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// One of them, each as likely as the other; it stays in. `None` when there is none.
    pub fn draw(&self, random: &mut ChaCha8Rng) -> Option<usize> {
        let n = self.documents.len();
        (n > 0).then(|| self.documents[random.random_range(0..n)])
    }

    /// Takes a document out; one that is out already stays out.
    pub fn remove(&mut self, document: usize) {
        let place = self.places[document];
        if self.documents.get(place) != Some(&document) {
            return;
        }
        self.documents.swap_remove(place);
        if let Some(moved) = self.documents.get(place) {
            self.places[*moved] = place;
        }
    }
}
