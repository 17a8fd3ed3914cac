//! Sets of rows of a corpus, one bit a row.

/// A set of rows.
#[derive(Debug, Clone, Default)]
pub struct RowSet {
    words: Vec<u64>,
}

impl RowSet {
    /// The rows from 0 up to a number, it excluded.
    pub fn first(n: u64) -> RowSet {
        let mut all = RowSet {
            words: vec![u64::MAX; (n / 64) as usize],
        };
        if !n.is_multiple_of(64) {
            all.words.push((1 << (n % 64)) - 1);
        }
        all
    }

    /// Puts a row in.
    pub fn insert(&mut self, row: u64) {
        let place = (row / 64) as usize;
        if place >= self.words.len() {
            self.words.resize(place + 1, 0);
        }
        self.words[place] |= 1 << (row % 64);
    }

    /// Whether a row is in it.
    pub fn contains(&self, row: u64) -> bool {
        let word = self.words.get((row / 64) as usize);
        word.is_some_and(|word| word & (1 << (row % 64)) != 0)
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Its rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = u64> + '_ {
        let of_word = |(place, word): (usize, &u64)| {
            let word = *word;
            (0..64)
                .filter(move |bit| word & (1 << bit) != 0)
                .map(move |bit| place as u64 * 64 + bit)
        };
        self.words.iter().enumerate().flat_map(of_word)
    }

    /// The rows of either.
    #[must_use]
    pub fn union(&self, other: &RowSet) -> RowSet {
        let longest = self.words.len().max(other.words.len());
        self.zipped(other, longest, |a, b| a | b)
    }

    /// The rows of both.
    #[must_use]
    pub fn intersection(&self, other: &RowSet) -> RowSet {
        self.zipped(other, self.words.len().min(other.words.len()), |a, b| a & b)
    }

    /// The rows of this that the other lacks.
    #[must_use]
    pub fn difference(&self, other: &RowSet) -> RowSet {
        self.zipped(other, self.words.len(), |a, b| a & !b)
    }

    /// Rows that at least so many of the sets have.
    pub fn at_least(count: usize, sets: &[RowSet]) -> RowSet {
        let any = sets.iter().fold(RowSet::default(), |all, set| all.union(set));
        any.rows()
            .filter(|row| sets.iter().filter(|set| set.contains(*row)).count() >= count)
            .collect()
    }

    fn zipped(&self, other: &RowSet, n: usize, combine: impl Fn(u64, u64) -> u64) -> RowSet {
        let word = |set: &RowSet, place: usize| set.words.get(place).copied().unwrap_or(0);
        let words = (0..n).map(|place| combine(word(self, place), word(other, place)));
        RowSet { words: words.collect() }
    }
}

impl FromIterator<u64> for RowSet {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> RowSet {
        let mut set = RowSet::default();
        rows.into_iter().for_each(|row| set.insert(row));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(set: &RowSet, expected: &[u64]) {
        assert_eq!(set.rows().collect::<Vec<_>>(), expected);
        assert_eq!((set.len(), set.is_empty()), (expected.len(), expected.is_empty()));
    }

    #[test]
    fn algebra_of_sets() {
        let (a, b) = (RowSet::from_iter([1, 63, 64]), RowSet::from_iter([1, 200]));
        check(&a.union(&b), &[1, 63, 64, 200]);
        check(&a.intersection(&b), &[1]);
        check(&a.difference(&b), &[63, 64]);
        check(&b.difference(&a), &[200]);
        check(&RowSet::at_least(2, &[a, b]), &[1]);
        check(&RowSet::first(3), &[0, 1, 2]);
        assert_eq!(RowSet::first(128).len(), 128);
    }
}
