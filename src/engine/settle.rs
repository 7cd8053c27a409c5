//! Settling: finding out what became of a document, and adopting what the portal holds when it is the same.

use super::believe::{self, About, Believed, Doubt};
use super::call::{Asked, Call, Cut, Desk};
use super::patience::Patience;
use super::watch::Errand;
use super::{steps, submit};
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
use crate::portal::reply::{Class, Held, Info, Refusal as PortalRefusal, class_of};
use crate::story::{HeldThere, Key, Move, Proof, Record, Refusal, Registration, State, Unlawful};
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
    kept.ok_or_else(|| Error::new(Kind::Ledger, "the document has vanished from the ledger"))
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

/// A document that certainly is not at the portal waits, and why.
pub fn keep(call: &Call<'_>, key: &Key, what: Move, why: &str) -> Result<Record> {
    conclude(call, key, what, json!({"why": why}), |r| r.not_sent(why))
}

/// What a look-up found out.
enum Look {
    /// What the record says; it may still be in doubt, when no look-up will tell.
    Known(Record),
    /// The portal does not know it, or says nothing of it, and a request may still arrive.
    NotYet(Record),
    /// The portal could not be asked.
    Unasked(Record),
}

/// Sees a document in doubt through, as far as the call's time allows: asks, pauses, and asks again; and sends it again when
/// the portal certainly does not have it. `ours` where this call's own request is what is in doubt.
pub fn see_through(call: &Call<'_>, key: &Key, record: Record, ours: bool) -> Result<Record> {
    let (document, mut record) = (record.document_key(), record);
    let mut patience = Patience::begin(call, ours);
    let mut just_sent = ours;
    // What the answer to a sending says to be elsewhere was looked for by then.
    while record.state() == State::InDoubt && !(just_sent && record.held_there().is_some()) {
        let arrives_for = record.arrives_for(&call.live.ledger.now());
        let Some(pause) = patience.next(arrives_for) else { return set_free(call, key, record) };
        // Others who want this document wait for what is found out here.
        let Some(mine) = claim(call, key, &record)? else { return submit::current(call, key) };
        if !call.rest(pause)? {
            return conclude(call, key, Move::StillInDoubt, json!({"why": "cut short"}), Record::doubt);
        }
        let Some(mine) = claim(call, key, &mine)? else { return submit::current(call, key) };
        let desk = Desk::of(call, &mine, document.gstin)?;
        record = match look(call, &desk, key, mine, patience.until())? {
            Look::Known(known) if known.state() == State::InDoubt => return Ok(known),
            Look::Known(known) => known,
            Look::NotYet(still) => {
                patience.asked(true);
                still
            }
            Look::Unasked(still) => {
                patience.asked(false);
                still
            }
        };
        if record.state() == State::Pending {
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
fn claim(call: &Call<'_>, key: &Key, record: &Record) -> Result<Option<Record>> {
    if record.is_held(&call.owner, record.attempt()) && call.claim_outlives_exchange(record) {
        return Ok(Some(record.clone()));
    }
    let mut mine = None;
    call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut record) = seen.this.clone().filter(|r| r.state() == State::InDoubt) else { return Ok(None) };
        if record.take(&call.owner, &seen.now, call.lease()).is_err() {
            return Ok(None);
        }
        mine = Some(record.clone());
        let event = call.event(Move::Taken, record.attempt(), json!({"by": "settling"}));
        Ok(Some(Change { record, event }))
    })?;
    Ok(mine)
}

/// Gives up a claim that this call has no more use for.
fn set_free(call: &Call<'_>, key: &Key, record: Record) -> Result<Record> {
    match record.is_held(&call.owner, record.attempt()) {
        true => conclude(call, key, Move::StillInDoubt, json!({"why": "not asked"}), Record::doubt),
        false => Ok(record),
    }
}

