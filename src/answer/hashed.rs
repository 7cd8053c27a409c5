//! What `hash` is asked, and what it answers.

use super::{Answer, Body, Outcome};
use crate::calendar::FinYear;
use crate::change::Changes;
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use schemars::JsonSchema;
use serde::Serialize;

/// Reads what an IRN is made of, where `hash` is not given an invoice.
pub(crate) fn key(text: &str) -> Result<DocumentKey> {
    super::status::named(text)?.key()
}

/// The longest text that is tried as a key at once; a key is shorter, whatever blanks stand in it.
const LONGEST_KEY: usize = 1024;

/// The same, where the text is nothing else: its first member is one of a key's, and all of it can be read.
pub(crate) fn key_alone(text: &str) -> Option<DocumentKey> {
    let first = text.trim_start().strip_prefix('{')?.trim_start();
    let of_key = ["\"gstin\"", "\"type\"", "\"number\"", "\"date\""].iter().any(|name| first.starts_with(name));
    (of_key && text.len() <= LONGEST_KEY).then(|| key(text).ok()).flatten()
}

/// An IRN worked out offline, with what it was made of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Hashed {
    /// The IRN that the portal will give the document.
    pub irn: Irn,
    /// The supplier's.
    pub gstin: Gstin,
    /// The year of its date.
    pub fin_year: FinYear,
    /// `INV`, `CRN` or `DBN`.
    #[serde(rename = "type")]
    pub doc_type: DocType,
    /// As it was written.
    pub number: DocumentNumber,
    /// What was changed before, where it was normalised.
    #[serde(flatten)]
    pub changes: Option<Changes>,
}

impl Hashed {
    pub(crate) fn of(key: &DocumentKey, irn: Irn) -> Hashed {
        let (gstin, fin_year) = (key.gstin, key.fin_year());
        Hashed { irn, gstin, fin_year, doc_type: key.doc_type, number: key.number.clone(), changes: None }
    }
}

impl Answer for Hashed {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
