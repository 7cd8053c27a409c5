//! E-way bills that stand alone: made from their document, looked up when in doubt, cancelled.

use super::place::{self, EwbRow, NextBillStep, TakenBill};
use super::read::{self, BillReading};
use super::{distance, shown, step};
use crate::answer::eway_bill::{BillAnswer, EwbNotSent, EwbRefused};
use crate::calendar::IstTime;
use crate::engine::call::{AskedPortal, Cut, Desk, EngineCall};
use crate::engine::patience::Patience;
use crate::engine::refused::{RefusedStep, Subject};
use crate::engine::settle::evidence;
use crate::engine::watch::Errand;
use crate::engine::{eway, steps, unlawful};
use crate::error::{Error, ErrorKind, Result};
use crate::eway::{self as system, EwayDocument};
use crate::finding::Verdict;
use crate::irp::PortalCall;
use crate::ledger::BillChange;
use crate::portal::PortalAnswer;
use crate::portal::eway::EwbMade;
use crate::portal::record::EwbCancelled;
use crate::portal::refusal::{code, in_words};
use crate::portal::reply::{PortalRefusal, RefusalAction, ReplyInfo, class_of};
use crate::portal::session::Cause;
use crate::story::{
    Bearer, BillKey, EwbRecord, EwbSheet, EwbStanding, EwbState, HeldBill, Move, StoredCancellation, StoredEwayBill,
    StoredRefusal,
};
use serde_json::{Value, json};

/// Makes the e-way bill of a document that has no IRN; once: a second call answers the one there is.
pub fn make(call: &EngineCall<'_>, text: &str) -> Result<BillAnswer> {
    let mut context = call.engine.context(call.now(), call.options);
    context.time_is_sure = call.time_is_sure();
    let mut judged = eway::judged(Some(call.engine), call.options, &context, text)?;
    if let Some(km) = distance::known(call, &judged.document)? {
        context.known_km = Some(km);
        judged = eway::judged(Some(call.engine), call.options, &context, text)?;
    }
    let not_sent = |status, fix: Option<&'static str>| {
        Ok(BillAnswer::NotSent(Box::new(EwbNotSent {
            status,
            report: judged.report.clone(),
            fix: fix.map(Into::into),
        })))
    };
    if judged.report.verdict != Verdict::Valid {
        return not_sent(EwbRefused::Invalid, None);
    }
    // Whether the invoice needs an IRN first: the system refuses it then, and a bill that stands alone would be of no use.
    if judged.report.not_judged.contains(&IRN_FIRST) && !call.engine.is_sandbox() {
        let fix = "give the supplier's turnover in taxpayers (or opts.taxpayer); an e-invoice's e-way bill is made by its IRN";
        return not_sent(EwbRefused::CannotTell, Some(fix));
    }
    let Some(key) = judged.document.key() else { return not_sent(EwbRefused::Invalid, None) };
    let (document, content) = (&judged.document, judged.document.write());
    let key = BillKey::new(key.gstin, key.kind.code(), &key.number, key.date);
    if !super::is_ours(call, key.gstin) {
        return Err(Error::new(
            ErrorKind::Config,
            format!("no log-in for {} is configured, who makes this e-way bill", key.gstin),
        )
        .at("/taxpayers")
        .fix("add its gstin, username and password to taxpayers"));
    }
    enter(call, &key, document, &content)?;
    see_through(call, &key).and_then(|bill| shown::by_state(call, &HeldBill::alone(bill)))
}

/// The rule that leaves open whether an invoice needs an IRN first.
const IRN_FIRST: &str = "eway.irn_first";

/// Enters a document, or finds it entered. Another content under the same key is refused while the system may have the first.
fn enter(call: &EngineCall<'_>, key: &BillKey, document: &EwayDocument, content: &str) -> Result<()> {
    let number = document.number.as_deref().unwrap_or_default();
    let Some(date) = document.date else { return Ok(()) };
    call.live.ledger.change_bill(key, call.until(), &mut |known, now| {
        let detail = json!({"document": content});
        let Some(known) = known else {
            let bill = EwbRecord::intended(key.gstin, &key.doc_type, number, date, content.to_owned());
            return Ok(Some(BillChange { bill, event: call.event(Move::EwbIntended, 0, detail) }));
        };
        if known.document() == content {
            return Ok(None);
        }
        let state = known.ewb().state();
        let busy = known.held_by(now).is_some();
        if state.can_be_asked() && !busy {
            let mut bill = known.clone();
            bill.replace(number, date, content.to_owned()).map_err(unlawful)?;
            let event = call.event(Move::EwbIntended, bill.attempt(), detail);
            return Ok(Some(BillChange { bill, event }));
        }
        let differs = match known.document().is_empty() {
            // It was made elsewhere, and what the system showed of it is on record.
            true => Vec::new(),
            false => differences(document, &system::read(known.document())?.0),
        };
        match differs.is_empty() {
            true => Ok(None),
            false => Err(conflict(differs)),
        }
    })?;
    Ok(())
}

