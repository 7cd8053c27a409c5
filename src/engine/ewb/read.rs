//! Reading an e-way bill at the e-way bill system.

use super::place::{self, Place};
use super::shown;
use crate::engine::call::{Asked, Call, Cut, Desk};
use crate::engine::watch::Errand;
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use crate::ledger::BillChange;
use crate::portal::Answer;
use crate::portal::refusal::{code, in_words};
use crate::portal::reply::{Class, Refusal as PortalRefusal, class_of};
use crate::portal::session::Cause;
use crate::story::{Bearer, Bill, HeldBill, Move, Refusal, Sheet};
use serde_json::json;
use std::time::Instant;

/// What a reading gave.
pub enum Reading<T> {
    Shown(T),
    /// The system has none, or shows none to this taxpayer.
    None(Vec<Refusal>),
    /// It could not be asked, or gave no plain answer.
    Unasked(Error),
}

/// Whether these refusals say that there is nothing to show.
fn is_nothing(refusals: &[PortalRefusal]) -> bool {
    class_of(refusals) == Some(Class::NotFound)
        || refusals.iter().all(|refusal| code::EWB_NO_SUCH.contains(&refusal.code.as_str()))
}

/// Sorts the answer to a reading. A refused client, and a stopped engine, are errors.
pub fn reading<T>(asked: std::result::Result<Asked<T>, Cut>) -> Result<Reading<T>> {
    Ok(match asked {
        Ok(Asked::Answer(Answer::Done(done))) => Reading::Shown(done),
        Ok(Asked::Answer(Answer::Refused { refusals, .. })) if is_nothing(&refusals) => {
            Reading::None(shown::kept(&refusals))
        }
        Ok(Asked::Answer(Answer::Refused { refusals, .. })) => {
            let words = in_words(&refusals);
            let (kind, words) = match class_of(&refusals) {
                Some(Class::Auth) => (Kind::Auth, format!("the e-way bill system refuses this client: {words}")),
                _ => (Kind::Portal, format!("the e-way bill system refuses to show it: {words}")),
            };
            let error = Error::new(kind, words).fix("einv_explain with \"system\": \"ewb\" tells more of the code");
            if kind == Kind::Auth {
                return Err(error);
            }
            Reading::Unasked(error)
        }
        Ok(Asked::Answer(Answer::TokenFault { message, .. })) => {
            let message = format!("the e-way bill system does not take a new token: {message}");
            return Err(Error::new(Kind::Auth, message));
        }
        Ok(Asked::Answer(Answer::NotSent { kind, message } | Answer::Unknown { kind, message })) => {
            let error = Error::new(kind, message).fix("try later: nothing was changed");
            match kind {
                Kind::Config | Kind::Unsupported => return Err(error),
                _ => Reading::Unasked(error),
            }
        }
        Ok(Asked::NoToken(failed)) => match failed.cause {
            Cause::Busy | Cause::NoAnswer => Reading::Unasked(failed.error),
            Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => return Err(failed.error),
        },
        Err(Cut::Deadline) => {
            Reading::Unasked(Error::new(Kind::Timeout, "the e-way bill system did not answer before the deadline"))
        }
        Err(Cut::Stopped) => return Err(Error::new(Kind::Stopped, "the engine was stopped during the call")),
    })
}

/// What the audit calls a bill that belongs to no IRN.
pub fn tag(bill: &Bill) -> String {
    let key = bill.key();
    format!("{} {} {} {}", key.gstin, key.doc_type, key.number, key.year)
}

/// The desk of a taxpayer for a bill.
pub fn desk<'c, 'e>(call: &'c Call<'e>, held: Option<&HeldBill>, gstin: Gstin) -> Result<Desk<'c, 'e>> {
    let about = match held {
        Some(HeldBill::Alone(bill)) => Some(tag(bill)),
        Some(HeldBill::Document(_)) | None => None,
    };
    Desk::of_ewb(call, held.and_then(HeldBill::portal), gstin, held.and_then(HeldBill::irn), about)
}

