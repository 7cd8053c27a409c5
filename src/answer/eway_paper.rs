//! What `ewb_print` is asked: an e-way bill, or a consolidated one, as the system or einv answered it.

use super::eway_bill::{EwbBill, EwbShown, EwbTrip};
use super::read::TextOrNumber;
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::calendar::{Day, IstTime};
use crate::error::{Error, ErrorKind, Result};
use crate::eway::{self, DocKind, EwayDocument, Mode};
use crate::gstin::Gstin;
use crate::invoice;
use crate::money::Amount;
use crate::schema::AnyShape;
use crate::story::{EwbState, SheetVehicle};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What to print.
///
/// ```
/// use einv::answer::VerbRequest;
/// use einv::answer::eway_paper::EwbPrintRequest;
/// use einv::engine::{EwbPrintOptions, ewb_print};
///
/// let challan = include_str!("../../examples/bills/challan.json");
/// let bill = format!(r#"{{"ewb":{{"ewb_no":"321012345678","ewb_date":"2026-11-21 10:15:00","document":{challan}}}}}"#);
/// let printed = ewb_print(None, EwbPrintRequest::read(&bill)?, &EwbPrintOptions::new())?;
/// assert!(printed.0.starts_with(b"%PDF"));
/// # Ok::<(), einv::error::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, JsonSchema)]
#[schemars(with = "GivenSlip<'static>")]
#[non_exhaustive]
pub enum EwbPrintRequest {
    /// An e-way bill.
    Bill(Box<EwayPaper>),
    /// A consolidated e-way bill.
    Consolidated(Box<TripPaper>),
}

/// An e-way bill as it is known.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct EwayPaper {
    /// Twelve digits.
    pub number: String,
    /// When it was made.
    pub made: Option<IstTime>,
    /// Who made it.
    pub maker: Option<Gstin>,
    /// Until when it is valid.
    pub until: Option<IstTime>,
    /// The IRN it was made by.
    pub irn: Option<String>,
    /// The system's distance.
    pub distance: Option<u32>,
    /// Whether it stands.
    pub standing: PaperStanding,
    /// The document behind it; of one that is known by its number alone, no goods.
    pub document: EwayDocument,
    /// The entries of Part B, the oldest first.
    pub entries: Vec<PartBToPrint>,
    /// The sandbox made it: it covers no goods.
    pub sandbox: bool,
}

impl EwayPaper {
    /// A bill of which the caller knows the number alone; a ledger that has it fills in the rest.
    pub fn numbered(ewb_no: impl Into<String>) -> EwayPaper {
        EwayPaper {
            number: ewb_no.into(),
            made: None,
            maker: None,
            until: None,
            irn: None,
            distance: None,
            standing: PaperStanding::Stands,
            document: EwayDocument::default(),
            entries: Vec::new(),
            sandbox: false,
        }
    }

    /// A bill as the system shows it.
    pub fn shown(shown: &EwbShown) -> Result<EwayPaper> {
        let sheet = &shown.sheet;
        let maker = sheet.maker.as_deref().and_then(Gstin::parse);
        let document = match &sheet.document {
            Some(whole) => document(&whole.to_string())?,
            None => {
                let mut named = EwayDocument::default();
                named.user = maker;
                named.kind = sheet.doc_type.as_deref().and_then(DocKind::parse);
                (named.number, named.date) = (sheet.number.clone(), sheet.date);
                named
            }
        };
        let standing = match shown.status {
            EwbState::Cancelled => PaperStanding::Cancelled,
            EwbState::Discarded => PaperStanding::Discarded,
            EwbState::Rejected => PaperStanding::Rejected,
            EwbState::Expired => PaperStanding::Expired,
            EwbState::Closed => PaperStanding::Closed,
            EwbState::NotAsked
            | EwbState::InDoubt
            | EwbState::Failed
            | EwbState::Active
            | EwbState::Cancelling
            | EwbState::Pending => PaperStanding::Stands,
        };
        let paper = EwayPaper {
            made: sheet.ewb_date,
            maker: maker.or_else(|| document.gstin()),
            until: sheet.valid_until,
            distance: sheet.distance,
            standing,
            document,
            entries: sheet.vehicles.iter().map(PartBToPrint::from).collect(),
            sandbox: shown.sandbox,
            ..EwayPaper::numbered(sheet.ewb_no.clone())
        };
        Ok(paper.in_order())
    }

