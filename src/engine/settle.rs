//! Settling: finding out what became of a document, and adopting what the portal holds when it is the same.

use super::believe::{self, About, Believed, Doubt};
use super::call::{Asked, Call, Desk};
use super::steps;
use crate::calendar::IstTime;
use crate::document::Status;
use crate::error::{Error, Kind, Result};
use crate::invoice;
use crate::irn::DocumentKey;
use crate::irp::Standing;
use crate::ledger::Change;
use crate::portal::Answer;
use crate::portal::record::Registered;
use crate::portal::refusal::code;
use crate::portal::reply::{Class, Info, Refusal as PortalRefusal, class_of};
use crate::story::{Key, Move, Proof, Record, Refusal, Registration, State, Unlawful};
use serde_json::{Value, json};

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
    call: &Call<'_>,
    key: &Key,
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
        Ok(Some(Change { record, event }))
    })?;
    kept.ok_or_else(super::vanished)
}

/// What the portal said, as evidence.
pub fn evidence(refusals: &[PortalRefusal], infos: &[Info]) -> Value {
    json!({"refusals": refusals, "info": infos.iter().map(info).collect::<Vec<_>>()})
}

fn info(info: &Info) -> Value {
    match info {
        Info::Duplicate(held) => {
            json!({"code": "DUPIRN", "irn": held.irn, "ack_no": held.ack_no, "ack_date": held.ack_date})
        }
        Info::DuplicateElsewhere(held) => json!({"code": "DUPIRNGLP", "irn": held.irn, "ack_no": held.ack_no,
            "ack_date": held.ack_date, "portal": held.reg_irp}),
        Info::EwbErrors(errors) => json!({"code": "EWBERR", "errors": errors}),
        Info::Other { code, text } => json!({"code": code, "text": text}),
    }
}

/// Asks the portal about a claimed document in doubt.
pub fn settle(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: Record) -> Result<Record> {
    look_up(call, desk, key, record, &[])
}

/// The portal has just said that it holds this number.
pub fn after_duplicate(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    key: &Key,
    record: Record,
    infos: &[Info],
) -> Result<Record> {
    look_up(call, desk, key, record, infos)
}

fn look_up(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: Record, infos: &[Info]) -> Result<Record> {
    let (document, irn) = (record.document_key(), record.irn());
    let (doc_type, number, date) = (document.doc_type, &document.number, document.date);
    let asked = call.run(
        desk.ask(false, |token| async move { desk.calls(&token).by_document(doc_type, number, date, &irn).await }),
    )?;
    steps::reached("looked_up");
    let still = |why: Value| conclude(call, key, Move::StillInDoubt, why, Record::doubt);
    match asked {
        Ok(Asked::Answer(Answer::Done(registered))) => adopt(call, desk, key, &record, &registered, Learnt::LookUp),
        Ok(Asked::Answer(Answer::Refused { refusals, infos: more })) => {
            let why = evidence(&refusals, &more);
            match class_of(&refusals) {
                // Of a document this old, not even "not found" proves anything: only sending it again does.
                Some(Class::NotFound) if infos.is_empty() && forgotten(call, &record) => match record.is_cancelling() {
                    true => still(why),
                    false => ask_again(call, desk, key, record),
                },
                Some(Class::NotFound) if infos.is_empty() => absent(call, key, why),
                Some(Class::Gone) if infos.is_empty() => ask_again(call, desk, key, record),
                // It holds the number, here or at another portal, and gives no details: what it said is all there is.
                Some(Class::Gone | Class::NotFound) => gone(call, desk, key, &document, infos, why),
                Some(Class::Token | Class::Auth | Class::Duplicate | Class::Business | Class::Transient) | None => {
                    still(why)
                }
            }
        }
        Ok(Asked::Answer(
            Answer::NotSent { message, .. } | Answer::Unknown { message, .. } | Answer::TokenFault { message },
        )) => still(json!({"why": message})),
        Ok(Asked::NoToken(failed)) => {
            let kept = still(json!({"log_in": failed.error.message}))?;
            use crate::portal::session::Cause;
            match failed.cause {
                Cause::Settings | Cause::Credentials | Cause::Key => {
                    Err(failed.error.kept(kept.irn(), Status::InDoubt))
                }
                Cause::Busy | Cause::NoAnswer => Ok(kept),
            }
        }
        Err(_) => still(json!({"why": "cut short"})),
    }
}

