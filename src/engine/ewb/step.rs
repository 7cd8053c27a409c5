//! Steps of an e-way bill: read, planned, claimed, sent, and settled by reading the bill again.

use super::place::{self, Next, Place, Taken};
use super::read::{self, Reading};
use super::{alone, shown};
use crate::answer::eway_bill::BillAnswer;
use crate::engine::call::{Asked, Call, Cut};
use crate::engine::patience::Patience;
use crate::engine::refused::{Refused, Subject};
use crate::engine::settle::evidence;
use crate::engine::watch::Errand;
use crate::engine::{steps, unlawful};
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use crate::portal::Answer;
use crate::portal::eway::EwbStepped;
use crate::portal::refusal::{code, in_words};
use crate::portal::reply::{Class, class_of};
use crate::portal::session::Cause;
use crate::story::{Bearer, Ewb, EwbState, HeldBill, MadeTrip, Move, Several, Sheet, Step, UnderWay};
use serde_json::{Value, json};

/// What is to be done with a bill as the system shows it.
pub enum Plan {
    Go {
        step: Box<Step>,
        by: Gstin,
    },
    /// It was done before.
    Already,
    No(Refused),
}

/// Takes one step with a bill, once: what an earlier request about it may have done is found out first.
pub fn run(
    call: &Call<'_>,
    ewb_no: &str,
    as_whom: Option<Gstin>,
    plan: &dyn Fn(&Sheet, &Ewb) -> Result<Plan>,
) -> Result<BillAnswer> {
    let mut patience = None;
    let mut known = place::find(call, ewb_no)?;
    loop {
        if let Some((place, held)) = known.take() {
            let patience = patience.get_or_insert_with(|| Patience::begin(call, false));
            let held = match settle_open(call, &place, held, patience)? {
                Settled::Closed(held) => held,
                Settled::Open(held) => return Ok(open(call, &held)),
            };
            known = Some((place, held));
        }
        let (sheet, portal) = match read::as_any(call, known.as_ref().map(|(_, held)| held), ewb_no, as_whom)? {
            Reading::Shown(read) => read,
            Reading::None(reasons) => {
                return Ok(BillAnswer::Unknown(Box::new(shown::unknown(call, Some(ewb_no), &reasons))));
            }
            Reading::Unasked(error) => return unasked(call, known.map(|(_, held)| held), error),
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
                return Ok(Next::Leave);
            }
            held.begin_step(begin.clone()).map_err(unlawful)?;
            Ok(Next::Begin((Move::EwbChanging, json!({"step": begin.step, "by": begin.by}))))
        })?;
        let held = match taken {
            Taken::Begun(held) => held,
            Taken::Claimed(held) | Taken::Left(held) if held.ewb().is_open() => {
                // Another call was quicker: what it began is settled first.
                known = Some((place, held));
                continue;
            }
            Taken::Claimed(held) | Taken::Left(held) => return shown::by_state(call, &held),
            Taken::Busy(held) => return Ok(open(call, &held)),
        };
        match send(call, &place, held)? {
            End::Done(held) => return Ok(BillAnswer::Done(Box::new(shown::bill(call, &held)))),
            End::Refused(held, refused) => return Ok(shown::no(call, &held, &refused)),
            End::Unreached(held, why) => return Ok(unreached(call, &held, &why)),
            End::Open(held) => {
                patience = Some(Patience::begin(call, true));
                known = Some((place, held));
            }
        }
    }
}

fn unasked(call: &Call<'_>, held: Option<HeldBill>, error: Error) -> Result<BillAnswer> {
    match held {
        Some(held) => Ok(unreached(call, &held, &error.message)),
        None => Err(error),
    }
}

fn unreached(call: &Call<'_>, held: &HeldBill, why: &str) -> BillAnswer {
    let message = format!("nothing was changed: the e-way bill system could not be reached ({why})");
    BillAnswer::Pending(Box::new(shown::bill(call, held).message(message).fix("call again")))
}

