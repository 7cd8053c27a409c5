//! Documents that a portal holds already: found where they are and adopted, or waiting for their signed invoice.

use crate::calendar::IstTime;
use crate::engine::document::adopt::{Learnt, adopt};
use crate::engine::document::believe;
use crate::engine::document::believe::ExpectedRegistration;
use crate::engine::document::lookup::ask;
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{conclude, evidence};
use crate::error::{ErrorKind, Result};
use crate::invoice;
use crate::irn::DocumentKey;
use crate::portal::PortalAnswer;
use crate::portal::reply::{HeldDocument, RefusalAction, ReplyInfo, action_of};
use crate::story::{HeldThere, Move, NumberKey, Proof, Record, StoredRegistration};
use serde_json::{Value, json};

/// The portal has just said that it holds this number, or that another portal does. Whether it is this document is for the
/// comparison to say.
pub fn after_duplicate(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    infos: &[ReplyInfo],
    detail: Value,
) -> Result<Record> {
    let elsewhere = infos.iter().any(|info| matches!(info, ReplyInfo::DuplicateElsewhere(_)));
    let held = HeldThere { asked: false, ..held_there(client, infos) };
    let doubted = conclude(call, key, Move::Duplicate, detail, |r| match elsewhere {
        true => r.found_held(held.clone()),
        false => r.doubt(),
    })?;
    match anywhere(call, client, key, &doubted, !elsewhere, Some(&held.portal))? {
        Anywhere::Known(record) => Ok(*record),
        // What it said is all there is.
        Anywhere::Nowhere(why) => gone(call, client, key, &doubted.document_key(), infos, why),
    }
}

/// What came of looking for a document at every place of the taxpayer's.
pub enum Anywhere {
    /// What the record says; still in doubt, where one of them could not be asked.
    Known(Box<Record>),
    /// None of them gives details.
    Nowhere(Value),
}

/// Looks for a document here, where that is wanted, and then at every other address and portal, the one that is named first.
pub fn anywhere(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
    here: bool,
    named: Option<&str>,
) -> Result<Anywhere> {
    let others = client.others(named)?;
    let (mut nowhere, mut unasked) = (json!({}), None);
    for client in here.then_some(client).into_iter().chain(&others) {
        let asked = ask(call, client, record, call.deadline)?;
        failpoint::reached("looked_up");
        match asked {
            Ok(AskedPortal::Answer(PortalAnswer::Done(registered))) => {
                let adopted = adopt(call, client, key, record, &registered, Learnt::LookUp);
                if adopted.as_ref().is_err_and(|error| error.kind == ErrorKind::Conflict) {
                    client.was_wrong();
                }
                return adopted.map(|record| Anywhere::Known(Box::new(record)));
            }
            Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
                let gives_none = matches!(action_of(&refusals), Some(RefusalAction::Gone | RefusalAction::NotFound));
                let why = evidence(&refusals, &infos);
                if gives_none { nowhere = why } else { unasked = Some(why) }
            }
            Ok(AskedPortal::Answer(
                PortalAnswer::NotSent { message, .. }
                | PortalAnswer::Unknown { message, .. }
                | PortalAnswer::TokenFault { message, .. },
            )) => unasked = Some(json!({"why": message})),
            Ok(AskedPortal::NoToken(failed)) => unasked = Some(json!({"log_in": failed.error.message})),
            Err(_) => unasked = Some(json!({"why": "cut short"})),
        }
    }
    match unasked {
        Some(why) => {
            let kept = conclude(call, key, Move::StillInDoubt, why, Record::doubt)?;
            Ok(Anywhere::Known(Box::new(kept)))
        }
        None => Ok(Anywhere::Nowhere(nowhere)),
    }
}

/// What is known of a registration that stands: what the duplicate's answer says, else that this portal has it.
fn held_there(client: &PortalClient<'_, '_>, infos: &[ReplyInfo]) -> HeldThere {
    let held = held_of(infos);
    HeldThere {
        portal: held.and_then(|held| held.reg_irp.clone()).unwrap_or_else(|| client.name().to_owned()),
        ack_no: held.and_then(|held| held.ack_no.clone()),
        ack_date: held.and_then(|held| held.ack_date).map(IstTime::portal),
        asked: true,
    }
}