fn conflict(differs: Vec<String>) -> Error {
    Error::new(ErrorKind::Conflict, format!("this document has another e-way bill: {}", differs.join("; ")))
        .at("/docNo")
        .differs(differs)
        .fix("give the document a number of its own, or cancel the other e-way bill first")
}

/// Where two documents say different things that an e-way bill stands for: each with both values.
fn differences(ours: &EwayDocument, theirs: &EwayDocument) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |key: &str, ours: Option<String>, theirs: Option<String>| {
        if ours != theirs {
            let shown = |text: Option<String>| text.unwrap_or_else(|| "nothing".to_owned());
            found.push(format!("{key}: {} here, {} there", shown(ours), shown(theirs)));
        }
    };
    let party =
        |who: Option<system::Who>| who.map(|who| who.gstin().map_or("URP".to_owned(), |gstin| gstin.to_string()));
    compare("docDate", ours.date.map(|day| day.to_string()), theirs.date.map(|day| day.to_string()));
    compare("fromGstin", party(ours.from.who), party(theirs.from.who));
    compare("toGstin", party(ours.to.who), party(theirs.to.who));
    let sum = |document: &EwayDocument| document.value().map(plain);
    compare("totInvValue", sum(ours), sum(theirs));
    compare("itemList", Some(ours.items.len().to_string()), Some(theirs.items.len().to_string()));
    for (index, (ours, theirs)) in ours.items.iter().zip(&theirs.items).enumerate() {
        compare(&format!("itemList/{index}/hsnCode"), ours.hsn.clone(), theirs.hsn.clone());
        compare(&format!("itemList/{index}/quantity"), ours.quantity.map(plain), theirs.quantity.map(plain));
        compare(&format!("itemList/{index}/taxableAmount"), ours.taxable.map(plain), theirs.taxable.map(plain));
    }
    found
}

