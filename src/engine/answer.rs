//! The JSON that comes out of verbs about a document.

use super::call::Call;
use super::heard;
use super::refused::{Refused, Subject};
use super::{Outcome, Reply};
use crate::calendar::IstTime;
use crate::finding::Report;
use crate::story::{EwbState, Record, State};
use serde_json::{Map, Value, json};

use crate::law::tables::CANCEL_HOURS;

/// What can be said of a document from its record alone.
pub fn of_record(call: &Call<'_>, record: &Record) -> Value {
    let mut out = Map::new();
    out.insert("status".into(), record.state().status().into());
    out.insert("irn".into(), record.irn().into());
    match record.state() {
        State::Registered | State::Cancelling => registration(&mut out, call, record),
        State::Cancelled => {
            registration(&mut out, call, record);
            cancellation(&mut out, record);
        }
        State::Rejected => {
            out.insert("report".into(), json!(refused_report(call, record)));
        }
        State::Withdrawn => cancellation(&mut out, record),
        State::Intended | State::Pending => match heard::held(call, record) {
            Some(held) => {
                out.insert("held".into(), held.said().into());
                out.insert("waits_for".into(), heard::WAITS_FOR.into());
                say(&mut out, HELD);
            }
            None => say(&mut out, NOT_SENT),
        },
        State::Sending | State::InDoubt => {
            say(&mut out, IN_DOUBT);
        }
    }
    if record.is_cancelling() {
        out.insert("cancelling".into(), true.into());
    }
    if call.engine.is_sandbox() || record.registration().is_some_and(|r| r.sandbox) {
        out.insert("sandbox".into(), true.into());
    }
    clock(&mut out, call);
    Value::Object(out)
}

const NOT_SENT: (&str, &str) = (
    "the document is kept and has not reached the portal",
    "submit it again, or let einv_flush send it; it can't be sent twice",
);
const HELD: (&str, &str) = (
    "the document is kept and waits: the portal has refused one of its codes today",
    "correct the code and submit the bill again; or wait: it is sent when the day or the lists change",
);
const IN_DOUBT: (&str, &str) = (
    "the document may have reached the portal; its answer is not known",
    "submit it again, or let einv_flush ask the portal; it can't be registered twice",
);

fn say(out: &mut Map<String, Value>, (message, fix): (&str, &str)) {
    out.insert("message".into(), message.into());
    out.insert("fix".into(), fix.into());
}

fn registration(out: &mut Map<String, Value>, call: &Call<'_>, record: &Record) {
    let Some(r) = record.registration() else { return };
    let time = |text: &str| IstTime::parse_portal(text);
    out.insert("ack_no".into(), r.ack_no.clone().into());
    out.insert("ack_date".into(), json!(time(&r.ack_date)));
    out.insert("signed_invoice".into(), json!(r.signed_invoice));
    out.insert("signed_qr".into(), json!(r.signed_qr));
    out.insert("portal".into(), r.portal.clone().into());
    out.insert("recovered".into(), r.recovered.into());
    out.insert("cancel_until".into(), json!(time(&r.ack_date).map(|t| t.plus_hours(CANCEL_HOURS))));
    out.insert("ewb".into(), ewb(call, record));
    out.insert("info".into(), json!(r.info));
    if let Some(proof) = &r.proof {
        let fix = match proof.as_str() {
            "registered_elsewhere" => {
                "another portal registered it first: fetch its signed invoice from the GST portal and enter it with einv_import"
            }
            _ => "fetch the signed invoice from the GST portal and enter it with einv_import",
        };
        out.insert("proof".into(), proof.clone().into());
        out.insert("fix".into(), fix.into());
    }
}

