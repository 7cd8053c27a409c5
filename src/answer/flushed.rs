//! What `flush` answers.

use super::{Answer, Body, Outcome};
use schemars::JsonSchema;
use serde::Serialize;

/// How many documents a flush took up, by what came of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Flushed {
    /// The portal has them.
    pub registered: usize,
    /// The portal refused them.
    pub rejected: usize,
    /// Cancelled.
    pub cancelled: usize,
    /// Taken back before they were sent.
    pub withdrawn: usize,
    /// Not sent yet.
    pub pending: usize,
    /// Not known yet.
    pub in_doubt: usize,
    /// Being worked on by other calls, or left for the next flush.
    pub left: usize,
}

impl Answer for Flushed {
    fn outcome(&self) -> Outcome {
        if self.pending + self.in_doubt + self.left == 0 { Outcome::Ok } else { Outcome::Pending }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
