//! E-way bills by the names that people have: their own number, and the file, the number or the IRN of their document.

use crate::command::args::Common;
use crate::command::inputs::read;
use crate::command::speech::spoken;
use crate::command::{named, tidied};
use einv::answer::eway_bill::EwbBill;
use einv::answer::eway_named::{EwbKey, EwbRef};
use einv::answer::status::{KnownDocument, StatusRequest};
use einv::engine::{self, Engine, EwbValidateOptions, HashOptions, StatusOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::gstin::Gstin;
use einv::irn::Irn;
use std::path::Path;

/// The kinds of documents that have no IRN.
const ALONE: [&str; 5] = ["CHL", "INV", "BIL", "BOE", "OTH"];

/// The e-way bill of a name.
pub fn bill(engine: &Engine, name: &str, gstin: Option<&str>, common: &Common) -> Result<EwbRef> {
    let (name, whose) = (name.trim(), gstin.map(named::supplier).transpose()?);
    if Path::new(name).is_file() || name == "-" {
        return of_text(engine, name, &read(Path::new(name))?, common);
    }
    if let Some(irn) = Irn::parse(name) {
        return Ok(EwbRef::from(irn));
    }
    let numbered = number_in(name).map(EwbRef::number);
    if let Some(bill) = &numbered
        && let KnownDocument::Ewb(_) = known(engine, bill)?
    {
        return Ok(as_whom(bill.clone(), whose));
    }
    let mut found = of_number(engine, name, whose)?;
    if found.is_empty() && whose.is_some() {
        // The GSTIN may be the other party's, or the transporter's: then it says as whom, not of whom.
        found = of_number(engine, name, None)?;
    }
    match (found.len(), numbered) {
        (1, _) => Ok(as_whom(found.remove(0), whose)),
        // Only the system knows it.
        (0, Some(bill)) => Ok(as_whom(bill, whose)),
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

/// Says as whom the system is asked about a bill that is named by its number.
fn as_whom(bill: EwbRef, whose: Option<Gstin>) -> EwbRef {
    whose.into_iter().fold(bill, EwbRef::seen_by)
}

/// What the ledger has of a document's number, registered or without an IRN.
fn of_number(engine: &Engine, name: &str, whose: Option<Gstin>) -> Result<Vec<EwbRef>> {
    let registered = named::of_number(engine, name, whose.map(|gstin| gstin.to_string()).as_deref())?;
    let mut found: Vec<EwbRef> = registered.into_iter().map(EwbRef::from).collect();
    found.extend(alone(engine, name, whose)?.iter().map(key));
    Ok(found)
}

/// Twelve digits, as people write them.
fn number_in(name: &str) -> Option<String> {
    let digits: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 12 && digits.bytes().all(|c| c.is_ascii_digit())).then_some(digits)
}

/// The document of a text: by its IRN where the ledger has it, else by its key.
pub fn of_text(engine: &Engine, name: &str, text: &str, common: &Common) -> Result<EwbRef> {
    if !einv::eway::is_own_form(text) {
        let options = spoken(HashOptions::new().normalize(tidied::wanted(common)), common);
        if let Ok(hashed) = engine::hash(Some(engine), text, &options)
            && let KnownDocument::Document(_) = known(engine, &EwbRef::from(hashed.irn))?
        {
            return Ok(EwbRef::from(hashed.irn));
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
    Ok(EwbRef::Key(EwbKey::new(gstin, kind.code(), number, date)))
}

/// What the ledger knows of an e-way bill.
pub fn known(engine: &Engine, bill: &EwbRef) -> Result<KnownDocument> {
    engine.status(StatusRequest::of_bill(bill.clone()), &StatusOptions::new()).map(|status| status.document)
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
                let asked = EwbRef::Key(EwbKey::new(gstin, kind, name, day));
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

fn key(bill: &EwbBill) -> EwbRef {
    let document = &bill.document;
    match &bill.ewb_no {
        Some(number) => EwbRef::number(number),
        None => EwbRef::Key(EwbKey::new(document.gstin, &document.doc_type, &document.number, document.date)),
    }
}

/// The number of an e-way bill.
pub fn number(engine: &Engine, name: &str, gstin: Option<&str>, common: &Common) -> Result<String> {
    let bill = bill(engine, name, gstin, common)?;
    if let EwbRef::Number(number, _) = bill {
        return Ok(number);
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
