//! What `compute` answers.

use super::{Answer, Body, Outcome};
use crate::change::Changes;
use crate::finding::Report;
use crate::schema::Inv01;
use schemars::JsonSchema;

/// How a completing ended.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[non_exhaustive]
pub enum Computed {
    /// The whole invoice as INV-01: valid, and ready to be submitted.
    #[schemars(with = "Inv01")]
    Completed {
        /// Its JSON.
        invoice: String,
        /// What was changed before; `None` where it was completed as it came.
        changes: Option<Changes>,
    },
    /// What is wrong with it. Paths and items count the lines of the input.
    Refused(Box<Report>),
}

impl Answer for Computed {
    fn outcome(&self) -> Outcome {
        match self {
            Computed::Completed { .. } => Outcome::Ok,
            Computed::Refused(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        match self {
            Computed::Completed { invoice, changes: None } => Body::Json(invoice),
            Computed::Completed { mut invoice, changes: Some(changes) } => {
                // The invoice is an object of ours: what was changed comes in after its members.
                if let (Some('}'), Body::Json(changes)) = (invoice.pop(), Body::json(&changes)) {
                    invoice.push(',');
                    invoice.push_str(&changes[1..]);
                }
                Body::Json(invoice)
            }
            Computed::Refused(report) => Body::json(&report),
        }
    }
}
