//! Settling: finding out what became of a document, and adopting what the portal holds when it is the same.

use super::believe::{self, BeliefDoubt, Believed, ExpectedRegistration};
use super::call::{AskedPortal, Cut, Desk, EngineCall};
use super::duplicate::{Anywhere, anywhere, gone};
use super::patience::Patience;
use super::watch::Errand;
use super::{steps, submit};
use crate::document::Status;
use crate::error::{Error, ErrorKind, Result};
use crate::invoice;
use crate::irp::IrnStatus;
use crate::ledger::RecordChange;
use crate::portal::PortalAnswer;
use crate::portal::record::IssuedRegistration;
use crate::portal::refusal::code;
use crate::portal::reply::{PortalRefusal, RefusalAction, ReplyInfo, class_of};
use crate::story::{DocumentState, HeldThere, Move, NumberKey, Record, StoredRefusal, StoredRegistration, Unlawful};
use serde_json::{Value, json};
use std::time::Instant;

/// How a registration was learnt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// The answer to the sending itself.
    Answer,
    /// By asking for the document.
    LookUp,
}

/// Writes one move of a document this call holds. A late answer meets a record that has moved on: then the record
/// stands, but for a registration, which `story` lets through.
pub fn conclude(
    call: &EngineCall<'_>,
    key: &NumberKey,
    what: Move,
    detail: Value,
    change: impl Fn(&mut Record) -> Result<(), Unlawful>,
) -> Result<Record> {
    let kept = call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        let held = record.claim().is_none_or(|claim| claim.owner == call.owner);
        if !(held || what == Move::Registered) || change(&mut record).is_err() {
            return Ok(None);
        }
        let event = call.event(what, record.attempt(), detail.clone());
        Ok(Some(RecordChange { record, event }))
    })?;
    kept.ok_or_else(super::vanished)
}

/// What the portal said, as evidence.
pub fn evidence(refusals: &[PortalRefusal], infos: &[ReplyInfo]) -> Value {
    json!({"refusals": refusals, "info": infos.iter().map(info).collect::<Vec<_>>()})
}

fn info(info: &ReplyInfo) -> Value {
    match info {
        ReplyInfo::Duplicate(held) => {
            json!({"code": "DUPIRN", "irn": held.irn, "ack_no": held.ack_no, "ack_date": held.ack_date})
        }
        ReplyInfo::DuplicateElsewhere(held) => json!({"code": "DUPIRNGLP", "irn": held.irn, "ack_no": held.ack_no,
            "ack_date": held.ack_date, "portal": held.reg_irp}),
        ReplyInfo::EwbErrors(errors) => json!({"code": "EWBERR", "errors": errors}),
        ReplyInfo::Distance(km) => json!({"code": "distance", "km": km}),
        ReplyInfo::Other { code, text } => json!({"code": code, "text": text}),
    }
}

/// A document that certainly is not at the portal waits, and why.
pub fn keep(call: &EngineCall<'_>, key: &NumberKey, what: Move, why: &str) -> Result<Record> {
    conclude(call, key, what, json!({"why": why}), |r| r.not_sent(why))
}

/// What a look-up found out.
enum LookUp {
    /// What the record says; it may still be in doubt, when no look-up will tell.
    Known(Record),
    /// The portal does not know it, or says nothing of it, and a request may still arrive.
    NotYet(Record),
    /// The portal could not be asked.
    Unasked(Record),
}

