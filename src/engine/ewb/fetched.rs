//! What the e-way bill system says of an e-way bill now, or which ones there were on a day.

use crate::answer::eway_bill::{EwbFetched, EwbList, EwbShown, EwbSource, EwbUnknown};
use crate::answer::eway_named::{EwbFetchRequest, EwbKey, EwbPart, EwbRef};
use crate::calendar::Day;
use crate::document::DocumentRef;
use crate::engine::ewb::place::EwbRow;
use crate::engine::ewb::read::BillReading;
use crate::engine::ewb::{place, read, shown};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::named::{find, irn_of};
use crate::error::{Error, ErrorKind, Result};
use crate::eway::Part;
use crate::gstin::Gstin;
use crate::irp;
use crate::story::{BillKey, EwbSheet, EwbStanding, EwbState, HeldBill, StoredRefusal};

pub fn fetch(call: &EngineCall<'_>, request: EwbFetchRequest) -> Result<EwbFetched> {
    match request {
        EwbFetchRequest::OfDay { gstin, day, part } => of_day(call, gstin, day, part),
        EwbFetchRequest::Bill(EwbRef::Number(ewb_no, as_whom)) => by_number(call, &ewb_no, as_whom),
        EwbFetchRequest::Bill(EwbRef::Document(document)) => of_document(call, &document),
        EwbFetchRequest::Bill(EwbRef::Key(key)) => by_key(call, &key),
    }
}

fn by_number(call: &EngineCall<'_>, ewb_no: &str, as_whom: Option<Gstin>) -> Result<EwbFetched> {
    let known = place::find(call, ewb_no)?;
    match read::as_any(call, known.as_ref().map(|(_, held)| held), ewb_no, as_whom)? {
        BillReading::Shown((sheet, portal)) => {
            match known {
                // News of a bill that the ledger knows are kept; what is under way is settled by the verb that began it.
                Some((place, held)) if !held.ewb().is_open() => drop(read::learn(call, Some(place), &sheet, &portal)?),
                Some(_) => {}
                // What another party made for a taxpayer of this configuration can be rejected: the board says until when.
                None if is_for_us(call, &sheet) => drop(read::learn(call, None, &sheet, &portal)?),
                None => {}
            }
            Ok(EwbFetched::Bill(Box::new(of_sheet(call, sheet))))
        }
        BillReading::None(reasons) => Ok(unknown(call, Some(ewb_no), &reasons)),
        BillReading::Unasked(error) => Err(error),
    }
}

/// Whether a taxpayer of this configuration is the other party of a bill that no taxpayer of it made.
fn is_for_us(call: &EngineCall<'_>, sheet: &EwbSheet) -> bool {
    let own = &call.engine.resolved.taxpayers;
    own.iter().any(|gstin| sheet.is_other_party(gstin.as_str()))
        && !own.iter().any(|gstin| sheet.maker.as_deref() == Some(gstin.as_str()))
}

fn unknown(call: &EngineCall<'_>, ewb_no: Option<&str>, reasons: &[StoredRefusal]) -> EwbFetched {
    let unknown: EwbUnknown = shown::unknown(call, ewb_no, reasons);
    EwbFetched::Unknown(Box::new(unknown))
}

/// A bill as it is shown, with the status that follows.
fn of_sheet(call: &EngineCall<'_>, sheet: EwbSheet) -> EwbShown {
    let over = sheet.valid_until.is_some_and(|until| until < call.now());
    let status = match (sheet.standing, sheet.rejected) {
        (EwbStanding::Cancelled, _) => EwbState::Cancelled,
        (EwbStanding::Discarded, _) => EwbState::Discarded,
        (EwbStanding::Closed, _) => EwbState::Closed,
        (EwbStanding::Active, true) => EwbState::Rejected,
        (EwbStanding::Active, false) if over => EwbState::Expired,
        (EwbStanding::Active, false) => EwbState::Active,
    };
    let part = if sheet.valid_until.is_some() { Part::B } else { Part::A };
    EwbShown { status, part, sheet, source: EwbSource::Portal, sandbox: call.engine.is_sandbox() }
}

