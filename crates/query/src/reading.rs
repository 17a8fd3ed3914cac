//! The part of a document that is looked at.

use std::ops::Range;

use corpus::Document;

use crate::ast::Scope;
use crate::occurrences::{Occurrence, following};

/// A document and the part of it that is looked at.
pub(crate) struct Reading<'d> {
    pub(crate) document: &'d Document,
    pub(crate) title: Range<u32>,
    pub(crate) text: Range<u32>,
    pub(crate) names: Range<u32>,
    pub(crate) scope: Range<u32>,
}

impl Reading<'_> {
    /// The same document, looked at in one place.
    pub(crate) fn within(&self, scope: Scope) -> Self {
        let place = match scope {
            Scope::Title => &self.title,
            Scope::Text => &self.text,
            Scope::Organisation => &self.names,
        };
        Reading {
            document: self.document,
            title: self.title.clone(),
            text: self.text.clone(),
            names: self.names.clone(),
            scope: place.clone(),
        }
    }
}

/// The stretches that begin in a scope.
pub(crate) fn within<'o>(stretches: &'o [Occurrence], scope: &Range<u32>) -> &'o [Occurrence] {
    let inside = following(stretches, scope.start);
    &inside[..inside.partition_point(|stretch| stretch.start < scope.end)]
}
