//! What `ewb` and `ewb_cancel` are asked, and what they answer.

use super::document::{NotedDocument, Unknown};
use super::eway_bill::BillAnswer;
use super::eway_named::{EwbKey, EwbRef};
use super::read::TextOrNumber;
use super::reason::{reason, too_long};
use super::{Answer, Body, Outcome, VerbRequest, parse_shaped};
use crate::document::{DocumentRef, names_a_document};
use crate::error::{Error, ErrorKind, Result};
use crate::irn::DocType;
use crate::irp::CancelReason;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The e-way bill system takes this many characters in a remark.
pub(crate) const REMARK: usize = 50;
/// The members of an INV-01 document's `EwbDtls`; the e-way bill of an IRN is asked for with the same.
const DETAILS: [&str; 8] =
    ["TransId", "TransName", "Distance", "TransDocNo", "TransDocDt", "VehNo", "VehType", "TransMode"];

/// What gets an e-way bill: a registered document, or one that needs no IRN.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum EwbAsked<'t> {
    /// A document in the ledger that has an IRN.
    Registered(Box<EwbRequest>),
    /// A document in the ledger without an IRN, by its key, with the transport alone.
    Kept(Box<KeptEwbRequest>),
    /// The document itself, in the e-way bill system's own keys, as INV-01 with `EwbDtls`, or as a simple bill.
    Alone(&'t str),
}

impl From<EwbRequest> for EwbAsked<'_> {
    fn from(request: EwbRequest) -> Self {
        EwbAsked::Registered(Box::new(request))
    }
}

impl From<KeptEwbRequest> for EwbAsked<'_> {
    fn from(request: KeptEwbRequest) -> Self {
        EwbAsked::Kept(Box::new(request))
    }
}

/// A document that the ledger keeps without an IRN, and how its goods travel now.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct KeptEwbRequest {
    /// Which.
    pub key: EwbKey,
    /// `EwbDtls` as in INV-01.
    pub details: Map<String, Value>,
}

impl KeptEwbRequest {
    /// An e-way bill of this document, with these `EwbDtls`.
    pub fn new(key: EwbKey, details: Map<String, Value>) -> KeptEwbRequest {
        KeptEwbRequest { key, details }
    }
}

impl<'t> VerbRequest<'t> for EwbAsked<'t> {
    fn read(text: &'t str) -> Result<EwbAsked<'t>> {
        /// The members that tell a registered document's name from a document.
        #[derive(serde::Deserialize)]
        struct EwbShape {
            #[serde(rename = "DocDtls")]
            document: Option<serde::de::IgnoredAny>,
            #[serde(rename = "EwbDtls")]
            details: Option<serde::de::IgnoredAny>,
            irn: Option<serde::de::IgnoredAny>,
        }
        let shape = serde_json::from_str::<EwbShape>(text.trim_start_matches('\u{feff}'));
        match shape.is_ok_and(|shape| shape.document.is_none() && (shape.details.is_some() || shape.irn.is_some())) {
            true => named(text),
            false => Ok(EwbAsked::Alone(text)),
        }
    }
}

/// A document that is named: one of a type that has no IRN stands alone.
fn named(text: &str) -> Result<EwbAsked<'_>> {
    let mut given: GivenEwb = parse_shaped(text, BY_NAME)?;
    let name = given.named();
    let has_irn = name.doc_type.as_deref().is_none_or(|doc_type| DocType::parse(doc_type).is_some());
    if name.irn.is_some() || has_irn {
        return EwbRequest::read(text).map(EwbAsked::from);
    }
    known(&given.details)?;
    match EwbRef::read(None, &name)? {
        EwbRef::Key(key) => Ok(KeptEwbRequest::new(key, given.details).into()),
        EwbRef::Document(document) => Ok(EwbRequest::new(document, given.details).into()),
        EwbRef::Number(..) => EwbRequest::read(text).map(EwbAsked::from),
    }
}

/// Which document gets an e-way bill, and how its goods travel.
#[derive(Clone, PartialEq, Debug, JsonSchema)]
#[schemars(with = "GivenEwb")]
#[non_exhaustive]
pub struct EwbRequest {
    /// Which.
    pub document: DocumentRef,
    /// `EwbDtls` as in INV-01.
    pub details: Map<String, Value>,
    /// `ExpShipDtls`: where an export leaves the country.
    pub ship: Option<Map<String, Value>>,
    /// `DispDtls`: where the goods start from.
    pub dispatch: Option<Map<String, Value>>,
}

impl EwbRequest {
    /// An e-way bill with these `EwbDtls`.
    pub fn new(document: impl Into<DocumentRef>, details: Map<String, Value>) -> EwbRequest {
        EwbRequest { document: document.into(), details, ship: None, dispatch: None }
    }

