//! One move of a document, written down with its evidence.

use crate::calendar::IstTime;
use crate::engine::process::call::EngineCall;
use crate::error::Result;
use crate::ledger::RecordChange;
use crate::portal::reply::{PortalRefusal, ReplyInfo};
use crate::story;
use crate::story::{Move, NumberKey, Record, Unlawful};
use serde_json::{Value, json};

/// Writes one move of a document this call holds. A late answer meets a record that has moved on: then the record
/// stands, but for a registration, which `story` lets through.
pub fn conclude(
    call: &EngineCall<'_>,
    key: &NumberKey,
    what: Move,
    detail: Value,
    change: impl Fn(&mut Record) -> Result<(), Unlawful>,
) -> Result<Record> {
    let kept = call.live.ledger.change(key, call.until(), &mut |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        let held = record.claim().is_none_or(|claim| claim.owner == call.owner);
        if !(held || what == Move::Registered) || change(&mut record).is_err() {
            return Ok(None);
        }
        let event = call.event(what, record.attempt(), detail.clone());
        Ok(Some(RecordChange { record, event }))
    })?;
    kept.ok_or_else(crate::engine::record::named::vanished)
}

/// What the portal said, as evidence.
pub fn evidence(refusals: &[PortalRefusal], infos: &[ReplyInfo]) -> Value {
    json!({"refusals": refusals, "info": infos.iter().map(info).collect::<Vec<_>>()})
}

pub fn info(info: &ReplyInfo) -> Value {
    match info {
        ReplyInfo::Duplicate(held) => {
            json!({"code": "DUPIRN", "irn": held.irn, "ack_no": held.ack_no, "ack_date": held.ack_date})
        }
        ReplyInfo::DuplicateElsewhere(held) => json!({"code": "DUPIRNGLP", "irn": held.irn, "ack_no": held.ack_no,
            "ack_date": held.ack_date, "portal": held.reg_irp}),
        ReplyInfo::EwbErrors(errors) => json!({"code": "EWBERR", "errors": errors}),
        ReplyInfo::Distance(km) => json!({"code": "distance", "km": km}),
        ReplyInfo::Other { code, text } => json!({"code": code, "text": text}),
    }
}

/// A document that certainly is not at the portal waits, and why.
pub fn keep(call: &EngineCall<'_>, key: &NumberKey, what: Move, why: &str) -> Result<Record> {
    conclude(call, key, what, json!({"why": why}), |r| r.not_sent(why))
}

/// An e-way bill as the ledger keeps it.
pub fn bill(issued: &crate::portal::record::EwbIssued) -> story::StoredEwayBill {
    story::StoredEwayBill {
        ewb_no: issued.ewb_no.clone(),
        ewb_date: issued.ewb_date.map(IstTime::portal),
        valid_until: issued.valid_until.map(IstTime::portal),
        ..story::StoredEwayBill::default()
    }
}
