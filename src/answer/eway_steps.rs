//! What the verbs about an e-way bill are asked that is named by its number.

use super::read::TextOrNumber;
use super::{VerbRequest, parse_shaped};
use crate::calendar::Day;
use crate::document::{DocumentRef, NamedAsWritten, names_a_document};
use crate::error::{Error, ErrorKind, Result, wrong};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber};
use crate::money::Amount;
use crate::story::{EwbSpot, ExtendReason, Mode, Transit, VehicleReason};
use schemars::JsonSchema;
use serde::Deserialize;

/// The number of an e-way bill: twelve digits.
pub(crate) fn ewb_no(text: &str, at: &str) -> Result<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match digits.len() == 12 && digits.bytes().all(|c| c.is_ascii_digit()) {
        true => Ok(digits),
        false => Err(wrong(at, text, "the number of an e-way bill").fix("12 digits, as a text")),
    }
}

/// How a GSTIN is written.
const GSTIN: &str = "15 characters: the state's two digits, the PAN, and three more";

fn gstin(text: Option<String>) -> Result<Option<Gstin>> {
    let read = |text: String| Gstin::parse(&text).ok_or_else(|| wrong("/gstin", &text, "a GSTIN").fix(GSTIN));
    text.map(read).transpose()
}

fn day(text: Option<String>, at: &str) -> Result<Option<Day>> {
    let read =
        |text: String| Day::parse(&text).ok_or_else(|| wrong(at, &text, "a date").fix("use dd/MM/yyyy or yyyy-MM-dd"));
    text.map(read).transpose()
}

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
        CarriedBy { vehicle: Some(vehicle(number.into())), ..CarriedBy::default() }
    }
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
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let read = |text: &String| named(text, "/mode", "a way to travel", Mode::ALL, Mode::name);
        Ok(CarriedBy {
            vehicle: filled(self.vehicle).map(vehicle),
            document: filled(self.document).map(|text| text.trim().to_owned()),
            document_date: day(filled(self.document_date), "/document_date")?,
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
        EwbVehicleRequest { ewb_no, gstin: None, by, several: None, from, reason: None, remark: String::new() }
    }

    /// Says why.
    #[must_use]
    pub fn because(self, reason: VehicleReason, remark: impl Into<String>) -> EwbVehicleRequest {
        EwbVehicleRequest { reason: Some(reason), remark: remark.into(), ..self }
    }

    /// The goods are divided among several vehicles.
    #[must_use]
    pub fn in_several(self, vehicles: Vec<PartLoad>, unit: impl Into<String>, to: EwbSpot) -> EwbVehicleRequest {
        EwbVehicleRequest { several: Some(InSeveral { vehicles, unit: unit.into(), to }), ..self }
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
        EwbTransporterRequest { ewb_no: ewb_no.into(), gstin: None, transporter_id: transporter_id.into() }
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
        let id = given.transporter_id.trim().to_ascii_uppercase();
        if id.len() != 15 || Gstin::parse(&id).is_none() {
            return Err(wrong("/transporter_id", &given.transporter_id, "a transporter's id")
                .fix("the transporter's GSTIN, or the 15 characters of its enrolment"));
        }
        Ok(EwbTransporterRequest {
            ewb_no: ewb_no(&given.ewb_no.0, "/ewb_no")?,
            gstin: gstin(given.gstin)?,
            transporter_id: id,
        })
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
        if given.from.pin.as_deref().is_none_or(|pin| pin.len() != 6 || !pin.bytes().all(|c| c.is_ascii_digit())) {
            return Err(Error::new(
                ErrorKind::Json,
                "the PIN code of the place where the goods are is missing, or is none",
            )
            .at("/from/pin")
            .fix("six digits, as a text"));
        }
        Ok(EwbExtendRequest {
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
        })
    }
}

/// Several e-way bills in one vehicle.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenConsolidation")]
#[non_exhaustive]
pub struct EwbConsolidateRequest {
    /// Their numbers.
    pub ewb_nos: Vec<String>,
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
        EwbConsolidateRequest { ewb_nos, gstin: None, by, from }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb_nos, vehicle and from")]
struct GivenConsolidation {
    /// The e-way bills' numbers, 12 digits each.
    ewb_nos: Vec<TextOrNumber>,
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
        Ok(EwbConsolidateRequest {
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
        })
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

/// A document that e-way bills are made for, by its key.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct EwbKey {
    /// Who makes the e-way bill.
    pub gstin: Gstin,
    /// `INV`, `BIL`, `BOE`, `CHL`, `OTH`; also `CRN` and `DBN`.
    pub doc_type: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Day,
}

impl EwbKey {
    /// The same as the key of a document that may be registered.
    pub(crate) fn document(&self) -> Option<DocumentRef> {
        let (doc_type, number) = (DocType::parse(&self.doc_type)?, DocumentNumber::parse(&self.number)?);
        Some(DocumentRef::from(DocumentKey { gstin: self.gstin, doc_type, number, date: self.date }))
    }
}

/// An e-way bill: by its number, by the IRN of its document, or by the document's key.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenEwbName")]
#[non_exhaustive]
pub enum EwbRef {
    /// By its number, and the taxpayer that has a part in it.
    Number(String, Option<Gstin>),
    /// By a registered document.
    Document(DocumentRef),
    /// By the key of a document that may have no IRN.
    Key(EwbKey),
}

impl<T: Into<DocumentRef>> From<T> for EwbRef {
    fn from(document: T) -> EwbRef {
        EwbRef::Document(document.into())
    }
}

impl EwbRef {
    /// By its number.
    pub fn number(ewb_no: impl Into<String>) -> EwbRef {
        EwbRef::Number(ewb_no.into(), None)
    }