/// Sees a document in doubt through, as far as the call's time allows: asks, pauses, and asks again; and sends it again when
/// the portal certainly does not have it. `ours` where this call's own request is what is in doubt.
pub fn see_through(call: &EngineCall<'_>, key: &NumberKey, record: Record, ours: bool) -> Result<Record> {
    let (document, mut record) = (record.document_key(), record);
    let mut patience = Patience::begin(call, ours);
    let mut just_sent = ours;
    // What the answer to a sending says to be elsewhere was looked for by then.
    while record.state() == DocumentState::InDoubt && !(just_sent && record.held_there().is_some()) {
        let arrives_for = record.arrives_for(&call.live.ledger.now());
        let Some(pause) = patience.next(arrives_for) else { return set_free(call, key, record) };
        // Others who want this document wait for what is found out here.
        let Some(mine) = claim(call, key, &record)? else { return submit::current(call, key) };
        if !call.rest(pause)? {
            let kept = conclude(call, key, Move::StillInDoubt, json!({"why": "cut short"}), Record::doubt)?;
            return submit::cut_short(call.cut(), kept);
        }
        let Some(mine) = claim(call, key, &mine)? else { return submit::current(call, key) };
        let desk = Desk::of(call, &mine, document.gstin)?;
        record = match look(call, &desk, key, mine, patience.until())? {
            LookUp::Known(known) if known.state() == DocumentState::InDoubt => return Ok(known),
            LookUp::Known(known) => known,
            LookUp::NotYet(still) => {
                patience.asked(true);
                still
            }
            LookUp::Unasked(still) => {
                patience.asked(false);
                still
            }
        };
        if record.state() == DocumentState::Pending {
            just_sent = true;
            record = match call.has_time_for_an_exchange() {
                true => submit::dispatch(call, key, &document, &record)?,
                false => {
                    keep(call, key, Move::NotSent, "the portal does not have it; there was no time to send it again")?
                }
            };
        }
    }
    Ok(record)
}

/// Takes what is in doubt for this call, or keeps it; `None` where somebody else is at it, or it is in doubt no more.
fn claim(call: &EngineCall<'_>, key: &NumberKey, record: &Record) -> Result<Option<Record>> {
    if record.is_held(&call.owner, record.attempt()) && call.claim_outlives_exchange(record.claim()) {
        return Ok(Some(record.clone()));
    }
    let mut mine = None;
    call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut record) = seen.this.clone().filter(|r| r.state() == DocumentState::InDoubt) else {
            return Ok(None);
        };
        if record.take(&call.owner, &seen.now, call.lease()).is_err() {
            return Ok(None);
        }
        mine = Some(record.clone());
        let event = call.event(Move::Taken, record.attempt(), json!({"by": "settling"}));
        Ok(Some(RecordChange { record, event }))
    })?;
    Ok(mine)
}

/// Gives up a claim that this call has no more use for.
fn set_free(call: &EngineCall<'_>, key: &NumberKey, record: Record) -> Result<Record> {
    match record.is_held(&call.owner, record.attempt()) {
        true => conclude(call, key, Move::StillInDoubt, json!({"why": "not asked"}), Record::doubt),
        false => Ok(record),
    }
}

/// Asks the portal once about a claimed document in doubt.
fn look(call: &EngineCall<'_>, desk: &Desk<'_, '_>, key: &NumberKey, record: Record, until: Instant) -> Result<LookUp> {
    if let Some(there) = record.held_there() {
        let named = there.portal.clone();
        return match anywhere(call, desk, key, &record, true, Some(&named))? {
            Anywhere::Known(known) => Ok(LookUp::Known(*known)),
            Anywhere::Nowhere(why) => {
                let there = HeldThere { asked: true, ..there.clone() };
                conclude(call, key, Move::FoundHeld, why, |r| r.found_held(there.clone())).map(LookUp::Known)
            }
        };
    }
    let may_arrive = !record.can_no_longer_arrive(&call.live.ledger.now());
    if may_arrive && record.misses() as usize >= call.persistence.looks() {
        return set_free(call, key, record).map(LookUp::NotYet);
    }
    let asked = ask(call, desk, &record, until)?;
    steps::reached("looked_up");
    let still = |why: Value| conclude(call, key, Move::StillInDoubt, why, Record::doubt);
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(registered))) => {
            adopt(call, desk, key, &record, &registered, Learnt::LookUp).map(LookUp::Known)
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            match class_of(&refusals) {
                // Of a document this old, not even "not found" proves anything: only sending it again does.
                Some(RefusalAction::NotFound) if forgotten(call, &record) => match record.is_cancelling() {
                    true => still(why).map(LookUp::Known),
                    false => ask_again(call, desk, key, record).map(LookUp::Known),
                },
                Some(RefusalAction::NotFound) => absent(call, key, why),
                Some(RefusalAction::Gone) => ask_again(call, desk, key, record).map(LookUp::Known),
                Some(
                    RefusalAction::Token
                    | RefusalAction::Auth
                    | RefusalAction::Duplicate
                    | RefusalAction::Business
                    | RefusalAction::Transient,
                )
                | None => still(why).map(LookUp::NotYet),
            }
        }
        Ok(AskedPortal::Answer(
            PortalAnswer::NotSent { message, .. }
            | PortalAnswer::Unknown { message, .. }
            | PortalAnswer::TokenFault { message, .. },
        )) => still(json!({"why": message})).map(LookUp::Unasked),
        Ok(AskedPortal::NoToken(failed)) => {
            let kept = still(json!({"log_in": failed.error.message}))?;
            use crate::portal::session::Cause;
            match failed.cause {
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    Err(failed.error.kept(kept.irn(), Status::InDoubt))
                }
                // It is left alone: no pause of this call's is as long as that.
                Cause::Busy => Ok(LookUp::Known(kept)),
                Cause::NoAnswer => Ok(LookUp::Unasked(kept)),
            }
        }
        Err(_) => still(json!({"why": "cut short"})).map(LookUp::Unasked),
    }
}

