//! `einv ewb make`: the e-way bill of a registered invoice, or of a document that needs no IRN.

use super::named;
use crate::command::args::Common;
use crate::command::config::{announce, open_engine};
use crate::command::exit::Exit;
use crate::command::inputs::read;
use crate::command::list::day;
use crate::command::name::Name;
use crate::command::shown::{failed, show, show_one};
use clap::Args;
use einv::answer::VerbRequest;
use einv::answer::eway_named::EwbKey;
use einv::answer::ewb::{EwbAnswered, EwbAsked, EwbRequest, KeptEwbRequest};
use einv::answer::status::KnownDocument;
use einv::engine::{self, Engine, EwbOptions, NormalizeOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::eway::is_own_form;
use einv::irn::Irn;
use serde_json::{Map, Value};
use std::path::Path;

#[derive(Args)]
pub struct MakeEwb {
    /// Registered invoices: the bill's file, its number or its IRN; files of challans and other documents without an IRN; or
    /// a JSON file with "irn" and "EwbDtls" (- is standard input)
    #[arg(required = true)]
    documents: Vec<String>,
    /// The supplier, where several have a document of that number
    #[arg(long)]
    gstin: Option<String>,
    /// The vehicle's number
    #[arg(long)]
    vehicle: Option<String>,
    /// road, rail, air or ship [default: road where a vehicle is given]
    #[arg(long)]
    mode: Option<String>,
    /// In kilometres; 0 lets the system take it from the PIN codes
    #[arg(long)]
    distance: Option<u32>,
    /// The transporter's GSTIN or TRANSIN
    #[arg(long)]
    transporter: Option<String>,
    /// The transport document's number: the lorry receipt, the railway receipt, the airway bill, the bill of lading
    #[arg(long)]
    document: Option<String>,
    /// The transport document's date
    #[arg(long)]
    document_date: Option<String>,
    /// The load is over-dimensional
    #[arg(long)]
    over_dimensional: bool,
}

/// What an option says, in the keys of INV-01 and in those of the e-way bill system.
struct TransportWord {
    invoice: &'static str,
    own: &'static str,
    value: Value,
    /// Whether it only fills a gap: what the document says counts more.
    default: bool,
}

impl TransportWord {
    /// Puts it among the members of a document, which has its own keys or those of INV-01.
    fn put(&self, members: &mut Map<String, Value>, key: &str) {
        let blank = |value: &Value| value.is_null() || value.as_str() == Some("");
        if !self.default || members.get(key).is_none_or(blank) {
            members.insert(key.to_owned(), self.value.clone());
        }
    }
}

/// What the options say, in `EwbDtls`.
fn put_all(given: &[TransportWord], details: &mut Map<String, Value>) {
    given.iter().for_each(|word| word.put(details, word.invoice));
}

impl MakeEwb {
    pub fn run(&self, common: &Common) -> Result<Exit> {
        let given = self.given()?;
        let engine = open_engine(common)?;
        let make = |name: &String| self.make(&engine, name, &given, common);
        announce(&engine, common);
        if let [only] = &self.documents[..] {
            return Ok(show_one(make(only)?, common));
        }
        let mut worst = Exit::Done;
        for name in &self.documents {
            let at = Name { file: name.clone(), place: None };
            let ended = make(name).map(|answer| show(&at, answer, common));
            worst = worst.max(ended.unwrap_or_else(|error| failed(name, &error)));
        }
        Ok(worst)
    }

    /// The options that were given.
    fn given(&self) -> Result<Vec<TransportWord>> {
        let MakeEwb { vehicle, mode, distance, transporter, document, over_dimensional, .. } = self;
        let date = self.document_date.as_deref().map(day).transpose()?;
        let mode = match (mode.as_deref(), vehicle) {
            (Some("road"), _) | (None, Some(_)) => Some("1"),
            (Some("rail"), _) => Some("2"),
            (Some("air"), _) => Some("3"),
            (Some("ship"), _) => Some("4"),
            (None, None) => None,
            (Some(other), _) => {
                return Err(
                    Error::new(ErrorKind::Option, format!("\"{other}\" is no mode")).fix("use road, rail, air or ship")
                );
            }
        };
        let kind = match (over_dimensional, vehicle) {
            (true, _) => Some("O"),
            // The system wants a kind with each vehicle: a regular one, where the document says none.
            (false, Some(_)) => Some("R"),
            (false, None) => None,
        };
        let words = [
            ("TransId", "transporterId", transporter.clone().map(Value::from)),
            ("Distance", "transDistance", distance.map(Value::from)),
            ("VehNo", "vehicleNo", vehicle.clone().map(Value::from)),
            ("VehType", "vehicleType", kind.map(Value::from)),
            ("TransMode", "transMode", mode.map(Value::from)),
            ("TransDocNo", "transDocNo", document.clone().map(Value::from)),
            ("TransDocDt", "transDocDate", date.map(|day| day.to_string().into())),
        ];
        let given = words.into_iter().filter_map(|(invoice, own, value)| {
            let default = invoice == "VehType" && !over_dimensional;
            Some(TransportWord { invoice, own, value: value?, default })
        });
        Ok(given.collect())
    }

    /// Of a document that is named by its number or IRN: the ledger has the rest.
    fn of_ledger(&self, engine: &Engine, name: &str, given: &[TransportWord], common: &Common) -> Result<EwbAnswered> {
        let bill = named::bill(engine, name, self.gstin.as_deref(), common)?;
        if let Some(irn) = bill.irn() {
            return registered(engine, irn, None, given, name);
        }
        let KnownDocument::Ewb(known) = named::known(engine, &bill)? else {
            let message = format!("the ledger does not know the document of {name}");
            return Err(Error::new(ErrorKind::Arg, message).fix("give the document's file, or its number"));
        };
        if let Some(irn) = known.irn {
            return registered(engine, irn, None, given, name);
        }
        let document = known.document;
        let key = EwbKey::new(document.gstin, document.doc_type, document.number, document.date);
        let mut details = Map::new();
        put_all(given, &mut details);
        said(name, &details)?;
        engine.ewb(KeptEwbRequest::new(key, details).into(), &EwbOptions::new())
    }

    fn make(&self, engine: &Engine, name: &str, given: &[TransportWord], common: &Common) -> Result<EwbAnswered> {
        let file = Path::new(name);
        if !file.is_file() && name != "-" {
            return self.of_ledger(engine, name, given, common);
        }
        let text = read(file)?;
        let alone = |text: &str| engine.ewb(EwbAsked::Alone(text), &EwbOptions::new());
        match EwbAsked::read(&text)? {
            EwbAsked::Registered(mut request) => {
                put_all(given, &mut request.details);
                engine.ewb((*request).into(), &EwbOptions::new())
            }
            EwbAsked::Kept(mut request) => {
                put_all(given, &mut request.details);
                engine.ewb((*request).into(), &EwbOptions::new())
            }
            _ if is_own_form(&text) => match given {
                [] => alone(&text),
                given => alone(&changed(&text, None, given)?),
            },
            _ => {
                let bill = named::of_text(engine, name, &text, common)?;
                if let Some(irn) = bill.irn() {
                    let details = details(&inv01(engine, &text)?);
                    return registered(engine, irn, details, given, name);
                }
                match given {
                    [] => alone(&text),
                    given => {
                        let invoice = inv01(engine, &text)?;
                        alone(&changed(&invoice, Some("EwbDtls"), given)?)
                    }
                }
            }
        }
    }
}

/// By the IRN: with what the file says of the transport, else what the registered invoice says; the options count more.
fn registered(
    engine: &Engine,
    irn: Irn,
    details: Option<Map<String, Value>>,
    given: &[TransportWord],
    name: &str,
) -> Result<EwbAnswered> {
    let of_ledger = || engine.kept(irn).map(|kept| kept.as_deref().and_then(self::details));
    let mut details = details.map_or_else(of_ledger, |own| Ok(Some(own)))?.unwrap_or_default();
    put_all(given, &mut details);
    said(name, &details)?;
    engine.ewb(EwbRequest::new(irn, details).into(), &EwbOptions::new())
}

/// Whether anything says how the goods travel.
fn said(name: &str, details: &Map<String, Value>) -> Result<()> {
    match details.is_empty() {
        true => Err(Error::new(ErrorKind::Arg, format!("{name} does not say how the goods travel"))
            .fix("give --vehicle, or --transporter where the transporter gives the vehicle later; --distance where you know it")),
        false => Ok(()),
    }
}

/// `EwbDtls` of an invoice.
fn details(invoice: &str) -> Option<Map<String, Value>> {
    let invoice: Value = serde_json::from_str(invoice).ok()?;
    invoice.get("EwbDtls")?.as_object().filter(|details| !details.is_empty()).cloned()
}

/// A bill as INV-01.
fn inv01(engine: &Engine, text: &str) -> Result<String> {
    let has_details = details(text).is_some();
    match has_details {
        true => Ok(text.to_owned()),
        false => Ok(engine::normalize(Some(engine), text, &NormalizeOptions::new())?.invoice.get().to_owned()),
    }
}

/// A document with these members, of its own or of a block.
fn changed(text: &str, block: Option<&str>, words: &[TransportWord]) -> Result<String> {
    let trouble = |e: serde_json::Error| Error::new(ErrorKind::Json, format!("the document is no JSON object: {e}"));
    let mut document: Map<String, Value> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(trouble)?;
    let target = match block {
        None => &mut document,
        Some(block) => {
            let place = document.entry(block).or_insert_with(|| Value::Object(Map::new()));
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            let Value::Object(members) = place else { return Ok(text.to_owned()) };
            members
        }
    };
    words.iter().for_each(|word| word.put(target, if block.is_some() { word.invoice } else { word.own }));
    Ok(Value::Object(document).to_string())
}