    /// What goes to the portal but for the IRN. Empty members are left out: the portal refuses them.
    pub(crate) fn payload(&self) -> Result<Map<String, Value>> {
        known(&self.details)?;
        let filled = |map: &Map<String, Value>| -> Map<String, Value> {
            let present = map.iter().filter(|(_, value)| !value.is_null() && value.as_str() != Some(""));
            present.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let mut payload = filled(&self.details);
        // The portal works out the distance from the PIN codes where it is given none.
        payload.entry("Distance").or_insert_with(|| 0.into());
        for (name, block) in [("ExpShipDtls", &self.ship), ("DispDtls", &self.dispatch)] {
            if let Some(block) = block {
                payload.insert(name.to_owned(), filled(block).into());
            }
        }
        Ok(payload)
    }
}

fn known(details: &Map<String, Value>) -> Result<()> {
    match details.keys().find(|name| !DETAILS.contains(&name.as_str())) {
        Some(name) => Err(Error::new(ErrorKind::Json, format!("EwbDtls has no member {name}"))
            .at(format!("/EwbDtls/{name}"))
            .fix(format!("it has {}", DETAILS.join(", ")))),
        None => Ok(()),
    }
}

/// The shape of a request that names its document.
const BY_NAME: &str = r#"{"irn", "EwbDtls": {"VehNo", "TransMode", "Distance"}}, or the whole document"#;

names_a_document! {
    #[serde(deny_unknown_fields, expecting = "an object with irn and EwbDtls")]
    struct GivenEwb {
        /// As in INV-01.
        #[serde(rename = "EwbDtls")]
        details: Map<String, Value>,
        /// Where an export leaves the country.
        #[serde(rename = "ExpShipDtls")]
        ship: Option<Map<String, Value>>,
        /// Where the goods start from.
        #[serde(rename = "DispDtls")]
        dispatch: Option<Map<String, Value>>,
    }
}

impl<'t> VerbRequest<'t> for EwbRequest {
    fn read(text: &'t str) -> Result<EwbRequest> {
        let mut given: GivenEwb = parse_shaped(text, BY_NAME)?;
        known(&given.details)?;
        let document = given.named().read()?;
        Ok(EwbRequest { document, details: given.details, ship: given.ship, dispatch: given.dispatch })
    }
}

/// Which e-way bill to cancel, and why.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenToCancel")]
#[non_exhaustive]
pub struct EwbCancelRequest {
    /// Which.
    pub bill: EwbRef,
    /// Why.
    pub reason: CancelReason,
    /// In words, at most 50 characters.
    pub remark: String,
}

impl EwbCancelRequest {
    /// Cancels the e-way bill of a document, or one of a number, for a reason.
    pub fn new(bill: impl Into<EwbRef>, reason: CancelReason) -> EwbCancelRequest {
        EwbCancelRequest { bill: bill.into(), reason, remark: String::new() }
    }

    /// Says why in words.
    #[must_use]
    pub fn remark(self, remark: impl Into<String>) -> EwbCancelRequest {
        EwbCancelRequest { remark: remark.into(), ..self }
    }
}

names_a_document! {
    #[serde(deny_unknown_fields, expecting = "an object with ewb_no or irn, and reason")]
    struct GivenToCancel {
        /// The e-way bill's number, 12 digits.
        ewb_no: Option<TextOrNumber>,
        /// Why.
        #[schemars(with = "CancelReason")]
        reason: String,
        /// In words, at most 50 characters.
        #[serde(default)]
        remark: String,
    }
}

impl<'t> VerbRequest<'t> for EwbCancelRequest {
    fn read(text: &'t str) -> Result<EwbCancelRequest> {
        let mut given: GivenToCancel = parse_shaped(text, r#"{"ewb_no", "reason", "remark"}"#)?;
        let reason = reason(&given.reason)?;
        too_long(&given.remark, REMARK)?;
        let named = given.named();
        Ok(EwbCancelRequest {
            bill: EwbRef::read(given.ewb_no.as_ref().map(|number| number.0.as_str()), &named)?,
            reason,
            remark: given.remark,
        })
    }
}

/// How the making, or the cancelling, of an e-way bill ended: with the registration of its document, or alone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum EwbAnswered {
    /// Of a registered document.
    Registered(EwbAnswer),
    /// Of one that was named by its number, or made without an IRN.
    Bill(BillAnswer),
}

impl Answer for EwbAnswered {
    fn outcome(&self) -> Outcome {
        match self {
            EwbAnswered::Registered(answer) => answer.outcome(),
            EwbAnswered::Bill(answer) => answer.outcome(),
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}

/// How the making, or the cancelling, of an e-way bill ended. The registration stands whatever became of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum EwbAnswer {
    /// It is active, or cancelled, as was asked; now or earlier.
    Done(Box<NotedDocument>),
    /// The portal says no; there is none to cancel; or its document is not registered.
    Refused(Box<NotedDocument>),
    /// The portal could not be reached, or what became of it is not known yet.
    Pending(Box<NotedDocument>),
    /// The ledger does not know the document.
    Unknown(Box<Unknown>),
}

impl Answer for EwbAnswer {
    fn outcome(&self) -> Outcome {
        match self {
            EwbAnswer::Done(_) => Outcome::Ok,
            EwbAnswer::Refused(_) | EwbAnswer::Unknown(_) => Outcome::Invalid,
            EwbAnswer::Pending(_) => Outcome::Pending,
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