/// Asks a desk for a document.
pub fn ask(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    record: &Record,
    until: Instant,
) -> Result<std::result::Result<AskedPortal<IssuedRegistration>, Cut>> {
    let (document, irn) = (record.document_key(), record.irn());
    let (doc_type, number, date) = (document.doc_type, &document.number, document.date);
    call.run_until(
        until,
        desk.ask(
            Errand::LooksUp,
            |token| async move { desk.calls(&token).by_document(doc_type, number, date, &irn).await },
        ),
    )
}

/// Whether the portal, asked now, knows nothing of a document that it has just answered for.
pub fn is_absent(call: &EngineCall<'_>, desk: &Desk<'_, '_>, record: &Record) -> Result<bool> {
    let asked = ask(call, desk, record, call.deadline)?;
    Ok(matches!(asked, Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, .. }))
        if class_of(&refusals) == Some(RefusalAction::NotFound)))
}

/// Whether the portal may no longer give details of a document sent when this one was (2283; NIC's texts say two days,
/// or three).
fn forgotten(call: &EngineCall<'_>, record: &Record) -> bool {
    record.sent_at().is_some_and(|sent| call.now().seconds_since(sent) > super::fetch::GET_DAYS * 86_400)
}

/// The portal does not know it: absent for certain only when nothing can arrive any more.
fn absent(call: &EngineCall<'_>, key: &NumberKey, why: Value) -> Result<LookUp> {
    let now = call.live.ledger.now();
    let kept = conclude(call, key, Move::Absent, why.clone(), |r| r.absent(&now))?;
    match kept.state() {
        DocumentState::InDoubt => conclude(call, key, Move::StillInDoubt, why, Record::missed).map(LookUp::NotYet),
        _ => Ok(LookUp::Known(kept)),
    }
}

/// The portal holds a document under this number and no longer gives its details (2283). Sending it once more can't
/// register it twice, and makes the portal tell IRN and acknowledgement of the one it holds.
fn ask_again(call: &EngineCall<'_>, desk: &Desk<'_, '_>, key: &NumberKey, record: Record) -> Result<Record> {
    let document = record.document_key();
    let lease = call.lease();
    let asking = conclude(call, key, Move::AskedAgain, json!({}), |r| {
        r.take(&call.owner, &call.live.ledger.now(), lease).and_then(|()| r.ask_again())
    })?;
    let bytes = asking.document().as_bytes();
    let asked =
        call.run(desk.ask_holding(Errand::Sends, asking.claim(), |token| async move {
            desk.calls(&token).generate(bytes).await
        }))?;
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(registered))) => {
            adopt(call, desk, key, &asking, &registered, Learnt::Answer)
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos }))
            if class_of(&refusals) == Some(RefusalAction::Duplicate) =>
        {
            gone(call, desk, key, &document, &infos, evidence(&refusals, &infos))
        }
        _ => conclude(call, key, Move::StillInDoubt, json!({}), Record::doubt),
    }
}