/// Looks for a document before it is sent, where the portal held the last ones already: a ledger that has forgotten them
/// would send each in vain, and portals block who does. `None` where it is to be sent.
pub fn held_already(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
) -> Result<Option<Record>> {
    if !client.asks_first()? {
        return Ok(None);
    }
    // A few at a time: the first that is new ends it, and those that are asked for meanwhile are asked for in vain.
    let Ok(_few) = call.run(call.live.asking_first.acquire())? else { return Ok(None) };
    if !client.asks_first()? {
        return Ok(None);
    }
    match ask(call, client, record, call.deadline)? {
        Ok(AskedPortal::Answer(PortalAnswer::Done(registered))) => {
            let document = record.document_key();
            let (ours, _) = invoice::read(record.document())?;
            // What is another document is for the answer to the sending to say.
            match believe::answer(
                client,
                &ExpectedRegistration::Document { key: &document, ours: Some(&ours) },
                &registered,
            ) {
                Ok(_) => adopt(call, client, key, record, &registered, Learnt::LookUp).map(Some),
                Err(_) => Ok(None),
            }
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos }))
            if action_of(&refusals) == Some(RefusalAction::Gone) =>
        {
            let held = held_there(client, &[]);
            let why = evidence(&refusals, &infos);
            conclude(call, key, Move::FoundHeld, why, |r| r.found_held(held.clone())).map(Some)
        }
        Ok(_) | Err(_) => Ok(None),
    }
}

/// What the portal said of the duplicate is all there is. It is this document only when an attempt of ours with these bytes
/// is on record from before, and IRN and acknowledgement fit it; else its signed invoice must be entered.
pub fn gone(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    document: &DocumentKey,
    infos: &[ReplyInfo],
    why: Value,
) -> Result<Record> {
    let held = held_of(infos);
    let earlier = earlier_attempt(call, key)?;
    let fitting = held.zip(earlier).and_then(|(held, earlier)| {
        let (ack_no, ack_date) = (held.ack_no.clone()?, held.ack_date?);
        // The acknowledgement can't be older than that attempt; clocks may differ by some minutes.
        let fits = document.owns(&held.irn)
            && ack_date.seconds_since(earlier) > -600
            && believe::plausible(ack_date, client.sure_time());
        let portal = held.reg_irp.clone().unwrap_or_else(|| client.name().to_owned());
        fits.then(|| StoredRegistration {
            recovered: true,
            proof: Some(Proof::DuplicateAnswer),
            sandbox: call.engine.is_sandbox(),
            ..StoredRegistration::new(held.irn, ack_no, ack_date, portal)
        })
    });
    match fitting {
        Some(registration) => conclude(call, key, Move::Registered, why, |r| r.registered(registration.clone())),
        None => {
            let held = held_there(client, infos);
            conclude(call, key, Move::FoundHeld, why, |r| r.found_held(held.clone()))
        }
    }
}

/// What a duplicate's answer says of the registration that stands.
fn held_of(infos: &[ReplyInfo]) -> Option<&HeldDocument> {
    infos.iter().find_map(|info| match info {
        ReplyInfo::Duplicate(held) | ReplyInfo::DuplicateElsewhere(held) => Some(held),
        ReplyInfo::EwbErrors(_) | ReplyInfo::Distance(_) | ReplyInfo::Other { .. } => None,
    })
}

/// When these bytes were first sent, if they were sent before the attempt that has just been answered.
fn earlier_attempt(call: &EngineCall<'_>, key: &NumberKey) -> Result<Option<IstTime>> {
    let events = call.live.ledger.events(key)?;
    // An attempt that certainly did not arrive explains no registration.
    let since = events.iter().rposition(|e| matches!(e.what, Move::Intended | Move::Absent)).unwrap_or(0);
    let sendings: Vec<_> = events[since..].iter().filter(|e| e.what.sends()).collect();
    Ok(sendings.first().filter(|_| sendings.len() > 1).map(|first| first.at))
}
