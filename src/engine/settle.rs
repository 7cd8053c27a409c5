//! Settling: finding out what became of a document, and adopting what the portal holds when it is the same.

use super::call::{Asked, Call, Desk};
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use crate::invoice;
use crate::irn::DocumentKey;
use crate::ledger::Change;
use crate::portal::Answer;
use crate::portal::record::{Registered, Standing};
use crate::portal::reply::{Class, Info, Refusal as PortalRefusal, class_of};
use crate::signed::{self, Content, Verdict};
use crate::story::{EwayBill, Key, Record, Refusal, Registration, Unlawful};
use serde_json::{Value, json};

/// How a registration was learnt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The answer to the sending itself.
    Answer,
    /// By asking for the document.
    LookUp,
}

/// Writes one move of a document this call holds. A late answer meets a record that has moved on: then the record
/// stands, but for a registration, which `story` lets through.
pub fn conclude(
    call: &Call<'_>,
    key: &Key,
    what: &'static str,
    detail: Value,
    change: impl Fn(&mut Record) -> Result<(), Unlawful>,
) -> Result<Record> {
    let kept = call.live.ledger.change(key, &mut |seen| {
        let Some(mut record) = seen.this.clone() else { return Ok(None) };
        let held = record.claim().is_none_or(|claim| claim.owner == call.owner);
        if !(held || what == "registered") || change(&mut record).is_err() {
            return Ok(None);
        }
        let event = call.event(what, record.attempt(), detail.clone());
        Ok(Some(Change { record, event }))
    })?;
    kept.ok_or_else(|| Error::new(Kind::Ledger, "the document has vanished from the ledger"))
}

/// What the portal said, as evidence.
pub fn evidence(refusals: &[PortalRefusal], infos: &[Info]) -> Value {
    json!({"refusals": refusals, "info": infos.iter().map(info).collect::<Vec<_>>()})
}

fn info(info: &Info) -> Value {
    match info {
        Info::Duplicate(held) => {
            json!({"code": "DUPIRN", "irn": held.irn, "ack_no": held.ack_no, "ack_date": held.ack_date})
        }
        Info::DuplicateElsewhere(held) => json!({"code": "DUPIRNGLP", "irn": held.irn, "ack_no": held.ack_no,
            "ack_date": held.ack_date, "portal": held.reg_irp}),
        Info::EwbErrors(errors) => json!({"code": "EWBERR", "errors": errors}),
        Info::Other { code, text } => json!({"code": code, "text": text}),
    }
}

/// Asks the portal about a claimed document in doubt.
pub fn settle(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: Record) -> Result<Record> {
    look_up(call, desk, key, record, &[])
}

/// The portal has just said that it holds this number.
pub fn after_duplicate(
    call: &Call<'_>,
    desk: &Desk<'_, '_>,
    key: &Key,
    record: Record,
    infos: &[Info],
) -> Result<Record> {
    look_up(call, desk, key, record, infos)
}

fn look_up(call: &Call<'_>, desk: &Desk<'_, '_>, key: &Key, record: Record, infos: &[Info]) -> Result<Record> {
    let Some(document) = record.document_key() else { return Ok(record) };
    let asked = call.run(async {
        let token = match desk.token(None).await {
            Ok(token) => token,
            Err(failed) => return Asked::NoToken(failed),
        };
        let (doc_type, number, date) = (document.doc_type, &document.number, document.date);
        desk.ask(token, |token| async move { desk.nic(&token).by_document(doc_type, number, date).await }).await
    })?;
    let still = |why: Value| conclude(call, key, "still_in_doubt", why, |r| r.doubt());
    match asked {
        Ok(Asked::Answer(Answer::Done(registered))) => adopt(call, key, &record, &registered, Proof::LookUp),
        Ok(Asked::Answer(Answer::Refused { refusals, infos: more })) => {
            let why = evidence(&refusals, &more);
            match class_of(&refusals) {
                Some(Class::NotFound) if infos.is_empty() => absent(call, key, why),
                Some(Class::Gone) => gone(call, key, record, infos, why),
                _ => still(why),
            }
        }
        Ok(Asked::Answer(
            Answer::NotSent { message, .. } | Answer::Unknown { message, .. } | Answer::TokenFault { message },
        )) => still(json!({"why": message})),
        Ok(Asked::NoToken(failed)) => {
            let kept = still(json!({"log_in": failed.error.message}))?;
            use crate::portal::session::Cause;
            match failed.cause {
                Cause::Settings | Cause::Credentials | Cause::Key => Err(failed.error.kept(kept.irn(), "in_doubt")),
                Cause::Busy | Cause::NoAnswer => Ok(kept),
            }
        }
        Err(_) => still(json!({"why": "cut short"})),
    }
}

