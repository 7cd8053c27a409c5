//! Submitting: a document is on disk before its first byte leaves, and an answer is on disk before the caller gets it.

use crate::answer::submitted::{RefusedBy, Submitted};
use crate::engine::bill::applicability;
use crate::engine::bill::given::TakenDocument;
use crate::engine::config::choices::When;
use crate::engine::document::send::dispatch;
use crate::engine::document::settle;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::named::unlawful;
use crate::engine::record::refused::{RefusedStep, Subject};
use crate::engine::record::{conflict, heard, shown};
use crate::engine::table;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Report;
use crate::irn::{DocumentKey, Irn};
use crate::ledger::{LockedRows, RecordChange};
use crate::portal::refusal::code;
use crate::rules::Context;
use crate::story::{DocumentState, Move, NumberKey, Record};
use crate::{invoice, rules};
use serde_json::{Value, json};
use std::time::Duration;

/// A document ready to be sent.
pub struct ReadyBill {
    pub key: DocumentKey,
    pub irn: Irn,
    /// As it goes to the portal.
    pub document: String,
    pub report: Report,
}

impl ReadyBill {
    pub fn ledger_key(&self) -> NumberKey {
        NumberKey::from(&self.key)
    }
}

/// How a submitting ended.
pub enum Ended {
    /// The document is in the ledger, with its answer where there is one.
    Known { record: Box<Record>, report: Box<Report>, differs: Vec<String> },
    /// It was answered without the ledger.
    Answered(Submitted),
}

impl Ended {
    fn known(record: Record, report: Report, differs: Vec<String>) -> Ended {
        Ended::Known { record: Box::new(record), report: Box::new(report), differs }
    }
}

pub fn submit(call: &EngineCall<'_>, text: &str) -> Result<Submitted> {
    // A table in place of a bill is the caller's to give, not a batch's documents' to name.
    let ended = match table::only_bill(Some(call.engine), call.options, text)? {
        Some(bill) => run_given(call, |_| Ok(TakenDocument::of_table(bill)))?,
        None => run(call, text)?,
    };
    Ok(match ended {
        Ended::Known { record, report, differs } => shown::submitted(call, &record, *report, differs),
        Ended::Answered(submitted) => submitted,
    })
}

/// Submits, and says how it ended.
pub fn run(call: &EngineCall<'_>, text: &str) -> Result<Ended> {
    run_given(call, |context| TakenDocument::within(call, context, text))
}

fn run_given<'t>(call: &EngineCall<'_>, given: impl FnOnce(&Context) -> Result<TakenDocument<'t>>) -> Result<Ended> {
    heard::refresh(call);
    let mut context = call.engine.context(call.now(), call.options);
    context.irn_by_day = true;
    context.time_is_sure = call.time_is_sure();
    let given = given(&context)?;
    let mut judged = rules::judge(given.text(), &context)?;
    given.finish(&mut judged.report);
    if judged.report.findings.iter().any(rules::is_of_reporting)
        && let Some(key) = &judged.key
        && has_left(call, key)?
    {
        judged.report.leave_out(rules::is_of_reporting);
    }
    if call.options.when == Some(When::Required)
        && let Some(answer) = applicability::not_asked_for(call, &judged)?
    {
        return Ok(Ended::Answered(answer));
    }
    let (true, Some(key)) = (judged.report.valid, judged.key) else {
        let report = judged.report;
        return Ok(Ended::Answered(Submitted::refused(RefusedBy::Einv, report.irn, report)));
    };
    let irn = key.irn(context.irn_day(&key));
    let bill = ReadyBill { key, irn, document: invoice::write(&judged.invoice), report: judged.report };
    // A caller who can't log in anywhere gets that error before anything is kept.
    PortalClient::new(call, bill.key.gstin)?;
    let _alone = heard::alone(call, &bill.document);
    let mut pause = Duration::from_millis(5);
    let mut lost = false;
    loop {
        match enter(call, &bill)? {
            SubmitEntry::Answered { record, differs } => return Ok(Ended::known(*record, bill.report, differs)),
            SubmitEntry::Spent(record) => return Ok(Ended::Answered(cancelled_number(call, &record))),
            SubmitEntry::Mine { record, differs } => match work(call, &bill, *record) {
                Ok(record) => return Ok(Ended::known(record, bill.report, differs)),
                // A standby took over that lacks it. Written down once more, it is the portal's to say whether it holds it.
                Err(error) if error.kind == ErrorKind::Ledger && !lost && is_lost(call, &bill) => lost = true,
                Err(error) => return Err(error),
            },
            SubmitEntry::Busy { record } if call.is_late() || call.is_stopped() => {
                return Ok(Ended::known(*record, bill.report, Vec::new()));
            }
            // Another thread or process is sending this very document: its answer is ours.
            SubmitEntry::Busy { .. } => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(200));
            }
        }
    }
}

