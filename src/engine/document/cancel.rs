//! Cancelling what is registered, taking back what has not left, and keeping the request where that isn't known yet.

use crate::answer::cancellation::{CancelRequest, Cancelled};
use crate::answer::document::Unknown;
use crate::engine::document::cancelled::{CancellationEnd, IrnStanding, answer, ewb_stands, look_up, window_closed};
use crate::engine::document::{send, settle};
use crate::engine::ewb::cancel;
use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::patience::Patience;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{conclude, evidence};
use crate::engine::record::named::{find, irn_of, unlawful};
use crate::engine::record::refused::{RefusedStep, Subject};
use crate::error::{Error, ErrorKind, Result};
use crate::irn::{DocumentKey, Irn};
use crate::law::tables::CANCEL_HOURS;
use crate::ledger::RecordChange;
use crate::portal::failed::{Cause, Failed};
use crate::portal::refusal::code;
use crate::portal::reply::{PortalRefusal, RefusalAction, action_of};
use crate::portal::{PortalAnswer, record};
use crate::status::Status;
use crate::story::{DocumentState, EwbState, Move, NumberKey, Record, StoredCancellation, StoredRefusal};
use serde_json::{Value, json};
use std::time::Duration;

pub fn cancel(call: &EngineCall<'_>, request: CancelRequest) -> Result<Cancelled> {
    let cancellation = StoredCancellation { reason: request.reason, remark: request.checked_remark()?, date: None };
    let Some(record) = find(call, &request.document)? else {
        return Ok(Cancelled::Unknown(Box::new(Unknown::here(irn_of(call, &request.document)?))));
    };
    let document = record.document_key();
    let end = match call.options.cancels_ewb() {
        true => with_ewb(call, &document, &cancellation)?,
        false => carry_out(call, &document, &cancellation)?,
    };
    answer(call, end)
}

/// Cancels the e-way bill, then the document: the portal takes no other order. Each is written down by itself, so when the
/// second fails the ledger says exactly what stands, and the same call goes on from there.
fn with_ewb(
    call: &EngineCall<'_>,
    document: &DocumentKey,
    cancellation: &StoredCancellation,
) -> Result<CancellationEnd> {
    let record = call.live.ledger.find(&NumberKey::from(document))?;
    let stands = record.as_ref().is_some_and(|r| r.state() == DocumentState::Registered && r.ewb_state().may_stand());
    // What can't be cancelled keeps its e-way bill.
    let late = record.as_ref().is_some_and(|r| r.state() == DocumentState::Registered && too_late(call, r));
    if stands && !late {
        let end = cancel::carry_out(call, document, cancellation)?;
        if !end.is_cancelled() {
            return Ok(CancellationEnd::Ewb(end));
        }
    }
    let end = carry_out(call, document, cancellation)?;
    if !end.needs_ewb_cancelled() {
        return Ok(end);
    }
    // The ledger did not know of this e-way bill: it was made elsewhere.
    match cancel::carry_out(call, document, cancellation)? {
        cancel::CancelEnd::Cancelled(_) => carry_out(call, document, cancellation),
        // The portal holds none for the ledger to cancel: its refusal is the answer.
        cancel::CancelEnd::NoEwayBill(_) => Ok(end),
        other => Ok(CancellationEnd::Ewb(other)),
    }
}

/// Carries out a cancellation, as far as it goes now.
pub fn carry_out(
    call: &EngineCall<'_>,
    document: &DocumentKey,
    cancellation: &StoredCancellation,
) -> Result<CancellationEnd> {
    let key = NumberKey::from(document);
    let mut pause = Duration::from_millis(5);
    // It begins with the doubt.
    let mut patience = None;
    loop {
        match enter(call, &key, cancellation)? {
            CancelEntry::Ended(end) => return Ok(end),
            CancelEntry::Begun(record) => {
                let client = PortalClient::of(call, &record, document.gstin)?;
                match send(call, &client, &key, *record, cancellation)? {
                    CancellationEnd::Open(_) if patience.is_none() => patience = Some(call.patience(true)),
                    end => return Ok(end),
                }
            }
            CancelEntry::Doubted(record) => {
                let patience = patience.get_or_insert_with(|| call.patience(false));
                if let Some(end) = settle_one(call, &key, *record, cancellation, patience)? {
                    return Ok(end);
                }
            }
            // The cancellation is on disk. Settle first; if it turns out registered, the next turn cancels it.
            CancelEntry::Mine(record) => {
                let settled = settle::see_through(call, &key, *record, false)?;
                if matches!(settled.state(), DocumentState::InDoubt | DocumentState::Sending) {
                    return Ok(CancellationEnd::open(settled));
                }
            }
            CancelEntry::Busy(record) if call.is_late() || call.is_stopped() => {
                return Ok(CancellationEnd::Open(record));
            }
            CancelEntry::Busy(_) => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(200));
            }
        }
    }
}

