//! An e-way bill as the e-way bill system shows it.

use crate::calendar::{Day, IstTime};
use crate::money::Amount;
use crate::story::Mode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// How the e-way bill system says that a bill stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EwbStanding {
    /// `ACT`; it may be rejected, or its time may be over.
    #[default]
    Active,
    /// `CNL`.
    Cancelled,
    /// Its Part B did not come in time.
    Discarded,
    /// The goods have arrived.
    Closed,
}

/// One entry of a bill's Part B.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SheetVehicle {
    /// How the goods travelled, where the system says it.
    pub mode: Option<Mode>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// The transport document's number.
    pub document: Option<String>,
    /// The transport document's date.
    pub document_date: Option<Day>,
    /// Where the goods were.
    pub place: Option<String>,
    /// The number of that state.
    pub state: Option<String>,
    /// When it was entered.
    pub entered: Option<IstTime>,
    /// Who entered it: a GSTIN or a transporter's id.
    pub by: Option<String>,
    /// The consolidated e-way bill it came with.
    pub trip: Option<String>,
    /// The movement in several vehicles it belongs to.
    pub group: Option<String>,
}

/// An e-way bill as the e-way bill system shows it; texts on one line of at most 200 characters.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct EwbSheet {
    /// Its number.
    pub ewb_no: String,
    /// When it was made.
    pub ewb_date: Option<IstTime>,
    /// Until when it is valid; none for Part A alone.
    pub valid_until: Option<IstTime>,
    /// How it stands.
    pub standing: EwbStanding,
    /// Whether the other party rejected it.
    pub rejected: bool,
    /// Who made it.
    pub maker: Option<String>,
    /// Of an outward supply `O`, of an inward one `I`.
    pub supply: Option<String>,
    /// `INV`, `BIL`, `BOE`, `CHL`, `OTH`.
    #[serde(rename = "type")]
    pub doc_type: Option<String>,
    /// The document's number.
    pub number: Option<String>,
    /// The document's date.
    pub date: Option<Day>,
    /// The consignor's GSTIN, or `URP`.
    pub from_gstin: Option<String>,
    /// The consignee's GSTIN, or `URP`.
    pub to_gstin: Option<String>,
    /// The document's value.
    pub total: Option<Amount>,
    /// The transporter's GSTIN or id.
    pub transporter_id: Option<String>,
    /// In kilometres.
    pub distance: Option<u32>,
    /// How often its validity was extended.
    pub extended: u32,
    /// Its Part B, entry by entry.
    pub vehicles: Vec<SheetVehicle>,
    /// Its Part A in the system's own keys; null in a list.
    pub document: Option<Value>,
}

impl EwbSheet {
    /// The entry that counts: the one entered last; of several at the same time the last in the list.
    pub fn last_vehicle(&self) -> Option<&SheetVehicle> {
        self.vehicles.iter().max_by_key(|entry| entry.entered.map(IstTime::unix))
    }

    /// The entries that were made last: several, where the system wrote one time for them.
    pub fn last_vehicles(&self) -> impl Iterator<Item = &SheetVehicle> {
        let last = self.vehicles.iter().map(|entry| entry.entered).max_by_key(|time| time.map(IstTime::unix)).flatten();
        self.vehicles.iter().filter(move |entry| entry.entered == last)
    }

    /// Whether this taxpayer is a party of the bill that did not make it.
    pub fn is_other_party(&self, gstin: &str) -> bool {
        let is = |party: &Option<String>| party.as_deref() == Some(gstin);
        (is(&self.from_gstin) || is(&self.to_gstin)) && !is(&self.maker)
    }

    /// Whether the goods travel in several vehicles.
    pub fn has_several_vehicles(&self) -> bool {
        self.vehicles.iter().any(|entry| entry.group.is_some())
    }
}