    /// With its entries of Part B in the order of their times; one that has none begins with the document's own.
    fn in_order(mut self) -> EwayPaper {
        self.entries.sort_by_key(|entry| entry.at.map(IstTime::unix));
        if self.entries.is_empty() && self.document.part() == eway::Part::B {
            self.entries.push(first_entry(&self.document, self.made, self.maker));
        }
        self
    }
}

impl From<EwayPaper> for EwbPrintRequest {
    fn from(paper: EwayPaper) -> EwbPrintRequest {
        EwbPrintRequest::Bill(Box::new(paper))
    }
}

impl From<TripPaper> for EwbPrintRequest {
    fn from(paper: TripPaper) -> EwbPrintRequest {
        EwbPrintRequest::Consolidated(Box::new(paper))
    }
}

/// Whether a printed e-way bill stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum PaperStanding {
    /// It does, as far as is known.
    Stands,
    /// Its maker cancelled it.
    Cancelled,
    /// The other party rejected it.
    Rejected,
    /// Its Part B never came.
    Discarded,
    /// Its validity is over.
    Expired,
    /// The goods have arrived.
    Closed,
}

/// An entry of Part B.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct PartBToPrint {
    /// How the goods travel.
    pub mode: Option<Mode>,
    /// The vehicle's number.
    pub vehicle: Option<String>,
    /// The transport document's number.
    pub document: Option<String>,
    /// Its day.
    pub document_date: Option<Day>,
    /// Where the goods were.
    pub place: Option<String>,
    /// The number of that state.
    pub state: Option<u8>,
    /// When it was entered.
    pub at: Option<IstTime>,
    /// Who entered it.
    pub who: Option<String>,
    /// The consolidated bill that it came with.
    pub consolidated: Option<String>,
}

impl From<&SheetVehicle> for PartBToPrint {
    fn from(entry: &SheetVehicle) -> PartBToPrint {
        PartBToPrint {
            mode: entry.mode.and_then(|mode| Mode::named(mode.name())),
            vehicle: entry.vehicle.clone(),
            document: entry.document.clone(),
            document_date: entry.document_date,
            place: entry.place.clone(),
            state: entry.state.as_deref().and_then(|state| state.parse().ok()),
            at: entry.entered,
            who: entry.by.clone(),
            consolidated: entry.trip.clone(),
        }
    }
}

/// A consolidated e-way bill as it is known.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct TripPaper {
    /// Ten digits.
    pub number: String,
    /// When it was made.
    pub made: Option<IstTime>,
    /// Who made it.
    pub maker: Option<Gstin>,
    /// Its vehicle and place.
    pub entry: PartBToPrint,
    /// The bills in it.
    pub bills: Vec<TripEntry>,
    /// The sandbox made it.
    pub sandbox: bool,
}

impl TripPaper {
    /// What the ledger has of a consolidated bill, made by this taxpayer, and of the bills in it.
    pub fn kept(trip: &EwbTrip, maker: Gstin, bills: Vec<TripEntry>, sandbox: bool) -> TripPaper {
        let entry = PartBToPrint {
            mode: trip.mode.and_then(|mode| Mode::named(mode.name())),
            vehicle: trip.vehicle.clone(),
            place: trip.place.clone(),
            state: trip.state.as_deref().and_then(|state| state.parse().ok()),
            who: Some(maker.to_string()),
            ..PartBToPrint::default()
        };
        TripPaper { number: trip.consolidated_no.clone(), made: trip.date, maker: Some(maker), entry, bills, sandbox }
    }
}

impl TripEntry {
    /// A bill of which the number alone is known.
    pub fn numbered(ewb_no: impl Into<String>) -> TripEntry {
        TripEntry { number: ewb_no.into(), ..TripEntry::default() }
    }

    /// A bill as the ledger has it.
    pub fn kept(ewb_no: impl Into<String>, bill: &EwbBill) -> TripEntry {
        TripEntry {
            made: bill.ewb_date,
            until: bill.valid_until,
            document: Some(bill.document.number.clone()),
            ..TripEntry::numbered(ewb_no)
        }
    }
}

/// A bill of a consolidated one; all but the number may be unknown.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub struct TripEntry {
    /// Twelve digits.
    pub number: String,
    /// When it was made.
    pub made: Option<IstTime>,
    /// Until when it is valid.
    pub until: Option<IstTime>,
    /// Its document's number.
    pub document: Option<String>,
    /// Where the goods go.
    pub place: Option<String>,
    /// Its value.
    pub value: Option<Amount>,
}

