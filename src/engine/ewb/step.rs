//! Steps of an e-way bill: read, planned, claimed, sent, and settled by reading the bill again.

use crate::answer::eway_bill::BillAnswer;
use crate::engine::ewb::alone::found;
use crate::engine::ewb::place::{EwbRow, NextBillStep, TakenBill};
use crate::engine::ewb::read::BillReading;
use crate::engine::ewb::{place, read, shown};
use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::patience::Patience;
use crate::engine::record::conclude::evidence;
use crate::engine::record::named::{unlawful, vanished};
use crate::engine::record::refused::{RefusedStep, Subject};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::portal::PortalAnswer;
use crate::portal::eway::EwbStepped;
use crate::portal::failed::Cause;
use crate::portal::refusal::{code, in_words};
use crate::portal::reply::{RefusalAction, action_of};
use crate::story::{
    Bearer, EwbOfInvoice, EwbSheet, EwbState, EwbStep, HeldBill, MadeTrip, Move, NumberKey, Record, Several, UnderWay,
};
use serde_json::{Value, json};

/// Takes up what is open about a document's e-way bill, for a flush.
pub fn settle_of_document(call: &EngineCall<'_>, key: &NumberKey) -> Result<Record> {
    let place = EwbRow::Document(key.clone());
    let held = place::current(call, &place)?;
    let mut patience = call.patience(false);
    match settle_open(call, &place, held, &mut patience)? {
        Settled::Closed(HeldBill::Document(record)) | Settled::Open(HeldBill::Document(record)) => Ok(*record),
        _ => Err(vanished()),
    }
}

/// What is to be done with a bill as the system shows it.
pub enum Plan {
    Go {
        step: Box<EwbStep>,
        by: Gstin,
    },
    /// It was done before.
    Already,
    No(RefusedStep),
}

/// Takes one step with a bill, once: what an earlier request about it may have done is found out first.
pub fn run(
    call: &EngineCall<'_>,
    ewb_no: &str,
    as_whom: Option<Gstin>,
    plan: &dyn Fn(&EwbSheet, &EwbOfInvoice) -> Result<Plan>,
) -> Result<BillAnswer> {
    let mut patience = None;
    let mut known = place::find(call, ewb_no)?;
    loop {
        if let Some((place, held)) = known.take() {
            let patience = patience.get_or_insert_with(|| call.patience(false));
            let held = match settle_open(call, &place, held, patience)? {
                Settled::Closed(held) => held,
                Settled::Open(held) => return Ok(open(call, &held)),
            };
            known = Some((place, held));
        }
        let (sheet, portal) = match read::as_any(call, known.as_ref().map(|(_, held)| held), ewb_no, as_whom)? {
            BillReading::Shown(read) => read,
            BillReading::None(reasons) => {
                return Ok(BillAnswer::Unknown(Box::new(shown::unknown(call, Some(ewb_no), &reasons))));
            }
            BillReading::Unasked(error) => return unasked(call, known.map(|(_, held)| held), error),
        };
        let (place, held) = read::learn(call, known.take().map(|(place, _)| place), &sheet, &portal)?;
        let (step, by) = match plan(&sheet, &held.ewb())? {
            Plan::Already => return Ok(BillAnswer::Done(Box::new(shown::bill(call, &held)))),
            Plan::No(refused) => return Ok(shown::no(call, &held, &refused)),
            Plan::Go { step, by } => (step, by),
        };
        let begin = UnderWay { before: step.before(&sheet), step: *step, by };
        let taken = place::take(call, &place, |held| {
            if held.ewb().is_open() || held.ewb().state() != EwbState::Active {
                return Ok(NextBillStep::Leave);
            }
            held.begin_step(begin.clone()).map_err(unlawful)?;
            Ok(NextBillStep::Begin((Move::EwbChanging, json!({"step": begin.step, "by": begin.by}))))
        })?;
        let held = match taken {
            TakenBill::Begun(held) => held,
            TakenBill::Claimed(held) | TakenBill::Left(held) if held.ewb().is_open() => {
                // Another call was quicker: what it began is settled first.
                known = Some((place, held));
                continue;
            }
            TakenBill::Claimed(held) | TakenBill::Left(held) => return shown::by_state(call, &held),
            TakenBill::Busy(held) => return Ok(open(call, &held)),
        };
        match send(call, &place, held)? {
            StepEnd::Done(held) => return Ok(BillAnswer::Done(Box::new(shown::bill(call, &held)))),
            StepEnd::Refused(held, refused) => return Ok(shown::no(call, &held, &refused)),
            StepEnd::Unreached(held, why) => return Ok(unreached(call, &held, &why)),
            StepEnd::Open(held) => {
                patience = Some(call.patience(true));
                known = Some((place, held));
            }
        }
    }
}