/// Reads the bill of a number.
pub fn sheet(call: &Call<'_>, desk: &Desk<'_, '_>, ewb_no: &str, until: Instant) -> Result<Reading<Sheet>> {
    let work =
        desk.ask(Errand::Reads, |token| async move { desk.calls_about(&token, ewb_no).ewb_by_number(ewb_no).await });
    let read = reading(call.run_until(until, work)?)?;
    Ok(match read {
        Reading::Shown(sheet) if sheet.ewb_no != ewb_no => {
            let message = format!("the answer is about e-way bill {} instead of {ewb_no}", sheet.ewb_no);
            Reading::Unasked(Error::new(Kind::Portal, message).fix("try later: nothing was changed"))
        }
        other => other,
    })
}

/// The taxpayers of the engine that may have a part in a bill of which nothing is known.
fn readers(call: &Call<'_>, as_whom: Option<Gstin>) -> Result<Vec<Gstin>> {
    let own = &call.engine.resolved.taxpayers;
    match (as_whom, own.is_empty()) {
        (Some(gstin), _) => Ok(vec![gstin]),
        (None, false) => Ok(own.clone()),
        (None, true) => {
            Err(Error::new(Kind::Json, "as whom the e-way bill is read can't be told from its number alone")
                .at("/gstin")
                .fix("give \"gstin\" beside \"ewb_no\", or name your taxpayers in the configuration"))
        }
    }
}

/// Reads a bill as the taxpayers of the engine, one after the other, until the system shows it to one.
pub fn as_any(
    call: &Call<'_>,
    held: Option<&HeldBill>,
    ewb_no: &str,
    as_whom: Option<Gstin>,
) -> Result<Reading<(Sheet, String)>> {
    let known = as_whom.or(held.map(HeldBill::gstin).filter(|gstin| super::is_ours(call, *gstin)));
    let mut last = Reading::None(Vec::new());
    for gstin in readers(call, known)? {
        let desk = desk(call, held, gstin)?;
        last = match sheet(call, &desk, ewb_no, call.deadline)? {
            Reading::Shown(sheet) => return Ok(Reading::Shown((sheet, desk.name().to_owned()))),
            Reading::None(reasons) => Reading::None(reasons),
            Reading::Unasked(error) => return Ok(Reading::Unasked(error)),
        };
    }
    Ok(last)
}

/// Keeps what the system shows, where it is news; enters a bill that the ledger does not know.
pub fn learn(call: &Call<'_>, known: Option<Place>, sheet: &Sheet, portal: &str) -> Result<(Place, HeldBill)> {
    if let Some(place) = known {
        let held = place::current(call, &place)?;
        if !held.ewb().is_news(sheet) {
            return Ok((place, held));
        }
        let detail = json!({"ewb_no": sheet.ewb_no, "shown": sheet});
        let held = place::conclude(call, &place, Move::EwbRead, detail, |held| held.ewb_read(sheet))?;
        return Ok((place, held));
    }
    let sandbox = call.engine.is_sandbox();
    let bill = Bill::read(sheet, portal, sandbox)?;
    let (key, mut other) = (bill.key(), false);
    let kept = call.live.ledger.change_bill(&key, call.until(), &mut |known, _| {
        let Some(known) = known else {
            let event = call.event(Move::EwbRead, 0, json!({"ewb_no": sheet.ewb_no, "shown": sheet}));
            return Ok(Some(BillChange { bill: bill.clone(), event }));
        };
        // The ledger has the document, and has not learnt the number yet.
        let mut known = known.clone();
        other = known.active(crate::story::EwayBill::from(sheet), sandbox).is_err();
        let event = call.event(Move::EwbActive, known.attempt(), json!({"by": "the portal", "ewb_no": sheet.ewb_no}));
        Ok((!other).then_some(BillChange { bill: known, event }))
    })?;
    let bill = kept.ok_or_else(crate::engine::vanished)?;
    if other && bill.ewb().bill().is_none_or(|known| known.ewb_no != sheet.ewb_no) {
        let message = format!("the ledger has another e-way bill for the document of e-way bill {}", sheet.ewb_no);
        return Err(Error::new(Kind::Conflict, message).at("/ewb_no").fix("look at both with einv_ewb_fetch"));
    }
    Ok((Place::Alone(key), HeldBill::alone(bill)))
}