/// Asks once what became of a cancellation, and sends it again only when the IRN still stands and the earlier request can't
/// arrive any more. `None` where there is time to ask again.
fn settle_one(
    call: &EngineCall<'_>,
    key: &NumberKey,
    record: Record,
    cancellation: &StoredCancellation,
    patience: &mut Patience,
) -> Result<Option<CancellationEnd>> {
    let open = |why: Value| conclude(call, key, Move::CancelInDoubt, why, Record::doubt_cancelling);
    let Some(pause) = patience.next(record.arrives_for(&call.live.ledger.now())) else {
        return Ok(Some(CancellationEnd::open(open(json!({"why": "not asked"}))?)));
    };
    if !call.rest(pause)? {
        return cut_short(call.cut(), open(json!({"why": "cut short"}))?).map(Some);
    }
    let client = PortalClient::of(call, &record, record.document_key().gstin)?;
    let arrives_no_more = record.can_no_longer_arrive(&call.live.ledger.now());
    match look_up(call, &client, &record, patience.until())? {
        IrnStanding::Cancelled => {
            let kept = conclude(call, key, Move::Cancelled, json!({"by": "look-up"}), |r| r.cancelled(None))?;
            Ok(Some(CancellationEnd::Cancelled(Box::new(kept))))
        }
        IrnStanding::Stands if arrives_no_more && too_late(call, &record) => {
            let why = json!({"why": "it stands, and the time to cancel is over"});
            let kept = conclude(call, key, Move::NotCancelled, why, Record::not_cancelled)?;
            let refused = window_closed(&kept);
            Ok(Some(CancellationEnd::Refused(Box::new(kept), refused)))
        }
        IrnStanding::Stands | IrnStanding::Unclear if arrives_no_more && call.has_time_for_an_exchange() => {
            match begin(call, key, &record, cancellation)? {
                Some(begun) => send(call, &client, key, begun, cancellation).map(Some),
                None => Ok(None),
            }
        }
        IrnStanding::Stands | IrnStanding::Unclear if arrives_no_more => {
            let kept = open(json!({"why": "it is not known to be cancelled; there was no time to cancel it again"}))?;
            Ok(Some(CancellationEnd::open(kept)))
        }
        IrnStanding::Stands | IrnStanding::Unclear => {
            patience.asked(true);
            open(json!({"why": "the cancellation may still arrive"})).map(|_| None)
        }
        IrnStanding::Unknown(why) => {
            patience.asked(false);
            open(why).map(|_| None)
        }
    }
}

/// Commits once more that a cancellation's next byte goes out, with a claim that outlives the exchange; `None` where somebody
/// else is at it.
fn begin(
    call: &EngineCall<'_>,
    key: &NumberKey,
    record: &Record,
    cancellation: &StoredCancellation,
) -> Result<Option<Record>> {
    let mut begun = None;
    call.live.ledger.change(key, call.until(), &mut |seen| {
        let still = |r: &Record| r.state() == DocumentState::Cancelling && r.is_held(&call.owner, record.attempt());
        let Some(mut record) = seen.this.clone().filter(still) else { return Ok(None) };
        record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
        record.begin_cancelling(cancellation.clone()).map_err(unlawful)?;
        begun = Some(record.clone());
        let event = call.event(Move::Cancelling, record.attempt(), json!(cancellation));
        Ok(Some(RecordChange { record, event }))
    })?;
    Ok(begun)
}

enum CancelEntry {
    /// The cancellation goes out now.
    Begun(Box<Record>),
    /// One went out before, and what became of it is not known.
    Doubted(Box<Record>),
    /// What became of the document itself is not known.
    Mine(Box<Record>),
    Busy(Box<Record>),
    Ended(CancellationEnd),
}

