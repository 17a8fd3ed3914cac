//! Stretches of words, and which of them are near each other.

use crate::ast::Order;

/// A stretch of words: position of its first word, one past its last. Lists are sorted by start, then end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    pub start: u32,
    pub end: u32,
}

/// Two operands' stretches and the distance asked of them.
pub(crate) struct Pairing<'o> {
    pub left: &'o [Occurrence],
    pub right: &'o [Occurrence],
    pub distance: u32,
    pub order: Order,
}

impl Pairing<'_> {
    /// From first to last word of every two stretches that are near enough and do not overlap.
    pub fn all(&self) -> Vec<Occurrence> {
        self.in_both_orders(|left, right, met| {
            let meeting = following(right, left.end)
                .iter()
                .take_while(|right| right.start - left.end <= self.distance);
            met.extend(meeting.map(|right| Occurrence {
                start: left.start,
                end: right.end,
            }));
        })
    }

    /// Of [`Pairing::all`] those that hold no other.
    pub fn shortest(&self) -> Vec<Occurrence> {
        let shortest = self.in_both_orders(|left, right, met| {
            let mut nearest: Option<u32> = None;
            for right in following(right, left.end) {
                if right.start - left.end > self.distance || nearest.is_some_and(|end| right.start >= end) {
                    break;
                }
                nearest = Some(nearest.map_or(right.end, |end| end.min(right.end)));
            }
            met.extend(nearest.map(|end| Occurrence { start: left.start, end }));
        });
        minimal(shortest)
    }

    fn in_both_orders(&self, meet: impl Fn(&Occurrence, &[Occurrence], &mut Vec<Occurrence>)) -> Vec<Occurrence> {
        let mut met = Vec::new();
        self.left.iter().for_each(|first| meet(first, self.right, &mut met));
        if self.order == Order::Either {
            self.right.iter().for_each(|first| meet(first, self.left, &mut met));
        }
        met.sort_unstable();
        met.dedup();
        met
    }
}

/// The stretches that hold no other, each once.
pub(crate) fn minimal(mut stretches: Vec<Occurrence>) -> Vec<Occurrence> {
    stretches.sort_unstable_by_key(|o| (o.start, std::cmp::Reverse(o.end)));
    let mut earliest_end = u32::MAX;
    let mut kept: Vec<Occurrence> = Vec::with_capacity(stretches.len());
    for stretch in stretches.into_iter().rev() {
        if stretch.end < earliest_end {
            earliest_end = stretch.end;
            kept.push(stretch);
        }
    }
    kept.reverse();
    kept
}

/// Those that start at a position or behind it.
pub(crate) fn following(stretches: &[Occurrence], position: u32) -> &[Occurrence] {
    &stretches[stretches.partition_point(|stretch| stretch.start < position)..]
}