fn unasked(call: &EngineCall<'_>, held: Option<HeldBill>, error: Error) -> Result<BillAnswer> {
    match held {
        Some(held) => Ok(unreached(call, &held, &error.message)),
        None => Err(error),
    }
}

fn unreached(call: &EngineCall<'_>, held: &HeldBill, why: &str) -> BillAnswer {
    let message = format!("nothing was changed: the e-way bill system could not be reached ({why})");
    BillAnswer::Pending(Box::new(shown::bill(call, held).message(message).fix("call again")))
}

/// The answer while a request may still have an effect.
pub fn open(call: &EngineCall<'_>, held: &HeldBill) -> BillAnswer {
    let what = held.ewb().under_way().map_or("the last request", |under_way| under_way.step.name().words());
    let message = format!("what became of {what} is not known yet");
    let fix = "call again, or let einv_flush ask: the bill is read, and nothing is done twice";
    BillAnswer::Pending(Box::new(shown::bill(call, held).message(message).fix(fix)))
}

/// How sending a step ended.
enum StepEnd {
    Done(HeldBill),
    Refused(HeldBill, RefusedStep),
    /// Nothing was changed.
    Unreached(HeldBill, String),
    Open(HeldBill),
}

/// What follows a request that was answered with yes.
enum After {
    Done(Option<Box<MadeTrip>>),
    /// The next part of the step is sent.
    Next(Box<EwbStep>),
    /// The answer says too little.
    Unclear,
}

fn after(step: &EwbStep, ewb_no: &str, answer: &EwbStepped) -> After {
    if answer.ewb_no.as_deref().is_some_and(|other| other != ewb_no) {
        return After::Unclear;
    }
    let made = |number: &String| {
        let date = answer.at.map(|at| at.portal());
        After::Done(Some(Box::new(MadeTrip { number: number.clone(), date, asked: None })))
    };
    match step {
        EwbStep::Consolidate(_) => match &answer.trip {
            Some(number) => made(number),
            None => After::Unclear,
        },
        EwbStep::Several(several) => {
            let next = match (&several.group, &answer.group) {
                (None, None) => return After::Unclear,
                (None, Some(group)) => Several { group: Some(group.clone()), ..several.clone() },
                (Some(_), _) => Several { added: several.added + 1, ..several.clone() },
            };
            After::Next(Box::new(EwbStep::Several(next)))
        }
        EwbStep::Renew(renewal) => match &answer.trip {
            Some(number) if *number != renewal.number => made(number),
            // It may repeat the number that was asked about: then the bill shows the new one.
            Some(_) | None => After::Unclear,
        },
        EwbStep::Vehicle(_) | EwbStep::Replace(_) | EwbStep::Transporter(_) | EwbStep::Extend(_) | EwbStep::Reject => {
            After::Done(None)
        }
    }
}

fn is_whole(step: &EwbStep) -> bool {
    !matches!(step, EwbStep::Several(several) if several.added < several.vehicles.len())
}

