//! What an invoice portal and its sandbox both name: calls, cancellation reasons, and the standing of a registration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The calls a portal may support, with the names that portal profiles, faults, diaries and audits use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
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

impl Call {
    /// Every call.
    pub const ALL: [Call; 28] = [
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
        Call::EwbLogIn,
        Call::EwbMake,
        Call::EwbVehicle,
        Call::EwbVehicles,
        Call::EwbVehicleAdd,
        Call::EwbVehicleChange,
        Call::EwbTransporter,
        Call::EwbExtend,
        Call::EwbConsolidate,
        Call::EwbReject,
        Call::EwbByNumber,
        Call::EwbByDocument,
        Call::EwbOfDay,
        Call::EwbOfOthers,
        Call::EwbForTransporter,
        Call::EwbTrip,
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
            Call::EwbLogIn => "ewb_log_in",
            Call::EwbMake => "ewb_make",
            Call::EwbVehicle => "ewb_vehicle",
            Call::EwbVehicles => "ewb_vehicles",
            Call::EwbVehicleAdd => "ewb_vehicle_add",
            Call::EwbVehicleChange => "ewb_vehicle_change",
            Call::EwbTransporter => "ewb_transporter",
            Call::EwbExtend => "ewb_extend",
            Call::EwbConsolidate => "ewb_consolidate",
            Call::EwbReject => "ewb_reject",
            Call::EwbByNumber => "ewb_by_number",
            Call::EwbByDocument => "ewb_by_document",
            Call::EwbOfDay => "ewb_of_day",
            Call::EwbOfOthers => "ewb_of_others",
            Call::EwbForTransporter => "ewb_for_transporter",
            Call::EwbTrip => "ewb_trip",
            Call::Gstin => "gstin",
            Call::SyncGstin => "sync_gstin",
        }
    }
}

/// The reason for a cancellation. The invoice system and the e-way bill system number the same reasons differently, so
/// no number appears outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CancelReason")]
#[non_exhaustive]
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

    /// Returns the contract's name.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Duplicate => "duplicate",
            Reason::DataEntry => "data_entry",
            Reason::OrderCancelled => "order_cancelled",
            Reason::Other => "other",
        }
    }

    /// Reads the contract's name.
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
#[non_exhaustive]
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
