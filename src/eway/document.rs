//! The typed model of an e-way bill document. What is missing or can't be read is `None`: its fault was reported.

use super::kinds::{DocKind, Mode, Part, Purpose, Supply, Transaction, VehicleType};
use crate::calendar::{Day, FinYear};
use crate::codes::hsn;
use crate::gstin::Gstin;
use crate::money::Amount;
use serde_json::{Map, Value};
use std::fmt;

/// What a document was made of: its findings point there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum EwayOrigin {
    /// The system's own keys.
    #[default]
    Own,
    /// INV-01, with the blocks that the places of the goods come from.
    Invoice {
        dispatch: bool,
        ship: bool,
        /// Whether the parties are turned: a return of goods.
        turned: bool,
    },
}

/// An e-way bill document (FORM GST EWB-01), without number and validity: those are the system's.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EwayDocument {
    /// `userGstin`: who asks, where the document says so.
    pub user: Option<Gstin>,
    /// `supplyType`
    pub supply: Option<Supply>,
    /// `subSupplyType`
    pub purpose: Option<Purpose>,
    /// `subSupplyDesc`: the purpose in words.
    pub purpose_words: Option<String>,
    /// `docType`
    pub kind: Option<DocKind>,
    /// `docNo`
    pub number: Option<String>,
    /// `docDate`
    pub date: Option<Day>,
    /// `transactionType`
    pub transaction: Option<Transaction>,
    /// Bill-from, with the place of dispatch.
    pub from: EwayParty,
    /// Bill-to, with the place of delivery.
    pub to: EwayParty,
    /// Another party at the place of dispatch.
    pub dispatch: Third,
    /// Another party at the place of delivery.
    pub ship: Third,
    /// The sums.
    pub totals: Totals,
    /// How the goods travel.
    pub transport: Transport,
    /// `itemList`
    pub items: Vec<EwayItem>,
    pub(super) origin: EwayOrigin,
}

/// A registered person, or one without a registration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// By the GSTIN.
    Registered(Gstin),
    /// `URP`
    Unregistered,
}

impl Who {
    /// Reads a GSTIN or `URP`.
    pub fn parse(text: &str) -> Option<Who> {
        match text {
            "URP" => Some(Who::Unregistered),
            text => Gstin::parse(text).map(Who::Registered),
        }
    }

    /// The GSTIN of a registered person.
    pub const fn gstin(self) -> Option<Gstin> {
        match self {
            Who::Registered(gstin) => Some(gstin),
            Who::Unregistered => None,
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Registered(gstin) => gstin.fmt(f),
            Who::Unregistered => f.write_str("URP"),
        }
    }
}

/// A party of the document, and the place that the goods leave from or go to. Number, name and state are the party's;
/// address, PIN code and `act` state are the place's, which may be another's.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EwayParty {
    /// `fromGstin`, `toGstin`
    pub who: Option<Who>,
    /// `fromTrdName`, `toTrdName`
    pub name: Option<String>,
    /// `fromAddr1`, `toAddr1`
    pub address1: Option<String>,
    /// `fromAddr2`, `toAddr2`
    pub address2: Option<String>,
    /// `fromPlace`, `toPlace`
    pub place: Option<String>,
    /// `fromPincode`, `toPincode`
    pub pin: Option<u32>,
    /// `fromStateCode`, `toStateCode`
    pub state: Option<u8>,
    /// `actFromStateCode`, `actToStateCode`
    pub act_state: Option<u8>,
}

/// Another party at one end of the way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Third {
    /// `dispatchFromGSTIN`, `shipToGSTIN`
    pub who: Option<Who>,
    /// `dispatchFromTradeName`, `shipToTradeName`
    pub name: Option<String>,
}

/// The sums of the document.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `totalValue`: the taxable value.
    pub taxable: Option<Amount>,
    /// `cgstValue`
    pub cgst: Option<Amount>,
    /// `sgstValue`
    pub sgst: Option<Amount>,
    /// `igstValue`
    pub igst: Option<Amount>,
    /// `cessValue`
    pub cess: Option<Amount>,
    /// `cessNonAdvolValue`
    pub cess_flat: Option<Amount>,
    /// `otherValue`: charges less discount and rounding.
    pub other: Option<Amount>,
    /// `totInvValue`
    pub invoice: Option<Amount>,
}

/// How the goods travel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Transport {
    /// `transporterId`: a GSTIN, or the number of an enrolled transporter.
    pub transporter: Option<Gstin>,
    /// `transporterName`
    pub transporter_name: Option<String>,
    /// `transMode`
    pub mode: Option<Mode>,
    /// `transDistance`, in kilometres; 0 leaves it to the system.
    pub distance: Option<u32>,
    /// `transDocNo`
    pub document: Option<String>,
    /// `transDocDate`
    pub document_date: Option<Day>,
    /// `vehicleNo`
    pub vehicle: Option<String>,
    /// `vehicleType`
    pub vehicle_type: Option<VehicleType>,
}

