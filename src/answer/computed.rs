//! What `compute` answers.

use super::{Answer, Body, Outcome};
use crate::finding::Report;

/// How a completing ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Computed {
    /// The whole invoice as INV-01: valid, and ready to be submitted.
    Completed(String),
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
