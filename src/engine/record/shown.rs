//! Answers about a document, made of its record.

use crate::answer::document::{
    Cancellation, DocumentAnswer, EwayBill, EwbCancellation, EwbFailure, HeldBack, RegistrationAnswer, Waits,
    WrongClock,
};
use crate::answer::submitted::{KeptDocument, RefusedBy, Registered, Submitted};
use crate::calendar::IstTime;
use crate::engine::process::breaker::{CircuitBreaker, Errand, Permit, Rest};
use crate::engine::process::call::EngineCall;
use crate::engine::record::heard;
use crate::engine::record::refused::{RefusedStep, Subject};
use crate::finding::Report;
use crate::law::tables::CANCEL_HOURS;
use crate::story::{Bearer, DocumentState, EwbState, Proof, Record};

/// What can be said of a document from its record alone.
pub fn of_record(call: &EngineCall<'_>, record: &Record) -> DocumentAnswer {
    let state = record.state();
    let is_registered =
        matches!(state, DocumentState::Registered | DocumentState::Cancelling | DocumentState::Cancelled);
    let is_cancelled = matches!(state, DocumentState::Cancelled | DocumentState::Withdrawn);
    DocumentAnswer {
        status: state.status(),
        irn: record.irn(),
        registration: record.registration().filter(|_| is_registered).map(|r| registration(call, record, r)),
        cancellation: record.cancellation().filter(|_| is_cancelled).map(|c| Cancellation {
            cancel_date: c.date.as_deref().and_then(IstTime::parse_portal),
            reason: c.reason,
            remark: c.remark.clone(),
        }),
        report: (state == DocumentState::Rejected).then(|| refused_report(call, record)),
        waits: waits(call, record),
        cancelling: record.is_cancelling(),
        sandbox: call.engine.is_sandbox() || record.registration().is_some_and(|r| r.sandbox),
        clock: clock(call),
    }
}

const NOT_SENT: (&str, &str) = (
    "the document waits and has not reached the portal",
    "submit it again, or let einv_flush send it; it can't be sent twice",
);

const HELD: (&str, &str) = (
    "the document waits: the portal has refused one of its codes today",
    "correct the code and submit the bill again; or wait: it is sent when the day or the lists change",
);

const IN_DOUBT: (&str, &str) = (
    "the document may have reached the portal; its answer is not known",
    "submit it again, or let einv_flush ask the portal; it can't be registered twice",
);

const HELD_THERE: &str = "don't make it again: download the signed e-invoices of that month from the GST portal \
    (einvoice.gst.gov.in, \"Download e-invoice JSONs\"; it keeps six months) and give the ZIP to einv_import; it holds each \
    against your books";

fn waits(call: &EngineCall<'_>, record: &Record) -> Option<Waits> {
    match record.state() {
        DocumentState::Intended | DocumentState::Pending => Some(not_sent(call, record)),
        DocumentState::Sending | DocumentState::InDoubt => Some(in_doubt(call, record)),
        DocumentState::Registered
        | DocumentState::Rejected
        | DocumentState::Withdrawn
        | DocumentState::Cancelling
        | DocumentState::Cancelled => None,
    }
}

fn not_sent(call: &EngineCall<'_>, record: &Record) -> Waits {
    let (held, (message, fix)) = match (heard::held(call, record), resting(call, record)) {
        (Some(code), _) => {
            let held = HeldBack { held: code.said().into(), waits_for: heard::WAITS_FOR.into(), waits_until: None };
            (held, HELD)
        }
        (None, Some(rest)) => {
            let until = in_millis(call, rest.left);
            let waits_for = format!("{until}; after that the next einv_submit of it, or einv_flush, sends it");
            (HeldBack { held: rest.why.into(), waits_for: waits_for.into(), waits_until: Some(until) }, NOT_SENT)
        }
        (None, None) => {
            let why = record.why().unwrap_or("nothing has left yet").to_owned();
            let waits_for = "the next einv_submit of it, or einv_flush: it is sent at once";
            (HeldBack { held: why.into(), waits_for: waits_for.into(), waits_until: None }, NOT_SENT)
        }
    };
    Waits { held, message: message.into(), fix: fix.into() }
}

fn in_doubt(call: &EngineCall<'_>, record: &Record) -> Waits {
    if let Some(there) = record.held_there() {
        let number = there.ack_no.as_ref().map(|number| format!(" as {number}")).unwrap_or_default();
        let date = there.ack_date.as_ref().map(|date| format!(" on {date}")).unwrap_or_default();
        let portal = &there.portal;
        let message = format!(
            "portal {portal} has registered this document number{number}{date}, before this ledger knew of it, and gives no \
             details any more"
        );
        let held = HeldBack {
            held: format!("portal {portal} has it; the ledger has neither its signed invoice nor its QR").into(),
            waits_for: "its signed invoice, entered with einv_import".into(),
            waits_until: None,
        };
        return Waits { held, message: message.into(), fix: HELD_THERE.into() };
    }
    let left = record.arrives_for(&call.live.ledger.now());
    let until = (left > 0).then(|| in_millis(call, left));
    let waits_for = match until {
        Some(until) => format!("the next einv_submit of it, or einv_flush; from {until} on their answer is certain"),
        None => "the next einv_submit of it, or einv_flush: the portal is asked what became of it".to_owned(),
    };
    let held = HeldBack {
        held: "it was sent, and no answer came; the portal could not be asked in time".into(),
        waits_for: waits_for.into(),
        waits_until: until,
    };
    Waits { held, message: IN_DOUBT.0.into(), fix: IN_DOUBT.1.into() }
}

