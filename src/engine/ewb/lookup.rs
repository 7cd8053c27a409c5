//! Looks up the e-way bill of a registered document: which one the portal holds, or none.

use crate::engine::ewb::claim::{NextEwbStep, TakenEwb, take};
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{bill, conclude, evidence};
use crate::engine::record::named::vanished;
use crate::error::{Error, ErrorKind, Result};
use crate::irn::DocumentKey;
use crate::irp::IrnStatus;
use crate::portal::PortalAnswer;
use crate::portal::failed::Cause;
use crate::portal::record::EwbHeld;
use crate::portal::refusal::code;
use crate::status::Status;
use crate::story::{EwbState, Move, NumberKey, Record};
use serde_json::{Value, json};
use std::time::Instant;

/// What the portal holds of an IRN: its e-way bill, or none.
pub enum EwbOfIrn {
    Held(EwbHeld),
    None,
    Unknown(Value),
}

pub fn look_up(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    record: &Record,
    until: Instant,
) -> Result<EwbOfIrn> {
    let irn = record.irn();
    let work = client.ask(Errand::LooksUp, |token| async move { client.calls(&token).ewb_by_irn(&irn).await });
    let asked = call.run_until(until, work)?;
    Ok(match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(held))) => EwbOfIrn::Held(held),
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            match refusals.iter().all(|r| code::NO_EWB.contains(&r.code.as_str())) {
                true => EwbOfIrn::None,
                false => EwbOfIrn::Unknown(evidence(&refusals, &infos)),
            }
        }
        Ok(AskedPortal::Answer(
            PortalAnswer::NotSent { message, .. }
            | PortalAnswer::Unknown { message, .. }
            | PortalAnswer::TokenFault { message, .. },
        )) => EwbOfIrn::Unknown(json!({"why": message})),
        Ok(AskedPortal::NoToken(failed)) if failed.cause == Cause::Sealed => {
            return Err(failed.error.kept(record.irn(), Status::Registered));
        }
        Ok(AskedPortal::NoToken(failed)) => EwbOfIrn::Unknown(json!({"log_in": failed.error.message})),
        Err(_) => EwbOfIrn::Unknown(json!({"why": "cut short"})),
    })
}

/// Finds out what became of a request, or of a cancellation; and whether the portal answered.
pub fn settle(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
    until: Instant,
) -> Result<(Record, bool)> {
    let cancelling = record.ewb_state() == EwbState::Cancelling;
    let doubt = |why: Value| conclude(call, key, Move::EwbInDoubt, why, Record::doubt_ewb);
    let now = call.live.ledger.now();
    let found = look_up(call, client, record, until)?;
    failpoint::reached("ewb_looked_up");
    let answered = !matches!(found, EwbOfIrn::Unknown(_));
    let settled = match found {
        EwbOfIrn::Held(held) if held.status == IrnStatus::Active && !cancelling => active(call, key, &held),
        EwbOfIrn::Held(held) if held.status == IrnStatus::Cancelled && cancelling => {
            conclude(call, key, Move::EwbCancelled, json!({"by": "look-up"}), |r| r.ewb_cancelled(None))
        }
        // It stands, and no cancellation can arrive any more.
        EwbOfIrn::Held(_) if cancelling && record.ewb_can_no_longer_arrive(&now) => {
            conclude(call, key, Move::EwbNotCancelled, json!({"by": "look-up"}), Record::ewb_not_cancelled)
        }
        // None, or one that was cancelled before.
        EwbOfIrn::None | EwbOfIrn::Held(_) if !cancelling && record.ewb_can_no_longer_arrive(&now) => {
            conclude(call, key, Move::EwbAbsent, json!({}), |r| r.ewb_absent(&now))
        }
        EwbOfIrn::None | EwbOfIrn::Held(_) => doubt(json!({"why": "a request may still arrive"})),
        EwbOfIrn::Unknown(why) => doubt(why),
    };
    Ok((settled?, answered))
}

/// Settles what is in doubt about a document's e-way bill, for a flush.
pub fn settle_alone(call: &EngineCall<'_>, key: &NumberKey, document: &DocumentKey) -> Result<Record> {
    let claim = |record: &mut Record| {
        let open = matches!(record.ewb_state(), EwbState::InDoubt | EwbState::Cancelling);
        Ok(if open { NextEwbStep::Claim } else { NextEwbStep::Leave })
    };
    if let TakenEwb::Claimed(record) = take(call, key, claim)? {
        let client = PortalClient::of(call, &record, document.gstin)?;
        return settle(call, &client, key, &record, call.deadline).map(|(settled, _)| settled);
    }
    call.live.ledger.find(key)?.ok_or_else(vanished)
}

/// Looks whether somebody else has made an e-way bill for a document, and enters it.
pub fn look_for_one(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
) -> Result<()> {
    let found = look_up(call, client, record, call.deadline)?;
    if let EwbOfIrn::Held(held) = &found
        && held.status == IrnStatus::Active
    {
        return active(call, key, held).map(drop);
    }
    let freed = |r: &mut Record| {
        r.release();
        Ok(())
    };
    conclude(call, key, Move::NoEwb, json!({}), freed)?;
    match found {
        EwbOfIrn::Held(_) | EwbOfIrn::None => Ok(()),
        EwbOfIrn::Unknown(why) => {
            let message = format!("the portal can't be asked whether there is an e-way bill: {why}");
            Err(Error::new(ErrorKind::Network, message).fix("try later: nothing was changed"))
        }
    }
}

pub fn active(call: &EngineCall<'_>, key: &NumberKey, held: &EwbHeld) -> Result<Record> {
    let bill = bill(&held.ewb);
    conclude(call, key, Move::EwbActive, json!({"ewb_no": bill.ewb_no}), |r| r.ewb_active(bill.clone()))
}