/// An amount as it is compared: without the zeros at its end.
fn plain(amount: crate::money::Amount) -> String {
    let text = amount.to_string();
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// Where the system's bill of a document is another than ours: each with both values.
fn other_than(bill: &EwbRecord, sheet: &EwbSheet) -> Result<Vec<String>> {
    let (ours, _) = system::read(bill.document())?;
    let mut found = Vec::new();
    let mut compare = |key: &str, ours: Option<String>, theirs: Option<String>| {
        if let (Some(ours), Some(theirs)) = (ours, theirs)
            && !ours.eq_ignore_ascii_case(&theirs)
        {
            found.push(format!("{key}: {ours} here, {theirs} there"));
        }
    };
    let party =
        |who: Option<system::Who>| who.map(|who| who.gstin().map_or("URP".to_owned(), |gstin| gstin.to_string()));
    compare("docType", ours.kind.map(|kind| kind.code().to_owned()), sheet.doc_type.clone());
    compare("docNo", ours.number.clone(), sheet.number.clone());
    compare("docDate", ours.date.map(|day| day.to_string()), sheet.date.map(|day| day.to_string()));
    compare("fromGstin", party(ours.from.who), sheet.from_gstin.clone());
    compare("toGstin", party(ours.to.who), sheet.to_gstin.clone());
    compare("totInvValue", ours.value().map(plain), sheet.total.map(plain));
    Ok(found)
}

/// Sends what waits, settles what is in doubt, and sends again what is certainly not there: as far as the call's time allows.
fn see_through(call: &EngineCall<'_>, key: &BillKey) -> Result<EwbRecord> {
    let place = EwbRow::Alone(key.clone());
    let mut patience = None;
    loop {
        let taken = place::take(call, &place, |held| {
            let HeldBill::Alone(bill) = held else { return Ok(NextBillStep::Leave) };
            match bill.ewb().state() {
                EwbState::InDoubt | EwbState::Cancelling => Ok(NextBillStep::Leave),
                state if state.can_be_asked() && !bill.document().is_empty() => {
                    let portal = Desk::new(call, key.gstin)?.name().to_owned();
                    bill.begin(&portal).map_err(unlawful)?;
                    Ok(NextBillStep::Begin((Move::EwbSending, json!({ "portal": portal }))))
                }
                _ => Ok(NextBillStep::Leave),
            }
        })?;
        let held = match taken {
            TakenBill::Begun(held) => {
                let bill = send(call, key, place::alone(held)?)?;
                if bill.ewb().state() != EwbState::InDoubt || patience.is_some() {
                    return Ok(bill);
                }
                patience = Some(Patience::begin(call, true));
                HeldBill::alone(bill)
            }
            TakenBill::Claimed(held) | TakenBill::Left(held) if held.ewb().is_open() => held,
            TakenBill::Claimed(held) | TakenBill::Left(held) | TakenBill::Busy(held) => return place::alone(held),
        };
        let patience = patience.get_or_insert_with(|| Patience::begin(call, false));
        match step::settle_open(call, &place, held, patience)? {
            step::Settled::Closed(held) if held.ewb().state() == EwbState::Pending => {
                if !call.has_time_for_an_exchange() {
                    return place::alone(held);
                }
            }
            step::Settled::Closed(held) | step::Settled::Open(held) => return place::alone(held),
        }
    }
}

/// Sends the request that is on disk and writes down what came of it.
fn send(call: &EngineCall<'_>, key: &BillKey, bill: EwbRecord) -> Result<EwbRecord> {
    let held = HeldBill::alone(bill.clone());
    let desk = read::desk(call, Some(&held), key.gstin)?;
    let bytes = bill.document().as_bytes();
    steps::reached("ewb_sending");
    let asked = call.run(desk.ask_holding(Errand::MakesEwb, bill.claim(), |token| {
        let desk = &desk;
        async move { desk.calls(&token).make_ewb(bytes).await }
    }))?;
    steps::reached("ewb_sent");
    let doubt = |what: Move, why: Value| place::conclude_alone(call, key, what, why, EwbRecord::doubt);
    let waits = |why: &str| {
        place::conclude_alone(call, key, Move::EwbNotSent, json!({ "why": why }), |bill| bill.not_sent(why))
    };
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(made))) => {
            if let Some(km) = made.distance {
                learn_distance(call, &bill, km);
            }
            active(call, key, &made)
        }
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { kind, message })) => {
            let kept = waits(&message)?;
            match kind {
                ErrorKind::Config | ErrorKind::Unsupported => Err(Error::new(kind, message)),
                _ => Ok(kept),
            }
        }
        Ok(AskedPortal::Answer(PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. })) => {
            doubt(Move::EwbInDoubt, json!({ "why": message }))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            if let Some(km) = distance_in(&infos) {
                learn_distance(call, &bill, km);
            }
            refused(call, key, &desk, &refusals, &infos)
        }
        Ok(AskedPortal::NoToken(failed)) => {
            let kept = waits(&failed.error.message)?;
            match failed.cause {
                Cause::Busy | Cause::NoAnswer => Ok(kept),
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => Err(failed.error),
            }
        }
        Err(cut) => {
            let kept = match desk.nothing_left() {
                true => waits("cut short before it left")?,
                false => doubt(Move::EwbInDoubt, json!({"why": "cut short"}))?,
            };
            match cut {
                Cut::Deadline => Ok(kept),
                Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")
                    .fix("call again: the e-way bill system is asked before anything is sent")),
            }
        }
    }
}

/// The system's own distance beside an answer.
fn distance_in(infos: &[ReplyInfo]) -> Option<u32> {
    infos.iter().find_map(|info| match info {
        ReplyInfo::Distance(km) => Some(*km),
        _ => None,
    })
}

fn learn_distance(call: &EngineCall<'_>, bill: &EwbRecord, km: u32) {
    if let Ok((document, _)) = system::read(bill.document()) {
        distance::learn(call, &document, km);
    }
}

