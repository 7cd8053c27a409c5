//! What `qr`, `print` and `stamp` are asked, and what they answer: files.

use super::document::{DocumentAnswer, EwayBill};
use super::fetched::FromPortal;
use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use crate::invoice;
use crate::irn::Irn;
use crate::law::b2c_qr::Upi;
use crate::schema::AnyShape;
use crate::status::Status;
use crate::story::EwbState;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What to draw as a code.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenToDraw")]
#[non_exhaustive]
pub enum QrRequest {
    /// A signed QR, as the registration has it.
    Signed(String),
    /// A payment request to a customer without GSTIN.
    Upi(Box<Upi>),
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object with signed_qr or upi")]
struct GivenToDraw {
    /// A signed QR, as the registration has it.
    signed_qr: Option<String>,
    /// A payment request to a customer without GSTIN.
    upi: Option<Box<Upi>>,
}

impl<'t> VerbRequest<'t> for QrRequest {
    fn read(text: &'t str) -> Result<QrRequest> {
        let given: GivenToDraw = parse(text, ErrorKind::Json)?;
        match (given.signed_qr, given.upi) {
            (Some(token), None) => Ok(QrRequest::Signed(token)),
            (None, Some(upi)) => Ok(QrRequest::Upi(upi)),
            (Some(_), Some(_)) | (None, None) => {
                Err(Error::new(ErrorKind::Json, "one text is drawn: a signed QR, or a payment request")
                    .fix("give {\"signed_qr\": …} or {\"upi\": {…}}"))
            }
        }
    }
}

/// An invoice to print, and its registration.
///
/// ```
/// use einv::answer::paper::PrintRequest;
/// use einv::engine::{Engine, PrintOptions, SubmitOptions, print};
///
/// let engine = Engine::open(r#"{"on":"2026-11-21"}"#)?; // the built-in sandbox
/// let bill = include_str!("../../examples/bills/good.json");
/// engine.submit(bill, &SubmitOptions::new())?;
/// // The ledger knows the registration.
/// let printed = print(Some(&engine), PrintRequest::new(bill), &PrintOptions::new())?;
/// assert!(printed.pdf.starts_with(b"%PDF"));
/// # Ok::<(), einv::error::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "GivenInvoiceToPrint<'static>")]
#[non_exhaustive]
pub struct PrintRequest<'t> {
    /// The INV-01 invoice, as JSON.
    pub invoice: Cow<'t, str>,
    /// Its registration; without one the engine's ledger is looked into.
    pub registration: Option<PaperRegistration>,
    /// Where the request has the invoice, for errors about it.
    pub(crate) at: &'static str,
}

impl<'t> PrintRequest<'t> {
    /// Prints an INV-01 invoice.
    pub fn new(invoice: impl Into<Cow<'t, str>>) -> PrintRequest<'t> {
        PrintRequest { invoice: invoice.into(), registration: None, at: "" }
    }

    /// Prints it with this registration.
    #[must_use]
    pub fn registration(self, registration: impl Into<PaperRegistration>) -> PrintRequest<'t> {
        PrintRequest { registration: Some(registration.into()), ..self }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an invoice, or an object with invoice and registration")]
struct GivenInvoiceToPrint<'t> {
    /// The invoice.
    #[serde(borrow)]
    #[schemars(with = "AnyShape")]
    invoice: &'t RawValue,
    /// Its registration; without one the engine's ledger is looked into.
    registration: Option<PaperRegistration>,
}

impl<'t> VerbRequest<'t> for PrintRequest<'t> {
    fn read(text: &'t str) -> Result<PrintRequest<'t>> {
        #[derive(Deserialize)]
        struct GivenToPrintKeys {
            invoice: Option<IgnoredAny>,
            registration: Option<IgnoredAny>,
        }
        let (bare, _) = invoice::read(text)?;
        let is_invoice = bare.seller.is_some() || bare.document.is_some() || bare.transaction.is_some();
        // A bill of another shape has neither; the engine reads it, or says what it lacks.
        let beside = |beside: GivenToPrintKeys| beside.invoice.is_some() || beside.registration.is_some();
        if is_invoice || !serde_json::from_str(text).is_ok_and(beside) {
            return Ok(PrintRequest::new(text));
        }
        let given: GivenInvoiceToPrint<'t> = parse(text, ErrorKind::Json)?;
        let invoice = given.invoice.get().into();
        Ok(PrintRequest { invoice, registration: given.registration, at: "/invoice" })
    }
}

/// A PDF of somebody else's, and what is stamped on it.
#[derive(Clone, PartialEq, Debug, JsonSchema)]
#[schemars(with = "GivenToStamp")]
#[non_exhaustive]
pub struct StampRequest {
    /// The PDF's bytes.
    pub pdf: Vec<u8>,
    /// What the portal gave.
    pub registration: PaperRegistration,
    /// Which pages: the first, where nothing is said.
    pub page: StampedPages,
    /// Where on them: a free place, where nothing is said.
    pub place: StampPlace,
}

/// Which pages are stamped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum StampedPages {
    /// Counted from 1.
    One(u32),
    /// The last.
    Last,
    /// Every page.
    All,
}

