//! What the verbs about an e-way bill are asked that is named by its number.

pub use super::eway_named::{EwbFetchRequest, EwbKey, EwbPart, EwbRef};
use super::eway_named::{day, ewb_no, gstin};
use super::read::TextOrNumber;
use super::{VerbRequest, parse_shaped};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::money::Amount;
use crate::story::{EwbSpot, ExtendReason, Mode, Transit, VehicleReason};
use schemars::JsonSchema;
use serde::Deserialize;

/// One of a closed list of names.
fn named<T: Copy>(text: &str, at: &str, what: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let names = all.iter().map(|one| name(*one)).collect::<Vec<_>>().join(", ");
        wrong(at, text, what).fix(format!("use {names}"))
    })
}

/// Upper case, without blanks and the signs that people write between the parts of a vehicle's number.
fn vehicle(text: String) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
}

/// What carries the goods.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct CarriedBy {
    /// The vehicle's number.
    pub vehicle: Option<String>,
    /// The transport document's number.
    pub document: Option<String>,
    /// The transport document's date.
    pub document_date: Option<Day>,
    /// By road, where nothing is said.
    pub mode: Option<Mode>,
    /// Whether the load is over-dimensional.
    pub over_dimensional: bool,
}

impl CarriedBy {
    /// A vehicle on a road.
    pub fn vehicle(number: impl Into<String>) -> CarriedBy {
        CarriedBy::default().in_vehicle(number)
    }

    /// In this vehicle. A blank number says none.
    #[must_use]
    pub fn in_vehicle(self, number: impl Into<String>) -> CarriedBy {
        CarriedBy { vehicle: filled(number.into()).map(vehicle), ..self }
    }

    /// With this transport document. A blank number says none.
    #[must_use]
    pub fn with_document(self, number: impl Into<String>) -> CarriedBy {
        CarriedBy { document: filled(number.into()), ..self }
    }

    /// The transport document's date.
    #[must_use]
    pub fn dated(self, day: Day) -> CarriedBy {
        CarriedBy { document_date: Some(day), ..self }
    }

    /// How the goods travel.
    #[must_use]
    pub fn travelling(self, mode: Mode) -> CarriedBy {
        CarriedBy { mode: Some(mode), ..self }
    }

    /// The load is over-dimensional.
    #[must_use]
    pub fn over_dimensional(self) -> CarriedBy {
        CarriedBy { over_dimensional: true, ..self }
    }
}

/// A text without blanks at its ends; none where nothing is left.
fn filled(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The members that say what carries the goods, as they were written.
#[derive(Default)]
struct Carried {
    vehicle: Option<String>,
    document: Option<String>,
    document_date: Option<String>,
    mode: Option<String>,
    over_dimensional: Option<bool>,
}

impl Carried {
    fn read(self) -> Result<CarriedBy> {
        let read = |text: &String| named(text, "/mode", "a way to travel", Mode::ALL, Mode::name);
        Ok(CarriedBy {
            vehicle: self.vehicle.and_then(filled).map(vehicle),
            document: self.document.and_then(filled),
            document_date: day(self.document_date.and_then(filled), "/document_date")?,
            mode: self.mode.as_ref().map(read).transpose()?,
            over_dimensional: self.over_dimensional.unwrap_or_default(),
        })
    }
}

/// One vehicle of several, and how much it takes.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct PartLoad {
    /// The vehicle, or the transport document.
    pub by: CarriedBy,
    /// How much of the goods, in the unit of the movement.
    pub quantity: Amount,
}

impl PartLoad {
    /// A vehicle on a road with its share.
    pub fn new(number: impl Into<String>, quantity: Amount) -> PartLoad {
        PartLoad { by: CarriedBy::vehicle(number), quantity }
    }
}

/// The movement of goods in several vehicles.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct InSeveral {
    /// The vehicles.
    pub vehicles: Vec<PartLoad>,
    /// The unit of the quantities, one of the bill's own.
    pub unit: String,
    /// Where they go to.
    pub to: EwbSpot,
}

/// A vehicle of a movement in several whose place another takes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct ReplacedVehicle {
    /// Its number.
    pub vehicle: Option<String>,
    /// Its transport document's number.
    pub document: Option<String>,
    /// The system's number of the movement; needed where the vehicle is in more than one.
    pub group: Option<String>,
}