/// The portal does not know it: absent for certain only when nothing can arrive any more.
fn absent(call: &Call<'_>, key: &Key, why: Value) -> Result<Record> {
    let now = call.live.ledger.lease_now();
    let kept = conclude(call, key, "absent", why.clone(), |r| r.absent(now))?;
    if kept.state() == crate::story::State::InDoubt {
        return conclude(call, key, "still_in_doubt", why, |r| r.doubt());
    }
    Ok(kept)
}

/// The portal holds the number and no longer gives the details: what it said of the duplicate is all there is. It is
/// this document only when an attempt of ours with these bytes is on record and IRN and acknowledgement fit it.
fn gone(call: &Call<'_>, key: &Key, record: Record, infos: &[Info], why: Value) -> Result<Record> {
    let held = infos.iter().find_map(|info| match info {
        Info::Duplicate(held) => Some(held),
        Info::DuplicateElsewhere(_) | Info::EwbErrors(_) | Info::Other { .. } => None,
    });
    let fitting = held.and_then(|held| {
        let (ack_no, ack_date) = (held.ack_no.clone()?, held.ack_date?);
        let ours = record.document_key()?.owns(&held.irn);
        // The acknowledgement can't be older than the first attempt; clocks may differ by some minutes.
        let attempted = first_attempt(call, key)?;
        let fits = record.attempt() > 1 && ack_date.seconds_since(attempted) > -600;
        (ours && fits).then(|| Registration {
            irn: held.irn.to_string(),
            ack_no,
            ack_date: ack_date.portal(),
            portal: call.engine.portal_name().to_owned(),
            recovered: true,
            proof: Some("duplicate_answer".to_owned()),
            sandbox: call.engine.is_sandbox(),
            ..Registration::default()
        })
    });
    match fitting {
        Some(registration) => conclude(call, key, "registered", why, |r| r.registered(registration.clone())),
        None => conclude(call, key, "still_in_doubt", why, |r| r.doubt()),
    }
}

fn first_attempt(call: &Call<'_>, key: &Key) -> Option<IstTime> {
    let events = call.live.ledger.events(key).ok()?;
    events.iter().find(|(_, what, _, _)| what == "sending").and_then(|(at, ..)| IstTime::parse(at))
}