/// Sends a step that is on disk, part by part, and writes down what came of it.
fn send(call: &EngineCall<'_>, place: &EwbRow, mut held: HeldBill) -> Result<StepEnd> {
    loop {
        let Some(under_way) = held.ewb().under_way().cloned() else { return Ok(StepEnd::Done(held)) };
        let Some(ewb_no) = held.ewb().bill().map(|bill| bill.ewb_no.clone()) else { return Ok(StepEnd::Done(held)) };
        let (number, step) = (ewb_no.as_str(), &under_way.step);
        let begun = matches!(step, EwbStep::Several(several) if several.group.is_some());
        let doubt = |why: Value| {
            place::conclude(call, place, Move::EwbChangeInDoubt, why, |held| held.doubt_step()).map(StepEnd::Open)
        };
        let undone = |why: Value| place::conclude(call, place, Move::EwbNotChanged, why, |held| held.step_undone());
        // What the system has of a step of several parts stays known.
        let not_now = |why: &str| match begun {
            true => doubt(json!({ "why": why })),
            false => undone(json!({ "why": why })).map(|held| StepEnd::Unreached(held, why.to_owned())),
        };
        let client = read::client(call, Some(&held), under_way.by)?;
        failpoint::reached("ewb_changing");
        let asked = call.run(client.ask_holding(Errand::Changes, held.claim(), |token| {
            let client = &client;
            async move { client.calls_about(&token, number).step_ewb(number, step).await }
        }))?;
        failpoint::reached("ewb_change_sent");
        return match asked {
            Ok(AskedPortal::Answer(PortalAnswer::Done(answer))) => match after(step, number, &answer) {
                After::Done(trip) => {
                    let detail = json!({"valid_until": answer.valid_until, "at": answer.at});
                    let done = |held: &mut HeldBill| held.step_done(answer.valid_until, trip.as_deref().cloned());
                    place::conclude(call, place, Move::EwbChanged, detail, done).map(StepEnd::Done)
                }
                After::Next(next) if is_whole(&next) => finish(call, place, &next).map(StepEnd::Done),
                After::Next(next) => {
                    held = go_on(call, place, &next)?;
                    continue;
                }
                After::Unclear => doubt(json!({"why": "the answer is of another e-way bill, or says too little"})),
            },
            Ok(AskedPortal::Answer(PortalAnswer::NotSent {
                kind: kind @ (ErrorKind::Config | ErrorKind::Unsupported),
                message,
            })) => {
                undone(json!({ "why": message }))?;
                Err(Error::new(kind, message))
            }
            Ok(AskedPortal::Answer(PortalAnswer::NotSent { message, .. })) => not_now(&message),
            Ok(AskedPortal::Answer(
                PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. },
            )) => doubt(json!({ "why": message })),
            Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
                let why = evidence(&refusals, &infos);
                match action_of(&refusals) {
                    Some(RefusalAction::Transient) => doubt(why),
                    _ if refusals.iter().any(|refusal| refusal.code == code::EWB_TWICE) => doubt(why),
                    Some(RefusalAction::Auth) => {
                        undone(why)?;
                        let words = in_words(&refusals);
                        Err(Error::new(ErrorKind::Auth, format!("the e-way bill system refuses this client: {words}")))
                    }
                    _ => {
                        let refused = RefusedStep::by_portal(Subject::EwayBill, shown::kept(&refusals));
                        let held = match step {
                            EwbStep::Several(several) if begun => refused_midway(call, place, several, why)?,
                            _ => undone(why)?,
                        };
                        Ok(StepEnd::Refused(held, refused))
                    }
                }
            }
            Ok(AskedPortal::NoToken(failed)) => match failed.cause {
                Cause::Busy | Cause::NoAnswer => not_now(&failed.error.message),
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    not_now(&failed.error.message)?;
                    Err(failed.error)
                }
            },
            Err(cut) => {
                let end = match client.nothing_left() {
                    true => not_now("cut short before it left")?,
                    false => doubt(json!({"why": "cut short"}))?,
                };
                match cut {
                    Cut::Deadline => Ok(end),
                    Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")
                        .fix("call again: the e-way bill is read before anything is sent")),
                }
            }
        };
    }
}

/// A part of the step is done: it is written down, and the next part may leave.
fn go_on(call: &EngineCall<'_>, place: &EwbRow, next: &EwbStep) -> Result<HeldBill> {
    let (now, lease) = (call.live.ledger.now(), call.lease());
    place::conclude(call, place, Move::EwbGoesOn, json!({ "step": next }), |held| {
        held.hold(&call.owner, &now, lease)?;
        held.go_on(next.clone())
    })
}

/// The last part of a step of several parts is done.
fn finish(call: &EngineCall<'_>, place: &EwbRow, whole: &EwbStep) -> Result<HeldBill> {
    let (now, lease) = (call.live.ledger.now(), call.lease());
    place::conclude(call, place, Move::EwbChanged, json!({ "step": whole }), |held| {
        held.hold(&call.owner, &now, lease)?;
        held.go_on(whole.clone())?;
        held.step_done(None, None)
    })
}

/// The system refused a vehicle of several: those before it are there, and the movement can be gone on with.
fn refused_midway(call: &EngineCall<'_>, place: &EwbRow, several: &Several, why: Value) -> Result<HeldBill> {
    let mut there = several.clone();
    there.vehicles.truncate(several.added);
    let (now, lease) = (call.live.ledger.now(), call.lease());
    let there = EwbStep::Several(there);
    place::conclude(call, place, Move::EwbNotChanged, why, |held| {
        held.hold(&call.owner, &now, lease)?;
        held.go_on(there.clone())?;
        held.step_done(None, None)
    })
}

/// What a bill in doubt turned out to be.
pub enum Settled {
    /// Nothing is open.
    Closed(HeldBill),
    /// It is not known yet.
    Open(HeldBill),
}