impl TextOrNumber {
    fn text(&self) -> Option<String> {
        (!self.0.is_empty() && self.0 != "0").then(|| self.0.clone())
    }

    fn time(&self) -> Option<IstTime> {
        IstTime::parse_eway(&self.0)
    }

    fn whole<T: std::str::FromStr>(&self) -> Option<T> {
        self.0.split('.').next()?.parse().ok()
    }

    fn number(&self, digits: usize, at: &str) -> Result<String> {
        let number = &self.0;
        match number.len() == digits && number.bytes().all(|c| c.is_ascii_digit()) {
            true => Ok(number.clone()),
            false => {
                Err(Error::new(ErrorKind::Json, format!("\"{number}\" is not a number of {digits} digits")).at(at))
            }
        }
    }
}

/// An e-way bill to print.
#[derive(Deserialize, JsonSchema)]
#[serde(expecting = "an e-way bill, an object")]
#[schemars(rename = "EwayBillToPrint")]
struct GivenEwbToPrint<'t> {
    /// Its number: twelve digits; also `ewbNo`, `ewayBillNo`.
    #[serde(alias = "ewbNo", alias = "ewayBillNo")]
    ewb_no: TextOrNumber,
    /// When it was made; also `ewayBillDate`, `ewbDate`.
    #[serde(default, alias = "ewayBillDate", alias = "ewbDate")]
    ewb_date: TextOrNumber,
    /// Until when it is valid; also `validUpto`.
    #[serde(default, alias = "validUpto")]
    valid_until: TextOrNumber,
    /// Who made it; also `userGstin`.
    #[serde(default, alias = "userGstin")]
    gstin: TextOrNumber,
    /// The IRN it was made by.
    #[serde(default, alias = "Irn")]
    irn: TextOrNumber,
    /// The system's distance; also `actualDist`.
    #[serde(default, alias = "actualDist", alias = "distance")]
    distance_km: TextOrNumber,
    /// Whether it stands: `ACT`, `CNL`, `DISCARDED`, or einv's own word.
    #[serde(default)]
    status: TextOrNumber,
    /// Whether the other party rejected it; also `rejectStatus`.
    #[serde(default, alias = "rejectStatus")]
    rejected: TextOrNumber,
    /// The entries of Part B; also `VehiclListDetails`.
    #[serde(default, alias = "VehiclListDetails", alias = "vehicleListDetails")]
    vehicles: Vec<GivenPartB>,
    /// The document that it was made of; without it, its keys stand beside the number.
    #[serde(borrow, default)]
    #[schemars(with = "Option<AnyShape>")]
    document: Option<&'t RawValue>,
    /// The sandbox made it.
    #[serde(default)]
    sandbox: bool,
}

/// An entry of Part B.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default, expecting = "an entry of Part B, an object")]
#[schemars(rename = "PartBEntry")]
struct GivenPartB {
    /// How the goods travel: 1 to 4, or `road`, `rail`, `air`, `ship`; also `transMode`.
    #[serde(alias = "transMode")]
    mode: TextOrNumber,
    /// The vehicle's number; also `vehicleNo`.
    #[serde(alias = "vehicleNo")]
    vehicle: TextOrNumber,
    /// The transport document's number; also `transDocNo`.
    #[serde(alias = "transDocNo")]
    document: TextOrNumber,
    /// Its day; also `transDocDate`.
    #[serde(alias = "transDocDate")]
    document_date: TextOrNumber,
    /// Where the goods were; also `fromPlace`.
    #[serde(alias = "fromPlace")]
    place: TextOrNumber,
    /// The number of that state; also `fromState`.
    #[serde(alias = "fromState")]
    state: TextOrNumber,
    /// When it was entered; also `enteredDate`.
    #[serde(alias = "enteredDate", alias = "entered")]
    at: TextOrNumber,
    /// Who entered it; also `userGSTINTransin`.
    #[serde(alias = "userGSTINTransin", alias = "userGstin", alias = "by")]
    gstin: TextOrNumber,
    /// The consolidated bill that it came with; also `tripshtNo`.
    #[serde(alias = "tripshtNo", alias = "trip")]
    consolidated: TextOrNumber,
}

