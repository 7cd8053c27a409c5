//! E-way bills that stand alone: made from their document, looked up when in doubt, cancelled.

pub mod cancel;
pub mod found;

use crate::answer::eway_bill::{BillAnswer, EwbNotSent, EwbRefused};
use crate::answer::ewb::{EwbAnswered, EwbRequest};
use crate::calendar::IstTime;
use crate::engine::ewb::alone::found::{adopt, conflict, differences};
use crate::engine::ewb::place::{EwbRow, NextBillStep, TakenBill};
use crate::engine::ewb::{beside, distance, document, make, place, read, shown, step, travel};
use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::evidence;
use crate::engine::record::named::unlawful;
use crate::error::{Error, ErrorKind, Result};
use crate::eway as system;
use crate::eway::EwayDocument;
use crate::finding::Verdict;
use crate::ledger::BillChange;
use crate::portal::PortalAnswer;
use crate::portal::eway::EwbMade;
use crate::portal::failed::Cause;
use crate::portal::refusal::{code, in_words};
use crate::portal::reply::{PortalRefusal, RefusalAction, ReplyInfo, action_of, distance_in};
use crate::story::{Bearer, BillKey, EwbRecord, EwbState, HeldBill, Move, StoredEwayBill};
use serde_json::{Value, json};

/// Makes the e-way bill of a document that has no IRN; once: a second call answers the one there is.
pub fn make(call: &EngineCall<'_>, text: &str) -> Result<EwbAnswered> {
    let mut context = call.engine.context(call.now(), call.options);
    context.time_is_sure = call.time_is_sure();
    let mut judged = document::judged(Some(call.engine), call.options, &context, text)?;
    if let Some(km) = distance::known(call, &judged.document)? {
        context.known_km = Some(km);
        judged = document::judged(Some(call.engine), call.options, &context, text)?;
    }
    // The e-way bill of a document that is registered, or on its way there, is made by its IRN: else it would have two.
    if let Some(record) = beside::registered(call, &judged.document)? {
        let details = judged.document.transport.details();
        return make::make(call, &EwbRequest::new(record.irn(), details));
    }
    let not_sent = |status, fix: Option<&'static str>| {
        Ok(EwbAnswered::Bill(BillAnswer::NotSent(Box::new(EwbNotSent {
            status,
            report: judged.report.clone(),
            fix: fix.map(Into::into),
        }))))
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
    if !crate::engine::ewb::place::is_ours(call, key.gstin) {
        return Err(Error::new(
            ErrorKind::Config,
            format!("no log-in for {} is configured, who makes this e-way bill", key.gstin),
        )
        .at("/taxpayers")
        .fix("add its gstin, username and password to taxpayers"));
    }
    let place = EwbRow::Alone(key.clone());
    if call.live.ledger.bill(&key)?.is_some()
        && let Some(answer) = read::after_part_b(call, &place)?
    {
        return Ok(EwbAnswered::Bill(answer));
    }
    enter(call, &key, document, &content)?;
    let held = HeldBill::alone(see_through(call, &key)?);
    let asked = &document.transport;
    let differs = match &held {
        HeldBill::Alone(bill) if bill.document() != content => travel::differs(asked, &travel::of_bill(bill)?),
        HeldBill::Alone(_) | HeldBill::Document(_) => Vec::new(),
    };
    shown::by_state(call, &held).map(|answer| EwbAnswered::Bill(answer.differing(differs)))
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
                    let portal = PortalClient::new(call, key.gstin)?.name().to_owned();
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
                patience = Some(call.patience(true));
                HeldBill::alone(bill)
            }
            TakenBill::Claimed(held) | TakenBill::Left(held) if held.ewb().is_open() => held,
            TakenBill::Claimed(held) | TakenBill::Left(held) | TakenBill::Busy(held) => return place::alone(held),
        };
        let patience = patience.get_or_insert_with(|| call.patience(false));
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
    let client = read::client(call, Some(&held), key.gstin)?;
    let bytes = bill.document().as_bytes();
    failpoint::reached("ewb_sending");
    let asked = call.run(client.ask_holding(Errand::MakesEwb, bill.claim(), |token| {
        let client = &client;
        async move { client.calls(&token).make_ewb(bytes).await }
    }))?;
    failpoint::reached("ewb_sent");
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
            refused(call, key, &client, &refusals, &infos)
        }
        Ok(AskedPortal::NoToken(failed)) => {
            let kept = waits(&failed.error.message)?;
            match failed.cause {
                Cause::Busy | Cause::NoAnswer => Ok(kept),
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => Err(failed.error),
            }
        }
        Err(cut) => {
            let kept = match client.nothing_left() {
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

pub fn refused(
    call: &EngineCall<'_>,
    key: &BillKey,
    client: &PortalClient<'_, '_>,
    refusals: &[PortalRefusal],
    infos: &[ReplyInfo],
) -> Result<EwbRecord> {
    let why = evidence(refusals, infos);
    let has = |code: &str| refusals.iter().any(|refusal| refusal.code == code);
    if has(code::EWB_DUPLICATE) {
        place::conclude_alone(call, key, Move::EwbDuplicate, why, EwbRecord::doubt)?;
        return adopt(call, key, client, &shown::kept(refusals));
    }
    if has(code::EWB_TWICE) {
        return place::conclude_alone(call, key, Move::EwbInDoubt, why, EwbRecord::doubt);
    }
    match action_of(refusals) {
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

/// Takes up one bill that waits, for a flush: settles what is in doubt, and sends what is pending.
pub fn flush(call: &EngineCall<'_>, key: &BillKey) -> Result<HeldBill> {
    let place = EwbRow::Alone(key.clone());
    let held = place::current(call, &place)?;
    if held.ewb().is_open() {
        let mut patience = call.patience(false);
        return Ok(match step::settle_open(call, &place, held, &mut patience)? {
            step::Settled::Closed(held) | step::Settled::Open(held) => held,
        });
    }
    see_through(call, key).map(HeldBill::alone)
}
