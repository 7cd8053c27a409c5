//! Submitting: a document is on disk before its first byte leaves, and an answer is on disk before it is told.

use super::answer;
use super::call::{AskedPortal, Cut, Desk, EngineCall};
use super::given::TakenDocument;
use super::refused::{RefusedStep, Subject};
use super::settle::{self, Learnt, conclude, evidence};
use super::watch::Errand;
use super::{When, conflict, duplicate, gstin, heard, law, steps, table, unlawful};
use crate::answer::submitted::{RefusedBy, Submitted};
use crate::document::Status;
use crate::error::{Error, ErrorKind, Result};
use crate::explain;
use crate::finding::Report;
use crate::gstin::Gstin;
use crate::invoice;
use crate::irn::{DocumentKey, Irn};
use crate::ledger::{LockedRows, RecordChange};
use crate::portal::PortalAnswer;
use crate::portal::refusal::code;
use crate::portal::reply::{RefusalAction, ReplyInfo, class_of};
use crate::portal::session::{Cause, Failed};
use crate::rules::{self, Context};
use crate::story::{DocumentState, Move, NumberKey, Record, StoredRefusal};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
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
        Ended::Known { record, report, differs } => answer::submitted(call, &record, *report, differs),
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
    if call.options.when == Some(When::Required)
        && let Some(answer) = law::not_asked_for(call, &judged)?
    {
        return Ok(Ended::Answered(answer));
    }
    let (true, Some(key)) = (judged.report.valid, judged.key) else {
        let report = judged.report;
        return Ok(Ended::Answered(Submitted::refused(RefusedBy::Einv, report.irn, report)));
    };
    let irn = key.irn(context.irn_day(&key));
    let bill = ReadyBill { key, irn, document: invoice::write(&judged.invoice), report: judged.report };
    // Who can't log in anywhere is told before anything is kept.
    Desk::new(call, bill.key.gstin)?;
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
            "the same number of another year is not settled yet",
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
    // Nobody else holds it: the callers have looked, and the row is locked.
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

/// Sends a claimed document, unless the portal has refused one of its codes today.
pub fn dispatch(call: &EngineCall<'_>, key: &NumberKey, document: &DocumentKey, record: &Record) -> Result<Record> {
    match heard::held(call, record) {
        Some(held) => settle::keep(call, key, Move::Held, &held.said()),
        None => send(call, key, document, record),
    }
}

