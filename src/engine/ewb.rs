//! E-way bills: made for what is registered, looked up when in doubt, cancelled. The registration stands whatever becomes
//! of them.
//!
//! * `alone`: those without an IRN; `place`: where the ledger has a bill, and its moves; `shown`: what is answered of it;
//! * `step`: vehicles, transporters, extensions, rejections and consolidated bills; `plan`: what each verb is to do;
//! * `distance`: what the system said of the distance between two PIN codes;
//! * `read`: what the e-way bill system shows; `fetched`: the verb that asks for it.

pub mod alone;
mod distance;
pub mod fetched;
pub mod place;
pub mod plan;
mod read;
pub mod shown;
pub mod step;

use super::answer;
use super::call::{AskedPortal, Cut, Desk, EngineCall};
use super::patience::Patience;
use super::refused::{RefusedStep, Subject};
use super::settle::{conclude, evidence};
use super::watch::Errand;
use super::{fetch, find, irn_of, steps, unlawful, vanished};
use crate::answer::cancellation::too_long;
use crate::answer::document::{NotedDocument, Unknown};
use crate::answer::eway_bill::{BillAnswer, EwbUnknown};
use crate::answer::eway_steps::EwbRef;
use crate::answer::ewb::{EwbAnswer, EwbAnswered, EwbCancelRequest, EwbRequest, REMARK};
use crate::answer::status::KnownDocument;
use crate::document::{DocumentRef, Status};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::{DocumentKey, Irn};
use crate::irp::{IrnStatus, PortalCall};
use crate::ledger::RecordChange;
use crate::portal::PortalAnswer;
use crate::portal::record::{EwbCancelled, EwbHeld};
use crate::portal::refusal::code;
use crate::portal::reply::{PortalRefusal, RefusalAction, class_of};
use crate::portal::session::Cause;
use crate::story::{
    Bearer, BillKey, DocumentState, EwbOfInvoice, EwbSheet, EwbState, HeldBill, Move, NumberKey, Record,
    StoredCancellation, StoredRefusal,
};
use place::EwbRow;
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// Makes the e-way bill of a registered document; once: a second call answers the one there is.
pub fn make(call: &EngineCall<'_>, request: &EwbRequest) -> Result<EwbAnswer> {
    let payload = request.payload()?;
    let Some(record) = find(call, &request.document)? else { return unknown(call, &request.document) };
    let document = record.document_key();
    let key = NumberKey::from(&document);
    // It begins with the doubt.
    let mut patience = None;
    loop {
        let record = match take(call, &key, |record| match record.ewb_state() {
            EwbState::InDoubt | EwbState::Cancelling => Ok(NextEwbStep::Claim),
            state if state.can_be_asked() => {
                record.begin_ewb().map_err(unlawful)?;
                Ok(NextEwbStep::Begin(Move::EwbSending, json!({"payload": payload})))
            }
            _ => Ok(NextEwbStep::Leave),
        })? {
            TakenEwb::Begun(record) => {
                let desk = Desk::of(call, &record, document.gstin)?;
                let kept = send(call, &desk, &key, &record, payload.clone())?;
                if kept.ewb_state() != EwbState::InDoubt || patience.is_some() {
                    return Ok(made(call, &kept));
                }
                patience = Some(Patience::begin(call, true));
                continue;
            }
            TakenEwb::Claimed(record) => record,
            TakenEwb::Left(record) => return Ok(made(call, &record)),
            TakenEwb::NotRegistered(record) => return Ok(not_registered(call, &record)),
            TakenEwb::Busy(record) => return Ok(busy(call, &record)),
        };
        let patience = patience.get_or_insert_with(|| Patience::begin(call, false));
        if let Some(settled) = settle_one(call, &key, &record, patience)? {
            return Ok(made(call, &settled));
        }
    }
}