/// Why no portal takes the document now, where all of the supplier's are left alone; and the shortest of these times.
fn resting(call: &EngineCall<'_>, record: &Record) -> Option<Rest> {
    let ledger = call.live.ledger.as_ref();
    let mut shortest: Option<Rest> = None;
    for index in call.portals_of(record.document_key().gstin) {
        let watch = CircuitBreaker::recall(ledger, &call.engine.resolved.portals[index].name).ok()?;
        let Permit::No(rest) = watch.permit(&ledger.now(), Errand::Sends) else { return None };
        shortest = Some(rest).into_iter().chain(shortest).min_by_key(|rest| rest.left);
    }
    shortest
}

fn in_millis(call: &EngineCall<'_>, millis: i64) -> IstTime {
    call.now().plus_seconds((millis + 999) / 1000)
}

fn registration(call: &EngineCall<'_>, record: &Record, r: &crate::story::StoredRegistration) -> RegistrationAnswer {
    let ack_date = IstTime::parse_portal(&r.ack_date);
    let fix = r.proof.map(|proof| match proof {
        Proof::RegisteredElsewhere => {
            "another portal registered it first: fetch its signed invoice from the GST portal and enter it with einv_import"
        }
        Proof::DuplicateAnswer => {
            "download the signed invoice from the GST portal (it keeps six months) and enter it with einv_import"
        }
    });
    RegistrationAnswer {
        ack_no: r.ack_no.clone(),
        ack_date,
        signed_invoice: r.signed_invoice.clone(),
        signed_qr: r.signed_qr.clone(),
        portal: r.portal.clone(),
        recovered: r.recovered,
        cancel_until: ack_date.map(|at| at.plus_hours(CANCEL_HOURS)),
        ewb: ewb(call, record),
        info: r.info.clone(),
        proof: r.proof,
        fix: fix.map(Into::into),
    }
}

/// The e-way bill: none where none was asked for, else its status with what is known of it.
pub fn ewb(call: &EngineCall<'_>, record: &Record) -> Option<EwayBill> {
    let status = record.ewb_state();
    if status == EwbState::NotAsked {
        return None;
    }
    let bill = record.ewb_bill();
    let date = |text: Option<&String>| text.and_then(|text| IstTime::parse_portal(text));
    Some(EwayBill {
        status,
        ewb_no: bill.map(|b| b.ewb_no.clone()),
        ewb_date: date(bill.and_then(|b| b.ewb_date.as_ref())),
        valid_until: date(bill.and_then(|b| b.valid_until.as_ref())),
        under_way: record.ewb().under_way().map(|under_way| under_way.step.name()),
        failure: (status == EwbState::Failed).then(|| EwbFailure {
            errors: ewb_report(call, record),
            fix: "the registration stands; ask for the e-way bill alone with einv_ewb".into(),
        }),
        cancellation: record
            .ewb_cancellation()
            .map(|c| EwbCancellation { reason: c.reason, cancel_date: date(c.date.as_ref()) }),
    })
}

/// Says so when this computer's clock is wrong.
fn clock(call: &EngineCall<'_>) -> Option<WrongClock> {
    let skew = call.live.dial.wrong_clock()?;
    let way = if skew > 0 { "behind" } else { "ahead" };
    let message = format!("this computer's clock is {} minutes {way} the portal's", skew.abs() / 60);
    Some(WrongClock { off_by_seconds: skew, message, fix: "set the computer's clock".into() })
}

/// The answer of submit: from the record, with the report and where the document differs from what was registered.
pub fn submitted(call: &EngineCall<'_>, record: &Record, report: Report, differs: Vec<String>) -> Submitted {
    let document = || of_record(call, record);
    match record.state() {
        DocumentState::Registered | DocumentState::Cancelling => {
            Submitted::Registered(Box::new(Registered { document: document(), report, differs }))
        }
        DocumentState::Rejected => {
            Submitted::refused(RefusedBy::Portal, Some(record.irn()), refused_report(call, record))
        }
        DocumentState::Cancelled => Submitted::Cancelled(Box::new(KeptDocument { document: document(), differs })),
        DocumentState::Intended
        | DocumentState::Sending
        | DocumentState::InDoubt
        | DocumentState::Pending
        | DocumentState::Withdrawn => Submitted::Kept(Box::new(KeptDocument { document: document(), differs })),
    }
}

/// The report of a document that the portal refused.
fn refused_report(call: &EngineCall<'_>, record: &Record) -> Report {
    RefusedStep::by_portal(Subject::Document, record.refusals().to_vec()).report(call, record)
}

/// The report of an e-way bill that the portal refused.
pub fn ewb_report(call: &EngineCall<'_>, record: &Record) -> Report {
    RefusedStep::by_portal(Subject::EwayBill, record.ewb_errors().to_vec()).report(call, record)
}
