//! Part B of an e-way bill, another vehicle, or several.

use super::carried::{Carried, CarriedBy, filled, named, vehicle};
use crate::answer::eway_named::{ewb_no, gstin};
use crate::answer::read::TextOrNumber;
use crate::answer::{VerbRequest, parse_shaped};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::money::Amount;
use crate::story::{EwbSpot, Mode, VehicleReason};
use schemars::JsonSchema;
use serde::Deserialize;

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