/// Settles whatever is open about a bill, as far as the patience goes.
pub fn settle_open(call: &EngineCall<'_>, place: &EwbRow, held: HeldBill, patience: &mut Patience) -> Result<Settled> {
    let mut held = held;
    while held.ewb().is_open() {
        let Some(pause) = patience.next(held.ewb().arrives_for(&call.live.ledger.now())) else {
            return Ok(Settled::Open(held));
        };
        if !call.rest(pause)? {
            return match call.cut() {
                Cut::Deadline => Ok(Settled::Open(held)),
                Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")),
            };
        }
        let (now_is, answered) = look(call, place, patience)?;
        patience.asked(answered);
        held = now_is;
    }
    Ok(Settled::Closed(held))
}

/// Looks once what became of what is open; and whether the system answered.
pub fn look(call: &EngineCall<'_>, place: &EwbRow, patience: &Patience) -> Result<(HeldBill, bool)> {
    let taken = place::take(call, place, |held| {
        Ok(if held.ewb().is_open() { NextBillStep::Claim } else { NextBillStep::Leave })
    })?;
    let held = match taken {
        TakenBill::Claimed(held) => held,
        TakenBill::Begun(held) | TakenBill::Left(held) | TakenBill::Busy(held) => return Ok((held, true)),
    };
    match (held.ewb().under_way().cloned(), place, held) {
        (Some(under_way), _, held) => look_for_step(call, place, held, &under_way, patience),
        (None, EwbRow::Alone(key), held) => found::look(call, key, place::alone(held)?, patience),
        (None, EwbRow::Document(key), HeldBill::Document(record)) => {
            place::conclude(call, place, Move::EwbInDoubt, json!({"why": "not asked"}), |held| {
                held.release();
                Ok(())
            })?;
            crate::engine::ewb::lookup::settle_alone(call, key, &record.document_key())
                .map(|record| (HeldBill::document(record), true))
        }
        (None, EwbRow::Document(_), held) => Ok((held, true)),
    }
}

/// Reads the bill, and decides by what the system shows whether the step was done.
fn look_for_step(
    call: &EngineCall<'_>,
    place: &EwbRow,
    held: HeldBill,
    under_way: &UnderWay,
    patience: &Patience,
) -> Result<(HeldBill, bool)> {
    let UnderWay { step, by, before } = under_way;
    let number = held.ewb().bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let client = read::client(call, Some(&held), *by)?;
    let doubt = |why: Value| place::conclude(call, place, Move::EwbChangeInDoubt, why, |held| held.doubt_step());
    let reading = read::sheet(call, &client, &number, patience.until())?;
    failpoint::reached("ewb_looked_up");
    let sheet = match reading {
        BillReading::Shown(sheet) => sheet,
        BillReading::None(reasons) => return doubt(json!({ "refusals": reasons })).map(|held| (held, true)),
        BillReading::Unasked(error) => return doubt(json!({"why": error.message})).map(|held| (held, false)),
    };
    let settled = held.ewb().can_no_longer_arrive(&call.live.ledger.now());
    if let EwbStep::Several(several) = step {
        let (group, added) = (several.group_in(before, &sheet), several.added_by(before, &sheet));
        let seen = EwbStep::Several(Several { group: group.clone(), added, ..several.clone() });
        if is_whole(&seen) {
            return finish(call, place, &seen).map(|held| (held, true));
        }
        if group.is_some() && settled {
            let next = go_on(call, place, &seen)?;
            return Ok(match send(call, place, next)? {
                StepEnd::Done(held) | StepEnd::Refused(held, _) | StepEnd::Unreached(held, _) | StepEnd::Open(held) => {
                    (held, true)
                }
            });
        }
    } else if step.is_shown(before, &sheet) {
        let number = match step {
            EwbStep::Consolidate(_) => step.new_trip(before, &sheet),
            EwbStep::Renew(renewal) => step.new_trip(before, &sheet).or_else(|| Some(renewal.number.clone())),
            _ => None,
        };
        let date = || sheet.last_vehicle().and_then(|entry| entry.entered).map(|time| time.portal());
        let trip = number.map(|number| MadeTrip { number, date: date(), asked: None });
        let detail = json!({"by": "look-up", "shown": sheet});
        let done = |held: &mut HeldBill| held.step_done(sheet.valid_until, trip.clone());
        let held = place::conclude(call, place, Move::EwbChanged, detail, done)?;
        if held.ewb().is_news(&sheet) {
            return read::learn(call, Some(place.clone()), &sheet, client.name()).map(|(_, held)| (held, true));
        }
        return Ok((held, true));
    }
    match settled {
        true => {
            let why = json!({"by": "look-up", "shown": sheet});
            place::conclude(call, place, Move::EwbNotChanged, why, |held| held.step_undone()).map(|held| (held, true))
        }
        false => doubt(json!({"why": "the request may still arrive"})).map(|held| (held, true)),
    }
}