/// The e-way bill: null where none was asked for, else its status with what is known of it.
pub fn ewb(call: &Call<'_>, record: &Record) -> Value {
    let state = record.ewb_state();
    if state == EwbState::NotAsked {
        return Value::Null;
    }
    let bill = record.ewb_bill();
    let date = |text: Option<&String>| json!(text.and_then(|text| IstTime::parse_portal(text)));
    let mut out = json!({"status": state.name(), "ewb_no": bill.map(|b| &b.ewb_no),
        "ewb_date": date(bill.and_then(|b| b.ewb_date.as_ref())),
        "valid_until": date(bill.and_then(|b| b.valid_until.as_ref()))});
    if state == EwbState::Failed {
        out["errors"] = json!(ewb_report(call, record))["findings"].take();
        out["fix"] = "the registration stands; ask for the e-way bill alone with einv_ewb".into();
    }
    if let Some(c) = record.ewb_cancellation() {
        out["reason"] = c.reason.clone().into();
        out["cancel_date"] = date(c.date.as_ref());
    }
    out
}

fn cancellation(out: &mut Map<String, Value>, record: &Record) {
    let Some(c) = record.cancellation() else { return };
    let date = c.date.as_deref().and_then(IstTime::parse_portal);
    out.insert("cancel_date".into(), json!(date));
    out.insert("reason".into(), c.reason.clone().into());
    out.insert("remark".into(), c.remark.clone().into());
}

/// Says so when this computer's clock is wrong.
fn clock(out: &mut Map<String, Value>, call: &Call<'_>) {
    if let Some(skew) = call.live.dial.wrong_clock() {
        let way = if skew > 0 { "behind" } else { "ahead" };
        let message = format!("this computer's clock is {} minutes {way} the portal's", skew.abs() / 60);
        out.insert(
            "clock".into(),
            json!({"off_by_seconds": skew, "message": message, "fix": "set the computer's clock"}),
        );
    }
}

/// The answer of submit: from the record, with the report and where the document differs from what was registered.
pub fn submitted(call: &Call<'_>, record: &Record, report: &Report, differs: &[String]) -> Reply {
    let Value::Object(mut out) = of_record(call, record) else { return rejected(call, record) };
    let outcome = match record.state() {
        State::Registered | State::Cancelling => {
            out.insert("report".into(), json!(report));
            Outcome::Ok
        }
        State::Rejected => return rejected(call, record),
        State::Cancelled => Outcome::Invalid,
        State::Intended | State::Sending | State::InDoubt | State::Pending | State::Withdrawn => Outcome::Pending,
    };
    if !differs.is_empty() {
        out.insert("differs".into(), json!(differs));
    }
    Reply::new(outcome, &out)
}

/// The document's own faults: nothing was stored, nothing sent.
pub fn invalid(report: &Report) -> Reply {
    Reply::new(Outcome::Invalid, &json!({"status": "invalid", "irn": report.irn, "report": report}))
}

/// The portal's refusal, as it was stored.
pub fn rejected(call: &Call<'_>, record: &Record) -> Reply {
    let report = refused_report(call, record);
    Reply::new(Outcome::Invalid, &json!({"status": "rejected", "irn": record.irn(), "report": report}))
}

/// The report of a document that the portal refused.
fn refused_report(call: &Call<'_>, record: &Record) -> Report {
    Refused::by_portal(Subject::Document, record.refusals().to_vec()).report(call, record)
}

/// The report of an e-way bill that the portal refused.
pub fn ewb_report(call: &Call<'_>, record: &Record) -> Report {
    Refused::by_portal(Subject::EwayBill, record.ewb_errors().to_vec()).report(call, record)
}

/// A document the ledger doesn't know: it may have been registered by another program.
pub fn unknown(irn: String) -> Value {
    json!({"status": "unknown", "irn": irn, "message": "the ledger does not know this document"})
}

/// The same, for a verb that needs the registration.
pub fn unknown_here(irn: String) -> Value {
    let mut out = unknown(irn);
    out["fix"] =
        "check the IRN, or supplier, type, number and date; what was registered elsewhere is cancelled or given an \
                  e-way bill there, or here after its signed invoice is entered with einv_import"
            .into();
    out
}
