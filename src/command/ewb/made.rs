//! `einv ewb make`: the e-way bill of a registered invoice, or of a document that needs no IRN.

use super::named;
use crate::command::args::Common;
use crate::command::config::{announce, open_engine};
use crate::command::exit::Exit;
use crate::command::inputs::read;
use crate::command::name::Name;
use crate::command::shown::{failed, show, show_one};
use clap::Args;
use einv::answer::VerbRequest;
use einv::answer::ewb::{EwbAnswered, EwbAsked, EwbRequest};
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
}

/// What an option says, in the keys of INV-01 and in those of the e-way bill system.
struct TransportWord {
    invoice: &'static str,
    own: &'static str,
    value: Value,
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
        let MakeEwb { vehicle, mode, distance, transporter, .. } = self;
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
        let words = [
            ("TransId", "transporterId", transporter.clone().map(Value::from)),
            ("Distance", "transDistance", distance.map(Value::from)),
            ("VehNo", "vehicleNo", vehicle.clone().map(Value::from)),
            ("VehType", "vehicleType", vehicle.as_ref().map(|_| "R".into())),
            ("TransMode", "transMode", mode.map(Value::from)),
        ];
        let given =
            words.into_iter().filter_map(|(invoice, own, value)| Some(TransportWord { invoice, own, value: value? }));
        Ok(given.collect())
    }

    fn make(&self, engine: &Engine, name: &str, given: &[TransportWord], common: &Common) -> Result<EwbAnswered> {
        let file = Path::new(name);
        if !file.is_file() && name != "-" {
            let irn = named::bill(engine, name, self.gstin.as_deref(), common)?.irn().ok_or_else(|| {
                Error::new(ErrorKind::Arg, format!("{name} has no IRN, and the ledger alone can't make its e-way bill"))
                    .fix("give the document's file")
            })?;
            return registered(engine, irn, None, given, name);
        }
        let text = read(file)?;
        let alone = |text: &str| engine.ewb(EwbAsked::Alone(text), &EwbOptions::new());
        match EwbAsked::read(&text)? {
            EwbAsked::Registered(mut request) => {
                request.details.extend(given.iter().map(|word| (word.invoice.to_owned(), word.value.clone())));
                engine.ewb((*request).into(), &EwbOptions::new())
            }
            _ if is_own_form(&text) => match given {
                [] => alone(&text),
                given => alone(&changed(&text, None, given.iter().map(|word| (word.own, &word.value)))?),
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
                        let words = given.iter().map(|word| (word.invoice, &word.value));
                        alone(&changed(&invoice, Some("EwbDtls"), words)?)
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
    details.extend(given.iter().map(|word| (word.invoice.to_owned(), word.value.clone())));
    if details.is_empty() {
        return Err(Error::new(ErrorKind::Arg, format!("{name} does not say how the goods travel"))
            .fix("give --vehicle, or --transporter where the transporter gives the vehicle later; --distance where you know it"));
    }
    engine.ewb(EwbRequest::new(irn, details).into(), &EwbOptions::new())
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
fn changed<'w>(
    text: &str,
    block: Option<&str>,
    words: impl Iterator<Item = (&'static str, &'w Value)>,
) -> Result<String> {
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
    words.for_each(|(key, value)| {
        target.insert(key.to_owned(), value.clone());
    });
    Ok(Value::Object(document).to_string())
}