/// The answer while a request may still have an effect.
pub fn open(call: &Call<'_>, held: &HeldBill) -> BillAnswer {
    let what = held.ewb().under_way().map_or("the last request", |under_way| under_way.step.name().words());
    let message = format!("what became of {what} is not known yet");
    let fix = "call again, or let einv_flush ask: the bill is read, and nothing is done twice";
    BillAnswer::Pending(Box::new(shown::bill(call, held).message(message).fix(fix)))
}

/// How sending a step ended.
enum End {
    Done(HeldBill),
    Refused(HeldBill, Refused),
    /// Nothing was changed.
    Unreached(HeldBill, String),
    Open(HeldBill),
}

/// What follows a request that was answered with yes.
enum After {
    Done(Option<MadeTrip>),
    /// The next part of the step is sent.
    Next(Box<Step>),
    /// The answer says too little.
    Unclear,
}

fn after(step: &Step, ewb_no: &str, answer: &EwbStepped) -> After {
    if answer.ewb_no.as_deref().is_some_and(|other| other != ewb_no) {
        return After::Unclear;
    }
    match step {
        Step::Consolidate(_) => match &answer.trip {
            Some(number) => {
                After::Done(Some(MadeTrip { number: number.clone(), date: answer.at.map(|at| at.portal()) }))
            }
            None => After::Unclear,
        },
        Step::Several(several) => {
            let next = match (&several.group, &answer.group) {
                (None, None) => return After::Unclear,
                (None, Some(group)) => Several { group: Some(group.clone()), ..several.clone() },
                (Some(_), _) => Several { added: several.added + 1, ..several.clone() },
            };
            After::Next(Box::new(Step::Several(next)))
        }
        Step::Vehicle(_) | Step::Transporter(_) | Step::Extend(_) | Step::Reject => After::Done(None),
    }
}

fn is_whole(step: &Step) -> bool {
    !matches!(step, Step::Several(several) if several.added < several.vehicles.len())
}

