//! Where a batch's documents are, and what it answers: how far it is, and a page of its results.

use super::document::{DocumentAnswer, Unknown};
use super::submitted::Submitted;
use super::table::{ConvertRequest, Counts};
use super::{Answer, Body, Outcome, VerbRequest};
use crate::error::{Error, Result};
use crate::schema::AnyShape;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where a batch's documents are.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[non_exhaustive]
pub enum BatchRequest<'t> {
    /// In an array of invoices, or one invoice a line.
    Text(#[schemars(with = "Vec<AnyShape>")] &'t str),
    /// In a file of either form, in a folder whose `.json` files hold one invoice each, or in a table.
    Path(#[schemars(with = "BatchPath")] PathBuf),
    /// In a table, with how it is read.
    Table(Box<ConvertRequest>),
    /// In these files, one invoice each.
    #[schemars(skip)]
    Files(Vec<PathBuf>),
}

/// The file or folder of a batch.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an array of invoices, one invoice a line, or {\"path\"}")]
pub(crate) struct BatchPath {
    /// A file of an array, or of one invoice a line; a folder whose `.json` files hold one each; or a table.
    path: PathBuf,
}

impl<'t> VerbRequest<'t> for BatchRequest<'t> {
    fn read(text: &'t str) -> Result<BatchRequest<'t>> {
        if !text.trim_start().starts_with('{') {
            return Ok(BatchRequest::Text(text));
        }
        if let Ok(BatchPath { path }) = serde_json::from_str(text) {
            return Ok(BatchRequest::Path(path));
        }
        let table = ConvertRequest::in_place_of_a_bill(text)?;
        Ok(table.map_or(BatchRequest::Text(text), |table| BatchRequest::Table(Box::new(table))))
    }
}

/// A batch that was begun.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Begun {
    /// Its handle.
    pub job: i32,
}

impl Begun {
    pub(crate) fn of(job: i32) -> Begun {
        Begun { job }
    }
}

impl Answer for Begun {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// How far a batch is.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
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
    /// Of a table: its rows and bills. Faulty and skipped bills are no documents of the batch.
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
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Results {
    /// Those that are there without a gap.
    pub results: Vec<BatchResult>,
    /// What to give as `after` for the next page; `None` where there is none.
    pub next: Option<usize>,
}

/// What came of one document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct BatchResult {
    /// Counted from 0.
    pub index: usize,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: BatchOrigin,
    /// What came of it.
    #[serde(flatten)]
    pub came: BatchOutcome,
}

/// Where a document of a batch comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct BatchOrigin {
    /// The file, where each document has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The bill's number, where it can be read.
    pub number: Option<String>,
    /// Of a table: the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Of a table: first and last row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<(u64, u64)>,
}

impl BatchOrigin {
    /// A place in a table.
    #[cfg(feature = "tables")]
    pub(crate) fn new(number: Option<String>, sheet: Option<String>, rows: Option<(u64, u64)>) -> BatchOrigin {
        BatchOrigin { file: None, number, sheet, rows }
    }
}

/// What came of a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum BatchOutcome {
    /// The ledger has it.
    Kept {
        /// What is known of it now.
        #[serde(flatten)]
        document: Box<DocumentAnswer>,
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
