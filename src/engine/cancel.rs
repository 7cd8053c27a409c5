//! Cancelling what is registered, taking back what has not left, and keeping the wish where that isn't known yet.

use super::answer::of_record;
use super::call::{Asked, Call, Cut, Desk};
use super::refused::{Refused, Refuser, Subject};
use super::settle::{self, conclude, evidence};
use super::{ewb, find, irn_of, steps, unlawful};
use crate::answer::cancellation::{CancelRequest, Cancelled, Draft, NotCancelled, NothingToCancel};
use crate::answer::document::{Noted, Unknown};
use crate::document::Status;
use crate::error::{Error, Kind, Result};
use crate::invoice;
use crate::irn::{DocumentKey, Irn};
use crate::law::tables::CANCEL_HOURS;
use crate::law::{notes, roads};
use crate::ledger::Change;
use crate::portal::Answer;
use crate::portal::record;
use crate::portal::refusal::code;
use crate::portal::reply::{Class, Refusal as PortalRefusal, class_of};
use crate::story::{Cancellation, EwbState, Key, Move, Record, Refusal, State};
use serde_json::{Value, json};
use std::time::Duration;

/// How a cancellation ended, as far as it goes now.
pub enum End {
    /// Cancelled, or taken back before it left; now or earlier.
    Cancelled(Box<Record>),
    /// The portal, or einv, says no.
    Refused(Box<Record>, Refused),
    /// The portal had refused the document: there is nothing to cancel.
    NotRegistered(Box<Record>),
    /// The portal could not be reached: the registration stands.
    Unreached(Box<Record>),
    /// What becomes of it is not known yet.
    Open(Box<Record>),
    /// Its e-way bill, which comes first, was not cancelled.
    Ewb(ewb::CancelEnd),
}

impl End {
    fn open(record: Record) -> End {
        End::Open(Box::new(record))
    }

    /// Whether an e-way bill that stands is what keeps the document from being cancelled.
    fn needs_ewb_cancelled(&self) -> bool {
        match self {
            End::Refused(_, refused) => refused.has(code::EWB_STANDS),
            End::Cancelled(_) | End::NotRegistered(_) | End::Unreached(_) | End::Open(_) | End::Ewb(_) => false,
        }
    }
}

pub fn cancel(call: &Call<'_>, request: CancelRequest) -> Result<Cancelled> {
    let wish = Cancellation { reason: request.reason, remark: request.checked_remark()?, date: None };
    let Some(record) = find(call, &request.document)? else {
        return Ok(Cancelled::Unknown(Box::new(Unknown::here(irn_of(call, &request.document)?))));
    };
    let document = record.document_key();
    let end = match call.options.cancels_ewb() {
        true => with_ewb(call, &document, &wish)?,
        false => carry_out(call, &document, &wish)?,
    };
    answer(call, end)
}

/// Cancels the e-way bill, then the document: the portal takes no other order. Each is written down by itself, so when the
/// second fails the ledger says exactly what stands, and the same call goes on from there.
fn with_ewb(call: &Call<'_>, document: &DocumentKey, wish: &Cancellation) -> Result<End> {
    let record = call.live.ledger.find(&Key::from(document))?;
    let stands = record.as_ref().is_some_and(|r| r.state() == State::Registered && r.ewb_state().may_stand());
    // What can't be cancelled keeps its e-way bill.
    let late = record.as_ref().is_some_and(|r| r.state() == State::Registered && too_late(call, r));
    if stands && !late {
        let end = ewb::carry_out(call, document, wish)?;
        if !end.is_cancelled() {
            return Ok(End::Ewb(end));
        }
    }
    let end = carry_out(call, document, wish)?;
    if !end.needs_ewb_cancelled() {
        return Ok(end);
    }
    // The ledger did not know of this e-way bill: it was made elsewhere.
    match ewb::carry_out(call, document, wish)? {
        ewb::CancelEnd::Cancelled(_) => carry_out(call, document, wish),
        // The portal holds none for the ledger to cancel: its refusal is the answer.
        ewb::CancelEnd::NoEwayBill(_) => Ok(end),
        other => Ok(End::Ewb(other)),
    }
}

/// Sees a wish to cancel through, as far as it goes now.
pub fn carry_out(call: &Call<'_>, document: &DocumentKey, wish: &Cancellation) -> Result<End> {
    let key = Key::from(document);
    let mut pause = Duration::from_millis(5);
    loop {
        match enter(call, &key, wish)? {
            Entry::Ended(end) => return Ok(end),
            Entry::Mine(record) if record.state() == State::Cancelling => {
                let desk = Desk::of(call, &record, document.gstin)?;
                return send(call, &desk, &key, *record, wish);
            }
            // The wish is on disk. Settle first; if it turns out registered, the next turn cancels it.
            Entry::Mine(record) => {
                let desk = Desk::of(call, &record, document.gstin)?;
                let settled = settle::settle(call, &desk, &key, *record)?;
                if matches!(settled.state(), State::InDoubt | State::Sending) {
                    return Ok(End::open(settled));
                }
            }
            Entry::Busy(record) if call.is_late() || call.is_stopped() => return Ok(End::Open(record)),
            Entry::Busy(_) => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(200));
            }
        }
    }
}

