//! How the goods of a bill travel: whether that is another way than is asked, and what is certainly refused by the IRN.

use crate::engine::ewb::distance;
use crate::engine::process::call::EngineCall;
use crate::error::Result;
use crate::eway::{self, EwayDocument, Mode as EwayMode, Transport};
use crate::finding::{Affects, Finding, Report, Severity};
use crate::irn::Irn;
use crate::rules::{self, EwbDemand};
use crate::story::{Bearer, EwbOfInvoice, EwbRecord, EwbStep, Mode, Move, NumberKey, Record};
use crate::{error, invoice};
use serde_json::{Map, Value};
use std::fmt::Display;

/// How the goods of a bill that stands alone travel, as far as the ledger knows.
pub fn of_bill(bill: &EwbRecord) -> Result<Transport> {
    let sent = match bill.document() {
        // It was made elsewhere.
        "" => Transport::default(),
        document => eway::read(document)?.0.transport,
    };
    Ok(after_steps(sent, &bill.ewb()))
}

/// The same of a registered document: as its e-way bill was last asked for.
pub fn of_record(call: &EngineCall<'_>, key: &NumberKey, record: &Record) -> Result<Transport> {
    let events = call.live.ledger.events(key)?;
    let asked = events.iter().rev().find(|event| event.what == Move::EwbSending);
    let payload = asked.and_then(|event| event.detail.get("payload")).and_then(Value::as_object);
    let text = match payload {
        Some(payload) => with_transport(record, payload)?,
        None => record.document().to_owned(),
    };
    Ok(after_steps(document(&text)?.transport, &record.ewb()))
}

/// With what the last step made of it.
fn after_steps(sent: Transport, ewb: &EwbOfInvoice) -> Transport {
    let given = ewb.bill().and_then(|bill| bill.transporter_id.as_deref()).and_then(crate::gstin::Gstin::parse);
    let sent = Transport { transporter: given.or(sent.transporter), ..sent };
    let carrier = match ewb.last_step() {
        Some(EwbStep::Vehicle(step)) => &step.carrier,
        Some(EwbStep::Consolidate(step)) => &step.carrier,
        Some(EwbStep::Renew(step)) => &step.carrier,
        Some(EwbStep::Extend(step)) => &step.carrier,
        Some(EwbStep::Several(_) | EwbStep::Transporter(_) | EwbStep::Reject | EwbStep::Replace(_)) | None => {
            return sent;
        }
    };
    let mode = match carrier.mode {
        Mode::Road => Some(EwayMode::Road),
        Mode::Rail => Some(EwayMode::Rail),
        Mode::Air => Some(EwayMode::Air),
        Mode::Ship => Some(EwayMode::Ship),
        Mode::InTransit => return sent,
    };
    Transport { mode, vehicle: carrier.vehicle.clone(), document: carrier.document.clone(), ..sent }
}

/// Where goods are asked to travel otherwise than they do: each with both values. What is not asked for does not differ.
pub fn differs(asked: &Transport, known: &Transport) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |key: &str, asked: Option<String>, known: Option<String>| {
        if let Some(asked) = asked.filter(|asked| known.as_ref() != Some(asked)) {
            found.push(format!("{key}: {asked} here, {} there", known.as_deref().unwrap_or("nothing")));
        }
    };
    let plain = |number: &Option<String>| {
        let kept = |number: &String| number.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        number.as_ref().map(|number| kept(number).to_ascii_uppercase())
    };
    let text = |value: Option<&dyn Display>| value.map(ToString::to_string);
    let (one, two) =
        (text(asked.transporter.as_ref().map(|id| id as _)), text(known.transporter.as_ref().map(|id| id as _)));
    compare("transporterId", one, two);
    compare("transMode", asked.mode.map(|it| it.name().to_owned()), known.mode.map(|it| it.name().to_owned()));
    let far = |km: Option<u32>| km.filter(|km| *km > 0).map(|km| km.to_string());
    compare("transDistance", far(asked.distance).filter(|_| far(known.distance).is_some()), far(known.distance));
    compare("transDocNo", asked.document.clone(), known.document.clone());
    compare("vehicleNo", plain(&asked.vehicle), plain(&known.vehicle));
    found
}

/// The invoice of a record with other blocks in place of its own.
fn with_transport(record: &Record, payload: &Map<String, Value>) -> Result<String> {
    let unreadable = |e: serde_json::Error| {
        error::Error::new(error::ErrorKind::Ledger, format!("a document of the ledger can't be read: {e}"))
    };
    let mut whole: Map<String, Value> = serde_json::from_str(record.document()).map_err(unreadable)?;
    let mut details = payload.clone();
    for block in ["DispDtls", "ExpShipDtls"] {
        if let Some(given) = details.remove(block).filter(|_| block == "DispDtls") {
            whole.insert(block.to_owned(), given);
        }
    }
    whole.insert("EwbDtls".to_owned(), Value::Object(details));
    Ok(Value::Object(whole).to_string())
}

fn document(text: &str) -> Result<EwayDocument> {
    let (invoice, said) = invoice::read(text)?;
    Ok(eway::of_invoice(&invoice, &said).0)
}

/// A request for the e-way bill of an IRN, judged before it is sent.
pub struct JudgedTravel {
    /// The e-way bill as it would stand alone.
    pub document: EwayDocument,
    /// What is certainly refused.
    pub refused: Option<Report>,
    /// Whether the request's place of dispatch is the seller's own, which is left out.
    pub leaves_from_seller: bool,
}

/// Judges a request: by the rules that an invoice with the same `EwbDtls` has, and by the system's own distance.
pub fn judge(call: &EngineCall<'_>, record: &Record, payload: &Map<String, Value>) -> Result<JudgedTravel> {
    let text = with_transport(record, payload)?;
    let mut context = call.engine.context(call.now(), call.options);
    (context.ewb, context.time_is_sure) = (EwbDemand::Must, call.time_is_sure());
    let judged = rules::judge(&text, &context)?;
    let fails = |finding: &Finding| {
        let own = finding.rule.affects == Some(Affects::Ewb) || finding.path.starts_with("/EwbDtls");
        own && finding.severity == Severity::Error
    };
    let document = document(&text)?;
    let mut findings: Vec<Finding> =
        judged.report.findings.iter().filter(|finding| fails(finding)).cloned().map(by_irn).collect();
    findings.extend(too_far(call, &document)?);
    let irn: Irn = record.irn();
    let report = || {
        let report = Report::new(Some(irn), (&record.document_key()).into(), findings.clone(), Vec::new());
        report.of_ewb(true).written_in(context.language).by_lists_of(context.lists.day())
    };
    let refused = (!findings.is_empty()).then(report);
    let leaves_from_seller = judged.invoice.dispatch.is_none();
    Ok(JudgedTravel { document, refused, leaves_from_seller })
}

/// With the code that the portal has for the same fault where the e-way bill is asked for alone: these begin with 40.
fn by_irn(finding: Finding) -> Finding {
    match finding.rule.codes().find(|code| code.starts_with("40")) {
        Some(code) => finding.code(code),
        None => finding,
    }
}

/// The code that the invoice system has for it.
const TOO_FAR: &str = "4038";

fn too_far(call: &EngineCall<'_>, document: &EwayDocument) -> Result<Option<Finding>> {
    let Some(km) = distance::known(call, document)? else { return Ok(None) };
    Ok(eway::too_far(document, km).map(|finding| finding.code(TOO_FAR)))
}
