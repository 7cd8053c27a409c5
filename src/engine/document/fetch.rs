//! What a portal says now: of a document, or of itself.

use crate::answer::document::EwayBill;
use crate::answer::fetched::{
    AnswerSource, FetchRequest, Fetched, FromLedger, FromPortal, Health, NotGiven, PortalHealth,
};
use crate::document::DocumentRef;
use crate::engine::document::believe;
use crate::engine::document::believe::{BeliefDoubt, Believed, ExpectedRegistration};
use crate::engine::document::lookup::GET_DAYS;
use crate::engine::process::asked::{Cut, read};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{bill, conclude};
use crate::engine::record::named::{find, irn_of};
use crate::engine::record::shown;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::invoice;
use crate::irn::{DocumentKey, Irn};
use crate::irp::IrnStatus;
use crate::portal::PortalAnswer;
use crate::portal::record::IssuedRegistration;
use crate::portal::refusal::in_words;
use crate::portal::reply::RefusalAction;
use crate::status::Status;
use crate::story::{DocumentState, EwbState, Move, NumberKey, Record};
use serde_json::json;

pub fn fetch(call: &EngineCall<'_>, request: FetchRequest) -> Result<Fetched> {
    match request {
        FetchRequest::Health(portal) => health(call, &portal).map(Fetched::Health),
        FetchRequest::Document(document) => fetch_document(call, &document),
    }
}

fn fetch_document(call: &EngineCall<'_>, document: &DocumentRef) -> Result<Fetched> {
    let record = find(call, document)?;
    if let Some(record) = &record
        && let Some(gone) = too_old(call, record)
    {
        return Ok(Fetched::Ledger(Box::new(gone)));
    }
    let gstin = whose(call, document, record.as_ref())?;
    // What the ledger knows was taken with its GSTIN as it is.
    if record.is_none() {
        call.may_ask_about(gstin, "/gstin")?;
    }
    let irn = irn_of(call, document)?;
    let client = match &record {
        Some(record) => PortalClient::of(call, record, gstin)?,
        None => PortalClient::new(call, gstin)?.about(irn),
    };
    let client = &client;
    let asked = match document.key() {
        Some(key) => call.run(client.ask(Errand::Reads, |token| async move {
            client.calls(&token).by_document(key.doc_type, &key.number, key.date, &irn).await
        }))?,
        None => call.run(client.ask(Errand::Reads, |token| async move { client.calls(&token).by_irn(&irn).await }))?,
    };
    let issued = match read(asked)? {
        Ok(issued) => issued,
        Err((class, words)) => return Ok(Fetched::None(Box::new(none(irn, class, &words)))),
    };
    let about = document.key().cloned().or_else(|| record.as_ref().map(Record::document_key));
    let believed = judged(client, about.as_ref(), record.as_ref(), (irn, gstin), &issued)?;
    if let Some(record) = record {
        learn(call, &record, &issued)?;
    }
    Ok(Fetched::Portal(Box::new(of_portal(issued, client.name(), &believed))))
}

/// Whose document it is: the ledger knows, or the request says, or there is but one taxpayer.
fn whose(call: &EngineCall<'_>, document: &DocumentRef, record: Option<&Record>) -> Result<Gstin> {
    let only = || call.engine.resolved.taxpayers.first().copied().filter(|_| call.engine.resolved.taxpayers.len() == 1);
    let known = record.map(|record| record.document_key().gstin).or(document.supplier());
    known.or_else(only).ok_or_else(|| {
        Error::new(ErrorKind::Json, "the IRN alone doesn't say whose document it is")
            .at("/gstin")
            .fix("give \"gstin\" beside \"irn\", or {\"gstin\",\"type\",\"number\",\"date\"}")
    })
}

/// What was read, held against the document that was asked about, and against the ledger's content of it.
fn judged(
    client: &PortalClient<'_, '_>,
    key: Option<&DocumentKey>,
    record: Option<&Record>,
    (irn, gstin): (Irn, Gstin),
    issued: &IssuedRegistration,
) -> Result<Believed> {
    // What was refused or taken back may have been registered with another content since.
    let ours = record.filter(|record| !matches!(record.state(), DocumentState::Rejected | DocumentState::Withdrawn));
    let ours = ours.map(|record| invoice::read(record.document())).transpose()?.map(|(ours, _)| ours);
    let about = match key {
        Some(key) => ExpectedRegistration::Document { key, ours: ours.as_ref() },
        None => ExpectedRegistration::Irn(irn, gstin),
    };
    believe::answer(client, &about, issued).map_err(|doubt| match doubt {
        BeliefDoubt::Another(_) => Error::new(ErrorKind::Conflict, doubt.words())
            .at("/DocDtls/No")
            .fix("the ledger's document was not registered under it: give that one a number of its own"),
        BeliefDoubt::Foreign(_) | BeliefDoubt::Swapped(_) | BeliefDoubt::Unsigned(..) => {
            Error::new(ErrorKind::Portal, format!("the portal's answer is not believed: {}", doubt.words()))
                .fix("check portal.urls and portal.qr_keys; nothing was changed")
        }
    })
}