/// Sends a step that is on disk, part by part, and writes down what came of it.
fn send(call: &Call<'_>, place: &Place, mut held: HeldBill) -> Result<End> {
    loop {
        let Some(under_way) = held.ewb().under_way().cloned() else { return Ok(End::Done(held)) };
        let Some(ewb_no) = held.ewb().bill().map(|bill| bill.ewb_no.clone()) else { return Ok(End::Done(held)) };
        let (number, step) = (ewb_no.as_str(), &under_way.step);
        let begun = matches!(step, Step::Several(several) if several.group.is_some());
        let doubt = |why: Value| {
            place::conclude(call, place, Move::EwbChangeInDoubt, why, |held| held.doubt_step()).map(End::Open)
        };
        let undone = |why: Value| place::conclude(call, place, Move::EwbNotChanged, why, |held| held.step_undone());
        // What the system has of a step of several parts stays known.
        let not_now = |why: &str| match begun {
            true => doubt(json!({ "why": why })),
            false => undone(json!({ "why": why })).map(|held| End::Unreached(held, why.to_owned())),
        };
        let desk = read::desk(call, Some(&held), under_way.by)?;
        steps::reached("ewb_changing");
        let asked = call.run(desk.ask_holding(Errand::Changes, held.claim(), |token| {
            let desk = &desk;
            async move { desk.calls_about(&token, number).step_ewb(number, step).await }
        }))?;
        steps::reached("ewb_change_sent");
        return match asked {
            Ok(Asked::Answer(Answer::Done(answer))) => match after(step, number, &answer) {
                After::Done(trip) => {
                    let detail = json!({"valid_until": answer.valid_until, "at": answer.at});
                    let done = |held: &mut HeldBill| held.step_done(answer.valid_until, trip.clone());
                    place::conclude(call, place, Move::EwbChanged, detail, done).map(End::Done)
                }
                After::Next(next) if is_whole(&next) => finish(call, place, &next).map(End::Done),
                After::Next(next) => {
                    held = go_on(call, place, &next)?;
                    continue;
                }
                After::Unclear => doubt(json!({"why": "the answer is of another e-way bill, or says too little"})),
            },
            Ok(Asked::Answer(Answer::NotSent { kind: kind @ (Kind::Config | Kind::Unsupported), message })) => {
                undone(json!({ "why": message }))?;
                Err(Error::new(kind, message))
            }
            Ok(Asked::Answer(Answer::NotSent { message, .. })) => not_now(&message),
            Ok(Asked::Answer(Answer::Unknown { message, .. } | Answer::TokenFault { message, .. })) => {
                doubt(json!({ "why": message }))
            }
            Ok(Asked::Answer(Answer::Refused { refusals, infos })) => {
                let why = evidence(&refusals, &infos);
                match class_of(&refusals) {
                    Some(Class::Transient) => doubt(why),
                    _ if refusals.iter().any(|refusal| refusal.code == code::EWB_TWICE) => doubt(why),
                    Some(Class::Auth) => {
                        undone(why)?;
                        let words = in_words(&refusals);
                        Err(Error::new(Kind::Auth, format!("the e-way bill system refuses this client: {words}")))
                    }
                    _ => {
                        let refused = Refused::by_portal(Subject::EwayBill, shown::kept(&refusals));
                        let held = match step {
                            Step::Several(several) if begun => refused_midway(call, place, several, why)?,
                            _ => undone(why)?,
                        };
                        Ok(End::Refused(held, refused))
                    }
                }
            }
            Ok(Asked::NoToken(failed)) => match failed.cause {
                Cause::Busy | Cause::NoAnswer => not_now(&failed.error.message),
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    not_now(&failed.error.message)?;
                    Err(failed.error)
                }
            },
            Err(cut) => {
                let end = match desk.nothing_left() {
                    true => not_now("cut short before it left")?,
                    false => doubt(json!({"why": "cut short"}))?,
                };
                match cut {
                    Cut::Deadline => Ok(end),
                    Cut::Stopped => Err(Error::new(Kind::Stopped, "the engine was stopped during the call")
                        .fix("call again: the e-way bill is read before anything is sent")),
                }
            }
        };
    }
}

/// A part of the step is done: it is written down, and the next part may leave.
fn go_on(call: &Call<'_>, place: &Place, next: &Step) -> Result<HeldBill> {
    let (now, lease) = (call.live.ledger.now(), call.lease());
    place::conclude(call, place, Move::EwbGoesOn, json!({ "step": next }), |held| {
        held.hold(&call.owner, &now, lease)?;
        held.go_on(next.clone())
    })
}

/// The last part of a step of several parts is done.
fn finish(call: &Call<'_>, place: &Place, whole: &Step) -> Result<HeldBill> {
    let (now, lease) = (call.live.ledger.now(), call.lease());
    place::conclude(call, place, Move::EwbChanged, json!({ "step": whole }), |held| {
        held.hold(&call.owner, &now, lease)?;
        held.go_on(whole.clone())?;
        held.step_done(None, None)
    })
}

/// The system refused a vehicle of several: those before it are there, and the movement can be gone on with.
fn refused_midway(call: &Call<'_>, place: &Place, several: &Several, why: Value) -> Result<HeldBill> {
    let mut there = several.clone();
    there.vehicles.truncate(several.added);
    let (now, lease) = (call.live.ledger.now(), call.lease());
    let there = Step::Several(there);
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
    /// It can't be told yet.
    Open(HeldBill),
}