/// Whether the ledger has a document that reached the portal, or may have. When it can be reported is settled then: whoever asks
/// again wants the answer.
fn has_left(call: &EngineCall<'_>, key: &DocumentKey) -> Result<bool> {
    let record = call.live.ledger.find(&NumberKey::from(key))?;
    Ok(record.is_some_and(|record| match record.state() {
        DocumentState::Sending
        | DocumentState::InDoubt
        | DocumentState::Registered
        | DocumentState::Cancelling
        | DocumentState::Cancelled => true,
        DocumentState::Intended | DocumentState::Pending | DocumentState::Rejected | DocumentState::Withdrawn => false,
    }))
}

/// Whether the ledger knows nothing of what this call has written down there.
fn is_lost(call: &EngineCall<'_>, bill: &ReadyBill) -> bool {
    matches!(call.live.ledger.find(&bill.ledger_key()), Ok(None))
}

/// How a document stands when a submit meets it.
enum SubmitEntry {
    /// This call sends it, or finds out what became of it.
    Mine {
        record: Box<Record>,
        differs: Vec<String>,
    },
    Busy {
        record: Box<Record>,
    },
    /// The ledger knows the answer.
    Answered {
        record: Box<Record>,
        differs: Vec<String>,
    },
    /// The number was cancelled.
    Spent(Box<Record>),
}

/// Puts the document on disk, or finds it there, and claims it for this call: one transaction.
fn enter(call: &EngineCall<'_>, bill: &ReadyBill) -> Result<SubmitEntry> {
    let mut entry = None;
    call.live.ledger.change(&bill.ledger_key(), call.until(), &mut |seen| {
        let (next, change) = match &seen.this {
            None => first_time(call, bill, seen)?,
            Some(record) => known(call, bill, seen, record)?,
        };
        entry = Some(next);
        Ok(change)
    })?;
    entry.ok_or_else(|| Error::new(ErrorKind::Ledger, "the ledger gave no answer"))
}

fn first_time(
    call: &EngineCall<'_>,
    bill: &ReadyBill,
    seen: &LockedRows,
) -> Result<(SubmitEntry, Option<RecordChange>)> {
    let unsettled = |r: &&Record| {
        matches!(
            r.state(),
            DocumentState::Intended | DocumentState::Pending | DocumentState::Sending | DocumentState::InDoubt
        )
    };
    if let Some(other) = seen.other_years.iter().find(unsettled) {
        return Err(conflict::another(
            bill.key.number.as_str(),
            other,
            "the same number of another year is still on its way",
        ));
    }
    let mut record = Record::intended(&bill.key, bill.irn, bill.document.clone());
    take(call, seen, &mut record);
    let event = call.event(Move::Intended, 0, json!({"document": bill.document}));
    Ok((mine(&record, Vec::new()), Some(RecordChange { record, event })))
}

