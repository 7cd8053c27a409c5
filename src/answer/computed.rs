//! What `compute` answers.

use super::{Answer, Body, Outcome};
use crate::finding::Report;
use crate::schema::Inv01;
use schemars::JsonSchema;

/// How a completing ended.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[non_exhaustive]
pub enum Computed {
    /// The whole invoice as INV-01: valid, and ready to be submitted.
    Completed(#[schemars(with = "Inv01")] String),
    /// What is wrong with it. Paths and items count the lines of the input.
    Refused(Box<Report>),
}

impl Answer for Computed {
    fn outcome(&self) -> Outcome {
        match self {
            Computed::Completed(_) => Outcome::Ok,
            Computed::Refused(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        match self {
            Computed::Completed(invoice) => Body::Json(invoice),
            Computed::Refused(report) => Body::json(&report),
        }
    }
}
