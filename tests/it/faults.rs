//! Every call of the portal with every fault: the result, the number of requests, and the ledger's status.

use crate::common::{Ask, bill, hash, today};
use crate::engine::{Portal, at, cancel, open, options, parse, status, submit};
use einv::calendar::Clock;
use einv::engine::{Engine, Outcome};
use einv::error::{Error, ErrorKind};
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The result of a verb, in a word.
fn class(done: Result<einv::engine::WrittenAnswer, Error>) -> &'static str {
    match done {
        Ok(reply) => match reply.outcome {
            Outcome::Ok => "ok",
            Outcome::Invalid => "invalid",
            Outcome::Pending => "pending",
        },
        Err(error) => match error.kind {
            ErrorKind::Network => "network",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Portal => "portal",
            other => panic!("{other:?}: {error}"),
        },
    }
}

/// The verb that makes a call.
fn act(engine: &Engine, call: PortalCall, irn: &Value, number: &str) -> &'static str {
    let which = json!({"irn": irn}).to_string();
    let keys = json!({"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": number, "date": today()}).to_string();
    let reason = json!({"irn": irn, "reason": "data_entry", "remark": "wrong price"}).to_string();
    match call {
        PortalCall::LogIn | PortalCall::Generate => {
            class(engine.ask("submit", bill(number, &today()).to_string(), options()))
        }
        PortalCall::Health => class(engine.ask("fetch", r#"{"portal":"nic"}"#, options())),
        PortalCall::Cancel => class(engine.ask("cancel", &reason, options())),
        PortalCall::ByIrn => class(engine.ask("fetch", &which, options())),
        PortalCall::ByDocument => class(engine.ask("fetch", &keys, options())),
        PortalCall::RejectedIrns => class(engine.ask("flush", "", options())),
        PortalCall::Ewb => class(engine.ask("ewb", ewb_request(irn), options())),
        PortalCall::EwbByIrn | PortalCall::EwbCancel => class(engine.ask("ewb_cancel", &reason, options())),
        PortalCall::Gstin => class(engine.ask("gstin", r#"{"gstin":"27AABCU9603R1ZN"}"#, options())),
        PortalCall::SyncGstin => class(engine.ask("gstin", r#"{"gstin":"27AABCU9603R1ZN"}"#, r#"{"fresh":true}"#)),
        other => panic!("no verb here makes {other:?}"),
    }
}

pub fn ewb_request(irn: &Value) -> String {
    json!({"irn": irn, "EwbDtls": {"TransMode": "1", "VehNo": "KA12AB1234", "VehType": "R", "Distance": 120}})
        .to_string()
}

/// What must exist before the call: its document, its e-way bill.
fn prepare(engine: &Engine, call: PortalCall, number: &str) -> Value {
    if matches!(call, PortalCall::LogIn | PortalCall::Generate) {
        return parse(&hash(engine, &bill(number, &today()).to_string(), "").unwrap())["irn"].clone();
    }
    let irn = submit(engine, &bill(number, &today())).1["irn"].clone();
    if call == PortalCall::EwbCancel {
        assert_eq!(class(engine.ask("ewb", ewb_request(&irn), options())), "ok");
    }
    irn
}

/// How often a call was sent, by the audit.
pub fn sent(engine: &Engine, call: &str) -> usize {
    let answer = engine.ask("audit", json!({"call": call}).to_string(), r#"{"limit":1000}"#).unwrap();
    parse(&answer)["exchanges"].as_array().unwrap().len()
}

/// The ledger's status of a document, and of its e-way bill.
fn ledger(engine: &Engine, irn: &Value) -> String {
    let status = status(engine, irn);
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let cancelling = if status["cancelling"] == true { "+cancelling" } else { "" };
    format!("{}{cancelling}/{}", word(&status["status"]), word(&status["ewb"]["status"]))
}

/// The expected result of one cell: class, requests of this call, and the ledger's status.
fn expected(call: PortalCall, fault: FaultKind) -> (&'static str, usize, &'static str) {
    use FaultKind::{Busy, Delay, Endless, Foreign, Sealed, TokenExpiry};
    let fine = fault == TokenExpiry;
    // Faults after which the portal has not done it: it is sent once more, when that is certain.
    let lost = matches!(fault, FaultKind::DropBefore | FaultKind::Status | FaultKind::Down | Endless);
    // Without an answer in time, or without one at all.
    let read = |fault| match fault {
        Delay => "timeout",
        Endless => "portal",
        FaultKind::DropBefore | FaultKind::DropAfter | FaultKind::Truncated | FaultKind::Down => "network",
        _ => "portal",
    };
    match call {
        PortalCall::LogIn if fine || matches!(fault, Foreign | Sealed) => ("ok", 1, "registered/-"),
        PortalCall::LogIn => ("pending", 1, "pending/-"),
        PortalCall::Generate if fine => ("ok", 2, "registered/-"),
        PortalCall::Generate if fault == Busy => ("pending", 1, "pending/-"),
        PortalCall::Generate if fault == Foreign => ("portal", 1, "in_doubt/-"),
        PortalCall::Generate => ("ok", 1 + usize::from(lost), "registered/-"),
        PortalCall::Cancel if fine || lost || matches!(fault, Busy | Foreign) => ("ok", 2, "cancelled/-"),
        PortalCall::Cancel => ("ok", 1, "cancelled/-"),
        PortalCall::ByIrn | PortalCall::ByDocument if fine || fault == Sealed => ("ok", 2, "registered/-"),
        PortalCall::ByIrn | PortalCall::ByDocument => (read(fault), 1, "registered/-"),
        // What is read beside a flush is made up for by the next; each day is asked for by itself.
        PortalCall::RejectedIrns if fine || fault == Sealed => ("ok", 3, "registered/-"),
        PortalCall::RejectedIrns if fault == Foreign => ("ok", 2, "registered/-"),
        PortalCall::RejectedIrns => ("ok", 1, "registered/-"),
        PortalCall::Ewb if fine || lost || fault == Busy => ("ok", 2, "registered/active"),
        PortalCall::Ewb => ("ok", 1, "registered/active"),
        PortalCall::EwbByIrn if fine => ("invalid", 2, "registered/-"),
        // There is none, so nothing is sealed.
        PortalCall::EwbByIrn if matches!(fault, Foreign | Sealed) => ("invalid", 1, "registered/-"),
        PortalCall::EwbByIrn => ("network", 1, "registered/-"),
        PortalCall::EwbCancel if fine || lost || fault == Busy => ("ok", 2, "registered/cancelled"),
        PortalCall::EwbCancel => ("ok", 1, "registered/cancelled"),
        PortalCall::Gstin | PortalCall::SyncGstin if fine || fault == Sealed => ("ok", 2, "registered/-"),
        PortalCall::Gstin | PortalCall::SyncGstin => (read(fault), 1, "registered/-"),
        PortalCall::Health if fine || matches!(fault, Foreign | Sealed) => ("ok", 1, "registered/-"),
        PortalCall::Health => ("invalid", 1, "registered/-"),
        other => panic!("no row here meets {other:?}"),
    }
}

/// The final status of a document once the fault is over and the verb is called again.
fn healed(call: PortalCall) -> &'static str {
    match call {
        PortalCall::Cancel => "cancelled/-",
        PortalCall::Ewb => "registered/active",
        PortalCall::EwbCancel => "registered/cancelled",
        _ => "registered/-",
    }
}

/// One row: a call meets every fault, each with a ledger of its own. Prints the time to the answer of each.
fn row(call: PortalCall) {
    let portal = Portal::start(Clock::Wall);
    let mut cells = Vec::new();
    for fault in FaultKind::ALL
        .into_iter()
        .filter(|what| !matches!(what, FaultKind::Blind | FaultKind::Ewberr | FaultKind::Words | FaultKind::Dates))
    {
        let folder = tempfile::tempdir().unwrap();
        let mut config = at(&portal.url, folder.path());
        config["portal"]["timeout_ms"] = json!(600);
        let engine = open(&config);
        let number = format!("M/{}", fault.name().replace('_', "-"));
        let number: String = number.chars().take(16).collect();
        let irn = prepare(&engine, call, &number);
        // A foreign document is the newest, as an answer about another document.
        let other = tempfile::tempdir().unwrap();
        submit(&open(&at(&portal.url, other.path())), &bill(&format!("N/{}", cells.len()), &today()));
        let before = sent(&engine, call.name());
        portal.sandbox.fail(PlannedFault { ms: 1500, ..PlannedFault::once(fault, call) });
        let begun = Instant::now();
        let ended = act(&engine, call, &irn, &number);
        let millis = begun.elapsed().as_millis();
        portal.sandbox.heal();
        let came = (ended, sent(&engine, call.name()) - before, ledger(&engine, &irn));
        let (class, calls, state) = expected(call, fault);
        println!("| {} | {} | {} | {} | {millis} ms |", call.name(), fault.name(), came.0, came.2);
        assert_eq!(came, (class, calls, state.to_owned()), "{} meets {}", call.name(), fault.name());
        cells.push((engine, folder, irn, number, fault));
    }
    // No request can arrive any more: a time-out and a second have passed.
    std::thread::sleep(Duration::from_millis(1800));
    for (engine, _folder, irn, number, fault) in &cells {
        act(engine, call, irn, number);
        assert_eq!(ledger(engine, irn), healed(call), "{} after {}", call.name(), fault.name());
    }
}

macro_rules! rows {
    ($($name:ident $call:ident;)*) => { $( #[test] fn $name() { row(PortalCall::$call); } )* };
}

rows! {
    logging_in_meets_every_fault LogIn;
    generating_meets_every_fault Generate;
    cancelling_meets_every_fault Cancel;
    reading_by_irn_meets_every_fault ByIrn;
    reading_by_document_meets_every_fault ByDocument;
    reading_rejected_irns_meets_every_fault RejectedIrns;
    making_an_e_way_bill_meets_every_fault Ewb;
    reading_an_e_way_bill_meets_every_fault EwbByIrn;
    cancelling_an_e_way_bill_meets_every_fault EwbCancel;
    asking_for_a_taxpayer_meets_every_fault Gstin;
    renewing_a_taxpayer_meets_every_fault SyncGstin;
    asking_for_health_meets_every_fault Health;
}

#[test]
fn an_answer_that_never_ends_is_cut_off() {
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let (_, first) = submit(&engine, &bill("E/1", &today()));
    portal.sandbox.fail(PlannedFault::once(FaultKind::Endless, PortalCall::ByIrn));
    let error = engine.ask("fetch", json!({"irn": first["irn"]}).to_string(), options()).unwrap_err();
    assert!(error.message.contains("longer than") || error.kind == ErrorKind::Timeout, "{error}");
    // And the connection was given up: the next call works.
    assert_eq!(cancel(&engine, &first["irn"]).0, Outcome::Ok);
}
