//! What an invoice portal and its sandbox both name: the calls, the reasons to cancel, and how a registration stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The calls a portal may know, by the names that portal profiles, faults, diaries and audits use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// For a token; NIC: `POST /eivital/v1.04/auth`. What it looks like is in the profile's `login`.
    LogIn,
    /// Whether the portal is up; NIC: `GET /eivital/v1.04/heartbeat/ping`.
    Health,
    /// Registers a document; NIC: `POST /eicore/v1.03/Invoice`.
    Generate,
    /// Cancels an IRN; NIC: `POST /eicore/v1.03/Invoice/Cancel`.
    Cancel,
    /// What is registered under an IRN; NIC: `GET /eicore/v1.03/Invoice/irn/{irn}`.
    ByIrn,
    /// What is registered under a type, number and date; NIC: `GET /eicore/v1.03/Invoice/irnbydocdetails`.
    ByDocument,
    /// The IRNs of a day that another portal registered first; NIC: `GET /eicore/v1.03/Invoice/rejectedirns`.
    RejectedIrns,
    /// Makes an e-way bill by IRN; NIC: `POST /eiewb/v1.03/ewaybill`.
    Ewb,
    /// The e-way bill of an IRN; NIC: `GET /eiewb/v1.03/ewaybill/irn/{irn}`.
    EwbByIrn,
    /// Cancels an e-way bill by its number; NIC: `POST /ewaybillapi/v1.03/ewayapi`.
    EwbCancel,
    /// The portal's copy of a taxpayer; NIC: `GET /eivital/v1.04/Master/gstin/{gstin}`.
    Gstin,
    /// The same, renewed from the common portal; NIC: `GET /eivital/v1.04/Master/syncgstin/{gstin}`.
    SyncGstin,
}

impl Call {
    /// Every call.
    pub const ALL: [Call; 12] = [
        Call::LogIn,
        Call::Health,
        Call::Generate,
        Call::Cancel,
        Call::ByIrn,
        Call::ByDocument,
        Call::RejectedIrns,
        Call::Ewb,
        Call::EwbByIrn,
        Call::EwbCancel,
        Call::Gstin,
        Call::SyncGstin,
    ];

    /// Its name: `log_in`, `by_document`.
    pub const fn name(self) -> &'static str {
        match self {
            Call::LogIn => "log_in",
            Call::Health => "health",
            Call::Generate => "generate",
            Call::Cancel => "cancel",
            Call::ByIrn => "by_irn",
            Call::ByDocument => "by_document",
            Call::RejectedIrns => "rejected_irns",
            Call::Ewb => "ewb",
            Call::EwbByIrn => "ewb_by_irn",
            Call::EwbCancel => "ewb_cancel",
            Call::Gstin => "gstin",
            Call::SyncGstin => "sync_gstin",
        }
    }
}

/// Why something is cancelled. The invoice system and the e-way bill system number the same reasons differently, so no one
/// outside sees a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CancelReason")]
pub enum Reason {
    /// Entered twice: `CnlRsn` 1, `cancelRsnCode` 1.
    Duplicate,
    /// A mistake of data entry: `CnlRsn` 2, `cancelRsnCode` 3.
    DataEntry,
    /// `CnlRsn` 3, `cancelRsnCode` 2.
    OrderCancelled,
    /// `CnlRsn` 4, `cancelRsnCode` 4.
    Other,
}

impl Reason {
    /// In the order of the invoice system's numbers, 1 to 4.
    pub const ALL: [Reason; 4] = [Reason::Duplicate, Reason::DataEntry, Reason::OrderCancelled, Reason::Other];

    /// The contract's name.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Duplicate => "duplicate",
            Reason::DataEntry => "data_entry",
            Reason::OrderCancelled => "order_cancelled",
            Reason::Other => "other",
        }
    }

    /// By the contract's name.
    pub fn parse(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// The invoice system's number.
    pub(crate) const fn of_irn(self) -> &'static str {
        match self {
            Reason::Duplicate => "1",
            Reason::DataEntry => "2",
            Reason::OrderCancelled => "3",
            Reason::Other => "4",
        }
    }

    /// The e-way bill system's number: 2 and 3 are swapped.
    pub(crate) const fn of_ewb(self) -> u8 {
        match self {
            Reason::Duplicate => 1,
            Reason::OrderCancelled => 2,
            Reason::DataEntry => 3,
            Reason::Other => 4,
        }
    }
}

/// Whether a registration stands (`ACT`, `CNL`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// `ACT`.
    Active,
    /// `CNL`.
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_serde_reads_and_writes() {
        for call in Call::ALL {
            assert_eq!(serde_json::to_value(call).unwrap(), call.name());
        }
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
            assert_eq!(Reason::parse(reason.name()), Some(reason));
        }
    }
}