fn active(call: &EngineCall<'_>, key: &BillKey, made: &EwbMade) -> Result<EwbRecord> {
    let bill = StoredEwayBill {
        ewb_no: made.ewb_no.clone(),
        ewb_date: made.ewb_date.map(IstTime::portal),
        valid_until: made.valid_until.map(IstTime::portal),
        distance: made.distance,
        ..StoredEwayBill::default()
    };
    let sandbox = call.engine.is_sandbox();
    let detail = json!({"ewb_no": bill.ewb_no, "valid_until": bill.valid_until, "distance": bill.distance});
    place::conclude_alone(call, key, Move::EwbActive, detail, |own| own.active(bill.clone(), sandbox))
}

fn refused(
    call: &EngineCall<'_>,
    key: &BillKey,
    desk: &Desk<'_, '_>,
    refusals: &[PortalRefusal],
    infos: &[ReplyInfo],
) -> Result<EwbRecord> {
    let why = evidence(refusals, infos);
    let has = |code: &str| refusals.iter().any(|refusal| refusal.code == code);
    if has(code::EWB_DUPLICATE) {
        place::conclude_alone(call, key, Move::EwbDuplicate, why, EwbRecord::doubt)?;
        return adopt(call, key, desk, &shown::kept(refusals));
    }
    if has(code::EWB_TWICE) {
        return place::conclude_alone(call, key, Move::EwbInDoubt, why, EwbRecord::doubt);
    }
    match class_of(refusals) {
        Some(RefusalAction::Transient) => place::conclude_alone(call, key, Move::EwbInDoubt, why, EwbRecord::doubt),
        Some(RefusalAction::Auth) => {
            place::conclude_alone(call, key, Move::EwbNotSent, why, |bill| bill.not_sent("the client is refused"))?;
            let words = in_words(refusals);
            Err(Error::new(ErrorKind::Auth, format!("the e-way bill system refuses this client: {words}")))
        }
        _ => {
            let mut list = shown::kept(refusals);
            if let (Some(km), Some(refusal)) =
                (distance_in(infos), list.iter_mut().find(|r| r.code == code::EWB_DISTANCE))
            {
                refusal.message = format!("the system's own distance between the two PIN codes is {km} km");
            }
            place::conclude_alone(call, key, Move::EwbFailed, why, |bill| bill.failed(list.clone()))
        }
    }
}

/// What the system holds of a document.
enum FoundBill {
    Held(Box<EwbSheet>),
    None,
    Unasked(Error),
}

/// Asks every e-way bill system for the bill that the taxpayer made for a document, and reads it.
fn find(call: &EngineCall<'_>, desk: &Desk<'_, '_>, key: &BillKey, until: std::time::Instant) -> Result<FoundBill> {
    for at in 0..desk.systems() {
        let (doc_type, number) = (key.doc_type.as_str(), key.number.as_str());
        let asked = call.run_until(
            until,
            desk.ask(Errand::LooksUp, |token| async move {
                desk.calls_at(&token, at).ewb_by_document(doc_type, number).await
            }),
        )?;
        let ewb_no = match read::reading(asked)? {
            BillReading::Shown(found) => found.ewb_no,
            BillReading::None(_) => continue,
            BillReading::Unasked(error) => return Ok(FoundBill::Unasked(error)),
        };
        return Ok(match read::sheet(call, desk, &ewb_no, until)? {
            BillReading::Shown(sheet) => FoundBill::Held(Box::new(sheet)),
            BillReading::None(_) => FoundBill::None,
            BillReading::Unasked(error) => FoundBill::Unasked(error),
        });
    }
    Ok(FoundBill::None)
}

/// After "already generated": the bill that the system has is adopted where it is ours, or reported as a conflict.
fn adopt(call: &EngineCall<'_>, key: &BillKey, desk: &Desk<'_, '_>, refusals: &[StoredRefusal]) -> Result<EwbRecord> {
    match find(call, desk, key, call.deadline)? {
        FoundBill::Held(sheet) => adopt_sheet(call, key, &sheet, refusals),
        // The other party, or the transporter, made it: a look-up shows only one's own.
        FoundBill::None => {
            let list = refusals.to_vec();
            place::conclude_alone(call, key, Move::EwbFailed, json!({"why": "made by another party"}), |bill| {
                bill.failed(list.clone())
            })
        }
        FoundBill::Unasked(error) => {
            place::conclude_alone(call, key, Move::EwbInDoubt, json!({"why": error.message}), EwbRecord::doubt)
        }
    }
}

