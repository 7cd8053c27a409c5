//! E-way bills by the names that people have: their own number, and the file, the number or the IRN of their document.

use crate::command::args::Common;
use crate::command::inputs::read;
use crate::command::speech::spoken;
use crate::command::{named, tidied};
use einv::answer::VerbRequest;
use einv::answer::eway_bill::EwbBill;
use einv::answer::status::{KnownDocument, StatusRequest};
use einv::engine::{self, Engine, EwbValidateOptions, HashOptions, StatusOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::gstin::Gstin;
use einv::irn::Irn;
use serde_json::{Map, Value, json};
use std::path::Path;

/// The kinds of documents that have no IRN.
const ALONE: [&str; 5] = ["CHL", "INV", "BIL", "BOE", "OTH"];

/// The members by which the verbs take an e-way bill.
#[derive(Clone, PartialEq, Debug)]
pub struct EwbMembers(Map<String, Value>);

impl EwbMembers {
    fn of(members: Value) -> EwbMembers {
        EwbMembers(members.as_object().cloned().unwrap_or_default())
    }

    /// A request that has these members, and more.
    pub fn with(&self, more: Value) -> Map<String, Value> {
        let mut all = self.0.clone();
        all.extend(more.as_object().cloned().unwrap_or_default());
        all
    }

    /// Says as whom the system is asked about a bill that is named by its number.
    fn ask_as(&mut self, gstin: Gstin) {
        if self.0.contains_key("ewb_no") {
            self.0.insert("gstin".to_owned(), json!(gstin));
        }
    }

    /// The IRN, where the document has one.
    pub fn irn(&self) -> Option<Irn> {
        self.0.get("irn").and_then(Value::as_str).and_then(Irn::parse)
    }
}

/// A request of a verb. What is wrong with it was typed: its place in a JSON that no one sees is left out.
pub fn request<R: for<'t> VerbRequest<'t>>(members: Map<String, Value>) -> Result<R> {
    let text = Value::Object(members).to_string();
    R::read(&text).map_err(|error| {
        let message = error.message.split(" at line ").next().unwrap_or_default().to_owned();
        Error { kind: ErrorKind::Option, at: None, message, ..error }
    })
}

/// The e-way bill of a name.
pub fn members(engine: &Engine, name: &str, gstin: Option<&str>, common: &Common) -> Result<EwbMembers> {
    let (name, whose) = (name.trim(), gstin.map(named::supplier).transpose()?);
    if Path::new(name).is_file() || name == "-" {
        return of_text(engine, name, &read(Path::new(name))?, common);
    }
    if let Some(irn) = Irn::parse(name) {
        return Ok(EwbMembers::of(json!({"irn": irn})));
    }
    let numbered = is_number(name).then(|| match whose {
        Some(gstin) => EwbMembers::of(json!({"ewb_no": name, "gstin": gstin})),
        None => by_number(name),
    });
    if let Some(bill) = &numbered
        && let KnownDocument::Ewb(_) = known(engine, &by_number(name))?
    {
        return Ok(bill.clone());
    }
    let mut found = of_number(engine, name, whose)?;
    if found.is_empty() && whose.is_some() {
        // The GSTIN may be the other party's, or the transporter's: then it says as whom, not of whom.
        found = of_number(engine, name, None)?;
    }
    if let Some(gstin) = whose {
        found.iter_mut().for_each(|bill| bill.ask_as(gstin));
    }
    match (found.len(), numbered) {
        (1, _) => Ok(found.remove(0)),
        // Only the system knows it.
        (0, Some(bill)) => Ok(bill),
        (0, None) => Err(Error::new(
            ErrorKind::Arg,
            format!("there is no file, and neither an e-way bill nor a document in the ledger, named {name}"),
        )
        .fix(
            "give the e-way bill's number, or its document: the bill's file, its number as it was written, or its IRN",
        )),
        (several, _) => Err(Error::new(ErrorKind::Arg, format!("{several} documents have the number {name}"))
            .fix("give the e-way bill's number, the bill's file, or the IRN; or the supplier with --gstin")),
    }
}

/// What the ledger has of a document's number, registered or without an IRN.
fn of_number(engine: &Engine, name: &str, whose: Option<Gstin>) -> Result<Vec<EwbMembers>> {
    let registered = named::of_number(engine, name, whose.map(|gstin| gstin.to_string()).as_deref())?;
    let mut found: Vec<EwbMembers> = registered.iter().map(|irn| EwbMembers::of(json!({"irn": irn}))).collect();
    found.extend(alone(engine, name, whose)?.iter().map(key));
    Ok(found)
}

/// Twelve digits, as people write them.
fn is_number(name: &str) -> bool {
    let digits: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    digits.len() == 12 && digits.bytes().all(|c| c.is_ascii_digit())
}

/// The document of a text: by its IRN where the ledger has it, else by its key.
pub fn of_text(engine: &Engine, name: &str, text: &str, common: &Common) -> Result<EwbMembers> {
    if !einv::eway::is_own_form(text) {
        let options = spoken(HashOptions::new().normalize(tidied::wanted(common)), common);
        if let Ok(hashed) = engine::hash(Some(engine), text, &options)
            && let KnownDocument::Document(_) = known(engine, &EwbMembers::of(json!({"irn": hashed.irn})))?
        {
            return Ok(EwbMembers::of(json!({"irn": hashed.irn})));
        }
    }
    let named = |e: Error| Error { message: format!("{name}: {}", e.message), ..e };
    let document = engine::ewb_validate(Some(engine), text, &EwbValidateOptions::new()).map_err(named)?.document;
    let (Some(gstin), Some(kind), Some(number), Some(date)) =
        (document.gstin, document.kind, document.number, document.date)
    else {
        return Err(Error::new(ErrorKind::Arg, format!("{name} does not say which document it is"))
            .fix("it has to have the maker's GSTIN, the kind, the number and the date"));
    };
    Ok(EwbMembers::of(json!({"gstin": gstin, "type": kind, "number": number, "date": date})))
}

/// What the ledger knows of an e-way bill.
pub fn known(engine: &Engine, bill: &EwbMembers) -> Result<KnownDocument> {
    engine.status(kept(bill)?, &StatusOptions::new()).map(|status| status.document)
}

/// The e-way bill of a number.
pub fn by_number(ewb_no: &str) -> EwbMembers {
    EwbMembers::of(json!({"ewb_no": ewb_no}))
}

/// The question for what the ledger knows of it.
pub fn kept(bill: &EwbMembers) -> Result<StatusRequest> {
    let mut members = bill.0.clone();
    if members.contains_key("ewb_no") {
        // As whom the system is asked is no part of its name here.
        members.remove("gstin");
    }
    request(members)
}

/// E-way bills of documents of a number that have no IRN.
fn alone(engine: &Engine, name: &str, whose: Option<Gstin>) -> Result<Vec<EwbBill>> {
    let own = engine.taxpayers().iter().filter_map(|one| one.gstin);
    let whose: Vec<Gstin> = whose.map_or_else(|| own.collect(), |one| vec![one]);
    let today = engine.now().day();
    let mut found: Vec<EwbBill> = Vec::new();
    for gstin in whose {
        for kind in ALONE {
            // A number is used once in a financial year.
            for day in [today, today.plus(-365)] {
                let asked = EwbMembers::of(json!({"gstin": gstin, "type": kind, "number": name, "date": day}));
                if let KnownDocument::Ewb(bill) = known(engine, &asked)?
                    && found.iter().all(|other| other.document != bill.document)
                {
                    found.push(*bill);
                }
            }
        }
    }
    Ok(found)
}

fn key(bill: &EwbBill) -> EwbMembers {
    match &bill.ewb_no {
        Some(number) => by_number(number),
        None => {
            let document = &bill.document;
            EwbMembers::of(json!({
                "gstin": document.gstin, "type": document.doc_type, "number": document.number, "date": document.date
            }))
        }
    }
}

/// The number of an e-way bill, and as whom it is asked about.
pub fn number(engine: &Engine, name: &str, gstin: Option<&str>, common: &Common) -> Result<String> {
    let bill = members(engine, name, gstin, common)?;
    if let Some(number) = bill.0.get("ewb_no").and_then(Value::as_str) {
        return Ok(number.to_owned());
    }
    let number = match known(engine, &bill)? {
        KnownDocument::Document(document) => document.ewb().and_then(|ewb| ewb.ewb_no.clone()),
        KnownDocument::Ewb(bill) => bill.ewb_no,
        _ => None,
    };
    number.ok_or_else(|| {
        Error::new(ErrorKind::Arg, format!("{name} has no e-way bill that the ledger knows"))
            .fix(format!("make it with einv ewb make; or ask the e-way bill system with einv ewb show {name}"))
    })
}
