//! What `reconcile` is asked, and what it answers.

use super::{Answer, Body, Outcome, Request};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::gstin::Gstin;
use crate::law::gstr1::Period;
pub use crate::law::reconcile::{Difference, Download, Field, Kind, Reconciliation, TableTotal};
use serde::Serialize;

/// Reads one file, or an array of them (one a section) of the same GSTIN and period.
impl<'t> Request<'t> for Download {
    fn read(text: &'t str) -> Result<Download> {
        let files = serde_json::from_str(text).map_err(|e| Error::new(ErrorKind::Json, e.to_string()))?;
        Download::of([("", &files)])
    }
}

/// The ledger held against the portal's list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
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

impl Answer for Reconciled {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
