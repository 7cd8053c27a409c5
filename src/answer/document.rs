//! A document as its record knows it: part of most answers about documents.

use crate::calendar::IstTime;
use crate::finding::{Finding, Report};
use crate::irn::Irn;
use crate::irp::CancelReason;
use crate::status::Status;
use crate::story::{EwbState, Proof, StepName};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::ops::Not;

/// A sentence of an answer: most are the same each time.
pub type Words = Cow<'static, str>;

/// What is known of a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct DocumentAnswer {
    /// How it stands.
    pub status: Status,
    /// The portal's IRN once it is known, ours until then.
    pub irn: Irn,
    /// What the portal gave, where it registered the document; it stays when that is cancelled.
    #[serde(flatten)]
    pub registration: Option<RegistrationAnswer>,
    /// Of a document that was cancelled or taken back.
    #[serde(flatten)]
    pub cancellation: Option<Cancellation>,
    /// Why the portal refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Why there is no answer yet.
    #[serde(flatten)]
    pub waits: Option<Waits>,
    /// A cancellation was asked for or is under way, and is not settled.
    #[serde(skip_serializing_if = "Not::not")]
    pub cancelling: bool,
    /// The sandbox registered it: it is not a tax invoice.
    #[serde(skip_serializing_if = "Not::not")]
    pub sandbox: bool,
    /// Where this computer's clock is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<WrongClock>,
}

/// What the portal gave for a registered document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RegistrationAnswer {
    /// The acknowledgement's number.
    pub ack_no: String,
    /// When the portal acknowledged it.
    pub ack_date: Option<IstTime>,
    /// `None`, as for the QR, where the portal no longer gives it.
    pub signed_invoice: Option<String>,
    /// The text of the QR.
    pub signed_qr: Option<String>,
    /// The portal's name.
    pub portal: String,
    /// Learnt by asking, not from the answer to the sending itself.
    pub recovered: bool,
    /// Until when it can be cancelled.
    pub cancel_until: Option<IstTime>,
    /// `None` where none was asked for.
    pub ewb: Option<EwayBill>,
    /// What the portal said beside it.
    pub info: Vec<Value>,
    /// Why it is less than the portal's own answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// What to do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Words>,
}

/// An e-way bill, with what is known of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwayBill {
    /// How it stands.
    pub status: EwbState,
    /// Its number.
    pub ewb_no: Option<String>,
    /// When it was made.
    pub ewb_date: Option<IstTime>,
    /// Until when it is valid.
    pub valid_until: Option<IstTime>,
    /// A step that was sent, and whose result is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under_way: Option<StepName>,
    /// Why it was refused, and what to do.
    #[serde(flatten)]
    pub failure: Option<EwbFailure>,
    /// Of one that was cancelled, or is being.
    #[serde(flatten)]
    pub cancellation: Option<EwbCancellation>,
}

/// An e-way bill that the portal refused.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbFailure {
    /// Why: the findings of this report are answered.
    #[serde(serialize_with = "Report::only_findings")]
    #[schemars(with = "Vec<Finding>")]
    pub errors: Report,
    /// What to do.
    pub fix: Words,
}

/// The cancellation of an e-way bill.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbCancellation {
    /// Why.
    pub reason: CancelReason,
    /// When the portal did it.
    pub cancel_date: Option<IstTime>,
}

/// The cancellation of a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Cancellation {
    /// When the portal did it; `None` for one that was taken back before it left.
    pub cancel_date: Option<IstTime>,
    /// Why.
    pub reason: CancelReason,
    /// In words.
    pub remark: String,
}

/// Why there is no answer yet, and what to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Waits {
    /// What it waits for.
    #[serde(flatten)]
    pub held: HeldBack,
    /// How it stands, in words.
    pub message: Words,
    /// What to do.
    pub fix: Words,
}

/// A document that waits because the portal has refused one of its codes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct HeldBack {
    /// Why.
    pub held: Words,
    /// What ends the waiting.
    pub waits_for: Words,
    /// The time from when on another try is worth it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_until: Option<IstTime>,
}

/// A computer whose clock the portal's shows to be wrong.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct WrongClock {
    /// The portal's clock less this one.
    pub off_by_seconds: i64,
    /// The same in words.
    pub message: String,
    /// What to do.
    pub fix: Words,
}

/// A document that the ledger does not know: another program may have registered it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Unknown {
    /// Always `unknown`.
    pub status: Status,
    /// As it was given, or worked out.
    pub irn: Irn,
    /// In words.
    pub message: Words,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Words>,
}

impl Unknown {
    pub(crate) fn of(irn: Irn) -> Unknown {
        Unknown { status: Status::Unknown, irn, message: "the ledger does not know this document".into(), fix: None }
    }

    /// A document of a batch that was answered before: another copy of the ledger, which lacks it, has taken over since.
    pub(crate) fn lost(irn: Irn) -> Unknown {
        let fix = "submit it again: what the portal holds is found there, and nothing is registered twice";
        Unknown { fix: Some(fix.into()), ..Unknown::of(irn) }
    }

    /// The same, for a verb that needs the registration.
    pub(crate) fn here(irn: Irn) -> Unknown {
        let fix = "check the IRN, or supplier, type, number and date; what was registered elsewhere is cancelled or given an \
                   e-way bill there, or here after its signed invoice is entered with einv_import";
        Unknown { fix: Some(fix.into()), ..Unknown::of(irn) }
    }
}

impl DocumentAnswer {
    /// Puts a message where the document has one; gives it back where it has none.
    pub(crate) fn say(&mut self, message: Words) -> Option<Words> {
        match &mut self.waits {
            Some(waits) => {
                waits.message = message;
                None
            }
            None => Some(message),
        }
    }

    /// The same for what to do.
    pub(crate) fn advise(&mut self, fix: Words) -> Option<Words> {
        if let Some(waits) = &mut self.waits {
            waits.fix = fix;
            return None;
        }
        match self.registration.as_mut().and_then(|registration| registration.fix.as_mut()) {
            Some(place) => {
                *place = fix;
                None
            }
            None => Some(fix),
        }
    }

    /// Its e-way bill.
    pub fn ewb(&self) -> Option<&EwayBill> {
        self.registration.as_ref().and_then(|registration| registration.ewb.as_ref())
    }
}

/// A document, with a word on what the verb made of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotedDocument {
    /// What is known of it.
    #[serde(flatten)]
    pub document: DocumentAnswer,
    /// Where its e-way bill that stands travels otherwise than was asked now, each with both values: nothing was changed.
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
}

impl NotedDocument {
    pub(crate) fn of(document: DocumentAnswer) -> NotedDocument {
        NotedDocument { document, differs: Vec::new(), message: None, fix: None, report: None }
    }

    pub(crate) fn message(mut self, message: impl Into<Words>) -> NotedDocument {
        self.message = self.document.say(message.into());
        self
    }

    pub(crate) fn fix(mut self, fix: impl Into<Words>) -> NotedDocument {
        self.fix = self.document.advise(fix.into());
        self
    }

    pub(crate) fn report(self, report: Report) -> NotedDocument {
        NotedDocument { report: Some(report), ..self }
    }

    pub(crate) fn differing(self, differs: Vec<String>) -> NotedDocument {
        NotedDocument { differs, ..self }
    }
}
