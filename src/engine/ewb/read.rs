//! Reading an e-way bill at the e-way bill system.

use crate::answer::eway_bill::BillAnswer;
use crate::calendar::IstTime;
use crate::engine::ewb::place::EwbRow;
use crate::engine::ewb::{place, shown};
use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::law::eway::validity;
use crate::ledger::BillChange;
use crate::portal::PortalAnswer;
use crate::portal::failed::Cause;
use crate::portal::refusal::{code, in_words};
use crate::portal::reply::{PortalRefusal, RefusalAction, action_of};
use crate::story::{Bearer, EwbOfInvoice, EwbRecord, EwbSheet, EwbState, HeldBill, Move, StoredRefusal};
use serde_json::json;
use std::time::Instant;

/// What a reading gave.
pub enum BillReading<T> {
    Shown(T),
    /// The system has none, or shows none to this taxpayer.
    None(Vec<StoredRefusal>),
    /// It could not be asked, or gave no plain answer.
    Unasked(Error),
}

/// Whether these refusals say that there is nothing to show.
fn is_nothing(refusals: &[PortalRefusal]) -> bool {
    action_of(refusals) == Some(RefusalAction::NotFound)
        || refusals.iter().all(|refusal| code::EWB_NO_SUCH.contains(&refusal.code.as_str()))
}

/// Sorts the answer to a reading. A refused client, and a stopped engine, are errors.
pub fn reading<T>(asked: std::result::Result<AskedPortal<T>, Cut>) -> Result<BillReading<T>> {
    Ok(match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(done))) => BillReading::Shown(done),
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, .. })) if is_nothing(&refusals) => {
            BillReading::None(shown::kept(&refusals))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, .. })) => {
            let words = in_words(&refusals);
            let (kind, words) = match action_of(&refusals) {
                Some(RefusalAction::Auth) => {
                    (ErrorKind::Auth, format!("the e-way bill system refuses this client: {words}"))
                }
                _ => (ErrorKind::Portal, format!("the e-way bill system refuses to show it: {words}")),
            };
            let error = Error::new(kind, words).fix("einv_explain with \"system\": \"ewb\" says more about the code");
            if kind == ErrorKind::Auth {
                return Err(error);
            }
            BillReading::Unasked(error)
        }
        Ok(AskedPortal::Answer(PortalAnswer::TokenFault { message, .. })) => {
            let message = format!("the e-way bill system does not take a new token: {message}");
            return Err(Error::new(ErrorKind::Auth, message));
        }
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { kind, message } | PortalAnswer::Unknown { kind, message })) => {
            let error = Error::new(kind, message).fix("try later: nothing was changed");
            match kind {
                ErrorKind::Config | ErrorKind::Unsupported => return Err(error),
                _ => BillReading::Unasked(error),
            }
        }
        Ok(AskedPortal::NoToken(failed)) => match failed.cause {
            Cause::Busy | Cause::NoAnswer => BillReading::Unasked(failed.error),
            Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => return Err(failed.error),
        },
        Err(Cut::Deadline) => BillReading::Unasked(Error::new(
            ErrorKind::Timeout,
            "the e-way bill system did not answer before the deadline",
        )),
        Err(Cut::Stopped) => return Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")),
    })
}

/// What the audit calls a bill that belongs to no IRN.
pub fn tag(bill: &EwbRecord) -> String {
    let key = bill.key();
    format!("{} {} {} {}", key.gstin, key.doc_type, key.number, key.year)
}

/// The client of a taxpayer for a bill.
pub fn client<'c, 'e>(call: &'c EngineCall<'e>, held: Option<&HeldBill>, gstin: Gstin) -> Result<PortalClient<'c, 'e>> {
    let about = match held {
        Some(HeldBill::Alone(bill)) => Some(tag(bill)),
        Some(HeldBill::Document(_)) | None => None,
    };
    PortalClient::of_ewb(call, held.and_then(HeldBill::portal), gstin, held.and_then(HeldBill::irn), about)
}

/// Reads the bill of a number.
pub fn sheet(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    ewb_no: &str,
    until: Instant,
) -> Result<BillReading<EwbSheet>> {
    let work = client
        .ask(Errand::Reads, |token| async move { client.calls_about(&token, ewb_no).ewb_by_number(ewb_no).await });
    let read = reading(call.run_until(until, work)?)?;
    Ok(match read {
        BillReading::Shown(sheet) if sheet.ewb_no != ewb_no => {
            let message = format!("the answer is about e-way bill {} instead of {ewb_no}", sheet.ewb_no);
            BillReading::Unasked(Error::new(ErrorKind::Portal, message).fix("try later: nothing was changed"))
        }
        other => other,
    })
}

/// The taxpayers of the engine that may have a part in a bill of which nothing is known.
pub fn readers(call: &EngineCall<'_>, as_whom: Option<Gstin>) -> Result<Vec<Gstin>> {
    let own = &call.engine.resolved.taxpayers;
    match (as_whom, own.is_empty()) {
        (Some(gstin), _) => Ok(vec![gstin]),
        (None, false) => Ok(own.clone()),
        (None, true) => Err(Error::new(ErrorKind::Json, "the number alone doesn't say as whom the e-way bill is read")
            .at("/gstin")
            .fix("give \"gstin\" beside \"ewb_no\", or name your taxpayers in the configuration")),
    }
}