/// Makes a registration the portal tells of ours, after holding it against the document.
pub fn adopt(call: &Call<'_>, key: &Key, record: &Record, told: &Registered, proof: Proof) -> Result<Record> {
    let document = record.document_key().ok_or_else(|| Error::new(Kind::Ledger, "a record names no document"))?;
    let sandbox = match genuine(call, &document, told) {
        Ok(sandbox) => sandbox,
        Err(why) => {
            let kept = conclude(call, key, "not_believed", json!({"why": why}), |r| r.doubt())?;
            return Err(Error::new(Kind::Portal, format!("the portal's answer is not believed: {why}"))
                .kept(kept.irn(), kept.state().status())
                .fix("check portal.urls and portal.qr_keys; the document is kept and will be looked up"));
        }
    };
    if proof == Proof::LookUp
        && let Some(differs) = another(record, told)
    {
        let refusal = Refusal {
            code: "2150".into(),
            message: format!("the portal holds another document under this number: {}", differs.join(", ")),
            curable: false,
        };
        let (attempt, why) = (record.attempt(), json!({"differs": differs}));
        conclude(call, key, "conflict", why, |r| r.refused(attempt, vec![refusal.clone()]))?;
        return Err(Error::new(Kind::Conflict, refusal.message)
            .at("/DocDtls/No")
            .fix("give this document a number of its own"));
    }
    let registration = registration(call, told, proof, sandbox);
    let detail = json!({"ack_no": registration.ack_no, "recovered": registration.recovered});
    let kept = conclude(call, key, "registered", detail, |r| r.registered(registration.clone()))?;
    if told.status == Standing::Cancelled {
        return conclude(call, key, "cancelled", json!({"by": "the portal"}), |r| r.cancelled(None));
    }
    Ok(kept)
}

/// Whether the answer is about this document and signed by whom it should be: `Ok(sandbox)`, or why not.
fn genuine(call: &Call<'_>, document: &DocumentKey, told: &Registered) -> Result<bool, String> {
    if !document.owns(&told.irn) {
        return Err(format!("its IRN {} is another document's", told.irn));
    }
    let (keys, verifies) = call.qr_keys();
    let mut sandbox = false;
    for (name, token) in [("QR", &told.signed_qr), ("invoice", &told.signed_invoice)] {
        let verification = signed::verify(token, &keys);
        match verification.verdict {
            Verdict::Verified => {}
            Verdict::Sandbox => sandbox = true,
            Verdict::UnknownKey if !verifies => {}
            Verdict::UnknownKey => return Err(format!("the signed {name} is signed by a key that is not configured")),
            Verdict::WrongSignature => return Err(format!("the signature of the signed {name} is wrong")),
            Verdict::Malformed => return Err(format!("the signed {name} is not a signed token")),
        }
        if let Some(Content::Qr(qr)) = verification.content
            && (qr.irn != told.irn.as_str() || qr.seller_gstin != document.gstin.as_str())
        {
            return Err("the signed QR is of another document".to_owned());
        }
    }
    Ok(sandbox)
}

/// Where the document the portal signed differs from ours in what makes it one.
fn another(record: &Record, told: &Registered) -> Option<Vec<String>> {
    let Some(Content::Invoice(theirs)) = signed::verify(&told.signed_invoice, &signed::Keys::new()).content else {
        return Some(vec!["the signed invoice can't be read".to_owned()]);
    };
    let (Ok((ours, _)), Ok((theirs, _))) = (invoice::read(record.document()), invoice::read(&theirs)) else {
        return Some(vec!["the signed invoice can't be read".to_owned()]);
    };
    let essential = invoice::differences(&ours, &theirs).into_iter().filter(|d| d.essential).map(|d| d.path);
    Some(essential.collect::<Vec<_>>()).filter(|paths| !paths.is_empty())
}

fn registration(call: &Call<'_>, told: &Registered, proof: Proof, sandbox: bool) -> Registration {
    Registration {
        irn: told.irn.to_string(),
        ack_no: told.ack_no.clone(),
        ack_date: told.ack_date.portal(),
        signed_invoice: Some(told.signed_invoice.clone()),
        signed_qr: Some(told.signed_qr.clone()),
        portal: call.engine.portal_name().to_owned(),
        recovered: proof == Proof::LookUp,
        proof: None,
        ewb: told.ewb.as_ref().map(|e| EwayBill {
            ewb_no: e.ewb_no.clone(),
            ewb_date: e.ewb_date.map(IstTime::portal),
            valid_until: e.valid_until.map(IstTime::portal),
        }),
        info: told.infos.iter().map(info).collect(),
        sandbox,
    }
}
