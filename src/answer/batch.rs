//! What a batch answers: how far it is, and a page of its results.

use super::document::{Document, Unknown};
use super::submitted::Submitted;
use super::table::Counts;
use super::{Answer, Body, Outcome};
use crate::error::Error;
use serde::Serialize;

/// How far a batch is.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// Nothing is under way any more.
    pub finished: bool,
    /// No further document is begun.
    pub stopped: bool,
    /// Documents of the batch.
    pub total: usize,
    /// Those that came to an end, of which the next five are parts.
    pub done: usize,
    /// The portal has them.
    pub registered: usize,
    /// The rules, or the portal, refused them.
    pub rejected: usize,
    /// Kept, and not registered yet.
    pub pending: usize,
    /// Their calls failed.
    pub failed: usize,
    /// The law does not ask for them.
    pub not_required: usize,
    /// Documents in a second, so far.
    pub per_second: f64,
    /// How long it has taken.
    pub seconds: f64,
    /// How long the rest will take at that rate; `None` where nothing is left, or no rate is known.
    pub seconds_left: Option<u64>,
    /// Of a table: its rows and bills. Those that are faulty or skipped are not of the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Counts>,
}

impl Answer for Progress {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// A page of results, in the order of the documents.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Results {
    /// Those that are there without a gap.
    pub results: Vec<BatchResult>,
    /// What to give as `after` for the next page; `None` where there is none.
    pub next: Option<usize>,
}

/// What came of one document.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct BatchResult {
    /// Counted from 0.
    pub index: usize,
    /// Of a table: where it stands.
    #[serde(flatten)]
    pub origin: Option<Origin>,
    /// What came of it.
    #[serde(flatten)]
    pub came: Came,
}

/// Where a document of a batch stands in its table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Origin {
    /// The bill's number.
    pub number: Option<String>,
    /// The sheet.
    pub sheet: Option<String>,
    /// First and last row.
    pub rows: Option<(u64, u64)>,
}

/// What came of a document.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Came {
    /// The ledger has it.
    Kept {
        /// What is known of it now.
        #[serde(flatten)]
        document: Box<Document>,
        /// Where what was submitted is not as it is kept: JSON pointers.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        differs: Vec<String>,
    },
    /// It was answered without the ledger.
    Answered(Box<Submitted>),
    /// The ledger no longer knows it.
    Unknown(Box<Unknown>),
    /// The call failed.
    Failed(Error),
}

impl Answer for Results {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