impl GivenPartB {
    fn read(self) -> PartBToPrint {
        PartBToPrint {
            mode: Mode::named(&self.mode.0).or_else(|| Mode::parse(&self.mode.0)),
            vehicle: self.vehicle.text(),
            document: self.document.text(),
            document_date: Day::parse(&self.document_date.0),
            place: self.place.text(),
            state: self.state.whole(),
            at: self.at.time(),
            who: self.gstin.text(),
            consolidated: self.consolidated.text(),
        }
    }
}

/// A consolidated e-way bill to print.
#[derive(Deserialize, JsonSchema)]
#[serde(expecting = "a consolidated e-way bill, an object")]
#[schemars(rename = "ConsolidatedToPrint")]
struct GivenTrip {
    /// Its number: ten digits; also `tripSheetNo`, `cEwbNo`.
    #[serde(alias = "tripSheetNo", alias = "cEwbNo")]
    consolidated_no: TextOrNumber,
    /// When it was made; also `enteredDate`, `cEWBDate`.
    #[serde(default, alias = "cEWBDate", alias = "enteredDate")]
    date: TextOrNumber,
    #[serde(flatten)]
    entry: GivenPartB,
    /// The bills in it; also `tripSheetEwbBills`.
    #[serde(default, alias = "tripSheetEwbBills")]
    ewbs: Vec<GivenEntry>,
    /// Their numbers, where no more is known.
    #[serde(default)]
    ewb_nos: Vec<TextOrNumber>,
    /// The sandbox made it.
    #[serde(default)]
    sandbox: bool,
}

/// A bill of a consolidated one.
#[derive(Deserialize, JsonSchema)]
#[serde(expecting = "an e-way bill of the consolidated one, an object")]
#[schemars(rename = "ConsolidatedEntry")]
struct GivenEntry {
    /// Its number; also `ewbNo`.
    #[serde(alias = "ewbNo", alias = "ewayBillNo")]
    ewb_no: TextOrNumber,
    /// When it was made; also `ewbDate`.
    #[serde(default, alias = "ewbDate", alias = "ewayBillDate")]
    ewb_date: TextOrNumber,
    /// Until when it is valid; also `validUpto`.
    #[serde(default, alias = "validUpto")]
    valid_until: TextOrNumber,
    /// Its document's number; also `docNo`.
    #[serde(default, alias = "docNo")]
    number: TextOrNumber,
    /// Where the goods go; also `toPlace`.
    #[serde(default, alias = "toPlace", alias = "delPlace")]
    to: TextOrNumber,
    /// Its value; also `totInvValue`.
    #[serde(default, alias = "totInvValue")]
    value: TextOrNumber,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with ewb or consolidated")]
struct GivenSlip<'t> {
    /// An e-way bill.
    #[serde(borrow, default)]
    #[schemars(with = "Option<GivenEwbToPrint<'static>>")]
    ewb: Option<&'t RawValue>,
    /// A consolidated e-way bill.
    #[serde(borrow, default)]
    #[schemars(with = "Option<GivenTrip>")]
    consolidated: Option<&'t RawValue>,
}

impl<'t> VerbRequest<'t> for EwbPrintRequest {
    fn read(text: &'t str) -> Result<EwbPrintRequest> {
        let given: GivenSlip<'t> = parse(text, ErrorKind::Json)?;
        match (given.ewb, given.consolidated) {
            (Some(bill), None) => bill_of(bill.get()).map(|bill| EwbPrintRequest::Bill(Box::new(bill))),
            (None, Some(trip)) => trip_of(trip.get()).map(|trip| EwbPrintRequest::Consolidated(Box::new(trip))),
            (Some(_), Some(_)) | (None, None) => {
                Err(Error::new(ErrorKind::Json, "one thing is printed: an e-way bill, or a consolidated one")
                    .fix("give {\"ewb\": {…}} or {\"consolidated\": {…}}"))
            }
        }
    }
}

/// An error about a part of the input, with its place.
fn within(error: Error, at: &str) -> Error {
    let place = format!("{at}{}", error.at.as_deref().unwrap_or_default());
    error.at(place)
}