fn adopt_sheet(
    call: &EngineCall<'_>,
    key: &BillKey,
    sheet: &EwbSheet,
    refusals: &[StoredRefusal],
) -> Result<EwbRecord> {
    let bill = place::alone(place::current(call, &EwbRow::Alone(key.clone()))?)?;
    let differs = other_than(&bill, sheet)?;
    let sandbox = call.engine.is_sandbox();
    if differs.is_empty() {
        let detail = json!({"by": "look-up", "ewb_no": sheet.ewb_no, "shown": sheet});
        let kept = place::conclude_alone(call, key, Move::EwbActive, detail, |bill| {
            bill.active(StoredEwayBill::from(sheet), sandbox)
        })?;
        // It may have been rejected or cancelled meanwhile.
        let (_, held) = read::learn(call, Some(EwbRow::Alone(kept.key())), sheet, kept.portal().unwrap_or_default())?;
        return place::alone(held);
    }
    let mut list = refusals.to_vec();
    if list.is_empty() {
        list.push(StoredRefusal { code: code::EWB_DUPLICATE.to_owned(), message: String::new(), curable: false });
    }
    let detail = json!({"ewb_no": sheet.ewb_no, "differs": differs});
    place::conclude_alone(call, key, Move::EwbConflict, detail, |bill| bill.failed(list.clone()))?;
    Err(conflict(differs))
}

/// Looks once what became of a bill in doubt that this call has claimed; and whether the system answered.
pub fn look(call: &EngineCall<'_>, key: &BillKey, bill: EwbRecord, patience: &Patience) -> Result<(HeldBill, bool)> {
    let held = HeldBill::alone(bill.clone());
    let desk = read::desk(call, Some(&held), key.gstin)?;
    let now = call.live.ledger.now();
    let settled = bill.ewb().can_no_longer_arrive(&now);
    let doubt = |why: &str| place::conclude_alone(call, key, Move::EwbInDoubt, json!({ "why": why }), EwbRecord::doubt);
    if bill.ewb().state() == EwbState::Cancelling {
        return look_for_cancellation(call, key, &bill, &desk, patience);
    }
    let found = find(call, &desk, key, patience.until())?;
    steps::reached("ewb_looked_up");
    let (bill, answered) = match found {
        // A bill that ended is an earlier one, whose number is free again.
        FoundBill::Held(sheet) if !is_earlier(call, key, &sheet)? => (adopt_sheet(call, key, &sheet, &[])?, true),
        FoundBill::Held(_) | FoundBill::None if settled => {
            let detail = json!({"by": "look-up"});
            let absent = |bill: &mut EwbRecord| {
                bill.absent(&now)?;
                bill.release();
                Ok(())
            };
            (place::conclude_alone(call, key, Move::EwbAbsent, detail, absent)?, true)
        }
        FoundBill::Held(_) | FoundBill::None => (doubt("the request may still arrive")?, true),
        FoundBill::Unasked(error) => (doubt(&error.message)?, false),
    };
    Ok((HeldBill::alone(bill), answered))
}

/// Whether a bill had ended, and was made before the last request of ours left.
fn is_earlier(call: &EngineCall<'_>, key: &BillKey, sheet: &EwbSheet) -> Result<bool> {
    if !matches!(sheet.standing, EwbStanding::Cancelled | EwbStanding::Discarded) {
        return Ok(false);
    }
    let events = call.live.ledger.bill_events(key)?;
    let sent = events.iter().rev().find(|event| event.what == Move::EwbSending).map(|event| event.at);
    // The system writes minutes, and its clock need not be ours.
    Ok(match (sheet.ewb_date, sent) {
        (Some(made), Some(sent)) => made < sent.to_minute().plus_seconds(-300),
        _ => true,
    })
}

fn look_for_cancellation(
    call: &EngineCall<'_>,
    key: &BillKey,
    bill: &EwbRecord,
    desk: &Desk<'_, '_>,
    patience: &Patience,
) -> Result<(HeldBill, bool)> {
    let number = bill.ewb().bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let settled = bill.ewb().can_no_longer_arrive(&call.live.ledger.now());
    let reading = read::sheet(call, desk, &number, patience.until())?;
    steps::reached("ewb_looked_up");
    let (what, answered) = match reading {
        BillReading::Shown(sheet) if sheet.standing == EwbStanding::Cancelled => (Move::EwbCancelled, true),
        BillReading::Shown(_) if settled => (Move::EwbNotCancelled, true),
        BillReading::Shown(_) | BillReading::None(_) => (Move::EwbInDoubt, true),
        BillReading::Unasked(_) => (Move::EwbInDoubt, false),
    };
    let kept = place::conclude_alone(call, key, what, json!({"by": "look-up"}), |bill| match what {
        Move::EwbCancelled => bill.cancelled(None),
        Move::EwbNotCancelled => bill.not_cancelled(),
        _ => bill.doubt(),
    })?;
    Ok((HeldBill::alone(kept), answered))
}

