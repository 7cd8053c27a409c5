//! What `reconcile` is asked, and what it answers.

use super::{Answer, Body, Outcome, Request};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::gstin::Gstin;
use crate::law::gstr1::Period;
pub use crate::law::reconcile::{Difference, Download, Field, Kind, Reconciliation, TableTotal};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use std::borrow::Cow;

/// Reads one file, or an array of them (one a section) of the same GSTIN and period.
impl<'t> Request<'t> for Download {
    fn read(text: &'t str) -> Result<Download> {
        let files = serde_json::from_str(text).map_err(|e| Error::new(ErrorKind::Json, e.to_string()))?;
        Download::of([("", &files)])
    }
}

/// The ledger held against the portal's list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Reconciled {
    /// Whose list it is.
    pub gstin: Gstin,
    /// Of which month.
    pub period: Period,
    /// What came of it.
    #[serde(flatten)]
    pub result: Reconciliation,
}

/// Names and spellings vary between producers; what isn't needed is passed over.
impl JsonSchema for Download {
    fn schema_name() -> Cow<'static, str> {
        "Download".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "GSTR-1's e-invoice download: one file, or a list of them.",
            "type": ["object", "array"],
        })
    }
}

impl Answer for Reconciled {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