/// Stores the cancellation, with the claim to carry it out: one transaction.
fn enter(call: &EngineCall<'_>, key: &NumberKey, cancellation: &StoredCancellation) -> Result<CancelEntry> {
    let mut entry = None;
    call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        let held = record.held_by(&seen.now).is_some();
        let what = match record.state() {
            DocumentState::Withdrawn | DocumentState::Cancelled => {
                entry = Some(CancelEntry::Ended(CancellationEnd::Cancelled(Box::new(record))));
                return Ok(None);
            }
            DocumentState::Rejected => {
                entry = Some(CancelEntry::Ended(CancellationEnd::NotRegistered(Box::new(record))));
                return Ok(None);
            }
            DocumentState::Registered if too_late(call, &record) => {
                let refused = window_closed(&record);
                entry = Some(CancelEntry::Ended(CancellationEnd::Refused(Box::new(record), refused)));
                return Ok(None);
            }
            DocumentState::Registered
                if !held && matches!(record.ewb_state(), EwbState::Active | EwbState::Cancelling) =>
            {
                let refused = ewb_stands(&record);
                entry = Some(CancelEntry::Ended(CancellationEnd::Refused(Box::new(record), refused)));
                return Ok(None);
            }
            DocumentState::Sending | DocumentState::InDoubt if held => {
                // Whoever holds it will find the cancellation when it settles.
                if record.cancellation().is_some() || record.ask_to_cancel(cancellation.clone()).is_err() {
                    entry = Some(CancelEntry::Busy(Box::new(record)));
                    return Ok(None);
                }
                entry = Some(CancelEntry::Busy(Box::new(record.clone())));
                let event = call.event(Move::CancelWished, record.attempt(), json!(cancellation));
                return Ok(Some(RecordChange { record, event }));
            }
            _ if held => {
                entry = Some(CancelEntry::Busy(Box::new(record)));
                return Ok(None);
            }
            DocumentState::Intended | DocumentState::Pending => {
                record.withdraw(cancellation.clone()).map_err(unlawful)?;
                entry = Some(CancelEntry::Ended(CancellationEnd::Cancelled(Box::new(record.clone()))));
                Move::Withdrawn
            }
            DocumentState::Sending | DocumentState::InDoubt => {
                record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
                record.ask_to_cancel(cancellation.clone()).map_err(unlawful)?;
                entry = Some(CancelEntry::Mine(Box::new(record.clone())));
                Move::CancelWished
            }
            DocumentState::Registered => {
                record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
                record.begin_cancelling(cancellation.clone()).map_err(unlawful)?;
                entry = Some(CancelEntry::Begun(Box::new(record.clone())));
                Move::Cancelling
            }
            DocumentState::Cancelling => {
                record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
                entry = Some(CancelEntry::Doubted(Box::new(record.clone())));
                Move::Taken
            }
        };
        let event = call.event(what, record.attempt(), json!(cancellation));
        Ok(Some(RecordChange { record, event }))
    })?;
    entry.ok_or_else(crate::engine::record::named::vanished)
}

/// Whether the 24 hours from the acknowledgement are over for certain.
fn too_late(call: &EngineCall<'_>, record: &Record) -> bool {
    call.time_is_sure() && record.ack_date().is_some_and(|ack| call.now() > ack.plus_hours(CANCEL_HOURS))
}

/// Sends a cancellation that is on disk and writes down what came of it.
fn send(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: Record,
    cancellation: &StoredCancellation,
) -> Result<CancellationEnd> {
    let (reason, irn) = (cancellation.reason, record.irn());
    failpoint::reached("cancelling");
    let stands = |why: Value| conclude(call, key, Move::NotCancelled, why, Record::not_cancelled);
    // The log-in comes first: it may take its time, and nothing has left while it does.
    match call.run(client.ready(Errand::Changes))? {
        Ok(Ok(())) => {}
        Ok(Err(failed)) => {
            return no_token(failed, &stands);
        }
        Err(cut) => return cut_short(cut, stands(json!({"why": "cut short before it left"}))?),
    }
    let record = match call.claim_outlives_exchange(record.claim()) {
        true => record,
        false => match begin(call, key, &record, cancellation)? {
            Some(renewed) => renewed,
            None => return Ok(CancellationEnd::open(send::current(call, key)?)),
        },
    };
    let asked = call.run(client.ask_holding(Errand::Changes, record.claim(), |token| async move {
        client.calls(&token).cancel(&irn, reason, &cancellation.remark).await
    }))?;
    failpoint::reached("cancel_sent");
    match asked {
        Ok(AskedPortal::Answer(answer)) => answered(call, key, &irn, answer),
        Ok(AskedPortal::NoToken(failed)) => no_token(failed, &stands),
        Err(cut) if client.nothing_left() => cut_short(cut, stands(json!({"why": "cut short before it left"}))?),
        Err(cut) => {
            let why = json!({"why": "cut short"});
            cut_short(cut, conclude(call, key, Move::CancelInDoubt, why, Record::doubt_cancelling)?)
        }
    }
}