fn bill_of(text: &str) -> Result<EwayPaper> {
    let given: GivenEwbToPrint<'_> = parse(text, ErrorKind::Json).map_err(|e| within(e, "/ewb"))?;
    let number = given.ewb_no.number(12, "/ewb/ewb_no")?;
    let source = given.document.map_or(text, RawValue::get);
    let at = if given.document.is_some() { "/ewb/document" } else { "/ewb" };
    let document = document(source).map_err(|e| within(e, at))?;
    let rejected = given.rejected.0.eq_ignore_ascii_case("Y");
    let standing = match given.status.0.to_ascii_uppercase().as_str() {
        "CNL" | "CANCELLED" => PaperStanding::Cancelled,
        "DISCARDED" => PaperStanding::Discarded,
        "REJECTED" => PaperStanding::Rejected,
        "EXPIRED" => PaperStanding::Expired,
        "CLOSED" => PaperStanding::Closed,
        _ if rejected => PaperStanding::Rejected,
        _ => PaperStanding::Stands,
    };
    let maker = Gstin::parse(&given.gstin.0).or_else(|| document.gstin());
    let paper = EwayPaper {
        number,
        made: given.ewb_date.time(),
        maker,
        until: given.valid_until.time(),
        irn: given.irn.text(),
        distance: given.distance_km.whole(),
        standing,
        document,
        entries: given.vehicles.into_iter().map(GivenPartB::read).collect(),
        sandbox: given.sandbox,
    };
    Ok(paper.in_order())
}

/// The document of a bill: in the system's own keys, as INV-01, or named as in einv's own answers.
pub(crate) fn document(text: &str) -> Result<EwayDocument> {
    let whole = if eway::is_own_form(text) {
        eway::read(text)?.0
    } else {
        let (invoice, said) = invoice::read(text)?;
        eway::of_invoice(&invoice, &said).0
    };
    if !whole.items.is_empty() {
        return Ok(whole);
    }
    let named: GivenName = parse(text, ErrorKind::Json)?;
    let mut document = EwayDocument::default();
    document.user = Gstin::parse(&named.gstin.0);
    document.kind = DocKind::parse(&named.doc_type.0);
    document.number = whole.number.or_else(|| named.number.text());
    document.date = whole.date.or_else(|| Day::parse(&named.date.0));
    Ok(document)
}

/// The name of a document in einv's answers.
#[derive(Deserialize, Default)]
#[serde(default, expecting = "a document, an object")]
struct GivenName {
    gstin: TextOrNumber,
    #[serde(rename = "type")]
    doc_type: TextOrNumber,
    number: TextOrNumber,
    date: TextOrNumber,
}

/// The entry that a bill with Part B was made with.
pub(crate) fn first_entry(document: &EwayDocument, made: Option<IstTime>, maker: Option<Gstin>) -> PartBToPrint {
    let way = &document.transport;
    PartBToPrint {
        mode: way.mode,
        vehicle: way.vehicle.clone(),
        document: way.document.clone(),
        document_date: way.document_date,
        place: document.from.place.clone(),
        state: document.from.act_state,
        at: made,
        who: maker.map(|gstin| gstin.to_string()),
        consolidated: None,
    }
}

fn trip_of(text: &str) -> Result<TripPaper> {
    let given: GivenTrip = parse(text, ErrorKind::Json).map_err(|e| within(e, "/consolidated"))?;
    let number = given.consolidated_no.number(10, "/consolidated/consolidated_no")?;
    let listed = given.ewbs.into_iter().enumerate().map(|(index, entry)| {
        Ok(TripEntry {
            number: entry.ewb_no.number(12, &format!("/consolidated/ewbs/{index}/ewb_no"))?,
            made: entry.ewb_date.time(),
            until: entry.valid_until.time(),
            document: entry.number.text(),
            place: entry.to.text(),
            value: Amount::parse(&entry.value.0).ok(),
        })
    });
    let plain = given.ewb_nos.iter().enumerate().map(|(index, number)| {
        let number = number.number(12, &format!("/consolidated/ewb_nos/{index}"))?;
        Ok(TripEntry::numbered(number))
    });
    let bills = listed.chain(plain).collect::<Result<Vec<_>>>()?;
    if bills.is_empty() {
        return Err(Error::new(ErrorKind::Json, "the consolidated bill has no e-way bill").at("/consolidated"));
    }
    let made = given.date.time();
    let maker = Gstin::parse(&given.entry.gstin.0);
    Ok(TripPaper { number, made, maker, entry: given.entry.read(), bills, sandbox: given.sandbox })
}

/// A slip's PDF.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EwbPrinted(pub Vec<u8>);

impl Answer for EwbPrinted {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::File(self.0)
    }
}
