//! How near the two sides of a proximity come.

use std::collections::BTreeSet;

use query::{Expression, MAX_DISTANCE, Order, Proximity, Scope};

use super::{Explainer, Explanation, Reason};
use crate::authority::evidence;
use crate::error::RefineError;
use crate::outline::{Node, within};

impl Explainer<'_> {
    /// Why a proximity does not hold.
    pub(super) fn too_far(&self, node: &Node, parts: &[Explanation]) -> Result<Option<Reason>, RefineError> {
        let (Some(near), [left, right]) = (node.proximity(), parts) else {
            return Ok(None);
        };
        if !left.holds || !right.holds {
            let (left, right) = (left.holds, right.holds);
            return Ok(Some(Reason::SideMissing { left, right }));
        }
        let (scope, allowed) = (node.scope, near.distance);
        if let Some(distance) = self.nearest(near, scope)? {
            return Ok(Some(Reason::TooFar { distance, allowed }));
        }
        let either = Proximity {
            order: Order::Either,
            ..near.clone()
        };
        if near.order == Order::AsWritten {
            if self.is_within(&either, allowed, scope)? {
                return Ok(Some(Reason::OtherOrder));
            }
            if let Some(distance) = self.nearest(&either, scope)? {
                return Ok(Some(Reason::TooFar { distance, allowed }));
            }
        }
        let fields = |side: &Explanation| -> Vec<String> {
            let fields: BTreeSet<&str> = side.mentions.iter().map(|mention| mention.field).collect();
            fields.into_iter().map(str::to_owned).collect()
        };
        Ok(Some(Reason::NeverTogether {
            left: fields(left),
            right: fields(right),
        }))
    }

    /// The fewest words between that find a proximity which its own distance does not find: the least distance by
    /// halving, the evaluator deciding each time.
    pub(super) fn nearest(&self, near: &Proximity, scope: Option<Scope>) -> Result<Option<u32>, RefineError> {
        if !self.is_within(near, MAX_DISTANCE, scope)? {
            return Ok(None);
        }
        let (mut below, mut found) = (near.distance, MAX_DISTANCE);
        while found - below > 1 {
            let middle = below + (found - below) / 2;
            match self.is_within(near, middle, scope)? {
                true => found = middle,
                false => below = middle,
            }
        }
        Ok(Some(found))
    }

    fn is_within(&self, near: &Proximity, distance: u32, scope: Option<Scope>) -> Result<bool, RefineError> {
        let near = Proximity {
            distance,
            ..near.clone()
        };
        let expression = within(Expression::Proximity(Box::new(near)), scope);
        Ok(evidence(&[expression], self.document)?[0].is_some())
    }
}
