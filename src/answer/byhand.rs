//! What `export` and `import` answer: what goes by hand over the portal's own page.

use super::document::DocumentAnswer;
use super::{Answer, Body, Outcome};
use crate::error::Error;
use crate::finding::{Identity, Report};
use crate::irn::Irn;
use crate::schema::Inv01;
use crate::status::Status;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Not;

/// What came of documents registered elsewhere.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Imported {
    /// News to the ledger.
    pub entered: usize,
    /// Known before.
    pub known: usize,
    /// Bills that a taxpayer of the engine received: verified, and not entered.
    #[serde(skip_serializing_if = "is_zero")]
    pub received: usize,
    /// Not believed, or at odds with the ledger.
    pub refused: usize,
    /// One of each, in the order they were given.
    pub results: Vec<ImportResult>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What came of one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ImportResult {
    /// Counted from 0.
    pub index: usize,
    /// The file of a download that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What came of it.
    #[serde(flatten)]
    pub entry: ImportedDocument,
}

/// A document that is in the ledger now, or why it is not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ImportedDocument {
    /// In the ledger.
    Entered(Box<Entered>),
    /// The same in short, of a download; or a bill that was received.
    Listed(Box<ListedInvoice>),
    /// Not entered.
    Refused(Error),
}

/// A document that is in the ledger now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Entered {
    /// Whether it is news.
    pub entered: bool,
    /// What is known of it.
    #[serde(flatten)]
    pub document: DocumentAnswer,
}

/// One signed e-invoice of a download.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ListedInvoice {
    /// Whether it is news to the ledger.
    pub entered: bool,
    /// Whether a taxpayer of the engine is its recipient: such a bill is not entered.
    #[serde(skip_serializing_if = "Not::not")]
    pub received: bool,
    /// How it stands.
    pub status: Status,
    /// The one it was registered under.
    pub irn: Irn,
    /// The acknowledgement's number.
    pub ack_no: String,
    /// Which document it is.
    pub document: Identity,
}

impl Answer for Imported {
    fn outcome(&self) -> Outcome {
        if self.refused == 0 { Outcome::Ok } else { Outcome::Invalid }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// The file for the portal's bulk upload, or why there is none.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[non_exhaustive]
pub enum Exported {
    /// The file: a JSON array of the documents as they would be sent, one a line.
    File(#[schemars(with = "Vec<Inv01>")] String),
    /// Some of them can't be sent.
    Refused(NotExported),
}

/// Documents of which some can't be sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotExported {
    /// How many were given.
    pub total: usize,
    /// Those that can't be sent.
    pub invalid: Vec<InvalidDocument>,
}

/// A document that can't be sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct InvalidDocument {
    /// Counted from 0.
    pub index: usize,
    /// Why.
    #[serde(flatten)]
    pub why: WhyInvalid,
}

/// Why a document can't be sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum WhyInvalid {
    /// It can't be read, or is there twice.
    Error(Error),
    /// The rules refuse it.
    Report {
        /// Why.
        report: Box<Report>,
    },
}

impl Answer for Exported {
    fn outcome(&self) -> Outcome {
        match self {
            Exported::File(_) => Outcome::Ok,
            Exported::Refused(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        match self {
            Exported::File(file) => Body::Json(file),
            Exported::Refused(refused) => Body::json(&refused),
        }
    }
}