/// Asks the portal once about a claimed document in doubt.
fn look(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: Record, until: Instant) -> Result<Look> {
    if let Some(there) = record.held_there() {
        let named = there.portal.clone();
        return match anywhere(call, desk, key, &record, true, Some(&named))? {
            Anywhere::Known(known) => Ok(Look::Known(known)),
            Anywhere::Nowhere(why) => {
                let there = HeldThere { asked: true, ..there.clone() };
                conclude(call, key, Move::FoundHeld, why, |r| r.found_held(there.clone())).map(Look::Known)
            }
        };
    }
    let may_arrive = !record.can_no_longer_arrive(&call.live.ledger.now());
    if may_arrive && record.misses() as usize >= call.persistence.looks() {
        return set_free(call, key, record).map(Look::NotYet);
    }
    let asked = ask(call, desk, &record, until)?;
    steps::reached("looked_up");
    let still = |why: Value| conclude(call, key, Move::StillInDoubt, why, Record::doubt);
    match asked {
        Ok(Asked::Answer(Answer::Done(registered))) => {
            adopt(call, desk, key, &record, &registered, Learnt::LookUp).map(Look::Known)
        }
        Ok(Asked::Answer(Answer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            match class_of(&refusals) {
                // Of a document this old, not even "not found" proves anything: only sending it again does.
                Some(Class::NotFound) if forgotten(call, &record) => match record.is_cancelling() {
                    true => still(why).map(Look::Known),
                    false => ask_again(call, desk, key, record).map(Look::Known),
                },
                Some(Class::NotFound) => absent(call, key, why),
                Some(Class::Gone) => ask_again(call, desk, key, record).map(Look::Known),
                Some(Class::Token | Class::Auth | Class::Duplicate | Class::Business | Class::Transient) | None => {
                    still(why).map(Look::NotYet)
                }
            }
        }
        Ok(Asked::Answer(
            Answer::NotSent { message, .. } | Answer::Unknown { message, .. } | Answer::TokenFault { message, .. },
        )) => still(json!({"why": message})).map(Look::Unasked),
        Ok(Asked::NoToken(failed)) => {
            let kept = still(json!({"log_in": failed.error.message}))?;
            use crate::portal::session::Cause;
            match failed.cause {
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    Err(failed.error.kept(kept.irn(), Status::InDoubt))
                }
                // It is left alone: no pause of this call's is as long as that.
                Cause::Busy => Ok(Look::Known(kept)),
                Cause::NoAnswer => Ok(Look::Unasked(kept)),
            }
        }
        Err(_) => still(json!({"why": "cut short"})).map(Look::Unasked),
    }
}