impl Transport {
    /// The same as `EwbDtls` of INV-01.
    pub(crate) fn details(&self) -> Map<String, Value> {
        let day = |day: Day| Value::from(day.to_string());
        let members = [
            ("TransId", self.transporter.map(|id| id.as_str().into())),
            ("TransName", self.transporter_name.clone().map(Value::from)),
            ("TransMode", self.mode.map(|mode| mode.code().into())),
            ("Distance", self.distance.map(Value::from)),
            ("TransDocNo", self.document.clone().map(Value::from)),
            ("TransDocDt", self.document_date.map(day)),
            ("VehNo", self.vehicle.clone().map(Value::from)),
            ("VehType", self.vehicle.as_ref().map(|_| self.kind_of_vehicle().code().into())),
        ];
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// A vehicle is a regular one where nothing is said.
    fn kind_of_vehicle(&self) -> VehicleType {
        self.vehicle_type.unwrap_or(VehicleType::Regular)
    }
}

/// One line.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EwayItem {
    /// `productName`
    pub name: Option<String>,
    /// `productDesc`
    pub description: Option<String>,
    /// `hsnCode`
    pub hsn: Option<String>,
    /// `quantity`
    pub quantity: Option<Amount>,
    /// `qtyUnit`
    pub unit: Option<String>,
    /// `taxableAmount`
    pub taxable: Option<Amount>,
    /// `cgstRate`
    pub cgst_rate: Option<Amount>,
    /// `sgstRate`
    pub sgst_rate: Option<Amount>,
    /// `igstRate`
    pub igst_rate: Option<Amount>,
    /// `cessRate`
    pub cess_rate: Option<Amount>,
    /// `cessNonadvol`
    pub cess_flat: Option<Amount>,
}

impl EwayItem {
    /// Whether it is goods; `None` where its code can't be read.
    pub fn is_goods(&self) -> Option<bool> {
        self.hsn.as_deref().map(|code| !hsn::is_service(code))
    }

    /// Whether it belongs to the chapter of gold and precious stones, imitation jewellery aside.
    pub fn is_gold(&self) -> bool {
        self.hsn.as_deref().is_some_and(|code| code.starts_with("71") && !code.starts_with("7117"))
    }
}

/// What identifies an e-way bill document: who makes it, its kind, number and date.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EwayKey {
    /// The taxpayer who makes the e-way bill.
    pub gstin: Gstin,
    /// `docType`
    pub kind: DocKind,
    /// `docNo` as it was written: 1 to 16 letters, digits, `-` and `/`.
    pub number: String,
    /// `docDate`
    pub date: Day,
}

impl EwayKey {
    /// The number as it is compared and stored: two that differ only in case are one document.
    pub fn upper(&self) -> String {
        self.number.to_ascii_uppercase()
    }

    /// The year of its date.
    pub fn fin_year(&self) -> FinYear {
        self.date.fin_year()
    }
}

impl EwayDocument {
    /// The taxpayer who makes the e-way bill: who asks, where the document says so; else the consignor of an outward movement
    /// and the consignee of an inward one.
    pub fn gstin(&self) -> Option<Gstin> {
        self.user.or_else(|| self.own_party()?.who?.gstin())
    }

    /// The party that the movement is outward or inward for.
    pub fn own_party(&self) -> Option<&EwayParty> {
        match self.supply? {
            Supply::Outward => Some(&self.from),
            Supply::Inward => Some(&self.to),
        }
    }

    /// Its key, when all four parts are there and right.
    pub fn key(&self) -> Option<EwayKey> {
        let number = self.number.clone().filter(|number| is_number(number))?;
        Some(EwayKey { gstin: self.gstin()?, kind: self.kind?, number, date: self.date? })
    }

    /// How far the bill is filled. A vehicle or a transport document makes it Part B; gold has Part A alone.
    pub fn part(&self) -> Part {
        let Transport { mode, vehicle, document, .. } = &self.transport;
        match mode {
            Some(Mode::Road) if vehicle.is_some() => Part::B,
            Some(Mode::Rail | Mode::Air) if document.is_some() => Part::B,
            Some(Mode::Ship) if vehicle.is_some() || document.is_some() => Part::B,
            Some(Mode::Road | Mode::Rail | Mode::Air | Mode::Ship) | None => Part::A,
        }
    }

    /// Whether the goods stay in one state; `None` where a state is not known.
    pub fn within_a_state(&self) -> Option<bool> {
        Some(self.from.act_state.or(self.from.state)? == self.to.act_state.or(self.to.state)?)
    }

    /// The value of the consignment with tax and cess.
    pub fn value(&self) -> Option<Amount> {
        self.totals.invoice
    }
}

/// Whether a text is a document number: 1 to 16 letters, digits, `-` and `/`.
pub(super) fn is_number(text: &str) -> bool {
    (1..=16).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-'))
}