/// Asks once about what is in doubt. `None` where there is time to go on: to ask again, or to send what is now known to be
/// needed.
fn settle_one(
    call: &EngineCall<'_>,
    key: &NumberKey,
    record: &Record,
    patience: &mut Patience,
) -> Result<Option<Record>> {
    let open = |why: &str| conclude(call, key, Move::EwbInDoubt, json!({"why": why}), Record::doubt_ewb).map(Some);
    let Some(pause) = patience.next(record.ewb_arrives_for(&call.live.ledger.now())) else { return open("not asked") };
    if !call.rest(pause)? {
        let kept = conclude(call, key, Move::EwbInDoubt, json!({"why": "cut short"}), Record::doubt_ewb)?;
        return stopped(call.cut(), kept).map(Some);
    }
    let desk = Desk::of(call, record, record.document_key().gstin)?;
    let (settled, answered) = settle(call, &desk, key, record, patience.until())?;
    patience.asked(answered);
    let in_doubt = matches!(settled.ewb_state(), EwbState::InDoubt | EwbState::Cancelling);
    Ok(Some(settled).filter(|_| !in_doubt && !call.has_time_for_an_exchange()))
}

fn unknown(call: &EngineCall<'_>, document: &DocumentRef) -> Result<EwbAnswer> {
    Ok(EwbAnswer::Unknown(Box::new(Unknown::here(irn_of(call, document)?))))
}

/// Whether a taxpayer is one of the engine's: one that it names, or anybody in a sandbox that names none.
fn is_ours(call: &EngineCall<'_>, gstin: Gstin) -> bool {
    let own = &call.engine.resolved.taxpayers;
    own.contains(&gstin) || own.is_empty() && call.engine.is_sandbox()
}

/// A bill as the system shows it now, kept in the ledger; or the answer where it can't be shown.
fn known_now(
    call: &EngineCall<'_>,
    ewb_no: &str,
    as_whom: Option<Gstin>,
) -> Result<std::result::Result<(EwbSheet, EwbOfInvoice), BillAnswer>> {
    let known = place::find(call, ewb_no)?;
    let reading = read::as_any(call, known.as_ref().map(|(_, held)| held), ewb_no, as_whom)?;
    Ok(match reading {
        read::BillReading::Shown((sheet, portal)) => {
            let (_, held) = read::learn(call, known.map(|(place, _)| place), &sheet, &portal)?;
            let ewb = held.ewb().into_owned();
            Ok((sheet, ewb))
        }
        read::BillReading::None(reasons) => {
            Err(BillAnswer::Unknown(Box::new(shown::unknown(call, Some(ewb_no), &reasons))))
        }
        read::BillReading::Unasked(error) => return Err(error),
    })
}

/// What the ledger knows of an e-way bill.
pub fn known(call: &EngineCall<'_>, bill: &EwbRef) -> Result<KnownDocument> {
    let ewb_no = match bill {
        EwbRef::Number(ewb_no, _) => Some(ewb_no.as_str()),
        EwbRef::Document(_) | EwbRef::Key(_) => None,
    };
    Ok(match fetched::place_of(call, bill)? {
        Some((_, held)) => KnownDocument::Ewb(Box::new(shown::bill(call, &held))),
        None => {
            let unknown = EwbUnknown {
                message: "the ledger does not know this e-way bill".into(),
                fix: "einv_ewb_fetch asks the e-way bill system for it".into(),
                ..shown::unknown(call, ewb_no, &[])
            };
            KnownDocument::NoEwb(Box::new(unknown))
        }
    })
}

/// The bill without an IRN that has the key of a document.
pub fn of_key(call: &EngineCall<'_>, document: Option<&DocumentKey>) -> Result<Option<KnownDocument>> {
    let Some(key) = document else { return Ok(None) };
    let key = BillKey::new(key.gstin, key.doc_type.code(), key.number.as_str(), key.date);
    let bill = call.live.ledger.bill(&key)?.map(HeldBill::alone);
    Ok(bill.map(|held| KnownDocument::Ewb(Box::new(shown::bill(call, &held)))))
}

/// The audit's name for the exchanges about a bill: the IRN of its document, or its own.
pub fn audited(call: &EngineCall<'_>, ewb_no: &str) -> Result<(Option<Irn>, Option<String>)> {
    Ok(match place::find(call, ewb_no)? {
        Some((_, HeldBill::Alone(bill))) => (None, Some(read::tag(&bill))),
        Some((_, HeldBill::Document(record))) => (Some(record.irn()), None),
        None => (None, Some(ewb_no.to_owned())),
    })
}