/// Whether the portal, asked now, knows nothing of a document that it has just answered for.
pub fn is_absent(call: &Call<'_>, desk: &Desk<'_, '_>, record: &Record) -> Result<bool> {
    let (document, irn) = (record.document_key(), record.irn());
    let document = &document;
    let asked = call.run(desk.ask(false, |token| async move {
        desk.calls(&token).by_document(document.doc_type, &document.number, document.date, &irn).await
    }))?;
    Ok(matches!(asked, Ok(Asked::Answer(Answer::Refused { refusals, .. }))
        if class_of(&refusals) == Some(Class::NotFound)))
}

/// Whether the portal may no longer give details of a document sent when this one was (2283; NIC's texts say two days,
/// or three).
fn forgotten(call: &Call<'_>, record: &Record) -> bool {
    record.sent_at().is_some_and(|sent| call.now().seconds_since(sent) > super::fetch::GET_DAYS * 86_400)
}

/// The portal does not know it: absent for certain only when nothing can arrive any more.
fn absent(call: &Call<'_>, key: &Key, why: Value) -> Result<Record> {
    let now = call.live.ledger.now();
    let kept = conclude(call, key, Move::Absent, why.clone(), |r| r.absent(&now))?;
    match kept.state() {
        State::InDoubt => conclude(call, key, Move::StillInDoubt, why, Record::doubt),
        _ => Ok(kept),
    }
}

/// The portal holds a document under this number and no longer gives its details (2283). Sending it once more can't
/// register it twice, and makes the portal tell IRN and acknowledgement of the one it holds.
fn ask_again(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: Record) -> Result<Record> {
    let document = record.document_key();
    let lease = call.lease();
    let asking = conclude(call, key, Move::AskedAgain, json!({}), |r| {
        r.take(&call.owner, &call.live.ledger.now(), lease).and_then(|()| r.ask_again())
    })?;
    let bytes = asking.document().as_bytes();
    let asked = call.run(desk.ask(true, |token| async move { desk.calls(&token).generate(bytes).await }))?;
    match asked {
        Ok(Asked::Answer(Answer::Done(registered))) => adopt(call, desk, key, &asking, &registered, Learnt::Answer),
        Ok(Asked::Answer(Answer::Refused { refusals, infos })) if class_of(&refusals) == Some(Class::Duplicate) => {
            gone(call, desk, key, &document, &infos, evidence(&refusals, &infos))
        }
        _ => conclude(call, key, Move::StillInDoubt, json!({}), Record::doubt),
    }
}

/// What the portal said of the duplicate is all there is. It is this document only when an attempt of ours with these bytes
/// is on record from before, and IRN and acknowledgement fit it.
fn gone(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    key: &Key,
    document: &DocumentKey,
    infos: &[Info],
    why: Value,
) -> Result<Record> {
    let held = infos.iter().find_map(|info| match info {
        Info::Duplicate(held) | Info::DuplicateElsewhere(held) => Some(held),
        Info::EwbErrors(_) | Info::Other { .. } => None,
    });
    let earlier = earlier_attempt(call, key)?;
    let fitting = held.zip(earlier).and_then(|(held, earlier)| {
        let (ack_no, ack_date) = (held.ack_no.clone()?, held.ack_date?);
        // The acknowledgement can't be older than that attempt; clocks may differ by some minutes.
        let fits = document.owns(&held.irn)
            && ack_date.seconds_since(earlier) > -600
            && believe::plausible(ack_date, desk.sure_time());
        let portal = held.reg_irp.clone().unwrap_or_else(|| desk.name().to_owned());
        fits.then(|| Registration {
            recovered: true,
            proof: Some(Proof::DuplicateAnswer),
            sandbox: call.engine.is_sandbox(),
            ..Registration::new(held.irn, ack_no, ack_date, portal)
        })
    });
    match fitting {
        Some(registration) => conclude(call, key, Move::Registered, why, |r| r.registered(registration.clone())),
        None => conclude(call, key, Move::StillInDoubt, why, Record::doubt),
    }
}

