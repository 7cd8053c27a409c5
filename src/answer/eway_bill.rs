//! An e-way bill that is named by its number or its document: part of most answers about one.

use super::document::Words;
use super::eway_document::EwayReport;
use super::{Answer, Body, Outcome};
use crate::calendar::{Day, IstTime};
use crate::eway::Part;
use crate::finding::Report;
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::irp::CancelReason;
use crate::story::{EwbSheet, EwbState, Mode, StepName};
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Not;

/// The document that an e-way bill goes with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbDocument {
    /// Who made the e-way bill, or makes it.
    pub gstin: Gstin,
    /// `INV`, `BIL`, `BOE`, `CHL`, `OTH`; of a registered document `INV`, `CRN`, `DBN`.
    #[serde(rename = "type")]
    pub doc_type: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Day,
}

/// A consolidated e-way bill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbTrip {
    /// Its number.
    pub consolidated_no: String,
    /// When it was made.
    pub date: Option<IstTime>,
    /// The e-way bills in it; left out where it was made elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ewb_nos: Vec<String>,
    /// How the goods travel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// The vehicle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<String>,
    /// Where the goods were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The number of that state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// What is known of an e-way bill.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbBill {
    /// How it stands.
    pub status: EwbState,
    /// Its number; null until the e-way bill system gave one.
    pub ewb_no: Option<String>,
    /// When it was made.
    pub ewb_date: Option<IstTime>,
    /// Until when it is valid; null for Part A alone.
    pub valid_until: Option<IstTime>,
    /// Whether Part B is there; null until there is a bill.
    pub part: Option<Part>,
    /// The document that it goes with.
    pub document: EwbDocument,
    /// The document's IRN, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub irn: Option<Irn>,
    /// The transporter's GSTIN or id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transporter_id: Option<String>,
    /// The system's distance in kilometres, where it said one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<u32>,
    /// How often its validity was extended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended: Option<u32>,
    /// The consolidated e-way bill that it travels under.
    #[serde(flatten)]
    pub trip: Option<EwbTrip>,
    /// Why it was cancelled, or is being cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
    /// When it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_date: Option<IstTime>,
    /// A step that was sent, and whose result is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under_way: Option<StepName>,
    /// The portal's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portal: Option<String>,
    /// Where the bill that stands travels otherwise than was asked now, each with both values: nothing was changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
    /// What came of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Words>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Words>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// The sandbox made it: it covers no goods.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
}

impl EwbBill {
    pub(crate) fn message(self, message: impl Into<Words>) -> EwbBill {
        EwbBill { message: Some(message.into()), ..self }
    }

    pub(crate) fn fix(self, fix: impl Into<Words>) -> EwbBill {
        EwbBill { fix: Some(fix.into()), ..self }
    }

    pub(crate) fn report(self, report: Report) -> EwbBill {
        EwbBill { report: Some(report), ..self }
    }
}

/// The status of a document that was refused before anything was sent or kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EwbRefused {
    /// The document is faulty.
    Invalid,
    /// Whether it needs an IRN first is not known: the supplier's turnover is not known.
    CannotTell,
    /// The e-way bill system refuses to show the bill, or knows none.
    Unknown,
}

/// A document for which nothing was sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbNotSent {
    /// `invalid` or `cannot_tell`.
    pub status: EwbRefused,
    /// Every fault.
    pub report: EwayReport,
    /// What to do, where the report doesn't say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Words>,
}

/// An e-way bill that neither the ledger nor the system shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbUnknown {
    /// `unknown`.
    pub status: EwbRefused,
    /// As it was asked for.
    pub ewb_no: Option<String>,
    /// In words.
    pub message: Words,
    /// What to do.
    pub fix: Words,
    /// The system's refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// How a verb about an e-way bill ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum BillAnswer {
    /// It is as was asked, now or earlier.
    Done(Box<EwbBill>),
    /// The system, or what is known here, says no; the bill is as it was.
    Refused(Box<EwbBill>),
    /// The system could not be reached, or what became of the request is not known yet.
    Pending(Box<EwbBill>),
    /// The document was not sent.
    NotSent(Box<EwbNotSent>),
    /// It is not known here.
    Unknown(Box<EwbUnknown>),
}

/// Of a bill that was made before, and that another transport was asked for now.
pub(crate) const DIFFERS: &str =
    "the e-way bill was made before, and travels otherwise than is asked now: nothing was changed";
/// What to do about it.
pub(crate) const DIFFERS_FIX: &str = "einv_ewb_vehicle gives another vehicle, einv_ewb_transporter another transporter";

impl BillAnswer {
    /// Says where the bill that stands travels otherwise than was asked.
    pub(crate) fn differing(self, differs: Vec<String>) -> BillAnswer {
        match self {
            BillAnswer::Done(bill) if !differs.is_empty() => {
                BillAnswer::Done(Box::new(EwbBill { differs, ..bill.message(DIFFERS).fix(DIFFERS_FIX) }))
            }
            other => other,
        }
    }

    /// The bill, where there is one.
    pub fn bill(&self) -> Option<&EwbBill> {
        match self {
            BillAnswer::Done(bill) | BillAnswer::Refused(bill) | BillAnswer::Pending(bill) => Some(bill),
            BillAnswer::NotSent(_) | BillAnswer::Unknown(_) => None,
        }
    }
}

impl Answer for BillAnswer {
    fn outcome(&self) -> Outcome {
        match self {
            BillAnswer::Done(_) => Outcome::Ok,
            BillAnswer::Refused(_) | BillAnswer::NotSent(_) | BillAnswer::Unknown(_) => Outcome::Invalid,
            BillAnswer::Pending(_) => Outcome::Pending,
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// Where an answer comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EwbSource {
    /// The e-way bill system, just now.
    Portal,
}

/// An e-way bill as the e-way bill system shows it now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbShown {
    /// How it stands.
    pub status: EwbState,
    /// Whether Part B is there.
    pub part: Part,
    /// What the system shows.
    #[serde(flatten)]
    pub sheet: EwbSheet,
    /// `portal`.
    pub source: EwbSource,
    /// The sandbox showed it.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
}

/// The e-way bills of a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbList {
    /// Each as the system's list shows it: without parties and vehicles.
    pub ewbs: Vec<EwbShown>,
    /// The day they were made on.
    pub day: Day,
    /// `portal`.
    pub source: EwbSource,
    /// Why the list is not whole: one of two e-way bill systems gave none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<Words>,
}

/// What the e-way bill system says now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum EwbFetched {
    /// The bill.
    Bill(Box<EwbShown>),
    /// The bills of a day.
    List(Box<EwbList>),
    /// It shows none.
    Unknown(Box<EwbUnknown>),
}

impl Answer for EwbFetched {
    fn outcome(&self) -> Outcome {
        match self {
            EwbFetched::Bill(_) | EwbFetched::List(_) => Outcome::Ok,
            EwbFetched::Unknown(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