/// Asks a desk for a document.
fn ask(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    record: &Record,
    until: Instant,
) -> Result<std::result::Result<Asked<Registered>, Cut>> {
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

/// The portal has just said that it holds this number, or that another portal does. Whether it is this document is for the
/// comparison to say.
pub fn after_duplicate(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    key: &Key,
    infos: &[Info],
    detail: Value,
) -> Result<Record> {
    let elsewhere = infos.iter().any(|info| matches!(info, Info::DuplicateElsewhere(_)));
    let held = HeldThere { asked: false, ..held_there(desk, infos) };
    let doubted = conclude(call, key, Move::Duplicate, detail, |r| match elsewhere {
        true => r.found_held(held.clone()),
        false => r.doubt(),
    })?;
    match anywhere(call, desk, key, &doubted, !elsewhere, Some(&held.portal))? {
        Anywhere::Known(record) => Ok(record),
        // What it said is all there is.
        Anywhere::Nowhere(why) => gone(call, desk, key, &doubted.document_key(), infos, why),
    }
}

/// What came of looking for a document at every place of the taxpayer's.
enum Anywhere {
    /// What the record says; still in doubt, where one of them could not be asked.
    Known(Record),
    /// None of them gives details.
    Nowhere(Value),
}

/// Looks for a document here, where that is wanted, and then at every other address and portal, the one that is named first.
fn anywhere(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    key: &Key,
    record: &Record,
    here: bool,
    named: Option<&str>,
) -> Result<Anywhere> {
    let others = desk.others(named)?;
    let mut nowhere = json!({});
    for desk in here.then_some(desk).into_iter().chain(&others) {
        let asked = ask(call, desk, record, call.deadline)?;
        steps::reached("looked_up");
        let why = match asked {
            Ok(Asked::Answer(Answer::Done(registered))) => {
                let adopted = adopt(call, desk, key, record, &registered, Learnt::LookUp);
                if adopted.as_ref().is_err_and(|error| error.kind == Kind::Conflict) {
                    desk.was_wrong();
                }
                return adopted.map(Anywhere::Known);
            }
            Ok(Asked::Answer(Answer::Refused { refusals, infos })) => {
                let why = evidence(&refusals, &infos);
                if matches!(class_of(&refusals), Some(Class::Gone | Class::NotFound)) {
                    nowhere = why;
                    continue;
                }
                why
            }
            Ok(Asked::Answer(
                Answer::NotSent { message, .. } | Answer::Unknown { message, .. } | Answer::TokenFault { message, .. },
            )) => json!({"why": message}),
            Ok(Asked::NoToken(failed)) => json!({"log_in": failed.error.message}),
            Err(_) => json!({"why": "cut short"}),
        };
        return conclude(call, key, Move::StillInDoubt, why, Record::doubt).map(Anywhere::Known);
    }
    Ok(Anywhere::Nowhere(nowhere))
}

/// What is known of a registration that stands: what the duplicate's answer says, else that this portal has it.
fn held_there(desk: &Desk<'_, '_>, infos: &[Info]) -> HeldThere {
    let held = held_of(infos);
    HeldThere {
        portal: held.and_then(|held| held.reg_irp.clone()).unwrap_or_else(|| desk.name().to_owned()),
        ack_no: held.and_then(|held| held.ack_no.clone()),
        ack_date: held.and_then(|held| held.ack_date).map(IstTime::portal),
        asked: true,
    }
}

/// Looks for a document before it is sent, where the portal held the last ones already: a ledger that has forgotten them
/// would send each in vain, and portals block who does. `None` where it is to be sent.
pub fn held_already(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: &Record) -> Result<Option<Record>> {
    if !desk.asks_first()? {
        return Ok(None);
    }
    // A few at a time: the first that is new ends it, and those that are asked for meanwhile are asked for in vain.
    let Ok(_few) = call.run(call.live.asking_first.acquire())? else { return Ok(None) };
    if !desk.asks_first()? {
        return Ok(None);
    }
    match ask(call, desk, record, call.deadline)? {
        Ok(Asked::Answer(Answer::Done(registered))) => {
            let document = record.document_key();
            let (ours, _) = invoice::read(record.document())?;
            // What is another document is for the answer to the sending to say.
            match believe::answer(desk, &About::Document { key: &document, ours: Some(&ours) }, &registered) {
                Ok(_) => adopt(call, desk, key, record, &registered, Learnt::LookUp).map(Some),
                Err(_) => Ok(None),
            }
        }
        Ok(Asked::Answer(Answer::Refused { refusals, infos })) if class_of(&refusals) == Some(Class::Gone) => {
            let held = held_there(desk, &[]);
            let why = evidence(&refusals, &infos);
            conclude(call, key, Move::FoundHeld, why, |r| r.found_held(held.clone())).map(Some)
        }
        Ok(_) | Err(_) => Ok(None),
    }
}

/// Whether the portal, asked now, knows nothing of a document that it has just answered for.
pub fn is_absent(call: &Call<'_>, desk: &Desk<'_, '_>, record: &Record) -> Result<bool> {
    let asked = ask(call, desk, record, call.deadline)?;
    Ok(matches!(asked, Ok(Asked::Answer(Answer::Refused { refusals, .. }))
        if class_of(&refusals) == Some(Class::NotFound)))
}

/// Whether the portal may no longer give details of a document sent when this one was (2283; NIC's texts say two days,
/// or three).
fn forgotten(call: &Call<'_>, record: &Record) -> bool {
    record.sent_at().is_some_and(|sent| call.now().seconds_since(sent) > super::fetch::GET_DAYS * 86_400)
}

/// The portal does not know it: absent for certain only when nothing can arrive any more.
fn absent(call: &Call<'_>, key: &Key, why: Value) -> Result<Look> {
    let now = call.live.ledger.now();
    let kept = conclude(call, key, Move::Absent, why.clone(), |r| r.absent(&now))?;
    match kept.state() {
        State::InDoubt => conclude(call, key, Move::StillInDoubt, why, Record::missed).map(Look::NotYet),
        _ => Ok(Look::Known(kept)),
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
    let asked = call.run(
        desk.ask_holding(Errand::Sends, &asking, |token| async move { desk.calls(&token).generate(bytes).await }),
    )?;
    match asked {
        Ok(Asked::Answer(Answer::Done(registered))) => adopt(call, desk, key, &asking, &registered, Learnt::Answer),
        Ok(Asked::Answer(Answer::Refused { refusals, infos })) if class_of(&refusals) == Some(Class::Duplicate) => {
            gone(call, desk, key, &document, &infos, evidence(&refusals, &infos))
        }
        _ => conclude(call, key, Move::StillInDoubt, json!({}), Record::doubt),
    }
}

/// What the portal said of the duplicate is all there is. It is this document only when an attempt of ours with these bytes
/// is on record from before, and IRN and acknowledgement fit it; else its signed invoice must be entered.
fn gone(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    key: &Key,
    document: &DocumentKey,
    infos: &[Info],
    why: Value,
) -> Result<Record> {
    let held = held_of(infos);
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
        None => {
            let held = held_there(desk, infos);
            conclude(call, key, Move::FoundHeld, why, |r| r.found_held(held.clone()))
        }
    }
}

/// What a duplicate's answer says of the registration that stands.
fn held_of(infos: &[Info]) -> Option<&Held> {
    infos.iter().find_map(|info| match info {
        Info::Duplicate(held) | Info::DuplicateElsewhere(held) => Some(held),
        Info::EwbErrors(_) | Info::Other { .. } => None,
    })
}

/// When these bytes were first sent, if they were sent before the attempt that has just been answered.
fn earlier_attempt(call: &Call<'_>, key: &Key) -> Result<Option<IstTime>> {
    let events = call.live.ledger.events(key)?;
    // An attempt that certainly did not arrive explains no registration.
    let since = events.iter().rposition(|e| matches!(e.what, Move::Intended | Move::Absent)).unwrap_or(0);
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