/// Cancels a bill that stands alone, or takes back one that has not left.
pub fn cancel(call: &EngineCall<'_>, key: &BillKey, wish: &StoredCancellation) -> Result<BillAnswer> {
    let place = EwbRow::Alone(key.clone());
    let mut patience = None;
    loop {
        let mut late = None;
        let taken = place::take(call, &place, |held| {
            let HeldBill::Alone(bill) = held else { return Ok(NextBillStep::Leave) };
            if bill.ewb().is_open() {
                return Ok(NextBillStep::Leave);
            }
            match bill.ewb().state() {
                EwbState::Pending => {
                    bill.withdraw(wish.clone()).map_err(unlawful)?;
                    Ok(NextBillStep::Begin((Move::EwbWithdrawn, json!(wish))))
                }
                EwbState::Active => {
                    late = too_late(call, bill);
                    if late.is_some() {
                        return Ok(NextBillStep::Leave);
                    }
                    bill.begin_cancel(wish.clone()).map_err(unlawful)?;
                    Ok(NextBillStep::Begin((Move::EwbCancelling, json!(wish))))
                }
                _ => Ok(NextBillStep::Leave),
            }
        })?;
        let held = match taken {
            TakenBill::Begun(held) if held.ewb().state() == EwbState::Cancelled => return Ok(cancelled(call, &held)),
            TakenBill::Begun(held) => match send_cancel(call, key, place::alone(held)?, wish)? {
                BillCancelled::Refused(held, refused) => return Ok(shown::no(call, &held, &refused)),
                BillCancelled::Kept(held) if held.ewb().state() == EwbState::Cancelling && patience.is_none() => {
                    patience = Some(Patience::begin(call, true));
                    held
                }
                BillCancelled::Kept(held) => return Ok(cancelled(call, &held)),
            },
            TakenBill::Claimed(held) | TakenBill::Left(held) if held.ewb().is_open() => held,
            TakenBill::Claimed(held) | TakenBill::Left(held) => {
                return Ok(match late {
                    Some(refused) => shown::no(call, &held, &refused),
                    None => cancelled(call, &held),
                });
            }
            TakenBill::Busy(held) => return Ok(step::open(call, &held)),
        };
        let patience = patience.get_or_insert_with(|| Patience::begin(call, false));
        if let step::Settled::Open(held) = step::settle_open(call, &place, held, patience)? {
            return Ok(step::open(call, &held));
        }
    }
}

/// Refuses what the calendar knows to be too late, or another taxpayer's.
fn too_late(call: &EngineCall<'_>, bill: &EwbRecord) -> Option<RefusedStep> {
    let no = |code, message| Some(RefusedStep::by_einv(Subject::EwayBillCancellation, code, message, false));
    if !super::is_ours(call, bill.gstin()) {
        return no(
            code::EWB_NOT_YOURS,
            format!("only its maker {} cancels it, who is no taxpayer of this engine", bill.gstin()),
        );
    }
    use crate::law::eway::validity::{MomentInWindow, cancelling};
    let made = bill.ewb().bill()?.ewb_date.as_deref().and_then(IstTime::parse_portal)?;
    match cancelling(made, call.now()) {
        // Of Part A alone the hours may count from its Part B: the system decides.
        MomentInWindow::Late(end) if call.time_is_sure() && bill.ewb().last_step().is_none() => {
            no("315", format!("it could be cancelled until {}", end.shown()))
        }
        _ => None,
    }
}

