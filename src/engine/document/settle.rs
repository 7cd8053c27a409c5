//! Settling: finding out what became of a document, and sending it again when the portal certainly does not have it.

use crate::engine::document::adopt::{Learnt, adopt};
use crate::engine::document::duplicate::{Anywhere, anywhere, gone};
use crate::engine::document::lookup::{ask, forgotten};
use crate::engine::document::send;
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{conclude, evidence, keep};
use crate::error::Result;
use crate::ledger::RecordChange;
use crate::portal::PortalAnswer;
use crate::portal::reply::{RefusalAction, action_of};
use crate::status::Status;
use crate::story::{DocumentState, HeldThere, Move, NumberKey, Record};
use serde_json::{Value, json};
use std::time::Instant;

/// What a look-up found out.
pub enum LookUp {
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
    let mut patience = call.patience(ours);
    let mut just_sent = ours;
    // What the answer to a sending says to be elsewhere was looked for by then.
    while record.state() == DocumentState::InDoubt && !(just_sent && record.held_there().is_some()) {
        let arrives_for = record.arrives_for(&call.live.ledger.now());
        let Some(pause) = patience.next(arrives_for) else { return set_free(call, key, record) };
        // Others who want this document wait for what is found out here.
        let Some(mine) = claim(call, key, &record)? else { return send::current(call, key) };
        if !call.rest(pause)? {
            let kept = conclude(call, key, Move::StillInDoubt, json!({"why": "cut short"}), Record::doubt)?;
            return send::cut_short(call.cut(), kept);
        }
        let Some(mine) = claim(call, key, &mine)? else { return send::current(call, key) };
        let client = PortalClient::of(call, &mine, document.gstin)?;
        record = match look(call, &client, key, mine, patience.until())? {
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
                true => send::dispatch(call, key, &document, &record)?,
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
fn look(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: Record,
    until: Instant,
) -> Result<LookUp> {
    if let Some(there) = record.held_there() {
        let named = there.portal.clone();
        return match anywhere(call, client, key, &record, true, Some(&named))? {
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
    let asked = ask(call, client, &record, until)?;
    failpoint::reached("looked_up");
    let still = |why: Value| conclude(call, key, Move::StillInDoubt, why, Record::doubt);
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(registered))) => {
            adopt(call, client, key, &record, &registered, Learnt::LookUp).map(LookUp::Known)
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            match action_of(&refusals) {
                // Of a document this old, not even "not found" proves anything: only sending it again does.
                Some(RefusalAction::NotFound) if forgotten(call, &record) => match record.is_cancelling() {
                    true => still(why).map(LookUp::Known),
                    false => ask_again(call, client, key, record).map(LookUp::Known),
                },
                Some(RefusalAction::NotFound) => absent(call, key, why),
                Some(RefusalAction::Gone) => ask_again(call, client, key, record).map(LookUp::Known),
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
            use crate::portal::failed::Cause;
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
fn ask_again(call: &EngineCall<'_>, client: &PortalClient<'_, '_>, key: &NumberKey, record: Record) -> Result<Record> {
    let document = record.document_key();
    let lease = call.lease();
    let asking = conclude(call, key, Move::AskedAgain, json!({}), |r| {
        r.take(&call.owner, &call.live.ledger.now(), lease).and_then(|()| r.ask_again())
    })?;
    let bytes = asking.document().as_bytes();
    let asked = call.run(client.ask_holding(Errand::Sends, asking.claim(), |token| async move {
        client.calls(&token).generate(bytes).await
    }))?;
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(registered))) => {
            adopt(call, client, key, &asking, &registered, Learnt::Answer)
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos }))
            if action_of(&refusals) == Some(RefusalAction::Duplicate) =>
        {
            gone(call, client, key, &document, &infos, evidence(&refusals, &infos))
        }
        _ => conclude(call, key, Move::StillInDoubt, json!({}), Record::doubt),
    }
}
