//! A set of the documents of one segment.

/// One bit a document; no memory while there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits {
    blocks: Vec<u64>,
    documents: u32,
}

impl Bits {
    /// None of so many documents.
    pub fn none(documents: u32) -> Bits {
        Bits {
            blocks: Vec::new(),
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

    /// None of as many documents.
    pub fn none_of_them(&self) -> Bits {
        Bits::none(self.documents)
    }

    pub fn insert(&mut self, document: u32) {
        self.insert_all(&[document]);
    }

    pub fn insert_all(&mut self, documents: &[u32]) {
        if self.blocks.is_empty() {
            self.blocks = vec![0; self.documents.div_ceil(64) as usize];
        }
        for document in documents {
            self.blocks[(document / 64) as usize] |= 1 << (document % 64);
        }
    }

    pub fn contains(&self, document: u32) -> bool {
        let block = self.blocks.get((document / 64) as usize);
        block.is_some_and(|block| block >> (document % 64) & 1 == 1)
    }

    /// Adds the others.
    pub fn unite(&mut self, others: &Bits) {
        match self.blocks.is_empty() {
            true => self.blocks.clone_from(&others.blocks),
            false => self.combine(others, |block, other| *block |= other),
        }
    }

    /// Keeps those that are among the others too.
    pub fn intersect(&mut self, others: &Bits) {
        match others.blocks.is_empty() {
            true => self.blocks.clear(),
            false => self.combine(others, |block, other| *block &= other),
        }
    }

    /// Takes the others away.
    pub fn subtract(&mut self, others: &Bits) {
        self.combine(others, |block, other| *block &= !other);
    }

    fn combine(&mut self, others: &Bits, combine: impl Fn(&mut u64, u64)) {
        self.blocks
            .iter_mut()
            .zip(&others.blocks)
            .for_each(|(block, other)| combine(block, *other));
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|&block| block == 0)
    }

    /// The documents in at least `count` (1 or more) of the sets.
    pub fn at_least<'s>(count: usize, sets: impl Iterator<Item = &'s Bits>, documents: u32) -> Bits {
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
        (0..).zip(&self.blocks).flat_map(|(at, &block): (u32, _)| {
            let mut rest = block;
            std::iter::from_fn(move || {
                let next = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at * 64 + next)
            })
        })
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

    fn list(bits: &Bits) -> Vec<u32> {
        bits.documents().collect()
    }

    #[test]
    fn all_are_as_many_as_there_are() {
        for n in [0, 1, 63, 64, 65, 130] {
            assert_eq!(Bits::all(n).documents().count(), n as usize);
        }
    }

    #[test]
    fn sets_combine() {
        let combined = |combine: fn(&mut Bits, &Bits), first: &[u32], second: &[u32]| {
            let mut bits = set(first);
            combine(&mut bits, &set(second));
            list(&bits)
        };
        assert_eq!(combined(Bits::unite, &[1, 129], &[2]), [1, 2, 129]);
        assert_eq!(combined(Bits::unite, &[], &[2]), [2]);
        assert_eq!(combined(Bits::intersect, &[1, 129], &[129]), [129]);
        assert!(combined(Bits::intersect, &[1, 129], &[]).is_empty());
        assert_eq!(combined(Bits::subtract, &[1, 129], &[129]), [1]);
        assert_eq!(combined(Bits::subtract, &[1, 129], &[]), [1, 129]);
    }

    #[test]
    fn documents_in_at_least_so_many_sets() {
        let sets = [set(&[1, 2, 3]), set(&[2, 3, 129]), set(&[3, 129])];
        let check = |count, expected: &[u32]| {
            assert_eq!(list(&Bits::at_least(count, sets.iter(), 130)), expected, "{count}");
        };
        check(1, &[1, 2, 3, 129]);
        check(2, &[2, 3, 129]);
        check(3, &[3]);
        check(4, &[]);
    }
}
