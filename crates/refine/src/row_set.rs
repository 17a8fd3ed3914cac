//! Sets of rows of a corpus.

use roaring::RoaringTreemap;

/// A set of rows; few rows take little memory and time, however many documents there are.
#[derive(Debug, Clone, Default)]
pub struct RowSet {
    rows: RoaringTreemap,
}

impl RowSet {
    /// The rows from 0 up to a number, it excluded.
    pub fn first(n: u64) -> RowSet {
        let mut all = RowSet::default();
        all.rows.insert_range(0..n);
        all
    }

    /// Puts a row in.
    pub fn insert(&mut self, row: u64) {
        self.rows.insert(row);
    }

    /// Whether a row is in it.
    pub fn contains(&self, row: u64) -> bool {
        self.rows.contains(row)
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len() as usize
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Its rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = u64> + '_ {
        self.rows.iter()
    }

    /// The rows of either.
    #[must_use]
    pub fn union(mut self, other: &RowSet) -> RowSet {
        self.rows |= &other.rows;
        self
    }

    /// The rows of both.
    #[must_use]
    pub fn intersection(&self, other: &RowSet) -> RowSet {
        RowSet {
            rows: &self.rows & &other.rows,
        }
    }

    /// How many rows are in both.
    pub fn n_in_both(&self, other: &RowSet) -> usize {
        self.rows.intersection_len(&other.rows) as usize
    }

    /// The rows of this that the other lacks.
    #[must_use]
    pub fn difference(&self, other: &RowSet) -> RowSet {
        RowSet {
            rows: &self.rows - &other.rows,
        }
    }

    /// Rows that at least so many of the sets have.
    pub fn at_least(count: usize, sets: &[RowSet]) -> RowSet {
        let any = sets.iter().fold(RowSet::default(), RowSet::union);
        any.rows()
            .filter(|row| sets.iter().filter(|set| set.contains(*row)).count() >= count)
            .collect()
    }
}

impl FromIterator<u64> for RowSet {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> RowSet {
        RowSet {
            rows: rows.into_iter().collect(),
        }
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
        check(&a.clone().union(&b), &[1, 63, 64, 200]);
        check(&a.intersection(&b), &[1]);
        assert_eq!(a.n_in_both(&b), 1);
        check(&a.difference(&b), &[63, 64]);
        check(&b.difference(&a), &[200]);
        check(&RowSet::at_least(2, &[a, b]), &[1]);
        check(&RowSet::first(3), &[0, 1, 2]);
        assert_eq!(RowSet::first(128).len(), 128);
    }
}
