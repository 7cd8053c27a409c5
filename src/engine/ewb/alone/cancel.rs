//! Cancels an e-way bill that stands alone.

use crate::answer::eway_bill::BillAnswer;
use crate::calendar::IstTime;
use crate::engine::ewb::place::{EwbRow, NextBillStep, TakenBill};
use crate::engine::ewb::read::BillReading;
use crate::engine::ewb::{place, read, shown, step};
use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::record::conclude::evidence;
use crate::engine::record::named::unlawful;
use crate::engine::record::refused::{RefusedStep, Subject};
use crate::error::{Error, ErrorKind, Result};
use crate::irp::PortalCall;
use crate::portal::PortalAnswer;
use crate::portal::failed::Cause;
use crate::portal::record::EwbCancelled;
use crate::portal::refusal::code;
use crate::portal::reply::{RefusalAction, action_of};
use crate::story::{Bearer, BillKey, EwbRecord, EwbStanding, EwbState, HeldBill, Move, StoredCancellation};
use serde_json::{Value, json};

/// Cancels a bill that stands alone, or takes back one that has not left.
pub fn cancel(call: &EngineCall<'_>, key: &BillKey, cancellation: &StoredCancellation) -> Result<BillAnswer> {
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
                    bill.withdraw(cancellation.clone()).map_err(unlawful)?;
                    Ok(NextBillStep::Begin((Move::EwbWithdrawn, json!(cancellation))))
                }
                // By one source a closed one can be cancelled, by another not: the system decides.
                EwbState::Active | EwbState::Closed => {
                    late = too_late(call, bill);
                    if late.is_some() {
                        return Ok(NextBillStep::Leave);
                    }
                    bill.begin_cancel(cancellation.clone()).map_err(unlawful)?;
                    Ok(NextBillStep::Begin((Move::EwbCancelling, json!(cancellation))))
                }
                _ => Ok(NextBillStep::Leave),
            }
        })?;
        let held = match taken {
            TakenBill::Begun(held) if held.ewb().state() == EwbState::Cancelled => return Ok(cancelled(call, &held)),
            TakenBill::Begun(held) => match send_cancel(call, key, place::alone(held)?, cancellation)? {
                BillCancelled::Refused(held, refused) => return Ok(shown::no(call, &held, &refused)),
                BillCancelled::Kept(held) if held.ewb().state() == EwbState::Cancelling && patience.is_none() => {
                    patience = Some(call.patience(true));
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
        let patience = patience.get_or_insert_with(|| call.patience(false));
        if let step::Settled::Open(held) = step::settle_open(call, &place, held, patience)? {
            return Ok(step::open(call, &held));
        }
    }
}

/// Refuses what the calendar knows to be too late, or another taxpayer's.
fn too_late(call: &EngineCall<'_>, bill: &EwbRecord) -> Option<RefusedStep> {
    let no = |code, message| Some(RefusedStep::by_einv(Subject::EwayBillCancellation, code, message, false));
    if !crate::engine::ewb::place::is_ours(call, bill.gstin()) {
        return no(
            code::EWB_NOT_YOURS,
            format!("only its maker {} cancels it, who is no taxpayer of this configuration", bill.gstin()),
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
        EwbState::Active | EwbState::Expired | EwbState::Closed => {
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
        state @ (EwbState::Rejected | EwbState::Discarded) => {
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
    cancellation: &StoredCancellation,
) -> Result<BillCancelled> {
    let held = HeldBill::alone(bill.clone());
    let client = read::client(call, Some(&held), key.gstin)?;
    let number = bill.ewb().bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let cancelling = client.to(PortalCall::EwbCancel)?;
    failpoint::reached("ewb_cancelling");
    let asked =
        call.run(cancelling.ask_holding(Errand::Changes, bill.claim(), |token| {
            let (client, number) = (&cancelling, &number);
            async move {
                client.calls_about(&token, number).cancel_ewb(number, cancellation.reason, &cancellation.remark).await
            }
        }))?;
    failpoint::reached("ewb_cancel_sent");
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
            if action_of(&refusals) == Some(RefusalAction::Transient) {
                return doubt(why);
            }
            // 312 also says that it was cancelled before: the bill is read.
            match read::sheet(call, &client, &number, call.deadline)? {
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