impl ReplacedVehicle {
    /// The vehicle of this number.
    pub fn new(number: impl Into<String>) -> ReplacedVehicle {
        ReplacedVehicle { vehicle: filled(number.into()).map(vehicle), ..ReplacedVehicle::default() }
    }

    /// The transport document of this number.
    #[must_use]
    pub fn with_document(self, number: impl Into<String>) -> ReplacedVehicle {
        ReplacedVehicle { document: filled(number.into()), ..self }
    }

    /// In the movement of this number.
    #[must_use]
    pub fn of_group(self, group: impl Into<String>) -> ReplacedVehicle {
        ReplacedVehicle { group: filled(group.into()), ..self }
    }
}

/// Part B of an e-way bill, or another vehicle, or several.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenVehicle")]
#[non_exhaustive]
pub struct EwbVehicleRequest {
    /// The e-way bill's number.
    pub ewb_no: String,
    /// As whom, where several taxpayers of the engine have a part in it.
    pub gstin: Option<Gstin>,
    /// What carries the goods.
    pub by: CarriedBy,
    /// Several vehicles.
    pub several: Option<InSeveral>,
    /// The vehicle of an earlier movement in several that this one takes the place of.
    pub instead_of: Option<ReplacedVehicle>,
    /// Where the goods are.
    pub from: EwbSpot,
    /// Why; of the first Part B it need not be said.
    pub reason: Option<VehicleReason>,
    /// In words, at most 50 characters.
    pub remark: String,
}

impl EwbVehicleRequest {
    /// Goods that travel on in a vehicle.
    pub fn new(ewb_no: impl Into<String>, by: CarriedBy, from: EwbSpot) -> EwbVehicleRequest {
        let ewb_no = ewb_no.into();
        EwbVehicleRequest {
            ewb_no,
            gstin: None,
            by,
            several: None,
            instead_of: None,
            from,
            reason: None,
            remark: String::new(),
        }
    }

