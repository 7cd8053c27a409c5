//! Where a document lands, as answers say it.

use crate::calendar::Day;
use crate::irn::{DocType, Irn};
use crate::status::Status;
use schemars::JsonSchema;
use serde::Serialize;

/// Where a document lands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Gstr1Placed")]
#[non_exhaustive]
pub struct Placed {
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    /// Table of the return's form: `4A`; `None` where it comes into none.
    pub table: Option<&'static str>,
    /// Section of the return's JSON: `b2b`.
    pub section: Option<&'static str>,
    /// The section's own name for the kind of supply: `R`; `None` where it has none.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `INV`, `CRN` or `DBN`.
    pub doc_type: Option<DocType>,
    /// As it was written.
    pub number: Option<String>,
    /// The document's.
    pub date: Option<Day>,
    /// How it stands, where the ledger has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Who or what reports it, where it is not in the sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<Reporter>,
    /// Why it is in no section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What reports a document that is not in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Gstr1Reporter")]
#[non_exhaustive]
pub enum Reporter {
    /// The portal, which fills it in from the e-invoice.
    Portal,
    /// The invoice furnishing facility, which it was furnished by.
    Iff,
    /// The quarter's GSTR-1: the facility doesn't take it.
    Quarter,
    /// The GSTR-1 that was filed before.
    Gstr1,
}

impl Reporter {
    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Reporter::Portal => "portal",
            Reporter::Iff => "iff",
            Reporter::Quarter => "quarter",
            Reporter::Gstr1 => "gstr1",
        }
    }
}
