//! A document has one e-way bill: by its IRN, or alone. Each of the two ways looks whether the other has it.

use crate::answer::document::EwayBill;
use crate::answer::eway_bill::BillAnswer;
use crate::calendar::IstTime;
use crate::engine::ewb::alone::found;
use crate::engine::ewb::place::{EwbRow, NextBillStep};
use crate::engine::ewb::{place, read, shown, step};
use crate::engine::process::call::EngineCall;
use crate::engine::record::named::unlawful;
use crate::error::{Error, ErrorKind, Result};
use crate::eway::{DocKind, EwayDocument, Supply};
use crate::irn::{DocType, DocumentKey, DocumentNumber};
use crate::irp::CancelReason;
use crate::story::{Bearer, BillKey, DocumentState, EwbState, HeldBill, Move, NumberKey, Record, StoredCancellation};
use crate::{eway, invoice};
use serde_json::json;

/// The record of an outward invoice that the invoice system has, or may have, unless a bill that stands alone has its key.
pub fn registered(call: &EngineCall<'_>, document: &EwayDocument) -> Result<Option<Record>> {
    let outward = document.supply == Some(Supply::Outward) && document.kind == Some(DocKind::TaxInvoice);
    let Some(key) = document.key().filter(|_| outward) else { return Ok(None) };
    let Some(number) = DocumentNumber::parse(&key.number) else { return Ok(None) };
    let named = DocumentKey { gstin: key.gstin, doc_type: DocType::Invoice, number, date: key.date };
    let Some(record) = call.live.ledger.find(&NumberKey::from(&named))? else { return Ok(None) };
    match record.state() {
        DocumentState::Rejected | DocumentState::Withdrawn => return Ok(None),
        DocumentState::Intended
        | DocumentState::Pending
        | DocumentState::Sending
        | DocumentState::InDoubt
        | DocumentState::Registered
        | DocumentState::Cancelling
        | DocumentState::Cancelled => {}
    }
    let (kept, said) = invoice::read(record.document())?;
    let differs = found::other_content(&eway::of_invoice(&kept, &said).0, document);
    if !differs.is_empty() {
        let words = format!("this document is in the ledger with other content: {}", differs.join("; "));
        return Err(Error::new(ErrorKind::Conflict, words)
            .at("/docNo")
            .differs(differs)
            .fix("give the document as it was registered, or {\"irn\",\"EwbDtls\"}"));
    }
    Ok(Some(record))
}

/// The key of the bill that a registered document would have alone.
pub fn key_alone(document: &DocumentKey) -> BillKey {
    BillKey::new(document.gstin, document.doc_type.code(), document.number.as_str(), document.date)
}

/// The bill of a registered document that stands alone, where there is one: its answer takes the place of one by the IRN. One
/// that was never sent is taken back.
pub fn alone(call: &EngineCall<'_>, document: &DocumentKey) -> Result<Option<BillAnswer>> {
    let key = key_alone(document);
    if call.live.ledger.bill(&key)?.is_none() {
        return Ok(None);
    }
    let place = EwbRow::Alone(key);
    let held = match step::settle_open(call, &place, place::current(call, &place)?, &mut call.patience(false))? {
        step::Settled::Closed(held) => held,
        step::Settled::Open(held) => return Ok(Some(step::open(call, &held))),
    };
    if let Some(answer) = read::after_part_b(call, &place)? {
        return Ok(Some(answer));
    }
    if held.ewb().state() == EwbState::Pending {
        take_back(call, &place)?;
    }
    let held = place::current(call, &place)?;
    match held.ewb().state().can_be_asked() {
        true => Ok(None),
        false => shown::by_state(call, &held).map(Some),
    }
}

fn take_back(call: &EngineCall<'_>, place: &EwbRow) -> Result<()> {
    let by_irn = StoredCancellation { reason: CancelReason::Other, remark: "made by its IRN".to_owned(), date: None };
    let taken = place::take(call, place, |held| match held {
        HeldBill::Alone(bill) if bill.ewb().state() == EwbState::Pending => {
            bill.withdraw(by_irn.clone()).map_err(unlawful)?;
            Ok(NextBillStep::Begin((Move::EwbWithdrawn, json!(by_irn))))
        }
        HeldBill::Alone(_) | HeldBill::Document(_) => Ok(NextBillStep::Leave),
    });
    taken.map(drop)
}

/// What a registered document without an e-way bill of its IRN shows as its own: the one that stands alone.
pub fn shown_with(call: &EngineCall<'_>, record: &Record) -> Result<Option<EwayBill>> {
    if record.ewb_state() != EwbState::NotAsked {
        return Ok(None);
    }
    let Some(bill) = call.live.ledger.bill(&key_alone(&record.document_key()))? else { return Ok(None) };
    let ewb = bill.ewb();
    let Some(made) = ewb.bill().filter(|_| ewb.state().may_stand()) else { return Ok(None) };
    Ok(Some(EwayBill {
        status: ewb.state_at(call.now()),
        ewb_no: Some(made.ewb_no.clone()),
        ewb_date: made.ewb_date.as_deref().and_then(IstTime::parse_portal),
        valid_until: ewb.valid_until(),
        under_way: ewb.under_way().map(|under_way| under_way.step.name()),
        failure: None,
        cancellation: None,
    }))
}
