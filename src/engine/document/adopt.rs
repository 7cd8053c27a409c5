//! Making a registration ours, after holding it against the document.

use crate::engine::document::believe;
use crate::engine::document::believe::{BeliefDoubt, Believed, ExpectedRegistration};
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{conclude, info};
use crate::error::{Error, ErrorKind, Result};
use crate::invoice;
use crate::irp::IrnStatus;
use crate::portal::record::IssuedRegistration;
use crate::portal::refusal::code;
use crate::portal::reply::ReplyInfo;
use crate::story::{Move, NumberKey, Record, StoredRefusal, StoredRegistration};
use serde_json::json;

/// How a registration was learnt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// The answer to the sending itself.
    Answer,
    /// By asking for the document.
    LookUp,
}

/// Adopts a registration that the portal reports, after comparing it with the document.
pub fn adopt(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
    issued: &IssuedRegistration,
    learnt: Learnt,
) -> Result<Record> {
    let document = record.document_key();
    let (ours, _) = invoice::read(record.document())?;
    let believed =
        match believe::answer(client, &ExpectedRegistration::Document { key: &document, ours: Some(&ours) }, issued) {
            Ok(believed) => believed,
            // It answers what it holds, and that isn't ours. Where it once said yes to our own sending, that proves nothing: it may
            // have changed what it took.
            Err(BeliefDoubt::Another(differs)) if learnt == Learnt::LookUp && !once_said_yes(call, key)? => {
                return conflict(call, key, record, differs);
            }
            Err(doubt) => {
                let why = doubt.words();
                let kept = conclude(call, key, Move::NotBelieved, json!({"why": why}), Record::doubt)?;
                return Err(Error::new(ErrorKind::Portal, format!("the portal's answer is not believed: {why}"))
                    .kept(kept.irn(), kept.state().status())
                    .fix("check portal.urls and portal.qr_keys; the document waits and will be looked up"));
            }
        };
    failpoint::reached("answered");
    let registration = registration(client, issued, learnt, &believed);
    let detail = json!({"ack_no": registration.ack_no, "recovered": registration.recovered});
    let kept = conclude(call, key, Move::Registered, detail, |r| r.registered(registration.clone()))?;
    if issued.status == IrnStatus::Cancelled {
        return conclude(call, key, Move::Cancelled, json!({"by": "the portal"}), |r| r.cancelled(None));
    }
    failpoint::reached("settled");
    Ok(kept)
}

/// Whether the portal has answered these bytes with a registration that was not believed.
fn once_said_yes(call: &EngineCall<'_>, key: &NumberKey) -> Result<bool> {
    let events = call.live.ledger.events(key)?;
    let since = events.iter().rposition(|e| e.what == Move::Intended).unwrap_or(0);
    Ok(events[since..].iter().any(|e| e.what == Move::NotBelieved))
}

/// The number belongs to another document: this one was certainly not registered.
fn conflict(call: &EngineCall<'_>, key: &NumberKey, record: &Record, differs: Vec<String>) -> Result<Record> {
    let refusal = StoredRefusal {
        code: code::DUPLICATE.into(),
        message: format!("the portal holds another document under this number: {}", differs.join(", ")),
        curable: false,
    };
    let (attempt, why) = (record.attempt(), json!({"differs": &differs}));
    conclude(call, key, Move::Conflict, why, |r| r.refused(attempt, vec![refusal.clone()]))?;
    Err(Error::new(ErrorKind::Conflict, refusal.message)
        .at("/DocDtls/No")
        .differs(differs)
        .fix(crate::engine::record::conflict::ELSEWHERE))
}

fn registration(
    client: &PortalClient<'_, '_>,
    issued: &IssuedRegistration,
    learnt: Learnt,
    believed: &Believed,
) -> StoredRegistration {
    let ack = &believed.ack;
    StoredRegistration {
        signed_invoice: Some(issued.signed_invoice.clone()),
        signed_qr: Some(issued.signed_qr.clone()),
        recovered: learnt == Learnt::LookUp,
        address: client.address(),
        ewb: issued.ewb.as_ref().map(crate::engine::record::conclude::bill),
        ewb_errors: issued.infos.iter().flat_map(ewb_errors).collect(),
        info: issued.infos.iter().map(info).collect(),
        sandbox: believed.sandbox,
        ..StoredRegistration::new(ack.irn, ack.ack_no.clone(), ack.ack_date, client.name().to_owned())
    }
}

/// Why an e-way bill that was asked for with the document failed. It can be asked for again, alone.
fn ewb_errors(info: &ReplyInfo) -> Vec<StoredRefusal> {
    let ReplyInfo::EwbErrors(errors) = info else { return Vec::new() };
    errors.iter().map(|e| StoredRefusal { code: e.code.clone(), message: e.message.clone(), curable: true }).collect()
}