    /// As whom, where several taxpayers of the engine have a part in it.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbVehicleRequest {
        EwbVehicleRequest { gstin: Some(gstin), ..self }
    }

    /// Says why.
    #[must_use]
    pub fn because(self, reason: VehicleReason, remark: impl Into<String>) -> EwbVehicleRequest {
        self.reason(reason).remark(remark)
    }

    /// Says why, of a closed list.
    #[must_use]
    pub fn reason(self, reason: VehicleReason) -> EwbVehicleRequest {
        EwbVehicleRequest { reason: Some(reason), ..self }
    }

    /// Says why in words.
    #[must_use]
    pub fn remark(self, remark: impl Into<String>) -> EwbVehicleRequest {
        EwbVehicleRequest { remark: remark.into(), ..self }
    }

    /// The goods are divided among several vehicles.
    #[must_use]
    pub fn in_several(self, vehicles: Vec<PartLoad>, unit: impl Into<String>, to: EwbSpot) -> EwbVehicleRequest {
        EwbVehicleRequest { several: Some(InSeveral { vehicles, unit: unit.into(), to }), ..self }
    }

    /// Of goods that are divided already: one vehicle takes another's place.
    #[must_use]
    pub fn instead_of(self, replaced: ReplacedVehicle) -> EwbVehicleRequest {
        EwbVehicleRequest { instead_of: Some(replaced), ..self }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_no, vehicle and from")]
struct GivenVehicle {
    /// The e-way bill's number, 12 digits.
    ewb_no: TextOrNumber,
    /// As whom, where several taxpayers of the engine have a part in it.
    gstin: Option<String>,
    /// The vehicle's number.
    vehicle: Option<String>,
    /// The transport document's number.
    document: Option<String>,
    /// The transport document's date.
    document_date: Option<String>,
    /// By road, where nothing is said.
    #[schemars(with = "Option<Mode>")]
    mode: Option<String>,
    /// Whether the load is over-dimensional.
    over_dimensional: Option<bool>,
    /// Several vehicles.
    vehicles: Option<Vec<GivenShare>>,
    /// The unit of their quantities.
    unit: Option<String>,
    /// Of goods that are divided already: the vehicle that this one takes the place of.
    instead_of: Option<GivenReplaced>,
    /// Where the goods are.
    from: EwbSpot,
    /// Where several vehicles go to.
    to: Option<EwbSpot>,
    /// Why; of the first Part B it need not be said.
    #[schemars(with = "Option<VehicleReason>")]
    reason: Option<String>,
    /// In words, at most 50 characters.
    #[serde(default)]
    remark: String,
}

/// A vehicle of a movement in several whose place another takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with vehicle")]
struct GivenReplaced {
    /// Its number.
    vehicle: Option<String>,
    /// Its transport document's number.
    document: Option<String>,
    /// The system's number of the movement; needed where the vehicle is in more than one.
    group: Option<TextOrNumber>,
}

/// One vehicle of several.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with vehicle and quantity")]
struct GivenShare {
    /// Its number.
    vehicle: Option<String>,
    /// The transport document's number.
    document: Option<String>,
    /// The transport document's date.
    document_date: Option<String>,
    /// How much of the goods it takes.
    quantity: Amount,
}

impl<'t> VerbRequest<'t> for EwbVehicleRequest {
    fn read(text: &'t str) -> Result<EwbVehicleRequest> {
        let given: GivenVehicle =
            parse_shaped(text, r#"{"ewb_no", "vehicle", "from": {"place", "state"}, "reason", "remark"}"#)?;
        let reason = given.reason.as_deref();
        let reason = reason.map(|text| named(text, "/reason", "a reason", VehicleReason::ALL, VehicleReason::name));
        let missing = |at: &str| Error::new(ErrorKind::Json, format!("{} is missing", &at[1..])).at(at);
        let several = match given.vehicles {
            None => None,
            Some(vehicles) => Some(InSeveral {
                vehicles: vehicles
                    .into_iter()
                    .map(|share| {
                        let GivenShare { vehicle, document, document_date, quantity } = share;
                        Ok(PartLoad {
                            by: Carried { vehicle, document, document_date, ..Carried::default() }.read()?,
                            quantity,
                        })
                    })
                    .collect::<Result<_>>()?,
                unit: given.unit.ok_or_else(|| missing("/unit").fix("the unit of the bill's goods, such as NOS"))?,
                to: given.to.ok_or_else(|| missing("/to").fix("{\"place\",\"state\"} where the vehicles go to"))?,
            }),
        };
        if several.is_some() && given.instead_of.is_some() {
            return Err(Error::new(ErrorKind::Json, "vehicles and instead_of are two requests")
                .at("/instead_of")
                .fix("divide the goods first; then change a vehicle of the movement"));
        }
        let instead_of = given.instead_of.map(|GivenReplaced { vehicle: number, document, group }| ReplacedVehicle {
            vehicle: number.and_then(filled).map(vehicle),
            document: document.and_then(filled),
            group: group.and_then(|group| filled(group.0)),
        });
        Ok(EwbVehicleRequest {
            ewb_no: ewb_no(&given.ewb_no.0, "/ewb_no")?,
            gstin: gstin(given.gstin)?,
            by: Carried {
                vehicle: given.vehicle,
                document: given.document,
                document_date: given.document_date,
                mode: given.mode,
                over_dimensional: given.over_dimensional,
            }
            .read()?,
            several,
            instead_of,
            from: given.from,
            reason: reason.transpose()?,
            remark: given.remark,
        })
    }
}

/// The transporter of an e-way bill.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenTransporter")]
#[non_exhaustive]
pub struct EwbTransporterRequest {
    /// The e-way bill's number.
    pub ewb_no: String,
    /// As whom, where several taxpayers of the engine have a part in it.
    pub gstin: Option<Gstin>,
    /// Its GSTIN, or the id of one that has none.
    pub transporter_id: String,
}

impl EwbTransporterRequest {
    /// Hands the goods to a transporter.
    pub fn new(ewb_no: impl Into<String>, transporter_id: impl Into<String>) -> EwbTransporterRequest {
        let transporter_id: String = transporter_id.into();
        let transporter_id = transporter_id.trim().to_ascii_uppercase();
        EwbTransporterRequest { ewb_no: ewb_no.into(), gstin: None, transporter_id }
    }

    /// As whom, where several taxpayers of the engine have a part in it.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbTransporterRequest {
        EwbTransporterRequest { gstin: Some(gstin), ..self }
    }

    /// What is wrong with it, whoever made it.
    pub(crate) fn check(&self) -> Result<()> {
        let id = &self.transporter_id;
        match id.len() == 15 && Gstin::parse(id).is_some() {
            true => Ok(()),
            false => Err(wrong("/transporter_id", id, "a transporter's id")
                .fix("the transporter's GSTIN, or the 15 characters of its enrolment")),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_no and transporter_id")]
struct GivenTransporter {
    /// The e-way bill's number, 12 digits.
    ewb_no: TextOrNumber,
    /// As whom, where several taxpayers of the engine have a part in it.
    gstin: Option<String>,
    /// Its GSTIN, or the id of one that has none.
    transporter_id: String,
}

impl<'t> VerbRequest<'t> for EwbTransporterRequest {
    fn read(text: &'t str) -> Result<EwbTransporterRequest> {
        let given: GivenTransporter = parse_shaped(text, r#"{"ewb_no", "transporter_id"}"#)?;
        let number = ewb_no(&given.ewb_no.0, "/ewb_no")?;
        let request = EwbTransporterRequest {
            gstin: gstin(given.gstin)?,
            ..EwbTransporterRequest::new(number, given.transporter_id)
        };
        request.check()?;
        Ok(request)
    }
}

/// More time for an e-way bill.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenExtension")]
#[non_exhaustive]
pub struct EwbExtendRequest {
    /// The e-way bill's number.
    pub ewb_no: String,
    /// As whom, where several taxpayers of the engine have a part in it.
    pub gstin: Option<Gstin>,
    /// How far it still is.
    pub remaining_km: u32,
    /// Why.
    pub reason: ExtendReason,
    /// In words, at most 50 characters.
    pub remark: String,
    /// Where the goods are, with the PIN code.
    pub from: EwbSpot,
    /// What carries them; the bill's own vehicle, where nothing is said.
    pub by: CarriedBy,
    /// Where they wait, if they do.
    pub in_transit: Option<Transit>,
}

impl EwbExtendRequest {
    /// Goods that are on the move.
    pub fn new(ewb_no: impl Into<String>, remaining_km: u32, reason: ExtendReason, from: EwbSpot) -> EwbExtendRequest {
        let (ewb_no, by) = (ewb_no.into(), CarriedBy::default());
        EwbExtendRequest {
            ewb_no,
            gstin: None,
            remaining_km,
            reason,
            remark: String::new(),
            from,
            by,
            in_transit: None,
        }
    }

    /// Says why in words.
    #[must_use]
    pub fn remark(self, remark: impl Into<String>) -> EwbExtendRequest {
        EwbExtendRequest { remark: remark.into(), ..self }
    }

    /// As whom, where several taxpayers of the engine have a part in it.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbExtendRequest {
        EwbExtendRequest { gstin: Some(gstin), ..self }
    }

    /// What carries the goods from there on.
    #[must_use]
    pub fn carried(self, by: CarriedBy) -> EwbExtendRequest {
        EwbExtendRequest { by, ..self }
    }

    /// The goods wait on their way.
    #[must_use]
    pub fn waiting(self, place: Transit) -> EwbExtendRequest {
        EwbExtendRequest { in_transit: Some(place), ..self }
    }

    /// What is wrong with it, whoever made it.
    pub(crate) fn check(&self) -> Result<()> {
        match self.from.pin.as_deref().is_some_and(|pin| pin.len() == 6 && pin.bytes().all(|c| c.is_ascii_digit())) {
            true => Ok(()),
            false => {
                Err(Error::new(ErrorKind::Json, "the PIN code of the place where the goods are is missing, or is none")
                    .at("/from/pin")
                    .fix("six digits, as a text"))
            }
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_no, remaining_km, reason, remark and from")]
struct GivenExtension {
    /// The e-way bill's number, 12 digits.
    ewb_no: TextOrNumber,
    /// As whom, where several taxpayers of the engine have a part in it.
    gstin: Option<String>,
    /// How far it still is, in kilometres.
    remaining_km: u32,
    /// Why.
    #[schemars(with = "ExtendReason")]
    reason: String,
    /// In words, at most 50 characters.
    #[serde(default)]
    remark: String,
    /// Where the goods are, with the PIN code.
    from: EwbSpot,
    /// The vehicle's number; the bill's own, where nothing is said.
    vehicle: Option<String>,
    /// The transport document's number.
    document: Option<String>,
    /// The transport document's date.
    document_date: Option<String>,
    /// By road, where nothing is said.
    #[schemars(with = "Option<Mode>")]
    mode: Option<String>,
    /// Where the goods wait, if they do.
    #[schemars(with = "Option<Transit>")]
    in_transit: Option<String>,
}

impl<'t> VerbRequest<'t> for EwbExtendRequest {
    fn read(text: &'t str) -> Result<EwbExtendRequest> {
        let given: GivenExtension =
            parse_shaped(text, r#"{"ewb_no", "remaining_km", "reason", "remark", "from": {"place", "state", "pin"}}"#)?;
        let transit = given.in_transit.as_deref();
        let transit = transit.map(|text| named(text, "/in_transit", "a place to wait", Transit::ALL, Transit::name));
        let request = EwbExtendRequest {
            ewb_no: ewb_no(&given.ewb_no.0, "/ewb_no")?,
            gstin: gstin(given.gstin)?,
            remaining_km: given.remaining_km,
            reason: named(&given.reason, "/reason", "a reason", ExtendReason::ALL, ExtendReason::name)?,
            remark: given.remark,
            from: given.from,
            by: Carried {
                vehicle: given.vehicle,
                document: given.document,
                document_date: given.document_date,
                mode: given.mode,
                over_dimensional: None,
            }
            .read()?,
            in_transit: transit.transpose()?,
        };
        request.check()?;
        Ok(request)
    }
}

/// A consolidated bill that goes on in another vehicle, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct RenewedTrip {
    /// The number of the earlier consolidated bill: ten digits.
    pub consolidated_no: String,
    /// Why.
    pub reason: VehicleReason,
    /// In words, at most 50 characters.
    pub remark: String,
}

/// Several e-way bills in one vehicle.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenConsolidation")]
#[non_exhaustive]
pub struct EwbConsolidateRequest {
    /// Their numbers; of one that is renewed the system knows them.
    pub ewb_nos: Vec<String>,
    /// The earlier one that is made again for another vehicle.
    pub renews: Option<RenewedTrip>,
    /// As whom, where several taxpayers of the engine have a part in them.
    pub gstin: Option<Gstin>,
    /// What carries the goods.
    pub by: CarriedBy,
    /// Where they are.
    pub from: EwbSpot,
}

impl EwbConsolidateRequest {
    /// These bills travel in one vehicle.
    pub fn new(ewb_nos: Vec<String>, by: CarriedBy, from: EwbSpot) -> EwbConsolidateRequest {
        EwbConsolidateRequest { ewb_nos, renews: None, gstin: None, by, from }
    }

    /// An earlier consolidated bill is made again: the bills of it that are still valid travel on in another vehicle.
    pub fn again(
        consolidated_no: impl Into<String>,
        by: CarriedBy,
        from: EwbSpot,
        reason: VehicleReason,
        remark: impl Into<String>,
    ) -> EwbConsolidateRequest {
        let renewed = RenewedTrip { consolidated_no: consolidated_no.into(), reason, remark: remark.into() };
        EwbConsolidateRequest { renews: Some(renewed), ..EwbConsolidateRequest::new(Vec::new(), by, from) }
    }

    /// As whom, where several taxpayers of the engine have a part in them.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbConsolidateRequest {
        EwbConsolidateRequest { gstin: Some(gstin), ..self }
    }

    /// What is wrong with it, whoever made it.
    pub(crate) fn check(&self) -> Result<()> {
        let Some(RenewedTrip { consolidated_no, .. }) = &self.renews else {
            return match self.ewb_nos.is_empty() {
                false => Ok(()),
                true => Err(Error::new(ErrorKind::Json, "a consolidated e-way bill needs e-way bills")
                    .at("/ewb_nos")
                    .fix("give their numbers, or the number of the consolidated bill that is made again")),
            };
        };
        if !self.ewb_nos.is_empty() {
            return Err(Error::new(ErrorKind::Json, "a consolidated bill that is made again keeps its e-way bills")
                .at("/ewb_nos")
                .fix("leave them out; or leave consolidated_no out, and make another one of these"));
        }
        match consolidated_no.len() == 10 && consolidated_no.bytes().all(|c| c.is_ascii_digit()) {
            true => Ok(()),
            false => Err(wrong("/consolidated_no", consolidated_no, "the number of a consolidated e-way bill")
                .fix("10 digits, as a text")),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_nos or consolidated_no, vehicle and from")]
struct GivenConsolidation {
    /// The e-way bills' numbers, 12 digits each.
    #[serde(default)]
    ewb_nos: Vec<TextOrNumber>,
    /// In their place: the number of an earlier consolidated bill, 10 digits, that is made again for another vehicle.
    consolidated_no: Option<TextOrNumber>,
    /// Why it is made again.
    #[schemars(with = "Option<VehicleReason>")]
    reason: Option<String>,
    /// In words, at most 50 characters.
    remark: Option<String>,
    /// As whom, where several taxpayers of the engine have a part in them.
    gstin: Option<String>,
    /// The vehicle's number.
    vehicle: Option<String>,
    /// The transport document's number.
    document: Option<String>,
    /// The transport document's date.
    document_date: Option<String>,
    /// By road, where nothing is said.
    #[schemars(with = "Option<Mode>")]
    mode: Option<String>,
    /// Where the goods are.
    from: EwbSpot,
}

impl<'t> VerbRequest<'t> for EwbConsolidateRequest {
    fn read(text: &'t str) -> Result<EwbConsolidateRequest> {
        let given: GivenConsolidation = parse_shaped(text, r#"{"ewb_nos", "vehicle", "from": {"place", "state"}}"#)?;
        let number = |(index, text): (usize, &TextOrNumber)| ewb_no(&text.0, &format!("/ewb_nos/{index}"));
        let reason = given.reason.as_deref();
        let reason = reason.map(|text| named(text, "/reason", "a reason", VehicleReason::ALL, VehicleReason::name));
        let needless = |at: &str| {
            Error::new(ErrorKind::Json, format!("{} is of a consolidated bill that is made again", &at[1..]))
                .at(at)
                .fix("leave it out, or give consolidated_no")
        };
        let renews = match (given.consolidated_no, reason.transpose()?, given.remark) {
            (Some(number), Some(reason), remark) => {
                let consolidated_no = number.0.chars().filter(|c| !c.is_whitespace()).collect();
                Some(RenewedTrip { consolidated_no, reason, remark: remark.unwrap_or_default() })
            }
            (Some(_), None, _) => {
                return Err(Error::new(ErrorKind::Json, "reason is missing: why another vehicle takes the goods")
                    .at("/reason")
                    .fix("use breakdown, transshipment or other"));
            }
            (None, Some(_), _) => return Err(needless("/reason")),
            (None, None, Some(_)) => return Err(needless("/remark")),
            (None, None, None) => None,
        };
        let request = EwbConsolidateRequest {
            renews,
            ewb_nos: given.ewb_nos.iter().enumerate().map(number).collect::<Result<_>>()?,
            gstin: gstin(given.gstin)?,
            by: Carried {
                vehicle: given.vehicle,
                document: given.document,
                document_date: given.document_date,
                mode: given.mode,
                over_dimensional: None,
            }
            .read()?,
            from: given.from,
        };
        request.check()?;
        Ok(request)
    }
}

/// An e-way bill that the other party made.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenNumber")]
#[non_exhaustive]
pub struct EwbRejectRequest {
    /// Its number.
    pub ewb_no: String,
    /// As whom, where both parties are taxpayers of the engine.
    pub gstin: Option<Gstin>,
}

impl EwbRejectRequest {
    /// Rejects it.
    pub fn new(ewb_no: impl Into<String>) -> EwbRejectRequest {
        EwbRejectRequest { ewb_no: ewb_no.into(), gstin: None }
    }

    /// As whom, where both parties are taxpayers of the engine.
    #[must_use]
    pub fn seen_by(self, gstin: Gstin) -> EwbRejectRequest {
        EwbRejectRequest { gstin: Some(gstin), ..self }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_no")]
struct GivenNumber {
    /// The e-way bill's number, 12 digits.
    ewb_no: TextOrNumber,
    /// As whom, where several taxpayers of the engine have a part in it.
    gstin: Option<String>,
}

impl<'t> VerbRequest<'t> for EwbRejectRequest {
    fn read(text: &'t str) -> Result<EwbRejectRequest> {
        let given: GivenNumber = parse_shaped(text, r#"{"ewb_no"}"#)?;
        Ok(EwbRejectRequest { ewb_no: ewb_no(&given.ewb_no.0, "/ewb_no")?, gstin: gstin(given.gstin)? })
    }
}
