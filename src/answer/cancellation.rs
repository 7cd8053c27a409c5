//! What `cancel` is asked, and what it answers.

use super::document::{DocumentAnswer, EwayBill, NotedDocument, Unknown, Words};
use super::ewb::EwbAnswer;
use super::reason::{REASONS, reason, too_long};
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::document::{DocumentRef, names_a_document};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Report;
use crate::irn::Irn;
use crate::irp::CancelReason;
use crate::law::tables::Remedy;
use crate::schema::Inv01;
use crate::status::Status;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

/// The portal takes this many characters in a remark.
const REMARK: usize = 100;

/// Which document to cancel, and why.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenCancel")]
#[non_exhaustive]
pub struct CancelRequest {
    /// Which.
    pub document: DocumentRef,
    /// Why.
    pub reason: CancelReason,
    /// In words, at most 100 characters; empty says the reason.
    pub remark: String,
}

impl CancelRequest {
    /// Cancels a document for a reason, which is the remark, too.
    pub fn new(document: impl Into<DocumentRef>, reason: CancelReason) -> CancelRequest {
        CancelRequest { document: document.into(), reason, remark: String::new() }
    }

    /// Says why in words.
    #[must_use]
    pub fn remark(self, remark: impl Into<String>) -> CancelRequest {
        CancelRequest { remark: remark.into(), ..self }
    }

    /// The remark as the portal takes it, or what is wrong with it.
    pub(crate) fn checked_remark(&self) -> Result<String> {
        check(&self.remark)?;
        // The portal wants some words; the reason says it well enough.
        let is_blank = self.remark.trim().is_empty();
        Ok(if is_blank { self.reason.name().replace('_', " ") } else { self.remark.clone() })
    }
}

fn check(remark: &str) -> Result<()> {
    too_long(remark, REMARK)?;
    match remark.contains(['"', '\\']) {
        true => Err(Error::new(ErrorKind::Json, "the portal takes no double quotes and backslashes in a remark")
            .at("/remark")
            .fix("use single quotes")),
        false => Ok(()),
    }
}

names_a_document! {
    #[serde(deny_unknown_fields, expecting = "an object with irn and reason")]
    struct GivenCancel {
        /// Why.
        #[schemars(with = "CancelReason")]
        reason: Option<String>,
        /// In words, at most 100 characters.
        #[serde(default)]
        remark: String,
    }
}

impl<'t> VerbRequest<'t> for CancelRequest {
    fn read(text: &'t str) -> Result<CancelRequest> {
        let mut given: GivenCancel = parse(text, ErrorKind::Json)?;
        let missing = || Error::new(ErrorKind::Json, "reason is missing").at("/reason").fix(REASONS);
        let reason = reason(given.reason.as_deref().ok_or_else(missing)?)?;
        check(&given.remark)?;
        Ok(CancelRequest { document: given.named().read()?, reason, remark: given.remark })
    }
}

/// How a cancelling ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Cancelled {
    /// Cancelled, or taken back before it left; now or earlier.
    Done(Box<DocumentAnswer>),
    /// The portal, or einv, says no: the registration stands.
    Refused(Box<NotCancelled>),
    /// The portal had refused the document: there is nothing to cancel.
    NotRegistered(Box<NothingToCancel>),
    /// The portal could not be reached, or what became of it is not known yet.
    Pending(Box<NotedDocument>),
    /// Its e-way bill, which comes first, was not cancelled.
    Ewb(EwbAnswer),
    /// The ledger does not know the document.
    Unknown(Box<Unknown>),
}

/// A cancellation that is not allowed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotCancelled {
    /// How the document stands.
    pub status: Status,
    /// The document's.
    pub irn: Irn,
    /// `None` where none was asked for.
    pub ewb: Option<EwayBill>,
    /// Why not.
    pub report: Report,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Words>,
    /// What is left to do when the time for it is over, the usual way first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedies: Option<&'static [Remedy]>,
    /// The same, by the name that answers used first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roads: Option<Vec<RemedyByOldName>>,
    /// The note that takes the document back, where it was asked for.
    #[serde(flatten)]
    pub draft: Option<NoteDraft>,
}

/// A remedy, by the name that answers used first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RemedyByOldName {
    /// As `remedy`.
    pub road: &'static str,
    /// The remedy.
    #[serde(flatten)]
    pub remedy: Remedy,
}

impl From<&Remedy> for RemedyByOldName {
    fn from(remedy: &Remedy) -> RemedyByOldName {
        RemedyByOldName { road: remedy.remedy, remedy: *remedy }
    }
}

/// A note ready for `compute`, its numbers at the scale of the document's.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NoteDraft {
    /// As INV-01.
    #[schemars(with = "Inv01")]
    pub draft: Box<RawValue>,
    /// What only the caller can give: the number of its own series.
    pub draft_needs: [&'static str; 1],
    /// Worth knowing of such a note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft_info: Option<&'static str>,
}

/// A document that the portal had refused.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NothingToCancel {
    /// Always `rejected`.
    pub status: Status,
    /// The document's.
    pub irn: Irn,
    /// In words.
    pub message: Words,
}

impl Answer for Cancelled {
    fn outcome(&self) -> Outcome {
        match self {
            Cancelled::Done(_) => Outcome::Ok,
            Cancelled::Refused(_) | Cancelled::NotRegistered(_) | Cancelled::Unknown(_) => Outcome::Invalid,
            Cancelled::Pending(_) => Outcome::Pending,
            Cancelled::Ewb(answer) => answer.outcome(),
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
