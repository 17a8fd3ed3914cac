//! A set of the documents of one segment.

/// One bit a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits {
    blocks: Vec<u64>,
    documents: u32,
}

impl Bits {
    /// None of so many documents.
    pub fn none(documents: u32) -> Bits {
        Bits {
            blocks: vec![0; documents.div_ceil(64) as usize],
            documents,
        }
    }

    /// All of so many documents.
    pub fn all(documents: u32) -> Bits {
        let mut all = Bits {
            blocks: vec![u64::MAX; documents.div_ceil(64) as usize],
            documents,
        };
        if let (Some(last), rest @ 1..) = (all.blocks.last_mut(), documents % 64) {
            *last = (1 << rest) - 1;
        }
        all
    }

    pub fn insert(&mut self, document: u32) {
        self.blocks[(document / 64) as usize] |= 1 << (document % 64);
    }

    /// Adds the others.
    pub fn unite(&mut self, others: &Bits) {
        self.blocks
            .iter_mut()
            .zip(&others.blocks)
            .for_each(|(block, other)| *block |= other);
    }

    /// Keeps those that are among the others too.
    pub fn intersect(&mut self, others: &Bits) {
        self.blocks
            .iter_mut()
            .zip(&others.blocks)
            .for_each(|(block, other)| *block &= other);
    }

    /// The documents in at least `count` (1 or more) of the sets.
    pub fn at_least(count: usize, sets: &[Bits], documents: u32) -> Bits {
        // reached[n]: the documents in more than n of the sets seen so far.
        let mut reached = vec![Bits::none(documents); count];
        for set in sets {
            for n in (1..count).rev() {
                let mut one_more = reached[n - 1].clone();
                one_more.intersect(set);
                reached[n].unite(&one_more);
            }
            reached[0].unite(set);
        }
        reached.pop().unwrap_or_else(|| Bits::all(documents))
    }

    /// The documents, ascending.
    pub fn documents(&self) -> impl Iterator<Item = u32> {
        (0..self.documents).filter(|document| self.blocks[(document / 64) as usize] >> (document % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(documents: &[u32]) -> Bits {
        let mut bits = Bits::none(130);
        documents.iter().for_each(|&document| bits.insert(document));
        bits
    }

    #[test]
    fn all_are_as_many_as_there_are() {
        for n in [0, 1, 63, 64, 65, 130] {
            assert_eq!(Bits::all(n).documents().count(), n as usize);
        }
    }

    #[test]
    fn documents_in_at_least_so_many_sets() {
        let sets = [set(&[1, 2, 3]), set(&[2, 3, 129]), set(&[3, 129])];
        let check = |count, expected: &[u32]| {
            assert_eq!(
                Bits::at_least(count, &sets, 130).documents().collect::<Vec<_>>(),
                expected,
                "{count}"
            );
        };
        check(1, &[1, 2, 3, 129]);
        check(2, &[2, 3, 129]);
        check(3, &[3]);
        check(4, &[]);
    }
}
