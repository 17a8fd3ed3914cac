//! The passages of a document as numbers of words, in LEB128.

use query::Gap;

use crate::places::{code_gap, gap_code};

/// A document's passages as numbers of words; read once, front to back.
pub(crate) struct Passages<'w> {
    /// What is not yet read.
    pub rest: &'w [u8],
}

impl Passages<'_> {
    /// Whether there is another passage.
    pub fn has_next(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Hands over the words of the next passage, a title or name, and returns how many there are.
    pub fn whole(&mut self, mut take: impl FnMut(u32, Gap)) -> u32 {
        let n = take_number(&mut self.rest) as u32;
        for _ in 0..n {
            let (number, gap) = take_word(&mut self.rest);
            take(number, gap);
        }
        n
    }

    /// Hands over position, number and gap of the words of the text that stand beside hyphens and returns how many words
    /// the text has.
    pub fn beside_hyphens(&mut self, mut take: impl FnMut(u32, u32, Gap)) -> u32 {
        let n = take_number(&mut self.rest) as u32;
        let mut position = 0;
        for _ in 0..take_number(&mut self.rest) {
            position += take_number(&mut self.rest) as u32;
            let (number, gap) = take_word(&mut self.rest);
            take(position, number, gap);
        }
        n
    }
}

/// Writes a word of a passage.
pub(crate) fn put_word(bytes: &mut Vec<u8>, number: u32, gap: Gap) {
    put_number(bytes, u64::from(number) * 3 + u64::from(gap_code(gap)));
}

fn take_word(bytes: &mut &[u8]) -> (u32, Gap) {
    let word = take_number(bytes);
    ((word / 3) as u32, code_gap((word % 3) as u8))
}

/// Writes a number.
pub(crate) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads a number; 0 where the bytes end.
pub(crate) fn take_number(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
        shift = (shift + 7) % 64;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, 127, 128, 300, 1 << 40, u64::MAX];
        numbers.iter().for_each(|&number| put_number(&mut bytes, number));
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| take_number(&mut rest)), numbers);
    }
}
