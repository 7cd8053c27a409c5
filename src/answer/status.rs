//! What `status` is asked, and what it answers.

use super::document::{DocumentAnswer, Unknown};
use super::eway_bill::{EwbBill, EwbUnknown};
use super::eway_named::EwbRef;
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::document::{DocumentRef, GivenReference, NamedAsWritten, names_a_document};
use crate::error::{ErrorKind, Result};
use schemars::JsonSchema;
use serde::Serialize;

/// Reads the members that name a document.
pub(super) fn named(text: &str) -> Result<NamedAsWritten> {
    parse::<GivenReference>(text, ErrorKind::Json).map(|mut given| given.named())
}

impl<'t> VerbRequest<'t> for DocumentRef {
    fn read(text: &'t str) -> Result<DocumentRef> {
        named(text)?.read()
    }
}

/// What the ledger is asked about: a document, or an e-way bill.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenStatus")]
#[non_exhaustive]
pub enum StatusRequest {
    /// A document that has, or will have, an IRN; or the e-way bill without one under the same key.
    Document(DocumentRef),
    /// An e-way bill, by its number or by a document that has no IRN.
    Ewb(EwbRef),
}

impl StatusRequest {
    /// The e-way bill that is named like this, with an IRN or without one. As whom the system is asked is no part of its name.
    pub fn of_bill(bill: EwbRef) -> StatusRequest {
        match bill {
            EwbRef::Number(ewb_no, _) => StatusRequest::Ewb(EwbRef::Number(ewb_no, None)),
            EwbRef::Document(document) => StatusRequest::Document(document),
            EwbRef::Key(key) => match key.document() {
                Some(document) => StatusRequest::Document(document),
                None => StatusRequest::Ewb(EwbRef::Key(key)),
            },
        }
    }
}

impl<T: Into<DocumentRef>> From<T> for StatusRequest {
    fn from(document: T) -> StatusRequest {
        StatusRequest::Document(document.into())
    }
}

names_a_document! {
    #[serde(deny_unknown_fields, expecting = "an object with irn, ewb_no, or gstin, type, number and date")]
    struct GivenStatus {
        /// The number of an e-way bill, 12 digits.
        ewb_no: Option<String>,
    }
}

impl<'t> VerbRequest<'t> for StatusRequest {
    fn read(text: &'t str) -> Result<StatusRequest> {
        let mut given: GivenStatus = parse(text, ErrorKind::Json)?;
        let named = given.named();
        let alone = |doc_type: &String| ["BIL", "BOE", "CHL", "OTH"].contains(&doc_type.to_ascii_uppercase().as_str());
        match given.ewb_no.is_some() || named.irn.is_none() && named.doc_type.as_ref().is_some_and(alone) {
            true => EwbRef::read(given.ewb_no.as_deref(), &named).map(StatusRequest::Ewb),
            false => named.read().map(StatusRequest::Document),
        }
    }
}

/// What the ledger knows of a document, and how the portals are.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct StatusAnswer {
    /// The document.
    #[serde(flatten)]
    pub document: KnownDocument,
    /// Of a portal that is left alone for a while, slowed or watched; of several portals, those that are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portal_state: Option<PortalStates>,
}

/// A document, or that the ledger has none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum KnownDocument {
    /// It is in the ledger.
    Document(Box<DocumentAnswer>),
    /// An e-way bill is, which was asked for by its number or has no IRN.
    Ewb(Box<EwbBill>),
    /// No such e-way bill is.
    NoEwb(Box<EwbUnknown>),
    /// It is not.
    Unknown(Box<Unknown>),
}

/// One portal's state as it is; of several, a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum PortalStates {
    /// Of the only portal.
    One(PortalState),
    /// Of several portals, those that are not well.
    Some(Vec<PortalState>),
}

/// A portal that is not well, or that refused what was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PortalState {
    /// What follows from it.
    pub state: SendingPace,
    /// Calls without an answer, one after the other.
    pub unanswered: u32,
    /// Refusals counted against this client.
    pub refused: u32,
    /// The portal's name.
    pub portal: String,
}

/// How fast documents go to a portal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SendingPace {
    /// As ever; refusals are counted.
    Watching,
    /// Slowly.
    Slowed,
    /// None for a while.
    Stopped,
}

impl Answer for StatusAnswer {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
