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
    /// Adds, from first to last word, every two stretches that are near enough and do not overlap; sorted.
    pub fn all(&self, met: &mut Vec<Occurrence>) {
        self.in_both_orders(met, |left, right, met| {
            let meeting = following(right, left.end)
                .iter()
                .take_while(|right| right.start - left.end <= self.distance);
            met.extend(meeting.map(|right| Occurrence {
                start: left.start,
                end: right.end,
            }));
        });
    }

    /// Adds those of [`Pairing::all`] that hold no other.
    pub fn shortest(&self, met: &mut Vec<Occurrence>) {
        self.in_both_orders(met, |left, right, met| {
            let mut nearest: Option<u32> = None;
            for right in following(right, left.end) {
                if right.start - left.end > self.distance || nearest.is_some_and(|end| right.start >= end) {
                    break;
                }
                nearest = Some(nearest.map_or(right.end, |end| end.min(right.end)));
            }
            met.extend(nearest.map(|end| Occurrence { start: left.start, end }));
        });
        minimal(met);
    }

    fn in_both_orders(
        &self,
        met: &mut Vec<Occurrence>,
        meet: impl Fn(&Occurrence, &[Occurrence], &mut Vec<Occurrence>),
    ) {
        self.left.iter().for_each(|first| meet(first, self.right, met));
        if self.order == Order::Either {
            self.right.iter().for_each(|first| meet(first, self.left, met));
        }
        met.sort_unstable();
        met.dedup();
    }
}

/// Keeps the stretches that hold no other, each once.
pub(crate) fn minimal(stretches: &mut Vec<Occurrence>) {
    if stretches.len() < 2 {
        return;
    }
    stretches.sort_unstable_by_key(|o| (o.start, std::cmp::Reverse(o.end)));
    let mut earliest_end = u32::MAX;
    stretches.reverse();
    stretches.retain(|stretch| {
        let is_shorter = stretch.end < earliest_end;
        earliest_end = earliest_end.min(stretch.end);
        is_shorter
    });
    stretches.reverse();
}

/// Those that start at a position or behind it.
pub(crate) fn following(stretches: &[Occurrence], position: u32) -> &[Occurrence] {
    &stretches[stretches.partition_point(|stretch| stretch.start < position)..]
}