/// Takes up what is open about a document's e-way bill, for a flush.
pub fn settle_of_document(call: &EngineCall<'_>, key: &NumberKey) -> Result<Record> {
    let place = EwbRow::Document(key.clone());
    let held = place::current(call, &place)?;
    let mut patience = Patience::begin(call, false);
    match step::settle_open(call, &place, held, &mut patience)? {
        step::Settled::Closed(HeldBill::Document(record)) | step::Settled::Open(HeldBill::Document(record)) => {
            Ok(*record)
        }
        _ => Err(vanished()),
    }
}

/// Cancels an e-way bill, named by its document or its number.
pub fn cancel(call: &EngineCall<'_>, request: EwbCancelRequest) -> Result<EwbAnswered> {
    too_long(&request.remark, REMARK)?;
    let cancellation = StoredCancellation { reason: request.reason, remark: request.remark, date: None };
    let of_document = |document: &DocumentRef| {
        let Some(record) = find(call, document)? else { return unknown(call, document) };
        Ok(cancel_answer(call, carry_out(call, &record.document_key(), &cancellation)?))
    };
    let (ewb_no, as_whom) = match request.bill {
        EwbRef::Document(document) => return of_document(&document).map(EwbAnswered::Registered),
        EwbRef::Key(key) => {
            let alone = BillKey::new(key.gstin, &key.doc_type, &key.number, key.date);
            if call.live.ledger.bill(&alone)?.is_some() {
                return alone::cancel(call, &alone, &cancellation).map(EwbAnswered::Bill);
            }
            return match key.document() {
                Some(document) => of_document(&document).map(EwbAnswered::Registered),
                None => Ok(EwbAnswered::Bill(BillAnswer::Unknown(Box::new(shown::unknown(call, None, &[]))))),
            };
        }
        EwbRef::Number(ewb_no, as_whom) => (ewb_no, as_whom),
    };
    let place = match place::find(call, &ewb_no)? {
        Some((place, _)) => place,
        // It was made elsewhere: what the system shows of it is kept first.
        None => match read::as_any(call, None, &ewb_no, as_whom)? {
            read::BillReading::Shown((sheet, portal)) => read::learn(call, None, &sheet, &portal)?.0,
            read::BillReading::None(reasons) => {
                let unknown = shown::unknown(call, Some(&ewb_no), &reasons);
                return Ok(EwbAnswered::Bill(BillAnswer::Unknown(Box::new(unknown))));
            }
            read::BillReading::Unasked(error) => return Err(error),
        },
    };
    match place {
        EwbRow::Alone(key) => alone::cancel(call, &key, &cancellation).map(EwbAnswered::Bill),
        EwbRow::Document(key) => {
            let record = call.live.ledger.find(&key)?.ok_or_else(vanished)?;
            let end = carry_out(call, &record.document_key(), &cancellation)?;
            Ok(EwbAnswered::Registered(cancel_answer(call, end)))
        }
    }
}

/// How the cancellation of an e-way bill ended, as far as it goes now.
pub enum CancelEnd {
    /// Now or earlier.
    Cancelled(Box<Record>),
    NoEwayBill(Box<Record>),
    /// The portal says no: it stands.
    Refused(Box<Record>, RefusedStep),
    /// The portal could not be reached: it stands.
    Unreached(Box<Record>),
    /// What became of it is not known yet.
    Open(Box<Record>),
    /// Its document is not registered.
    NotRegistered(Box<Record>),
    /// Others are still at work on the document.
    Busy(Box<Record>),
}

impl CancelEnd {
    pub fn is_cancelled(&self) -> bool {
        matches!(self, CancelEnd::Cancelled(_))
    }

    /// By the record alone. An e-way bill that stands, and that the portal did not refuse to cancel, was out of reach.
    fn of(record: Box<Record>) -> CancelEnd {
        match record.ewb_state() {
            EwbState::Cancelled => CancelEnd::Cancelled(record),
            EwbState::Cancelling | EwbState::InDoubt => CancelEnd::Open(record),
            EwbState::Active | EwbState::Expired => CancelEnd::Unreached(record),
            EwbState::NotAsked
            | EwbState::Failed
            | EwbState::Pending
            | EwbState::Rejected
            | EwbState::Discarded
            | EwbState::Closed => CancelEnd::NoEwayBill(record),
        }
    }
}