    /// Of the members that name it.
    pub(crate) fn read(number: Option<&str>, named: &NamedAsWritten) -> Result<EwbRef> {
        if let Some(number) = number {
            return Ok(EwbRef::Number(ewb_no(number, "/ewb_no")?, gstin(named.gstin.clone())?));
        }
        if named.irn.is_some() {
            return named.read().map(EwbRef::Document);
        }
        let (Some(gstin), Some(doc_type), Some(number), Some(date)) =
            (&named.gstin, &named.doc_type, &named.number, &named.date)
        else {
            // It says which of them is missing.
            return named.read().map(EwbRef::Document).map_err(|error| {
                error.fix("give {\"ewb_no\"}, {\"irn\"}, or {\"gstin\",\"type\",\"number\",\"date\"}")
            });
        };
        let kinds = ["INV", "BIL", "BOE", "CHL", "OTH", "CRN", "DBN"];
        let doc_type = doc_type.to_ascii_uppercase();
        if !kinds.contains(&doc_type.as_str()) {
            return Err(wrong("/type", &doc_type, "a document type").fix(kinds.join(", ")));
        }
        Ok(EwbRef::Key(EwbKey {
            gstin: Gstin::parse(gstin).ok_or_else(|| wrong("/gstin", gstin, "a GSTIN").fix(GSTIN))?,
            doc_type,
            number: number.trim().to_owned(),
            date: Day::parse(date).ok_or_else(|| wrong("/date", date, "a date").fix("use dd/MM/yyyy or yyyy-MM-dd"))?,
        }))
    }
}

names_a_document! {
    #[serde(deny_unknown_fields, expecting = "an object with ewb_no, irn, or gstin, type, number and date")]
    struct GivenEwbName {
        /// The e-way bill's number, 12 digits.
        ewb_no: Option<TextOrNumber>,
        /// The day whose e-way bills are listed.
        day: Option<String>,
        /// What the taxpayer is in them: `consignor`, `consignee` or `transporter`.
        #[serde(rename = "as")]
        part: Option<String>,
    }
}

/// What a taxpayer is in the e-way bills of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EwbPart {
    /// It made them.
    Consignor,
    /// Others made them, and it is the other party.
    Consignee,
    /// It transports the goods.
    Transporter,
}

/// Which e-way bill, or which list of them, the system is asked for.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenEwbName")]
#[non_exhaustive]
pub enum EwbFetchRequest {
    /// One bill.
    Bill(EwbRef),
    /// Those of a day.
    OfDay {
        /// Whose.
        gstin: Gstin,
        /// The day they were made on.
        day: Day,
        /// What the taxpayer is in them.
        part: EwbPart,
    },
}

impl<'t> VerbRequest<'t> for EwbFetchRequest {
    fn read(text: &'t str) -> Result<EwbFetchRequest> {
        let mut given: GivenEwbName =
            parse_shaped(text, r#"{"ewb_no"}, {"irn"}, {"gstin", "type", "number", "date"} or {"gstin", "day"}"#)?;
        let named = given.named();
        let Some(of_day) = day(given.day, "/day")? else {
            return EwbRef::read(given.ewb_no.as_ref().map(|number| number.0.as_str()), &named)
                .map(EwbFetchRequest::Bill);
        };
        let part = match given.part.as_deref() {
            None | Some("consignor") => EwbPart::Consignor,
            Some("consignee") => EwbPart::Consignee,
            Some("transporter") => EwbPart::Transporter,
            Some(other) => return Err(wrong("/as", other, "a part").fix("use consignor, consignee or transporter")),
        };
        let missing =
            || Error::new(ErrorKind::Json, "gstin is missing").at("/gstin").fix("whose e-way bills are listed");
        let gstin = gstin(named.gstin)?.ok_or_else(missing)?;
        Ok(EwbFetchRequest::OfDay { gstin, day: of_day, part })
    }
}