/// The answer of a cancellation, by the bill alone.
fn cancelled(call: &EngineCall<'_>, held: &HeldBill) -> BillAnswer {
    let shown = shown::bill(call, held);
    match held.ewb().state() {
        EwbState::Cancelled => BillAnswer::Done(Box::new(shown)),
        EwbState::Active | EwbState::Expired => {
            let message = "the e-way bill system could not be reached; the e-way bill stands: call again";
            BillAnswer::Pending(Box::new(shown.message(message)))
        }
        EwbState::InDoubt | EwbState::Cancelling => {
            let message = "what became of the e-way bill's cancellation is not known yet; call again";
            BillAnswer::Pending(Box::new(shown.message(message)))
        }
        EwbState::Failed | EwbState::NotAsked | EwbState::Pending => {
            BillAnswer::Refused(Box::new(shown.message("this document has no e-way bill")))
        }
        state @ (EwbState::Rejected | EwbState::Discarded | EwbState::Closed) => {
            let message = format!("the e-way bill is {}: nothing is left to cancel", state.name());
            BillAnswer::Refused(Box::new(shown.message(message)))
        }
    }
}

enum BillCancelled {
    Kept(HeldBill),
    Refused(HeldBill, RefusedStep),
}

fn send_cancel(
    call: &EngineCall<'_>,
    key: &BillKey,
    bill: EwbRecord,
    wish: &StoredCancellation,
) -> Result<BillCancelled> {
    let held = HeldBill::alone(bill.clone());
    let desk = read::desk(call, Some(&held), key.gstin)?;
    let cancelling = desk.to(PortalCall::EwbCancel)?;
    let number = bill.ewb().bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    steps::reached("ewb_cancelling");
    let asked = call.run(cancelling.ask_holding(Errand::Changes, bill.claim(), |token| {
        let (desk, number) = (&cancelling, &number);
        async move { desk.calls_about(&token, number).cancel_ewb(number, wish.reason, &wish.remark).await }
    }))?;
    steps::reached("ewb_cancel_sent");
    let kept = |bill: EwbRecord| BillCancelled::Kept(HeldBill::alone(bill));
    let doubt = |why: Value| place::conclude_alone(call, key, Move::EwbInDoubt, why, EwbRecord::doubt).map(kept);
    let stands = |why: Value| place::conclude_alone(call, key, Move::EwbNotCancelled, why, EwbRecord::not_cancelled);
    let done = |why: Value, date: Option<IstTime>| {
        place::conclude_alone(call, key, Move::EwbCancelled, why, |bill| bill.cancelled(date)).map(kept)
    };
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(EwbCancelled { ewb_no, cancel_date }))) if ewb_no == number => {
            done(json!({ "cancel_date": cancel_date }), cancel_date)
        }
        Ok(AskedPortal::Answer(PortalAnswer::Done(other))) => {
            doubt(json!({"why": "the answer is of another e-way bill", "ewb_no": other.ewb_no}))
        }
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { message, .. })) => stands(json!({ "why": message })).map(kept),
        Ok(AskedPortal::Answer(PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. })) => {
            doubt(json!({ "why": message }))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            if class_of(&refusals) == Some(RefusalAction::Transient) {
                return doubt(why);
            }
            // 312 also says that it was cancelled before: the bill is read.
            match read::sheet(call, &desk, &number, call.deadline)? {
                BillReading::Shown(sheet) if sheet.standing == EwbStanding::Cancelled => done(why, None),
                _ => {
                    let refused = RefusedStep::by_portal(Subject::EwayBillCancellation, shown::kept(&refusals));
                    Ok(BillCancelled::Refused(HeldBill::alone(stands(why)?), refused))
                }
            }
        }
        Ok(AskedPortal::NoToken(failed)) => {
            let bill = stands(json!({"log_in": failed.error.message}))?;
            match failed.cause {
                Cause::Busy | Cause::NoAnswer => Ok(kept(bill)),
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => Err(failed.error),
            }
        }
        Err(cut) => {
            let end = match cancelling.nothing_left() {
                true => kept(stands(json!({"why": "cut short before it left"}))?),
                false => doubt(json!({"why": "cut short"}))?,
            };
            match cut {
                Cut::Deadline => Ok(end),
                Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")
                    .fix("call again: the e-way bill is read before anything is sent")),
            }
        }
    }
}

/// Takes up one bill that waits, for a flush: settles what is in doubt, and sends what is pending.
pub fn flush(call: &EngineCall<'_>, key: &BillKey) -> Result<HeldBill> {
    let place = EwbRow::Alone(key.clone());
    let held = place::current(call, &place)?;
    if held.ewb().is_open() {
        let mut patience = Patience::begin(call, false);
        return Ok(match step::settle_open(call, &place, held, &mut patience)? {
            step::Settled::Closed(held) | step::Settled::Open(held) => held,
        });
    }
    see_through(call, key).map(HeldBill::alone)
}