/// Sends a claimed document to the first portal that takes it. The next one is tried only when the one before has
/// certainly not registered it: then, and only then, the document is pending again.
fn send(call: &EngineCall<'_>, key: &NumberKey, document: &DocumentKey, record: &Record) -> Result<Record> {
    let mut record = record.clone();
    let mut refused: Option<Error> = None;
    let portals = call.portals_of(document.gstin);
    for (nth, index) in portals.iter().enumerate() {
        if nth > 0 {
            match reclaim(call, key)? {
                Some(mine) => record = mine,
                None => return current(call, key),
            }
        }
        let desk = Desk::at(call, *index, document.gstin)?.about(record.irn());
        match send_at(call, &desk, key, &record, true) {
            Ok(kept) if kept.state() == DocumentState::Pending && !call.is_late() && !call.is_stopped() => {
                record = kept
            }
            Ok(kept) => return Ok(kept),
            // Log-ins that one portal refuses may be good at another.
            Err(error) if matches!(error.kind, ErrorKind::Auth | ErrorKind::Config) && is_pending(&error) => {
                refused.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    match refused {
        Some(error) => Err(error),
        None => Ok(record),
    }
}

fn is_pending(error: &Error) -> bool {
    error.kept.as_ref().is_some_and(|kept| kept.status == Status::Pending)
}

/// Takes what waits once more; `None` when somebody else has.
fn reclaim(call: &EngineCall<'_>, key: &NumberKey) -> Result<Option<Record>> {
    let mut mine = None;
    call.live.ledger.change(key, call.until(), &mut |seen| {
        let waits = |r: &Record| r.state() == DocumentState::Pending && r.held_by(&seen.now).is_none();
        let Some(mut record) = seen.this.clone().filter(waits) else { return Ok(None) };
        record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
        mine = Some(record.clone());
        let event = call.event(Move::Taken, record.attempt(), Value::Null);
        Ok(Some(RecordChange { record, event }))
    })?;
    Ok(mine)
}

/// The document as it is now.
pub fn current(call: &EngineCall<'_>, key: &NumberKey) -> Result<Record> {
    call.live.ledger.find(key)?.ok_or_else(super::vanished)
}

/// Sends a claimed document to one portal and writes down what came of it. `renews`: a GSTIN that the portal calls inactive
/// may be renewed there, and the document sent once more.
fn send_at(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    key: &NumberKey,
    record: &Record,
    renews: bool,
) -> Result<Record> {
    steps::reached("intended");
    // The log-in comes first: it may take its time, and nothing has left while it does.
    match call.run(desk.ready(Errand::Sends))? {
        Ok(Ok(())) => {}
        Ok(Err(failed)) => return no_token(call, key, record, failed),
        Err(cut) => {
            return cut_short(cut, settle::keep(call, key, Move::NotSent, CUT_SHORT)?);
        }
    }
    steps::reached("logged_in");
    if let Some(held) = duplicate::held_already(call, desk, key, record)? {
        return Ok(held);
    }
    let Some(sending) = begin(call, desk, key, record)? else {
        // The claim ran out meanwhile and somebody else has taken it: theirs is the story now.
        return current(call, key);
    };
    steps::reached("sending");
    call.sent.store(true, Ordering::Relaxed);
    let bytes = sending.document().as_bytes();
    let asked = call.run(desk.ask_holding(Errand::Sends, sending.claim(), |token| async move {
        desk.calls(&token).generate(bytes).await
    }))?;
    steps::reached("sent");
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, .. }))
            if renews && renewed(call, desk, &sending, &refusals)? =>
        {
            let why = crate::portal::refusal::in_words(&refusals);
            conclude(call, key, Move::GstinRenewed, evidence(&refusals, &[]), |r| r.not_sent(&why))?;
            match reclaim(call, key)? {
                Some(mine) => send_at(call, desk, key, &mine, false),
                None => current(call, key),
            }
        }
        Ok(AskedPortal::Answer(answer)) => answered(call, desk, key, &sending, answer),
        // The portal turned the request away at the door: it certainly did nothing.
        Ok(AskedPortal::NoToken(failed)) => no_token(call, key, &sending, failed),
        Err(cut) if desk.nothing_left() => cut_short(cut, settle::keep(call, key, Move::NotSent, CUT_SHORT)?),
        Err(cut) => {
            let kept = conclude(call, key, Move::InDoubt, json!({"why": "cut short"}), Record::doubt)?;
            cut_short(cut, kept)
        }
    }
}

/// Whether the portal refused a GSTIN whose copy it has just renewed and found active (3028, 3029). What such a refusal
/// drags along (2174) rests on the old copy.
fn renewed(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    sending: &Record,
    refusals: &[crate::portal::reply::PortalRefusal],
) -> Result<bool> {
    let Some(about) = refusals.iter().find(|r| code::STALE_GSTIN.contains(&r.code.as_str())) else { return Ok(false) };
    let named = about.message.split(|c: char| !c.is_ascii_alphanumeric()).find_map(Gstin::parse);
    let buyer = || {
        let document: Value = serde_json::from_str(sending.document()).ok()?;
        Gstin::parse(document["BuyerDtls"]["Gstin"].as_str()?)
    };
    match named.or_else(buyer) {
        Some(gstin) => Ok(call.run(gstin::renewed(desk, gstin))?.unwrap_or(false)),
        None => Ok(false),
    }
}

/// Commits that the next byte goes out: with a lease that outlives the exchange, or not at all.
fn begin(call: &EngineCall<'_>, desk: &Desk<'_, '_>, key: &NumberKey, record: &Record) -> Result<Option<Record>> {
    let mut begun = false;
    let kept = call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut current) = seen.this.clone().filter(|c| c.is_held(&call.owner, record.attempt())) else {
            return Ok(None);
        };
        let taken = current.take(&call.owner, &seen.now, call.lease());
        if taken.and_then(|()| current.begin_sending(desk.name(), call.now())).is_err() {
            return Ok(None);
        }
        begun = true;
        let detail = json!({"portal": desk.name(), "bytes": current.document().len()});
        let event = call.event(Move::Sending, current.attempt(), detail);
        Ok(Some(RecordChange { record: current, event }))
    })?;
    Ok(kept.filter(|_| begun))
}

/// Why a document waits whose call ended before it left.
const CUT_SHORT: &str = "the call ended before the document left";