enum Entry {
    Mine(Box<Record>),
    Busy(Box<Record>),
    Ended(End),
}

/// Writes the wish down, with the claim to carry it out: one transaction.
fn enter(call: &Call<'_>, key: &Key, wish: &Cancellation) -> Result<Entry> {
    let mut entry = None;
    call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        let held = record.held_by(&seen.now).is_some();
        let what = match record.state() {
            State::Withdrawn | State::Cancelled => {
                entry = Some(Entry::Ended(End::Cancelled(Box::new(record))));
                return Ok(None);
            }
            State::Rejected => {
                entry = Some(Entry::Ended(End::NotRegistered(Box::new(record))));
                return Ok(None);
            }
            State::Registered if too_late(call, &record) => {
                let refused = window_closed(&record);
                entry = Some(Entry::Ended(End::Refused(Box::new(record), refused)));
                return Ok(None);
            }
            State::Registered if !held && matches!(record.ewb_state(), EwbState::Active | EwbState::Cancelling) => {
                let refused = ewb_stands(&record);
                entry = Some(Entry::Ended(End::Refused(Box::new(record), refused)));
                return Ok(None);
            }
            State::Sending | State::InDoubt if held => {
                // Whoever holds it will find the wish when it settles.
                if record.cancellation().is_some() || record.wish_cancelled(wish.clone()).is_err() {
                    entry = Some(Entry::Busy(Box::new(record)));
                    return Ok(None);
                }
                entry = Some(Entry::Busy(Box::new(record.clone())));
                let event = call.event(Move::CancelWished, record.attempt(), json!(wish));
                return Ok(Some(Change { record, event }));
            }
            _ if held => {
                entry = Some(Entry::Busy(Box::new(record)));
                return Ok(None);
            }
            State::Intended | State::Pending => {
                record.withdraw(wish.clone()).map_err(unlawful)?;
                entry = Some(Entry::Ended(End::Cancelled(Box::new(record.clone()))));
                Move::Withdrawn
            }
            State::Sending | State::InDoubt => {
                record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
                record.wish_cancelled(wish.clone()).map_err(unlawful)?;
                entry = Some(Entry::Mine(Box::new(record.clone())));
                Move::CancelWished
            }
            State::Registered | State::Cancelling => {
                record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
                record.begin_cancelling(wish.clone()).map_err(unlawful)?;
                entry = Some(Entry::Mine(Box::new(record.clone())));
                Move::Cancelling
            }
        };
        let event = call.event(what, record.attempt(), json!(wish));
        Ok(Some(Change { record, event }))
    })?;
    entry.ok_or_else(super::vanished)
}

/// Whether the 24 hours from the acknowledgement are over for certain.
fn too_late(call: &Call<'_>, record: &Record) -> bool {
    call.time_is_sure() && record.ack_date().is_some_and(|ack| call.now() > ack.plus_hours(CANCEL_HOURS))
}

/// Sends a cancellation that is on disk and writes down what came of it.
fn send(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: Record, wish: &Cancellation) -> Result<End> {
    let reason = wish.reason;
    let irn = record.irn();
    steps::reached("cancelling");
    let asked =
        call.run(desk.ask(false, |token| async move { desk.calls(&token).cancel(&irn, reason, &wish.remark).await }))?;
    steps::reached("cancel_sent");
    let stands = |what: Move, why: Value| conclude(call, key, what, why, Record::not_cancelled);
    match asked {
        Ok(Asked::Answer(answer)) => answered(call, key, &irn, answer),
        Ok(Asked::NoToken(failed)) => {
            stands(Move::NotCancelled, json!({"log_in": failed.error.message}))?;
            Err(failed.error.kept(record.irn(), Status::Registered))
        }
        Err(cut) => {
            let kept = conclude(call, key, Move::CancelInDoubt, json!({"why": "cut short"}), Record::doubt_cancelling)?;
            match cut {
                Cut::Deadline => Ok(End::open(kept)),
                Cut::Stopped => {
                    let error = Error::new(Kind::Stopped, "the engine was stopped during the call");
                    Err(error.kept(kept.irn(), Status::Registered).fix("cancel it again: it can't be cancelled twice"))
                }
            }
        }
    }
}

