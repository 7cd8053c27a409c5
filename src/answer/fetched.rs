//! What `fetch` is asked, and what it answers.

use super::document::{DocumentAnswer, EwayBill, Words};
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::calendar::IstTime;
use crate::document::{DocumentRef, names_a_document};
use crate::error::{ErrorKind, Result};
use crate::irn::Irn;
use crate::status::Status;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Not;

/// What to ask a portal.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenFetch")]
#[non_exhaustive]
pub enum FetchRequest {
    /// What it says of a document now.
    Document(DocumentRef),
    /// Whether the portal of this name is up; `*` asks all of them.
    Health(String),
}

names_a_document! {
    #[serde(deny_unknown_fields, expecting = "an object with irn, or with gstin, type, number and date, or with portal")]
    struct GivenFetch {
        /// A portal's name, or `*`: whether it is up.
        portal: Option<String>,
    }
}

impl<'t> VerbRequest<'t> for FetchRequest {
    fn read(text: &'t str) -> Result<FetchRequest> {
        let mut given: GivenFetch = parse(text, ErrorKind::Json)?;
        match given.portal.take() {
            Some(portal) => Ok(FetchRequest::Health(portal)),
            None => given.named().read().map(FetchRequest::Document),
        }
    }
}

impl<D: Into<DocumentRef>> From<D> for FetchRequest {
    fn from(document: D) -> FetchRequest {
        FetchRequest::Document(document.into())
    }
}

/// What a portal said.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Fetched {
    /// The portal's word on a document.
    Portal(Box<FromPortal>),
    /// The portal no longer gives its details: the ledger's word.
    Ledger(Box<FromLedger>),
    /// The portal gives none.
    None(Box<NotGiven>),
    /// Whether portals are up.
    Health(Health),
}

/// Where an answer is from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AnswerSource {
    /// The portal was asked.
    Portal,
    /// The ledger.
    Ledger,
}

/// A document as the portal has it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FromPortal {
    /// Registered, or cancelled.
    pub status: Status,
    /// The document's.
    pub irn: Irn,
    /// The acknowledgement's number.
    pub ack_no: String,
    /// When the portal acknowledged it.
    pub ack_date: IstTime,
    /// As the portal signed it.
    pub signed_invoice: String,
    /// The text of the QR.
    pub signed_qr: String,
    /// The portal's name.
    pub portal: String,
    /// `None` where the portal names none.
    pub ewb: Option<EwayBill>,
    /// Always `portal`.
    pub source: AnswerSource,
    /// The sandbox signed it: it is not a tax invoice.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
}

/// A document as the ledger has it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FromLedger {
    /// What is known of it.
    #[serde(flatten)]
    pub document: DocumentAnswer,
    /// Why it is not the portal's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Words>,
    /// Always `ledger`.
    pub source: AnswerSource,
}

/// A document that the portal gives no details of.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotGiven {
    /// Always `unknown`.
    pub status: Status,
    /// As it was asked for.
    pub irn: Irn,
    /// In words.
    pub message: Words,
    /// What to do.
    pub fix: Words,
}

/// Whether portals are up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Health {
    /// Those that were asked.
    pub portals: Vec<PortalHealth>,
}

/// Whether a portal is up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PortalHealth {
    /// The portal's name.
    pub portal: String,
    /// Whether it answered as it should.
    pub up: bool,
    /// What it said, or what came instead.
    pub says: String,
    /// How long that took.
    pub millis: u64,
}

impl Answer for Fetched {
    fn outcome(&self) -> Outcome {
        match self {
            Fetched::Portal(_) | Fetched::Ledger(_) => Outcome::Ok,
            Fetched::Health(health) if health.portals.iter().all(|portal| portal.up) => Outcome::Ok,
            Fetched::None(_) | Fetched::Health(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
