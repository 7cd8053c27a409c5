//! What `list` is asked, and what it answers: documents of the ledger, by day, state, buyer and value.

use super::{Answer, Body, Outcome, VerbRequest, parse_any};
use crate::calendar::{Day, IstTime};
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentNumber, Irn};
use crate::money::Amount;
use crate::status::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Not;

/// Which documents: all of them, where nothing is said.
#[derive(Clone, Debug, Default, JsonSchema)]
#[schemars(with = "GivenList")]
#[non_exhaustive]
pub struct ListRequest {
    /// Dated on this day or later.
    pub from: Option<Day>,
    /// Dated on this day or earlier.
    pub to: Option<Day>,
    /// Of this supplier.
    pub gstin: Option<Gstin>,
    /// In this state.
    pub status: Option<Status>,
    /// With this number, in any case.
    pub number: Option<DocumentNumber>,
    /// Whose buyer has this GSTIN, or a name that contains this text, in any case; empty is any.
    pub buyer: String,
    /// Whose value is not below this.
    pub min: Option<Amount>,
    /// Whose value is not above this.
    pub max: Option<Amount>,
    /// In whose number, IRN, acknowledgement number, e-way bill number or buyer's name this text stands, in any case;
    /// empty is any.
    pub text: String,
}

impl ListRequest {
    /// Every document.
    pub fn new() -> ListRequest {
        ListRequest::default()
    }

    /// Only those dated on these days, both included.
    #[must_use]
    pub fn dated(self, from: Day, to: Day) -> ListRequest {
        ListRequest { from: Some(from), to: Some(to), ..self }
    }

    /// Only those of this supplier.
    #[must_use]
    pub fn supplier(self, gstin: Gstin) -> ListRequest {
        ListRequest { gstin: Some(gstin), ..self }
    }

    /// Only those in this state.
    #[must_use]
    pub fn status(self, status: Status) -> ListRequest {
        ListRequest { status: Some(status), ..self }
    }

    /// Only those with this number, in any case.
    #[must_use]
    pub fn number(self, number: DocumentNumber) -> ListRequest {
        ListRequest { number: Some(number), ..self }
    }

    /// Only those in which this text stands.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> ListRequest {
        ListRequest { text: text.into(), ..self }
    }
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "an object with from, to, gstin, status, number, buyer, min, max, text"
)]
struct GivenList {
    /// Dated on this day or later.
    #[schemars(with = "Option<Day>")]
    from: Option<String>,
    /// Dated on this day or earlier.
    #[schemars(with = "Option<Day>")]
    to: Option<String>,
    /// Of this supplier.
    #[schemars(with = "Option<Gstin>")]
    gstin: Option<String>,
    /// In this state; `unknown` is none of a ledger's.
    #[schemars(with = "Option<Status>")]
    status: Option<String>,
    /// With this number, in any case.
    #[schemars(with = "Option<DocumentNumber>")]
    number: Option<String>,
    /// Whose buyer has this GSTIN, or a name that contains this text, in any case; empty is any.
    buyer: String,
    /// Whose invoice value is not below this.
    min: Option<Amount>,
    /// Whose invoice value is not above this.
    max: Option<Amount>,
    /// In whose number, IRN, acknowledgement number, e-way bill number or buyer's name this text stands, in any case;
    /// empty is any.
    text: String,
}

impl<'t> VerbRequest<'t> for ListRequest {
    fn read(text: &'t str) -> Result<ListRequest> {
        let GivenList { from, to, gstin, status, number, buyer, min, max, text } = parse_any(text, ErrorKind::Json)?;
        let day = |given: Option<String>, at: &str| {
            given
                .map(|text| Day::parse(&text).ok_or_else(|| wrong(at, &text, "a day").fix("use 2026-11-21")))
                .transpose()
        };
        let supplier = |text: &String| Gstin::parse(text).ok_or_else(|| wrong("/gstin", text, "a GSTIN"));
        let state = |name: &String| {
            let known = Status::LISTED.into_iter().find(|status| status.name() == name);
            known.ok_or_else(|| {
                wrong("/status", name, &format!("one of {}", Status::LISTED.map(Status::name).join(", ")))
            })
        };
        let numbered =
            |text: &String| DocumentNumber::parse(text).ok_or_else(|| wrong("/number", text, "a document number"));
        let request = ListRequest {
            from: day(from, "/from")?,
            to: day(to, "/to")?,
            gstin: gstin.as_ref().map(supplier).transpose()?,
            status: status.as_ref().map(state).transpose()?,
            number: number.as_ref().map(numbered).transpose()?,
            buyer,
            min,
            max,
            text,
        };
        match (request.from, request.to) {
            (Some(from), Some(to)) if from > to => {
                let message = format!("from, {from}, is after to, {to}");
                Err(Error::new(ErrorKind::Json, message).at("/to").fix("exchange the two"))
            }
            _ => Ok(request),
        }
    }
}

/// Documents of the ledger, ordered by supplier, date, type and number.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DocumentList {
    /// A page of them.
    pub documents: Vec<ListedDocument>,
    /// How many there are on all pages.
    pub total: usize,
    /// What to give as `after` for the next page; `None` where there is none.
    pub next: Option<usize>,
    /// The engine's portal is the sandbox.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
}

/// A document of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ListedDocument {
    /// The portal's IRN once it is known, ours until then.
    pub irn: Irn,
    /// The supplier's.
    pub gstin: Gstin,
    /// `INV`, `CRN` or `DBN`.
    #[serde(rename = "type")]
    pub doc_type: DocType,
    /// As it was written.
    pub number: DocumentNumber,
    /// The document's.
    pub date: Day,
    /// How it stands.
    pub status: Status,
    /// The buyer's GSTIN, or `URP`; `None` where the ledger holds no content, as of a QR that was imported.
    pub buyer_gstin: Option<String>,
    /// The buyer's legal name.
    pub buyer_name: Option<String>,
    /// The invoice value in rupees; a credit note's is positive, too.
    pub value: Option<String>,
    /// The acknowledgement's number, once it is registered.
    pub ack_no: Option<String>,
    /// When the portal acknowledged it.
    pub ack_date: Option<IstTime>,
    /// The number of its e-way bill, cancelled or not.
    pub ewb_no: Option<String>,
    /// The codes by which the portal refused it, while it stands refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// A sandbox registered it: it is not a tax invoice.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
}

impl Answer for DocumentList {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