/// Sees the cancellation of a document's e-way bill through, as far as it goes now.
pub fn carry_out(call: &EngineCall<'_>, document: &DocumentKey, wish: &StoredCancellation) -> Result<CancelEnd> {
    let key = NumberKey::from(document);
    // A step that is under way is settled first: nothing else happens to the bill until then.
    let place = EwbRow::Document(key.clone());
    let held = place::current(call, &place)?;
    if held.ewb().under_way().is_some()
        && let step::Settled::Open(HeldBill::Document(record)) =
            step::settle_open(call, &place, held, &mut Patience::begin(call, false))?
    {
        return Ok(CancelEnd::Open(record));
    }
    // The e-way bill system takes half the remark that the invoice system does.
    let remark: String = wish.remark.chars().take(REMARK).collect();
    let wish = StoredCancellation { remark, ..wish.clone() };
    let (mut looked, mut patience) = (false, None);
    loop {
        let record = match take(call, &key, |record| match record.ewb_state() {
            EwbState::Active if record.ewb().under_way().is_none() => {
                record.begin_ewb_cancel(wish.clone()).map_err(unlawful)?;
                Ok(NextEwbStep::Begin(Move::EwbCancelling, json!(wish)))
            }
            EwbState::InDoubt | EwbState::Cancelling => Ok(NextEwbStep::Claim),
            // One may have been made elsewhere: the portal is asked once.
            EwbState::NotAsked | EwbState::Failed if !looked => Ok(NextEwbStep::Claim),
            _ => Ok(NextEwbStep::Leave),
        })? {
            TakenEwb::Begun(record) => {
                let desk = Desk::of(call, &record, document.gstin)?;
                match send_cancel(call, &desk, &key, &record, &wish)? {
                    CancelEnd::Open(_) if patience.is_none() => {
                        patience = Some(Patience::begin(call, true));
                        continue;
                    }
                    end => return Ok(end),
                }
            }
            TakenEwb::Claimed(record) => record,
            TakenEwb::Left(record) => return Ok(CancelEnd::of(record)),
            TakenEwb::NotRegistered(record) => return Ok(CancelEnd::NotRegistered(record)),
            TakenEwb::Busy(record) => return Ok(CancelEnd::Busy(record)),
        };
        if record.ewb_state().may_stand() {
            let patience = patience.get_or_insert_with(|| Patience::begin(call, false));
            if let Some(settled) = settle_one(call, &key, &record, patience)? {
                return Ok(CancelEnd::of(Box::new(settled)));
            }
        } else {
            looked = true;
            let desk = Desk::of(call, &record, document.gstin)?;
            look_for_one(call, &desk, &key, &record)?;
        }
    }
}

/// What to do with a document this call would work on.
enum NextEwbStep {
    /// A request leaves, with this event.
    Begin(Move, Value),
    /// It is looked into first.
    Claim,
    /// It is answered as it is.
    Leave,
}

enum TakenEwb {
    Begun(Box<Record>),
    Claimed(Box<Record>),
    /// There is nothing to do.
    Left(Box<Record>),
    NotRegistered(Box<Record>),
    /// Others are still at work on it.
    Busy(Box<Record>),
}

/// Claims a registered document and lets `decide` move it: one transaction. Waits while others are at work on it.
fn take(
    call: &EngineCall<'_>,
    key: &NumberKey,
    decide: impl Fn(&mut Record) -> Result<NextEwbStep>,
) -> Result<TakenEwb> {
    let mut pause = Duration::from_millis(5);
    loop {
        let mut taken = None;
        call.live.ledger.change(key, call.until(), &mut |seen| {
            let Some(mut record) = seen.this.clone() else { return Ok(None) };
            if !matches!(record.state(), DocumentState::Registered) {
                taken = Some(Some(TakenEwb::NotRegistered(Box::new(record))));
                return Ok(None);
            }
            if record.held_by(&seen.now).is_some() {
                taken = Some(None);
                return Ok(None);
            }
            record.take(&call.owner, &seen.now, call.lease()).map_err(unlawful)?;
            let (what, detail) = match decide(&mut record)? {
                NextEwbStep::Leave => {
                    taken = Some(Some(TakenEwb::Left(Box::new(record))));
                    return Ok(None);
                }
                NextEwbStep::Claim => {
                    taken = Some(Some(TakenEwb::Claimed(Box::new(record.clone()))));
                    (Move::Taken, json!({"by": "e-way bill"}))
                }
                NextEwbStep::Begin(what, detail) => {
                    taken = Some(Some(TakenEwb::Begun(Box::new(record.clone()))));
                    (what, detail)
                }
            };
            let event = call.event(what, record.attempt(), detail);
            Ok(Some(RecordChange { record, event }))
        })?;
        match taken {
            Some(Some(taken)) => return Ok(taken),
            Some(None) if call.is_late() || call.is_stopped() => {
                return match call.live.ledger.find(key)? {
                    Some(record) => Ok(TakenEwb::Busy(Box::new(record))),
                    None => Err(vanished()),
                };
            }
            Some(None) => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(200));
            }
            None => return Err(vanished()),
        }
    }
}

