//! What the system holds of a document without an IRN: adopted, or another than ours.

use crate::engine::ewb::place::EwbRow;
use crate::engine::ewb::read::BillReading;
use crate::engine::ewb::{place, read};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::patience::Patience;
use crate::engine::process::portal_client::PortalClient;
use crate::error::{Error, ErrorKind, Result};
use crate::eway as system;
use crate::eway::EwayDocument;
use crate::portal::refusal::code;
use crate::story::{
    Bearer, BillKey, EwbRecord, EwbSheet, EwbStanding, EwbState, HeldBill, Move, StoredEwayBill, StoredRefusal,
};
use serde_json::json;

pub fn conflict(differs: Vec<String>) -> Error {
    Error::new(ErrorKind::Conflict, format!("this document has another e-way bill: {}", differs.join("; ")))
        .at("/docNo")
        .differs(differs)
        .fix("give the document a number of its own, or cancel the other e-way bill first")
}

/// Where two documents say different things that an e-way bill stands for: each with both values.
pub fn differences(ours: &EwayDocument, theirs: &EwayDocument) -> Vec<String> {
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

/// Where a document is another than the one that was registered: each with both values.
pub fn other_content(registered: &EwayDocument, given: &EwayDocument) -> Vec<String> {
    // Services of the invoice have no line there.
    let without_lines = |document: &EwayDocument| {
        let mut copy = document.clone();
        copy.items.clear();
        copy
    };
    differences(&without_lines(given), &without_lines(registered))
}

/// Where the system's bill of a document is another than ours: each with both values.
pub fn other_than(ours: &EwayDocument, sheet: &EwbSheet) -> Vec<String> {
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
    found
}

/// What the system holds of a document.
pub enum FoundBill {
    Held(Box<EwbSheet>),
    None,
    Unasked(Error),
}

/// Asks every e-way bill system for the bill that the taxpayer made for a document, and reads it.
pub fn find(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &BillKey,
    until: std::time::Instant,
) -> Result<FoundBill> {
    for at in 0..client.systems() {
        let (doc_type, number) = (key.doc_type.as_str(), key.number.as_str());
        let asked = call.run_until(
            until,
            client.ask(Errand::LooksUp, |token| async move {
                client.calls_at(&token, at).ewb_by_document(doc_type, number).await
            }),
        )?;
        let ewb_no = match read::reading(asked)? {
            BillReading::Shown(found) => found.ewb_no,
            BillReading::None(_) => continue,
            BillReading::Unasked(error) => return Ok(FoundBill::Unasked(error)),
        };
        return Ok(match read::sheet(call, client, &ewb_no, until)? {
            BillReading::Shown(sheet) => FoundBill::Held(Box::new(sheet)),
            BillReading::None(_) => FoundBill::None,
            BillReading::Unasked(error) => FoundBill::Unasked(error),
        });
    }
    Ok(FoundBill::None)
}

/// After "already generated": the bill that the system has is adopted where it is ours, or reported as a conflict.
pub fn adopt(
    call: &EngineCall<'_>,
    key: &BillKey,
    client: &PortalClient<'_, '_>,
    refusals: &[StoredRefusal],
) -> Result<EwbRecord> {
    match find(call, client, key, call.deadline)? {
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
    let differs = other_than(&system::read(bill.document())?.0, sheet);
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
    let client = read::client(call, Some(&held), key.gstin)?;
    let now = call.live.ledger.now();
    let settled = bill.ewb().can_no_longer_arrive(&now);
    let doubt = |why: &str| place::conclude_alone(call, key, Move::EwbInDoubt, json!({ "why": why }), EwbRecord::doubt);
    if bill.ewb().state() == EwbState::Cancelling {
        return look_for_cancellation(call, key, &bill, &client, patience);
    }
    let found = find(call, &client, key, patience.until())?;
    failpoint::reached("ewb_looked_up");
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

pub fn look_for_cancellation(
    call: &EngineCall<'_>,
    key: &BillKey,
    bill: &EwbRecord,
    client: &PortalClient<'_, '_>,
    patience: &Patience,
) -> Result<(HeldBill, bool)> {
    let number = bill.ewb().bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let settled = bill.ewb().can_no_longer_arrive(&call.live.ledger.now());
    let reading = read::sheet(call, client, &number, patience.until())?;
    failpoint::reached("ewb_looked_up");
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