fn known(
    call: &EngineCall<'_>,
    bill: &ReadyBill,
    seen: &LockedRows,
    record: &Record,
) -> Result<(SubmitEntry, Option<RecordChange>)> {
    let (kept, _) = invoice::read(record.document())?;
    let (ours, _) = invoice::read(&bill.document)?;
    let differences = invoice::differences(&kept, &ours);
    let another = differences.iter().any(|d| d.essential);
    let differs: Vec<String> = differences.into_iter().map(|d| d.path).collect();
    let boxed = || Box::new(record.clone());
    let again = |mut record: Record, what: Move| {
        take(call, seen, &mut record);
        let event = call.event(what, record.attempt(), json!({"document": record.document()}));
        (mine(&record, Vec::new()), Some(RecordChange { record, event }))
    };
    match record.state() {
        DocumentState::Cancelled => Ok((SubmitEntry::Spent(boxed()), None)),
        DocumentState::Rejected if differs.is_empty() => {
            let mut record = record.clone();
            if call.options.resend == Some(true) && record.resend().is_ok() {
                return Ok(again(record, Move::Resent));
            }
            Ok((SubmitEntry::Answered { record: boxed(), differs }, None))
        }
        DocumentState::Rejected | DocumentState::Withdrawn => {
            let mut record = record.clone();
            record.replace(&bill.key, bill.irn, bill.document.clone()).map_err(unlawful)?;
            Ok(again(record, Move::Intended))
        }
        // What never left, and would be refused as it is, may be corrected.
        DocumentState::Pending
            if !differs.is_empty() && is_free(record, seen) && heard::held(call, record).is_some() =>
        {
            let mut record = record.clone();
            record.correct(&bill.key, bill.irn, bill.document.clone()).map_err(unlawful)?;
            Ok(again(record, Move::Intended))
        }
        _ if another => Err(conflict::error(bill.key.number.as_str(), record, &kept, &ours)),
        DocumentState::Registered | DocumentState::Cancelling => {
            Ok((SubmitEntry::Answered { record: boxed(), differs }, None))
        }
        DocumentState::Intended | DocumentState::Pending | DocumentState::Sending | DocumentState::InDoubt => {
            if record.held_by(&seen.now).is_some() {
                return Ok((SubmitEntry::Busy { record: boxed() }, None));
            }
            let mut record = record.clone();
            take(call, seen, &mut record);
            let event = call.event(Move::Taken, record.attempt(), Value::Null);
            Ok((mine(&record, differs), Some(RecordChange { record, event })))
        }
    }
}

fn is_free(record: &Record, seen: &LockedRows) -> bool {
    record.held_by(&seen.now).is_none()
}

fn mine(record: &Record, differs: Vec<String>) -> SubmitEntry {
    SubmitEntry::Mine { record: Box::new(record.clone()), differs }
}

fn take(call: &EngineCall<'_>, seen: &LockedRows, record: &mut Record) {
    // No one else holds it: the callers have looked, and the row is locked.
    let _ = record.take(&call.owner, &seen.now, call.lease());
}

fn cancelled_number(call: &EngineCall<'_>, record: &Record) -> Submitted {
    let message = "this number was registered and cancelled; a cancelled number can't be used again".to_owned();
    let refused = RefusedStep::by_einv(Subject::Document, code::NUMBER_SPENT, message, false);
    let report = refused.report(call, record);
    Submitted::refused(RefusedBy::Einv, Some(record.irn()), report)
}

/// Does what the document's state asks for: finds out, sends, or both.
fn work(call: &EngineCall<'_>, bill: &ReadyBill, record: Record) -> Result<Record> {
    carry_on(call, &bill.ledger_key(), &bill.key, record)
}

/// Carries on with a claimed document from where it stands: sends what has not left, settles what is in doubt.
pub fn carry_on(call: &EngineCall<'_>, key: &NumberKey, document: &DocumentKey, record: Record) -> Result<Record> {
    match record.state() {
        DocumentState::Intended | DocumentState::Pending => {
            let sent = dispatch(call, key, document, &record)?;
            settle::see_through(call, key, sent, true)
        }
        _ => settle::see_through(call, key, record, false),
    }
}
