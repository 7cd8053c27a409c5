//! What `export` and `import` answer: what goes by hand over the portal's own page.

use super::document::Document;
use super::{Answer, Body, Outcome};
use crate::error::Error;
use crate::finding::Report;
use crate::schema::Inv01;
use schemars::JsonSchema;
use serde::Serialize;

/// What came of documents registered elsewhere.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Imported {
    /// News to the ledger.
    pub entered: usize,
    /// Known before.
    pub known: usize,
    /// Not believed, or at odds with the ledger.
    pub refused: usize,
    /// One of each, in the order they were given.
    pub results: Vec<ImportResult>,
}

/// What came of one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ImportResult {
    /// Counted from 0.
    pub index: usize,
    /// What came of it.
    #[serde(flatten)]
    pub entry: Entry,
}

/// A document that is in the ledger now, or why it is not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Entry {
    /// In the ledger.
    Entered(Box<Entered>),
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
    pub document: Document,
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