fn noted(call: &EngineCall<'_>, record: &Record) -> NotedDocument {
    NotedDocument::of(answer::of_record(call, record))
}

fn busy(call: &EngineCall<'_>, record: &Record) -> EwbAnswer {
    EwbAnswer::Pending(Box::new(noted(call, record)))
}

fn not_registered(call: &EngineCall<'_>, record: &Record) -> EwbAnswer {
    let status = record.state().status();
    let message = format!("an e-way bill belongs to a registered document; this one is {status}");
    let answer = Box::new(noted(call, record).message(message));
    match record.state() {
        DocumentState::Intended | DocumentState::Sending | DocumentState::Pending | DocumentState::InDoubt => {
            EwbAnswer::Pending(answer)
        }
        DocumentState::Registered
        | DocumentState::Rejected
        | DocumentState::Withdrawn
        | DocumentState::Cancelling
        | DocumentState::Cancelled => EwbAnswer::Refused(answer),
    }
}

/// Sends a request that is on disk and writes down what came of it.
fn send(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    key: &NumberKey,
    record: &Record,
    payload: Map<String, Value>,
) -> Result<Record> {
    let mut whole = Map::new();
    whole.insert("Irn".to_owned(), record.irn().as_str().into());
    whole.extend(payload);
    let bytes = Value::Object(whole).to_string().into_bytes();
    steps::reached("ewb_sending");
    let asked = call.run(desk.ask_holding(Errand::MakesEwb, record.claim(), |token| {
        let bytes = &bytes;
        async move { desk.calls(&token).ewb(bytes).await }
    }))?;
    steps::reached("ewb_sent");
    let doubt = |why: Value| conclude(call, key, Move::EwbInDoubt, why, Record::doubt_ewb);
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(held))) => active(call, key, &held),
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { kind, message })) => {
            let kept = conclude(call, key, Move::EwbNotSent, json!({"why": message}), Record::ewb_not_sent)?;
            if kind == ErrorKind::Config {
                Err(Error::new(kind, message).kept(kept.irn(), Status::Registered))
            } else {
                Ok(kept)
            }
        }
        Ok(AskedPortal::Answer(PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. })) => {
            doubt(json!({"why": message}))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            match class_of(&refusals) {
                // It has one already: which, the portal tells.
                Some(RefusalAction::Duplicate) => {
                    let doubted = conclude(call, key, Move::EwbDuplicate, why, Record::doubt_ewb)?;
                    settle(call, desk, key, &doubted, call.deadline).map(|(settled, _)| settled)
                }
                Some(RefusalAction::Transient) => doubt(why),
                Some(RefusalAction::Auth) => {
                    conclude(call, key, Move::EwbNotSent, why, Record::ewb_not_sent)?;
                    let words = crate::portal::refusal::in_words(&refusals);
                    Err(Error::new(ErrorKind::Auth, format!("the portal refuses this client: {words}"))
                        .kept(record.irn(), Status::Registered))
                }
                Some(
                    RefusalAction::Business | RefusalAction::Token | RefusalAction::Gone | RefusalAction::NotFound,
                )
                | None => {
                    let list = list(&refusals);
                    conclude(call, key, Move::EwbFailed, why, |r| r.ewb_failed(list.clone()))
                }
            }
        }
        Ok(AskedPortal::NoToken(failed)) => {
            let why = json!({"log_in": failed.error.message});
            let kept = conclude(call, key, Move::EwbNotSent, why, Record::ewb_not_sent)?;
            match failed.cause {
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    Err(failed.error.kept(kept.irn(), Status::Registered))
                }
                Cause::Busy | Cause::NoAnswer => Ok(kept),
            }
        }
        Err(cut) if desk.nothing_left() => {
            let why = json!({"why": "cut short before it left"});
            stopped(cut, conclude(call, key, Move::EwbNotSent, why, Record::ewb_not_sent)?)
        }
        Err(cut) => {
            let kept = doubt(json!({"why": "cut short"}))?;
            stopped(cut, kept)
        }
    }
}