/// Where a stamp goes on its page, as the page is seen.
#[derive(Clone, Copy, PartialEq, Debug)]
#[non_exhaustive]
pub enum StampPlace {
    /// A free corner, else any free place.
    Auto,
    /// A place of the caller's, in millimetres.
    At {
        /// From the left edge.
        x: f32,
        /// From the upper edge.
        y: f32,
        /// The width of the code: 15 to 300.
        width: f32,
    },
}

impl StampRequest {
    /// Stamps the first page, where there is room.
    pub fn new(pdf: impl Into<Vec<u8>>, registration: impl Into<PaperRegistration>) -> StampRequest {
        StampRequest {
            pdf: pdf.into(),
            registration: registration.into(),
            page: StampedPages::One(1),
            place: StampPlace::Auto,
        }
    }

    /// Stamps these pages.
    #[must_use]
    pub fn page(self, page: StampedPages) -> StampRequest {
        StampRequest { page, ..self }
    }

    /// Stamps this place.
    #[must_use]
    pub fn place(self, place: StampPlace) -> StampRequest {
        StampRequest { place, ..self }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an object with pdf, registration, page and place")]
struct GivenToStamp {
    /// The PDF's bytes, as base64.
    pdf: String,
    /// What the portal gave.
    registration: PaperRegistration,
    /// Which pages: the first, where nothing is said.
    #[schemars(with = "Option<StampedPages>")]
    page: Option<Value>,
    /// Where on them: a free place, where nothing is said.
    #[schemars(with = "Option<StampPlace>")]
    place: Option<Value>,
}

impl JsonSchema for StampedPages {
    fn schema_name() -> Cow<'static, str> {
        "Pages".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"type": "integer", "minimum": 0}, {"enum": ["last", "all"]}]})
    }
}

impl JsonSchema for StampPlace {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"const": "auto"}, generator.subschema_for::<StampSpot>()]})
    }
}

/// Millimetres from the upper left corner.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StampSpot {
    /// From the left edge.
    x_mm: f32,
    /// From the upper edge.
    y_mm: f32,
    /// The width of the code: 15 to 300.
    width_mm: f32,
}

impl<'t> VerbRequest<'t> for StampRequest {
    fn read(text: &'t str) -> Result<StampRequest> {
        let given: GivenToStamp = parse(text, ErrorKind::Json)?;
        let pdf = base64(&given.pdf).map_err(|e| e.at("/pdf").fix("give the PDF's bytes as base64"))?;
        drop(given.pdf);
        let page = given.page.map_or(Ok(StampedPages::One(1)), |page| StampedPages::read(&page))?;
        let place = given.place.map_or(Ok(StampPlace::Auto), StampPlace::read)?;
        Ok(StampRequest { pdf, registration: given.registration, page, place })
    }
}

impl StampedPages {
    fn read(page: &Value) -> Result<StampedPages> {
        let number = page.as_u64().and_then(|page| u32::try_from(page).ok());
        match (page.as_str(), number) {
            (Some("last"), _) => Ok(StampedPages::Last),
            (Some("all"), _) => Ok(StampedPages::All),
            (_, Some(number)) => Ok(StampedPages::One(number)),
            _ => Err(Error::new(ErrorKind::Json, "this is no page")
                .at("/page")
                .fix("a number from 1, \"last\" or \"all\"")),
        }
    }
}

impl StampPlace {
    fn read(place: Value) -> Result<StampPlace> {
        if place.as_str() == Some("auto") {
            return Ok(StampPlace::Auto);
        }
        let spot: StampSpot =
            serde_json::from_value(place).map_err(|e| StampPlace::wrong(format!("this is no place: {e}")))?;
        Ok(StampPlace::At { x: spot.x_mm, y: spot.y_mm, width: spot.width_mm })
    }

    /// The place, where a code on it can be scanned.
    pub(crate) fn checked(self) -> Result<StampPlace> {
        match self {
            StampPlace::At { x, y, width } if !(15.0..=300.0).contains(&width) || !x.is_finite() || !y.is_finite() => {
                Err(StampPlace::wrong("a code of this width can't be scanned: 15 to 300 mm"))
            }
            place => Ok(place),
        }
    }

    fn wrong(why: impl Into<String>) -> Error {
        let fix = "use \"auto\", or {\"x_mm\": 150, \"y_mm\": 10, \"width_mm\": 45}";
        Error::new(ErrorKind::Json, why).at("/place").fix(fix)
    }
}

/// Reads base64, with or without white space in it.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>> {
    let whole = BASE64_STANDARD.decode(text).or_else(|_| {
        let text: String = text.split_ascii_whitespace().collect();
        BASE64_STANDARD.decode(text)
    });
    whole.map_err(|e| Error::new(ErrorKind::Json, format!("this is not base64: {e}")))
}