/// Makes a registration the portal tells of ours, after holding it against the document.
pub fn adopt(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    key: &NumberKey,
    record: &Record,
    told: &IssuedRegistration,
    learnt: Learnt,
) -> Result<Record> {
    let document = record.document_key();
    let (ours, _) = invoice::read(record.document())?;
    let believed =
        match believe::answer(desk, &ExpectedRegistration::Document { key: &document, ours: Some(&ours) }, told) {
            Ok(believed) => believed,
            // It answers what it holds, and that isn't ours. Where it once said yes to our own sending, that proves nothing: it may
            // have changed what it took.
            Err(BeliefDoubt::Another(differs)) if learnt == Learnt::LookUp && !once_said_yes(call, key)? => {
                return conflict(call, key, record, differs);
            }
            Err(doubt) => {
                let why = doubt.words();
                let kept = conclude(call, key, Move::NotBelieved, json!({"why": why}), Record::doubt)?;
                return Err(Error::new(ErrorKind::Portal, format!("the portal's answer is not believed: {why}"))
                    .kept(kept.irn(), kept.state().status())
                    .fix("check portal.urls and portal.qr_keys; the document is kept and will be looked up"));
            }
        };
    steps::reached("answered");
    let registration = registration(desk, told, learnt, &believed);
    let detail = json!({"ack_no": registration.ack_no, "recovered": registration.recovered});
    let kept = conclude(call, key, Move::Registered, detail, |r| r.registered(registration.clone()))?;
    if told.status == IrnStatus::Cancelled {
        return conclude(call, key, Move::Cancelled, json!({"by": "the portal"}), |r| r.cancelled(None));
    }
    steps::reached("settled");
    Ok(kept)
}

/// Whether the portal has answered these bytes with a registration that was not believed.
fn once_said_yes(call: &EngineCall<'_>, key: &NumberKey) -> Result<bool> {
    let events = call.live.ledger.events(key)?;
    let since = events.iter().rposition(|e| e.what == Move::Intended).unwrap_or(0);
    Ok(events[since..].iter().any(|e| e.what == Move::NotBelieved))
}

/// The number belongs to another document: this one was certainly not registered.
fn conflict(call: &EngineCall<'_>, key: &NumberKey, record: &Record, differs: Vec<String>) -> Result<Record> {
    let refusal = StoredRefusal {
        code: code::DUPLICATE.into(),
        message: format!("the portal holds another document under this number: {}", differs.join(", ")),
        curable: false,
    };
    let (attempt, why) = (record.attempt(), json!({"differs": &differs}));
    conclude(call, key, Move::Conflict, why, |r| r.refused(attempt, vec![refusal.clone()]))?;
    Err(Error::new(ErrorKind::Conflict, refusal.message)
        .at("/DocDtls/No")
        .differs(differs)
        .fix(super::conflict::ELSEWHERE))
}

fn registration(
    desk: &Desk<'_, '_>,
    told: &IssuedRegistration,
    learnt: Learnt,
    believed: &Believed,
) -> StoredRegistration {
    let ack = &believed.ack;
    StoredRegistration {
        signed_invoice: Some(told.signed_invoice.clone()),
        signed_qr: Some(told.signed_qr.clone()),
        recovered: learnt == Learnt::LookUp,
        address: desk.address(),
        ewb: told.ewb.as_ref().map(super::fetch::bill),
        ewb_errors: told.infos.iter().flat_map(ewb_errors).collect(),
        info: told.infos.iter().map(info).collect(),
        sandbox: believed.sandbox,
        ..StoredRegistration::new(ack.irn, ack.ack_no.clone(), ack.ack_date, desk.name().to_owned())
    }
}

/// Why an e-way bill that was asked for with the document failed. It can be asked for again, alone.
fn ewb_errors(info: &ReplyInfo) -> Vec<StoredRefusal> {
    let ReplyInfo::EwbErrors(errors) = info else { return Vec::new() };
    errors.iter().map(|e| StoredRefusal { code: e.code.clone(), message: e.message.clone(), curable: true }).collect()
}