fn stopped(cut: Cut, kept: Record) -> Result<Record> {
    match cut {
        Cut::Deadline => Ok(kept),
        Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")
            .kept(kept.irn(), Status::Registered)
            .fix("call again: the portal is asked before anything is sent")),
    }
}

fn active(call: &EngineCall<'_>, key: &NumberKey, held: &EwbHeld) -> Result<Record> {
    let bill = fetch::bill(&held.ewb);
    conclude(call, key, Move::EwbActive, json!({"ewb_no": bill.ewb_no}), |r| r.ewb_active(bill.clone()))
}

fn list(refusals: &[PortalRefusal]) -> Vec<StoredRefusal> {
    let one = |r: &PortalRefusal| StoredRefusal { code: r.code.clone(), message: r.message.clone(), curable: true };
    refusals.iter().map(one).collect()
}

/// What the portal holds of an IRN: its e-way bill, or none.
enum EwbOfIrn {
    Held(EwbHeld),
    None,
    Unknown(Value),
}

fn look_up(call: &EngineCall<'_>, desk: &Desk<'_, '_>, record: &Record, until: Instant) -> Result<EwbOfIrn> {
    let irn = record.irn();
    let work = desk.ask(Errand::LooksUp, |token| async move { desk.calls(&token).ewb_by_irn(&irn).await });
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
fn settle(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    key: &NumberKey,
    record: &Record,
    until: Instant,
) -> Result<(Record, bool)> {
    let cancelling = record.ewb_state() == EwbState::Cancelling;
    let doubt = |why: Value| conclude(call, key, Move::EwbInDoubt, why, Record::doubt_ewb);
    let now = call.live.ledger.now();
    let found = look_up(call, desk, record, until)?;
    steps::reached("ewb_looked_up");
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
        let desk = Desk::of(call, &record, document.gstin)?;
        return settle(call, &desk, key, &record, call.deadline).map(|(settled, _)| settled);
    }
    call.live.ledger.find(key)?.ok_or_else(vanished)
}

/// Looks whether somebody else has made an e-way bill for a document, and enters it.
fn look_for_one(call: &EngineCall<'_>, desk: &Desk<'_, '_>, key: &NumberKey, record: &Record) -> Result<()> {
    let found = look_up(call, desk, record, call.deadline)?;
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

fn send_cancel(
    call: &EngineCall<'_>,
    desk: &Desk<'_, '_>,
    key: &NumberKey,
    record: &Record,
    wish: &StoredCancellation,
) -> Result<CancelEnd> {
    let reason = wish.reason;
    let number = record.ewb_bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let eway = desk.to(PortalCall::EwbCancel)?;
    steps::reached("ewb_cancelling");
    let asked = call.run(eway.ask_holding(Errand::Changes, record.claim(), |token| {
        let (eway, number) = (&eway, &number);
        async move { eway.calls_about(&token, number).cancel_ewb(number, reason, &wish.remark).await }
    }))?;
    steps::reached("ewb_cancel_sent");
    let doubt = |why: Value| {
        let kept = conclude(call, key, Move::EwbInDoubt, why, Record::doubt_ewb)?;
        Ok(CancelEnd::of(Box::new(kept)))
    };
    let stands = |why: Value| conclude(call, key, Move::EwbNotCancelled, why, Record::ewb_not_cancelled);
    let cancelled = |why: Value, date| {
        let kept = conclude(call, key, Move::EwbCancelled, why, |r| r.ewb_cancelled(date))?;
        Ok(CancelEnd::Cancelled(Box::new(kept)))
    };
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(EwbCancelled { ewb_no, cancel_date }))) if ewb_no == number => {
            cancelled(json!({"cancel_date": cancel_date}), cancel_date)
        }
        Ok(AskedPortal::Answer(PortalAnswer::Done(other))) => {
            doubt(json!({"why": "the answer is of another e-way bill", "ewb_no": other.ewb_no}))
        }
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { message, .. })) => {
            stands(json!({"why": message})).map(|kept| CancelEnd::of(Box::new(kept)))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. })) => {
            doubt(json!({"why": message}))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            if class_of(&refusals) == Some(RefusalAction::Transient) {
                return doubt(why);
            }
            // Its codes don't say whether it was cancelled already: the portal is asked.
            match look_up(call, desk, record, call.deadline)? {
                EwbOfIrn::Held(held) if held.status == IrnStatus::Cancelled => cancelled(why, None),
                EwbOfIrn::Held(_) | EwbOfIrn::None | EwbOfIrn::Unknown(_) => {
                    let refused = RefusedStep::by_portal(Subject::EwayBillCancellation, list(&refusals));
                    Ok(match CancelEnd::of(Box::new(stands(why)?)) {
                        CancelEnd::Unreached(record) => CancelEnd::Refused(record, refused),
                        // Another call has moved the record on meanwhile.
                        moved => moved,
                    })
                }
            }
        }
        Ok(AskedPortal::NoToken(failed)) => {
            let kept = stands(json!({"log_in": failed.error.message}))?;
            match failed.cause {
                Cause::Busy | Cause::NoAnswer => Ok(CancelEnd::of(Box::new(kept))),
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    Err(failed.error.kept(kept.irn(), Status::Registered))
                }
            }
        }
        Err(cut) if eway.nothing_left() => {
            let kept = stands(json!({"why": "cut short before it left"}))?;
            stopped(cut, kept).map(|kept| CancelEnd::of(Box::new(kept)))
        }
        Err(cut) => {
            let kept = conclude(call, key, Move::EwbInDoubt, json!({"why": "cut short"}), Record::doubt_ewb)?;
            stopped(cut, kept).map(|kept| CancelEnd::of(Box::new(kept)))
        }
    }
}