/// No token, so nothing left: the document waits.
fn no_token(call: &EngineCall<'_>, key: &NumberKey, record: &Record, failed: Failed) -> Result<Record> {
    let message = &failed.error.message;
    let kept = conclude(call, key, Move::NotSent, json!({"log_in": message}), |r| r.not_sent(message))?;
    match failed.cause {
        Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
            Err(failed.error.kept(record.irn(), Status::Pending))
        }
        Cause::Busy | Cause::NoAnswer => Ok(kept),
    }
}

/// A document whose call ended before its answer came.
pub fn cut_short(cut: Cut, kept: Record) -> Result<Record> {
    match cut {
        Cut::Deadline => Ok(kept),
        Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")
            .kept(kept.irn(), kept.state().status())
            .fix("the document is kept: submit it again, or let einv_flush settle it")),
    }
}

/// Writes down the answer to a sending.
fn answered(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    key: &NumberKey,
    sending: &Record,
    answer: PortalAnswer<crate::portal::record::IssuedRegistration>,
) -> Result<Record> {
    match answer {
        PortalAnswer::Done(registered) => {
            let kept = settle::adopt(call, desk, key, sending, &registered, Learnt::Answer)?;
            heard::accepted(call, sending);
            Ok(kept)
        }
        PortalAnswer::NotSent { kind, message } => {
            let kept = settle::keep(call, key, Move::NotSent, &message)?;
            if kind == ErrorKind::Config {
                Err(Error::new(kind, message).kept(kept.irn(), Status::Pending))
            } else {
                Ok(kept)
            }
        }
        // Turned away at the door twice: a token that isn't taken does nothing.
        PortalAnswer::TokenFault { message, .. } => settle::keep(call, key, Move::NotSent, &message),
        PortalAnswer::Unknown { message, .. } => {
            conclude(call, key, Move::InDoubt, json!({"why": message}), Record::doubt)
        }
        PortalAnswer::Refused { refusals, infos } => refused(call, desk, key, sending, &refusals, &infos),
    }
}

fn refused(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    key: &NumberKey,
    sending: &Record,
    refusals: &[crate::portal::reply::PortalRefusal],
    infos: &[ReplyInfo],
) -> Result<Record> {
    let (detail, words) = (evidence(refusals, infos), crate::portal::refusal::in_words(refusals));
    match class_of(refusals) {
        Some(RefusalAction::Duplicate) if refusals.iter().any(|r| r.code == code::NUMBER_SPENT) => {
            store(call, key, sending, refusals)
        }
        Some(RefusalAction::Duplicate) => duplicate::after_duplicate(call, desk, key, infos, detail),
        // With another portal to go on to, the portal's word that it was busy is not enough.
        Some(RefusalAction::Transient) | None if call.has_several() && !settle::is_absent(call, desk, sending)? => {
            conclude(call, key, Move::InDoubt, detail, Record::doubt)
        }
        Some(RefusalAction::Transient) | None => conclude(call, key, Move::NotTaken, detail, |r| r.not_sent(&words)),
        Some(RefusalAction::Gone) => conclude(call, key, Move::InDoubt, detail, Record::doubt),
        Some(RefusalAction::Auth) => {
            let kept = conclude(call, key, Move::NotSent, detail, |r| r.not_sent(&words))?;
            Err(Error::new(ErrorKind::Auth, format!("the portal refuses this client: {words}"))
                .kept(kept.irn(), Status::Pending))
        }
        Some(RefusalAction::Token | RefusalAction::Business | RefusalAction::NotFound) => {
            heard::refused(call, sending, refusals);
            store(call, key, sending, refusals)
        }
    }
}

/// Keeps a refusal: the number is free for changed content.
fn store(
    call: &EngineCall<'_>,
    key: &NumberKey,
    sending: &Record,
    refusals: &[crate::portal::reply::PortalRefusal],
) -> Result<Record> {
    let attempt = sending.attempt();
    steps::reached("refused");
    let list: Vec<StoredRefusal> = refusals
        .iter()
        .map(|r| StoredRefusal {
            code: r.code.clone(),
            message: r.message.clone(),
            curable: explain::find(&r.code).is_some_and(|known| known.retry.unchanged()),
        })
        .collect();
    conclude(call, key, Move::Rejected, evidence(refusals, &[]), |r| r.refused(attempt, list.clone()))
}