fn answered(call: &Call<'_>, key: &Key, irn: &Irn, answer: Answer<record::Cancelled>) -> Result<End> {
    let open = |what: Move, why: Value| conclude(call, key, what, why, Record::doubt_cancelling).map(End::open);
    match answer {
        Answer::Done(done) if done.irn == *irn => {
            let detail = json!({"cancel_date": done.cancel_date});
            let kept = conclude(call, key, Move::Cancelled, detail, |r| r.cancelled(Some(done.cancel_date)))?;
            Ok(End::Cancelled(Box::new(kept)))
        }
        Answer::Done(other) => {
            open(Move::CancelInDoubt, json!({"why": "the answer is of another IRN", "irn": other.irn}))
        }
        Answer::NotSent { kind, message } => {
            let kept = conclude(call, key, Move::NotCancelled, json!({"why": message}), Record::not_cancelled)?;
            if kind == Kind::Config {
                return Err(Error::new(kind, message).kept(kept.irn(), Status::Registered));
            }
            Ok(End::Unreached(Box::new(kept)))
        }
        Answer::Unknown { message, .. } | Answer::TokenFault { message } => {
            open(Move::CancelInDoubt, json!({"why": message}))
        }
        // Cancelled already: by an earlier attempt of ours whose answer was lost, or on the portal's own pages.
        Answer::Refused { refusals, infos } if refusals.iter().any(|r| r.code == code::NOT_ACTIVE) => {
            let kept = conclude(call, key, Move::Cancelled, evidence(&refusals, &infos), |r| r.cancelled(None))?;
            Ok(End::Cancelled(Box::new(kept)))
        }
        Answer::Refused { refusals, infos } => {
            let why = evidence(&refusals, &infos);
            if class_of(&refusals) == Some(Class::Transient) {
                return open(Move::CancelInDoubt, why);
            }
            let kept = conclude(call, key, Move::NotCancelled, why, Record::not_cancelled)?;
            let reason =
                |r: &PortalRefusal| Refusal { code: r.code.clone(), message: r.message.clone(), curable: false };
            let refused = Refused::by_portal(Subject::Cancellation, refusals.iter().map(reason).collect());
            Ok(End::Refused(Box::new(kept), refused))
        }
    }
}

/// The portal takes no cancellation of an IRN whose e-way bill stands.
fn ewb_stands(record: &Record) -> Refused {
    let number = record.ewb_bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let message = format!("its e-way bill {number} stands: cancel that first");
    Refused::by_einv(Subject::Cancellation, code::EWB_STANDS, message, true)
}

fn window_closed(record: &Record) -> Refused {
    let until = record.ack_date().map(|ack| ack.plus_hours(CANCEL_HOURS).to_string()).unwrap_or_default();
    let message =
        format!("an IRN can be cancelled within {CANCEL_HOURS} hours of its acknowledgement; that was until {until}");
    Refused::by_einv(Subject::Cancellation, code::TOO_LATE, message, false)
}

/// The answer of an end.
fn answer(call: &Call<'_>, end: End) -> Result<Cancelled> {
    let noted = |record: &Record| Noted::of(of_record(call, record));
    Ok(match end {
        End::Cancelled(record) => Cancelled::Done(Box::new(of_record(call, &record))),
        End::Refused(record, refused) => Cancelled::Refused(Box::new(not_cancelled(call, &record, &refused)?)),
        End::NotRegistered(record) => Cancelled::NotRegistered(Box::new(NothingToCancel {
            status: Status::Rejected,
            irn: record.irn(),
            message: "the portal refused this document: there is nothing to cancel".into(),
        })),
        End::Unreached(record) => {
            let message = "the portal could not be reached; the registration stands";
            Cancelled::Pending(Box::new(noted(&record).message(message).fix("cancel it again before cancel_until")))
        }
        End::Open(record) => Cancelled::Pending(Box::new(noted(&record))),
        End::Ewb(end) => Cancelled::Ewb(ewb::cancel_answer(call, end)),
    })
}

/// A cancellation that is not allowed; when the time for it is over, with what is left to do.
fn not_cancelled(call: &Call<'_>, record: &Record, refused: &Refused) -> Result<NotCancelled> {
    let is_late = refused.has(code::TOO_LATE);
    let by_ewb = refused.by == Refuser::Einv && refused.has(code::EWB_STANDS);
    Ok(NotCancelled {
        status: record.state().status(),
        irn: record.irn(),
        ewb: super::answer::ewb(call, record),
        report: refused.report(call, record),
        fix: by_ewb.then(|| {
            "cancel both with the option \"ewb\": \"cancel\", or the e-way bill alone with einv_ewb_cancel".into()
        }),
        roads: is_late.then(roads::after_the_window),
        draft: if is_late && call.options.draft == Some(true) { draft(call, record)? } else { None },
    })
}

/// The note that takes a document back; none where the document can't be read any more.
fn draft(call: &Call<'_>, record: &Record) -> Result<Option<Draft>> {
    let Ok((invoice, _)) = invoice::read(record.document()) else { return Ok(None) };
    let Some(draft) = roads::draft(&invoice, call.now().day()) else { return Ok(None) };
    let draft_info = draft.identity().doc_type.and_then(|kind| notes::buyers_part(kind, call.now().day()));
    let draft = serde_json::value::to_raw_value(&draft)
        .map_err(|e| Error::new(Kind::Ledger, format!("the draft can't be written: {e}")))?;
    Ok(Some(Draft { draft, draft_needs: ["/DocDtls/No"], draft_info }))
}
