//! Sending a claimed document, and writing down what came of it.

use crate::engine::document::adopt::Learnt;
use crate::engine::document::{adopt, duplicate, lookup};
use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{conclude, evidence, keep};
use crate::engine::record::named::unlawful;
use crate::engine::record::{gstin, heard};
use crate::error::{Error, ErrorKind, Result};
use crate::explain;
use crate::gstin::Gstin;
use crate::irn::DocumentKey;
use crate::ledger::RecordChange;
use crate::portal::PortalAnswer;
use crate::portal::failed::{Cause, Failed};
use crate::portal::refusal::code;
use crate::portal::reply::{RefusalAction, ReplyInfo, action_of};
use crate::status::Status;
use crate::story::{DocumentState, Move, NumberKey, Record, StoredRefusal};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// Sends a claimed document, unless the portal has refused one of its codes today.
pub fn dispatch(call: &EngineCall<'_>, key: &NumberKey, document: &DocumentKey, record: &Record) -> Result<Record> {
    match heard::held(call, record) {
        Some(held) => keep(call, key, Move::Held, &held.said()),
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
        let client = PortalClient::at(call, *index, document.gstin)?.about(record.irn());
        match send_at(call, &client, key, &record, true) {
            Ok(kept) if kept.state() == DocumentState::Pending && !call.is_late() && !call.is_stopped() => {
                record = kept;
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
    call.live.ledger.find(key)?.ok_or_else(crate::engine::record::named::vanished)
}

/// Sends a claimed document to one portal and writes down what came of it. `renews`: a GSTIN that the portal calls inactive
/// may be renewed there, and the document sent once more.
fn send_at(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
    renews: bool,
) -> Result<Record> {
    failpoint::reached("intended");
    // The log-in comes first: it may take its time, and nothing has left while it does.
    match call.run(client.ready(Errand::Sends))? {
        Ok(Ok(())) => {}
        Ok(Err(failed)) => return no_token(call, key, record, failed),
        Err(cut) => {
            return cut_short(cut, keep(call, key, Move::NotSent, CUT_SHORT)?);
        }
    }
    failpoint::reached("logged_in");
    if let Some(held) = duplicate::held_already(call, client, key, record)? {
        return Ok(held);
    }
    let Some(sending) = begin(call, client, key, record)? else {
        // The claim ran out meanwhile and somebody else has taken it: theirs is the story now.
        return current(call, key);
    };
    failpoint::reached("sending");
    call.sent.store(true, Ordering::Relaxed);
    let bytes = sending.document().as_bytes();
    let asked = call.run(client.ask_holding(Errand::Sends, sending.claim(), |token| async move {
        client.calls(&token).generate(bytes).await
    }))?;
    failpoint::reached("sent");
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, .. }))
            if renews && renewed(call, client, &sending, &refusals)? =>
        {
            let why = crate::portal::refusal::in_words(&refusals);
            conclude(call, key, Move::GstinRenewed, evidence(&refusals, &[]), |r| r.not_sent(&why))?;
            match reclaim(call, key)? {
                Some(mine) => send_at(call, client, key, &mine, false),
                None => current(call, key),
            }
        }
        Ok(AskedPortal::Answer(answer)) => answered(call, client, key, &sending, answer),
        // The portal turned the request away at the door: it certainly did nothing.
        Ok(AskedPortal::NoToken(failed)) => no_token(call, key, &sending, failed),
        Err(cut) if client.nothing_left() => cut_short(cut, keep(call, key, Move::NotSent, CUT_SHORT)?),
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
    client: &PortalClient<'_, '_>,
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
        Some(gstin) => Ok(call.run(gstin::renewed(client, gstin))?.unwrap_or(false)),
        None => Ok(false),
    }
}

/// Commits that the next byte goes out: with a lease that outlives the exchange, or not at all.
fn begin(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
) -> Result<Option<Record>> {
    let mut begun = false;
    let kept = call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut current) = seen.this.clone().filter(|c| c.is_held(&call.owner, record.attempt())) else {
            return Ok(None);
        };
        let taken = current.take(&call.owner, &seen.now, call.lease());
        if taken.and_then(|()| current.begin_sending(client.name(), call.now())).is_err() {
            return Ok(None);
        }
        begun = true;
        let detail = json!({"portal": client.name(), "bytes": current.document().len()});
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
            .fix("the document waits: submit it again, or let einv_flush check with the portal")),
    }
}

/// Writes down the answer to a sending.
fn answered(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    sending: &Record,
    answer: PortalAnswer<crate::portal::record::IssuedRegistration>,
) -> Result<Record> {
    match answer {
        PortalAnswer::Done(registered) => {
            let kept = adopt::adopt(call, client, key, sending, &registered, Learnt::Answer)?;
            heard::accepted(call, sending);
            Ok(kept)
        }
        PortalAnswer::NotSent { kind, message } => {
            let kept = keep(call, key, Move::NotSent, &message)?;
            if kind == ErrorKind::Config {
                Err(Error::new(kind, message).kept(kept.irn(), Status::Pending))
            } else {
                Ok(kept)
            }
        }
        // Turned away at the door twice: a token that isn't taken does nothing.
        PortalAnswer::TokenFault { message, .. } => keep(call, key, Move::NotSent, &message),
        PortalAnswer::Unknown { message, .. } => {
            conclude(call, key, Move::InDoubt, json!({"why": message}), Record::doubt)
        }
        PortalAnswer::Refused { refusals, infos } => refused(call, client, key, sending, &refusals, &infos),
    }
}

fn refused(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    sending: &Record,
    refusals: &[crate::portal::reply::PortalRefusal],
    infos: &[ReplyInfo],
) -> Result<Record> {
    let (detail, words) = (evidence(refusals, infos), crate::portal::refusal::in_words(refusals));
    match action_of(refusals) {
        Some(RefusalAction::Duplicate) if refusals.iter().any(|r| r.code == code::NUMBER_SPENT) => {
            store(call, key, sending, refusals)
        }
        Some(RefusalAction::Duplicate) => duplicate::after_duplicate(call, client, key, infos, detail),
        // With another portal to go on to, the portal's word that it was busy is not enough.
        Some(RefusalAction::Transient) | None if call.has_several() && !lookup::is_absent(call, client, sending)? => {
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
    failpoint::reached("refused");
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
