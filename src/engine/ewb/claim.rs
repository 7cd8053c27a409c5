//! Taking what is to be done about the e-way bill of a document for one call: one transaction.

use crate::engine::process::call::EngineCall;
use crate::engine::record::named::{unlawful, vanished};
use crate::error::Result;
use crate::ledger::RecordChange;
use crate::story::{DocumentState, Move, NumberKey, Record};
use serde_json::{Value, json};
use std::time::Duration;

/// What to do with a document this call would work on.
pub enum NextEwbStep {
    /// A request leaves, with this event.
    Begin(Move, Value),
    /// It is looked into first.
    Claim,
    /// It is answered as it is.
    Leave,
}

pub enum TakenEwb {
    Begun(Box<Record>),
    Claimed(Box<Record>),
    /// There is nothing to do.
    Left(Box<Record>),
    NotRegistered(Box<Record>),
    /// Others are still at work on it.
    Busy(Box<Record>),
}

/// Claims a registered document and lets `decide` move it: one transaction. Waits while others are at work on it.
pub fn take(
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