/// The answer of making one: the registration with its e-way bill.
fn made(call: &EngineCall<'_>, record: &Record) -> EwbAnswer {
    let noted = noted(call, record);
    match record.ewb_state() {
        EwbState::Active | EwbState::Expired => EwbAnswer::Done(Box::new(noted)),
        EwbState::Rejected | EwbState::Discarded | EwbState::Closed => {
            let message = format!("the document's e-way bill is {}", record.ewb_state().name());
            EwbAnswer::Refused(Box::new(noted.message(message)))
        }
        EwbState::Failed => EwbAnswer::Refused(Box::new(noted.report(answer::ewb_report(call, record)))),
        EwbState::InDoubt | EwbState::Cancelling => {
            let message = "what became of the e-way bill is not known yet; the registration stands";
            let fix = "call again: the portal is asked before anything is sent";
            EwbAnswer::Pending(Box::new(noted.message(message).fix(fix)))
        }
        EwbState::NotAsked | EwbState::Pending => {
            let message = "the portal could not be reached for the e-way bill; the registration stands";
            EwbAnswer::Pending(Box::new(noted.message(message).fix("call again")))
        }
        EwbState::Cancelled => EwbAnswer::Pending(Box::new(noted)),
    }
}

/// The answer of cancelling one.
pub fn cancel_answer(call: &EngineCall<'_>, end: CancelEnd) -> EwbAnswer {
    let pending =
        |record: &Record, message: &'static str| EwbAnswer::Pending(Box::new(noted(call, record).message(message)));
    match end {
        CancelEnd::Cancelled(record) => EwbAnswer::Done(Box::new(noted(call, &record))),
        CancelEnd::NoEwayBill(record) => {
            let message = match record.ewb_state() {
                state @ (EwbState::Rejected | EwbState::Discarded | EwbState::Closed) => {
                    format!("the e-way bill is {}: nothing is left to cancel", state.name())
                }
                _ => "this document has no e-way bill".to_owned(),
            };
            EwbAnswer::Refused(Box::new(noted(call, &record).message(message)))
        }
        CancelEnd::Refused(record, refused) => {
            let noted = noted(call, &record).message("the e-way bill stands: the portal refused to cancel it");
            EwbAnswer::Refused(Box::new(noted.report(refused.report(call, &record))))
        }
        CancelEnd::Unreached(record) => {
            pending(&record, "the portal could not be reached; the e-way bill stands: call again")
        }
        CancelEnd::Open(record) => {
            pending(&record, "what became of the e-way bill's cancellation is not known yet; call again")
        }
        CancelEnd::NotRegistered(record) => not_registered(call, &record),
        CancelEnd::Busy(record) => busy(call, &record),
    }
}
