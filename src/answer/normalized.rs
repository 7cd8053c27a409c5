//! What `normalize` answers.

use super::{Answer, Body, Outcome};
use crate::change::Changes;
use crate::finding::{Finding, Report};
use crate::normalize::InputKind;
use crate::schema::Inv01;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

/// A bill as FORM GST INV-01.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Normalized {
    /// What it was, by its keys.
    pub kind: InputKind,
    /// The invoice, as much as there is: what follows from parties and lines is not worked out.
    #[schemars(with = "Inv01")]
    pub invoice: Box<RawValue>,
    /// What was changed.
    #[serde(flatten)]
    pub changes: Changes,
    /// Every fault of the completed bill, with its place in the input.
    #[serde(rename = "findings", serialize_with = "Report::only_findings")]
    #[schemars(with = "Vec<Finding>")]
    pub report: Report,
}

impl Answer for Normalized {
    fn outcome(&self) -> Outcome {
        if self.report.errors().next().is_none() { Outcome::Ok } else { Outcome::Invalid }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