/// The bill of a registered document: by the number that the ledger has, else the portal is asked by IRN.
fn of_document(call: &EngineCall<'_>, document: &DocumentRef) -> Result<EwbFetched> {
    let record = find(call, document)?;
    if let Some(number) = record.as_ref().and_then(|record| record.ewb_bill()).map(|bill| bill.ewb_no.clone()) {
        return by_number(call, &number, None);
    }
    let own = call.engine.resolved.taxpayers.first().copied().filter(|_| call.engine.resolved.taxpayers.len() == 1);
    let gstin = record.as_ref().map(|record| record.document_key().gstin).or(document.supplier()).or(own);
    let gstin = gstin.ok_or_else(|| {
        Error::new(ErrorKind::Json, "the IRN alone doesn't say whose document it is")
            .at("/gstin")
            .fix("give \"gstin\" beside \"irn\", or {\"gstin\",\"type\",\"number\",\"date\"}")
    })?;
    let irn = irn_of(call, document)?;
    let client = match &record {
        Some(record) => PortalClient::of(call, record, gstin)?,
        None => PortalClient::new(call, gstin)?.about(irn),
    };
    let client = &client;
    let asked =
        call.run(client.ask(Errand::Reads, |token| async move { client.calls(&token).ewb_by_irn(&irn).await }))?;
    match read::reading(asked)? {
        BillReading::Shown(held) => by_number(call, &held.ewb.ewb_no, Some(gstin)),
        BillReading::None(reasons) => Ok(unknown(call, None, &reasons)),
        BillReading::Unasked(error) => Err(error),
    }
}

fn by_key(call: &EngineCall<'_>, key: &EwbKey) -> Result<EwbFetched> {
    let alone = BillKey::new(key.gstin, &key.doc_type, &key.number, key.date);
    let held = call.live.ledger.bill(&alone)?.map(HeldBill::alone);
    if let Some(number) = held.as_ref().and_then(|held| held.ewb().bill().map(|bill| bill.ewb_no.clone())) {
        return by_number(call, &number, Some(key.gstin));
    }
    if let Some(document) = key.document()
        && held.is_none()
        && find(call, &document)?.is_some()
    {
        return of_document(call, &document);
    }
    let client = read::client(call, held.as_ref(), key.gstin)?;
    let client = &client;
    let (doc_type, number) = (alone.doc_type.as_str(), key.number.as_str());
    let mut last = Vec::new();
    for at in 0..client.systems() {
        let asked = call.run(client.ask(Errand::LooksUp, |token| async move {
            client.calls_at(&token, at).ewb_by_document(doc_type, number).await
        }))?;
        match read::reading(asked)? {
            BillReading::Shown(found) => return by_number(call, &found.ewb_no, Some(key.gstin)),
            BillReading::None(reasons) => last = reasons,
            BillReading::Unasked(error) => return Err(error),
        }
    }
    Ok(unknown(call, None, &last))
}

fn of_day(call: &EngineCall<'_>, gstin: Gstin, day: Day, part: EwbPart) -> Result<EwbFetched> {
    let list = match part {
        EwbPart::Consignor => irp::PortalCall::EwbOfDay,
        EwbPart::Consignee => irp::PortalCall::EwbOfOthers,
        EwbPart::Transporter => irp::PortalCall::EwbForTransporter,
    };
    let client = PortalClient::of_ewb(call, None, gstin, None, None)?;
    let client = &client;
    let (mut ewbs, mut failed, mut answered) = (Vec::new(), None, false);
    for at in 0..client.systems() {
        let asked = call.run(
            client.ask(Errand::Reads, |token| async move { client.calls_at(&token, at).ewbs_of(list, day).await }),
        )?;
        match read::reading(asked) {
            Ok(BillReading::Shown(sheets)) => {
                answered = true;
                ewbs.extend(sheets.into_iter().map(|sheet| of_sheet(call, sheet)));
            }
            Ok(BillReading::None(_)) => answered = true,
            Ok(BillReading::Unasked(error)) => failed = failed.or(Some(error)),
            // What one system refuses, the other may show.
            Err(error) if client.systems() > 1 && error.kind != ErrorKind::Stopped => failed = failed.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    // A list of one system alone says that it is not whole.
    let incomplete = match failed {
        Some(error) if !answered => return Err(error),
        failed => failed.map(|error| format!("one of the e-way bill systems gave no list: {}", error.message).into()),
    };
    Ok(EwbFetched::List(Box::new(EwbList { ewbs, day, source: EwbSource::Portal, incomplete })))
}

/// The place of a bill that a request names, where the ledger has it.
pub fn place_of(call: &EngineCall<'_>, bill: &EwbRef) -> Result<Option<(EwbRow, HeldBill)>> {
    match bill {
        EwbRef::Number(ewb_no, _) => place::find(call, ewb_no),
        EwbRef::Key(key) => {
            let alone = BillKey::new(key.gstin, &key.doc_type, &key.number, key.date);
            Ok(call.live.ledger.bill(&alone)?.map(|bill| (EwbRow::Alone(alone.clone()), HeldBill::alone(bill))))
        }
        EwbRef::Document(_) => Ok(None),
    }
}