/// Reads a bill as the taxpayers of the engine, one after the other, until the system shows it to one.
pub fn as_any(
    call: &EngineCall<'_>,
    held: Option<&HeldBill>,
    ewb_no: &str,
    as_whom: Option<Gstin>,
) -> Result<BillReading<(EwbSheet, String)>> {
    let known = as_whom.or(held.map(HeldBill::gstin).filter(|gstin| crate::engine::ewb::place::is_ours(call, *gstin)));
    let mut last = BillReading::None(Vec::new());
    for gstin in readers(call, known)? {
        let client = client(call, held, gstin)?;
        last = match sheet(call, &client, ewb_no, call.deadline)? {
            BillReading::Shown(sheet) => return Ok(BillReading::Shown((sheet, client.name().to_owned()))),
            BillReading::None(reasons) => BillReading::None(reasons),
            BillReading::Unasked(error) => return Ok(BillReading::Unasked(error)),
        };
    }
    Ok(last)
}

/// Keeps what the system shows, where it is news; enters a bill that the ledger does not know.
pub fn learn(
    call: &EngineCall<'_>,
    known: Option<EwbRow>,
    sheet: &EwbSheet,
    portal: &str,
) -> Result<(EwbRow, HeldBill)> {
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
    let bill = EwbRecord::read(sheet, portal, sandbox)?;
    let (key, mut other) = (bill.key(), false);
    let kept = call.live.ledger.change_bill(&key, call.until(), &mut |known, _| {
        let Some(known) = known else {
            let event = call.event(Move::EwbRead, 0, json!({"ewb_no": sheet.ewb_no, "shown": sheet}));
            return Ok(Some(BillChange { bill: bill.clone(), event }));
        };
        // The ledger has the document, and has not learnt the number yet.
        let mut known = known.clone();
        other = known.active(crate::story::StoredEwayBill::from(sheet), sandbox).is_err();
        let event = call.event(Move::EwbActive, known.attempt(), json!({"by": "the portal", "ewb_no": sheet.ewb_no}));
        Ok((!other).then_some(BillChange { bill: known, event }))
    })?;
    let bill = kept.ok_or_else(crate::engine::record::named::vanished)?;
    if other && bill.ewb().bill().is_none_or(|known| known.ewb_no != sheet.ewb_no) {
        let message = format!("the ledger has another e-way bill for the document of e-way bill {}", sheet.ewb_no);
        return Err(Error::new(ErrorKind::Conflict, message).at("/ewb_no").fix("look at both with einv_ewb_fetch"));
    }
    Ok((EwbRow::Alone(key), HeldBill::alone(bill)))
}

/// Part A alone whose Part B did not come in time has probably ended: the system is asked, and what it shows is kept. The answer,
/// where it can't be asked.
pub fn after_part_b(call: &EngineCall<'_>, place: &EwbRow) -> Result<Option<BillAnswer>> {
    let held = place::current(call, place)?;
    let (number, gstin) = {
        let ewb = held.ewb();
        let made = ewb.bill().filter(|_| ewb.state() == EwbState::Active && ewb.valid_until().is_none());
        let Some(bill) = made.filter(|_| ewb.under_way().is_none()) else { return Ok(None) };
        let made = bill.ewb_date.as_deref().and_then(IstTime::parse_portal);
        if made.is_none_or(|made| call.now() <= validity::part_b_ends(made)) {
            return Ok(None);
        }
        (bill.ewb_no.clone(), held.gstin())
    };
    let client = client(call, Some(&held), gstin)?;
    match sheet(call, &client, &number, call.deadline)? {
        BillReading::Shown(sheet) => learn(call, Some(place.clone()), &sheet, client.name()).map(|_| None),
        BillReading::None(_) => Ok(None),
        BillReading::Unasked(error) => {
            let message = format!(
                "the time for Part B is over, and the system could not be asked whether the e-way bill stands: {}",
                error.message
            );
            Ok(Some(BillAnswer::Pending(Box::new(shown::bill(call, &held).message(message).fix("call again")))))
        }
    }
}

/// A bill as the system shows it now, kept in the ledger; or the answer where it can't be shown.
pub fn known_now(
    call: &EngineCall<'_>,
    ewb_no: &str,
    as_whom: Option<Gstin>,
) -> Result<std::result::Result<(EwbSheet, EwbOfInvoice), BillAnswer>> {
    let known = place::find(call, ewb_no)?;
    let reading = as_any(call, known.as_ref().map(|(_, held)| held), ewb_no, as_whom)?;
    Ok(match reading {
        BillReading::Shown((sheet, portal)) => {
            let (_, held) = learn(call, known.map(|(place, _)| place), &sheet, &portal)?;
            let ewb = held.ewb().into_owned();
            Ok((sheet, ewb))
        }
        BillReading::None(reasons) => Err(BillAnswer::Unknown(Box::new(shown::unknown(call, Some(ewb_no), &reasons)))),
        BillReading::Unasked(error) => return Err(error),
    })
}