/// When these bytes were first sent, if they were sent before the attempt that has just been answered.
fn earlier_attempt(call: &Call<'_>, key: &Key) -> Result<Option<IstTime>> {
    let events = call.live.ledger.events(key)?;
    let since = events.iter().rposition(|e| e.what == Move::Intended).unwrap_or(0);
    let sendings: Vec<_> = events[since..].iter().filter(|e| e.what.sends()).collect();
    Ok(sendings.first().filter(|_| sendings.len() > 1).map(|first| first.at))
}

/// Makes a registration the portal tells of ours, after holding it against the document.
pub fn adopt(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    key: &Key,
    record: &Record,
    told: &Registered,
    learnt: Learnt,
) -> Result<Record> {
    let document = record.document_key();
    let (ours, _) = invoice::read(record.document())?;
    let believed = match believe::answer(desk, &About::Document { key: &document, ours: Some(&ours) }, told) {
        Ok(believed) => believed,
        // It answers what it holds, and that isn't ours. Where it once said yes to our own sending, that proves nothing: it may
        // have changed what it took.
        Err(Doubt::Another(differs)) if learnt == Learnt::LookUp && !once_said_yes(call, key)? => {
            return conflict(call, key, record, differs);
        }
        Err(doubt) => {
            let why = doubt.words();
            let kept = conclude(call, key, Move::NotBelieved, json!({"why": why}), Record::doubt)?;
            return Err(Error::new(Kind::Portal, format!("the portal's answer is not believed: {why}"))
                .kept(kept.irn(), kept.state().status())
                .fix("check portal.urls and portal.qr_keys; the document is kept and will be looked up"));
        }
    };
    steps::reached("answered");
    let registration = registration(desk, told, learnt, &believed);
    let detail = json!({"ack_no": registration.ack_no, "recovered": registration.recovered});
    let kept = conclude(call, key, Move::Registered, detail, |r| r.registered(registration.clone()))?;
    if told.status == Standing::Cancelled {
        return conclude(call, key, Move::Cancelled, json!({"by": "the portal"}), |r| r.cancelled(None));
    }
    steps::reached("settled");
    Ok(kept)
}

/// Whether the portal has answered these bytes with a registration that was not believed.
fn once_said_yes(call: &Call<'_>, key: &Key) -> Result<bool> {
    let events = call.live.ledger.events(key)?;
    let since = events.iter().rposition(|e| e.what == Move::Intended).unwrap_or(0);
    Ok(events[since..].iter().any(|e| e.what == Move::NotBelieved))
}

/// The number belongs to another document: this one was certainly not registered.
fn conflict(call: &Call<'_>, key: &Key, record: &Record, differs: Vec<String>) -> Result<Record> {
    let refusal = Refusal {
        code: code::DUPLICATE.into(),
        message: format!("the portal holds another document under this number: {}", differs.join(", ")),
        curable: false,
    };
    let (attempt, why) = (record.attempt(), json!({"differs": &differs}));
    conclude(call, key, Move::Conflict, why, |r| r.refused(attempt, vec![refusal.clone()]))?;
    Err(Error::new(Kind::Conflict, refusal.message).at("/DocDtls/No").differs(differs).fix(super::conflict::ELSEWHERE))
}

fn registration(desk: &Desk<'_, '_>, told: &Registered, learnt: Learnt, believed: &Believed) -> Registration {
    let ack = &believed.ack;
    Registration {
        signed_invoice: Some(told.signed_invoice.clone()),
        signed_qr: Some(told.signed_qr.clone()),
        recovered: learnt == Learnt::LookUp,
        ewb: told.ewb.as_ref().map(super::fetch::bill),
        ewb_errors: told.infos.iter().flat_map(ewb_errors).collect(),
        info: told.infos.iter().map(info).collect(),
        sandbox: believed.sandbox,
        ..Registration::new(ack.irn, ack.ack_no.clone(), ack.ack_date, desk.name().to_owned())
    }
}

/// Why an e-way bill that was asked for with the document failed. It can be asked for again, alone.
fn ewb_errors(info: &Info) -> Vec<Refusal> {
    let Info::EwbErrors(errors) = info else { return Vec::new() };
    errors.iter().map(|e| Refusal { code: e.code.clone(), message: e.message.clone(), curable: true }).collect()
}