/// What of a registration goes on paper. It is read from the answers of submit, status and fetch; what else they say is
/// passed over.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(expecting = "a registration, an object")]
#[non_exhaustive]
pub struct PaperRegistration {
    /// How the document stands: `registered`, `cancelled`, or any other word. Where nothing is said, one that has an IRN is
    /// registered.
    #[schemars(with = "Option<String>")]
    pub status: Option<PageStanding>,
    /// The portal's.
    pub irn: Option<Irn>,
    /// The acknowledgement's number.
    pub ack_no: Option<String>,
    /// When the portal acknowledged it.
    pub ack_date: Option<IstTime>,
    /// The text of the QR.
    pub signed_qr: Option<String>,
    /// The sandbox registered it: it is not a tax invoice.
    #[serde(default)]
    pub sandbox: bool,
    /// Its e-way bill.
    pub ewb: Option<PaperEwayBill>,
    /// When the portal cancelled it.
    pub cancel_date: Option<IstTime>,
}

/// What a page says of how a document stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageStanding {
    /// The portal has it.
    Registered,
    /// It was cancelled.
    Cancelled,
    /// The portal does not have it, or not yet.
    #[serde(other)]
    NotRegistered,
}

/// What of an e-way bill goes on paper.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct PaperEwayBill {
    /// Only an active one is on a page: a cancelled one covers no goods. `None` counts as active.
    #[schemars(with = "Option<String>")]
    pub status: Option<EwbCover>,
    /// Its number.
    pub ewb_no: Option<String>,
    /// Until when it is valid.
    pub valid_until: Option<IstTime>,
}

/// Whether an e-way bill covers goods.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EwbCover {
    /// The portal has it.
    Active,
    /// It has none, or not yet, or no longer.
    #[serde(other)]
    NotActive,
}

impl<'t> VerbRequest<'t> for PaperRegistration {
    fn read(text: &'t str) -> Result<PaperRegistration> {
        parse(text, ErrorKind::Json)
    }
}

impl From<Status> for PageStanding {
    fn from(status: Status) -> PageStanding {
        match status {
            Status::Registered => PageStanding::Registered,
            Status::Cancelled => PageStanding::Cancelled,
            Status::Pending | Status::InDoubt | Status::Rejected | Status::Withdrawn | Status::Unknown => {
                PageStanding::NotRegistered
            }
        }
    }
}

impl From<&DocumentAnswer> for PaperRegistration {
    fn from(document: &DocumentAnswer) -> PaperRegistration {
        let given = document.registration.as_ref();
        PaperRegistration {
            status: Some(document.status.into()),
            irn: Some(document.irn),
            ack_no: given.map(|given| given.ack_no.clone()),
            ack_date: given.and_then(|given| given.ack_date),
            signed_qr: given.and_then(|given| given.signed_qr.clone()),
            sandbox: document.sandbox,
            ewb: document.ewb().map(PaperEwayBill::from),
            cancel_date: document.cancellation.as_ref().and_then(|cancellation| cancellation.cancel_date),
        }
    }
}

impl From<&FromPortal> for PaperRegistration {
    fn from(issued: &FromPortal) -> PaperRegistration {
        PaperRegistration {
            status: Some(issued.status.into()),
            irn: Some(issued.irn),
            ack_no: Some(issued.ack_no.clone()),
            ack_date: Some(issued.ack_date),
            signed_qr: Some(issued.signed_qr.clone()),
            sandbox: issued.sandbox,
            ewb: issued.ewb.as_ref().map(PaperEwayBill::from),
            cancel_date: None,
        }
    }
}

impl From<&EwayBill> for PaperEwayBill {
    fn from(bill: &EwayBill) -> PaperEwayBill {
        let status = match bill.status {
            EwbState::Active => EwbCover::Active,
            _ => EwbCover::NotActive,
        };
        PaperEwayBill { status: Some(status), ewb_no: bill.ewb_no.clone(), valid_until: bill.valid_until }
    }
}

/// A picture, text or printer commands: the bytes of a code in the format asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn(pub Vec<u8>);

/// An invoice as A4 pages.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Printed {
    /// The PDF's bytes.
    pub pdf: Vec<u8>,
    /// What is to be known before the page is handed over.
    pub warning: Option<&'static str>,
}

/// A stamped PDF's bytes, which begin with the original's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamped(pub Vec<u8>);

macro_rules! answers_with_a_file {
    ($($name:ident: $bytes:tt)*) => {$(
        impl Answer for $name {
            fn outcome(&self) -> Outcome {
                Outcome::Ok
            }

            fn body(self) -> Body {
                Body::File(self.$bytes)
            }
        }
    )*};
}

answers_with_a_file! { Drawn: 0 Printed: pdf Stamped: 0 }