/// Settles whatever is open about a bill, as far as the patience goes.
pub fn settle_open(call: &Call<'_>, place: &Place, held: HeldBill, patience: &mut Patience) -> Result<Settled> {
    let mut held = held;
    while held.ewb().is_open() {
        let Some(pause) = patience.next(held.ewb().arrives_for(&call.live.ledger.now())) else {
            return Ok(Settled::Open(held));
        };
        if !call.rest(pause)? {
            return match call.cut() {
                Cut::Deadline => Ok(Settled::Open(held)),
                Cut::Stopped => Err(Error::new(Kind::Stopped, "the engine was stopped during the call")),
            };
        }
        let (now_is, answered) = look(call, place, patience)?;
        patience.asked(answered);
        held = now_is;
    }
    Ok(Settled::Closed(held))
}

/// Looks once what became of what is open; and whether the system answered.
pub fn look(call: &Call<'_>, place: &Place, patience: &Patience) -> Result<(HeldBill, bool)> {
    let taken = place::take(call, place, |held| Ok(if held.ewb().is_open() { Next::Claim } else { Next::Leave }))?;
    let held = match taken {
        Taken::Claimed(held) => held,
        Taken::Begun(held) | Taken::Left(held) | Taken::Busy(held) => return Ok((held, true)),
    };
    match (held.ewb().under_way().cloned(), place, held) {
        (Some(under_way), _, held) => look_for_step(call, place, held, &under_way, patience),
        (None, Place::Alone(key), held) => alone::look(call, key, place::alone(held)?, patience),
        (None, Place::Document(key), HeldBill::Document(record)) => {
            place::conclude(call, place, Move::EwbInDoubt, json!({"why": "not asked"}), |held| {
                held.release();
                Ok(())
            })?;
            super::settle_alone(call, key, &record.document_key()).map(|record| (HeldBill::document(record), true))
        }
        (None, Place::Document(_), held) => Ok((held, true)),
    }
}

/// Reads the bill, and decides by what the system shows whether the step was done.
fn look_for_step(
    call: &Call<'_>,
    place: &Place,
    held: HeldBill,
    under_way: &UnderWay,
    patience: &Patience,
) -> Result<(HeldBill, bool)> {
    let UnderWay { step, by, before } = under_way;
    let number = held.ewb().bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let desk = read::desk(call, Some(&held), *by)?;
    let doubt = |why: Value| place::conclude(call, place, Move::EwbChangeInDoubt, why, |held| held.doubt_step());
    let reading = read::sheet(call, &desk, &number, patience.until())?;
    steps::reached("ewb_looked_up");
    let sheet = match reading {
        Reading::Shown(sheet) => sheet,
        Reading::None(reasons) => return doubt(json!({ "refusals": reasons })).map(|held| (held, true)),
        Reading::Unasked(error) => return doubt(json!({"why": error.message})).map(|held| (held, false)),
    };
    let settled = held.ewb().can_no_longer_arrive(&call.live.ledger.now());
    if let Step::Several(several) = step {
        let (group, added) = (several.group_in(before, &sheet), several.added_by(before, &sheet));
        let seen = Step::Several(Several { group: group.clone(), added, ..several.clone() });
        if is_whole(&seen) {
            return finish(call, place, &seen).map(|held| (held, true));
        }
        if group.is_some() && settled {
            let next = go_on(call, place, &seen)?;
            return Ok(match send(call, place, next)? {
                End::Done(held) | End::Refused(held, _) | End::Unreached(held, _) | End::Open(held) => (held, true),
            });
        }
    } else if step.is_shown(before, &sheet) {
        let trip = step.new_trip(before, &sheet).map(|number| MadeTrip {
            number,
            date: sheet.last_vehicle().and_then(|entry| entry.entered).map(|time| time.portal()),
        });
        let trip = trip.filter(|_| matches!(step, Step::Consolidate(_)));
        let detail = json!({"by": "look-up", "shown": sheet});
        let done = |held: &mut HeldBill| held.step_done(sheet.valid_until, trip.clone());
        let held = place::conclude(call, place, Move::EwbChanged, detail, done)?;
        if held.ewb().is_news(&sheet) {
            return read::learn(call, Some(place.clone()), &sheet, desk.name()).map(|(_, held)| (held, true));
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
