//! What `gstr1` is asked, and what it answers.

use super::{Answer, Body, Outcome, Request, parse};
use crate::calendar::Day;
use crate::document::Status;
use crate::error::{Error, Kind, Result, wrong};
use crate::gstin::Gstin;
use crate::irn::{DocType, Irn};
pub use crate::law::gstr1::hsn::{Hsn, HsnLine};
pub use crate::law::gstr1::sections::{
    AtRate, Dashed, Export, Exports, Invoice, Invoices, Line, Note, Notes, Num, Reported, Sections, UnregisteredNote,
};
pub use crate::law::gstr1::{Period, Sums, Total};
use crate::schema::Inv01;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::ops::Not;

/// Which documents.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(untagged)]
#[non_exhaustive]
pub enum Gstr1Request<'t> {
    /// These invoices, each as INV-01.
    Invoices(#[schemars(with = "Vec<Inv01>")] Vec<&'t str>),
    /// What the ledger has of a supplier and a month.
    Ledger {
        /// The supplier.
        gstin: Gstin,
        /// The month.
        period: Period,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    gstin: String,
    period: String,
}

impl<'t> Request<'t> for Gstr1Request<'t> {
    fn read(text: &'t str) -> Result<Gstr1Request<'t>> {
        if text.trim_start().starts_with('[') {
            let list: Vec<&RawValue> = serde_json::from_str(text)
                .map_err(|e| Error::new(Kind::Json, e.to_string()).fix("give an array of INV-01 invoices"))?;
            return Ok(Gstr1Request::Invoices(list.into_iter().map(RawValue::get).collect()));
        }
        let Given { gstin, period } = parse(text, Kind::Json)?;
        Ok(Gstr1Request::Ledger {
            gstin: Gstin::parse(&gstin).ok_or_else(|| wrong("/gstin", &gstin, "a GSTIN"))?,
            period: Period::parse(&period)
                .ok_or_else(|| wrong("/period", &period, "a period").fix("month and year, like 112026"))?,
        })
    }
}

/// Where documents land in GSTR-1.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Gstr1 {
    /// What the built-in sandbox registered is in no real return.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
    /// The supplier, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gstin: Option<Gstin>,
    /// Each document, in the order they were given or are dated.
    pub documents: Vec<Placed>,
    /// The return's sections.
    pub sections: Sections,
    /// What each table adds up to, by its name: `4A`.
    pub totals: BTreeMap<&'static str, Total>,
}

/// Where a document lands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Placed")]
pub struct Placed {
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    /// Table of the return's form: `4A`; `None` where it comes into none.
    pub table: Option<&'static str>,
    /// Section of the return's JSON: `b2b`.
    pub section: Option<&'static str>,
    /// The section's own name for the kind of supply: `R`.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// `INV`, `CRN` or `DBN`.
    pub doc_type: Option<DocType>,
    /// As it was written.
    pub number: Option<String>,
    /// The document's.
    pub date: Option<Day>,
    /// How it stands, where the ledger has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Why it is in no section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Answer for Gstr1 {
    /// An invoice that was given and comes into no table is a refusal; a ledger holds what was cancelled, too.
    fn outcome(&self) -> Outcome {
        let is_refused = |placed: &Placed| placed.why.is_some() && placed.status.is_none();
        if self.documents.iter().any(is_refused) { Outcome::Invalid } else { Outcome::Ok }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