/// No token, so nothing left: the registration stands.
fn no_token(failed: Failed, stands: &dyn Fn(Value) -> Result<Record>) -> Result<CancellationEnd> {
    let kept = stands(json!({"log_in": failed.error.message}))?;
    match failed.cause {
        Cause::Busy | Cause::NoAnswer => Ok(unreached(kept)),
        Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
            Err(failed.error.kept(kept.irn(), Status::Registered))
        }
    }
}

fn cut_short(cut: Cut, kept: Record) -> Result<CancellationEnd> {
    match cut {
        Cut::Deadline => Ok(unreached(kept)),
        Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")
            .kept(kept.irn(), Status::Registered)
            .fix("cancel it again: the portal is asked before anything is sent")),
    }
}

/// How a cancellation stands that did not come to an answer.
fn unreached(kept: Record) -> CancellationEnd {
    match kept.state() {
        DocumentState::Cancelled => CancellationEnd::Cancelled(Box::new(kept)),
        DocumentState::Cancelling => CancellationEnd::open(kept),
        DocumentState::Intended
        | DocumentState::Sending
        | DocumentState::InDoubt
        | DocumentState::Pending
        | DocumentState::Registered
        | DocumentState::Rejected
        | DocumentState::Withdrawn => CancellationEnd::Unreached(Box::new(kept)),
    }
}

fn answered(
    call: &EngineCall<'_>,
    key: &NumberKey,
    irn: &Irn,
    answer: PortalAnswer<record::IssuedCancellation>,
) -> Result<CancellationEnd> {
    let open =
        |what: Move, why: Value| conclude(call, key, what, why, Record::doubt_cancelling).map(CancellationEnd::open);
    match answer {
        PortalAnswer::Done(done) if done.irn == *irn => {
            let detail = json!({"cancel_date": done.cancel_date});
            let kept = conclude(call, key, Move::Cancelled, detail, |r| r.cancelled(Some(done.cancel_date)))?;
            Ok(CancellationEnd::Cancelled(Box::new(kept)))
        }
        PortalAnswer::Done(other) => {
            open(Move::CancelInDoubt, json!({"why": "the answer is of another IRN", "irn": other.irn}))
        }
        PortalAnswer::NotSent { kind, message } => {
            let kept = conclude(call, key, Move::NotCancelled, json!({"why": message}), Record::not_cancelled)?;
            if kind == ErrorKind::Config {
                return Err(Error::new(kind, message).kept(kept.irn(), Status::Registered));
            }
            Ok(unreached(kept))
        }
        PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. } => {
            open(Move::CancelInDoubt, json!({"why": message}))
        }
        // Cancelled already: by an earlier attempt of ours whose answer was lost, or on the portal's own pages.
        PortalAnswer::Refused { refusals, infos } if refusals.iter().any(|r| r.code == code::NOT_ACTIVE) => {
            let kept = conclude(call, key, Move::Cancelled, evidence(&refusals, &infos), |r| r.cancelled(None))?;
            Ok(CancellationEnd::Cancelled(Box::new(kept)))
        }
        PortalAnswer::Refused { refusals, infos } => {
            let why = evidence(&refusals, &infos);
            if action_of(&refusals) == Some(RefusalAction::Transient) {
                return open(Move::CancelInDoubt, why);
            }
            let kept = conclude(call, key, Move::NotCancelled, why, Record::not_cancelled)?;
            let reason =
                |r: &PortalRefusal| StoredRefusal { code: r.code.clone(), message: r.message.clone(), curable: false };
            let refused = RefusedStep::by_portal(Subject::Cancellation, refusals.iter().map(reason).collect());
            Ok(CancellationEnd::Refused(Box::new(kept), refused))
        }
    }
}
