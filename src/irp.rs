//! What an invoice portal and its sandbox both name: calls, cancellation reasons, and the standing of a registration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The calls a portal may support, with the names that portal profiles, faults, diaries and audits use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalCall {
    /// Requests a token; NIC: `POST /eivital/v1.04/auth`. The profile's `login` describes it.
    LogIn,
    /// Asks whether the portal is up; NIC: `GET /eivital/v1.04/heartbeat/ping`.
    Health,
    /// Registers a document; NIC: `POST /eicore/v1.03/Invoice`.
    Generate,
    /// Cancels an IRN; NIC: `POST /eicore/v1.03/Invoice/Cancel`.
    Cancel,
    /// Fetches the registration of an IRN; NIC: `GET /eicore/v1.03/Invoice/irn/{irn}`.
    ByIrn,
    /// Fetches the registration of a type, number and date; NIC: `GET /eicore/v1.03/Invoice/irnbydocdetails`.
    ByDocument,
    /// Lists the IRNs of a day that another portal registered first; NIC: `GET /eicore/v1.03/Invoice/rejectedirns`.
    RejectedIrns,
    /// Makes an e-way bill by IRN; NIC: `POST /eiewb/v1.03/ewaybill`.
    Ewb,
    /// Fetches the e-way bill of an IRN; NIC: `GET /eiewb/v1.03/ewaybill/irn/{irn}`.
    EwbByIrn,
    /// Cancels an e-way bill by its number; NIC: `POST /ewaybillapi/v1.03/ewayapi`.
    EwbCancel,
    /// Requests a token of the e-way bill system's own; NIC: `POST /ewaybillapi/v1.03/auth`.
    EwbLogIn,
    /// Makes an e-way bill without an IRN; NIC: `POST /ewaybillapi/v1.03/ewayapi`, as all that change one. `GENEWAYBILL`.
    EwbMake,
    /// Gives Part B, or changes the vehicle: `VEHEWB`.
    EwbVehicle,
    /// Begins a movement in several vehicles: `MULTIVEHMOVINT`.
    EwbVehicles,
    /// Adds a vehicle to such a movement: `MULTIVEHADD`.
    EwbVehicleAdd,
    /// Changes one of its vehicles: `MULTIVEHUPD`.
    EwbVehicleChange,
    /// Names another transporter: `UPDATETRANSPORTER`.
    EwbTransporter,
    /// Extends the validity: `EXTENDVALIDITY`.
    EwbExtend,
    /// Makes a consolidated e-way bill (trip sheet): `GENCEWB`.
    EwbConsolidate,
    /// Makes a consolidated e-way bill again for another vehicle: `REGENTRIPSHEET`.
    EwbTripRenew,
    /// Rejects the e-way bill of another party: `REJEWB`.
    EwbReject,
    /// Fetches an e-way bill; NIC: `GET /ewaybillapi/v1.03/ewayapi/GetEwayBill`, and so on with the next names.
    EwbByNumber,
    /// Fetches the own e-way bill of a document: `GetEwayBillGeneratedByConsigner`.
    EwbByDocument,
    /// Lists the own e-way bills of a day: `GetEwayBillsByDate`.
    EwbOfDay,
    /// Lists those of a day that others made about the taxpayer: `GetEwayBillsofOtherParty`.
    EwbOfOthers,
    /// Lists those of a day that the taxpayer carries: `GetEwayBillsForTransporter`.
    EwbForTransporter,
    /// Fetches a consolidated e-way bill: `GetTripSheet`.
    EwbTrip,
    /// The portal's copy of a taxpayer; NIC: `GET /eivital/v1.04/Master/gstin/{gstin}`.
    Gstin,
    /// The same, renewed from the common portal; NIC: `GET /eivital/v1.04/Master/syncgstin/{gstin}`.
    SyncGstin,
}

impl PortalCall {
    /// Every call.
    pub const ALL: [PortalCall; 29] = [
        PortalCall::LogIn,
        PortalCall::Health,
        PortalCall::Generate,
        PortalCall::Cancel,
        PortalCall::ByIrn,
        PortalCall::ByDocument,
        PortalCall::RejectedIrns,
        PortalCall::Ewb,
        PortalCall::EwbByIrn,
        PortalCall::EwbCancel,
        PortalCall::EwbLogIn,
        PortalCall::EwbMake,
        PortalCall::EwbVehicle,
        PortalCall::EwbVehicles,
        PortalCall::EwbVehicleAdd,
        PortalCall::EwbVehicleChange,
        PortalCall::EwbTransporter,
        PortalCall::EwbExtend,
        PortalCall::EwbConsolidate,
        PortalCall::EwbTripRenew,
        PortalCall::EwbReject,
        PortalCall::EwbByNumber,
        PortalCall::EwbByDocument,
        PortalCall::EwbOfDay,
        PortalCall::EwbOfOthers,
        PortalCall::EwbForTransporter,
        PortalCall::EwbTrip,
        PortalCall::Gstin,
        PortalCall::SyncGstin,
    ];

