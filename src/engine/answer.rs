//! Answers about a document, made of its record.

use super::call::Call;
use super::heard;
use super::refused::{Refused, Subject};
use crate::answer::document::{
    Cancellation, Document, EwayBill, EwbCancellation, EwbFailure, Held, Registration, Waits, WrongClock,
};
use crate::answer::submitted::{Kept, RefusedBy, Registered, Submitted};
use crate::calendar::IstTime;
use crate::finding::Report;
use crate::story::{EwbState, Proof, Record, State};

use crate::law::tables::CANCEL_HOURS;

/// What can be said of a document from its record alone.
pub fn of_record(call: &Call<'_>, record: &Record) -> Document {
    let state = record.state();
    let is_registered = matches!(state, State::Registered | State::Cancelling | State::Cancelled);
    let is_cancelled = matches!(state, State::Cancelled | State::Withdrawn);
    Document {
        status: state.status(),
        irn: record.irn(),
        registration: record.registration().filter(|_| is_registered).map(|r| registration(call, record, r)),
        cancellation: record.cancellation().filter(|_| is_cancelled).map(|c| Cancellation {
            cancel_date: c.date.as_deref().and_then(IstTime::parse_portal),
            reason: c.reason,
            remark: c.remark.clone(),
        }),
        report: (state == State::Rejected).then(|| refused_report(call, record)),
        waits: waits(call, record),
        cancelling: record.is_cancelling(),
        sandbox: call.engine.is_sandbox() || record.registration().is_some_and(|r| r.sandbox),
        clock: clock(call),
    }
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

fn waits(call: &Call<'_>, record: &Record) -> Option<Waits> {
    let (held, (message, fix)) = match record.state() {
        State::Intended | State::Pending => match heard::held(call, record) {
            Some(held) => (Some(Held { held: held.said().into(), waits_for: heard::WAITS_FOR }), HELD),
            None => (None, NOT_SENT),
        },
        State::Sending | State::InDoubt => (None, IN_DOUBT),
        State::Registered | State::Rejected | State::Withdrawn | State::Cancelling | State::Cancelled => return None,
    };
    Some(Waits { held, message: message.into(), fix: fix.into() })
}

fn registration(call: &Call<'_>, record: &Record, r: &crate::story::Registration) -> Registration {
    let ack_date = IstTime::parse_portal(&r.ack_date);
    let fix = r.proof.map(|proof| match proof {
        Proof::RegisteredElsewhere => {
            "another portal registered it first: fetch its signed invoice from the GST portal and enter it with einv_import"
        }
        Proof::DuplicateAnswer => "fetch the signed invoice from the GST portal and enter it with einv_import",
    });
    Registration {
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
pub fn ewb(call: &Call<'_>, record: &Record) -> Option<EwayBill> {
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
fn clock(call: &Call<'_>) -> Option<WrongClock> {
    let skew = call.live.dial.wrong_clock()?;
    let way = if skew > 0 { "behind" } else { "ahead" };
    let message = format!("this computer's clock is {} minutes {way} the portal's", skew.abs() / 60);
    Some(WrongClock { off_by_seconds: skew, message, fix: "set the computer's clock".into() })
}

/// The answer of submit: from the record, with the report and where the document differs from what was registered.
pub fn submitted(call: &Call<'_>, record: &Record, report: Report, differs: Vec<String>) -> Submitted {
    let document = || of_record(call, record);
    match record.state() {
        State::Registered | State::Cancelling => {
            Submitted::Registered(Box::new(Registered { document: document(), report, differs }))
        }
        State::Rejected => Submitted::refused(RefusedBy::Portal, Some(record.irn()), refused_report(call, record)),
        State::Cancelled => Submitted::Cancelled(Box::new(Kept { document: document(), differs })),
        State::Intended | State::Sending | State::InDoubt | State::Pending | State::Withdrawn => {
            Submitted::Kept(Box::new(Kept { document: document(), differs }))
        }
    }
}

/// The report of a document that the portal refused.
fn refused_report(call: &Call<'_>, record: &Record) -> Report {
    Refused::by_portal(Subject::Document, record.refusals().to_vec()).report(call, record)
}

/// The report of an e-way bill that the portal refused.
pub fn ewb_report(call: &Call<'_>, record: &Record) -> Report {
    Refused::by_portal(Subject::EwayBill, record.ewb_errors().to_vec()).report(call, record)
}