/// What a portal no longer gives is not asked for, where the ledger knows how old it is.
fn too_old(call: &EngineCall<'_>, record: &Record) -> Option<FromLedger> {
    let ack = record.ack_date().filter(|_| call.time_is_sure())?;
    if call.now() <= ack.plus_hours(24 * GET_DAYS) {
        return None;
    }
    let mut document = shown::of_record(call, record);
    let message = format!("the portal gives a document's details for {GET_DAYS} days; this is what the ledger knows");
    let message = document.say(message.into());
    Some(FromLedger { document, message, source: AnswerSource::Ledger })
}

fn none(irn: Irn, class: Option<RefusalAction>, words: &str) -> NotGiven {
    let (message, fix) = match class {
        Some(RefusalAction::Gone) => (
            format!("the portal holds it and no longer gives its details ({words})"),
            "fetch the signed invoice from the GST portal and enter it with einv_import",
        ),
        Some(RefusalAction::NotFound) => {
            (format!("the portal does not know this document ({words})"), "check supplier, type, number and date")
        }
        _ => (format!("the portal refuses: {words}"), "einv_explain says more about the code"),
    };
    NotGiven { status: Status::Unknown, irn, message: message.into(), fix: fix.into() }
}

fn of_portal(issued: IssuedRegistration, portal: &str, believed: &Believed) -> FromPortal {
    FromPortal {
        status: match issued.status {
            IrnStatus::Active => Status::Registered,
            IrnStatus::Cancelled => Status::Cancelled,
        },
        irn: believed.ack.irn,
        ack_no: believed.ack.ack_no.clone(),
        ack_date: believed.ack.ack_date,
        signed_invoice: issued.signed_invoice,
        signed_qr: issued.signed_qr,
        portal: portal.to_owned(),
        ewb: issued.ewb.map(|e| EwayBill {
            status: EwbState::Active,
            ewb_no: Some(e.ewb_no),
            ewb_date: e.ewb_date,
            valid_until: e.valid_until,
            failure: None,
            cancellation: None,
        }),
        source: AnswerSource::Portal,
        sandbox: believed.sandbox,
    }
}

/// Keeps what the ledger did not know: cancelled on the portal's own pages, an e-way bill made elsewhere.
fn learn(call: &EngineCall<'_>, record: &Record, issued: &IssuedRegistration) -> Result<()> {
    let key = NumberKey::from(&record.document_key());
    if let (DocumentState::Registered, Some(ewb)) = (record.state(), &issued.ewb)
        && record.ewb_bill().is_none_or(|known| known.ewb_no != ewb.ewb_no)
    {
        let bill = bill(ewb);
        conclude(call, &key, Move::EwbActive, json!({"by": "the portal", "ewb_no": bill.ewb_no}), |r| {
            r.ewb_active(bill.clone())
        })?;
    }
    if (record.state(), issued.status) == (DocumentState::Registered, IrnStatus::Cancelled) {
        conclude(call, &key, Move::Cancelled, json!({"by": "the portal"}), |r| r.cancelled(None))?;
    }
    Ok(())
}

/// Whether portals are up, asked without a log-in.
fn health(call: &EngineCall<'_>, name: &str) -> Result<Health> {
    let portals = &call.engine.resolved.portals;
    if name != "*" && !portals.iter().any(|portal| portal.name == name) {
        return Err(crate::error::wrong("/portal", name, "a portal of this configuration").fix("\"*\" asks them all"));
    }
    // A health call names no taxpayer; the profile needs one to fill its headers with.
    let gstin = call.engine.resolved.taxpayers.first().copied();
    let mut states = Vec::new();
    for (index, portal) in portals.iter().enumerate().filter(|(_, portal)| name == "*" || portal.name == name) {
        let Some(gstin) = gstin.or_else(|| Gstin::parse("29AABCU9603R1ZJ")) else { continue };
        let client = PortalClient::at(call, index, gstin)?;
        let began = std::time::Instant::now();
        let (up, says) = match call.run(client.health())? {
            Ok(PortalAnswer::Done(says)) => (true, says),
            Ok(
                PortalAnswer::NotSent { message, .. }
                | PortalAnswer::Unknown { message, .. }
                | PortalAnswer::TokenFault { message, .. },
            ) => (false, message),
            Ok(PortalAnswer::Refused { refusals, .. }) => (false, in_words(&refusals)),
            Err(Cut::Deadline) => (false, "no answer before the deadline".to_owned()),
            Err(Cut::Stopped) => return Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")),
        };
        let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        states.push(PortalHealth { portal: portal.name.clone(), up, says, millis });
    }
    Ok(Health { portals: states })
}
