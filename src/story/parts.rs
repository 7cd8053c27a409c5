//! What a record is made of: a registration, an e-way bill, refusals, a cancellation.

use crate::calendar::IstTime;
use crate::irn::Irn;
use crate::irp::CancelReason;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a registration is less than the portal's own answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// The portal said that it is a duplicate, and gives no details any more.
    DuplicateAnswer,
    /// Another portal registered it first.
    RegisteredElsewhere,
}

/// What the portal gave for a registered document, kept for good.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct StoredRegistration {
    pub irn: Irn,
    pub ack_no: String,
    /// `yyyy-MM-dd HH:mm:ss`, IST.
    pub ack_date: String,
    /// `None`, as for the QR, where the portal no longer gives it.
    pub signed_invoice: Option<String>,
    pub signed_qr: Option<String>,
    pub portal: String,
    /// Where it was found at another address of that portal than the first: its place among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<usize>,
    /// Learnt by asking, not from the answer to the sending itself.
    pub recovered: bool,
    pub proof: Option<Proof>,
    pub ewb: Option<StoredEwayBill>,
    /// Why an e-way bill that was asked for with the document failed (EWBERR); the registration stands.
    #[serde(default)]
    pub ewb_errors: Vec<StoredRefusal>,
    /// What the portal said beside it, as JSON.
    pub info: Vec<serde_json::Value>,
    pub sandbox: bool,
}

impl StoredRegistration {
    /// One of which no more is known.
    pub fn new(irn: Irn, ack_no: String, ack_date: IstTime, portal: String) -> StoredRegistration {
        StoredRegistration {
            irn,
            ack_no,
            ack_date: ack_date.portal(),
            signed_invoice: None,
            signed_qr: None,
            portal,
            address: None,
            recovered: false,
            proof: None,
            ewb: None,
            ewb_errors: Vec::new(),
            info: Vec::new(),
            sandbox: false,
        }
    }
}

/// An e-way bill that came with a registration.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct StoredEwayBill {
    pub ewb_no: String,
    /// `yyyy-MM-dd HH:mm:ss`, IST, as for the end of its validity.
    pub ewb_date: Option<String>,
    pub valid_until: Option<String>,
    /// The transporter's GSTIN or id, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transporter_id: Option<String>,
    /// The system's distance in kilometres, where it said one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<u32>,
    /// How often its validity was extended.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extended: u32,
    /// The parties, as the system shows them: a GSTIN or `URP`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_gstin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_gstin: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// One thing the portal said no to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct StoredRefusal {
    pub code: String,
    pub message: String,
    /// Whether time, or the portal, may cure it without a change of the document.
    #[serde(default)]
    pub curable: bool,
}

/// A document that a portal held before this ledger knew of it. That another portal does not know it proves nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct HeldThere {
    /// The portal that has it, by the name that the one asked gave.
    pub portal: String,
    pub ack_no: Option<String>,
    /// `yyyy-MM-dd HH:mm:ss`, IST.
    pub ack_date: Option<String>,
    /// Whether every place was asked, and none gave details.
    pub asked: bool,
}

/// A cancellation wished for, under way or done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct StoredCancellation {
    pub reason: CancelReason,
    pub remark: String,
    /// When the portal did it, `yyyy-MM-dd HH:mm:ss` IST.
    pub date: Option<String>,
}
