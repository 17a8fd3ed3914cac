//! Lucene's `"a b"~n`, written out as proximities.
//!
//! Source: Apache Lucene, "PhraseQuery" (<https://lucene.apache.org/core/4_6_1/core/org/apache/lucene/search/PhraseQuery.html>):
//! the slop is an edit distance in moves of terms out of position, so that two terms in reverse need a slop of two.
//! Every word moved back by its place in the phrase stands somewhere; the slop is how far apart these places may lie.
//! For each order of the words the gaps that stay within the slop give one chain of `PRE/n`.

use crate::ast::{Expression, Order, Proximity};

/// The most words of a phrase with slop.
pub(super) const MOST_WORDS: usize = 3;

/// The most chains that one phrase is written out as.
const MOST_CHAINS: usize = 500;

/// The words in any order that `slop` moves allow; `None` when that would be too much to write out.
pub(super) fn written_out(words: &[Expression], slop: u32) -> Option<Expression> {
    if words.len() > MOST_WORDS {
        return None;
    }
    let mut chains = Vec::new();
    for order in orders(words.len()) {
        for gaps in widest(&order, slop)? {
            chains.push(chain(words, &order, &gaps));
        }
        if chains.len() > MOST_CHAINS {
            return None;
        }
    }
    match chains.len() {
        1 => chains.pop(),
        _ => Some(Expression::Or(chains)),
    }
}

/// Every order of the places of a phrase, the one as written first.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for last in (0..n).rev() {
        for mut order in orders(n - 1) {
            order.iter_mut().for_each(|place| *place += usize::from(*place >= last));
            order.push(last);
            all.push(order);
        }
    }
    all.sort();
    all
}

/// The gaps between words in this order that fit the slop, without those that another holds; at most three words.
fn widest(order: &[usize], slop: u32) -> Option<Vec<Vec<u32>>> {
    let fits = |gaps: &[u32]| spread(order, gaps) <= i64::from(slop);
    match order.len() {
        2 => Some(
            (0..=slop)
                .rev()
                .map(|gap| vec![gap])
                .find(|gaps| fits(gaps))
                .into_iter()
                .collect(),
        ),
        3 if slop as usize > MOST_CHAINS => None,
        3 => {
            let mut all: Vec<Vec<u32>> = Vec::new();
            for first in (0..=slop).rev() {
                let second = (0..=slop).rev().find(|&second| fits(&[first, second]));
                let is_wider = |second: u32| all.last().is_none_or(|before| before[1] < second);
                all.extend(
                    second
                        .filter(|&second| is_wider(second))
                        .map(|second| vec![first, second]),
                );
            }
            Some(all)
        }
        _ => None,
    }
}

/// How far apart the words stand once each is moved back by its place in the phrase.
fn spread(order: &[usize], gaps: &[u32]) -> i64 {
    let mut at = 0;
    let moved: Vec<i64> = (0..order.len())
        .map(|i| {
            at += if i > 0 { i64::from(gaps[i - 1]) + 1 } else { 0 };
            at - order[i] as i64
        })
        .collect();
    moved.iter().max().unwrap_or(&0) - moved.iter().min().unwrap_or(&0)
}

fn chain(words: &[Expression], order: &[usize], gaps: &[u32]) -> Expression {
    let first = words[order[0]].clone();
    order[1..].iter().zip(gaps).fold(first, |left, (&place, &distance)| {
        Expression::Proximity(Box::new(Proximity {
            left,
            right: words[place].clone(),
            distance,
            order: Order::AsWritten,
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Syntax;
    use crate::parser::parse;

    #[track_caller]
    fn check(words: &str, slop: u32, expected: &str) {
        let words: Vec<Expression> = words
            .split(' ')
            .map(|word| parse(word, Syntax::Afbaken).unwrap().expression)
            .collect();
        let found = written_out(&words, slop).map(|expression| expression.to_string());
        assert_eq!(found.unwrap_or("-".into()), expected);
    }

    #[test]
    fn reversal_costs_two() {
        check("a b", 1, "a PRE/1 b");
        check("a b", 2, "a PRE/2 b OR b PRE/0 a");
        check("a b", 5, "a PRE/5 b OR b PRE/3 a");
        check("a b c", 1, "a PRE/1 b PRE/0 c OR a PRE/0 b PRE/1 c");
        check("a b c d", 1, "-");
        check("a b c", 10_000, "-");
    }

    /// Every placing of three words is held by the chains exactly when its spread is within the slop.
    #[test]
    fn the_chains_hold_what_the_slop_allows() {
        for slop in 1..6 {
            for order in orders(3) {
                for (first, second) in (0..8).flat_map(|first| (0..8).map(move |second| (first, second))) {
                    let held = widest(&order, slop)
                        .unwrap()
                        .iter()
                        .any(|g| first <= g[0] && second <= g[1]);
                    assert_eq!(
                        held,
                        spread(&order, &[first, second]) <= i64::from(slop),
                        "{order:?} {first} {second}"
                    );
                }
            }
        }
    }
}
