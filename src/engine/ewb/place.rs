//! Where the ledger has an e-way bill: with its registered document, or alone. Moves of either, each one transaction.

use crate::engine::process::call::EngineCall;
use crate::engine::record::named::{unlawful, vanished};
use crate::error::Result;
use crate::gstin::Gstin;
use crate::ledger::{BillChange, RecordChange};
use crate::story::{Bearer, BillKey, EwbRecord, HeldBill, Move, NumberKey, Unlawful};
use serde_json::Value;
use std::time::Duration;

/// The row that has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EwbRow {
    Document(NumberKey),
    Alone(BillKey),
}

/// What a change makes of the bill: its move and the evidence.
pub type Moved = (Move, Value);

/// The e-way bill of a number, where the ledger has it.
pub fn find(call: &EngineCall<'_>, ewb_no: &str) -> Result<Option<(EwbRow, HeldBill)>> {
    let ledger = call.live.ledger.as_ref();
    if let Some(record) = ledger.document_of_ewb(ewb_no)? {
        // One that was made again has another number now.
        let has = record.ewb().bill().is_some_and(|bill| bill.ewb_no == ewb_no);
        if has {
            return Ok(Some((EwbRow::Document(NumberKey::from(&record.document_key())), HeldBill::document(record))));
        }
    }
    let bill = ledger.bill_numbered(ewb_no)?;
    Ok(bill.map(|bill| (EwbRow::Alone(bill.key()), HeldBill::alone(bill))))
}

/// The bill of a place as it is now.
pub fn current(call: &EngineCall<'_>, place: &EwbRow) -> Result<HeldBill> {
    let ledger = call.live.ledger.as_ref();
    let held = match place {
        EwbRow::Document(key) => ledger.find(key)?.map(HeldBill::document),
        EwbRow::Alone(key) => ledger.bill(key)?.map(HeldBill::alone),
    };
    held.ok_or_else(vanished)
}

/// Reads, decides and writes in one transaction.
fn change(
    call: &EngineCall<'_>,
    place: &EwbRow,
    decide: &mut dyn FnMut(&mut HeldBill, &crate::calendar::Uptime) -> Result<Option<Moved>>,
) -> Result<Option<HeldBill>> {
    let ledger = call.live.ledger.as_ref();
    match place {
        EwbRow::Document(key) => {
            let kept = ledger.change(key, call.until(), &mut |seen| {
                let Some(record) = seen.this.clone() else { return Ok(None) };
                let mut held = HeldBill::document(record);
                let Some((what, detail)) = decide(&mut held, &seen.now)? else { return Ok(None) };
                let event = call.event(what, held.attempt(), detail);
                Ok(match held {
                    HeldBill::Document(record) => Some(RecordChange { record: *record, event }),
                    HeldBill::Alone(_) => None,
                })
            })?;
            Ok(kept.map(HeldBill::document))
        }
        EwbRow::Alone(key) => {
            let kept = ledger.change_bill(key, call.until(), &mut |bill, now| {
                let Some(bill) = bill.cloned() else { return Ok(None) };
                let mut held = HeldBill::alone(bill);
                let Some((what, detail)) = decide(&mut held, now)? else { return Ok(None) };
                let event = call.event(what, held.attempt(), detail);
                Ok(match held {
                    HeldBill::Alone(bill) => Some(BillChange { bill: *bill, event }),
                    HeldBill::Document(_) => None,
                })
            })?;
            Ok(kept.map(HeldBill::alone))
        }
    }
}

/// Writes one move of a bill that this call holds, or that no call holds. A late answer meets a bill that has moved on: then
/// that stands.
pub fn conclude(
    call: &EngineCall<'_>,
    place: &EwbRow,
    what: Move,
    detail: Value,
    work: impl Fn(&mut HeldBill) -> Result<(), Unlawful>,
) -> Result<HeldBill> {
    let kept = change(call, place, &mut |held, now| {
        let ours = held.claim().is_none_or(|claim| claim.owner == call.owner || !claim.is_live(now));
        if !ours || work(held).is_err() {
            return Ok(None);
        }
        Ok(Some((what, detail.clone())))
    })?;
    kept.ok_or_else(vanished)
}

/// The same for a bill that stands alone.
pub fn conclude_alone(
    call: &EngineCall<'_>,
    key: &BillKey,
    what: Move,
    detail: Value,
    work: impl Fn(&mut EwbRecord) -> Result<(), Unlawful>,
) -> Result<EwbRecord> {
    let held = conclude(call, &EwbRow::Alone(key.clone()), what, detail, |held| match held {
        HeldBill::Alone(bill) => work(bill),
        HeldBill::Document(_) => Ok(()),
    })?;
    alone(held)
}

/// The bill of a place that is no document's.
pub fn alone(held: HeldBill) -> Result<EwbRecord> {
    match held {
        HeldBill::Alone(bill) => Ok(*bill),
        HeldBill::Document(_) => Err(vanished()),
    }
}

/// What to do with a bill this call would work on.
pub enum NextBillStep {
    /// A request leaves, with this move.
    Begin(Moved),
    /// It is looked into first: it is claimed.
    Claim,
    /// It is left as it is.
    Leave,
}

/// What became of taking it.
pub enum TakenBill {
    Begun(HeldBill),
    Claimed(HeldBill),
    Left(HeldBill),
    /// Others are still at work on it.
    Busy(HeldBill),
}

/// Claims a bill and lets `decide` move it: one transaction. Waits while others are at work on it.
pub fn take(
    call: &EngineCall<'_>,
    place: &EwbRow,
    mut decide: impl FnMut(&mut HeldBill) -> Result<NextBillStep>,
) -> Result<TakenBill> {
    let mut pause = Duration::from_millis(5);
    loop {
        let mut taken = None;
        let mut busy = false;
        change(call, place, &mut |held, now| {
            if held.claim().is_some_and(|claim| claim.is_live(now) && claim.owner != call.owner) {
                busy = true;
                return Ok(None);
            }
            held.hold(&call.owner, now, call.lease()).map_err(unlawful)?;
            Ok(match decide(held)? {
                NextBillStep::Leave => {
                    taken = Some(TakenBill::Left(held.clone()));
                    None
                }
                NextBillStep::Claim => {
                    taken = Some(TakenBill::Claimed(held.clone()));
                    Some((Move::Taken, serde_json::json!({"by": "e-way bill"})))
                }
                NextBillStep::Begin(moved) => {
                    taken = Some(TakenBill::Begun(held.clone()));
                    Some(moved)
                }
            })
        })?;
        match taken {
            Some(taken) => return Ok(taken),
            None if !busy => return Err(vanished()),
            None if call.is_late() || call.is_stopped() => return current(call, place).map(TakenBill::Busy),
            None => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(200));
            }
        }
    }
}

/// Whether a taxpayer is one of the engine's: one that it names, or anybody in a sandbox that names none.
pub fn is_ours(call: &EngineCall<'_>, gstin: Gstin) -> bool {
    let own = &call.engine.resolved.taxpayers;
    own.contains(&gstin) || own.is_empty() && call.engine.is_sandbox()
}
