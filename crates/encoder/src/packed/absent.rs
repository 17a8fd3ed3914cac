//! The packed model of processors that it is not written for: there is none.

use serde_json::Value;

use super::NumberFormat;
use crate::weights::Weights;

/// Has no values.
pub(crate) enum PackedModel {}

impl PackedModel {
    /// Always `None`: candle's own models do the work.
    pub(crate) fn load(_: &Weights, _: &Value, _: &str, _: usize, _: NumberFormat) -> Result<Option<Self>, String> {
        Ok(None)
    }

    /// Cannot be called.
    pub(crate) fn encode<T>(&self, _: &[&[u32]], _: &(dyn Fn(usize, &[f32]) -> T + Sync)) -> std::io::Result<Vec<T>> {
        match *self {}
    }
}