    /// Its name: `log_in`, `by_document`.
    pub const fn name(self) -> &'static str {
        match self {
            PortalCall::LogIn => "log_in",
            PortalCall::Health => "health",
            PortalCall::Generate => "generate",
            PortalCall::Cancel => "cancel",
            PortalCall::ByIrn => "by_irn",
            PortalCall::ByDocument => "by_document",
            PortalCall::RejectedIrns => "rejected_irns",
            PortalCall::Ewb => "ewb",
            PortalCall::EwbByIrn => "ewb_by_irn",
            PortalCall::EwbCancel => "ewb_cancel",
            PortalCall::EwbLogIn => "ewb_log_in",
            PortalCall::EwbMake => "ewb_make",
            PortalCall::EwbVehicle => "ewb_vehicle",
            PortalCall::EwbVehicles => "ewb_vehicles",
            PortalCall::EwbVehicleAdd => "ewb_vehicle_add",
            PortalCall::EwbVehicleChange => "ewb_vehicle_change",
            PortalCall::EwbTransporter => "ewb_transporter",
            PortalCall::EwbExtend => "ewb_extend",
            PortalCall::EwbConsolidate => "ewb_consolidate",
            PortalCall::EwbTripRenew => "ewb_trip_renew",
            PortalCall::EwbReject => "ewb_reject",
            PortalCall::EwbByNumber => "ewb_by_number",
            PortalCall::EwbByDocument => "ewb_by_document",
            PortalCall::EwbOfDay => "ewb_of_day",
            PortalCall::EwbOfOthers => "ewb_of_others",
            PortalCall::EwbForTransporter => "ewb_for_transporter",
            PortalCall::EwbTrip => "ewb_trip",
            PortalCall::Gstin => "gstin",
            PortalCall::SyncGstin => "sync_gstin",
        }
    }
}

/// The reason for a cancellation. The invoice system and the e-way bill system number the same reasons differently, so
/// no number appears outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CancelReason")]
#[non_exhaustive]
pub enum CancelReason {
    /// Entered twice: `CnlRsn` 1, `cancelRsnCode` 1.
    Duplicate,
    /// A mistake of data entry: `CnlRsn` 2, `cancelRsnCode` 3.
    DataEntry,
    /// `CnlRsn` 3, `cancelRsnCode` 2.
    OrderCancelled,
    /// `CnlRsn` 4, `cancelRsnCode` 4.
    Other,
}

impl CancelReason {
    /// In the order of the invoice system's numbers, 1 to 4.
    pub const ALL: [CancelReason; 4] =
        [CancelReason::Duplicate, CancelReason::DataEntry, CancelReason::OrderCancelled, CancelReason::Other];

    /// Returns the contract's name.
    pub const fn name(self) -> &'static str {
        match self {
            CancelReason::Duplicate => "duplicate",
            CancelReason::DataEntry => "data_entry",
            CancelReason::OrderCancelled => "order_cancelled",
            CancelReason::Other => "other",
        }
    }

    /// Reads the contract's name.
    pub fn parse(name: &str) -> Option<CancelReason> {
        CancelReason::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// The invoice system's number.
    pub(crate) const fn of_irn(self) -> &'static str {
        match self {
            CancelReason::Duplicate => "1",
            CancelReason::DataEntry => "2",
            CancelReason::OrderCancelled => "3",
            CancelReason::Other => "4",
        }
    }

    /// The e-way bill system's number: 2 and 3 are swapped.
    pub(crate) const fn of_ewb(self) -> u8 {
        match self {
            CancelReason::Duplicate => 1,
            CancelReason::OrderCancelled => 2,
            CancelReason::DataEntry => 3,
            CancelReason::Other => 4,
        }
    }
}

/// Whether a registration stands (`ACT`, `CNL`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum IrnStatus {
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
        for call in PortalCall::ALL {
            assert_eq!(serde_json::to_value(call).unwrap(), call.name());
        }
        for reason in CancelReason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
            assert_eq!(CancelReason::parse(reason.name()), Some(reason));
        }
    }
}
